// The idea: the values of one letter are compared with each other; one that leads by much is meant.
#include "extractors/template/witness.h"

#include <fmt/format.h>

#include <algorithm>

#include "extractors/template/drafts.h"
#include "extractors/template/surroundings.h"
#include "extractors/template/vocabulary.h"

namespace riposte {
namespace {

// Of values that hands unseen until then printed, nine in ten with these were the field's.
constexpr double kLikely = 4, kLead = 2;
// Over what an anchor found.
constexpr double kClearLead = 6;

// «2025» is a year, unless a year is asked for.
bool IsYear(std::string_view printed) {
  return printed.size() == 4 && (printed.starts_with("19") || printed.starts_with("20")) &&
         printed.find_first_not_of("0123456789") == std::string_view::npos;
}

bool Overlap(const Span& a, const Span& b) {
  return a.page == b.page && a.box.HorizontalOverlap(b.box) > 0 && a.box.VerticalOverlap(b.box) > 0;
}

}  // namespace

bool Witness::MayBe(const FieldSpec& field, const Placed& placed,
                    const std::vector<Fact>& taken) const {
  if (OutOfRange(placed.found.value, field.min, field.max)) return false;
  if (IsNumeric(field.type) && field.id != "annee" && IsYear(text_.At(placed.range))) return false;
  if (IsNumeric(field.type) && IsOfAnother(field, text_.text(), placed.range)) return false;
  // «3» for «2,61 IJ par patient».
  const std::vector<std::string>& odd = placed.found.doubts;
  if (field.type == ValueType::kDecimal &&
      std::find(odd.begin(), odd.end(), "no_decimals") != odd.end())
    return false;
  // The doctor is nobody else in the letter.
  if (const std::optional<Addressee>& doctor = reader_->addressee(); doctor && IsText(field.type)) {
    const std::optional<Person> person = ParsePerson(text_.At(placed.range));
    if (person && person->family == doctor->person.family) return false;
  }
  const std::vector<Span> here = text_.Spans(placed.range);
  const auto same_place = [&](const Fact& f) {
    return std::any_of(f.spans.begin(), f.spans.end(),
                       [&](const Span& s) { return !here.empty() && Overlap(s, here.front()); });
  };
  return std::none_of(taken.begin(), taken.end(), same_place);
}

std::vector<Witness::Said> Witness::Rank(const FieldSpec& field, const std::vector<Fact>& taken) {
  std::vector<Said> out;
  if (!words_.Knows(field.id)) return out;
  const std::vector<Placed> places = IsText(field.type) || field.type == ValueType::kTextList
                                         ? PlacedFor(text_, field.id, field.type)
                                         : reader_->Values(field.type);
  for (const Placed& placed : places)
    if (MayBe(field, placed, taken))
      out.push_back({placed, words_.Score(field.id, SurroundingsOf(text_, placed.range))});
  std::stable_sort(out.begin(), out.end(),
                   [](const Said& a, const Said& b) { return a.score > b.score; });
  return out;
}

Hit Witness::HitOf(const Said& said) const {
  Hit hit;
  hit.value = said.placed.found.value;
  hit.text = std::string(text_.At(said.placed.range));
  std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
  hit.ranges = {said.placed.range};
  hit.doubts = said.placed.found.doubts;
  hit.doubts.push_back("weak_anchor");  // whatever sum may hold
  hit.rank = -1;
  hit.doubtful = true;
  hit.where = "words around";
  return hit;
}

std::optional<Hit> Witness::Find(const FieldSpec& field, const std::vector<Fact>& taken) {
  // Which delay of several is meant is a matter of law, not of words alone; a total is none of the
  // figures beside it.
  if (field.type == ValueType::kDuration || field.id == "points") return std::nullopt;
  const std::vector<Said> said = Rank(field, taken);
  // A code that nothing speaks against is hardly anything but a reference.
  const double likely = field.id == "reference" ? 0 : kLikely;
  if (said.empty() || said[0].score < likely) return std::nullopt;
  for (const Said& other : said)
    if (other.placed.found.value != said[0].placed.found.value) {
      if (said[0].score - other.score < kLead) return std::nullopt;
      break;
    }
  Hit hit = HitOf(said[0]);
  if (trace_)
    trace_->Add(1, fmt::format("{}: the words around «{}» say so: {:.1f}", field.id, hit.text,
                               said[0].score));
  return hit;
}

bool Witness::Confirms(const FieldSpec& field, const Fact& read, const std::vector<Fact>& taken) {
  const std::vector<Said> said = Rank(field, taken);
  if (said.empty() || said[0].score < kLikely || said[0].placed.found.value != read.value)
    return false;
  for (const Said& other : said)
    if (other.placed.found.value != read.value) return said[0].score - other.score >= kLead;
  return true;
}

bool Witness::Contradicts(const FieldSpec& field, const Fact& read,
                          const std::vector<Fact>& taken) {
  const std::vector<Said> said = Rank(field, taken);
  const auto own = std::find_if(said.begin(), said.end(),
                                [&](const Said& s) { return s.placed.found.value == read.value; });
  if (own == said.end() || said[0].score < kLikely || said[0].score - own->score < kClearLead)
    return false;
  if (trace_)
    trace_->Add(1,
                fmt::format("{}: the words around «{}» say {:.1f}, around «{}» {:.1f}", field.id,
                            text_.At(said[0].placed.range), said[0].score, read.text, own->score));
  return true;
}

}  // namespace riposte
