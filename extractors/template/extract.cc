// The idea: one letter is one pass: text with its way back, type, fields, tables, checks,
// judgement. Checks run before values are judged, so that arithmetic can spare a second reading and
// speaks before a doubt is written down.
#include "extractors/template/extract.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "extractors/base/parallel.h"
#include "extractors/reading/secret.h"
#include "extractors/reading/upright.h"
#include "extractors/template/cell_rows.h"
#include "extractors/template/cells.h"
#include "extractors/template/checks.h"
#include "extractors/template/choose.h"
#include "extractors/template/drafts.h"
#include "extractors/template/elsewhere.h"
#include "extractors/template/fields.h"
#include "extractors/template/lost_commas.h"
#include "extractors/template/mend.h"
#include "extractors/template/model.h"
#include "extractors/template/read_again.h"
#include "extractors/template/rivals.h"
#include "extractors/template/split.h"
#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte {
namespace {

constexpr size_t kMaxWords = 1'000'000;
constexpr size_t kLongestCell = 120;  // of a grid, in bytes

class LetterExtractor {
 public:
  LetterExtractor(const Reading& reading, const Cut& cut, const Templates::Impl& impl,
                  bool ask_words_around, Desk* desk, Trace* trace)
      : impl_(impl),
        ask_words_around_(ask_words_around),
        desk_(desk),
        trace_(trace),
        text_(Pages(reading, cut), impl.common.breaks),
        reader_(text_, impl, trace) {
    letter_.sha256 = reading.sha256;
    letter_.warnings = cut.warnings;
    for (const PageReading* p : text_.pages()) {
      if (p->source == PageSource::kFailed) {
        Warn(fmt::format("page_failed: {}", p->number));
        badly_read_ = true;
      }
      if (p->source == PageSource::kOcr && p->quality < 0.5) {
        Warn(fmt::format("badly_read: page {}", p->number));
        badly_read_ = true;
      }
      // What a withheld first page says is not known here.
      if (Withheld(*p) && p == text_.pages().front()) badly_read_ = true;
      for (const std::string& w : p->warnings) Warn(fmt::format("{}: page {}", w, p->number));
    }
  }

