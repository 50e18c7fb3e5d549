// Figures that the law allows or not: the perimeter of the comparison (L. 162-1-15 I 2°), the
// target against the mean and the period of a MSO (R. 148-3 1°), the length of a MSAP (L. 162-1-15
// I), the delay that a letter announces against that of its rule, payments claimed back after three
// years (L. 133-4). What rests on a doubtful value is "douteux" with the fact that would decide it;
// what the paper does not decide is not guessed, and a delegation of signature is asked for.
#include <algorithm>
#include <array>

#include "extractors/values/format.h"
#include "pipeline/dossier/case.h"
#include "pipeline/dossier/labels.h"

namespace riposte {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

class FigureFindings {
 public:
  explicit FigureFindings(Case& c) : c_(c), d_(c.d) {}

  void Run() {
    std::erase_if(d_.findings, [](const Finding& f) { return f.kind != "mention"; });
    for (const Piece& p : d_.pieces) {
      at_ = As<Date>(EffectiveFact(d_, "date_lettre", p.id)).value_or(c_.today);
      const std::string& type = p.letter.type.value;
      if (type == "notification_mso") Perimeter(p);
      if (type == "proposition_mso") {
        Target(p);
        Period(p);
        PeriodStart(p);
      }
      if (type == "decision_msap") Length(p);
      if (type == "notification_indu") Prescription(p);
      Announced(p);
      Delegation(p);
    }
  }

 private:
  Finding New(const Piece& p, const std::string& what, const std::string& label,
              const std::vector<std::array<const char*, 3>>& articles) const {
    Finding f{.id = p.letter.type.value + "." + what,
              .piece = p.id,
              .kind = "chiffre",
              .state = "non_verifiable",
              .label = label};
    for (const auto& [code, article, paragraph] : articles)
      if (auto basis = c_.law.BasisOf(code, article, paragraph, at_)) f.basis.push_back(*basis);
    return f;
  }

  // The fact of this very letter; what makes it unusable is noted.
  template <class T>
  std::optional<T> Of(const Piece& p, const char* id, Finding* f) const {
    const auto fact = EffectiveFact(d_, id, p.id);
    const std::optional<T> value = As<T>(fact);
    if (!value || fact->piece != p.id) {
      f->missing.push_back(id);
      return std::nullopt;
    }
    if (!fact->usable) {
      f->missing.push_back(id);
      doubtful_ = true;
    }
    if (f->text.size() < 200) f->text += (f->text.empty() ? "" : " ; ") + fact->text;
    if (fact->read)
      f->spans.insert(f->spans.end(), fact->read->spans.begin(), fact->read->spans.end());
    return value;
  }

  static std::string Listed(const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids) text += (text.empty() ? "« " : ", « ") + LabelOf(id) + " »";
    return text;
  }

  void Add(Finding f, bool right, const std::string& note) {
    f.state = doubtful_ ? "douteux" : right ? "conforme" : "contraire";
    f.note = note;
    if (doubtful_) f.note += " À vérifier d’abord : " + Listed(f.missing) + ".";
    doubtful_ = false;
    Unread(&f);
    d_.findings.push_back(std::move(f));
  }

  void Undecided(Finding f, const std::string& note) {
    f.state = "non_verifiable";
    f.note = note;
    doubtful_ = false;
    Unread(&f);
    d_.findings.push_back(std::move(f));
  }

  // A version whose wording is not known makes a fault a question, never a certainty.
  void Unread(Finding* f) const {
    for (const Basis& b : f->basis) {
      if (b.confidence != "X") continue;
      if (f->state == "contraire" || f->state == "conforme") f->state = "non_verifiable";
      f->note += " L’article " + b.article + " a changé le " + FrenchDate(b.version) +
                 " et son nouveau texte n’est pas connu ici.";
    }
  }

  void Perimeter(const Piece& p) {
    Finding f =
        New(p, "perimetre",
            "Comparaison dans le ressort de la même agence régionale de santé ou de la même "
            "caisse.",
            {{"CSS", "L.162-1-15", "I, 2°"}});
    const auto where = Of<std::string>(p, "perimetre_comparaison", &f);
    if (!where)
      return Undecided(std::move(f),
                       "La lettre ne dit pas à quel ressort elle compare : le demander.");
    if (*where == "ars" || *where == "caisse") return Add(std::move(f), true, "");
    if (*where == "autre")
      return Undecided(std::move(f), "Le ressort de la comparaison est à lire sur la lettre.");
    Add(std::move(f), false,
        "La lettre compare " +
            std::string(*where == "departement" ? "au département" : "à la France entière") +
            " ; la loi dit : même agence régionale de santé ou même caisse.");
  }

