// `riposte templates check`: does every template still read its samples?
//
//   for (const Error& e : CheckTemplates("templates", read)) print(e.ToString());
//
// A sample is a letter and its expected JSON: {"type": …, "fields": {id: value}, "tables": {id:
// [{column: value}]}}, or the JSON of `riposte extract`. The Reading of the letter is the file
// NAME.reading.json beside NAME.pdf when there is one, else what `read` gives for the path.
//
// Each Error is kTemplate and names the template's file, and the line of the <sample>:
// - a template that does not load (unknown element or id, a pattern RE2 refuses): alone, since
//   nothing else can be tried then;
// - a sample that cannot be read, has no expected JSON, or expects an id outside the vocabulary;
// - a sample that no longer reads: its type, a field, a row or a cell differs, or is missing;
// - two templates that list one sample, or that compete for it.
// A field that is read though it is not expected is an error too; status and confidence are not
// compared. Empty: all is well. Thread-safe if `read` is.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/reading/reading.h"
#include "extractors/values/value.h"

namespace riposte {

using SampleReader = std::function<Result<Reading>(const std::string& path)>;

// Texts are compared with quotes, dashes and spaces levelled.
bool SameValue(const Value& a, const Value& b);

std::vector<Error> CheckTemplates(const std::string& dir, const SampleReader& read = {});

}  // namespace riposte
