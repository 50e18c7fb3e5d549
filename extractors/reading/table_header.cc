// Places of wordings (heading_places.h) near the same height make a candidate header; longer
// wordings take their words first, so that «Par patient» is not found inside «Région par patient».
#include "extractors/reading/table_header.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "extractors/reading/heading_places.h"
#include "extractors/values/fold.h"

namespace riposte::reading {
namespace {

struct Wording {
  int column;
  std::string group, own;  // keys; group may be empty
};

struct Candidate {
  const Wording* wording;
  const Place* place;
};

// Which group every sub-heading stands under: by the rules at the group's height, by order where
// there are as many sub-headings as groups, else by the nearest, a guess where there are several.
const Place* GroupOf(const Layout& layout, const Place& sub,
                     const std::vector<const Place*>& groups, const std::vector<const Place*>& same,
                     bool* guess = nullptr) {
  if (groups.empty()) return nullptr;
  for (const Place* g : groups) {
    double left = -1e300, right = 1e300;
    bool any = false;
    for (const Rule& r : layout.rules) {
      if (r.horizontal || r.box.top > g->box.center_y() || r.box.bottom < g->box.center_y())
        continue;
      const double x = r.box.center_x();
      if (x <= g->box.left + 1) left = std::max(left, x), any = true;
      if (x >= g->box.right - 1) right = std::min(right, x), any = true;
    }
    if (any && left > -1e299 && right < 1e299) {
      if (sub.box.center_x() > left && sub.box.center_x() < right) return g;
    }
  }
  if (same.size() == groups.size()) {
    const auto at = std::find(same.begin(), same.end(), &sub);
    if (at != same.end()) return groups[at - same.begin()];
  }
  if (guess) *guess = groups.size() > 1;
  return *std::min_element(groups.begin(), groups.end(), [&](const Place* a, const Place* b) {
    return std::abs(a->box.center_x() - sub.box.center_x()) <
           std::abs(b->box.center_x() - sub.box.center_x());
  });
}

bool ByLeft(const Place* a, const Place* b) { return a->box.left < b->box.left; }

// `right` goes on with `left` after no more than the space of a word: «Indicateur suivi».
bool GoesOn(const Layout& layout, const Place& left, const Place& right) {
  const LaidWord& l = layout.words[left.words.back()];
  const LaidWord& r = layout.words[right.words.front()];
  const double gap = r.box.left - l.box.right;
  return gap > -0.1 * l.em && gap < 0.33 * l.em && std::abs(l.base - r.base) < 0.3 * l.em;
}

class HeaderBuilder {
 public:
  HeaderBuilder(const PageReading& page, const Layout& layout, const HeadingPlaces& finder,
                const std::vector<ColumnSpec>& columns)
      : page_(page), layout_(layout), columns_(columns), finder_(finder) {
    for (int c = 0; c < static_cast<int>(columns.size()); ++c)
      for (const HeaderKeys& keys : columns[c].keys) {
        if (keys.own.empty()) continue;
        wordings_.push_back({c, keys.group, keys.own});
        places_[keys.own] = &finder_.Find(keys.own);
        if (!keys.group.empty()) groups_[keys.group] = &finder_.Find(keys.group);
      }
  }

  std::vector<TableHeader> Run() {
    std::vector<const Place*> all;
    for (const auto& [key, list] : places_)
      for (const Place& p : *list) all.push_back(&p);
    if (all.size() > kMaxPlaces) all.resize(kMaxPlaces);
    struct Tried {
      TableHeader header;
      size_t found = 0, length = 0;
    };
    std::vector<Tried> tried;
    for (const Place* seed : all) {
      std::vector<const Place*> near;
      const double em = 0.4 * layout_.words[seed->words[0]].em;
      for (const Place* p : all) {
        const double y = p->box.center_y(), s = seed->box.center_y();
        if ((y > seed->box.top - em && y < seed->box.bottom + em) ||
            (s > p->box.top - em && s < p->box.bottom + em))
          near.push_back(p);
      }
      Tried t;
      if (!Build(*seed, near, t.header, t.found, t.length)) continue;
      tried.push_back(std::move(t));
    }
    std::stable_sort(tried.begin(), tried.end(), [](const Tried& a, const Tried& b) {
      return a.found != b.found ? a.found > b.found : a.length > b.length;
    });
    std::vector<TableHeader> headers;
    for (Tried& t : tried) {
      const bool clash = std::any_of(headers.begin(), headers.end(), [&](const TableHeader& h) {
        return h.box.top < t.header.box.bottom && t.header.box.top < h.box.bottom;
      });
      if (!clash) headers.push_back(std::move(t.header));
    }
    std::sort(headers.begin(), headers.end(),
              [](const TableHeader& a, const TableHeader& b) { return a.box.top < b.box.top; });
    return headers;
  }

