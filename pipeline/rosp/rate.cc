// The rate of achievement, on signed differences so that one formula serves both directions. Start
// level and intermediate objective are of no account once the better objective is reached (2011
// notice, 2.1.5); a rate is never negative. Everything is exact: cents are rounded once, at the
// end.
#include "pipeline/rosp/figures.h"

namespace riposte {
namespace {

using Integer = boost::multiprecision::cpp_int;

Integer PowerOfTen(int n) {
  Integer p = 1;
  for (; n > 0; --n) p *= 10;
  return p;
}

// Nearest integer, half away from zero.
Integer Nearest(const Exact& x) {
  const Integer n = boost::multiprecision::numerator(x), d = boost::multiprecision::denominator(x);
  if (n < 0) return -((-n * 2 + d) / (d * 2));
  return (n * 2 + d) / (d * 2);
}

}  // namespace

Exact ExactOf(const Decimal& d) { return Exact(Integer(d.digits), PowerOfTen(d.scale)); }

Cents RoundCents(const Exact& cents) { return Cents{Nearest(cents).convert_to<int64_t>()}; }

Exact RoundTo(const Exact& x, int decimals) {
  const Integer unit = PowerOfTen(decimals);
  return Exact(Nearest(x * unit), unit);
}

Rate RateOf(const RateInput& in) {
  if (!in.found) return {"", 0};
  const Exact sign = in.lower ? -1 : 1;
  const auto ahead = [&](const Exact& of) -> Exact { return sign * (*in.found - of); };
  if (in.target && ahead(*in.target) >= 0) return {"cible", 1};
  if (!in.target || !in.middle) return {"", 0};
  if (ahead(*in.middle) >= 0)
    return {"entre",
            in.palier + (1 - in.palier) * ahead(*in.middle) / (sign * (*in.target - *in.middle))};
  if (!in.start) return {"neutralise", 0};
  const Exact way = sign * (*in.middle - *in.start), done = ahead(*in.start);
  // A start level that is already past the objective leaves no way to go.
  if (done <= 0 || way <= 0) return {"nul", 0};
  return {"progression", in.palier * done / way};
}

}  // namespace riposte
