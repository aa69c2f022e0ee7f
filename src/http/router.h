// Which handler answers which method and path. Exact paths win over prefixes, longer prefixes over shorter ones.
//
// What every route gets for free: HEAD from its GET, OPTIONS with Allow, 405 with Allow for another method, 404 otherwise.
#pragma once
#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/message.h"

namespace jm::http {

struct RouteOptions {
  std::size_t body_bytes_max = 0;             // 0: Limits::body_bytes_max
  std::chrono::milliseconds deadline{0};      // for the handler; 0: Limits::request_deadline
};

struct Route {
  Method method = Method::kGet;
  std::string path;                           // "/graphql", or "/static/" for a prefix
  bool prefix = false;
  Handler handler;
  RouteOptions options;
};

class Router {
 public:
  // Registered at start-up; the same method and path twice is a programming error and aborts.
  void on(Method method, std::string_view path, Handler handler, RouteOptions options = {});
  void on_prefix(Method method, std::string_view prefix, Handler handler, RouteOptions options = {});

  struct Match {
    const Route* route = nullptr;             // null: `allow` says why
    std::string allow;                        // "GET, HEAD, OPTIONS" if the path exists (405 or OPTIONS), empty: 404
  };
  Match match(Method method, std::string_view path) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  struct Methods {
    std::vector<const Route*> routes;
  };
  const Route* pick(const Methods& methods, Method method) const;
  std::deque<Route> routes_;                                                      // stable addresses
  std::unordered_map<std::string, Methods, Hash, std::equal_to<>> exact_;
  std::vector<std::pair<std::string, Methods>> prefixes_;                         // longest first
};

}  // namespace jm::http
