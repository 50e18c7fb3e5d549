// Asks the words around (place_words.h) which value of the letter a field is. Private to the room.
//
//   Witness witness(text, impl.place_words, &reader, &trace);
//   if (auto hit = witness.Find(spec, taken)) …          // nothing else found the field
//   if (witness.Contradicts(spec, read, taken)) …        // another value fits far better
//
// What it finds is never sure: a person is shown where to look. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "extractors/template/facts.h"
#include "extractors/template/fields.h"
#include "extractors/template/place_words.h"

namespace riposte {

class Witness {
 public:
  Witness(const LetterText& text, const PlaceWords& words, FieldReader* reader, Trace* trace)
      : text_(text), words_(words), reader_(reader), trace_(trace) {}

  // `taken`: values of other fields, which stand where they stand for one thing only.
  std::optional<Hit> Find(const FieldSpec& field, const std::vector<Fact>& taken);
  // The words around what was read speak for it, and those around no other value nearly as much.
  bool Confirms(const FieldSpec& field, const Fact& read, const std::vector<Fact>& taken);
  // The words around another value speak for it, and clearly more than those around what was read.
  bool Contradicts(const FieldSpec& field, const Fact& read, const std::vector<Fact>& taken);

  struct Said {
    Placed placed;
    double score = 0;
  };
  // What the field may be, best first; without those that cannot be meant.
  std::vector<Said> Rank(const FieldSpec& field, const std::vector<Fact>& taken);
  Hit HitOf(const Said& said) const;

 private:
  bool MayBe(const FieldSpec& field, const Placed& placed, const std::vector<Fact>& taken) const;

  const LetterText& text_;
  const PlaceWords& words_;
  FieldReader* reader_;
  Trace* trace_;
};

}  // namespace riposte
