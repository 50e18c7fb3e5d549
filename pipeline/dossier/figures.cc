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
  std::vector<FigureInput> inputs;    // every value that is left
};

FigureInput InputOf(const std::string& id, int row, const std::string& column,
                    const Effective& fact) {
  return {
      .id = id,
      .row = row,
      .column = column,
      .piece = fact.piece,
      .value = ToCanonical(fact.value),
      .origin = fact.from_person ? "donne" : "lu",
      .spans = fact.read != nullptr && !fact.from_person ? fact.read->spans : std::vector<Span>{}};
}

// `by_row`: a doubtful cell costs its row, not its table.
Cleaned Clean(const Dossier& dossier, const Piece& piece, bool by_row) {
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
      c.inputs.push_back(InputOf(id, 0, "", *fact));
    } else if (fact) {
      c.doubtful.push_back(id);
    }
  }
  for (const auto& [table, rows] : piece.letter.tables) {
    std::vector<Row> clean;
    std::vector<FigureInput> inputs;
    bool doubtful = false;
    for (size_t r = 0; r < rows.size(); ++r) {
      Row row;
      bool doubtful_row = false;
      const size_t before = inputs.size();
      for (const std::string& column : ColumnsOf(table)) {
        const std::optional<Effective> cell = EffectiveCell(dossier, piece.id, table, r, column);
        if (auto reliable = Reliable(cell)) {
          row.emplace(column, *reliable);
          if (!std::holds_alternative<std::monostate>(cell->value))
            inputs.push_back(InputOf(table, static_cast<int>(r) + 1, column, *cell));
        }
        const auto read = rows.at(r).find(column);
        // An empty cell that is surely empty is no doubt.
        doubtful_row =
            doubtful_row || (cell && !cell->usable) ||
            (!cell && read != rows.at(r).end() && read->second.status != FactStatus::kSure);
      }
      if (doubtful_row && by_row) {
        std::erase_if(row, [](const auto& cell) {
          return cell.first != "code" && cell.first != "libelle" && cell.first != "rubrique";
        });
        inputs.resize(before);
      }
      clean.push_back(std::move(row));
      doubtful = doubtful || doubtful_row;
    }
    if (doubtful) c.doubtful.push_back(table);
    if (!doubtful || by_row) {
      c.letter.tables.emplace(table, std::move(clean));
      c.inputs.insert(c.inputs.end(), inputs.begin(), inputs.end());
    }
  }
  return c;
}

std::string Listed(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + LabelOf(id);
  return text;
}

bool IsIjInput(const std::string& id) {
  return id == "profil" || id == "ratio" || id == "patients_actifs" || id.starts_with("ij_") ||
         id == "periode_debut" || id == "periode_fin" || id == "perimetre_regime";
}

bool IsRospInput(const std::string& id) {
  return id == "indicateurs" || id == "annee" || id == "patientele_mt" || id == "valeur_point" ||
         id == "montant" || id == "objet";
}

}  // namespace

void ComputeFigures(Dossier& dossier) {
  dossier.figures.reset();
  dossier.figures_piece.clear();
  dossier.figures_inputs.clear();
  const Piece* piece = dossier.LatestOf("notification_mso");
  if (piece == nullptr) return;
  const Cleaned clean = Clean(dossier, *piece, false);
  std::vector<std::string> concerned;
  for (const std::string& id : clean.doubtful)
    if (IsIjInput(id)) concerned.push_back(id);
  IjInput input = IjInputOf(clean.letter);
  std::vector<FigureInput> inputs;
  for (const FigureInput& i : clean.inputs)
    if (IsIjInput(i.id)) inputs.push_back(i);
  // The RIAP is set beside the letter; a row with a doubtful cell keeps its name alone.
  if (const Piece* riap = dossier.LatestOf("riap")) {
    const Cleaned rows = Clean(dossier, *riap, true);
    input.riap = IjRiapOf(rows.letter);
    inputs.insert(inputs.end(), rows.inputs.begin(), rows.inputs.end());
  }
  // The target comes with another letter.
  for (const char* id : {"objectif_ij_par_patient", "objectif_pct"}) {
    const Piece* proposal = dossier.LatestOf("proposition_mso");
    const std::optional<Effective> target =
        proposal != nullptr ? EffectiveFact(dossier, id, proposal->id) : std::nullopt;
    const Decimal* value =
        target && target->usable ? std::get_if<Decimal>(&target->value) : nullptr;
    if (value == nullptr) continue;
    (id == std::string("objectif_pct") ? input.objectif_pct : input.objectif_ij_par_patient) =
        *value;
    inputs.push_back(InputOf(id, 0, "", *target));
  }
  const Result<IjResult> result = ComputeIj(input);
  if (result.ok()) {
    dossier.figures = *result;
    dossier.figures_piece = piece->id;
    dossier.figures_inputs = std::move(inputs);
    if (!concerned.empty()) {
      dossier.warnings.push_back("Chiffres d’IJ recalculés sans ce qui est à vérifier (" +
                                 Listed(concerned) + ").");
    }
    return;
  }
  std::string why = "Les chiffres d’IJ n’ont pas été recalculés";
  why += concerned.empty() ? " : les valeurs du courrier manquent ou sont impossibles."
                           : " : à vérifier d’abord (" + Listed(concerned) + ").";
  dossier.warnings.push_back(why);
}

void ComputeRospFigures(Dossier& dossier, const RospGrids* grids, Date today) {
  dossier.rosp.reset();
  dossier.rosp_piece.clear();
  dossier.rosp_inputs.clear();
  const Piece* piece = dossier.LatestOf("decompte_rosp");
  if (piece == nullptr || grids == nullptr) return;
  const Cleaned clean = Clean(dossier, *piece, true);
  std::vector<std::string> concerned;
  for (const std::string& id : clean.doubtful)
    if (IsRospInput(id) && id != "objet") concerned.push_back(id);
  RospInput input = RospInputOf(clean.letter);
  input.aujourdhui = today;
  const Result<RospResult> result = ComputeRosp(input, *grids);
  if (!result.ok()) {
    dossier.warnings.push_back(
        concerned.empty()
            ? "La ROSP n’a pas été recalculée : des valeurs du décompte manquent ou sont "
              "impossibles."
            : "La ROSP n’a pas été recalculée : à vérifier d’abord (" + Listed(concerned) + ").");
    return;
  }
  dossier.rosp = *result;
  dossier.rosp_piece = piece->id;
  for (const FigureInput& i : clean.inputs)
    if (IsRospInput(i.id)) dossier.rosp_inputs.push_back(i);
  if (!concerned.empty())
    dossier.warnings.push_back("ROSP recalculée sans ce qui est à vérifier (" + Listed(concerned) +
                               ").");
}

}  // namespace riposte
