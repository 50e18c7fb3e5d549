// A dossier on disk. dossier.xml is written last: as long as it is the old one, the other two files
// are only copies that the next save makes again.
#include <unistd.h>

#include <cerrno>

#include "pipeline/dossier/dossier.h"
#include "pipeline/store/files.h"
#include "pipeline/store/store.h"

namespace riposte {
namespace {

constexpr int64_t kMaxDossierBytes = 64 << 20;
// All that PicturesOf can give.
const char* const kStrata = "ij-strates.svg";
const char* const kSpells = "ij-arrets.svg";
const char* const kPictures[] = {kStrata, kSpells};

Status CheckId(const std::string& id) {
  if (IsDossierId(id)) return {};
  return Error{.code = ErrorCode::kUsage, .message = "this is not the id of a dossier"};
}

}  // namespace

std::map<std::string, std::string> PicturesOf(const Dossier& dossier) {
  std::map<std::string, std::string> pictures;
  if (!dossier.figures) return pictures;
  if (std::string svg = StrataSvg(*dossier.figures); !svg.empty())
    pictures[kStrata] = std::move(svg);
  for (const FigureInput& input : dossier.figures_inputs) {
    if (input.id != "reponse.arrets_durees") continue;
    Result<std::vector<int>> spells = SpellsOf(input.value);
    IjInput own;
    if (spells.ok()) own.arrets = std::move(spells.value());
    if (std::string svg = SpellsSvg(own); !svg.empty()) pictures[kSpells] = std::move(svg);
  }
  return pictures;
}

Status SaveDossier(const std::string& home, const Dossier& dossier) {
  if (Status s = CheckId(dossier.id); !s.ok()) return s;
  std::string folder = home + "/dossiers";
  const std::string year = "/" + dossier.id.substr(0, dossier.id.find('/'));
  const std::string name = dossier.id.substr(dossier.id.find('/'));
  for (const std::string& part : {std::string(), year, name}) {
    folder += part;
    if (Status s = MakeFolder(folder); !s.ok()) return s;
  }
  const std::map<std::string, std::string> pictures = PicturesOf(dossier);
  for (const auto& [name, svg] : pictures)
    if (Status s = WriteFileDurably(folder + "/" + name, svg); !s.ok()) return s;
  // A picture that the figures no longer give would belong to other figures.
  for (const char* name : kPictures) {
    const std::string path = folder + "/" + name;
    if (!pictures.contains(name) && unlink(path.c_str()) != 0 && errno != ENOENT)
      return Error{.code = ErrorCode::kStorage, .message = "cannot be removed", .file = path};
  }
  const std::pair<const char*, std::string> files[] = {{"/dossier.json", ToJson(dossier)},
                                                       {"/echeances.ics", ToCalendar(dossier)},
                                                       {"/dossier.xml", ToXml(dossier)}};
  for (const auto& [file, bytes] : files)
    if (Status s = WriteFileDurably(folder + file, bytes); !s.ok()) return s;
  return {};
}

Result<Dossier> LoadDossier(const std::string& home, const std::string& id,
                            const std::string& templates_dir) {
  if (Status s = CheckId(id); !s.ok()) return s.error();
  const std::string path = home + "/dossiers/" + id + "/dossier.xml";
  Result<std::string> xml = ReadWholeFile(path, kMaxDossierBytes);
  if (!xml.ok()) return xml.error();
  Result<Dossier> dossier = DossierFromXml(*xml, path, templates_dir);
  if (!dossier.ok()) return dossier;
  if (dossier->id != id) {
    return Error{.code = ErrorCode::kTemplate,
                 .message = "the dossier in this folder has another id",
                 .file = path,
                 .line = 2};
  }
  return dossier;
}

}  // namespace riposte
