// The questions that only the doctor can answer, asked once: templates/arguments/questions.xml.
//
//   Questionnaire q = Questionnaire::Load("templates").value();
//   q.CheckAnswer("reponse.remplacements_jours", "12")     // ok; "douze": kUsage, says what it
//   takes
//
// Answers are facts «reponse.ID» of the dossier, with author and date, kept as text: «oui»/«non»,
// a number with a decimal point, an ISO date, one of a list, or free text. A text that holds a
// social-security number (NIR) is refused: patients are counts and case numbers. Answers whose ids
// start with «reponse.argument_», «reponse.joindre_» are orders to the program and are declared by
// prefix. Plain values, thread-safe once loaded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

// «oui»: the person who answers has looked that no patient is named. Words come with it or not at
// all.
inline constexpr std::string_view kNoPatientNamed = "reponse.aucun_patient_nomme";

struct AskedQuestion {
  std::string id;                    // "remplacements": fact "reponse.remplacements"
  std::string type;                  // "oui_non", "nombre", "date", "choix", "texte"
  std::vector<std::string> choices;  // of "choix"
  std::vector<std::string> types;    // document types it is asked for; empty: all
  std::string section;               // French heading in the questionnaire
  std::string text;                  // French
  int line = 0;
};

// kUsage: a social-security number in what a person typed, its key right or mistyped.
Status NoPatient(std::string_view text);

class Questionnaire {
 public:
  static Result<Questionnaire> Load(const std::string& templates_dir);
  const std::vector<AskedQuestion>& all() const { return all_; }
  // By the fact's id, «reponse.remplacements»; null for one that nobody declared.
  const AskedQuestion* Find(std::string_view fact) const;
  // kUsage: a NIR in the text, or not of the form that the question takes. Facts that are no
  // answers of the questionnaire are only looked through for a NIR.
  Status CheckAnswer(std::string_view fact, std::string_view text) const;

 private:
  std::vector<AskedQuestion> all_;
};

}  // namespace riposte
