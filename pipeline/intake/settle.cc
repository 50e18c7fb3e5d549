// The rule in one place. A complete structure is trusted soon; a kind that cannot tell waits
// longer, since some scanners open a TIFF again up to four seconds after closing it; an unfinished
// file is taken after a minute all the same, to be reported as damaged and not to lie there unseen.
// A file that somebody still has open for writing gets ten times that.
#include "pipeline/intake/settle.h"

#include <algorithm>
#include <cctype>

namespace riposte {
namespace {

using namespace std::string_view_literals;

bool TiffHeader(std::string_view head, int64_t size, bool* has_first_page) {
  bool little = head.starts_with("II\x2A\0"sv), big = head.starts_with("MM\0\x2A"sv);
  if (!little && !big) return false;
  uint32_t at = 0;
  for (size_t i = 0; i < 4 && head.size() >= 8; ++i) {
    auto byte = static_cast<unsigned char>(head.at(little ? 7 - i : 4 + i));
    at = at << 8 | byte;
  }
  *has_first_page = at >= 8 && static_cast<int64_t>(at) < size;
  return true;
}

Structure EndsWith(std::string_view tail, std::string_view marker) {
  return tail.find(marker) != std::string_view::npos ? Structure::kComplete
                                                     : Structure::kUnfinished;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

}  // namespace

Structure LookAtEnds(std::string_view head, std::string_view tail, int64_t size) {
  if (size == 0) return Structure::kUnfinished;
  if (head.find("%PDF-") != std::string_view::npos) return EndsWith(tail, "%%EOF");
  if (head.starts_with("\xFF\xD8\xFF")) return EndsWith(tail, "\xFF\xD9");
  if (head.starts_with("\x89PNG\r\n\x1A\n")) return EndsWith(tail, "IEND\xAE\x42\x60\x82");
  bool has_first_page = false;
  if (TiffHeader(head, size, &has_first_page)) {
    return has_first_page ? Structure::kUnknown : Structure::kUnfinished;
  }
  return Structure::kUnknown;
}

int64_t Settler::Observe(const std::string& path, const FileState& state, int64_t now) {
  auto [at, fresh] = seen_.try_emplace(path, Seen{state, now});
  if (!fresh && !(at->second.state == state)) at->second = {state, now};
  return now - at->second.since;
}

void Settler::KeepOnly(const std::set<std::string>& paths) {
  std::erase_if(seen_, [&](const auto& entry) { return !paths.contains(entry.first); });
}

bool IsSettled(int64_t still_for, Structure structure, bool being_written,
               const SettleOptions& options) {
  int64_t unfinished = int64_t{1000} * options.incomplete_seconds;
  if (being_written) return still_for >= 10 * unfinished;
  switch (structure) {
    case Structure::kComplete:
      return still_for >= options.still_milliseconds;
    case Structure::kUnknown:
      return still_for >= std::max(options.still_milliseconds, options.weak_still_milliseconds);
    case Structure::kUnfinished:
      return still_for >= std::max<int64_t>(options.still_milliseconds, unfinished);
  }
  return false;
}

bool IsLitter(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.starts_with("~$")) return true;
  std::string lower = Lower(name);
  for (std::string_view whole :
       {"thumbs.db"sv, "ehthumbs.db"sv, "desktop.ini"sv, "@eadir"sv, "#recycle"sv, "#snapshot"sv,
        "@tmp"sv, "__macosx"sv, "lost+found"sv, "system volume information"sv, "$recycle.bin"sv,
        "icon\r"sv}) {
    if (lower == whole) return true;
  }
  for (std::string_view ending : {".tmp"sv, ".part"sv, ".partial"sv, ".crdownload"sv, ".filepart"sv,
                                  ".swp"sv, "@synoeastream"sv, "@synoresource"sv}) {
    if (lower.ends_with(ending)) return true;
  }
  // «~syncthing~letter.pdf.tmp» and «letter.sync-conflict-…» : the second is a document.
  return lower.starts_with("~syncthing~");
}

}  // namespace riposte
