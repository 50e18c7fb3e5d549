// Numbers, percentages and amounts. The text is cut into chunks at its spaces; a chunk is a number
// only if nothing but punctuation, a sign or a unit touches its digits, so that «R.148-1»,
// «80101911/26.06.2025», «30-44» or «2C145» never give one. Chunks of three digits join a head of
// one to three («12 458»); what then stands digit to digit with something else («2 1,8 %») is
// doubtful, since OCR tears numbers apart.
#include <algorithm>
#include <cstring>
#include <optional>

#include "extractors/values/scan.h"

namespace riposte::values {
namespace {

enum class Unit { kNone, kPercent, kEuro };

struct Chunk {
  size_t begin = 0, end = 0;
  size_t gap = 0;       // spaces before it
  bool number = false;  // digits that nothing but punctuation, sign and unit touches
  char sign = '\0';
  bool bare_prefix = true;   // no punctuation before the digits
  size_t from = 0, to = 0;   // the core: digits with inner dots and commas
  Unit unit = Unit::kNone;   // glued behind
  bool euro_before = false;  // glued before
  bool damaged_unit = false;
  size_t unit_end = 0;  // where the core and its unit end
  std::string tail;     // punctuation behind
};

constexpr size_t kMaxPlainDigits = 9;  // longer ones without groups are codes
constexpr size_t kMaxGroupedDigits = 15;

// The unit that begins at i, and its end. «°/o», «o/o» are what OCR makes of «%».
Unit UnitAt(const Scan& scan, size_t i, size_t& end, bool& damaged) {
  const char c = scan.at(i);
  damaged = false;
  if (c == '%') {
    end = i + 1;
    return Unit::kPercent;
  }
  if (c == kEuro) {
    end = i + 1;
    return Unit::kEuro;
  }
  const auto ring = [](char x) { return x == 'o' || x == 'O' || x == kDegree; };
  if (ring(c) && scan.at(i + 1) == '/' && (ring(scan.at(i + 2)) || scan.at(i + 2) == '0')) {
    end = i + 3;
    damaged = true;
    return Unit::kPercent;
  }
  for (const char* name : {"euros", "euro", "eur"}) {
    const size_t n = std::strlen(name);
    if (Lower(std::string_view(scan.s).substr(i, n)) == name && !IsAlnum(scan.at(i + n))) {
      end = i + n;
      return Unit::kEuro;
    }
  }
  for (const char* name : {"pour cent", "p. 100", "p.100", "p. cent"}) {
    const size_t n = std::strlen(name);
    if (Lower(std::string_view(scan.s).substr(i, n)) == name && !IsAlnum(scan.at(i + n))) {
      end = i + n;
      return Unit::kPercent;
    }
  }
  end = i;
  return Unit::kNone;
}

bool IsTailSign(char c) { return std::strchr(".,;:!?)]\"'*", c) != nullptr && c != '\0'; }

void ReadChunk(const Scan& scan, Chunk& c) {
  size_t f = c.begin;
  while (f < c.end && !IsDigit(scan.s[f])) ++f;
  if (f == c.end) return;
  c.from = f;
  size_t p = f;  // the prefix is [begin, p)
  const auto take_euro = [&] {
    if (p > c.begin && scan.s[p - 1] == kEuro) {
      --p;
      c.euro_before = true;
    }
  };
  take_euro();
  if (p > c.begin && std::strchr("+-\x83", scan.s[p - 1]) != nullptr) c.sign = scan.s[--p];
  if (!c.euro_before) take_euro();
  if (p > c.begin) {
    const char last = scan.s[p - 1];
    if (std::strchr("(['\"=:<>~*\x81\x82", last) == nullptr) return;
    c.bare_prefix = false;
  }
  size_t i = f;
  while (i < c.end && (IsDigit(scan.s[i]) || ((scan.s[i] == ',' || scan.s[i] == '.') &&
                                              i + 1 < c.end && IsDigit(scan.s[i + 1]))))
    ++i;
  c.to = i;
  c.unit = UnitAt(scan, i, c.unit_end, c.damaged_unit);
  if (c.unit_end > c.end) {  // «pour cent» is not glued
    c.unit = Unit::kNone;
    c.unit_end = i;
  }
  size_t t = c.unit_end;
  while (t < c.end && IsTailSign(scan.s[t])) c.tail += scan.s[t++];
  if (t < c.end && !(scan.s[t] == '/' && t + 1 < c.end && IsLetter(scan.s[t + 1]))) return;
  c.number = true;
}

std::vector<Chunk> Chunks(const Scan& scan) {
  std::vector<Chunk> chunks;
  size_t i = 0, last_end = 0;
  while (i < scan.s.size()) {
    if (scan.s[i] == ' ') {
      ++i;
      continue;
    }
    Chunk c;
    c.begin = i;
    c.gap = i - last_end;
    while (i < scan.s.size() && scan.s[i] != ' ') ++i;
    c.end = last_end = i;
    ReadChunk(scan, c);
    chunks.push_back(std::move(c));
  }
  return chunks;
}

// What the digits of a core say.
struct Core {
  std::string digits;
  int scale = 0;
  bool grouped = false;    // by dots
  bool ambiguous = false;  // «1.471», «12,458»
};

std::optional<Core> ReadCore(std::string_view s) {
  std::vector<std::string_view> parts;
  std::string signs;
  size_t from = 0;
  for (size_t i = 0; i <= s.size(); ++i) {
    if (i < s.size() && IsDigit(s[i])) continue;
    parts.push_back(s.substr(from, i - from));
    if (i < s.size()) signs += s[i];
    from = i + 1;
    if (parts.size() > 6) return std::nullopt;
  }
  Core core;
  core.digits = parts[0];
  const bool head = parts[0].size() <= 3 && parts[0][0] != '0';
  const size_t dots = std::count(signs.begin(), signs.end(), '.');
  const size_t commas = signs.size() - dots;
  if (commas > 1 || (commas == 1 && signs.back() != ',')) return std::nullopt;
  const bool groups = dots > 0 && (commas == 1 || dots > 1 || (head && parts[1].size() == 3));
  if (groups) {
    if (!head) return std::nullopt;
    for (size_t k = 1; k <= dots; ++k) {
      if (parts[k].size() != 3) return std::nullopt;
      core.digits += parts[k];
    }
    core.grouped = true;
    core.ambiguous = dots == 1 && commas == 0;
  }
  if (commas == 1 || (dots == 1 && !groups)) {
    const std::string_view fraction = parts.back();
    if (fraction.size() > 6) return std::nullopt;
    core.digits += fraction;
    core.scale = static_cast<int>(fraction.size());
    // Three places after a short head may be a group that lost its space: «12,458».
    if (commas == 1 && core.scale == 3 && head && !core.grouped) core.ambiguous = true;
  }
  return core;
}

bool IsPlain(const Scan& scan, const Chunk& c) {  // digits alone in the core
  return c.number && std::all_of(scan.s.begin() + c.from, scan.s.begin() + c.to, IsDigit);
}

// «l2», «1O», «4S8»: digits among the letters that OCR puts in their place, or one such letter.
bool LooksTorn(std::string_view chunk) {
  if (chunk.empty() || chunk.size() > 3) return false;
  bool letter = false;
  for (char c : chunk) {
    if (IsDigit(c)) continue;
    if (std::strchr("lIi|!OoSsBbZzDQgq", c) == nullptr) return false;
    letter = true;
  }
  return letter;
}

class NumberFinder {
 public:
  NumberFinder(const Scan& scan, ValueType type, bool whole)
      : scan_(scan), type_(type), whole_(whole), chunks_(Chunks(scan)) {
    for (auto find : {FindDates, FindTimes})
      for (const Hit& h : find(scan)) taken_.emplace_back(h.begin, h.end);
    std::sort(taken_.begin(), taken_.end());
  }