  void Target(const Piece& p) {
    Finding f = New(p, "objectif_moyenne", "Objectif non inférieur à la moyenne de référence.",
                    {{"CSS", "R.148-3", "1°"}});
    const auto target = Of<Decimal>(p, "objectif_ij_par_patient", &f);
    const auto mean = Of<Decimal>(p, "moyenne_reference", &f);
    if (!target || !mean)
      return Undecided(std::move(f),
                       "L’objectif et la moyenne ne sont pas imprimés dans la même unité (IJ par "
                       "patient) : les demander dans la même unité.");
    const bool right = target->ToDouble() >= mean->ToDouble();
    const std::string both =
        French(Value(*target)) + " contre une moyenne de " + French(Value(*mean));
    Add(std::move(f), right,
        "Objectif de " + both + " IJ par patient" + (right ? "." : " : il est inférieur."));
  }

  // Both days count: from 1 September to 28 February are six months.
  void Period(const Piece& p) {
    Finding f =
        New(p, "periode_duree", "Période de quatre à six mois.", {{"CSS", "R.148-3", "1°"}});
    const auto from = Of<Date>(p, "mesure_debut", &f);
    const auto to = Of<Date>(p, "mesure_fin", &f);
    if (!from || !to)
      return Undecided(std::move(f), "Le début ou la fin de la période n’est pas sur la lettre.");
    const Date least(sys_days(AddLegal(*from, {4, 0})) - days(1));
    const bool right = *to >= least && *to <= AddLegal(*from, {6, 0});
    Add(std::move(f), right,
        "Du " + FrenchDate(*from) + " au " + FrenchDate(*to) +
            (right         ? "."
             : *to < least ? " : moins de quatre mois."
                           : " : plus de six mois."));
  }

  void PeriodStart(const Piece& p) {
    Finding f = New(p, "periode_depart", "Période comptée de la réception de la proposition.",
                    {{"CSS", "R.148-3", "1°"}});
    const auto from = Of<Date>(p, "mesure_debut", &f);
    if (!from) return Undecided(std::move(f), "La lettre n’imprime pas de date de début.");
    const Receipt receipt = ReceiptOf(d_, p);
    const std::optional<Date> latest = LatestReceipt(receipt, p);
    const std::string fixed = "La période commence le " + FrenchDate(*from);
    if (receipt.handed)
      return Add(std::move(f), *from == *receipt.handed,
                 fixed + ", la proposition a été reçue le " + FrenchDate(*receipt.handed) + ".");
    if ((receipt.letter && !receipt.letter_doubtful && *from < *receipt.letter) ||
        (latest && *from > *latest))
      return Add(std::move(f), false, fixed + ", ce qui ne peut pas être le jour de la réception.");
    f.missing.push_back("date_remise");
    doubtful_ = true;
    Add(std::move(f), false, fixed + ".");
  }

  void Length(const Piece& p) {
    Finding f = New(p, "duree", "Mise sous accord préalable de six mois au plus.",
                    {{"CSS", "L.162-1-15", "I"}, {"CSS", "R.148-9", "2°"}});
    const auto from = Of<Date>(p, "mesure_debut", &f);
    const auto to = Of<Date>(p, "mesure_fin", &f);
    if (!from || !to)
      return Undecided(std::move(f), "Le début ou la fin de la mesure n’est pas sur la lettre.");
    const bool right = *to <= AddLegal(*from, {6, 0});
    Add(std::move(f), right,
        "Du " + FrenchDate(*from) + " au " + FrenchDate(*to) +
            (right ? "." : " : plus de six mois."));
  }

