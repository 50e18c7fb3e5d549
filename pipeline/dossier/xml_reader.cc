// Reads the tree element by element. The first thing that is wrong is kept with its line and the
// rest is read on with defaults; the caller then gets the error alone.
#include "pipeline/dossier/xml_reader.h"

#include <charconv>
#include <cmath>
#include <set>

#include "pipeline/dossier/rosp_xml.h"
#include "pipeline/dossier/xml_tree.h"

namespace riposte {
namespace {

// Relative, below the dossier's own folder.
bool IsInsidePath(const std::string& path) {
  if (path.starts_with('/') || path.size() > 1024) return false;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    if (path.substr(begin, end - begin) == "..") return false;
    begin = end + 1;
  }
  return true;
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  Result<Dossier> Read(const xmlNode* root) {
    Dossier d;
    if (NameOf(root) != "dossier") {
      Fail(root, "the root element is not «dossier»");
    } else if (Text(root, "version") != "1") {
      Fail(root, "unknown version of the dossier format");
    } else {
      ReadAll(root, d);
    }
    if (error_) return *error_;
    return d;
  }

 private:
  using Node = const xmlNode*;

  void Fail(Node node, const std::string& message) {
    if (error_) return;
    error_ = Error{.code = ErrorCode::kTemplate,
                   .message = std::string(NameOf(node)) + ": " + message,
                   .file = file_,
                   .line = LineOf(node)};
  }

  template <class F>
  static void Each(Node parent, std::string_view name, F&& f) {
    for (Node n = FirstElement(parent); n != nullptr; n = NextElement(n))
      if (NameOf(n) == name) f(n);
  }

  static std::string Text(Node node, const char* name) {
    return AttributeOf(node, name).value_or("");
  }

  std::string Required(Node node, const char* name) {
    std::optional<std::string> v = AttributeOf(node, name);
    if (!v) Fail(node, std::string("attribute ") + name + " is missing");
    return v.value_or("");
  }

