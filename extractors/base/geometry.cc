#include "extractors/base/geometry.h"

#include <cmath>

namespace riposte {

Box Box::Union(const Box& o) const {
  if (o.empty()) return *this;
  if (empty()) return o;
  return {std::min(left, o.left), std::min(top, o.top), std::max(right, o.right),
          std::max(bottom, o.bottom)};
}

Box Box::Intersect(const Box& o) const {
  return {std::max(left, o.left), std::max(top, o.top), std::min(right, o.right),
          std::min(bottom, o.bottom)};
}

double Box::VerticalOverlap(const Box& o) const {
  const double shorter = std::min(height(), o.height());
  if (shorter <= 0) return 0;
  return std::max(0.0, std::min(bottom, o.bottom) - std::max(top, o.top)) / shorter;
}

double Box::HorizontalOverlap(const Box& o) const {
  const double shorter = std::min(width(), o.width());
  if (shorter <= 0) return 0;
  return std::max(0.0, std::min(right, o.right) - std::max(left, o.left)) / shorter;
}

Transform Transform::Scale(double sx, double sy) {
  return Transform({sx, 0, 0, 0, sy, 0, 0, 0, 1});
}

Transform Transform::Translate(double dx, double dy) {
  return Transform({1, 0, dx, 0, 1, dy, 0, 0, 1});
}

Transform Transform::Rotate(double radians, double cx, double cy) {
  const double c = std::cos(radians), s = std::sin(radians);
  return Transform({c, -s, cx - c * cx + s * cy, s, c, cy - s * cx - c * cy, 0, 0, 1});
}

Point Transform::Apply(Point p) const {
  const double w = m_[6] * p.x + m_[7] * p.y + m_[8];
  return {(m_[0] * p.x + m_[1] * p.y + m_[2]) / w, (m_[3] * p.x + m_[4] * p.y + m_[5]) / w};
}

Box Transform::Apply(const Box& b) const {
  const Point corners[] = {Apply(Point{b.left, b.top}), Apply(Point{b.right, b.top}),
                           Apply(Point{b.right, b.bottom}), Apply(Point{b.left, b.bottom})};
  Box r{corners[0].x, corners[0].y, corners[0].x, corners[0].y};
  for (const Point& p : corners) {
    r.left = std::min(r.left, p.x);
    r.top = std::min(r.top, p.y);
    r.right = std::max(r.right, p.x);
    r.bottom = std::max(r.bottom, p.y);
  }
  return r;
}

Transform Transform::Then(const Transform& next) const {
  std::array<double, 9> r{};
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 3; ++k) r[i * 3 + j] += next.m_[i * 3 + k] * m_[k * 3 + j];
  return Transform(r);
}

std::optional<Transform> Transform::Inverse() const {
  const auto& m = m_;
  const double a = m[4] * m[8] - m[5] * m[7], b = m[5] * m[6] - m[3] * m[8],
               c = m[3] * m[7] - m[4] * m[6];
  const double det = m[0] * a + m[1] * b + m[2] * c;
  if (std::abs(det) < 1e-12) return std::nullopt;
  return Transform({a / det, (m[2] * m[7] - m[1] * m[8]) / det, (m[1] * m[5] - m[2] * m[4]) / det,
                    b / det, (m[0] * m[8] - m[2] * m[6]) / det, (m[2] * m[3] - m[0] * m[5]) / det,
                    c / det, (m[1] * m[6] - m[0] * m[7]) / det, (m[0] * m[4] - m[1] * m[3]) / det});
}

}  // namespace riposte
