// One text a reason, written for a secretary: why, what to do, and that no time limit was computed.
// No-break spaces are put in at the end (FrenchSpacing), so that the texts can be read here.
#include "pipeline/intake/notes.h"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "extractors/page/reader.h"
#include "extractors/values/format.h"
#include "pipeline/intake/intake.h"
#include "pipeline/store/files.h"

namespace riposte {
namespace {

struct Text {
  std::string_view reason;
  std::string_view why;
  std::vector<std::string_view> what_to_do;
};

constexpr std::string_view kScanAgain =
    "Numérisez de nouveau le courrier papier, en PDF, et déposez-le dans le dossier « inbox ».";
constexpr std::string_view kAskSender =
    "À défaut de papier, demandez un nouvel envoi à l’expéditeur.";
constexpr std::string_view kReadByHand =
    "Lisez le document vous-même : s’il s’agit d’un courrier de la caisse, un délai court "
    "peut-être "
    "déjà.";
constexpr std::string_view kTellSupport =
    "Si cela se répète avec d’autres documents, signalez-le à la personne qui suit l’installation.";

const std::vector<Text>& Texts() {
  static const std::vector<Text> texts = {
      {"encrypted",
       "Ce document est protégé par un mot de passe. Il n’a pas pu être ouvert.",
       {"Ouvrez-le avec son mot de passe, enregistrez-en une copie sans protection (par exemple "
        "par "
        "« Imprimer », puis « Enregistrer au format PDF ») et déposez cette copie dans le dossier "
        "« inbox ».",
        "Si vous n’avez pas le mot de passe, demandez-le à l’expéditeur.",
        "Si vous avez le courrier papier, numérisez-le."}},
      {"damaged",
       "Ce fichier est abîmé ou incomplet : sa structure ne se lit pas, ou il s’arrête avant la "
       "fin. La numérisation ou l’envoi a sans doute été interrompu.",
       {kScanAgain, kAskSender}},
      {"empty", "Ce fichier est vide, ou ne contient aucune page.", {kScanAgain, kAskSender}},
      {"unsupported",
       "Ce fichier n’est pas d’un format lu ici. Les formats lus sont PDF, TIFF, JPEG, PNG et HEIC "
       "; "
       "c’est le contenu qui compte, et non l’extension du nom.",
       {"Ouvrez-le dans son logiciel, enregistrez-le au format PDF et déposez ce PDF dans le "
        "dossier "
        "« inbox ».",
        "S’il est arrivé dans une archive (ZIP) ou dans un courriel, sortez-en d’abord la pièce "
        "jointe."}},
      {"too_large",
       "Ce document dépasse les limites de lecture : {pages} pages, {pixels} millions de points "
       "par "
       "image, {bytes} Mo par fichier.",
       {"Si plusieurs courriers ont été numérisés ensemble, numérisez-les séparément.",
        "Numérisez à 300 points par pouce, en niveaux de gris.", kReadByHand}},
      {"time_limit",
       "La lecture de ce document a pris trop de temps et a été arrêtée. Le fichier est sans doute "
       "mal formé.",
       {kScanAgain, kReadByHand, kTellSupport}},
      {"memory_limit",
       "La lecture de ce document demandait trop de mémoire et a été arrêtée. Le fichier est sans "
       "doute mal formé, ou numérisé à une résolution très élevée.",
       {"Numérisez de nouveau le courrier papier à 300 points par pouce, en niveaux de gris, et "
        "déposez-le dans le dossier « inbox ».",
        kReadByHand, kTellSupport}},
      {"child_died",
       "La lecture de ce document s’est arrêtée brutalement : le fichier est mal formé. Elle avait "
       "lieu à l’écart ; rien d’autre n’a été touché.",
       {kScanAgain, kReadByHand,
        "Si ce fichier vient d’un expéditeur inconnu, ne l’ouvrez pas avec un autre logiciel."}},
      {"protocol",
       "La lecture de ce document a donné un résultat incohérent, qui a été refusé : le fichier "
       "est "
       "mal formé, peut-être à dessein.",
       {kScanAgain,
        "Si ce fichier vient d’un expéditeur inconnu, ne l’ouvrez pas avec un autre "
        "logiciel.",
        kTellSupport}},
      {"template",
       "Un des modèles de lettre installés est incorrect : ce document n’a pas pu être exploité.",
       {"Prévenez la personne qui tient les modèles ; la commande « riposte templates check » "
        "montre "
        "l’erreur.",
        kReadByHand,
        "Une fois le modèle corrigé, déposez de nouveau le document dans le dossier « inbox »."}},
      {"needs_person",
       "Ce document a été lu, mais une valeur indispensable manque ou reste douteuse.",
       {"Lisez le document et complétez le dossier (commande « riposte dossier set » ou page "
        "web)."}},
      {"storage",
       "Le fichier n’a pas pu être enregistré : le disque est plein, ou un droit manque.",
       {"Libérez de la place ou faites rétablir les droits, puis déposez de nouveau le document "
        "dans "
        "le dossier « inbox »."}},
      {"inconnu",
       "Ce document ne correspond à aucun type de courrier connu de riposte. Rien n’y a été deviné "
       ": "
       "il n’a été classé dans aucun dossier et aucune réponse n’a été préparée.",
       {kReadByHand,
        "Si c’est un courrier de la caisse, ouvrez ou complétez le dossier du médecin à la main.",
        "Sinon (facture, publicité, courrier d’un patient…), rangez-le comme d’habitude."}},
      {"deja_vu",
       "Ce fichier est identique, octet pour octet, à un document déjà reçu. Il n’a pas été traité "
       "une seconde fois.",
       {"Rien n’est à faire si le premier a bien été traité.",
        "Si vous vouliez faire refaire le traitement, utilisez la commande « riposte dossier "
        "rebuild »."}},
      {"defect",
       "Le traitement de ce document a échoué par un défaut de riposte, et non du document.",
       {kReadByHand,
        "Signalez-le à la personne qui suit l’installation, avec la date et l’heure."}},
      {"lien",
       "Le dossier « inbox » contient un lien (raccourci) et non un fichier. Les liens ne sont pas "
       "suivis : ils peuvent mener hors du dossier.",
       {"Déposez le fichier lui-même, puis supprimez le lien du dossier « inbox »."}},
      {"special",
       "Le dossier « inbox » contient un objet qui n’est pas un fichier (tube, périphérique ou "
       "prise). "
       "Il n’a pas été ouvert.",
       {"Supprimez-le du dossier « inbox », ou demandez à la personne qui suit l’installation d’où "
        "il "
        "vient."}},
      {"droits",
       "Ce fichier ou ce sous-dossier se trouve dans le dossier « inbox », mais riposte n’a pas le "
       "droit de le lire.",
       {"Donnez le droit de lecture au compte de riposte, ou déposez le document de nouveau. Il "
        "sera "
        "pris dès qu’il pourra être lu."}},
      {"profond",
       "Ce sous-dossier du dossier « inbox » est trop profond : quatre niveaux sont parcourus.",
       {"Déplacez les documents qu’il contient directement dans le dossier « inbox »."}},
  };
  return texts;
}

const Text& TextFor(std::string_view reason) {
  for (const Text& t : Texts()) {
    if (t.reason == reason) return t;
  }
  return TextFor("defect");
}

constexpr std::string_view kUrgent =
    "URGENT. Ce document parle peut-être d’un délai, d’un recours, d’une mise en demeure ou d’une "
    "contrainte, ou bien il a été trop mal lu pour l’exclure. Par prudence, comptez 15 jours à "
    "compter de la date de la lettre pour répondre, et 8 jours seulement si elle parle de "
    "suspension. Lisez-la aujourd’hui et conservez l’enveloppe.";
constexpr std::string_view kNoDeadline =
    "Aucun délai n’a été calculé pour ce document. Si le courrier vient de la caisse, un délai "
    "peut "
    "courir dès sa réception : lisez-le sans attendre et conservez l’enveloppe.";

// True for reasons after which nobody has read the letter, so that a clock may run unseen.
bool MayHideAClock(std::string_view reason) {
  return reason != "deja_vu" && reason != "needs_person";
}

std::string WhyOf(const Text& text) {
  std::string why(text.why);
  const ReadLimits limits;
  const std::array<std::pair<std::string_view, int64_t>, 3> numbers = {
      {{"{pages}", limits.max_pages},
       {"{pixels}", limits.max_pixels / 1'000'000},
       {"{bytes}", limits.max_bytes >> 20}}};
  for (const auto& [mark, number] : numbers) {
    if (size_t at = why.find(mark); at != std::string::npos) {
      why.replace(at, mark.size(), FrenchInteger(number));
    }
  }
  return why;
}

std::string Body(const Text& text) {
  std::string body = "POURQUOI CE DOCUMENT EST ICI\n" + WhyOf(text) + "\n\nQUE FAIRE\n";
  int n = 0;
  for (std::string_view step : text.what_to_do) body += fmt::format("{}. {}\n", ++n, step);
  return body;
}

void ReplaceAll(std::string* text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text->find(from, at)) != std::string::npos; at += to.size()) {
    text->replace(at, from.size(), to);
  }
}

}  // namespace

