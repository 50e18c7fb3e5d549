// ReadAhead: works on the next documents while one is being dealt with, so that every core has
// pages to read even when each document has one.
//
//   ReadAhead<Reading> ahead({read_a, read_b, read_c}, workers.jobs());
//   for (size_t i = 0; i < 3; ++i) Use(ahead.Take(i));   // in order; waits for the one asked for
//
// Tasks run on one thread more than `jobs`, since a task does not use its core all the time, and at
// most 2 × jobs documents ahead of the one taken last, so that memory does not grow with the number
// of documents. A task must not throw and must be safe beside the others. Take may be called once
// for each index, in ascending order, from one thread. The destructor waits for running tasks and
// drops those that have not begun.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

template <class T>
class ReadAhead {
 public:
  using Task = std::function<Result<T>()>;

  ReadAhead(std::vector<Task> tasks, int jobs)
      : tasks_(std::move(tasks)),
        done_(tasks_.size()),
        ahead_(2 * static_cast<size_t>(std::max(1, jobs))) {
    const size_t wanted = std::min(tasks_.size(), static_cast<size_t>(std::max(1, jobs)) + 1);
    try {
      while (threads_.size() < wanted) threads_.emplace_back([this] { Work(); });
    } catch (const std::system_error&) {
      // Fewer threads do it too; with none, Take works by itself.
    }
  }

  ~ReadAhead() {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    for (std::thread& t : threads_) t.join();
  }

  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  Result<T> Take(size_t index) {
    std::unique_lock lock(mutex_);
    taken_ = std::max(taken_, index);
    changed_.notify_all();
    if (threads_.empty()) return tasks_.at(index)();
    changed_.wait(lock, [&] { return done_.at(index).has_value(); });
    Result<T> result = std::move(*done_.at(index));
    done_.at(index).reset();
    return result;
  }

 private:
  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock,
                    [&] { return stop_ || next_ >= tasks_.size() || next_ < taken_ + ahead_; });
      if (stop_ || next_ >= tasks_.size()) return;
      const size_t mine = next_++;
      lock.unlock();
      Result<T> result = tasks_.at(mine)();
      lock.lock();
      done_.at(mine).emplace(std::move(result));
      changed_.notify_all();
    }
  }

  std::vector<Task> tasks_;
  std::vector<std::optional<Result<T>>> done_;
  size_t next_ = 0, taken_ = 0, ahead_;
  bool stop_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::thread> threads_;
};

}  // namespace riposte
