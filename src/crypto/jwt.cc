#include "crypto/jwt.h"

#include <simdjson.h>

#include <cmath>

#include "base/json_text.h"

namespace jm::crypto {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"at+jwt"})";
constexpr std::size_t kDepthMax = 4;            // claims are flat; room for a harmless extra object
constexpr double kYear9999 = 253'402'300'799;
constexpr std::int64_t kSecond = 1'000'000;

const std::string& encoded_header() {
  static const std::string h = base64url_encode(kHeader);
  return h;
}

std::unexpected<Error> invalid() { return fail(Code::kUnauthenticated, "The token is not valid. Sign in again.", "TOKEN_INVALID"); }
std::unexpected<Error> expired() { return fail(Code::kUnauthenticated, "The session has expired. Sign in again.", "TOKEN_EXPIRED"); }

// An object without a repeated member, or nothing. simdjson keeps every member, so a repetition is seen.
std::optional<dom::object> parse_object(dom::parser& parser, const std::string& json) {
  dom::object object;
  if (parser.parse(json).get(object)) return {};
  for (auto a = object.begin(); a != object.end(); ++a)
    for (auto b = object.begin(); b != a; ++b)
      if (a.key() == b.key()) return {};
  return object;
}

dom::parser new_parser() {
  dom::parser parser;
  if (parser.allocate(kTokenBytesMax, kDepthMax)) throw std::bad_alloc();
  return parser;
}

// Only what we can honour: our algorithm, a token type of ours, and a key id. `crit`, `jku`, `jwk`, `x5u`, … ask for more.
bool header_is_ours(std::string_view encoded) {
  if (encoded == encoded_header()) return true;
  const auto json = base64url_decode(encoded);
  if (!json) return false;
  thread_local dom::parser parser = new_parser();
  const auto object = parse_object(parser, *json);
  if (!object) return false;
  bool algorithm = false, type = false;
  for (const auto& [key, value] : *object) {
    std::string_view text;
    if (value.get(text)) return false;
    if (key == "alg" && text == "HS256") algorithm = true;
    else if (key == "typ" && (text == "at+jwt" || text == "JWT")) type = true;
    else if (key != "kid") return false;
  }
  return algorithm && type;
}

// Seconds since 1970, whole or not (RFC 7519 NumericDate).
std::optional<Time> numeric_date(const dom::element& value) {
  double seconds = 0;
  if (!value.is_number() || value.get(seconds) || !(seconds >= 0 && seconds <= kYear9999)) return {};
  return Time{static_cast<std::int64_t>(std::floor(seconds)) * kSecond};
}

// `aud` is one audience or a list of them.
bool is_for(const dom::element& aud, std::string_view audience) {
  std::string_view text;
  if (!aud.get(text)) return text == audience;
  dom::array list;
  if (aud.get(list)) return false;
  bool found = false;
  for (const auto entry : list) {
    if (entry.get(text)) return false;
    found |= text == audience;
  }
  return found;
}

// The claims with their types, before any of them is believed against the clock.
struct Parsed {
  Claims claims;
  std::optional<Time> not_before;
};
std::optional<Parsed> parse_claims(const std::string& json, const JwtOptions& options) {
  thread_local dom::parser parser = new_parser();
  const auto object = parse_object(parser, json);
  if (!object) return {};
  Parsed p;
  bool has_user = false, has_email = false, has_issuer = false, has_audience = false, has_expiry = false;
  std::optional<Uuid> subject;
  for (const auto& [key, value] : *object) {
    std::string_view text;
    const bool is_text = !value.get(text);
    if (key == "userId") {
      const auto id = is_text ? Uuid::parse(text) : std::nullopt;
      if (!id || id->is_nil()) return {};
      p.claims.user_id = *id;
      has_user = true;
    } else if (key == "sub") {
      subject = is_text ? Uuid::parse(text) : std::nullopt;
      if (!subject) return {};
    } else if (key == "email") {
      if (!is_text) return {};
      p.claims.email = text;
      has_email = true;
    } else if (key == "jti") {
      if (!is_text) return {};
      p.claims.token_id = text;
    } else if (key == "iss") {
      if (!is_text || text != options.issuer) return {};
      has_issuer = true;
    } else if (key == "aud") {
      if (!is_for(value, options.audience)) return {};
      has_audience = true;
    } else if (key == "exp" || key == "iat" || key == "nbf") {
      const auto time = numeric_date(value);
      if (!time) return {};
      if (key == "exp") p.claims.expires_at = *time, has_expiry = true;
      else if (key == "iat") p.claims.issued_at = *time;
      else p.not_before = *time;
    }
  }
  if (!has_user || !has_email || !has_issuer || !has_audience || !has_expiry) return {};
  if (subject && *subject != p.claims.user_id) return {};
  return p;
}

}  // namespace

