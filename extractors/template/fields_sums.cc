// A formal notice claims a debt and a tenth of it (art. L. 133-4 CSS): whatever their labels, the
// figures say which is which, and the sum of both is a third witness.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "extractors/template/fields.h"

namespace riposte {

void FieldReader::ReadSurcharged(const Context& c) {
  constexpr size_t kMostAmounts = 60;  // a list of payments says nothing of this kind
  constexpr int64_t kLeast = 1000;     // cents; a tenth of less is met by chance
  constexpr int64_t kRounding = 9;     // cents in ten surcharges
  std::map<int64_t, Range> amounts;    // cents, and where first printed
  for (const Typed& v : Values(ValueType::kAmount))
    if (const auto* sum = std::get_if<Cents>(&v.found.value); sum && v.found.doubts.empty())
      amounts.try_emplace(sum->value, v.range);
  // Under «Somme due en euros» a figure has no sign of its own.
  for (const Typed& v : Values(ValueType::kDecimal))
    if (const auto* number = std::get_if<Decimal>(&v.found.value);
        number && number->scale == 2 && v.found.doubts.empty())
      amounts.try_emplace(number->digits, v.range);
  if (amounts.size() > kMostAmounts) return;
  bool with_sum = false;
  std::vector<std::pair<int64_t, int64_t>> pairs;
  for (const auto& [debt, debt_range] : amounts)
    for (const auto& [tenth, tenth_range] : amounts) {
      if (debt < kLeast || std::abs(debt - 10 * tenth) > kRounding) continue;
      const bool sum = amounts.count(debt + tenth) > 0;
      if (sum && !with_sum) pairs.clear();
      with_sum |= sum;
      if (sum == with_sum) pairs.emplace_back(debt, tenth);
    }
  for (const auto& [debt, tenth] : pairs) {
    const int64_t cents = c.t.as == As::kPrincipal ? debt : tenth;
    Hit hit;
    hit.ranges = {amounts.at(cents)};
    hit.text = std::string(text_.At(hit.ranges[0]));
    hit.value = Cents{cents};
    if (!with_sum) hit.doubts.push_back("weak_anchor");
    hit.where = with_sum ? "a debt, its tenth and their sum" : "a debt and its tenth";
    Add(c, std::move(hit));
  }
}

}  // namespace riposte
