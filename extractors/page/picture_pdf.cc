// PDF takes DCT, CCITT group 4 and PNG-predicted Flate data as they stand in the files; only the
// dictionary that describes them has to be written.
#include "extractors/page/picture_pdf.h"

#include <fmt/format.h>
#include <leptonica/allheaders.h>

#include <cstring>
#include <optional>
#include <utility>

#include "extractors/page/picture_file.h"
#include "extractors/page/tiff.h"

namespace riposte {
namespace {

std::string ToString(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

QPDFObjectHandle Image(QPDF& pdf, const std::string& data, int64_t width, int64_t height, int bits,
                       const std::string& space, const std::string& filter = {}) {
  QPDFObjectHandle image = QPDFObjectHandle::newStream(&pdf, data);
  if (!filter.empty()) {
    // The data are encoded already: they are replaced together with their filter.
    const auto space_at = filter.find(' ');
    QPDFObjectHandle parameters = QPDFObjectHandle::newNull();
    if (space_at != std::string::npos)
      parameters = QPDFObjectHandle::parse(filter.substr(space_at + 1));
    image.replaceStreamData(data, QPDFObjectHandle::newName(filter.substr(0, space_at)),
                            parameters);
  }
  QPDFObjectHandle dict = image.getDict();
  dict.replaceKey("/Type", QPDFObjectHandle::newName("/XObject"));
  dict.replaceKey("/Subtype", QPDFObjectHandle::newName("/Image"));
  dict.replaceKey("/Width", QPDFObjectHandle::newInteger(width));
  dict.replaceKey("/Height", QPDFObjectHandle::newInteger(height));
  dict.replaceKey("/BitsPerComponent", QPDFObjectHandle::newInteger(bits));
  dict.replaceKey("/ColorSpace", QPDFObjectHandle::parse(space));
  return image;
}

uint32_t Number(Bytes file, size_t at) {
  return uint32_t{file[at]} << 24 | uint32_t{file[at + 1]} << 16 | uint32_t{file[at + 2]} << 8 |
         file[at + 3];
}

// A PNG without interlace and transparency: its compressed data are what /Predictor 15 means.
std::optional<QPDFObjectHandle> PlainPng(QPDF& pdf, Bytes file) {
  if (file.size() < 33) return std::nullopt;
  const int64_t width = Number(file, 16), height = Number(file, 20);
  const int bits = file[24], type = file[25];
  const bool plain = bits <= 8 && (type == 0 || type == 2 || type == 3) && file[28] == 0;
  if (!plain) return std::nullopt;
  std::string data, palette;
  for (size_t at = 8; at + 12 <= file.size();) {
    const size_t length = Number(file, at);
    if (length > file.size() - at - 12) return std::nullopt;
    const char* name = reinterpret_cast<const char*>(&file[at + 4]);
    const std::string chunk = ToString(file.subspan(at + 8, length));
    if (std::memcmp(name, "IDAT", 4) == 0) data += chunk;
    if (std::memcmp(name, "PLTE", 4) == 0) palette = chunk;
    if (std::memcmp(name, "tRNS", 4) == 0) return std::nullopt;
    at += 12 + length;
  }
  if (data.empty() || (type == 3 && (palette.empty() || palette.size() % 3 != 0)))
    return std::nullopt;
  std::string space = type == 2 ? "/DeviceRGB" : "/DeviceGray";
  if (type == 3) {
    std::string hex;
    for (const char c : palette) hex += fmt::format("{:02X}", static_cast<unsigned char>(c));
    space = fmt::format("[/Indexed /DeviceRGB {} <{}>]", palette.size() / 3 - 1, hex);
  }
  return Image(pdf, data, width, height, bits, space,
               fmt::format("/FlateDecode << /Predictor 15 /Colors {} /BitsPerComponent {} "
                           "/Columns {} >>",
                           type == 2 ? 3 : 1, bits, width));
}

// Decoded pixels without loss: group 4 for 1 bit, Flate for the rest.
Result<QPDFObjectHandle> Lossless(QPDF& pdf, Pix* pix) {
  PixPtr plain(pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC));
  if (plain && pixGetSpp(plain.get()) == 4) plain.reset(pixAlphaBlendUniform(plain.get(), ~0U));
  if (plain && pixGetDepth(plain.get()) != 1 && pixGetDepth(plain.get()) != 32)
    plain.reset(pixConvertTo8(plain.get(), 0));
  if (!plain) return Error{ErrorCode::kMemoryLimit, "no memory for the picture"};
  const int w = pixGetWidth(plain.get()), h = pixGetHeight(plain.get());
  if (pixGetDepth(plain.get()) == 1) {
    l_uint8* tiff = nullptr;
    size_t size = 0;
    if (pixWriteMemTiff(&tiff, &size, plain.get(), IFF_TIFF_G4) != 0 || tiff == nullptr)
      return Error{ErrorCode::kMemoryLimit, "the picture cannot be packed"};
    const std::string packed(reinterpret_cast<const char*>(tiff), size);
    lept_free(tiff);
    const Bytes bytes{reinterpret_cast<const unsigned char*>(packed.data()), packed.size()};
    Result<TiffPages> pages = ListTiffPages(bytes, 1);
    if (!pages.ok()) return pages.error();
    const TiffPage& page = pages->pages.front();
    if (page.strip_offsets.size() != 1 || page.strip_sizes.size() != 1 ||
        page.strip_offsets[0] > bytes.size() ||
        page.strip_sizes[0] > bytes.size() - page.strip_offsets[0])
      return Error{ErrorCode::kDefect, "group 4 data came in an unexpected form"};
    return Image(pdf, packed.substr(page.strip_offsets[0], page.strip_sizes[0]), w, h, 1,
                 "/DeviceGray",
                 fmt::format("/CCITTFaxDecode << /K -1 /Columns {} /Rows {} /BlackIs1 {} >>", w, h,
                             page.photometric == 0 ? "false" : "true"));
  }
  const bool colour = pixGetDepth(plain.get()) == 32;
  std::string data;
  data.reserve(static_cast<size_t>(w) * static_cast<size_t>(h) * (colour ? 3 : 1));
  const l_uint32* lines = pixGetData(plain.get());
  for (int y = 0; y < h; ++y) {
    const l_uint32* line = lines + static_cast<ptrdiff_t>(y) * pixGetWpl(plain.get());
    for (int x = 0; x < w; ++x) {
      if (!colour) {
        data += static_cast<char>(GET_DATA_BYTE(line, x));
        continue;
      }
      l_int32 r = 0, g = 0, b = 0;
      extractRGBValues(line[x], &r, &g, &b);
      data += static_cast<char>(r);
      data += static_cast<char>(g);
      data += static_cast<char>(b);
    }
  }
  return Image(pdf, data, w, h, 8, colour ? "/DeviceRGB" : "/DeviceGray");
}

QPDFObjectHandle Jpeg(QPDF& pdf, Bytes file, const PictureHeader& header) {
  const char* space = header.components == 1   ? "/DeviceGray"
                      : header.components == 4 ? "/DeviceCMYK"
                                               : "/DeviceRGB";
  QPDFObjectHandle image =
      Image(pdf, ToString(file), header.width, header.height, 8, space, "/DCTDecode");
  if (header.inverted_cmyk)
    image.getDict().replaceKey("/Decode", QPDFObjectHandle::parse("[1 0 1 0 1 0 1 0]"));
  return image;
}

Result<std::string> PackJpeg(PIX* pix, int quality) {
  l_uint8* data = nullptr;
  size_t size = 0;
  if (pixWriteMemJpeg(&data, &size, pix, quality, 0) != 0 || data == nullptr)
    return Error{ErrorCode::kMemoryLimit, "the picture cannot be packed"};
  std::string packed(reinterpret_cast<const char*>(data), size);
  lept_free(data);
  return packed;
}

Result<QPDFObjectHandle> Heic(QPDF& pdf, Bytes file, PictureHeader& header,
                              const ReadLimits& limits) {
  Result<PixPtr> pix = DecodeInColour(file, FileKind::kHeic, 1, limits);
  if (!pix.ok()) return pix.error();
  Result<std::string> packed = PackJpeg(pix->get(), 92);
  if (!packed.ok()) return packed.error();
  header.width = pixGetWidth(pix->get());
  header.height = pixGetHeight(pix->get());
  return Image(pdf, *packed, header.width, header.height, 8, "/DeviceRGB", "/DCTDecode");
}

// The matrix that lays the stored picture on a page of w x h as it is displayed (EXIF 2.3, 4.6.4,
// orientation): the unit square's right and up directions and its origin.
std::string Placement(int orientation, double w, double h) {
  constexpr int kMatrices[9][6] = {{},
                                   {1, 0, 0, 1, 0, 0},
                                   {-1, 0, 0, 1, 1, 0},
                                   {-1, 0, 0, -1, 1, 1},
                                   {1, 0, 0, -1, 0, 1},
                                   {0, -1, -1, 0, 1, 1},
                                   {0, -1, 1, 0, 0, 1},
                                   {0, 1, 1, 0, 0, 0},
                                   {0, 1, -1, 0, 1, 0}};
  const auto& m = kMatrices[orientation >= 1 && orientation <= 8 ? orientation : 1];
  return fmt::format("q {:.4f} {:.4f} {:.4f} {:.4f} {:.4f} {:.4f} cm /Im0 Do Q\n", m[0] * w,
                     m[1] * h, m[2] * w, m[3] * h, m[4] * w, m[5] * h);
}

}  // namespace

Status AddPicturePages(QPDF& pdf, Bytes file, FileKind kind, const ReadLimits& limits) {
  Result<PictureHeaders> headers = ReadPictureHeaders(file, kind, limits);
  if (!headers.ok()) return headers.error();
  QPDFPageDocumentHelper pages(pdf);
  int number = 0;
  for (PictureHeader& header : headers->pages) {
    ++number;
    Result<QPDFObjectHandle> image = Error{ErrorCode::kUnsupported, "not a picture"};
    int orientation = 1;
    if (kind == FileKind::kJpeg) {
      image = Jpeg(pdf, file, header);
      orientation = header.orientation;
    } else if (kind == FileKind::kHeic) {
      image = Heic(pdf, file, header, limits);
    } else {
      std::optional<QPDFObjectHandle> plain;
      if (kind == FileKind::kPng) plain = PlainPng(pdf, file);
      if (plain) {
        image = *plain;
      } else {
        Result<PixPtr> pix = DecodeInColour(file, kind, number, limits);
        image = pix.ok() ? Lossless(pdf, pix->get()) : Result<QPDFObjectHandle>(pix.error());
      }
    }
    if (!image.ok()) return image.error();
    const double w = header.page_width(), h = header.page_height();
    QPDFObjectHandle page = QPDFObjectHandle::parse(
        fmt::format("<< /Type /Page /MediaBox [0 0 {:.4f} {:.4f}] /Resources << /XObject << >> >> "
                    ">>",
                    w, h));
    page.getKey("/Resources").getKey("/XObject").replaceKey("/Im0", *image);
    page.replaceKey("/Contents", QPDFObjectHandle::newStream(&pdf, Placement(orientation, w, h)));
    pages.addPage(QPDFPageObjectHelper(pdf.makeIndirectObject(page)), false);
  }
  return {};
}

Status ShowOnlyPicture(QPDF& pdf, QPDFPageObjectHelper page, Pix* grey) {
  Result<std::string> packed = PackJpeg(grey, 75);
  if (!packed.ok()) return packed.error();
  QPDFObjectHandle object = page.getObjectHandle();
  const QPDFObjectHandle::Rectangle box = page.getCropBox().getArrayAsRectangle();
  QPDFObjectHandle rotate = page.getAttribute("/Rotate", false);
  const auto turn = rotate.isInteger() ? ((rotate.getIntValue() % 360) + 360) % 360 : 0;
  const bool sideways = turn == 90 || turn == 270;
  double w = box.urx - box.llx, h = box.ury - box.lly;
  if (sideways) std::swap(w, h);
  QPDFObjectHandle shown = QPDFObjectHandle::parse(fmt::format(
      "<< /Type /Page /MediaBox [0 0 {:.4f} {:.4f}] /Resources << /XObject << >> >> >>", w, h));
  shown.getKey("/Resources")
      .getKey("/XObject")
      .replaceKey("/Im0", Image(pdf, *packed, pixGetWidth(grey), pixGetHeight(grey), 8,
                                "/DeviceGray", "/DCTDecode"));
  shown.replaceKey("/Contents", QPDFObjectHandle::newStream(&pdf, Placement(1, w, h)));
  const QPDFObjectHandle parent = object.getKey("/Parent");
  for (const std::string& key : object.getKeys()) object.removeKey(key);
  for (const std::string& key : shown.getKeys()) object.replaceKey(key, shown.getKey(key));
  object.replaceKey("/Parent", parent);
  // The document's structure may repeat what its pages say, its outline too.
  for (const char* key : {"/StructTreeRoot", "/MarkInfo", "/Outlines", "/AcroForm", "/Names"})
    pdf.getRoot().removeKey(key);
  return {};
}

}  // namespace riposte
