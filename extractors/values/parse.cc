// FindAll and ParseWhole: the text is levelled once (scan.h), the finder of the type runs over it,
// and positions go back to bytes of the text.
#include "extractors/values/parse.h"

#include <cstring>

#include "extractors/values/scan.h"

namespace riposte {
namespace {

using values::Hit;
using values::Scan;

constexpr size_t kMaxTextBytes = 1u << 20;

std::vector<Hit> Find(ValueType type, const Scan& scan, bool whole) {
  switch (type) {
    case ValueType::kDate:
      return values::FindDates(scan);
    case ValueType::kDuration:
      return values::FindDurations(scan);
    case ValueType::kTime:
      return values::FindTimes(scan);
    case ValueType::kTextList:
      return values::FindArticles(scan);
    case ValueType::kRpps:
    case ValueType::kAm:
      return values::FindDigitCodes(scan, type);
    case ValueType::kLrar:
      return values::FindLrar(scan);
    case ValueType::kBoolean:
      return values::FindBooleans(scan);
    case ValueType::kInteger:
    case ValueType::kDecimal:
    case ValueType::kPercent:
    case ValueType::kAmount:
      return values::FindNumbers(scan, type, whole);
    case ValueType::kText:
      break;
  }
  return {};
}

// The text without space around it, in scan positions.
std::pair<size_t, size_t> Trimmed(const Scan& scan) {
  size_t begin = 0, end = scan.s.size();
  while (begin < end && scan.s[begin] == ' ') ++begin;
  while (end > begin && scan.s[end - 1] == ' ') --end;
  return {begin, end};
}

Found ToFound(const Scan& scan, Hit hit) {
  return {scan.begin_of[hit.begin], scan.end_of[hit.end - 1], std::move(hit.value),
          std::move(hit.doubts)};
}

std::optional<Found> WholeText(std::string_view text, const Scan& scan) {
  const auto [begin, end] = Trimmed(scan);
  if (begin == end) return std::nullopt;
  const size_t b = scan.begin_of[begin], e = scan.end_of[end - 1];
  return Found{b, e, Value(std::string(text.substr(b, e - b))), {}};
}

}  // namespace

std::vector<Found> FindAll(ValueType type, std::string_view text) {
  std::vector<Found> found;
  if (text.size() > kMaxTextBytes) return found;
  const Scan scan(text);
  if (type == ValueType::kText) {
    if (std::optional<Found> all = WholeText(text, scan)) found.push_back(std::move(*all));
    return found;
  }
  for (Hit& hit : Find(type, scan, false)) found.push_back(ToFound(scan, std::move(hit)));
  return found;
}

std::optional<Found> ParseWhole(ValueType type, std::string_view text) {
  if (text.size() > kMaxTextBytes) return std::nullopt;
  const Scan scan(text);
  if (type == ValueType::kText) return WholeText(text, scan);
  auto [begin, end] = Trimmed(scan);
  std::vector<Hit> hits = Find(type, scan, true);
  if (hits.size() != 1 || hits[0].begin != begin) return std::nullopt;
  for (size_t i = hits[0].end; i < end; ++i)
    if (std::strchr(" .,;:!?*", scan.s[i]) == nullptr) return std::nullopt;
  return ToFound(scan, std::move(hits[0]));
}

}  // namespace riposte
