// Three barcodes, so that a staple, a punch hole or a stamp cannot hide them all; modules of 0.7 mm
// and bars of 35 mm, so that a fax or a sheet fed 5 degrees askew still reads.
#include "pipeline/intake/separator_sheet.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "extractors/reading/separator.h"

namespace riposte {
namespace {

constexpr int kStartB = 104, kStop = 106;

// Character values 0 to 106 of ISO/IEC 15417, table 1.
constexpr std::array<const char*, 107> kPatterns = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112"};

constexpr double kWidth = 595.28, kHeight = 841.89;  // A4 in points
constexpr double kModule = 2.0, kBar = 100;          // points

// PDF's WinAnsi strings: the few letters of our own French that are not ASCII.
std::string WinAnsi(std::string_view utf8) {
  std::string out;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    if (c == '(' || c == ')' || c == '\\') out += '\\';
    if (c == 0xC2 || c == 0xC3) {  // Latin-1, which WinAnsi agrees with there
      const auto next = static_cast<unsigned char>(utf8[++i]);
      out += fmt::format("\\{:03o}", c == 0xC2 ? next : next + 0x40);
    } else if (utf8.substr(i, 3) == "’") {
      out += "\\222";
      i += 2;
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

std::string Line(double x, double y, double size, std::string_view text) {
  return fmt::format("BT /F {} Tf {:.1f} {:.1f} Td ({}) Tj ET\n", size, x, y, WinAnsi(text));
}

std::string Bars(double y) {
  const std::string widths = Code128(kSeparatorText);
  double modules = 0;
  for (const char w : widths) modules += w - '0';
  double x = (kWidth - modules * kModule) / 2;
  std::string out;
  for (size_t i = 0; i < widths.size(); ++i) {
    const double width = (widths[i] - '0') * kModule;
    if (i % 2 == 0) out += fmt::format("{:.2f} {:.2f} {:.2f} {:.2f} re\n", x, y, width, kBar);
    x += width;
  }
  return out + "f\n";
}

std::string Content() {
  std::string page = "0 g\n";
  for (const double y : {660.0, 400.0, 90.0}) page += Bars(y);
  page += Line(212, 645, 10, kSeparatorText);
  page += Line(64, 600, 24, "Feuille de séparation entre deux courriers");
  page +=
      Line(64, 560, 13, "Posez une feuille comme celle-ci devant chaque nouveau courrier, puis");
  page +=
      Line(64, 542, 13, "numérisez toute la pile en un seul PDF. Elle peut servir plusieurs fois.");
  page += Line(64, 524, 13, "Elle n’est gardée dans aucun dossier.");
  return page;
}

}  // namespace

std::string Code128(std::string_view text) {
  std::string widths = kPatterns[kStartB];
  int check = kStartB, place = 0;
  for (const char c : text) {
    if (c < ' ' || c > '~') continue;
    const int value = c - ' ';
    widths += kPatterns.at(static_cast<size_t>(value));
    check = (check + ++place * value) % 103;
  }
  return widths + kPatterns.at(static_cast<size_t>(check)) + kPatterns[kStop];
}

std::string SeparatorSheet() {
  const std::string content = Content();
  const std::vector<std::string> objects = {
      "<</Type/Catalog/Pages 2 0 R/Lang(fr-FR)>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      fmt::format("<</Type/Page/Parent 2 0 R/MediaBox[0 0 {} {}]/Contents 4 0 R"
                  "/Resources<</Font<</F 5 0 R>>>>>>",
                  kWidth, kHeight),
      fmt::format("<</Length {}>>stream\n{}\nendstream", content.size(), content),
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"};
  std::string pdf = "%PDF-1.4\n", xref = "0000000000 65535 f \n";
  for (size_t i = 0; i < objects.size(); ++i) {
    xref += fmt::format("{:010} 00000 n \n", pdf.size());
    pdf += fmt::format("{} 0 obj{}\nendobj\n", i + 1, objects[i]);
  }
  const size_t at = pdf.size();
  return pdf +
         fmt::format("xref\n0 {0}\n{1}trailer<</Size {0}/Root 1 0 R>>\nstartxref\n{2}\n%%EOF\n",
                     objects.size() + 1, xref, at);
}

}  // namespace riposte
