// What paper goes through before an office has it in a file: copier, fax, telephone.
//
//   Pix scan = Degrade(page.get(), ScanKind::kScan200, seed);   // page: 32 bpp, at RenderDpi(kind)
//
// scan300  grey, tilt to 0.3°, slight noise                                  JPEG 80
// scan200  grey, tilt to 2°, blur, noise, uneven light of the lamp           JPEG 65
// fax      1 bit at 200 dpi, tilt to 0.7°, ragged edges, specks              group 4
// faxstd   the same at 204 × 98 dpi, what a machine in standard mode sends   group 4
// photo    colour: the page lies in perspective on a desk, light from one side, a shadow across,
//          sensor noise, turned by 0, 90, 180 or 270 degrees                 JPEG 80
//
// The same picture, kind and seed give the same result on one machine. A null picture gives null.
// The result carries its resolution. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "samples/making/pix.h"

namespace riposte {

enum class ScanKind { kScan300, kScan200, kFax, kFaxStandard, kPhoto };

inline constexpr ScanKind kAllKinds[] = {ScanKind::kScan300, ScanKind::kScan200, ScanKind::kFax,
                                         ScanKind::kFaxStandard, ScanKind::kPhoto};

const char* Name(ScanKind kind);
std::optional<ScanKind> ScanKindNamed(std::string_view name);

// At what resolution the clean page is to be rendered.
double RenderDpi(ScanKind kind);
// 0 for a kind that is not kept as JPEG.
int JpegQuality(ScanKind kind);

Pix Degrade(PIX* page, ScanKind kind, uint64_t seed);

}  // namespace riposte
