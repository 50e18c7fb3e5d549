// The dossier as XML. Every list keeps its order and every empty attribute is left out, so that the
// same Dossier gives the same bytes; xml_reader.cc is the mirror, templates/schema/dossier.rng the
// rule.
#include <cmath>

#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/rosp_xml.h"
#include "pipeline/dossier/xml_writer.h"

namespace riposte {
namespace {

ValueType TypeOf(const Value& value) {
  struct Visitor {
    ValueType operator()(std::monostate) const { return ValueType::kText; }
    ValueType operator()(const std::string&) const { return ValueType::kText; }
    ValueType operator()(int64_t) const { return ValueType::kInteger; }
    ValueType operator()(const Decimal&) const { return ValueType::kDecimal; }
    ValueType operator()(Date) const { return ValueType::kDate; }
    ValueType operator()(Cents) const { return ValueType::kAmount; }
    ValueType operator()(Duration) const { return ValueType::kDuration; }
    ValueType operator()(TimeOfDay) const { return ValueType::kTime; }
    ValueType operator()(bool) const { return ValueType::kBoolean; }
    ValueType operator()(const TextList&) const { return ValueType::kTextList; }
  };
  return std::visit(Visitor{}, value);
}

// `type` and `valeur`; an empty cell has neither, a list has its elements as children.
void ValueAttributes(XmlWriter& w, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return;
  w.Attr("type", std::string_view(Name(TypeOf(value))));
  if (!std::holds_alternative<TextList>(value)) w.Attr("valeur", ToCanonical(value));
}

void ValueElements(XmlWriter& w, const Value& value) {
  if (const auto* list = std::get_if<TextList>(&value))
    for (const std::string& element : *list) w.Element("element", element);
}

void Spans(XmlWriter& w, const std::vector<Span>& spans) {
  for (const Span& s : spans) {
    w.Open("lieu").Attr("page", s.page);
    w.Attr("boite", PlainNumber(s.box.left) + " " + PlainNumber(s.box.top) + " " +
                        PlainNumber(s.box.right) + " " + PlainNumber(s.box.bottom));
    w.Close();
  }
}

void Ids(XmlWriter& w, std::string_view element, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    w.Open(element).Attr("id", id);
    w.Close();
  }
}

void Texts(XmlWriter& w, std::string_view element, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) w.Element(element, text);
}

std::string_view StatusName(FactStatus status) {
  return status == FactStatus::kSure ? "sure" : "to_review";
}

void WriteFact(XmlWriter& w, const std::string& id, const Fact& fact) {
  w.Open("fait").Attr("id", id).Attr("statut", StatusName(fact.status));
  w.Attr("confiance", fact.confidence);
  ValueAttributes(w, fact.value);
  w.AttrIf("texte", fact.text);
  ValueElements(w, fact.value);
  Spans(w, fact.spans);
  Ids(w, "pourquoi", fact.why);
  for (const Candidate& c : fact.candidates) {
    w.Open("candidat");
    ValueAttributes(w, c.value);
    w.AttrIf("texte", c.text);
    ValueElements(w, c.value);
    Spans(w, c.spans);
    w.Close();
  }
  w.Close();
}

void WriteChecks(XmlWriter& w, const std::vector<Check>& checks) {
  for (const Check& c : checks) {
    w.Open("controle").Attr("id", c.id).Attr("statut", c.status).AttrIf("detail", c.detail);
    w.Close();
  }
}

void WritePiece(XmlWriter& w, const Piece& piece) {
  const Letter& letter = piece.letter;
  w.Open("piece").Attr("id", piece.id).Attr("type", letter.type.value);
  w.Attr("type_statut", StatusName(letter.type.status)).AttrIf("fichier", piece.file);
  w.AttrIf("recu", piece.received).AttrIf("sha256", letter.sha256);
  w.Attr("item", letter.item).Attr("items", letter.items);
  w.Attr("premiere_page", letter.first_page).Attr("pages", letter.pages);
  w.AttrIf("gabarit", letter.type.template_id);
  w.AttrIf("gabarit_version", letter.type.template_version);
  w.AttrIf("source", letter.source).Flag("urgent", letter.urgent);
  for (const Copy& c : piece.copies) {
    w.Open("copie").AttrIf("fichier", c.file).AttrIf("recu", c.received);
    w.AttrIf("sha256", c.sha256).Attr("item", c.item);
    w.Close();
  }
  Ids(w, "type_pourquoi", letter.type.why);
  Ids(w, "type_candidat", letter.type.candidates);
  for (const auto& [id, fact] : letter.fields) WriteFact(w, id, fact);
  for (const auto& [id, rows] : letter.tables) {
    w.Open("table").Attr("id", id);
    for (const Row& row : rows) {
      w.Open("ligne");
      for (const auto& [column, fact] : row) WriteFact(w, column, fact);
      w.Close();
    }
    w.Close();
  }
  WriteChecks(w, letter.checks);
  Ids(w, "requis", letter.required);
  Ids(w, "manquant", letter.missing);
  Texts(w, "avertissement", letter.warnings);
  w.Close();
}

