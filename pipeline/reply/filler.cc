// Sections first (what goes need not be known), then tables, then fields; a second look for
// anything of ours that is left makes a defect loud instead of a letter with a hole.
#include "pipeline/reply/filler.h"

#include <algorithm>

#include "pipeline/reply/pictures.h"
#include "pipeline/reply/template_styles.h"
#include "pipeline/reply/text_nodes.h"
#include "pipeline/reply/typography.h"
#include "pipeline/reply/writer_only.h"

namespace riposte::reply {
namespace {

constexpr std::string_view kDraftSection = "projet";
constexpr std::string_view kArguments = "arguments";     // all groups
constexpr std::string_view kArgumentsOf = "arguments_";  // of one group
constexpr std::string_view kEnclosures = "arguments_pieces";
constexpr std::string_view kArgument = "argument";  // the pattern in one of these
constexpr std::string_view kArgumentText = "argument.texte";
constexpr std::string_view kArgumentPieces = "argument.pieces";
constexpr std::string_view kForThePen = "………………………";  // no piece is known
constexpr std::string_view kFacts = "faits";          // as many as the letter states, then blanks
constexpr std::string_view kFact = "fait";            // the pattern in it
constexpr std::string_view kFactNumber = "fait.n";
constexpr std::string_view kFactText = "fait.texte";
constexpr std::string_view kFactPieces = "fait.pieces";
// The union is named where the doctor's written agreement lets this section stand, nowhere else.
constexpr std::string_view kUnion = "syndicat";
constexpr std::string_view kUnionName = "reponse.syndicat_nom";
constexpr std::string_view kSentenceForThePen = "………………………………………………………………………………………";
// Longer than any field of a letter: a page that was read as one value.
constexpr size_t kMaxField = 2000;

// Writer wants every section's name to be its own: «ratio.2» has the condition of «ratio».
std::string RuleName(const std::string& name) { return name.substr(0, name.find('.')); }

// A copy to stand beside its pattern. Writer gives lists an xml:id, which may stand once only, and
// lets the next list go on from it.
xmlNode* CopyOf(const xmlNode* pattern) {
  xmlNode* copy = xmlCopyNode(const_cast<xmlNode*>(pattern), 1);
  const auto is_list = [](const xmlNode* n) { return Is(n, kText, "list"); };
  std::vector<xmlNode*> lists = Descendants(copy, is_list);
  if (is_list(copy)) lists.push_back(copy);
  for (xmlNode* n : lists) {
    xmlUnsetNsProp(n, xmlSearchNs(n->doc, n, BAD_CAST "xml"), BAD_CAST "id");
    if (xmlAttr* next = xmlHasNsProp(n, BAD_CAST "continue-list", BAD_CAST kText.data()))
      xmlRemoveProp(next);
  }
  return copy;
}

class Filling {
 public:
  Filling(LetterTemplate letter, const Catalogue& catalogue, const LetterRule& rule,
          Resolver& resolver, bool draft, const std::vector<PlacedArgument>& arguments,
          const Pictures& pictures, const std::vector<PlacedFact>& facts)
      : letter_(std::move(letter)),
        arguments_(arguments),
        facts_(facts),
        pictures_(pictures),
        catalogue_(catalogue),
        rule_(rule),
        resolver_(resolver),
        draft_(draft) {
    out_.doc = std::move(letter_.doc);
    root_ = xmlDocGetRootElement(out_.doc.get());
    text_ns_ = xmlSearchNsByHref(out_.doc.get(), root_, BAD_CAST kText.data());
  }

  Result<Filled> Run() {
    if (!text_ns_) return Wrong(root_, "not a flat ODF text document");
    if (Status s = CheckAllowed(out_.doc.get(), letter_.file); !s.ok()) return s.error();
    if (Status s = CheckUnion(); !s.ok()) return s.error();
    SetCurlyApostrophes(root_);  // of the template alone: values are not in yet
    for (auto step : {&Filling::Picked, &Filling::Sections, &Filling::Tables, &Filling::Fields})
      if (Status s = (this->*step)(); !s.ok()) return s.error();
    SetNoBreakSpaces(root_);
    StripToPlainOdf(out_.doc.get());
    return std::move(out_);
  }

