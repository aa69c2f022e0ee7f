// The web app's session: the token that everybody else sends in a header, in a cookie that scripts cannot read.
//
//   set-cookie: jobmate_session=<jwt>; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure
//
// (Secure where the browser came over TLS.) A browser sends a cookie whoever made the page, so a cookie counts only for
// requests that our own page made: they carry the header x-jobmate-web, which no foreign page can add without asking first
// (EventSource cannot either, so /events does without), and Origin and Sec-Fetch-Site must not name another site. Pages of
// CORS_ORIGIN are our own too. Clients with an Authorization header are none of this page's business.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/cors.h"
#include "http/message.h"

namespace jm::gateway {

inline constexpr std::string_view kWebHeader = "x-jobmate-web";

// The session cookie of a Cookie header. Empty: none. nullopt: more than one, which only somebody who writes cookies for us
// from a neighbouring domain can cause; none of them is to be believed.
std::optional<std::string_view> session_cookie(std::string_view cookie_header);

// Whether one of our own pages made this request; `origins`: those that may call us besides ours.
bool from_own_page(const http::Request& request, const http::Cors& origins);

// The value of a set-cookie header; an empty token ends the session.
std::string session_set_cookie(std::string_view token, std::chrono::seconds lifetime, bool over_tls);

// The browser's side of the connection, as the proxy in front says.
bool over_tls(const http::Request& request);

}  // namespace jm::gateway
