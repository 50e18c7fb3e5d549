// The compiled patterns of all templates, each once however many write it. Private to the room.
//
//   PatternPool pool;
//   pool.Prepare({{PatternKind::kPlain, "mise en demeure"}, …}, 2);   // side by side
//   std::shared_ptr<const RE2> re = pool.Get(PatternKind::kPlain, "mise en demeure");
//   if (!re->ok()) …                                                  // re->error()
//
// Compiling is most of what loading the templates costs. Get compiles what was not prepared. One
// thread; the patterns may be shared by threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace re2 {
class RE2;
}

namespace riposte {

enum class PatternKind {
  kPrinted,         // on words as printed
  kPrintedAnyCase,  // … in any case
  // On Plain() letters and line by line, one byte a letter: what is not ASCII is kForeign.
  kPlain
};

inline constexpr char kForeign = '\x1a';

class PatternPool {
 public:
  using Wish = std::pair<PatternKind, std::string>;

  void Prepare(const std::vector<Wish>& wishes, int jobs);
  std::shared_ptr<const re2::RE2> Get(PatternKind kind, const std::string& pattern);

 private:
  std::map<Wish, std::shared_ptr<const re2::RE2>> known_;
};

// Plain() letters with every sign that is not ASCII as kForeign.
std::string OneByteLetters(std::string plain);

}  // namespace riposte
