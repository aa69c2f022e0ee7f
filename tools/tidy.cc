// The rules of the house that a compiler does not check, as a test. Run from the repository's root:
//   1. an include runs downward only: a room includes itself and the rooms below it (kRooms says which);
//   2. a third-party header appears in exactly one room (Asio's coroutine and executor types excepted), which kOwners names;
//   3. every room says in its README.md why it exists.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

// Which rooms a room may include, besides itself.
const std::set<std::string> kPlatform = {"crypto", "pg", "redis", "http", "graphql", "rpc", "queue", "events", "objects", "html", "xml", "outbound", "model", "pdf", "sandbox", "ocr"};
const std::map<std::string, std::set<std::string>> kRooms = [] {
  std::map<std::string, std::set<std::string>> r;
  r["base"] = {};
  r["async"] = {"base"};
  r["text"] = {"base"};
  r["domain"] = {"base", "text"};
  for (const auto& p : kPlatform) r[p] = {"base", "async"};
  // Between platform rooms, by need: each line is a decision.
  r["crypto"] = {"base"};
  r["pg"].insert("crypto");                                      // checksums of migrations
  r["redis"].insert("pg");                                       // nothing but test helpers may need it
  r["graphql"].insert({"http", "crypto"});                       // requests, Accept and multipart parsers; hashes of persisted queries
  r["queue"].insert("pg");                                       // durable rows
  r["events"].insert({"pg", "redis", "http", "queue"});          // rows, channels, streams, workers to wake
  r["objects"].insert("crypto");                                 // content hashes as etags
  r["outbound"].insert({"http", "text"});                        // requests; names in the network's spelling
  r["model"].insert({"http", "text"});                           // requests; reading what comes back
  r["html"] = r["xml"] = {"base"};                                // bytes to trees, nothing that waits
  r["pdf"].insert("text");                                       // words on pages, normalised
  r["ocr"] = {"base", "text"};                                   // the same from a picture
  r["cv"] = {"base", "text", "domain", "pdf", "ocr", "sandbox", "html", "xml"};
  r["render"] = {"base", "text", "domain", "sandbox", "pdf", "cv"};   // files, and reading them back
  r["contracts"] = {"base", "async", "rpc"};
  const std::set<std::string> service = {"base", "async", "text", "domain", "contracts", "pg", "queue", "events", "objects", "html", "xml", "http", "outbound", "crypto"};
  for (const char* s : {"profile", "discovery", "tracker", "coach"}) r[s] = service;
  r["coach"].insert("model");                                    // asks language models
  r["discovery"].insert("http");                                 // boards are other people's servers
  r["profile"].insert("cv");                                     // reads uploaded CVs
  r["coach"].insert("render");                                    // exports documents
  r["gateway"] = {"base", "async", "domain", "contracts", "crypto", "http", "graphql", "events", "schema"};
  return r;
}();

// Third-party headers and the room each belongs to ("boost/json" covers boost/json.hpp and boost/json/…).
const std::vector<std::pair<std::string, std::set<std::string>>> kOwners = {
    {"boost/asio", {"*"}},          // coroutine and executor types: see async/async.h
    {"boost/system", {"*"}},
    {"boost/beast", {"http"}},
    {"boost/json", {"*"}},          // building JSON is everyone's business; reading untrusted JSON is simdjson's
    {"boost/url", {"http", "redis"}},   // both read URLs
    {"libpq-fe.h", {"pg"}},
    {"hiredis", {"redis"}},
    {"grpc", {"rpc"}},
    {"sodium", {"crypto"}},
    {"openssl", {"http"}},
    {"simdjson", {"text", "graphql", "crypto"}},   // offers; requests; claims of a token
    {"spdlog", {"base"}},
    {"prometheus", {"base"}},
    {"unicode", {"text"}},
    {"zlib.h", {"http", "discovery"}},
    {"brotli", {"http"}},
    {"gumbo", {"html"}},
    {"expat", {"xml"}},
    {"poppler", {"pdf"}},
    {"tesseract", {"ocr"}},
    {"seccomp.h", {"sandbox"}},
    {"zip.h", {"cv", "render"}},       // reads archives; writes one
    {"cairo", {"render"}},
    {"pango", {"render"}},
    {"fontconfig", {"render"}},
    {"qpdf", {"render"}},
    {"zstd.h", {"objects"}},
};

int g_problems = 0;

void problem(const fs::path& file, int line, const std::string& what) {
  std::cerr << file.string() << ':' << line << ": " << what << '\n';
  ++g_problems;
}

void check_file(const fs::path& file, const std::string& room) {
  static const std::regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::ifstream in(file);
  std::string text;
  const bool is_test = file.string().find("_test.") != std::string::npos || file.string().find("_bench.") != std::string::npos ||
                       file.string().find("_fuzz.") != std::string::npos || file.string().find("_main.") != std::string::npos ||
                       file.string().find("_for_tests.") != std::string::npos;
  for (int line = 1; std::getline(in, text); ++line) {
    std::smatch m;
    if (!std::regex_search(text, m, include)) continue;
    const std::string header = m[2];
    const std::string first = header.substr(0, header.find('/'));
    if (m[1] == "\"") {
      if (is_test || room == "app" || first == room || header.find('/') == std::string::npos) continue;
      const auto allowed = kRooms.find(room);
      if ((!kRooms.contains(first) && first != "schema") || (allowed != kRooms.end() && !allowed->second.contains(first)))
        problem(file, line, room + " may not include " + header + ": includes run downward only (docs/ARCHITECTURE.md, who may know whom)");
      continue;
    }
    if (is_test) continue;
    for (const auto& [prefix, owners] : kOwners)
      if (header.starts_with(prefix) && !owners.contains("*") && !owners.contains(room))
        problem(file, line, "<" + header + "> belongs to " + *owners.begin() + "/ only: use that room's own interface");
  }
}

}  // namespace

int main() {
  if (!fs::exists("src/base")) {
    std::cerr << "run it from the repository's root\n";
    return 2;
  }
  int files = 0;
  for (const auto& room : fs::directory_iterator("src")) {
    if (!room.is_directory()) continue;
    const std::string name = room.path().filename();
    if (!kRooms.contains(name) && name != "app") problem(room.path(), 0, "a room that the plan does not know: add it to tools/tidy.cc and docs/ARCHITECTURE.md");
    if (!fs::exists(room.path() / "README.md")) problem(room.path(), 0, "a room says in its README.md why it exists and what belongs in it");
    for (const auto& file : fs::recursive_directory_iterator(room.path())) {
      const auto ext = file.path().extension();
      if (ext != ".h" && ext != ".cc") continue;
      check_file(file.path(), name);
      ++files;
    }
  }
  std::cout << files << " files, " << g_problems << " problems\n";
  return g_problems == 0 ? 0 : 1;
}
