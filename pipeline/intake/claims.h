// Claims: from the inbox into the store and the register, in steps that a crash may cut anywhere.
//
//   claim      rename into inbox/.claimed/TIME-N/   (atomic: nobody else sees the file any more)
//   store      copy under its hash, synced and verified
//   register   one transaction, synced
//   remove     unlink the claimed file, then its folder
//
// Cut before «claim»: the file is in the inbox. Cut later: it is in .claimed, and TakeUp does the
// steps again under the same time, which the store and the register recognise. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/intake/intake.h"

namespace riposte {

class Claims {
 public:
  Claims(const std::string& home, Store& store, Register& reg)
      : inbox_(home + "/inbox"), claimed_(inbox_ + "/.claimed"), store_(store), register_(reg) {}

  // A settled file of the inbox. None: it went away by itself.
  Result<std::optional<Claimed>> Claim(const std::string& relative_path);
  // Everything that lies in .claimed.
  std::vector<Result<Claimed>> TakeUp();

 private:
  Result<std::string> MakeClaimFolder();
  Result<Claimed> Admit(const std::string& folder, const std::string& name, bool taken_up);

  std::string inbox_, claimed_;
  Store& store_;
  Register& register_;
};

// Now, as the register writes it: "2025-06-18T08:00:00Z".
std::string UtcNow();

}  // namespace riposte