 private:
  bool Build(const Place& seed, const std::vector<const Place*>& near, TableHeader& header,
             size_t& found, size_t& length) {
    const std::set<const Place*> band(near.begin(), near.end());
    const double top = seed.box.top;
    const double em = layout_.words[seed.words[0]].em;
    // Groups stand above the seed, within three lines and a half.
    std::vector<const Place*> groups;
    std::map<const Place*, std::string> group_key;
    for (const auto& [key, list] : groups_)
      for (const Place& g : *list)
        if (g.box.bottom < top + 0.9 * em && top - g.box.bottom < 3.5 * em &&
            finder_.Alone(g, {})) {
          groups.push_back(&g);
          group_key[&g] = key;
        }
    std::sort(groups.begin(), groups.end(), ByLeft);
    // Only the lowest row of groups counts: «Votre activité» above may be the table's title.
    double low = -1e300;
    for (const Place* g : groups) low = std::max(low, g->box.bottom);
    std::erase_if(groups, [&](const Place* g) { return g->box.bottom < low - 0.6 * em; });

    std::map<const Place*, const Place*> under;
    std::set<const Place*> guessed;
    for (const auto& [key, list] : places_) {
      std::vector<const Place*> same;
      for (const Place& p : *list)
        if (band.contains(&p)) same.push_back(&p);
      std::sort(same.begin(), same.end(), ByLeft);
      for (const Place* p : same) {
        bool guess = false;
        under[p] = GroupOf(layout_, *p, groups, same, &guess);
        // On a picture the other groups' sub-heading may stand there unread.
        if (guess && page_.source == PageSource::kOcr) guessed.insert(p);
      }
    }
    // A group stands over its own columns; a title to the left of them is none.
    std::map<const Place*, Box> reach;
    for (const auto& [sub, g] : under)
      if (g != nullptr) reach[g] = reach.contains(g) ? reach[g].Union(sub->box) : sub->box;
    const auto stands_over = [&](const Place* g) {
      return g->box.center_x() > reach[g].left - 3 * em &&
             g->box.center_x() < reach[g].right + 3 * em;
    };

    std::vector<Candidate> candidates;
    for (const Wording& w : wordings_)
      for (const Place& p : *places_.at(w.own)) {
        if (!band.contains(&p)) continue;
        if (!w.group.empty()) {
          const Place* g = under[&p];
          if (g == nullptr || group_key[g] != w.group || !stands_over(g)) continue;
        }
        candidates.push_back({&w, &p});
      }
    std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
      const size_t la = a.place->length + (a.wording->group.empty() ? 0 : 1);
      const size_t lb = b.place->length + (b.wording->group.empty() ? 0 : 1);
      return la != lb ? la > lb : a.place->box.left < b.place->box.left;
    });
    std::vector<const Candidate*> chosen;
    std::set<int> taken;
    std::set<int> filled;
    std::set<const Place*> used_groups;
    for (const Candidate& c : candidates) {
      if (filled.contains(c.wording->column)) continue;
      const bool clash = std::any_of(c.place->words.begin(), c.place->words.end(),
                                     [&](int w) { return taken.contains(w); });
      if (clash) continue;
      chosen.push_back(&c);
      filled.insert(c.wording->column);
      taken.insert(c.place->words.begin(), c.place->words.end());
      if (!c.wording->group.empty()) used_groups.insert(under[c.place]);
    }
    // What goes on with the heading of the labels is no other column's: its words stay taken.
    if (!chosen.empty()) {
      const Place& label = *(*std::min_element(chosen.begin(), chosen.end(), [](auto* a, auto* b) {
                              return a->place->box.left < b->place->box.left;
                            }))->place;
      std::erase_if(chosen, [&](const Candidate* c) {
        return GoesOn(layout_, label, *c->place) && filled.erase(c->wording->column) > 0;
      });
    }
    for (const Place* g : groups) taken.insert(g->words.begin(), g->words.end());
    // Words of a sentence, and lower lines of other headings, fall out; their going may lay bare
    // others, so until nothing changes.
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t k = 0; k < chosen.size(); ++k) {
        const Place& p = *chosen[k]->place;
        std::set<int> others = taken;
        for (int w : p.words) others.erase(w);
        if (finder_.Alone(p, others) && !finder_.SecondLine(p, others)) continue;
        taken = others;
        filled.erase(chosen[k]->wording->column);
        chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(k));
        changed = true;
        break;
      }
    }
    found = chosen.size();
    if (found < std::min<size_t>(2, columns_.size())) return false;
    for (size_t c = 0; c < columns_.size(); ++c) {
      const auto& h = columns_[c].headers;
      const bool unheaded = c == 0 || h.empty() || std::find(h.begin(), h.end(), "") != h.end();
      if (columns_[c].required && !unheaded && !filled.contains(static_cast<int>(c))) return false;
    }
    header.em = em;
    Box cells;
    for (const Candidate* c : chosen) {
      header.cells.push_back({c->wording->column, false, c->place->words, c->place->box,
                              !c->wording->group.empty() && guessed.contains(c->place)});
      cells = header.cells.size() == 1 ? c->place->box : cells.Union(c->place->box);
      length += c->place->length;
    }
    AddOtherHeadings(cells, taken, header);
    if (page_.source == PageSource::kOcr)
      TakeNearHeadings(header, filled, [&](const Box& box, const std::string& group) {
        if (group.empty()) return true;
        const Place as_sub{{}, box, 0};
        const Place* g = GroupOf(layout_, as_sub, groups, {});
        return g != nullptr && group_key[g] == group;
      });
    std::sort(header.cells.begin(), header.cells.end(),
              [](const auto& a, const auto& b) { return a.box.left < b.box.left; });
    header.box = cells;
    for (const Place* g : used_groups) header.box = header.box.Union(g->box);
    FindTitle(page_, layout_, header);
    return true;
  }

  // Runs of the header's rows that no wording spells, and lines below them that go on with a
  // heading («ou %»): without figures, close, and under some cell.
  void AddOtherHeadings(Box& cells, const std::set<int>& taken, TableHeader& header) {
    std::vector<HeaderCell> other;
    size_t last = 0;
    double last_base = -1e300;
    for (const HeaderCell& c : header.cells)
      for (int w : c.words) last = std::max(last, finder_.RowOf(w));
    last_base = layout_.rows[last].base;
    const double top = cells.top;
    for (size_t r = 0; r < layout_.rows.size(); ++r) {
      const LaidRow& row = layout_.rows[r];
      if (row.base < top) continue;
      if (r > last) {
        if (row.base - last_base > 1.4 * header.em) break;
        bool goes_on = true;
        for (size_t k = 0; k < row.words.size() && goes_on;) {
          const size_t end = RunEnd(layout_, row, k);
          const double left = layout_.words[row.words[k]].box.left;
          const double right = layout_.words[row.words[end - 1]].box.right;
          const auto over = [&](const HeaderCell& c) {
            return left < c.box.right && right > c.box.left;
          };
          goes_on = std::any_of(header.cells.begin(), header.cells.end(), over) ||
                    std::any_of(other.begin(), other.end(), over);
          for (size_t i = k; i < end; ++i)
            for (char ch : page_.words[layout_.words[row.words[i]].index].text)
              goes_on &= ch < '0' || ch > '9';
          k = end;
        }
        for (const Rule& rule : layout_.rules)
          if (rule.horizontal && rule.box.center_y() > last_base &&
              rule.box.center_y() < row.base - 0.4 * row.em && rule.box.left < cells.right &&
              rule.box.right > cells.left)
            goes_on = false;
        if (!goes_on) break;
        last = r;
        last_base = row.base;
      }
      for (size_t k = 0; k < row.words.size();) {
        const size_t end = RunEnd(layout_, row, k);
        HeaderCell cell;
        for (size_t i = k; i < end; ++i) {
          const int w = row.words[i];
          if (taken.contains(w)) continue;
          cell.box =
              cell.words.empty() ? layout_.words[w].box : cell.box.Union(layout_.words[w].box);
          cell.words.push_back(w);
        }
        k = end;
        if (cell.words.empty()) continue;
        // More of a heading that is there already, above or below it?
        auto joins = [&](HeaderCell& c) {
          return std::min(c.box.right, cell.box.right) - std::max(c.box.left, cell.box.left) > 0;
        };
        auto known = std::find_if(header.cells.begin(), header.cells.end(), joins);
        if (known != header.cells.end()) {
          known->box = known->box.Union(cell.box);
        } else if (auto o = std::find_if(other.begin(), other.end(), joins); o != other.end()) {
          o->box = o->box.Union(cell.box);
          o->words.insert(o->words.end(), cell.words.begin(), cell.words.end());
        } else {
          other.push_back(std::move(cell));
        }
      }
      cells.bottom = std::max(cells.bottom, row.base + 0.2 * row.em);
    }
    header.next_row = last + 1;
    header.lowest = last_base - 0.3 * header.em;
    for (HeaderCell& o : other) {
      cells = cells.Union(o.box);
      header.cells.push_back(std::move(o));
    }
  }

  // A heading that lost a sign or two to OCR («Région» for «Région %»), if only one column that is
  // still looked for can be meant.
  template <class InGroup>
  void TakeNearHeadings(TableHeader& header, std::set<int>& filled, InGroup in_group) const {
    for (HeaderCell& cell : header.cells) {
      if (cell.column >= 0) continue;
      std::string key;
      for (int w : cell.words) key += WordKey(page_.words[layout_.words[w].index].text);
      if (key.size() < 4) continue;
      std::set<int> meant;
      for (const Wording& w : wordings_) {
        if (filled.contains(w.column) || !in_group(cell.box, w.group)) continue;
        const int limit = w.own.size() < 6 ? 1 : 2;
        if (EditDistance(key, w.own, limit) <= limit) meant.insert(w.column);
      }
      if (meant.size() != 1) continue;
      cell.column = *meant.begin();
      cell.near = true;
      filled.insert(cell.column);
    }
  }

  const PageReading& page_;
  const Layout& layout_;
  const std::vector<ColumnSpec>& columns_;
  const HeadingPlaces& finder_;
  std::vector<Wording> wordings_;
  std::map<std::string, const std::vector<Place>*> places_, groups_;
};

}  // namespace