Result<JwtSigner> JwtSigner::make(JwtOptions options, const Clock& clock) {
  for (const Secret* key : {&options.key, &options.previous_key}) {
    if (key == &options.previous_key && key->empty()) continue;
    if (key->size() < kTokenKeyBytesMin)
      return fail(Code::kInvalidArgument, "The key that signs tokens must have at least " + std::to_string(kTokenKeyBytesMin) + " bytes.", "WEAK_KEY");
  }
  if (options.lifetime <= std::chrono::seconds(0)) return fail(Code::kInvalidArgument, "The lifetime of a token must be positive.");
  return JwtSigner(std::move(options), clock);
}

JwtSigner::JwtSigner(JwtOptions options, const Clock& clock) : options_(std::move(options)), clock_(&clock), hmac_(options_.key.reveal()) {
  if (!options_.previous_key.empty()) previous_hmac_.emplace(options_.previous_key.reveal());
}

std::string JwtSigner::sign(const Uuid& user_id, std::string_view email, std::string_view session) const {
  const Time at = clock_->now();
  const std::int64_t now = at.us / kSecond;
  const std::string id = user_id.str();
  std::string claims = R"({"userId":")" + id + R"(","email":)";
  append_json_string(claims, email);
  claims += R"(,"sub":")" + id + R"(","iss":)";
  append_json_string(claims, options_.issuer);
  claims += R"(,"aud":)";
  append_json_string(claims, options_.audience);
  claims += R"(,"iat":)" + std::to_string(now) + R"(,"exp":)" + std::to_string(now + options_.lifetime.count()) + R"(,"jti":)";
  append_json_string(claims, session.empty() ? new_id(at).str() : std::string(session));
  claims += '}';
  std::string token = encoded_header() + '.' + base64url_encode(claims);
  const Digest signature = hmac_(token);
  return token += '.' + base64url_encode(as_text(signature));
}

bool JwtSigner::signature_matches(std::string_view signed_part, std::string_view signature) const {
  const Digest ours = hmac_(signed_part);
  if (equal_constant_time(as_text(ours), signature)) return true;
  if (!previous_hmac_) return false;
  const Digest previous = (*previous_hmac_)(signed_part);
  return equal_constant_time(as_text(previous), signature);
}

Result<Claims> JwtSigner::check(std::string_view token) const {
  if (token.size() > kTokenBytesMax) return invalid();
  const auto first = token.find('.');
  const auto second = first == token.npos ? first : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) return invalid();
  if (!header_is_ours(token.substr(0, first))) return invalid();
  const auto signature = base64url_decode(token.substr(second + 1));
  if (!signature || signature->size() != sizeof(Digest)) return invalid();
  if (!signature_matches(token.substr(0, second), *signature)) return invalid();
  const auto json = base64url_decode(token.substr(first + 1, second - first - 1));
  if (!json) return invalid();
  auto parsed = parse_claims(*json, options_);
  if (!parsed) return invalid();
  const Time now = clock_->now();
  if (now >= parsed->claims.expires_at + options_.leeway) return expired();
  if (parsed->not_before && now + options_.leeway < *parsed->not_before) return invalid();
  return std::move(parsed->claims);
}

std::string JwtSigner::seal(std::string_view purpose, std::string_view text) const {
  // A token's signed part has no line end, so nothing sealed is ever one.
  return base64url_encode(as_text(hmac_("seal\n" + std::string(purpose) + "\n" + std::string(text))));
}

Result<Claims> JwtSigner::verify(std::string_view token) {
  if (const auto it = seen_.find(token); it != seen_.end()) {
    if (clock_->now() < it->second.claims.expires_at + options_.leeway) return it->second.claims;
    order_.erase(it->second.order);
    seen_.erase(it);
    return expired();
  }
  Result<Claims> claims = check(token);
  if (claims) remember(token, *claims);
  return claims;
}

void JwtSigner::remember(std::string_view token, const Claims& claims) {
  if (options_.remembered_max == 0) return;
  if (seen_.size() >= options_.remembered_max) {
    seen_.erase(seen_.find(order_.front()));
    order_.pop_front();
  }
  const auto it = seen_.emplace(std::string(token), Remembered{claims, {}}).first;
  it->second.order = order_.insert(order_.end(), it->first);
}

}  // namespace jm::crypto
