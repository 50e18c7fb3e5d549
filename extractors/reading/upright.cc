// Near one word the map is linear, so the box around a slanted w x h has the sides |a| w + |b| h
// and |c| w + |d| h (a to d: the map's derivatives there): two equations for w and h.
#include "extractors/reading/upright.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace riposte {
namespace {

bool Identity(const Transform& t) { return t.matrix() == Transform().matrix(); }

// Derivatives of a projective map: d x'/d x, d x'/d y, d y'/d x, d y'/d y.
std::array<double, 4> Slopes(const Transform& t, Point p) {
  const auto& m = t.matrix();
  const double w = m[6] * p.x + m[7] * p.y + m[8];
  const Point q = t.Apply(p);
  return {(m[0] - q.x * m[6]) / w, (m[1] - q.x * m[7]) / w, (m[3] - q.y * m[6]) / w,
          (m[4] - q.y * m[7]) / w};
}

bool Sane(const Box& b) {
  return std::isfinite(b.left + b.top + b.right + b.bottom) &&
         std::max({std::abs(b.left), std::abs(b.top), std::abs(b.right), std::abs(b.bottom)}) < 1e6;
}

// The box of the sheet whose image on the page has the box `shown` around it.
Box OnSheet(const Transform& to_page, const Transform& to_sheet, const Box& shown) {
  const Point c = to_sheet.Apply(Point{shown.center_x(), shown.center_y()});
  const auto [a, b, d, e] = Slopes(to_page, c);
  const double det = std::abs(a * e) - std::abs(b * d);
  // At an angle near 45 degrees the box tells nothing.
  if (std::abs(det) < 0.2 * (std::abs(a * e) + std::abs(b * d))) return to_sheet.Apply(shown);
  const double w = (shown.width() * std::abs(e) - shown.height() * std::abs(b)) / det;
  const double h = (shown.height() * std::abs(a) - shown.width() * std::abs(d)) / det;
  // Boxes are kept to a hundredth of a point, and a rule is thinner than that leaves exact.
  const double half_w = std::max(w, 0.05) / 2, half_h = std::max(h, 0.05) / 2;
  return {c.x - half_w, c.y - half_h, c.x + half_w, c.y + half_h};
}

}  // namespace

bool LiesUpright(const PageReading& page) { return Identity(page.to_page); }

PageReading Upright(const PageReading& page) {
  const std::optional<Transform> to_sheet = page.to_page.Inverse();
  if (Identity(page.to_page) || !to_sheet) return page;
  PageReading sheet = page;
  for (Word& w : sheet.words) {
    const Box box = OnSheet(page.to_page, *to_sheet, w.box);
    if (Sane(box)) w.box = box;
  }
  for (Rule& r : sheet.rules) {
    const Box box = OnSheet(page.to_page, *to_sheet, r.box);
    if (!Sane(box)) continue;
    const auto [a, b, d, e] = Slopes(page.to_page, Point{box.center_x(), box.center_y()});
    r.box = box;
    if (std::abs(b * d) > std::abs(a * e)) r.horizontal = !r.horizontal;  // a quarter turn
  }
  sheet.to_page = Transform();
  sheet.width = page.sheet_width;
  sheet.height = page.sheet_height;
  sheet.turned = 0;
  sheet.tilt = 0;
  return sheet;
}

CropRequest RequestOnPage(const PageReading& page, const CropRequest& on_sheet) {
  CropRequest request = on_sheet;
  const Point c{on_sheet.box.center_x(), on_sheet.box.center_y()};
  const auto [a, b, d, e] = Slopes(page.to_page, c);
  request.box = page.to_page.Apply(on_sheet.box);
  // The way a line runs here: from the page to the upright sheet it has to be turned back.
  const double runs = std::atan2(d, a) * 180 / std::numbers::pi;
  const double quarter = std::round(-runs / 90) * 90;
  request.turned = std::fmod(quarter + 360, 360);
  request.tilt = -runs - quarter;
  return request;
}

const PageReading* UprightRereader::Slanted(int number) const {
  const auto page = std::find_if(pages_.begin(), pages_.end(),
                                 [&](const PageReading& p) { return p.number == number; });
  return page == pages_.end() || LiesUpright(*page) ? nullptr : &*page;
}

// A crop is cut with a margin of its own.
bool UprightRereader::MaybeStamped(const CropRequest& on_page) const {
  const auto page = std::find_if(pages_.begin(), pages_.end(),
                                 [&](const PageReading& p) { return p.number == on_page.page; });
  if (page == pages_.end()) return true;
  const double margin = on_page.box.height();
  return std::any_of(page->stamps.begin(), page->stamps.end(), [&](const Box& stamp) {
    return !Box{stamp.left - margin, stamp.top - margin, stamp.right + margin,
                stamp.bottom + margin}
                .Intersect(on_page.box)
                .empty();
  });
}

Result<CropReading> UprightRereader::Reread(const CropRequest& request) {
  return RereadAll({&request, 1}).front();
}

std::vector<Result<CropReading>> UprightRereader::RereadAll(std::span<const CropRequest> requests) {
  std::vector<CropRequest> asks;
  for (const CropRequest& request : requests) {
    const PageReading* page = Slanted(request.page);
    asks.push_back(page == nullptr ? request : RequestOnPage(*page, request));
    asks.back().maybe_stamped = MaybeStamped(asks.back());
  }
  std::vector<Result<CropReading>> answers = rereader_.RereadAll(asks);
  for (size_t i = 0; i < answers.size(); ++i) {
    const CropRequest& ask = asks.at(i);
    const PageReading* page = Slanted(ask.page);
    if (page == nullptr || !answers[i].ok()) continue;
    const std::optional<Transform> to_sheet = page->to_page.Inverse();
    if (!to_sheet) continue;
    const bool sideways = std::fmod(ask.turned, 180) != 0;
    for (double& at : answers[i]->comma_at) {
      const Point shown = sideways ? Point{ask.box.center_x(), at} : Point{at, ask.box.center_y()};
      at = to_sheet->Apply(shown).x;
    }
  }
  return answers;
}

}  // namespace riposte
