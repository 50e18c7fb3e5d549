// `riposte templates`: check what is there, draft what is new. A draft is tried at once on its own
// letter: a field that it reads otherwise than meant is left out.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "extractors/template/check.h"
#include "extractors/template/draft.h"
#include "extractors/template/vocabulary.h"
#include "extractors/values/json.h"
#include "pipeline/cli/commands.h"
#include "pipeline/reply/reply.h"
#include "pipeline/store/store.h"

namespace riposte {

namespace {

namespace fs = std::filesystem;

struct DraftArgs {
  std::string file, type, dir, expected;
};

// Nothing is kept, so nothing is read twice.
class NoSecondReading : public Rereader {
 public:
  Result<CropReading> Reread(const CropRequest&) override {
    return Error{.code = ErrorCode::kUnsupported, .message = "no second reading of a draft"};
  }
};

Result<Reading> ReadForTemplates(Workers& workers, const std::string& path) {
  Result<int> fd = OpenInput(path);
  if (!fd.ok()) return fd.error();
  Result<std::string> sha = Sha256OfDescriptor(*fd);
  Result<Reading> reading = sha.ok() ? workers.Read(*fd, *sha) : Result<Reading>(sha.error());
  close(*fd);
  return reading;
}

Result<std::map<std::string, Value>> ExpectedOf(const std::string& path, const std::string& type) {
  const auto wrong = [&](const std::string& message) {
    return Error{.code = ErrorCode::kUsage, .message = message, .file = path};
  };
  Result<std::string> text = ReadWholeFile(path, 16 << 20);
  if (!text.ok()) return text.error();
  Result<JsonNode> json = ParseJson(*text);
  if (!json.ok()) return wrong(json.error().message);
  const JsonNode* fields = json->Find("fields");
  if (!fields) return wrong("has no «fields»");
  std::map<std::string, Value> expected;
  for (const auto& [id, node] : fields->members) {
    const std::optional<ValueType> kind = TypeOfField(type, id);
    if (!kind) return wrong("«" + id + "» is not a field of «" + type + "»");
    const JsonNode* inner = node.Find("value");
    const std::optional<Value> value = ValueFromJson(*kind, inner ? *inner : node);
    if (!value) return wrong("«" + id + "» is not of type " + Name(*kind));
    expected[id] = *value;
  }
  return expected;
}

// What the letter says as it is read now, in the form of samples/letters.
std::string ExpectedJson(const Letter& letter, const std::string& type) {
  JsonWriter w(2);
  w.BeginObject();
  w.Key("type");
  w.String(type);
  w.Key("fields");
  w.BeginObject();
  for (const auto& [id, fact] : letter.fields) {
    w.Key(id);
    w.Value(fact.value);
  }
  w.EndObject();
  w.Key("tables");
  w.BeginObject();
  for (const auto& [id, rows] : letter.tables) {
    w.Key(id);
    w.BeginArray();
    for (const Row& row : rows) {
      w.BeginObject();
      for (const auto& [column, fact] : row) {
        w.Key(column);
        w.Value(fact.value);
      }
      w.EndObject();
    }
    w.EndArray();
  }
  w.EndObject();
  w.EndObject();
  return w.text() + "\n";
}

struct Written {
  TemplateDraft draft;
  Letter letter;
};

// Writes the draft and reads the letter with it, until every field that it has is read as meant.
Result<Written> WriteDraft(const Reading& reading, const std::string& dir, const std::string& path,
                           const Templates& before, DraftRequest request) {
  for (;;) {
    Result<TemplateDraft> draft = DraftTemplate(reading, before, request);
    if (!draft.ok()) return draft.error();
    if (Status s = WriteFileDurably(path, draft->xml); !s.ok()) return s.error();
    Result<Templates> now = Templates::Load(dir);
    if (!now.ok()) return now.error();
    NoSecondReading rereader;
    const std::vector<Letter> letters = Extract(reading, *now, rereader, {request.sample});
    if (letters.size() != 1)
      return Error{.code = ErrorCode::kUsage,
                   .message = "the file holds " + std::to_string(letters.size()) + " letters",
                   .hint = "draft from one letter"};
    const size_t tried = request.without.size();
    if (letters[0].type.value == request.type)
      for (const DraftedField& field : draft->fields) {
        const Fact* read = letters[0].Field(field.id);
        if (!read || !(read->value == field.value)) request.without.insert(field.id);
      }
    if (request.without.size() == tried) return Written{std::move(*draft), letters[0]};
  }
}

void DraftOne(const DraftArgs& args, Session& session) {
  const std::string dir = args.dir.empty() ? session.templates : args.dir;
  Result<Templates> templates = Templates::Load(dir);
  if (!templates.ok()) return session.Fail(templates.error());
  const std::string json = args.expected.empty()
                               ? fs::path(args.file).replace_extension(".json").string()
                               : args.expected;
  DraftRequest request{.type = args.type,
                       .sample = fs::relative(args.file, dir).string(),
                       .expected_json = fs::relative(json, dir).string()};
  const bool told = fs::exists(json);
  if (told) {
    Result<std::map<std::string, Value>> expected = ExpectedOf(json, args.type);
    if (!expected.ok()) return session.Fail(expected.error());
    request.expected = std::move(*expected);
  }
  Workers workers(session.zygote, {});
  Result<Reading> reading = ReadForTemplates(workers, args.file);
  if (!reading.ok()) return session.Fail(reading.error());
  // A type has one template: for another wording the draft lies beside the letter, to take from.
  const std::vector<std::string> known = templates->ids();
  const bool other = std::find(known.begin(), known.end(), args.type) != known.end();
  const std::string path = other ? fs::path(args.file).replace_extension(".xml").string()
                                 : dir + "/letters/" + args.type + ".xml";
  if (fs::exists(path))
    return session.Fail({.code = ErrorCode::kUsage, .message = "is there already", .file = path});
  Result<Written> written = WriteDraft(*reading, dir, path, *templates, request);
  if (!written.ok()) {
    std::error_code ec;
    fs::remove(path, ec);
    return session.Fail(written.error());
  }
  if (!told)
    if (Status s = WriteFileDurably(json, ExpectedJson(written->letter, args.type)); !s.ok())
      return session.Fail(s.error());
  std::printf("%s\n", path.c_str());
  for (const DraftedField& field : written->draft.fields)
    std::printf("  %s: %s, by «%s»\n", field.id.c_str(), ToCanonical(field.value).c_str(),
                field.anchor.c_str());
  for (const std::string& id : written->draft.not_found)
    std::printf("  %s: not found, add its <field> by hand\n", id.c_str());
  if (!told) std::printf("%s: what is read now; correct it by hand\n", json.c_str());
  if (other)
    std::printf("%s has a template: take its cues and fields over into letters/%s.xml\n",
                args.type.c_str(), args.type.c_str());
  if (written->letter.type.value != args.type)
    std::printf("the letter is still read as %s: change the cues\n",
                written->letter.type.value.c_str());
}

}  // namespace

void AddTemplateCommands(CLI::App& app, Session& session) {
  auto* templates = app.add_subcommand("templates", "Letter templates");
  templates->require_subcommand(1);
  auto* check = templates->add_subcommand(
      "check", "Load every template, letter and argument, and read every listed sample");
  auto dir = std::make_shared<std::string>();
  check->add_option("DIR", *dir, "a templates folder (default: the one in use)");
  check->callback([dir, &session] {
    Workers workers(session.zygote, {});
    const auto read = [&](const std::string& path) { return ReadForTemplates(workers, path); };
    const std::string folder = dir->empty() ? session.templates : *dir;
    // Replies and arguments first: it takes no time.
    if (Status s = CheckReplies(folder); !s.ok()) session.Fail(s.error());
    const std::vector<Error> problems = CheckTemplates(folder, read);
    for (const Error& problem : problems) session.Fail(problem);
    if (problems.empty()) std::printf("templates: all samples read as expected\n");
  });

  auto* draft = templates->add_subcommand(
      "draft", "Write a first template from a letter: its title, cited articles, labels of values");
  auto args = std::make_shared<DraftArgs>();
  draft->add_option("FILE", args->file, "the letter; a PDF with text is best")->required();
  draft->add_option("--type", args->type, "what it is, an id of the vocabulary")->required();
  draft->add_option("--dir", args->dir, "a templates folder (default: the one in use)");
  draft->add_option(
      "--expected", args->expected,
      "JSON of what the letter says (default: FILE with .json); its values are looked "
      "for; made from what is read where there is none");
  draft->callback([args, &session] { DraftOne(*args, session); });
}

}  // namespace riposte
