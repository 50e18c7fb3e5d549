// The rows above a block of figures are dealt to its strips, once as headings that wrap, once with
// the upper rows as groups. Every such reading is weighed by how many columns it explains.
#include "extractors/reading/table_sense.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "extractors/reading/table_blocks.h"
#include "extractors/reading/table_meaning.h"

namespace riposte::reading {
namespace {

constexpr size_t kMaxColumns = 16, kMaxGroups = 5;
// Other ways to set the groups over the columns that are weighed too: how many, and how much dearer
// than the best, in type sizes that a group stands off.
constexpr size_t kMaxPartings = 6;
constexpr double kMaxDearer = 3, kDearness = 0.3;
// What a line left out above a heading costs.
constexpr double kLeftOver = 0.75;

class SenseReader {
 public:
  SenseReader(const PageReading& page, const Layout& layout, const Figures& figures,
              const std::vector<ColumnSpec>& columns)
      : page_(page),
        layout_(layout),
        figures_(figures),
        body_(figures.body()),
        columns_(columns),
        meanings_(columns) {}

  std::vector<TableHeader> Find() {
    std::vector<TableHeader> out;
    for (const auto& [block, filled, band] : figures_.groups()) {
      double worth = 0, plain_worth = 0;
      std::optional<TableHeader> header = Header(block, band, worth);
      // The last line may be the title of the first rows.
      if (band.size() > 1 && body_.rows()[band.back()].size() == 1) {
        std::optional<TableHeader> above =
            Header(block, {band.begin(), band.end() - 1}, plain_worth);
        if (above && (!header || plain_worth > worth + 1)) {
          header = std::move(above);
          worth = plain_worth;
        }
      }
      // What looked like the heading of an empty column may be that of a group.
      if (filled.strips.size() < block.strips.size()) {
        std::optional<TableHeader> plain = Header(filled, band, plain_worth);
        if (plain && (!header || plain_worth > worth)) header = std::move(plain);
      }
      if (header) out.push_back(std::move(*header));
    }
    return out;
  }

 private:
  struct Heading {
    std::vector<int> words;
    Box box;
  };
  // Columns that may stand under the groups, and what that costs: by strip, -1: under none.
  struct Parting {
    double cost = 0;
    std::vector<int> group;
  };
  struct Reading {
    std::vector<Heading> headings;  // by strip
    std::vector<std::string> groups;
    std::vector<Parting> partings;  // best first
    std::vector<int> group_words;
  };

  // The words of rows [from, to) of the band, dealt to the strips.
  void Deal(const Block& block, const std::vector<size_t>& band, size_t from, size_t to,
            Reading& out) const {
    std::vector<Heading> parts;
    for (size_t b = from; b < to; ++b)
      for (const Run& run : body_.rows()[band[b]]) {
        std::vector<size_t> over;
        for (size_t s = 0; s < block.strips.size(); ++s)
          if (std::min(run.box.right, block.strips[s].right) -
                  std::max(run.box.left, block.strips[s].left) >
              0.2 * block.em)
            over.push_back(s);
        // Headings that stand as close as words are parted at the widest spaces.
        size_t numeric = 0;
        for (size_t s : over) numeric += block.strips[s].numeric() ? 1 : 0;
        const bool parted = over.size() > 1 && (numeric > 1 || WideSpace(run.words));
        for (std::vector<int>& part :
             parted ? AtSpaces(run.words, over.size()) : std::vector<std::vector<int>>{run.words}) {
          Box box;
          for (size_t i = 0; i < part.size(); ++i)
            box = i == 0 ? layout_.words[part[i]].box : box.Union(layout_.words[part[i]].box);
          parts.push_back({std::move(part), box});
        }
      }
    std::vector<size_t> at;
    for (const Heading& part : parts) at.push_back(Below(block, part.box));
    if (const std::vector<size_t> order = InOrder(block, parts, at); !order.empty()) at = order;
    for (size_t p = 0; p < parts.size(); ++p) {
      Heading& h = out.headings[at[p]];
      h.box = h.words.empty() ? parts[p].box : h.box.Union(parts[p].box);
      h.words.insert(h.words.end(), parts[p].words.begin(), parts[p].words.end());
    }
  }

  // The strip that stands below most of the box, or nearest to it.
  static size_t Below(const Block& block, const Box& box) {
    size_t at = Body::Nearest(block, box.center_x());
    double best = 0;
    for (size_t s = 0; s < block.strips.size(); ++s) {
      const double o =
          std::min(box.right, block.strips[s].right) - std::max(box.left, block.strips[s].left);
      if (o > best) {
        best = o;
        at = s;
      }
    }
    return at;
  }

