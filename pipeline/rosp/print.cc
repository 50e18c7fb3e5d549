// The result for programs (contract/cli.md, keys in its order) and for a doctor.
#include <fmt/format.h>

#include "extractors/values/format.h"
#include "extractors/values/json.h"
#include "pipeline/rosp/rosp.h"

namespace riposte {
namespace {

void Amount(JsonWriter* w, const char* key, const std::optional<Cents>& amount) {
  w->Key(key);
  if (amount)
    w->Value(*amount);
  else
    w->Null();
}

void Number(JsonWriter* w, const char* key, const std::optional<double>& x, int decimals) {
  w->Key(key);
  if (x)
    w->Number(*x, decimals);
  else
    w->Null();
}

void Text(JsonWriter* w, const char* key, const std::string& text) {
  w->Key(key);
  if (text.empty())
    w->Null();
  else
    w->String(text);
}

void Texts(JsonWriter* w, const char* key, const std::vector<std::string>& texts) {
  w->Key(key);
  w->BeginArray();
  for (const std::string& t : texts) w->String(t);
  w->EndArray();
}

void Line(JsonWriter* w, const RospLine& l) {
  w->BeginObject();
  Text(w, "code", l.code);
  Text(w, "libelle", l.libelle);
  Number(w, "taux_realisation", l.taux_realisation, 4);
  Text(w, "branche", l.branche);
  Number(w, "points_acquis", l.points_acquis, 4);
  Amount(w, "montant", l.montant);
  Amount(w, "montant_verse", l.montant_verse);
  Amount(w, "ecart", l.ecart);
  Text(w, "confiance", Name(l.confiance));
  Texts(w, "basis", l.basis);
  Amount(w, "montant_bas", l.bas);
  Amount(w, "montant_haut", l.haut);
  w->Key("ponderee");
  w->Bool(l.ponderee);
  if (l.autre_lecture) Amount(w, "montant_autre_lecture_du_seuil", l.autre_lecture);
  Text(w, "calcul", l.calcul);
  Text(w, "applique", l.applique);
  Text(w, "explication", l.explication);
  w->EndObject();
}

void Claims(JsonWriter* w, const char* key, const std::vector<RospClaim>& claims) {
  w->Key(key);
  w->BeginArray();
  for (const RospClaim& c : claims) {
    w->BeginObject();
    Text(w, "id", c.id);
    w->Key("regle");
    if (c.regle > 0)
      w->Int(c.regle);
    else
      w->Null();
    Text(w, "fondement", c.fondement);
    Text(w, "texte", c.texte);
    Amount(w, "ecart", c.ecart);
    Text(w, "confiance", Name(c.confiance));
    w->Key("affirmable");
    w->Bool(c.affirmable);
    Text(w, "voie", c.voie);
    Texts(w, "lignes", c.lignes);
    w->EndObject();
  }
  w->EndArray();
}

void Flats(JsonWriter* w, const std::vector<RospResult::Forfait>& forfaits) {
  w->Key("forfaits");
  w->BeginArray();
  for (const RospResult::Forfait& f : forfaits) {
    w->BeginObject();
    Text(w, "code", f.code);
    Text(w, "theme", f.theme);
    Text(w, "libelle", f.libelle);
    Amount(w, "montant", f.montant);
    w->Key("majoration_pct");
    if (f.majoration_pct)
      w->Int(*f.majoration_pct);
    else
      w->Null();
    Text(w, "note", f.note);
    Text(w, "confiance", Name(f.confiance));
    Text(w, "source", f.source);
    w->EndObject();
  }
  w->EndArray();
}

// For people; Name() is for programs.
const char* InWords(RospTrust trust) {
  switch (trust) {
    case RospTrust::kPrinted:
      return "d’après le décompte";
    case RospTrust::kOfficial:
      return "texte officiel";
    case RospTrust::kSecondary:
      return "source secondaire";
    case RospTrust::kDeduced:
      return "déduit, à vérifier";
    case RospTrust::kMemory:
      return "de mémoire, à vérifier";
    case RospTrust::kUnknown:
      return "source inconnue";
  }
  return "";
}

std::string FlatText(const RospResult::Forfait& f) {
  return fmt::format(
      "  {} : {}{} ({} — {})\n", f.libelle,
      f.montant ? FrenchAmount(*f.montant) : fmt::format("+ {} %", f.majoration_pct.value_or(0)),
      f.note.empty() ? "" : ". " + f.note, InWords(f.confiance), f.source);
}

const char* Branch(const std::string& branche) {
  if (branche == "cible") return "objectif cible atteint";
  if (branche == "entre") return "entre les deux objectifs";
  if (branche == "progression") return "progression depuis le départ";
  if (branche == "nul") return "objectif non atteint, pas de progression";
  if (branche == "neutralise") return "neutralisé";
  return "au taux imprimé";
}

std::string Money(const std::optional<Cents>& amount) {
  return amount ? FrenchAmount(*amount) : "inconnu";
}

std::string ClaimText(const RospClaim& c) {
  std::string s =
      fmt::format("  - {}{} : {} [{}]\n", c.affirmable ? "À réclamer" : "À demander",
                  c.ecart ? " (" + FrenchAmount(*c.ecart) + ")" : "", c.texte, c.fondement);
  if (!c.lignes.empty()) {
    s += "    Lignes : ";
    for (size_t i = 0; i < c.lignes.size(); ++i) s += (i ? ", " : "") + c.lignes[i];
    s += "\n";
  }
  return s;
}

std::string LineText(const RospLine& l) {
  std::string s = fmt::format("  {}{}{}\n", l.code,
                              l.code.empty() || l.libelle.empty() ? "" : " — ", l.libelle);
  if (l.montant) {
    if (l.taux_realisation && l.points_acquis)
      s += fmt::format("    {}, taux {} %, points acquis {} : {}", Branch(l.branche),
                       FrenchDouble(*l.taux_realisation, 1), FrenchDouble(*l.points_acquis, 2),
                       FrenchAmount(*l.montant));
    else
      s += "    recalculé : " + FrenchAmount(*l.montant);
    if (l.montant_verse)
      s += fmt::format(" ; versé {}, écart {}", FrenchAmount(*l.montant_verse),
                       FrenchAmount(*l.ecart));
    s += fmt::format(" ({})\n    {}\n", InWords(l.confiance), l.calcul);
    if (l.autre_lecture)
      s += fmt::format("    seuil lu autrement : {}\n", FrenchAmount(*l.autre_lecture));
  }
  if (!l.explication.empty()) s += "    " + l.explication + "\n";
  for (const std::string& b : l.basis) s += "      · " + b + "\n";
  return s;
}

}  // namespace

std::string ToJson(const RospResult& r) {
  JsonWriter w;
  w.BeginObject();
  w.Key("annee");
  w.Int(r.annee);
  Text(&w, "regime", r.regime);
  Text(&w, "arrondi", r.arrondi);
  w.Key("lignes");
  w.BeginArray();
  for (const RospLine& l : r.lignes) Line(&w, l);
  w.EndArray();
  Amount(&w, "total", r.total);
  Amount(&w, "total_verse", r.total_verse);
  Amount(&w, "ecart", r.ecart);
  if (r.total_autre_lecture) {
    Amount(&w, "total_autre_lecture_du_seuil", r.total_autre_lecture);
    Amount(&w, "ecart_des_lectures", Cents{r.total_autre_lecture->value - r.total->value});
  }
  Amount(&w, "maximum", r.maximum);
  Text(&w, "maximum_confiance", Name(r.maximum_confiance));
  Claims(&w, "reclamations", r.reclamations);
  Claims(&w, "bureau", r.bureau);
  Amount(&w, "net", r.net);
  if (r.sauvegarde) {
    w.Key("sauvegarde");
    w.BeginObject();
    Amount(&w, "a_90", r.sauvegarde->a_90);
    Amount(&w, "a_100", r.sauvegarde->a_100);
    w.EndObject();
  }
  w.Key("moyennes_nationales");
  w.BeginArray();
  for (const RospResult::Moyenne& m : r.moyennes) {
    w.BeginObject();
    Text(&w, "population", m.population);
    Amount(&w, "montant", m.montant);
    Text(&w, "note", m.note);
    Text(&w, "confiance", Name(m.confiance));
    w.EndObject();
  }
  w.EndArray();
  if (!r.forfaits.empty()) Flats(&w, r.forfaits);
  Texts(&w, "avertissements", r.avertissements);
  Text(&w, "conclusion", r.conclusion);
  w.EndObject();
  return w.text();
}

std::string ToText(const RospResult& r) {
  std::string s;
  for (const std::string& warning : r.avertissements) s += "Attention : " + warning + "\n";
  s += r.conclusion + "\n";
  if (!r.lignes.empty()) s += "\nLignes\n";
  for (const RospLine& l : r.lignes) s += LineText(l);
  if (!r.lignes.empty())
    s += fmt::format("\nTotal recalculé : {}\nTotal versé : {}\nÉcart : {}\n", Money(r.total),
                     Money(r.total_verse), Money(r.ecart));
  if (r.total_autre_lecture)
    s += fmt::format("Total si le seuil se lit autrement : {} (différence {})\n",
                     FrenchAmount(*r.total_autre_lecture),
                     FrenchAmount(Cents{r.total_autre_lecture->value - r.total->value}));
  if (r.maximum)
    s += fmt::format("Tous les points : {} ({})\n", FrenchAmount(*r.maximum),
                     InWords(r.maximum_confiance));
  for (const RospResult::Moyenne& m : r.moyennes)
    s += fmt::format("Moyenne nationale, {} : {}{}\n", m.population, FrenchAmount(m.montant),
                     m.note.empty() ? "" : " (" + m.note + ")");
  if (!r.forfaits.empty()) s += "\nMontants connus, par patient et par an\n";
  for (const RospResult::Forfait& f : r.forfaits) s += FlatText(f);
  if (!r.reclamations.empty()) {
    s += "\nÀ soulever auprès de la caisse\n";
    for (const RospClaim& c : r.reclamations) s += ClaimText(c);
    if (!r.reclamations.front().voie.empty()) s += "  Voie : " + r.reclamations.front().voie + "\n";
  }
  if (!r.bureau.empty()) {
    s += "\nPour le bureau seulement, ne pas joindre\n";
    for (const RospClaim& c : r.bureau) s += ClaimText(c);
  }
  return s;
}

}  // namespace riposte