  // The action opens when the notice is sent, which is not before its date.
  void Prescription(const Piece& p) {
    const auto rows = p.letter.tables.find("lignes_indu");
    const auto written = EffectiveFact(d_, "date_lettre", p.id);
    const auto sent = As<Date>(written);
    if (rows == p.letter.tables.end() || !sent) return;
    size_t dated = 0, old = 0;
    bool doubtful = !written->usable;
    std::optional<Date> first;
    Finding f = New(p, "prescription", "Paiements de moins de trois ans, sauf fraude.",
                    {{"CSS", "L.133-4", "III"}});
    for (size_t row = 0; row < rows->second.size(); ++row) {
      const auto cell = EffectiveCell(d_, p.id, "lignes_indu", row, "date_paiement");
      const auto paid = As<Date>(cell);
      if (!paid) continue;
      ++dated;
      if (!first || *paid < *first) first = paid;
      if (*sent <= c_.LatestEnd(p, *paid, Duration{36, 0})) continue;
      ++old;
      doubtful = doubtful || !cell->usable;
      if (cell->read)
        f.spans.insert(f.spans.end(), cell->read->spans.begin(), cell->read->spans.end());
    }
    if (dated == 0) return;
    f.text = "premier paiement le " + FrenchDate(*first);
    if (old == 0) return Add(std::move(f), true, "");
    const std::string lines = std::to_string(old) + (old > 1 ? " lignes sur " : " ligne sur ") +
                              std::to_string(dated) + (old > 1 ? " portent" : " porte") +
                              " sur un paiement de plus de trois ans avant la lettre du " +
                              FrenchDate(*sent) + ".";
    const auto fraud = EffectiveFact(d_, "fraude_alleguee", p.id);
    if (fraud && fraud->usable && As<bool>(fraud).value_or(true))
      return Undecided(std::move(f), lines +
                                         " Une fraude est alléguée : ce délai ne vaut pas "
                                         "alors, et c’est à la caisse de la prouver.");
    if (!fraud || !fraud->usable) {
      f.missing.push_back("fraude_alleguee");
      c_.Ask(
          "fraude_alleguee",
          "La caisse allègue-t-elle une fraude ? Sans fraude, ce qui a été payé plus de trois ans "
          "avant la lettre ne peut plus être réclamé.",
          p.id);
    }
    if (doubtful) f.missing.push_back("lignes_indu");
    doubtful_ = !f.missing.empty();
    Add(std::move(f), false, lines);
  }

  // A power to sign is not on the paper. What the director must do himself is signed by him or on
  // his delegation, which the fund can show.
  void Delegation(const Piece& p) {
    static const std::vector<std::string> acts = {
        "notification_mso",  "proposition_mso",       "saisine_commission",
        "decision_msap",     "notification_penalite", "decision_penalite",
        "notification_indu", "mise_en_demeure",       "contrainte"};
    if (std::count(acts.begin(), acts.end(), p.letter.type.value) == 0) return;
    const auto quality = EffectiveFact(d_, "signataire_qualite", p.id);
    if (!quality || quality->piece != p.id || As<std::string>(quality) != "delegation") return;
    Finding f = New(p, "delegation_signature",
                    "La délégation de signature en vigueur à la date de la lettre.",
                    {{"CRPA", "L.311-1", ""}});
    f.kind = "demande";
    f.state = "a_demander";
    f.text = quality->text;
    if (quality->read) f.spans = quality->read->spans;
    const auto name = EffectiveFact(d_, "signataire", p.id);
    f.note = "La lettre est signée par délégation";
    if (name && name->usable && name->piece == p.id && !name->text.empty())
      f.note += " (" + name->text + ")";
    f.note += " : elle ne dit pas si cette délégation existe, porte sur cet acte et a été publiée.";
    d_.findings.push_back(std::move(f));
  }

  // Against the shortest delay of the rules that the letter opens.
  void Announced(const Piece& p) {
    const auto fact = EffectiveFact(d_, "delai_annonce", p.id);
    const auto announced = As<Duration>(fact);
    if (!announced || fact->piece != p.id) return;
    for (const DossierDeadline& own : d_.deadlines) {
      const Deadline& d = own.deadline;
      if (own.piece != p.id || d.side != "praticien" || d.rule == "lettre.delai") continue;
      if (d.rule.starts_with("cra.") && p.letter.type.value != "decision_cra") continue;
      Finding f = New(p, "delai_annonce", "Délai annoncé par la lettre.", {});
      // The delay is the decree's; what became of the statute is said with the deadline.
      for (const Basis& b : d.basis)
        if (b.confidence != "X") f.basis.push_back(b);
      (void)Of<Duration>(p, "delai_annonce", &f);
      const Date theirs = AddLegal(d.start, *announced), rule = AddLegal(d.start, d.rule_length);
      Add(std::move(f), theirs >= rule,
          "La lettre annonce " + FrenchDuration(*announced) + ", la règle " + d.rule + " donne " +
              FrenchDuration(d.rule_length) + ".");
      return;
    }
  }

  Case& c_;
  Dossier& d_;
  Date at_;
  mutable bool doubtful_ = false;
};

}  // namespace

void CheckFigures(Case& c) { FigureFindings(c).Run(); }

}  // namespace riposte
