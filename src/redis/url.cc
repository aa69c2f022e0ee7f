#include "redis/url.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

namespace jm::redis {

Result<Endpoint> parse_url(const std::string& url) {
  const auto bad = [](const std::string& why) { return fail(Code::kInvalidArgument, "REDIS_URL cannot be read: " + why + ". It looks like redis://:password@host:6379/0"); };
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed) return bad("it is not a URL");
  if (parsed->scheme() == "rediss") return bad("TLS (rediss://) is not spoken; use redis:// on a private network");
  if (parsed->scheme() != "redis") return bad("it must begin with redis://");
  Endpoint e;
  e.host = std::string(parsed->encoded_host_address().decode());
  if (e.host.empty()) return bad("the host is missing");
  e.port = parsed->has_port() ? std::string(parsed->port()) : "6379";
  std::uint16_t port = 0;
  if (const auto [end, ec] = std::from_chars(e.port.data(), e.port.data() + e.port.size(), port); ec != std::errc() || port == 0)
    return bad("the port is not a number from 1 to 65535");
  if (parsed->has_userinfo()) {
    e.user = parsed->user();
    e.password = parsed->password();
  }
  std::string path(parsed->encoded_path());
  if (path.starts_with('/')) path.erase(0, 1);
  if (path.empty()) return e;
  const auto [end, ec] = std::from_chars(path.data(), path.data() + path.size(), e.database);
  if (ec != std::errc() || end != path.data() + path.size() || e.database < 0) return bad("the database after the slash is not a number");
  return e;
}

}  // namespace jm::redis
