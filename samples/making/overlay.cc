// The stamp is a one-page PDF written here, in Helvetica (every PDF reader has it), rendered by
// Poppler and turned; the signature is a chain of random curves drawn with a round pen.
#include "samples/making/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "samples/making/page_image.h"
#include "samples/making/random.h"

namespace riposte {
namespace {

// Ink lets the print show through: each channel keeps the darker value, softened.
void Ink(PIX* page, PIX* drawing, int left, int top) {
  const int w = std::min(pixGetWidth(drawing), pixGetWidth(page) - left);
  const int h = std::min(pixGetHeight(drawing), pixGetHeight(page) - top);
  for (int y = std::max(0, -top); y < h; ++y) {
    l_uint32* to = pixGetData(page) + static_cast<ptrdiff_t>(top + y) * pixGetWpl(page) + left;
    const l_uint32* from = pixGetData(drawing) + static_cast<ptrdiff_t>(y) * pixGetWpl(drawing);
    for (int x = std::max(0, -left); x < w; ++x) {
      l_int32 a[3], b[3];
      extractRGBValues(to[x], &a[0], &a[1], &a[2]);
      extractRGBValues(from[x], &b[0], &b[1], &b[2]);
      composeRGBPixel(a[0] * b[0] / 255, a[1] * b[1] / 255, a[2] * b[2] / 255, &to[x]);
    }
  }
}

std::string OnePage(int width, int height, const std::string& content) {
  std::string pdf = "%PDF-1.4\n";
  std::vector<size_t> offsets;
  const auto object = [&](const std::string& body) {
    offsets.push_back(pdf.size());
    pdf += fmt::format("{} 0 obj\n{}\nendobj\n", offsets.size(), body);
  };
  object("<< /Type /Catalog /Pages 2 0 R >>");
  object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  object(
      fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Contents 4 0 R "
                  "/Resources << /Font << /F 5 0 R >> >> >>",
                  width, height));
  object(fmt::format("<< /Length {} >>\nstream\n{}\nendstream", content.size(), content));
  object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>");
  const size_t xref = pdf.size();
  pdf += fmt::format("xref\n0 {}\n0000000000 65535 f \n", offsets.size() + 1);
  for (size_t o : offsets) pdf += fmt::format("{:010} 00000 n \n", o);
  pdf += fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n",
                     offsets.size() + 1, xref);
  return pdf;
}

}  // namespace

void Stamp(PIX* page, double dpi, const Box& near, Date date, uint64_t seed) {
  Random random(seed);
  constexpr const char* kMonths[] = {"JAN",  "FEV",  "MARS", "AVR", "MAI", "JUIN",
                                     "JUIL", "AOUT", "SEPT", "OCT", "NOV", "DEC"};
  const std::string day =
      fmt::format("{:02} {} {}", static_cast<unsigned>(date.day()),
                  kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()));
  // Violet, blue or red stamp ink; \311 is É in WinAnsi.
  constexpr const char* kInks[] = {"0.35 0.2 0.55", "0.15 0.25 0.6", "0.7 0.15 0.15"};
  const char* ink = kInks[random.Below(3)];
  const std::string content = fmt::format(
      "{0} rg {0} RG 1.6 w 3 3 144 50 re S 5.5 5.5 139 45 re S "
      "BT /F 12 Tf 14 35 Td (COURRIER ARRIV\\311) Tj ET "
      "BT /F 13 Tf 34 14 Td ({1}) Tj ET",
      ink, day);
  const Result<PdfPages> stamp = PdfPages::FromBytes(OnePage(150, 56, content));
  if (!stamp.ok()) return;
  Pix drawing = stamp->Render(1, dpi);
  if (!drawing) return;
  drawing.reset(pixRotate(drawing.get(),
                          static_cast<float>(random.Between(-7, 7) * std::numbers::pi / 180),
                          L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, pixGetWidth(drawing.get()),
                          pixGetHeight(drawing.get())));
  const double px = dpi / 72;
  // Half over the address, half beside it, as a hurried hand does.
  const double left = near.empty() ? random.Between(250, 400) : near.right - random.Between(10, 60);
  const double top = near.empty() ? random.Between(90, 160) : near.top - random.Between(10, 35);
  Ink(page, drawing.get(), static_cast<int>(std::clamp(left, 0.0, 430.0) * px),
      static_cast<int>(std::max(0.0, top) * px));
}

void Sign(PIX* page, double dpi, const Box& name, uint64_t seed) {
  Random random(seed);
  const double px = dpi / 72;
  const double width = random.Between(70, 130), height = random.Between(22, 40);
  const double left = name.empty() ? 330 : name.left + random.Between(-15, 20);
  // Its foot runs through the printed name.
  const double top = (name.empty() ? 700 : name.bottom) - height + random.Between(-2, 4);
  Pix drawing(pixCreate(static_cast<int>(width * px) + 8, static_cast<int>(height * px) + 8, 32));
  pixSetAll(drawing.get());
  const bool blue = random.Below(2) == 0;
  const double pen = random.Between(0.35, 0.7) * px;
  double x = 0.05, y = random.Between(0.3, 0.8);
  const int strokes = 6 + random.Below(6);
  for (int s = 0; s < strokes; ++s) {
    // A cubic curve from where the pen is to a little further right, with wide handles.
    const double ex = std::min(0.97, x + random.Between(0.02, 0.22));
    const double ey = random.Between(0.15, 0.9);
    const double c1x = x + random.Between(-0.1, 0.2), c1y = random.Between(0.0, 1.0);
    const double c2x = ex + random.Between(-0.2, 0.1), c2y = random.Between(0.0, 1.0);
    constexpr int kSteps = 160;
    for (int i = 0; i <= kSteps; ++i) {
      const double t = static_cast<double>(i) / kSteps, u = 1 - t;
      const double bx = u * u * u * x + 3 * u * u * t * c1x + 3 * u * t * t * c2x + t * t * t * ex;
      const double by = u * u * u * y + 3 * u * u * t * c1y + 3 * u * t * t * c2y + t * t * t * ey;
      const int cx = static_cast<int>(std::clamp(bx, 0.02, 0.98) * width * px);
      const int cy = static_cast<int>(std::clamp(by, 0.04, 0.96) * height * px);
      const int r = std::max(1, static_cast<int>(pen));
      for (int dy = -r; dy <= r; ++dy) {
        for (int dx = -r; dx <= r; ++dx) {
          if (dx * dx + dy * dy > r * r) continue;
          if (cx + dx < 0 || cy + dy < 0 || cx + dx >= pixGetWidth(drawing.get()) ||
              cy + dy >= pixGetHeight(drawing.get())) {
            continue;
          }
          pixSetRGBPixel(drawing.get(), cx + dx, cy + dy, 25, blue ? 40 : 25, blue ? 120 : 30);
        }
      }
    }
    x = ex;
    y = ey;
  }
  Ink(page, drawing.get(), static_cast<int>(std::max(0.0, left) * px),
      static_cast<int>(std::max(0.0, top) * px));
}

}  // namespace riposte
