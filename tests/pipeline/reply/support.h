// What the reply tests share: dossiers made from the invented full one, a small template folder,
// the text of an ODT. Test code only.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pipeline/dossier/dossier.h"
#include "pipeline/reply/values.h"

namespace riposte::reply {

inline const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

// The invented full dossier with a deadline for each of its two MSO letters. `letter_date` is the
// date of every letter in it.
Dossier FullDossier(Date letter_date = Date{std::chrono::year(2025), std::chrono::June,
                                            std::chrono::day(18)});
// The same with a questionnaire filled in by the doctor and the arguments judged: every letter has
// something to say.
Dossier AnsweredDossier();
// Records answers («remplacements», «oui») and judges the arguments again.
void Answer(Dossier& dossier, const std::vector<std::pair<std::string, std::string>>& answers);
Fact& FieldOf(Dossier& dossier, const std::string& type, const std::string& field);
void Forget(Dossier& dossier, const std::string& type, const std::string& field);

// Expressions and their results; anything else is an error. `possible` lists what is unknown.
class FakeSource : public ValueSource {
 public:
  std::map<std::string, bool> truths;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<std::string>> possible;
  std::vector<std::string> asked;
  Evaluated Boolean(const std::string& xpath) override;
  Evaluated Text(const std::string& xpath) override;

 private:
  Evaluated Answer(const std::string& xpath, bool boolean);
};

// A temporary templates folder with the real schemas; removed at the end.
class TemplateFolder {
 public:
  TemplateFolder();
  ~TemplateFolder();
  std::string path() const { return path_.string(); }
  void Write(const std::string& name, const std::string& text) const;  // below replies/
  // A template whose text holds `body`, with one paragraph style.
  void WriteLetter(const std::string& kind, const std::string& body) const;
  // One letter «essai» with these rules, and these values.
  void WriteRules(const std::string& rules, const std::string& values = "") const;

 private:
  std::filesystem::path path_;
};

// Text of content.xml: paragraphs joined by newlines, tabs, line breaks and text:s resolved.
std::string TextOf(const std::string& odt);

}  // namespace riposte::reply
