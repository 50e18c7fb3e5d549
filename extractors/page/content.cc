// An interpreter for the few operators of a content stream that place things (ISO 32000-1, annex
// A): matrices, paths of straight lines, text rendering mode, XObjects. Colour matters only as
// white or not: white lines are no rules.
#include "extractors/page/content.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <set>
#include <string>
#include <unordered_map>

#include "extractors/image/rules.h"
#include "extractors/page/frame.h"
#include "extractors/page/qpdf.h"

namespace riposte {
namespace {

constexpr int kMaxDepth = 8;
constexpr int64_t kMaxOperators = 2'000'000;
constexpr size_t kMaxRules = 20'000, kMaxImages = 5'000, kMaxPath = 100'000;

struct State {
  Transform matrix;
  int text_mode = 0;
  double line_width = 1;
  bool white_fill = false, white_stroke = false;
};

struct Shared {
  PageContent content;
  Box page;
  QPDFObjectHandle picture;  // the last one that was placed, and its matrix
  Transform picture_matrix;
  int64_t operators = 0;
};

class Scanner : public QPDFObjectHandle::ParserCallbacks {
 public:
  Scanner(Shared& shared, QPDFObjectHandle resources, State state, int depth)
      : shared_(shared),
        resources_(std::move(resources)),
        state_(std::move(state)),
        depth_(depth) {}

  void handleObject(QPDFObjectHandle object) override {
    if (!object.isOperator()) {
      if (operands_.size() < 64) operands_.push_back(object);
      return;
    }
    if (++shared_.operators > kMaxOperators) {
      shared_.content.complete = false;
      terminateParsing();
    }
    Operator(object.getOperatorValue());
    operands_.clear();
  }
  void handleEOF() override {}

 private:
  double Number(size_t i) const {
    if (i >= operands_.size()) return 0;
    QPDFObjectHandle o = operands_[i];
    const double v = o.isNumber() ? o.getNumericValue() : 0;
    return std::isfinite(v) ? v : 0;
  }
  bool AllNumbers(size_t n, double value) const {
    if (operands_.size() != n) return false;
    for (size_t i = 0; i < n; ++i)
      if (std::abs(Number(i) - value) > 0.02) return false;
    return true;
  }
  // Row-major column-vector form of the six numbers a b c d e f.
  static Transform Matrix(double a, double b, double c, double d, double e, double f) {
    return Transform({a, c, e, b, d, f, 0, 0, 1});
  }

  void Operator(const std::string& op) {
    if (op == "q") {
      if (stack_.size() < 256) stack_.push_back(state_);
    } else if (op == "Q") {
      if (!stack_.empty()) state_ = stack_.back(), stack_.pop_back();
    } else if (op == "cm") {
      state_.matrix = Matrix(Number(0), Number(1), Number(2), Number(3), Number(4), Number(5))
                          .Then(state_.matrix);
    } else if (op == "w") {
      state_.line_width = Number(0);
    } else if (op == "Tr") {
      state_.text_mode = static_cast<int>(Number(0));
    } else if (op == "Tj" || op == "'" || op == "\"" || op == "TJ") {
      Text();
    } else if (op == "Do") {
      Object();
    } else if (op == "ID") {
      Place(InlineNumber("/W", "/Width"), InlineNumber("/H", "/Height"));
    } else if (op == "sh") {
      shared_.content.paints = shared_.content.paints_more = true;
    } else {
      if (!Colour(op)) Path(op);
    }
  }

  // White in the simple colour spaces; anything else counts as dark.
  bool Colour(const std::string& op) {
    if (op == "g") return state_.white_fill = AllNumbers(1, 1), true;
    if (op == "G") return state_.white_stroke = AllNumbers(1, 1), true;
    if (op == "rg") return state_.white_fill = AllNumbers(3, 1), true;
    if (op == "RG") return state_.white_stroke = AllNumbers(3, 1), true;
    if (op == "k") return state_.white_fill = AllNumbers(4, 0), true;
    if (op == "K") return state_.white_stroke = AllNumbers(4, 0), true;
    if (op == "sc" || op == "scn") return state_.white_fill = White(), true;
    if (op == "SC" || op == "SCN") return state_.white_stroke = White(), true;
    return false;
  }
  bool White() const { return AllNumbers(1, 1) || AllNumbers(3, 1) || AllNumbers(4, 0); }

