// The filler on templates of a few lines: fields, sections, tables, what is refused, what can never
// be injected.
#include "pipeline/reply/filler.h"

#include <catch2/catch.hpp>

#include "pipeline/reply/letter.h"
#include "pipeline/reply/odt.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

std::string Field(const std::string& id) {
  return "<text:user-field-get text:name=\"" + id + "\">‹" + id + "›</text:user-field-get>";
}
std::string Para(const std::string& inside) { return "<text:p>" + inside + "</text:p>\n"; }
std::string Section(const std::string& name, const std::string& inside) {
  return "<text:section text:name=\"" + name + "\">" + inside + "</text:section>\n";
}

class Trial {
 public:
  TemplateFolder folder;
  FakeSource source;

  Result<WrittenLetter> Write(const std::string& body, const std::string& rules = "",
                              const std::string& values = "", bool draft = true) {
    folder.WriteLetter("essai", body);
    folder.WriteRules(rules, values);
    Result<Catalogue> c = Catalogue::Load(folder.path());
    if (!c.ok()) return c.error();
    return WriteLetter(folder.path(), *c, "essai", source, {.draft = draft, .piece = "P1"});
  }
  std::string Text(const std::string& body, const std::string& rules = "",
                   const std::string& values = "", bool draft = true) {
    Result<WrittenLetter> l = Write(body, rules, values, draft);
    if (!l.ok()) return l.error().ToString();
    std::string missing;
    for (const std::string& m : l->missing) missing += " " + m;
    return l->missing.empty() ? TextOf(l->odt) : "missing:" + missing;
  }
  std::string Refusal(const std::string& body, const std::string& rules = "",
                      const std::string& values = "") {
    Result<WrittenLetter> l = Write(body, rules, values);
    return l.ok() ? "(none)" : l.error().ToString();
  }
};

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a field of the vocabulary becomes text of its type", "[reply]") {
  Trial t;
  t.source.texts = {{"r:texte('date_lettre')", "2025-06-18"},
                    {"r:texte('ij_prescrites')", "12458"}};
  CHECK(t.Text(Para("du " + Field("date_lettre") + " : " + Field("ij_prescrites") + " IJ")) ==
        "du 18\u00A0juin\u00A02025\u00A0: 12\u202F458 IJ\n");
}

TEST_CASE("only pictures that the program draws have a place", "[reply]") {
  Trial t;
  CHECK(Holds(t.Refusal(Para(Field("image.photo"))), "no picture 'image.photo'"));
  CHECK(Holds(t.Refusal(Para(Field("image.../../etc/passwd"))), "no picture"));
  CHECK(t.Text(Para(Field("image.ij-arrets"))) == "missing: image.ij-arrets");
}

TEST_CASE("an unknown, empty or doubtful value refuses the letter and is named", "[reply]") {
  Trial t;
  t.source.texts = {{"r:texte('reference')", "  "}, {"r:texte('date_lettre')", "le 18"}};
  t.source.possible = {{"r:texte('ij_prescrites')", {"ij_prescrites"}}};
  CHECK(t.Text(Para(Field("reference") + Field("ij_prescrites") + Field("date_lettre") +
                    Field("reference"))) == "missing: reference ij_prescrites date_lettre");
}

TEST_CASE("a value longer than any field of a letter refuses it", "[reply]") {
  Trial t;
  t.source.texts = {{"r:texte('objet')", std::string(2001, 'x')}};
  CHECK(t.Text(Para(Field("objet"))) == "missing: objet");
  t.source.texts = {{"r:texte('objet')", std::string(2000, 'x')}};
  CHECK(t.Text(Para(Field("objet"))) == std::string(2000, 'x') + "\n");
}

