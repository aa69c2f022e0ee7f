// The built web app, read into memory once and served from there.
//
//   index.html             no-cache, so that a new version is seen at the next load
//   assets/app-1a2b3c.js   a name that changes with the content: cached for ever
//   x.br, x.gz             beside x: what the build compressed as small as it goes; sent instead of x to who accepts it
//
//   inbox.html             the same page as index.html, which also names what /inbox needs first
//
// Addresses of the app's own pages have no file: a browser that navigates to "/inbox/…" gets inbox.html, or index.html where the
// build made none. Every answer carries the headers that let a page load nothing but our own files, and run no script that stands
// in the page; the style that stands there is allowed by its hash.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "http/message.h"

namespace jm::gateway {

class WebFiles {
 public:
  static constexpr std::size_t kFilesMax = 2'000, kBytesMax = 64u << 20;

  // NOT_FOUND without an index.html; INVALID_ARGUMENT beyond the limits. Links and names that begin with a dot are left out.
  static Result<WebFiles> load(const std::filesystem::path& folder);

  // GET of anything.
  http::Response answer(const http::Request& request) const;

 private:
  using Bytes = std::shared_ptr<const std::string>;
  struct File {
    std::string type, etag, policy;
    Bytes plain, brotli, gzip;
    bool immutable = false;
  };
  const File* find(const http::Request& request) const;
  static http::Response send(const File& file, const http::Request& request);

  std::unordered_map<std::string, File> files_;     // by path: "/assets/app-1a2b3c.js"
};

}  // namespace jm::gateway
