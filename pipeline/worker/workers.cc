// Each verb: ask, then check what came as if a stranger had sent it. The readers of JSON check the
// content; here is checked that it is the answer to this question: the page asked for, a number of
// pages within the limits, bytes of the kind promised.
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <thread>

#include "pipeline/worker/zygote.h"

namespace riposte {
namespace {

constexpr int kMaxJobs = 64;
// What an honest child needs at most; JSON takes twenty times its size while it is read.
constexpr size_t kCensusBytes = 4 << 20, kPageBytes = 32 << 20;
constexpr int kHopeless = 10;  // pages in a row that ran into the clock

Error Protocol(const char* what) {
  return {ErrorCode::kProtocol, std::string("a worker's answer does not check out: ") + what, ""};
}

Error OnPage(Error error, int page) {
  error.page = page;
  return error;
}

int Cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

// A failure of ours, not of the page: no page can go better.
bool Ends(const Error& error) { return error.code == ErrorCode::kDefect; }

Result<PageReading> AskPage(Zygote::Impl& zygote, int fd, int page) {
  VerbRequest request;
  request.verb = Verb::kReadPage;
  request.page = page;
  Result<std::string> untrusted_json = zygote.Ask(fd, request, zygote.limits.page_seconds);
  if (!untrusted_json.ok()) return OnPage(untrusted_json.error(), page);
  if (untrusted_json->size() > kPageBytes) return OnPage(Protocol("its length"), page);
  Result<PageReading> reading = PageReadingFromJson(*untrusted_json);
  if (!reading.ok()) return OnPage(Protocol("the page"), page);
  if (reading->number != page) return OnPage(Protocol("another page's number"), page);
  if (reading->source == PageSource::kFailed) return OnPage(Protocol("a page that failed"), page);
  return reading;
}

// Pages are given out in order; answers are put where they belong.
class PageRun {
 public:
  PageRun(Zygote::Impl& zygote, std::counting_semaphore<>& slots, int fd, const Census& census)
      : zygote_(zygote), slots_(slots), fd_(fd) {
    pages_.resize(census.pages.size());
    for (size_t i = 0; i < pages_.size(); ++i) {
      pages_.at(i).number = static_cast<int>(i) + 1;
      pages_.at(i).width = census.pages.at(i).width;
      pages_.at(i).height = census.pages.at(i).height;
      pages_.at(i).source = PageSource::kFailed;
      pages_.at(i).quality = 0;
    }
  }

  Result<std::vector<PageReading>> Run(int jobs, const std::function<void(int, int)>& progress) {
    std::vector<std::thread> threads;
    try {
      for (int i = 0; i < std::min<int>(jobs, Total()); ++i)
        threads.emplace_back([this] { Work(); });
    } catch (const std::system_error&) {
      // Fewer threads do it too; none does not.
      if (threads.empty()) return Error{ErrorCode::kDefect, "cannot start a thread", ""};
    }
    {
      std::unique_lock lock(mutex_);
      int told = 0;
      while (told < Total() && !ending_) {
        changed_.wait(lock, [&] { return done_ > told || ending_; });
        int now = done_;
        lock.unlock();
        for (; told < now; ++told) {
          if (progress) progress(told + 1, Total());
        }
        lock.lock();
      }
    }
    for (std::thread& t : threads) t.join();
    if (ending_) return *ending_;
    bool none = std::all_of(pages_.begin(), pages_.end(),
                            [](const PageReading& p) { return p.source == PageSource::kFailed; });
    if (none && first_) return *first_;
    return std::move(pages_);
  }

 private:
  int Total() const { return static_cast<int>(pages_.size()); }

  void Work() {
    while (true) {
      int page;
      bool hopeless;
      {
        std::lock_guard lock(mutex_);
        if (ending_ || next_ > Total()) return;
        page = next_++;
        hopeless = timed_out_in_a_row_ >= kHopeless;
      }
      Result<PageReading> reading = Result<PageReading>(
          OnPage({ErrorCode::kTimeLimit, "not tried after many pages took too long", ""}, page));
      if (!hopeless) {
        slots_.acquire();
        reading = AskPage(zygote_, fd_, page);
        slots_.release();
      }
      std::lock_guard lock(mutex_);
      Keep(page, std::move(reading));
      ++done_;
      changed_.notify_one();
    }
  }

