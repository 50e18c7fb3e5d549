// The idea: anchors come first; where they are silent or contradict the sums, all values of the
// letter that have the field's form are weighed against each other.
#include "extractors/template/elsewhere.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "extractors/template/checks.h"
#include "extractors/template/quotient.h"
#include "extractors/template/witness.h"

namespace riposte {
namespace {

class Elsewhere {
 public:
  Elsewhere(const LetterText& text, const Template& letter_type, const PlaceWords& words,
            FieldReader* reader, const std::map<std::string, std::vector<DraftRow>>& tables,
            std::map<std::string, Draft>* fields, Trace* trace)
      : text_(text),
        type_(letter_type),
        words_(words),
        reader_(reader),
        tables_(tables),
        fields_(*fields),
        trace_(trace) {}

  // What no anchor found, and what other words speak against.
  void AskWitness() {
    Witness witness(text_, words_, reader_, trace_);
    const std::vector<Fact> cells = Cells();
    for (const FieldSpec& f : type_.fields) {
      std::vector<Fact> taken;
      if (!IsText(f.type)) taken = cells;
      for (const auto& [id, draft] : fields_)
        if (id != f.id && TwoFields(f, id)) taken.push_back(draft.fact);
      const auto read = fields_.find(f.id);
      const bool in_cell = read != fields_.end() && StandsInCell(f, read->second.fact, cells);
      if (in_cell) read->second.evidence.tie = true;
      if (read == fields_.end() || in_cell) {
        if (std::optional<Hit> hit = witness.Find(f, taken))
          fields_[f.id] = MakeDraft(f, {std::move(*hit)}, text_);
        continue;
      }
      if (read->second.unproved && (OnlyOne(f) || witness.Confirms(f, read->second.fact, taken))) {
        if (trace_) trace_->Add(1, f.id + ": the words around it speak for it");
        read->second.unproved = false;
      }
      // Figures of one row have the same words around them: nothing is said against a number.
      if ((f.type == ValueType::kDate || f.type == ValueType::kDuration || f.id == "reference") &&
          witness.Contradicts(f, read->second.fact, taken))
        read->second.evidence.tie = true;
    }
    // A start without its time limit: the limit was missed, or something else starts there.
    const auto start = fields_.find("delai_point_depart");
    if (start != fields_.end() && !fields_.contains("delai_annonce")) start->second.doubtful = true;
  }

  // The terms of a quotient that was not found, or does not hold, by arithmetic.
  void SolveQuotients() {
    Witness witness(text_, words_, reader_, trace_);
    for (const CheckSpec& check : type_.checks) {
      const std::optional<QuotientTerms> terms = QuotientOf(*check.equation);
      if (!terms) continue;
      const std::array<std::string, 3> ids = {terms->result, terms->over, terms->under};
      std::array<const FieldSpec*, 3> specs = {};
      for (const FieldSpec& f : type_.fields)
        for (size_t i = 0; i < 3; ++i)
          if (f.id == ids.at(i)) specs.at(i) = &f;
      if (!specs[0] || !specs[1] || !specs[2]) continue;
      const bool all =
          fields_.contains(ids[0]) && fields_.contains(ids[1]) && fields_.contains(ids[2]);
      if (all && RunCheck(check.id, *check.equation, Facts()).check.status != "broken") continue;
      std::vector<Fact> taken = Cells();
      for (const auto& [id, draft] : fields_)
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) taken.push_back(draft.fact);
      std::array<std::vector<Figure>, 3> figures;
      std::array<std::vector<Witness::Said>, 3> said;
      for (size_t i = 0; i < 3; ++i) {
        const auto read = fields_.find(ids.at(i));
        if (!all && read != fields_.end() && !read->second.doubtful) {
          figures.at(i).emplace_back().value = read->second.fact.value;
          continue;
        }
        said.at(i) = witness.Rank(*specs.at(i), taken);
        for (const Witness::Said& s : said.at(i)) {
          Figure& figure = figures.at(i).emplace_back();
          figure.value = s.placed.found.value;
          figure.score = s.score;
          figure.range = s.placed.range;
        }
      }
      const auto solved = OnlyQuotient(figures[0], figures[1], figures[2]);
      if (!solved) continue;
      for (size_t i = 0; i < 3; ++i) {
        const auto read = fields_.find(ids.at(i));
        const Value& value = figures.at(i).at(solved->at(i)).value;
        if (read != fields_.end() && read->second.fact.value == value) {
          // On a picture a sum with figures found by it clears no doubt.
          read->second.evidence.tie |= read->second.evidence.source == PageSource::kOcr;
          continue;
        }
        Draft draft = MakeDraft(*specs.at(i), {witness.HitOf(said.at(i).at(solved->at(i)))}, text_);
        if (trace_)
          trace_->Add(1,
                      fmt::format("{}: «{}» makes {} hold", ids.at(i), draft.fact.text, check.id));
        if (read != fields_.end())
          draft.fact.candidates.push_back(
              {read->second.fact.value, read->second.fact.text, read->second.fact.spans});
        fields_[ids.at(i)] = std::move(draft);
      }
    }
  }

