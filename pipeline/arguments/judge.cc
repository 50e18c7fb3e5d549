// From declared to usable, one test after the other; the first that fails decides the state. What
// is unknown never lets an argument through: it comes back as «possible» with what to ask.
#include <algorithm>
#include <map>

#include "extractors/template/vocabulary.h"
#include "extractors/values/format.h"
#include "pipeline/arguments/arguments.h"
#include "pipeline/dossier/expression.h"

namespace riposte {
namespace {

int Rank(const std::string& moment) {
  if (moment == "observations") return 0;
  if (moment == "commission") return 1;
  return moment == "recours" ? 2 : 3;  // interne and jamais come never
}

std::string MomentInFrench(const std::string& moment) {
  if (moment == "commission") return "à garder pour la commission";
  if (moment == "recours") return "à garder pour le recours";
  return "à usage interne";
}

class Judging {
 public:
  Judging(Dossier& dossier, const Arguments& arguments, const Law& law,
          const std::vector<ArgumentLetter>& letters, const FieldNeeds& needs)
      : d_(dossier),
        arguments_(arguments),
        law_(law),
        letters_(letters),
        needs_(needs),
        xml_(ToXml(dossier)) {}

  Status Run() {
    std::vector<ArgumentRecord> records;
    for (const Argument& a : arguments_.all()) {
      const Piece* piece = LatestAbout(a);
      if (piece == nullptr) continue;
      Result<ArgumentRecord> record = Record(a, *piece);
      if (!record.ok()) return record.error();
      records.push_back(std::move(record.value()));
    }
    d_.arguments = std::move(records);
    AskMissing();
    return {};
  }

 private:
  const Piece* LatestAbout(const Argument& a) const {
    const Piece* latest = nullptr;
    for (const Piece& p : d_.pieces)
      if (std::count(a.types.begin(), a.types.end(), p.letter.type.value) > 0) latest = &p;
    return latest;
  }

  // What a person ordered: another moment, or «ecarte»; empty for nothing.
  std::string Order(const Argument& a, const std::string& piece) const {
    const auto given = EffectiveFact(d_, "reponse.argument_" + a.id, piece);
    const auto* text = given ? std::get_if<std::string>(&given->value) : nullptr;
    return text != nullptr && given->usable ? *text : "";
  }

  Result<ArgumentRecord> Record(const Argument& a, const Piece& piece) {
    const std::string order = Order(a, piece.id);
    ArgumentRecord r{.id = a.id,
                     .state = "",
                     .title = a.title,
                     .piece = piece.id,
                     .moment = a.moment,
                     .strength = a.strength,
                     .risk = a.risk,
                     .authorities = Authorities(a, piece)};
    const bool ordered = !order.empty() && order != "ecarte" && a.moment != "jamais";
    if (ordered) r.moment = order;
    if (a.moment == "jamais") {
      r.state = "ecarte";
      r.note = "Jamais imprimé.";
      return r;
    }
    if (piece.letter.type.status != FactStatus::kSure) {
      r.state = "possible";
      r.note = "Le type du courrier " + piece.id + " est à vérifier.";
      return r;
    }
    if (Status s = Facts(a, piece, r); !s.ok()) return s.error();
    if (r.state.empty()) Articles(a, piece, r);
    if (r.state.empty() && order == "ecarte") {
      r.state = "ecarte";
      r.note = "Écarté par la personne qui suit le dossier.";
    }
    if (r.state.empty()) Letters(a, ordered, r);
    return r;
  }

