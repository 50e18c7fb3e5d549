// Which value counts: a person's word before the paper, the context letter before another one.
#include "pipeline/dossier/dossier.h"

#include "pipeline/dossier/given.h"

namespace riposte {
namespace {

// nullopt: nothing known here, look on. An Effective without a value: known to be nothing.
std::optional<Effective> FromGiven(const GivenFact* given) {
  if (given == nullptr) return std::nullopt;
  return Effective{.value = given->value,
                   .usable = true,
                   .text = ToCanonical(given->value),
                   .piece = given->piece,
                   .from_person = true};
}

std::optional<Effective> FromRead(const Piece& piece, const Fact* fact) {
  if (fact == nullptr) return std::nullopt;
  return Effective{.value = fact->value,
                   .usable = fact->status == FactStatus::kSure,
                   .text = fact->text,
                   .piece = piece.id,
                   .read = fact};
}

std::optional<Effective> InPiece(const Dossier& dossier, const Piece& piece, std::string_view id) {
  if (auto given = FromGiven(FindGiven(dossier, id, piece.id))) return given;
  return FromRead(piece, piece.letter.Field(id));
}

std::optional<Effective> Find(const Dossier& dossier, std::string_view id,
                              const std::string& piece_id) {
  const Piece* context = piece_id.empty()
                             ? (dossier.pieces.empty() ? nullptr : &dossier.pieces.back())
                             : dossier.FindPiece(piece_id);
  if (context != nullptr) {
    if (auto given = FromGiven(FindGiven(dossier, id, context->id))) return given;
  }
  if (auto given = FromGiven(FindGiven(dossier, id, ""))) return given;
  if (context != nullptr) {
    if (auto read = FromRead(*context, context->letter.Field(id))) return read;
  }
  if (IsBoundToPiece(id)) return std::nullopt;
  for (auto p = dossier.pieces.rbegin(); p != dossier.pieces.rend(); ++p) {
    if (&*p == context) continue;
    if (auto found = InPiece(dossier, *p, id)) return found;
  }
  return std::nullopt;
}

}  // namespace

const Piece* Dossier::LatestOf(std::string_view document_type) const {
  for (auto p = pieces.rbegin(); p != pieces.rend(); ++p)
    if (p->letter.type.value == document_type) return &*p;
  return nullptr;
}

const Piece* Dossier::FindPiece(std::string_view piece_id) const {
  for (const Piece& p : pieces)
    if (p.id == piece_id) return &p;
  return nullptr;
}

std::optional<Effective> EffectiveFact(const Dossier& dossier, std::string_view id,
                                       const std::string& piece) {
  std::optional<Effective> found = Find(dossier, id, piece);
  if (found && std::holds_alternative<std::monostate>(found->value)) return std::nullopt;
  return found;
}

std::optional<Effective> EffectiveCell(const Dossier& dossier, const std::string& piece_id,
                                       const std::string& table, size_t row,
                                       const std::string& column) {
  const Piece* piece = dossier.FindPiece(piece_id);
  if (piece == nullptr) return std::nullopt;
  const std::string id = table + "." + std::to_string(row + 1) + "." + column;
  std::optional<Effective> found = FromGiven(FindGiven(dossier, id, piece_id));
  const auto rows = piece->letter.tables.find(table);
  if (!found && rows != piece->letter.tables.end() && row < rows->second.size()) {
    const auto cell = rows->second.at(row).find(column);
    if (cell != rows->second.at(row).end()) found = FromRead(*piece, &cell->second);
  }
  if (found && std::holds_alternative<std::monostate>(found->value)) return std::nullopt;
  return found;
}

}  // namespace riposte
