// The dossier for a person at a terminal: what is due first, then what is asked, then what is
// known.
#include <algorithm>
#include <tuple>

#include "extractors/template/vocabulary.h"
#include "extractors/values/format.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/labels.h"
#include "pipeline/dossier/text.h"

namespace riposte {
namespace {

using std::chrono::sys_days;

constexpr int kValueColumn = 34;

std::string InFrench(const std::string& iso) {
  const std::optional<Date> date = DateFromIso(iso);
  return date ? FrenchDate(*date) : iso;
}

std::string Days(Date today, Date due) {
  const long n = (sys_days(due) - sys_days(today)).count();
  if (n == 0) return "aujourd’hui";
  if (n == 1) return "demain";
  const std::string count = std::to_string(n > 0 ? n : -n) + (n == -1 ? " jour" : " jours");
  return n > 0 ? "dans " + count : "il y a " + count;
}

std::string StateInFrench(const std::string& state) {
  static const std::map<std::string, std::string> names = {
      {"a_faire", "à faire"},
      {"fait", "fait"},
      {"depasse", "DÉPASSÉ"},
      {"a_verifier", "PEUT-ÊTRE DÉPASSÉ : la date de réception décide"},
      {"a_surveiller", "à surveiller"},
      {"en_cours", "en cours"},
      {"du", "à faire maintenant"},
      {"manque", "manqué"},
      {"repute_abandonne", "procédure réputée abandonnée"},
      {"repute_acquis", "réputé acquis"},
      {"inconnu", "à vérifier, une date manque"},
      {"projet", "projet"},
      {"approuve", "approuvée"},
      {"accord_medecin", "accord du médecin"},
      {"signe", "signée"},
      {"poste", "postée"},
      {"recu", "reçue"},
      {"ouvert", "ouvert"},
      {"clos", "clos"}};
  const auto it = names.find(state);
  return it == names.end() ? state : it->second;
}

std::string WhatInFrench(const std::string& id) {
  static const std::map<std::string, std::string> names = {
      {"observations_envoyees", "observations envoyées"},
      {"audition_demandee", "audition demandée"},
      {"audition_tenue", "audition tenue"},
      {"refus_envoye", "refus envoyé"},
      {"acceptation_envoyee", "acceptation envoyée"},
      {"paiement", "paiement"},
      {"recours_cra_envoye", "recours à la CRA envoyé"},
      {"requete_deposee", "requête au tribunal déposée"},
      {"opposition_formee", "opposition formée"},
      {"compte_rendu_renvoye", "compte rendu renvoyé"},
      {"demande_documents", "documents demandés"},
      {"documents_recus", "documents reçus"},
      {"saisine_cada", "commission d’accès aux documents saisie"},
      {"saisine_uncam", "UNCAM saisie"},
      {"avis_uncam", "avis de l’UNCAM"},
      {"silence_confirme", "le médecin confirme que rien n’est venu de la caisse"},
      {"appel", "appel téléphonique"},
      {"autre", "autre événement"},
      {"observations", "observations"},
      {"fiche_decision", "fiche de décision"},
      {"refus_mso", "refus de la mise sous objectif"},
      {"note_medecin", "note au médecin"}};
  const auto it = names.find(id);
  return it == names.end() ? LabelOf(id) : it->second;
}

std::string SideInFrench(const std::string& side) {
  static const std::map<std::string, std::string> names = {{"praticien", "médecin"},
                                                           {"caisse", "caisse"},
                                                           {"commission", "commission"},
                                                           {"uncam", "UNCAM"},
                                                           {"cra", "CRA"}};
  const auto it = names.find(side);
  return it == names.end() ? side : it->second;
}

class Describer {
 public:
  Describer(const Dossier& dossier, Date today) : d_(dossier), today_(today) {}

  std::string Run() {
    Head();
    Warnings();
    Deadlines();
    Questions();
    Figures();
    Rosp();
    Findings();
    page_.Title("COURRIERS (une valeur sans mention est sûre)");
    for (const Piece& p : d_.pieces) PieceFacts(p);
    Given();
    Arguments();
    Replies();
    Timeline();
    return page_.text();
  }

