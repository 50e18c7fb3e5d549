// Which digits are a social-security number, typed or scanned. The numbers are invented: communes
// 990 and up do not exist.
#include "extractors/values/nir.h"

#include <catch2/catch.hpp>

namespace riposte {
namespace {

TEST_CASE("a NIR is seen whatever stands between its groups", "[values][secret]") {
  for (const char* text :
       {"2 52 06 44 999 247 90", "252064499924790", "N° 2520644999247 90.", "2.52.06.44.999.247.90",
        "RAIMBAULT Lisette 2 52 06 44 999 247 90 07/08/2025", "169052A99900118",
        "clé perdue : 2 52 06 44 999 247", "mal lue : 2 52 06 44 999 247 91"}) {
    INFO(text);
    CHECK(LooksLikeNir(text));
  }
}

TEST_CASE("other long numbers are no NIR", "[values][secret]") {
  for (const char* text : {"252064499924791",              // the key fails and nothing is grouped
                           "10952601812", "44 1 69083 0",  // RPPS, AM
                           "1A 653 624 6348 0", "2C 661 318 6081 2", "2 C 145 678 9012 3",
                           "SIRET 775 672 272 00016", "IBAN FR76 3000 1007 9412 3456 7890 185",
                           "du 01/09/2024 au 28/02/2025", "12 458 912 5016 2261 76"}) {
    INFO(text);
    CHECK_FALSE(LooksLikeNir(text));
  }
}

}  // namespace
}  // namespace riposte
