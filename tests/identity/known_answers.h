// Sets of ads with known answers, and what a method makes of them.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/offer.h"

namespace jm::identity {

using Pair = std::pair<std::size_t, std::size_t>;      // places in `offers`, the smaller first

struct KnownAnswers {
  std::vector<domain::Offer> offers;
  std::map<Pair, std::string> same;                    // FULL, TEMPORAL, SEMANTIC, PARTIAL
  std::map<Pair, std::string> different;               // NEG_CITY, NEG_POST: the hard ones; every other pair is different too
};

// <dir>/<part>.offers.jsonl.gz, .pairs.tsv, .hardneg.tsv. Empty when they are not there.
KnownAnswers read_known_answers(const std::string& dir, const std::string& part);

struct Figures {
  std::size_t found = 0, right = 0;
  std::size_t other_town = 0;                          // found pairs whose main towns differ
  std::map<std::string, std::size_t> by_kind;
  double precision = 0, recall = 0, f1 = 0;
};
Figures measure(const KnownAnswers& answers, const std::set<Pair>& found);

// The product's method: keys, candidates, decision; each pair on its own.
std::set<Pair> same_jobs(const std::vector<domain::Offer>& offers);
// The floor: equal normalised text.
std::set<Pair> equal_texts(const std::vector<domain::Offer>& offers);

std::string corpus_dir();                              // JOBMATE_CORPUS or ../shared/data
// A gzip or plain file whole, at most bytes_max; empty when it cannot be read.
std::string read_file(const std::string& path, std::size_t bytes_max = std::size_t{256} << 20);

}  // namespace jm::identity
