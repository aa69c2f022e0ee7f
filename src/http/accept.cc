#include "http/accept.h"

#include <algorithm>
#include <functional>

#include "http/message.h"

namespace jm::http {
namespace {

bool is_token_char(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string lowered(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}

// A cursor over one header value; every method leaves `rest` where it stopped.
struct Cursor {
  std::string_view rest;

  void blanks() {
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  }
  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  std::string_view token() {
    std::size_t n = 0;
    while (n < rest.size() && is_token_char(rest[n])) ++n;
    const auto t = rest.substr(0, n);
    rest.remove_prefix(n);
    return t;
  }
  std::optional<std::string> quoted() {
    if (!take('"')) return {};
    std::string out;
    while (!rest.empty()) {
      const char c = rest.front();
      rest.remove_prefix(1);
      if (c == '"') return out;
      if (c == '\\') {
        if (rest.empty()) return {};
        out += rest.front();
        rest.remove_prefix(1);
      } else {
        out += c;
      }
    }
    return {};
  }
  // *( OWS ";" OWS name "=" ( token / quoted-string ) ); false if malformed.
  bool parameters(std::vector<std::pair<std::string, std::string>>& out) {
    for (;;) {
      blanks();
      if (!take(';')) return true;
      blanks();
      if (rest.empty() || rest.front() == ';' || rest.front() == ',') continue;   // an empty parameter is harmless
      auto name = lowered(token());
      if (name.empty() || !take('=')) return false;
      if (!rest.empty() && rest.front() == '"') {
        auto value = quoted();
        if (!value) return false;
        out.emplace_back(std::move(name), std::move(*value));
      } else {
        const auto value = token();
        if (value.empty()) return false;
        out.emplace_back(std::move(name), std::string(value));
      }
    }
  }
  // To just after the comma that ends this list member, quoted strings respected.
  void skip_member() {
    while (!rest.empty()) {
      if (rest.front() == '"') {
        if (!quoted()) rest = {};
      } else if (take(',')) {
        return;
      } else {
        rest.remove_prefix(1);
      }
    }
  }
};

// "0.123" → 123; anything else than RFC 9110's qvalue is nullopt.
std::optional<int> parse_quality(std::string_view s) {
  if (s.empty() || s.size() > 5 || (s[0] != '0' && s[0] != '1')) return {};
  if (s.size() > 1 && s[1] != '.') return {};
  int q = (s[0] - '0') * 1000;
  int unit = 100;
  for (std::size_t i = 2; i < s.size(); ++i, unit /= 10) {
    if (s[i] < '0' || s[i] > '9') return {};
    q += (s[i] - '0') * unit;
  }
  if (q > 1000) return {};
  return q;
}

struct Range {
  std::string type, subtype;
  int quality = 1000;
  std::size_t parameters = 0;   // before q: they make the range more specific, and never match our bare offers
};

std::vector<Range> parse_accept(std::string_view text) {
  std::vector<Range> out;
  Cursor c{text};
  while (!c.rest.empty()) {
    c.blanks();
    Range r;
    r.type = lowered(c.token());
    std::vector<std::pair<std::string, std::string>> parameters;
    bool good = !r.type.empty() && c.take('/');
    if (good) {
      r.subtype = lowered(c.token());
      good = !r.subtype.empty() && !(r.type == "*" && r.subtype != "*") && c.parameters(parameters);
    }
    for (const auto& [name, value] : parameters) {
      if (name != "q") {
        // charset=utf-8 is what we send anyway; clients add it to Accept out of habit.
        if (!(name == "charset" && iequals(value, "utf-8"))) ++r.parameters;
        continue;
      }
      const auto q = parse_quality(value);
      good = good && q;
      r.quality = q.value_or(0);
      break;                    // what follows q are extensions of the range, not of the type
    }
    c.blanks();
    good = good && (c.rest.empty() || c.rest.front() == ',');
    c.skip_member();
    if (good) out.push_back(std::move(r));
  }
  return out;
}

}  // namespace

bool MediaType::is(std::string_view essence) const {
  const auto slash = essence.find('/');
  return slash != essence.npos && iequals(type, essence.substr(0, slash)) && iequals(subtype, essence.substr(slash + 1));
}

std::string_view MediaType::parameter(std::string_view name) const {
  for (const auto& [n, v] : parameters)
    if (n == name) return v;
  return {};
}

std::optional<MediaType> parse_media_type(std::string_view text) {
  Cursor c{text};
  MediaType m;
  c.blanks();
  m.type = lowered(c.token());
  if (m.type.empty() || !c.take('/')) return {};
  m.subtype = lowered(c.token());
  if (m.subtype.empty() || !c.parameters(m.parameters)) return {};
  c.blanks();
  if (!c.rest.empty()) return {};
  return m;
}

std::optional<std::size_t> best_match(std::string_view accept, std::span<const std::string_view> offers) {
  const auto ranges = parse_accept(accept);
  if (ranges.empty()) return offers.empty() ? std::nullopt : std::optional<std::size_t>(0);
  std::optional<std::size_t> best;
  int best_quality = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const auto offer = parse_media_type(offers[i]);
    if (!offer) continue;
    int specificity = -1, quality = 0;
    for (const auto& r : ranges) {
      int s = -1;
      if (r.parameters > 0) continue;
      if (r.type == offer->type && r.subtype == offer->subtype) s = 2;
      else if (r.type == offer->type && r.subtype == "*") s = 1;
      else if (r.type == "*") s = 0;
      if (s < specificity || s < 0) continue;
      quality = s == specificity ? std::max(quality, r.quality) : r.quality;
      specificity = s;
    }
    if (quality > best_quality) {
      best_quality = quality;
      best = i;
    }
  }
  return best;
}

int coding_quality(std::string_view accept_encoding, std::string_view coding) {
  std::optional<int> named, star;
  Cursor c{accept_encoding};
  while (!c.rest.empty()) {
    c.blanks();
    const auto name = c.token();
    std::vector<std::pair<std::string, std::string>> parameters;
    bool good = !name.empty() && c.parameters(parameters);
    int quality = 1000;
    for (const auto& [n, v] : parameters) {
      if (n != "q") continue;
      const auto q = parse_quality(v);
      good = good && q;
      quality = q.value_or(0);
    }
    c.blanks();
    good = good && (c.rest.empty() || c.rest.front() == ',');
    c.skip_member();
    if (!good) continue;
    if (name == "*") star = quality;
    else if (iequals(name, coding) || (coding == "gzip" && iequals(name, "x-gzip"))) named = quality;
  }
  return named.value_or(star.value_or(iequals(coding, "identity") ? 1000 : 0));
}

}  // namespace jm::http