 private:
  Error Wrong(const xmlNode* at, std::string message) const {
    return TemplateError(letter_.file, LineOf(at), std::move(message));
  }

  Status CheckUnion() const {
    for (const xmlNode* field : FieldsBelow(root_)) {
      if (Attribute(field, "name", kText) != kUnionName) continue;
      if (rule_.never_union) return Wrong(field, "this letter never names the union");
      bool agreed = false;
      for (const xmlNode* n = field->parent; n != nullptr; n = n->parent)
        agreed =
            agreed || (Is(n, kText, "section") && RuleName(Attribute(n, "name", kText)) == kUnion);
      if (!agreed) return Wrong(field, "the union is named in a section 'syndicat' only");
    }
    return {};
  }

  void Miss(const std::vector<std::string>& ids) {
    for (const std::string& id : ids)
      if (std::find(out_.missing.begin(), out_.missing.end(), id) == out_.missing.end())
        out_.missing.push_back(id);
  }

  const SectionRule* FindSection(const std::string& name) const {
    if (auto own = rule_.sections.find(name); own != rule_.sections.end()) return &own->second;
    auto shared = catalogue_.shared_sections.find(name);
    return shared == catalogue_.shared_sections.end() ? nullptr : &shared->second;
  }

  Result<bool> Keeps(const xmlNode* section) {
    const std::string name = RuleName(Attribute(section, "name", kText));
    if (name == kDraftSection) return draft_;
    const SectionRule* rule = FindSection(name);
    if (!rule) return Wrong(section, "section '" + name + "' is not declared in lettres.xml");
    Result<Truth> t = resolver_.Condition(rule->condition, catalogue_.letters_file);
    if (!t.ok()) return t.error();
    if (!t->missing.empty() && !rule->drop_if_unknown) Miss(t->missing);
    return t->missing.empty() && t->holds;
  }

  Status Picked() {
    for (const PickedRows& picked : rule_.picked) {
      Result<std::string> vain = resolver_.PickedInVain(picked);
      if (!vain.ok()) return vain.error();
      if (vain->empty()) continue;
      Miss({picked.fact});
      out_.why[picked.fact] = std::move(*vain);
    }
    return {};
  }

  // Outermost first: a section inside one that goes is never asked.
  Status Sections() {
    const auto section = [](const xmlNode* n) { return Is(n, kText, "section"); };
    while (true) {
      const std::vector<xmlNode*> left = Descendants(root_, section);
      if (left.empty()) return {};
      xmlNode* n = left.front();
      const std::string name = RuleName(Attribute(n, "name", kText));
      if (name == kArguments || name.starts_with(kArgumentsOf) || name == kFacts) {
        if (Status s = PlaceArguments(n, name); !s.ok()) return s;
        continue;
      }
      Result<bool> keeps = Keeps(n);
      if (!keeps.ok()) return keeps.error();
      *keeps ? Unwrap(n) : Remove(n);
    }
  }

  // A paragraph of a section of arguments: field -> its text.
  using Texts = std::map<std::string_view, std::string>;

  static std::string Joined(const std::vector<std::string>& pieces) {
    std::string out;
    for (const std::string& p : pieces) out += (out.empty() ? "" : " ; ") + p;
    return out.empty() ? std::string(kForThePen) : out;
  }

  std::vector<Texts> FactTexts() const {
    std::vector<Texts> out;
    while (out.size() < rule_.most_facts) {
      const PlacedFact none{std::string(kSentenceForThePen), {}};
      const PlacedFact& f = out.size() < facts_.size() ? facts_[out.size()] : none;
      out.push_back({{kFactNumber, std::to_string(out.size() + 1)},
                     {kFactText, f.text},
                     {kFactPieces, Joined(f.pieces)}});
    }
    return out;
  }

  std::vector<Texts> TextsFor(const std::string& section) const {
    if (section == kFacts) return FactTexts();
    std::vector<Texts> out;
    for (const PlacedArgument& a : arguments_) {
      if (section == kEnclosures) {
        for (const std::string& e : a.enclosures)
          if (std::find(out.begin(), out.end(), Texts{{kArgumentText, e}}) == out.end())
            out.push_back({{kArgumentText, e}});
      } else if (section == kArguments || section == std::string(kArgumentsOf) + a.group) {
        out.push_back({{kArgumentText, a.text}, {kArgumentPieces, Joined(a.pieces)}});
      }
    }
    return out;
  }

