// One line a dossier. A date that is not counted from the proven receipt must never look like one
// that is: it says so in the same line.
#include <algorithm>
#include <ctime>

#include "extractors/values/format.h"
#include "pipeline/cli/commands.h"

namespace riposte {
namespace {

std::string Padded(std::string text, size_t width) {
  size_t characters = 0;
  for (char c : text) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  if (characters < width) text.append(width - characters, ' ');
  return text;
}

}  // namespace

Date Today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  using namespace std::chrono;
  return Date{year{local.tm_year + 1900}, month(local.tm_mon + 1), day(local.tm_mday)};
}

void SortByDue(std::vector<DossierRecord>* dossiers) {
  std::stable_sort(dossiers->begin(), dossiers->end(), [](const auto& a, const auto& b) {
    if (a.next_due.empty() != b.next_due.empty()) return b.next_due.empty();
    return a.next_due < b.next_due;
  });
}

std::string StatusLine(const DossierRecord& d, Date today) {
  std::string line = Padded(d.next_due.empty() ? "—" : d.next_due, 11) + " " +
                     Padded(d.next_rule.empty() ? "aucune échéance" : d.next_rule, 28) + " " + d.id;
  if (d.next_due.empty()) return line;
  const bool past = d.next_due < ToIso(today);
  if (d.next_provisional)
    return line + (past ? " — PROVISOIRE, peut-être dépassé : date de réception inconnue"
                        : " — provisoire : date de réception inconnue");
  return line + (past ? " — date prudente passée" : "");
}

}  // namespace riposte
