// Each kind is a chain of small steps in the order in which they happen to paper: ink on paper,
// optics, light, sensor. Amounts are chosen by eye against office scans; what counts for a measure
// is that they are fixed by the seed.
#include "samples/making/degrade.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "samples/making/random.h"

namespace riposte {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

l_uint32* Line(PIX* p, int y) { return pixGetData(p) + static_cast<ptrdiff_t>(y) * pixGetWpl(p); }

int Clamp(double v) { return static_cast<int>(std::clamp(v, 0.0, 255.0)); }

// Maps black..white to ink..paper: toner is not black and paper is not white.
void SetContrast(PIX* grey, int ink, int paper) {
  for (int y = 0; y < pixGetHeight(grey); ++y) {
    l_uint32* line = Line(grey, y);
    for (int x = 0; x < pixGetWidth(grey); ++x) {
      SET_DATA_BYTE(line, x, ink + (paper - ink) * static_cast<int>(GET_DATA_BYTE(line, x)) / 255);
    }
  }
}

void AddNoise(PIX* grey, double deviation, Random& random) {
  for (int y = 0; y < pixGetHeight(grey); ++y) {
    l_uint32* line = Line(grey, y);
    for (int x = 0; x < pixGetWidth(grey); ++x) {
      SET_DATA_BYTE(line, x, Clamp(GET_DATA_BYTE(line, x) + deviation * random.Normal()));
    }
  }
}

Pix Blur(PIX* grey, double sigma) {
  const int half = std::max(1, static_cast<int>(std::ceil(2 * sigma)));
  L_KERNEL *kx = nullptr, *ky = nullptr;
  makeGaussianKernelSep(half, half, static_cast<float>(sigma), 1.0f, &kx, &ky);
  Pix out(pixConvolveSep(grey, kx, ky, 8, 1));
  kernelDestroy(&kx);
  kernelDestroy(&ky);
  return out;
}

Pix Tilt(PIX* grey, double degrees) {
  // The sheet keeps its size: what leaves the glass is lost, as on a copier.
  return Pix(pixRotate(grey, static_cast<float>(degrees * kDegree), L_ROTATE_AREA_MAP,
                       L_BRING_IN_WHITE, 0, 0));
}

// A smooth light over the sheet: 1 at one edge, `dark` at the other, along `angle`.
void Shade(PIX* grey, double dark, double angle) {
  const int w = pixGetWidth(grey), h = pixGetHeight(grey);
  const double cx = std::cos(angle), cy = std::sin(angle);
  for (int y = 0; y < h; ++y) {
    l_uint32* line = Line(grey, y);
    for (int x = 0; x < w; ++x) {
      const double t = 0.5 + 0.5 * ((2.0 * x / w - 1) * cx + (2.0 * y / h - 1) * cy) / 1.42;
      SET_DATA_BYTE(line, x, Clamp(GET_DATA_BYTE(line, x) * (1 - (1 - dark) * t)));
    }
  }
}

Pix Scan(PIX* page, double max_tilt, double sigma, double noise, double dark, Random& random) {
  Pix grey(pixConvertTo8(page, 0));
  grey = Tilt(grey.get(), random.Between(-max_tilt, max_tilt));
  SetContrast(grey.get(), 20 + random.Below(25), 243 + random.Below(11));
  grey = Blur(grey.get(), sigma);
  if (dark < 1) Shade(grey.get(), dark, random.Between(0, 2 * std::numbers::pi));
  AddNoise(grey.get(), noise, random);
  return grey;
}

// Specks: drops of one to three pixels, most of them alone, black on paper and white in letters.
void AddSpecks(PIX* bits, double share, Random& random) {
  const int w = pixGetWidth(bits), h = pixGetHeight(bits);
  const int count = static_cast<int>(share * w * h);
  for (int i = 0; i < count; ++i) {
    const int x = random.Below(w), y = random.Below(h);
    const int size = random.Below(8) == 0 ? 2 + random.Below(2) : 1;
    const bool black = random.Below(3) != 0;
    for (int dy = 0; dy < size; ++dy) {
      for (int dx = 0; dx < size; ++dx) {
        if (x + dx < w && y + dy < h) pixSetPixel(bits, x + dx, y + dy, black ? 1 : 0);
      }
    }
  }
}

Pix Fax(PIX* page, bool standard, Random& random) {
  Pix grey(pixConvertTo8(page, 0));
  grey = Tilt(grey.get(), random.Between(-0.7, 0.7));
  grey = Blur(grey.get(), 0.7);
  if (standard) {
    // Standard mode halves the lines: 98 an inch against 204 dots.
    Pix low(pixScaleGeneral(grey.get(), 204.0f / 200, 98.0f / 200, 0, 0));
    grey = std::move(low);
  }
  AddNoise(grey.get(), 22, random);
  Pix bits(pixThresholdToBinary(grey.get(), 150 + random.Below(25)));
  AddSpecks(bits.get(), 0.0004, random);
  pixSetResolution(bits.get(), standard ? 204 : 200, standard ? 98 : 200);
  return bits;
}

struct Light {
  double angle, dark;                       // of the lamp or window
  double edge_x, edge_y, direction, depth;  // a shadow's border, its side and its strength
  double softness;                          // share of the picture
  double At(double u, double v) const {     // u, v: 0..1 over the picture
    const double t =
        0.5 + 0.5 * ((2 * u - 1) * std::cos(angle) + (2 * v - 1) * std::sin(angle)) / 1.42;
    const double side = (u - edge_x) * std::cos(direction) + (v - edge_y) * std::sin(direction);
    const double shadow = 1 / (1 + std::exp(-side / softness));
    return (1 - (1 - dark) * t) * (1 - depth * shadow);
  }
};

// Wood: long streaks along x that drift slowly, so that its edges never look like those of paper.
Pix Desk(int w, int h, Random& random) {
  Pix desk(pixCreate(w, h, 32));
  const int r0 = 70 + random.Below(90), g0 = r0 * 3 / 4, b0 = r0 / 2;
  double streak = 0;
  for (int y = 0; y < h; ++y) {
    streak = 0.96 * streak + 3.5 * random.Normal();
    l_uint32* line = Line(desk.get(), y);
    double drift = streak;
    for (int x = 0; x < w; ++x) {
      drift += 0.15 * random.Normal();
      composeRGBPixel(Clamp(r0 + drift), Clamp(g0 + drift), Clamp(b0 + drift), &line[x]);
    }
  }
  return desk;
}

Pix Photo(PIX* page, Random& random) {
  const int pw = pixGetWidth(page), ph = pixGetHeight(page);
  const int mx = pw / 12, my = ph / 14;
  const int w = pw + 2 * mx, h = ph + 2 * my;

  // Where the four corners of the sheet come to lie: up to 5 % of its width apart from a rectangle,
  // and the whole turned a little in the hand.
  const double turn = random.Between(-2.5, 2.5) * kDegree;
  const double corners[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  PTA* from = ptaCreate(4);
  PTA* to = ptaCreate(4);
  std::vector<std::pair<double, double>> quad;
  for (const auto& c : corners) {
    double x = mx + c[0] * pw, y = my + c[1] * ph;
    x += (c[0] > 0.5 ? -1 : 1) * random.Between(0, 0.05) * pw;
    y += (c[1] > 0.5 ? -1 : 1) * random.Between(0, 0.03) * ph;
    const double dx = x - w / 2.0, dy = y - h / 2.0;
    quad.emplace_back(w / 2.0 + dx * std::cos(turn) - dy * std::sin(turn),
                      h / 2.0 + dx * std::sin(turn) + dy * std::cos(turn));
    ptaAddPt(from, static_cast<float>(mx + c[0] * pw), static_cast<float>(my + c[1] * ph));
    ptaAddPt(to, static_cast<float>(quad.back().first), static_cast<float>(quad.back().second));
  }
  // The page on a bordered canvas, and a mask of it, take the same way.
  Pix canvas(pixCreate(w, h, 32));
  pixSetAll(canvas.get());
  pixRasterop(canvas.get(), mx, my, pw, ph, PIX_SRC, page, 0, 0);
  Pix mask(pixCreate(w, h, 8));
  pixRasterop(mask.get(), mx, my, pw, ph, PIX_SET, nullptr, 0, 0);
  Pix sheet(pixProjectivePta(canvas.get(), to, from, L_BRING_IN_WHITE));
  Pix cover(pixProjectivePta(mask.get(), to, from, L_BRING_IN_BLACK));
  ptaDestroy(&from);
  ptaDestroy(&to);
  if (!sheet || !cover) return nullptr;
  cover = Blur(cover.get(), 1.2);

  Pix desk = Desk(w, h, random);
  const Light light{.angle = random.Between(0, 2 * std::numbers::pi),
                    .dark = random.Between(0.55, 0.8),
                    .edge_x = random.Between(0.3, 0.7),
                    .edge_y = random.Between(0.3, 0.7),
                    .direction = random.Between(0, 2 * std::numbers::pi),
                    .depth = random.Between(0.15, 0.4),
                    .softness = random.Between(0.01, 0.05)};
  // Warm light, as indoors.
  const double warm[3] = {1.0, random.Between(0.95, 1.0), random.Between(0.86, 0.97)};
  Pix photo(pixCreate(w, h, 32));
  for (int y = 0; y < h; ++y) {
    l_uint32* out = Line(photo.get(), y);
    const l_uint32* paper = Line(sheet.get(), y);
    const l_uint32* wood = Line(desk.get(), y);
    l_uint32* alpha = Line(cover.get(), y);
    const double v = static_cast<double>(y) / h;
    for (int x = 0; x < w; ++x) {
      const double a = GET_DATA_BYTE(alpha, x) / 255.0;
      const double l = light.At(static_cast<double>(x) / w, v);
      l_int32 p[3], d[3];
      extractRGBValues(paper[x], &p[0], &p[1], &p[2]);
      extractRGBValues(wood[x], &d[0], &d[1], &d[2]);
      int c[3];
      const double grain = 4 * random.Normal();
      for (int k = 0; k < 3; ++k) {
        // Ink at 30, paper at 240 in full light.
        const double sheet_value = 30 + p[k] * 210.0 / 255;
        c[k] = Clamp((a * sheet_value + (1 - a) * d[k]) * l * warm[k] + grain);
      }
      composeRGBPixel(c[0], c[1], c[2], &out[x]);
    }
  }
  Pix soft(pixBlockconv(photo.get(), 1, 1));
  // Half sharp, half soft: a telephone sharpens what its lens has blurred.
  if (random.Below(2) == 0) photo = std::move(soft);
  photo.reset(pixRotateOrth(photo.get(), random.Below(4)));
  return photo;
}

}  // namespace

const char* Name(ScanKind kind) {
  switch (kind) {
    case ScanKind::kScan300:
      return "scan300";
    case ScanKind::kScan200:
      return "scan200";
    case ScanKind::kFax:
      return "fax";
    case ScanKind::kFaxStandard:
      return "faxstd";
    case ScanKind::kPhoto:
      return "photo";
  }
  return "";
}

std::optional<ScanKind> ScanKindNamed(std::string_view name) {
  for (ScanKind k : kAllKinds) {
    if (name == Name(k)) return k;
  }
  return std::nullopt;
}

double RenderDpi(ScanKind kind) {
  switch (kind) {
    case ScanKind::kScan300:
      return 300;
    case ScanKind::kPhoto:
      return 180;
    default:
      return 200;
  }
}

int JpegQuality(ScanKind kind) {
  switch (kind) {
    case ScanKind::kScan300:
    case ScanKind::kPhoto:
      return 80;
    case ScanKind::kScan200:
      return 65;
    default:
      return 0;
  }
}

Pix Degrade(PIX* page, ScanKind kind, uint64_t seed) {
  if (!page) return nullptr;
  Random random(seed);
  const int dpi = static_cast<int>(RenderDpi(kind));
  Pix out;
  switch (kind) {
    case ScanKind::kScan300:
      out = Scan(page, 0.3, 0.6, 3, 1, random);
      break;
    case ScanKind::kScan200:
      out = Scan(page, 2.0, 0.6, 8, random.Between(0.85, 0.97), random);
      break;
    case ScanKind::kFax:
      return Fax(page, false, random);
    case ScanKind::kFaxStandard:
      return Fax(page, true, random);
    case ScanKind::kPhoto:
      out = Photo(page, random);
      break;
  }
  if (out) pixSetResolution(out.get(), dpi, dpi);
  return out;
}

}  // namespace riposte
