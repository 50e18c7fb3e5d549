// Everything comes from one good letter and a few lines of qpdf.
#include "samples/making/bad_input.h"

// qpdf asks to choose between its old smart pointer and the standard one.
#ifndef POINTERHOLDER_TRANSITION
#define POINTERHOLDER_TRANSITION 4
#endif
#include <filesystem>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "samples/making/degrade.h"
#include "samples/making/page_image.h"
#include "samples/making/pictures.h"
#include "samples/making/random.h"

namespace riposte {
namespace {

void Write(QPDF& pdf, const std::string& path) {
  QPDFWriter writer(pdf, path.c_str());
  writer.setDeterministicID(true);
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.write();
}

void WriteEncrypted(const std::string& letter, const std::string& path) {
  QPDF pdf;
  pdf.processFile(letter.c_str());
  QPDFWriter writer(pdf, path.c_str());
  writer.setR6EncryptionParameters("mot-de-passe", "autre", true, true, true, true, true, true,
                                   qpdf_r3p_full, true);
  writer.write();
}

// `text` on each page; no page at all for 0.
void WritePages(int pages, const std::string& text, const std::string& path) {
  QPDF pdf;
  pdf.emptyPDF();
  QPDFObjectHandle content = pdf.makeIndirectObject(QPDFObjectHandle::newStream(
      &pdf, text.empty() ? " " : "BT /F 11 Tf 72 760 Td (" + text + ") Tj ET"));
  QPDFObjectHandle resources = pdf.makeIndirectObject(QPDFObjectHandle::parse(
      "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"));
  QPDFPageDocumentHelper helper(pdf);
  for (int i = 0; i < pages; ++i) {
    QPDFObjectHandle page = QPDFObjectHandle::parse("<< /Type /Page /MediaBox [0 0 595 842] >>");
    page.replaceKey("/Contents", content);
    page.replaceKey("/Resources", resources);
    helper.addPage(QPDFPageObjectHelper(pdf.makeIndirectObject(page)), false);
  }
  Write(pdf, path);
}

std::vector<std::string> Garbage(Random& random) {
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    std::string line;
    for (int k = 0; k < 60; ++k) {
      constexpr std::string_view kSigns = "bcdfgxz;:#%&*+ ~^_QWKJ0471|";
      line += kSigns[static_cast<size_t>(random.Below(static_cast<int>(kSigns.size())))];
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

Result<std::vector<BadFile>> MakeBadInput(const std::string& letter, const std::string& folder,
                                          uint64_t seed) {
  const std::string name = std::filesystem::path(letter).stem();
  const auto at = [&](const char* file) { return folder + "/" + file; };
  try {
    WriteEncrypted(letter, at("encrypte.pdf"));
    WritePages(0, "", at("zero-page.pdf"));
    WritePages(1, "", at("page-blanche.pdf"));
    WritePages(5000, "Page sans objet", at("5000-pages.pdf"));
  } catch (const std::exception& e) {
    return Error{.code = ErrorCode::kStorage, .message = e.what(), .file = letter};
  }
  Result<std::string> bytes = ReadBytes(letter);
  if (!bytes.ok()) return bytes.error();
  for (const Status& s :
       {WriteBytes(bytes->substr(0, bytes->size() / 2), at("tronque.pdf")),
        WriteBytes("", at("vide.pdf")),
        WriteBytes("Ceci n'est pas un PDF : une note en texte simple, mal nommée.\n",
                   at("pas-un-pdf.pdf"))}) {
    if (!s.ok()) return s.error();
  }
  {
    Pix huge(pixCreate(20000, 20000, 1));
    pixSetResolution(huge.get(), 300, 300);
    if (Status s = WritePng(huge.get(), at("20000x20000.png")); !s.ok()) return s.error();
  }
  const Result<PdfPages> pdf = PdfPages::Open(letter);
  if (!pdf.ok()) return pdf.error();
  std::vector<Pix> pages;
  for (int p = 1; p <= pdf->pages(); ++p) {
    Pix page = pdf->Render(p, RenderDpi(ScanKind::kScan200));
    pages.push_back(Degrade(page.get(), ScanKind::kScan200, seed + static_cast<uint64_t>(p)));
  }
  Random random(seed);
  for (const Status& s :
       {WritePdf(pages, JpegQuality(ScanKind::kScan200), at("couche-fausse.pdf"), Garbage(random)),
        WritePdf(pages, JpegQuality(ScanKind::kScan200), at("couche-vide.pdf"), {"."})}) {
    if (!s.ok()) return s.error();
  }
  return std::vector<BadFile>{
      {"encrypte.pdf", ""},     {"tronque.pdf", ""},     {"vide.pdf", ""},
      {"pas-un-pdf.pdf", ""},   {"zero-page.pdf", ""},   {"page-blanche.pdf", ""},
      {"5000-pages.pdf", ""},   {"20000x20000.png", ""}, {"couche-fausse.pdf", name},
      {"couche-vide.pdf", name}};
}

}  // namespace riposte
