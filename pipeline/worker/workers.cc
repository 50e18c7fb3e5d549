// Each verb: ask, then check what came as if a stranger had sent it. The readers of JSON check the
// content; here is checked that it is the answer to this question: the page asked for, a number of
// pages within the limits, bytes of the kind promised.
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <optional>
#include <thread>

#include "extractors/page/text_pages.h"
#include "extractors/reading/separator.h"
#include "pipeline/worker/zygote.h"

namespace riposte {
namespace {

constexpr int kMaxJobs = 64;
// What an honest child needs at most; JSON takes twenty times its size while it is read.
constexpr size_t kCensusBytes = 4 << 20, kPageBytes = 32 << 20;
constexpr int kHopelessPages = 10;   // pages in a row that ran into the clock
constexpr int kHopelessBatches = 2;  // of text pages: then every page is asked for alone
// Text takes a few milliseconds a page; a batch that takes seconds has something else to read.
constexpr int kTextPages = 32, kTextPagesSeconds = 10;

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

using TextPages = std::vector<std::optional<PageReading>>;

Result<TextPages> AskTextPages(Zygote::Impl& zygote, int fd, int first, int count) {
  VerbRequest request;
  request.verb = Verb::kReadTextPages;
  request.page = first;
  request.count = count;
  Result<std::string> untrusted_lines = zygote.Ask(fd, request, kTextPagesSeconds);
  if (!untrusted_lines.ok()) return untrusted_lines.error();
  if (untrusted_lines->size() > kPageBytes) return Protocol("its length");
  Result<TextPages> pages = PagesFromLines(*untrusted_lines);
  if (!pages.ok() || pages->size() != static_cast<size_t>(count)) return Protocol("the pages");
  for (int i = 0; i < count; ++i) {
    const std::optional<PageReading>& page = pages->at(static_cast<size_t>(i));
    if (page && (page->number != first + i || page->source != PageSource::kTextLayer))
      return Protocol("another page");
  }
  return pages;
}

// Pages are given out in order; answers are put where they belong. Neighbours that have text share
// a child, since opening the document costs more than reading their text; those of them that turn
// out to need more get a child each, as every page has that has no text.
class PageRun {
 public:
  PageRun(Zygote::Impl& zygote, std::counting_semaphore<>& slots, int fd, const Census& census,
          int jobs)
      : zygote_(zygote), slots_(slots), fd_(fd), jobs_(jobs) {
    pages_.resize(census.pages.size());
    // All threads should have some.
    const int most = std::clamp(Total() / jobs, 1, kTextPages);
    for (size_t i = 0; i < pages_.size(); ++i) {
      pages_.at(i).number = static_cast<int>(i) + 1;
      pages_.at(i).width = census.pages.at(i).width;
      pages_.at(i).height = census.pages.at(i).height;
      pages_.at(i).source = PageSource::kFailed;
      pages_.at(i).quality = 0;
      const bool joins = i > 0 && census.pages.at(i).has_text && census.pages.at(i - 1).has_text &&
                         tasks_.back().count < most;
      if (joins)
        ++tasks_.back().count;
      else
        tasks_.push_back({static_cast<int>(i) + 1, 1});
    }
  }

  Result<std::vector<PageReading>> Run(const std::function<void(int, int)>& progress) {
    std::vector<std::thread> threads;
    try {
      for (int i = 0; i < std::min<int>(jobs_, Total()); ++i)
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
  struct Task {
    int first = 1, count = 1;
  };

  int Total() const { return static_cast<int>(pages_.size()); }

  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      // A batch that runs may give back pages.
      changed_.wait(lock, [&] { return ending_ || !tasks_.empty() || running_ == 0; });
      if (ending_ || tasks_.empty()) return;
      const Task task = tasks_.front();
      tasks_.pop_front();
      ++running_;
      const bool alone = task.count == 1 || text_failures_ >= kHopelessBatches;
      const bool hopeless = timed_out_in_a_row_ >= kHopelessPages;
      if (alone && task.count > 1) {
        GiveBack(task);
      } else if (alone && hopeless) {
        Keep(task.first,
             OnPage({ErrorCode::kTimeLimit, "not tried after many pages took too long", ""},
                    task.first));
      } else {
        lock.unlock();
        slots_.acquire();
        std::optional<Result<PageReading>> page;
        std::optional<Result<TextPages>> pages;
        if (alone)
          page.emplace(AskPage(zygote_, fd_, task.first));
        else
          pages.emplace(AskTextPages(zygote_, fd_, task.first, task.count));
        slots_.release();
        lock.lock();
        if (page) Keep(task.first, std::move(*page));
        if (pages) KeepText(task, std::move(*pages));
      }
      --running_;
      changed_.notify_all();
    }
  }

  void GiveBack(const Task& task) {
    for (int page = task.first + task.count; page-- > task.first;) tasks_.push_front({page, 1});
  }

  void KeepText(const Task& task, Result<TextPages> pages) {
    if (!pages.ok()) {
      if (Ends(pages.error())) ending_ = pages.error();
      ++text_failures_;
      return GiveBack(task);
    }
    for (int i = task.count; i-- > 0;) {
      std::optional<PageReading>& page = pages->at(static_cast<size_t>(i));
      if (page)
        Keep(task.first + i, std::move(*page));
      else
        tasks_.push_front({task.first + i, 1});
    }
  }

  void Keep(int page, Result<PageReading> reading) {
    ++done_;
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
  int fd_, jobs_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<PageReading> pages_;
  std::deque<Task> tasks_;
  int done_ = 0, running_ = 0, timed_out_in_a_row_ = 0, text_failures_ = 0;
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
  PageRun run(zygote_.impl(), pages_, fd, *census, jobs_);
  Result<std::vector<PageReading>> pages = run.Run(progress);
  if (!pages.ok()) return pages.error();
  Reading reading;
  reading.sha256 = sha256;
  reading.kind = census->kind;
  reading.pages = std::move(*pages);
  reading.warnings = census->warnings;
  for (const PageReading& page : reading.pages)
    for (const std::string& warning : page.warnings)
      // A sheet between letters is nothing to warn of.
      if (warning != kSeparatorWarning &&
          std::find(reading.warnings.begin(), reading.warnings.end(), warning) ==
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
