// One element a line, a claim, a remark; sums in canonical euros. The schema is
// templates/schema/dossier.rng.
#include "pipeline/dossier/rosp_xml.h"

#include <charconv>
#include <cmath>

#include "pipeline/dossier/xml_tree.h"

namespace riposte {
namespace {

void AmountIf(XmlWriter& w, std::string_view name, const std::optional<Cents>& amount) {
  if (amount) w.Attr(name, std::string_view(ToCanonical(Value{*amount})));
}

void NumberIf(XmlWriter& w, std::string_view name, const std::optional<double>& x) {
  if (x && std::isfinite(*x)) w.Attr(name, *x);
}

void WriteClaim(XmlWriter& w, std::string_view element, const RospClaim& c) {
  w.Open(element).Attr("id", c.id).Attr("regle", c.regle).AttrIf("fondement", c.fondement);
  w.AttrIf("texte", c.texte).AttrIf("voie", c.voie);
  AmountIf(w, "ecart", c.ecart);
  w.Attr("confiance", std::string_view(Name(c.confiance))).Flag("affirmable", c.affirmable);
  for (const std::string& line : c.lignes) w.Element("indicateur", line);
  w.Close();
}

class RospReader {
 public:
  explicit RospReader(const std::string& file) : file_(file) {}

  Result<RospResult> Read(const xmlNode* node) {
    RospResult r;
    r.annee = static_cast<int>(Whole(node, "annee"));
    r.regime = Text(node, "regime");
    r.arrondi = Text(node, "arrondi");
    r.total = Amount(node, "total");
    r.total_verse = Amount(node, "total_verse");
    r.ecart = Amount(node, "ecart");
    r.total_autre_lecture = Amount(node, "total_autre_lecture");
    r.maximum = Amount(node, "maximum");
    r.maximum_confiance = Trust(node, "maximum_confiance");
    r.net = Amount(node, "net");
    r.conclusion = Text(node, "conclusion");
    for (const xmlNode* n = FirstElement(node); n != nullptr; n = NextElement(n)) {
      const std::string_view name = NameOf(n);
      if (name == "ligne") r.lignes.push_back(Line(n));
      if (name == "reclamation") r.reclamations.push_back(Claim(n));
      if (name == "bureau") r.bureau.push_back(Claim(n));
      if (name == "remarque") r.avertissements.push_back(TextOf(n));
      if (name == "sauvegarde")
        r.sauvegarde = {Amount(n, "a_90").value_or(Cents{}), Amount(n, "a_100").value_or(Cents{})};
      if (name == "moyenne")
        r.moyennes.push_back({Text(n, "population"), Text(n, "note"),
                              Amount(n, "montant").value_or(Cents{}), Trust(n, "confiance")});
    }
    if (error_) return *error_;
    return r;
  }

 private:
  void Fail(const xmlNode* node, const char* name) {
    if (error_) return;
    error_ = Error{.code = ErrorCode::kTemplate,
                   .message = std::string(NameOf(node)) + ": attribute " + name + " is wrong",
                   .file = file_,
                   .line = LineOf(node)};
  }

  static std::string Text(const xmlNode* node, const char* name) {
    return AttributeOf(node, name).value_or("");
  }

  template <class T>
  std::optional<T> Parsed(const xmlNode* node, const char* name) {
    const std::optional<std::string> text = AttributeOf(node, name);
    if (!text) return std::nullopt;
    T v{};
    const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), v);
    if (ec != std::errc{} || end != text->data() + text->size()) Fail(node, name);
    return v;
  }
  int64_t Whole(const xmlNode* node, const char* name) {
    return Parsed<int>(node, name).value_or(0);
  }

  std::optional<Cents> Amount(const xmlNode* node, const char* name) {
    const std::optional<std::string> text = AttributeOf(node, name);
    if (!text) return std::nullopt;
    const std::optional<Value> v = FromCanonical(ValueType::kAmount, *text);
    if (!v) Fail(node, name);
    return v ? std::get<Cents>(*v) : Cents{};
  }

  RospTrust Trust(const xmlNode* node, const char* name) {
    const std::string text = Text(node, name);
    for (int i = 0; i <= static_cast<int>(RospTrust::kUnknown); ++i)
      if (text == Name(static_cast<RospTrust>(i))) return static_cast<RospTrust>(i);
    Fail(node, name);
    return RospTrust::kUnknown;
  }

