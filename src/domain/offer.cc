// Names, pay, dates, links and the hash of the canonical offer.
#include "domain/offer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "domain/company.h"
#include "text/clean.h"
#include "text/utf8.h"

namespace jm::domain {

namespace {

template <class E, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, E v) {
  const auto i = static_cast<std::size_t>(v);
  return i < N ? names[i] : std::string_view();
}
template <class E, std::size_t N>
E value_in(const std::array<std::string_view, N>& names, std::string_view n) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == n) return static_cast<E>(i);
  return E{};
}

constexpr std::array<std::string_view, 4> kRemoteNames = {"", "ON_SITE", "HYBRID", "REMOTE"};
constexpr std::array<std::string_view, 8> kContractNames = {"", "CDI", "CDD", "INTERIM", "INTERNSHIP", "APPRENTICESHIP", "FREELANCE", "TEMPORARY"};
constexpr std::array<std::string_view, 3> kWorkingTimeNames = {"", "FULL_TIME", "PART_TIME"};
constexpr std::array<std::string_view, 6> kPayPeriodNames = {"", "HOUR", "DAY", "WEEK", "MONTH", "YEAR"};
constexpr std::array<std::string_view, 3> kPayOriginNames = {"", "EMPLOYER", "PREDICTED"};
constexpr std::array<std::string_view, 3> kGrossNetNames = {"", "GROSS", "NET"};
constexpr std::array<std::string_view, 4> kExperienceNames = {"", "BEGINNER", "WISHED", "REQUIRED"};
constexpr std::array<std::string_view, 4> kPayStatusNames = {"", "UNREADABLE", "DOUBTFUL", "READ"};
constexpr std::array<std::string_view, 4> kPrecisionNames = {"", "APPROXIMATE", "DAY", "INSTANT"};
constexpr std::array<std::string_view, 7> kWarningNames = {"DATE_DROPPED", "PAY_DOUBTFUL", "TEXT_CUT", "URL_DROPPED", "PLACES_CUT",
                                                           "TAGS_CUT", "COORDINATES_DROPPED"};
}  // namespace

std::string_view name(Remote v) { return name_in(kRemoteNames, v); }
std::string_view name(Contract v) { return name_in(kContractNames, v); }
std::string_view name(WorkingTime v) { return name_in(kWorkingTimeNames, v); }
std::string_view name(PayPeriod v) { return name_in(kPayPeriodNames, v); }
std::string_view name(PayOrigin v) { return name_in(kPayOriginNames, v); }
std::string_view name(GrossNet v) { return name_in(kGrossNetNames, v); }
std::string_view name(ExperienceNeed v) { return name_in(kExperienceNames, v); }
std::string_view name(PayStatus v) { return name_in(kPayStatusNames, v); }
std::string_view name(DatePrecision v) { return name_in(kPrecisionNames, v); }
std::string_view name(Warning v) { return name_in(kWarningNames, v); }
Remote remote_from(std::string_view n) { return value_in<Remote>(kRemoteNames, n); }
Contract contract_from(std::string_view n) { return value_in<Contract>(kContractNames, n); }
WorkingTime working_time_from(std::string_view n) { return value_in<WorkingTime>(kWorkingTimeNames, n); }
PayPeriod pay_period_from(std::string_view n) { return value_in<PayPeriod>(kPayPeriodNames, n); }
PayOrigin pay_origin_from(std::string_view n) { return value_in<PayOrigin>(kPayOriginNames, n); }
GrossNet gross_net_from(std::string_view n) { return value_in<GrossNet>(kGrossNetNames, n); }
ExperienceNeed experience_need_from(std::string_view n) { return value_in<ExperienceNeed>(kExperienceNames, n); }
DatePrecision date_precision_from(std::string_view n) { return value_in<DatePrecision>(kPrecisionNames, n); }

// Pay ---------------------------------------------------------------------------------------------------------------

