// What of a dossier a letter may speak of. «Your letter gives the period…» must not be filled from
// another letter, which the dossier's own rules would allow when the answered one has no such fact.
//
//   Result<std::string> xml = OnlyFactsOf(dossier_xml, "P1");
//
// The facts and tables of all other pieces go, and what a person said of them; pieces, deadlines
// and figures stay. kTemplate for XML that is no dossier. Thread-safe.
#pragma once

#include <string>

#include "extractors/base/error.h"

namespace riposte::reply {

Result<std::string> OnlyFactsOf(const std::string& dossier_xml, const std::string& piece);

}  // namespace riposte::reply