  Letter Run() {
    // The date chooses among templates that are in force at different times.
    std::optional<Date> date;
    Trace* keep = trace_;
    for (const FieldSpec& f : impl_.common.fields)
      if (f.id == "date_lettre") {
        FieldReader quiet(text_, impl_, nullptr);
        const std::vector<Hit> hits = quiet.Read(f);
        if (!hits.empty())
          if (const auto* d = std::get_if<Date>(&hits[0].value)) date = *d;
      }
    if (keep) keep->Add(0, "type");
    Choice choice = ChooseTemplate(text_, impl_, &reader_, date, trace_);
    HeedRivals(text_, impl_, date, &choice, trace_);
    if (choice.best) {
      letter_.type.value = choice.best->id;
      letter_.type.template_id = choice.best->id;
      letter_.type.template_version = choice.best->version;
    }
    letter_.type.status = choice.best && choice.sure ? FactStatus::kSure : FactStatus::kToReview;
    letter_.type.why = choice.why;
    letter_.type.candidates = choice.candidates;

    if (trace_) trace_->Add(0, "fields of " + letter_.type.value);
    const std::vector<FieldSpec>& fields = choice.best ? choice.best->fields : impl_.common.fields;
    for (const FieldSpec& f : fields) {
      if (f.required) letter_.required.push_back(f.id);
      const std::vector<Hit> hits = reader_.Read(f);
      if (!hits.empty()) fields_[f.id] = MakeDraft(f, hits, text_);
    }
    ReadAgain(text_, fields, desk_, &fields_, trace_);
    // A date is no reference, «DÉCISION DU 12 FÉVRIER 2026», nor is a town, «97320 SAINT-LAURENT».
    if (auto reference = fields_.find("reference"); reference != fields_.end()) {
      static const RE2 dated("(?i)^(?:(?:en date )?d[ue]|le|en)\\s+(.*)$");
      std::string said = reference->second.fact.text;
      RE2::Replace(&said, dated, "\\1");
      static const RE2 town("^[0-9]{5}\\s+\\p{Lu}[\\p{L}'’ -]{2,}$");
      if (ParseWhole(ValueType::kDate, said) || RE2::FullMatch(said, town))
        fields_.erase(reference);
    }
    // An hour is no place: «de 13 h 15 à 14 h».
    if (auto place = fields_.find("rdv_lieu"); place != fields_.end()) {
      static const RE2 hour(
          "(?i)^(?:(?:à|de|dès|vers)\\s+)?[0-9]{1,2}\\s*(?:h|heures?|:)\\s*[0-9]{0,2}$");
      if (RE2::FullMatch(place->second.fact.text, hour)) fields_.erase(place);
    }
    // A number of the doctor's or of the post is no reference.
    if (auto reference = fields_.find("reference"); reference != fields_.end())
      for (const char* number : {"praticien_rpps", "praticien_am", "numero_lrar"})
        if (auto other = fields_.find(number);
            other != fields_.end() &&
            ToCanonical(other->second.fact.value) == ToCanonical(reference->second.fact.value)) {
          fields_.erase(reference);
          break;
        }
    if (choice.best)
      for (const TableSpec& spec : choice.best->tables) {
        if (spec.required) letter_.required.push_back(spec.id);
        std::vector<DraftRow> rows =
            ReadTable(text_, spec, trace_, &letter_.warnings, &totals_[spec.id]);
        PutBackCommas(&rows, desk_);
        CountRepeated(&rows);
        if (!rows.empty()) tables_[spec.id] = std::move(rows);
      }
    if (choice.best)
      for (const TableSpec& spec : choice.best->grids) {
        std::vector<std::string> unsaid;
        std::vector<DraftRow>& rows = grids_[spec.id];
        rows = ReadTable(text_, spec, trace_, &unsaid, &totals_[spec.id]);
        // Running text beside a column of the letter's head is no grid.
        if (std::any_of(rows.begin(), rows.end(), [](const DraftRow& row) {
              return std::any_of(row.begin(), row.end(), [](const auto& cell) {
                return cell.second.fact.text.size() > kLongestCell;
              });
            }))
          rows.clear();
      }
    for (const FieldSpec& f : fields) TakeFromTables(f);
    if (choice.best && ask_words_around_)
      LookElsewhere(text_, *choice.best, impl_.place_words, &reader_, tables_, &fields_, trace_);
    // Where the director's name was not made out, the next to sign is not the director.
    if (auto hand = fields_.find("signataire"), other = fields_.find("cosignataire");
        hand != fields_.end() && other != fields_.end() &&
        hand->second.fact.value == other->second.fact.value)
      hand->second.evidence.tie = true;
    DoubtOneForTwo();
    for (const std::string& id : letter_.required)
      if (!fields_.contains(id) && !tables_.contains(id)) letter_.missing.push_back(id);
    // A lawyer, a mutual or a pension fund may claim in the same words.
    if (letter_.type.status == FactStatus::kSure &&
        std::find(letter_.missing.begin(), letter_.missing.end(), "caisse") !=
            letter_.missing.end()) {
      letter_.type.status = FactStatus::kToReview;
      letter_.type.why.push_back("no_fund");
    }
    Publish();
    RunChecks(choice.best ? choice.best->checks : impl_.common.checks);
    FetchSecondReadings();
    for (auto& [id, draft] : fields_) JudgeDraft(&draft, desk_);
    for (auto& [id, rows] : tables_)
      for (DraftRow& row : rows)
        for (auto& [column, draft] : row) JudgeCell(&draft);
    // Whose letter it is and what its date means is not known: nothing of it is sure.
    if (!choice.best || choice.by_words) DoubtFields("no_template", true);
    // What only the doubtful type gives its meaning is as doubtful as the type.
    if (choice.near || choice.contested) DoubtFields("few_cues", false);
    Publish();
    if (!choice.best || choice.near) letter_.urgent = MayCarryAClock();
    return std::move(letter_);
  }

 private:
  static std::vector<const PageReading*> Pages(const Reading& reading, const Cut& cut) {
    std::vector<const PageReading*> out;
    for (size_t i = cut.first; i < cut.last; ++i) out.push_back(&reading.pages[i]);
    return out;
  }

  // All cells and fields, or those that not every letter has.
  void DoubtFields(const char* why, bool common_too) {
    const auto doubt = [why](Draft* draft) {
      draft->fact.status = FactStatus::kToReview;
      if (draft->fact.why.empty()) draft->fact.why.push_back(why);
    };
    for (auto& [id, draft] : fields_)
      if (common_too || std::none_of(impl_.common.fields.begin(), impl_.common.fields.end(),
                                     [&id = id](const FieldSpec& f) { return f.id == id; }))
        doubt(&draft);
    for (auto& [id, rows] : tables_)
      for (DraftRow& row : rows)
        for (auto& [column, draft] : row) doubt(&draft);
  }

