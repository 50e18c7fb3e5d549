// Holds what was extracted against what a sample's expected JSON says: the measure of
// tests/accuracy and of the whole-way tests.
//
//   Expected e = ExpectedFromFile("samples/letters/riap-1.json").value();
//   Comparison c = Compare(e, letter);
//   c.fields.at("ratio") == Mark::kRight …  c.WrongAndSure()
//
// Equal means: numbers equal as numbers, dates and ids to the character, text to the character once
// spaces, quotes and dashes of one kind are folded together (a scan cannot tell ' from ’). A field
// that the letter does not have but the extraction gives is kInvented: wrong like any other. Table
// rows are aligned in order so that most cells agree; a row too many or too few counts in all its
// cells.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/facts.h"

namespace riposte {

enum class Mark { kRight, kWrong, kMissing, kInvented };

struct Judged {
  Mark mark = Mark::kRight;
  bool sure = false;  // as extracted; false for kMissing
  std::string expected, got;
  std::vector<std::string> why;
};

struct Expected {
  std::string type;
  std::map<std::string, std::string> fields;                                      // canonical text
  std::map<std::string, std::vector<std::map<std::string, std::string>>> tables;  // "" is null
};

struct Comparison {
  bool type_right = false, type_sure = false;
  std::string type_got;
  std::map<std::string, Judged> fields;               // by id
  std::vector<std::pair<std::string, Judged>> cells;  // "table.column"

  std::vector<std::string> WrongAndSure() const;  // «field: expected …, got …»
};

Result<Expected> ExpectedFromJson(const std::string& json, const std::string& file);
Result<Expected> ExpectedFromFile(const std::string& path);
Comparison Compare(const Expected& expected, const Letter& letter);

}  // namespace riposte
