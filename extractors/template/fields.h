// Reads the fields of one letter: for each <try> of a field, where its anchors stand, what values
// stand in its direction, which one is meant. Private to the room.
//
//   FieldReader reader(text, impl, &trace);
//   std::vector<Hit> hits = reader.Read(spec);     // best first; empty: not found
//
// A Hit is a candidate with its place; judging (evidence/) is done by facts_of.h. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "extractors/template/candidates.h"
#include "extractors/template/finders.h"
#include "extractors/template/model.h"
#include "extractors/template/periods.h"
#include "extractors/template/text.h"
#include "extractors/values/parse.h"

namespace riposte {

struct Hit {
  Value value;
  std::string text;           // as printed
  std::vector<Range> ranges;  // where
  std::vector<std::string> doubts;
  int rank = 0;      // index of the <try>
  double score = 0;  // distance; less is better
  bool fallback = false, doubtful = false, closed_list = false;
  std::string where;  // for --explain: the anchor and its place
};

// A number that is something else than the field: «Patientèle au 31 décembre : 864», «Points
// obtenus (sur 940) : 571,30»; «inférieur de 0,14 à l’objectif» and «le dépassement est de 0,45»
// say no level, but what parts two. `at` is its place in the letter's `text`.
bool IsOfAnother(const FieldSpec& field, std::string_view text, const Range& at);

class FieldReader {
 public:
  FieldReader(const LetterText& text, const Templates::Impl& impl, Trace* trace);

  std::vector<Hit> Read(const FieldSpec& field);
  // Values of a type in the whole letter, wrapped ones joined.
  using Typed = Placed;
  const std::vector<Typed>& Values(ValueType type);
  const std::vector<FundHit>& funds() const { return funds_; }
  const std::optional<Addressee>& addressee() const { return addressee_; }

 private:
  struct Context {
    const FieldSpec& field;
    const Try& t;
    int rank;
    std::vector<Hit>* out;
  };
  void ReadTry(const Context& c);
  void ReadAll(const Context& c);
  void ReadSentences(const Context& c);
  void ReadUnanchored(const Context& c);
  void ReadBareFundAddress(const Context& c);
  void ReadAddressBesideDoctor(const Context& c);
  void ReadSurcharged(const Context& c);
  void ReadAtAnchor(const Context& c, const PhraseHit& anchor);
  // The pieces of text where the value of an anchor may stand, nearest first.
  std::vector<Range> Regions(const Try& t, const PhraseHit& anchor);
  bool ReadTypedIn(const Context& c, const PhraseHit& anchor, const std::vector<Range>& regions);
  bool ReadTextIn(const Context& c, const PhraseHit& anchor, const std::vector<Range>& regions);
  bool ReadAddress(const Context& c, Range region, const std::string& where);
  bool ReadOffice(const Context& c, Range rest, const std::string& where);
  bool ReadPrintedAddress(const Context& c, Range rest, const std::string& where);
  bool ReadPerson(const Context& c, const PhraseHit& anchor, Range region,
                  const std::string& where);
  bool CutShort(const Person& person, Range at) const;
  bool ReadPattern(const Context& c, Range region, const std::string& where);
  bool ReadWell(Range r) const;
  bool ReadOptions(const Context& c, Range region, const std::string& where);
  bool Accept(const Context& c, Range range, std::string* why_not);
  bool AddTyped(const Context& c, const Typed& typed, double score, const std::string& where);
  void Add(const Context& c, Hit hit);
  // What is printed with a value and is no part of it goes.
  void Tidy(const FieldSpec& field, Hit* hit) const;
  // What the hit is instead of the field's value; empty: nothing speaks against it.
  std::string WhyNot(const Context& c, const Hit& hit);
  void Doubt(const FieldSpec& field, Hit* hit) const;
  std::vector<Typed> PeriodValues(As as);
  const std::vector<Typed>& ValuesFor(const Context& c);
  Range ContinuedLines(const Try& t, Range first, Range anchor);
  Range Trimmed(Range r) const;
  // Ends before « | » and before the label of something else: «904 – Votre n° : 12».
  Range UpToNextLabel(Range whole) const;
  std::string Where(const PhraseHit& anchor) const;
  bool PlaceFits(const Try& t, Range r) const;
  void Say(int depth, const std::string& s) {
    if (trace_) trace_->Add(depth, s);
  }

  const LetterText& text_;
  const Templates::Impl& impl_;
  Trace* trace_;
  std::map<ValueType, std::vector<Typed>> values_;
  std::map<As, std::vector<Typed>> periods_;
  std::vector<FundHit> funds_;
  std::optional<Addressee> addressee_;
  std::vector<bool> stamps_;
  bool anchor_guessed_ = false;  // the words of the anchor at hand were hardly legible
};

}  // namespace riposte
