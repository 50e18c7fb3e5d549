// Three pictures as plain SVG 1.1: black, greys and dashes only, so that a photocopy says the same;
// no script, no link, no font file. Coordinates in pixels of a 640 × 400 sheet, one decimal.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "extractors/values/escape.h"
#include "extractors/values/format.h"
#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

constexpr double kWidth = 640, kHeight = 400;
constexpr double kLeft = 70, kRight = 20, kTop = 40, kBottom = 60;
constexpr size_t kMostPoints = 2000;
constexpr size_t kMostBars = 12;

class Sheet {
 public:
  explicit Sheet(const std::string& title) {
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n"
        "<title>{2}</title>\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
        kWidth, kHeight, XmlEscaped(title));
    Text(kWidth / 2, 22, title, "middle", "font-size=\"14\"");
  }

  void Text(double x, double y, const std::string& text, const char* anchor = "start",
            const std::string& more = "") {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
                        anchor, more.empty() ? "" : " " + more, XmlEscaped(text));
  }
  void Line(double x1, double y1, double x2, double y2, const char* style) {
    out_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1,
                        y1, x2, y2, style);
  }
  void Curve(const std::vector<std::pair<double, double>>& points, const char* style) {
    out_ += "<polyline fill=\"none\" " + std::string(style) + " points=\"";
    for (const auto& [x, y] : points) out_ += fmt::format("{:.1f},{:.1f} ", x, y);
    out_ += "\"/>\n";
  }
  void Dot(double x, double y, double r, const char* fill) {
    out_ +=
        fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\"/>\n", x, y, r, fill);
  }
  void Bar(double x, double y, double width, double height, const char* fill) {
    out_ += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\" "
        "stroke=\"#000\" stroke-width=\"0.5\"/>\n",
        x, y, width, height, fill);
  }
  std::string Done() { return out_ + "</svg>\n"; }

 private:
  std::string out_;
};

constexpr const char* kAxis = "stroke=\"#000\" stroke-width=\"1\"";
constexpr const char* kGrid = "stroke=\"#ccc\" stroke-width=\"0.5\"";
constexpr const char* kSolid = "stroke=\"#000\" stroke-width=\"1.5\"";
constexpr const char* kInner = "stroke=\"#555\" stroke-width=\"1.2\"";
constexpr const char* kOuter = "stroke=\"#000\" stroke-width=\"1.2\" stroke-dasharray=\"6 4\"";

// 1, 2 or 5 times a power of ten, so that there are about five steps.
double NiceStep(double span) {
  const double raw = span / 5, unit = std::pow(10.0, std::floor(std::log10(raw)));
  for (double f : {1.0, 2.0, 5.0})
    if (raw <= f * unit) return f * unit;
  return 10 * unit;
}

