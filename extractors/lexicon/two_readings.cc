// A place is a set of words of both readings whose boxes lie over each other, directly or through
// others: one word each as a rule, two against one where a space was lost.
#include "extractors/lexicon/two_readings.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>

#include "extractors/page/looks.h"

namespace riposte {
namespace {

constexpr size_t kMostWordsOfAPlace = 8;  // more: a smear, the first reading stands
// What one more or less of these is worth in confidence; found on faxes of the sample mail.
constexpr double kKnown = 0.2, kOdd = 0.25, kFirst = 0.03;
constexpr double kHardlyRead = 0.4, kPoor = 0.65, kPlainlyRead = 0.75, kClose = 0.1;
constexpr double kAloneAndFirst = 0.3, kAloneAndSecond = 0.6;

bool Meet(const Box& a, const Box& b) {
  const Box both = a.Intersect(b);
  if (both.empty()) return false;
  return both.height() > 0.5 * std::min(a.height(), b.height()) &&
         both.width() > 0.4 * std::min(a.width(), b.width());
}

struct Place {
  std::vector<const OcrWord*> first, second;
};

// By height on the page, so that only words of about one line are held against each other.
std::vector<Place> Places(const std::vector<OcrWord>& first, const std::vector<OcrWord>& second) {
  const size_t n = first.size(), all = n + second.size();
  const auto word = [&](size_t i) -> const OcrWord& {
    return i < n ? first.at(i) : second.at(i - n);
  };
  std::vector<size_t> parent(all), order(all);
  std::iota(parent.begin(), parent.end(), 0);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(word(a).box.top, a) < std::pair(word(b).box.top, b);
  });
  const auto root = [&](size_t i) {
    while (parent.at(i) != i) i = parent.at(i) = parent.at(parent.at(i));
    return i;
  };
  for (size_t i = 0; i < all; ++i) {
    const OcrWord& a = word(order.at(i));
    for (size_t j = i + 1; j < all; ++j) {
      const OcrWord& b = word(order.at(j));
      if (b.box.top >= a.box.bottom) break;
      if ((order.at(i) < n) == (order.at(j) < n) || !Meet(a.box, b.box)) continue;
      const size_t x = root(order.at(i)), y = root(order.at(j));
      parent.at(std::max(x, y)) = std::min(x, y);
    }
  }
  std::vector<Place> places(all);
  for (size_t i = 0; i < all; ++i) {
    Place& place = places.at(root(i));
    (i < n ? place.first : place.second).push_back(&word(i));
  }
  std::erase_if(places, [](const Place& p) { return p.first.empty() && p.second.empty(); });
  for (Place& place : places)
    for (std::vector<const OcrWord*>* side : {&place.first, &place.second})
      std::stable_sort(side->begin(), side->end(), [](const OcrWord* a, const OcrWord* b) {
        return a->box.left < b->box.left;
      });
  return places;
}

// Signs that letters do not have, or not there: what specks and rules become.
bool OddSigns(std::string_view s) {
  static constexpr std::string_view kNever[] = {
      "{", "}", "|", "\\", "~", "_", "=", "<", ">", "\u2018", "\"", "^", "`", "\u00A5", "\u00A3"};
  if (std::any_of(std::begin(kNever), std::end(kNever),
                  [&](std::string_view m) { return s.find(m) != std::string_view::npos; }))
    return true;
  return s.ends_with("'") || s.ends_with("\u2019") || s.starts_with("'") ||
         s.starts_with("\u2019") || s.starts_with(".") || s.starts_with("-");
}

double Worth(const std::vector<const OcrWord*>& side, const Lexicon& lexicon) {
  double sum = 0, weight = 0;
  for (const OcrWord* w : side) {
    const double n = static_cast<double>(w->text.size());
    double worth = w->confidence;
    const bool known = lexicon.Knows(w->text);
    if (known) worth += kKnown;
    if (OddSigns(w->text) || LookOf(w->text) == Look::kWrong) worth -= kOdd;
    sum += n * worth;
    weight += n;
  }
  return weight > 0 ? sum / weight : 0;
}

bool SameWords(const Place& p) {
  return std::equal(p.first.begin(), p.first.end(), p.second.begin(), p.second.end(),
                    [](const OcrWord* a, const OcrWord* b) { return a->text == b->text; });
}

