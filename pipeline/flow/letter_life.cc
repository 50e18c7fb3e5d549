#include "pipeline/flow/letter_life.h"

#include <algorithm>
#include <array>

namespace riposte {
namespace {

struct LifeStep {
  const char* state;
  const char* command;  // that makes it
};

constexpr std::array<LifeStep, 6> kLife = {
    {{"projet", "riposte reply DOSSIER --kind KIND"},
     {"approuve", "riposte dossier approve DOSSIER --kind KIND"},
     {"accord_medecin", "riposte dossier approve DOSSIER --kind KIND --step accord_medecin"},
     {"signe", "riposte dossier approve DOSSIER --kind KIND --step signe"},
     {"poste", "riposte dossier sent DOSSIER --kind KIND --date DATE --lrar N --proof FILE"},
     {"recu", "the returned slip is filed by its LRAR number"}}};

std::string Replaced(std::string text, const std::string& kind) {
  if (const size_t at = text.find("KIND"); at != std::string::npos) text.replace(at, 4, kind);
  return text;
}

}  // namespace

int RankOf(const std::string& state) {
  const auto it =
      std::find_if(kLife.begin(), kLife.end(), [&](const LifeStep& s) { return s.state == state; });
  return static_cast<int>(it - kLife.begin());
}

Status MayBecome(const ReplyRecord& record, const std::string& next) {
  const int now = RankOf(record.state);
  const int wanted = RankOf(next);
  if (wanted == now + 1 || (next == "poste" && now >= wanted)) return {};
  // Until the doctor has it, a letter may be approved again as it now is.
  if (next == "approuve" && now < RankOf("poste")) return {};
  std::string message = "the letter is «" + record.state + "»";
  if (wanted <= now)
    return Error{.code = ErrorCode::kUsage,
                 .message = message + ": «" + next + "» is behind it",
                 .hint = "projet, approuve, accord_medecin, signe, poste, recu"};
  const LifeStep& due = kLife.at(static_cast<size_t>(now + 1));
  return Error{.code = ErrorCode::kUsage,
               .message = message + ": before «" + next + "» comes «" + due.state + "»",
               .hint = Replaced(due.command, record.kind)};
}

void Withdraw(ReplyRecord& record) {
  if (record.state != "projet")
    record.history.push_back(
        {.state = "projet", .date = "", .author = "", .sha256 = record.sha256});
  record.state = "projet";
  record.sha256.clear();
  record.approved_odt_sha256.clear();
}

ReplyRecord* LatestReply(Dossier& dossier, const std::string& kind) {
  ReplyRecord* latest = nullptr;
  for (ReplyRecord& r : dossier.replies)
    if (r.kind == kind) latest = &r;
  return latest;
}

Result<ReplyRecord*> MeantReply(Dossier& dossier, const std::string& kind,
                                const std::string& piece) {
  ReplyRecord* latest = LatestReply(dossier, kind);
  if (latest == nullptr) return NoReply(kind);
  std::vector<ReplyRecord*> open;
  std::string of, open_list;
  for (ReplyRecord& r : dossier.replies) {
    if (r.kind != kind) continue;
    if (!piece.empty() && r.piece == piece) return &r;
    of += (of.empty() ? "" : ", ") + r.piece;
    if (r.odt.empty() || RankOf(r.state) >= RankOf("poste")) continue;
    open.push_back(&r);
    open_list += (open_list.empty() ? "" : ", ") + r.piece + " (" + r.odt + ", " + r.state + ")";
  }
  if (!piece.empty())
    return Error{
        .code = ErrorCode::kUsage,
        .message = "the dossier has no letter of kind '" + kind + "' that answers " + piece,
        .hint = "those that there are answer " + of};
  if (open.size() > 1)
    return Error{.code = ErrorCode::kUsage,
                 .message = "several letters of kind '" + kind + "' have not left: " + open_list,
                 .hint = "say which: --piece " + open.back()->piece};
  return open.empty() ? latest : open.front();
}

Error NoReply(const std::string& kind) {
  return Error{.code = ErrorCode::kUsage,
               .message = "the dossier has no letter of kind '" + kind + "'",
               .hint = "riposte dossier show lists its replies"};
}

Error NotDecided(const std::string& dossier, const ReplyKind& kind) {
  return Error{.code = ErrorCode::kNeedsPerson,
               .message = "what the letter supposes is not recorded: " + kind.required,
               .hint = "riposte dossier set DOSSIER decision_medecin …",
               .file = dossier};
}

}  // namespace riposte
