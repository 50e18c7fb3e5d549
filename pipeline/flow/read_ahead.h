// ReadAhead: reads the next documents while one is being worked on, so that every core has pages to
// read even when each document has one.
//
//   ReadAhead ahead({read_a, read_b, read_c}, workers.jobs());
//   for (size_t i = 0; i < 3; ++i) Use(ahead.Take(i));        // in order; waits for the one that
//   is asked
//
// Tasks run on `jobs` threads of its own, at most 2 × jobs documents ahead of the one taken last,
// so that memory does not grow with the number of documents. A task must not throw and must be safe
// beside the others. Take may be called once for each index, in ascending order, from one thread.
// The destructor waits for running tasks and drops those that have not begun.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "extractors/reading/reading.h"

namespace riposte {

class ReadAhead {
 public:
  using Task = std::function<Result<Reading>()>;
  ReadAhead(std::vector<Task> tasks, int jobs);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  Result<Reading> Take(size_t index);

 private:
  void Work();

  std::vector<Task> tasks_;
  std::vector<std::optional<Result<Reading>>> done_;
  size_t next_ = 0, taken_ = 0, ahead_;
  bool stop_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::thread> threads_;
};

}  // namespace riposte