  // Headings at the left of wide columns, figures at their right: where that leaves a column
  // without one and there are as many headings as columns, they go by their order. Empty otherwise.
  static std::vector<size_t> InOrder(const Block& block, const std::vector<Heading>& parts,
                                     const std::vector<size_t>& at) {
    const size_t n = block.strips.size();
    const auto bare = [&](const std::vector<size_t>& dealt) {
      for (size_t s = 0; s < n; ++s)
        if (std::count(dealt.begin(), dealt.end(), s) == 0) return true;
      return false;
    };
    if (n < 3 || !bare(at)) return {};
    std::vector<Box> columns;
    for (const Heading& part : parts) {
      Box all = part.box;
      std::erase_if(columns, [&](const Box& c) {
        const bool one = c.left < all.right && c.right > all.left;
        if (one) all = all.Union(c);
        return one;
      });
      columns.push_back(all);
    }
    // The labels may have none.
    std::vector<size_t> strips;
    for (size_t s = 0; s < n; ++s)
      if (columns.size() == n || block.strips[s].numeric()) strips.push_back(s);
    if (columns.size() != strips.size() || columns.size() < 2) return {};
    std::sort(columns.begin(), columns.end(),
              [](const Box& a, const Box& b) { return a.left < b.left; });
    // None ends before the column before it does, or begins right of the one after it.
    for (size_t k = 0; k < columns.size(); ++k) {
      const size_t s = strips[k];
      if ((s > 0 && columns[k].right < block.strips[s - 1].right) ||
          (s + 1 < n && columns[k].left > block.strips[s + 1].left))
        return {};
    }
    std::vector<size_t> order;
    for (const Heading& part : parts)
      for (size_t k = 0; k < columns.size(); ++k)
        if (part.box.left >= columns[k].left && part.box.right <= columns[k].right) {
          order.push_back(strips[k]);
          break;
        }
    return order.size() == parts.size() ? order : std::vector<size_t>{};
  }

  // One space of the run is clearly wider than the others.
  bool WideSpace(const std::vector<int>& words) const {
    double least = 1e300, most = 0;
    for (size_t i = 1; i < words.size(); ++i) {
      const double gap = layout_.words[words[i]].box.left - layout_.words[words[i - 1]].box.right;
      least = std::min(least, gap);
      most = std::max(most, gap);
    }
    const double em = layout_.words[words[0]].em;
    return most > 0.45 * em && (words.size() == 2 || most > 1.6 * least);
  }

  std::vector<std::vector<int>> AtSpaces(const std::vector<int>& words, size_t parts) const {
    std::vector<std::pair<double, size_t>> gaps;
    for (size_t i = 1; i < words.size(); ++i)
      gaps.emplace_back(layout_.words[words[i]].box.left - layout_.words[words[i - 1]].box.right,
                        i);
    std::sort(gaps.rbegin(), gaps.rend());
    gaps.resize(std::min(gaps.size(), parts - 1));
    std::set<size_t> cuts;
    for (const auto& [gap, at] : gaps) cuts.insert(at);
    std::vector<std::vector<int>> out(1);
    for (size_t i = 0; i < words.size(); ++i) {
      if (cuts.contains(i)) out.emplace_back();
      out.back().push_back(words[i]);
    }
    return out;
  }

