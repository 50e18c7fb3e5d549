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

TEST_CASE("a given name that is one letter from a usual one goes to a person", "[template]") {
  for (const char* name : {"Apelline TRÉLAZÉ", "Apolline TRÉLAZÉ"}) {
    CAPTURE(name);
    PageBuilder b(1, PageSource::kOcr);
    b.Line(60, 100, name, 0.95);
    const LetterText text({&b.page()}, {});
    FieldSpec spec;
    spec.id = "praticien_nom";
    spec.type = ValueType::kText;
    spec.tries.emplace_back();
    spec.tries.front().as = As::kPerson;
    Hit hit;
    hit.value = std::string(name);
    hit.text = name;
    hit.ranges = {{0, std::string_view(name).size()}};
    Draft draft = MakeDraft(spec, {hit}, text);
    Crops crops;
    crops.says = {.text = name, .confidence = 0.95, .ink = 0.1};
    Desk desk(crops);
    JudgeDraft(&draft, &desk);
    const bool usual = std::string_view(name).starts_with("Apo");
    CHECK((draft.fact.status == FactStatus::kSure) == usual);
    CHECK((draft.fact.why == std::vector<std::string>{"near_given_name"}) == !usual);
    // Said twice alike, it is no accident of the picture.
    draft = MakeDraft(spec, {hit}, text);
    draft.evidence.agreeing_places = 1;
    JudgeDraft(&draft, &desk);
    CHECK(draft.fact.status == FactStatus::kSure);
  }
}

TEST_CASE("who is spoken of in a sentence did not surely sign", "[template]") {
  PageBuilder b(1, PageSource::kOcr);
  b.Line(20, 100,
         "Vous avez été reçue le 18 septembre dans nos locaux par Olivier ROUQUETTE , médecin",
         0.95);
  b.Line(300, 300, "Pour le directeur et par délégation, Béatrice SALVAN", 0.95);
  const LetterText text({&b.page()}, {});
  for (const auto& [name, signs] :
       {std::pair{"Olivier ROUQUETTE", false}, {"Béatrice SALVAN", true}}) {
    CAPTURE(name);
    FieldSpec spec;
    spec.id = "signataire";
    spec.type = ValueType::kText;
    Hit hit;
    hit.value = std::string(name);
    hit.text = name;
    const size_t at = text.text().find(name);
    hit.ranges = {{at, at + hit.text.size()}};
    Draft draft = MakeDraft(spec, {hit}, text);
    Crops crops;
    crops.says = {.text = name, .confidence = 0.95, .ink = 0.1};
    Desk desk(crops);
    JudgeDraft(&draft, &desk);
    CHECK((draft.fact.status == FactStatus::kSure) == signs);
  }
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
