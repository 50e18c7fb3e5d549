// Deadlines, timeline, findings and questions, made anew each time from what is known. The parts
// are in files of their own (case.h); here is their order, and what is asked of a person.
#include <algorithm>
#include <map>

#include "extractors/values/format.h"
#include "pipeline/dossier/case.h"
#include "pipeline/dossier/figures.h"
#include "pipeline/dossier/given.h"
#include "pipeline/dossier/labels.h"

namespace riposte {
namespace {

class Recomputer {
 public:
  Recomputer(Dossier& dossier, const Law& law, Date today, const RospGrids* grids)
      : d_(dossier), c_{dossier, law, today}, grids_(grids) {}

  void Run() {
    KeepOpenQuestions();
    Identity();
    d_.deadlines.clear();
    d_.timeline.clear();
    d_.warnings.clear();
    AddOwnClocks(c_);
    AddOtherClocks(c_);
    ComputeFigures(d_);
    ComputeRospFigures(d_, grids_, c_.today);
    CheckFigures(c_);
    for (const Piece& piece : d_.pieces) FieldQuestions(piece);
    DecisionQuestion();
    BuildTimeline(c_);
  }

 private:
  // What others asked ("reponse.…") stays until it is answered.
  void KeepOpenQuestions() {
    std::erase_if(d_.questions, [&](const Question& q) {
      if (!q.id.starts_with("reponse.") || q.id == kZoneAnswer) return true;
      return FindGiven(d_, q.id, q.piece) != nullptr || FindGiven(d_, q.id, "") != nullptr;
    });
  }

  // A person's word on who the doctor is goes before what was read.
  void Identity() {
    for (const GivenFact& f : d_.given) {
      const auto* text = std::get_if<std::string>(&f.value);
      if (text == nullptr) continue;
      if (f.id == "praticien_rpps") d_.rpps = *text;
      if (f.id == "praticien_am") d_.am = *text;
      if (f.id == "praticien_nom") d_.nom = *text;
    }
  }

  void FieldQuestions(const Piece& piece) {
    const Letter& letter = piece.letter;
    std::vector<std::string> ids = letter.required;
    for (const std::string& id : letter.missing)
      if (std::count(ids.begin(), ids.end(), id) == 0) ids.push_back(id);
    for (const std::string& id : ids) {
      const std::string subject = "« " + LabelOf(id) + " » (" + c_.TitleOf(piece) + ")";
      if (const auto rows = letter.tables.find(id); rows != letter.tables.end()) {
        continue;  // a table's cells are shown and confirmed one by one
      }
      const auto fact = EffectiveFact(d_, id, piece.id);
      if (fact && fact->usable) continue;
      if (!fact || fact->read == nullptr || fact->piece != piece.id) {
        c_.Ask(id, "Valeur à donner : " + subject + " n’a pas été trouvé sur le courrier.",
               piece.id);
        continue;
      }
      std::string text = "Valeur à confirmer : " + subject + ", lu « " + fact->text + " »";
      if (!fact->read->spans.empty()) {
        text += " page " + std::to_string(fact->read->spans.front().page);
      }
      std::string why;
      for (const std::string& w : fact->read->why)
        why += (why.empty() ? "" : ", ") + WhyInFrench(w);
      c_.Ask(id, text + (why.empty() ? "." : " (" + why + ")."), piece.id);
    }
  }

  void DecisionQuestion() {
    const Piece* proposal = d_.LatestOf("proposition_mso");
    if (proposal == nullptr || EffectiveFact(d_, "decision_medecin")) return;
    for (const Event& e : d_.events)
      if (e.kind == "refus_envoye" || e.kind == "acceptation_envoyee") return;
    c_.Ask(
        "decision_medecin",
        "Que décide le médecin après la " + c_.TitleOf(*proposal) +
            " : refuser (refus_mso), accepter (acceptation_mso) ou autre chose ? Son silence vaut "
            "acceptation.",
        "");
  }

  Dossier& d_;
  Case c_;
  const RospGrids* grids_;
};

}  // namespace

Status Recompute(Dossier& dossier, const Law& law, Date today, const RospGrids* grids) {
  if (!today.ok()) return Error{.code = ErrorCode::kUsage, .message = "today is not a date"};
  Recomputer(dossier, law, today, grids).Run();
  return {};
}

}  // namespace riposte
