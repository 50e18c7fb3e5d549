// The ids of contract/vocabulary.md: document types, fields by type, tables and their columns, with
// the type of each value. Templates, arguments and letters are checked against it at load.
//
//   TypeOfField("notification_mso", "ij_prescrites") == ValueType::kInteger
//   TypeOfField("notification_mso", "montant")       == none: not a field of that letter
//
// Static tables; thread-safe; nothing fails.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/values/value.h"

namespace riposte {

const std::vector<std::string>& DocumentTypes();
bool IsDocumentType(std::string_view id);

// A field of that type, or of every letter.
std::optional<ValueType> TypeOfField(std::string_view document_type, std::string_view field);
// The fields of every letter.
std::vector<std::string> CommonFieldIds();
// The type of a field whatever the letter; none when no letter has it.
std::optional<ValueType> TypeOfAnyField(std::string_view field);
// The fields of that type alone, without those of every letter.
std::vector<std::string> FieldsOf(std::string_view document_type);
std::optional<ValueType> TypeOfColumn(std::string_view table, std::string_view column);
std::vector<std::string> ColumnsOf(std::string_view table);
bool HasTable(std::string_view document_type, std::string_view table);
// The few fields with a closed list («sexe»: F, M, empty; «perimetre_comparaison»; «sens»;
// «procedure»).
const std::vector<std::string>* ClosedList(std::string_view field);

// A group of words without a form of its own («motif», «exclusions»): read out of a sentence its
// ends are never sure. In letters by hands that the templates had not seen, half of those called
// sure began or ended elsewhere.
bool IsPhrase(std::string_view field);

// Facts that a person gives («date_remise», «decision_medecin», «reponse.…»).
std::optional<ValueType> TypeOfGivenFact(std::string_view id);

}  // namespace riposte
