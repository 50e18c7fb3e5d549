// Against the peers: a funnel plot with between-doctor variance. Spiegelhalter 2005 (Stat Med 24,
// doi 10.1002/sim.1970), steps and constants of the R package FunnelPlotR for standardised ratios:
// z = √E·ln(O/E), winsorised at 10 % each end (quantiles of type 7), φ = mean z²,
// τ² = max(0, (nφ − (n − 1)) / (Σw − Σw²/Σw)) with w = E, limits exp(± q·√(1/E + τ²)), q = 1.96 and
// 3.09.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

constexpr double kTrim = 0.1;

// Linear interpolation between order statistics (R's type 7).
double Quantile(std::vector<double> sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(std::floor(at));
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

}  // namespace

std::optional<IjResult::Entonnoir> FunnelOf(const std::vector<IjPeer>& peers, double o, double e,
                                            std::optional<double> spells_phi) {
  if (peers.size() < kLeastPeers || e <= 0 || o <= 0) return std::nullopt;
  std::vector<double> z;
  double w = 0, w2 = 0;
  for (const IjPeer& p : peers) {
    const double expected = p.attendues.ToDouble();
    z.push_back(std::sqrt(expected) * std::log(p.observees.ToDouble() / expected));
    w += expected;
    w2 += expected * expected;
  }
  std::vector<double> sorted = z;
  std::sort(sorted.begin(), sorted.end());
  const double low = Quantile(sorted, kTrim), high = Quantile(sorted, 1 - kTrim);
  double squares = 0;
  for (double x : z) squares += std::pow(std::clamp(x, low, high), 2);
  const auto n = static_cast<double>(z.size());
  IjResult::Entonnoir f;
  f.pairs = z.size();
  f.phi = squares / n;
  const double spread = w - w2 / w;
  if (n * f.phi >= n - 1 && spread > 0) f.tau2 = std::max(0.0, (n * f.phi - (n - 1)) / spread);
  const double s = std::sqrt(1 / e + f.tau2);
  f.bas95 = std::exp(-1.96 * s);
  f.haut95 = std::exp(1.96 * s);
  f.bas998 = std::exp(-3.09 * s);
  f.haut998 = std::exp(3.09 * s);
  // Empirical Bayes; the doctor's own variance is that of days that come in spells.
  if (f.tau2 > 0 && spells_phi) {
    const double own = *spells_phi / e;
    f.ratio_retreci = std::exp(std::log(o / e) * f.tau2 / (f.tau2 + own));
  }
  return f;
}

}  // namespace riposte