  template <class T>
  T Number(Node node, const char* name, const std::string& text) {
    T v{};
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), v);
    if (ec != std::errc{} || end != text.data() + text.size()) {
      Fail(node, std::string("attribute ") + name + " is not a number");
      return T{};
    }
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(v)) Fail(node, std::string("attribute ") + name + " is not finite");
    }
    return v;
  }
  template <class T>
  T Number(Node node, const char* name) {
    return Number<T>(node, name, Required(node, name));
  }
  std::optional<double> MaybeNumber(Node node, const char* name) {
    const std::optional<std::string> text = AttributeOf(node, name);
    if (!text) return std::nullopt;
    return Number<double>(node, name, *text);
  }

  bool Flag(Node node, const char* name) {
    const std::string v = Required(node, name);
    if (v != "true" && v != "false") Fail(node, std::string(name) + " is neither true nor false");
    return v == "true";
  }

  Date ReadDate(Node node, const char* name) {
    const std::optional<Date> d = DateFromIso(Required(node, name));
    if (!d) Fail(node, std::string("attribute ") + name + " is not a date");
    return d.value_or(Date{});
  }

  Duration ReadDuration(Node node, const char* name) {
    const std::optional<Value> d = FromCanonical(ValueType::kDuration, Required(node, name));
    if (!d) Fail(node, std::string("attribute ") + name + " is not a duration");
    return d ? std::get<Duration>(*d) : Duration{};
  }

  // An ISO date kept as text, or nothing.
  std::string IsoText(Node node, const char* name) {
    std::string v = Text(node, name);
    if (!v.empty() && !DateFromIso(v)) {
      Fail(node, std::string("attribute ") + name + " is not a date");
    }
    return v;
  }

  std::string InsidePath(Node node, const char* name) {
    std::string v = Text(node, name);
    if (!IsInsidePath(v)) Fail(node, std::string(name) + " leaves the dossier's folder");
    return v;
  }

  Value ReadValue(Node node) {
    const std::optional<std::string> type_name = AttributeOf(node, "type");
    const std::optional<std::string> text = AttributeOf(node, "valeur");
    if (!type_name) {
      if (text) Fail(node, "has a value without a type");
      return {};
    }
    const std::optional<ValueType> type = ValueTypeNamed(*type_name);
    if (!type) {
      Fail(node, "unknown type «" + *type_name + "»");
      return {};
    }
    if (*type == ValueType::kTextList) return Value(ReadTexts(node, "element"));
    if (!text) {
      Fail(node, "attribute valeur is missing");
      return {};
    }
    const std::optional<Value> value = FromCanonical(*type, *text);
    if (!value) Fail(node, "the value is not of the type «" + *type_name + "»");
    return value.value_or(Value{});
  }

  static TextList ReadTexts(Node node, std::string_view element) {
    TextList list;
    Each(node, element, [&](Node n) { list.push_back(TextOf(n)); });
    return list;
  }

  std::vector<std::string> ReadIds(Node node, std::string_view element) {
    std::vector<std::string> ids;
    Each(node, element, [&](Node n) { ids.push_back(Required(n, "id")); });
    return ids;
  }

  std::vector<Span> ReadSpans(Node node) {
    std::vector<Span> spans;
    Each(node, "lieu", [&](Node n) {
      Span s;
      s.page = Number<int>(n, "page");
      const std::string box = Required(n, "boite");
      double* const sides[] = {&s.box.left, &s.box.top, &s.box.right, &s.box.bottom};
      size_t begin = 0;
      for (double* side : sides) {
        const size_t end = std::min(box.find(' ', begin), box.size());
        *side =
            Number<double>(n, "boite", begin < box.size() ? box.substr(begin, end - begin) : "");
        begin = end + 1;
      }
      if (begin <= box.size()) Fail(n, "boite has more than four numbers");
      spans.push_back(s);
    });
    return spans;
  }

  FactStatus ReadStatus(Node node, const char* name) {
    const std::string v = Required(node, name);
    if (v != "sure" && v != "to_review") Fail(node, "unknown status «" + v + "»");
    return v == "sure" ? FactStatus::kSure : FactStatus::kToReview;
  }

  Fact ReadFact(Node node) {
    Fact f;
    f.value = ReadValue(node);
    f.text = Text(node, "texte");
    f.spans = ReadSpans(node);
    f.confidence = Number<double>(node, "confiance");
    f.status = ReadStatus(node, "statut");
    f.why = ReadIds(node, "pourquoi");
    Each(node, "candidat", [&](Node n) {
      f.candidates.push_back({ReadValue(n), Text(n, "texte"), ReadSpans(n)});
    });
    return f;
  }

  std::vector<Check> ReadChecks(Node node) {
    std::vector<Check> checks;
    Each(node, "controle", [&](Node n) {
      checks.push_back({Required(n, "id"), Required(n, "statut"), Text(n, "detail")});
    });
    return checks;
  }

  void ReadFacts(Node node, std::map<std::string, Fact>& facts) {
    Each(node, "fait", [&](Node n) {
      if (!facts.emplace(Required(n, "id"), ReadFact(n)).second) Fail(n, "stands twice");
    });
  }

  Piece ReadPiece(Node node) {
    Piece p;
    Letter& l = p.letter;
    p.id = Required(node, "id");
    p.file = InsidePath(node, "fichier");
    p.received = IsoText(node, "recu");
    Each(node, "copie", [&](Node c) {
      p.copies.push_back({InsidePath(c, "fichier"), IsoText(c, "recu"), Text(c, "sha256"),
                          Number<int>(c, "item")});
    });
    l.type.value = Required(node, "type");
    l.type.status = ReadStatus(node, "type_statut");
    l.type.why = ReadIds(node, "type_pourquoi");
    l.type.candidates = ReadIds(node, "type_candidat");
    l.type.template_id = Text(node, "gabarit");
    l.type.template_version = Text(node, "gabarit_version");
    l.source = Text(node, "source");
    l.sha256 = Text(node, "sha256");
    l.item = Number<int>(node, "item");
    l.items = Number<int>(node, "items");
    l.first_page = Number<int>(node, "premiere_page");
    l.pages = Number<int>(node, "pages");
    l.urgent = Flag(node, "urgent");
    ReadFacts(node, l.fields);
    Each(node, "table", [&](Node t) {
      std::vector<Row> rows;
      Each(t, "ligne", [&](Node r) { ReadFacts(r, rows.emplace_back()); });
      if (!l.tables.emplace(Required(t, "id"), std::move(rows)).second) Fail(t, "stands twice");
    });
    l.checks = ReadChecks(node);
    l.required = ReadIds(node, "requis");
    l.missing = ReadIds(node, "manquant");
    l.warnings = ReadTexts(node, "avertissement");
    if (!piece_ids_.insert(p.id).second) Fail(node, "two pieces have the same id");
    return p;
  }

  // The id of a piece of this dossier, or nothing.
  std::string PieceRef(Node node, const char* name = "piece") {
    std::string id = Text(node, name);
    if (!id.empty() && !piece_ids_.contains(id)) Fail(node, "there is no piece «" + id + "»");
    return id;
  }

  GivenFact ReadGiven(Node node) {
    GivenFact f;
    f.id = Required(node, "id");
    f.value = ReadValue(node);
    f.author = Text(node, "auteur");
    f.date = IsoText(node, "date");
    f.proof = Text(node, "preuve");
    f.piece = PieceRef(node);
    Each(node, "avant", [&](Node n) {
      f.before.push_back({ReadValue(n), Text(n, "auteur"), IsoText(n, "date"), Text(n, "preuve")});
    });
    return f;
  }

  Event ReadEvent(Node node) {
    return {Required(node, "genre"), IsoText(node, "date"),  Text(node, "preuve"), PieceRef(node),
            Text(node, "auteur"),    IsoText(node, "saisi"), Text(node, "texte")};
  }

  DossierDeadline ReadDeadline(Node node) {
    DossierDeadline d;
    Deadline& c = d.deadline;
    c.rule = Required(node, "regle");
    c.side = Required(node, "cote");
    d.piece = PieceRef(node);
    c.start = ReadDate(node, "debut");
    c.start_kind = Required(node, "debut_nature");
    c.zone = Required(node, "zone");
    c.row = Text(node, "rang");
    c.length = ReadDuration(node, "duree");
    c.rule_length = ReadDuration(node, "duree_regle");
    c.raw = ReadDate(node, "brut");
    c.extended = ReadDate(node, "etendu");
    c.prudent = ReadDate(node, "prudent");
    c.franc = Flag(node, "franc");
    d.provisional = Flag(node, "provisoire");
    d.state = Required(node, "etat");
    c.label = Text(node, "libelle");
    c.if_missed = Text(node, "si_manque");
    c.effect = Text(node, "effet");
    c.form = Text(node, "forme");
    c.extension = Text(node, "report");
    c.rule_set = Text(node, "jeu_de_regles");
    d.basis_note = Text(node, "note");
    c.starts = ReadTexts(node, "depart");
    c.remedies = ReadTexts(node, "recours");
    d.since = IsoText(node, "depuis");
    d.act = PieceRef(node, "acte");
    d.act_date = IsoText(node, "acte_date");
    if (AttributeOf(node, "retard_jours")) d.late_days = Number<int>(node, "retard_jours");
    c.basis = ReadBasis(node);
    c.warnings = ReadTexts(node, "avertissement");
    return d;
  }

  std::vector<Basis> ReadBasis(Node node) {
    std::vector<Basis> basis;
    Each(node, "fondement", [&](Node n) {
      Basis b{Required(n, "article"), Required(n, "code"), Required(n, "confiance"),
              Text(n, "paragraphe"), Date{}};
      if (AttributeOf(n, "version")) b.version = ReadDate(n, "version");
      basis.push_back(b);
    });
    return basis;
  }

  Finding ReadFinding(Node node) {
    Finding f;
    f.id = Required(node, "id");
    f.piece = PieceRef(node);
    f.kind = Required(node, "genre");
    f.state = Required(node, "etat");
    f.label = Text(node, "libelle");
    f.text = Text(node, "texte");
    f.note = Text(node, "note");
    f.looked_for = ReadTexts(node, "cherche");
    f.missing = ReadIds(node, "manquant");
    f.spans = ReadSpans(node);
    f.basis = ReadBasis(node);
    return f;
  }

  IjRiap ReadBetween(Node node) {
    const auto decimal = [&](Node n, const char* name) -> std::optional<Decimal> {
      if (!AttributeOf(n, name)) return std::nullopt;
      const std::optional<Value> v = FromCanonical(ValueType::kDecimal, Text(n, name));
      if (!v) Fail(n, std::string("attribute ") + name + " is not a number");
      return v ? std::get<Decimal>(*v) : Decimal{};
    };
    IjRiap riap;
    riap.periode_debut = DateFromIso(IsoText(node, "debut"));
    riap.periode_fin = DateFromIso(IsoText(node, "fin"));
    Each(node, "volume", [&](Node n) {
      riap.lignes.push_back({.rubrique = Text(n, "rubrique"),
                             .libelle = Required(n, "libelle"),
                             .vous = decimal(n, "vous"),
                             .reference = decimal(n, "reference")});
    });
    return riap;
  }

  IjResult ReadFigures(Node node) {
    IjResult r;
    r.observees = MaybeNumber(node, "observees");
    r.attendues = MaybeNumber(node, "attendues");
    r.ratio = MaybeNumber(node, "ratio");
    r.exces = MaybeNumber(node, "exces");
    r.par_patient_constate = MaybeNumber(node, "constate");
    r.par_patient_attendu = MaybeNumber(node, "attendu");
    r.conclusion = Text(node, "conclusion");
    Each(node, "intervalle", [&](Node n) {
      r.intervalles.push_back({Required(n, "methode"), Number<double>(n, "niveau"),
                               Number<double>(n, "bas"), Number<double>(n, "haut"),
                               Flag(n, "valable"), Text(n, "pourquoi"), MaybeNumber(n, "phi")});
    });
    r.checks = ReadChecks(node);
    Each(node, "contribution", [&](Node n) {
      r.contributions.push_back({Required(n, "strate"), Number<int64_t>(n, "patients"),
                                 Number<double>(n, "observees"), Number<double>(n, "attendues"),
                                 Number<double>(n, "exces")});
    });
    r.phi = MaybeNumber(node, "phi");
    r.diffusable = Flag(node, "diffusable");
    Each(node, "sensibilite", [&](Node n) {
      r.sensibilite.push_back({Required(n, "sans"), Number<double>(n, "ratio"),
                               MaybeNumber(n, "part"), Text(n, "sens_unique") == "true"});
    });
    r.z = MaybeNumber(node, "z");
    r.riap_note = Text(node, "note_riap");
    Each(node, "entonnoir", [&](Node n) {
      r.entonnoir = {Number<size_t>(n, "pairs"),   Number<double>(n, "phi"),
                     Number<double>(n, "tau2"),    Number<double>(n, "bas95"),
                     Number<double>(n, "haut95"),  Number<double>(n, "bas998"),
                     Number<double>(n, "haut998"), MaybeNumber(n, "ratio_retreci")};
    });
    Each(node, "objectif", [&](Node n) {
      r.objectif = {Number<double>(n, "par_patient"), Number<double>(n, "ij"),
                    Number<double>(n, "baisse"), MaybeNumber(n, "par_semaine")};
    });
    Each(node, "ligne_riap", [&](Node n) {
      r.riap.push_back({Text(n, "rubrique"), Required(n, "libelle"), Required(n, "unite"),
                        Number<double>(n, "vous"), Number<double>(n, "reference"),
                        MaybeNumber(n, "rapport"), Number<int64_t>(n, "etoiles"),
                        Flag(n, "saillante"), MaybeNumber(n, "par_mois"),
                        MaybeNumber(n, "reference_par_mois")});
    });
    Each(node, "riap_entre", [&](Node n) {
      r.riap_entre_note = Text(n, "note");
      if (AttributeOf(n, "debut")) r.riap_entre = ReadBetween(n);
    });
    r.etapes = ReadTexts(node, "calcul");
    return r;
  }

  std::vector<FigureInput> ReadInputs(Node node) {
    std::vector<FigureInput> inputs;
    Each(node, "entree", [&](Node n) {
      inputs.push_back({.id = Required(n, "champ"),
                        .row = AttributeOf(n, "ligne") ? Number<int>(n, "ligne") : 0,
                        .column = Text(n, "colonne"),
                        .piece = PieceRef(n),
                        .value = Required(n, "valeur"),
                        .origin = Required(n, "origine"),
                        .spans = ReadSpans(n)});
    });
    return inputs;
  }

  Step ReadStep(Node node) {
    return {IsoText(node, "date"),  Required(node, "quoi"),  Text(node, "cote"),
            Required(node, "etat"), IsoText(node, "depuis"), PieceRef(node),
            Text(node, "note"),     IsoText(node, "limite"), PieceRef(node, "acte")};
  }

  ReplyRecord ReadReply(Node node) {
    ReplyRecord r;
    r.kind = Required(node, "genre");
    r.piece = PieceRef(node);
    r.version = Number<int>(node, "version");
    r.odt = InsidePath(node, "odt");
    r.pdf = InsidePath(node, "pdf");
    r.state = Required(node, "etat");
    r.sha256 = Text(node, "sha256");
    r.odt_sha256 = Text(node, "odt_sha256");
    r.approved_odt_sha256 = Text(node, "odt_approuve_sha256");
    r.drafted_sha256 = Text(node, "projet_sha256");
    r.missing = ReadIds(node, "manquant");
    r.message = Text(node, "message");
    Each(node, "passage", [&](Node n) {
      r.history.push_back({Required(n, "etat"), IsoText(n, "date"), Text(n, "auteur"),
                           Text(n, "sha256"), Text(n, "numero_lrar"), Text(n, "preuve")});
    });
    Each(node, "origine", [&](Node n) {
      r.sources.push_back({Text(n, "fait"), Text(n, "regle"), PieceRef(n), ReadSpans(n)});
    });
    return r;
  }

  void ReadAll(Node root, Dossier& d) {
    d.id = Required(root, "id");
    if (!IsDossierId(d.id)) Fail(root, "the id is not one of a dossier");
    d.procedure = Text(root, "procedure");
    d.etat = Required(root, "etat");
    Each(root, "praticien", [&](Node n) {
      d.rpps = Text(n, "rpps");
      d.am = Text(n, "am");
      d.nom = Text(n, "nom");
    });
    const auto lists = [&](std::string_view list, std::string_view item, auto&& f) {
      Each(root, list, [&](Node n) { Each(n, item, f); });
    };
    lists("pieces", "piece", [&](Node n) { d.pieces.push_back(ReadPiece(n)); });
    lists("donnees", "fait", [&](Node n) { d.given.push_back(ReadGiven(n)); });
    lists("evenements", "evenement", [&](Node n) { d.events.push_back(ReadEvent(n)); });
    lists("delais", "delai", [&](Node n) { d.deadlines.push_back(ReadDeadline(n)); });
    Each(root, "ij", [&](Node n) {
      d.figures_piece = PieceRef(n);
      d.figures = ReadFigures(n);
      d.figures_inputs = ReadInputs(n);
    });
    Each(root, "rosp", [&](Node n) {
      d.rosp_piece = PieceRef(n);
      Result<RospResult> rosp = ReadRosp(n, file_);
      if (rosp.ok())
        d.rosp = *rosp;
      else if (!error_)
        error_ = rosp.error();
      d.rosp_inputs = ReadInputs(n);
    });
    lists("chronologie", "etape", [&](Node n) { d.timeline.push_back(ReadStep(n)); });
    lists("constats", "constat", [&](Node n) { d.findings.push_back(ReadFinding(n)); });
    lists("arguments", "argument", [&](Node n) {
      d.arguments.push_back({.id = Required(n, "id"),
                             .state = Required(n, "etat"),
                             .missing = ReadIds(n, "manquant"),
                             .note = Text(n, "note"),
                             .title = Text(n, "titre"),
                             .piece = PieceRef(n),
                             .letters = ReadIds(n, "lettre"),
                             .moment = Text(n, "moment"),
                             .strength = Text(n, "force"),
                             .risk = Text(n, "risque"),
                             .authorities = ReadTexts(n, "autorite")});
    });
    lists("questions", "question", [&](Node n) {
      d.questions.push_back({Required(n, "id"), TextOf(n), PieceRef(n)});
    });
    lists("reponses", "reponse", [&](Node n) { d.replies.push_back(ReadReply(n)); });
    d.warnings = ReadTexts(root, "avertissement");
  }

  const std::string& file_;
  std::optional<Error> error_;
  std::set<std::string, std::less<>> piece_ids_;
};

}  // namespace

Result<Dossier> ReadDossier(xmlDoc* doc, const std::string& file) {
  return Reader(file).Read(xmlDocGetRootElement(doc));
}

Result<Dossier> DossierFromXml(std::string_view xml, const std::string& file,
                               const std::string& templates_dir) {
  Result<XmlDocument> doc = ParseXml(xml, file);
  if (!doc.ok()) return doc.error();
  // The reader's messages are plainer than the schema's, so it goes first.
  Result<Dossier> dossier = ReadDossier(doc->get(), file);
  if (!dossier.ok()) return dossier;
  const Status valid = ValidateXml(doc->get(), templates_dir + "/schema/dossier.rng", file);
  if (!valid.ok()) return valid.error();
  return dossier;
}

}  // namespace riposte
