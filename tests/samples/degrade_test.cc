#include "samples/making/degrade.h"

#include <libheif/heif.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "samples/making/bad_input.h"
#include "samples/making/letter_scan.h"
#include "samples/making/overlay.h"
#include "samples/making/page_image.h"
#include "samples/making/pictures.h"
#include "samples/making/random.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const std::string kLetter =
    std::string(RIPOSTE_SOURCE_DIR) + "/samples/mail/notification_mso-1.pdf";

Pix Page(double dpi) { return PdfPages::Open(kLetter)->Render(1, dpi); }

bool Same(PIX* a, PIX* b) {
  l_int32 same = 0;
  return pixEqual(a, b, &same) == 0 && same == 1;
}

double DarkShare(PIX* p) {
  Pix bits(pixGetDepth(p) == 1 ? pixCopy(nullptr, p) : nullptr);
  if (!bits) {
    Pix grey(pixConvertTo8(p, 0));
    bits.reset(pixThresholdToBinary(grey.get(), 110));
  }
  l_int32 count = 0;
  pixCountPixels(bits.get(), &count, nullptr);
  return static_cast<double>(count) / pixGetWidth(p) / pixGetHeight(p);
}

struct Folder {
  fs::path path = fs::temp_directory_path() / ("making-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("a seed fixes every kind of scan, another seed gives another", "[samples]") {
  const Pix page = Page(90);
  for (ScanKind kind : kAllKinds) {
    INFO(Name(kind));
    const Pix a = Degrade(page.get(), kind, 7), b = Degrade(page.get(), kind, 7);
    const Pix c = Degrade(page.get(), kind, 8);
    REQUIRE(a);
    CHECK(Same(a.get(), b.get()));
    CHECK_FALSE(Same(a.get(), c.get()));
    CHECK(ScanKindNamed(Name(kind)) == kind);
  }
  CHECK_FALSE(Degrade(nullptr, ScanKind::kFax, 1));
}

TEST_CASE("scans keep the size of the sheet, its depth and its resolution", "[samples]") {
  struct Case {
    ScanKind kind;
    int depth, xres, yres;
  };
  for (const Case& c :
       {Case{ScanKind::kScan300, 8, 300, 300}, Case{ScanKind::kScan200, 8, 200, 200},
        Case{ScanKind::kFax, 1, 200, 200}, Case{ScanKind::kFaxStandard, 1, 204, 98},
        Case{ScanKind::kPhoto, 32, 180, 180}}) {
    INFO(Name(c.kind));
    const Pix page = Page(RenderDpi(c.kind));
    const Pix scan = Degrade(page.get(), c.kind, 3);
    REQUIRE(scan);
    CHECK(pixGetDepth(scan.get()) == c.depth);
    CHECK(pixGetXRes(scan.get()) == c.xres);
    CHECK(pixGetYRes(scan.get()) == c.yres);
    if (c.kind == ScanKind::kPhoto) {
      const int longer = std::max(pixGetWidth(scan.get()), pixGetHeight(scan.get()));
      CHECK(longer > pixGetHeight(page.get()));
      CHECK(longer < pixGetHeight(page.get()) * 1.2);
      continue;
    }
    CHECK(pixGetWidth(scan.get()) * 72.0 / c.xres == Approx(595).margin(1));
    CHECK(pixGetHeight(scan.get()) * 72.0 / c.yres == Approx(842).margin(1));
    // The print is still there, and little else.
    CHECK(DarkShare(scan.get()) > 0.5 * DarkShare(page.get()));
    CHECK(DarkShare(scan.get()) < 2 * DarkShare(page.get()));
  }
}

TEST_CASE("a seed depends on letter and kind, not on their joint", "[samples]") {
  CHECK(SeedOf("a", "bc", 1) != SeedOf("ab", "c", 1));
  CHECK(SeedOf("a", "b", 1) != SeedOf("a", "b", 2));
  Random r(5);
  double sum = 0, squares = 0;
  for (int i = 0; i < 20000; ++i) {
    const double x = r.Normal();
    sum += x;
    squares += x * x;
  }
  CHECK(sum / 20000 == Approx(0).margin(0.03));
  CHECK(squares / 20000 == Approx(1).margin(0.03));
}

TEST_CASE("stamp and signature add ink where they are asked to", "[samples]") {
  const Pix before = Page(100);
  const PdfPages pdf = std::move(PdfPages::Open(kLetter).value());
  const Box name = pdf.Find(1, {"Hélène", "BOISSERAND"});
  REQUIRE_FALSE(name.empty());
  CHECK(pdf.Find(1, {"Hélène", "MARTIN"}).empty());
  Pix signed_page(pixCopy(nullptr, before.get()));
  Sign(signed_page.get(), 100, name, 1);
  Pix stamped(pixCopy(nullptr, before.get()));
  Stamp(stamped.get(), 100, Box{400, 140, 500, 180}, Date{std::chrono::year{2025} / 6 / 24}, 1);
  CHECK(DarkShare(signed_page.get()) > DarkShare(before.get()) + 0.0002);
  CHECK(DarkShare(stamped.get()) > DarkShare(before.get()) + 0.0005);
  // The lower half of the page is not where the stamp goes.
  const int h = pixGetHeight(before.get()), w = pixGetWidth(before.get());
  BOX* lower = boxCreate(0, h / 2, w, h / 2);
  const Pix a(pixClipRectangle(before.get(), lower, nullptr));
  const Pix b(pixClipRectangle(stamped.get(), lower, nullptr));
  boxDestroy(&lower);
  CHECK(Same(a.get(), b.get()));
}

TEST_CASE("a written PDF holds the pictures, and nothing but them", "[samples]") {
  const Folder out;
  std::vector<Pix> pages;
  const Pix page = Page(100);
  pages.push_back(Degrade(page.get(), ScanKind::kScan200, 1));
  pages.push_back(Degrade(page.get(), ScanKind::kFax, 1));
  const std::string path = out.path / "a.pdf", again = out.path / "b.pdf";
  REQUIRE(WritePdf(pages, 65, path).ok());
  REQUIRE(WritePdf(pages, 65, again).ok());
  CHECK(*ReadBytes(path) == *ReadBytes(again));
  const Result<PdfPages> back = PdfPages::Open(path);
  REQUIRE(back.ok());
  CHECK(back->pages() == 2);
  CHECK(back->Find(1, {"Docteur"}).empty());
  const Pix seen = back->Render(2, 200);
  CHECK(DarkShare(seen.get()) == Approx(DarkShare(pages[1].get())).epsilon(0.25));
  REQUIRE(WriteTiff(pages, out.path / "a.tif").ok());
  l_int32 frames = 0;
  FILE* f = fopen((out.path / "a.tif").c_str(), "rb");
  REQUIRE(f);
  tiffGetCount(f, &frames);
  fclose(f);
  CHECK(frames == 2);
  CHECK_FALSE(WriteBytes("x", out.path / "no-such-folder/x").ok());
}

TEST_CASE("bad input is as bad as its name says", "[samples]") {
  const Folder out;
  const auto files = MakeBadInput(kLetter, out.path, 1);
  REQUIRE(files.ok());
  CHECK(files->size() == 10);
  std::map<std::string, uintmax_t> size;
  for (const BadFile& f : *files) size[f.file] = fs::file_size(out.path / f.file);
  CHECK(size["vide.pdf"] == 0);
  CHECK(size["5000-pages.pdf"] < 1'000'000);
  CHECK(size["20000x20000.png"] < 200'000);
  CHECK_FALSE(PdfPages::Open(out.path / "encrypte.pdf").ok());
  CHECK_FALSE(PdfPages::Open(out.path / "pas-un-pdf.pdf").ok());
  CHECK(PdfPages::Open(out.path / "5000-pages.pdf")->pages() == 5000);
  const Result<PdfPages> lying = PdfPages::Open(out.path / "couche-fausse.pdf");
  REQUIRE(lying.ok());
  CHECK(lying->pages() == 2);
  CHECK(lying->Find(1, {"Docteur"}).empty());
  l_int32 format = 0, w = 0, h = 0, bps = 0, spp = 0, iscmap = 0;
  pixReadHeader((out.path / "20000x20000.png").c_str(), &format, &w, &h, &bps, &spp, &iscmap);
  CHECK(w == 20000);
  CHECK(h == 20000);
}

TEST_CASE("a letter becomes the file that such a device writes", "[samples]") {
  const Folder out;
  const std::string samples = std::string(RIPOSTE_SOURCE_DIR) + "/samples";
  // One page, then two.
  CHECK(*MakeScan(samples, "proposition_mso-1", {.kind = ScanKind::kPhoto, .seed = 1}, out.path) ==
        "proposition_mso-1.photo.jpg");
  CHECK(*MakeScan(samples, "notification_mso-1", {.kind = ScanKind::kPhoto, .seed = 1}, out.path) ==
        "notification_mso-1.photo.pdf");
  CHECK(*MakeScan(samples, "notification_mso-1", {.kind = ScanKind::kFax, .seed = 1}, out.path) ==
        "notification_mso-1.fax.tif");
  CHECK_FALSE(MakeScan(samples, "no-such-letter", {}, out.path).ok());
  CHECK_FALSE(MakeScan(samples, "riap-1", {.format = "gif"}, out.path).ok());
  // A stamp changes the first page only.
  const ScanOptions plain{.kind = ScanKind::kScan200, .seed = 5};
  ScanOptions stamped = plain;
  stamped.stamp = true;
  const auto a = ScanPages(samples, "notification_mso-1", plain);
  const auto b = ScanPages(samples, "notification_mso-1", stamped);
  REQUIRE(a.ok());
  REQUIRE(b->size() == 2);
  CHECK_FALSE(Same((*a)[0].get(), (*b)[0].get()));
  CHECK(Same((*a)[1].get(), (*b)[1].get()));
}

TEST_CASE("HEIC holds the picture that went in", "[samples]") {
  const Folder out;
  const Pix page = Page(60);
  const std::string path = out.path / "a.heic";
  REQUIRE(WriteHeic(page.get(), 80, path).ok());
  heif_context* context = heif_context_alloc();
  heif_image_handle* handle = nullptr;
  REQUIRE(heif_context_read_from_file(context, path.c_str(), nullptr).code == heif_error_Ok);
  REQUIRE(heif_context_get_primary_image_handle(context, &handle).code == heif_error_Ok);
  CHECK(heif_image_handle_get_width(handle) == pixGetWidth(page.get()));
  CHECK(heif_image_handle_get_height(handle) == pixGetHeight(page.get()));
  heif_image_handle_release(handle);
  heif_context_free(context);
}

}  // namespace riposte
