// Checks of a template: small equations over the fields of a letter. Private to the room.
//
//   ij_par_patient = ij_prescrites / patients_actifs       quotients, products, sums, differences
//   sum(profil.ij) = ij_prescrites                          a column's sum
//   lignes.vous_par_patient = lignes.vous / patients_differents        row by row
//   periode_debut < periode_fin <= date_lettre              dates are only compared
//
// A printed decimal stands for an interval of half a unit of its last digit on both sides; an
// equation holds when the intervals of both sides meet. So a rounded quotient of rounded numbers is
// never called broken; an amount that a product or a quotient must equal may differ by half a cent.
// A check that holds clears a number only if that number's next neighbour
// (one unit of its last digit) would break it: else a misread last digit would be vouched for.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/facts.h"

namespace riposte {

struct Term {
  enum class Kind { kNumber, kField, kCell, kSum, kAdd, kSubtract, kMultiply, kDivide };
  Kind kind = Kind::kNumber;
  double number = 0;
  std::string table, id;  // field, or column of a table
  std::unique_ptr<Term> left, right;
};

struct Equation {
  enum class Relation { kEqual, kLess, kLessOrEqual };
  std::vector<std::unique_ptr<Term>> sides;  // two or more
  std::vector<Relation> relations;           // one fewer
  std::string row_table;                     // of row-wise checks; empty: none
};

// The message of a failure names the piece that is wrong.
Result<std::shared_ptr<const Equation>> ParseEquation(std::string_view text);

// Every field, cell and sum that the equation mentions: (table or empty, id).
std::vector<std::pair<std::string, std::string>> Operands(const Equation& equation);

// A value that the check speaks for: of `fields`, or of row `row` of a table.
struct CheckedPlace {
  std::string table, id;
  int row = -1;
};

struct CheckResult {
  Check check;
  std::vector<CheckedPlace> broken;   // their doubt is raised
  std::vector<CheckedPlace> cleared;  // their doubt may be cleared
};

CheckResult RunCheck(const std::string& id, const Equation& equation, const Letter& letter);

}  // namespace riposte