TEST_CASE("text from a scan is only ever text", "[reply]") {
  struct Case {
    const char *value, *text;
  };
  for (const Case& c : {
           Case{"</text:p><text:p>x", "</text:p><text:p>x"},
           {"<text:user-field-get text:name=\"objet\"/>",
            "<text:user-field-get text:name=\"objet\"/>"},
           {"{objet} ${x} &amp; &#10; ]]>", "{objet} ${x} &amp; &#10; ]]>"},
           {"form\ffeed\x01\x1b[31m", "formfeed[31m"},
           {"a\u202Eb\u200Bc\uFEFF\u2028d", "abcd"},
           {"bad \xff\xc3 bytes", "bad \uFFFD\uFFFD bytes"},
           {"two   spaces\tand tab", "two   spaces\tand tab"},
           {"=HYPERLINK(\"http://x\")", "=HYPERLINK(\"http://x\")"},
       }) {
    Trial t;
    t.source.texts = {{"r:texte('objet')", c.value}};
    INFO(c.value);
    Result<WrittenLetter> l = t.Write(Para("A" + Field("objet") + "Z"));
    REQUIRE(l.ok());
    CHECK(TextOf(l->odt) == std::string("A") + c.text + "Z\n");
    // One paragraph, no field, no link: the structure is the template's.
    const std::string content = ReadFromOdt(l->odt, "content.xml").value();
    Result<XmlDoc> doc = ParseXml(content, "content.xml");
    REQUIRE(doc.ok());
    const auto made = Descendants(xmlDocGetRootElement(doc->get()), [](const xmlNode* n) {
      return NamespaceOf(n) == kText && LocalName(n) != "s" && LocalName(n) != "tab";
    });
    CHECK(made.size() == 1);
  }
}

TEST_CASE("lines of an address are joined by line breaks", "[reply]") {
  Trial t;
  t.source.texts = {{"r:texte('praticien_adresse')", "Bât. 2 / 12 rue X / 44000 NANTES"}};
  CHECK(t.Text(Para(Field("adresse")), "",
               "<valeur id=\"adresse\" libelle=\"adresse\" "
               "lire=\"r:texte('praticien_adresse')\" format=\"lignes\"/>") ==
        "Bât. 2\n12 rue X\n44000 NANTES\n");
}

TEST_CASE("sections stay, go, or refuse the letter", "[reply]") {
  const std::string body =
      Para("a") + Section("x", Para("b") + Section("y", Para("c"))) + Para("d");
  const std::string rules = "<section nom=\"x\" si=\"vx\"/><section nom=\"y\" si=\"vy\"/>";
  Trial t;
  t.source.truths = {{"vx", true}, {"vy", true}};
  CHECK(t.Text(body, rules) == "a\nb\nc\nd\n");
  t.source.truths = {{"vx", true}, {"vy", false}};
  CHECK(t.Text(body, rules) == "a\nb\nd\n");
  // What stands inside a section that goes is not even asked.
  t.source.truths = {{"vx", false}};
  CHECK(t.Text(body, rules) == "a\nd\n");
  t.source.truths = {{"vx", true}};
  t.source.possible = {{"vy", {"ratio"}}};
  CHECK(t.Text(body, rules) == "missing: ratio");
  CHECK(t.Text(body,
               "<section nom=\"x\" si=\"vx\"/><section nom=\"y\" si=\"vy\" "
               "inconnu=\"retirer\"/>") == "a\nb\nd\n");
}

TEST_CASE("a section may stand several times under numbered names", "[reply]") {
  Trial t;
  t.source.truths = {{"v", true}};
  CHECK(t.Text(Section("x", Para("a")) + Section("x.2", Para("b")),
               "<section nom=\"x\" si=\"v\"/>") == "a\nb\n");
}

TEST_CASE("the draft mark goes when the letter is approved", "[reply]") {
  Trial t;
  const std::string body = Section("projet", Para("PROJET")) + Para("a");
  CHECK(t.Text(body, "", "", true) == "PROJET\na\n");
  CHECK(t.Text(body, "", "", false) == "a\n");
}

