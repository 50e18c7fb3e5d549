// `riposte dossier questions` and `answer`: the questionnaire as text or JSON, and its way back.
#include <re2/re2.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>

#include "extractors/values/json.h"
#include "pipeline/cli/commands.h"

namespace riposte {
namespace {

// What is asked of this dossier, as in the questionnaire that is printed: what is open, and what
// was answered, with its answer; then the days on which each letter came, and the tick.
struct Asked {
  std::string id, type, section, text, piece, answer;
  std::vector<std::string> choices;
};

bool IsTick(const std::string& id) { return id.starts_with("reponse.joindre_"); }

std::string AnswerTo(const Dossier& d, const std::string& id, const std::string& piece) {
  const auto given = EffectiveFact(d, id, piece);
  if (!given || !given->from_person || (!piece.empty() && given->piece != piece)) return "";
  if (const auto* day = std::get_if<Date>(&given->value)) return ToIso(*day);
  const auto* text = std::get_if<std::string>(&given->value);
  return text ? *text : "";
}

std::vector<Asked> AskedOf(const Dossier& d, const Questionnaire& all) {
  std::vector<Asked> out;
  const auto add = [&](const AskedQuestion& q) {
    const std::string id = "reponse." + q.id;
    out.push_back({id, q.type, q.section, q.text, "", AnswerTo(d, id, ""), q.choices});
  };
  for (const AskedQuestion& q : all.all()) {
    const std::string id = "reponse." + q.id;
    const bool open = std::any_of(d.questions.begin(), d.questions.end(),
                                  [&](const Question& known) { return known.id == id; });
    if (id != kNoPatientNamed && (open || EffectiveFact(d, id))) add(q);
  }
  // What the program asks beside the questionnaire: what to enclose, which dossier.
  for (const Question& q : d.questions)
    if (q.id.starts_with("reponse.") && all.Find(q.id) == nullptr)
      out.push_back({q.id,
                     IsTick(q.id) ? "oui_non" : "texte",
                     "Autres questions",
                     q.text,
                     "",
                     AnswerTo(d, q.id, ""),
                     {}});
  for (const Piece& p : d.pieces) {
    if (p.letter.type.value == "avis_reception" || p.letter.type.value == "riap") continue;
    const std::string section = "Dates de la lettre " + p.id;
    out.push_back({"date_presentation",
                   "date",
                   section,
                   "Première présentation par le facteur ?",
                   p.id,
                   AnswerTo(d, "date_presentation", p.id),
                   {}});
    out.push_back({"date_remise",
                   "date",
                   section,
                   "Remise au médecin ? (« proof » : la preuve)",
                   p.id,
                   AnswerTo(d, "date_remise", p.id),
                   {}});
  }
  if (const AskedQuestion* tick = all.Find(kNoPatientNamed); tick && !out.empty()) add(*tick);
  return out;
}

std::string AsJson(const std::vector<Asked>& asked) {
  JsonWriter w(2);
  w.BeginArray();
  for (const Asked& a : asked) {
    w.BeginObject();
    const auto text = [&w](const char* key, const std::string& value) {
      w.Key(key);
      w.String(value);
    };
    text("id", a.id);
    if (!a.piece.empty()) text("piece", a.piece);
    text("type", a.type);
    if (!a.choices.empty()) {
      w.Key("choices");
      w.BeginArray();
      for (const std::string& c : a.choices) w.String(c);
      w.EndArray();
    }
    text("section", a.section);
    text("text", a.text);
    text("answer", a.answer);
    w.EndObject();
  }
  w.EndArray();
  return w.text();
}

std::string AsText(const std::vector<Asked>& asked) {
  std::string out, section;
  for (const Asked& a : asked) {
    if (a.section != section) {
      section = a.section;
      out += (out.empty() ? "" : "\n") + section + "\n";
    }
    out += "  " + a.id + (a.piece.empty() ? "" : " --piece " + a.piece) + " (" + a.type + ")" +
           (a.answer.empty() ? "" : " = " + a.answer) + "\n    " + a.text + "\n";
  }
  return out;
}

bool IsDayOfReceipt(const std::string& id) {
  return id == "date_presentation" || id == "date_remise";
}

// One answer; nothing where it was left empty.
Status TakeAnswer(const std::string& id, const JsonNode& value, const std::string& piece,
                  const std::string& proof, std::vector<GivenFact>* out) {
  // A number keeps its digits, true is oui: what a program writes without thinking.
  std::string text = value.text;
  const bool known = value.kind == JsonNode::Kind::kString ||
                     value.kind == JsonNode::Kind::kNumber || value.kind == JsonNode::Kind::kBool ||
                     value.kind == JsonNode::Kind::kNull;
  if (value.kind == JsonNode::Kind::kBool) text = value.boolean ? "oui" : "non";
  if (!known || !(id.starts_with("reponse.") || IsDayOfReceipt(id)))
    return Error{.code = ErrorCode::kUsage,
                 .message = "«" + id + "» takes a text or a number, and starts with reponse."};
  if (text.empty()) return {};
  GivenFact fact{.id = id, .value = text, .proof = proof, .piece = piece};
  if (IsDayOfReceipt(id)) {
    const std::optional<Date> day = DateFromIso(text);
    if (!day)
      return Error{.code = ErrorCode::kUsage,
                   .message = "«" + id + "» takes a date such as 2025-06-18"};
    fact.value = *day;
  }
  out->push_back(std::move(fact));
  return {};
}

// A list of objects as `questions --format json` prints, or one object of id and answer. What is
// left empty is not answered.
Result<std::vector<GivenFact>> ReadAnswers(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{.code = ErrorCode::kUsage, .message = "not readable", .file = file};
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  Result<JsonNode> json = ParseJson(bytes);
  if (!json.ok()) return json.error();
  std::vector<GivenFact> out;
  const auto take = [&](const std::string& id, const JsonNode& value, const std::string& piece,
                        const std::string& proof) -> Status {
    Status s = TakeAnswer(id, value, piece, proof, &out);
    if (s.ok()) return s;
    Error error = s.error();
    error.file = file;
    return error;
  };
  if (json->kind == JsonNode::Kind::kArray) {
    const auto text = [](const JsonNode& n, const char* key) {
      const JsonNode* found = n.Find(key);
      return found ? found->text : std::string();
    };
    for (const JsonNode& n : json->items) {
      const JsonNode* id = n.Find("id");
      const JsonNode* answer = n.Find("answer");
      if (id == nullptr || answer == nullptr)
        return Error{
            .code = ErrorCode::kUsage, .message = "an answer has «id» and «answer»", .file = file};
      if (Status s = take(id->text, *answer, text(n, "piece"), text(n, "proof")); !s.ok())
        return s.error();
    }
  } else {
    for (const auto& [id, answer] : json->members)
      if (Status s = take(id, answer, "", ""); !s.ok()) return s.error();
  }
  return out;
}

// Words may name somebody: they come with the tick, as on paper.
Status CheckTick(const std::vector<GivenFact>& facts, const Questionnaire& questions) {
  static const RE2 a_word(R"(\p{L}\p{L})");  // «3 7 14×12» names nobody
  bool words = false, ticked = false;
  for (const GivenFact& f : facts) {
    const AskedQuestion* q = questions.Find(f.id);
    const bool free =
        q ? q->type == "texte"
          : f.id.starts_with("reponse.") && !IsTick(f.id) && !f.id.starts_with("reponse.argument_");
    const auto* text = std::get_if<std::string>(&f.value);
    words = words || (free && text && RE2::PartialMatch(*text, a_word));
    ticked = ticked || (f.id == kNoPatientNamed && f.value == Value(std::string("oui")));
  }
  if (!words || ticked) return {};
  return Error{.code = ErrorCode::kUsage,
               .message = "answers in words are recorded with the tick that no patient is named",
               .hint = "read them again, then answer oui to " + std::string(kNoPatientNamed)};
}

}  // namespace

void AddQuestionCommands(CLI::App& dossier, Session& session) {
  struct Args {
    std::string dossier, file, author, format = "text";
  };
  auto args = std::make_shared<Args>();
  const auto with = [&session, args](const std::function<Status(Flow&, const std::string&)>& act) {
    Workers workers(session.zygote, {});
    auto flow = Flow::Open({.home = session.home, .templates = session.templates}, workers);
    if (!flow.ok()) return session.Fail(flow.error());
    Result<std::string> id = (*flow)->FindDossier(args->dossier);
    if (!id.ok()) return session.Fail(id.error());
    if (Status s = act(**flow, *id); !s.ok()) session.Fail(s.error());
  };
  auto* questions = dossier.add_subcommand(
      "questions", "What only the doctor can tell, as text or as JSON to fill in");
  questions->add_option("DOSSIER", args->dossier)->required();
  questions->add_option("--home", session.home);
  questions->add_option("--format", args->format)->check(CLI::IsMember({"text", "json"}));
  questions->callback([args, with] {
    with([&](Flow& flow, const std::string& id) -> Status {
      Result<Dossier> d = flow.Show(id);
      if (!d.ok()) return d.error();
      const std::vector<Asked> asked = AskedOf(*d, flow.Questions());
      std::printf("%s\n", (args->format == "json" ? AsJson(asked) : AsText(asked)).c_str());
      return {};
    });
  });
  auto* answer = dossier.add_subcommand(
      "answer", "Record a filled-in questionnaire (JSON); all answers or none");
  answer->add_option("DOSSIER", args->dossier)->required();
  answer->add_option("FILE", args->file)->required();
  answer->add_option("--by", args->author, "who answered")->required();
  answer->add_option("--home", session.home);
  answer->callback([args, with] {
    with([&](Flow& flow, const std::string& id) -> Status {
      Result<std::vector<GivenFact>> facts = ReadAnswers(args->file);
      if (!facts.ok()) return facts.error();
      if (Status s = CheckTick(*facts, flow.Questions()); !s.ok()) return s;
      for (GivenFact& f : *facts) {
        f.author = args->author;
        f.date = ToIso(Today());
      }
      Result<Dossier> d = flow.Set(id, *facts);
      if (!d.ok()) return d.error();
      std::printf("%zu answers recorded\n", facts->size());
      return {};
    });
  });
}

}  // namespace riposte
