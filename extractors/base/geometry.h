// Geometry of a page: points, boxes and the map between a picture and the page as displayed.
//
// Units: PDF points (1/72 inch), origin at the top left corner of the page *as displayed* (after
// the page's own /Rotate, before any turning or straightening of ours). A picture without a
// resolution counts as 72 dpi.
//
//   Transform to_page = Transform::Scale(72.0 / 300);     // 300 dpi pixels -> points
//   Box b = to_page.Apply(Box{100, 200, 180, 230});
//
// Plain values, no ownership, safe to use from any thread. Nothing here fails; a box whose right is
// left of its left is empty.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

namespace riposte {

struct Point {
  double x = 0, y = 0;
};

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;

  double width() const { return std::max(0.0, right - left); }
  double height() const { return std::max(0.0, bottom - top); }
  double center_x() const { return (left + right) / 2; }
  double center_y() const { return (top + bottom) / 2; }
  bool empty() const { return right <= left || bottom <= top; }
  bool Contains(Point p) const {
    return p.x >= left && p.x <= right && p.y >= top && p.y <= bottom;
  }
  // The smallest box that holds both; an empty box adds nothing.
  Box Union(const Box& o) const;
  Box Intersect(const Box& o) const;
  // Share of the shorter height that both boxes have in common, 0 to 1.
  double VerticalOverlap(const Box& o) const;
  double HorizontalOverlap(const Box& o) const;
  friend bool operator==(const Box&, const Box&) = default;
};

// A projective map (3x3, row-major). Identity when default-made.
class Transform {
 public:
  Transform() = default;
  explicit Transform(const std::array<double, 9>& m) : m_(m) {}
  static Transform Scale(double s) { return Scale(s, s); }
  static Transform Scale(double sx, double sy);
  static Transform Translate(double dx, double dy);
  // Turns by `radians`, clockwise on the screen (y points down), about (cx, cy).
  static Transform Rotate(double radians, double cx, double cy);

  Point Apply(Point p) const;
  // The upright box around the four mapped corners.
  Box Apply(const Box& b) const;
  // First *this, then `next`.
  Transform Then(const Transform& next) const;
  // None when the matrix is singular.
  std::optional<Transform> Inverse() const;
  const std::array<double, 9>& matrix() const { return m_; }

 private:
  std::array<double, 9> m_{1, 0, 0, 0, 1, 0, 0, 0, 1};
};

}  // namespace riposte