TEST_CASE("a pattern row is repeated for each row of its source", "[reply]") {
  const std::string body =
      "<table:table table:name=\"t\"><table:table-column/>"
      "<table:table-header-rows><table:table-row><table:table-cell>" +
      Para("head") +
      "</table:table-cell></table:table-row></table:table-header-rows>"
      "<table:table-row><table:table-cell>" +
      Para(Field("t.d") + "|" + Field("reference")) +
      "</table:table-cell></table:table-row></table:table>" + Para("end");
  const std::string rules =
      "<tableau nom=\"t\" lignes=\"delais/delai[@piece=$piece]\">"
      "<cellule nom=\"d\" chemin=\"@d\" format=\"date\" exige=\"@ok\"/></tableau>";
  const std::string rows = "(delais/delai[@piece='P1'])";
  Trial t;
  t.source.texts = {{"string(count(" + rows.substr(1, rows.size() - 2) + "))", "2"},
                    {"string(" + rows + "[1]/@d)", "2025-06-18"},
                    {"string(" + rows + "[2]/@d)", "2025-07-01"},
                    {"r:texte('reference')", "R"}};
  t.source.truths = {{"boolean(" + rows + "[1][@ok])", true},
                     {"boolean(" + rows + "[2][@ok])", true}};
  CHECK(t.Text(body, rules) ==
        "head\n18\u00A0juin\u00A02025|R\n1er\u00A0juillet\u00A02025|R\nend\n");
  SECTION("a row whose cell is not to be relied on refuses the letter") {
    t.source.truths["boolean(" + rows + "[2][@ok])"] = false;
    CHECK(t.Text(body, rules) == "missing: d");
  }
  SECTION("no row: the table goes with its heading") {
    t.source.texts["string(count(" + rows.substr(1, rows.size() - 2) + "))"] = "0";
    CHECK(t.Text(body, rules) == "end\n");
  }
}

TEST_CASE("choices: the first that holds, unknown ones passed over or refusing", "[reply]") {
  const std::string values =
      "<valeur id=\"v\" libelle=\"v\"><choix si=\"f\">Madame la Directrice</choix>"
      "<choix si=\"m\" inconnu=\"refuser\">Monsieur <champ id=\"reference\"/>!</choix>"
      "<sinon/></valeur>";
  const std::string body = Para("[" + Field("v") + "]");
  Trial t;
  t.source.texts = {{"r:texte('reference')", "R"}};
  t.source.truths = {{"f", true}, {"m", true}};
  CHECK(t.Text(body, "", values) == "[Madame la Directrice]\n");
  t.source.truths = {{"f", false}, {"m", true}};
  CHECK(t.Text(body, "", values) == "[Monsieur R!]\n");
  t.source.truths = {{"f", false}, {"m", false}};
  CHECK(t.Text(body, "", values) == "[]\n");  // empty on purpose
  t.source.truths = {{"m", false}};
  t.source.possible = {{"f", {"signataire_qualite"}}};
  CHECK(t.Text(body, "", values) == "[]\n");
  t.source.truths = {{"f", false}};
  t.source.possible = {{"m", {"signataire_qualite"}}};
  CHECK(t.Text(body, "", values) == "missing: signataire_qualite");
}

TEST_CASE("broken templates are refused with file and line", "[reply]") {
  Trial t;
  t.source.truths = {{"v", true}};
  t.source.texts = {{"r:texte('objet')", "x"}};
  const auto refused = [&](const std::string& body, const std::string& rules,
                           const std::string& part) {
    const std::string refusal = t.Refusal(body, rules);
    INFO(refusal);
    CHECK(Holds(refusal, part));
  };
  refused(Para("a") + Para(Field("ij_prescrits")), "",
          "essai.fodt:5: unknown field 'ij_prescrits'");
  refused(Section("z", Para("a")), "", "essai.fodt:4: section 'z' is not declared");
  refused(Para("a"), "<section nom=\"z\" si=\"v\"/>", "section 'z' is declared for 'essai'");
  refused(Para("a"), "<section nom=\"z\" si=\"v\"/><section nom=\"z\" si=\"v\"/>", "twice");
  refused(Para("a"), "<section nom=\"z\"/>", "lettres.xml:1:");
  refused(Section("z", Para("a")), "<section nom=\"z\" si=\"unheard-of\"/>", "not expected");
  refused(Para("<text:file-name/>"), "", "text:file-name");
  refused(Para("<text:placeholder text:placeholder-type=\"text\">x</text:placeholder>"), "",
          "text:placeholder");
  refused(Para("<text:date/>"), "", "text:date");
  refused(Para("<draw:frame><draw:image xlink:href=\"../x.png\"/></draw:frame>"), "", "draw:image");
  refused(Para("<text:a xlink:href=\"file:///etc/passwd\">x</text:a>"), "", "http(s) or mailto");
  refused(Para("<loext:content-control>hole</loext:content-control>"), "", "hole in the text");
  refused("<text:tracked-changes/>" + Para("a"), "", "tracked changes");
  refused("<text:p>", "", "essai.fodt:");
}

