// An office for tests: HOME with its store and register, short settle times, and the questions that
// every test asks of it.
#pragma once

#include <algorithm>
#include <memory>

#include "pipeline/intake/intake.h"
#include "tests/pipeline/store/scratch.h"

namespace riposte {

inline std::string Pdf(const std::string& text) { return "%PDF-1.4\n" + text + "\n%%EOF\n"; }

inline SettleOptions Short() {
  SettleOptions o;
  o.still_milliseconds = 60;
  o.weak_still_milliseconds = 120;
  o.incomplete_seconds = 1;
  o.rescan_seconds = 1;
  return o;
}

class Office {
 public:
  explicit Office(std::string home_path) : home(std::move(home_path)), store(home) {
    std::filesystem::create_directories(home + "/inbox");
    auto opened = OpenSqliteRegister(home + "/register.db");
    if (opened.ok()) reg = std::move(*opened);
  }
  std::string inbox(const std::string& name) const { return home + "/inbox/" + name; }
  void Drop(const std::string& name, const std::string& bytes) const {
    WriteTo(inbox(name), bytes);
  }
  Intake intake(const SettleOptions& options = Short()) { return {home, store, *reg, options}; }
  // Documents and litter in the inbox, claims included.
  int FilesInInbox() const {
    int n = 0;
    for (const auto& e : std::filesystem::recursive_directory_iterator(home + "/inbox")) {
      if (!e.is_directory()) ++n;
    }
    return n;
  }
  bool Stored(const std::string& bytes) const {
    return ReadFrom(store.PathOf(Sha256(bytes))) == bytes;
  }

  std::string home;
  Store store;
  std::unique_ptr<Register> reg;
};

inline std::string Names(const std::vector<Claimed>& all) {
  std::string names;
  for (const Claimed& c : all) names += c.name + (c.duplicate ? "(2) " : " ");
  return names;
}

}  // namespace riposte
