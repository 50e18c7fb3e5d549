// Crashes by brute force: runs a function in a child and kills it before its Nth system call that
// changes the disk, for every N until it comes through.
//
//   int points = CrashEverywhere([&] { Prepare(); }, [&] { Work(); }, [&](int n) { Check(n); });
//
// It is the death of the process that is played, not the loss of power: what was written stays.
#pragma once

#include <functional>

namespace riposte {

// `prepare` and `check` run in this process, `work` in the child. Returns how many points there
// were; -1 if processes cannot be traced here.
int CrashEverywhere(const std::function<void()>& prepare, const std::function<void()>& work,
                    const std::function<void(int)>& check);

}  // namespace riposte
