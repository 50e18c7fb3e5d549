// make_samples: turns the letters of samples/mail into what an office really gets.
//
//   make_samples all OUT          every letter in every kind, the bad input, manifest.json
//   make_samples mail OUT         a morning's mail: a flat folder to drop into an inbox
//   make_samples scan NAME OUT    one letter
//   make_samples batch OUT        several letters in one PDF, as a copier makes them
//   make_samples bad OUT          the bad input only
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "samples/making/bad_input.h"
#include "samples/making/letter_scan.h"
#include "samples/making/page_image.h"
#include "samples/making/pictures.h"
#include "samples/making/random.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string samples = "samples";
  std::string out, letter, match, format, separator;
  std::vector<std::string> kinds;
  uint64_t seed = 1;
  bool stamp = false, sign = false;
};

int Fail(const Error& e) {
  std::cerr << "make_samples: " << e.ToString() << "\n";
  return ExitCode(e.code);
}

// Does the name hold one of the parts, which commas separate?
// A number is matched whole: «riap-1» is not riap-10.
bool Holds(const std::string& name, const std::string& part) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (size_t at = name.find(part); at != std::string::npos; at = name.find(part, at + 1)) {
    const size_t end = at + part.size();
    if (part.empty() || !digit(part.back()) || end == name.size() || !digit(name[end])) return true;
  }
  return false;
}

bool Matches(const std::string& name, const std::string& parts) {
  std::stringstream list(parts);
  std::string part;
  bool any = false;
  while (std::getline(list, part, ',')) {
    if (Holds(name, part)) return true;
    any = true;
  }
  return !any;
}

