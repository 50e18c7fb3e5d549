// Every blamed value gets its second reading; a reading that says otherwise is tried in the
// equation. By chance a wrong reading mends a sum of cents or a quotient of two places hardly ever,
// but the value still goes to a person: two readings of it differ.
#include "extractors/template/mend.h"

#include <algorithm>
#include <vector>

#include "extractors/values/parse.h"

namespace riposte {
namespace {

bool Same(const CheckedPlace& a, const CheckedPlace& b) {
  return a.table == b.table && a.id == b.id && a.row == b.row;
}

bool Holds(const std::vector<CheckedPlace>& list, const CheckedPlace& place) {
  return std::any_of(list.begin(), list.end(),
                     [&](const CheckedPlace& p) { return Same(p, place); });
}

Fact* FactAt(Letter* letter, const CheckedPlace& place) {
  if (place.table.empty()) {
    const auto it = letter->fields.find(place.id);
    return it == letter->fields.end() ? nullptr : &it->second;
  }
  const auto table = letter->tables.find(place.table);
  if (table == letter->tables.end() || place.row < 0 ||
      static_cast<size_t>(place.row) >= table->second.size())
    return nullptr;
  Row& row = table->second[static_cast<size_t>(place.row)];
  const auto cell = row.find(place.id);
  return cell == row.end() ? nullptr : &cell->second;
}

// The one number of a second reading of the value's own place.
std::optional<Found> NumberIn(const CropReading& reading, ValueType type) {
  if (std::optional<Found> whole = ParseWhole(type, reading.text)) return whole;
  std::vector<Found> all = FindAll(type, reading.text);
  if (all.size() != 1) return std::nullopt;
  return all.front();
}

struct Other {
  CheckedPlace place;
  Draft* draft = nullptr;
  Found found;
  CropReading reading;
  std::vector<CheckedPlace> mends;  // what is no longer broken with it
};

}  // namespace

CheckResult MendByCheck(const CheckSpec& spec, CheckResult broken, Letter* letter,
                        const std::function<Draft*(const CheckedPlace&)>& at, Desk* desk) {
  std::vector<std::pair<CheckedPlace, Draft*>> blamed;
  std::vector<CropWish> wishes;
  for (const CheckedPlace& place : broken.broken) {
    Draft* draft = at(place);
    if (!draft || draft->places.size() != 1 || draft->evidence.source != PageSource::kOcr ||
        std::any_of(blamed.begin(), blamed.end(),
                    [&](const auto& b) { return Same(b.first, place); }))
      continue;
    if (blamed.size() == kMaxMendCrops) return broken;
    blamed.emplace_back(place, draft);
    wishes.push_back({draft->places.front(), CropRecipe::kNumber});
  }
  desk->Fetch(wishes);
  std::vector<Other> others;
  for (const auto& [place, draft] : blamed) {
    const std::optional<CropReading> reading =
        desk->Read(draft->places.front(), CropRecipe::kNumber);
    if (!reading) continue;
    const std::optional<Found> found = NumberIn(*reading, draft->evidence.type);
    Fact* fact = FactAt(letter, place);
    if (!found || !fact || found->value == fact->value) continue;
    const Value first = fact->value;
    fact->value = found->value;
    const CheckResult now = RunCheck(spec.id, *spec.equation, *letter);
    fact->value = first;
    Other other{place, draft, *found, *reading, {}};
    const bool worse = now.check.status == "not_checkable" ||
                       std::any_of(now.broken.begin(), now.broken.end(),
                                   [&](const CheckedPlace& p) { return !Holds(broken.broken, p); });
    for (const CheckedPlace& p : broken.broken)
      if (!worse && !Holds(now.broken, p)) other.mends.push_back(p);
    if (Holds(other.mends, place)) others.push_back(std::move(other));
  }
  bool mended = false;
  for (const Other& o : others) {
    const bool rivalled = std::any_of(others.begin(), others.end(), [&](const Other& r) {
      return !Same(r.place, o.place) &&
             std::any_of(r.mends.begin(), r.mends.end(),
                         [&](const CheckedPlace& p) { return Holds(o.mends, p); });
    });
    if (rivalled) continue;
    Fact& fact = o.draft->fact;
    fact.candidates.insert(fact.candidates.begin(), {fact.value, fact.text, fact.spans});
    fact.value = o.found.value;
    o.draft->evidence.found = o.found;
    o.draft->evidence.found.doubts.push_back("second_reading_differs");
    *FactAt(letter, o.place) = fact;
    mended = true;
  }
  return mended ? RunCheck(spec.id, *spec.equation, *letter) : broken;
}

}  // namespace riposte
