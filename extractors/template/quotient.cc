// The idea: three numbers of a letter that are a quotient by chance are rare, but not so rare that
// two candidates could be left to it.
#include "extractors/template/quotient.h"

#include <algorithm>
#include <cmath>

namespace riposte {
namespace {

constexpr double kClearlyBetter = 2;  // as a lead of the words around
constexpr double kFewest = 0.1;       // a divisor below it proves nothing

std::optional<double> FigureIn(const Value& value) {
  if (const auto* n = std::get_if<int64_t>(&value)) return static_cast<double>(*n);
  if (const auto* d = std::get_if<Decimal>(&value)) return d->ToDouble();
  return std::nullopt;
}

double HalfUnit(const Value& value) {
  const auto* d = std::get_if<Decimal>(&value);
  return 0.5 * std::pow(10.0, d ? -d->scale : 0);
}

bool Holds(const Value& result, const Value& over, const Value& under) {
  const std::optional<double> r = FigureIn(result), o = FigureIn(over), u = FigureIn(under);
  if (!r || !o || !u || *u - HalfUnit(under) < kFewest) return false;
  const bool whole = std::holds_alternative<int64_t>(over);
  const double slack = whole ? 0 : HalfUnit(over);
  const double under_slack = std::holds_alternative<int64_t>(under) ? 0 : HalfUnit(under);
  const double least = (*o - slack) / (*u + under_slack), most = (*o + slack) / (*u - under_slack);
  constexpr double kEpsilon = 1e-9;
  return *r + HalfUnit(result) >= least - kEpsilon && *r - HalfUnit(result) <= most + kEpsilon;
}

bool SamePlace(const Figure& a, const Figure& b) {
  return !a.range.empty() && a.range.Overlaps(b.range);
}

}  // namespace

std::optional<QuotientTerms> QuotientOf(const Equation& equation) {
  if (equation.sides.size() != 2 || equation.relations[0] != Equation::Relation::kEqual)
    return std::nullopt;
  const Term& left = *equation.sides[0];
  const Term& right = *equation.sides[1];
  const auto field = [](const Term& t) { return t.kind == Term::Kind::kField; };
  if (!field(left) || right.kind != Term::Kind::kDivide || !field(*right.left) ||
      !field(*right.right))
    return std::nullopt;
  return QuotientTerms{left.id, right.left->id, right.right->id};
}

std::optional<std::array<size_t, 3>> OnlyQuotient(const std::vector<Figure>& results,
                                                  const std::vector<Figure>& overs,
                                                  const std::vector<Figure>& unders) {
  struct Solution {
    std::array<size_t, 3> at;
    double score;
  };
  std::vector<Solution> found;
  for (size_t r = 0; r < std::min(results.size(), kMostFigures); ++r)
    for (size_t o = 0; o < std::min(overs.size(), kMostFigures); ++o)
      for (size_t u = 0; u < std::min(unders.size(), kMostFigures); ++u) {
        if (SamePlace(results[r], overs[o]) || SamePlace(results[r], unders[u]) ||
            SamePlace(overs[o], unders[u]) ||
            !Holds(results[r].value, overs[o].value, unders[u].value))
          continue;
        found.push_back({{r, o, u}, results[r].score + overs[o].score + unders[u].score});
      }
  if (found.empty()) return std::nullopt;
  const auto same = [&](const Solution& a, const Solution& b) {
    return results[a.at[0]].value == results[b.at[0]].value &&
           overs[a.at[1]].value == overs[b.at[1]].value &&
           unders[a.at[2]].value == unders[b.at[2]].value;
  };
  const Solution& best =
      *std::max_element(found.begin(), found.end(),
                        [](const Solution& a, const Solution& b) { return a.score < b.score; });
  for (const Solution& other : found)
    if (!same(other, best) && best.score - other.score < kClearlyBetter) return std::nullopt;
  return best.at;
}

}  // namespace riposte
