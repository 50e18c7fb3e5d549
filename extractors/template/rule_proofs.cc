// The idea: a rule's key is made of what it says, so that the table needs no numbers in the
// templates and a changed rule starts at nothing.
#include "extractors/template/rule_proofs.h"

#include <fmt/format.h>

#include <charconv>

#include "extractors/base/fingerprint.h"
#include "extractors/template/xml.h"

namespace riposte {
namespace {

constexpr int kMostProofs = 1'000'000;

bool ToLetters(std::string_view s, int* out) {
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), *out);
  return ec == std::errc() && end == s.data() + s.size() && *out >= 0 && *out <= kMostProofs;
}

void Write(const XmlNode& node, std::string* out) {
  *out += '<' + node.name();
  for (const std::string& name : node.AttributeNames())
    *out += ' ' + name + '=' + node.Attribute(name) + '\x1f';
  const std::vector<XmlNode> children = node.Children();
  if (children.empty()) *out += '>' + node.Text();
  for (const XmlNode& child : children) Write(child, out);
  *out += "/>";
}

}  // namespace

Result<RuleProofs> RuleProofs::Parse(std::string_view tsv, const std::string& name) {
  RuleProofs out;
  for (int number = 1; !tsv.empty(); ++number) {
    const size_t end = std::min(tsv.find('\n'), tsv.size());
    std::string_view line = tsv.substr(0, end);
    tsv.remove_prefix(std::min(end + 1, tsv.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || number == 1) continue;  // the heading
    const size_t first = line.find('\t'), second = line.rfind('\t');
    Proof proof;
    if (first == 0 || first == second || second == std::string_view::npos ||
        !ToLetters(line.substr(first + 1, second - first - 1), &proof.right) ||
        !ToLetters(line.substr(second + 1), &proof.wrong))
      return Error{.code = ErrorCode::kTemplate,
                   .message = fmt::format("line {}: a row is: rule, two numbers", number),
                   .hint = "make it anew with `riposte templates learn`",
                   .file = name};
    out.proofs_[std::string(line.substr(0, first))] = proof;
  }
  return out;
}

RuleProofs::Proof RuleProofs::Count(const std::string& rule) const {
  const auto known = proofs_.find(rule);
  return known == proofs_.end() ? Proof{} : known->second;
}

void RuleProofs::Add(const std::string& rule, bool right) {
  Proof& proof = proofs_[rule];
  ++(right ? proof.right : proof.wrong);
}

void RuleProofs::Add(const RuleProofs& others) {
  for (const auto& [rule, proof] : others.proofs_) {
    proofs_[rule].right += proof.right;
    proofs_[rule].wrong += proof.wrong;
  }
}

std::string RuleProofs::ToTsv() const {
  std::string out = "regle\tjuste\tfaux\n";
  for (const auto& [rule, proof] : proofs_)
    out += fmt::format("{}\t{}\t{}\n", rule, proof.right, proof.wrong);
  return out;
}

std::string RuleKey(const XmlNode& rule, std::string_view file, std::string_view field) {
  std::string said;
  Write(rule, &said);
  return fmt::format("{} {} {:08x}", file, field, Fnv1a(said) & 0xffffffffu);
}

}  // namespace riposte