  RospLine Line(const xmlNode* n) {
    RospLine l;
    l.code = Text(n, "code");
    l.libelle = Text(n, "libelle");
    l.branche = Text(n, "branche");
    l.taux_realisation = Parsed<double>(n, "taux_realisation");
    l.points_acquis = Parsed<double>(n, "points_acquis");
    l.montant = Amount(n, "montant");
    l.bas = Amount(n, "bas");
    l.haut = Amount(n, "haut");
    l.montant_verse = Amount(n, "montant_verse");
    l.ecart = Amount(n, "ecart");
    l.autre_lecture = Amount(n, "autre_lecture");
    l.confiance = Trust(n, "confiance");
    l.ponderee = Text(n, "ponderee") == "true";
    l.calcul = Text(n, "calcul");
    l.applique = Text(n, "applique");
    l.explication = Text(n, "explication");
    for (const xmlNode* c = FirstElement(n); c != nullptr; c = NextElement(c))
      l.basis.push_back(TextOf(c));
    return l;
  }

  RospClaim Claim(const xmlNode* n) {
    RospClaim c{.id = Text(n, "id"),
                .regle = static_cast<int>(Whole(n, "regle")),
                .fondement = Text(n, "fondement"),
                .texte = Text(n, "texte"),
                .voie = Text(n, "voie"),
                .ecart = Amount(n, "ecart"),
                .confiance = Trust(n, "confiance"),
                .affirmable = Text(n, "affirmable") == "true"};
    for (const xmlNode* l = FirstElement(n); l != nullptr; l = NextElement(l))
      c.lignes.push_back(TextOf(l));
    return c;
  }

  const std::string& file_;
  std::optional<Error> error_;
};

}  // namespace

void WriteInputs(XmlWriter& w, const std::vector<FigureInput>& inputs) {
  for (const FigureInput& i : inputs) {
    w.Open("entree").Attr("champ", i.id);
    if (i.row > 0) w.Attr("ligne", i.row).Attr("colonne", i.column);
    w.AttrIf("piece", i.piece).Attr("valeur", i.value).Attr("origine", i.origin);
    for (const Span& s : i.spans) {
      w.Open("lieu").Attr("page", s.page);
      w.Attr("boite", PlainNumber(s.box.left) + " " + PlainNumber(s.box.top) + " " +
                          PlainNumber(s.box.right) + " " + PlainNumber(s.box.bottom));
      w.Close();
    }
    w.Close();
  }
}

void WriteRosp(XmlWriter& w, const RospResult& r, const std::string& piece,
               const std::vector<FigureInput>& inputs) {
  w.Open("rosp").AttrIf("piece", piece).Attr("annee", r.annee).Attr("regime", r.regime);
  w.Attr("arrondi", r.arrondi);
  AmountIf(w, "total", r.total);
  AmountIf(w, "total_verse", r.total_verse);
  AmountIf(w, "ecart", r.ecart);
  AmountIf(w, "total_autre_lecture", r.total_autre_lecture);
  AmountIf(w, "maximum", r.maximum);
  w.Attr("maximum_confiance", std::string_view(Name(r.maximum_confiance)));
  AmountIf(w, "net", r.net);
  w.AttrIf("conclusion", r.conclusion);
  for (const RospLine& l : r.lignes) {
    w.Open("ligne").AttrIf("code", l.code).AttrIf("libelle", l.libelle);
    w.AttrIf("branche", l.branche);
    NumberIf(w, "taux_realisation", l.taux_realisation);
    NumberIf(w, "points_acquis", l.points_acquis);
    AmountIf(w, "montant", l.montant);
    AmountIf(w, "bas", l.bas);
    AmountIf(w, "haut", l.haut);
    AmountIf(w, "montant_verse", l.montant_verse);
    AmountIf(w, "ecart", l.ecart);
    AmountIf(w, "autre_lecture", l.autre_lecture);
    w.Attr("confiance", std::string_view(Name(l.confiance))).Flag("ponderee", l.ponderee);
    w.AttrIf("calcul", l.calcul)
        .AttrIf("applique", l.applique)
        .AttrIf("explication", l.explication);
    for (const std::string& b : l.basis) w.Element("fondement", b);
    w.Close();
  }
  for (const RospClaim& c : r.reclamations) WriteClaim(w, "reclamation", c);
  for (const RospClaim& c : r.bureau) WriteClaim(w, "bureau", c);
  if (r.sauvegarde) {
    w.Open("sauvegarde");
    AmountIf(w, "a_90", r.sauvegarde->a_90);
    AmountIf(w, "a_100", r.sauvegarde->a_100);
    w.Close();
  }
  for (const RospResult::Moyenne& m : r.moyennes) {
    w.Open("moyenne").Attr("population", m.population).AttrIf("note", m.note);
    AmountIf(w, "montant", m.montant);
    w.Attr("confiance", std::string_view(Name(m.confiance)));
    w.Close();
  }
  for (const std::string& text : r.avertissements) w.Element("remarque", text);
  WriteInputs(w, inputs);
  w.Close();
}

Result<RospResult> ReadRosp(const xmlNode* node, const std::string& file) {
  return RospReader(file).Read(node);
}

}  // namespace riposte
