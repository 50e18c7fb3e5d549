// Verbs: what a child of the zygote can be asked to do, and the functions that do it. RealVerbs are
// those of extractors/page; tests put functions that crash, hang, lie or fork in their place.
//
//   Verbs verbs;
//   verbs.run = [](const VerbRequest&, Bytes) -> Result<std::string> { abort(); };
//   Result<Zygote> zygote = Zygote::StartWith(verbs);
//
// `warm` runs once in the zygote, before any foreign byte is near, and leaves the process
// single-threaded. `run` runs in a child, on the mapped file; its text is the answer. Both are
// called in processes of their own: nothing they change is seen by the caller.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "extractors/page/reader.h"

namespace riposte {

enum class Verb : uint32_t {
  kWarm,  // load the models now; no child, no answer
  kCensus,
  kReadPage,
  kReadTextPages,  // page and count
  kRereadCrops,    // body: CropRequests of one page
  kRenderCrop,
  kSearchable,  // body: a Reading
  kSplit,
};

struct VerbRequest {
  Verb verb = Verb::kCensus;
  int page = 1;   // the page, or the first of `count`
  int count = 0;  // text pages, pages of a split
  Box box;
  double dpi = 0;
  std::string_view body;
};

struct Verbs {
  std::function<Status()> warm = [] { return Status(); };
  std::function<Result<std::string>(const VerbRequest&, Bytes)> run;
  bool sandbox = true;  // off only in tests of what must hold without it
};

Verbs RealVerbs(const ReadLimits& limits);

}  // namespace riposte
