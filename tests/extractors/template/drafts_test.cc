// What is read again of a value, and how often its page is opened for it.
#include "extractors/template/drafts.h"

#include <catch2/catch.hpp>

#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

// Says the same of every place; counts the calls and keeps what was asked.
struct Crops : Rereader {
  CropReading says;
  int calls = 0;
  std::vector<CropRequest> asked;
  Result<CropReading> Reread(const CropRequest& request) override {
    return RereadAll({&request, 1}).front();
  }
  std::vector<Result<CropReading>> RereadAll(std::span<const CropRequest> requests) override {
    ++calls;
    asked.insert(asked.end(), requests.begin(), requests.end());
    return {requests.size(), says};
  }
};

Draft DraftOf(const LetterText& text, ValueType type, const Value& value,
              const std::string& printed) {
  FieldSpec spec;
  spec.id = "valeur";
  spec.type = type;
  const size_t at = text.text().find(printed);
  REQUIRE(at != std::string::npos);
  Hit hit;
  hit.value = value;
  hit.text = printed;
  hit.ranges = {{at, at + printed.size()}};
  return MakeDraft(spec, {hit}, text);
}

}  // namespace

TEST_CASE("of a long line the value and two words beside it are read again", "[template]") {
  PageBuilder b(1, PageSource::kOcr);
  b.Line(60, 100,
         "Vous pouvez former opposition dans un délai de quinze jours après le 8 septembre");
  b.Line(60, 120, "reçue le 8 octobre 2025 et restée sans effet");
  b.Line(60, 140, "le 9 octobre 2025");
  const PageReading& page = b.page();
  const LetterText text({&page}, {});
  const Draft middle = DraftOf(text, ValueType::kDuration, Duration{.days = 15}, "quinze jours");
  REQUIRE(middle.places.size() == 1);
  const CropPlace& cut = middle.places.front();
  const auto word = [&](const std::string& said) {
    for (const Word& w : page.words)
      if (w.text == said) return w.box;
    return Box{};
  };
  CHECK(cut.crop.left < word("délai").left);
  CHECK(cut.crop.left > word("un").right);
  CHECK(cut.crop.right > word("le").right);
  CHECK(cut.crop.right < word("septembre").right);
  CHECK(cut.value.left == word("quinze").left);
  // Where there is little to save the line stays whole.
  const Draft first =
      DraftOf(text, ValueType::kDate, Date{std::chrono::year(2025) / 10 / 8}, "8 octobre 2025");
  CHECK(first.places.front().crop.left == 60);
  const Draft alone =
      DraftOf(text, ValueType::kDate, Date{std::chrono::year(2025) / 10 / 9}, "9 octobre 2025");
  CHECK(alone.places.front().crop == text.lines()[2].box);
}

TEST_CASE("third readings are asked for together", "[template]") {
  PageBuilder b(1, PageSource::kOcr);
  for (int row = 0; row < 5; ++row) b.Line(60, 100 + 20 * row, std::to_string(351 + row));
  const LetterText text({&b.page()}, {});
  std::vector<Draft> drafts;
  for (int row = 0; row < 5; ++row)
    drafts.push_back(
        DraftOf(text, ValueType::kInteger, Value(int64_t{351 + row}), std::to_string(351 + row)));
  Crops crops;
  crops.says = {.text = "35|", .confidence = 0.3, .ink = 0.1};  // hardly made out
  Desk desk(crops);
  std::vector<CropWish> wishes;
  for (const Draft& d : drafts)
    for (CropWish& w : Wishes(d)) wishes.push_back(w);
  CHECK(wishes.size() == 5);
  desk.Fetch(wishes);
  wishes.clear();
  for (const Draft& d : drafts)
    for (CropWish& w : WishesOnceMore(d, &desk)) wishes.push_back(w);
  REQUIRE(wishes.size() == 5);
  CHECK(wishes.front().recipe == CropRecipe::kLine);
  desk.Fetch(wishes);
  for (Draft& d : drafts) JudgeDraft(&d, &desk);
  CHECK(crops.calls == 2);
  CHECK(crops.asked.size() == 10);
}

}  // namespace riposte
