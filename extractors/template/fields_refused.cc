// What stands where a value is looked for and has its form, but is something else: the number of
// another letter, a past time, an office without a name. And what is printed with a value and is no
// part of it. Each rule names the print that it was made for.
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "extractors/template/fields.h"
#include "extractors/template/names.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

bool Has(std::string_view s, const RE2& re) { return RE2::PartialMatch({s.data(), s.size()}, re); }

// Capitals of a picture that stand elsewhere in the letter with an accent: «ANGOULEME», «Angoulême,
// le 22 mai».
bool LacksAccent(const std::string& said, const std::string& letter) {
  static const RE2 capitals("(?:^|[^\\p{L}])([A-Z]{4,})"), word("(\\p{L}+)");
  std::set<std::string> plain;
  re2::StringPiece rest(said);
  for (std::string found; RE2::FindAndConsume(&rest, capitals, &found);) plain.insert(Plain(found));
  if (plain.empty()) return false;
  re2::StringPiece all(letter);
  for (std::string found; RE2::FindAndConsume(&all, word, &found);)
    if (found.size() > Plain(found).size() && plain.contains(Plain(found))) return true;
  return false;
}

// The hit without its first `bytes`.
void DropFirst(size_t bytes, Hit* hit) {
  hit->ranges[0].begin += bytes;
  hit->text.erase(0, bytes);
  hit->value = hit->text;
}

void Consume(const RE2& lead, Hit* hit) {
  re2::StringPiece rest(hit->text);
  if (hit->ranges.size() == 1 && RE2::Consume(&rest, lead) && !rest.empty())
    DropFirst(hit->text.size() - rest.size(), hit);
}

}  // namespace

void FieldReader::Tidy(const FieldSpec& field, Hit* hit) const {
  const std::string& id = field.id;
  if (id.starts_with("reference")) {
    // «2 0 2 5 - 0 7»: the letters of a heading stand apart.
    static const RE2 apart("\\S(?: \\S){4,}");
    if (auto* code = std::get_if<std::string>(&hit->value); code && RE2::FullMatch(*code, apart))
      std::erase(*code, ' ');
  }
  // «14 h 15, à l’antenne de la caisse»
  static const RE2 hour("(?i)^(?:[àa]\\s)?[0-9]{1,2}\\s?(?:h|heures?|:)\\s?[0-9]{0,2}\\s?,\\s*");
  if (id.ends_with("_lieu")) Consume(hour, hit);
  // A group of words stands without the article before it.
  static const RE2 article("(?i)^(?:les|des|aux)\\s+");
  if (id == "prescriptions_visees" || id == "groupe_comparaison" || id == "exclusions")
    Consume(article, hit);
  // «97704 SAINT-DENIS» and, on the next line, «MESSAGERIE CEDEX 9».
  if (id.ends_with("adresse") && !hit->ranges.empty() && !hit->ranges.back().empty()) {
    static const RE2 cedex("^(?:\\p{Lu}[\\p{Lu}'’ -]* )?CEDEX(?: [0-9]{1,2})?$");
    const TextLine& line =
        text_.lines()[static_cast<size_t>(text_.LineAt(hit->ranges.back().end - 1))];
    for (const TextLine& below : text_.lines()) {
      const double gap = below.box.top - line.box.bottom;
      if (below.page != line.page || below.box.center_y() <= line.box.bottom ||
          gap > 0.8 * line.height || below.box.left > line.box.right ||
          below.box.right < line.box.left || !Has(text_.At(below.range), cedex))
        continue;
      hit->text += " " + std::string(text_.At(below.range));
      hit->value = hit->text;
      hit->ranges.push_back(below.range);
      break;
    }
  }
  // «Saint-Lô, le 30 juin 2025», the line over the title.
  static const RE2 dateline("^\\p{Lu}[^0-9,]*, l[ea] (?:[0-9]{1,2}|1er) \\p{Ll}+ 20[0-9]{2}\\s+");
  if (id == "objet" && hit->ranges.size() == 1) Consume(dateline, hit);
  // «Mise sous accord préalable» and, on the next line, «Du 1er juin au 30 septembre 2026».
  static const RE2 span(
      "[\\p{L})] (Du [0-9]{1,2}(?:er)? \\p{L}+ (?:20[0-9]{2} )?au [0-9]{1,2}[^.;:]*)$");
  if (re2::StringPiece below; id == "objet" && !hit->ranges.empty() &&
                              RE2::PartialMatch(hit->text, span, &below) &&
                              hit->ranges.back().end - hit->ranges.back().begin > below.size()) {
    hit->ranges.back().end -= below.size() + 1;
    hit->text.resize(hit->text.size() - below.size() - 1);
    hit->value = hit->text;
  }
  // «… la réception de cette notification | Correspondant : M. X»: the label of the next line.
  static const RE2 label("(\\s\\p{Lu}[\\p{L}'’]+(?: \\p{Ll}+)?)$"), colon("^\\s?:");
  re2::StringPiece next;
  if (id == "delai_point_depart" && hit->ranges.size() == 1 &&
      Has(std::string_view(text_.text()).substr(hit->ranges[0].end, 8), colon) &&
      RE2::PartialMatch(hit->text, label, &next) && next.size() < hit->text.size()) {
    hit->ranges[0].end -= next.size();
    hit->text.resize(hit->text.size() - next.size());
    hit->value = hit->text;
  }
  if (!id.starts_with("reference") || hit->ranges.size() != 1) return;
  // «MED12-2025-000731 DU 24/11/2025»: its date is no part of it.
  static const RE2 with_date("(?i)(\\s+(?:du|en date du|,)\\s*[0-9]{1,2}[/. ].*)$");
  re2::StringPiece tail;
  if (RE2::PartialMatch(hit->text, with_date, &tail) && tail.size() < hit->text.size()) {
    hit->ranges[0].end -= std::min(tail.size(), hit->ranges[0].end - hit->ranges[0].begin);
    hit->text.resize(hit->text.size() - tail.size());
    hit->value = hit->text;
  }
  // «n° CTX-83/2026»: what a code is called is no part of it.
  static const RE2 called("^(?i:n[°ºo]|num[ée]ro)\\s*:?\\s*");
  Consume(called, hit);
  // «Référence VC | VC/83-25-017»: the label's last word says what the code begins with.
  if (id != "reference") return;
  const size_t space = hit->text.find(' ');
  if (space == std::string::npos) return;
  const std::string_view text = hit->text, rest = text.substr(space + 1);
  if (rest.size() > space && rest.starts_with(text.substr(0, space)) &&
      std::string_view("/-._").find(rest[space]) != std::string_view::npos)
    DropFirst(space + 1, hit);
}