std::string Cut(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

std::string FunnelSvg(const IjInput& in, const IjResult& r) {
  if (!r.entonnoir || !r.observees || !r.attendues || *r.attendues <= 0 || *r.observees <= 0)
    return "";
  double most = *r.attendues, low = *r.observees / *r.attendues, high = low;
  for (const IjPeer& p : in.pairs) {
    const double e = p.attendues.ToDouble(), ratio = p.observees.ToDouble() / e;
    most = std::max(most, e);
    low = std::min(low, ratio);
    high = std::max(high, ratio);
  }
  low = std::clamp(low / 1.1, 0.1, 0.5);
  high = std::clamp(high * 1.1, 2.0, 10.0);
  most *= 1.05;
  const auto x = [&](double e) { return kLeft + e / most * (kWidth - kLeft - kRight); };
  const auto y = [&](double ratio) {
    const double at = std::log(std::clamp(ratio, low, high) / low) / std::log(high / low);
    return kHeight - kBottom - at * (kHeight - kTop - kBottom);
  };
  Sheet s("Rapport observé / attendu des praticiens comparés");
  for (double ratio : {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0}) {
    if (ratio < low || ratio > high) continue;
    s.Line(kLeft, y(ratio), kWidth - kRight, y(ratio), ratio == 1 ? kAxis : kGrid);
    s.Text(kLeft - 6, y(ratio) + 4, FrenchDouble(ratio, ratio < 1 ? 1 : 0), "end");
  }
  const double step = NiceStep(most);
  for (double e = 0; e <= most; e += step) {
    s.Line(x(e), kHeight - kBottom, x(e), kHeight - kBottom + 4, kAxis);
    s.Text(x(e), kHeight - kBottom + 18, FrenchDouble(e, 0), "middle");
  }
  s.Line(kLeft, kTop, kLeft, kHeight - kBottom, kAxis);
  s.Line(kLeft, kHeight - kBottom, kWidth - kRight, kHeight - kBottom, kAxis);
  s.Text(kWidth / 2, kHeight - 24, "IJ attendues", "middle");
  for (const double q : {1.96, 3.09})
    for (const double side : {-1.0, 1.0}) {
      std::vector<std::pair<double, double>> curve;
      for (int i = 1; i <= 100; ++i) {
        const double e = most * i / 100;
        curve.emplace_back(x(e), y(std::exp(side * q * std::sqrt(1 / e + r.entonnoir->tau2))));
      }
      s.Curve(curve, q < 2 ? kInner : kOuter);
    }
  for (size_t i = 0; i < std::min(in.pairs.size(), kMostPoints); ++i) {
    const double e = in.pairs[i].attendues.ToDouble();
    s.Dot(x(e), y(in.pairs[i].observees.ToDouble() / e), 2, "#888");
  }
  const double ratio = *r.observees / *r.attendues;
  s.Dot(x(*r.attendues), y(ratio), 5, "#000");
  const bool right = x(*r.attendues) < kWidth - 160;
  s.Text(x(*r.attendues) + (right ? 9 : -9), y(ratio) + 4, "le praticien " + FrenchDouble(ratio, 2),
         right ? "start" : "end");
  s.Text(kLeft, kHeight - 6,
         "Trait plein : 95 % ; tirets : 99,8 %, variation entre pairs comprise");
  return s.Done();
}

std::string StrataSvg(const IjResult& r) {
  if (r.contributions.empty()) return "";
  const size_t n = std::min(r.contributions.size(), kMostBars);
  double low = 0, high = 0;
  for (size_t i = 0; i < n; ++i) {
    low = std::min(low, r.contributions[i].exces);
    high = std::max(high, r.contributions[i].exces);
  }
  if (high - low <= 0) return "";
  // Room for «femmes, 45-59 ans, sans ALD, sans C2S» in the widest of the fonts that stand in for
  // sans-serif; a longer name is cut.
  constexpr double kNames = 300;
  const auto x = [&](double v) {
    return kNames + (v - low) / (high - low) * (kWidth - kNames - 70);
  };
  Sheet s("Ce que chaque strate ajoute à l’écart (IJ observées moins attendues)");
  const double row = (kHeight - kTop - 40) / static_cast<double>(n);
  for (size_t i = 0; i < n; ++i) {
    const IjResult::Contribution& c = r.contributions[i];
    const double top = kTop + static_cast<double>(i) * row;
    s.Text(kNames - 8, top + row / 2 + 4, Cut(c.strate, 46), "end");
    s.Bar(std::min(x(0), x(c.exces)), top + row * 0.2, std::abs(x(c.exces) - x(0)), row * 0.6,
          c.exces >= 0 ? "#555" : "#ddd");
    const bool outside = c.exces >= 0;
    s.Text(outside ? x(c.exces) + 5 : x(0) + 5, top + row / 2 + 4,
           (c.exces > 0 ? "+" : "") + FrenchDouble(c.exces, 0));
  }
  s.Line(x(0), kTop, x(0), kHeight - 40, kAxis);
  if (r.contributions.size() > n)
    s.Text(kNames, kHeight - 14,
           fmt::format("Les {} strates qui ajoutent le plus, sur {}", n, r.contributions.size()));
  return s.Done();
}

std::string SpellsSvg(const IjInput& in) {
  if (in.arrets.empty()) return "";
  std::vector<int> spells = in.arrets;
  std::sort(spells.begin(), spells.end(), std::greater<>());
  double total = 0;
  for (int d : spells) total += d;
  if (total <= 0) return "";
  const auto x = [](double share) { return kLeft + share * (kWidth - kLeft - kRight); };
  const auto y = [](double share) {
    return kHeight - kBottom - share * (kHeight - kTop - kBottom);
  };
  Sheet s("Part des IJ que font les arrêts les plus longs");
  for (int tenth = 0; tenth <= 10; tenth += 2) {
    const double share = tenth / 10.0;
    s.Line(kLeft, y(share), kWidth - kRight, y(share), kGrid);
    s.Text(kLeft - 6, y(share) + 4, fmt::format("{} %", tenth * 10), "end");
    s.Text(x(share), kHeight - kBottom + 18, fmt::format("{} %", tenth * 10), "middle");
  }
  s.Line(kLeft, kTop, kLeft, kHeight - kBottom, kAxis);
  s.Line(kLeft, kHeight - kBottom, kWidth - kRight, kHeight - kBottom, kAxis);
  s.Text(kWidth / 2, kHeight - 24, "arrêts, du plus long au plus court", "middle");
  const auto n = static_cast<double>(spells.size());
  std::vector<std::pair<double, double>> curve = {{x(0), y(0)}};
  const size_t stride = std::max<size_t>(1, spells.size() / 500);
  double days = 0, tenth = 0;
  for (size_t i = 0; i < spells.size(); ++i) {
    days += spells[i];
    if (static_cast<double>(i + 1) <= std::max(1.0, n / 10)) tenth = days;
    if ((i + 1) % stride == 0 || i + 1 == spells.size())
      curve.emplace_back(x(static_cast<double>(i + 1) / n), y(days / total));
  }
  s.Curve(curve, kSolid);
  s.Line(x(0), y(0), x(1), y(1), kOuter);
  s.Text(x(0.35), y(0.1),
         fmt::format("Le dixième des arrêts le plus long fait {} % des IJ",
                     FrenchDouble(100 * tenth / total, 0)));
  s.Text(kLeft, kHeight - 6, "Tirets : ce que donneraient des arrêts tous égaux");
  return s.Done();
}

}  // namespace riposte