  // The first cell whose row has the label. Sure, it stands for the field, whatever else was found;
  // doubtful, it only stands where nothing was.
  void TakeFromTables(const FieldSpec& f) {
    for (const CellPlace& place : f.cells) {
      std::vector<const DraftRow*> rows;
      const auto grid = grids_.find(place.table);
      if (grid != grids_.end())
        for (const DraftRow& row : grid->second) rows.push_back(&row);
      if (const auto t = tables_.find(place.table); t != tables_.end())
        for (const DraftRow& row : t->second) rows.push_back(&row);
      if (const auto t = totals_.find(place.table); place.row && t != totals_.end())
        for (const DraftRow& row : t->second) rows.push_back(&row);
      // Without a row to look for, the column has one figure.
      if (!place.row && std::count_if(rows.begin(), rows.end(), [&](const DraftRow* row) {
                          const auto cell = row->find(place.column);
                          return cell != row->end() &&
                                 !std::holds_alternative<std::monostate>(cell->second.fact.value);
                        }) != 1)
        continue;
      for (const DraftRow* row : rows) {
        const auto cell = row->find(place.column);
        if (cell == row->end() || std::holds_alternative<std::monostate>(cell->second.fact.value))
          continue;
        const bool named = !place.row || std::any_of(row->begin(), row->end(), [&](const auto& c) {
          return c.second.evidence.type == ValueType::kText &&
                 RE2::PartialMatch(Plain(c.second.fact.text), *place.row);
        });
        std::optional<Found> found = f.type == ValueType::kText
                                         ? cell->second.evidence.found
                                         : ParseWhole(f.type, cell->second.fact.text);
        if (!named || !found) continue;
        // What the letter is called is in no column of reasons.
        static const RE2 title(
            "(?i)(?:mise en demeure|contrainte|(?:notification|d[ée]cision)\\b.*)");
        if (f.id == "motif" && RE2::FullMatch(cell->second.fact.text, title)) continue;
        if (place.reduction) Reduce(&*found);
        Draft d = cell->second;
        d.fact.value = found->value;
        d.evidence.type = f.type;
        for (const std::string& doubt : d.evidence.found.doubts)
          d.doubtful |= doubt == "table_doubt" || doubt == "extra_text";
        std::vector<std::string> doubts = d.evidence.found.doubts;
        d.evidence.found = *found;
        d.evidence.found.doubts = std::move(doubts);
        d.evidence.out_of_range = OutOfRange(d.fact.value, f.min, f.max);
        if (const auto known = fields_.find(f.id); d.doubtful && known != fields_.end()) {
          // The row has more figures than one, and its columns are not certain.
          known->second.evidence.tie |= d.evidence.source == PageSource::kOcr;
          return;
        }
        if (const auto known = fields_.find(f.id); grid != grids_.end() && known != fields_.end()) {
          const Draft& other = known->second;
          if (f.type == ValueType::kText ||
              ToCanonical(other.fact.value) == ToCanonical(d.fact.value))
            return;
          // A grid is read by what its headings mean: a sentence that says otherwise counts.
          if (!other.evidence.out_of_range && !other.doubtful) {
            known->second.evidence.found.doubts.push_back("places_differ");
            return;
          }
        }
        if (trace_)
          trace_->Add(1,
                      f.id + ": cell «" + d.fact.text + "» of " + place.table + "." + place.column);
        fields_[f.id] = std::move(d);
        return;
      }
    }
  }

  static void Reduce(Found* found) {
    if (auto* d = std::get_if<Decimal>(&found->value); d && d->digits > 0) d->digits = -d->digits;
    std::erase(found->doubts, "ambiguous_sign");
  }

  // One print is not both the number of this letter and that of the claim.
  void DoubtOneForTwo() {
    const auto own = fields_.find("reference"), claim = fields_.find("reference_origine");
    if (own == fields_.end() || claim == fields_.end()) return;
    const std::vector<Span>&a = own->second.fact.spans, &b = claim->second.fact.spans;
    if (a.empty() || b.empty() || a[0].page != b[0].page || a[0].box.Intersect(b[0].box).empty())
      return;
    own->second.evidence.tie = claim->second.evidence.tie = true;
  }

