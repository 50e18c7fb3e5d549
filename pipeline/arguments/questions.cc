// The schema carries the shape. An answer is checked when it is given, because later nobody would
// look at it again.
#include "pipeline/arguments/questions.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "extractors/template/vocabulary.h"
#include "extractors/values/nir.h"
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

}  // namespace

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

Status NoPatient(std::string_view text) {
  if (!HoldsNir(text) && !LooksLikeNir(text)) return {};
  return Error{.code = ErrorCode::kUsage,
               .message = "a social-security number may not be recorded",
               .hint = "patients are counts and case numbers"};
}

Status Questionnaire::CheckAnswer(std::string_view fact, std::string_view text) const {
  if (Status s = NoPatient(text); !s.ok()) return s;
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
