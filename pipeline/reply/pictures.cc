#include "pipeline/reply/pictures.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>

#include "pipeline/reply/xml.h"

namespace riposte::reply {
namespace {

constexpr std::string_view kImagePrefix = "image.";
constexpr std::string_view kSvgNames = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0";
constexpr double kWidth = 16;  // cm, within the margins of an A4 letter
constexpr std::array<std::string_view, 2> kPictures = {"ij-strates.svg", "ij-arrets.svg"};

std::string Base64(const std::string& bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return out;
}

xmlNs* Names(xmlNode* at, std::string_view href, const char* prefix) {
  xmlNs* ns = xmlSearchNsByHref(at->doc, at, BAD_CAST href.data());
  return ns ? ns : xmlNewNs(xmlDocGetRootElement(at->doc), BAD_CAST href.data(), BAD_CAST prefix);
}

}  // namespace

std::optional<std::string> IsPicture(std::string_view field) {
  if (!field.starts_with(kImagePrefix)) return std::nullopt;
  return std::string(field.substr(kImagePrefix.size())) + ".svg";
}

bool KnownPicture(const std::string& file) {
  for (std::string_view known : kPictures)
    if (known == file) return true;
  return false;
}

Status PlacePicture(xmlNode* field, const std::string& svg) {
  const Error defect{.code = ErrorCode::kDefect, .message = "a picture without a size"};
  Result<XmlDoc> parsed = ParseXml(svg, "picture.svg");
  if (!parsed.ok()) return defect;
  const xmlNode* root = xmlDocGetRootElement(parsed->get());
  const double width = std::atof(Attribute(root, "width", "").c_str());
  const double height = std::atof(Attribute(root, "height", "").c_str());
  if (width <= 0 || height <= 0) return defect;
  std::string title;
  for (const xmlNode* n : Elements(root))
    if (LocalName(n) == "title") title = TextContent(n);

  xmlNs* draw = Names(field, kDraw, "draw");
  xmlNs* svg_ns = Names(field, kSvgNames, "svg");
  xmlNs* text = Names(field, kText, "text");
  xmlNs* office = Names(field, kOffice, "office");
  xmlNode* frame = xmlNewDocNode(field->doc, draw, BAD_CAST "frame", nullptr);
  const auto set = [frame](xmlNs* ns, const char* name, const std::string& value) {
    xmlNewNsProp(frame, ns, BAD_CAST name, BAD_CAST value.c_str());
  };
  set(draw, "name", title);
  set(text, "anchor-type", "as-char");
  set(svg_ns, "width", fmt::format("{:.2f}cm", kWidth));
  set(svg_ns, "height", fmt::format("{:.2f}cm", kWidth * height / width));
  xmlNode* image = xmlNewChild(frame, draw, BAD_CAST "image", nullptr);
  xmlNewTextChild(image, office, BAD_CAST "binary-data", BAD_CAST Base64(svg).c_str());
  xmlNewTextChild(frame, svg_ns, BAD_CAST "title", BAD_CAST title.c_str());
  xmlReplaceNode(field, frame);
  xmlFreeNode(field);
  return {};
}

}  // namespace riposte::reply