  // The section's pattern, a section «argument», stands once for each text; without any, all goes.
  Status PlaceArguments(xmlNode* section, const std::string& name) {
    const std::string one(name == kFacts ? kFact : kArgument);
    const std::vector<xmlNode*> patterns = Descendants(section, [&](const xmlNode* n) {
      return Is(n, kText, "section") && RuleName(Attribute(n, "name", kText)) == one;
    });
    if (patterns.size() != 1)
      return Wrong(section, "section '" + name + "' must hold one section '" + one + "'");
    const std::vector<Texts> all = TextsFor(name);
    if (all.empty()) {
      Remove(section);
      return {};
    }
    xmlNode* pattern = patterns.front();
    for (const Texts& texts : all) {
      // Child by child: a copy declares its namespaces on itself, so it must stay.
      for (const xmlNode* child = pattern->children; child; child = child->next) {
        xmlNode* copy = CopyOf(child);
        xmlAddPrevSibling(pattern, copy);
        if (copy->type != XML_ELEMENT_NODE) continue;
        for (xmlNode* field : FieldsBelow(copy))
          if (const auto text = texts.find(Attribute(field, "name", kText)); text != texts.end())
            if (Status s = Place(field, std::string(text->first), Resolved{{text->second}, {}});
                !s.ok())
              return s;
      }
    }
    Remove(pattern);
    Unwrap(section);
    return {};
  }

  static void Unwrap(xmlNode* section) {
    while (section->children) xmlAddPrevSibling(section, section->children);
    Remove(section);
  }

  Status Tables() {
    for (xmlNode* n : Descendants(root_, [](const xmlNode* n) { return Is(n, kTable, "table"); })) {
      const auto rule = rule_.tables.find(Attribute(n, "name", kTable));
      if (rule == rule_.tables.end()) continue;
      if (Status s = FillTable(n, rule->first, rule->second); !s.ok()) return s;
    }
    return {};
  }

  Status FillTable(xmlNode* table, const std::string& name, const TableRule& rule) {
    const std::vector<xmlNode*> rows = Descendants(table, [](const xmlNode* n) {
      return Is(n, kTable, "table-row") && !Is(n->parent, kTable, "table-header-rows");
    });
    if (rows.size() != 1)
      return Wrong(table, "table '" + name + "' must have one pattern row below its heading");
    std::vector<std::string> missing;
    Result<int> count = resolver_.CountRows(rule, missing);
    if (!count.ok()) return count.error();
    Miss(missing);
    for (int row = 1; row <= *count; ++row) {
      xmlNode* copy = CopyOf(rows.front());
      xmlAddPrevSibling(rows.front(), copy);
      if (Status s = FillRow(copy, name, rule, row); !s.ok()) return s;
    }
    Remove(*count == 0 ? table : rows.front());
    return {};
  }

  // Fields of a row are named «table.column»; the others are left to Fields().
  Status FillRow(xmlNode* row, const std::string& name, const TableRule& rule, int index) {
    for (xmlNode* field : FieldsBelow(row)) {
      const std::string id = Attribute(field, "name", kText);
      if (!id.starts_with(name + ".")) continue;
      const auto column = rule.columns.find(id.substr(name.size() + 1));
      if (column == rule.columns.end())
        return Wrong(field, "column '" + id + "' is not declared in lettres.xml");
      Result<Resolved> r = resolver_.Cell(rule, column->second, index);
      if (Status s = Place(field, id, std::move(r)); !s.ok()) return s;
    }
    return {};
  }

  Status Fields() {
    for (xmlNode* field : FieldsBelow(root_)) {
      const std::string id = Attribute(field, "name", kText);
      const std::optional<std::string> picture = IsPicture(id);
      const Status s = picture ? Draw(field, id, *picture) : Place(field, id, resolver_.Field(id));
      if (!s.ok()) return s;
    }
    return {};
  }

