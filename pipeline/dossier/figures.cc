// The calculator gets a letter from which every doubtful value is gone and in which a person's
// corrections stand: a figure of the dossier never rests on something unread. A table with one
// doubtful cell is left out whole, since a sum without that cell would be wrong.
#include "pipeline/dossier/figures.h"

#include "extractors/template/vocabulary.h"
#include "pipeline/dossier/labels.h"

namespace riposte {
namespace {

std::optional<Fact> Reliable(const std::optional<Effective>& fact) {
  if (!fact || !fact->usable) return std::nullopt;
  Fact f;
  f.value = fact->value;
  f.text = fact->text;
  f.confidence = fact->read != nullptr ? fact->read->confidence : 1;
  f.status = FactStatus::kSure;
  return f;
}

struct Cleaned {
  Letter letter;
  std::vector<std::string> doubtful;  // ids
};

Cleaned Clean(const Dossier& dossier, const Piece& piece) {
  Cleaned c{.letter = piece.letter};
  c.letter.fields.clear();
  c.letter.tables.clear();
  std::map<std::string, bool> ids;
  for (const auto& [id, fact] : piece.letter.fields) ids[id] = true;
  for (const GivenFact& g : dossier.given)
    if (g.piece == piece.id && TypeOfField(piece.letter.type.value, g.id)) ids[g.id] = true;
  for (const auto& [id, unused] : ids) {
    const std::optional<Effective> fact = EffectiveFact(dossier, id, piece.id);
    if (auto reliable = Reliable(fact)) {
      c.letter.fields.emplace(id, *reliable);
    } else if (fact) {
      c.doubtful.push_back(id);
    }
  }
  for (const auto& [table, rows] : piece.letter.tables) {
    std::vector<Row> clean;
    bool doubtful = false;
    for (size_t r = 0; r < rows.size(); ++r) {
      Row& row = clean.emplace_back();
      for (const std::string& column : ColumnsOf(table)) {
        const std::optional<Effective> cell = EffectiveCell(dossier, piece.id, table, r, column);
        if (auto reliable = Reliable(cell)) row.emplace(column, *reliable);
        const auto read = rows.at(r).find(column);
        // An empty cell that is surely empty is no doubt.
        doubtful = doubtful || (cell && !cell->usable) ||
                   (!cell && read != rows.at(r).end() && read->second.status != FactStatus::kSure);
      }
    }
    if (doubtful) {
      c.doubtful.push_back(table);
    } else {
      c.letter.tables.emplace(table, std::move(clean));
    }
  }
  return c;
}

std::string Listed(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + LabelOf(id);
  return text;
}

}  // namespace

void ComputeFigures(Dossier& dossier) {
  dossier.figures.reset();
  dossier.figures_piece.clear();
  const Piece* piece = dossier.LatestOf("notification_mso");
  if (piece == nullptr) return;
  const Cleaned clean = Clean(dossier, *piece);
  std::vector<std::string> concerned;
  for (const std::string& id : clean.doubtful)
    if (id == "profil" || id == "ratio" || id == "patients_actifs" || id.starts_with("ij_")) {
      concerned.push_back(id);
    }
  const Result<IjResult> result = ComputeIj(IjInputOf(clean.letter));
  if (result.ok()) {
    dossier.figures = *result;
    dossier.figures_piece = piece->id;
    if (!concerned.empty()) {
      dossier.warnings.push_back("Chiffres d’IJ recalculés sans ce qui est à vérifier (" +
                                 Listed(concerned) + ").");
    }
    return;
  }
  std::string why = "Les chiffres d’IJ n’ont pas été recalculés";
  why += concerned.empty() ? " : les valeurs du courrier manquent ou sont impossibles."
                           : " : à vérifier d’abord (" + Listed(concerned) + ").";
  dossier.warnings.push_back(why);
}

}  // namespace riposte