  // The upper rows [0, cut) as groups over the strips that have a heading of their own below.
  bool Group(const Block& block, const std::vector<size_t>& band, size_t from, size_t cut,
             Reading& out) const {
    std::vector<Run> groups;
    std::set<size_t> alone;  // strips whose heading stands in the groups' row
    for (size_t b = from; b < cut; ++b)
      for (const Run& run : body_.rows()[band[b]]) {
        const size_t at = Body::Nearest(block, run.box.center_x());
        const Strip& s = block.strips[at];
        const bool own = out.headings[at].words.empty() || !s.numeric();
        const bool inside = run.box.center_x() > s.left - 2 * block.em &&
                            run.box.center_x() < s.right + 2 * block.em;
        if (own && inside) {
          alone.insert(at);
          Heading& h = out.headings[at];
          for (int w : run.words) {
            h.box = h.words.empty() ? layout_.words[w].box : h.box.Union(layout_.words[w].box);
            h.words.insert(h.words.begin(), w);
          }
          std::sort(h.words.begin(), h.words.end(), [&](int a, int b2) {
            const double ya = layout_.words[a].base, yb = layout_.words[b2].base;
            return std::abs(ya - yb) > 2 ? ya < yb
                                         : layout_.words[a].box.left < layout_.words[b2].box.left;
          });
          continue;
        }
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const Run& g) {
          return std::min(g.box.right, run.box.right) > std::max(g.box.left, run.box.left);
        });
        if (same != groups.end()) {
          same->text += " " + run.text;
          same->box = same->box.Union(run.box);
          same->words.insert(same->words.end(), run.words.begin(), run.words.end());
        } else {
          groups.push_back(run);
        }
      }
    if (groups.empty() || groups.size() > kMaxGroups) return false;
    std::sort(groups.begin(), groups.end(),
              [](const Run& a, const Run& b) { return a.box.left < b.box.left; });
    std::vector<size_t> subs;
    for (size_t s = 0; s < block.strips.size(); ++s)
      if (block.strips[s].numeric() && !out.headings[s].words.empty() && !alone.contains(s) &&
          !Beside(out.headings[s], band, from, block.em))
        subs.push_back(s);
    std::vector<Parting> found;
    if (const size_t each = Repeats(subs, groups.size(), out)) {
      found.push_back({0, std::vector<int>(subs.size())});
      for (size_t i = 0; i < subs.size(); ++i) found[0].group[i] = static_cast<int>(i / each);
    } else {
      std::vector<int> now(subs.size(), -1);
      Part(block, groups, subs, out, 0, 0, 0, now, found);
    }
    if (found.empty()) return false;
    for (const Run& g : groups) out.groups.push_back(g.text);
    for (const Parting& p : found) {
      out.partings.push_back({p.cost, std::vector<int>(block.strips.size(), -1)});
      for (size_t i = 0; i < subs.size(); ++i) out.partings.back().group[subs[i]] = p.group[i];
    }
    for (const Run& g : groups)
      out.group_words.insert(out.group_words.end(), g.words.begin(), g.words.end());
    return true;
  }

  // «Vous, Région» under each of the groups: how many columns each has; 0 where they differ.
  size_t Repeats(const std::vector<size_t>& subs, size_t groups, const Reading& out) const {
    if (groups < 2 || subs.size() % groups != 0 || subs.size() < 2 * groups) return 0;
    const size_t each = subs.size() / groups;
    for (size_t i = each; i < subs.size(); ++i)
      if (OwnText(out.headings[subs[i]]) != OwnText(out.headings[subs[i - each]])) return 0;
    return each;
  }

  // A heading over all rows of the header stands in their middle: it is under no group.
  bool Beside(const Heading& h, const std::vector<size_t>& band, size_t from, double em) const {
    const LaidRow &first = layout_.rows[band[from]], &last = layout_.rows[band.back()];
    if (last.base - first.base < 0.8 * em) return false;
    double top = 1e300, bottom = -1e300;
    for (int w : h.words) {
      top = std::min(top, layout_.words[w].base);
      bottom = std::max(bottom, layout_.words[w].base);
    }
    return top > first.base + 0.2 * em && bottom < last.base - 0.2 * em &&
           std::abs((top + bottom) - (first.base + last.base)) < 0.5 * em;
  }

  // Every group gets neighbours that stand under it; a column under none costs a little.
  void Part(const Block& block, const std::vector<Run>& groups, const std::vector<size_t>& subs,
            const Reading& out, size_t g, size_t at, double cost, std::vector<int>& now,
            std::vector<Parting>& found) const {
    if (!found.empty() && cost >= found[0].cost + kMaxDearer) return;
    if (g == groups.size()) {
      cost += 1.5 * static_cast<double>(subs.size() - at);
      const auto place =
          std::find_if(found.begin(), found.end(), [&](const Parting& p) { return cost < p.cost; });
      found.insert(place, {cost, now});
      while (found.size() > kMaxPartings || found.back().cost >= found[0].cost + kMaxDearer)
        found.pop_back();
      return;
    }
    for (size_t a = at; a < subs.size(); ++a)
      for (size_t b = a; b < subs.size(); ++b) {
        const double left = std::min(block.strips[subs[a]].left, out.headings[subs[a]].box.left);
        const double right = std::max(block.strips[subs[b]].right, out.headings[subs[b]].box.right);
        const Box& box = groups[g].box;
        const double off = std::min({std::abs(box.center_x() - (left + right) / 2),
                                     std::abs(box.left - left) + 0.5 * block.em,
                                     std::abs(box.right - right) + 0.5 * block.em});
        for (size_t i = a; i <= b; ++i) now[i] = static_cast<int>(g);
        Part(block, groups, subs, out, g + 1, b + 1,
             cost + off / block.em + 1.5 * static_cast<double>(a - at), now, found);
        for (size_t i = a; i <= b; ++i) now[i] = -1;
      }
  }

