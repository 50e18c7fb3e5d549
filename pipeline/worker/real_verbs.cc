// The real verbs: extractors/page behind the request. Warming loads everything that a child would
// otherwise load for each page, or could no longer load in its sandbox: models, fontconfig with its
// caches, Poppler's tables, and glibc's UTF-16 converter, which is a plug-in on disk.
#include <iconv.h>

#include <cstdio>
#include <memory>
#include <vector>

#include "extractors/ocr/engine.h"
#include "extractors/page/text_pages.h"
#include "pipeline/worker/verbs.h"

namespace riposte {
namespace {

// One small page with a word in a font that is not embedded.
std::string TinyPdf() {
  const std::string content = "BT /F 12 Tf 10 20 Td (Bonjour) Tj ET";
  const std::vector<std::string> objects = {
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 48]/Contents 4 0 R"
      "/Resources<</Font<</F 5 0 R>>>>>>",
      "<</Length " + std::to_string(content.size()) + ">>stream\n" + content + "\nendstream",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"};
  std::string pdf = "%PDF-1.4\n", xref = "0000000000 65535 f \n";
  for (size_t i = 0; i < objects.size(); ++i) {
    char entry[32];
    snprintf(entry, sizeof entry, "%010zu 00000 n \n", pdf.size());
    xref += entry;
    pdf += std::to_string(i + 1) + " 0 obj" + objects.at(i) + "endobj\n";
  }
  std::string count = std::to_string(objects.size() + 1);
  std::string at = std::to_string(pdf.size());
  pdf +=
      "xref\n0 " + count + "\n" + xref + "trailer<</Size " + count + "/Root 1 0 R>>\nstartxref\n";
  return pdf + at + "\n%%EOF\n";
}

// Open converters keep their plug-ins loaded; these live as long as the process.
void HoldConverters() {
  for (const char* from : {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-8", "ISO-8859-1"}) {
    (void)iconv_open("UTF-8", from);
    (void)iconv_open(from, "UTF-8");
  }
}

Status Warm(TesseractEngine& engine, const ReadLimits& limits) {
  Status loaded = engine.Load();
  HoldConverters();
  std::string pdf = TinyPdf();
  Bytes bytes(reinterpret_cast<const unsigned char*>(pdf.data()), pdf.size());
  if (!loaded.ok()) return loaded;
  // What fails here would fail for every document: it is ours.
  auto ours = [](const Error& e) { return Error{ErrorCode::kDefect, e.message, e.hint}; };
  Result<std::string> png = RenderCrop(bytes, 1, {}, 36, limits);
  if (!png.ok()) return ours(png.error());
  Result<PageReading> page = ReadPage(bytes, 1, engine, limits);
  if (!page.ok()) return ours(page.error());
  for (CropRecipe recipe : {CropRecipe::kNumber, CropRecipe::kLine}) {
    Result<CropReading> crop = RereadCrop(bytes, {1, Box{8, 18, 64, 40}, recipe}, engine, limits);
    if (!crop.ok()) return ours(crop.error());
  }
  return loaded;
}

template <class T>
Result<std::string> AsJson(const Result<T>& result) {
  if (!result.ok()) return result.error();
  return ToJson(*result);
}

Result<std::string> Perform(const VerbRequest& r, Bytes file, OcrEngine& engine,
                            const ReadLimits& limits) {
  switch (r.verb) {
    case Verb::kCensus:
      return AsJson(TakeCensus(file, limits));
    case Verb::kReadPage:
      return AsJson(ReadPage(file, r.page, engine, limits));
    case Verb::kReadTextPages: {
      Result<std::vector<std::optional<PageReading>>> pages =
          ReadTextPages(file, r.page, r.count, limits);
      if (!pages.ok()) return pages.error();
      return ToLines(*pages);
    }
    case Verb::kRereadCrops: {
      Result<std::vector<CropRequest>> requests = CropRequestsFromJson(r.body);
      if (!requests.ok()) return requests.error();
      return AsJson(RereadCrops(file, *requests, engine, limits));
    }
    case Verb::kRenderCrop:
      return RenderCrop(file, r.page, r.box, r.dpi, limits);
    case Verb::kSearchable: {
      Result<Reading> reading = ReadingFromJson(r.body);
      if (!reading.ok()) return reading.error();
      return MakeSearchable(file, *reading);
    }
    case Verb::kSplit:
      return SplitPages(file, r.page, r.count);
    case Verb::kWarm:
      break;
  }
  return Error{ErrorCode::kDefect, "an unknown verb", ""};
}

}  // namespace

Verbs RealVerbs(const ReadLimits& limits) {
  auto engine = std::make_shared<TesseractEngine>();
  Verbs verbs;
  verbs.warm = [engine, limits] { return Warm(*engine, limits); };
  verbs.run = [engine, limits](const VerbRequest& request, Bytes file) {
    return Perform(request, file, *engine, limits);
  };
  return verbs;
}

}  // namespace riposte
