// What stands behind the fields of a letter: a source of evaluated expressions (the dossier, or a
// fake in tests) and the resolver that turns a field's name into lines of French text.
//
//   Resolver r(catalogue, source);
//   Result<Resolved> v = r.Field("date_lettre");    // v->lines == {"18 juin 2025"}
//   v->missing == {"date_lettre"}                   // absent, to_review or empty: no lines
//
// A field is an id of valeurs.xml or a fact of the vocabulary. kTemplate: an unknown field or a
// broken expression. One thread a resolver.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/dossier/expression.h"
#include "pipeline/reply/catalogue.h"

namespace riposte::reply {

// What a figure of a letter comes from: a fact or a cell that was read («ij_prescrites»,
// «indicateurs.3.montant»), a rule that computed it («mso.refus», «rosp.objectif_atteint»), or a
// fact in the sentence of a rule («argument.remplacants»).
struct Origin {
  std::string fact, rule;
  auto operator<=>(const Origin&) const = default;
};

class ValueSource {
 public:
  virtual ~ValueSource() = default;
  virtual Evaluated Boolean(const std::string& xpath) = 0;
  virtual Evaluated Text(const std::string& xpath) = 0;
  virtual void Note(const Origin&) {}
};

struct Resolved {
  std::vector<std::string> lines;
  std::vector<std::string> missing;  // ids of facts, or of the value itself
  bool blank = false;                // empty on purpose: no lines, nothing missing
};

struct Truth {
  bool holds = false;
  std::vector<std::string> missing;  // not empty: unknown
};

class Resolver {
 public:
  // `piece`: what `$piece` stands for in expressions, the id of the letter that is answered;
  // `date`: `$jour`, the day of its approval (ISO), empty before.
  Resolver(const Catalogue& catalogue, ValueSource& source, std::string piece = {},
           std::string date = {})
      : catalogue_(catalogue), source_(source), piece_(std::move(piece)), date_(std::move(date)) {}

  Result<Resolved> Field(const std::string& id);
  // Literal text with fields in it: one line.
  Result<Resolved> Text(const std::vector<Part>& parts) { return Joined(parts, 0); }
  Result<Truth> Condition(const Expression& condition, const std::string& file);
  // `missing`: what the choice of rows rests on and is unknown; then there are none.
  Result<int> CountRows(const TableRule& table, std::vector<std::string>& missing);
  // What the answer picks and the table does not have, in French; empty: nothing, or no answer.
  Result<std::string> PickedInVain(const PickedRows& picked);
  // `row` from 1.
  Result<Resolved> Cell(const TableRule& table, const Column& column, int row);

 private:
  Result<Resolved> Formatted(const std::string& id, const Expression& read,
                             const std::string& format, const FormatOptions& options,
                             const std::string& file);
  Result<int> Count(const Expression& rows, std::vector<std::string>& missing);
  Result<Resolved> FieldAt(const std::string& id, int depth);
  Result<Resolved> Joined(const std::vector<Part>& parts, int depth);
  void NoteCell(const std::string& row, const Column& column);
  const Catalogue& catalogue_;
  ValueSource& source_;
  std::string Bound(const std::string& xpath) const;
  std::string piece_, date_;
  std::string noted_row_, row_rule_, row_cell_;  // of the row whose cells are being read
};

// `$jour` as an XPath literal.
std::string WithDay(const std::string& xpath, const std::string& date);

// The French name of a fact or of a derived value.
std::string LabelIn(const Catalogue& catalogue, const std::string& id);

}  // namespace riposte::reply
