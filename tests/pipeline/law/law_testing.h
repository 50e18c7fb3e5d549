// Shared by the tests of the law room: the law as shipped, dates, warnings.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "pipeline/law/law.h"

namespace riposte {

inline const Law& TheLaw() {
  static const Result<Law>* law =
      new Result<Law>(Law::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates"));
  INFO((law->ok() ? "" : law->error().ToString()));
  REQUIRE(law->ok());
  return law->value();
}

inline Date D(const std::string& iso) {
  const std::optional<Date> date = DateFromIso(iso);
  REQUIRE(date);
  return *date;
}

inline Deadline Compute(const DeadlineQuery& query) {
  const Result<Deadline> d = TheLaw().Compute(query);
  INFO((d.ok() ? "" : d.error().ToString()));
  REQUIRE(d.ok());
  return *d;
}

inline bool Warns(const Deadline& d, const std::string& part) {
  return std::any_of(d.warnings.begin(), d.warnings.end(),
                     [&](const std::string& w) { return w.find(part) != std::string::npos; });
}

}  // namespace riposte
