// Rereader: asks for a second look at one place of a page. Live, a sandboxed child reads the crop
// again; on replay the store gives the recorded answer. A text layer needs no second look and gives
// none.
//
//   CropReading again = rereader.Reread({page, box, CropRecipe::kNumber}).value();
//   if (again.commas == 0 && text_has_comma) …   // the witness raises doubt, it never lowers it
//
// Ownership: the caller keeps the Rereader alive during Extract. One Rereader serves one file and
// one thread, unless it says otherwise. Errors (child died, limit) are ordinary: the value then
// stays `to_review`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/base/geometry.h"

namespace riposte {

enum class CropRecipe {
  kNumber,  // a number or a code: the `eng` model on the enlarged crop, one line
  kLine,    // a line of French text: the `fra` model on the enlarged crop
  kBinary,  // as kLine, with another binarisation
};

struct CropRequest {
  int page = 1;
  Box box;  // points; the reader adds its own margin
  CropRecipe recipe = CropRecipe::kNumber;
  double turned = 0, tilt = 0;  // those of the PageReading: how its picture was put upright
  bool maybe_stamped = true;    // false: no ink of a stamp lies there, it need not be looked for
};

struct CropReading {
  std::string text;       // one line, words joined by one space
  double confidence = 0;  // mean, 0 to 1
  int commas = 0;         // comma witness: marks that hang from the baseline between digits
  // Their places along the line, points of the page: x, or y where the line runs up or down.
  std::vector<double> comma_at;
  double ink = 0;  // share of dark pixels in the crop: very low means faint print
};

class Rereader {
 public:
  virtual ~Rereader() = default;
  virtual Result<CropReading> Reread(const CropRequest& request) = 0;
  // One answer a request, in their order. Ask for many at once where it can be done: live, a page
  // is decoded once for all its crops.
  virtual std::vector<Result<CropReading>> RereadAll(std::span<const CropRequest> requests) {
    std::vector<Result<CropReading>> answers;
    for (const CropRequest& request : requests) answers.push_back(Reread(request));
    return answers;
  }
};

// For readings whose pages are not at hand, or are text alone: always ErrorCode::kUnsupported.
class NeverReread final : public Rereader {
 public:
  Result<CropReading> Reread(const CropRequest&) override {
    return Error{.code = ErrorCode::kUnsupported, .message = "nothing is read twice here"};
  }
};

}  // namespace riposte