  void Keep(int page, Result<PageReading> reading) {
    PageReading& place = pages_.at(static_cast<size_t>(page) - 1);
    if (reading.ok()) {
      timed_out_in_a_row_ = 0;
      place = std::move(*reading);
      return;
    }
    const Error& error = reading.error();
    if (Ends(error)) ending_ = error;
    timed_out_in_a_row_ = error.code == ErrorCode::kTimeLimit ? timed_out_in_a_row_ + 1 : 0;
    place.failure = Name(error.code);
    if (!first_ || page < first_->page) first_ = error;
  }

  Zygote::Impl& zygote_;
  std::counting_semaphore<>& slots_;
  int fd_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<PageReading> pages_;
  int next_ = 1, done_ = 0, timed_out_in_a_row_ = 0;
  std::optional<Error> ending_, first_;
};

}  // namespace

Workers::Workers(Zygote& zygote, const WorkerOptions& options)
    : zygote_(zygote),
      jobs_(std::min(options.jobs > 0 ? options.jobs : Cores(), kMaxJobs)),
      pages_(jobs_) {
  zygote_.impl().Warm();
}

Workers::~Workers() = default;

Result<Census> Workers::TakeCensus(int fd) {
  Zygote::Impl& zygote = zygote_.impl();
  VerbRequest request;
  request.verb = Verb::kCensus;
  Result<std::string> untrusted_json = zygote.Ask(fd, request, zygote.limits.census_seconds);
  if (!untrusted_json.ok()) return untrusted_json.error();
  if (untrusted_json->size() > kCensusBytes) return Protocol("its length");
  Result<Census> census = CensusFromJson(*untrusted_json);
  if (!census.ok()) return Protocol("the census");
  if (census->pages.empty()) return Protocol("a census without a page");
  if (census->pages.size() > static_cast<size_t>(zygote.limits.read.max_pages)) {
    return Protocol("a census over the limit of pages");
  }
  return census;
}

Result<Reading> Workers::Read(int fd, const std::string& sha256,
                              const std::function<void(int, int)>& progress) {
  Result<Census> census = TakeCensus(fd);
  if (!census.ok()) return census.error();
  PageRun run(zygote_.impl(), pages_, fd, *census);
  Result<std::vector<PageReading>> pages = run.Run(jobs_, progress);
  if (!pages.ok()) return pages.error();
  Reading reading;
  reading.sha256 = sha256;
  reading.kind = census->kind;
  reading.pages = std::move(*pages);
  reading.warnings = census->warnings;
  for (const PageReading& page : reading.pages)
    for (const std::string& warning : page.warnings)
      if (std::find(reading.warnings.begin(), reading.warnings.end(), warning) ==
          reading.warnings.end())
        reading.warnings.push_back(warning);
  return reading;
}

Result<std::string> Workers::RenderCrop(int fd, int page, const Box& box, double dpi) {
  Zygote::Impl& zygote = zygote_.impl();
  VerbRequest request;
  request.verb = Verb::kRenderCrop;
  request.page = page;
  request.box = box;
  request.dpi = dpi;
  Result<std::string> untrusted_png = zygote.Ask(fd, request, zygote.limits.page_seconds);
  if (!untrusted_png.ok()) return OnPage(untrusted_png.error(), page);
  using namespace std::string_view_literals;
  if (!untrusted_png->starts_with("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv) ||
      !untrusted_png->ends_with("IEND\xae\x42\x60\x82"sv)) {
    return OnPage(Protocol("not a PNG"), page);
  }
  return untrusted_png;
}

namespace {

Result<std::string> CheckedPdf(Result<std::string> untrusted_pdf) {
  if (!untrusted_pdf.ok()) return untrusted_pdf;
  size_t tail = untrusted_pdf->size() > 1024 ? untrusted_pdf->size() - 1024 : 0;
  if (!untrusted_pdf->starts_with("%PDF-") ||
      untrusted_pdf->find("%%EOF", tail) == std::string::npos) {
    return Protocol("not a PDF");
  }
  return untrusted_pdf;
}

}  // namespace

Result<std::string> Workers::MakeSearchable(int fd, const Reading& reading) {
  Zygote::Impl& zygote = zygote_.impl();
  std::string json = ToJson(reading);
  VerbRequest request;
  request.verb = Verb::kSearchable;
  request.body = json;
  return CheckedPdf(zygote.Ask(fd, request, zygote.limits.whole_file_seconds));
}

Result<std::string> Workers::SplitPages(int fd, int first_page, int pages) {
  Zygote::Impl& zygote = zygote_.impl();
  VerbRequest request;
  request.verb = Verb::kSplit;
  request.page = first_page;
  request.count = pages;
  return CheckedPdf(zygote.Ask(fd, request, zygote.limits.whole_file_seconds));
}

}  // namespace riposte
