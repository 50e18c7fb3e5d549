#include "extractors/base/geometry.h"

#include <catch2/catch.hpp>
#include <numbers>

#include "extractors/base/error.h"

namespace riposte {

TEST_CASE("a box follows its transform and comes back through the inverse") {
  const Transform t = Transform::Scale(72.0 / 300)
                          .Then(Transform::Rotate(0.02, 297, 421))
                          .Then(Transform::Translate(3, -2));
  const Point p{1240, 1754};
  const Point back = t.Inverse()->Apply(t.Apply(p));
  CHECK(back.x == Approx(p.x));
  CHECK(back.y == Approx(p.y));
  CHECK_FALSE(Transform::Scale(0).Inverse());
}

TEST_CASE("a quarter turn clockwise sends right to down") {
  const Point p = Transform::Rotate(std::numbers::pi / 2, 0, 0).Apply(Point{1, 0});
  CHECK(p.x == Approx(0).margin(1e-12));
  CHECK(p.y == Approx(1));
}

TEST_CASE("union ignores empty boxes; overlap is a share of the shorter") {
  const Box a{0, 0, 10, 10}, b{0, 5, 10, 25};
  CHECK(Box{}.Union(a) == a);
  CHECK(a.Union(b) == Box{0, 0, 10, 25});
  CHECK(a.VerticalOverlap(b) == Approx(0.5));
}

TEST_CASE("exit codes are those of the contract") {
  CHECK(ExitCode(ErrorCode::kUsage) == 1);
  CHECK(ExitCode(ErrorCode::kEncrypted) == 2);
  CHECK(ExitCode(ErrorCode::kTemplate) == 3);
  CHECK(ExitCode(ErrorCode::kNeedsPerson) == 4);
  CHECK(ExitCode(ErrorCode::kStorage) == 5);
  CHECK(ExitCode(ErrorCode::kLocked) == 6);
  CHECK(ExitCode(ErrorCode::kDefect) == 70);
}

TEST_CASE("an error names file, place and remedy") {
  const Error e{.code = ErrorCode::kTemplate,
                .message = "unknown key",
                .hint = "see README",
                .file = "a.xml",
                .line = 3};
  CHECK(e.ToString() == "a.xml:3: unknown key (see README)");
}

}  // namespace riposte