  std::vector<Hit> Run() {
    for (size_t i = 0; i < chunks_.size();) {
      const size_t phone = PhoneEnd(i);
      if (phone > i) {
        i = phone;
        continue;
      }
      i = chunks_[i].number ? std::max(Take(i), i + 1) : i + 1;
    }
    return std::move(hits_);
  }

 private:
  std::string_view Text(const Chunk& c) const {
    return std::string_view(scan_.s).substr(c.begin, c.end - c.begin);
  }

  // «02 40 12 34 56»: four chunks or more of two digits.
  size_t PhoneEnd(size_t i) const {
    size_t k = i;
    while (k < chunks_.size() && IsPlain(scan_, chunks_[k]) &&
           chunks_[k].to - chunks_[k].from == 2 && (k == i || chunks_[k].gap <= 2))
      ++k;
    return k - i >= 4 ? k : i;
  }

  bool IsTaken(size_t begin, size_t end) const {
    auto it = std::upper_bound(taken_.begin(), taken_.end(), std::make_pair(begin, SIZE_MAX));
    if (it != taken_.end() && it->first < end) return true;
    // Dates and times are disjoint among their own kind: two back is far enough.
    for (int back = 0; back < 2 && it != taken_.begin(); ++back)
      if ((--it)->second > begin) return true;
    return false;
  }

