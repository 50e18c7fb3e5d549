// Poppler gives words with one box a character. A word of ours is cut out of that by its
// characters: white space of any kind ends it. Small capitals, which Poppler parts by their sizes,
// are joined again.
#include "extractors/page/text_layer.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <string>
#include <string_view>

#include "extractors/page/tilted_text.h"

namespace riposte {
namespace {

constexpr size_t kMaxWords = 1'000'000;

bool IsBold(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
  for (std::string_view weight : {"bold", "black", "heavy", "demi"})
    if (name.find(weight) != std::string::npos) return true;
  return false;
}

void Append(std::string& s, UChar32 c) {
  char buffer[U8_MAX_LENGTH];
  int32_t n = 0;
  U8_APPEND_UNSAFE(buffer, n, c);
  s.append(buffer, static_cast<size_t>(n));
}

// The letters of a presentation form U+FB00 to U+FB06; empty otherwise.
std::string_view Ligature(UChar32 c) {
  static constexpr std::array<std::string_view, 7> kLetters = {"ff",  "fi", "fl", "ffi",
                                                               "ffl", "st", "st"};
  return c >= 0xFB00 && c <= 0xFB06 ? kLetters[static_cast<size_t>(c - 0xFB00)]
                                    : std::string_view();
}

// A star is a star, whatever its shape: ★ ⋆ ∗ ✱ ✶ ⭐; an outlined one (☆) counts nothing.
bool IsStar(UChar32 c) {
  static constexpr std::array<UChar32, 9> kStars = {0x2605, 0x22C6, 0x2217, 0x2731, 0x2736,
                                                    0x2739, 0x272D, 0x2B50, 0x2B51};
  return std::find(kStars.begin(), kStars.end(), c) != kStars.end();
}

bool IsSpace(UChar32 c) { return u_isUWhiteSpace(c) || c == 0x200B || c == 0x2060 || c == 0xFEFF; }

Box ToBox(const poppler::rectf& r) { return {r.left(), r.top(), r.right(), r.bottom()}; }

bool Finite(const Box& b) { return std::isfinite(b.left + b.top + b.right + b.bottom); }

void Cut(const poppler::text_box& text, const Box& page, std::vector<Word>& words) {
  const poppler::byte_array utf8 = text.text().to_utf8();
  const auto length = static_cast<int32_t>(utf8.size());
  std::vector<UChar32> letters;
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(utf8.data(), i, length, c);
    letters.push_back(c);
  }
  Word word;
  word.font_size = text.has_font_info() ? text.get_font_size() : 0;
  if (!std::isfinite(word.font_size) || word.font_size < 0) word.font_size = 0;
  auto flush = [&] {
    // Text beside the page is not displayed. Half a point wide at least, so that no box is empty.
    if (!word.text.empty() && Finite(word.box) && words.size() < kMaxWords) {
      const Box seen = word.box.Intersect(page);
      if (!seen.empty() &&
          seen.width() * seen.height() > 0.3 * word.box.width() * word.box.height())
        words.push_back(word);
    }
    word.text.clear();
    word.box = Box{};
  };
  for (size_t i = 0; i < letters.size(); ++i) {
    const UChar32 c = letters[i];
    if (IsSpace(c)) {
      flush();
      continue;
    }
    if (c == 0xAD || c < 0x20 || (c >= 0x7F && c < 0xA0)) continue;
    if (word.text.empty() && text.has_font_info())
      word.bold = IsBold(text.get_font_name(static_cast<int>(i)));
    if (const std::string_view open = Ligature(c); !open.empty()) {
      word.text += open;
    } else {
      Append(word.text, IsStar(c) ? '*' : c);
    }
    const Box box = ToBox(text.char_bbox(i));
    word.box = word.box.Union(box.empty() ? Box{} : box);
  }
  // Fewer glyphs than characters (a ligature that Poppler opened): the whole word's box is exact.
  if (!word.text.empty() && word.text.size() == static_cast<size_t>(length))
    word.box = word.box.Union(ToBox(text.bbox()));
  if (!word.text.empty() && word.box.empty()) word.box = ToBox(text.bbox());
  flush();
}

TextPiece PieceOf(const poppler::text_box& text) {
  const TextPiece piece{ToBox(text.bbox()),
                        text.has_font_info() && text.rotation() == 0 ? text.get_font_size() : 0};
  return Finite(piece.box) && std::isfinite(piece.size) ? piece : TextPiece{};
}

// Letters alone, all of them capitals but for an elided word before: «P», «L’A».
bool Capitals(const std::string& text) {
  UChar32 last = 0;
  for (int32_t i = 0, length = static_cast<int32_t>(text.size()); i < length;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(text.data()), i, length, c);
    if (u_islower(c) || u_isdigit(c)) return false;
    last = c;
  }
  return u_isupper(last);
}