  void Warn(std::string w) {
    if (std::find(letter_.warnings.begin(), letter_.warnings.end(), w) == letter_.warnings.end())
      letter_.warnings.push_back(std::move(w));
  }

  // A page is opened once for many crops; JudgeDraft finds them here.
  void FetchSecondReadings() {
    const auto fetch = [&](const auto& wanted) {
      std::vector<CropWish> wishes;
      const auto add = [&](const Draft& draft) {
        for (CropWish& wish : wanted(draft)) wishes.push_back(std::move(wish));
      };
      for (const auto& [id, draft] : fields_) add(draft);
      for (const auto& [id, rows] : tables_)
        for (const DraftRow& row : rows)
          for (const auto& [column, draft] : row) add(draft);
      desk_->Fetch(wishes);
    };
    fetch([](const Draft& draft) { return Wishes(draft); });
    fetch([&](const Draft& draft) { return WishesOnceMore(draft, desk_); });
  }

  // An empty cell is read again where it has a place of its own; else it has nothing to judge but
  // its doubts.
  void JudgeCell(Draft* d) {
    if (!std::holds_alternative<std::monostate>(d->fact.value) || !d->places.empty()) {
      JudgeDraft(d, desk_);
      return;
    }
    d->fact.why = d->evidence.found.doubts;
    // Nothing printed where nothing was read: as sure as the page is well read.
    const bool clean = d->fact.why.empty() && d->evidence.page_quality >= 0.5;
    if (!clean && d->fact.why.empty()) d->fact.why.push_back("badly_read");
    d->fact.status = clean ? FactStatus::kSure : FactStatus::kToReview;
    d->fact.confidence = clean ? d->evidence.page_quality : 0.5;
  }

  void Publish() {
    for (const auto& [id, draft] : fields_) letter_.fields[id] = draft.fact;
    for (const auto& [id, rows] : tables_) {
      std::vector<Row>& out = letter_.tables[id];
      out.clear();
      for (const DraftRow& row : rows) {
        Row cells;
        for (const auto& [column, draft] : row) cells[column] = draft.fact;
        out.push_back(std::move(cells));
      }
    }
  }

  Draft* At(const CheckedPlace& place) {
    if (place.table.empty()) {
      auto it = fields_.find(place.id);
      return it == fields_.end() ? nullptr : &it->second;
    }
    auto table = tables_.find(place.table);
    if (table == tables_.end() || place.row < 0 ||
        place.row >= static_cast<int>(table->second.size()))
      return nullptr;
    DraftRow& row = table->second[static_cast<size_t>(place.row)];
    auto cell = row.find(place.id);
    return cell == row.end() ? nullptr : &cell->second;
  }

  void RunChecks(const std::vector<CheckSpec>& checks) {
    if (trace_ && !checks.empty()) trace_->Add(0, "checks");
    for (const CheckSpec& spec : checks) {
      CheckResult r = RunCheck(spec.id, *spec.equation, letter_);
      // The letter prints the table's own total: its cells are right, if only a part of the whole.
      if (!r.broken.empty() && OwnTotal(*spec.equation))
        std::erase_if(r.broken, [](const CheckedPlace& p) { return !p.table.empty(); });
      if (!r.broken.empty())
        r = MendByCheck(
            spec, std::move(r), &letter_, [this](const CheckedPlace& p) { return At(p); }, desk_);
      if (trace_)
        trace_->Add(1, fmt::format("{}: {}{}", spec.id, r.check.status,
                                   r.check.detail.empty() ? "" : ", " + r.check.detail));
      for (const CheckedPlace& p : r.cleared)
        if (Draft* d = At(p)) d->evidence.arithmetic_holds = true;
      for (const CheckedPlace& p : r.broken)
        if (Draft* d = At(p)) d->evidence.arithmetic_broken = true;
      letter_.checks.push_back(std::move(r.check));
    }
  }

