#include "http/router.h"

#include <algorithm>
#include <cstdlib>

#include "base/log.h"

namespace jm::http {
namespace {

template <class Methods>
void insert(Methods& methods, const Route& route) {
  for (const Route* r : methods.routes) {
    if (r->method != route.method) continue;
    log::error("a route is registered twice", {{"method", method_name(route.method)}, {"path", route.path}});
    std::abort();
  }
  methods.routes.push_back(&route);
}

template <class Methods>
std::string allow_of(const Methods& methods) {
  std::string out;
  bool get = false, head = false, options = false;
  for (const Route* r : methods.routes) {
    get |= r->method == Method::kGet;
    head |= r->method == Method::kHead;
    options |= r->method == Method::kOptions;
    if (!out.empty()) out += ", ";
    out += method_name(r->method);
  }
  if (get && !head) out += ", HEAD";
  if (!options) out += ", OPTIONS";
  return out;
}

}  // namespace

void Router::on(Method method, std::string_view path, Handler handler, RouteOptions options) {
  const Route& route = routes_.emplace_back(Route{method, std::string(path), false, std::move(handler), options});
  insert(exact_[route.path], route);
}

void Router::on_prefix(Method method, std::string_view prefix, Handler handler, RouteOptions options) {
  const Route& route = routes_.emplace_back(Route{method, std::string(prefix), true, std::move(handler), options});
  auto at = std::find_if(prefixes_.begin(), prefixes_.end(), [&](const auto& p) { return p.first == prefix; });
  if (at == prefixes_.end()) {
    at = std::find_if(prefixes_.begin(), prefixes_.end(), [&](const auto& p) { return p.first.size() < prefix.size(); });
    at = prefixes_.insert(at, {route.path, {}});
  }
  insert(at->second, route);
}

const Route* Router::pick(const Methods& methods, Method method) const {
  const Route* get = nullptr;
  for (const Route* r : methods.routes) {
    if (r->method == method) return r;
    if (r->method == Method::kGet) get = r;
  }
  return method == Method::kHead ? get : nullptr;
}

Router::Match Router::match(Method method, std::string_view path) const {
  const Methods* seen = nullptr;                  // the best path match that lacks the method
  if (const auto it = exact_.find(path); it != exact_.end()) {
    if (const Route* r = pick(it->second, method)) return {r, {}};
    seen = &it->second;
  }
  for (const auto& [prefix, methods] : prefixes_) {
    if (!path.starts_with(prefix)) continue;
    // An exact path that exists for other methods is not answered by a catch-all prefix: that would hide the 405.
    if (!seen) {
      if (const Route* r = pick(methods, method)) return {r, {}};
      seen = &methods;
    }
    break;
  }
  return {nullptr, seen ? allow_of(*seen) : std::string()};
}

}  // namespace jm::http
