// Bronze: what services really sent, kept for good in the object store, so that a better parser can read it again.
//
//   bronze/payloads/arbeitnow/5f/5f3a….zst           the raw body, Zstandard, named by its SHA-256: the same bytes are kept once
//   bronze/log/arbeitnow/2026-11-28/0193….json       one record an answer: what was asked (without secrets), what came, when
//
// The payload is there before its record, and both before an offer refers to them, so a record never points to nothing and a
// process that dies leaves at most a payload without a record. Records sort by time by their names.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/async.h"
#include "base/clock.h"
#include "base/ids.h"
#include "discovery/boards/board.h"
#include "objects/store.h"

namespace jm::discovery {

struct BronzeRecord {
  std::string board, source_id;
  Uuid run_id;
  std::string method, url;                     // without secrets
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;   // of the answer, without secret ones
  Payload payload;                             // what the parser is told
  bool parse = true;                           // the payload holds offers
  Time at;
  std::string ref;                             // key of the payload; filled by keep()
  std::string sha256;                          // hex; filled by keep()
  std::uint64_t bytes = 0;
};
std::string to_json(const BronzeRecord& record);
Result<BronzeRecord> read_bronze_record(std::string_view json);

class Bronze {
 public:
  Bronze(objects::Store& store, CpuPool& cpu) : store_(store), cpu_(cpu) {}

  // Keeps the bytes and the record; answers the payload's key.
  Task<Result<std::string>> keep(BronzeRecord record, std::shared_ptr<const std::string> bytes);
  Task<Result<std::string>> load(std::string ref);
  // The records of a board since a time, oldest first: their keys. Reading one: record().
  Task<Result<std::vector<std::string>>> records(std::string board, Time since);
  Task<Result<BronzeRecord>> record(std::string key);

 private:
  objects::Store& store_;
  CpuPool& cpu_;
};

}  // namespace jm::discovery
