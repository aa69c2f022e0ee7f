// The program `jobmate`: one executable, what it does is its first argument.
#include <cstdio>
#include <string>
#include <vector>

#include "app/commands.h"
#include "cv/document.h"
#include "render/render.h"

namespace {

struct Command {
  const char* name;
  const char* help;
  int (*run)(const std::vector<std::string>& args);
};

int help(const std::vector<std::string>&);
int version(const std::vector<std::string>&) {
  std::puts("jobmate " JM_VERSION);
  return 0;
}

using namespace jm::app;
constexpr Command kCommands[] = {
    {"up", "run everything in one process, on a private PostgreSQL (default)", up},
    {"serve", "--roles=gateway,profile,discovery,tracker,coach   run some roles; needs DATABASE_URL and JWT_SECRET", serve},
    {"demo", "[--corpus DIR] [--keep]   the main job unattended, step by step", demo},
    {"ingest", "BOARD FILE|DIR|-   read recorded payloads of a board (gzip understood); or: ingest DIR with one folder a board", ingest},
    {"sources", "how every source does: state, last run, next run, and what to do", sources},
    {"replay", "[--board B] [--since 2026-03-01] [--dry-run]   read the kept raw payloads again, show what would change, and store it", replay},
    {"audit", "check every application's chain of events and rebuild the board from it", audit},
    {"read-cv", "FILE   what is read from a CV (PDF, DOCX, ODT, RTF, text, JSON Resume), as JSON", read_cv},
    {"migrate", "bring the database of DATABASE_URL up to date", migrate},
    {"database", "run the private PostgreSQL alone and print its DATABASE_URL", database},
    {"config", "print the configuration, secrets masked, with where each value comes from", config},
    {"doctor", "check this machine and installation, and say what to do", doctor},
    {"version", "print the version", version},
    {"help", "this page", help},
};

int help(const std::vector<std::string>&) {
  std::puts("jobmate: a job-search engine that a person can own.\n\nUsage: jobmate <command> [arguments]\n");
  for (const auto& c : kCommands) std::printf("  %-9s %s\n", c.name, c.help);
  std::puts("\nConfiguration: environment variables, or KEY=value lines in ./jobmate.conf; `jobmate config` lists them.");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() == 1 && args.front() == jm::cv::kReaderCommand) return jm::cv::reader_main();      // a sandboxed child of this program
  if (args.size() == 1 && args.front() == jm::cv::kRecogniserCommand) return jm::cv::recogniser_main();
  if (args.size() == 1 && args.front() == jm::render::kWriterCommand) return jm::render::writer_main();
  if (args.size() == 1 && args.front() == jm::render::kWordsCommand) return jm::render::words_main();
  const std::string wanted = args.empty() ? "up" : args.front();
  if (!args.empty()) args.erase(args.begin());
  if (wanted == "--help" || wanted == "-h") return help(args);
  if (wanted == "--version") return version(args);
  for (const auto& c : kCommands)
    if (wanted == c.name) return c.run(args);
  std::fprintf(stderr, "jobmate: there is no command \"%s\"; `jobmate help` lists them.\n", wanted.c_str());
  return 2;
}
