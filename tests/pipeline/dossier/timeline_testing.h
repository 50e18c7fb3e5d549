// A procedure that a test makes letter by letter, and its timeline as text. A line: date, what,
// side, state, then since, piece, limit and act where there are.
#pragma once

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "pipeline/dossier/dossier.h"
#include "tests/pipeline/law/law_testing.h"

namespace riposte {

using namespace std::chrono_literals;

inline Fact Read(const Value& value, bool sure = true) {
  return {.value = value,
          .text = ToCanonical(value),
          .spans = {{1, {1, 2, 3, 4}}},
          .status = sure ? FactStatus::kSure : FactStatus::kToReview};
}

class Procedure {
 public:
  explicit Procedure(const std::string& procedure) {
    d.id = "2025/MARTIN-Claire-" + procedure + "-2025-06";
    d.procedure = procedure;
  }

  // The next letter; its id is P1, P2, …
  Letter& Add(const std::string& type, std::optional<Date> date,
              std::optional<Date> handed = std::nullopt, const std::string& departement = "44") {
    Piece p;
    p.id = "P" + std::to_string(d.pieces.size() + 1);
    p.letter.type = {.value = type, .status = FactStatus::kSure};
    p.letter.fields["departement"] = Read(departement);
    if (date) p.letter.fields["date_lettre"] = Read(*date);
    d.pieces.push_back(p);
    if (handed) Give("date_remise", *handed, p.id);
    return d.pieces.back().letter;
  }

  void Give(const std::string& id, const Value& value, const std::string& piece = "") {
    const Status s = SetGiven(d, {.id = id, .value = value, .author = "s", .piece = piece});
    if (!s.ok()) FAIL(s.error().ToString());
  }

  void Happened(const std::string& kind, const std::string& date, const std::string& piece = "",
                const std::string& proof = "P9") {
    REQUIRE(AddEvent(d, {.kind = kind, .date = date, .proof = proof, .piece = piece}).ok());
  }

  std::string At(Date today) {
    REQUIRE(Recompute(d, TheLaw(), today).ok());
    std::string text;
    for (const Step& s : d.timeline) {
      text += (s.date.empty() ? "?" : s.date) + " " + s.what + " " + s.side + " " + s.state;
      if (!s.since.empty()) text += " since " + s.since;
      if (!s.piece.empty()) text += " " + s.piece;
      if (!s.limit.empty() && s.limit != s.date) text += " limit " + s.limit;
      if (!s.act.empty()) text += " act " + s.act;
      text += "\n";
    }
    return text;
  }

  const DossierDeadline& Clock(const std::string& rule) const {
    for (const DossierDeadline& c : d.deadlines)
      if (c.deadline.rule == rule) return c;
    FAIL("no clock " << rule);
    return d.deadlines.front();
  }

  bool Asked(const std::string& id, const std::string& part) const {
    for (const Question& q : d.questions)
      if (q.id == id && q.text.find(part) != std::string::npos) return true;
    return false;
  }

  Dossier d;
};

// Received on Monday 30 June 2025: the doctor's month ends on Wednesday 30 July, the director's on
// Saturday 30 August, so on Monday 1 September at the latest.
inline Procedure Launched() {
  Procedure p("mso");
  p.Add("notification_mso", 2025y / 6 / 26, 2025y / 6 / 30);
  return p;
}

}  // namespace riposte
