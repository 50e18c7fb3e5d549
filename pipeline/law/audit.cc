// Holds every cited article against a copy of the codes (npm @socialgouv/legi-data: one JSON a
// code, some 50 MB each). The files are read as a stream of events: an article is an object under
// the key «data» that has «num» and an id «LEGIARTI…»; what is not cited is passed over.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "extractors/values/format.h"
#include "pipeline/law/model.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

struct CodeFile {
  const char* code;
  const char* file;
};
constexpr std::array<CodeFile, 3> kFiles = {{{"CSS", "LEGITEXT000006073189.json"},
                                             {"CRPA", "LEGITEXT000031366350.json"},
                                             {"CT", "LEGITEXT000006072050.json"}}};

struct CopyVersion {
  std::string id;
  Date from;
};

struct CopyArticle {
  std::string num, id, state;
  std::optional<Date> until;
  std::vector<CopyVersion> versions;
};

// Milliseconds since 1970; the far future stands for «no end».
std::optional<Date> FromMillis(int64_t ms) {
  const Date d{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms)))};
  return d.year() < std::chrono::year(2900) ? std::optional<Date>(d) : std::nullopt;
}

// «R*311-12», «R.311-12» -> «R311-12».
std::string Bare(const std::string& num) {
  std::string s;
  for (char c : num)
    if (c != '.' && c != '*' && c != ' ') s += c;
  return s;
}

class Collector : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Collector(std::set<std::string> wanted) : wanted_(std::move(wanted)) {}

  const std::vector<CopyArticle>& articles() const { return articles_; }
  const std::string& modified() const { return modified_; }
  const std::string& error() const { return error_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t v) override { return Number(v); }
  bool number_unsigned(number_unsigned_t v) override { return Number(static_cast<int64_t>(v)); }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }

  bool string(string_t& s) override {
    if (depth_ == data_depth_) {
      if (key_ == "num") article_.num = Bare(s);
      if (key_ == "id") article_.id = s;
      if (key_ == "etat") article_.state = s;
      if (key_ == "dateModif" && modified_.empty()) modified_ = s;
    } else if (in_version_ && depth_ == data_depth_ + 2 && key_ == "id") {
      version_.id = s;
    }
    return true;
  }

  bool start_object(size_t) override {
    ++depth_;
    if (key_ == "data" && !in_versions_) {
      data_depth_ = depth_;
      article_ = {};
    } else if (in_versions_ && depth_ == data_depth_ + 2) {
      in_version_ = true;
      version_ = {};
    }
    key_.clear();
    return true;
  }
  bool key(string_t& k) override {
    key_ = k;
    return true;
  }
  bool end_object() override {
    if (in_version_ && depth_ == data_depth_ + 2) {
      article_.versions.push_back(version_);
      in_version_ = false;
    } else if (depth_ == data_depth_) {
      if (article_.id.starts_with("LEGIARTI") && wanted_.contains(article_.num))
        articles_.push_back(article_);
      data_depth_ = -1;
    }
    --depth_;
    key_.clear();
    return true;
  }
  bool start_array(size_t) override {
    ++depth_;
    if (key_ == "articleVersions" && depth_ == data_depth_ + 1) in_versions_ = true;
    key_.clear();
    return true;
  }
  bool end_array() override {
    if (in_versions_ && depth_ == data_depth_ + 1) in_versions_ = false;
    --depth_;
    key_.clear();
    return true;
  }
  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    error_ = "not JSON at byte " + std::to_string(position);
    return false;
  }

 private:
  bool Number(int64_t v) {
    if (depth_ == data_depth_ && key_ == "dateFin") article_.until = FromMillis(v);
    if (in_version_ && depth_ == data_depth_ + 2 && key_ == "dateDebut")
      version_.from = FromMillis(v).value_or(Date{});
    return true;
  }

  std::set<std::string> wanted_;
  std::vector<CopyArticle> articles_;
  CopyArticle article_;
  CopyVersion version_;
  std::string key_, modified_, error_;
  int depth_ = 0, data_depth_ = -1;
  bool in_versions_ = false, in_version_ = false;
};