  // A sum of amounts of a column that is printed somewhere in the letter.
  bool OwnTotal(const Equation& equation) {
    for (const std::unique_ptr<Term>& side : equation.sides) {
      if (side->kind != Term::Kind::kSum) continue;
      const auto rows = tables_.find(side->table);
      if (rows == tables_.end()) continue;
      int64_t sum = 0, terms = 0;
      for (const DraftRow& row : rows->second)
        if (const auto cell = row.find(side->id); cell != row.end())
          if (const auto* amount = std::get_if<Cents>(&cell->second.fact.value)) {
            sum += amount->value;
            ++terms;
          }
      if (terms < 3 || sum == 0) continue;
      for (const FieldReader::Typed& v : reader_.Values(ValueType::kAmount))
        if (const auto* amount = std::get_if<Cents>(&v.found.value); amount && amount->value == sum)
          return true;
    }
    return false;
  }

  bool MayCarryAClock() {
    if (badly_read_) return true;
    if (letter_.fields.count("numero_lrar") || letter_.fields.count("delai_annonce")) return true;
    return !text_.FindAny(impl_.common.alarms).empty();
  }

  const Templates::Impl& impl_;
  const bool ask_words_around_;
  Desk* desk_;
  Trace* trace_;
  LetterText text_;
  FieldReader reader_;
  Letter letter_;
  std::map<std::string, Draft> fields_;
  std::map<std::string, std::vector<DraftRow>> tables_, totals_, grids_;
  bool badly_read_ = false;
};

void PutBack(std::vector<Span>* spans, const std::vector<PageReading>& pages) {
  for (Span& span : *spans)
    for (const PageReading& page : pages)
      if (page.number == span.page && !LiesUpright(page)) span.box = page.to_page.Apply(span.box);
}

void PutBack(Fact* fact, const std::vector<PageReading>& pages) {
  PutBack(&fact->spans, pages);
  for (Candidate& c : fact->candidates) PutBack(&c.spans, pages);
}

// The places of everything, from the upright sheets to the pages as displayed.
void PutBack(Letter* letter, const std::vector<PageReading>& pages) {
  for (auto& [id, fact] : letter->fields) PutBack(&fact, pages);
  for (auto& [id, rows] : letter->tables)
    for (Row& row : rows)
      for (auto& [column, fact] : row) PutBack(&fact, pages);
}

}  // namespace

std::vector<Letter> Extract(const Reading& reading, const Templates& templates, Rereader& rereader,
                            const ExtractOptions& options, Trace* trace) {
  // A file over the limit is cut short, and says so; its pages are still kept elsewhere.
  const Reading* use = &reading;
  Reading shortened;
  size_t words = 0, pages = 0;
  while (pages < reading.pages.size() && words + reading.pages[pages].words.size() <= kMaxWords)
    words += reading.pages[pages++].words.size();
  if (pages < reading.pages.size()) {
    shortened = reading;
    shortened.pages.resize(pages);
    use = &shortened;
  }
  // Everything is looked for on the upright sheet and put back on the page at the end.
  const bool straight = std::all_of(use->pages.begin(), use->pages.end(), LiesUpright);
  Reading sheets;
  if (!straight) {
    sheets.version = use->version;
    sheets.sha256 = use->sha256;
    sheets.kind = use->kind;
    for (const PageReading& page : use->pages) sheets.pages.push_back(Upright(page));
  }
  const Reading& displayed = *use;
  const bool cut_short = use == &shortened;
  if (!straight) use = &sheets;
  UprightRereader upright(displayed.pages, rereader);
  // What is told of a letter is told in order.
  const int jobs = trace ? 1 : options.jobs;
  const std::vector<Cut> cuts = SplitLetters(*use, templates.impl(), options.cuts, jobs, trace);
  std::vector<Letter> out(cuts.size());
  ForEach(cuts.size(), jobs, [&](size_t i) {
    const Cut& cut = cuts[i];
    if (trace)
      trace->Add(0, fmt::format("letter {} of {}: pages {} to {}", i + 1, cuts.size(),
                                use->pages[cut.first].number, use->pages[cut.last - 1].number));
    Desk desk(upright);
    Letter& letter = out[i];
    letter =
        LetterExtractor(*use, cut, templates.impl(), options.ask_words_around, &desk, trace).Run();
    letter.source = options.source;
    letter.item = static_cast<int>(i) + 1;
    letter.items = static_cast<int>(cuts.size());
    letter.first_page = use->pages[cut.first].number;
    letter.pages = static_cast<int>(cut.last - cut.first);
    for (const std::string& w : reading.warnings) letter.warnings.push_back(w);
    if (cut_short) letter.warnings.push_back("too_many_words");
    if (!straight) PutBack(&letter, displayed.pages);
  });
  return out;
}

}  // namespace riposte
