// JPEG bytes go into the PDF as they are (DCTDecode), as scanners do, so that the file is no larger
// than its pictures. qpdf writes with a deterministic /ID and no date.
#include "samples/making/pictures.h"

// qpdf asks to choose between its old smart pointer and the standard one.
#ifndef POINTERHOLDER_TRANSITION
#define POINTERHOLDER_TRANSITION 4
#endif
#include <fmt/format.h>
#include <libheif/heif.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

namespace riposte {
namespace {

Error Storage(const std::string& path, const char* what) {
  return Error{.code = ErrorCode::kStorage, .message = what, .file = path};
}

std::string Jpeg(PIX* page, int quality) {
  l_uint8* data = nullptr;
  size_t size = 0;
  if (pixWriteMemJpeg(&data, &size, page, quality, 0) != 0) return {};
  std::string bytes(reinterpret_cast<char*>(data), size);
  lept_free(data);
  return bytes;
}

// Rows of a 1 bpp picture, without Leptonica's padding; PDF's DeviceGray wants 0 for black.
std::string Rows(PIX* bits) {
  const int bytes = (pixGetWidth(bits) + 7) / 8;
  std::string rows;
  for (int y = 0; y < pixGetHeight(bits); ++y) {
    l_uint32* line = pixGetData(bits) + static_cast<ptrdiff_t>(y) * pixGetWpl(bits);
    for (int i = 0; i < bytes; ++i) {
      rows.push_back(static_cast<char>(~GET_DATA_BYTE(line, i) & 0xff));
    }
  }
  return rows;
}

QPDFObjectHandle Picture(QPDF& pdf, PIX* page, int quality) {
  const bool bits = pixGetDepth(page) == 1;
  QPDFObjectHandle image =
      QPDFObjectHandle::newStream(&pdf, bits ? Rows(page) : Jpeg(page, quality));
  QPDFObjectHandle dict = image.getDict();
  dict.replaceKey("/Type", QPDFObjectHandle::newName("/XObject"));
  dict.replaceKey("/Subtype", QPDFObjectHandle::newName("/Image"));
  dict.replaceKey("/Width", QPDFObjectHandle::newInteger(pixGetWidth(page)));
  dict.replaceKey("/Height", QPDFObjectHandle::newInteger(pixGetHeight(page)));
  dict.replaceKey("/BitsPerComponent", QPDFObjectHandle::newInteger(bits ? 1 : 8));
  dict.replaceKey("/ColorSpace", QPDFObjectHandle::newName(
                                     pixGetDepth(page) == 32 ? "/DeviceRGB" : "/DeviceGray"));
  if (!bits) dict.replaceKey("/Filter", QPDFObjectHandle::newName("/DCTDecode"));
  return image;
}

std::string HiddenText(const std::vector<std::string>& lines, double height) {
  std::string out =
      "BT 3 Tr /F 10 Tf 14 TL 1 0 0 1 60 " + fmt::format("{:.0f}", height - 70) + " Tm\n";
  for (const std::string& line : lines) {
    std::string escaped;
    for (char c : line) {
      if (c == '(' || c == ')' || c == '\\') escaped += '\\';
      escaped += c;
    }
    out += "(" + escaped + ") Tj T*\n";
  }
  return out + "ET\n";
}

}  // namespace

Status WritePdf(const std::vector<Pix>& pages, int jpeg_quality, const std::string& path,
                const std::vector<std::string>& hidden) {
  try {
    QPDF pdf;
    pdf.emptyPDF();
    for (const Pix& p : pages) {
      const double w = pixGetWidth(p.get()) * 72.0 / std::max(1, pixGetXRes(p.get()));
      const double h = pixGetHeight(p.get()) * 72.0 / std::max(1, pixGetYRes(p.get()));
      std::string content = fmt::format("q {:.3f} 0 0 {:.3f} 0 0 cm /I Do Q\n", w, h);
      if (!hidden.empty()) content += HiddenText(hidden, h);
      QPDFObjectHandle page = QPDFObjectHandle::parse(
          fmt::format("<< /Type /Page /MediaBox [0 0 {:.3f} {:.3f}] /Resources << /XObject << >> "
                      "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
                      w, h));
      page.getKey("/Resources")
          .getKey("/XObject")
          .replaceKey("/I", pdf.makeIndirectObject(Picture(pdf, p.get(), jpeg_quality)));
      page.replaceKey("/Contents", QPDFObjectHandle::newStream(&pdf, content));
      QPDFPageDocumentHelper(pdf).addPage(QPDFPageObjectHelper(pdf.makeIndirectObject(page)),
                                          false);
    }
    QPDFWriter writer(pdf, path.c_str());
    writer.setDeterministicID(true);
    writer.write();
  } catch (const std::exception& e) {
    return Storage(path, e.what());
  }
  return {};
}

Status WriteTiff(const std::vector<Pix>& pages, const std::string& path) {
  for (size_t i = 0; i < pages.size(); ++i) {
    const bool bits = pixGetDepth(pages[i].get()) == 1;
    if (pixWriteTiff(path.c_str(), pages[i].get(), bits ? IFF_TIFF_G4 : IFF_TIFF_LZW,
                     i == 0 ? "w" : "a") != 0) {
      return Storage(path, "cannot write the TIFF");
    }
  }
  return {};
}

Status WriteJpeg(PIX* page, int quality, const std::string& path) {
  return WriteBytes(Jpeg(page, quality), path);
}

Status WritePng(PIX* page, const std::string& path) {
  if (pixWrite(path.c_str(), page, IFF_PNG) != 0) return Storage(path, "cannot write the PNG");
  return {};
}

Status WriteHeic(PIX* page, int quality, const std::string& path) {
  Pix rgb(pixConvertTo32(page));
  if (!rgb) return Storage(path, "no picture");
  const int w = pixGetWidth(rgb.get()), h = pixGetHeight(rgb.get());
  heif_image* raw = nullptr;
  if (heif_image_create(w, h, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &raw).code !=
      heif_error_Ok) {
    return Storage(path, "no HEIF picture");
  }
  const std::unique_ptr<heif_image, void (*)(const heif_image*)> image(raw, heif_image_release);
  heif_image_add_plane(image.get(), heif_channel_interleaved, w, h, 24);
  int stride = 0;
  uint8_t* plane = heif_image_get_plane(image.get(), heif_channel_interleaved, &stride);
  if (!plane) return Storage(path, "no HEIF plane");
  for (int y = 0; y < h; ++y) {
    const l_uint32* line = pixGetData(rgb.get()) + static_cast<ptrdiff_t>(y) * pixGetWpl(rgb.get());
    uint8_t* out = plane + static_cast<ptrdiff_t>(y) * stride;
    for (int x = 0; x < w; ++x) {
      l_int32 r, g, b;
      extractRGBValues(line[x], &r, &g, &b);
      *out++ = static_cast<uint8_t>(r);
      *out++ = static_cast<uint8_t>(g);
      *out++ = static_cast<uint8_t>(b);
    }
  }
  const std::unique_ptr<heif_context, void (*)(heif_context*)> context(heif_context_alloc(),
                                                                       heif_context_free);
  heif_encoder* encoder = nullptr;
  heif_error e =
      heif_context_get_encoder_for_format(context.get(), heif_compression_HEVC, &encoder);
  if (e.code == heif_error_Ok) e = heif_encoder_set_lossy_quality(encoder, quality);
  if (e.code == heif_error_Ok) {
    e = heif_context_encode_image(context.get(), image.get(), encoder, nullptr, nullptr);
  }
  if (encoder) heif_encoder_release(encoder);
  if (e.code == heif_error_Ok) e = heif_context_write_to_file(context.get(), path.c_str());
  if (e.code != heif_error_Ok) return Storage(path, e.message);
  return {};
}

Status WriteBytes(const std::string& bytes, const std::string& path) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Storage(path, "cannot write the file");
  return {};
}

Result<std::string> ReadBytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Storage(path, "cannot read the file");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace riposte
