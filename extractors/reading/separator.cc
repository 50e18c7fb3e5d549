// A sheet has the same few words always: a page with more is a letter, whatever it quotes.
#include "extractors/reading/separator.h"

#include <algorithm>

namespace riposte {
namespace {

// The sheet has 44 words; a scan may break some in two.
constexpr size_t kMostWords = 70;

}  // namespace

bool SaysSeparator(const PageReading& page) {
  return page.words.size() <= kMostWords &&
         std::any_of(page.words.begin(), page.words.end(),
                     [](const Word& w) { return w.text == kSeparatorText; });
}

void MarkSeparator(PageReading& page) {
  page.words.clear();
  page.rules.clear();
  if (!IsSeparator(page)) page.warnings.emplace_back(kSeparatorWarning);
}

bool IsSeparator(const PageReading& page) {
  return std::find(page.warnings.begin(), page.warnings.end(), kSeparatorWarning) !=
         page.warnings.end();
}

}  // namespace riposte
