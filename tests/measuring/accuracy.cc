// The accuracy report: reads scans of sample letters as `riposte extract` does and holds every
// field and cell against the expected JSON. See tests/accuracy for the command.
#include <fcntl.h>
#include <omp.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "extractors/template/extract.h"
#include "pipeline/store/store.h"
#include "pipeline/worker/worker.h"
#include "tests/measuring/compare.h"

namespace riposte {
namespace {

struct Tally {
  int right = 0, wrong = 0, missing = 0, invented = 0, wrong_sure = 0, right_doubtful = 0;
  void Add(const Judged& j) {
    const bool bad = j.mark == Mark::kWrong || j.mark == Mark::kInvented;
    right += j.mark == Mark::kRight;
    wrong += j.mark == Mark::kWrong;
    missing += j.mark == Mark::kMissing;
    invented += j.mark == Mark::kInvented;
    wrong_sure += bad && j.sure;
    right_doubtful += j.mark == Mark::kRight && !j.sure;
  }
  int all() const { return right + wrong + missing + invented; }
  double exact() const { return all() ? 100.0 * right / all() : 100; }
};

struct Kind {
  int letters = 0, types_right = 0, types_doubtful = 0, failed = 0;
  Tally fields, cells;
};

struct Sample {
  std::string file, kind, letter, expected;
};

Result<std::vector<Sample>> ReadManifest(const std::string& dir) {
  std::ifstream in(dir + "/manifest.json");
  const auto j = nlohmann::json::parse(in, nullptr, false);
  if (j.is_discarded())
    return Error{.code = ErrorCode::kUsage, .message = "no manifest.json", .file = dir};
  std::vector<Sample> out;
  for (const auto& entry : j) {
    if (!entry.contains("expected") || !entry.at("expected").is_string()) continue;
    out.push_back({dir + "/" + entry.at("file").get<std::string>(),
                   entry.at("kind").get<std::string>(),
                   std::filesystem::path(entry.at("expected").get<std::string>()).stem().string(),
                   entry.at("expected").get<std::string>()});
  }
  return out;
}

const char* Name(Mark mark) {
  switch (mark) {
    case Mark::kRight:
      return "right";
    case Mark::kWrong:
      return "wrong";
    case Mark::kMissing:
      return "missing";
    case Mark::kInvented:
      return "invented";
  }
  return "";
}

void Print(const char* name, const Kind& k) {
  const int doubtful = k.fields.right_doubtful + k.cells.right_doubtful;
  const int all = k.fields.right + k.cells.right;
  std::printf(
      "%-12s %4d letters  type %5.1f %%  fields %5.1f %% of %5d  cells %5.1f %% of %6d  wrong and "
      "sure %3d  "
      "right but to_review %4.1f %%\n",
      name, k.letters, k.letters ? 100.0 * k.types_right / k.letters : 100, k.fields.exact(),
      k.fields.all(), k.cells.exact(), k.cells.all(), k.fields.wrong_sure + k.cells.wrong_sure,
      all ? 100.0 * doubtful / all : 0);
}

Result<Reading> ReadOnce(Workers& workers, int fd, const std::string& sha,
                         std::optional<Store>& store) {
  if (store)
    if (std::optional<Reading> known = store->GetReading(sha)) return std::move(*known);
  Result<Reading> reading = workers.Read(fd, sha);
  if (store && reading.ok())
    if (const Status kept = store->PutReading(*reading); !kept.ok()) return kept.error();
  return reading;
}

int Main(int argc, char** argv, Zygote& zygote) {
  CLI::App app{
      "How much of the sample mail is read rightly, and whether a wrong value was called sure."};
  std::string mail, templates = "templates", samples = "samples", only, keep;
  bool details = false, by_field = false;
  app.add_option("MAIL", mail, "a folder that make_samples wrote, with its manifest.json")
      ->required();
  app.add_option("--templates", templates);
  app.add_option("--expected", samples, "the samples folder");
  app.add_option("--only", only, "letters whose name holds this");
  app.add_option("--keep", keep,
                 "a folder for the readings: read once, then only templates and judgement count");
  app.add_flag("--details", details, "every value that is not right and sure");
  app.add_flag("--by-field", by_field, "a line a type and field");
  CLI11_PARSE(app, argc, argv);

  Result<Templates> loaded = Templates::Load(templates);
  Result<std::vector<Sample>> manifest = ReadManifest(mail);
  if (!loaded.ok() || !manifest.ok()) {
    std::fprintf(stderr, "%s\n",
                 (loaded.ok() ? manifest.error() : loaded.error()).ToString().c_str());
    return 1;
  }
  Workers workers(zygote, {});
  std::optional<Store> store;
  if (!keep.empty()) store.emplace(keep);
  std::map<std::string, Kind> kinds;
  std::map<std::string, std::map<std::string, Tally>> fields;  // kind -> "type.field"
  for (const Sample& sample : *manifest) {
    if (sample.letter.find(only) == std::string::npos) continue;
    Result<Expected> expected = ExpectedFromFile(samples + "/" + sample.expected);
    if (!expected.ok()) continue;
    Kind& kind = kinds[sample.kind];
    ++kind.letters;
    const int fd = open(sample.file.c_str(), O_RDONLY | O_CLOEXEC);
    Result<std::string> sha = Sha256OfFile(sample.file);
    Result<Reading> reading = fd < 0 || !sha.ok()
                                  ? Error{.code = ErrorCode::kUsage, .message = "cannot be opened"}
                                  : ReadOnce(workers, fd, *sha, store);
    Letter letter;
    if (reading.ok()) {
      LiveRereader live(workers, fd);
      const std::unique_ptr<Rereader> kept = store ? store->Replay(*sha, &live) : nullptr;
      Rereader& rereader = kept ? *kept : live;
      const std::vector<Letter> letters = Extract(*reading, *loaded, rereader, {sample.letter});
      if (letters.size() == 1) letter = letters.front();
      if (letters.size() > 1)
        std::printf("%s %s: cut into %zu letters\n", sample.kind.c_str(), sample.letter.c_str(),
                    letters.size());
    } else {
      ++kind.failed;
      std::printf("%s %s: %s\n", sample.kind.c_str(), sample.letter.c_str(),
                  reading.error().ToString().c_str());
    }
    if (fd >= 0) close(fd);
    const Comparison c = Compare(*expected, letter);
    kind.types_right += c.type_right;
    kind.types_doubtful += c.type_right && !c.type_sure;
    if (!c.type_right && c.type_sure) ++kind.fields.wrong_sure;
    if (details && (!c.type_right || !c.type_sure))
      std::printf("%s %s: type %s %s\n", sample.kind.c_str(), sample.letter.c_str(),
                  c.type_got.c_str(), c.type_sure ? "sure" : "to_review");
    const auto add = [&](const std::string& id, const Judged& j, Tally& tally) {
      tally.Add(j);
      fields[sample.kind][expected->type + "." + id].Add(j);
      if (details && !(j.mark == Mark::kRight && j.sure)) {
        std::string why;
        for (const std::string& w : j.why) why += " " + w;
        std::printf("%s %s: %s %s%s: expected '%s', got '%s'%s\n", sample.kind.c_str(),
                    sample.letter.c_str(), id.c_str(), Name(j.mark), j.sure ? " AND SURE" : "",
                    j.expected.c_str(), j.got.c_str(), why.c_str());
      }
    };
    for (const auto& [id, j] : c.fields) add(id, j, kind.fields);
    for (const auto& [id, j] : c.cells) add(id, j, kind.cells);
  }
  if (by_field)
    for (const auto& [kind, tallies] : fields)
      for (const auto& [id, t] : tallies)
        std::printf(
            "%-12s %-48s exact %5.1f %% of %4d  wrong and sure %d  right but to_review %d\n",
            kind.c_str(), id.c_str(), t.exact(), t.all(), t.wrong_sure, t.right_doubtful);
  int wrong_sure = 0;
  for (const auto& [name, kind] : kinds) {
    Print(name.c_str(), kind);
    wrong_sure += kind.fields.wrong_sure + kind.cells.wrong_sure;
  }
  return wrong_sure > 0 ? 1 : 0;
}

}  // namespace
}  // namespace riposte

int main(int argc, char** argv) {
  omp_set_max_active_levels(0);
  riposte::Result<riposte::Zygote> zygote = riposte::Zygote::Start();
  if (!zygote.ok()) {
    std::fprintf(stderr, "%s\n", zygote.error().ToString().c_str());
    return 70;
  }
  return riposte::Main(argc, argv, *zygote);
}