 private:
  void Head() {
    page_.Paragraph(0, "Dossier " + d_.id + " (" + StateInFrench(d_.etat) + ")");
    std::string doctor = d_.nom.empty() ? "médecin inconnu" : d_.nom;
    if (!d_.rpps.empty()) doctor += ", RPPS " + d_.rpps;
    if (!d_.am.empty()) doctor += ", AM " + d_.am;
    page_.Paragraph(0, "Praticien : " + doctor);
    if (!d_.procedure.empty()) page_.Paragraph(0, "Procédure : " + d_.procedure);
  }

  void Warnings() {
    if (d_.warnings.empty()) return;
    page_.Title("ATTENTION");
    for (const std::string& w : d_.warnings) page_.Item(2, "!", 4, w);
  }

  // What the reader acts upon: the prudent date of the doctor's clocks, the latest of the others'.
  static Date DueDate(const DossierDeadline& d) {
    return d.deadline.side == "praticien" ? d.deadline.prudent : d.deadline.extended;
  }

  // Running ones first, the doctor's before the fund's, then by date.
  std::vector<const DossierDeadline*> InOrder() const {
    std::vector<const DossierDeadline*> order;
    for (const DossierDeadline& d : d_.deadlines) order.push_back(&d);
    const auto key = [](const DossierDeadline* d) {
      return std::tuple(d->state == "fait" || d->state == "repute_acquis",
                        d->deadline.side != "praticien", DueDate(*d));
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](const auto* a, const auto* b) { return key(a) < key(b); });
    return order;
  }

  void Deadlines() {
    page_.Title("ÉCHÉANCES");
    if (d_.deadlines.empty()) page_.Paragraph(2, "Aucun délai calculé.");
    for (const DossierDeadline* next : InOrder()) {
      const DossierDeadline& d = *next;
      const Deadline& c = d.deadline;
      const bool ours = c.side == "praticien";
      const Date due = DueDate(d);
      const std::string state =
          ours || d.state != "a_verifier"
              ? StateInFrench(ours || d.state != "depasse" ? d.state : "manque")
              : "à vérifier, une date manque";
      std::string head = FrenchDateWithDay(due) + " : " + c.label + " [" + state;
      const bool open = d.state == "a_faire" || d.state == "a_verifier" || d.state == "depasse" ||
                        d.state == "a_surveiller";
      if (open) head += ", " + Days(today_, due);
      if (!d.since.empty() && !open) head += " depuis le " + InFrench(d.since);
      head += "]";
      if (d.provisional) head += " PROVISOIRE";
      page_.Item(2, ours ? "→" : "·", 4, head);
      std::string dates = ours                ? "au plus tard le " + FrenchDateWithDay(c.extended)
                          : c.side == "uncam" ? "délai de l’UNCAM"
                                              : "délai de la " + SideInFrench(c.side);
      if (c.extended != c.raw) dates += " (échéance brute le " + FrenchDate(c.raw) + ", prolongée)";
      dates += " ; " + FrenchDuration(c.length) + ", règle " + c.rule;
      if (!c.rule_set.empty()) dates += " (" + c.rule_set + ")";
      if (!d.piece.empty()) dates += ", courrier " + d.piece;
      page_.Paragraph(6, dates + ".");
      if (!d.basis_note.empty()) page_.Paragraph(6, d.basis_note);
      if (!c.form.empty()) page_.Paragraph(6, "Forme : " + c.form);
      if (!c.if_missed.empty()) page_.Paragraph(6, "Sinon : " + c.if_missed);
      std::string basis;
      for (const Basis& b : c.basis) {
        basis += (basis.empty() ? "" : " ; ") + b.article;
        if (!b.paragraph.empty()) basis += ", " + b.paragraph;
        basis += " " + b.code + " [" + b.confidence + "]";
      }
      if (!basis.empty()) page_.Paragraph(6, "Fondement : " + basis);
      for (const std::string& w : c.warnings) page_.Item(6, "!", 8, w);
    }
  }

  void Questions() {
    if (d_.questions.empty()) return;
    page_.Title("QUESTIONS");
    for (const Question& q : d_.questions) {
      page_.Item(2, "?", 4, q.text);
      page_.Paragraph(4, "[" + q.id + (q.piece.empty() ? "" : ", " + q.piece) + "]");
    }
  }

