// The child's side: LibreOfficeKit, which runs LibreOffice inside this process. It reads a document
// that a person may have edited, so it has no network, starts no program, runs no macro, follows no
// link, and its files are bounded. It leaves by _exit: LibreOffice's own shutdown is slow and may
// hang.
#include <LibreOfficeKit/LibreOfficeKitInit.h>
#include <seccomp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "pipeline/reply/office.h"
#include "pipeline/reply/reply.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;
using reply::OfficeAnswer;

// PDF export options of LibreOffice 7.4 as JSON. SelectPdfVersion 2 is PDF/A-2b.
constexpr const char* kPdfOptions =
    R"({"SelectPdfVersion":{"type":"long","value":"2"},)"
    R"("UseTaggedPDF":{"type":"boolean","value":"true"},)"
    R"("ExportBookmarks":{"type":"boolean","value":"false"},)"
    R"("ExportNotes":{"type":"boolean","value":"false"},)"
    R"("ExportFormFields":{"type":"boolean","value":"false"},)"
    R"("ReduceImageResolution":{"type":"boolean","value":"false"},)"
    R"("UseLosslessCompression":{"type":"boolean","value":"true"}})";

std::string Setting(const char* path, const char* name, const char* value) {
  return std::string("<item oor:path=\"/org.openoffice.") + path + "\"><prop oor:name=\"" + name +
         "\" oor:op=\"fuse\"><value>" + value + "</value></prop></item>\n";
}

// Parts of Writer's window that a document opened without a person needs not: they are built anew
// for each one, the sidebar (10336) alone in 15 of 80 ms.
constexpr const char* kNoWindow =
    "<item oor:path=\"/org.openoffice.Office.Views/Windows\">"
    "<node oor:name=\"swriter/10336\" oor:op=\"replace\"><prop oor:name=\"Visible\" "
    "oor:type=\"xs:boolean\"><value>false</value></prop></node></item>\n"
    "<item oor:path=\"/org.openoffice.Office.UI.WriterWindowState/UIElements/States\">"
    "<node oor:name=\"private:resource/statusbar/statusbar\" oor:op=\"fuse\"><prop "
    "oor:name=\"Visible\" oor:op=\"fuse\"><value>false</value></prop></node></item>\n";

bool WriteProfile(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder / "profile" / "user", error);
  std::ofstream out(folder / "profile" / "user" / "registrymodifications.xcu");
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" "
         "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "
         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
      << Setting("Office.Common/Security/Scripting", "MacroSecurityLevel", "3")
      << Setting("Office.Common/Security/Scripting", "DisableMacrosExecution", "true")
      << Setting("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true")
      << Setting("Office.Common/Save/Document", "AutoSave", "false")
      << Setting("Office.Recovery/AutoSave", "Enabled", "false")
      << Setting("Office.Writer/Content/Update", "Link", "0")
      << Setting("Office.Writer/Layout/Window", "HorizontalRuler", "false")
      << Setting("Office.Writer/Layout/Window", "VerticalRuler", "false") << kNoWindow
      << Setting("Setup/L10N", "ooSetupSystemLocale", "fr-FR")
      << Setting("Office.Linguistic/General", "DefaultLocale", "fr-FR") << "</oor:items>\n";
  return static_cast<bool>(out.flush());
}

void LimitFiles() {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const rlimit file{reply::kOfficeMaxBytes, reply::kOfficeMaxBytes};
  setrlimit(RLIMIT_FSIZE, &file);
}

// Only AF_UNIX sockets, no exec. Best effort: a kernel without seccomp still gets the other limits.
void CloseTheWorld() {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (!filter) return;
  seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1,
                   SCMP_A0(SCMP_CMP_NE, AF_UNIX));
  seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execve), 0);
  seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execveat), 0);
  seccomp_load(filter);
  seccomp_release(filter);
}

bool ReadAll(char* at, size_t size) {
  while (size > 0) {
    const ssize_t n = read(reply::kOfficeSocket, at, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= static_cast<size_t>(n);
  }
  return true;
}

bool SendAll(const char* at, size_t size) {
  while (size > 0) {
    const ssize_t n = send(reply::kOfficeSocket, at, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= static_cast<size_t>(n);
  }
  return true;
}

bool Answer(OfficeAnswer kind, const std::string& bytes) {
  char head[9] = {static_cast<char>(kind)};
  for (int i = 0; i < 8; ++i) head[1 + i] = static_cast<char>(bytes.size() >> (8 * i));
  return SendAll(head, sizeof head) && SendAll(bytes.data(), bytes.size());
}

// nullopt when the other side has gone.
std::optional<std::string> NextRequest() {
  unsigned char head[8];
  if (!ReadAll(reinterpret_cast<char*>(head), sizeof head)) return std::nullopt;
  uint64_t size = 0;
  for (int i = 0; i < 8; ++i) size |= static_cast<uint64_t>(head[i]) << (8 * i);
  if (size > reply::kOfficeMaxBytes) return std::nullopt;
  std::string bytes(size, '\0');
  if (!ReadAll(bytes.data(), bytes.size())) return std::nullopt;
  return bytes;
}

struct Conversion {
  OfficeAnswer answer = OfficeAnswer::kNotLoaded;
  std::string pdf;
  LibreOfficeKitDocument* document = nullptr;  // to be closed once the answer is given
};

Conversion Convert(LibreOfficeKit* kit, const fs::path& folder, const std::string& odt) {
  const fs::path in = folder / "letter.odt", out = folder / "letter.pdf";
  std::ofstream(in, std::ios::binary) << odt;
  const std::string in_url = "file://" + in.string(), out_url = "file://" + out.string();
  Conversion done;
  done.document =
      kit->pClass->documentLoadWithOptions(kit, in_url.c_str(), "Language=fr-FR,Batch=true");
  if (!done.document) return done;
  if (done.document->pClass->saveAs(done.document, out_url.c_str(), "pdf", kPdfOptions) != 0) {
    std::ifstream file(out, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    done.pdf = bytes.str();
  }
  done.answer = done.pdf.empty() ? OfficeAnswer::kNotSaved : OfficeAnswer::kPdf;
  return done;
}

// After the answer: the other side works on the PDF meanwhile.
void CleanUp(const Conversion& done, const fs::path& folder) {
  if (done.document) done.document->pClass->destroy(done.document);
  std::error_code ignored;
  for (const char* name : {"letter.odt", "letter.pdf"}) fs::remove(folder / name, ignored);
}

}  // namespace

int OfficeChildMain() {
  const char* folder_name = getenv(reply::kOfficeFolderVariable);
  const char* install = getenv(reply::kOfficeInstallVariable);
  if (!folder_name || !install) return ExitCode(ErrorCode::kUsage);
  const fs::path folder(folder_name);
  umask(0077);
  LimitFiles();
  LibreOfficeKit* kit = nullptr;
  if (WriteProfile(folder)) {
    CloseTheWorld();
    kit = lok_init_2(install, ("file://" + (folder / "profile").string()).c_str());
  }
  while (std::optional<std::string> odt = NextRequest()) {
    Conversion done;
    if (kit) {
      done = Convert(kit, folder, *odt);
    } else {
      done.answer = OfficeAnswer::kNoOffice;
    }
    const bool heard = Answer(done.answer, done.pdf);
    CleanUp(done, folder);
    if (!heard) break;
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  _exit(0);
}

}  // namespace riposte