  void Text() {
    int64_t bytes = 0;
    for (QPDFObjectHandle o : operands_) {
      if (o.isString()) bytes += static_cast<int64_t>(o.getStringValue().size());
      if (!o.isArray()) continue;
      for (auto item : o.aitems())
        if (item.isString()) bytes += static_cast<int64_t>(item.getStringValue().size());
    }
    const bool hidden = state_.text_mode == 3 || state_.text_mode == 7;
    (hidden ? shared_.content.hidden_bytes : shared_.content.shown_bytes) += bytes;
    if (!hidden && bytes > 0) shared_.content.paints = shared_.content.paints_more = true;
  }

  double InlineNumber(const std::string& shorter, const std::string& longer) const {
    for (size_t i = 0; i + 1 < operands_.size(); ++i) {
      QPDFObjectHandle key = operands_[i], value = operands_[i + 1];
      if (key.isName() && (key.getName() == shorter || key.getName() == longer) && value.isNumber())
        return value.getNumericValue();
    }
    return 0;
  }

  void Object() {
    if (operands_.empty() || !operands_.back().isName() || !resources_.isDictionary()) return;
    QPDFObjectHandle objects = resources_.getKey("/XObject");
    if (!objects.isDictionary()) return;
    QPDFObjectHandle object = objects.getKey(operands_.back().getName());
    if (!object.isStream()) return;
    QPDFObjectHandle dict = object.getDict();
    QPDFObjectHandle subtype = dict.getKey("/Subtype");
    if (subtype.isNameAndEquals("/Image")) {
      auto size = [&](const char* key) {
        QPDFObjectHandle n = dict.getKey(key);
        return n.isNumber() ? n.getNumericValue() : 0;
      };
      shared_.picture = object;
      shared_.picture_matrix = state_.matrix;
      Place(size("/Width"), size("/Height"));
    } else if (subtype.isNameAndEquals("/Form")) {
      Form(object, dict);
    }
  }

  void Form(QPDFObjectHandle form, QPDFObjectHandle dict) {
    if (depth_ >= kMaxDepth) {
      shared_.content.complete = false;
      return;
    }
    State inner = state_;
    QPDFObjectHandle m = dict.getKey("/Matrix");
    if (m.isArray() && m.getArrayNItems() == 6) {
      double v[6] = {};
      for (int i = 0; i < 6; ++i)
        v[i] = m.getArrayItem(i).isNumber() ? m.getArrayItem(i).getNumericValue() : 0;
      inner.matrix = Matrix(v[0], v[1], v[2], v[3], v[4], v[5]).Then(inner.matrix);
    }
    QPDFObjectHandle resources = dict.getKey("/Resources");
    Scanner scanner(shared_, resources.isDictionary() ? resources : resources_, inner, depth_ + 1);
    form.parseAsContents(&scanner);
    if (!shared_.content.complete) terminateParsing();
  }

  // A picture fills the unit square of user space.
  void Place(double width, double height) {
    if (!(width >= 1) || !(height >= 1) || shared_.content.images.size() >= kMaxImages) return;
    PlacedImage image;
    const Box box = state_.matrix.Apply(Box{0, 0, 1, 1});
    if (!std::isfinite(box.left + box.top + box.right + box.bottom)) return;
    image.box = box;
    image.width = static_cast<int64_t>(std::min(width, 1e9));
    image.height = static_cast<int64_t>(std::min(height, 1e9));
    const auto& m = state_.matrix.matrix();
    const bool sideways = std::abs(m[3]) > std::abs(m[0]);
    if (box.width() > 0) image.x_dpi = (sideways ? height : width) / box.width() * 72;
    if (box.height() > 0) image.y_dpi = (sideways ? width : height) / box.height() * 72;
    shared_.content.paints = true;
    // Text under a picture that covers the page is not seen.
    const Box seen = box.Intersect(shared_.page);
    if (seen.width() * seen.height() > 0.85 * shared_.page.width() * shared_.page.height()) {
      shared_.content.hidden_bytes += shared_.content.shown_bytes;
      shared_.content.shown_bytes = 0;
      shared_.content.rules.clear();
    }
    shared_.content.images.push_back(image);
  }

