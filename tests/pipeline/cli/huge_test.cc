// A page of a million words ends: read, or refused with its reason, never a hang.
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>

#include "tests/measuring/program.h"

namespace riposte {
namespace {

// A PDF of one page with that many words, in rows of 250.
std::string PageOf(int words) {
  static const char* const kSaid[] = {"du",         "18/06/2025", "7", "000,00",
                                      "commission", "Objet",      "n", "patient"};
  std::string content = "BT /F1 9 Tf\n";
  for (int i = 0; i < words; ++i)
    content += "1 0 0 1 " + std::to_string(20 + i % 250 * 2) + " " +
               std::to_string(820 - i / 250 / 5) + " Tm (" + kSaid[i % 8] + ") Tj\n";
  content += "ET";
  const std::string objects[] = {
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
      "/Resources<</Font<</F1 5 0 R>>>>>>",
      "<</Length " + std::to_string(content.size()) + ">>stream\n" + content + "\nendstream",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
  std::string pdf = "%PDF-1.4\n", table = "xref\n0 6\n0000000000 65535 f \n";
  for (int i = 0; i < 5; ++i) {
    char entry[32];
    std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", pdf.size());
    table += entry;
    pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  return pdf + table + "trailer<</Size 6/Root 1 0 R>>\nstartxref\n" + std::to_string(pdf.size()) +
         "\n%%EOF\n";
}

}  // namespace

TEST_CASE("a page of a million words ends with a reason", "[whole][slow][nonsense]") {
  const ScratchFolder scratch;
  std::ofstream(scratch / "million.pdf", std::ios::binary) << PageOf(1'000'000);
  std::ofstream(scratch / "petit.pdf", std::ios::binary) << PageOf(100);
  // Well-formed: the same page with few words is read.
  const Ran small = RunRiposte({"extract", scratch / "petit.pdf", "--format", "json"});
  INFO(small.err);
  CHECK(small.code == 4);
  const auto start = std::chrono::steady_clock::now();
  const Ran ran = RunRiposte({"extract", scratch / "million.pdf"});
  // A page may take two minutes, and is tried once; the machine may be busy.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::minutes(6));
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.err.find("million.pdf: page 1: ") != std::string::npos);
}

}  // namespace riposte
