#include "pipeline/flow/read_ahead.h"

#include <algorithm>
#include <system_error>

namespace riposte {

ReadAhead::ReadAhead(std::vector<Task> tasks, int jobs)
    : tasks_(std::move(tasks)),
      done_(tasks_.size()),
      ahead_(2 * static_cast<size_t>(std::max(1, jobs))) {
  const size_t wanted = std::min(tasks_.size(), static_cast<size_t>(std::max(1, jobs)));
  try {
    while (threads_.size() < wanted) threads_.emplace_back([this] { Work(); });
  } catch (const std::system_error&) {
    // Fewer threads do it too; with none, Take reads by itself.
  }
}

ReadAhead::~ReadAhead() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& t : threads_) t.join();
}

void ReadAhead::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stop_ || next_ >= tasks_.size() || next_ < taken_ + ahead_; });
    if (stop_ || next_ >= tasks_.size()) return;
    const size_t mine = next_++;
    lock.unlock();
    Result<Reading> reading = tasks_.at(mine)();
    lock.lock();
    done_.at(mine) = std::move(reading);
    changed_.notify_all();
  }
}

Result<Reading> ReadAhead::Take(size_t index) {
  std::unique_lock lock(mutex_);
  taken_ = std::max(taken_, index);
  changed_.notify_all();
  if (threads_.empty()) return tasks_.at(index)();
  changed_.wait(lock, [&] { return done_.at(index).has_value(); });
  Result<Reading> reading = std::move(*done_.at(index));
  done_.at(index).reset();
  return reading;
}

}  // namespace riposte
