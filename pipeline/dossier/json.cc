// dossier.json: what dossier.xml says, for other programs. Letters, deadlines and figures are
// printed by the rooms that own their contract.
#include "extractors/values/json.h"
#include "pipeline/dossier/dossier.h"

namespace riposte {
namespace {

void Text(JsonWriter& w, std::string_view key, std::string_view text) {
  w.Key(key);
  w.String(text);
}
// Absent when empty.
void TextIf(JsonWriter& w, std::string_view key, std::string_view text) {
  if (!text.empty()) Text(w, key, text);
}

void Texts(JsonWriter& w, std::string_view key, const std::vector<std::string>& texts) {
  w.Key(key);
  w.BeginArray();
  for (const std::string& t : texts) w.String(t);
  w.EndArray();
}

template <class T, class F>
void List(JsonWriter& w, std::string_view key, const std::vector<T>& items, F&& body) {
  w.Key(key);
  w.BeginArray();
  for (const T& item : items) {
    w.BeginObject();
    body(item);
    w.EndObject();
  }
  w.EndArray();
}

void Said(JsonWriter& w, const Value& value, const std::string& author, const std::string& date,
          const std::string& proof) {
  w.Key("value");
  w.Value(value);
  TextIf(w, "author", author);
  TextIf(w, "date", date);
  TextIf(w, "proof", proof);
}

void WriteSpans(JsonWriter& w, const std::vector<Span>& spans) {
  List(w, "spans", spans, [&](const Span& s) {
    w.Key("page");
    w.Int(s.page);
    w.Key("box");
    w.OnOneLine();
    w.BeginArray();
    for (double side : {s.box.left, s.box.top, s.box.right, s.box.bottom}) w.Number(side, 2);
    w.EndArray();
  });
}

void Inputs(JsonWriter& w, std::string_view key, const std::vector<FigureInput>& inputs) {
  List(w, key, inputs, [&](const FigureInput& i) {
    Text(w, "id", i.id);
    if (i.row > 0) {
      w.Key("row");
      w.Int(i.row);
      Text(w, "column", i.column);
    }
    TextIf(w, "piece", i.piece);
    Text(w, "value", i.value);
    Text(w, "origin", i.origin);
    WriteSpans(w, i.spans);
  });
}

void WriteReply(JsonWriter& w, const ReplyRecord& r) {
  Text(w, "kind", r.kind);
  TextIf(w, "piece", r.piece);
  w.Key("version");
  w.Int(r.version);
  TextIf(w, "odt", r.odt);
  TextIf(w, "pdf", r.pdf);
  Text(w, "state", r.state);
  TextIf(w, "sha256", r.sha256);
  TextIf(w, "odt_sha256", r.odt_sha256);
  TextIf(w, "approved_odt_sha256", r.approved_odt_sha256);
  TextIf(w, "drafted_sha256", r.drafted_sha256);
  TextIf(w, "message", r.message);
  Texts(w, "missing", r.missing);
  List(w, "history", r.history, [&](const ReplyStep& s) {
    Text(w, "state", s.state);
    TextIf(w, "date", s.date);
    TextIf(w, "author", s.author);
    TextIf(w, "sha256", s.sha256);
    TextIf(w, "numero_lrar", s.numero_lrar);
    TextIf(w, "proof", s.proof);
  });
  List(w, "sources", r.sources, [&](const ReplySource& s) {
    TextIf(w, "fact", s.fact);
    TextIf(w, "rule", s.rule);
    TextIf(w, "piece", s.piece);
    WriteSpans(w, s.spans);
  });
}

}  // namespace

std::string ToJson(const Dossier& d) {
  JsonWriter w(2);
  w.BeginObject();
  w.Key("version");
  w.Int(1);
  Text(w, "id", d.id);
  Text(w, "procedure", d.procedure);
  Text(w, "state", d.etat);
  w.Key("doctor");
  w.BeginObject();
  Text(w, "rpps", d.rpps);
  Text(w, "am", d.am);
  Text(w, "name", d.nom);
  w.EndObject();
  List(w, "pieces", d.pieces, [&](const Piece& p) {
    Text(w, "id", p.id);
    TextIf(w, "file", p.file);
    TextIf(w, "received", p.received);
    if (!p.copies.empty())
      List(w, "copies", p.copies, [&](const Copy& c) {
        TextIf(w, "file", c.file);
        TextIf(w, "received", c.received);
      });
    w.Key("letter");
    w.Raw(ToJson(p.letter));
  });
  List(w, "given", d.given, [&](const GivenFact& f) {
    Text(w, "id", f.id);
    TextIf(w, "piece", f.piece);
    Said(w, f.value, f.author, f.date, f.proof);
    List(w, "before", f.before,
         [&](const GivenBefore& b) { Said(w, b.value, b.author, b.date, b.proof); });
  });
  List(w, "events", d.events, [&](const Event& e) {
    Text(w, "kind", e.kind);
    TextIf(w, "date", e.date);
    TextIf(w, "proof", e.proof);
    TextIf(w, "piece", e.piece);
    TextIf(w, "author", e.author);
    TextIf(w, "entered", e.entered);
    TextIf(w, "text", e.text);
  });
  List(w, "deadlines", d.deadlines, [&](const DossierDeadline& l) {
    TextIf(w, "piece", l.piece);
    w.Key("provisional");
    w.Bool(l.provisional);
    Text(w, "state", l.state);
    TextIf(w, "note", l.basis_note);
    TextIf(w, "since", l.since);
    TextIf(w, "act", l.act);
    TextIf(w, "act_date", l.act_date);
    if (l.late_days > 0) {
      w.Key("late_days");
      w.Int(l.late_days);
    }
    w.Key("deadline");
    w.Raw(ToJson(l.deadline));
  });
  if (d.figures) {
    TextIf(w, "ij_piece", d.figures_piece);
    w.Key("ij");
    w.Raw(ToJson(*d.figures));
    Inputs(w, "ij_inputs", d.figures_inputs);
  }
  if (d.rosp) {
    TextIf(w, "rosp_piece", d.rosp_piece);
    w.Key("rosp");
    w.Raw(ToJson(*d.rosp));
    Inputs(w, "rosp_inputs", d.rosp_inputs);
  }
  List(w, "timeline", d.timeline, [&](const Step& s) {
    TextIf(w, "date", s.date);
    Text(w, "what", s.what);
    TextIf(w, "side", s.side);
    Text(w, "state", s.state);
    TextIf(w, "since", s.since);
    TextIf(w, "piece", s.piece);
    TextIf(w, "note", s.note);
    TextIf(w, "limit", s.limit);
    TextIf(w, "act", s.act);
  });
  List(w, "findings", d.findings, [&](const Finding& f) {
    Text(w, "id", f.id);
    Text(w, "piece", f.piece);
    Text(w, "kind", f.kind);
    Text(w, "state", f.state);
    Text(w, "label", f.label);
    TextIf(w, "text", f.text);
    TextIf(w, "note", f.note);
    Texts(w, "looked_for", f.looked_for);
    Texts(w, "missing", f.missing);
    WriteSpans(w, f.spans);
    List(w, "basis", f.basis, [&](const Basis& b) {
      Text(w, "article", b.article);
      Text(w, "code", b.code);
      Text(w, "confidence", b.confidence);
      TextIf(w, "paragraph", b.paragraph);
    });
  });
  List(w, "arguments", d.arguments, [&](const ArgumentRecord& a) {
    Text(w, "id", a.id);
    Text(w, "state", a.state);
    TextIf(w, "title", a.title);
    TextIf(w, "piece", a.piece);
    TextIf(w, "moment", a.moment);
    TextIf(w, "strength", a.strength);
    TextIf(w, "risk", a.risk);
    Texts(w, "letters", a.letters);
    Texts(w, "authorities", a.authorities);
    Texts(w, "missing", a.missing);
    TextIf(w, "note", a.note);
  });
  List(w, "questions", d.questions, [&](const Question& q) {
    Text(w, "id", q.id);
    TextIf(w, "piece", q.piece);
    Text(w, "text", q.text);
  });
  List(w, "replies", d.replies, [&](const ReplyRecord& r) { WriteReply(w, r); });
  Texts(w, "warnings", d.warnings);
  w.EndObject();
  return w.text() + "\n";
}

}  // namespace riposte