void WriteGiven(XmlWriter& w, const GivenFact& fact) {
  w.Open("fait").Attr("id", fact.id);
  ValueAttributes(w, fact.value);
  w.AttrIf("auteur", fact.author).AttrIf("date", fact.date).AttrIf("preuve", fact.proof);
  w.AttrIf("piece", fact.piece);
  ValueElements(w, fact.value);
  for (const GivenBefore& b : fact.before) {
    w.Open("avant");
    ValueAttributes(w, b.value);
    w.AttrIf("auteur", b.author).AttrIf("date", b.date).AttrIf("preuve", b.proof);
    ValueElements(w, b.value);
    w.Close();
  }
  w.Close();
}

void WriteEvent(XmlWriter& w, const Event& event) {
  w.Open("evenement").Attr("genre", event.kind).AttrIf("date", event.date);
  w.AttrIf("preuve", event.proof).AttrIf("piece", event.piece).AttrIf("auteur", event.author);
  w.AttrIf("saisi", event.entered).AttrIf("texte", event.text);
  w.Close();
}

void WriteBasis(XmlWriter& w, const std::vector<Basis>& basis) {
  for (const Basis& b : basis) {
    w.Open("fondement").Attr("article", b.article).Attr("code", b.code);
    w.Attr("confiance", b.confidence).AttrIf("paragraphe", b.paragraph);
    if (b.version.ok()) w.Attr("version", ToIso(b.version));
    w.Close();
  }
}

void WriteDeadline(XmlWriter& w, const DossierDeadline& d) {
  const Deadline& c = d.deadline;
  w.Open("delai").Attr("regle", c.rule).AttrIf("rang", c.row).Attr("cote", c.side);
  w.AttrIf("piece", d.piece).Attr("debut", ToIso(c.start)).Attr("debut_nature", c.start_kind);
  w.Attr("zone", c.zone).Attr("duree", ToCanonical(Value(c.length)));
  w.Attr("duree_regle", ToCanonical(Value(c.rule_length))).Attr("brut", ToIso(c.raw));
  w.Attr("etendu", ToIso(c.extended)).Attr("prudent", ToIso(c.prudent)).Flag("franc", c.franc);
  w.Flag("provisoire", d.provisional).Attr("etat", d.state).AttrIf("libelle", c.label);
  w.AttrIf("si_manque", c.if_missed).AttrIf("effet", c.effect).AttrIf("forme", c.form);
  w.AttrIf("report", c.extension).AttrIf("jeu_de_regles", c.rule_set).AttrIf("note", d.basis_note);
  w.AttrIf("depuis", d.since).AttrIf("acte", d.act).AttrIf("acte_date", d.act_date);
  if (d.late_days > 0) w.Attr("retard_jours", d.late_days);
  Texts(w, "depart", c.starts);
  Texts(w, "recours", c.remedies);
  WriteBasis(w, c.basis);
  Texts(w, "avertissement", c.warnings);
  w.Close();
}

void WriteFinding(XmlWriter& w, const Finding& f) {
  w.Open("constat").Attr("id", f.id).Attr("piece", f.piece).Attr("genre", f.kind);
  w.Attr("etat", f.state).AttrIf("libelle", f.label).AttrIf("texte", f.text);
  w.AttrIf("note", f.note);
  Texts(w, "cherche", f.looked_for);
  Ids(w, "manquant", f.missing);
  Spans(w, f.spans);
  WriteBasis(w, f.basis);
  w.Close();
}

