#include "pg/connect.h"

#include <libpq-fe.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>

namespace jm::pg {

namespace asio = boost::asio;

Result<ConnInfo> ConnInfo::parse(const std::string& url, const std::string& application_name) {
  char* why = nullptr;
  PQconninfoOption* options = PQconninfoParse(url.c_str(), &why);
  if (options == nullptr) {
    std::string line = why != nullptr ? why : "out of memory";
    PQfreemem(why);
    line.erase(line.find_last_not_of('\n') + 1);
    return fail(Code::kInvalidArgument, "DATABASE_URL cannot be read: " + line);
  }
  ConnInfo info;
  for (const PQconninfoOption* o = options; o->keyword != nullptr; ++o)
    if (o->val != nullptr) info.set(o->keyword, o->val);
  PQconninfoFree(options);
  info.set("client_encoding", "UTF8");
  info.set_default("application_name", application_name);
  // A server that vanished without a word (power, network) is noticed in seconds, not hours.
  info.set_default("keepalives_idle", "15");
  info.set_default("keepalives_interval", "5");
  info.set_default("keepalives_count", "3");
  info.set_default("tcp_user_timeout", "20000");
  return info;
}

Task<Result<ConnInfo>> ConnInfo::resolved(IoContext& io) const {
  ConnInfo out = *this;
  const std::string* host = get("host");
  boost::system::error_code ec;
  if (host == nullptr || host->empty() || host->front() == '/' || host->front() == '@' || host->contains(',') || get("hostaddr") != nullptr)
    co_return out;
  if (asio::ip::make_address(*host, ec); !ec) co_return out;
  asio::ip::tcp::resolver resolver(io);
  const auto found = co_await resolver.async_resolve(*host, "", asio::redirect_error(asio::use_awaitable, ec));
  if (ec || found.empty()) co_return fail(Code::kUnavailable, "the host name " + *host + " cannot be resolved: " + ec.message());
  const std::string* port = get("port");
  std::string hosts, addresses, ports;
  std::vector<std::string> seen;
  for (const auto& entry : found) {
    const std::string address = entry.endpoint().address().to_string();
    if (std::ranges::find(seen, address) != seen.end()) continue;
    const char* comma = seen.empty() ? "" : ",";
    seen.push_back(address);
    hosts += comma + *host;
    addresses += comma + address;
    if (port != nullptr) ports += comma + *port;
  }
  out.set("host", hosts);
  out.set("hostaddr", addresses);
  if (!ports.empty()) out.set("port", ports);
  co_return out;
}

std::vector<const char*> ConnInfo::keywords() const {
  std::vector<const char*> out;
  for (const auto& [k, v] : pairs_) out.push_back(k.c_str());
  out.push_back(nullptr);
  return out;
}

std::vector<const char*> ConnInfo::values() const {
  std::vector<const char*> out;
  for (const auto& [k, v] : pairs_) out.push_back(v.c_str());
  out.push_back(nullptr);
  return out;
}

void ConnInfo::set(const std::string& keyword, const std::string& value) {
  for (auto& [k, v] : pairs_)
    if (k == keyword) return void(v = value);
  pairs_.emplace_back(keyword, value);
}

void ConnInfo::set_default(const std::string& keyword, const std::string& value) {
  if (get(keyword) == nullptr) pairs_.emplace_back(keyword, value);
}

const std::string* ConnInfo::get(const std::string& keyword) const {
  for (const auto& [k, v] : pairs_)
    if (k == keyword) return &v;
  return nullptr;
}

std::string ConnInfo::str() const {
  std::string out;
  for (const auto& [k, v] : pairs_) {
    out += out.empty() ? "" : " ";
    out += k + "='";
    for (const char c : v) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    out += '\'';
  }
  return out;
}

}  // namespace jm::pg