  void Figures() {
    if (!d_.figures) return;
    const IjResult& r = *d_.figures;
    page_.Title("CHIFFRES D’IJ" + (d_.figures_piece.empty() ? "" : " (" + d_.figures_piece + ")"));
    const auto line = [&](const char* label, const std::optional<double>& v, int decimals) {
      if (v) page_.Item(2, label, kValueColumn, FrenchDouble(*v, decimals));
    };
    line("observées", r.observees, 0);
    line("attendues", r.attendues, 1);
    line("rapport", r.ratio, 2);
    line("excédent", r.exces, 1);
    line("par patient, constaté", r.par_patient_constate, 2);
    line("par patient, attendu", r.par_patient_attendu, 2);
    for (const IjInterval& i : r.intervalles) {
      if (!i.valable) continue;
      std::string text = FrenchDouble(i.bas, 2) + " à " + FrenchDouble(i.haut, 2) + " (" +
                         FrenchDouble(100 * i.niveau, 1) + " %)";
      page_.Item(2, "intervalle " + i.methode, kValueColumn, text);
    }
    for (const Check& c : r.checks) Control(c);
    for (const std::string* text : {&r.conclusion, &r.riap_note, &r.riap_entre_note})
      if (!text->empty()) page_.Paragraph(2, *text);
  }

  void Rosp() {
    if (!d_.rosp) return;
    const RospResult& r = *d_.rosp;
    page_.Title((r.regime == "fmt" ? "FORFAIT MÉDECIN TRAITANT " : "ROSP ") +
                std::to_string(r.annee) +
                (d_.rosp_piece.empty() ? "" : " (" + d_.rosp_piece + ")"));
    const auto line = [&](const char* label, const std::optional<Cents>& v) {
      if (v) page_.Item(2, label, kValueColumn, FrenchAmount(*v));
    };
    line("recalculée", r.total);
    line("versée", r.total_verse);
    line("écart", r.ecart);
    page_.Paragraph(2, r.conclusion);
    for (const RospClaim& c : r.reclamations) Claim(c.affirmable ? "à réclamer" : "à demander", c);
    for (const RospClaim& c : r.bureau) Claim("POUR LE BUREAU SEULEMENT", c);
    for (const std::string& w : r.avertissements) page_.Item(2, "!", 4, w);
  }

  void Claim(const std::string& kind, const RospClaim& c) {
    page_.Paragraph(2, kind + (c.ecart ? " (" + FrenchAmount(*c.ecart) + ")" : "") + " : " +
                           c.texte + " [" + c.fondement + "]");
  }

  void Control(const Check& c) {
    const std::string mark = c.status == "holds"    ? "vérifié"
                             : c.status == "broken" ? "NE TOMBE PAS JUSTE"
                                                    : "non vérifiable";
    page_.Paragraph(
        2, "contrôle : " + c.id + " : " + mark + (c.detail.empty() ? "" : " (" + c.detail + ")"));
  }

  // What is amiss or open, in full; what is in order, counted.
  void Findings() {
    if (d_.findings.empty()) return;
    page_.Title("CE QUE LES LETTRES DEVAIENT CONTENIR");
    static const std::vector<std::pair<const char*, const char*>> states = {
        {"absent", "NON TROUVÉ"},
        {"contraire", "CONTRAIRE AU TEXTE"},
        {"a_demander", "à demander à la caisse"},
        {"douteux", "douteux"},
        {"non_verifiable", "la lettre seule ne le dit pas"}};
    for (const auto& [state, name] : states)
      for (const Finding& f : d_.findings)
        if (f.state == state) OneFinding(f, name);
    const auto fine = std::count_if(d_.findings.begin(), d_.findings.end(), [](const Finding& f) {
      return f.state == "trouve" || f.state == "conforme";
    });
    if (fine > 0)
      page_.Paragraph(2, "En ordre : " + std::to_string(fine) +
                             (fine > 1 ? " mentions ou chiffres." : " mention ou chiffre."));
  }

