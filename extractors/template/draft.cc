// Where a value stands tells how to find the next one: a label on its row is the surest anchor, the
// words before it in a sentence the next best. A label never holds a digit: those change.
#include "extractors/template/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "extractors/template/model.h"
#include "extractors/template/text.h"
#include "extractors/template/vocabulary.h"
#include "extractors/values/escape.h"
#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte {
namespace {

constexpr size_t kLongestLabel = 60;  // bytes: more is a sentence
constexpr size_t kMostArticles = 3, kMostLabels = 4;

bool HasDigit(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> WordsOf(std::string_view s) {
  std::vector<std::string> words;
  for (size_t i = 0; i < s.size();) {
    const size_t end = std::min(s.find(' ', i), s.size());
    if (end > i) words.emplace_back(s.substr(i, end - i));
    i = end + 1;
  }
  return words;
}

// Without the punctuation and spaces around it.
std::string BareOf(std::string_view s) {
  static constexpr std::string_view kAround = " \t\n:;,.!?()-*";
  const size_t begin = s.find_first_not_of(kAround);
  if (begin == std::string_view::npos) return {};
  s = s.substr(begin, s.find_last_not_of(kAround) - begin + 1);
  for (const std::string_view mark : {"•", "–", "—", "«", "»", "\u00a0"}) {
    if (s.starts_with(mark)) return BareOf(s.substr(mark.size()));
    if (s.ends_with(mark)) return BareOf(s.substr(0, s.size() - mark.size()));
  }
  return std::string(s);
}

struct Place {
  std::string anchor;
  std::string context;    // what may name the value: the label, the words before it
  std::string direction;  // "right-of", "after", "period-end"
  int rank = 0;           // 2: a label, 1: words of a sentence
  std::string take;       // of a text: "line", "lines", "clause", "sentence"
};

class Drafter {
 public:
  Drafter(const Reading& reading, const Templates& templates, const DraftRequest& request)
      : request_(request),
        common_(templates.impl().common),
        text_(Pages(reading), common_.breaks) {}

  Result<TemplateDraft> Run() {
    const std::string title = Title();
    if (title.empty())
      return Error{.code = ErrorCode::kUsage,
                   .message = "the letter has no title to know it by",
                   .hint = "write the template by hand: templates/README.md"};
    for (const std::string& id : FieldsOf(request_.type)) DraftField(id);
    for (const auto& [id, rows] : request_.tables) DraftTable(id, rows);
    draft_.xml = Xml(title);
    return std::move(draft_);
  }

 private:
  static std::vector<const PageReading*> Pages(const Reading& reading) {
    std::vector<const PageReading*> pages;
    for (const PageReading& page : reading.pages) pages.push_back(&page);
    return pages;
  }

  std::string Title() const {
    const auto said = request_.expected.find("objet");
    if (said != request_.expected.end())
      if (const auto* text = std::get_if<std::string>(&said->second))
        if (const std::string title = WithoutFigures(*text); title.size() > 8) return title;
    // «Objet : …», by whatever label the common fields know.
    for (const FieldSpec& field : common_.fields)
      for (const Try& t : field.tries) {
        if (field.id != "objet") continue;
        for (const PhraseHit& label : text_.FindAny(t.anchors)) {
          const Range line =
              text_.lines()[static_cast<size_t>(text_.LineAt(label.range.begin))].range;
          if (label.range.begin != line.begin) continue;
          const std::string title = WithoutFigures(BareOf(text_.At({label.range.end, line.end})));
          if (title.size() > 8) return title;
        }
      }
    for (const TextLine& line : text_.lines()) {
      const std::string s = BareOf(text_.At(line.range));
      const bool capitals =
          std::none_of(s.begin(), s.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      const double height = text_.pages()[static_cast<size_t>(line.page)]->height;
      // The first third holds letterhead and address.
      if (capitals && !HasDigit(s) && WordsOf(s).size() >= 2 && line.box.top > 0.25 * height)
        return s;
    }
    return {};
  }

  // What stands before the first word with a digit.
  static std::string WithoutFigures(const std::string& s) {
    std::string out;
    for (const std::string& word : WordsOf(s)) {
      if (HasDigit(word)) break;
      out += (out.empty() ? "" : " ") + word;
    }
    return BareOf(out);
  }

  // Where the value in `r` stands, best first.
  std::vector<Place> PlacesOf(Range r) const {
    std::vector<Place> places;
    const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(r.begin))];
    const auto label = [&](std::string_view s) {
      const std::string bare = BareOf(s);
      if (bare.size() >= 3 && bare.size() <= kLongestLabel && !HasDigit(bare))
        places.push_back({bare, bare, "right-of", 2, ""});
    };
    const std::string_view before =
        std::string_view(text_.text()).substr(line.range.begin, r.begin - line.range.begin);
    const size_t colon = before.rfind(':');
    if (colon != std::string_view::npos && BareOf(before.substr(colon)).empty())
      label(before.substr(0, colon));
    if (BareOf(before).empty())
      for (const TextLine& other : text_.lines())
        if (other.page == line.page && other.row == line.row && other.box.right < line.box.left)
          label(text_.At(other.range));
    const Range sentence = text_.Sentence(r.begin);
    const std::vector<std::string> words =
        WordsOf(std::string_view(text_.text()).substr(sentence.begin, r.begin - sentence.begin));
    std::string anchor;
    size_t taken = 0;
    while (taken < std::min<size_t>(4, words.size()) && !HasDigit(words[words.size() - 1 - taken]))
      ++taken;
    for (size_t i = words.size() - taken; i < words.size(); ++i)
      anchor += (anchor.empty() ? "" : " ") + words[i];
    anchor = BareOf(anchor);
    std::string context;
    for (size_t i = words.size() - std::min<size_t>(12, words.size()); i < words.size(); ++i)
      context += " " + words[i];
    if (taken >= 2 && anchor.size() >= 6) places.push_back({anchor, context, "after", 1, ""});
    // «du 1er février au 31 mai»: known by what stands before the whole period.
    if (taken == 1 && Plain(anchor) == "au" && words.size() >= 8) {
      std::string opening;
      for (size_t i = 0; i < 4 && !HasDigit(words[i]); ++i)
        opening += (opening.empty() ? "" : " ") + words[i];
      if (BareOf(opening).size() >= 6)
        places.push_back({BareOf(opening), context, "period-end", 1, ""});
    }
    return places;
  }

  // Words of the id that the label has, weighed against those that it has not.
  // What kind of value it is («date») a label may leave out.
  static double Fits(const std::string& id, const std::string& label) {
    static constexpr std::string_view kKinds[] = {"date", "montant", "taux", "nombre", "numero"};
    double all = 0, there = 0;
    const std::string plain = Plain(label);
    for (size_t i = 0; i < id.size();) {
      const size_t end = std::min(id.find('_', i), id.size());
      // Five letters: «prescrites», «prescriptions».
      const std::string part = id.substr(i, std::min<size_t>(end - i, 5));
      const bool kind = std::any_of(std::begin(kKinds), std::end(kKinds), [&](std::string_view k) {
        return k == std::string_view(id).substr(i, end - i);
      });
      i = end + 1;
      if (kind && id.find('_') != std::string::npos) continue;
      ++all;
      if (plain.starts_with(part) || plain.find(" " + part) != std::string::npos) ++there;
    }
    return all > 0 ? there / all : 0;
  }

  struct Choice {
    Place place;
    Value value;
    double score = 0;
  };

  // Places of the values of the field's kind that may be meant.
  std::vector<Choice> TypedChoices(const std::string& id, ValueType type) const {
    std::vector<Choice> out;
    const auto told = request_.expected.find(id);
    for (const Found& found : FindAll(type, text_.text())) {
      if (told != request_.expected.end() && !(told->second == found.value)) continue;
      for (Place& place : PlacesOf({found.begin, found.end})) {
        const double fits = Fits(id, place.context);
        if (told == request_.expected.end() && fits < 0.99) continue;
        const double score = place.rank + fits;
        out.push_back({std::move(place), found.value, score});
      }
    }
    return out;
  }

  // Places of a text that a person gave: to the end of what it is taken from.
  std::vector<Choice> TextChoices(const std::string& id) const {
    std::vector<Choice> out;
    const auto told = request_.expected.find(id);
    const auto* value =
        told == request_.expected.end() ? nullptr : std::get_if<std::string>(&told->second);
    if (!value || ClosedList(id)) return out;
    for (const Range& r : Occurrences(*value)) {
      const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(r.begin))];
      const TextLine& last = text_.lines()[static_cast<size_t>(text_.LineAt(r.end - 1))];
      for (const Place& place : PlacesOf(r)) {
        std::vector<const char*> takes;
        if (place.direction == "after")
          takes = {"clause", "sentence"};
        else
          takes = {line.range.begin == last.range.begin ? "line" : "lines", "clause"};
        double score = place.rank + Fits(id, place.context);
        for (const char* take : takes) {
          out.push_back({place, *value, score});
          out.back().place.take = take;
          score -= 0.1;
        }
      }
    }
    return out;
  }

  // Where the letter has that text, whatever its spaces.
  std::vector<Range> Occurrences(const std::string& value) const {
    std::vector<Range> out;
    const std::vector<std::string> words = WordsOf(value);
    if (words.empty()) return out;
    const std::vector<TextWord>& all = text_.words();
    for (size_t i = 0; i + words.size() <= all.size(); ++i) {
      // The last word may have a full stop that the value leaves out, the first a bracket.
      const std::string_view first = text_.At(all[i].range);
      const size_t cut = first.find(words[0]);
      bool same = cut != std::string_view::npos && cut <= 3;
      for (size_t k = 1; same && k < words.size(); ++k) {
        const std::string_view there = text_.At(all[i + k].range);
        same = k + 1 < words.size() ? there == words[k] : there.starts_with(words[k]);
      }
      if (!same) continue;
      const size_t end = words.size() == 1
                             ? all[i].range.begin + cut + words[0].size()
                             : all[i + words.size() - 1].range.begin + words.back().size();
      out.push_back({all[i].range.begin + cut, end});
    }
    return out;
  }

  void DraftField(const std::string& id) {
    if (!request_.expected.empty() && !request_.expected.count(id)) return;
    const ValueType type = TypeOfField(request_.type, id).value_or(ValueType::kText);
    std::vector<Choice> choices;
    if (type == ValueType::kText)
      choices = TextChoices(id);
    else if (type != ValueType::kTextList && type != ValueType::kBoolean)
      choices = TypedChoices(id, type);
    std::stable_sort(choices.begin(), choices.end(),
                     [](const Choice& a, const Choice& b) { return a.score > b.score; });
    const auto failed = request_.failed.find(id);
    int skip = failed == request_.failed.end() ? 0 : failed->second;
    Place best;
    Value value;
    double score = 0;
    for (Choice& choice : choices) {
      if (used_.count(choice.place.anchor + choice.place.direction)) continue;
      if (skip-- > 0) continue;
      best = std::move(choice.place);
      value = std::move(choice.value);
      score = choice.score;
      break;
    }
    if (score == 0) return draft_.not_found.push_back(id);
    used_.insert(best.anchor + best.direction);
    if (best.rank == 2) labels_.push_back(best.anchor);
    if (best.direction == "period-end")
      fields_ += fmt::format(
          "  <field id=\"{}\">\n    <try direction=\"anywhere\" as=\"period-end\" "
          "within=\"sentence\"><with>{}</with></try>\n  </field>\n",
          id, XmlEscaped(best.anchor));
    else
      fields_ += fmt::format(
          "  <field id=\"{}\">\n    <try direction=\"{}\"{}><anchor>{}</anchor></try>\n"
          "  </field>\n",
          id, best.direction, best.take.empty() ? "" : " take=\"" + best.take + "\"",
          XmlEscaped(best.anchor));
    draft_.fields.push_back({id, best.anchor, value});
  }

  // The lines whose whole text is that value.
  std::vector<const TextLine*> CellsWith(ValueType type, const Value& value) const {
    std::vector<const TextLine*> out;
    for (const TextLine& line : text_.lines()) {
      const std::string_view s = text_.At(line.range);
      const auto* text = std::get_if<std::string>(&value);
      if (type == ValueType::kText ? text && Plain(s) == Plain(*text) : [&] {
            const std::optional<Found> found = ParseWhole(type, s);
            return found && found->value == value;
          }())
        out.push_back(&line);
    }
    return out;
  }

  // Headings are what stands over the cells of the rows that a person gave.
  void DraftTable(const std::string& id, const std::vector<std::map<std::string, Value>>& rows) {
    if (rows.empty()) return;
    DraftedTable table{id, {}};
    std::map<std::string, Box> columns;
    int page = -1;
    double top = 0;
    for (const std::map<std::string, Value>& row : rows) {
      // The printed row where most of its values stand.
      std::map<std::pair<int, int>, std::map<std::string, const TextLine*>> at;
      for (const auto& [column, value] : row) {
        const std::optional<ValueType> type = TypeOfColumn(id, column);
        if (!type || std::holds_alternative<std::monostate>(value)) continue;
        for (const TextLine* line : CellsWith(*type, value)) {
          auto& cells = at[{line->page, line->row}];
          const bool taken = std::any_of(cells.begin(), cells.end(),
                                         [&](const auto& c) { return c.second == line; });
          if (!taken) cells.emplace(column, line);
        }
      }
      const auto best = std::max_element(at.begin(), at.end(), [](const auto& a, const auto& b) {
        return a.second.size() < b.second.size();
      });
      if (best == at.end() || best->second.size() < 2) continue;
      for (const auto& [column, line] : best->second) {
        if (page < 0) page = line->page;
        if (line->page != page) continue;
        top = columns.empty() ? line->box.top : std::min(top, line->box.top);
        const auto [box, is_new] = columns.emplace(column, line->box);
        if (!is_new) box->second = box->second.Union(line->box);
      }
    }
    for (const auto& [column, box] : columns)
      if (std::string heading = HeadingOver(page, top, box); !heading.empty())
        table.headings[column] = std::move(heading);
    if (request_.failed.count(id) || table.headings.size() < 2)
      return draft_.not_found.push_back(id);
    tables_ += fmt::format("  <table id=\"{}\">\n", id);
    for (const auto& [column, heading] : table.headings)
      tables_ += fmt::format("    <column id=\"{}\"><header>{}</header></column>\n", column,
                             XmlEscaped(heading));
    tables_ += "  </table>\n";
    draft_.tables.push_back(std::move(table));
  }

  // The lines over a column, down to its first cell: the nearest, and those close over it.
  std::string HeadingOver(int page, double top, const Box& column) const {
    std::vector<const TextLine*> over;
    for (const TextLine& line : text_.lines())
      if (line.page == page && line.box.center_y() < top &&
          std::min(line.box.right, column.right) > std::max(line.box.left, column.left) &&
          !HasDigit(text_.At(line.range)))
        over.push_back(&line);
    std::sort(over.begin(), over.end(), [](const TextLine* a, const TextLine* b) {
      return a->box.center_y() > b->box.center_y();
    });
    std::string heading;
    double edge = top;
    for (const TextLine* line : over) {
      const double gap = edge - line->box.bottom;
      if (gap > (heading.empty() ? 3.0 : 0.6) * line->height) break;
      heading = std::string(text_.At(line->range)) + (heading.empty() ? "" : " ") + heading;
      edge = line->box.top;
    }
    return BareOf(heading);
  }

  std::string Xml(const std::string& title) const {
    std::string cues = fmt::format("    <cue weight=\"4\" required=\"yes\"><text>{}</text></cue>\n",
                                   XmlEscaped(title));
    double all = 4;
    std::set<std::string> articles;
    for (const Found& found : FindAll(ValueType::kTextList, text_.text()))
      if (const auto* list = std::get_if<TextList>(&found.value); list && !list->empty())
        if (articles.size() < kMostArticles) articles.insert(list->front());
    for (const std::string& article : articles) {
      cues += fmt::format("    <cue weight=\"2\" article=\"{}\"/>\n", XmlEscaped(article));
      all += 2;
    }
    for (size_t i = 0; i < std::min(kMostLabels, labels_.size()); ++i) {
      cues += fmt::format("    <cue><text>{}</text></cue>\n", XmlEscaped(labels_[i]));
      all += 1;
    }
    // A letter of the same wording has all of them; one that cites less is shown to a person.
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!-- A first draft from one letter. Say who writes it and when; keep the cues that every "
        "such "
        "letter has. -->\n"
        "<template id=\"{}\" version=\"1\">\n"
        "  <sample file=\"{}\" expected=\"{}\"/>\n"
        "  <type possible=\"4\" sure=\"{}\">\n{}  </type>\n{}{}</template>\n",
        request_.type, XmlEscaped(request_.sample), XmlEscaped(request_.expected_json),
        std::max(4.0, all - 1), cues, fields_, tables_);
  }

  const DraftRequest& request_;
  const Common& common_;
  LetterText text_;
  TemplateDraft draft_;
  std::string fields_, tables_;
  std::vector<std::string> labels_;
  std::set<std::string> used_;
};

}  // namespace

Result<TemplateDraft> DraftTemplate(const Reading& reading, const Templates& templates,
                                    const DraftRequest& request) {
  if (!IsDocumentType(request.type) || request.type == "inconnu") {
    std::string ids;
    for (const std::string& id : DocumentTypes()) ids += " " + id;
    return Error{.code = ErrorCode::kUsage,
                 .message = "'" + request.type + "' is not a type of letter",
                 .hint = "types:" + ids};
  }
  return Drafter(reading, templates, request).Run();
}

}  // namespace riposte