  // The number of «L. 162» or «article 641» is no count.
  bool AfterArticle(size_t i) const {
    if (i == 0) return false;
    if (Text(chunks_[i - 1]) == "l") return false;  // what OCR makes of a 1
    std::string word = Lower(Text(chunks_[i - 1]));
    while (!word.empty() && std::strchr(".*:(", word.back()) != nullptr) word.pop_back();
    if (word.empty() && i >= 2 && Text(chunks_[i - 1]) == "*") return AfterArticle(i - 1);
    for (const char* w : {"l", "r", "d", "lo", "l.o", "art", "article", "articles"})
      if (word == w) return true;
    return word.ends_with("'article");
  }

  // Takes the number that begins at chunk i; returns the chunk after it.
  size_t Take(size_t i) {
    const Chunk& first = chunks_[i];
    const std::optional<Core> head = ReadCore(Sub(first));
    size_t last = i;
    if (!head) return i + 1;
    Core core = *head;
    bool spaced = false;
    if (IsPlain(scan_, first) && first.to - first.from <= 3 && scan_.s[first.from] != '0' &&
        Open(first)) {
      while (last + 1 < chunks_.size() && core.scale == 0 && Open(chunks_[last])) {
        const Chunk& next = chunks_[last + 1];
        if (next.gap != 1 || !next.number || next.sign != '\0' || !next.bare_prefix) break;
        const std::optional<Core> more = ReadCore(Sub(next));
        const size_t whole_part = more ? more->digits.size() - more->scale : 0;
        if (!more || more->grouped || whole_part != 3) break;
        core.digits += more->digits;
        core.scale = more->scale;
        spaced = true;
        ++last;
      }
    }
    if (spaced) core.ambiguous = false;
    Hit hit{first.from, chunks_[last].unit_end, {}, {}};
    bool negative = first.sign == '-' || first.sign == kDash;
    if (first.sign != '\0') --hit.begin;
    if (first.euro_before) hit.begin = std::min(hit.begin, SignOrEuroBegin(first));

    last = JoinTornDecimals(last, core, hit);
    Unit unit = chunks_[last].unit;
    if (chunks_[last].damaged_unit) AddDoubt(hit.doubts, "ocr_form");
    size_t next = last + 1;
    if (unit == Unit::kNone && chunks_[last].tail.empty()) unit = UnitBehind(last, hit, next);
    if (unit == Unit::kNone && (first.euro_before || EuroChunkBefore(i, hit))) unit = Unit::kEuro;

    if (AfterArticle(i) || IsTaken(hit.begin, hit.end)) return last + 1;
    const size_t integers = core.digits.size() - core.scale;
    if (integers > 1 && core.digits[0] == '0') return last + 1;
    if (core.digits.size() > kMaxGroupedDigits ||
        (!spaced && !core.grouped && integers > kMaxPlainDigits))
      return last + 1;
    if (core.ambiguous) AddDoubt(hit.doubts, "ambiguous_separator");
    CheckNeighbours(i, last, core, hit);
    SpacedSign(i, hit, negative);
    if (unit == Unit::kEuro) EuroCents(next, core, hit);
    if (SetValue(core, unit, negative, hit)) hits_.push_back(std::move(hit));
    return std::max(next, last + 1);
  }

  std::string_view Sub(const Chunk& c) const {
    return std::string_view(scan_.s).substr(c.from, c.to - c.from);
  }
  // Nothing stands behind the digits in the chunk: they may go on in the next one.
  static bool Open(const Chunk& c) { return c.end == c.to; }
  size_t SignOrEuroBegin(const Chunk& c) const {
    size_t p = c.from;
    while (p > c.begin && (scan_.s[p - 1] == kEuro || std::strchr("+-\x83", scan_.s[p - 1]))) --p;
    return p;
  }

