#include "extractors/values/fold.h"

#include <catch2/catch.hpp>
#include <random>

namespace riposte {

TEST_CASE("what looks alike folds alike", "[values]") {
  const std::pair<const char*, const char*> rows[] = {
      {"L’intéressé", "l'interesse"},
      {"L’intéressé", "L ' INTERESSE"},
      {"mise en demeure", "rnise en derneure"},
      {"Nombre d’IJ", "Nornbre d'1J"},
      {"IJ prescrites", "lJ prescrites"},
      {"IJ", "|J"},
      {"Réf. : 2025/O12", "REF. : 2025/012"},
      {"cœur", "COEUR"},
      {"ﬁn de l’aﬀaire", "fin de l'affaire"},
      {"N° 12", "No 12"},
      {"Nº 12", "N° 12"},
      {"« à compter »", "\"a compter\""},
      {"R. 148–1", "R.148-1"},
      {"R.148\u20111", "R.148-1"},
      {"1\u202f234", "1 234"},
      {"1\u00a0234", "1234"},
      {"e\u0301te\u0301", "été"},
      {"ÉTÉ", "été"},
      {"Ÿ", "y"},
  };
  for (const auto& [a, b] : rows) {
    CAPTURE(a, b);
    CHECK(FoldKey(a) == FoldKey(b));
  }
}

TEST_CASE("usual characters fold by table as they do without it", "[values]") {
  // A sign that the table has not sends the whole text the long way.
  const std::string sign = "\u2191";
  const auto utf8 = [](uint32_t c) {
    std::string s;
    if (c < 0x80) {
      s += static_cast<char>(c);
    } else if (c < 0x800) {
      s += static_cast<char>(0xC0 | c >> 6);
      s += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      s += static_cast<char>(0xE0 | c >> 12);
      s += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      s += static_cast<char>(0x80 | (c & 0x3F));
    }
    return s;
  };
  std::vector<uint32_t> all;
  for (uint32_t c = 1; c < 0x200; ++c) all.push_back(c);
  for (uint32_t c = 0x1FF0; c < 0x20E0; ++c) all.push_back(c);
  for (const uint32_t c : all) {
    CAPTURE(c);
    CHECK(Plain("a" + utf8(c) + "b") + Plain(sign) == Plain("a" + utf8(c) + "b" + sign));
  }
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (int k = 0; k < 12; ++k) text += utf8(all[random() % all.size()]);
    CAPTURE(text);
    CHECK(Plain("x" + text + "x") + Plain(sign) == Plain("x" + text + "x" + sign));
  }
  // Marks that stand alone, and bytes that are no UTF-8.
  CHECK(Plain("e\u0301") == "e");
  CHECK(Plain("a\xC3") == Plain("a\xEF\xBF\xBD"));
  CHECK(Plain("\xE2\x80") == Plain("\xEF\xBF\xBD"));
}

TEST_CASE("what differs stays apart", "[values]") {
  CHECK(FoldKey("ratio") != FoldKey("station"));
  CHECK(FoldKey("2024") != FoldKey("2025"));
  CHECK(FoldKey("ald") != FoldKey("c2s"));
  CHECK(FoldKey("") == "");
}

TEST_CASE("plain text keeps words and digits", "[values]") {
  CHECK(Plain("  Pyrénées-Orientales\u00a0 (66) ") == "pyrenees-orientales (66)");
  CHECK(Plain("Côte d’Or\t\n21") == "cote d'or 21");
  CHECK(Plain("CPAM DE LA RÉUNION") == "cpam de la reunion");
  CHECK(Plain("l0 rn|") == "l0 rn|");
}

TEST_CASE("words keep their borders and lose their punctuation", "[values]") {
  CHECK(FoldWords("Mise en  demeure :") ==
        std::vector<std::string>{FoldKey("mise"), FoldKey("en"), FoldKey("demeure")});
  CHECK(FoldWords("« L'objet », (IJ).") ==
        std::vector<std::string>{FoldKey("l'objet"), FoldKey("ij")});
  CHECK(FoldWords(" ; ").empty());
}

TEST_CASE("folding twice is folding once, on every character", "[values]") {
  for (char32_t c = 1; c < 0x30000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string s = "r";
    if (c < 0x80) {
      s += static_cast<char>(c);
    } else if (c < 0x800) {
      s += static_cast<char>(0xC0 | (c >> 6));
      s += static_cast<char>(0x80 | (c & 63));
    } else if (c < 0x10000) {
      s += static_cast<char>(0xE0 | (c >> 12));
      s += static_cast<char>(0x80 | ((c >> 6) & 63));
      s += static_cast<char>(0x80 | (c & 63));
    } else {
      s += static_cast<char>(0xF0 | (c >> 18));
      s += static_cast<char>(0x80 | ((c >> 12) & 63));
      s += static_cast<char>(0x80 | ((c >> 6) & 63));
      s += static_cast<char>(0x80 | (c & 63));
    }
    s += "nz";
    const std::string once = FoldKey(s), plain = Plain(s);
    if (FoldKey(once) != once || Plain(plain) != plain) {
      CAPTURE(static_cast<uint32_t>(c), once, FoldKey(once), plain, Plain(plain));
      REQUIRE(false);
    }
  }
}

TEST_CASE("random bytes fold without a crash, and stay folded", "[values]") {
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    std::string s(random() % 40, ' ');
    for (char& c : s)
      c = static_cast<char>(random() % 2 ? random() : "rn1lI|0O \xc3\xa9"[random() % 11]);
    const std::string once = FoldKey(s);
    REQUIRE(FoldKey(once) == once);
  }
  CHECK(FoldKey("a\xff\xfe") == "a\ufffd\ufffd");
}

TEST_CASE("the banded distance is the distance up to its limit", "[values]") {
  const auto full = [](const std::string& a, const std::string& b) {
    std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i)
      for (size_t j = 0; j <= b.size(); ++j) {
        if (i == 0 || j == 0) {
          d[i][j] = static_cast<int>(i + j);
          continue;
        }
        d[i][j] = std::min(
            {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      }
    return d[a.size()][b.size()];
  };
  std::mt19937 random(11);
  for (int i = 0; i < 20000; ++i) {
    std::string a(random() % 9, 'a'), b(random() % 9, 'a');
    for (char& c : a) c = static_cast<char>('a' + random() % 3);
    for (char& c : b) c = static_cast<char>('a' + random() % 3);
    const int limit = static_cast<int>(random() % 5);
    CAPTURE(a, b, limit);
    REQUIRE(EditDistance(a, b, limit) == std::min(full(a, b), limit + 1));
  }
}

}  // namespace riposte
