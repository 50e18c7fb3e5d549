// Headers first: a picture over the limit is refused before a single pixel is decoded. Decoding is
// Leptonica's (libjpeg, libpng, libtiff) and libheif's.
#include "extractors/page/picture_file.h"

#include <leptonica/allheaders.h>
#include <libheif/heif.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "extractors/page/jpeg.h"
#include "extractors/page/tiff.h"

namespace riposte {
namespace {

Error Damaged(const char* what) {
  return Error{.code = ErrorCode::kDamaged, .message = what, .hint = "scan the paper again"};
}

struct HeifContext {
  heif_context* context = heif_context_alloc();
  heif_image_handle* handle = nullptr;
  HeifContext() = default;
  HeifContext(const HeifContext&) = delete;
  HeifContext& operator=(const HeifContext&) = delete;
  ~HeifContext() {
    if (handle != nullptr) heif_image_handle_release(handle);
    if (context != nullptr) heif_context_free(context);
  }
  bool Open(Bytes file) {
    if (context == nullptr) return false;
    heif_context_set_max_decoding_threads(context, 0);
    return heif_context_read_from_memory_without_copy(context, file.data(), file.size(), nullptr)
                   .code == heif_error_Ok &&
           heif_context_get_primary_image_handle(context, &handle).code == heif_error_Ok;
  }
};

// Takes what a file says about its resolution if a scanner or a camera can have it.
void SetResolution(PictureHeader& header, double x, double y) {
  auto believable = [](double dpi) { return dpi >= 36 && dpi <= 4800; };
  if (!believable(x) || !believable(y)) return;
  header.x_dpi = x;
  header.y_dpi = y;
  header.resolution_known = true;
}

Result<PictureHeader> PngHeader(Bytes file) {
  l_int32 w = 0, h = 0;
  if (readHeaderMemPng(file.data(), file.size(), &w, &h, nullptr, nullptr, nullptr) != 0)
    return Damaged("the PNG header cannot be read");
  PictureHeader header;
  header.width = w;
  header.height = h;
  // pHYs stands before the data; its unit 1 is pixels a metre (PNG, section 11.3.5.3).
  for (size_t at = 8; at + 12 <= file.size();) {
    const uint64_t length = uint64_t{file[at]} << 24 | uint64_t{file[at + 1]} << 16 |
                            uint64_t{file[at + 2]} << 8 | file[at + 3];
    const char* type = reinterpret_cast<const char*>(&file[at + 4]);
    if (std::memcmp(type, "IDAT", 4) == 0 || length > file.size() - at - 12) break;
    if (std::memcmp(type, "pHYs", 4) == 0 && length == 9 && file[at + 16] == 1) {
      auto number = [&](size_t i) {
        return (uint64_t{file[i]} << 24 | uint64_t{file[i + 1]} << 16 | uint64_t{file[i + 2]} << 8 |
                file[i + 3]) *
               0.0254;
      };
      // Whole dots an inch are stored as rounded dots a metre.
      auto whole = [](double dpi) {
        return std::abs(dpi - std::round(dpi)) < 0.05 ? std::round(dpi) : dpi;
      };
      SetResolution(header, whole(number(at + 8)), whole(number(at + 12)));
    }
    at += 12 + static_cast<size_t>(length);
  }
  return header;
}

// Turns and mirrors what is stored into what is displayed (EXIF orientation 1 to 8).
PixPtr AsDisplayed(PixPtr pix, int orientation) {
  if (!pix || orientation == 1) return pix;
  const bool mirrored =
      orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
  const int quarters = orientation == 3 || orientation == 4   ? 2
                       : orientation == 6 || orientation == 7 ? 1
                       : orientation == 5 || orientation == 8 ? 3
                                                              : 0;
  if (mirrored) pix.reset(pixFlipLR(nullptr, pix.get()));
  if (pix && quarters != 0) pix.reset(pixRotateOrth(pix.get(), quarters));
  return pix;
}

Result<PixPtr> DecodeHeic(Bytes file, bool colour) {
  HeifContext heif;
  if (!heif.Open(file)) return Damaged("the HEIC picture cannot be opened");
  heif_image* image = nullptr;
  const heif_error error =
      heif_decode_image(heif.handle, &image, colour ? heif_colorspace_RGB : heif_colorspace_YCbCr,
                        colour ? heif_chroma_interleaved_RGB : heif_chroma_420, nullptr);
  if (error.code != heif_error_Ok || image == nullptr)
    return Damaged("the HEIC picture cannot be decoded");
  const std::unique_ptr<heif_image, void (*)(const heif_image*)> keep(image, heif_image_release);
  const heif_channel channel = colour ? heif_channel_interleaved : heif_channel_Y;
  const int w = heif_image_get_width(image, channel), h = heif_image_get_height(image, channel);
  int stride = 0;
  const uint8_t* plane = heif_image_get_plane_readonly(image, channel, &stride);
  if (plane == nullptr || w <= 0 || h <= 0 || stride < w * (colour ? 3 : 1) ||
      heif_image_get_bits_per_pixel(image, channel) != (colour ? 24 : 8))
    return Damaged("the HEIC picture has an odd form");
  PixPtr pix(pixCreate(w, h, colour ? 32 : 8));
  if (!pix) return Error{ErrorCode::kTooLarge, "no memory for the picture"};
  l_uint32* data = pixGetData(pix.get());
  const int wpl = pixGetWpl(pix.get());
  for (int y = 0; y < h; ++y) {
    const uint8_t* row = plane + static_cast<ptrdiff_t>(y) * stride;
    l_uint32* line = data + static_cast<ptrdiff_t>(y) * wpl;
    for (int x = 0; x < w; ++x) {
      if (colour) {
        composeRGBPixel(row[3 * x], row[3 * x + 1], row[3 * x + 2], line + x);
      } else {
        SET_DATA_BYTE(line, x, row[x]);
      }
    }
  }
  return pix;
}

// As stored, in colour or (JPEG) straight to grey, which skips the colour planes.
Result<PixPtr> Decode(Bytes file, FileKind kind, int page, bool colour, int max_pages) {
  PixPtr pix;
  switch (kind) {
    case FileKind::kJpeg:
      pix.reset(pixReadMemJpeg(file.data(), file.size(), 0, 1, nullptr,
                               colour ? 0 : L_JPEG_READ_LUMINANCE));
      break;
    case FileKind::kPng:
      pix.reset(pixReadMemPng(file.data(), file.size()));
      break;
    case FileKind::kTiff: {
      Result<TiffPages> tiff = ListTiffPages(file, max_pages);
      if (!tiff.ok()) return tiff.error();
      if (page < 1 || page > static_cast<int>(tiff->pages.size()))
        return Error{.code = ErrorCode::kUsage, .message = "no such page", .page = page};
      size_t offset = tiff->pages[static_cast<size_t>(page - 1)].offset;
      pix.reset(pixReadMemFromMultipageTiff(file.data(), file.size(), &offset));
      break;
    }
    case FileKind::kHeic:
      return DecodeHeic(file, colour);
    default:
      return Error{ErrorCode::kUnsupported, "not a picture"};
  }
  if (!pix) return Damaged("the picture cannot be decoded");
  return pix;
}

}  // namespace

Result<PictureHeaders> ReadPictureHeaders(Bytes file, FileKind kind, const ReadLimits& limits) {
  PictureHeaders found;
  switch (kind) {
    case FileKind::kJpeg: {
      const std::optional<JpegHeader> jpeg = ReadJpegHeader(file);
      if (!jpeg) return Damaged("the JPEG header cannot be read");
      if (!jpeg->complete) return Damaged("the JPEG stops half-way");
      PictureHeader header{.width = jpeg->width,
                           .height = jpeg->height,
                           .orientation = jpeg->orientation,
                           .components = jpeg->components,
                           .inverted_cmyk = jpeg->adobe && jpeg->components == 4};
      SetResolution(header, jpeg->x_dpi, jpeg->y_dpi);
      found.pages.push_back(header);
      break;
    }
    case FileKind::kPng: {
      Result<PictureHeader> header = PngHeader(file);
      if (!header.ok()) return header.error();
      found.pages.push_back(*header);
      break;
    }
    case FileKind::kTiff: {
      Result<TiffPages> tiff = ListTiffPages(file, limits.max_pages);
      if (!tiff.ok()) return tiff.error();
      if (tiff->damaged) found.warnings.emplace_back("directories_damaged");
      for (const TiffPage& page : tiff->pages) {
        PictureHeader header{.width = page.width,
                             .height = page.height,
                             .orientation = page.orientation,
                             .components = page.samples};
        SetResolution(header, page.x_dpi, page.y_dpi);
        found.pages.push_back(header);
      }
      break;
    }
    case FileKind::kHeic: {
      HeifContext heif;
      if (!heif.Open(file)) return Damaged("the HEIC picture cannot be opened");
      found.pages.push_back({.width = heif_image_handle_get_width(heif.handle),
                             .height = heif_image_handle_get_height(heif.handle),
                             .components = 3});
      break;
    }
    default:
      return Error{ErrorCode::kUnsupported, "not a picture"};
  }
  for (size_t i = 0; i < found.pages.size(); ++i) {
    const PictureHeader& header = found.pages[i];
    if (header.width <= 0 || header.height <= 0) return Damaged("a picture without pixels");
    const bool many = header.width > limits.max_pixels / header.height;
    const bool wide = header.page_width() > limits.max_page_points ||
                      header.page_height() > limits.max_page_points;
    if (many || wide) {
      return Error{.code = ErrorCode::kTooLarge,
                   .message = "the picture has more pixels than the limit",
                   .hint = "scan at 300 dpi",
                   .page = static_cast<int>(i + 1)};
    }
  }
  return found;
}

Result<PixPtr> DecodeInColour(Bytes file, FileKind kind, int page, const ReadLimits& limits) {
  return Decode(file, kind, page, true, limits.max_pages);
}

Result<Picture> DecodePicture(Bytes file, FileKind kind, int page, const ReadLimits& limits) {
  Result<PictureHeaders> headers = ReadPictureHeaders(file, kind, limits);
  if (!headers.ok()) return headers.error();
  if (page < 1 || page > static_cast<int>(headers->pages.size()))
    return Error{.code = ErrorCode::kUsage, .message = "no such page", .page = page};
  const PictureHeader& header = headers->pages[static_cast<size_t>(page - 1)];
  Result<PixPtr> pix = Decode(file, kind, page, false, limits.max_pages);
  if (!pix.ok()) return pix.error();
  Picture picture;
  // Leptonica turns TIFF pictures by itself, libheif turns HEIC.
  picture.pix =
      kind == FileKind::kJpeg ? AsDisplayed(std::move(*pix), header.orientation) : std::move(*pix);
  if (!picture.pix) return Damaged("the picture cannot be turned");
  if (pixGetDepth(picture.pix.get()) != 1 || pixGetColormap(picture.pix.get()) != nullptr)
    picture.pix = Grey(picture.pix.get());
  if (!picture.pix) return Damaged("the picture cannot be made grey");
  picture.x_dpi = 72 * pixGetWidth(picture.pix.get()) / header.page_width();
  picture.y_dpi = 72 * pixGetHeight(picture.pix.get()) / header.page_height();
  picture.camera = kind == FileKind::kHeic || (kind == FileKind::kJpeg && !header.resolution_known);
  return picture;
}

}  // namespace riposte
