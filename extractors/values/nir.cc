// Sex, year, month (20 to 42 and 50 up are given where it is unknown), département, commune, order,
// then perhaps the key.
#include "extractors/values/nir.h"

#include <re2/re2.h>

#include <string>

namespace riposte {
namespace {

struct Nir {
  std::string sex, year, month, place, commune, order, key;
};

bool KeyHolds(const Nir& nir) {
  std::string place = nir.place;
  if (place == "2A" || place == "2a") place = "19";
  if (place == "2B" || place == "2b") place = "18";
  const std::string thirteen = nir.sex + nir.year + nir.month + place + nir.commune + nir.order;
  return 97 - std::stoll(thirteen) % 97 == std::stoll(nir.key);
}

// No-break and narrow spaces, and the hyphen that does not break.
std::string PlainSpaces(std::string_view text) {
  std::string plain(text);
  for (const std::string_view space : {"\u00A0", "\u202F", "\u2009", "\u2011"})
    for (size_t at = plain.find(space); at != std::string::npos; at = plain.find(space, at))
      plain.replace(at, space.size(), " ");
  return plain;
}

template <typename Accept>
bool AnyNir(const std::string& plain, const Accept& accept) {
  static const RE2 pattern(
      R"((?:^|[^0-9A-Za-z])([1-478])[ .\-]{0,3}([0-9]{2})[ .\-]{0,3}([0-9]{2})[ .\-]{0,3})"
      R"(([0-9]{2}|2[ABab])[ .\-]{0,3}([0-9]{3})[ .\-]{0,3}([0-9]{3}))"
      R"((?:[ .\-/]{0,3}([0-9]{2}))?(?:$|[^0-9]))");
  re2::StringPiece rest(plain);
  Nir n;
  while (RE2::FindAndConsume(&rest, pattern, &n.sex, &n.year, &n.month, &n.place, &n.commune,
                             &n.order, &n.key)) {
    if (accept(n)) return true;
    // The mark after this number may be the one before the next.
    if (rest.data() > plain.data()) rest = re2::StringPiece(rest.data() - 1, rest.size() + 1);
    n.key.clear();
  }
  return false;
}

}  // namespace

bool HoldsNir(std::string_view text) {
  return AnyNir(PlainSpaces(text), [](const Nir& nir) {
    return nir.key.empty() ? nir.month >= "01" && nir.month <= "12" : KeyHolds(nir);
  });
}

bool MayBeNir(std::string_view text) {
  return AnyNir(PlainSpaces(text), [](const Nir& nir) { return nir.month != "00"; });
}

bool LooksLikeNir(std::string_view text) {
  static const RE2 grouped(
      R"((?:^|[^0-9])[1-478] [0-9]{2} (?:0[1-9]|1[0-2]|[2-9][0-9]) (?:[0-9]{2}|2[ABab]) [0-9]{3} )"
      R"([0-9]{3}(?: [0-9]{2})?(?:[^0-9]|$))");
  const std::string plain = PlainSpaces(text);
  return RE2::PartialMatch(plain, grouped) ||
         AnyNir(plain, [](const Nir& nir) { return !nir.key.empty() && KeyHolds(nir); });
}

}  // namespace riposte
