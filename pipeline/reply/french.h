// French wording that letters need beyond values/format.h: elision, articles, agreement, places,
// and the formats of templates/replies/valeurs.xml by name.
//
//   Format("date", "2024-09-01", {})       {"1er septembre 2024"}   (no-break spaces inside)
//   Format("pourcentage", "-21.4", {})     {"−21,4 %"}
//   WithDe("Angers")                       "d’Angers"
//   DepartementWithDe("34")                "de l’Hérault";  "67" -> "du Bas-Rhin"
//   CityOf("12 rue X / 44200 NANTES CEDEX 2")  "Nantes"
//
// Formats take canonical text (ISO dates, point decimals) and give none for anything else: a value
// is never half formatted. Typography: Lexique des règles typographiques en usage à l'Imprimerie
// nationale. Pure functions, thread-safe, independent of the locale.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/values/value.h"

namespace riposte::reply {

// Rounded half away from zero on the decimal digits, never through a binary fraction; none if
// `canonical` is no plain decimal number.
std::optional<Decimal> Rounded(std::string_view canonical, int decimals);

// «de» before a word, elided where French elides: «d’Angers», «de Nantes», «d’Hyères», «de Hauts».
std::string WithDe(std::string_view word);
// The definite article of a body after nothing, «de» and «à»: «la CPAM du Gard», «de l’Assurance
// maladie», «au service médical». A body whose gender is not known keeps none: «de Ameli SA».
std::string WithArticle(std::string_view body);
std::string DeArticle(std::string_view body);
std::string AArticle(std::string_view body);
// From the département's number; none for an unknown one. «de l’Hérault», «de Paris», «des Landes».
std::optional<std::string> DepartementWithDe(std::string_view number);

// Singular under 2 (French writes «1,5 patient»), plural from 2 on. None if not a number.
std::optional<std::string> Agree(std::string_view canonical_number, std::string_view singular,
                                 std::string_view plural);

std::string Capitals(std::string_view text);  // accents kept: «LEFÈVRE»
// «SAINT-HERBLAIN» -> «Saint-Herblain», «VILLENEUVE-D'ASCQ» -> «Villeneuve-d’Ascq». Text that
// already has lower case is left alone.
std::string PlaceName(std::string_view text);
// The town of an address whose lines are joined by « / »; none if there is no postal line.
std::optional<std::string> CityOf(std::string_view address);
// Lines of a value joined by « / » as the vocabulary has them.
std::vector<std::string> SplitLines(std::string_view joined);

struct FormatOptions {
  int decimals = -1;               // rounds numbers; -1: as given
  std::vector<std::string> forms;  // singular and plural of `accord`
};
// texte, lignes, date, date_jour, nombre, montant, pourcentage, duree, heure, liste, accord, de,
// article, de_article, a_article, de_departement, capitales, lieu, ville, am, lrar, phrase,
// egalite.
const std::vector<std::string>& FormatNames();
// One entry a line of the letter. None: not of the form that this format takes.
std::optional<std::vector<std::string>> Format(std::string_view name, std::string_view canonical,
                                               const FormatOptions& options);
// The format that a value of this type takes when a letter names a fact directly.
std::string DefaultFormat(ValueType type);

}  // namespace riposte::reply
