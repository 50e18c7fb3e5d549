// Workers: foreign bytes are opened only in children of a zygote, one census child a document, one
// child a page. A crash on page 4 costs page 4; both cores are used; memory stays flat.
//
//   int main(…) {
//     omp_set_max_active_levels(0);
//     Result<Zygote> zygote = Zygote::Start();   // forks first of all, while single-threaded
//     Workers workers(*zygote, {.jobs = 2});     // now the zygote loads its models
//     Result<Reading> reading = workers.Read(fd, sha256);
//
// Verbs: census, read page, reread crops, render crop, searchable, split. Descriptors go to the
// zygote by SCM_RIGHTS; answers come back in a size-limited memfd and are checked like a
// stranger's. A child that goes over its time, memory, or output limit, or dies, is an ordinary
// result: Error with kTimeLimit, kMemoryLimit, kChildDied or kProtocol, and the page. Of what a
// child says about a failure only the code crosses the border, never its words. A failed page
// stands in the Reading as kFailed. kDefect is never about the document: the zygote is dead or the
// models are not installed.
//
// `fd` is a readable descriptor of a regular file or a memfd; the caller keeps it and may have it
// anywhere. Workers may be used from several threads; each call is one child at a time, Reads up to
// `jobs` page children together. The zygote ends when Zygote is destroyed, or when the process that
// started it ends; it must outlive its Workers.
#pragma once

#include <functional>
#include <memory>
#include <semaphore>
#include <span>
#include <string>

#include "extractors/base/error.h"
#include "extractors/page/reader.h"
#include "extractors/reading/reading.h"
#include "extractors/reading/rereader.h"

namespace riposte {

struct ChildLimits {
  int census_seconds = 20;  // wall clock of one child
  int page_seconds = 120;
  int whole_file_seconds = 120;  // searchable, split
  int cpu_seconds = 0;           // processor time of one child; 0: twice its wall clock
  int64_t memory_bytes = 2ll * 1024 * 1024 * 1024;
  int64_t answer_bytes = 64ll * 1024 * 1024;
  ReadLimits read;
};

struct Verbs;

class Zygote {
 public:
  // Call it as the first act of main. Fails with kDefect only: no process or socket to be had.
  static Result<Zygote> Start(const ChildLimits& limits = {});
  // The same with other functions behind the verbs (verbs.h); for tests.
  static Result<Zygote> StartWith(const Verbs& verbs, const ChildLimits& limits = {});
  Zygote(Zygote&&) noexcept;
  Zygote& operator=(Zygote&&) noexcept;
  ~Zygote();
  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  explicit Zygote(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct WorkerOptions {
  int jobs = 0;  // 0: one a core
};

class Workers {
 public:
  Workers(Zygote& zygote, const WorkerOptions& options);
  ~Workers();

  Result<Census> TakeCensus(int fd);
  // Census, then all pages. `progress(done, pages)` is called from the calling thread. Fails only
  // if the census does, no page at all could be read, or with kDefect. After ten pages in a row
  // that ran into the clock the rest is not tried and fails alike, so that a hostile file of a
  // thousand pages takes minutes and not days.
  Result<Reading> Read(int fd, const std::string& sha256,
                       const std::function<void(int, int)>& progress = {});
  Result<CropReading> RereadCrop(int fd, const CropRequest& request);
  // One answer a request, in their order. The crops of a page share a child, many of them `jobs`
  // children; when such a child dies, each of its crops is asked for alone.
  std::vector<Result<CropReading>> RereadCrops(int fd, std::span<const CropRequest> requests);
  // A PNG, checked to be one; its bytes are still a stranger's.
  Result<std::string> RenderCrop(int fd, int page, const Box& box, double dpi);
  Result<std::string> MakeSearchable(int fd, const Reading& reading);
  Result<std::string> SplitPages(int fd, int first_page, int pages);
  int jobs() const { return jobs_; }

 private:
  Zygote& zygote_;
  int jobs_;
  std::counting_semaphore<> pages_;  // page children at a time, of all calls together
};

// A Rereader that asks a child. Keeps a borrowed fd.
class LiveRereader : public Rereader {
 public:
  LiveRereader(Workers& workers, int fd) : workers_(workers), fd_(fd) {}
  Result<CropReading> Reread(const CropRequest& request) override {
    return workers_.RereadCrop(fd_, request);
  }
  std::vector<Result<CropReading>> RereadAll(std::span<const CropRequest> requests) override {
    return workers_.RereadCrops(fd_, requests);
  }

 private:
  Workers& workers_;
  int fd_;
};

}  // namespace riposte
