// Poppler's messages have no codes; these are the words of its sources (22.12): GfxFont.cc,
// SplashOutputDev.cc, XRef.cc, PDFDoc.cc.
#include "extractors/page/messages.h"

#include <poppler-global.h>

#include <string_view>

namespace riposte {
namespace {

void Hear(const std::string& message, void* self) {
  auto* messages = static_cast<PopplerMessages*>(self);
  auto says = [&](std::string_view words) { return message.find(words) != std::string::npos; };
  // Listing the fonts of a sound file asks for an object by a number that was never set: «xref num
  // 113527802 not found but needed».
  if (says("not found but needed")) return;
  if (says("ouldn't find a font") || says("ouldn't find font") || says("No display font") ||
      says("ouldn't create a font")) {
    messages->font_missing = true;
  } else if (says("xref") || says("trailer") || says("Catalog") || says("May not be a PDF file")) {
    messages->repaired = true;
  } else if (!says("Unknown font tag") && !says("Syntax Warning")) {
    ++messages->errors;
  }
}

void Ignore(const std::string&, void*) {}

}  // namespace

PopplerMessages::PopplerMessages() { poppler::set_debug_error_function(Hear, this); }
PopplerMessages::~PopplerMessages() { poppler::set_debug_error_function(Ignore, nullptr); }

std::vector<std::string> PopplerMessages::Warnings() const {
  std::vector<std::string> warnings;
  if (font_missing) warnings.emplace_back("font_missing");
  if (repaired) warnings.emplace_back("repaired");
  if (errors > 0) warnings.emplace_back("damaged_parts");
  return warnings;
}

}  // namespace riposte
