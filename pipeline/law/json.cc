// The JSON of contract/cli.md; keys in its order.
#include "extractors/values/json.h"

#include "pipeline/law/law.h"

namespace riposte {

std::string ToJson(const Deadline& d) {
  JsonWriter w;
  const auto text = [&w](const char* key, const std::string& value) {
    w.Key(key);
    w.String(value);
  };
  w.BeginObject();
  text("rule", d.rule);
  text("side", d.side);
  text("start", ToIso(d.start));
  text("start_kind", d.start_kind);
  text("zone", d.zone);
  text("length", ToCanonical(Value(d.length)));
  text("raw", ToIso(d.raw));
  text("extended", ToIso(d.extended));
  text("prudent", ToIso(d.prudent));
  if (d.franc) {
    w.Key("franc");
    w.Bool(true);
  }
  text("if_missed", d.if_missed);
  text("form", d.form);
  w.Key("basis");
  w.BeginArray();
  for (const Basis& b : d.basis) {
    w.BeginObject();
    text("article", b.article);
    text("code", b.code);
    text("confidence", b.confidence);
    w.EndObject();
  }
  w.EndArray();
  text("rule_set", d.rule_set);
  w.Key("warnings");
  w.BeginArray();
  for (const std::string& s : d.warnings) w.String(s);
  w.EndArray();
  w.EndObject();
  return w.text();
}

}  // namespace riposte
