// What is done with one input by a fuzzer, and what must hold of it. The fuzzers call these for
// hours (tests/fuzz/run); the unit tests call them with the corpus and with every input that was
// ever found.
//
//   std::string wrong = TryValues("7 000,00 €");      // empty: all held
//
// Each gives the first thing that does not hold, in English, or nothing. Crashes, undefined
// behaviour and hangs show by themselves. Bounded memory; one thread.
#pragma once

#include <string>
#include <string_view>

namespace riposte {

// The XML of one letter template, loaded beside small <common> and <funds> files, then used to read
// a letter.
std::string TryTemplate(std::string_view xml);
// UTF-8, or not: every finder of values/, table cells, NIRs, folding, CSV and JSON.
std::string TryValues(std::string_view text);
// The JSON of a Reading, as a child sends it, then read with the project's templates.
std::string TryReading(std::string_view json);
// The JSON of a Letter.
std::string TryLetter(std::string_view json);

}  // namespace riposte
