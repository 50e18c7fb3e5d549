#include "extractors/values/json.h"

#include <catch2/catch.hpp>
#include <random>

namespace riposte {

TEST_CASE("numbers keep their digits through JSON", "[values]") {
  Result<JsonNode> n = ParseJson(R"({"a": 1234.50, "b": 5.5e0, "c": [1, -2, "x"], "d": null})");
  REQUIRE(n.ok());
  CHECK(ValueFromJson(ValueType::kAmount, *n->Find("a")) == Value(Cents{123450}));
  CHECK(ToCanonical(*ValueFromJson(ValueType::kDecimal, *n->Find("a"))) == "1234.50");
  CHECK_FALSE(ValueFromJson(ValueType::kDecimal, *n->Find("b")));
  CHECK_FALSE(ValueFromJson(ValueType::kTextList, *n->Find("c")));
  CHECK(ValueFromJson(ValueType::kDate, *n->Find("d")) == Value{});
  CHECK(n->Find("e") == nullptr);
}

TEST_CASE("the writer prints exactly and indents for people", "[values]") {
  for (int indent : {-1, 2}) {
    JsonWriter w(indent);
    w.BeginObject();
    w.Key("m");
    w.Value(Cents{123450});
    w.Key("d");
    w.Value(Decimal{550, 2});
    w.Key("l");
    w.Value(TextList{"a\"", "é\xff"});
    w.Key("e");
    w.BeginArray();
    w.EndArray();
    w.Key("x");
    w.Number(71.2, 2);
    w.Key("y");
    w.Number(-0.001, 2);
    w.Key("z");
    w.Number(1.0 / 0.0, 2);
    w.EndObject();
    if (indent < 0)
      CHECK(w.text() ==
            "{\"m\":1234.50,\"d\":5.50,\"l\":[\"a\\\"\",\"é\ufffd\"],\"e\":[],\"x\":71.2,\"y\":0,"
            "\"z\":null}");
    else
      CHECK(w.text() ==
            "{\n  \"m\": 1234.50,\n  \"d\": 5.50,\n  \"l\": [\"a\\\"\", \"é\ufffd\"],\n  \"e\": [],"
            "\n  \"x\": 71.2,\n  \"y\": 0,\n  \"z\": null\n}");
  }
}

TEST_CASE("hostile JSON is refused", "[values]") {
  const std::string deep(100, '[');
  for (const std::string& s :
       {std::string(), std::string("{"), std::string("{\"a\":1,\"a\":2}"), std::string("[1e999]"),
        std::string("\"\xff\""), deep + std::string(100, ']'), std::string("[1] x"),
        std::string(1'000'000, '[')}) {
    CAPTURE(s.substr(0, 20));
    const Result<JsonNode> n = ParseJson(s);
    REQUIRE_FALSE(n.ok());
    CHECK(n.error().code == ErrorCode::kDamaged);
  }
  std::mt19937 random(3);
  const std::string alphabet = "{}[],:\"\\u0a1.e-tfn \xc3";
  for (int i = 0; i < 20000; ++i) {
    std::string s(random() % 24, ' ');
    for (char& c : s) c = alphabet[random() % alphabet.size()];
    (void)ParseJson(s);
  }
}

}  // namespace riposte
