// The schema carries the shape. An answer is checked when it is given, because later nobody would
// look at it again.
#include "pipeline/arguments/questions.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "extractors/template/vocabulary.h"
#include "extractors/values/value.h"
#include "pipeline/xml/xml.h"

namespace riposte {
namespace {

constexpr std::string_view kPrefix = "reponse.";

Error Refused(const AskedQuestion& q, const std::string& takes) {
  return Error{.code = ErrorCode::kUsage,
               .message = "«reponse." + q.id + "» takes " + takes,
               .hint = q.text};
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words) text += (text.empty() ? "" : ", ") + w;
  return text;
}

// The key of the first 13 characters: 97 - n mod 97, Corsica counted as 19 and 18 (arrêté of 1982).
int NirKey(std::string thirteen) {
  if (thirteen.at(6) == 'A') thirteen.replace(5, 2, "19");
  if (thirteen.at(6) == 'B') thirteen.replace(5, 2, "18");
  int remainder = 0;
  for (const char c : thirteen) remainder = (remainder * 10 + (c - '0')) % 97;
  return 97 - remainder;
}

}  // namespace

bool HoldsNir(std::string_view text) {
  // Sex, year, month, département, commune, order, then perhaps the key; apart by at most one mark.
  static const RE2 nir(
      R"((?:^|[^0-9A-Za-z])([1278])[ .\-]?([0-9]{2})[ .\-]?([0-9]{2})[ .\-]?([0-9]{2}|2[ABab]))"
      R"([ .\-]?([0-9]{3})[ .\-]?([0-9]{3})(?:[ .\-/]{0,3}([0-9]{2}))?(?:$|[^0-9]))");
  // No-break and narrow spaces are spaces here.
  std::string plain(text);
  for (const std::string_view space : {"\u00A0", "\u202F", "\u2009", "\u2011"})
    for (size_t at = plain.find(space); at != std::string::npos; at = plain.find(space, at))
      plain.replace(at, space.size(), " ");
  std::string sex, year, month, place, commune, order, key;
  re2::StringPiece rest(plain);
  while (RE2::FindAndConsume(&rest, nir, &sex, &year, &month, &place, &commune, &order, &key)) {
    for (char& c : place) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    const std::string thirteen = sex + year + month + place + commune + order;
    if (key.empty() ? month >= "01" && month <= "12" : NirKey(thirteen) == std::stoi(key))
      return true;
    // The mark after this number may be the one before the next.
    if (rest.data() > plain.data()) rest = re2::StringPiece(rest.data() - 1, rest.size() + 1);
    key.clear();
  }
  return false;
}

Result<Questionnaire> Questionnaire::Load(const std::string& dir) {
  const std::string file = dir + "/arguments/questions.xml";
  Result<xml::XmlDoc> doc = xml::ReadXml(file);
  if (!doc.ok()) return doc.error();
  if (Status s = xml::ValidateXml(doc->get(), file, dir + "/schema/questions.rng"); !s.ok())
    return s.error();
  Questionnaire out;
  std::set<std::string> ids;
  for (const xmlNode* section : xml::Elements(xmlDocGetRootElement(doc->get())))
    for (const xmlNode* n : xml::Elements(section)) {
      AskedQuestion q{.id = xml::Attribute(n, "id"),
                      .type = xml::Attribute(n, "type"),
                      .choices = xml::Words(xml::Attribute(n, "choix")),
                      .types = xml::Words(xml::Attribute(n, "courriers")),
                      .section = xml::Attribute(section, "titre"),
                      .text = xml::FlowedText(n),
                      .line = xml::LineOf(n)};
      if (!ids.insert(q.id).second)
        return xml::TemplateError(file, q.line, "question '" + q.id + "' is declared twice");
      if ((q.type == "choix") == q.choices.empty())
        return xml::TemplateError(file, q.line, "'choix' goes with type=\"choix\"");
      for (const std::string& type : q.types)
        if (!IsDocumentType(type))
          return xml::TemplateError(file, q.line, "unknown document type '" + type + "'");
      out.all_.push_back(std::move(q));
    }
  return out;
}

const AskedQuestion* Questionnaire::Find(std::string_view fact) const {
  if (!fact.starts_with(kPrefix)) return nullptr;
  const std::string_view id = fact.substr(kPrefix.size());
  const auto it =
      std::find_if(all_.begin(), all_.end(), [&](const AskedQuestion& q) { return q.id == id; });
  return it == all_.end() ? nullptr : &*it;
}

Status Questionnaire::CheckAnswer(std::string_view fact, std::string_view text) const {
  if (HoldsNir(text))
    return Error{.code = ErrorCode::kUsage,
                 .message = "a social-security number may not be recorded",
                 .hint = "patients are counts and case numbers"};
  if (fact.starts_with("reponse.joindre_") && text != "oui" && text != "non")
    return Error{.code = ErrorCode::kUsage, .message = std::string(fact) + " takes oui or non"};
  if (fact.starts_with("reponse.argument_")) {
    static const std::set<std::string_view> orders = {"observations", "commission", "recours",
                                                      "interne", "ecarte"};
    if (!orders.contains(text))
      return Error{.code = ErrorCode::kUsage,
                   .message = std::string(fact) + " takes " +
                              "observations, commission, recours, interne or ecarte"};
  }
  const AskedQuestion* q = Find(fact);
  if (q == nullptr) return {};
  if (q->type == "oui_non" && text != "oui" && text != "non") return Refused(*q, "oui or non");
  if (q->type == "choix" && std::count(q->choices.begin(), q->choices.end(), text) == 0)
    return Refused(*q, "one of: " + Joined(q->choices));
  if (q->type == "date" && !DateFromIso(std::string(text)))
    return Refused(*q, "a date such as 2025-06-18");
  static const RE2 number(R"([0-9]{1,9}(\.[0-9]{1,6})?)");
  if (q->type == "nombre" && !RE2::FullMatch(re2::StringPiece(text.data(), text.size()), number))
    return Refused(*q, "a number such as 12 or 2.5");
  return {};
}

}  // namespace riposte
