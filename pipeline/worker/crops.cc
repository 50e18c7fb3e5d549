// Crops are asked for by page, so that a page is opened once for all of them. A batch loses nothing
// against single questions but the border between its crops: when its child dies, they are asked
// one by one, and only the bad one is lost.
#include <algorithm>
#include <map>
#include <optional>
#include <thread>

#include "pipeline/worker/zygote.h"

namespace riposte {
namespace {

// A crop takes 5 to 15 ms, opening a scan 20 to 60 ms: below this a second child costs more than it
// saves. Above the other, a batch could run into its clock on a slow machine.
constexpr size_t kWorthAChild = 24, kMostInAChild = 400;
constexpr size_t kCropBytes = 256 << 10;  // an honest answer is far under it
constexpr int kHopelessCrops = 3;         // single crops of a batch that ran into the clock

using Answers = std::vector<Result<CropReading>>;

Result<Answers> Ask(Zygote::Impl& zygote, int fd, const std::vector<CropRequest>& crops) {
  const int page = crops.front().page;
  const std::string body = ToJson(crops);
  VerbRequest request;
  request.verb = Verb::kRereadCrops;
  request.page = page;
  request.body = body;
  Result<std::string> untrusted_json = zygote.Ask(fd, request, zygote.limits.page_seconds);
  if (!untrusted_json.ok()) return OnPage(untrusted_json.error(), page);
  const Error protocol{ErrorCode::kProtocol, "a worker's answer does not check out: the crops"};
  if (untrusted_json->size() > kCropBytes * crops.size()) return OnPage(protocol, page);
  Result<Answers> answers = CropReadingsFromJson(*untrusted_json);
  if (!answers.ok() || answers->size() != crops.size()) return OnPage(protocol, page);
  for (Result<CropReading>& answer : *answers)
    if (!answer.ok()) answer.error().page = page;
  return answers;
}

bool MayBeOneCrop(ErrorCode code) {
  return code == ErrorCode::kChildDied || code == ErrorCode::kTimeLimit ||
         code == ErrorCode::kMemoryLimit || code == ErrorCode::kProtocol;
}

Answers AskWithCare(Zygote::Impl& zygote, int fd, const std::vector<CropRequest>& crops) {
  Result<Answers> together = Ask(zygote, fd, crops);
  if (together.ok()) return std::move(*together);
  if (crops.size() == 1 || !MayBeOneCrop(together.error().code))
    return {crops.size(), Result<CropReading>(together.error())};
  Answers answers;
  int slow = 0;
  for (const CropRequest& crop : crops) {
    Result<Answers> alone =
        slow < kHopelessCrops
            ? Ask(zygote, fd, {crop})
            : OnPage({ErrorCode::kTimeLimit, "not tried after crops that took too long"},
                     crop.page);
    if (!alone.ok() && alone.error().code == ErrorCode::kTimeLimit) ++slow;
    answers.push_back(alone.ok() ? alone->front() : alone.error());
  }
  return answers;
}

// The places of the requests that go to one child.
std::vector<std::vector<size_t>> Batches(std::span<const CropRequest> requests, int jobs) {
  std::map<int, std::vector<size_t>> pages;
  for (size_t i = 0; i < requests.size(); ++i) pages[requests[i].page].push_back(i);
  std::vector<std::vector<size_t>> batches;
  for (const auto& [page, all] : pages) {
    const size_t shares =
        std::clamp<size_t>(all.size() / kWorthAChild, 1, static_cast<size_t>(jobs));
    const size_t size = std::min((all.size() + shares - 1) / shares, kMostInAChild);
    for (size_t from = 0; from < all.size(); from += size) {
      const size_t to = std::min(from + size, all.size());
      batches.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(from),
                           all.begin() + static_cast<std::ptrdiff_t>(to));
    }
  }
  return batches;
}

}  // namespace

Result<CropReading> Workers::RereadCrop(int fd, const CropRequest& request) {
  return RereadCrops(fd, {&request, 1}).front();
}

std::vector<Result<CropReading>> Workers::RereadCrops(int fd,
                                                      std::span<const CropRequest> requests) {
  const std::vector<std::vector<size_t>> batches = Batches(requests, jobs_);
  std::vector<std::optional<Result<CropReading>>> found(requests.size());
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t mine; (mine = next++) < batches.size();) {
      std::vector<CropRequest> crops;
      for (const size_t i : batches.at(mine)) crops.push_back(requests[i]);
      pages_.acquire();
      Answers answers = AskWithCare(zygote_.impl(), fd, crops);
      pages_.release();
      for (size_t i = 0; i < answers.size(); ++i)
        found.at(batches.at(mine).at(i)) = std::move(answers.at(i));
    }
  };
  std::vector<std::thread> helpers;
  try {
    while (helpers.size() + 1 < std::min(batches.size(), static_cast<size_t>(jobs_)))
      helpers.emplace_back(work);
  } catch (const std::system_error&) {
    // Fewer threads do it too.
  }
  work();
  for (std::thread& t : helpers) t.join();
  std::vector<Result<CropReading>> answers;
  for (std::optional<Result<CropReading>>& answer : found) answers.push_back(std::move(*answer));
  return answers;
}

}  // namespace riposte
