// A directory is a count, that many entries of tag, type, count and value, and the offset of the
// next one (TIFF 6.0, section 2; big TIFF has 8-byte counts and offsets). Every offset is checked
// before it is followed, and none is followed twice.
#include "extractors/page/tiff.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace riposte {
namespace {

class Reader {
 public:
  explicit Reader(Bytes file) : file_(file) {}

  bool Open() {
    if (file_.size() < 8) return false;
    little_ = file_[0] == 'I';
    big_ = Number(2, 2) == 43;
    return true;
  }
  uint64_t First() const { return big_ ? Number(8, 8) : Number(4, 4); }

  // Zero outside the file.
  uint64_t Number(uint64_t at, int bytes) const {
    if (at > file_.size() || file_.size() - at < static_cast<uint64_t>(bytes)) return 0;
    uint64_t n = 0;
    for (int i = 0; i < bytes; ++i)
      n = n << 8 | file_[at + static_cast<uint64_t>(little_ ? bytes - 1 - i : i)];
    return n;
  }

  // The page at `offset`; `next` becomes the offset of the next directory.
  std::optional<TiffPage> Directory(uint64_t offset, uint64_t* next, bool* reduced) const {
    const int count_size = big_ ? 8 : 2, entry = big_ ? 20 : 12, word = big_ ? 8 : 4;
    if (offset < 8 || offset + static_cast<uint64_t>(count_size) > file_.size())
      return std::nullopt;
    const uint64_t entries = Number(offset, count_size);
    if (entries == 0 || entries > 4096) return std::nullopt;
    const uint64_t start = offset + static_cast<uint64_t>(count_size);
    const uint64_t end = start + entries * static_cast<uint64_t>(entry);
    if (end > file_.size()) return std::nullopt;
    TiffPage page;
    page.offset = offset;
    int unit = 2;
    for (uint64_t at = start; at < end; at += static_cast<uint64_t>(entry)) {
      const int tag = static_cast<int>(Number(at, 2));
      switch (tag) {
        case 254:
          *reduced = (Value(at, 0) & 5) != 0;  // bit 0: reduced copy, bit 2: mask
          break;
        case 256:
          page.width = static_cast<int64_t>(Value(at, 0));
          break;
        case 257:
          page.height = static_cast<int64_t>(Value(at, 0));
          break;
        case 258:
          page.bits = static_cast<int>(Value(at, 0));
          break;
        case 259:
          page.compression = static_cast<int>(Value(at, 0));
          break;
        case 262:
          page.photometric = static_cast<int>(Value(at, 0));
          break;
        case 273:
          page.strip_offsets = Values(at);
          break;
        case 274:
          page.orientation = static_cast<int>(Value(at, 0));
          break;
        case 277:
          page.samples = static_cast<int>(Value(at, 0));
          break;
        case 279:
          page.strip_sizes = Values(at);
          break;
        case 282:
          page.x_dpi = Ratio(at);
          break;
        case 283:
          page.y_dpi = Ratio(at);
          break;
        case 296:
          unit = static_cast<int>(Value(at, 0));
          break;
      }
    }
    if (page.orientation < 1 || page.orientation > 8) page.orientation = 1;
    if (unit == 3) page.x_dpi *= 2.54, page.y_dpi *= 2.54;
    if (unit == 1) page.x_dpi = page.y_dpi = 0;  // a ratio only
    *next = Number(end, word);
    return page;
  }

 private:
  static int Size(int type) {
    constexpr int kSizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type >= 0 && type < static_cast<int>(std::size(kSizes)) ? kSizes[type] : 0;
  }
  uint64_t Count(uint64_t at) const { return Number(at + 4, big_ ? 8 : 4); }
  // Where the values of the entry stand: in the entry itself when they fit.
  uint64_t Where(uint64_t at) const {
    const uint64_t field = at + (big_ ? 12 : 8), room = big_ ? 8 : 4;
    const uint64_t size = static_cast<uint64_t>(Size(static_cast<int>(Number(at + 2, 2))));
    if (Count(at) <= room && size * Count(at) <= room) return field;
    return Number(field, static_cast<int>(room));
  }
  uint64_t Value(uint64_t at, uint64_t i) const {
    const int size = Size(static_cast<int>(Number(at + 2, 2)));
    if (size == 0 || i >= Count(at)) return 0;
    return Number(Where(at) + i * static_cast<uint64_t>(size), size);
  }
  std::vector<uint64_t> Values(uint64_t at) const {
    std::vector<uint64_t> values(std::min<uint64_t>(Count(at), 65'536));
    for (size_t i = 0; i < values.size(); ++i) values[i] = Value(at, i);
    return values;
  }
  double Ratio(uint64_t at) const {
    const uint64_t where = Where(at);
    const double over = static_cast<double>(Number(where, 4));
    const double under = static_cast<double>(Number(where + 4, 4));
    return under > 0 && Number(at + 2, 2) == 5 ? over / under : 0;
  }

  Bytes file_;
  bool little_ = true, big_ = false;
};

}  // namespace

Result<TiffPages> ListTiffPages(Bytes file, int max_pages) {
  Reader reader(file);
  TiffPages found;
  std::set<uint64_t> seen;
  if (!reader.Open()) return Error{ErrorCode::kDamaged, "the TIFF stops in its header"};
  for (uint64_t at = reader.First(); at != 0;) {
    if (!seen.insert(at).second) {
      found.damaged = true;
      break;
    }
    // Thumbnails count against the limit too: the walk itself is bounded.
    if (static_cast<int64_t>(seen.size()) > 2 * static_cast<int64_t>(max_pages))
      return Error{ErrorCode::kTooLarge, "the TIFF has more pages than the limit"};
    uint64_t next = 0;
    bool reduced = false;
    std::optional<TiffPage> page = reader.Directory(at, &next, &reduced);
    if (!page) {
      found.damaged = true;
      break;
    }
    if (!reduced) found.pages.push_back(std::move(*page));
    if (static_cast<int64_t>(found.pages.size()) > max_pages)
      return Error{ErrorCode::kTooLarge, "the TIFF has more pages than the limit"};
    at = next;
  }
  if (found.pages.empty())
    return Error{found.damaged ? ErrorCode::kDamaged : ErrorCode::kEmpty,
                 "the TIFF holds no readable page"};
  return found;
}

}  // namespace riposte