  std::string OwnText(const Heading& h) const {
    std::string text;
    for (int w : h.words) {
      const std::string& t = page_.words[layout_.words[w].index].text;
      if (text.size() > 1 && text.back() == '-' && text[text.size() - 2] != ' ') {
        // «Signa-» «lement», but «Trop-» «perçu»
        static const RE2 word(
            "(?i)(?:^|[ '’(])(?:trop|sous|au|mi|n|non|semi|demi|ci|après|avant)-$");
        if (!RE2::PartialMatch(text, word)) text.pop_back();
      } else if (!text.empty())
        text += ' ';
      text += t;
    }
    return text;
  }

  // Lines right above the headings that this reading leaves out, each over one of them: they are
  // likely their first lines.
  size_t LeftOver(const Block& block, const std::vector<size_t>& band, size_t from,
                  const Reading& reading) const {
    if (from == 0) return 0;
    size_t count = 0;
    const LaidRow &above = layout_.rows[band[from - 1]], &row = layout_.rows[band[from]];
    if (row.base - above.base > 1.5 * block.em) return 0;
    for (const Run& run : body_.rows()[band[from - 1]]) {
      const auto over =
          std::count_if(reading.headings.begin(), reading.headings.end(), [&](const Heading& h) {
            return !h.words.empty() && h.box.left < run.box.right && h.box.right > run.box.left;
          });
      count += over == 1 ? 1 : 0;
    }
    return count > 1 ? count : 0;
  }

  std::optional<TableHeader> Header(const Block& block, const std::vector<size_t>& band,
                                    double& worth) {
    if (block.strips.size() > kMaxColumns) return std::nullopt;
    std::optional<Reading> best;
    Assigned chosen;
    size_t best_from = 0;
    for (size_t from = band.size(); from-- > 0;) {
      for (size_t cut = from; cut < band.size() && cut < from + 3; ++cut) {
        Reading reading;
        reading.headings.resize(block.strips.size());
        Deal(block, band, cut, band.size(), reading);
        if (cut > from && !Group(block, band, from, cut, reading)) continue;
        if (reading.partings.empty())
          reading.partings.push_back({0, std::vector<int>(block.strips.size(), -1)});
        bool better = false;
        for (const Parting& parting : reading.partings) {
          std::vector<HeadingText> texts;
          for (size_t s = 0; s < block.strips.size(); ++s) {
            const int g = parting.group[s];
            texts.push_back({g < 0 ? "" : reading.groups[static_cast<size_t>(g)],
                             OwnText(reading.headings[s])});
          }
          Assigned a = AssignColumns(block.strips, texts, meanings_);
          a.worth -= kDearness * (parting.cost - reading.partings[0].cost);
          a.worth -= kLeftOver * static_cast<double>(LeftOver(block, band, from, reading));
          if (!Complete(a, columns_)) continue;
          const double rows = better ? 0 : static_cast<double>(best_from - from);
          if ((best || better) && a.worth <= chosen.worth + 0.2 * rows) continue;
          chosen = std::move(a);
          better = true;
        }
        if (!better) continue;
        best = std::move(reading);
        best_from = from;
      }
    }
    if (!best) return std::nullopt;
    worth = chosen.worth;
    TableHeader header;
    header.em = block.em;
    size_t last = band[best_from];
    bool any = false;
    const auto add = [&](const std::vector<int>& words) {
      for (int w : words) {
        header.box = any ? header.box.Union(layout_.words[w].box) : layout_.words[w].box;
        any = true;
      }
    };
    add(best->group_words);
    for (size_t s = 0; s < block.strips.size(); ++s) add(best->headings[s].words);
    last = band.back();
    for (size_t s = 0; s < block.strips.size(); ++s) {
      const Strip& strip = block.strips[s];
      // Wide spaces part a label into strips; only its first has the heading.
      if (chosen.column[s] < 0 && best->headings[s].words.empty() && strip.texts > 0 &&
          !strip.numeric() && !header.cells.empty()) {
        HeaderCell& label = header.cells.back();
        if (label.column >= 0 && columns_[label.column].kind == ColumnKind::kText) {
          label.box.right = strip.right;
          continue;
        }
      }
      HeaderCell cell;
      cell.column = chosen.column[s];
      cell.guessed = chosen.guessed[s];
      cell.words = best->headings[s].words;
      cell.box = {block.strips[s].left, header.box.top, block.strips[s].right, header.box.bottom};
      header.cells.push_back(std::move(cell));
    }
    header.lowest = layout_.rows[last].base - 0.3 * header.em;
    header.next_row = last + 1;
    FindTitle(page_, layout_, header);
    return header;
  }

