// A few threads for independent pieces of work.
//
//   ForEach(pages.size(), jobs, [&](size_t i) { marks[i] = MarksOf(pages[i]); });
//
// `work` is called once for each index, in ascending order but side by side, and must not throw.
// Returns when all are done. With one job, or where no thread can be had, the caller does it all.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace riposte {

template <class Work>
void ForEach(size_t count, int jobs, Work&& work) {
  std::atomic<size_t> next{0};
  const auto run = [&] {
    for (size_t mine; (mine = next++) < count;) work(mine);
  };
  std::vector<std::thread> helpers;
  try {
    while (helpers.size() + 1 < std::min(count, static_cast<size_t>(std::max(1, jobs))))
      helpers.emplace_back(run);
  } catch (const std::system_error&) {
    // Fewer threads do it too.
  }
  run();
  for (std::thread& t : helpers) t.join();
}

}  // namespace riposte
