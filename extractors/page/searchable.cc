// The original content stays what it is, byte for byte where it is a picture: it is wrapped in q/Q
// and followed by a stream of invisible words. Pages with text of their own are left alone, but one
// that names patients becomes a picture of itself: it can be looked at and not searched.
#include <exception>
#include <memory>
#include <optional>

#include "extractors/page/content.h"
#include "extractors/page/frame.h"
#include "extractors/page/invisible.h"
#include "extractors/page/kind.h"
#include "extractors/page/pdf.h"
#include "extractors/page/picture_pdf.h"
#include "extractors/page/qpdf.h"
#include "extractors/page/reader.h"
#include "extractors/reading/secret.h"

namespace riposte {
namespace {

// A name that the page's own fonts do not use.
std::string FreeName(QPDFObjectHandle fonts) {
  std::string name = "/RiposteText";
  while (fonts.hasKey(name)) name += "_";
  return name;
}

void AddWords(QPDF& pdf, QPDFPageObjectHelper page, const PageReading& reading,
              QPDFObjectHandle font) {
  QPDFObjectHandle object = page.getObjectHandle();
  // Inherited or shared resources must not gain a font on other pages.
  QPDFObjectHandle resources = page.getAttribute("/Resources", true);
  if (!resources.isDictionary()) resources = QPDFObjectHandle::newDictionary();
  resources = resources.shallowCopy();
  object.replaceKey("/Resources", resources);
  QPDFObjectHandle fonts = resources.getKey("/Font");
  fonts = fonts.isDictionary() ? fonts.shallowCopy() : QPDFObjectHandle::newDictionary();
  resources.replaceKey("/Font", fonts);
  const std::string name = FreeName(fonts);
  fonts.replaceKey(name, font);
  const std::string words = InvisibleText(reading, FrameOf(object).ToDisplay(), name);
  page.addPageContents(QPDFObjectHandle::newStream(&pdf, "q\n"), true);
  page.addPageContents(QPDFObjectHandle::newStream(&pdf, "\nQ\n" + words), false);
}

// Enough to be read by a person, and no more.
constexpr double kShownDpi = 150;

Status TakeTextAway(QPDF& pdf, QPDFPageObjectHelper page, Bytes file, int number,
                    const ReadLimits& limits) {
  const std::optional<PageContent> content = ScanContent(file, number);
  if (content && content->complete && content->shown_bytes == 0 && content->hidden_bytes == 0)
    return {};
  Result<std::unique_ptr<PdfFile>> drawn = PdfFile::Open(file, limits);
  if (!drawn.ok()) return drawn.error();
  Result<PdfPage> sheet = (*drawn)->Page(number);
  if (!sheet.ok()) return sheet.error();
  PixPtr grey = sheet->Render(kShownDpi, kShownDpi);
  if (!grey) {
    return Error{
        .code = ErrorCode::kDamaged, .message = "the page cannot be drawn", .page = number};
  }
  return ShowOnlyPicture(pdf, page, grey.get());
}

std::string Write(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setPreserveEncryption(false);
  writer.setDecodeLevel(qpdf_dl_none);  // streams stay as they are encoded
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.write();
  const std::unique_ptr<Buffer> buffer(writer.getBuffer());
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace

Result<std::string> MakeSearchable(Bytes file, const Reading& reading) {
  const ReadLimits limits;
  Result<FileKind> kind = CheckFile(file, limits);
  if (!kind.ok()) return kind.error();
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    if (*kind == FileKind::kPdf) {
      pdf.processMemoryFile("input", reinterpret_cast<const char*>(file.data()), file.size());
    } else {
      pdf.emptyPDF();
      if (Status s = AddPicturePages(pdf, file, *kind, limits); !s.ok()) return s.error();
    }
    const std::vector<QPDFPageObjectHelper> pages = QPDFPageDocumentHelper(pdf).getAllPages();
    QPDFObjectHandle font;
    for (const PageReading& page : reading.pages) {
      const bool secret = *kind == FileKind::kPdf && Withheld(page);
      if (!secret && (page.source != PageSource::kOcr || page.words.empty())) continue;
      if (page.number < 1 || page.number > static_cast<int>(pages.size())) {
        return Error{.code = ErrorCode::kUsage,
                     .message = "the reading is of another file",
                     .page = page.number};
      }
      if (secret) {
        const Status s = TakeTextAway(pdf, pages[static_cast<size_t>(page.number - 1)], file,
                                      page.number, limits);
        if (!s.ok()) return s.error();
        continue;
      }
      if (!font.isInitialized()) font = MakeInvisibleFont(pdf);
      AddWords(pdf, pages[static_cast<size_t>(page.number - 1)], page, font);
    }
    return Write(pdf);
  } catch (const QPDFExc& e) {
    if (e.getErrorCode() == qpdf_e_password)
      return Error{ErrorCode::kEncrypted, "the PDF needs a password"};
    return Error{ErrorCode::kDamaged, "the PDF cannot be written anew"};
  } catch (const std::exception&) {
    return Error{ErrorCode::kDamaged, "the PDF cannot be written anew"};
  }
}

Result<std::string> SplitPages(Bytes file, int first_page, int pages) {
  const ReadLimits limits;
  Result<FileKind> kind = CheckFile(file, limits);
  if (!kind.ok()) return kind.error();
  if (first_page < 1 || pages < 1)
    return Error{.code = ErrorCode::kUsage, .message = "no such pages", .page = first_page};
  const std::string same(reinterpret_cast<const char*>(file.data()), file.size());
  try {
    QPDF source;
    source.setSuppressWarnings(true);
    if (*kind == FileKind::kPdf) {
      source.processMemoryFile("input", same.data(), same.size());
    } else {
      // A single picture stays the file that it is; pages of a TIFF become a PDF without loss.
      source.emptyPDF();
      if (Status s = AddPicturePages(source, file, *kind, limits); !s.ok()) return s.error();
    }
    std::vector<QPDFPageObjectHelper> all = QPDFPageDocumentHelper(source).getAllPages();
    const auto count = static_cast<int64_t>(all.size());
    if (int64_t{first_page} + pages - 1 > count)
      return Error{.code = ErrorCode::kUsage, .message = "no such pages", .page = first_page};
    if (first_page == 1 && pages == count) return same;
    // A new document takes only what its pages refer to: nothing of the other letters goes along.
    QPDF part;
    part.emptyPDF();
    QPDFPageDocumentHelper out(part);
    for (int i = first_page - 1; i < first_page - 1 + pages; ++i)
      out.addPage(all[static_cast<size_t>(i)], false);
    return Write(part);
  } catch (const QPDFExc& e) {
    if (e.getErrorCode() == qpdf_e_password)
      return Error{ErrorCode::kEncrypted, "the PDF needs a password"};
    return Error{ErrorCode::kDamaged, "the PDF cannot be split"};
  } catch (const std::exception&) {
    return Error{ErrorCode::kDamaged, "the PDF cannot be split"};
  }
}

}  // namespace riposte
