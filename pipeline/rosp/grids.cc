// XML to model. The schema is checked first, so that what follows may rely on names and forms; what
// a schema cannot say (codes twice, objectives against their direction, years backwards) is checked
// here, at the line where it stands.
#include "pipeline/rosp/grids.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "extractors/template/xml.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

RospTrust TrustNamed(const std::string& name) {
  for (RospTrust t : {RospTrust::kPrinted, RospTrust::kOfficial, RospTrust::kSecondary,
                      RospTrust::kDeduced, RospTrust::kMemory})
    if (name == Name(t)) return t;
  return RospTrust::kUnknown;
}

int64_t Number(const std::string& text) {
  int64_t v = 0;
  std::from_chars(text.data(), text.data() + text.size(), v);
  return v;
}

Cents Amount(const std::string& text) {
  const std::optional<Value> v = FromCanonical(ValueType::kAmount, text);
  return v ? std::get<Cents>(*v) : Cents{};
}

int Year(const XmlNode& n, const char* name, int otherwise) {
  return n.Has(name) ? static_cast<int>(Number(n.Attribute(name))) : otherwise;
}

RospCell CellOf(const std::optional<XmlNode>& n) {
  RospCell cell;
  if (!n) return cell;
  cell.confiance = TrustNamed(n->Attribute("confiance"));
  cell.source = n->Attribute("source");
  cell.depuis = Year(*n, "depuis", 0);
  const std::optional<Value> v = FromCanonical(ValueType::kDecimal, n->Attribute("valeur"));
  if (v) cell.valeur = std::get<Decimal>(*v);
  return cell;
}

class Reader {
 public:
  Result<RospRegime> Read(const XmlFile& file) {
    const XmlNode root = file.root();
    RospRegime r;
    r.id = root.Attribute("regime");
    r.debut = Year(root, "debut", 0);
    r.fin = Year(root, "fin", 9999);
    if (r.fin < r.debut) return root.Wrong("fin is before debut");
    r.titre = root.Child("titre")->Text();
    r.valeur_point = CellOf(root.Child("valeur_point"));
    r.reference = CellOf(root.Child("patientele_reference"));
    for (const XmlNode& n : root.Children("formule"))
      r.formules.push_back(
          {Year(n, "debut", 0), Year(n, "fin", 9999),
           static_cast<int>(Number(n.Attribute("palier"))), TrustNamed(n.Attribute("confiance")),
           TrustNamed(n.Attribute("confiance_progression")), n.Attribute("source")});
    if (const auto n = root.Child("precondition")) {
      r.fse = {Number(n->Attribute("fse_numerateur")), Number(n->Attribute("fse_denominateur"))};
      r.fse_source = n->Attribute("source");
    }
    for (const XmlNode& n : root.Children("total"))
      r.totaux.push_back({Year(n, "debut", 0), Year(n, "fin", 9999), Number(n.Attribute("points")),
                          Number(n.Attribute("points_fixes")), n.Attribute("pondere") == "oui",
                          TrustNamed(n.Attribute("confiance")), n.Attribute("source")});
    for (const XmlNode& n : root.Children("moyenne"))
      r.moyennes.push_back({n.Attribute("population"), n.Attribute("note"), Year(n, "annee", 0),
                            Amount(n.Attribute("montant")), TrustNamed(n.Attribute("confiance"))});
    if (const auto n = root.Child("versements"))
      r.versements = {Number(n->Attribute("nombre")), TrustNamed(n->Attribute("confiance")),
                      n->Attribute("source")};
    for (const XmlNode& n : root.Children("forfait")) {
      RospFlat f;
      f.code = n.Attribute("code");
      f.theme = n.Attribute("theme");
      f.libelle = n.Child("libelle")->Text();
      f.libelles.push_back(f.libelle);
      for (const XmlNode& other : n.Children("autre_libelle")) f.libelles.push_back(other.Text());
      if (const auto note = n.Child("note")) f.note = note->Text();
      f.source = n.Attribute("source");
      f.confiance = TrustNamed(n.Attribute("confiance"));
      if (n.Has("montant")) f.montant = Amount(n.Attribute("montant"));
      if (n.Has("majoration_pct")) f.majoration_pct = Number(n.Attribute("majoration_pct"));
      r.forfaits.push_back(std::move(f));
    }
    std::set<std::string> codes, labels;
    for (const XmlNode& n : root.Children("indicateur")) {
      RospIndicator i = Indicator(n);
      if (!codes.insert(i.code).second) return n.Wrong("code twice: " + i.code);
      for (const std::string& label : i.libelles)
        if (!labels.insert(label).second) return n.Wrong("a label of another indicator: " + i.code);
      if (Status s = CheckObjectives(n, i); !s.ok()) return s.error();
      r.indicateurs.push_back(std::move(i));
    }
    return r;
  }

