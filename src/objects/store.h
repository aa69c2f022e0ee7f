// Objects: named, immutable-by-convention bytes. One interface that S3, GCS, Azure Blob and a local folder all satisfy, so
// it promises only what all of them can do.
//
// Keys: "bronze/adzuna/2026-05-28/ab12.json.zst". 1 to 1024 bytes of UTF-8, segments separated by '/', each 1 to 200 bytes,
// never "." or "..", no control characters, no backslash, no leading or trailing '/', and not below ".jm". A key must not be another key's folder
// ("a" beside "a/b"): not every store can hold both (FAILED_PRECONDITION).
//
// Every method: INVALID_ARGUMENT for a bad key, UNAVAILABLE when the store cannot be reached (try again),
// RESOURCE_EXHAUSTED when it is full or the object is larger than asked for, DEADLINE_EXCEEDED.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "async/async.h"
#include "base/clock.h"
#include "base/result.h"

namespace jm::objects {

inline constexpr std::size_t kKeyBytesMax = 1024;
inline constexpr std::size_t kSegmentBytesMax = 200;
inline constexpr std::size_t kListPageMax = 1000;

// OK, or INVALID_ARGUMENT that says which rule is broken.
Result<void> check_key(std::string_view key);

struct ObjectInfo {
  std::string key;
  std::uint64_t size = 0;                      // bytes
  std::string etag;                            // changes with the content; opaque, without quotes
  std::string content_type;                    // "application/octet-stream" if none was given
  Time modified;
};

struct Object {
  ObjectInfo info;
  std::string bytes;                           // the whole, or the range asked for
};

struct Range {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;                    // fewer are returned at the end of the object
};

struct GetOptions {
  std::optional<Range> range = {};             // an offset beyond the end: OUT_OF_RANGE
  std::size_t bytes_max = 64 * 1024 * 1024;    // RESOURCE_EXHAUSTED beyond
};

struct PutOptions {
  std::string content_type = "application/octet-stream";
  bool if_absent = false;                      // ALREADY_EXISTS if there is an object
  std::string if_match = {};                   // etag; FAILED_PRECONDITION if the object is another one or gone
};

struct ListOptions {
  std::string prefix;                          // of the key as text, need not end at '/'; empty: everything
  std::string token = {};                      // from the page before; empty: from the start
  std::size_t page_size = kListPageMax;        // 1..kListPageMax
};

struct ListPage {
  std::vector<ObjectInfo> objects;             // by key, in byte order; content_type may be empty here
  std::string next_token;                      // empty: this was the last page
};

class Store {
 public:
  virtual ~Store() = default;
  // Atomic: a reader sees the old object or the new one, whole; after it returns the object survives a crash.
  virtual Task<Result<ObjectInfo>> put(std::string key, std::shared_ptr<const std::string> bytes, PutOptions options) = 0;
  virtual Task<Result<Object>> get(std::string key, GetOptions options) = 0;          // NOT_FOUND
  virtual Task<Result<ObjectInfo>> head(std::string key) = 0;                         // NOT_FOUND
  virtual Task<Result<ListPage>> list(ListOptions options) = 0;
  virtual Task<Result<void>> remove(std::string key) = 0;                             // absent already: OK
};

}  // namespace jm::objects