// One run within four lines above, without figures of a table.
void FindTitle(const PageReading& page, const Layout& layout, TableHeader& header) {
  for (size_t r = layout.rows.size(); r-- > 0;) {
    const LaidRow& row = layout.rows[r];
    if (row.base > header.box.top + 0.1 * header.em) continue;
    if (header.box.top - row.base > 4 * header.em) return;
    if (RunEnd(layout, row, 0, 1.2) != row.words.size()) return;
    const std::string text = Joined(page, layout, row.words);
    if (text.size() <= 120) header.title = text;
    return;
  }
}

size_t RunEnd(const Layout& layout, const LaidRow& row, size_t first, double gap) {
  size_t end = first + 1;
  while (end < row.words.size()) {
    const Box &a = layout.words[row.words[end - 1]].box, &b = layout.words[row.words[end]].box;
    if (b.left - a.right > gap * row.em) break;
    if (b.left - a.right > 0.15 * row.em &&
        RuleBetween(layout, a.right, b.left, row.base - 0.3 * row.em))
      break;
    ++end;
  }
  return end;
}

std::vector<TableHeader> FindHeaders(const PageReading& page, const Layout& layout,
                                     const HeadingPlaces& places,
                                     const std::vector<ColumnSpec>& columns) {
  if (page.words.empty() || columns.empty()) return {};
  return HeaderBuilder(page, layout, places, columns).Run();
}

}  // namespace riposte::reading
