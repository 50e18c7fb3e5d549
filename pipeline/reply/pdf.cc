// LibreOffice's PDF differs from run to run in five places only: the dates of Info and XMP, /ID,
// /DocChecksum and the creation date inside the ICC profile. The dates go altogether: a letter's
// date is what stands on it.
#include "pipeline/reply/pdf.h"

// qpdf 11 warns about its own transition unless told that the program is past it.
#define POINTERHOLDER_TRANSITION 4

#include <poppler-document.h>
#include <poppler-page.h>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "pipeline/reply/xml.h"

namespace riposte::reply {
namespace {

constexpr std::string_view kPdfaId = "http://www.aiim.org/pdfa/ns/id/";
constexpr std::string_view kXmp = "http://ns.adobe.com/xap/1.0/";

Error NotAsAsked(std::string what) {
  return {ErrorCode::kDefect, "the PDF made by LibreOffice " + std::move(what)};
}

std::string StreamBytes(QPDFObjectHandle stream) {
  const auto data = stream.getStreamData(qpdf_dl_generalized);
  return {reinterpret_cast<const char*>(data->getBuffer()), data->getSize()};
}

bool HasFile(QPDFObjectHandle descriptor) {
  return descriptor.isDictionary() &&
         (descriptor.hasKey("/FontFile") || descriptor.hasKey("/FontFile2") ||
          descriptor.hasKey("/FontFile3"));
}

Status CheckFonts(QPDF& pdf) {
  for (QPDFObjectHandle& o : pdf.getAllObjects()) {
    if (!o.isDictionaryOfType("/Font")) continue;
    const std::string kind = o.getKey("/Subtype").isName() ? o.getKey("/Subtype").getName() : "";
    // A Type0 font is embedded through its descendant, which is met on its own.
    if (kind == "/Type0" || kind == "/Type3") continue;
    if (!HasFile(o.getKey("/FontDescriptor"))) return NotAsAsked("has a font that is not embedded");
  }
  return {};
}

// The value of a property of XMP, as an element or as an attribute.
std::string XmpValue(xmlDoc* xmp, std::string_view ns, const char* name) {
  for (const xmlNode* n :
       Descendants(xmlDocGetRootElement(xmp), [](const xmlNode*) { return true; })) {
    if (Is(n, ns, name)) return TextContent(n);
    if (const std::string value = Attribute(n, name, ns); !value.empty()) return value;
  }
  return {};
}

Result<XmlDoc> Xmp(QPDF& pdf) {
  QPDFObjectHandle metadata = pdf.getRoot().getKey("/Metadata");
  if (!metadata.isStream()) return NotAsAsked("has no XMP metadata");
  Result<XmlDoc> xmp = ParseXml(StreamBytes(metadata), "XMP");
  if (!xmp.ok()) return NotAsAsked("has broken XMP metadata");
  return xmp;
}

Status CheckMarkers(QPDF& pdf) {
  if (pdf.isEncrypted()) return NotAsAsked("is encrypted");
  Result<XmlDoc> xmp = Xmp(pdf);
  if (!xmp.ok()) return xmp.error();
  if (XmpValue(xmp->get(), kPdfaId, "part") != "2" ||
      XmpValue(xmp->get(), kPdfaId, "conformance") != "B")
    return NotAsAsked("is not marked PDF/A-2b");
  QPDFObjectHandle root = pdf.getRoot();
  QPDFObjectHandle mark = root.getKey("/MarkInfo");
  if (!mark.isDictionary() || !mark.getKey("/Marked").isBool() ||
      !mark.getKey("/Marked").getBoolValue() || !root.getKey("/StructTreeRoot").isDictionary())
    return NotAsAsked("is not tagged");
  if (root.hasKey("/AA") ||
      (root.getKey("/Names").isDictionary() && (root.getKey("/Names").hasKey("/JavaScript") ||
                                                root.getKey("/Names").hasKey("/EmbeddedFiles"))))
    return NotAsAsked("carries a script or a file");
  return {};
}

std::string WithoutSpace(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    const auto is = [&](std::string_view space) { return s.substr(i, space.size()) == space; };
    if (is(" ") || is("\n") || is("\r") || is("\t") || is("\f")) continue;
    if (is("\u00A0")) {
      i += 1;
      continue;
    }
    if (is("\u202F")) {
      i += 2;
      continue;
    }
    out += s[i];
  }
  return out;
}

// In the order of the content stream, columns stay apart; but LibreOffice writes letters that it
// borrowed from another font («ị» in a Liberation name) after their line, and only their places put
// them back.
constexpr poppler::page::text_layout_enum kOrders[] = {poppler::page::raw_order_layout,
                                                       poppler::page::non_raw_non_physical_layout};

Status CheckText(std::string_view bytes, const std::vector<std::string>& must_hold) {
  std::unique_ptr<poppler::document> doc(
      poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
  if (!doc) return NotAsAsked("does not open");
  std::vector<std::string> missing;
  for (const std::string& wanted : must_hold) missing.push_back(WithoutSpace(wanted));
  for (const auto order : kOrders) {
    std::string text;
    for (int i = 0; i < doc->pages(); ++i) {
      std::unique_ptr<poppler::page> page(doc->create_page(i));
      if (!page) return NotAsAsked("has a page that does not open");
      const poppler::byte_array utf8 = page->text(poppler::rectf(), order).to_utf8();
      text.append(utf8.data(), utf8.size());
    }
    text = WithoutSpace(text);
    std::erase_if(
        missing, [&](const std::string& wanted) { return text.find(wanted) != std::string::npos; });
    if (missing.empty()) return {};
  }
  return NotAsAsked("does not hold a text that it must (reference or name)");
}

void DropDates(QPDF& pdf, xmlDoc* xmp) {
  QPDFObjectHandle info = pdf.getTrailer().getKey("/Info");
  if (info.isDictionary())
    for (const char* key : {"/CreationDate", "/ModDate"}) info.removeKey(key);
  static const std::set<std::string_view> kDates = {"CreateDate", "ModifyDate", "MetadataDate"};
  for (xmlNode* n : Descendants(xmlDocGetRootElement(xmp), [](const xmlNode* n) {
         return NamespaceOf(n) == kXmp && kDates.contains(LocalName(n));
       }))
    Remove(n);
  xmlChar* bytes = nullptr;
  int size = 0;
  xmlDocDumpMemoryEnc(xmp, &bytes, &size, "UTF-8");
  std::string packet(reinterpret_cast<const char*>(bytes), size > 0 ? size : 0);
  xmlFree(bytes);
  // An XMP packet has no XML declaration.
  if (packet.starts_with("<?xml ")) packet.erase(0, packet.find("?>") + 2);
  if (packet.starts_with("\n")) packet.erase(0, 1);
  pdf.getRoot()
      .getKey("/Metadata")
      .replaceStreamData(packet, QPDFObjectHandle::newNull(), QPDFObjectHandle::newNull());
}

// ICC.1:2010, 7.2.8: dateTimeNumber at byte 24, 12 bytes; profile ID (MD5) at byte 84, 16 bytes,
// may be zero.
void DropProfileDates(QPDF& pdf) {
  QPDFObjectHandle intents = pdf.getRoot().getKey("/OutputIntents");
  if (!intents.isArray()) return;
  for (int i = 0; i < intents.getArrayNItems(); ++i) {
    QPDFObjectHandle profile = intents.getArrayItem(i).getKey("/DestOutputProfile");
    if (!profile.isStream()) continue;
    std::string icc = StreamBytes(profile);
    if (icc.size() < 128) continue;
    // 2000-01-01 00:00:00, big-endian shorts.
    icc.replace(24, 12, std::string("\x07\xD0\0\x01\0\x01\0\0\0\0\0\0", 12));
    icc.replace(84, 16, std::string(16, '\0'));
    profile.replaceStreamData(icc, QPDFObjectHandle::newNull(), QPDFObjectHandle::newNull());
  }
}

std::string Written(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setObjectStreamMode(qpdf_o_disable);
  writer.write();
  const std::shared_ptr<Buffer> out = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(out->getBuffer()), out->getSize()};
}

}  // namespace

