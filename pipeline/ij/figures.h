// Arithmetic shared by the files of the IJ room: sums over strata and the checks of what is
// printed.
#pragma once

#include <utility>

#include "pipeline/ij/ij.h"

namespace riposte {

inline Error Usage(std::string message) {
  return Error{.code = ErrorCode::kUsage, .message = std::move(message)};
}

struct IjSums {
  int64_t patients = 0, ij = 0;
  std::optional<double> attendues;   // only where every stratum has a rate or an expected number
  double attendues_half = 0;         // half of the last printed unit, added up
  std::vector<std::string> without;  // strata that have neither
};

std::string Few(const std::vector<std::string>& names);  // «a ; b et 3 autre(s)»
std::string StratumName(const IjStratum& stratum);       // French
std::optional<double> ExpectedOf(const IjStratum& stratum);
IjSums SumStrata(const IjInput& input);

double HalfUnit(const Decimal& printed);  // {550, 2} -> 0.005

// Refuses what no figures can have; kUsage names row and column, and the line where `lines` has
// those of the strata.
Status CheckInput(const IjInput& input, const std::vector<int>& lines = {});
// What is printed against what it should be.
std::vector<Check> CheckFigures(const IjInput& input, const IjSums& sums);

// Campaign and scope; scope.cc.
std::vector<Check> CheckScope(const IjInput& input);
Status CheckParts(const IjInput& input);
// How the figures were arrived at; steps.cc.
void AddSteps(const IjInput& input, const IjSums& sums, IjResult* result);
void AddParts(const IjInput& input, IjResult* result);
void AddTarget(const IjInput& input, IjResult* result);
// Rows of the RIAP against its reference; riap.cc.
void CompareRiap(const IjInput& input, IjResult* result);
// Funnel limits at `e` and the shrunk ratio; peers.cc. Fewer peers than this say nothing.
inline constexpr size_t kLeastPeers = 10;
std::optional<IjResult::Entonnoir> FunnelOf(const std::vector<IjPeer>& peers, double o, double e,
                                            std::optional<double> spells_phi);

}  // namespace riposte
