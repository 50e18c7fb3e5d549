// Readings and crop answers beside an original. A Reading is one durable file a reader version.
// Crop answers are a log, one JSON a line, that only grows: a crash can cut the last line, so a
// line that does not parse is passed over and a new line never continues a cut one. Only what the
// document itself causes is recorded; a full disk or a dead worker is asked again next time.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "extractors/page/reader.h"
#include "pipeline/store/files.h"
#include "pipeline/store/store.h"

namespace riposte {
namespace {

std::string BesideOriginal(const Store& store, const std::string& sha256, std::string_view ending) {
  std::string path = store.PathOf(sha256);
  path.resize(path.size() - std::string_view(".orig").size());
  return path + ".v" + std::to_string(kReaderVersion) + std::string(ending);
}

std::string CutsPath(const Store& store, const std::string& sha256) {
  std::string path = store.PathOf(sha256);
  path.resize(path.size() - std::string_view(".orig").size());
  return path + ".cuts";
}

const char* Name(CropRecipe recipe) {
  switch (recipe) {
    case CropRecipe::kNumber:
      return "number";
    case CropRecipe::kLine:
      return "line";
    case CropRecipe::kBinary:
      return "binary";
  }
  return "number";
}

// Boxes count to 0.01 point, as in a Reading.
std::string KeyOf(const CropRequest& r) {
  return fmt::format("{} {:.2f} {:.2f} {:.2f} {:.2f} {} {:.2f} {:.2f}", r.page, r.box.left,
                     r.box.top, r.box.right, r.box.bottom, Name(r.recipe), r.turned, r.tilt);
}

// The codes that the same bytes give again; others are an accident of the moment.
const ErrorCode kRecorded[] = {
    ErrorCode::kEncrypted,   ErrorCode::kDamaged,   ErrorCode::kEmpty,
    ErrorCode::kUnsupported, ErrorCode::kTooLarge,  ErrorCode::kTimeLimit,
    ErrorCode::kMemoryLimit, ErrorCode::kChildDied, ErrorCode::kProtocol};

std::optional<ErrorCode> RecordedCode(std::string_view name) {
  for (ErrorCode code : kRecorded) {
    if (name == riposte::Name(code)) return code;
  }
  return std::nullopt;
}

class ReplayRereader : public Rereader {
 public:
  ReplayRereader(std::string path, Rereader* live) : path_(std::move(path)), live_(live) { Load(); }
  ~ReplayRereader() override {
    if (log_) fdatasync(log_.get());
  }

  Result<CropReading> Reread(const CropRequest& request) override {
    return RereadAll({&request, 1}).front();
  }

  std::vector<Result<CropReading>> RereadAll(std::span<const CropRequest> requests) override {
    std::vector<CropRequest> unknown;
    for (const CropRequest& request : requests)
      if (live_ != nullptr && !answers_.contains(KeyOf(request))) unknown.push_back(request);
    std::map<std::string, Result<CropReading>> unrecorded;
    if (!unknown.empty()) {
      std::vector<Result<CropReading>> answers = live_->RereadAll(unknown);
      for (size_t i = 0; i < unknown.size(); ++i)
        if (!Record(unknown.at(i), answers.at(i)))
          unrecorded.emplace(KeyOf(unknown.at(i)), answers.at(i));
    }
    std::vector<Result<CropReading>> all;
    for (const CropRequest& request : requests) {
      const std::string key = KeyOf(request);
      if (auto known = answers_.find(key); known != answers_.end())
        all.push_back(known->second);
      else if (auto accident = unrecorded.find(key); accident != unrecorded.end())
        all.push_back(accident->second);
      else
        all.push_back(Error{ErrorCode::kStorage, "no recorded answer for this crop",
                            "read the file again", "", 0, request.page, request.box});
    }
    return all;
  }