  void Path(const std::string& op) {
    if (op == "m") {
      Start({Number(0), Number(1)});
    } else if (op == "l") {
      LineTo({Number(0), Number(1)});
    } else if (op == "c" || op == "v" || op == "y") {
      curved_ = true;
      if (operands_.size() >= 2) at_ = {Number(operands_.size() - 2), Number(operands_.size() - 1)};
    } else if (op == "h") {
      LineTo(start_);
    } else if (op == "re") {
      const double x = Number(0), y = Number(1), w = Number(2), h = Number(3);
      if (rectangles_.size() < kMaxPath)
        rectangles_.push_back(state_.matrix.Apply(
            Box{std::min(x, x + w), std::min(y, y + h), std::max(x, x + w), std::max(y, y + h)}));
      at_ = start_ = {x, y};
    } else if (op == "S" || op == "s") {
      if (op == "s") LineTo(start_);
      Stroke();
      Clear();
    } else if (op == "f" || op == "F" || op == "f*") {
      Fill();
      Clear();
    } else if (op == "B" || op == "B*" || op == "b" || op == "b*") {
      if (op[0] == 'b') LineTo(start_);
      Fill();
      Stroke();
      Clear();
    } else if (op == "n") {
      Clear();
    }
  }

  void Start(Point p) {
    ClosePolygon();
    at_ = start_ = p;
    polygon_ = Box{};
    corners_ = 0;
  }
  void LineTo(Point p) {
    const Point a = state_.matrix.Apply(at_), b = state_.matrix.Apply(p);
    if (segments_.size() < kMaxPath) segments_.emplace_back(a, b);
    const Box span{std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
    polygon_ =
        corners_ == 0
            ? span
            : Box{std::min(polygon_.left, span.left), std::min(polygon_.top, span.top),
                  std::max(polygon_.right, span.right), std::max(polygon_.bottom, span.bottom)};
    ++corners_;
    at_ = p;
  }
  // A filled polygon of a few straight sides that is long and thin is a line all the same.
  void ClosePolygon() {
    if (corners_ >= 3 && corners_ <= 6 && !curved_ && rectangles_.size() < kMaxPath)
      rectangles_.push_back(polygon_);
    corners_ = 0;
  }
  void Clear() {
    segments_.clear();
    rectangles_.clear();
    corners_ = 0;
    curved_ = false;
  }

  void Fill() {
    ClosePolygon();
    shared_.content.paints |= !state_.white_fill;
    shared_.content.paints_more = true;
    if (state_.white_fill) return;
    for (const Box& r : rectangles_) AddRule(r);
  }
  void Stroke() {
    shared_.content.paints |= !state_.white_stroke;
    shared_.content.paints_more = true;
    if (state_.white_stroke) return;
    const auto& m = state_.matrix.matrix();
    const double half = state_.line_width * std::sqrt(std::abs(m[0] * m[4] - m[1] * m[3])) / 2;
    auto edge = [&](double l, double t, double r, double b) {
      const bool level = b - t < 0.5;
      AddRule(level ? Box{l, (t + b) / 2 - half, r, (t + b) / 2 + half}
                    : Box{(l + r) / 2 - half, t, (l + r) / 2 + half, b});
    };
    for (const auto& [a, b] : segments_) {
      const double l = std::min(a.x, b.x), r = std::max(a.x, b.x);
      const double t = std::min(a.y, b.y), d = std::max(a.y, b.y);
      if (d - t < 0.5 || r - l < 0.5) edge(l, t, r, d);
    }
    for (const Box& b : rectangles_) {
      edge(b.left, b.top, b.right, b.top);
      edge(b.left, b.bottom, b.right, b.bottom);
      edge(b.left, b.top, b.left, b.bottom);
      edge(b.right, b.top, b.right, b.bottom);
    }
  }
  void AddRule(const Box& box) {
    // Points: thicker than 3.5 is a bar or a ground, shorter than 8 a dash of a pattern.
    const double thin = std::min(box.right - box.left, box.bottom - box.top);
    const double length = std::max(box.right - box.left, box.bottom - box.top);
    if (!(thin <= 3.5) || !(length >= 8) || length < 3 * thin) return;
    if (shared_.content.rules.size() >= kMaxRules) return;
    const bool level = box.right - box.left > box.bottom - box.top;
    Box seen{std::max(box.left, 0.0), std::max(box.top, 0.0),
             std::min(box.right, shared_.page.right), std::min(box.bottom, shared_.page.bottom)};
    if (level ? seen.right <= seen.left || seen.bottom < seen.top
              : seen.bottom <= seen.top || seen.right < seen.left)
      return;
    shared_.content.rules.push_back({seen, level});
  }

  Shared& shared_;
  QPDFObjectHandle resources_;
  State state_;
  int depth_;
  std::vector<State> stack_;
  std::vector<QPDFObjectHandle> operands_;
  Point at_, start_;
  std::vector<std::pair<Point, Point>> segments_;
  std::vector<Box> rectangles_;
  Box polygon_;
  int corners_ = 0;
  bool curved_ = false;
};

// Strips of one scan overlap by a row at most, so the sum of their areas is their union.
double Share(const PageContent& content, const Box& page) {
  double area = 0;
  for (const PlacedImage& image : content.images) {
    const Box seen = image.box.Intersect(page);
    area += seen.width() * seen.height();
  }
  return std::min(1.0, area / (page.width() * page.height()));
}

bool GreyOrRgb(QPDFObjectHandle space) {
  if (space.isArray() && space.getArrayNItems() == 2 &&
      space.getArrayItem(0).isNameAndEquals("/ICCBased") && space.getArrayItem(1).isStream()) {
    QPDFObjectHandle n = space.getArrayItem(1).getDict().getKey("/N");
    return n.isInteger() && (n.getIntValue() == 1 || n.getIntValue() == 3);
  }
  return space.isNameAndEquals("/DeviceGray") || space.isNameAndEquals("/DeviceRGB");
}

// Whether the page is nothing but one JPEG that fills it, right way up.
bool OnlyJpeg(const Shared& shared, QPDFObjectHandle page) {
  const PageContent& content = shared.content;
  if (!content.complete || content.paints_more || content.images.size() != 1) return false;
  if (page.hasKey("/Annots") || !shared.picture.isInitialized()) return false;
  const Box& box = content.images[0].box;
  const auto& m = shared.picture_matrix.matrix();
  const bool fills = std::abs(box.left) < 0.5 && std::abs(box.top) < 0.5 &&
                     std::abs(box.right - shared.page.right) < 0.5 &&
                     std::abs(box.bottom - shared.page.bottom) < 0.5;
  const bool upright = m[0] > 0 && m[4] < 0 && std::abs(m[1]) < 1e-3 && std::abs(m[3]) < 1e-3;
  QPDFObjectHandle picture = shared.picture;
  QPDFObjectHandle dict = picture.getDict();
  QPDFObjectHandle filter = dict.getKey("/Filter");
  if (filter.isArray() && filter.getArrayNItems() == 1) filter = filter.getArrayItem(0);
  const bool plain = !dict.hasKey("/Decode") && !dict.hasKey("/SMask") && !dict.hasKey("/Mask");
  return fills && upright && plain && filter.isNameAndEquals("/DCTDecode") &&
         GreyOrRgb(dict.getKey("/ColorSpace"));
}

}  // namespace

struct ContentScanner::Impl {
  QPDF pdf;
};

ContentScanner::ContentScanner(Bytes file) {
  try {
    auto impl = std::make_unique<Impl>();
    impl->pdf.setSuppressWarnings(true);
    impl->pdf.processMemoryFile("input", reinterpret_cast<const char*>(file.data()), file.size());
    impl_ = std::move(impl);
  } catch (const std::exception&) {
    // Scan gives none.
  }
}

ContentScanner::~ContentScanner() = default;

std::optional<PageContent> ContentScanner::Scan(int page) {
  if (!impl_) return std::nullopt;
  try {
    const auto& pages = impl_->pdf.getAllPages();
    if (page < 1 || page > static_cast<int>(pages.size())) return std::nullopt;
    const QPDFObjectHandle object = pages[static_cast<size_t>(page - 1)];
    const PageFrame frame = FrameOf(object);
    Shared shared;
    shared.page = {0, 0, frame.width(), frame.height()};
    if (shared.page.empty()) return std::nullopt;
    QPDFPageObjectHelper helper(object);
    Scanner scanner(shared, helper.getAttribute("/Resources", false),
                    State{.matrix = frame.ToDisplay()}, 0);
    helper.parseContents(&scanner);
    MergeRules(shared.content.rules);
    shared.content.picture_share = Share(shared.content, shared.page);
    if (OnlyJpeg(shared, object)) {
      const auto data = shared.picture.getRawStreamData();
      shared.content.jpeg.assign(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
    }
    return shared.content;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<PageContent> ScanContent(Bytes file, int page) {
  return ContentScanner(file).Scan(page);
}

}  // namespace riposte
