// `riposte templates`: check what is there, draft what is new, learn by which words types differ. A
// draft is tried at once on its own letter: a field that it reads otherwise than meant is left out.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "extractors/template/check.h"
#include "extractors/template/draft.h"
#include "extractors/template/learn.h"
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

// What a person says that the letter says, in the form of samples/letters.
Status TakeExpected(const std::string& path, DraftRequest* request) {
  const auto wrong = [&](const std::string& message) {
    return Error{.code = ErrorCode::kUsage, .message = message, .file = path};
  };
  const auto value_of = [](ValueType type, const JsonNode& node) {
    const JsonNode* inner = node.Find("value");
    return ValueFromJson(type, inner ? *inner : node);
  };
  Result<std::string> text = ReadWholeFile(path, 16 << 20);
  if (!text.ok()) return text.error();
  Result<JsonNode> json = ParseJson(*text);
  if (!json.ok()) return wrong(json.error().message);
  const JsonNode* fields = json->Find("fields");
  if (!fields) return wrong("has no «fields»");
  for (const auto& [id, node] : fields->members) {
    const std::optional<ValueType> kind = TypeOfField(request->type, id);
    if (!kind) return wrong("«" + id + "» is not a field of «" + request->type + "»");
    const std::optional<Value> value = value_of(*kind, node);
    if (!value) return wrong("«" + id + "» is not of type " + Name(*kind));
    request->expected[id] = *value;
  }
  const JsonNode* tables = json->Find("tables");
  if (!tables) return {};
  for (const auto& [id, rows] : tables->members) {
    if (!HasTable(request->type, id))
      return wrong("«" + id + "» is not a table of «" + request->type + "»");
    for (const JsonNode& node : rows.items) {
      std::map<std::string, Value>& row = request->tables[id].emplace_back();
      for (const auto& [column, cell] : node.members) {
        const std::optional<ValueType> kind = TypeOfColumn(id, column);
        if (!kind) return wrong("«" + column + "» is not a column of «" + id + "»");
        const std::optional<Value> value = value_of(*kind, cell);
        if (!value) return wrong("«" + id + "." + column + "» is not of type " + Name(*kind));
        row[column] = *value;
      }
    }
  }
  return {};
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

// The templates as they would be with the draft in place of those of its type; beside the real
// ones, so that a draft that does not load harms nobody.
class Trial {
 public:
  Trial(const std::string& dir, const std::string& type) {
    std::string made = (fs::temp_directory_path() / "riposte-draft-XXXXXX").string();
    if (mkdtemp(made.data())) path_ = made;
    std::error_code ec;
    fs::copy(dir + "/schema", path_ + "/schema", fs::copy_options::recursive, ec);
    fs::copy(dir + "/letters", path_ + "/letters", fs::copy_options::recursive, ec);
    for (const auto& entry : fs::directory_iterator(path_ + "/letters", ec)) {
      Result<std::string> text = ReadWholeFile(entry.path().string());
      if (text.ok() && text->find("<template id=\"" + type + "\"") != std::string::npos)
        fs::remove(entry.path(), ec);
    }
    file_ = path_ + "/letters/" + type + ".xml";
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  ~Trial() {
    std::error_code ec;
    if (!path_.empty()) fs::remove_all(path_, ec);
  }

  Result<Templates> With(const std::string& xml) const {
    if (path_.empty())
      return Error{.code = ErrorCode::kStorage, .message = "no temporary folder to be had"};
    if (Status s = WriteFileDurably(file_, xml); !s.ok()) return s.error();
    return Templates::Load(path_);
  }

 private:
  std::string path_, file_;
};

// The share of the cells that a person gave which are read as given; 0 where there are other rows.
double CellsAsTold(const Letter& letter, const std::string& id,
                   const std::vector<std::map<std::string, Value>>& rows) {
  const auto read = letter.tables.find(id);
  if (read == letter.tables.end() || read->second.size() != rows.size()) return 0;
  double cells = 0, same = 0;
  for (size_t i = 0; i < rows.size(); ++i)
    for (const auto& [column, value] : rows[i]) {
      const auto cell = read->second[i].find(column);
      const Value there = cell == read->second[i].end() ? Value() : cell->second.value;
      same += there == value;
      ++cells;
    }
  return cells > 0 ? same / cells : 0;
}

// Drafts and reads the letter with the draft, until everything that it has is read as meant.
Result<Written> TryDraft(const Reading& reading, const std::string& dir, const Templates& before,
                         DraftRequest request) {
  const Trial trial(dir, request.type);
  for (;;) {
    Result<TemplateDraft> draft = DraftTemplate(reading, before, request);
    if (!draft.ok()) return draft.error();
    Result<Templates> now = trial.With(draft->xml);
    if (!now.ok()) return now.error();
    NoSecondReading rereader;
    const std::vector<Letter> letters = Extract(reading, *now, rereader, {request.sample});
    if (letters.size() != 1)
      return Error{.code = ErrorCode::kUsage,
                   .message = "the file holds " + std::to_string(letters.size()) + " letters",
                   .hint = "draft from one letter"};
    bool again = false;
    if (letters[0].type.value == request.type) {
      const auto failed = [&](const std::string& id) {
        ++request.failed[id];
        again = true;
      };
      for (const DraftedField& field : draft->fields) {
        const Fact* read = letters[0].Field(field.id);
        if (!read || !(read->value == field.value)) failed(field.id);
      }
      for (const DraftedTable& table : draft->tables)
        if (CellsAsTold(letters[0], table.id, request.tables[table.id]) < 0.5) failed(table.id);
    }
    if (!again) return Written{std::move(*draft), letters[0]};
  }
}

// A type that has a template: what of this letter it does not read yet.
void ShowWhatIsMissing(const Templates& templates, const Reading& reading,
                       const DraftRequest& request) {
  NoSecondReading rereader;
  const std::vector<Letter> letters = Extract(reading, templates, rereader, {request.sample});
  const char* type = request.type.c_str();
  std::printf("%s has a template, letters/%s.xml:\n", type, type);
  if (letters.size() != 1) return;
  const Letter& letter = letters[0];
  if (letter.type.value != request.type)
    std::printf("  it takes this letter for %s: take cues over\n", letter.type.value.c_str());
  std::string missing;
  for (const auto& [id, value] : request.expected) {
    const Fact* read = letter.Field(id);
    if (!read || !(read->value == value)) missing += " " + id;
  }
  for (const auto& [id, rows] : request.tables)
    if (CellsAsTold(letter, id, rows) < 1) missing += " " + id;
  if (!missing.empty())
    std::printf("  it does not read as you say:%s: take over what the draft has of these\n",
                missing.c_str());
  else if (!request.expected.empty() && letter.type.value == request.type)
    std::printf("  it reads this letter as you say: nothing is to be done\n");
}

void DraftOne(const DraftArgs& args, Session& session) {
  const std::string dir = args.dir.empty() ? session.templates : args.dir;
  Result<Templates> templates = Templates::Load(dir);
  if (!templates.ok()) return session.Fail(templates.error());
  const std::string json = args.expected.empty()
                               ? fs::path(args.file).replace_extension(".json").string()
                               : args.expected;
  DraftRequest request{.type = args.type,
                       .sample = fs::relative(fs::absolute(args.file), dir).string(),
                       // absolute first: of a bare name that is not there yet it gives nothing
                       .expected_json = fs::relative(fs::absolute(json), dir).string()};
  const bool told = fs::exists(json);
  if (told) {
    if (Status s = TakeExpected(json, &request); !s.ok()) return session.Fail(s.error());
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
  Result<Written> written = TryDraft(*reading, dir, *templates, request);
  if (!written.ok()) return session.Fail(written.error());
  if (Status s = WriteFileDurably(path, written->draft.xml); !s.ok())
    return session.Fail(s.error());
  if (!told)
    if (Status s = WriteFileDurably(json, ExpectedJson(written->letter, args.type)); !s.ok())
      return session.Fail(s.error());
  std::printf("%s\n", path.c_str());
  for (const DraftedField& field : written->draft.fields)
    std::printf("  %s: %s, by «%s»\n", field.id.c_str(), ToCanonical(field.value).c_str(),
                field.anchor.c_str());
  for (const DraftedTable& table : written->draft.tables) {
    std::printf("  %s:", table.id.c_str());
    const char* before = " ";
    for (const auto& [column, heading] : table.headings) {
      std::printf("%s%s by «%s»", before, column.c_str(), heading.c_str());
      before = ", ";
    }
    const double share = CellsAsTold(written->letter, table.id, request.tables[table.id]);
    std::printf(share < 1 ? "; %.0f %% of its cells are read as you say\n" : "\n", 100 * share);
  }
  for (const std::string& id : written->draft.not_found)
    std::printf("  %s: not found, add its <%s> by hand\n", id.c_str(),
                request.tables.count(id) ? "table" : "field");
  if (!told) std::printf("%s: what is read now; correct it by hand\n", json.c_str());
  if (other) ShowWhatIsMissing(*templates, *reading, request);
  if (written->letter.type.value != args.type)
    std::printf("the letter is still read as %s: change the cues\n",
                written->letter.type.value.c_str());
}

struct LearnArgs {
  std::string folder, dir;
  std::vector<std::string> except;
  bool add = false;
};

void Learn(const LearnArgs& args, Session& session) {
  const std::string folder = (args.dir.empty() ? session.templates : args.dir) + "/letters/";
  const std::string types = folder + "mots.tsv", places = folder + "abords.tsv",
                    rules = folder + "epreuves.tsv";
  LearnRequest request{.folder = args.folder,
                       .except = args.except,
                       .types_before = "",
                       .places_before = "",
                       .rules_before = ""};
  if (args.add)
    for (const auto& [file, before] :
         {std::pair{&types, &request.types_before}, std::pair{&places, &request.places_before},
          std::pair{&rules, &request.rules_before}}) {
      Result<std::string> tsv = ReadWholeFile(*file, 16 << 20);
      if (!tsv.ok()) return session.Fail(tsv.error());
      *before = std::move(*tsv);
    }
  Result<Templates> templates = Templates::Load(args.dir.empty() ? session.templates : args.dir);
  if (!templates.ok()) return session.Fail(templates.error());
  Workers workers(session.zygote, {});
  Result<Learned> learned = LearnWords(request, *templates, [&](const std::string& file) {
    return ReadForTemplates(workers, file);
  });
  if (!learned.ok()) return session.Fail(learned.error());
  if (Status s = WriteFileDurably(types, learned->types); !s.ok()) return session.Fail(s.error());
  if (Status s = WriteFileDurably(places, learned->places); !s.ok()) return session.Fail(s.error());
  if (Status s = WriteFileDurably(rules, learned->rules); !s.ok()) return session.Fail(s.error());
  std::printf("%s, %s, %s: %d letters counted\n", types.c_str(), places.c_str(), rules.c_str(),
              learned->letters);
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

  auto* learn = templates->add_subcommand(
      "learn",
      "Count which words stand in letters of which type and around which values, the second "
      "witness of both");
  auto from = std::make_shared<LearnArgs>();
  learn->add_option("FOLDER", from->folder, "letters, NAME.pdf and NAME.json, or samples/")
      ->required();
  learn->add_flag("--add", from->add, "to what is counted already; default: anew");
  learn->add_option("--except", from->except, "leave out letters whose NAME ends so")
      ->delimiter(',');
  learn->add_option("--dir", from->dir, "a templates folder (default: the one in use)");
  learn->callback([from, &session] { Learn(*from, session); });
}

}  // namespace riposte