namespace {

// Money whose unit is worth about as much as the euro or the dollar: the ranges below hold. For the others (yen, rupee,
// forint) only nonsense is refused.
bool euro_like(std::string_view currency) {
  static constexpr std::string_view kLike = "EUR USD GBP CHF CAD AUD NZD SGD ";
  return currency.empty() || (currency.size() == 3 && kLike.find(currency) != std::string_view::npos);
}

struct Range {
  double low, high;
};
constexpr Range plausible(PayPeriod p) {
  switch (p) {
    case PayPeriod::kHour: return {6, 250};
    case PayPeriod::kDay: return {40, 4'000};
    case PayPeriod::kWeek: return {150, 20'000};
    case PayPeriod::kMonth: return {300, 25'000};
    case PayPeriod::kYear: return {4'000, 2'000'000};
    case PayPeriod::kUnknown: break;
  }
  return {10'000, 500'000};        // no period stated: only a figure that is a year's for certain
}

constexpr double kSpreadMax = 6;   // "30,000 to 400,000" is a slip of the hand

// How many of the period are paid in a full-time year. Hours: the legal 35 a week in euros, 40 elsewhere.
double per_year(const Pay& pay) {
  switch (pay.period) {
    case PayPeriod::kHour: return pay.currency == "EUR" || pay.currency.empty() ? 1'820 : 2'080;
    case PayPeriod::kDay: return 218;
    case PayPeriod::kWeek: return 52;
    case PayPeriod::kMonth: return pay.months >= 1 ? pay.months : 12;
    case PayPeriod::kYear: case PayPeriod::kUnknown: break;
  }
  return 1;
}

}  // namespace

void normalise_pay(Pay& pay) {
  pay.yearly_min.reset();
  pay.yearly_max.reset();
  pay.doubtful = false;
  const auto drop_nonsense = [](std::optional<double>& v) {
    if (v && !(std::isfinite(*v) && *v > 0)) v.reset();          // 0 is "unknown" on several boards
  };
  drop_nonsense(pay.min);
  drop_nonsense(pay.max);
  if (!pay.stated()) {
    pay.origin = PayOrigin::kNone;
    return;
  }
  if (pay.months < 0 || pay.months > 24 || !std::isfinite(pay.months)) pay.months = 0;
  if (pay.min && pay.max && *pay.min > *pay.max) std::swap(pay.min, pay.max);
  const Range range = euro_like(pay.currency) ? plausible(pay.period) : Range{1, 1e10};
  for (const auto& v : {pay.min, pay.max})
    if (v && (*v < range.low || *v > range.high)) pay.doubtful = true;
  if (pay.min && pay.max && *pay.max > kSpreadMax * *pay.min) pay.doubtful = true;
  if (pay.doubtful) return;
  const double factor = per_year(pay);
  const auto year = [&](const std::optional<double>& v) -> std::optional<int> {
    if (!v || *v * factor > 2e9) return std::nullopt;
    return static_cast<int>(std::lround(*v * factor));
  };
  pay.yearly_min = year(pay.min);
  pay.yearly_max = year(pay.max);
}

// Links ---------------------------------------------------------------------------------------------------------------

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
std::string lowered(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = lower(c);
  return out;
}

bool is_tracking(std::string_view key_raw) {
  const std::string key = lowered(key_raw);
  if (key.starts_with("utm_") || key.starts_with("at_") || key.starts_with("mtm_") || key.starts_with("pk_")) return true;
  static constexpr std::string_view kNames[] = {
      "gclid", "fbclid", "msclkid", "dclid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl", "source", "src", "ref", "referer",
      "referrer", "ref_src", "gh_src", "lever-source", "lever-origin", "trk", "trackingid", "refid", "campaign", "xtor", "origin",
      "jobboard", "job_board", "cmpid", "s_cid"};
  return std::find(std::begin(kNames), std::end(kNames), key) != std::end(kNames);
}

bool url_sign(unsigned char c) { return c > 0x20 && c != 0x7F && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' && c != '`'; }

}  // namespace

std::string canonical_url(std::string_view url) {
  if (url.size() > kUrlBytesMax || !std::all_of(url.begin(), url.end(), [](char c) { return url_sign(static_cast<unsigned char>(c)); })) return {};
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return {};
  const std::string scheme = lowered(url.substr(0, colon));
  if (scheme != "http" && scheme != "https") return {};
  std::string_view rest = url.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t path_at = std::min(rest.find_first_of("/?"), rest.size());
  std::string host = lowered(rest.substr(0, path_at));
  if (host.find('@') != std::string::npos) return {};
  for (const std::string_view port : {":443", ":80"})
    if (host.ends_with(port)) host.resize(host.size() - port.size());
  if (host.starts_with("www.")) host.erase(0, 4);
  if (host.empty() || host.find('.') == std::string::npos) return {};
  std::string_view path = rest.substr(path_at);
  std::string_view query;
  if (const auto q = path.find('?'); q != std::string_view::npos) {
    query = path.substr(q + 1);
    path = path.substr(0, q);
  }
  while (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string_view> kept;
  // Adzuna's links carry a session beside the advertisement's number.
  const bool bare = host.starts_with("adzuna.");
  while (!query.empty() && !bare) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    if (!pair.empty() && !is_tracking(pair.substr(0, pair.find('=')))) kept.push_back(pair);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  std::sort(kept.begin(), kept.end());
  std::string out = "https://" + host;       // the same page over either scheme
  out += path;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    out += i == 0 ? '?' : '&';
    out += kept[i];
  }
  return out;
}

// Hash ----------------------------------------------------------------------------------------------------------------

namespace {

// Two 64-bit lanes over 16-byte blocks, each step a 64x64 -> 128-bit multiplication folded. Fast and even; not made to stand
// an adversary (one who forges a collision only hides a version of their own advertisement).
class Hash128 {
 public:
  void add(std::string_view s) {
    std::uint64_t a = 0, b = 0;
    add_word(s.size());
    while (s.size() >= 16) {
      std::memcpy(&a, s.data(), 8);
      std::memcpy(&b, s.data() + 8, 8);
      mix(a, b);
      s.remove_prefix(16);
    }
    char tail[16] = {};
    std::memcpy(tail, s.data(), s.size());
    std::memcpy(&a, tail, 8);
    std::memcpy(&b, tail + 8, 8);
    mix(a, b);
  }
  void add_word(std::uint64_t v) { mix(v, ~v); }
  ContentHash finish() {
    mix(0, 0);
    mix(x_, y_);
    ContentHash out;
    std::memcpy(out.data(), &x_, 8);
    std::memcpy(out.data() + 8, &y_, 8);
    return out;
  }

 private:
  static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const unsigned __int128 p = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(p) ^ static_cast<std::uint64_t>(p >> 64);
  }
  void mix(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t x = fold(x_ ^ a ^ 0x9e3779b97f4a7c15, b ^ 0xd6e8feb86659fd93);
    y_ = fold(std::rotl(y_, 23) ^ b ^ 0xa0761d6478bd642f, a ^ x_ ^ 0xe7037ed1a0b428db) + x;
    x_ = x ^ std::rotl(y_, 41);
  }
  std::uint64_t x_ = 0x243f6a8885a308d3, y_ = 0x13198a2e03707344;
};

}  // namespace

ContentHash content_hash(const Offer& o) {
  Hash128 h;
  h.add(o.title);
  h.add(o.company);
  h.add(o.description);
  const auto number = [&](const std::optional<double>& v) { h.add_word(v ? std::bit_cast<std::uint64_t>(*v) : 1); };
  number(o.pay.min);
  number(o.pay.max);
  h.add(o.pay.currency);
  h.add_word(static_cast<std::uint64_t>(o.pay.period));
  return h.finish();
}

// Sanity --------------------------------------------------------------------------------------------------------------

namespace {

constexpr std::int64_t kDayUs = std::int64_t{86'400} * 1'000'000;
constexpr Time kDateMin{std::int64_t{9'131} * kDayUs};               // 1995-01-01: no board is older
constexpr std::int64_t kFutureDaysMax = 5 * 366;

class Sealer {
 public:
  Sealer(Offer& o, Time now) : o_(o), now_(now) {}

  std::vector<Warning> run() {
    cut(o_.source_id, kSourceIdBytesMax);
    cut(o_.title, kTitleBytesMax);
    cut(o_.company, kCompanyBytesMax);
    cut(o_.description, kDescriptionBytesMax);
    cut(o_.pay.raw, kRawPayBytesMax);
    for (auto* s : {&o_.rome_code, &o_.naf_code, &o_.qualification, &o_.working_hours, &o_.travel, &o_.experience.raw}) cut(*s, kTagBytesMax);
    web_address(o_.url);
    web_address(o_.apply_url);
    date(o_.posted_at, 1);
    date(o_.updated_at, 1);
    date(o_.expires_at, kFutureDaysMax);
    if (o_.expires_at && o_.posted_at && *o_.expires_at < *o_.posted_at) drop(o_.expires_at);
    if (o_.expires_at && *o_.expires_at <= now_) o_.closed = true;
    places();
    tags();
    o_.company_key = company_key(o_.company);
    if (!o_.company.empty() && is_intermediary(o_.company)) o_.intermediary = true;
    if (o_.education_level && (*o_.education_level < 1 || *o_.education_level > 8)) o_.education_level.reset();
    if (o_.contract_months && (*o_.contract_months < 0 || *o_.contract_months > 120)) o_.contract_months.reset();
    if (o_.experience.months && (*o_.experience.months < 0 || *o_.experience.months > 600)) o_.experience.months.reset();
    if (o_.openings && (*o_.openings < 0 || *o_.openings > 10'000)) o_.openings.reset();
    normalise_pay(o_.pay);
    if (o_.pay.doubtful) warn(Warning::kPayDoubtful);
    o_.canonical_url = canonical_url(o_.url);
    o_.content_hash = content_hash(o_);
    return std::move(warnings_);
  }

 private:
  void warn(Warning w) {
    if (std::find(warnings_.begin(), warnings_.end(), w) == warnings_.end()) warnings_.push_back(w);
  }
  void cut(std::string& s, std::size_t bytes_max) {
    if (s.size() <= bytes_max) return;
    s.resize(text::cut_utf8(s, bytes_max).size());
    warn(Warning::kTextCut);
  }
  void web_address(std::string& url) {
    if (url.empty() || !canonical_url(url).empty()) return;
    url.clear();
    warn(Warning::kUrlDropped);
  }
  void drop(std::optional<Time>& t) {
    t.reset();
    warn(Warning::kDateDropped);
  }
  void date(std::optional<Time>& t, std::int64_t days_ahead_max) {
    if (t && (*t < kDateMin || t->us > now_.us + days_ahead_max * kDayUs)) drop(t);
  }
  void places() {
    if (o_.places.size() > kPlacesMax) {
      o_.places.resize(kPlacesMax);
      warn(Warning::kPlacesCut);
    }
    for (Place& p : o_.places) {
      for (auto* s : {&p.raw, &p.city, &p.postal_code, &p.insee, &p.departement, &p.region, &p.country, &p.zone}) cut(*s, kPlaceBytesMax);
      const bool sane = p.lat && p.lon && std::abs(*p.lat) <= 90 && std::abs(*p.lon) <= 180 && !(*p.lat == 0 && *p.lon == 0);
      if ((p.lat || p.lon) && !sane) {
        p.lat.reset();
        p.lon.reset();
        warn(Warning::kCoordinatesDropped);
      }
    }
  }
  void tags() {
    const auto count = [&](auto& list) {
      if (list.size() <= kTagsMax) return;
      list.resize(kTagsMax);
      warn(Warning::kTagsCut);
    };
    count(o_.tags);
    count(o_.requirements);
    count(o_.skills);
    count(o_.languages);
    count(o_.licences);
    for (std::string& t : o_.tags) cut(t, kTagBytesMax);
    for (Requirement& r : o_.requirements) {
      cut(r.label, kTagBytesMax);
      cut(r.code, kTagBytesMax);
    }
  }

  Offer& o_;
  const Time now_;
  std::vector<Warning> warnings_;
};

}  // namespace

std::vector<Warning> seal(Offer& offer, Time now) { return Sealer(offer, now).run(); }

}  // namespace jm::domain