  Status Facts(const Argument& a, const Piece& piece, ArgumentRecord& r) {
    Evaluator* evaluator = nullptr;
    if (Status s = EvaluatorOf(piece.id, evaluator); !s.ok()) return s;
    const auto holds = [&](const ArgumentCondition& c) -> Result<bool> {
      const Evaluated e = evaluator->Boolean(WithPiece(c.xpath, piece.id));
      if (e.state == Evaluated::kError)
        return xml::TemplateError(a.file, c.line, a.id + ": " + e.error);
      if (e.state != Evaluated::kPossible) return e.boolean;
      for (const std::string& id : e.missing)
        if (std::count(r.missing.begin(), r.missing.end(), id) == 0) r.missing.push_back(id);
      return false;
    };
    Result<bool> condition = holds(a.condition);
    if (!condition.ok()) return condition.error();
    if (r.missing.empty() && !*condition) {
      r.state = "sans_objet";
      r.note = a.not_applicable;
      return {};
    }
    // A use that is forbidden for certain needs no answer.
    for (const ArgumentCondition& f : a.forbidden) {
      Result<bool> forbidden = holds(f);
      if (!forbidden.ok()) return forbidden.error();
      if (!*forbidden) continue;
      r.state = "ecarte";
      r.note = f.why;
      r.missing.clear();
      return {};
    }
    // What the sentence prints must be known too: one doubtful value does not refuse the letter.
    for (const xml::Part& p : a.text) {
      if (!p.field.starts_with("reponse.") && !TypeOfAnyField(p.field)) {
        if (p.field.empty() || !needs_) continue;
        Result<std::vector<std::string>> unknown = needs_(*evaluator, piece.id, p.field);
        if (!unknown.ok())
          return unknown.error().file.empty()
                     ? xml::TemplateError(a.file, a.line, a.id + ": " + unknown.error().message)
                     : unknown.error();
        for (const std::string& id : *unknown)
          if (std::count(r.missing.begin(), r.missing.end(), id) == 0) r.missing.push_back(id);
        continue;
      }
      Result<bool> known = holds({"r:texte('" + p.field + "') != ''", "", a.line});
      if (!known.ok()) return known.error();
    }
    if (!r.missing.empty()) r.state = "possible";
    return {};
  }

  std::optional<Date> LetterDate(const Piece& piece) const {
    const auto fact = EffectiveFact(d_, "date_lettre", piece.id);
    const auto* date = fact && fact->usable ? std::get_if<Date>(&fact->value) : nullptr;
    return date != nullptr ? std::optional(*date) : std::nullopt;
  }

  // Only what was read in full, as it stood when the letter was written.
  void Articles(const Argument& a, const Piece& piece, ArgumentRecord& r) const {
    const std::optional<Date> date = LetterDate(piece);
    for (const ArgumentArticle& article : a.articles) {
      if (!article.printed) continue;
      if (!date) {
        r.state = "possible";
        r.missing = {"date_lettre"};
        return;
      }
      const auto basis = law_.BasisOf(article.code, article.article, article.paragraph, *date);
      if (basis && (basis->confidence == "V" || basis->confidence == "V-aug")) continue;
      r.state = "ecarte";
      r.note = "La rédaction de l’article " + article.article + " au " + FrenchDate(*date) +
               " n’a pas été lue : il ne peut pas être cité.";
      return;
    }
  }

  void Letters(const Argument& a, bool ordered, ArgumentRecord& r) const {
    const bool weak = a.strength == "faible" && !ordered;
    bool held_back = false;
    for (const ArgumentLetter& l : letters_) {
      if (std::count(a.letters.begin(), a.letters.end(), l.id) == 0) continue;
      if (Rank(r.moment) > Rank(l.moment) || Rank(r.moment) > 2) continue;
      const bool possible = std::any_of(d_.pieces.begin(), d_.pieces.end(), [&](const Piece& p) {
        return std::count(l.types.begin(), l.types.end(), p.letter.type.value) > 0;
      });
      if (!possible) continue;
      if (weak && l.to_fund)
        held_back = true;
      else
        r.letters.push_back(l.id);
    }
    r.state = r.letters.empty() ? "garde" : "retenu";
    if (held_back)
      r.note = "Faible : montré ici, imprimé pour la caisse seulement si le délégué le demande.";
    else if (r.letters.empty())
      r.note = "Fondé, " + MomentInFrench(r.moment) + ".";
  }

