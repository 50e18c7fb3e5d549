// The idea: the room that finds values does not decide whether they are sure; it only brings all
// that is known about them to evidence/.
#include "extractors/template/drafts.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "extractors/template/misread.h"
#include "extractors/template/names.h"

namespace riposte {
namespace {

void AddOnce(std::vector<std::string>* list, const std::string& s) {
  if (std::find(list->begin(), list->end(), s) == list->end()) list->push_back(s);
}

bool IsNumberLike(ValueType t) {
  switch (t) {
    case ValueType::kInteger:
    case ValueType::kDecimal:
    case ValueType::kPercent:
    case ValueType::kAmount:
    case ValueType::kRpps:
    case ValueType::kAm:
    case ValueType::kLrar:
    case ValueType::kTime:
      return true;
    default:
      return false;
  }
}

// A line of text that is full and goes on below in small letters: what was read is not all of it.
// A code does so only at one of its own signs.
// What a pattern takes may end at a comma, of which it knows.
bool BreaksOff(const LetterText& text, const Range& r, bool code, bool pattern) {
  if (r.empty()) return false;
  const TextLine& line = text.lines()[static_cast<size_t>(text.LineAt(r.end - 1))];
  // «Centre-», and the rest of the name below.
  const std::string_view rest = text.At({r.end, std::max(r.end, line.range.end)});
  if (rest == "-" || rest == "-." || (code && (rest == "/" || rest == "."))) return true;
  if (pattern && rest == ",") return false;
  if (code && std::string_view("-/._").find(text.text()[r.end - 1]) == std::string_view::npos)
    return false;
  if (r.end < line.range.end &&
      text.At({r.end, line.range.end}).find_first_not_of(" ,:") != std::string_view::npos)
    return false;
  const TextLine* next = nullptr;
  double right = line.box.right, left = line.box.left;
  // A label on the same row, of which a lost colon left a gap, belongs to the paragraph.
  for (const TextLine& l : text.lines())
    if (l.page == line.page && l.row == line.row && l.box.left < line.box.left &&
        line.box.left - l.box.right < 3 * line.height)
      left = std::min(left, l.box.left);
  for (const TextLine& l : text.lines()) {
    if (l.page != line.page || l.box.left >= line.box.right || l.box.right <= left) continue;
    // Full is what reaches as far as the lines that start where it does.
    if (std::abs(l.box.left - left) <= 10) right = std::max(right, l.box.right);
    if (l.box.top > line.box.center_y() && (!next || l.box.top < next->box.top)) next = &l;
  }
  if (!next || next->box.top - line.box.bottom > 1.5 * line.height) return false;
  const std::string_view below = text.At(next->range);
  const bool address = below.find('@') != std::string_view::npos;  // of a person named above
  if (below.empty() || address) return false;
  // «dans la région Centre», and below it, in the same sentence, «Val de Loire»: a hyphen was lost.
  const bool small = below.front() >= 'a' && below.front() <= 'z';
  const bool named = below.front() >= 'A' && below.front() <= 'Z' && r.begin > line.range.begin &&
                     next->block == line.block && text.Sentence(r.begin).end > next->range.begin;
  if (!small && !named) return false;
  const double word = text.BoxOf(text.words()[next->first_word].range).width();
  return line.box.right + word + 0.6 * line.height >= right;
}

// Figures and signs, no small letter: a code.
bool IsCode(std::string_view text) {
  const auto has = [&](char from, char to) {
    return std::any_of(text.begin(), text.end(), [&](char c) { return c >= from && c <= to; });
  };
  return has('0', '9') && !has('a', 'z');
}

// Other places of the letter where the same code stands, whole.
int PrintedAgain(const LetterText& text, const Range& r) {
  const std::string_view code = text.At(r), all = text.text();
  constexpr size_t kLeast = 8;
  int places = 0;
  const auto part = [&](size_t i) {
    return i < all.size() && (std::isalnum(static_cast<unsigned char>(all[i])) != 0 ||
                              all[i] == '-' || all[i] == '/');
  };
  for (size_t at = all.find(code); code.size() >= kLeast && at != std::string_view::npos;
       at = all.find(code, at + 1))
    places += at != r.begin && (at == 0 || !part(at - 1)) && !part(at + code.size()) ? 1 : 0;
  return places;
}

// An article of the codes of social security and of public health has a number after a dash; «R.
// 148» has lost it.
bool LosesItsNumber(const TextList& articles) {
  return std::any_of(articles.begin(), articles.end(), [](const std::string& article) {
    return article.size() < 8 && article.find('.') == 1 && article.find('-') == std::string::npos;
  });
}

// «162-4 CSS»: an article whose letter was not read.
bool LosesALetter(std::string_view text) {
  static const RE2 article("(\\S+)\\s+[0-9]{3}-[0-9]{1,2}(?:-[0-9]{1,2})?\\s");
  static const RE2 led("(?i)[^\\p{L}]*[lrda][.*]*|.*[0-9],?|.*,|et|ou|à|art(?:icles?)?\\.?");
  re2::StringPiece rest(text.data(), text.size()), before;
  while (RE2::FindAndConsume(&rest, article, &before))
    if ((rest.starts_with("CSS") || rest.starts_with("CSP")) && !RE2::FullMatch(before, led))
      return true;
  return false;
}

// «les professionnels de santé, TSA 40092»: an address that begins in the middle of a name.
bool BeginsLate(std::string_view address) {
  static constexpr std::string_view kInside[] = {"les ", "la ", "le ", "des ", "de ",
                                                 "du ",  "et ", "à ",  "l'",   "l’"};
  return std::any_of(std::begin(kInside), std::end(kInside),
                     [&](std::string_view w) { return address.starts_with(w); });
}

// A signature stands by itself, with a title or an office at most; the name of a line full of other
// words is of somebody who is spoken of, and the signature was not read.
bool SpokenOf(const LetterText& text, const Range& name) {
  constexpr size_t kOfAnOffice = 8;  // «Pour le directeur général et par délégation, le»
  const TextLine& line = text.lines()[static_cast<size_t>(text.LineAt(name.begin))];
  return text.WordsIn(line.range).size() > text.WordsIn(name).size() + kOfAnOffice;
}

// Of a long line only the value and two words on either side are read again: what a line costs is
// its length.
void Narrow(CropPlace& place, const LetterText& text) {
  constexpr int kBeside = 2;
  constexpr double kWorthIt = 0.75;
  std::vector<Box> words;
  for (const TextWord& word : text.words()) {
    if (text.pages()[static_cast<size_t>(word.page)] != place.page) continue;
    const Box& box = place.page->words.at(static_cast<size_t>(word.word)).box;
    if (box.center_y() > place.crop.top && box.center_y() < place.crop.bottom &&
        box.left >= place.crop.left - 1 && box.right <= place.crop.right + 1)
      words.push_back(box);
  }
  std::sort(words.begin(), words.end(), [](const Box& a, const Box& b) { return a.left < b.left; });
  double left = place.crop.left, right = place.crop.right;
  const auto inside = [&](const Box& b) {
    return b.center_x() > place.value.left && b.center_x() < place.value.right;
  };
  const auto first = std::find_if(words.begin(), words.end(), inside);
  const auto last = std::find_if(words.rbegin(), words.rend(), inside);
  if (first == words.end()) return;
  if (first - words.begin() > kBeside)
    left = ((first - kBeside)->left + (first - kBeside - 1)->right) / 2;
  if (last - words.rbegin() > kBeside)
    right = ((last - kBeside)->right + (last - kBeside - 1)->left) / 2;
  if (right - left > kWorthIt * place.crop.width()) return;
  place.crop.left = left;
  place.crop.right = right;
}

}  // namespace

bool OutOfRange(const Value& value, std::optional<double> min, std::optional<double> max) {
  double v = 0;
  if (const auto* i = std::get_if<int64_t>(&value))
    v = static_cast<double>(*i);
  else if (const auto* d = std::get_if<Decimal>(&value))
    v = d->ToDouble();
  else if (const auto* m = std::get_if<Cents>(&value))
    v = static_cast<double>(m->value) / 100;
  else
    return false;
  return (min && v < *min) || (max && v > *max);
}

Desk::Key Desk::KeyOf(const CropPlace& place, CropRecipe recipe) {
  const auto tenth = [](double v) { return static_cast<int>(std::lround(v * 10)); };
  return {place.page->number,      tenth(place.crop.left),   tenth(place.crop.top),
          tenth(place.crop.right), tenth(place.crop.bottom), static_cast<int>(recipe)};
}

CropRequest Desk::RequestOf(const CropPlace& place, CropRecipe recipe) {
  return {place.page->number, place.crop, recipe, place.page->turned, place.page->tilt};
}

void Desk::Fetch(const std::vector<CropWish>& wishes) {
  std::vector<CropRequest> requests;
  std::vector<std::optional<CropReading>*> slots;
  for (const auto& [place, recipe] : wishes) {
    if (!place.page || place.page->source != PageSource::kOcr) continue;
    auto [it, is_new] = known_.try_emplace(KeyOf(place, recipe));
    if (!is_new) continue;
    requests.push_back(RequestOf(place, recipe));
    slots.push_back(&it->second);
  }
  if (requests.empty()) return;
  std::vector<Result<CropReading>> answers = rereader_.RereadAll(requests);
  for (size_t i = 0; i < answers.size() && i < slots.size(); ++i)
    if (answers[i].ok()) *slots[i] = std::move(*answers[i]);
}

std::optional<CropReading> Desk::Read(const CropPlace& place, CropRecipe recipe) {
  if (!place.page || place.page->source != PageSource::kOcr) return std::nullopt;
  auto [it, is_new] = known_.try_emplace(KeyOf(place, recipe));
  if (is_new) {
    Result<CropReading> again = rereader_.Reread(RequestOf(place, recipe));
    if (again.ok()) it->second = std::move(*again);
  }
  if (!it->second) return std::nullopt;
  CropReading cut = *it->second;
  // The witness speaks for the whole line; only its marks inside the value count.
  std::erase_if(cut.comma_at,
                [&](double x) { return x < place.value.left - 1 || x > place.value.right + 1; });
  cut.commas = static_cast<int>(cut.comma_at.size());
  return cut;
}

Draft MakeDraft(const FieldSpec& spec, const std::vector<Hit>& hits, const LetterText& text) {
  const Hit& best = hits.front();
  Draft d;
  d.doubtful = best.doubtful;
  d.fact.value = best.value;
  d.fact.text = best.text;
  for (const Range& r : best.ranges) {
    for (const Span& s : text.Spans(r)) d.fact.spans.push_back(s);
    for (size_t w : text.WordsIn(r)) {
      const TextWord& word = text.words()[w];
      const PageReading& page = *text.pages()[static_cast<size_t>(word.page)];
      // A dash between two words is nothing that could be misread.
      const bool mark = spec.type == ValueType::kText && PhraseKey(text.At(word.range)).empty();
      if (!mark)
        d.evidence.word_confidence = std::min(
            d.evidence.word_confidence, page.words.at(static_cast<size_t>(word.word)).confidence);
      d.evidence.page_quality = std::min(d.evidence.page_quality, page.quality);
      if (page.source == PageSource::kOcr) d.evidence.source = PageSource::kOcr;
      d.evidence.bilevel |= page.recipe == "fax";
      const TextLine& line = text.lines()[static_cast<size_t>(word.line)];
      const Box& box = page.words.at(static_cast<size_t>(word.word)).box;
      if (d.places.empty() || d.places.back().crop != line.box)
        d.places.push_back({&page, line.box, box});
      else
        d.places.back().value = d.places.back().value.Union(box);
    }
  }
  Evidence& e = d.evidence;
  const Try* rule = best.rank >= 0 && static_cast<size_t>(best.rank) < spec.tries.size()
                        ? &spec.tries[static_cast<size_t>(best.rank)]
                        : nullptr;
  if (rule) d.fact.rule = rule->rule;
  const As as = rule ? rule->as : As::kTyped;
  const bool person = as == As::kPerson || as == As::kName;
  const bool slashed = best.text.find(" / ") != std::string::npos;
  // An address in a sentence begins or ends in the middle of a line.
  const auto words_beside = [&](Range r, bool before) {
    const TextLine& line =
        text.lines()[static_cast<size_t>(text.LineAt(before ? r.begin : r.end - 1))];
    return !PhraseKey(before ? text.At({line.range.begin, std::max(line.range.begin, r.begin)})
                             : text.At({r.end, std::max(r.end, line.range.end)}))
                .empty();
  };
  const bool whole = slashed && !best.ranges.empty() && !best.ranges.front().empty() &&
                     !best.ranges.back().empty();
  const bool begins_inside = whole && words_beside(best.ranges.front(), true);
  const bool ends_inside = whole && words_beside(best.ranges.back(), false);
  e.within_line = slashed && (d.places.size() == 1 || begins_inside || ends_inside);
  e.to_line_end = (person || (e.within_line && d.places.size() > 1 && !ends_inside)) &&
                  !d.places.empty() &&
                  d.places.back().value.right >= d.places.back().crop.right - 1;
  // What a stamp or a signature hid stands right of what was read: the lines of an address and the
  // name that ends its line are read again with it.
  if ((slashed && !e.within_line) || e.to_line_end)
    for (CropPlace& place : d.places) {
      double right = place.page->width;
      for (const TextLine& line : text.lines())
        if (text.pages()[static_cast<size_t>(line.page)] == place.page &&
            line.box.VerticalOverlap(place.crop) > 0 && line.box.left > place.crop.right)
          right = std::min(right, line.box.left - 2);
      place.crop.right = std::max(place.crop.right, std::min(right, place.crop.right + 60));
    }
  for (CropPlace& place : d.places) Narrow(place, text);
  e.type = spec.type;
  e.text = best.text;
  e.found = {0, best.text.size(), best.value, best.doubts};
  e.closed_list = best.closed_list;
  e.out_of_range = OutOfRange(best.value, spec.min, spec.max);
  if (spec.type == ValueType::kText && e.source == PageSource::kOcr && !e.closed_list)
    for (const std::string& why : OddInPicture(best.text, true)) AddOnce(&e.found.doubts, why);
  if (spec.id.ends_with("signataire") && e.source == PageSource::kOcr && !best.ranges.empty())
    d.doubtful |= SpokenOf(text, best.ranges.front());
  if (person && e.source == PageSource::kOcr && MayMisreadGivenName(best.text))
    AddOnce(&e.found.doubts, "near_given_name");
  if (const auto* list = std::get_if<TextList>(&best.value);
      list && as != As::kAll && e.source == PageSource::kOcr)
    for (const std::string& said : *list)
      for (const std::string& why : OddInPicture(said, false)) AddOnce(&e.found.doubts, why);
  if (auto* list = std::get_if<TextList>(&d.fact.value);
      list && e.source == PageSource::kOcr && spec.type == ValueType::kTextList) {
    if (as == As::kAll) {
      if (LosesItsNumber(*list) || LosesALetter(text.text()))
        AddOnce(&e.found.doubts, "cut_article");
    } else {
      for (std::string& said : *list) said = Mended(WithoutBullet(said));
      e.found.value = *list;
    }
  }
  const bool by_pattern = rule && rule->pattern != nullptr;
  const bool free_text =
      spec.type == ValueType::kText && e.source == PageSource::kOcr && !e.closed_list;
  if (free_text && !best.ranges.empty() &&
      ((as == As::kTyped && BreaksOff(text, best.ranges.back(), IsCode(best.text), by_pattern)) ||
       (spec.id.find("adresse") != std::string::npos && BeginsLate(best.text))))
    AddOnce(&e.found.doubts, "incomplete_text");
  if (auto* said = std::get_if<std::string>(&d.fact.value); said && free_text) {
    *said = Mended(*said);
    if (spec.id.starts_with("reference")) *said = MendedCode(*said);
    e.found.value = *said;
  }

  if (spec.id.starts_with("reference") && IsCode(best.text) && best.ranges.size() == 1)
    e.agreeing_places += PrintedAgain(text, best.ranges.front());
  for (size_t i = 1; i < hits.size(); ++i) {
    const Hit& h = hits[i];
    if (h.value == best.value) {
      if (h.ranges != best.ranges) ++e.agreeing_places;
      continue;
    }
    Candidate c;
    c.value = h.value;
    c.text = h.text;
    for (const Range& r : h.ranges)
      for (const Span& s : text.Spans(r)) c.spans.push_back(s);
    const bool known = std::any_of(d.fact.candidates.begin(), d.fact.candidates.end(),
                                   [&](const Candidate& o) { return o.value == c.value; });
    if (!known && d.fact.candidates.size() < 8) d.fact.candidates.push_back(std::move(c));
    if (h.fallback && !best.fallback) continue;  // a last resort does not contradict
    ++e.differing_places;
    if (h.rank == best.rank && std::abs(h.score - best.score) < 0.5) e.tie = true;
  }
  // What the letter says twice, or a list of names knows, needs no other proof.
  const bool named = e.closed_list && rule && rule->options.empty();
  d.unproved = rule && rule->unproved && e.agreeing_places == 0 && !named;
  return d;
}

// Where nothing was found on a well-read page, nothing is: a table has many such cells.
static bool IsBlank(const Draft& draft) {
  const Evidence& e = draft.evidence;
  return std::holds_alternative<std::monostate>(e.found.value) && e.text.empty() &&
         e.found.doubts.empty() && !draft.look_again && e.page_quality >= 0.8;
}

std::vector<CropWish> Wishes(const Draft& draft) {
  const Evidence& e = draft.evidence;
  // Arithmetic that holds for a well-read value says more than a second reading could.
  const bool settled = e.arithmetic_holds && !e.arithmetic_broken && e.word_confidence >= 0.9;
  // Nor can it help where two places or a sum speak against the value.
  const bool hopeless = e.tie || e.differing_places > 0 || e.out_of_range || e.arithmetic_broken;
  const bool weak = (draft.doubtful || draft.unproved) && !e.arithmetic_holds;
  if ((IsBlank(draft) && e.source == PageSource::kOcr) || settled || hopeless || weak ||
      !WantsSecondReading(e))
    return {};
  // A wrapped value is read again line by line.
  constexpr size_t kMaxLines = 6;
  // The number of a row is a text of figures.
  const bool figures =
      !e.text.empty() && e.text.find_first_not_of("0123456789") == std::string::npos;
  std::vector<CropWish> wishes;
  for (size_t i = 0; i < draft.places.size() && i < kMaxLines; ++i)
    wishes.push_back({draft.places[i],
                      IsNumberLike(e.type) || figures ? CropRecipe::kNumber : CropRecipe::kLine});
  return wishes;
}

// Of a crop that the model of numbers hardly made out, the model of French says more: «AR n®
// 2020855613974» at 0.26. Where both readings of a fax see the same few pixels it is asked as well.
enum class OnceMore { kNo, kThird, kReplace, kConfirm };

static OnceMore WantsOnceMore(const Draft& draft) {
  constexpr double kHardly = 0.5, kDoubtful = 0.6;
  const Evidence& e = draft.evidence;
  if (WantsThirdReading(e)) return OnceMore::kThird;
  if (draft.places.size() != 1 || !IsNumberLike(e.type) || !e.second) return OnceMore::kNo;
  // Nothing where nothing was read needs no second word.
  if (e.text.empty() && e.second->text.empty()) return OnceMore::kNo;
  if (!e.bilevel && e.second->confidence < kHardly) return OnceMore::kReplace;
  if (e.bilevel && e.second->confidence < kDoubtful) return OnceMore::kConfirm;
  return OnceMore::kNo;
}

static void LookOnceMore(Draft& draft, Desk* desk) {
  constexpr double kWell = 0.8;
  Evidence& e = draft.evidence;
  const OnceMore wanted = WantsOnceMore(draft);
  if (wanted == OnceMore::kThird) {
    CropReading joined;
    for (const CropPlace& place : draft.places) {
      const std::optional<CropReading> r = desk->Read(place, CropRecipe::kBinary);
      if (!r) return;
      joined.text += (joined.text.empty() ? "" : " ") + r->text;
      joined.ink = r->ink;
    }
    e.third = std::move(joined);
    return;
  }
  if (wanted == OnceMore::kNo) return;
  std::optional<CropReading> again = desk->Read(draft.places.front(), CropRecipe::kLine);
  if (!again || again->confidence < kWell) return;
  if (wanted == OnceMore::kConfirm) {
    e.third = std::move(again);
  } else {
    // The witness of commas and the ink are of the same crop.
    e.second->text = again->text;
    e.second->confidence = again->confidence;
  }
}

// False where one of the places could not be read.
static bool ReadSecond(const std::vector<CropWish>& wishes, Desk* desk, Evidence& e) {
  CropReading joined;
  joined.confidence = 1;
  for (size_t i = 0; i < wishes.size(); ++i) {
    const std::optional<CropReading> r = desk->Read(wishes[i].place, wishes[i].recipe);
    if (!r) return false;
    if (i > 0) joined.text += ' ';
    joined.text += r->text;
    joined.confidence = std::min(joined.confidence, r->confidence);
    joined.commas += r->commas;
    joined.comma_at.insert(joined.comma_at.end(), r->comma_at.begin(), r->comma_at.end());
    joined.ink = i == 0 ? r->ink : std::min(joined.ink, r->ink);
  }
  e.second = std::move(joined);
  return true;
}

std::vector<CropWish> WishesOnceMore(const Draft& draft, Desk* desk) {
  const std::vector<CropWish> wishes = Wishes(draft);
  Draft read = draft;
  if (wishes.empty() || !ReadSecond(wishes, desk, read.evidence)) return {};
  std::vector<CropWish> more;
  const OnceMore wanted = WantsOnceMore(read);
  if (wanted == OnceMore::kNo) return more;
  for (const CropPlace& place : read.places)
    more.push_back({place, wanted == OnceMore::kThird ? CropRecipe::kBinary : CropRecipe::kLine});
  return more;
}

void JudgeDraft(Draft* draft, Desk* desk) {
  Evidence& e = draft->evidence;
  if (IsBlank(*draft) && e.source == PageSource::kOcr) {
    draft->fact.status = FactStatus::kSure;
    draft->fact.confidence = 0.97;
    draft->fact.why.clear();
    return;
  }
  if (const std::vector<CropWish> wishes = Wishes(*draft); !wishes.empty()) {
    if (ReadSecond(wishes, desk, e))
      LookOnceMore(*draft, desk);
    else
      e.second_failed = true;
  }
  Verdict v = Judge(e);
  Fact& f = draft->fact;
  f.confidence = v.confidence;
  f.why = v.why;
  if ((draft->doubtful || draft->unproved) && !e.arithmetic_holds) {
    v.sure = false;
    std::erase(f.why, "no_second_reading");
    AddOnce(&f.why, "weak_anchor");
  }
  f.status = v.sure ? FactStatus::kSure : FactStatus::kToReview;
  if (v.sure) f.why.clear();
}

}  // namespace riposte
