// Pages that name patients: an annexe to a claim, a list of long sick leaves. Medical secrecy
// covers them, so their words never leave the child that read them: not into the Reading, the
// searchable layer, the facts, a dossier, a log or a letter.
//
//   if (NamesPatients(page)) Withhold(page);    // page.words is empty, page.warnings says why
//
// A page names patients when a printed row looks like a NIR (values/nir.h), or a table whose
// heading speaks of people (Nom, Prénom, Patient, Assuré, Bénéficiaire) over two or more lines that
// begin with a name and go on with a date or a number. The letter's own doctor is one name, never a
// table of them.
//
// Source: R. 1111-26 and L. 1110-4 of the code de la santé publique for the secret; the structure
// of the NIR is INSEE's. Pure functions; thread-safe.
#pragma once

#include <string_view>

#include "extractors/reading/reading.h"

namespace riposte {

inline constexpr std::string_view kSecretWarning = "secret_medical";

bool NamesPatients(const PageReading& page);
// Drops words and lines; adds kSecretWarning to the page's warnings.
void Withhold(PageReading& page);
bool Withheld(const PageReading& page);

}  // namespace riposte
