// Figures that the law allows or not: the perimeter of the comparison (L. 162-1-15 I 2°), the
// target against the mean and the period of a MSO (R. 148-3 1°), the length of a MSAP (L. 162-1-15
// I), the delay that a letter announces against that of its rule. What rests on a doubtful value is
// "douteux" with the fact that would decide it; what the paper does not decide is not guessed.
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
    std::erase_if(d_.findings, [](const Finding& f) { return f.kind == "chiffre"; });
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
      Announced(p);
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