  const PageReading& page_;
  const Layout& layout_;
  const Figures& figures_;
  const Body& body_;
  const std::vector<ColumnSpec>& columns_;
  HeadingMeanings meanings_;
};

size_t Known(const TableHeader& header, const std::vector<ColumnSpec>& columns) {
  std::set<int> known;
  for (const HeaderCell& c : header.cells)
    if (c.column >= 0 && !c.words.empty() && !columns[c.column].id.empty()) known.insert(c.column);
  return known.size();
}

// Columns that `from` knows and `to` does not, where `to` has a heading without a column.
void AddColumns(const TableHeader& from, TableHeader& to, const std::vector<ColumnSpec>& columns) {
  for (const HeaderCell& cell : from.cells) {
    if (cell.column < 0 || columns[cell.column].id.empty() || cell.words.empty()) continue;
    const auto has = [&](const HeaderCell& c) { return c.column == cell.column; };
    if (std::any_of(to.cells.begin(), to.cells.end(), has)) continue;
    for (HeaderCell& c : to.cells) {
      const bool same = std::any_of(c.words.begin(), c.words.end(), [&](int w) {
        return std::count(cell.words.begin(), cell.words.end(), w) > 0;
      });
      if (c.column >= 0 || !same) continue;
      c.column = cell.column;
      c.guessed = cell.guessed;
      c.near = cell.near;
      break;
    }
  }
}

bool Overlap(const TableHeader& a, const TableHeader& b) {
  return a.box.top < b.box.bottom && b.box.top < a.box.bottom;
}

}  // namespace

Figures::Figures(const PageReading& page, const Layout& layout) : body_(page, layout) {
  for (Block& block : body_.Blocks()) {
    body_.Strips(block);
    if (block.strips.size() < 2 || block.strips.size() > kMaxColumns) continue;
    Group group;
    group.band = body_.Band(block);
    body_.PartStrips(block, group.band);
    group.filled = block;
    group.block = std::move(block);
    body_.AddEmptyStrips(group.block, group.band);
    groups_.push_back(std::move(group));
  }
}

std::vector<TableHeader> FindHeadersByMeaning(const PageReading& page, const Layout& layout,
                                              const Figures& figures,
                                              const std::vector<ColumnSpec>& columns) {
  const bool any = std::any_of(columns.begin(), columns.end(),
                               [](const ColumnSpec& c) { return !c.senses.empty(); });
  if (!any || page.words.empty()) return {};
  return SenseReader(page, layout, figures, columns).Find();
}

std::vector<TableHeader> Merge(std::vector<TableHeader> spelled, std::vector<TableHeader> meant,
                               const std::vector<ColumnSpec>& columns) {
  std::vector<TableHeader> out;
  for (TableHeader& m : meant) {
    const auto first = std::find_if(spelled.begin(), spelled.end(),
                                    [&](const TableHeader& s) { return Overlap(s, m); });
    if (first == spelled.end()) {
      out.push_back(std::move(m));
      continue;
    }
    const size_t known = Known(*first, columns);
    std::set<int> differ;
    for (const HeaderCell& a : first->cells)
      for (const HeaderCell& b : m.cells)
        if (a.column >= 0 && a.column == b.column &&
            (a.box.center_x() < b.box.left - 3 * m.em || a.box.center_x() > b.box.right + 3 * m.em))
          differ.insert(a.column);
    const bool guessed =
        std::any_of(m.cells.begin(), m.cells.end(), [](const HeaderCell& c) { return c.guessed; });
    const size_t meaning = Known(m, columns);
    if (meaning > known || (!differ.empty() && !guessed && meaning == known)) {
      if (differ.empty()) AddColumns(*first, m, columns);
      std::erase_if(spelled, [&](const TableHeader& s) { return Overlap(s, m); });
      out.push_back(std::move(m));
      continue;
    }
    if (meaning == known)
      for (HeaderCell& a : first->cells) a.guessed |= differ.contains(a.column);
    if (differ.empty()) AddColumns(m, *first, columns);
  }
  for (TableHeader& s : spelled) out.push_back(std::move(s));
  std::sort(out.begin(), out.end(),
            [](const TableHeader& a, const TableHeader& b) { return a.box.top < b.box.top; });
  return out;
}

}  // namespace riposte::reading