 private:
  Letter Facts() const {
    Letter letter;
    for (const auto& [id, draft] : fields_) letter.fields[id] = draft.fact;
    return letter;
  }

  std::vector<Fact> Cells() const {
    std::vector<Fact> cells;
    for (const auto& [id, rows] : tables_)
      for (const DraftRow& row : rows)
        for (const auto& [column, cell] : row) cells.push_back(cell.fact);
    return cells;
  }

  // A date or a number in a table is that of its row: the date of an act, the patients of an
  // indicator. Fields that a table may hold say so in the template.
  bool StandsInCell(const FieldSpec& f, const Fact& fact, const std::vector<Fact>& cells) const {
    if (!f.cells.empty() || (f.type != ValueType::kDate && !IsNumeric(f.type))) return false;
    const auto overlap = [](const Span& a, const Span& b) {
      return a.page == b.page && a.box.HorizontalOverlap(b.box) > 0 &&
             a.box.VerticalOverlap(b.box) > 0;
    };
    return std::any_of(cells.begin(), cells.end(), [&](const Fact& cell) {
      return std::any_of(cell.spans.begin(), cell.spans.end(), [&](const Span& c) {
        return std::any_of(fact.spans.begin(), fact.spans.end(),
                           [&](const Span& d) { return overlap(c, d); });
      });
    });
  }

  // A number that the letter gives to one person only, whatever rule found it.
  bool OnlyOne(const FieldSpec& f) const {
    if (f.type != ValueType::kRpps && f.type != ValueType::kAm) return false;
    const std::vector<FieldReader::Typed>& all = reader_->Values(f.type);
    return std::all_of(all.begin(), all.end(), [&](const FieldReader::Typed& v) {
      return v.found.value == all.front().found.value;
    });
  }

  // The value of one of them is not that of the other, when they stand at one place.
  static bool TwoFields(const FieldSpec& f, const std::string& other) {
    // The adviser signs beside the director.
    const bool people = f.type == ValueType::kText && f.id.find("reference") == std::string::npos;
    return !people || other == "praticien_nom" || other == "praticien_adresse";
  }

  const LetterText& text_;
  const Template& type_;
  const PlaceWords& words_;
  FieldReader* reader_;
  const std::map<std::string, std::vector<DraftRow>>& tables_;
  std::map<std::string, Draft>& fields_;
  Trace* trace_;
};

}  // namespace

void LookElsewhere(const LetterText& text, const Template& letter_type, const PlaceWords& words,
                   FieldReader* reader, const std::map<std::string, std::vector<DraftRow>>& tables,
                   std::map<std::string, Draft>* fields, Trace* trace) {
  Elsewhere look(text, letter_type, words, reader, tables, fields, trace);
  look.AskWitness();
  look.SolveQuotients();
}

}  // namespace riposte
