// The calculator gets a letter from which every doubtful value is gone and in which a person's
// corrections stand: a figure of the dossier never rests on something unread. A table with one
// doubtful cell is left out whole, since a sum without that cell would be wrong.
#include "pipeline/dossier/figures.h"

#include <algorithm>

#include "extractors/template/vocabulary.h"
#include "extractors/values/cells.h"
#include "pipeline/dossier/labels.h"

namespace riposte {
namespace {

constexpr int64_t kMostPatients = 100'000;  // of one doctor's list

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

// What the doctor answered to the questionnaire, as text; noted among the inputs.
std::optional<std::string> Answer(const Dossier& dossier, const std::string& id,
                                  const std::string& piece, std::vector<FigureInput>* inputs) {
  const std::optional<Effective> fact = EffectiveFact(dossier, "reponse." + id, piece);
  const std::string* text = fact && fact->usable ? std::get_if<std::string>(&fact->value) : nullptr;
  if (text == nullptr) return std::nullopt;
  inputs->push_back(InputOf("reponse." + id, 0, "", *fact));
  return *text;
}

std::optional<int64_t> NumberAnswer(const Dossier& dossier, const std::string& id,
                                    const std::string& piece, int64_t most,
                                    std::vector<FigureInput>* inputs) {
  std::vector<FigureInput> own;
  const std::optional<std::string> text = Answer(dossier, id, piece, &own);
  const std::optional<int64_t> n = text ? CellInteger(*text) : std::nullopt;
  if (!n || *n < 0 || *n > most) return std::nullopt;
  inputs->insert(inputs->end(), own.begin(), own.end());
  return n;
}

// The doctor's own records: lengths of the spells, days of some parts of them.
void TakeAnswers(Dossier& dossier, const std::string& piece, IjInput* input,
                 std::vector<FigureInput>* inputs) {
  std::vector<FigureInput> own;
  if (const auto text = Answer(dossier, "arrets_durees", piece, &own)) {
    Result<std::vector<int>> spells = SpellsOf(*text);
    if (spells.ok()) {
      input->arrets = std::move(spells.value());
      inputs->insert(inputs->end(), own.begin(), own.end());
    } else {
      dossier.warnings.push_back(
          "La liste des durées d’arrêts n’est pas comprise : des nombres de jours séparés par des "
          "virgules, « 14×12 » pour douze arrêts de 14 jours.");
    }
  }
  if (!input->ij_prescrites) return;
  for (const char* part : {"at_mp", "remplacements", "cinq_patients"})
    if (const auto days =
            NumberAnswer(dossier, std::string("ij_") + part, piece, *input->ij_prescrites, inputs))
      input->parts.push_back({.quoi = part, .ij = *days, .attendues_sans = std::nullopt});
}

// A target printed as a number of days, where none is printed per patient: the same patients.
void TakeTargetNumber(const Dossier& dossier, IjInput* input, std::vector<FigureInput>* inputs) {
  constexpr int64_t kMillion = 1'000'000, kMostDays = 1'000'000'000;
  const Piece* proposal = dossier.LatestOf("proposition_mso");
  if (proposal == nullptr || input->objectif_ij_par_patient || input->objectif_pct) return;
  const std::optional<Effective> target = EffectiveFact(dossier, "objectif_nombre", proposal->id);
  const int64_t* days = target && target->usable ? std::get_if<int64_t>(&target->value) : nullptr;
  const int64_t patients = input->patients_actifs.value_or(0);
  if (days == nullptr || *days < 0 || *days > kMostDays || patients <= 0) return;
  input->objectif_ij_par_patient = Decimal{(*days * kMillion + patients / 2) / patients, 6};
  inputs->push_back(InputOf("objectif_nombre", 0, "", *target));
}

// The RIAP that ends last, and before it the latest of the same year: the volumes between them.
void TakeRiaps(const Dossier& dossier, IjInput* input, std::vector<FigureInput>* inputs) {
  struct Own {
    IjRiap riap;
    std::vector<FigureInput> inputs;
  };
  std::vector<Own> all;
  for (const Piece& piece : dossier.pieces) {
    if (piece.letter.type.value != "riap") continue;
    Cleaned rows = Clean(dossier, piece, true);  // a row with a doubtful cell keeps its name alone
    all.push_back({IjRiapOf(rows.letter), std::move(rows.inputs)});
  }
  std::stable_sort(all.begin(), all.end(), [](const Own& a, const Own& b) {
    return a.riap.periode_fin.value_or(Date{}) < b.riap.periode_fin.value_or(Date{});
  });
  if (all.empty()) return;
  const auto take = [&](Own& own, std::optional<IjRiap>* to) {
    *to = std::move(own.riap);
    inputs->insert(inputs->end(), own.inputs.begin(), own.inputs.end());
  };
  for (size_t i = all.size() - 1; i-- > 0;) {
    const IjRiap &before = all[i].riap, &last = all.back().riap;
    if (!before.periode_fin || !last.periode_fin || *before.periode_fin == *last.periode_fin ||
        before.periode_fin->year() != last.periode_fin->year())
      continue;
    take(all[i], &input->riap_avant);
    break;
  }
  take(all.back(), &input->riap);
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
  TakeAnswers(dossier, piece->id, &input, &inputs);
  TakeRiaps(dossier, &input, &inputs);
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
  TakeTargetNumber(dossier, &input, &inputs);
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
  const Piece* piece = nullptr;
  for (const Piece& p : dossier.pieces)
    if (p.letter.type.value == "decompte_rosp" || p.letter.type.value == "decompte_fmt") piece = &p;
  if (piece == nullptr || grids == nullptr) return;
  const Cleaned clean = Clean(dossier, *piece, true);
  std::vector<std::string> concerned;
  for (const std::string& id : clean.doubtful)
    if (IsRospInput(id) && id != "objet") concerned.push_back(id);
  RospInput input = RospInputOf(clean.letter);
  input.aujourdhui = today;
  std::vector<FigureInput> answers;
  input.patientele_propre =
      NumberAnswer(dossier, "patientele_mt_cabinet", piece->id, kMostPatients, &answers);
  if (input.patientele_propre == 0) input.patientele_propre.reset();
  input.patientele_regime_general =
      NumberAnswer(dossier, "patientele_regime_general", piece->id, kMostPatients, &answers);
  if (const auto day = Answer(dossier, "installation_date", piece->id, &answers))
    input.installation = DateFromIso(*day);
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
  dossier.rosp_inputs.insert(dossier.rosp_inputs.end(), answers.begin(), answers.end());
  if (!concerned.empty())
    dossier.warnings.push_back("ROSP recalculée sans ce qui est à vérifier (" + Listed(concerned) +
                               ").");
}

}  // namespace riposte
