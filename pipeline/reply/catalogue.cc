// The schemas carry the shape; this file only turns valid documents into structs and checks what a
// grammar cannot say (double ids, known formats).
#include "pipeline/reply/catalogue.h"

#include <algorithm>

#include "pipeline/reply/xml.h"

namespace riposte::reply {
namespace {

Status ReadFormat(const xmlNode* n, const std::string& file, std::string& format,
                  FormatOptions& options) {
  if (const std::string name = Attribute(n, "format"); !name.empty()) format = name;
  const auto& known = FormatNames();
  if (std::find(known.begin(), known.end(), format) == known.end()) {
    std::string list;
    for (const std::string& k : known) list += (list.empty() ? "" : ", ") + k;
    return TemplateError(file, LineOf(n), "unknown format '" + format + "'; known: " + list);
  }
  if (const std::string d = Attribute(n, "decimales"); !d.empty()) options.decimals = d[0] - '0';
  const std::string forms = Attribute(n, "formes");
  if (const size_t bar = forms.find('|'); bar != std::string::npos)
    options.forms = {forms.substr(0, bar), forms.substr(bar + 1)};
  if (format == "accord" && options.forms.size() != 2)
    return TemplateError(file, LineOf(n), "format accord needs formes=\"singulier|pluriel\"");
  return {};
}

SectionRule ReadSection(const xmlNode* n) {
  return {{Attribute(n, "si"), LineOf(n)}, Attribute(n, "inconnu") == "retirer"};
}

Result<TableRule> ReadTable(const xmlNode* n, const std::string& file) {
  TableRule table;
  table.rows = {Attribute(n, "lignes"), LineOf(n)};
  for (const xmlNode* c : Elements(n)) {
    Column column;
    column.name = Attribute(c, "nom");
    column.path = {Attribute(c, "chemin"), LineOf(c)};
    column.require = {Attribute(c, "exige"), LineOf(c)};
    column.empty = Attribute(c, "vide");
    if (Status s = ReadFormat(c, file, column.format, column.options); !s.ok()) return s.error();
    const std::string name = column.name;
    if (!table.columns.emplace(name, std::move(column)).second)
      return TemplateError(file, LineOf(c), "column '" + name + "' is declared twice");
  }
  return table;
}

void ReadFacts(const xmlNode* n, LetterRule& letter) {
  letter.most_facts = static_cast<size_t>(Attribute(n, "combien")[0] - '0');
  for (const xmlNode* c : Elements(n)) {
    FactSource source{Attribute(c, "force"), Attribute(c, "groupe"), {}, {}};
    if (LocalName(c) == "fait") {
      source.condition = {Attribute(c, "si"), LineOf(c)};
      source.parts = ReadParts(c);
    }
    letter.facts.push_back(std::move(source));
  }
}

Result<LetterRule> ReadLetter(const xmlNode* n, const std::string& file) {
  LetterRule letter;
  letter.line = LineOf(n);
  ReplyKind& kind = letter.kind;
  kind.id = Attribute(n, "id");
  kind.title = Attribute(n, "titre");
  kind.for_types = Words(Attribute(n, "types"));
  kind.base_name = Attribute(n, "base");
  kind.condition = Attribute(n, "si");
  kind.required = Attribute(n, "exige");
  kind.to_fund = Attribute(n, "a_la_caisse") == "oui";
  if (const std::string m = Attribute(n, "moment"); !m.empty()) kind.moment = m;
  if (const std::string e = Attribute(n, "evenement"); !e.empty()) kind.event = e;
  letter.never_union = Attribute(n, "syndicat") == "jamais";
  letter.whole_dossier = Attribute(n, "faits") == "dossier";
  if (const std::string p = Attribute(n, "pages_max"); !p.empty()) letter.max_pages = p[0] - '0';
  for (const xmlNode* c : Elements(n)) {
    if (LocalName(c) == "faits") {
      ReadFacts(c, letter);
      continue;
    }
    if (LocalName(c) == "choisies") {
      letter.picked.push_back({Attribute(c, "fait"),
                               {Attribute(c, "si"), LineOf(c)},
                               {Attribute(c, "parmi"), LineOf(c)}});
      continue;
    }
    const std::string name = Attribute(c, "nom");
    bool fresh = true;
    if (LocalName(c) == "section") {
      fresh = letter.sections.emplace(name, ReadSection(c)).second;
    } else {
      Result<TableRule> table = ReadTable(c, file);
      if (!table.ok()) return table.error();
      fresh = letter.tables.emplace(name, std::move(table.value())).second;
    }
    if (!fresh) return TemplateError(file, LineOf(c), "'" + name + "' is declared twice");
  }
  return letter;
}

Result<DerivedValue> ReadValue(const xmlNode* n, const std::string& file) {
  DerivedValue value;
  value.id = Attribute(n, "id");
  value.label = Attribute(n, "libelle");
  value.line = LineOf(n);
  std::vector<const xmlNode*> ways;
  if (!Attribute(n, "lire").empty()) ways.push_back(n);
  for (const xmlNode* c : Elements(n)) ways.push_back(c);
  for (const xmlNode* w : ways) {
    Choice choice;
    if (w != n) choice.condition = {Attribute(w, "si"), LineOf(w)};
    choice.refuse_if_unknown = Attribute(w, "inconnu") == "refuser";
    choice.read = {Attribute(w, "lire"), LineOf(w)};
    if (choice.read.xpath.empty()) choice.parts = ReadParts(w);
    if (Status s = ReadFormat(w, file, choice.format, choice.options); !s.ok()) return s.error();
    value.choices.push_back(std::move(choice));
  }
  return value;
}

Result<XmlDoc> ReadValid(const std::string& path, const std::string& schema) {
  Result<XmlDoc> doc = ReadXml(path);
  if (!doc.ok()) return doc;
  if (Status s = ValidateXml(doc->get(), path, schema); !s.ok()) return s.error();
  return doc;
}

}  // namespace

const LetterRule* Catalogue::Find(const std::string& kind) const {
  for (const LetterRule& l : letters)
    if (l.kind.id == kind) return &l;
  return nullptr;
}

Result<Catalogue> Catalogue::Load(const std::string& dir) {
  Catalogue c;
  c.letters_file = dir + "/replies/lettres.xml";
  c.values_file = dir + "/replies/valeurs.xml";
  Result<XmlDoc> letters = ReadValid(c.letters_file, dir + "/schema/replies-lettres.rng");
  if (!letters.ok()) return letters.error();
  for (const xmlNode* n : Elements(xmlDocGetRootElement(letters->get()))) {
    if (LocalName(n) == "section") {
      const std::string name = Attribute(n, "nom");
      if (!c.shared_sections.emplace(name, ReadSection(n)).second)
        return TemplateError(c.letters_file, LineOf(n), "'" + name + "' is declared twice");
      continue;
    }
    Result<LetterRule> letter = ReadLetter(n, c.letters_file);
    if (!letter.ok()) return letter.error();
    if (c.Find(letter->kind.id))
      return TemplateError(c.letters_file, LineOf(n),
                           "'" + letter->kind.id + "' is declared twice");
    c.letters.push_back(std::move(letter.value()));
  }
  Result<XmlDoc> values = ReadValid(c.values_file, dir + "/schema/replies-valeurs.rng");
  if (!values.ok()) return values.error();
  for (const xmlNode* n : Elements(xmlDocGetRootElement(values->get()))) {
    Result<DerivedValue> value = ReadValue(n, c.values_file);
    if (!value.ok()) return value.error();
    const std::string id = value->id;
    if (!c.values.emplace(id, std::move(value.value())).second)
      return TemplateError(c.values_file, LineOf(n), "'" + id + "' is declared twice");
  }
  return c;
}

}  // namespace riposte::reply