std::string Joined(const std::vector<const OcrWord*>& side) {
  std::string out;
  for (const OcrWord* w : side) out += w->text;
  return out;
}

// «47,9» of «479»: the engine passes over decimal commas, and sees none where there is none.
bool AddsComma(std::string_view with, std::string_view without) {
  std::string bare;
  for (size_t i = 0; i < with.size(); ++i) {
    const bool comma = with[i] == ',' && i > 0 && i + 1 < with.size() &&
                       std::isdigit(static_cast<unsigned char>(with[i - 1])) != 0 &&
                       std::isdigit(static_cast<unsigned char>(with[i + 1])) != 0;
    if (!comma) bare += with[i];
  }
  return bare.size() < with.size() && bare == without;
}

bool HasStars(const Place& p) {
  return std::any_of(p.first.begin(), p.first.end(),
                     [](const OcrWord* w) { return w->text.find('*') != std::string::npos; });
}

bool HasLetterOrDigit(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           static_cast<unsigned char>(c) >= 0xC3;
  });
}

double Confidence(const std::vector<const OcrWord*>& side) {
  double sum = 0, weight = 0;
  for (const OcrWord* w : side) {
    sum += w->confidence * static_cast<double>(w->text.size());
    weight += static_cast<double>(w->text.size());
  }
  return weight > 0 ? sum / weight : 0;
}

bool HasDigit(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What the words of a place are worth at most, where `other` is what they were preferred to.
double Most(const std::vector<const OcrWord*>& taken, const std::vector<const OcrWord*>& other,
            const Lexicon& lexicon) {
  const double doubt = Confidence(other), faith = Confidence(taken);
  const std::string text = Joined(taken), rest = Joined(other);
  if (HasDigit(text) || HasDigit(rest)) {
    // «133-9-1» or «133-9:1»: nothing vouches for a code. For a number its crop is read again, by
    // another model: only a rival as plain as itself is worth more than that.
    const bool code = text.find('-') != std::string::npos || rest.find('-') != std::string::npos;
    const bool close = doubt >= kPlainlyRead && doubt > faith - kClose;
    return (code && doubt >= kHardlyRead) || close || faith < kPoor ? kDisputedNumber : kDisputed;
  }
  const bool known = std::all_of(taken.begin(), taken.end(),
                                 [&](const OcrWord* w) { return lexicon.Knows(w->text); });
  const bool rival = std::all_of(other.begin(), other.end(),
                                 [&](const OcrWord* w) { return lexicon.Knows(w->text); });
  return known && !rival ? 1 : kDisputed;
}

}  // namespace

std::vector<OcrWord> MergeReadings(const std::vector<OcrWord>& first,
                                   const std::vector<OcrWord>& second, const Lexicon& lexicon) {
  std::vector<OcrWord> out;
  const auto take = [&](const std::vector<const OcrWord*>& side, double most) {
    for (const OcrWord* w : side) {
      out.push_back(*w);
      out.back().confidence = std::min(w->confidence, most);
    }
  };
  for (const Place& p : Places(first, second)) {
    if (p.second.empty()) {
      // Noise that the other reading did not see.
      for (const OcrWord* w : p.first)
        if (w->confidence >= kAloneAndFirst || lexicon.Knows(w->text)) take({w}, 1);
    } else if (p.first.empty()) {
      for (const OcrWord* w : p.second)
        if (w->confidence >= kAloneAndSecond && LooksRight(w->text) && HasLetterOrDigit(w->text) &&
            !OddSigns(w->text))
          take({w}, kDisputed);
    } else if (SameWords(p)) {
      for (size_t i = 0; i < p.first.size(); ++i) {
        out.push_back(*p.first.at(i));
        out.back().confidence = std::max(p.first.at(i)->confidence, p.second.at(i)->confidence);
      }
    } else if (HasStars(p) || p.first.size() + p.second.size() > kMostWordsOfAPlace) {
      take(p.first, kDisputed);
    } else if (AddsComma(Joined(p.first), Joined(p.second))) {
      take(p.first, kDisputed);
    } else if (AddsComma(Joined(p.second), Joined(p.first))) {
      take(p.second, kDisputed);
    } else if (Worth(p.first, lexicon) + kFirst >= Worth(p.second, lexicon)) {
      take(p.first, Most(p.first, p.second, lexicon));
    } else {
      take(p.second, Most(p.second, p.first, lexicon));
    }
  }
  return out;
}

}  // namespace riposte