std::string FieldReader::WhyNot(const Context& c, const Hit& hit) {
  const std::string& id = c.field.id;
  const std::string_view said = hit.text;
  const bool placed = !hit.ranges.empty();
  const size_t at = placed ? hit.ranges[0].begin : 0;
  if (id.starts_with("reference")) {
    // «Décompte n° FMT43-0001187 – RPPS 10951687333»
    static const RE2 of_doctor("(?i)^(?:n[°ºo]\\s*)?(?:RPPS|AM|ADELI|FINESS|SIRET|SIREN)\\b");
    if (Has(said, of_doctor)) return "is a number of the doctor's";
    // A code that begins with a date is the row of a table.
    static const RE2 dated("^[0-3][0-9]/[01][0-9]/20[0-9]{2}\\s");
    if (Has(said, dated)) return "begins with a date";
  }
  if (id == "reference") {
    // The number of the registered letter is no reference of the file, nor a town below the label.
    static const RE2 other(
        "^0[1-9](?:[ .]?[0-9]{2}){4}$|^[0-9]{5} \\p{Lu}[\\p{L}'’ -]+[0-9]{0,2}$");
    if (!FindAll(ValueType::kLrar, said).empty() || Has(said, other))
      return "is the number of a registered letter, a telephone or a town";
    // «Avis n° 7» counts what was given that year.
    static const RE2 count("[0-9]{1,2}");
    if (RE2::FullMatch(hit.text, count)) return "counts the acts of a year";
  }
  if (placed &&
      (id == "reference" || c.field.type == ValueType::kRpps || c.field.type == ValueType::kAm)) {
    const std::vector<Typed>& posted = Values(ValueType::kLrar);
    if (std::any_of(posted.begin(), posted.end(),
                    [&](const Typed& v) { return v.range.Overlaps(hit.ranges[0]); }))
      return "is a part of the number of a registered letter";
  }
  if (placed && IsNumeric(c.field.type) && IsOfAnother(c.field, text_.text(), hit.ranges[0]))
    return "says something else";
  // «7 € pour 800 patients», «le rapport entre votre patientèle et 800»: what the convention counts
  // points for.
  static const RE2 formula(
      "(?i)(?:€ pour|euros pour|divis[ée]e?s? par|rapport[ée]e?s? à|[a-zéè] et|à|base "
      "de|[/÷])\\s?$");
  if ((id == "points" || id == "patientele_mt") && placed && hit.text == "800" &&
      Has(text_.At({at > 24 ? at - 24 : 0, at}), formula))
    return "is what points are counted for";
  // «Patients sans recours depuis deux ans»: a time that is over is no limit.
  static const RE2 over(
      "(?i)\\b(?:depuis|pendant|durant|il y a|voici)\\s(?:plus de |moins de |les )?$");
  if (id == "delai_annonce" && placed && Has(text_.At({at > 24 ? at - 24 : 0, at}), over))
    return "is over";
  // «Vos réf. : courrier LR 1A …»: the doctor's own registered letter.
  if (id == "numero_lrar" && placed) {
    static const RE2 doctors(
        "(?i)\\b(?:vos?|votre|v/) ?"
        "(?:r[ée]f|courrier|lettre|envoi|recommand|pli|recours|r[ée]clam)");
    const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(at))];
    if (Has(text_.At({line.range.begin, std::max(line.range.begin, at)}), doctors))
      return "is a letter of the doctor's";
  }
  // «vous étiez accompagné du docteur X, médecin généraliste à Morteau»: the colleague's.
  static const RE2 helper("(?i)(?:accompagn|assist)\\p{Ll}+\\s+(?:du |de |d['’]|par )?[^.;]*$");
  if (id == "praticien_specialite" && placed && Has(text_.At({at > 70 ? at - 70 : 0, at}), helper))
    return "is a colleague's";
  // A title without its label: the doctor's address, labels of a column and numbers are none.
  if (id == "objet" && c.t.direction == Direction::kAbove) {
    static const RE2 town("\\b[0-9]{5}\\s\\p{Lu}"), number("(?i)^\\S{1,20}\\sn[°º]|^n[°º]");
    static const RE2 labels("(?i)\\b(?:courriel|t[ée]l[ée]phone|dossier n[°º]|arriv[ée]e? au)\\b");
    if (Has(said, town) || Has(said, number) || Has(said, labels)) return "is no title";
  }
  // «EUROS», the heading of the next column.
  static const RE2 heading("[\\p{Lu}€]+");
  if (id == "motif" && RE2::FullMatch(hit.text, heading)) return "is no reason";
  // «La Directrice», under which no name was made out.
  static const RE2 office(
      "(?i)^(?:(?:pour )?(?:le|la|l['’])\\s?)?(?:sous-)?(?:direct(?:eur|rice)|pr[ée]sidente?|"
      "responsable|m[ée]decin[ -]conseil|secr[ée]taire|adjointe?|cheff?e?)(?:[ -]"
      "(?:g[ée]n[ée]rale?|adjointe?|comptable|financi[eè]re?|de service))*[,.]?$");
  if ((c.t.as == As::kPerson || c.t.as == As::kName || id.ends_with("signataire")) &&
      Has(said, office))
    return "is an office";
  // «(signature)» stands for what is to be written there.
  static const RE2 to_fill(
      "(?i)^\\(?(?:signatures?|cachet|date|nom|lu et approuvé)[^()]{0,30}\\)?$");
  if (id == "assistance" && Has(said, to_fill)) return "is to be filled in";
  // «Pour la directrice et par délégation, le directeur adjoint»: who signs for the fund.
  static const RE2 signs("(?i)^(?:pour|p/o)\\s(?:le|la|l['’])\\s?direct(?:eur|rice|ion)\\b");
  if (id == "assistance" && Has(said, signs)) return "signs for the fund";
  // «Mme Zoé ROANNE, secrétariat médical, 04 67 00 93 26»
  static const RE2 desk(
      "(?i)^[^\\n]{0,60}(?:\\bsecr[ée]tariat\\b|\\b0[1-9](?:[ .]?[0-9]{2}){4}\\b)");
  if (id == "signataire" && !hit.ranges.empty()) {
    const TextLine& line =
        text_.lines()[static_cast<size_t>(text_.LineAt(hit.ranges.back().begin))];
    const size_t from = hit.ranges.back().end;
    if (from < line.range.end && Has(text_.At({from, line.range.end}), desk))
      return "is whom to ask";
  }
  // Whom to ask is somebody at the fund's desk, whatever doctor a label names.
  if (id == "interlocuteur" && StartsWithDoctor(hit.text)) return "is a doctor";
  return "";
}