 private:
  // False for an accident of the moment, which the next run may not meet.
  bool Record(const CropRequest& request, const Result<CropReading>& answer) {
    const std::string key = KeyOf(request);
    nlohmann::json line = {{"key", key}};
    if (answer.ok()) {
      line["answer"] = nlohmann::json::parse(ToJson(*answer), nullptr, false);
    } else if (RecordedCode(riposte::Name(answer.error().code))) {
      line["error"] = riposte::Name(answer.error().code);
      line["page"] = request.page;
    } else {
      return false;
    }
    if (answers_.emplace(key, answer).second)
      Append(line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n");
    return true;
  }

  void Load() {
    Result<std::string> text = ReadWholeFile(path_);
    if (!text.ok()) return;
    cut_ = !text->empty() && text->back() != '\n';
    std::string_view rest = *text;
    while (!rest.empty()) {
      size_t end = std::min(rest.find('\n'), rest.size());
      LoadLine(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  void LoadLine(std::string_view text) {
    auto line = nlohmann::json::parse(text, nullptr, false);
    if (!line.is_object() || !line.contains("key") || !line["key"].is_string()) return;
    std::string key = line["key"].get<std::string>();
    if (line.contains("answer")) {
      Result<CropReading> answer = CropReadingFromJson(line["answer"].dump());
      if (answer.ok()) answers_.insert_or_assign(key, answer);
    } else if (line.contains("error") && line["error"].is_string()) {
      if (auto code = RecordedCode(line["error"].get<std::string>())) {
        Error error{*code, "recorded: the crop could not be read again", ""};
        if (line.contains("page") && line["page"].is_number_integer()) {
          error.page = line["page"].get<int>();
        }
        answers_.insert_or_assign(key, Result<CropReading>(error));
      }
    }
  }

  // A crop that cannot be recorded is asked again on replay; the answer at hand still stands.
  void Append(const std::string& line) {
    if (!log_) {
      log_.reset(open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    }
    if (log_ && WriteAll(log_.get(), cut_ ? "\n" + line : line)) cut_ = false;
  }

  std::string path_;
  Rereader* live_;
  std::map<std::string, Result<CropReading>> answers_;
  Fd log_;
  bool cut_ = false;  // the log ends in half a line
};

}  // namespace

Status Store::PutReading(const Reading& reading) {
  if (reading.sha256.size() != 64) {
    return Error{ErrorCode::kDefect, "a Reading without the SHA-256 of its file", ""};
  }
  std::string path = BesideOriginal(*this, reading.sha256, ".json");
  if (auto s = Prepare(); !s.ok()) return s;
  if (auto s = MakeFolder(path.substr(0, path.find_last_of('/'))); !s.ok()) return s;
  return WriteFileDurably(path, ToJson(reading));
}

std::optional<Reading> Store::GetReading(const std::string& sha256) const {
  Result<std::string> json = ReadWholeFile(BesideOriginal(*this, sha256, ".json"));
  if (!json.ok()) return std::nullopt;
  Result<Reading> reading = ReadingFromJson(*json);
  if (!reading.ok() || reading->sha256 != sha256 || reading->version != kReaderVersion) {
    return std::nullopt;
  }
  return std::move(*reading);
}

Status Store::PutCuts(const std::string& sha256, const std::map<int, bool>& cuts) {
  std::string text;
  for (const auto& [page, opens] : cuts) text += fmt::format("{}{}\n", opens ? '+' : '-', page);
  return WriteFileDurably(CutsPath(*this, sha256), text);
}

std::map<int, bool> Store::GetCuts(const std::string& sha256) const {
  std::map<int, bool> cuts;
  const Result<std::string> text = ReadWholeFile(CutsPath(*this, sha256), 1 << 20);
  if (!text.ok()) return cuts;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    int page = 0;
    if (line.size() < 2 || (line[0] != '+' && line[0] != '-')) continue;
    const auto [end, wrong] = std::from_chars(line.data() + 1, line.data() + line.size(), page);
    if (wrong == std::errc() && end == line.data() + line.size()) cuts[page] = line[0] == '+';
  }
  return cuts;
}

std::unique_ptr<Rereader> Store::Replay(const std::string& sha256, Rereader* live) {
  return std::make_unique<ReplayRereader>(BesideOriginal(*this, sha256, ".crops"), live);
}

}  // namespace riposte
