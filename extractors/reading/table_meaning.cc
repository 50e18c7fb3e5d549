// A heading fits a column by one of its wordings, by a sense, by its unit and by what stands below
// it. What cannot stand in the column rules it out.
#include "extractors/reading/table_meaning.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <set>

#include "extractors/values/fold.h"

namespace riposte::reading {
namespace {

// The worth of a heading that is one of the column's wordings.
constexpr double kSpelled = 5;

// «Ptsen jeu»: the space that small print lost in the middle of a heading.
std::string Apart(std::string plain) {
  static const RE2 glued(
      "\\b(pts|points?|nombre|nb|taux|seuils?|part|montants?|objectifs?|situation|valeur|somme|"
      "total|patients|date|volume)(en|de|du|des|par|au|aux)\\b");
  RE2::GlobalReplace(&plain, glued, "\\1 \\2");
  return plain;
}

bool Unheaded(const ColumnSpec& column) {
  return std::find(column.headers.begin(), column.headers.end(), "") != column.headers.end();
}

// How well a heading over such cells fits the column; 0: not at all.
double Fit(HeadingMeanings& meanings, size_t column, const Strip& s, const HeadingText& heading) {
  const ColumnSpec& spec = meanings.columns()[column];
  // Dashes alone, or «n. c.», rule nothing out.
  if (s.filled > s.marks - s.stars) switch (spec.kind) {
      case ColumnKind::kAny:
        break;
      case ColumnKind::kText:
        if (!spec.contents.empty()) break;
        if (s.Is(s.figures) && (s.decimals > 0 || Unheaded(spec))) return 0;
        if (s.Is(s.dates) || s.percents > 0) return 0;
        break;
      case ColumnKind::kCode:
        if (!s.Codes()) return 0;
        break;
      case ColumnKind::kStars:
        if (s.figures > 0 || s.dates > 0) return 0;
        break;
      case ColumnKind::kDate:
        if (!s.Is(s.dates)) return 0;
        break;
      default:
        if (!s.numeric()) return 0;
        if (spec.kind == ColumnKind::kInteger && (s.decimals > 0 || s.percents > 0) &&
            !spec.percent)
          return 0;
        // On a picture «89,8 %» may have lost its comma: the signs say what the column is.
        if (spec.kind == ColumnKind::kPercent && s.large > 0 &&
            (s.large * (s.percents == s.figures ? 2 : 4) > s.figures || s.percents * 2 < s.figures))
          return 0;
        // Hundreds without a «%» are counts.
        if (spec.kind == ColumnKind::kPercent && s.percents == 0 && s.decimals == 0 &&
            s.hundreds > 1 && s.hundreds * 4 > s.figures)
          return 0;
        if (spec.kind == ColumnKind::kNumber && s.percents * 2 > s.figures && !spec.percent)
          return 0;
    }
  double fit = meanings.Worth(heading, column);
  if (fit > 0 && spec.kind == ColumnKind::kPercent && s.percents > 0) fit += 0.5;
  // Sums have a total below them, prices have none.
  if (fit > 0 && spec.kind == ColumnKind::kNumber && s.summed) fit += 0.25;
  if (!spec.contents.empty()) {
    size_t known = 0;
    for (const std::string& w : s.words)
      known += std::count(spec.contents.begin(), spec.contents.end(), w) > 0 ? 1 : 0;
    if (known * 10 >= s.words.size() * 8)
      fit += fit > 0 ? 1 : 0.5;
    else if (spec.kind != ColumnKind::kText && fit > 0 && known == 0)
      fit -= 1;
  }
  return fit;
}

// The column whose closed list has all words of the strip, if no other list has any of them.
int OnlyHolder(const Strip& s, const std::vector<ColumnSpec>& columns) {
  if (s.words.size() < 3) return -1;
  int only = -1;
  for (size_t c = 0; c < columns.size(); ++c) {
    const auto& list = columns[c].contents;
    const size_t known = std::count_if(s.words.begin(), s.words.end(), [&](const std::string& w) {
      return std::count(list.begin(), list.end(), w) > 0;
    });
    if (known == 0) continue;
    // One may say «Total», or be misread, or two of many.
    const bool nearly = known > 3 && (known + 1 == s.words.size() || known >= s.words.size() * 0.8);
    if (only >= 0 || (known != s.words.size() && !nearly)) return -1;
    only = static_cast<int>(c);
  }
  return only;
}

bool BetterElsewhere(const std::vector<double>& fits, size_t column) {
  for (size_t c = 0; c < fits.size(); ++c)
    if (c != column && fits[c] > fits[column]) return true;
  return false;
}

// Two headings that differ in their year alone are before and after: «Taux 2023», «Taux 2024».
std::vector<HeadingText> WithoutYears(std::vector<HeadingText> headings) {
  static const RE2 year(R"(\b(20[0-9]{2})\b)");
  std::map<std::string, std::map<int, std::vector<size_t>>> alike;
  for (size_t s = 0; s < headings.size(); ++s) {
    int y = 0;
    if (!RE2::PartialMatch(headings[s].own, year, &y)) continue;
    std::string rest = headings[s].own;
    RE2::GlobalReplace(&rest, year, "");
    alike[HeadingSignKey(headings[s].group) + HeadingSignKey(rest)][y].push_back(s);
  }
  for (const auto& [rest, years] : alike) {
    if (years.size() < 2) continue;
    for (size_t s : years.begin()->second) headings[s].own += " précédent";
    for (size_t s : years.rbegin()->second) headings[s].own += " actuel";
  }
  return headings;
}

// «Vous | par patient | Région | par patient»: what stands twice is said of the heading before it.
std::vector<HeadingText> WithTheirOwners(const std::vector<Strip>& strips,
                                         std::vector<HeadingText> headings) {
  const std::vector<HeadingText> printed = headings;
  for (size_t s = 1; s < printed.size(); ++s) {
    const std::string key = HeadingSignKey(printed[s].own);
    if (key.empty() || !strips[s].numeric() || !strips[s - 1].numeric()) continue;
    std::set<std::string> owners;
    size_t times = 0;
    for (size_t o = 1; o < printed.size(); ++o)
      if (printed[o].group == printed[s].group && HeadingSignKey(printed[o].own) == key) {
        ++times;
        owners.insert(HeadingSignKey(printed[o - 1].own));
      }
    if (times < 2 || owners.size() != times || owners.contains(key) || owners.contains(""))
      continue;
    headings[s].group += (headings[s].group.empty() ? "" : " ") + printed[s - 1].own;
  }
  return headings;
}

}  // namespace

std::string HeadingSignKey(std::string_view phrase) {
  std::string key;
  for (const std::string& w : FoldWords(phrase)) key += w;
  if (phrase.find('%') != std::string_view::npos) key += '%';
  return key;
}

double HeadingMeanings::Worth(const HeadingText& heading, size_t column) {
  const auto [at, is_new] = known_.try_emplace({heading.group, heading.own});
  Known& known = at->second;
  if (is_new) {
    known.group_key = HeadingSignKey(heading.group);
    known.own_key = HeadingSignKey(heading.own);
    known.plain =
        Apart(Plain(heading.group.empty() ? heading.own : heading.group + " " + heading.own));
    known.worth.assign(columns_.size(), -1);
  }
  double& worth = known.worth[column];
  if (worth >= 0) return worth;
  worth = 0;
  for (const HeaderKeys& h : columns_[column].keys) {
    if (!h.group_sign.empty()) {
      if (h.group_sign == known.group_key && h.own_sign == known.own_key)
        worth = std::max(worth, 6.0);
    } else if (!h.own_sign.empty() && h.own_sign == known.group_key + known.own_key) {
      worth = std::max(worth, kSpelled);
    }
  }
  for (const HeadingSense& sense : columns_[column].senses) {
    if (sense.without && RE2::PartialMatch(known.plain, *sense.without)) continue;
    double f = 0;
    if (sense.with) {
      if (!RE2::PartialMatch(known.plain, *sense.with)) continue;
      f += 2;
    }
    if (sense.also) {
      if (!RE2::PartialMatch(known.plain, *sense.also)) continue;
      f += 2;
    }
    worth = std::max(worth, f);
  }
  return worth;
}

Assigned AssignColumns(const std::vector<Strip>& strips, const std::vector<HeadingText>& printed,
                       HeadingMeanings& meanings) {
  const std::vector<ColumnSpec>& columns = meanings.columns();
  const std::vector<HeadingText> headings = WithTheirOwners(strips, WithoutYears(printed));
  const size_t n = strips.size(), m = columns.size();
  Assigned a;
  a.column.assign(n, -1);
  a.guessed.assign(n, false);
  std::vector<std::vector<double>> fit(n, std::vector<double>(m));
  for (size_t s = 0; s < n; ++s) {
    const auto& [group, own] = headings[s];
    for (size_t c = 0; c < m; ++c) {
      if (columns[c].kind == ColumnKind::kStars && strips[s].stars > 0 &&
          strips[s].stars == strips[s].filled)
        fit[s][c] = 6;
      else if (!own.empty() || !group.empty() || !columns[c].contents.empty())
        fit[s][c] = Fit(meanings, c, strips[s], headings[s]);
    }
    // Sums that print their «€» under a heading that says nothing.
    if (strips[s].figures > 2 && strips[s].euros * 2 > strips[s].figures && !own.empty() &&
        std::all_of(fit[s].begin(), fit[s].end(), [](double f) { return f == 0; }))
      for (size_t c = 0; c < m; ++c)
        fit[s][c] = 0.75 * Fit(meanings, c, strips[s], {group, own + " €"});
    // Words and dates under a heading that a column asks for are that column's.
    if (!strips[s].numeric()) {
      double asked = 0;
      for (size_t c = 0; c < m; ++c)
        if (!columns[c].id.empty()) asked = std::max(asked, fit[s][c]);
      for (size_t c = 0; c < m; ++c)
        if (columns[c].id.empty() && fit[s][c] <= asked) fit[s][c] = 0;
    }
  }
  std::set<size_t> filled;
  for (;;) {
    double best = 0;
    size_t bs = 0, bc = 0;
    for (size_t s = 0; s < n; ++s) {
      if (a.column[s] >= 0) continue;
      for (size_t c = 0; c < m; ++c)
        if (!filled.contains(c) && fit[s][c] > best) {
          best = fit[s][c];
          bs = s;
          bc = c;
        }
    }
    if (best < 1) break;
    // Would another column be as good for the strip, or another strip for the column?
    bool tie = false;
    for (size_t c = 0; c < m; ++c) tie |= c != bc && !filled.contains(c) && fit[bs][c] >= best;
    if (!columns[bc].id.empty())
      for (size_t s = 0; s < n; ++s)
        tie |= s != bs && a.column[s] < 0 && fit[s][bc] >= best && !BetterElsewhere(fit[s], bc);
    a.column[bs] = static_cast<int>(bc);
    // By its «€» alone a column is known where its last figure is the sum of the others.
    a.guessed[bs] = tie || (best < 2 && strips[bs].euros > 0 && !strips[bs].summed);
    if (!columns[bc].id.empty()) {
      filled.insert(bc);
      ++a.known;
      a.worth += tie ? best / 2 : best;
    } else {
      a.worth += 1;
    }
  }
  // Words that only one column can hold («Femmes») say what it is, whatever stands over them.
  for (size_t s = 0; s < n; ++s) {
    if (a.column[s] >= 0) continue;
    const int c = OnlyHolder(strips[s], columns);
    if (c < 0 || filled.contains(static_cast<size_t>(c))) continue;
    a.column[s] = c;
    filled.insert(static_cast<size_t>(c));
    ++a.known;
    a.worth += 1;
  }
  // What numbers the rows stands left of all else, under a heading that may say anything, or none.
  for (size_t c = 0; c < m; ++c) {
    if (filled.contains(c) || columns[c].kind != ColumnKind::kCode) continue;
    if (n == 0 || a.column[0] >= 0 || !strips[0].Codes() || strips[0].filled < 3) continue;
    if (strips[0].Is(strips[0].figures)) continue;
    if (std::none_of(strips.begin() + 1, strips.end(),
                     [](const Strip& s) { return s.Is(s.texts); }))
      continue;
    a.column[0] = static_cast<int>(c);
    filled.insert(c);
    ++a.known;
  }
  // The label: a column of words may stand without a heading, or under one that says anything.
  for (size_t c = 0; c < m; ++c) {
    if (filled.contains(c) || columns[c].kind != ColumnKind::kText) continue;
    if (!Unheaded(columns[c]) && (c != 0 || std::any_of(columns.begin(), columns.end(), Unheaded)))
      continue;
    if (!columns[c].contents.empty()) continue;
    int widest = -1;
    for (size_t s = 0; s < n; ++s)
      if (a.column[s] < 0 && strips[s].Is(strips[s].texts) &&
          (widest < 0 || strips[s].letters > strips[widest].letters))
        widest = static_cast<int>(s);
    if (widest < 0) continue;
    a.column[widest] = static_cast<int>(c);
    filled.insert(c);
    ++a.known;
  }
  // A column of «%» that found no place, and counts where a share should stand.
  const bool share_lost = [&] {
    for (size_t s = 0; s < n; ++s)
      if (a.column[s] < 0 && strips[s].figures > 2 && strips[s].percents * 2 > strips[s].figures)
        return true;
    return false;
  }();
  for (size_t s = 0; share_lost && s < n; ++s)
    if (a.column[s] >= 0 &&
        columns[static_cast<size_t>(a.column[s])].kind == ColumnKind::kPercent &&
        strips[s].percents + strips[s].decimals == 0)
      a.guessed[s] = true;
  // «Vos taux» over two columns of rates, whose own headings were not made out: it may be the
  // other.
  const auto rates = [&](size_t s) {
    return strips[s].figures > 2 && strips[s].large == 0 &&
           strips[s].decimals * 2 > strips[s].figures;
  };
  for (size_t s = 0; s < n; ++s) {
    const int c = a.column[s];
    if (c < 0 || columns[static_cast<size_t>(c)].kind != ColumnKind::kPercent || !rates(s))
      continue;
    if (fit[s][static_cast<size_t>(c)] >= kSpelled) continue;
    for (const size_t t : {s - 1, s + 1})
      if (t < n && a.column[t] < 0 && rates(t)) a.guessed[s] = true;
  }
  for (size_t s = 0; s < n; ++s)
    if (a.column[s] < 0 && strips[s].numeric()) a.worth -= headings[s].own.empty() ? 1 : 1.5;
  return a;
}

bool Complete(const Assigned& a, const std::vector<ColumnSpec>& columns) {
  if (a.known < std::min<size_t>(2, columns.size())) return false;
  for (size_t c = 0; c < columns.size(); ++c) {
    const auto& h = columns[c].headers;
    const bool unheaded = c == 0 || std::find(h.begin(), h.end(), "") != h.end();
    if (columns[c].required && !unheaded &&
        std::find(a.column.begin(), a.column.end(), static_cast<int>(c)) == a.column.end())
      return false;
  }
  return true;
}

}  // namespace riposte::reading
