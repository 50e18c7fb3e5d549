// Titles of the sections of a table. Private to the room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/reading/tables.h"
#include "extractors/template/model.h"
#include "extractors/template/text.h"

namespace riposte {

struct Title {
  int page = 0;  // index
  double y = 0;
  const SectionRule* rule = nullptr;
  bool percent = false;  // it says that what stands below it is «en %»
};

// «Vos patients (en %)», «Part des actes, en %».
bool SaysPercent(std::string_view words);

// Lines that are a section's title and nothing else, in reading order.
std::vector<Title> Titles(const LetterText& text, const TableSpec& spec);

// «VOS PATIENTS Moins de 16 ans»: the title over the row stands in the box of its label.
void CutTitle(const std::vector<Title>& titles, const LetterText& text, const GridCell& cell,
              std::string* label);

}  // namespace riposte