void WriteBetween(XmlWriter& w, const IjResult& ij) {
  w.Open("riap_entre").Attr("note", ij.riap_entre_note);
  if (ij.riap_entre) {
    if (ij.riap_entre->periode_debut) w.Attr("debut", ToIso(*ij.riap_entre->periode_debut));
    if (ij.riap_entre->periode_fin) w.Attr("fin", ToIso(*ij.riap_entre->periode_fin));
    for (const IjRiapRow& row : ij.riap_entre->lignes) {
      w.Open("volume").AttrIf("rubrique", row.rubrique).Attr("libelle", row.libelle);
      if (row.vous) w.Attr("vous", ToCanonical(Value(*row.vous)));
      if (row.reference) w.Attr("reference", ToCanonical(Value(*row.reference)));
      w.Close();
    }
  }
  w.Close();
}

// What is no number is left out, never written as one.
void WriteFigures(XmlWriter& w, const IjResult& ij, const std::string& piece,
                  const std::vector<FigureInput>& inputs) {
  const auto number = [&w](std::string_view name, const std::optional<double>& v) {
    if (v && std::isfinite(*v)) w.Attr(name, *v);
  };
  w.Open("ij").AttrIf("piece", piece);
  number("observees", ij.observees);
  number("attendues", ij.attendues);
  number("ratio", ij.ratio);
  number("exces", ij.exces);
  number("constate", ij.par_patient_constate);
  number("attendu", ij.par_patient_attendu);
  number("phi", ij.phi);
  number("z", ij.z);
  w.Flag("diffusable", ij.diffusable).AttrIf("conclusion", ij.conclusion);
  w.AttrIf("note_riap", ij.riap_note);
  for (const IjInterval& i : ij.intervalles) {
    if (!std::isfinite(i.bas) || !std::isfinite(i.haut)) continue;
    w.Open("intervalle").Attr("methode", i.methode).Attr("niveau", i.niveau).Attr("bas", i.bas);
    w.Attr("haut", i.haut).Flag("valable", i.valable).AttrIf("pourquoi", i.pourquoi);
    number("phi", i.phi);
    w.Close();
  }
  WriteChecks(w, ij.checks);
  for (const IjResult::Sensibilite& s : ij.sensibilite) {
    if (!std::isfinite(s.ratio)) continue;
    w.Open("sensibilite").Attr("sans", s.sans).Attr("ratio", s.ratio);
    number("part", s.part);
    if (s.sens_unique) w.Flag("sens_unique", true);
    w.Close();
  }
  for (const IjResult::Contribution& c : ij.contributions) {
    if (!std::isfinite(c.observees + c.attendues + c.exces)) continue;
    w.Open("contribution").Attr("strate", c.strate).Attr("patients", std::to_string(c.patients));
    w.Attr("observees", c.observees).Attr("attendues", c.attendues).Attr("exces", c.exces);
    w.Close();
  }
  if (ij.entonnoir) {
    const IjResult::Entonnoir& f = *ij.entonnoir;
    w.Open("entonnoir").Attr("pairs", std::to_string(f.pairs)).Attr("phi", f.phi);
    w.Attr("tau2", f.tau2).Attr("bas95", f.bas95).Attr("haut95", f.haut95);
    w.Attr("bas998", f.bas998).Attr("haut998", f.haut998);
    number("ratio_retreci", f.ratio_retreci);
    w.Close();
  }
  if (ij.objectif) {
    w.Open("objectif").Attr("par_patient", ij.objectif->par_patient).Attr("ij", ij.objectif->ij);
    w.Attr("baisse", ij.objectif->baisse);
    number("par_semaine", ij.objectif->par_semaine);
    w.Close();
  }
  for (const IjResult::LigneRiap& l : ij.riap) {
    w.Open("ligne_riap").AttrIf("rubrique", l.rubrique).Attr("libelle", l.libelle);
    w.Attr("unite", l.unite).Attr("vous", l.vous).Attr("reference", l.reference);
    number("rapport", l.rapport);
    w.Attr("etoiles", static_cast<int>(l.etoiles)).Flag("saillante", l.saillante);
    number("par_mois", l.par_mois);
    number("reference_par_mois", l.reference_par_mois);
    w.Close();
  }
  if (!ij.riap_entre_note.empty()) WriteBetween(w, ij);
  for (const std::string& step : ij.etapes) w.Element("calcul", step);
  WriteInputs(w, inputs);
  w.Close();
}

