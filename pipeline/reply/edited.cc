// Writer keeps paragraph styles by name when it saves, but not sections: so the mark is known by
// its style, or by its first word.
#include "pipeline/reply/edited.h"

#include <re2/re2.h>

#include <set>
#include <vector>

#include "extractors/values/format.h"
#include "extractors/values/value.h"
#include "pipeline/reply/filler.h"
#include "pipeline/reply/odt.h"
#include "pipeline/reply/xml.h"

namespace riposte::reply {
namespace {

constexpr std::string_view kMark = "PROJET";
constexpr std::string_view kMarkStyle = "Projet";

bool IsParagraph(const xmlNode* n) { return Is(n, kText, "p") || Is(n, kText, "h"); }

std::string XmlBytes(xmlDoc* doc) {
  xmlChar* bytes = nullptr;
  int size = 0;
  xmlDocDumpMemoryEnc(doc, &bytes, &size, "UTF-8");
  std::string out(reinterpret_cast<const char*>(bytes), size > 0 ? static_cast<size_t>(size) : 0);
  xmlFree(bytes);
  return out;
}

bool BeginsWith(const xmlNode* paragraph, std::string_view words) {
  const std::string text = TextContent(paragraph);
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && std::string_view(text).substr(first).starts_with(words);
}

// «Projet» and the automatic styles that Writer derives from it.
std::set<std::string> MarkStyles(xmlNode* root) {
  std::set<std::string> names = {std::string(kMarkStyle)};
  for (const xmlNode* n :
       Descendants(root, [](const xmlNode* n) { return Is(n, kStyle, "style"); }))
    if (Attribute(n, "parent-style-name", kStyle) == kMarkStyle)
      names.insert(Attribute(n, "name", kStyle));
  return names;
}

void RemoveMark(xmlDoc* styles) {
  xmlNode* root = xmlDocGetRootElement(styles);
  const std::set<std::string> marked = MarkStyles(root);
  const auto is_mark = [&](const xmlNode* n) {
    if (NamespaceOf(n) == kDraw && TextContent(n) == std::string(kMark) + std::string(kMark))
      return true;  // the watermark: its title and its text
    return IsParagraph(n) &&
           (marked.contains(Attribute(n, "style-name", kText)) || BeginsWith(n, kMark));
  };
  // What goes takes its children along, so the tree is looked at anew after each.
  while (true) {
    const std::vector<xmlNode*> left = Descendants(root, is_mark);
    if (left.empty()) return;
    Remove(left.front());
  }
}

// «À Nantes, le …………………»: the day, where the dots still stand.
void FillDay(xmlDoc* content, const std::string& date) {
  const std::optional<Date> day = DateFromIso(date);
  if (!day) return;
  static const RE2 dots("((?:^|[ ,\\x{00A0}])le[ \\x{00A0}])…{3,}[ \\x{00A0}]*$");
  for (xmlNode* p : Descendants(xmlDocGetRootElement(content), IsParagraph)) {
    if (!BeginsWith(p, "À ")) continue;
    xmlNode* last = p->last;
    while (last && last->type == XML_ELEMENT_NODE && last->last) last = last->last;
    if (!last || last->type != XML_TEXT_NODE) continue;
    std::string text(reinterpret_cast<const char*>(last->content));
    if (!RE2::Replace(&text, dots, "\\1" + FrenchDate(*day))) continue;
    xmlNode* fresh = xmlNewDocTextLen(content, BAD_CAST text.data(), static_cast<int>(text.size()));
    xmlReplaceNode(last, fresh);
    xmlFreeNode(last);
  }
}

Error Needs(std::string message) {
  return Error{.code = ErrorCode::kNeedsPerson,
               .message = std::move(message),
               .hint = "change the ODT in Writer, save it, approve again"};
}

Status CheckText(xmlDoc* content) {
  for (const xmlNode* n :
       Descendants(xmlDocGetRootElement(content), [](const xmlNode*) { return true; })) {
    if (Is(n, kText, "tracked-changes") && !Elements(n).empty())
      return Needs(
          "Le suivi des modifications est encore dans la lettre : acceptez-les ou "
          "rejetez-les.");
    if (Is(n, kOffice, "annotation"))
      return Needs("Un commentaire est encore dans la lettre : supprimez-le.");
    if (IsParagraph(n) && BeginsWith(n, kMark))
      return Needs("La mention « PROJET » est encore dans le texte de la lettre : supprimez-la.");
  }
  return {};
}

}  // namespace

Error Forbidden(const std::vector<LintFinding>& found) {
  std::string list;
  for (const LintFinding& f : found)
    list += (list.empty() ? "" : " ") + (f.words.empty() ? "" : "« " + f.words + " » : ") + f.why;
  return Error{ErrorCode::kNeedsPerson, "the letter holds what no letter may say: " + list,
               "change the sentence, or the answer it comes from"};
}

Result<std::string> FinishEdited(const std::string& odt, const std::string& date,
                                 const Lint& lint) {
  if (Status s = CheckOdt(odt); !s.ok()) return s.error();
  std::string out = odt;
  for (const std::string name : {"content.xml", "styles.xml"}) {
    Result<std::string> bytes = ReadFromOdt(odt, name);
    if (!bytes.ok()) return bytes;
    Result<XmlDoc> doc = ParseXml(*bytes, name);
    if (!doc.ok()) return doc.error();
    if (name == "styles.xml") {
      RemoveMark(doc->get());
    } else {
      if (Status s = CheckText(doc->get()); !s.ok()) return s.error();
      FillDay(doc->get(), date);
    }
    if (const auto found = lint.Check(WordsOf(doc->get())); !found.empty()) return Forbidden(found);
    Result<std::string> with = ReplaceInOdt(out, name, XmlBytes(doc->get()));
    if (!with.ok()) return with;
    out = std::move(*with);
  }
  return out;
}

}  // namespace riposte::reply