  // «21, 8 %» and «21 ,8 %»: a comma with a space on one side, where a unit or the type says that a
  // decimal is meant.
  size_t JoinTornDecimals(size_t last, Core& core, Hit& hit) {
    if (type_ == ValueType::kInteger || core.scale > 0 || last + 1 >= chunks_.size()) return last;
    const Chunk& c = chunks_[last];
    const Chunk& n = chunks_[last + 1];
    if (n.gap != 1) return last;
    size_t from = 0, to = 0;
    if (c.tail == "," && c.unit == Unit::kNone && IsPlain(scan_, n) && n.bare_prefix &&
        n.sign == '\0') {
      from = n.from;
      to = n.to;
    } else if (Open(c) && scan_.s[n.begin] == ',') {
      from = to = n.begin + 1;
      while (to < n.end && IsDigit(scan_.s[to])) ++to;
    }
    if (to == from || to - from > 2) return last;
    size_t unit_end = 0;
    bool damaged = false;
    Unit unit = UnitAt(scan_, to, unit_end, damaged);
    if (unit == Unit::kNone && scan_.at(to) == ' ') unit = UnitAt(scan_, to + 1, unit_end, damaged);
    const bool meant = whole_ || (type_ == ValueType::kPercent && unit == Unit::kPercent) ||
                       (type_ == ValueType::kAmount && unit == Unit::kEuro);
    if (!meant) return last;
    core.digits += scan_.s.substr(from, to - from);
    core.scale = static_cast<int>(to - from);
    AddDoubt(hit.doubts, "ocr_form");
    // The torn chunk counts as read: its unit, if glued, is that of the number.
    Chunk& torn = chunks_[last + 1];
    torn.unit = scan_.at(to) == ' ' ? Unit::kNone : unit;
    torn.unit_end = torn.unit == Unit::kNone ? to : unit_end;
    torn.tail.clear();
    hit.end = torn.unit_end;
    return last + 1;
  }

  Unit UnitBehind(size_t last, Hit& hit, size_t& next) const {
    if (last + 1 >= chunks_.size() || chunks_[last + 1].gap > 2) return Unit::kNone;
    size_t end = 0;
    bool damaged = false;
    const Unit unit = UnitAt(scan_, chunks_[last + 1].begin, end, damaged);
    if (unit == Unit::kNone) return unit;
    if (IsAlnum(scan_.at(end))) return Unit::kNone;
    if (damaged) AddDoubt(hit.doubts, "ocr_form");
    hit.end = end;
    next = last + 1;
    while (next < chunks_.size() && chunks_[next].begin < end) ++next;
    return unit;
  }

  bool EuroChunkBefore(size_t i, Hit& hit) const {
    if (i == 0 || chunks_[i].gap > 2) return false;
    const std::string word = Lower(Text(chunks_[i - 1]));
    if (word != std::string(1, kEuro) && word != "eur") return false;
    if (i >= 2 && chunks_[i - 2].number) return false;  // the unit of the number before
    hit.begin = chunks_[i - 1].begin;
    return true;
  }

  // «12 € 50».
  void EuroCents(size_t& next, Core& core, Hit& hit) const {
    if (core.scale != 0 || next >= chunks_.size()) return;
    const Chunk& c = chunks_[next];
    if (c.gap != 1 || !IsPlain(scan_, c) || !c.bare_prefix || c.sign != '\0' ||
        c.unit != Unit::kNone || c.to - c.from != 2)
      return;
    if (hit.end != c.begin - 1) return;  // punctuation after the unit
    core.digits += Sub(c);
    core.scale = 2;
    hit.end = c.to;
    AddDoubt(hit.doubts, "ocr_form");
    ++next;
  }

