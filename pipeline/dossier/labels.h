// French names of ids, for whatever a person reads: fields, reasons for doubt, document types.
//
//   LabelOf("ij_par_patient")        == "IJ par patient"
//   LabelOf("decision_msap")         == "décision de mise sous accord préalable"
//   WhyInFrench("comma_doubt")       == "virgule décimale douteuse"
//
// An id without a name of its own comes back as it is. Static; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace riposte {

std::string LabelOf(std::string_view id);
std::string WhyInFrench(std::string_view why);
// A letter's warning («secret_medical: page 2») with what follows the colon kept.
std::string WarningInFrench(std::string_view warning);

}  // namespace riposte
