#include "pipeline/reply/typography.h"

#include <catch2/catch.hpp>

namespace riposte::reply {
namespace {

TEST_CASE("spaces of French punctuation do not break", "[reply]") {
  struct Case {
    const char *typed, *set;
  };
  for (const Case& c : {
           Case{"Objet : refus ; suite", "Objet\u00A0: refus\u00A0; suite"},
           {"Pourquoi ? Non !", "Pourquoi\u00A0? Non\u00A0!"},
           {"« un » et « deux »", "«\u00A0un\u00A0» et «\u00A0deux\u00A0»"},
           {"N° RPPS, n° 12", "N°\u00A0RPPS, n°\u00A012"},
           {"recommandé n° ", "recommandé n°\u00A0"},  // a field follows
           {" : suite", "\u00A0: suite"},              // a field stood before
           {"l’article R. 148-1, L. 311-1", "l’article R.\u00A0148-1, L.\u00A0311-1"},
           {"depuis le 1er février 2024", "depuis le 1er\u00A0février\u00A02024"},
           {"20 % de 100 €", "20\u00A0% de 100\u00A0€"},
           {"page 2, § 3", "page\u00A02, §\u00A03"},
           {"14:30, http://x.fr, A:B", "14:30, http://x.fr, A:B"},  // no space, none added
           {"déjà\u00A0: là", "déjà\u00A0: là"},
           {"", ""},
       })
    CHECK(NoBreakSpaces(c.typed) == c.set);
}

TEST_CASE("a straight apostrophe between letters is made round", "[reply]") {
  CHECK(CurlyApostrophes("l'acte d'un médecin, qu'« il »") == "l’acte d’un médecin, qu’« il »");
  CHECK(CurlyApostrophes("d'") == "d’");  // a field follows
  CHECK(CurlyApostrophes("5' et 'cité' !") == "5' et 'cité' !");
}

}  // namespace
}  // namespace riposte::reply
