#include "tests/extractors/page/paper.h"

#include <leptonica/allheaders.h>
#include <libheif/heif.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <numbers>
#include <random>

#include "extractors/page/pdf.h"
#include "extractors/page/qpdf.h"

namespace riposte::paper {
namespace {

std::string Taken(l_uint8* data, size_t size) {
  std::string s(reinterpret_cast<const char*>(data), size);
  lept_free(data);
  return s;
}

std::string Written(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setStaticID(true);
  writer.write();
  const std::unique_ptr<Buffer> buffer(writer.getBuffer());
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace

std::string ReadFile(const std::string& name) {
  std::ifstream file(std::string(RIPOSTE_SOURCE_DIR) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TesseractEngine& Engine() {
  static TesseractEngine engine;
  return engine;
}

std::string MakePdf(const std::vector<std::string>& contents, const std::string& extra) {
  QPDF pdf;
  pdf.emptyPDF();
  QPDFPageDocumentHelper pages(pdf);
  for (const std::string& content : contents) {
    QPDFObjectHandle page = QPDFObjectHandle::parse(
        "<< /Type /Page /MediaBox [0 0 595 842] /Resources << /Font << /F1 << /Type /Font "
        "/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> " +
        extra + " >>");
    page.replaceKey("/Contents", QPDFObjectHandle::newStream(&pdf, content));
    pages.addPage(QPDFPageObjectHelper(pdf.makeIndirectObject(page)), false);
  }
  return Written(pdf);
}

std::string Letter() { return ReadFile("samples/mail/notification_mso-1.pdf"); }

PixPtr LetterPicture(double dpi, const Box& part) {
  const std::string letter = Letter();
  const std::string png = RenderCrop(AsBytes(letter), 1, part, dpi, {}).value();
  return PixPtr(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
}

PixPtr Tilted(Pix* grey, double degrees) {
  return PixPtr(pixRotate(grey, static_cast<l_float32>(degrees * std::numbers::pi / 180),
                          L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
}

PixPtr Fax(Pix* grey_300, double x_dpi, double y_dpi) {
  PixPtr small(
      pixScale(grey_300, static_cast<l_float32>(x_dpi / 300), static_cast<l_float32>(y_dpi / 300)));
  PixPtr binary(pixThresholdToBinary(small.get(), 150));
  std::mt19937 random(7);
  const int w = pixGetWidth(binary.get()), h = pixGetHeight(binary.get());
  for (int i = 0; i < w * h / 3000; ++i)
    pixSetPixel(binary.get(), static_cast<int>(random() % static_cast<unsigned>(w)),
                static_cast<int>(random() % static_cast<unsigned>(h)), 1);
  pixSetResolution(binary.get(), static_cast<int>(x_dpi), static_cast<int>(y_dpi));
  return binary;
}

PixPtr Shaded(Pix* grey) {
  PixPtr dim(pixCopy(nullptr, grey));
  const int w = pixGetWidth(grey), h = pixGetHeight(grey);
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      l_uint32 v = 0;
      pixGetPixel(dim.get(), x, y, &v);
      double light = 0.45 + 0.5 * x / w * (1 - 0.4 * y / h);
      if (x + y < w / 2) light *= 0.7;
      pixSetPixel(dim.get(), x, y, static_cast<l_uint32>(v * light * 0.9 + 10));
    }
  }
  return dim;
}

std::string Jpeg(Pix* pix, int dpi, int quality) {
  pixSetResolution(pix, dpi, dpi);
  l_uint8* data = nullptr;
  size_t size = 0;
  pixWriteMemJpeg(&data, &size, pix, quality, 0);
  return Taken(data, size);
}

std::string Png(Pix* pix, int dpi) {
  pixSetResolution(pix, dpi, dpi);
  l_uint8* data = nullptr;
  size_t size = 0;
  pixWriteMemPng(&data, &size, pix, 0);
  return Taken(data, size);
}

std::string Tiff(const std::vector<Pix*>& pages) {
  PIXA* all = pixaCreate(static_cast<int>(pages.size()));
  for (Pix* pix : pages) pixaAddPix(all, pix, L_CLONE);
  l_uint8* data = nullptr;
  size_t size = 0;
  pixaWriteMemMultipageTiff(&data, &size, all);
  pixaDestroy(&all);
  return Taken(data, size);
}

std::string Heic(Pix* pix) {
  const int w = pixGetWidth(pix), h = pixGetHeight(pix);
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  std::string out;
  if (heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code ==
      heif_error_Ok) {
    heif_encoder_set_lossy_quality(encoder, 70);
    heif_image* image = nullptr;
    heif_image_create(w, h, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image);
    heif_image_add_plane(image, heif_channel_interleaved, w, h, 8);
    int stride = 0;
    uint8_t* plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < h; ++y) {
      for (int x = 0; x < w; ++x) {
        l_uint32 v = 0;
        pixGetPixel(pix, x, y, &v);
        for (int c = 0; c < 3; ++c)
          plane[static_cast<ptrdiff_t>(y) * stride + 3 * x + c] = static_cast<uint8_t>(v);
      }
    }
    heif_context_encode_image(context, image, encoder, nullptr, nullptr);
    heif_writer writer{1, [](heif_context*, const void* data, size_t size, void* user) {
                         static_cast<std::string*>(user)->assign(static_cast<const char*>(data),
                                                                 size);
                         return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
                       }};
    heif_context_write(context, &writer, &out);
    heif_image_release(image);
    heif_encoder_release(encoder);
  }
  heif_context_free(context);
  return out;
}

std::string WithOrientation(const std::string& jpeg, int orientation) {
  using namespace std::string_literals;
  std::string exif = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0"s;
  exif += static_cast<char>(orientation);
  exif += "\0\0\0\0\0\0"s;
  std::string segment = "\xFF\xE1"s;
  segment += static_cast<char>((exif.size() + 2) >> 8);
  segment += static_cast<char>((exif.size() + 2) & 255);
  return jpeg.substr(0, 2) + segment + exif + jpeg.substr(2);
}

std::string PicturePdf(const std::string& jpeg, int width, int height, double dpi,
                       const std::string& over) {
  QPDF pdf;
  pdf.emptyPDF();
  const double w = width * 72 / dpi, h = height * 72 / dpi;
  QPDFObjectHandle image = QPDFObjectHandle::newStream(&pdf, jpeg);
  image.replaceStreamData(jpeg, QPDFObjectHandle::newName("/DCTDecode"),
                          QPDFObjectHandle::newNull());
  QPDFObjectHandle dict = image.getDict();
  dict.replaceKey("/Subtype", QPDFObjectHandle::newName("/Image"));
  dict.replaceKey("/Width", QPDFObjectHandle::newInteger(width));
  dict.replaceKey("/Height", QPDFObjectHandle::newInteger(height));
  dict.replaceKey("/BitsPerComponent", QPDFObjectHandle::newInteger(8));
  dict.replaceKey("/ColorSpace", QPDFObjectHandle::newName("/DeviceGray"));
  const std::string size = std::to_string(w) + " " + std::to_string(h);
  QPDFObjectHandle page = QPDFObjectHandle::parse(
      "<< /Type /Page /MediaBox [0 0 " + size +
      "] /Resources << /XObject << >> /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont "
      "/Helvetica /Encoding /WinAnsiEncoding >> >> >> >>");
  page.getKey("/Resources").getKey("/XObject").replaceKey("/Im", image);
  page.replaceKey("/Contents", QPDFObjectHandle::newStream(&pdf, "q " + std::to_string(w) +
                                                                     " 0 0 " + std::to_string(h) +
                                                                     " 0 0 cm /Im Do Q\n" + over));
  QPDFPageDocumentHelper(pdf).addPage(QPDFPageObjectHelper(pdf.makeIndirectObject(page)), false);
  return Written(pdf);
}

std::string Rotated(const std::string& file, int degrees, bool odd_origin) {
  QPDF pdf;
  pdf.processMemoryFile("input", file.data(), file.size());
  for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
    QPDFObjectHandle object = page.getObjectHandle();
    object.replaceKey("/Rotate", QPDFObjectHandle::newInteger(degrees));
    if (!odd_origin) continue;
    // The same page, 100 points to the right and 50 up in user space.
    page.addPageContents(QPDFObjectHandle::newStream(&pdf, "1 0 0 1 100 50 cm\n"), true);
    const auto box = page.getMediaBox().getArrayAsRectangle();
    object.replaceKey("/MediaBox", QPDFObjectHandle::newFromRectangle(
                                       {box.llx + 100, box.lly + 50, box.urx + 100, box.ury + 50}));
    object.removeKey("/CropBox");
  }
  return Written(pdf);
}

std::vector<Word> Find(const PageReading& page, std::string_view text) {
  std::vector<Word> found;
  for (const Word& w : page.words)
    if (w.text == text) found.push_back(w);
  return found;
}

std::string AllText(const PageReading& page) {
  std::string text;
  for (const Word& w : page.words) text += w.text + " ";
  return text;
}

}  // namespace riposte::paper
