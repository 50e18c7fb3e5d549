// What the files that read typed input share (internal to the IJ room).
#pragma once

#include "extractors/values/columns.h"
#include "extractors/values/csv.h"
#include "pipeline/ij/figures.h"

namespace riposte {

inline Error WrongInput(const std::string& file, int line, std::string message,
                        std::string hint = "") {
  return Error{.code = ErrorCode::kUsage,
               .message = std::move(message),
               .hint = std::move(hint),
               .file = file,
               .line = line};
}

inline Message SetInt(int64_t* out, const std::string& text) {
  const std::optional<int64_t> v = CellInteger(text);
  if (!v) return kNotWhole;
  *out = *v;
  return "";
}

inline auto TextColumn(size_t most) {
  return [most](std::string* out, const std::string& text) -> Message {
    *out = text;
    return text.size() <= most ? "" : "too long";
  };
}

// `strict`: written down by a person, who can be asked; a letter is computed on and checked.
Status CheckPeriod(const std::optional<Date>& from, const std::optional<Date>& to, bool strict);

// The header has the column; then the whole table is of that kind. lists.cc, riap_input.cc.
bool HasColumn(const CsvTable& table, const char* name);
Status PeersFromCsv(const CsvTable& table, const std::string& file, std::vector<IjPeer>* out);
Status PartsFromCsv(const CsvTable& table, const std::string& file, std::vector<IjPart>* out);
Status PeersFromJson(const JsonNode& node, const std::string& file, std::vector<IjPeer>* out);
Status PartsFromJson(const JsonNode& node, const std::string& file, std::vector<IjPart>* out);
Result<IjRiap> RiapFromCsv(const CsvTable& table, const std::string& file);
Result<IjRiap> RiapFromJson(const JsonNode& node, const std::string& file);

}  // namespace riposte
