#include "outbound/client.h"

#include <algorithm>
#include <charconv>

#include "outbound/guard.h"

namespace jm::outbound {

namespace {

constexpr std::string_view kDefaultTypes[] = {"text/html",       "application/xhtml+xml", "application/json", "application/ld+json", "application/xml",
                                              "text/xml",        "application/rss+xml",   "application/atom+xml", "application/feed+json", "text/plain"};

bool is_redirect(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

std::string media_type(std::string_view header) {
  std::string out(header.substr(0, header.find(';')));
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t'; });
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool accepts(const Request& request, const std::string& type) {
  if (request.types.empty()) return std::find(std::begin(kDefaultTypes), std::end(kDefaultTypes), type) != std::end(kDefaultTypes);
  return std::find(request.types.begin(), request.types.end(), type) != request.types.end();
}

http::ClientOptions http_options(const Options& o) {
  http::ClientOptions out;
  out.user_agent = o.user_agent;
  out.connect_timeout = o.connect_timeout;
  out.idle_connections_max = o.idle_connections_max;
  out.nothing_leaves = o.nothing_leaves;
  out.local_hosts = o.local_hosts;
  out.may_leave = o.may_leave;
  // The last look, at the address of the very connection.
  out.vet = [&o](const http::IpAddress& address) -> Result<void> {
    for (const auto& [host, route] : o.routes)
      if (route.address == address) return {};
    const bool allowed = o.is_allowed ? o.is_allowed(address) : is_public(address);
    if (!allowed) return fail(Code::kPermissionDenied, "This address leads into a private or reserved network, which is not read.", "ADDRESS_REFUSED");
    return {};
  };
  return out;
}

const Route* route_of(const Options& o, const WebUrl& url) {
  auto found = o.routes.find(url.host + ":" + std::to_string(url.port));
  if (found == o.routes.end()) found = o.routes.find(url.host);
  if (found == o.routes.end()) found = o.routes.find("*");
  return found == o.routes.end() ? nullptr : &found->second;
}

}  // namespace

Result<std::map<std::string, Route>> parse_routes(const std::vector<std::string>& texts) {
  std::map<std::string, Route> out;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('='), colon = text.rfind(':');
    std::optional<http::IpAddress> address;
    unsigned port = 0;
    if (equals != std::string::npos && colon != std::string::npos && colon > equals) {
      address = http::IpAddress::parse(std::string_view(text).substr(equals + 1, colon - equals - 1));
      const auto [end, ec] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
      if (ec != std::errc() || end != text.data() + text.size()) port = 0;
    }
    if (!address || port == 0 || port > 65535 || equals == 0)
      return fail(Code::kInvalidArgument, "\"" + text + "\" is not a route: write host=address:port, for example *=127.0.0.1:4100.", "BAD_ROUTE");
    out[text.substr(0, equals)] = {*address, static_cast<std::uint16_t>(port)};
  }
  return out;
}

Client::Client(IoContext& io, Options options, const Clock& clock) : io_(io), options_(std::move(options)), clock_(clock), http_(io, http_options(options_)) {}

// One request to where `url` leads, and nowhere else.
Task<Result<http::ClientResponse>> Client::hop(const WebUrl& url, const Request& request, Deadline deadline, Call& call) {
  http::ClientRequest out;
  out.method = request.method;
  out.headers = request.headers;
  out.headers.emplace_back("accept", request.accept);
  if (!request.accept_language.empty()) out.headers.emplace_back("accept-language", request.accept_language);
  out.body = request.body;
  out.deadline = deadline;
  out.response_bytes_max = request.bytes_max == 0 ? options_.bytes_max : std::min(request.bytes_max, options_.bytes_max);
  out.response_ratio_max = options_.ratio_max;
  out.url = url.wire();
  out.user = request.user;
  JM_CO_CHECK_OK(co_await http_.admit(url.host, request.user));        // before the name is resolved
  if (const Route* route = route_of(options_, url)) {
    if (url.credentials) co_return std::unexpected(check_url(url).error());
    WebUrl plain = url;
    plain.scheme = "http";
    plain.port = 80;
    out.url = plain.wire();
    out.addresses = {route->address};
    out.connect_port = route->port;
  } else {
    WebUrl checked = url;
    if (options_.any_port) checked.port = 443;
    if (options_.is_allowed) checked.address.reset();
    JM_CO_CHECK_OK(check_url(checked));
    // Kept connections lead where they were vetted for; the client below asks for the name itself and vets where it connects to.
    const bool asks_itself = options_.idle_connections_max > 0 && !options_.resolve && !url.address;
    if (url.address) {
      out.addresses = {*url.address};
    } else if (asks_itself) {
      co_return co_await send(std::move(out), call);
    } else if (options_.resolve) {
      auto resolving = options_.resolve(url.host, deadline.earlier(Deadline::in(options_.connect_timeout)));
      JM_CO_TRY(addresses, co_await std::move(resolving));
      out.addresses = std::move(addresses);
    } else {
      JM_CO_TRY(addresses, co_await http::resolve_host(io_, url.host, deadline.earlier(Deadline::in(options_.connect_timeout))));
      out.addresses = std::move(addresses);
    }
    // An empty list would make the client below ask for the name itself.
    if (options_.is_allowed) {
      if (out.addresses.empty() || !std::all_of(out.addresses.begin(), out.addresses.end(), options_.is_allowed)) co_return std::unexpected(check_addresses({}).error());
    } else {
      JM_CO_CHECK_OK(check_addresses(out.addresses));
    }
  }
  co_return co_await send(std::move(out), call);
}

Task<Result<http::ClientResponse>> Client::send(http::ClientRequest request, Call& call) {
  auto response = co_await http_.send(std::move(request));
  if (response) {
    call.status = response->status;
    call.bytes = response->body.size();
    call.address = response->address.str();
  }
  co_return response;
}

std::string_view Response::header(std::string_view name) const {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (const auto& [n, v] : headers)
    if (std::ranges::equal(n, name, {}, lower, lower)) return v;
  return {};
}

Task<Outcome> Client::get(Request request) {
  Outcome outcome{fail(Code::kUnknown, "Nothing was asked."), {}};
  if (request.follow && !(request.headers.empty() && request.body.empty())) {
    outcome.response = fail(Code::kInternal, "Headers and bodies do not follow redirects.");
    co_return outcome;
  }
  const Deadline deadline = request.deadline.earlier(Deadline::in(options_.total_timeout));
  WebUrl url = request.url;
  std::vector<std::string> hops;
  for (int followed = 0;; ++followed) {
    Call call{.purpose = request.purpose, .url = url.href(), .host = url.host, .address = {}, .error = {}, .at = clock_.now()};
    hops.push_back(call.url);
    auto answer = co_await hop(url, request, deadline, call);
    call.took = std::chrono::milliseconds((clock_.now().us - call.at.us) / 1000);
    if (!answer) call.error = answer.error().reason;
    outcome.calls.push_back(call);
    if (!answer) {
      outcome.response = std::unexpected(answer.error());
      co_return outcome;
    }
    const std::string_view location = answer->header("location");
    if (request.follow && is_redirect(answer->status) && !location.empty()) {
      if (followed == options_.redirects_max) {
        outcome.response = fail(Code::kFailedPrecondition, "The site sends readers from one address to the next without end.", "TOO_MANY_REDIRECTS");
        co_return outcome;
      }
      auto next = parse_web_url(location, &url);
      if (!next) {
        outcome.response = std::unexpected(next.error());
        co_return outcome;
      }
      url = std::move(*next);
      continue;
    }
    Response response;
    response.content_type = answer->header("content-type");
    response.type = media_type(response.content_type);
    // A status that says there is no page needs no page's type.
    if (answer->status < 400 && !request.any_type && !accepts(request, response.type)) {
      outcome.response = fail(Code::kInvalidArgument, "The address leads to something that is not a page (" + (response.type.empty() ? std::string("no type given") : response.type.substr(0, 80)) + ").", "NOT_A_PAGE");
      co_return outcome;
    }
    response.url = std::move(url);
    response.hops = std::move(hops);
    response.status = answer->status;
    response.headers = std::move(answer->headers);
    response.body = std::move(answer->body);
    outcome.response = std::move(response);
    co_return outcome;
  }
}

}  // namespace jm::outbound
