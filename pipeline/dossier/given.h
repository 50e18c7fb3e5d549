// What kinds of fact there are, and whom they are about (internal to this room).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "extractors/values/value.h"
#include "pipeline/dossier/dossier.h"

namespace riposte {

// About one letter: a field that every letter has, or about its receipt. Never taken from another
// letter.
bool IsBoundToPiece(std::string_view id);
// "date_remise", "date_presentation", "date_tampon", "mode_notification", "preuve_reception".
bool IsAboutReceipt(std::string_view id);
// "profil.2.patients": table, row from 0, column; none for another form or an unknown column.
struct CellId {
  std::string table;
  size_t row = 0;
  std::string column;
};
std::optional<CellId> ParseCellId(std::string_view id);

bool IsOfType(const Value& value, ValueType type);
// An empty text or list: known, but nothing is there.
bool IsEmpty(const Value& value);

// The record itself, exactly for that piece ("" for the dossier).
const GivenFact* FindGiven(const Dossier& dossier, std::string_view id, std::string_view piece);

}  // namespace riposte
