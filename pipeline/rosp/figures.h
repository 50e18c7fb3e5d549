// Exact arithmetic and the prepared lines that the files of the ROSP room share (internal).
#pragma once

#include <boost/multiprecision/cpp_int.hpp>

#include "pipeline/rosp/grids.h"

namespace riposte {

using Exact = boost::multiprecision::cpp_rational;

Exact ExactOf(const Decimal& d);
Cents RoundCents(const Exact& cents);  // half away from zero
Exact RoundTo(const Exact& x, int decimals);
inline double ToDouble(const Exact& x) { return x.convert_to<double>(); }

// What one rate of achievement comes from; percent, palier as a share.
struct RateInput {
  std::optional<Exact> found, start, middle, target;  // NC, NI, OI, OC
  bool lower = false;                                 // lower is better
  Exact palier;
};
struct Rate {
  std::string branche;  // empty: a figure is missing
  Exact value;          // 0 to 1
};
Rate RateOf(const RateInput& in);

// What holds for all lines.
struct RospSetting {
  const RospRegime* regime = nullptr;
  const RospFormula* formula = nullptr;
  int annee = 0;
  Exact point;  // cents
  RospTrust point_trust = RospTrust::kUnknown;
  std::optional<Exact> list, reference;
  Exact clinical = 1;         // majoration × coefficient
  int year_of_practice = 0;   // 1 to 3: new installer; 0: not one, or not known
  std::optional<bool> doors;  // of the organisation part; none: not known
  bool doors_redone = false;  // open only once the share of electronic claims is counted again
  std::string arrondi = "ligne";
  bool both_thresholds = false;
};

// One line with every figure chosen, the statement's before the grid's.
struct RospPrepared {
  const RospLineInput* in = nullptr;
  const RospIndicator* grid = nullptr;
  bool organisation = false, weighted = true;
  bool direction_known = true;
  RateInput rate;
  Exact found_half, start_half;  // half of the last printed unit
  std::optional<Exact> points, printed_rate;
  Exact printed_half;
  bool few_now = false, few_at_start = false;  // denominators under the threshold
  RospTrust points_trust = RospTrust::kUnknown, middle_trust = RospTrust::kUnknown,
            target_trust = RospTrust::kUnknown, threshold_trust = RospTrust::kUnknown;
  std::vector<std::string> notes;  // French: where printed and published figures differ
};

// Some statements print the points that were earned where others print those of the indicator.
// Where every telling line shows the former, the indicator's are found from the printed rate, or
// left out.
void RestorePoints(const RospSetting& setting, RospInput* in);
Status CheckRospInput(const RospInput& in, const RospRegime& regime);
// The regime and what holds for all lines; kUsage for a year outside it.
Result<RospSetting> SettingOf(const RospInput& in, const RospGrids::Impl& grids);
RospPrepared Prepare(const RospLineInput& in, const RospSetting& setting);

// Amount in cents for a rate (0 to 1); none where points or the list are missing.
std::optional<Exact> AmountOf(const RospSetting& s, const RospPrepared& p, const Exact& rate);
// Rate under a reading of the threshold, organisation doors included.
Rate LineRate(const RospSetting& s, const RospPrepared& p, const RateInput& rate, bool both);

// What the printed sum of a line follows: fills `applique` and `explication`.
void ExplainPrinted(const RospSetting& s, const RospPrepared& p, RospLine* line);
// Beyond rounding and half a euro: > 0 the fund owes, < 0 it paid too much.
int Side(const RospLine& line);
// The lines of a flat sum per patient (FMT) beside what is known of it; flat.cc.
void ComputeFlat(const RospInput& in, const RospSetting& s, RospResult* r);
// Claims, for the letter and for the office; `prepared` runs along `r->lignes`.
void FindClaims(const RospInput& in, const RospSetting& s,
                const std::vector<RospPrepared>& prepared, RospResult* r);

}  // namespace riposte