  void OneFinding(const Finding& f, const char* state) {
    page_.Item(2, f.piece, 6, f.label + " [" + state + "]");
    if (!f.text.empty()) {
      std::string text = "Lu : « " + f.text + " »";
      if (!f.spans.empty()) text += " (p.\u00A0" + std::to_string(f.spans.front().page) + ")";
      page_.Paragraph(6, text);
    }
    if (!f.note.empty()) page_.Paragraph(6, f.note);
    std::string words;
    for (const std::string& w : f.looked_for) words += (words.empty() ? "« " : ", « ") + w + " »";
    if (f.state == "absent") page_.Paragraph(6, "Mots cherchés : " + words);
    std::string basis;
    for (const Basis& b : f.basis)
      basis += (basis.empty() ? "" : " ; ") + b.article +
               (b.paragraph.empty() ? "" : ", " + b.paragraph) + " " + b.code + " [" +
               b.confidence + "]";
    if (!basis.empty()) page_.Paragraph(6, "Fondement : " + basis);
  }

  static std::string Where(const Fact* fact) {
    if (fact == nullptr || fact->spans.empty()) return "";
    return " (p.\u00A0" + std::to_string(fact->spans.front().page) + ")";
  }

  // « 2,22 (p. 1) », « À VÉRIFIER : … », or a person's word with what was read.
  std::string ValueText(const std::string& id, const std::optional<Effective>& effective,
                        const Fact* read) const {
    std::string text;
    if (!effective) {
      text = "(vide)";
    } else {
      text = ValueInFrench(id, effective->value);
      if (text.empty()) text = "(vide)";
    }
    if (effective && effective->from_person) {
      text += " [donné par une personne]";
      if (read != nullptr) text += " ; lu : " + ValueInFrench(id, read->value) + Where(read);
      return text;
    }
    text += Where(read);
    if (read == nullptr || read->status == FactStatus::kSure) return text;
    text += "  À VÉRIFIER";
    std::string why;
    for (const std::string& w : read->why) why += (why.empty() ? " : " : ", ") + WhyInFrench(w);
    text += why;
    std::string others;
    for (const Candidate& c : read->candidates)
      others += (others.empty() ? " ; autres lectures : " : ", ") +
                (c.text.empty() ? French(c.value) : c.text);
    return text + others;
  }

  void PieceFacts(const Piece& p) {
    const Letter& l = p.letter;
    std::string title = p.id + "  " + LabelOf(l.type.value);
    if (l.type.status != FactStatus::kSure) title += " (TYPE À VÉRIFIER)";
    page_.Title(title);
    std::string about = std::to_string(l.pages) + (l.pages > 1 ? " pages" : " page");
    if (!p.received.empty()) about += ", arrivé le " + InFrench(p.received);
    if (!p.file.empty()) about += ", " + p.file;
    if (l.urgent) about += ", URGENT";
    page_.Paragraph(2, about);
    for (const Copy& c : p.copies) {
      std::string copy = "le même courrier";
      if (!c.received.empty()) copy += ", arrivé le " + InFrench(c.received);
      page_.Paragraph(2, copy + (c.file.empty() ? "" : ", " + c.file));
    }
    for (const auto& [id, fact] : l.fields)
      page_.Item(2, LabelOf(id), kValueColumn, ValueText(id, EffectiveFact(d_, id, p.id), &fact));
    for (const std::string& id : l.missing) {
      if (l.fields.contains(id)) continue;
      const auto given = EffectiveFact(d_, id, p.id);
      page_.Item(2, LabelOf(id), kValueColumn,
                 given ? ValueText(id, given, nullptr) : "NON TROUVÉ");
    }
    for (const auto& [table, rows] : l.tables) {
      page_.Paragraph(2, LabelOf(table) + " :");
      for (size_t r = 0; r < rows.size(); ++r) {
        std::string line;
        for (const std::string& column : ColumnsOf(table)) {
          const auto cell = rows.at(r).find(column);
          if (cell == rows.at(r).end()) continue;
          const auto value = EffectiveCell(d_, p.id, table, r, column);
          line += (line.empty() ? "" : " ; ") + LabelOf(column) + " " +
                  (value ? French(value->value) : "–");
          const bool sure = value ? value->usable : cell->second.status == FactStatus::kSure;
          if (!sure) line += " (À VÉRIFIER)";
        }
        page_.Item(4, std::to_string(r + 1) + ".", 8, line);
      }
    }
    for (const Check& c : l.checks) Control(c);
    for (const std::string& w : l.warnings) page_.Item(2, "!", 4, WarningInFrench(w));
  }