void FieldReader::Doubt(const FieldSpec& field, Hit* hit) const {
  if (hit->ranges.empty()) return;
  // «Votre réclamation | reçue le 19 mai 2025»: the label left of it dates something else.
  if (field.id == "date_lettre" && hit->where == "pattern") {
    static const RE2 other(
        "(?i)\\b(?:r[ée]clamation|recours|demande|contestation|"
        "rendez-vous|(?:votre|vos|v/) ?(?:courrier|lettre|r[ée]ponse|observations))\\b");
    const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(hit->ranges[0].begin))];
    for (int i : text_.RowRightOf(line.page, line.row, 0)) {
      const TextLine& beside = text_.lines()[static_cast<size_t>(i)];
      const std::string_view said = text_.At(beside.range);
      if (beside.box.right <= line.box.left && said.size() < 40 && Has(said, other)) {
        hit->doubts.push_back("weak_anchor");
        break;
      }
    }
  }
  const TextLine& first = text_.lines()[static_cast<size_t>(text_.LineAt(hit->ranges[0].begin))];
  if (field.id.ends_with("adresse") && text_.FromPicture(first.page) &&
      LacksAccent(hit->text, text_.text()))
    hit->doubts.push_back("look_alike_letters");
  // «P/o le directeur,» badly read over «la directrice adjointe».
  static const RE2 head("(?i)\\bdirect(?:eur|rice)\\b[^.;]{0,30},?\\s*$");
  if (field.id == "signataire_qualite" && text_.FromPicture(first.page))
    for (const TextLine& above : text_.lines())
      if (above.page == first.page && above.box.center_y() < first.box.top &&
          above.box.bottom > first.box.top - first.height && above.box.left < first.box.right &&
          first.box.left < above.box.right && Has(text_.At(above.range), head))
        hit->doubts.push_back("weak_anchor");
  // «par votre silence à l’issue du délai de quinze jours»: a time that has run.
  static const RE2 run("(?i)(?:issue|terme|expiration|fin|pass[ée])\\s[^.;]{0,20}$");
  const size_t at = hit->ranges[0].begin;
  if (field.id == "delai_annonce" && Has(text_.At({at > 40 ? at - 40 : 0, at}), run))
    hit->doubts.push_back("weak_anchor");
  // «annuler l’indu à concurrence de 1085,00 €», «ne peut être maintenu à hauteur de»: not what is
  // left to pay.
  static const RE2 annulled("(?i)\\b(?:annul|abandon|d[ée]charg|remis|ne peut|ne saurait)[^;]*$");
  if (field.id == "montant" && Has(text_.At({at > 90 ? at - 90 : 0, at}), annulled))
    hit->doubts.push_back("weak_anchor");
  // «Objet : Notification de payer» and, right under it, «Article L133-4 …»: perhaps its second
  // line.
  if (field.id == "objet" && !hit->ranges.back().empty()) {
    static const RE2 another(
        "^(?i:docteur|madame|monsieur|ma[iî]tre|m\\.|mme|cher|ch[èe]re|p\\.\\s?j|pi[èe]ces?|n/|v/|"
        "nos?\\b|vos?\\b|votre|notre|r[ée]f|lrar|lettre recommand|recommand|date|copie)|:");
    const TextLine& line =
        text_.lines()[static_cast<size_t>(text_.LineAt(hit->ranges.back().end - 1))];
    for (const TextLine& below : text_.lines()) {
      const double gap = below.box.top - line.box.bottom;
      if (below.page != line.page || std::abs(below.box.left - line.box.left) > 6 ||
          std::abs(gap) > 0.35 * line.height || below.box.center_y() <= line.box.bottom)
        continue;
      if (!Has(text_.At(below.range), another)) hit->doubts.push_back("incomplete_text");
    }
  }
}

}  // namespace riposte