 private:
  static RospIndicator Indicator(const XmlNode& n) {
    RospIndicator i;
    i.code = n.Attribute("code");
    i.theme = n.Attribute("theme");
    i.sens = n.Attribute("sens");
    i.unite = n.Attribute("unite");
    i.remplace = n.Attribute("remplace");
    i.pondere = n.Attribute("pondere") == "oui";
    i.declare = n.Attribute("declare") == "oui";
    i.libelle = n.Child("libelle")->Text();
    i.libelles.push_back(FoldKey(i.libelle));
    for (const XmlNode& other : n.Children("autre_libelle"))
      i.libelles.push_back(FoldKey(other.Text()));
    if (const auto note = n.Child("note")) i.note = note->Text();
    i.points = CellOf(n.Child("points"));
    i.objectif_intermediaire = CellOf(n.Child("objectif_intermediaire"));
    i.objectif_cible = CellOf(n.Child("objectif_cible"));
    i.seuil = CellOf(n.Child("seuil"));
    if (const auto seuil = n.Child("seuil")) i.seuil_en_boites = seuil->Has("unite");
    return i;
  }

  static Status CheckObjectives(const XmlNode& n, const RospIndicator& i) {
    for (const char* name : {"points", "objectif_intermediaire", "objectif_cible", "seuil"}) {
      const auto cell = n.Child(name);
      if (!cell) continue;
      const bool unknown = cell->Attribute("confiance") == "inconnu";
      if (cell->Has("valeur") == unknown)
        return cell->Wrong(unknown ? "inconnu, yet it has a valeur" : "valeur is missing");
    }
    if (i.organisation() == n.Child("objectif_cible").has_value())
      return n.Wrong(i.organisation() ? "oui_non items have no objectives" : "no objectives");
    const auto &oi = i.objectif_intermediaire.valeur, &oc = i.objectif_cible.valeur;
    if (oi && oc &&
        (i.sens == "hausse" ? oc->ToDouble() < oi->ToDouble() : oc->ToDouble() > oi->ToDouble()))
      return n.Wrong("the objectives run against sens: " + i.code);
    return {};
  }
};

}  // namespace

const char* Name(RospTrust trust) {
  switch (trust) {
    case RospTrust::kPrinted:
      return "imprime";
    case RospTrust::kOfficial:
      return "officiel";
    case RospTrust::kSecondary:
      return "secondaire";
    case RospTrust::kDeduced:
      return "deduit";
    case RospTrust::kMemory:
      return "memoire";
    case RospTrust::kUnknown:
      return "inconnu";
  }
  return "inconnu";
}

RospTrust Weaker(RospTrust a, RospTrust b) { return std::max(a, b); }

const RospIndicator* RospRegime::ByCode(const std::string& code) const {
  for (const RospIndicator& i : indicateurs)
    if (i.code == code) return &i;
  return nullptr;
}

const RospIndicator* RospRegime::ByLabel(const std::string& libelle) const {
  const std::string key = FoldKey(libelle);
  for (const RospIndicator& i : indicateurs)
    if (!key.empty() && std::count(i.libelles.begin(), i.libelles.end(), key) > 0) return &i;
  return nullptr;
}

const RospFormula* RospRegime::FormulaOf(int annee) const {
  for (const RospFormula& f : formules)
    if (f.debut <= annee && annee <= f.fin) return &f;
  return nullptr;
}

const RospTotal* RospRegime::TotalOf(int annee) const {
  for (const RospTotal& t : totaux)
    if (t.debut <= annee && annee <= t.fin) return &t;
  return nullptr;
}

std::vector<std::string> RospGrids::regimes() const {
  std::vector<std::string> ids;
  for (const auto& [id, regime] : impl_->regimes) ids.push_back(id);
  return ids;
}

Result<RospGrids> RospGrids::Load(const std::string& templates_dir) {
  Result<XmlSchema> schema = XmlSchema::Load(templates_dir + "/schema/rosp.rng");
  if (!schema.ok()) return schema.error();
  const std::string dir = templates_dir + "/rosp";
  std::vector<std::string> paths;
  std::error_code ec;
  for (fs::directory_iterator it(dir, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".xml") paths.push_back(it->path().string());
  if (ec)
    return Error{
        .code = ErrorCode::kTemplate, .message = "cannot be read: " + ec.message(), .file = dir};
  if (paths.empty())
    return Error{.code = ErrorCode::kTemplate, .message = "no ROSP grid here", .file = dir};
  std::sort(paths.begin(), paths.end());
  auto impl = std::make_shared<Impl>();
  for (const std::string& path : paths) {
    Result<XmlFile> file = XmlFile::Read(path);
    if (!file.ok()) return file.error();
    if (Status s = schema->Validate(*file); !s.ok()) return s.error();
    Result<RospRegime> regime = Reader().Read(*file);
    if (!regime.ok()) return regime.error();
    const std::string id = regime->id;
    if (!impl->regimes.emplace(id, std::move(regime.value())).second)
      return file->root().Wrong("regime twice: " + id);
  }
  RospGrids grids;
  grids.impl_ = std::move(impl);
  return grids;
}

}  // namespace riposte