  void CheckNeighbours(size_t i, size_t last, const Core& core, Hit& hit) const {
    const size_t lead = chunks_[i].to - chunks_[i].from;
    const bool group_lead =
        IsPlain(scan_, chunks_[i]) ? lead == 3 : Sub(chunks_[i]).find_first_of(".,") == 3;
    if (i > 0 && chunks_[i].gap <= 2 && chunks_[i].bare_prefix && chunks_[i].sign == '\0' &&
        !chunks_[i].euro_before) {
      const std::string_view before = Text(chunks_[i - 1]);
      const char end = before.back();
      const char end2 = before.size() > 1 ? before[before.size() - 2] : ' ';
      if (IsDigit(end) || (std::strchr(",.", end) != nullptr && IsDigit(end2) && group_lead) ||
          (LooksTorn(before) && group_lead))
        AddDoubt(hit.doubts, "ambiguous_separator");
    }
    if (last + 1 < chunks_.size() && chunks_[last + 1].gap <= 2) {
      const Chunk& n = chunks_[last + 1];
      const std::string_view after = Text(n);
      const bool group = after.size() >= 3 && IsDigit(after[0]) && IsDigit(after[1]) &&
                         IsDigit(after[2]) && (after.size() == 3 || !IsDigit(after[3]));
      const bool open = chunks_[last].unit_end == chunks_[last].to && hit.end == chunks_[last].to;
      if (open && Open(chunks_[last]) &&
          (IsDigit(after[0]) || (after[0] == ',' && after.size() > 1 && IsDigit(after[1])) ||
           (after.size() == 3 && LooksTorn(after))))
        AddDoubt(hit.doubts, "ambiguous_separator");
      if (open && (chunks_[last].tail == "," || chunks_[last].tail == ".") && group &&
          core.scale == 0 && core.digits.size() <= 3)
        AddDoubt(hit.doubts, "ambiguous_separator");
    }
  }

  // «- 25 %». A lone dash before a count is a bullet; before a percentage it is a minus, unless it
  // opens a longer text or is a dash of the sentence.
  void SpacedSign(size_t i, Hit& hit, bool& negative) const {
    if (i == 0 || chunks_[i].sign != '\0' || chunks_[i].gap > 2) return;
    if (type_ != ValueType::kPercent && !whole_) return;
    const std::string_view sign = Text(chunks_[i - 1]);
    if (sign.size() != 1 || std::strchr("+-\x83", sign[0]) == nullptr) return;
    hit.begin = chunks_[i - 1].begin;
    if (sign[0] == '+') return;
    negative = true;
    size_t rest = hit.end;
    while (rest < scan_.s.size() && !IsAlnum(scan_.s[rest])) ++rest;
    const bool opens = i == 1 && rest < scan_.s.size();
    const bool sentence = sign[0] == kDash && i > 1;
    if (opens || sentence) AddDoubt(hit.doubts, "ambiguous_sign");
  }

  bool SetValue(const Core& core, Unit unit, bool negative, Hit& hit) const {
    int64_t v = 0;
    for (char c : core.digits) v = v * 10 + (c - '0');
    if (v >= 1'000'000'000'000'000) return false;
    if (negative) v = -v;
    switch (type_) {
      case ValueType::kInteger:
        if (unit != Unit::kNone || core.scale > 0) return false;
        hit.value = v;
        return true;
      case ValueType::kDecimal:
        if (unit != Unit::kNone && !whole_) return false;
        break;
      case ValueType::kPercent:
        if (unit != Unit::kPercent && !(whole_ && unit == Unit::kNone)) return false;
        break;
      case ValueType::kAmount: {
        if (unit != Unit::kEuro && !(whole_ && unit == Unit::kNone)) return false;
        if (core.scale > 2) return false;
        if (unit == Unit::kNone && core.scale != 2) AddDoubt(hit.doubts, "no_currency");
        if (core.scale == 1) AddDoubt(hit.doubts, "ocr_form");
        for (int s = core.scale; s < 2; ++s) v *= 10;
        hit.value = Cents{v};
        return true;
      }
      default:
        return false;
    }
    int scale = core.scale;
    if (core.grouped && core.ambiguous && scale == 0 && type_ == ValueType::kDecimal)
      scale = 3;  // «1.471» as a decimal, with its doubt
    if (scale == 0) AddDoubt(hit.doubts, "no_decimals");
    hit.value = Decimal{v, scale};
    return true;
  }

  const Scan& scan_;
  const ValueType type_;
  const bool whole_;
  std::vector<Chunk> chunks_;
  std::vector<std::pair<size_t, size_t>> taken_;  // dates and times
  std::vector<Hit> hits_;
};

}  // namespace

std::vector<Hit> FindNumbers(const Scan& scan, ValueType type, bool whole) {
  return NumberFinder(scan, type, whole).Run();
}

}  // namespace riposte::values