void WriteStep(XmlWriter& w, const Step& step) {
  w.Open("etape").AttrIf("date", step.date).Attr("quoi", step.what).AttrIf("cote", step.side);
  w.Attr("etat", step.state).AttrIf("depuis", step.since).AttrIf("piece", step.piece);
  w.AttrIf("note", step.note).AttrIf("limite", step.limit).AttrIf("acte", step.act);
  w.Close();
}

void WriteReply(XmlWriter& w, const ReplyRecord& reply) {
  w.Open("reponse").Attr("genre", reply.kind).AttrIf("piece", reply.piece);
  w.Attr("version", reply.version).AttrIf("odt", reply.odt).AttrIf("pdf", reply.pdf);
  w.Attr("etat", reply.state).AttrIf("sha256", reply.sha256);
  w.AttrIf("odt_sha256", reply.odt_sha256).AttrIf("projet_sha256", reply.drafted_sha256);
  w.AttrIf("odt_approuve_sha256", reply.approved_odt_sha256);
  w.AttrIf("message", reply.message);
  Ids(w, "manquant", reply.missing);
  for (const ReplyStep& s : reply.history) {
    w.Open("passage").Attr("etat", s.state).AttrIf("date", s.date).AttrIf("auteur", s.author);
    w.AttrIf("sha256", s.sha256).AttrIf("numero_lrar", s.numero_lrar).AttrIf("preuve", s.proof);
    w.Close();
  }
  for (const ReplySource& s : reply.sources) {
    w.Open("origine").AttrIf("fait", s.fact).AttrIf("regle", s.rule).AttrIf("piece", s.piece);
    Spans(w, s.spans);
    w.Close();
  }
  w.Close();
}

}  // namespace

std::string ToXml(const Dossier& dossier) {
  XmlWriter w;
  w.Open("dossier").Attr("version", 1).Attr("id", dossier.id);
  w.AttrIf("procedure", dossier.procedure).Attr("etat", dossier.etat);
  w.Open("praticien").AttrIf("rpps", dossier.rpps).AttrIf("am", dossier.am);
  w.AttrIf("nom", dossier.nom).Close();
  w.Open("pieces");
  for (const Piece& p : dossier.pieces) WritePiece(w, p);
  w.Close();
  w.Open("donnees");
  for (const GivenFact& f : dossier.given) WriteGiven(w, f);
  w.Close();
  w.Open("evenements");
  for (const Event& e : dossier.events) WriteEvent(w, e);
  w.Close();
  w.Open("delais");
  for (const DossierDeadline& d : dossier.deadlines) WriteDeadline(w, d);
  w.Close();
  if (dossier.figures)
    WriteFigures(w, *dossier.figures, dossier.figures_piece, dossier.figures_inputs);
  if (dossier.rosp) WriteRosp(w, *dossier.rosp, dossier.rosp_piece, dossier.rosp_inputs);
  w.Open("chronologie");
  for (const Step& s : dossier.timeline) WriteStep(w, s);
  w.Close();
  w.Open("constats");
  for (const Finding& f : dossier.findings) WriteFinding(w, f);
  w.Close();
  w.Open("arguments");
  for (const ArgumentRecord& a : dossier.arguments) {
    w.Open("argument").Attr("id", a.id).Attr("etat", a.state).AttrIf("titre", a.title);
    w.AttrIf("piece", a.piece).AttrIf("moment", a.moment).AttrIf("force", a.strength);
    w.AttrIf("risque", a.risk).AttrIf("note", a.note);
    Ids(w, "lettre", a.letters);
    Texts(w, "autorite", a.authorities);
    Ids(w, "manquant", a.missing);
    w.Close();
  }
  w.Close();
  w.Open("questions");
  for (const Question& q : dossier.questions) {
    w.Open("question").Attr("id", q.id).AttrIf("piece", q.piece).Close(q.text);
  }
  w.Close();
  w.Open("reponses");
  for (const ReplyRecord& r : dossier.replies) WriteReply(w, r);
  w.Close();
  Texts(w, "avertissement", dossier.warnings);
  w.Close();
  return w.text();
}

}  // namespace riposte
