// French names of ids, for whatever a person reads: fields, reasons for doubt, document types.
//
//   LabelOf("ij_par_patient")        == "IJ par patient"
//   LabelOf("decision_msap")         == "décision de mise sous accord préalable"
//   ValueInFrench("annee", 2025)      == "2025", ("ij_prescrites", 12458) == "12 458"
//   WhyInFrench("comma_doubt")       == "virgule décimale douteuse"
//
// An id without a name of its own comes back as it is. Static; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "extractors/values/value.h"

namespace riposte {

std::string LabelOf(std::string_view id);
// French() of values/format.h, but for a year, which has no thousands.
std::string ValueInFrench(std::string_view id, const Value& value);
std::string WhyInFrench(std::string_view why);
// A letter's warning («secret_medical: page 2») with what follows the colon kept.
std::string WarningInFrench(std::string_view warning);

}  // namespace riposte
