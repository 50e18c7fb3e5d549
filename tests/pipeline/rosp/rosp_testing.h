// What the ROSP tests share.
#pragma once

#include <catch2/catch.hpp>

#include "pipeline/rosp/rosp.h"

namespace riposte {

inline const RospGrids& Grids() {
  static const Result<RospGrids> grids = RospGrids::Load(RIPOSTE_SOURCE_DIR "/templates");
  INFO((grids.ok() ? "" : grids.error().ToString()));
  REQUIRE(grids.ok());
  return *grids;
}

inline RospResult Computed(const RospInput& in) {
  const Result<RospResult> r = ComputeRosp(in, Grids());
  INFO((r.ok() ? "" : r.error().ToString()));
  REQUIRE(r.ok());
  return *r;
}

inline RospInput Year(int64_t annee, const std::string& regime, int64_t list) {
  RospInput in;
  in.annee = annee;
  in.regime = regime;
  in.patientele_mt = list;
  return in;
}

// Both doors of the organisation part open.
inline RospInput Year2014(int64_t list) {
  RospInput in = Year(2014, "2011", list);
  in.fse = Decimal{82, 2};
  in.cahier_des_charges = true;
  return in;
}

inline RospLineInput Met(const std::string& code) {
  RospLineInput l;
  l.code = code;
  l.atteint = true;
  return l;
}

inline RospLineInput Measured(const std::string& code, Decimal found) {
  RospLineInput l;
  l.code = code;
  l.taux_suivi = found;
  return l;
}

inline const RospClaim* FindClaim(const std::vector<RospClaim>& claims, const std::string& id) {
  for (const RospClaim& c : claims)
    if (c.id == id) return &c;
  return nullptr;
}

}  // namespace riposte
