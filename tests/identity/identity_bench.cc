// How well duplicates are told from siblings on sets with known answers, beside an exact hash and the MinHash-LSH of the PyPI
// package datasketch (run when python3 has it).  identity_bench [DIR [PART]]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "known_answers.h"

namespace {

using namespace jm::identity;

void show(const char* name, const KnownAnswers& answers, const Figures& f, double seconds) {
  std::printf("%-28s P %.4f  R %.4f  F1 %.4f  other town %zu  %.0f us/ad\n   ", name, f.precision, f.recall, f.f1, f.other_town,
              1e6 * seconds / static_cast<double>(answers.offers.size()));
  std::map<std::string, std::size_t> all;
  for (const auto& [pair, kind] : answers.same) ++all[kind];
  for (const auto& [pair, kind] : answers.different) ++all[kind];
  for (const auto& [kind, n] : all) std::printf(" %s %zu/%zu", kind.c_str(), f.by_kind.count(kind) ? f.by_kind.at(kind) : 0, n);
  std::printf(" other pairs %zu\n", f.by_kind.count("other") ? f.by_kind.at("other") : 0);
}

void run(const char* name, const KnownAnswers& answers, const std::function<std::set<Pair>(const std::vector<jm::domain::Offer>&)>& method) {
  const auto start = std::chrono::steady_clock::now();
  const auto found = method(answers.offers);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  show(name, answers, measure(answers, found), seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : corpus_dir() + "/benchmarks/dedup-synth", part = argc > 2 ? argv[2] : "dev";
  const KnownAnswers answers = read_known_answers(dir, part);
  if (answers.offers.empty()) {
    std::printf("no %s/%s.offers.jsonl.gz: nothing to measure (set JOBMATE_CORPUS)\n", dir.c_str(), part.c_str());
    return 1;
  }
  std::printf("%zu ads, %zu pairs that are the same, %zu hard ones that are not\n", answers.offers.size(), answers.same.size(), answers.different.size());
  run("equal normalised text", answers, equal_texts);
  run("jobmate", answers, same_jobs);
  std::fflush(stdout);
  const std::string peer = "python3 " JM_SOURCE_DIR "/tests/identity/peer_datasketch.py '" + dir + "' " + part;
  if (std::system(peer.c_str()) != 0) std::printf("datasketch: not measured (pip install datasketch)\n");
  return 0;
}