  Status Draw(xmlNode* field, const std::string& id, const std::string& file) {
    if (!KnownPicture(file)) return Wrong(field, "no picture '" + id + "'");
    const auto svg = pictures_.find(file);
    if (svg != pictures_.end()) return PlacePicture(field, svg->second);
    Miss({id});
    Remove(field);
    return {};
  }

  Status Place(xmlNode* field, const std::string& id, Result<Resolved> r) {
    if (!r.ok()) {
      if (!r.error().file.empty()) return r.error();
      return Wrong(field, r.error().message);
    }
    size_t size = 0;
    for (std::string& line : r->lines) size += (line = Printable(line)).size();
    if (r->missing.empty() && !r->blank && (size == 0 || size > kMaxField)) r->missing = {id};
    Miss(r->missing);
    if (r->missing.empty() && !r->blank) {
      std::string& used = out_.used[id];
      used.clear();
      for (const std::string& line : r->lines) used += (used.empty() ? "" : "\n") + line;
    }
    ReplaceByText(field, text_ns_, r->lines);
    return {};
  }

  static std::vector<xmlNode*> FieldsBelow(xmlNode* root) {
    return Descendants(root, [](const xmlNode* n) { return Is(n, kText, "user-field-get"); });
  }

  LetterTemplate letter_;
  const std::vector<PlacedArgument>& arguments_;
  const std::vector<PlacedFact>& facts_;
  const Pictures& pictures_;
  const Catalogue& catalogue_;
  const LetterRule& rule_;
  Resolver& resolver_;
  const bool draft_;
  xmlNode* root_ = nullptr;
  xmlNs* text_ns_ = nullptr;
  Filled out_;
};

}  // namespace

Result<LetterTemplate> LoadLetterTemplate(const std::string& dir, const std::string& kind) {
  LetterTemplate letter;
  letter.file = dir + "/replies/" + kind + ".fodt";
  Result<XmlDoc> doc = ReadXml(letter.file);
  if (!doc.ok()) return doc.error();
  Result<XmlDoc> styles = ReadXml(dir + "/replies/styles.fodt");
  if (!styles.ok()) return styles.error();
  letter.doc = std::move(doc.value());
  LayStylesOver(letter.doc.get(), styles->get());
  return letter;
}

Result<Filled> Fill(LetterTemplate letter, const Catalogue& catalogue, const LetterRule& rule,
                    Resolver& resolver, bool draft, const std::vector<PlacedArgument>& arguments,
                    const Pictures& pictures, const std::vector<PlacedFact>& facts) {
  return Filling(std::move(letter), catalogue, rule, resolver, draft, arguments, pictures, facts)
      .Run();
}

namespace {

// As it is read: what ODF writes as an element for white space is a space.
void AppendWords(const xmlNode* n, std::string& out) {
  for (const xmlNode* c = n->children; c; c = c->next) {
    if (c->type == XML_TEXT_NODE) out += reinterpret_cast<const char*>(c->content);
    if (c->type != XML_ELEMENT_NODE) continue;
    if (Is(c, kText, "s") || Is(c, kText, "tab") || Is(c, kText, "line-break")) out += ' ';
    AppendWords(c, out);
  }
}

}  // namespace

std::string WordsOf(xmlDoc* doc) {
  std::string out;
  for (const xmlNode* n : Descendants(xmlDocGetRootElement(doc), [](const xmlNode* n) {
         return Is(n, kText, "p") || Is(n, kText, "h");
       })) {
    AppendWords(n, out);
    out += '\n';
  }
  return out;
}

std::vector<std::string> Unplaced(const LetterTemplate& letter, const LetterRule& rule) {
  std::vector<std::string> sections, tables, out;
  xmlNode* root = xmlDocGetRootElement(letter.doc.get());
  for (const xmlNode* n : Descendants(root, [](const xmlNode* n) {
         return Is(n, kText, "section") || Is(n, kTable, "table");
       })) {
    if (Is(n, kText, "section"))
      sections.push_back(RuleName(Attribute(n, "name", kText)));
    else
      tables.push_back(Attribute(n, "name", kTable));
  }
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& [name, s] : rule.sections)
    if (!has(sections, name)) out.push_back("section '" + name + "'");
  for (const auto& [name, t] : rule.tables)
    if (!has(tables, name)) out.push_back("table '" + name + "'");
  return out;
}

}  // namespace riposte::reply
