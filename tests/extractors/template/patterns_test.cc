#include "extractors/template/patterns.h"

#include <re2/re2.h>

#include <catch2/catch.hpp>

namespace riposte {
namespace {

TEST_CASE("letters of patterns are those of Latin script", "[template]") {
  PatternPool pool;
  const auto matches = [&](const char* pattern, const char* text) {
    const auto re = pool.Get(PatternKind::kPrinted, pattern);
    REQUIRE(re->ok());
    return RE2::FullMatch(text, *re);
  };
  for (const char* name : {"Éric", "Łukasz", "ŞAHİN", "Œuvrard", "Ștefan", "D'Ÿ", "Çelik-Nuñez"})
    CHECK(matches(R"(\p{Lu}[\p{L}'-]+)", name));
  CHECK_FALSE(matches(R"(\p{Lu}\p{L}+)", "éric"));
  CHECK_FALSE(matches(R"(\p{Lu}\p{L}+)", "E2"));
  CHECK(matches(R"([^\p{L}]+\p{L}{1,3})", "1 2ºᵉʳ"));
  CHECK(matches(R"([]\p{L}]+)", "a]é"));
  CHECK(matches(R"(\[\p{L}\])", "[é]"));
  CHECK(matches(R"(\\p\{L\})", R"(\p{L})"));
}

// Their automata keep what they have met: what a pattern of a code or a person takes is bounded.
TEST_CASE("macros compile in little memory", "[template]") {
  PatternPool pool;
  for (const char* macro : {"{date}", "{date-courte}", "{heure}", "{code}", "{personne}"}) {
    const auto re = pool.Get(PatternKind::kPrinted, macro);
    REQUIRE(re->ok());
    CHECK(re->options().max_mem() <= 1 << 20);
  }
  CHECK_FALSE(pool.Get(PatternKind::kPrinted, "(?:[a-z]{1000}){1000}")->ok());
}

}  // namespace
}  // namespace riposte
