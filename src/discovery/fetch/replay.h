// The kept raw payloads read again by today's parsers, without the network: what differs from what is stored, field by field, and
// then, unless it is a dry run, that stored. Of an offer its newest payload counts. Run again, it finds nothing left to change.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "discovery/fetch/fetch.h"

namespace jm::discovery {

struct FieldDiff {
  std::string source_id, field, before, after;     // the first bytes of the values
};

struct ReplayReport {
  std::string board;
  std::uint64_t payloads = 0, unreadable = 0;
  std::uint64_t offers = 0;                        // each once
  std::uint64_t unchanged = 0, changed = 0, unknown = 0;
  std::uint64_t elsewhere = 0;                     // known, but closed, or its content is another board's
  std::uint64_t rejected = 0;
  std::map<std::string, std::uint64_t> fields;     // field -> offers in which it differs
  std::vector<FieldDiff> examples;                 // the first of each field
  std::uint64_t stored_updated = 0, stored_new = 0;
};

struct ReplayOptions {
  Time since;
  bool dry_run = false;
  std::function<void(const ReplayReport&)> show;   // before anything is stored
};

Task<Result<ReplayReport>> replay(FetchDeps deps, const Board& board, ReplayOptions options);

// Pure: the fields in which an offer read now differs from the stored one.
std::vector<FieldDiff> diff_offers(const domain::Offer& stored, const domain::Offer& now);

}  // namespace jm::discovery
