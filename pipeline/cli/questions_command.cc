// `riposte dossier questions` and `answer`: the questionnaire as text or JSON, and its way back.
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

// What is asked of this dossier: every question for the types of its letters, with the answer given
// so far.
struct Asked {
  const AskedQuestion* question = nullptr;
  std::string answer;
};

std::vector<Asked> AskedOf(const Dossier& d, const Questionnaire& all) {
  std::vector<Asked> out;
  for (const AskedQuestion& q : all.all()) {
    const bool fits =
        q.types.empty() || std::any_of(d.pieces.begin(), d.pieces.end(), [&](const Piece& p) {
          return std::count(q.types.begin(), q.types.end(), p.letter.type.value) > 0;
        });
    if (!fits) continue;
    Asked asked{&q, ""};
    if (const auto given = EffectiveFact(d, "reponse." + q.id))
      if (const auto* text = std::get_if<std::string>(&given->value)) asked.answer = *text;
    out.push_back(asked);
  }
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
    text("id", "reponse." + a.question->id);
    text("type", a.question->type);
    if (!a.question->choices.empty()) {
      w.Key("choices");
      w.BeginArray();
      for (const std::string& c : a.question->choices) w.String(c);
      w.EndArray();
    }
    text("section", a.question->section);
    text("text", a.question->text);
    text("answer", a.answer);
    w.EndObject();
  }
  w.EndArray();
  return w.text();
}

std::string AsText(const std::vector<Asked>& asked) {
  std::string out, section;
  for (const Asked& a : asked) {
    if (a.question->section != section) {
      section = a.question->section;
      out += (out.empty() ? "" : "\n") + section + "\n";
    }
    out += "  reponse." + a.question->id + " (" + a.question->type + ")" +
           (a.answer.empty() ? "" : " = " + a.answer) + "\n    " + a.question->text + "\n";
  }
  return out;
}

// A list of objects as `questions --format json` prints, or one object of id and answer. What is
// left empty is not answered.
Result<std::vector<GivenFact>> ReadAnswers(const std::string& file, const std::string& author,
                                           const std::string& today) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{.code = ErrorCode::kUsage, .message = "not readable", .file = file};
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  Result<JsonNode> json = ParseJson(bytes);
  if (!json.ok()) return json.error();
  std::vector<GivenFact> out;
  const auto take = [&](const std::string& id, const JsonNode& value) -> Status {
    // A number keeps its digits, true is oui: what a program writes without thinking.
    std::string text = value.text;
    const bool known = value.kind == JsonNode::Kind::kString ||
                       value.kind == JsonNode::Kind::kNumber ||
                       value.kind == JsonNode::Kind::kBool || value.kind == JsonNode::Kind::kNull;
    if (value.kind == JsonNode::Kind::kBool) text = value.boolean ? "oui" : "non";
    if (!known || !id.starts_with("reponse."))
      return Error{.code = ErrorCode::kUsage,
                   .message = "«" + id + "» takes a text or a number, and starts with reponse.",
                   .file = file};
    if (!text.empty())
      out.push_back({.id = id, .value = text, .author = author, .date = today, .proof = ""});
    return {};
  };
  if (json->kind == JsonNode::Kind::kArray) {
    for (const JsonNode& n : json->items) {
      const JsonNode* id = n.Find("id");
      const JsonNode* answer = n.Find("answer");
      if (id == nullptr || answer == nullptr)
        return Error{
            .code = ErrorCode::kUsage, .message = "an answer has «id» and «answer»", .file = file};
      if (Status s = take(id->text, *answer); !s.ok()) return s.error();
    }
  } else {
    for (const auto& [id, answer] : json->members)
      if (Status s = take(id, answer); !s.ok()) return s.error();
  }
  return out;
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
      Result<std::vector<GivenFact>> facts = ReadAnswers(args->file, args->author, ToIso(Today()));
      if (!facts.ok()) return facts.error();
      Result<Dossier> d = flow.Set(id, *facts);
      if (!d.ok()) return d.error();
      std::printf("%zu answers recorded\n", facts->size());
      return {};
    });
  });
}

}  // namespace riposte
