// The tree that expressions see has no facts in it: they are taken out before the first evaluation
// and answered by the r: functions from the typed Dossier. A function that meets an unusable fact
// notes its id and goes on with NaN, "" or false, so that as many ids as possible are collected;
// the note alone decides the state, whatever value comes out.
#include "pipeline/dossier/expression.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "extractors/template/vocabulary.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/given.h"
#include "pipeline/dossier/xml_reader.h"
#include "pipeline/dossier/xml_tree.h"

namespace riposte {
namespace {

constexpr size_t kMaxExpression = 4096;
// Steps of libxml2's evaluator; a full dossier has some ten thousand nodes.
constexpr unsigned long kMaxSteps = 2'000'000;
constexpr const char* kNamespace = "urn:riposte";

const xmlChar* X(const char* s) { return reinterpret_cast<const xmlChar*>(s); }

struct ContextFree {
  void operator()(xmlXPathContext* c) const { xmlXPathFreeContext(c); }
};
struct CompiledFree {
  void operator()(xmlXPathCompExpr* c) const { xmlXPathFreeCompExpr(c); }
};
struct ObjectFree {
  void operator()(xmlXPathObject* o) const { xmlXPathFreeObject(o); }
};
struct CharFree {
  void operator()(xmlChar* s) const { xmlFree(s); }
};

void RemoveFacts(xmlNode* parent) {
  for (xmlNode* n = parent->children; n != nullptr;) {
    xmlNode* const next = n->next;
    if (n->type == XML_ELEMENT_NODE) {
      const std::string_view name = NameOf(n);
      if (name == "fait" || name == "table" || name == "donnees") {
        xmlUnlinkNode(n);
        xmlFreeNode(n);
      } else {
        RemoveFacts(n);
      }
    }
    n = next;
  }
}

bool EmptyOnPaper(const Row& row, const std::string& column) {
  const auto cell = row.find(column);
  return cell != row.end() && cell->second.status == FactStatus::kSure &&
         std::holds_alternative<std::monostate>(cell->second.value);
}

// The rows of a letter's tables, with what of each cell can be relied on: rows of letters are made
// from them. A cell that cannot is no attribute, which refuses the letter it should stand in; one
// that the document itself leaves empty is an empty attribute.
void AddRows(const Dossier& dossier, xmlNode* root) {
  for (xmlNode* part = root->children; part != nullptr; part = part->next) {
    if (part->type != XML_ELEMENT_NODE || NameOf(part) != "pieces") continue;
    auto piece = dossier.pieces.begin();
    for (xmlNode* n = part->children; n != nullptr && piece != dossier.pieces.end(); n = n->next) {
      if (n->type != XML_ELEMENT_NODE) continue;
      for (const auto& [table, rows] : piece->letter.tables) {
        xmlNode* list = xmlNewChild(n, nullptr, X("rangs"), nullptr);
        xmlNewProp(list, X("table"), X(table.c_str()));
        for (size_t r = 0; r < rows.size(); ++r) {
          xmlNode* row = xmlNewChild(list, nullptr, X("rang"), nullptr);
          xmlNewProp(row, X("n"), X(std::to_string(r + 1).c_str()));
          for (const std::string& column : ColumnsOf(table)) {
            const auto cell = EffectiveCell(dossier, piece->id, table, r, column);
            const bool none = !cell && EmptyOnPaper(rows[r], column);
            if (!none && (!cell || !cell->usable || IsEmpty(cell->value))) continue;
            const std::string text = none ? "" : ToCanonical(cell->value);
            xmlNewProp(row, X(column.c_str()), X(text.c_str()));
          }
        }
      }
      ++piece;
    }
  }
}

std::optional<double> NumberOf(const Value& value) {
  if (const auto* i = std::get_if<int64_t>(&value)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<Decimal>(&value)) return d->ToDouble();
  if (const auto* c = std::get_if<Cents>(&value)) return static_cast<double>(c->value) / 100.0;
  return std::nullopt;
}

std::string TextOfValue(const Value& value) {
  const auto* list = std::get_if<TextList>(&value);
  if (list == nullptr) return ToCanonical(value);
  std::string text;
  for (const std::string& element : *list) text += (text.empty() ? "" : ", ") + element;
  return text;
}

void Nothing(void*, const char*, ...) {}

// libxml2 prints some XPath errors by itself; nothing may reach stderr from here.
class Silence {
 public:
  Silence() : function_(xmlGenericError), context_(xmlGenericErrorContext) {
    xmlSetGenericErrorFunc(nullptr, Nothing);
  }
  ~Silence() { xmlSetGenericErrorFunc(context_, function_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  xmlGenericErrorFunc function_;
  void* context_;
};

}  // namespace

struct Evaluator::Impl {
  XmlDocument doc;
  Dossier dossier;
  std::string piece;
  std::unique_ptr<xmlXPathContext, ContextFree> context;
  std::vector<std::string> missing;
  std::string error;

