// Listing: what lies in the inbox now, without opening anything that could hang or lead elsewhere.
//
//   Result<Listing> seen = ListInbox(home + "/inbox");
//   for (const Listing::File& f : seen->files) …      // regular files, in the order of their paths
//
// Links are not followed. `folders` are for the watcher. Fails with kStorage if the inbox itself
// cannot be listed; a subfolder that cannot is a refusal.
#pragma once

#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "pipeline/intake/settle.h"

namespace riposte {

struct Listing {
  struct File {
    std::string path;  // relative to the inbox
    FileState state;
  };
  struct Refusal {
    std::string path;
    std::string reason;  // "lien", "special", "droits": see NoteForRefusal
  };
  std::vector<File> files;
  std::vector<Refusal> refusals;
  std::vector<std::string> folders;  // absolute, the inbox first
};

Result<Listing> ListInbox(const std::string& inbox);

// The structure of a file, and whether some process has it open for writing, where the kernel can
// tell (a local file of ours). False when the file cannot be read; see errno.
bool Probe(const std::string& path, Structure* structure, bool* being_written);

}  // namespace riposte
