// A label and figures beside it are a number whatever the first reading made of them; a crop of the
// figures alone, read by the model of numbers, mostly has the right form. That both readings differ
// by a sign or two says that they are of the same number, and the key of an RPPS number that it is
// the right one.
#include "extractors/template/read_again.h"

#include <fmt/format.h>

#include <algorithm>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

constexpr int kMostEdits = 2;
constexpr size_t kMostCrops = 12;
constexpr size_t kLeastFigures = 8, kMostSigns = 16;
constexpr double kBeside = 200;  // points between a label and its number

bool IsIdentifier(ValueType t) {
  return t == ValueType::kRpps || t == ValueType::kAm || t == ValueType::kLrar;
}

std::string Signs(std::string_view s) {
  std::string out;
  for (const char c : s)
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) out += c;
  return out;
}

size_t Figures(std::string_view s) {
  return static_cast<size_t>(
      std::count_if(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// Figures, with at most the letter of a LRAR number or one that stands for a figure.
bool IsPart(std::string_view word) {
  const std::string signs = Signs(word);
  return !signs.empty() && Figures(signs) + 1 >= signs.size() && Figures(signs) > 0;
}

// The run of words with figures that begins right after the label, on its row.
std::optional<Range> FiguresBeside(const LetterText& text, const Range& label) {
  const TextLine& line = text.lines()[static_cast<size_t>(text.LineAt(label.end - 1))];
  std::vector<size_t> row;
  for (size_t i = line.first_word; i < line.last_word; ++i)
    if (text.words()[i].range.begin >= label.end) row.push_back(i);
  for (const int l : text.RowRightOf(line.page, line.row, text.BoxOf(label).right - 1)) {
    const TextLine& beside = text.lines()[static_cast<size_t>(l)];
    if (&beside != &line)
      for (size_t i = beside.first_word; i < beside.last_word; ++i) row.push_back(i);
  }
  size_t first = 0;
  // «RPPS n° :»
  while (first < row.size() && first < 3 && Figures(text.At(text.words()[row[first]].range)) == 0)
    ++first;
  std::string signs;
  size_t last = first;
  for (; last < row.size(); ++last) {
    const std::string_view word = text.At(text.words()[row[last]].range);
    if (Signs(word).empty()) continue;  // the end of a ruling line
    if (!IsPart(word) || signs.size() + Signs(word).size() > kMostSigns) break;
    signs += Signs(word);
  }
  while (last > first && Signs(text.At(text.words()[row[last - 1]].range)).empty()) --last;
  if (last == first || Figures(signs) < kLeastFigures) return std::nullopt;
  const Range found{text.words()[row[first]].range.begin, text.words()[row[last - 1]].range.end};
  // Of one line, near the label.
  if (found.end <= found.begin || text.LineAt(found.begin) != text.LineAt(found.end - 1) ||
      text.BoxOf(found).left - text.BoxOf(label).right > kBeside)
    return std::nullopt;
  return found;
}

std::optional<std::string> NumberOf(ValueType type, std::string_view said) {
  const std::vector<Found> all = FindAll(type, said);
  if (all.size() != 1) return std::nullopt;
  const auto* number = std::get_if<std::string>(&all.front().value);
  if (!number || (type == ValueType::kRpps && !RppsKeyHolds(*number))) return std::nullopt;
  return *number;
}

}  // namespace

void ReadAgain(const LetterText& text, const std::vector<FieldSpec>& fields, Desk* desk,
               std::map<std::string, Draft>* drafts, Trace* trace) {
  size_t crops = 0;
  for (const FieldSpec& field : fields) {
    if (!IsIdentifier(field.type) || drafts->contains(field.id)) continue;
    Phrases labels;
    for (const Try& t : field.tries)
      labels.insert(labels.end(), t.anchors.begin(), t.anchors.end());
    for (const PhraseHit& label : text.FindAny(labels)) {
      const TextLine& line = text.lines()[static_cast<size_t>(text.LineAt(label.range.begin))];
      if (!text.FromPicture(line.page) || label.errors > 0 || crops >= kMostCrops ||
          // The number of another letter is told in the body.
          (field.type == ValueType::kLrar && !text.InZone(line.box, line.page, Zone::kTop)))
        continue;
      const std::optional<Range> place = FiguresBeside(text, label.range);
      if (!place) continue;
      const Box box = text.BoxOf(*place);
      const CropPlace crop{text.pages()[static_cast<size_t>(line.page)], box, box};
      const std::string first = Signs(text.At(*place));
      std::optional<std::string> number;
      for (const CropRecipe recipe : {CropRecipe::kNumber, CropRecipe::kLine}) {
        ++crops;
        const std::optional<CropReading> again = desk->Read(crop, recipe);
        if (again) number = NumberOf(field.type, again->text);
        if (number && EditDistance(*number, first, kMostEdits) <= kMostEdits) break;
        number.reset();
      }
      // «1A 193 500 8827 — 4»: only a ruling line stood between.
      if (!number) number = NumberOf(field.type, first);
      if (!number) continue;
      if (trace)
        trace->Add(1, fmt::format("{}: «{}» read again: {}", field.id, text.At(*place), *number));
      Hit hit;
      hit.value = *number;
      hit.text = *number;
      hit.ranges = {*place};
      if (field.type != ValueType::kRpps) hit.doubts.push_back("second_reading_differs");
      (*drafts)[field.id] = MakeDraft(field, {hit}, text);
      break;
    }
  }
}

}  // namespace riposte
