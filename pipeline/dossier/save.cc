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
const char* const kStrata = "/ij-strates.svg";

Status CheckId(const std::string& id) {
  if (IsDossierId(id)) return {};
  return Error{.code = ErrorCode::kUsage, .message = "this is not the id of a dossier"};
}

}  // namespace

Status SaveDossier(const std::string& home, const Dossier& dossier) {
  if (Status s = CheckId(dossier.id); !s.ok()) return s;
  std::string folder = home + "/dossiers";
  const std::string year = "/" + dossier.id.substr(0, dossier.id.find('/'));
  const std::string name = dossier.id.substr(dossier.id.find('/'));
  for (const std::string& part : {std::string(), year, name}) {
    folder += part;
    if (Status s = MakeFolder(folder); !s.ok()) return s;
  }
  // A picture that the figures no longer give would belong to other figures.
  const std::string strata = dossier.figures ? StrataSvg(*dossier.figures) : "";
  if (strata.empty()) {
    if (unlink((folder + kStrata).c_str()) != 0 && errno != ENOENT)
      return Error{
          .code = ErrorCode::kStorage, .message = "cannot be removed", .file = folder + kStrata};
  } else if (Status s = WriteFileDurably(folder + kStrata, strata); !s.ok()) {
    return s;
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