bool StartsWithLetter(const std::string& text) {
  int32_t i = 0;
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(text.data()), i,
                  static_cast<int32_t>(text.size()), c);
  return u_isalpha(c);
}

// «2026-0238/CR» and «A68», «CR» and «A16-2026-102», which touch.
bool KernedCode(const std::string& before, const std::string& after) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto has_digit = [](const std::string& s) {
    return s.find_first_of("0123456789") != std::string::npos;
  };
  return !before.empty() && !after.empty() && capital(before.back()) && capital(after.front()) &&
         (has_digit(before) || has_digit(after));
}

// Small capitals are two sizes of type: «P» and «OURQUOI», which touch, are one word.
void JoinSmallCapitals(std::vector<Word>& words) {
  std::vector<Word> joined;
  joined.reserve(words.size());
  for (Word& w : words) {
    if (!joined.empty() && !w.text.empty()) {
      Word& before = joined.back();
      const double size = before.font_size;
      if (size > 0 && w.font_size > 0.55 * size && w.font_size < 0.95 * size &&
          std::abs(w.box.left - before.box.right) < 0.08 * size &&
          std::abs(w.box.bottom - before.box.bottom) < 0.12 * size && Capitals(before.text) &&
          StartsWithLetter(w.text)) {
        before.text += w.text;
        before.box = before.box.Union(w.box);
        continue;
      }
      // Capitals of one size a third of a space apart: the kerning of «CARAMAN».
      const double height = before.box.bottom - before.box.top;
      const bool level = std::abs(w.box.bottom - before.box.bottom) < 0.02 * height &&
                         std::abs(w.box.top - before.box.top) < 0.02 * height;
      if (level && std::abs(w.box.left - before.box.right) < 0.14 * height &&
          ((Capitals(before.text) && (Capitals(w.text) || w.text.front() == '-')) ||
           KernedCode(before.text, w.text))) {
        before.text += w.text;
        before.box = before.box.Union(w.box);
        continue;
      }
    }
    // «PEUT FAIRE» in small capitals and its full stop in the size of the text.
    if (!joined.empty() && (w.text == "." || w.text == ",")) {
      Word& before = joined.back();
      if (before.font_size > 0.5 * w.font_size && before.font_size < 0.95 * w.font_size &&
          std::abs(w.box.left - before.box.right) < 0.08 * w.font_size &&
          w.box.VerticalOverlap(before.box) > 0.5) {
        before.text += w.text;
        before.box = before.box.Union(w.box);
        continue;
      }
    }
    joined.push_back(std::move(w));
  }
  words = std::move(joined);
}

}  // namespace

TextLayer ReadTextLayer(const PdfPage& page) {
  TextLayer layer;
  std::vector<poppler::text_box> boxes;
  try {
    boxes = page.poppler().text_list(poppler::page::text_list_include_font);
  } catch (const std::exception&) {
    return layer;
  }
  const Box shown{0, 0, page.width(), page.height()};
  std::array<size_t, 4> turns{};
  std::vector<TextPiece> pieces;
  for (const poppler::text_box& text : boxes) pieces.push_back(PieceOf(text));
  const std::vector<bool> tilted = TiltedText(pieces);
  for (size_t i = 0; i < boxes.size(); ++i) {
    const poppler::text_box& text = boxes[i];
    if (tilted[i]) continue;
    const size_t before = layer.words.size();
    Cut(text, shown, layer.words);
    turns[static_cast<size_t>(text.rotation()) & 3] += layer.words.size() - before;
  }
  JoinSmallCapitals(layer.words);
  const auto most = std::max_element(turns.begin(), turns.end()) - turns.begin();
  // Poppler counts the quarter turns of the text clockwise.
  layer.turned = static_cast<int>((4 - most) % 4) * 90;
  return layer;
}

}  // namespace riposte
