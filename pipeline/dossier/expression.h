// XPath 1.0 over dossier.xml: the one expression language of arguments, optional paragraphs and
// values in letters. Bare XPath over facts is unsafe (`not(absent > 2)` is true, ISO dates do not
// compare), so facts are read through r: functions only (contract/vocabulary.md):
//
//   Result<Evaluator> e = Evaluator::Make(dossier_xml, "P1");
//   Evaluated v = e->Boolean("r:nombre('ratio') > 2 and r:present('periode_debut')");
//   v.state == Evaluated::kPossible, v.missing == {"ratio"}     // «possible si ratio»
//
// r:nombre (a double; money in euros), r:jour (days since 1970-01-01), r:texte (text, or the
// canonical form of any other value; a list joined by ", "), r:vrai: once one of them has met a
// fact that is missing, or neither `sure` nor confirmed by a person, the result is kPossible,
// whatever the rest says. r:present is false for a missing fact; a fact that was read but is
// doubtful makes it kPossible as well, since neither it nor its negation is known. A fact is looked
// for as EffectiveFact says.
//
// What was computed is read by plain paths, from the element `dossier`
// ("string(delais/delai[@regle='mso.observations']/@prudent)", "number(ij/@ratio) > 2"). Facts
// themselves (`fait`, `table`, `donnees`) are not in the tree that expressions see. The rows of a
// letter's tables are, for tables in replies: pieces/piece/rangs[@table='indicateurs']/rang, with
// @n from 1 and an attribute a column, only where the cell is usable.
//
// CheckExpression checks an expression at load: every function, its number of arguments, every fact
// id and its type, every element and attribute name, in all branches; then evaluates it on the full
// invented dossier of example.h. No network, no external entity, bounded work (4 KiB an expression,
// a limited number of XPath steps). One thread each.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

struct Evaluated {
  enum State { kValue, kPossible, kError } state = kValue;
  bool boolean = false;
  std::string text;                  // for Text
  std::vector<std::string> missing;  // fact ids, for kPossible
  std::string error;                 // English, for kError
};

class Evaluator {
 public:
  // `dossier_xml`: what ToXml gives. `piece`: the context (a letter answers one piece); empty: the
  // latest one. kUsage for an unknown piece, kTemplate for XML that is no dossier.
  static Result<Evaluator> Make(std::string_view dossier_xml, const std::string& piece = "");
  // The same, but the facts and rows of other letters, and what a person said of them, are unknown:
  // what is said of one letter is never filled from another.
  static Result<Evaluator> OnlyFactsOf(std::string_view dossier_xml, const std::string& piece);
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;
  ~Evaluator();
  Evaluated Boolean(const std::string& xpath);
  Evaluated Text(const std::string& xpath);

 private:
  struct Impl;
  static Result<Evaluator> MakeOf(std::string_view dossier_xml, const std::string& piece,
                                  bool only_this_piece);
  explicit Evaluator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// `$piece` as an XPath literal, so that the one expression language needs no variables.
std::string WithPiece(const std::string& xpath, const std::string& piece);

// kTemplate with file and line.
Status CheckExpression(const std::string& xpath, const std::string& file, int line);

}  // namespace riposte
