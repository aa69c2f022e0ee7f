// Reading the labelled CVs (JOBMATE_CORPUS, default ../shared/data): milliseconds a page, and what came out right per layout as counters,
// beside pdftotext and pdfminer.six (where installed) on the same files in the same run; `times_ours` is how often our time they take. Peers
// only extract text. pdfminer.six is started once for all files (CV_PEER_PYTHON, see bench/cv/run.sh); pdftotext has no such mode: its time
// includes the start, so `child/all` gives ours with a process for each file too, as uploads are read. `ocr` reads the demo scan.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "cv/document.h"
#include "cv/gates_for_tests.h"
#include "cv/read.h"
#include "pdf/read.h"
#include "sandbox/own_child_for_tests.h"

namespace jm::cv::gates {
namespace {

struct Labelled {
  std::string file, bytes, truth, layout;
};

const std::vector<Labelled>& labelled() {
  static const auto* all = [] {
    auto* out = new std::vector<Labelled>();
    const std::filesystem::path root = corpus() + "/benchmarks/cv-pdf";
    std::ifstream in(root / "dev.truth.jsonl");
    std::string line;
    while (std::getline(in, line)) {
      text::JsonReader reader;
      const auto t = reader.parse(line);
      if (!t) continue;
      const std::string file = (root / "dev" / text_at(*t, "file")).string();
      out->push_back({file, read_file(file), line, text_at(*t, "template")});
    }
    return out;
  }();
  return *all;
}

// This program is its own child.
const int kChild = [] {
  const std::string what = sandbox::own_subcommand();
  if (what == kReaderCommand) reader_main();
  if (what == kRecogniserCommand) recogniser_main();
  return 0;
}();

double g_ours_ms = 0;              // a page, of all layouts: what the peers are compared with

void per_page(benchmark::State& state, std::size_t pages, double seconds) {
  const double ms = pages == 0 ? 0 : 1e3 * seconds / static_cast<double>(pages);
  state.counters["ms/page"] = ms;
  state.counters["times_ours"] = g_ours_ms > 0 ? ms / g_ours_ms : 1;
}

using Clock = std::chrono::steady_clock;
double since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

void read_layout(benchmark::State& state, const std::string& layout) {
  Score score;
  std::size_t pages = 0;
  double seconds = 0;
  for (auto _ : state) {
    score = {};
    for (const Labelled& l : labelled()) {
      if (layout != "all" && l.layout != layout) continue;
      const auto from = Clock::now();
      const auto read = pdf::read(l.bytes);
      if (!read) continue;
      pages += read->pages.size();
      const Cv cv = read_pages(read->pages);
      seconds += since(from);
      state.PauseTiming();
      text::JsonReader reader;
      judge(*reader.parse(l.truth), cv, score);
      state.ResumeTiming();
    }
  }
  if (layout == "all") g_ours_ms = 1e3 * seconds / static_cast<double>(std::max<std::size_t>(pages, 1));
  per_page(state, pages, seconds);
  state.counters["name"] = score.name.recall();
  state.counters["email"] = score.email.recall();
  state.counters["phone"] = score.phone.recall();
  state.counters["skillsF1"] = score.skills.f1();
  state.counters["langF1"] = score.languages.f1();
  state.counters["expF1"] = score.experience_dated.f1();
  state.counters["edu"] = score.education.recall();
}

std::size_t pages_of_all() {
  std::size_t pages = 0;
  for (const Labelled& l : labelled())
    if (const auto read = pdf::read(l.bytes)) pages += read->pages.size();
  return pages;
}

void command(benchmark::State& state, const std::string& run) {
  const std::size_t pages = pages_of_all();
  const auto from = Clock::now();
  for (auto _ : state) {
    if (std::system(run.c_str()) != 0) {
      state.SkipWithError("not installed");
      return;
    }
  }
  per_page(state, pages * state.iterations(), since(from));
}

void in_child(benchmark::State& state) {
  const std::size_t pages = pages_of_all();
  const auto from = Clock::now();
  for (auto _ : state)
    for (const Labelled& l : labelled())
      if (const auto cv = read_in_sandbox(l.bytes); !cv) state.SkipWithError(cv.error().reason.c_str());
  per_page(state, pages * state.iterations(), since(from));
}

void ocr(benchmark::State& state) {
  const std::string scan = read_file(JM_SOURCE_DIR "/data/cv/scan_fr.pdf");
  const auto from = Clock::now();
  for (auto _ : state)
    if (const auto cv = recognise_in_sandbox(scan, fail(Code::kInvalidArgument, "", "PDF_NO_TEXT")); !cv) state.SkipWithError(cv.error().reason.c_str());
  per_page(state, static_cast<std::size_t>(state.iterations()), since(from));
}

const int kRegistered = [] {
  if (labelled().empty()) {
    std::fprintf(stderr, "no labelled CVs (JOBMATE_CORPUS): nothing to measure\n");
    return 0;
  }
  for (const char* layout : {"all", "single", "table", "left", "absolute2"})
    benchmark::RegisterBenchmark(("read/" + std::string(layout)).c_str(), [layout](benchmark::State& s) { read_layout(s, layout); })->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("child/all", in_child)->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark::RegisterBenchmark("ocr", ocr)->Unit(benchmark::kMillisecond)->UseRealTime();
  std::string dir = std::filesystem::path(labelled()[0].file).parent_path().string();
  benchmark::RegisterBenchmark("pdftotext", [dir](benchmark::State& s) { command(s, "command -v pdftotext >/dev/null && for f in '" + dir + "'/*.pdf; do pdftotext \"$f\" /dev/null; done"); })->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark::RegisterBenchmark("pdfminer.six", [dir](benchmark::State& s) {
    const char* python = std::getenv("CV_PEER_PYTHON");
    command(s, std::string(python != nullptr ? python : "python3") + " -c 'import glob,sys;from pdfminer.high_level import extract_text;[extract_text(f) for f in glob.glob(sys.argv[1]+\"/*.pdf\")]' '" + dir + "' 2>/dev/null");
  })->Unit(benchmark::kMillisecond)->UseRealTime();
  return 0;
}();

}  // namespace
}  // namespace jm::cv::gates