  void Given() {
    if (d_.given.empty() && d_.events.empty()) return;
    page_.Title("DONNÉ PAR DES PERSONNES");
    for (const GivenFact& f : d_.given) {
      std::string text = French(f.value).empty() ? "(retiré)" : French(f.value);
      if (!f.piece.empty()) text += " [" + f.piece + "]";
      if (!f.author.empty()) text += ", " + f.author;
      if (!f.date.empty()) text += ", " + InFrench(f.date);
      if (!f.proof.empty()) text += ", preuve : " + f.proof;
      if (!f.before.empty()) text += " ; avant : " + French(f.before.back().value);
      page_.Item(2, LabelOf(f.id), kValueColumn, text);
    }
    for (const Event& e : d_.events) {
      std::string text = InFrench(e.date);
      if (!e.text.empty()) text += ", " + e.text;
      if (!e.proof.empty()) text += " (preuve : " + e.proof + ")";
      page_.Item(2, WhatInFrench(e.kind), kValueColumn, text);
    }
  }

  void Replies() {
    if (d_.replies.empty()) return;
    page_.Title("LETTRES");
    for (const ReplyRecord& r : d_.replies) {
      std::string text = StateInFrench(r.state);
      if (!r.odt.empty()) text += ", " + r.odt;
      if (!r.pdf.empty()) text += ", " + r.pdf;
      if (!r.missing.empty()) {
        std::string missing;
        for (const std::string& id : r.missing)
          missing += (missing.empty() ? "" : ", ") + LabelOf(id);
        text = "REFUSÉE, il manque : " + missing;
      }
      if (!r.message.empty()) text += ". " + r.message;
      page_.Item(2, WhatInFrench(r.kind), kValueColumn, text);
    }
  }

  // What is used, what a fact would make usable, what waits, what does not hold.
  void Arguments() {
    if (d_.arguments.empty()) return;
    page_.Title("ARGUMENTS");
    for (const auto& [state, title] :
         {std::pair("retenu", "Utilisés"), std::pair("possible", "Possibles si…"),
          std::pair("garde", "Gardés pour plus tard"), std::pair("ecarte", "Écartés"),
          std::pair("sans_objet", "Non applicables")}) {
      bool first = true;
      for (const ArgumentRecord& a : d_.arguments) {
        if (a.state != state) continue;
        if (first) page_.Paragraph(2, std::string(title) + " :");
        first = false;
        std::string text = a.title.empty() ? a.id : a.title + " (" + a.id + ")";
        if (!a.piece.empty()) text += " [" + a.piece + "]";
        if (!a.strength.empty()) text += ", force " + a.strength;
        std::string missing;
        for (const std::string& id : a.missing)
          missing += (missing.empty() ? " ; il faut : " : ", ") + LabelOf(id);
        text += missing;
        if (!a.note.empty()) text += ". " + a.note;
        if (!a.risk.empty() && a.state != "sans_objet") text += " Risque : " + a.risk;
        page_.Item(4, "–", 6, text);
      }
    }
  }

  void Timeline() {
    if (d_.timeline.empty()) return;
    page_.Title("CHRONOLOGIE");
    for (const Step& s : d_.timeline) {
      const bool rule = s.what.find('.') != std::string::npos;
      std::string text = rule ? (s.note.empty() ? s.what : s.note) : WhatInFrench(s.what);
      text += " [" + (s.side.empty() ? "" : SideInFrench(s.side) + ", ") + StateInFrench(s.state);
      if (!s.since.empty()) text += " depuis le " + InFrench(s.since);
      text += "]";
      if (!s.piece.empty()) text += " " + s.piece;
      page_.Item(2, s.date.empty() ? "date inconnue" : InFrench(s.date), 22, text);
    }
  }

  const Dossier& d_;
  const Date today_;
  TextPage page_;
};

}  // namespace

std::string Describe(const Dossier& dossier, Date today) { return Describer(dossier, today).Run(); }

}  // namespace riposte
