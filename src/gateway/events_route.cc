#include "gateway/events_route.h"

#include "events/sse.h"
#include "gateway/auth.h"
#include "http/status.h"

namespace jm::gateway {

Task<http::Response> serve_events(GatewayDeps deps, const http::Cors& web_origins, bool token_in_url, http::Request& request) {
  if (!deps.sessions.is_loaded()) {
    const Result<void> loaded = co_await deps.sessions.loaded(request.deadline);
    if (!loaded) co_return http::error_response(loaded.error());
  }
  SignIn who = sign_in(request, deps.tokens, {.web_origins = web_origins, .token_in_url = token_in_url, .cookie_needs_header = false, .ended = &deps.sessions});
  if (who.error) co_return http::error_response(*who.error);
  if (who.caller.user_id.is_nil())
    co_return http::error_response({Code::kUnauthenticated, "Sign in first: /events needs a token in the Authorization header.", "UNAUTHENTICATED"});

  std::string position(request.headers.get("last-event-id"));
  if (position.empty()) position = request.query("lastEventId").value_or("");

  // The stream ends when the token does.
  const auto left = std::chrono::microseconds(who.claims.expires_at.us - deps.clock.now().us);
  const Deadline expires = Deadline::in(std::chrono::duration_cast<std::chrono::milliseconds>(left));
  Result<std::shared_ptr<events::Subscription>> sub = deps.hub.subscribe(who.caller.user_id, events::parse_last_event_id(position), expires);
  if (!sub) co_return http::error_response(sub.error());
  std::shared_ptr<events::Subscription> subscription = std::move(*sub);
  deps.sessions.watch(who.claims, subscription);
  co_return http::event_stream([subscription](http::Stream& stream) { return events::serve_sse(stream, subscription); });
}

}  // namespace jm::gateway