std::string FrenchSpacing(const std::string& text) {
  std::string out = text;
  for (const char* mark : {":", ";", "!", "?", "»"}) {
    ReplaceAll(&out, std::string(" ") + mark, std::string("\u00A0") + mark);
  }
  ReplaceAll(&out, "« ", "«\u00A0");
  return out;
}

std::string NoteFor(const DocumentRecord& document, const Error& error) {
  std::string reason = document.reason.empty() ? Name(error.code) : document.reason;
  // The name is the sender's: no line of its own making.
  std::string note = "Document : " + SafeFileName(document.name) + "\n";
  if (auto date = DateFromIso(std::string_view(document.received_at).substr(0, 10))) {
    note += "Reçu le : " + FrenchDate(*date) + "\n";
  }
  if (error.page > 0) note += fmt::format("Page : {}\n", error.page);
  // One file, several letters: the others are in their dossiers.
  if (reason == "inconnu" && !document.detail.empty())
    note += "Pages concernées : " + document.detail +
            " (les autres courriers de ce fichier sont "
            "classés)\n";
  if (document.urgent) note += "\n" + std::string(kUrgent) + "\n";
  note += "\n" + Body(TextFor(reason));
  if (!document.urgent && MayHideAClock(reason)) {
    note += "\nATTENTION AUX DÉLAIS\n" + std::string(kNoDeadline) + "\n";
  }
  note += "\nL’ORIGINAL\nIl est conservé, sans aucune modification, dans le magasin de riposte :\n";
  note += fmt::format("store/{}/{}.orig\n", document.sha256.substr(0, 2), document.sha256);
  note +=
      "Le fichier placé à côté de cette note n’en est qu’une copie : vous pouvez les supprimer "
      "l’un "
      "et l’autre une fois le document traité.\n";
  if (document.urgent)
    note +=
        "Comme il est urgent, il reste ensuite en tête de « riposte status » jusqu’à la commande "
        "« riposte status --done " +
        document.sha256.substr(0, 12) + " », qui les supprime aussi.\n";
  return FrenchSpacing(note);
}

Status NoteRefusal(const std::string& home, const std::string& path, const std::string& reason) {
  std::string name = SafeFileName(path.substr(path.find_last_of('/') + 1));
  std::string note = FrenchSpacing("Objet : " + name + "\n\n" + Body(TextFor(reason)) +
                                   "\nATTENTION AUX DÉLAIS\n" + std::string(kNoDeadline) + "\n");
  for (int n = 1; n < 1000; ++n) {
    std::string file =
        home + "/a-verifier/" + name + (n == 1 ? "" : fmt::format(" ({})", n)) + ".txt";
    Result<std::string> there = ReadWholeFile(file);
    if (there.ok() && *there == note) return {};
    if (!there.ok()) {
      if (auto s = MakeFolder(home + "/a-verifier"); !s.ok()) return s;
      return WriteFileDurably(file, note);
    }
  }
  return Error{ErrorCode::kStorage, "too many notes of the same name", "", path};
}

}  // namespace riposte