  void Missing(const std::string& id) {
    if (std::count(missing.begin(), missing.end(), id) == 0) missing.push_back(id);
  }

  // The fact if it can be relied on; else its id is noted.
  std::optional<Effective> Usable(const std::string& id) {
    std::optional<Effective> fact = EffectiveFact(dossier, id, piece);
    if (fact && fact->usable) return fact;
    Missing(id);
    return std::nullopt;
  }

  void WrongType(xmlXPathParserContext* c, const std::string& message) {
    if (error.empty()) error = message;
    xmlXPathSetError(c, XPATH_INVALID_TYPE);
  }

  static Impl& Of(xmlXPathParserContext* c) { return *static_cast<Impl*>(c->context->userData); }

  static std::optional<std::string> Argument(xmlXPathParserContext* c, int count) {
    if (count != 1) {
      xmlXPathSetArityError(c);
      return std::nullopt;
    }
    const std::unique_ptr<xmlChar, CharFree> text(xmlXPathPopString(c));
    if (xmlXPathCheckError(c) || !text) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(text.get()));
  }

  static void Number(xmlXPathParserContext* c, int count) {
    const std::optional<std::string> id = Argument(c, count);
    if (!id) return;
    double result = std::numeric_limits<double>::quiet_NaN();
    if (const auto fact = Of(c).Usable(*id)) {
      const std::optional<double> number = NumberOf(fact->value);
      if (!number) return Of(c).WrongType(c, "r:nombre: «" + *id + "» is not a number");
      result = *number;
    }
    xmlXPathReturnNumber(c, result);
  }

  static void Day(xmlXPathParserContext* c, int count) {
    const std::optional<std::string> id = Argument(c, count);
    if (!id) return;
    double result = std::numeric_limits<double>::quiet_NaN();
    if (const auto fact = Of(c).Usable(*id)) {
      const Date* date = std::get_if<Date>(&fact->value);
      if (date == nullptr) return Of(c).WrongType(c, "r:jour: «" + *id + "» is not a date");
      result = static_cast<double>(std::chrono::sys_days(*date).time_since_epoch().count());
    }
    xmlXPathReturnNumber(c, result);
  }

  static void TextFunction(xmlXPathParserContext* c, int count) {
    const std::optional<std::string> id = Argument(c, count);
    if (!id) return;
    std::string result;
    if (const auto fact = Of(c).Usable(*id)) result = TextOfValue(fact->value);
    // A value given just now may hold what XML cannot; a NUL ends the text here.
    xmlXPathReturnString(c, xmlStrdup(X(result.c_str())));
  }

  static void True(xmlXPathParserContext* c, int count) {
    const std::optional<std::string> id = Argument(c, count);
    if (!id) return;
    bool result = false;
    if (const auto fact = Of(c).Usable(*id)) {
      const bool* value = std::get_if<bool>(&fact->value);
      if (value == nullptr) return Of(c).WrongType(c, "r:vrai: «" + *id + "» is not a boolean");
      result = *value;
    }
    xmlXPathReturnBoolean(c, result ? 1 : 0);
  }

  static void Present(xmlXPathParserContext* c, int count) {
    const std::optional<std::string> id = Argument(c, count);
    if (!id) return;
    const std::optional<Effective> fact = EffectiveFact(Of(c).dossier, *id, Of(c).piece);
    if (fact && !fact->usable) Of(c).Missing(*id);
    xmlXPathReturnBoolean(c, fact && fact->usable && !IsEmpty(fact->value) ? 1 : 0);
  }

  static void KeepError(void* user, xmlErrorPtr e) {
    auto* impl = static_cast<Impl*>(user);
    if (!impl->error.empty() || e == nullptr || e->message == nullptr) return;
    impl->error = e->message;
    while (!impl->error.empty() && impl->error.back() == '\n') impl->error.pop_back();
  }

  std::unique_ptr<xmlXPathObject, ObjectFree> Evaluate(const std::string& xpath) {
    missing.clear();
    error.clear();
    if (xpath.size() > kMaxExpression || xpath.find('\0') != std::string::npos) {
      error = "the expression is too long";
      return nullptr;
    }
    const Silence silence;
    context->node = xmlDocGetRootElement(doc.get());
    context->opLimit = kMaxSteps;
    context->opCount = 0;
    const std::unique_ptr<xmlXPathCompExpr, CompiledFree> compiled(
        xmlXPathCtxtCompile(context.get(), X(xpath.c_str())));
    std::unique_ptr<xmlXPathObject, ObjectFree> result;
    if (compiled) result.reset(xmlXPathCompiledEval(compiled.get(), context.get()));
    if (!result && error.empty()) error = "the expression cannot be evaluated";
    return result;
  }