  std::vector<std::string> Authorities(const Argument& a, const Piece& piece) const {
    std::vector<std::string> out;
    const std::optional<Date> date = LetterDate(piece);
    for (const ArgumentArticle& article : a.articles) {
      const auto basis = date
                             ? law_.BasisOf(article.code, article.article, article.paragraph, *date)
                             : std::nullopt;
      out.push_back(article.code + " " + article.article +
                    (article.paragraph.empty() ? "" : ", " + article.paragraph) + " [" +
                    (basis ? basis->confidence : "date inconnue") + "]");
    }
    for (const ArgumentDecision& d : a.decisions)
      out.push_back(d.court + (d.date.empty() ? "" : ", " + d.date) +
                    (d.number.empty() ? "" : ", n° " + d.number) +
                    (d.signed_by.empty() ? " [interne]" : " [relu par " + d.signed_by + "]"));
    return out;
  }

  Status EvaluatorOf(const std::string& piece, Evaluator*& out) {
    auto it = evaluators_.find(piece);
    if (it == evaluators_.end()) {
      Result<Evaluator> made = Evaluator::OnlyFactsOf(xml_, piece);
      if (!made.ok()) return made.error();
      it = evaluators_.emplace(piece, std::move(made.value())).first;
    }
    out = &it->second;
    return {};
  }

  bool HasTypeOf(const std::vector<std::string>& types) const {
    return std::any_of(d_.pieces.begin(), d_.pieces.end(), [&](const Piece& p) {
      return std::count(types.begin(), types.end(), p.letter.type.value) > 0;
    });
  }

  // What an argument that is still open reads, all of it at once: nobody is asked twice. What no
  // argument reads (who assists, which insurer) is asked of every doctor whose letter it is about.
  bool Wanted(const AskedQuestion& q, const std::string& fact) const {
    // Behind a value of its text: what it reads does not name the fact.
    for (const ArgumentRecord& r : d_.arguments)
      if (r.state == "possible" && !EffectiveFact(d_, fact) &&
          std::count(r.missing.begin(), r.missing.end(), fact) > 0)
        return true;
    bool read = false;
    for (const Argument& a : arguments_.all()) {
      if (std::count(a.answers.begin(), a.answers.end(), fact) == 0) continue;
      read = true;
      if (EffectiveFact(d_, fact)) continue;
      for (const ArgumentRecord& r : d_.arguments)
        if (r.id == a.id && r.state == "possible") return true;
    }
    if (read || fact == kNoPatientNamed || EffectiveFact(d_, fact)) return false;
    if (!q.types.empty()) return HasTypeOf(q.types);
    const std::vector<AskedQuestion>& all = arguments_.questions().all();
    return std::any_of(all.begin(), all.end(),
                       [&](const AskedQuestion& other) { return HasTypeOf(other.types); });
  }

  // In the order of the questionnaire, each question once; a wish for an enclosure after them.
  void AskMissing() {
    const Questionnaire& asked = arguments_.questions();
    std::erase_if(d_.questions, [&](const Question& q) {
      return asked.Find(q.id) != nullptr || q.id.starts_with("reponse.joindre_");
    });
    for (const AskedQuestion& q : asked.all()) {
      const std::string fact = "reponse." + q.id;
      if (Wanted(q, fact)) d_.questions.push_back({.id = fact, .text = q.text, .piece = ""});
    }
    for (const ArgumentRecord& r : d_.arguments) {
      if (r.state != "retenu") continue;
      for (const Enclosure& e : arguments_.Find(r.id)->enclosures) {
        const std::string fact = "reponse.joindre_" + e.id;
        const bool known = std::any_of(d_.questions.begin(), d_.questions.end(),
                                       [&](const Question& q) { return q.id == fact; });
        if (known || EffectiveFact(d_, fact, "")) continue;
        d_.questions.push_back(
            {.id = fact, .text = "Joindre à la lettre : " + e.text + " ? (oui, non)", .piece = ""});
      }
    }
  }

  Dossier& d_;
  const Arguments& arguments_;
  const Law& law_;
  const std::vector<ArgumentLetter>& letters_;
  const FieldNeeds& needs_;
  const std::string xml_;
  std::map<std::string, Evaluator> evaluators_;
};

}  // namespace

Status Judge(Dossier& dossier, const Arguments& arguments, const Law& law,
             const std::vector<ArgumentLetter>& letters, const FieldNeeds& needs) {
  return Judging(dossier, arguments, law, letters, needs).Run();
}

}  // namespace riposte
