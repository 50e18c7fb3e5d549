// Where a value stands tells how to find the next one: a label on its row is the surest anchor, the
// words before it in a sentence the next best. A label never holds a digit: those change.
#include "extractors/template/draft.h"

#include <fmt/format.h>

#include <algorithm>

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
};

class Drafter {
 public:
  Drafter(const Reading& reading, const Templates& templates, const DraftRequest& request)
      : request_(request), text_(Pages(reading), templates.impl().common.breaks) {}

  Result<TemplateDraft> Run() {
    const std::string title = Title();
    if (title.empty())
      return Error{.code = ErrorCode::kUsage,
                   .message = "the letter has no title to know it by",
                   .hint = "write the template by hand: templates/README.md"};
    for (const std::string& id : FieldsOf(request_.type)) DraftField(id);
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
    for (const TextLine& line : text_.lines()) {
      const std::string s(text_.At(line.range));
      if (!Plain(s).starts_with("objet")) continue;
      const size_t colon = s.find(':');
      const std::string title = BareOf(std::string_view(s).substr(colon == s.npos ? 5 : colon + 1));
      if (title.size() > 8) return WithoutFigures(title);
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
        places.push_back({bare, bare, "right-of", 2});
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
    if (taken >= 2 && anchor.size() >= 6) places.push_back({anchor, context, "after", 1});
    // «du 1er février au 31 mai»: known by what stands before the whole period.
    if (taken == 1 && Plain(anchor) == "au" && words.size() >= 8) {
      std::string opening;
      for (size_t i = 0; i < 4 && !HasDigit(words[i]); ++i)
        opening += (opening.empty() ? "" : " ") + words[i];
      if (BareOf(opening).size() >= 6)
        places.push_back({BareOf(opening), context, "period-end", 1});
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

  void DraftField(const std::string& id) {
    if (request_.without.count(id)) return draft_.not_found.push_back(id);
    const auto told = request_.expected.find(id);
    if (!request_.expected.empty() && told == request_.expected.end()) return;
    const ValueType type = TypeOfField(request_.type, id).value_or(ValueType::kText);
    const bool typed =
        type != ValueType::kText && type != ValueType::kTextList && type != ValueType::kBoolean;
    Place best;
    Value value;
    double score = 0;
    for (const Found& found : typed ? FindAll(type, text_.text()) : std::vector<Found>()) {
      if (told != request_.expected.end() && !(told->second == found.value)) continue;
      for (Place& place : PlacesOf({found.begin, found.end})) {
        const double fits = Fits(id, place.context);
        if (told == request_.expected.end() && fits < 0.99) continue;
        if (used_.count(place.anchor + place.direction)) continue;
        if (place.rank + fits <= score) continue;
        score = place.rank + fits;
        best = std::move(place);
        value = found.value;
      }
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
          "  <field id=\"{}\">\n    <try direction=\"{}\"><anchor>{}</anchor></try>\n  </field>\n",
          id, best.direction, XmlEscaped(best.anchor));
    draft_.fields.push_back({id, best.anchor, value});
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
        "  <type possible=\"4\" sure=\"{}\">\n{}  </type>\n{}</template>\n",
        request_.type, XmlEscaped(request_.sample), XmlEscaped(request_.expected_json),
        std::max(4.0, all - 1), cues, fields_);
  }

  const DraftRequest& request_;
  LetterText text_;
  TemplateDraft draft_;
  std::string fields_;
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