Result<FinishedPdf> FinishPdf(std::string_view bytes, const std::vector<std::string>& must_hold) {
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("letter.pdf", bytes.data(), bytes.size());
    const int pages = static_cast<int>(QPDFPageDocumentHelper(pdf).getAllPages().size());
    if (pages < 1) return NotAsAsked("has no page");
    if (Status s = CheckMarkers(pdf); !s.ok()) return s.error();
    if (Status s = CheckFonts(pdf); !s.ok()) return s.error();
    Result<XmlDoc> xmp = Xmp(pdf);
    if (!xmp.ok()) return xmp.error();
    DropDates(pdf, xmp->get());
    DropProfileDates(pdf);
    pdf.getRoot().replaceKey("/Lang", QPDFObjectHandle::newString("fr-FR"));
    for (const char* key : {"/ID", "/DocChecksum"}) pdf.getTrailer().removeKey(key);
    FinishedPdf done{Written(pdf), pages};
    // Poppler builds colour transforms from the output intent on every page, 75 ms each, even for
    // text alone (2 ms): it is given the same pages without it.
    pdf.getRoot().removeKey("/OutputIntents");
    if (Status s = CheckText(Written(pdf), must_hold); !s.ok()) return s.error();
    return done;
  } catch (const std::exception&) {
    // qpdf's messages may quote the document.
    return NotAsAsked("does not open");
  }
}

}  // namespace riposte::reply