// What the copy says against one article of ours; French lines.
void Compare(const Article& ours, const CopyArticle& copy, std::vector<LawFinding>* findings) {
  const std::string name = ours.code + " " + ours.id;
  const auto add = [&](const char* kind, std::string text) {
    findings->push_back({name, kind, std::move(text)});
  };
  if (copy.state.starts_with("ABROGE") && copy.state != "ABROGE_DIFF")
    add("gone", "abrogé dans la copie");
  if (copy.until) add("ending", "fin annoncée le " + FrenchDate(*copy.until));
  const ArticleVersion& last = ours.versions.back();
  Date newest{};
  for (const CopyVersion& v : copy.versions) {
    newest = std::max(newest, v.from);
    const auto same = std::find_if(ours.versions.begin(), ours.versions.end(),
                                   [&](const ArticleVersion& o) { return o.from == v.from; });
    if (same != ours.versions.end()) {
      if (!same->legi.empty() && same->legi != v.id)
        add("differs", "version du " + FrenchDate(v.from) + " : " + same->legi + " ici, " + v.id +
                           " dans la copie");
    } else if (v.from > last.from) {
      add("newer",
          "version plus récente dans la copie : " + FrenchDate(v.from) + " (" + v.id + ")");
    } else if (v.from > ours.versions.front().from) {
      add("missing", "version du " + FrenchDate(v.from) + " (" + v.id + ") absente d’ici");
    }
  }
  for (const ArticleVersion& v : ours.versions) {
    const bool known = std::any_of(copy.versions.begin(), copy.versions.end(),
                                   [&](const CopyVersion& c) { return c.from == v.from; });
    if (known) continue;
    add("unknown", "version du " + FrenchDate(v.from) +
                       (v.from > newest ? " plus récente que la copie" : " absente de la copie"));
  }
}

}  // namespace

Result<std::vector<LawFinding>> AuditLaw(const Law& law, const std::string& dir) {
  std::vector<LawFinding> findings;
  std::map<std::string, std::set<std::string>> wanted;
  for (const auto& [key, article] : law.impl().articles)
    wanted[article.code].insert(Bare(article.id));
  for (const auto& [code, nums] : wanted) {
    const auto known = std::find_if(kFiles.begin(), kFiles.end(),
                                    [&code = code](const CodeFile& f) { return code == f.code; });
    fs::path path;
    if (known != kFiles.end())
      for (const char* sub : {"", "data", "package/data"})
        if (fs::path p = fs::path(dir) / sub / known->file; fs::is_regular_file(p)) path = p;
    if (path.empty()) {
      findings.push_back({code, "unknown", "code absent de la copie"});
      continue;
    }
    std::ifstream in(path, std::ios::binary);
    Collector collector(nums);
    if (!nlohmann::json::sax_parse(in, &collector))
      return Error{.code = ErrorCode::kUsage,
                   .message = collector.error().empty() ? "cannot be read" : collector.error(),
                   .file = path.string()};
    if (!collector.modified().empty())
      findings.push_back({code, "copy", "copie consolidée au " + collector.modified()});
    for (const auto& [key, article] : law.impl().articles) {
      if (article.code != code) continue;
      const CopyArticle* found = nullptr;
      for (const CopyArticle& a : collector.articles())
        if (a.num == Bare(article.id) && (!found || a.state == "VIGUEUR")) found = &a;
      if (found)
        Compare(article, *found, &findings);
      else
        findings.push_back({key, "gone", "absent de la copie"});
    }
  }
  return findings;
}

std::vector<LawFinding> StaleArticles(const Law& law, Date today) {
  std::vector<LawFinding> findings;
  for (const auto& [key, article] : law.impl().articles) {
    const ArticleVersion& v = article.versions.back();
    if (today > AddLegal(v.checked, Duration{12, 0}))
      findings.push_back(
          {key, "stale", "vérifié pour la dernière fois le " + FrenchDate(v.checked)});
  }
  return findings;
}

std::string ListRules(const Law& law) {
  std::string out;
  for (const LawRule& r : law.impl().rules) {
    const RuleSet& newest = law.impl().chapters.at(r.chapter).sets.back();
    const RuleVersion& v = *Law::Impl::VersionFor(r, newest.id, false);  // CheckLaw: there is one
    out += fmt::format("{:<28} {:<11} {:<10} {:<6} {}\n", r.id, r.row, r.side,
                       ToCanonical(Value(v.length)), r.label);
  }
  return out;
}

}  // namespace riposte
