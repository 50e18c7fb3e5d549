// Where the stamp and the signature go is looked up in the letter's own text layer, by the values
// that its expected JSON gives: the addressee's first address line, the name of who signs.
#include "samples/making/letter_scan.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <vector>

#include "samples/making/overlay.h"
#include "samples/making/page_image.h"
#include "samples/making/pictures.h"
#include "samples/making/random.h"

namespace riposte {
namespace {

struct Places {
  std::string address, signatory;
  Date arrived{std::chrono::year{2025} / 6 / 30};
};

Result<Places> ReadPlaces(const std::string& path, Random& random) {
  Result<std::string> bytes = ReadBytes(path);
  if (!bytes.ok()) return bytes.error();
  const nlohmann::json j = nlohmann::json::parse(*bytes, nullptr, false);
  if (!j.is_object() || !j.contains("fields") || !j["fields"].is_object()) {
    return Error{.code = ErrorCode::kDamaged, .message = "not an expected JSON", .file = path};
  }
  const auto text = [&](const char* id) {
    const auto it = j["fields"].find(id);
    return it != j["fields"].end() && it->is_string() ? it->get<std::string>() : std::string();
  };
  Places places;
  places.address = text("praticien_adresse");
  places.address = places.address.substr(0, places.address.find(" / "));
  places.signatory = text("signataire");
  if (const std::optional<Date> d = DateFromIso(text("date_lettre"))) {
    places.arrived = std::chrono::sys_days(*d) + std::chrono::days(3 + random.Below(7));
  }
  return places;
}

}  // namespace

Result<std::vector<Pix>> ScanPages(const std::string& samples, const std::string& letter,
                                   const ScanOptions& options) {
  Random random(options.seed);
  Result<Places> places = ReadPlaces(samples + "/letters/" + letter + ".json", random);
  if (!places.ok()) return places.error();
  const Result<PdfPages> pdf = PdfPages::Open(samples + "/mail/" + letter + ".pdf");
  if (!pdf.ok()) return pdf.error();
  const double dpi = RenderDpi(options.kind);
  std::vector<Pix> pages;
  for (int p = 1; p <= pdf->pages(); ++p) {
    Pix page = pdf->Render(p, dpi);
    if (!page) {
      return Error{.code = ErrorCode::kDamaged, .message = "page not rendered", .page = p};
    }
    if (options.sign && !places->signatory.empty()) {
      const Box name = pdf->Find(p, Words(places->signatory));
      if (!name.empty()) Sign(page.get(), dpi, name, options.seed ^ 1);
    }
    if (options.stamp && p == 1) {
      Stamp(page.get(), dpi, pdf->Find(1, Words(places->address)), places->arrived,
            options.seed ^ 2);
    }
    Pix scan = Degrade(page.get(), options.kind, options.seed + static_cast<uint64_t>(p));
    if (!scan) return Error{.code = ErrorCode::kDefect, .message = "page not degraded", .page = p};
    pages.push_back(std::move(scan));
  }
  return pages;
}

Result<std::string> MakeScan(const std::string& samples, const std::string& letter,
                             const ScanOptions& options, const std::string& folder) {
  Result<std::vector<Pix>> scan = ScanPages(samples, letter, options);
  if (!scan.ok()) return scan.error();
  const std::vector<Pix>& pages = *scan;
  std::string format = options.format;
  if (format.empty()) {
    format = pixGetDepth(pages.front().get()) == 1                   ? "tif"
             : options.kind == ScanKind::kPhoto && pages.size() == 1 ? "jpg"
                                                                     : "pdf";
  }
  const std::string name = letter + "." + Name(options.kind) + "." + format;
  const std::string path = folder + "/" + name;
  Status written = Error{.code = ErrorCode::kUsage, .message = "unknown format: " + format};
  const int quality = JpegQuality(options.kind) ? JpegQuality(options.kind) : 75;
  if (format == "pdf") written = WritePdf(pages, quality, path);
  if (format == "tif") written = WriteTiff(pages, path);
  if (format == "jpg") written = WriteJpeg(pages.front().get(), quality, path);
  if (format == "png") written = WritePng(pages.front().get(), path);
  if (format == "heic") written = WriteHeic(pages.front().get(), quality, path);
  if (!written.ok()) return written.error();
  return name;
}

}  // namespace riposte