TEST_CASE("a template with a DTD is refused", "[reply]") {
  Trial t;
  t.folder.WriteRules("");
  t.folder.Write("essai.fodt",
                 "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>");
  Result<Catalogue> c = Catalogue::Load(t.folder.path());
  REQUIRE(c.ok());
  Result<WrittenLetter> l = WriteLetter(t.folder.path(), *c, "essai", t.source, {});
  REQUIRE_FALSE(l.ok());
  CHECK(l.error().code == ErrorCode::kTemplate);
}

TEST_CASE("what is Writer's own does not leave with the letter", "[reply]") {
  Trial t;
  const std::string body =
      "<text:sequence-decls><text:sequence-decl text:name=\"Illustration\"/></text:sequence-decls>"
      "<text:user-field-decls><text:user-field-decl text:name=\"objet\"/></text:user-field-decls>" +
      Para(
          "a<text:bookmark text:name=\"b\"/><text:soft-page-break/>"
          "<office:annotation><text:p>note to self</text:p></office:annotation>"
          "<text:span loext:x=\"1\">b</text:span>");
  Result<WrittenLetter> l = t.Write(body);
  REQUIRE(l.ok());
  CHECK(TextOf(l->odt) == "ab\n");
  const std::string content = ReadFromOdt(l->odt, "content.xml").value();
  for (const char* gone : {"loext", "decl", "bookmark", "annotation", "soft-page-break"}) {
    INFO(gone);
    CHECK_FALSE(Holds(content, gone));
  }
}

TEST_CASE("shared styles go before the letter's own copies", "[reply]") {
  Trial t;
  t.folder.WriteRules("");
  const std::string flat =
      "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
      "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
      "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">"
      "<office:styles><style:style style:name=\"Corps\" style:family=\"paragraph\" "
      "style:class=\"%\"/></office:styles><office:automatic-styles>"
      "<style:page-layout style:name=\"pm1\"/><style:style style:name=\"P1\" "
      "style:family=\"paragraph\" style:class=\"%\"/></office:automatic-styles>"
      "<office:master-styles><style:master-page style:name=\"Lettre\" "
      "style:page-layout-name=\"pm1\"><style:header><text:p text:style-name=\"P1\">%</text:p>"
      "</style:header></style:master-page></office:master-styles>"
      "<office:body><office:text><text:p text:style-name=\"P1\">a</text:p></office:text>"
      "</office:body></office:document>";
  const auto with = [&](const std::string& mark) {
    std::string s = flat;
    for (size_t at = s.find('%'); at != std::string::npos; at = s.find('%')) s.replace(at, 1, mark);
    return s;
  };
  t.folder.Write("essai.fodt", with("own"));
  t.folder.Write("styles.fodt", with("shared"));
  Result<Catalogue> c = Catalogue::Load(t.folder.path());
  REQUIRE(c.ok());
  Result<WrittenLetter> l = WriteLetter(t.folder.path(), *c, "essai", t.source, {});
  REQUIRE(l.ok());
  const std::string styles = ReadFromOdt(l->odt, "styles.xml").value();
  const std::string content = ReadFromOdt(l->odt, "content.xml").value();
  CHECK(Holds(styles, "shared"));
  CHECK_FALSE(Holds(styles, "own"));
  // The same automatic name in both files means two styles.
  CHECK(Holds(styles, "text:style-name=\"commun_P1\""));
  CHECK(Holds(content, "text:style-name=\"P1\""));
  CHECK(Holds(content, "style:class=\"own\""));
}

}  // namespace
}  // namespace riposte::reply
