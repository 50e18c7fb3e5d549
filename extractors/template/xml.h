// XML files of templates/: read without network, DTD or entities, checked against a RelaxNG schema,
// walked with line numbers, wrong in one voice: `file:line: message`, with the line shown.
//
//   Result<XmlFile> f = XmlFile::Read("templates/letters/riap.xml");
//   Result<XmlSchema> s = XmlSchema::Load("templates/schema/letters.rng");
//   if (Status ok = s->Validate(*f); !ok.ok()) return ok.error();   // kTemplate
//   for (const XmlNode& c : f->root().Children("cue")) c.Attribute("weight");
//
// Before libxml2 judges the whole, element and attribute names are held against those the schema
// knows at that place, because libxml2's own words for a misspelt attribute («failed to validate
// content») help nobody. Files over 1 MiB, a DOCTYPE and bad UTF-8 are refused.
//
// XmlNode borrows from its XmlFile. XmlFile and XmlSchema own their documents and are moved, not
// copied; const use from several threads is safe except Validate.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"

struct _xmlDoc;
struct _xmlNode;
struct _xmlRelaxNG;

namespace riposte {

class XmlFile;

class XmlNode {
 public:
  XmlNode(const XmlFile* file, _xmlNode* node) : file_(file), node_(node) {}

  std::string name() const;
  int line() const;
  // Empty when absent.
  std::string Attribute(std::string_view name) const;
  bool Has(std::string_view name) const;
  std::vector<std::string> AttributeNames() const;
  // Text of the element and its descendants; runs of white space are one space, ends trimmed.
  std::string Text() const;
  // Child elements, all or those of one name, in order.
  std::vector<XmlNode> Children(std::string_view name = {}) const;
  std::optional<XmlNode> Child(std::string_view name) const;
  // An error of kind kTemplate at this element's line.
  Error Wrong(std::string message) const;

 private:
  const XmlFile* file_;
  _xmlNode* node_;
};

class XmlFile {
 public:
  static Result<XmlFile> Read(const std::string& path);
  // For tests and for text that is already in memory; `path` is what errors name.
  static Result<XmlFile> Parse(std::string text, std::string path);

  XmlNode root() const;
  const std::string& path() const { return path_; }
  const std::string& bytes() const { return bytes_; }
  // An error of kind kTemplate at `line`, with the line as its hint.
  Error Wrong(int line, std::string message) const;

 private:
  friend class XmlSchema;
  std::string path_;
  std::string bytes_;
  std::shared_ptr<_xmlDoc> doc_;
};

class XmlSchema {
 public:
  static Result<XmlSchema> Load(const std::string& path);
  Status Validate(const XmlFile& file) const;

 private:
  struct Element {
    std::set<std::string> attributes;
    std::set<std::string> children;
  };
  Status CheckNames(const XmlNode& node) const;
  void Collect(_xmlNode* pattern, Element* into, int depth);
  std::map<std::string, Element> elements_;
  std::set<std::string> roots_;
  std::map<std::string, _xmlNode*> defines_;
  std::shared_ptr<_xmlDoc> doc_;
  std::shared_ptr<_xmlRelaxNG> schema_;
};

}  // namespace riposte
