#include "extractors/lexicon/lexicon.h"

#include <catch2/catch.hpp>
#include <string>

using riposte::Lexicon;

TEST_CASE("words of the list are known in every dress of print", "[lexicon]") {
  const Lexicon words("notification\nassurance\ndécision\nœil\nchef\nlieu\r\nLyon\n");
  for (const char* known : {"notification", "Notification", "NOTIFICATION", "l'assurance,",
                            "l\u2019assurance", "(notification)", "«décision»", "« décision",
                            "DÉCISION", "DECISION", "d\u2019œil", "ŒIL", "chef-lieu", "Lyon", "de"})
    CHECK(words.Knows(known));
  // An accent that is lost is a mistake in small letters, and two parts are words each.
  for (const char* unknown : {"noufication", "decision", "Decision", "notification2", "2025", "",
                              "'", "x", "zz", "chef-leu", "\xC3", "\xE2\x80", "notificationn"})
    CHECK_FALSE(words.Knows(unknown));
}

TEST_CASE("a list that is empty, long or no text knows nothing more", "[lexicon]") {
  CHECK(Lexicon("").empty());
  CHECK_FALSE(Lexicon("").Knows("notification"));
  CHECK(Lexicon("").Knows("de"));
  CHECK(Lexicon("\n\n\n").empty());
  CHECK(Lexicon(std::string(100, 'a') + "\nmot").Knows("mot"));
  CHECK_FALSE(Lexicon(std::string(100, 'a')).Knows(std::string(100, 'a')));
}

TEST_CASE("the French of Debian", "[lexicon]") {
  const Lexicon& words = Lexicon::French();
  REQUIRE_FALSE(words.empty());
  for (const char* known : {"griefs", "notification", "indemnisés", "maraîchers", "Oliviers"})
    CHECK(words.Knows(known));
  for (const char* unknown : {"gnets", "noufication", "indemmisés", "maraïichers", "Ohvicrs"})
    CHECK_FALSE(words.Knows(unknown));
}
