// The vocabulary decides what a person may say; where it belongs follows from what it is about. A
// fact about one letter never floats: it is bound to its piece when it is recorded.
#include "pipeline/dossier/given.h"

#include <algorithm>
#include <charconv>

#include "extractors/template/vocabulary.h"

namespace riposte {
namespace {

constexpr size_t kMaxIdBytes = 120;
constexpr size_t kMaxTextBytes = 20'000;

Error Usage(std::string message, std::string hint = "") {
  return Error{.code = ErrorCode::kUsage, .message = std::move(message), .hint = std::move(hint)};
}

bool IsIdForm(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

// Of which pieces this may be said; empty when it is about the dossier.
struct Scope {
  ValueType type = ValueType::kText;
  bool about_piece = false;
  std::vector<std::string> pieces;
  std::vector<std::string> also;  // only where a person names the piece
};

std::optional<Scope> ScopeOf(const Dossier& dossier, const std::string& id) {
  Scope scope;
  const auto pieces_where = [&](auto&& holds) {
    scope.about_piece = true;
    for (const Piece& p : dossier.pieces)
      if (holds(p)) scope.pieces.push_back(p.id);
  };
  if (IsAboutReceipt(id)) {
    scope.type = *TypeOfGivenFact(id);
    // A returned slip is about another letter; its own dates are corrected only by its name.
    const auto is_slip = [](const Piece& p) { return p.letter.type.value == "avis_reception"; };
    pieces_where([&](const Piece& p) { return !is_slip(p); });
    if (TypeOfField("avis_reception", id))
      for (const Piece& p : dossier.pieces)
        if (is_slip(p)) scope.also.push_back(p.id);
    return scope;
  }
  if (const auto given = TypeOfGivenFact(id)) {
    scope.type = *given;
    return scope;
  }
  if (const auto cell = ParseCellId(id)) {
    scope.type = *TypeOfColumn(cell->table, cell->column);
    pieces_where([&](const Piece& p) {
      const auto table = p.letter.tables.find(cell->table);
      return table != p.letter.tables.end() && cell->row < table->second.size();
    });
    return scope;
  }
  if (const auto field = TypeOfAnyField(id)) {
    scope.type = *field;
    pieces_where([&](const Piece& p) { return TypeOfField(p.letter.type.value, id).has_value(); });
    return scope;
  }
  return std::nullopt;
}

std::string Listed(const Dossier& dossier, const std::vector<std::string>& ids) {
  std::string text;
  for (const Piece& p : dossier.pieces)
    if (std::count(ids.begin(), ids.end(), p.id) > 0)
      text += (text.empty() ? "" : ", ") + p.id + " (" + p.letter.type.value + ")";
  return text;
}

std::string_view LastPart(std::string_view id) {
  const size_t dot = id.rfind('.');
  return dot == std::string_view::npos ? id : id.substr(dot + 1);
}

Status CheckValue(const std::string& id, const Value& value, ValueType type) {
  if (std::holds_alternative<std::monostate>(value)) return {};
  if (!IsOfType(value, type)) {
    return Usage("«" + id + "» must be of the type " + Name(type));
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return {};
  if (text->size() > kMaxTextBytes) return Usage("the text for «" + id + "» is too long");
  const std::vector<std::string>* allowed = ClosedList(LastPart(id));
  if (id.starts_with("reponse.") || allowed == nullptr) return {};
  if (std::count(allowed->begin(), allowed->end(), *text) > 0) return {};
  std::string hint = "one of:";
  for (const std::string& a : *allowed) hint += " " + a;
  return Usage("unknown value for «" + id + "»", hint);
}

}  // namespace

bool IsAboutReceipt(std::string_view id) {
  return id == "date_remise" || id == "date_presentation" || id == "date_tampon" ||
         id == "mode_notification" || id == "preuve_reception";
}

bool IsBoundToPiece(std::string_view id) {
  // `inconnu` has the fields of every letter and no other.
  return IsAboutReceipt(id) || TypeOfField("inconnu", id).has_value();
}

std::optional<CellId> ParseCellId(std::string_view id) {
  const size_t first = id.find('.');
  const size_t second = first == std::string_view::npos ? first : id.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  CellId cell{std::string(id.substr(0, first)), 0, std::string(id.substr(second + 1))};
  const std::string_view number = id.substr(first + 1, second - first - 1);
  const auto [end, ec] = std::from_chars(number.data(), number.data() + number.size(), cell.row);
  if (ec != std::errc{} || end != number.data() + number.size() || cell.row == 0) {
    return std::nullopt;
  }
  --cell.row;
  if (!TypeOfColumn(cell.table, cell.column)) return std::nullopt;
  return cell;
}

bool IsOfType(const Value& value, ValueType type) {
  switch (type) {
    case ValueType::kText:
      return std::holds_alternative<std::string>(value);
    case ValueType::kInteger:
      return std::holds_alternative<int64_t>(value);
    case ValueType::kDecimal:
    case ValueType::kPercent:
      return std::holds_alternative<Decimal>(value);
    case ValueType::kAmount:
      return std::holds_alternative<Cents>(value);
    case ValueType::kDate:
      return std::holds_alternative<Date>(value) && std::get<Date>(value).ok();
    case ValueType::kDuration:
      return std::holds_alternative<Duration>(value);
    case ValueType::kTime:
      return std::holds_alternative<TimeOfDay>(value);
    case ValueType::kBoolean:
      return std::holds_alternative<bool>(value);
    case ValueType::kTextList:
      return std::holds_alternative<TextList>(value);
    case ValueType::kRpps:
    case ValueType::kAm:
    case ValueType::kLrar:
      return std::holds_alternative<std::string>(value) &&
             FromCanonical(type, std::get<std::string>(value)).has_value();
  }
  return false;
}

bool IsEmpty(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return text->find_first_not_of(" \t\r\n") == std::string::npos;
  }
  if (const auto* list = std::get_if<TextList>(&value)) return list->empty();
  return std::holds_alternative<std::monostate>(value);
}

const GivenFact* FindGiven(const Dossier& dossier, std::string_view id, std::string_view piece) {
  for (const GivenFact& f : dossier.given)
    if (f.id == id && f.piece == piece) return &f;
  return nullptr;
}

Status SetGiven(Dossier& dossier, const GivenFact& fact) {
  if (fact.id == "evenement") return Usage("an event is recorded with its date and kind");
  if (!IsIdForm(fact.id)) return Usage("this is not the form of a fact's id");
  const std::optional<Scope> scope = ScopeOf(dossier, fact.id);
  if (!scope) return Usage("unknown fact «" + fact.id + "»");
  const Status typed = CheckValue(fact.id, fact.value, scope->type);
  if (!typed.ok()) return typed;
  if (!fact.date.empty() && !DateFromIso(fact.date)) return Usage("the date is not ISO 8601");
  if (fact.author.size() > kMaxTextBytes || fact.proof.size() > kMaxTextBytes) {
    return Usage("author or proof is too long");
  }

  GivenFact entry = fact;
  if (!fact.piece.empty() && dossier.FindPiece(fact.piece) == nullptr) {
    return Usage("there is no piece «" + fact.piece + "» in this dossier");
  }
  if (scope->about_piece) {
    const bool named = std::count(scope->also.begin(), scope->also.end(), fact.piece) > 0;
    if (scope->pieces.empty() && !named)
      return Usage("no letter of this dossier has «" + fact.id + "»");
    if (named) {
      // bound to the slip itself
    } else if (fact.piece.empty()) {
      if (scope->pieces.size() > 1) {
        return Usage("«" + fact.id + "» is about one letter: say which",
                     Listed(dossier, scope->pieces));
      }
      entry.piece = scope->pieces.front();
    } else if (std::count(scope->pieces.begin(), scope->pieces.end(), fact.piece) == 0) {
      return Usage("the letter «" + fact.piece + "» has no «" + fact.id + "»");
    }
  }

  for (GivenFact& f : dossier.given) {
    if (f.id != entry.id || f.piece != entry.piece) continue;
    entry.before = f.before;
    entry.before.push_back({f.value, f.author, f.date, f.proof});
    f = std::move(entry);
    return {};
  }
  dossier.given.push_back(std::move(entry));
  return {};
}

const std::vector<std::string>& EventKinds() {
  static const std::vector<std::string> kinds = {"observations_envoyees",
                                                 "audition_demandee",
                                                 "audition_tenue",
                                                 "refus_envoye",
                                                 "acceptation_envoyee",
                                                 "paiement",
                                                 "recours_cra_envoye",
                                                 "requete_deposee",
                                                 "opposition_formee",
                                                 "compte_rendu_renvoye",
                                                 "demande_documents",
                                                 "documents_recus",
                                                 "saisine_cada",
                                                 "saisine_uncam",
                                                 "avis_uncam",
                                                 "silence_confirme",
                                                 "appel",
                                                 "autre"};
  return kinds;
}

void SetMentions(Dossier& dossier, const std::string& piece, const std::vector<Finding>& mentions) {
  std::erase_if(dossier.findings,
                [&](const Finding& f) { return f.piece == piece && f.kind == "mention"; });
  for (Finding f : mentions) {
    f.piece = piece;
    f.kind = "mention";
    dossier.findings.push_back(std::move(f));
  }
}

Status AddEvent(Dossier& dossier, const Event& event) {
  const std::vector<std::string>& kinds = EventKinds();
  if (std::count(kinds.begin(), kinds.end(), event.kind) == 0) {
    std::string hint = "one of:";
    for (const std::string& k : kinds) hint += " " + k;
    return Usage("unknown kind of event", hint);
  }
  if (!DateFromIso(event.date)) return Usage("an event needs its date, as ISO 8601");
  if (!event.entered.empty() && !DateFromIso(event.entered)) {
    return Usage("the date of entry is not ISO 8601");
  }
  if (!event.piece.empty() && dossier.FindPiece(event.piece) == nullptr) {
    return Usage("there is no piece «" + event.piece + "» in this dossier");
  }
  if (event.text.size() > kMaxTextBytes) return Usage("the text of the event is too long");
  dossier.events.push_back(event);
  return {};
}

}  // namespace riposte