std::vector<std::string> Letters(const Arguments& a) {
  std::vector<std::string> names;
  for (const auto& f : fs::directory_iterator(a.samples + "/mail")) {
    const std::string name = f.path().stem();
    if (f.path().extension() == ".pdf" && Matches(name, a.match)) {
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<ScanKind> Kinds(const Arguments& a) {
  if (a.kinds.empty()) return {std::begin(kAllKinds), std::end(kAllKinds)};
  std::vector<ScanKind> kinds;
  for (const std::string& k : a.kinds)
    if (const std::optional<ScanKind> kind = ScanKindNamed(k)) kinds.push_back(*kind);
  return kinds;
}

// A third of the scans are stamped and half are signed, as chance would have it.
ScanOptions OptionsFor(const Arguments& a, const std::string& letter, ScanKind kind) {
  const uint64_t seed = SeedOf(letter, Name(kind), a.seed);
  Random random(seed ^ 3);
  return {.kind = kind,
          .seed = seed,
          .stamp = a.stamp || random.Below(3) == 0,
          .sign = a.sign || random.Below(2) == 0,
          .format = a.format};
}

nlohmann::json Entry(const std::string& file, const std::string& letter, const std::string& kind) {
  return {{"file", file},
          {"source", "mail/" + letter + ".pdf"},
          {"kind", kind},
          {"expected", "letters/" + letter + ".json"}};
}

int MakeBad(const Arguments& a, const std::string& folder, nlohmann::json& manifest) {
  fs::create_directories(folder);
  const Result<std::vector<BadFile>> bad =
      MakeBadInput(a.samples + "/mail/notification_mso-1.pdf", folder, SeedOf("bad", "", a.seed));
  if (!bad.ok()) return Fail(bad.error());
  for (const BadFile& f : *bad) {
    nlohmann::json e = {{"file", fs::path(folder).filename().string() + "/" + f.file},
                        {"kind", "bad"}};
    if (!f.expected.empty()) e["expected"] = "letters/" + f.expected + ".json";
    manifest.push_back(e);
  }
  return 0;
}

int MakeAll(const Arguments& a) {
  nlohmann::json manifest = nlohmann::json::array();
  for (const std::string& letter : Letters(a)) {
    fs::copy_file(a.samples + "/mail/" + letter + ".pdf", a.out + "/" + letter + ".pdf",
                  fs::copy_options::overwrite_existing);
    manifest.push_back(Entry(letter + ".pdf", letter, "numerique"));
    for (ScanKind kind : Kinds(a)) {
      const ScanOptions options = OptionsFor(a, letter, kind);
      const Result<std::string> file = MakeScan(a.samples, letter, options, a.out);
      if (!file.ok()) return Fail(file.error());
      nlohmann::json e = Entry(*file, letter, Name(kind));
      e["seed"] = options.seed;
      e["stamp"] = options.stamp;
      e["signature"] = options.sign;
      manifest.push_back(e);
    }
  }
  if (const int code = MakeBad(a, a.out + "/bad", manifest)) return code;
  const Status s = WriteBytes(manifest.dump(1) + "\n", a.out + "/manifest.json");
  return s.ok() ? 0 : Fail(s.error());
}

// Each letter once, as a PDF, a good scan or a poor one, and what goes wrong on a bad morning: all
// wordings of the first three types and one of each other type, so that a first run stays short.
int MakeMail(const Arguments& a) {
  for (const std::string& letter : Letters(a)) {
    const std::string type = letter.substr(0, letter.rfind('-'));
    const int n = std::atoi(letter.c_str() + letter.rfind('-') + 1);
    const bool whole = type == "notification_mso" || type == "proposition_mso" || type == "riap" ||
                       type == "inconnu";
    const int chosen = 1 + static_cast<int>(SeedOf(type, "mail", a.seed) % 3);
    if (n < 1 || n > 3 || (!whole && n != chosen)) continue;
    if (n == 1) {
      fs::copy_file(a.samples + "/mail/" + letter + ".pdf", a.out + "/" + letter + ".pdf",
                    fs::copy_options::overwrite_existing);
      continue;
    }
    const ScanKind kind = n == 2 ? ScanKind::kScan300 : ScanKind::kScan200;
    const Result<std::string> file =
        MakeScan(a.samples, letter, OptionsFor(a, letter, kind), a.out);
    if (!file.ok()) return Fail(file.error());
  }
  fs::copy_file(a.samples + "/mail/notification_mso-1.pdf", a.out + "/deux-fois-la-meme.pdf",
                fs::copy_options::overwrite_existing);
  nlohmann::json unused = nlohmann::json::array();
  return MakeBad(a, a.out, unused);
}

// The empty back of a sheet.
Pix Back(PIX* front, ScanKind kind, uint64_t seed) {
  Pix back(pixCreate(pixGetWidth(front), pixGetHeight(front), 32));
  pixSetAll(back.get());
  return Degrade(back.get(), kind, seed);
}

// What a copier makes of a morning's mail: one PDF of several letters, both sides, so that a blank
// back follows an odd last page. lots.json says where each letter begins (pages from 1).
int MakeBatches(const Arguments& a) {
  const std::vector<std::string> letters = Letters(a);
  if (letters.size() < 4) {
    return Fail(Error{.code = ErrorCode::kUsage, .message = "a batch needs four letters"});
  }
  std::optional<PdfPages> sheet;
  if (!a.separator.empty()) {
    Result<PdfPages> opened = PdfPages::Open(a.separator);
    if (!opened.ok()) return Fail(opened.error());
    sheet = std::move(*opened);
  }
  nlohmann::json lots = nlohmann::json::array();
  for (int lot = 1; lot <= 3; ++lot) {
    const std::string file = "lot-" + std::to_string(lot) + ".pdf";
    Random random(SeedOf(file, "batch", a.seed));
    const ScanKind kind = lot == 2 ? ScanKind::kScan300 : ScanKind::kScan200;
    nlohmann::json items = nlohmann::json::array();
    std::vector<Pix> pages;
    const int count = 3 + lot;
    std::vector<std::string> drawn;
    while (static_cast<int>(drawn.size()) <
           std::min<int>(count, static_cast<int>(letters.size()))) {
      const std::string& letter =
          letters[static_cast<size_t>(random.Below(static_cast<int>(letters.size())))];
      if (std::find(drawn.begin(), drawn.end(), letter) != drawn.end()) continue;
      drawn.push_back(letter);
      if (sheet) {
        const Pix page = sheet->Render(1, RenderDpi(kind));
        if (!page) return Fail({.code = ErrorCode::kDamaged, .message = "no separator sheet"});
        pages.push_back(Degrade(page.get(), kind, random.Next()));
        if (lot > 1) pages.push_back(Back(pages.back().get(), kind, random.Next()));
      }
      Result<std::vector<Pix>> scan = ScanPages(a.samples, letter, OptionsFor(a, letter, kind));
      if (!scan.ok()) return Fail(scan.error());
      items.push_back({{"expected", "letters/" + letter + ".json"},
                       {"first_page", pages.size() + 1},
                       {"pages", scan->size()}});
      for (Pix& p : *scan) pages.push_back(std::move(p));
      // The first lot was fed sheet by sheet, one side only.
      if (lot > 1 && pages.size() % 2 == 1) {
        pages.push_back(Back(pages.back().get(), kind, random.Next()));
      }
    }
    if (Status s = WritePdf(pages, JpegQuality(kind), a.out + "/" + file); !s.ok()) {
      return Fail(s.error());
    }
    lots.push_back(
        {{"file", file}, {"kind", Name(kind)}, {"pages", pages.size()}, {"items", items}});
  }
  const Status s = WriteBytes(lots.dump(1) + "\n", a.out + "/lots.json");
  return s.ok() ? 0 : Fail(s.error());
}

int Run(int argc, char** argv) {
  CLI::App app{
      "Turns the letters of samples/mail into scans, faxes and photos, and makes bad input."};
  Arguments a;
  app.require_subcommand(1);
  app.add_option("--samples", a.samples, "folder with letters/ and mail/")->capture_default_str();
  app.add_option("--seed", a.seed, "the same seed gives the same files")->capture_default_str();
  app.fallthrough();
  std::vector<std::string> names;
  for (ScanKind k : kAllKinds) names.emplace_back(Name(k));

  CLI::App* all = app.add_subcommand("all", "every letter in every kind, bad/, manifest.json");
  all->add_option("OUT", a.out, "folder to fill")->required();
  std::vector<std::string> with_numerique = names;
  with_numerique.emplace_back("numerique");  // the PDF itself, which is there in any case
  all->add_option("--kinds", a.kinds, "only these, by commas")
      ->delimiter(',')
      ->check(CLI::IsMember(with_numerique));
  all->add_option("--match", a.match,
                  "only letters whose name holds one of these, by commas (numbers whole)");
  CLI::App* mail = app.add_subcommand("mail", "a morning's mail in a flat folder");
  mail->add_option("OUT", a.out, "folder to fill")->required();
  mail->add_option("--match", a.match,
                   "only letters whose name holds one of these, by commas (numbers whole)");
  CLI::App* scan = app.add_subcommand("scan", "one letter");
  scan->add_option("NAME", a.letter, "letter, without .pdf")->required();
  scan->add_option("OUT", a.out, "folder to fill")->required();
  scan->add_option("--kinds", a.kinds, "by commas; default: all")
      ->delimiter(',')
      ->check(CLI::IsMember(names));
  scan->add_option("--format", a.format, "default: what such a device writes")
      ->check(CLI::IsMember({"pdf", "tif", "jpg", "png", "heic"}));
  scan->add_flag("--stamp", a.stamp, "COURRIER ARRIVÉ over the address");
  scan->add_flag("--signature", a.sign, "a signature over the name");
  CLI::App* batch = app.add_subcommand("batch", "several letters in one PDF, and lots.json");
  batch->add_option("OUT", a.out, "folder to fill")->required();
  batch->add_option("--match", a.match,
                    "only letters whose name holds one of these, by commas (numbers whole)");
  batch->add_option("--separator", a.separator,
                    "a sheet of `riposte separator` to lay before each letter");
  CLI::App* bad = app.add_subcommand("bad", "encrypted, truncated, huge, lying… files");
  bad->add_option("OUT", a.out, "folder to fill")->required();
  CLI11_PARSE(app, argc, argv);

  fs::create_directories(a.out);
  if (*all) return MakeAll(a);
  if (*mail) return MakeMail(a);
  if (*batch) return MakeBatches(a);
  if (*bad) {
    nlohmann::json unused = nlohmann::json::array();
    return MakeBad(a, a.out, unused);
  }
  for (ScanKind kind : Kinds(a)) {
    ScanOptions options = OptionsFor(a, a.letter, kind);
    options.stamp = a.stamp;
    options.sign = a.sign;
    const Result<std::string> file = MakeScan(a.samples, a.letter, options, a.out);
    if (!file.ok()) return Fail(file.error());
    std::cout << *file << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace riposte

int main(int argc, char** argv) {
  try {
    return riposte::Run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "make_samples: " << e.what() << "\n";
    return 5;
  }
}