  void Finish(Evaluated& e) {
    e.missing = missing;
    if (!error.empty()) {
      e.state = Evaluated::kError;
      e.error = error;
    } else if (!missing.empty()) {
      e.state = Evaluated::kPossible;
    }
    if (e.state != Evaluated::kValue) {
      e.boolean = false;
      e.text.clear();
    }
  }
};

Evaluator::Evaluator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

Result<Evaluator> Evaluator::Make(std::string_view dossier_xml, const std::string& piece) {
  return MakeOf(dossier_xml, piece, false);
}

Result<Evaluator> Evaluator::OnlyFactsOf(std::string_view dossier_xml, const std::string& piece) {
  return MakeOf(dossier_xml, piece, true);
}

Result<Evaluator> Evaluator::MakeOf(std::string_view dossier_xml, const std::string& piece,
                                    bool only_this_piece) {
  Result<XmlDocument> doc = ParseXml(dossier_xml, "dossier.xml");
  if (!doc.ok()) return doc.error();
  Result<Dossier> dossier = ReadDossier(doc->get(), "dossier.xml");
  if (!dossier.ok()) return dossier.error();
  if (!piece.empty() && dossier->FindPiece(piece) == nullptr) {
    return Error{.code = ErrorCode::kUsage,
                 .message = "there is no piece «" + piece + "» in this dossier"};
  }
  if (only_this_piece) {
    for (Piece& p : dossier->pieces) {
      if (p.id == piece) continue;
      p.letter.fields.clear();
      p.letter.tables.clear();
    }
    std::erase_if(dossier->given,
                  [&](const GivenFact& f) { return !f.piece.empty() && f.piece != piece; });
  }
  auto impl = std::make_unique<Impl>();
  impl->doc = std::move(doc).value();
  impl->dossier = std::move(dossier).value();
  impl->piece = piece;
  RemoveFacts(xmlDocGetRootElement(impl->doc.get()));
  AddRows(impl->dossier, xmlDocGetRootElement(impl->doc.get()));

  impl->context.reset(xmlXPathNewContext(impl->doc.get()));
  xmlXPathContext* c = impl->context.get();
  if (c == nullptr) return Error{.message = "no memory for XPath"};
  c->userData = impl.get();
  c->error = Impl::KeepError;
  const auto add = [c](const char* name, xmlXPathFunction f) {
    return xmlXPathRegisterFuncNS(c, X(name), X(kNamespace), f) == 0;
  };
  const bool registered = xmlXPathRegisterNs(c, X("r"), X(kNamespace)) == 0 &&
                          add("nombre", Impl::Number) && add("jour", Impl::Day) &&
                          add("texte", Impl::TextFunction) && add("vrai", Impl::True) &&
                          add("present", Impl::Present);
  if (!registered) return Error{.message = "the XPath functions cannot be registered"};
  return Evaluator(std::move(impl));
}

Evaluated Evaluator::Boolean(const std::string& xpath) {
  Evaluated e;
  const auto result = impl_->Evaluate(xpath);
  if (result) e.boolean = xmlXPathCastToBoolean(result.get()) != 0;
  impl_->Finish(e);
  return e;
}

Evaluated Evaluator::Text(const std::string& xpath) {
  Evaluated e;
  const auto result = impl_->Evaluate(xpath);
  if (result) {
    const std::unique_ptr<xmlChar, CharFree> text(xmlXPathCastToString(result.get()));
    if (text) e.text = reinterpret_cast<const char*>(text.get());
    // What is no number must not reach a letter as «NaN».
    if (result->type == XPATH_NUMBER && !std::isfinite(result->floatval) &&
        impl_->missing.empty() && impl_->error.empty()) {
      impl_->error = "the result is not a number";
    }
  }
  impl_->Finish(e);
  return e;
}

std::string WithPiece(const std::string& xpath, const std::string& piece) {
  static constexpr std::string_view kVariable = "$piece";
  std::string out = xpath;
  const std::string literal = "'" + piece + "'";
  for (size_t at = out.find(kVariable); at != std::string::npos;
       at = out.find(kVariable, at + literal.size()))
    out.replace(at, kVariable.size(), literal);
  return out;
}

}  // namespace riposte
