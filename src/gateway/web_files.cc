#include "gateway/web_files.h"

#include <fstream>
#include <iterator>
#include <optional>

#include "crypto/hash.h"
#include "http/compress.h"
#include "http/status.h"

namespace jm::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
    {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"}, {".png", "image/png"}, {".webp", "image/webp"}, {".ico", "image/x-icon"}, {".woff2", "font/woff2"},
    {".json", "application/json; charset=utf-8"}, {".webmanifest", "application/manifest+json; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"}};

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types jobmate jobmate-pdf; style-src 'self'";

constexpr std::pair<std::string_view, std::string_view> kHeaders[] = {
    {"x-content-type-options", "nosniff"},
    {"x-frame-options", "DENY"},
    {"referrer-policy", "same-origin"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-resource-policy", "same-origin"},
    {"permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"}};

std::string_view type_of(std::string_view path) {
  for (const auto& [ending, type] : kTypes)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

std::optional<std::string> read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string((std::istreambuf_iterator<char>(in)), {});
}

bool is_hidden(const fs::path& relative) {
  for (const fs::path& part : relative)
    if (part.string().starts_with('.')) return true;
  return false;
}

// The styles of a page that stand in it are its own: each is named by the hash of what is between its tags.
std::string policy_of(std::string_view html) {
  constexpr std::string_view kOpen = "<style>", kClose = "</style>";
  std::string policy(kPolicy);
  for (std::size_t at = 0; (at = html.find(kOpen, at)) != html.npos;) {
    const std::size_t from = at + kOpen.size();
    at = html.find(kClose, from);
    if (at == html.npos) break;
    policy += " 'sha256-" + crypto::base64url_encode(crypto::as_text(crypto::sha256(html.substr(from, at - from)))) + "='";
  }
  return policy;
}

// A navigation to one of the app's pages, as opposed to a file that is not there: no ending, and a page is wanted.
bool wants_page(const http::Request& request) {
  const std::string_view path = request.path;
  return path.substr(path.rfind('/') + 1).find('.') == path.npos && request.headers.joined("accept").find("text/html") != std::string::npos;
}

}  // namespace

Result<WebFiles> WebFiles::load(const fs::path& folder) {
  std::unordered_map<std::string, Bytes> read_in;
  std::size_t bytes = 0;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
    const fs::path relative = it->path().lexically_relative(folder);
    if (it->is_symlink() || !it->is_regular_file() || is_hidden(relative)) continue;
    bytes += it->file_size();
    if (read_in.size() >= kFilesMax || bytes > kBytesMax)
      return fail(Code::kInvalidArgument, "WEB_DIR " + folder.string() + " holds more than a web app does (2,000 files, 64 MiB). Name the folder that the web build made.");
    auto content = read(it->path());
    if (!content) return fail(Code::kPermissionDenied, "The web app's file " + it->path().string() + " cannot be read.");
    read_in.emplace("/" + relative.generic_string(), std::make_shared<const std::string>(std::move(*content)));
  }
  if (!read_in.contains("/index.html"))
    return fail(Code::kNotFound, "WEB_DIR " + folder.string() + " has no index.html. Build the web app (tools/web.sh), or leave WEB_DIR empty to serve none.");

  WebFiles web;
  const auto variant = [&](const std::string& path) -> Bytes {
    const auto it = read_in.find(path);
    return it == read_in.end() ? nullptr : it->second;
  };
  for (const auto& [path, content] : read_in) {
    if (path.ends_with(".br") || path.ends_with(".gz")) continue;
    File file;
    file.type = type_of(path);
    file.etag = "W/\"" + crypto::to_hex(crypto::sha256(*content)).substr(0, 20) + "\"";
    file.policy = path.ends_with(".html") ? policy_of(*content) : kPolicy;
    file.plain = content;
    file.brotli = variant(path + ".br");
    file.gzip = variant(path + ".gz");
    file.immutable = path.starts_with("/assets/");
    web.files_.emplace(path, std::move(file));
  }
  return web;
}

const WebFiles::File* WebFiles::find(const http::Request& request) const {
  if (const auto it = files_.find(request.path); it != files_.end()) return &it->second;
  if (request.path != "/" && !wants_page(request)) return nullptr;
  const auto page = files_.find(request.path.substr(0, request.path.find('/', 1)) + ".html");
  return &(page != files_.end() ? page->second : files_.at("/index.html"));
}

http::Response WebFiles::send(const File& file, const http::Request& request) {
  http::Response r;
  r.headers.add("etag", file.etag);
  r.headers.add("cache-control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  r.headers.add("content-security-policy", file.policy);
  for (const auto& [name, value] : kHeaders) r.headers.add(name, value);
  if (request.headers.joined("if-none-match").find(file.etag) != std::string::npos) {
    r.status = 304;
    return r;
  }
  r.content_type = file.type;
  r.body = file.plain;
  if (!file.brotli && !file.gzip) return r;       // small, or compressed by nature
  r.compress = false;
  r.headers.add("vary", "accept-encoding");
  const http::Coding coding = http::choose_coding(request.headers.joined("accept-encoding"));
  const Bytes& body = coding == http::Coding::kBrotli ? file.brotli : coding == http::Coding::kGzip ? file.gzip : file.plain;
  if (!body || coding == http::Coding::kIdentity) return r;
  r.body = body;
  r.headers.add("content-encoding", http::coding_name(coding));
  return r;
}

http::Response WebFiles::answer(const http::Request& request) const {
  const File* file = find(request);
  if (!file) return http::error_response(404, "NOT_FOUND", "There is nothing at this address.");
  return send(*file, request);
}

}  // namespace jm::gateway
