// A pattern on plain letters is compiled for single bytes: over UTF-8 a negated class alone takes
// a dozen states, and such patterns are full of them.
#include "extractors/template/patterns.h"

#include <re2/re2.h>

#include "extractors/base/parallel.h"

namespace riposte {
namespace {

constexpr int64_t kMaxMemory = 8 << 20;

std::shared_ptr<const RE2> Compile(const PatternPool::Wish& wish) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  if (wish.first == PatternKind::kPrintedAnyCase) options.set_case_sensitive(false);
  if (wish.first != PatternKind::kPlain) return std::make_shared<const RE2>(wish.second, options);
  options.set_encoding(RE2::Options::EncodingLatin1);
  return std::make_shared<const RE2>("(?m)" + wish.second, options);
}

}  // namespace

void PatternPool::Prepare(const std::vector<Wish>& wishes, int jobs) {
  std::vector<std::map<Wish, std::shared_ptr<const RE2>>::value_type*> open;
  for (const Wish& wish : wishes)
    if (auto [at, is_new] = known_.try_emplace(wish); is_new) open.push_back(&*at);
  ForEach(open.size(), jobs, [&](size_t i) { open[i]->second = Compile(open[i]->first); });
}

std::shared_ptr<const RE2> PatternPool::Get(PatternKind kind, const std::string& pattern) {
  std::shared_ptr<const RE2>& re = known_[{kind, pattern}];
  if (!re) re = Compile({kind, pattern});
  return re;
}

std::string OneByteLetters(std::string plain) {
  size_t to = 0;
  for (const char c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      plain[to++] = c;
    else if (byte >= 0xC0)
      plain[to++] = kForeign;
  }
  plain.resize(to);
  return plain;
}

}  // namespace riposte
