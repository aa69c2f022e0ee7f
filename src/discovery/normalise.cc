#include "discovery/normalise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "text/clean.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::discovery {

using domain::Contract;
using domain::Pay;
using domain::PayPeriod;
using domain::Remote;
using domain::WorkingTime;

namespace {

constexpr std::size_t kPayTextBytesMax = 512;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_plain(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

// `word` in folded text, at word boundaries where it begins or ends with a letter.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0) {
  for (std::size_t at = text.find(word, from); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool left = at == 0 || !is_plain(word.front()) || !is_letter(text[at - 1]);
    const bool right = end == text.size() || !is_plain(word.back()) || !is_letter(text[end]);
    if (left && right) return at;
  }
  return std::string_view::npos;
}
bool has_word(std::string_view text, std::string_view word) { return find_word(text, word) != std::string_view::npos; }

template <class V>
struct Rule {
  std::string_view word;
  V value;
};

// First rule whose word occurs.
template <class V, std::size_t N>
std::optional<V> first_rule(const Rule<V> (&rules)[N], std::string_view folded) {
  for (const auto& r : rules)
    if (has_word(folded, r.word)) return r.value;
  return std::nullopt;
}

constexpr Rule<std::string_view> kCurrencies[] = {
    {"ca$", "CAD"}, {"cad", "CAD"}, {"c$", "CAD"}, {"a$", "AUD"}, {"aud", "AUD"}, {"nz$", "NZD"}, {"nzd", "NZD"}, {"s$", "SGD"},
    {"sgd", "SGD"}, {"hk$", "HKD"}, {"hkd", "HKD"}, {"chf", "CHF"}, {"gbp", "GBP"}, {"£", "GBP"}, {"eur", "EUR"}, {"euro", "EUR"},
    {"euros", "EUR"}, {"€", "EUR"}, {"pln", "PLN"}, {"zł", "PLN"}, {"sek", "SEK"}, {"nok", "NOK"}, {"dkk", "DKK"}, {"czk", "CZK"},
    {"huf", "HUF"}, {"ron", "RON"}, {"inr", "INR"}, {"₹", "INR"}, {"jpy", "JPY"}, {"¥", "JPY"}, {"brl", "BRL"}, {"r$", "BRL"},
    {"mxn", "MXN"}, {"ils", "ILS"}, {"₪", "ILS"}, {"aed", "AED"}, {"zar", "ZAR"}, {"krw", "KRW"}, {"cny", "CNY"}, {"usd", "USD"}, {"$", "USD"},
};
constexpr Rule<PayPeriod> kPeriods[] = {
    {"horaire", PayPeriod::kHour}, {"/h", PayPeriod::kHour}, {"/ h", PayPeriod::kHour}, {"heure", PayPeriod::kHour}, {"hour", PayPeriod::kHour},
    {"hourly", PayPeriod::kHour}, {"/hr", PayPeriod::kHour}, {"/hour", PayPeriod::kHour}, {"stunde", PayPeriod::kHour}, {"1 hour", PayPeriod::kHour},
    {"tjm", PayPeriod::kDay}, {"par jour", PayPeriod::kDay}, {"/jour", PayPeriod::kDay}, {"/ jour", PayPeriod::kDay}, {"/j", PayPeriod::kDay},
    {"per day", PayPeriod::kDay}, {"/day", PayPeriod::kDay}, {"daily", PayPeriod::kDay}, {"a day", PayPeriod::kDay},
    {"semaine", PayPeriod::kWeek}, {"hebdomadaire", PayPeriod::kWeek}, {"per week", PayPeriod::kWeek}, {"/week", PayPeriod::kWeek}, {"weekly", PayPeriod::kWeek},
    {"annuel", PayPeriod::kYear}, {"annuelle", PayPeriod::kYear}, {"annuels", PayPeriod::kYear}, {"par an", PayPeriod::kYear}, {"/an", PayPeriod::kYear},
    {"/ an", PayPeriod::kYear}, {"l'an", PayPeriod::kYear}, {"year", PayPeriod::kYear}, {"yearly", PayPeriod::kYear}, {"annual", PayPeriod::kYear},
    {"annually", PayPeriod::kYear}, {"annum", PayPeriod::kYear}, {"p.a", PayPeriod::kYear}, {"/yr", PayPeriod::kYear}, {"jahr", PayPeriod::kYear},
    {"mensuel", PayPeriod::kMonth}, {"mensuelle", PayPeriod::kMonth}, {"par mois", PayPeriod::kMonth}, {"/mois", PayPeriod::kMonth}, {"/ mois", PayPeriod::kMonth},
    {"per month", PayPeriod::kMonth}, {"/month", PayPeriod::kMonth}, {"monthly", PayPeriod::kMonth}, {"a month", PayPeriod::kMonth}, {"monat", PayPeriod::kMonth},
};

struct Number {
  double value = 0;
  std::size_t start = 0, end = 0;      // in the folded text
  bool thousands = false;              // "k"
  bool money = false;                  // a currency stands at it
};

constexpr std::string_view kSigns[] = {"€", "$", "£", "₹", "¥", "eur", "euro", "usd", "gbp", "chf", "cad", "aud", "zł", "pln"};

bool currency_at(std::string_view s, std::size_t at) {
  for (const auto sign : kSigns)
    if (s.substr(at).starts_with(sign)) return true;
  return false;
}
bool currency_before(std::string_view s, std::size_t at) {
  while (at > 0 && s[at - 1] == ' ') --at;
  for (const auto sign : kSigns)
    if (at >= sign.size() && s.substr(at - sign.size(), sign.size()) == sign) return true;
  return false;
}

// Reads the number at s[i] (a digit): "35000,00" "45 000" "45.000" "31,2" "1'200" "12.0".
Number number_at(std::string_view s, std::size_t i) {
  Number n;
  n.start = i;
  double v = 0;
  std::size_t digits = 0;
  while (i < s.size() && is_digit(s[i]) && digits < 12) v = v * 10 + (s[i++] - '0'), ++digits;
  // Groups of three after a short head.
  while (digits <= 3 && i + 3 < s.size() + 0 && (s[i] == ' ' || s[i] == '.' || s[i] == ',' || s[i] == '\'')) {
    if (i + 4 > s.size() || !is_digit(s[i + 1]) || !is_digit(s[i + 2]) || !is_digit(s[i + 3])) break;
    if (i + 4 < s.size() && is_digit(s[i + 4])) break;
    v = v * 1000 + (s[i + 1] - '0') * 100 + (s[i + 2] - '0') * 10 + (s[i + 3] - '0');
    i += 4;
    if (v > 1e12) break;
  }
  if (i + 1 < s.size() && (s[i] == '.' || s[i] == ',') && is_digit(s[i + 1])) {
    std::size_t j = i + 1;
    double scale = 0.1;
    while (j < s.size() && is_digit(s[j]) && j - i <= 3) v += (s[j++] - '0') * scale, scale /= 10;
    if (j >= s.size() || !is_digit(s[j])) i = j;
  }
  n.value = v;
  std::size_t j = i;
  if (j < s.size() && s[j] == ' ' && j + 1 < s.size() && s[j + 1] == 'k') ++j;
  if (j < s.size() && s[j] == 'k' && (j + 1 >= s.size() || !(s[j + 1] >= 'a' && s[j + 1] <= 'z') || currency_at(s, j + 1))) {
    n.thousands = true;
    n.value *= 1000;
    i = j + 1;
  }
  n.end = i;
  std::size_t after = i;
  while (after < s.size() && s[after] == ' ') ++after;
  n.money = currency_at(s, after) || currency_before(s, n.start);
  return n;
}

// What stands right after a number says that it is no money: hours, months, years, days, percent.
bool is_other_unit(std::string_view s, const Number& n) {
  if (n.money || n.thousands) return false;
  std::size_t at = n.end;
  while (at < s.size() && s[at] == ' ') ++at;
  const std::string_view rest = s.substr(at);
  for (const std::string_view unit : {"mois", "month", "an(", "ans", "an ", "year", "jour", "day", "%", "h/", "h ", "heure", "hour", "hrs", "eme", "rtt", "ticket", "x "})
    if (rest.starts_with(unit)) return true;
  return rest == "h" || rest == "an" || (rest.starts_with("h") && rest.size() > 1 && is_digit(rest[1])) || (n.start > 0 && s[n.start - 1] == '+');
}

// Only signs and small words between the two figures of a range.
bool is_range_gap(std::string_view gap) {
  std::string rest;
  for (std::size_t i = 0; i < gap.size();) {
    bool skipped = false;
    for (const std::string_view sign : {" ", "€", "$", "£", "₹", "¥", "zł", ".0", "brut", "gross"})
      if (gap.substr(i).starts_with(sign)) {
        i += sign.size();
        skipped = true;
        break;
      }
    if (!skipped) rest += gap[i++];
  }
  for (const std::string_view w : {"euros", "euro", "eur", "usd", "gbp", "chf", "cad", "aud", "us", "ca", "c", "a", "k"})
    if (rest.size() >= w.size() && rest != "a" && rest.starts_with(w) && rest != w) {
      rest.erase(0, w.size());
      break;
    }
  return rest == "-" || rest == "--" || rest == "a" || rest == "to" || rest == "et" || rest == "and" || rest == "/" || rest == "bis" || rest == "ea" ||
         rest == "aet" || rest == "-us" || rest == "-ca" || rest == "a:" || rest == "~";
}

double months_factor(std::string_view s) {
  for (const std::string_view lead : {"sur ", "x ", "x"}) {
    for (std::size_t at = s.find(lead); at != std::string_view::npos; at = s.find(lead, at + 1)) {
      const std::size_t i = at + lead.size();
      if (i >= s.size() || !is_digit(s[i])) continue;
      const Number n = number_at(s, i);
      if (n.value >= 10 && n.value <= 18) return n.value;
    }
  }
  return 0;
}

}  // namespace

Pay parse_pay(std::string_view raw, std::string_view currency) {
  Pay pay;
  pay.raw = text::clean_line(text::cut_utf8(raw, kPayTextBytesMax));
  const std::string s = text::fold(pay.raw);
  std::vector<Number> numbers;
  for (std::size_t i = 0; i < s.size() && numbers.size() < 8;) {
    if (!is_digit(s[i]) || (i > 0 && is_letter(s[i - 1]) && !currency_before(s, i))) {
      ++i;
      continue;
    }
    const Number n = number_at(s, i);
    if (!is_other_unit(s, n)) numbers.push_back(n);
    i = std::max(n.end, i + 1);
  }
  const auto named = first_rule(kCurrencies, s);
  const auto period = first_rule(kPeriods, s);
  const bool any_k = std::any_of(numbers.begin(), numbers.end(), [](const Number& n) { return n.thousands; });
  if (numbers.empty() || (!named && !period && !any_k)) return pay;
  // The figure is the first that carries a currency or a "k", else the first at all.
  std::size_t first = 0;
  while (first < numbers.size() && !numbers[first].money && !numbers[first].thousands) ++first;
  if (first == numbers.size()) first = 0;
  // "45-55k€": the currency stands at the second.
  if (first > 0 && is_range_gap(std::string_view(s).substr(numbers[first - 1].end, numbers[first].start - numbers[first - 1].end))) --first;
  double low = numbers[first].value, high = low;
  if (first + 1 < numbers.size() && is_range_gap(std::string_view(s).substr(numbers[first].end, numbers[first + 1].start - numbers[first].end))) {
    high = numbers[first + 1].value;
    if (numbers[first + 1].thousands && !numbers[first].thousands && low < 1000) low *= 1000;
  }
  pay.min = low;
  pay.max = high;
  const bool one_sided = low == high && first + 1 >= numbers.size();
  if (one_sided && (has_word(s, "a partir de") || has_word(s, "from") || has_word(s, "minimum") || has_word(s, "starting at"))) pay.max.reset();
  if (one_sided && (has_word(s, "jusqu'a") || has_word(s, "up to") || has_word(s, "maximum"))) pay.min.reset();
  pay.currency = named ? *named : currency;
  pay.period = period.value_or(PayPeriod::kUnknown);
  // "45k" without a period is a year's pay; so is any figure that can be nothing else.
  if (pay.period == PayPeriod::kUnknown && low >= 12'000 && high <= 500'000) pay.period = PayPeriod::kYear;
  pay.months = months_factor(s);
  pay.gross_net = has_word(s, "brut") || has_word(s, "bruts") || has_word(s, "gross") ? domain::GrossNet::kGross
                  : has_word(s, "net") || has_word(s, "nets") ? domain::GrossNet::kNet : domain::GrossNet::kUnknown;
  pay.origin = domain::PayOrigin::kEmployer;
  return pay;
}

std::optional<Pay> pay_in_text(std::string_view description) {
  static constexpr std::string_view kSignsInText[] = {"€", "$", "£", "EUR", "euros"};
  static constexpr std::string_view kPayWords[] = {"salar", "salaire", "remuneration", "compensation", "pay range", "base pay", "package", "fixe", "tjm"};
  for (const std::string_view sign : kSignsInText) {
    for (std::size_t at = description.find(sign); at != std::string_view::npos; at = description.find(sign, at + 1)) {
      std::size_t start = description.rfind('\n', at);
      start = start == std::string_view::npos ? 0 : start + 1;
      const std::size_t end = std::min(description.find('\n', at), description.size());
      start = std::max(start, at > 160 ? at - 160 : 0);
      const std::string folded = text::fold(description.substr(start, std::min(end, at + 120) - start));
      const bool about_pay = std::any_of(std::begin(kPayWords), std::end(kPayWords), [&](auto w) { return folded.find(w) != std::string::npos; });
      if (about_pay) {
        Pay pay = parse_pay(folded);
        domain::normalise_pay(pay);
        if (pay.min && pay.max && *pay.min < *pay.max && !pay.doubtful && pay.yearly_min && *pay.yearly_min >= 10'000) return pay;
      }
      at = end > at ? end - 1 : at;
    }
  }
  return std::nullopt;
}

Contract contract_of(std::string_view raw) {
  static constexpr Rule<Contract> kRules[] = {
      {"apprentissage", Contract::kApprenticeship}, {"professionnalisation", Contract::kApprenticeship}, {"alternance", Contract::kApprenticeship},
      {"alternant", Contract::kApprenticeship}, {"apprenticeship", Contract::kApprenticeship}, {"apprentice", Contract::kApprenticeship},
      {"apprenti", Contract::kApprenticeship}, {"ausbildung", Contract::kApprenticeship}, {"stage", Contract::kInternship},
      {"stagiaire", Contract::kInternship}, {"intern", Contract::kInternship}, {"internship", Contract::kInternship},
      {"praktikum", Contract::kInternship}, {"praktikant", Contract::kInternship}, {"interim", Contract::kInterim},
      {"interimaire", Contract::kInterim}, {"mis", Contract::kInterim}, {"tti", Contract::kInterim}, {"din", Contract::kInterim},
      {"freelance", Contract::kFreelance}, {"freelancer", Contract::kFreelance}, {"independant", Contract::kFreelance}, {"contractor", Contract::kFreelance},
      {"lib", Contract::kFreelance}, {"fra", Contract::kFreelance}, {"cce", Contract::kFreelance}, {"rep", Contract::kFreelance}, {"emploi non salarie", Contract::kFreelance},
      {"saisonnier", Contract::kTemporary}, {"sai", Contract::kTemporary}, {"seasonal", Contract::kTemporary}, {"temporary", Contract::kTemporary},
      {"cdi", Contract::kCdi}, {"indeterminee", Contract::kCdi}, {"permanent", Contract::kCdi}, {"unbefristet", Contract::kCdi}, {"festanstellung", Contract::kCdi},
      {"cdd", Contract::kCdd}, {"determinee", Contract::kCdd}, {"ddi", Contract::kCdd}, {"ddt", Contract::kCdd}, {"fixed-term", Contract::kCdd},
      {"fixed term", Contract::kCdd}, {"befristet", Contract::kCdd}, {"contract", Contract::kTemporary}, {"temp", Contract::kTemporary},
  };
  if (raw.size() > 300) return Contract::kUnknown;
  return first_rule(kRules, text::fold(raw)).value_or(Contract::kUnknown);
}

Contract contract_in_title(std::string_view title) {
  static constexpr Rule<Contract> kRules[] = {
      {"alternance", Contract::kApprenticeship}, {"alternant", Contract::kApprenticeship}, {"alternante", Contract::kApprenticeship},
      {"apprenti", Contract::kApprenticeship}, {"apprentie", Contract::kApprenticeship}, {"apprentissage", Contract::kApprenticeship},
      {"apprenticeship", Contract::kApprenticeship}, {"apprentice", Contract::kApprenticeship}, {"ausbildung", Contract::kApprenticeship},
      {"stagiaire", Contract::kInternship}, {"stage", Contract::kInternship}, {"internship", Contract::kInternship}, {"intern", Contract::kInternship},
      {"praktikum", Contract::kInternship}, {"pflichtpraktikum", Contract::kInternship}, {"praktikant", Contract::kInternship},
      {"freelance", Contract::kFreelance}, {"freelancer", Contract::kFreelance}, {"interim", Contract::kInterim}, {"cdi", Contract::kCdi}, {"cdd", Contract::kCdd},
      {"fixed term", Contract::kCdd}, {"fixed-term", Contract::kCdd}, {"temporary", Contract::kTemporary}, {"seasonal", Contract::kTemporary},
  };
  return first_rule(kRules, text::fold(title)).value_or(Contract::kUnknown);
}

std::optional<int> months_in(std::string_view raw) {
  const std::string s = text::fold(raw.substr(0, 300));
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!is_digit(s[i]) || (i > 0 && is_digit(s[i - 1]))) continue;
    double v = 0;
    std::size_t j = i;
    while (j < s.size() && is_digit(s[j]) && j - i < 5) v = v * 10 + (s[j++] - '0');
    while (j < s.size() && (s[j] == ' ' || s[j] == '+')) ++j;
    const std::string_view unit = std::string_view(s).substr(j);
    if (unit.starts_with("mois") || unit.starts_with("month")) return static_cast<int>(v);
    if (unit.starts_with("an") || unit.starts_with("year")) return static_cast<int>(v * 12);
    if (unit.starts_with("jour") || unit.starts_with("day")) return std::max(1, static_cast<int>(std::lround(v / 30.4)));
    if (unit.starts_with("semaine") || unit.starts_with("week")) return std::max(1, static_cast<int>(std::lround(v / 4.35)));
  }
  return std::nullopt;
}

WorkingTime working_time_of(std::string_view raw) {
  static constexpr Rule<WorkingTime> kRules[] = {
      {"temps partiel", WorkingTime::kPartTime}, {"part time", WorkingTime::kPartTime}, {"part-time", WorkingTime::kPartTime}, {"parttime", WorkingTime::kPartTime},
      {"part_time", WorkingTime::kPartTime}, {"teilzeit", WorkingTime::kPartTime}, {"temps plein", WorkingTime::kFullTime}, {"full time", WorkingTime::kFullTime},
      {"full-time", WorkingTime::kFullTime}, {"fulltime", WorkingTime::kFullTime}, {"full_time", WorkingTime::kFullTime}, {"vollzeit", WorkingTime::kFullTime},
  };
  if (raw.size() > 300) return WorkingTime::kUnknown;
  return first_rule(kRules, text::fold(raw)).value_or(WorkingTime::kUnknown);
}

// Remote ------------------------------------------------------------------------------------------------------------------

namespace {

struct RemoteRule {
  std::string_view words;             // folded, as they stand in the text
  Remote value;
};
// Tried in this order at each mention; the text around the word decides.
constexpr RemoteRule kRemoteRules[] = {
    {"pas de teletravail", Remote::kOnSite}, {"teletravail non", Remote::kOnSite}, {"teletravail : non", Remote::kOnSite}, {"sans teletravail", Remote::kOnSite},
    {"teletravail impossible", Remote::kOnSite}, {"no remote", Remote::kOnSite}, {"not remote", Remote::kOnSite}, {"not a remote", Remote::kOnSite}, {"aucun teletravail", Remote::kOnSite},
    {"teletravail partiel", Remote::kHybrid}, {"teletravail ponctuel", Remote::kHybrid}, {"teletravail occasionnel", Remote::kHybrid}, {"teletravail possible", Remote::kHybrid},
    {"teletravail hybride", Remote::kHybrid}, {"partial remote", Remote::kHybrid}, {"partially remote", Remote::kHybrid}, {"partly remote", Remote::kHybrid}, {"jours de teletravail", Remote::kHybrid},
    {"jour de teletravail", Remote::kHybrid}, {"jours teletravail", Remote::kHybrid}, {"jours de remote", Remote::kHybrid}, {"hybrid", Remote::kHybrid}, {"hybride", Remote::kHybrid},
    {"days remote", Remote::kHybrid}, {"days a week remote", Remote::kHybrid}, {"days from home", Remote::kHybrid},
    {"full remote", Remote::kRemote}, {"fully remote", Remote::kRemote}, {"fully-remote", Remote::kRemote}, {"full-remote", Remote::kRemote}, {"100% remote", Remote::kRemote}, {"100 % remote", Remote::kRemote},
    {"100% teletravail", Remote::kRemote}, {"100 % teletravail", Remote::kRemote}, {"teletravail a 100", Remote::kRemote}, {"teletravail complet", Remote::kRemote}, {"teletravail total", Remote::kRemote},
    {"teletravail integral", Remote::kRemote}, {"remote-first", Remote::kRemote}, {"remote first", Remote::kRemote}, {"100% distanciel", Remote::kRemote}, {"work from anywhere", Remote::kRemote},
    {"position is remote", Remote::kRemote}, {"role is remote", Remote::kRemote}, {"this is a remote", Remote::kRemote}, {"remote position", Remote::kRemote}, {"remote role", Remote::kRemote}, {"remote opportunity", Remote::kRemote},
};

// Hybrid in a text about cars or clouds is no place of work; these neighbours tell.
bool hybrid_is_about_work(std::string_view folded, std::size_t at) {
  const std::string_view around = folded.substr(at > 60 ? at - 60 : 0, 140);
  for (const std::string_view w : {"work", "travail", "office", "bureau", "remote", "mode", "policy", "schedule", "presence", "site", "days", "jours", "role", "position", "model", "rythme", "organisation"})
    if (around.find(w) != std::string_view::npos) {
      for (const std::string_view not_work : {"hybrid cloud", "cloud hybride", "hybrid vehicle", "vehicule", "hybrid infrastructure", "hybrid app"})
        if (around.find(not_work) != std::string_view::npos) return false;
      return true;
    }
  return false;
}

Remote remote_at(std::string_view folded, bool title) {
  for (const RemoteRule& r : kRemoteRules) {
    const std::size_t at = find_word(folded, r.words);
    if (at == std::string_view::npos) continue;
    if (r.words.starts_with("hybrid") && !title && !hybrid_is_about_work(folded, at)) continue;
    return r.value;
  }
  return Remote::kUnknown;
}

// Where the text is worth folding at all: the next mention of any of these, each searched for once over the text.
class Mentions {
 public:
  explicit Mentions(std::string_view s) : s_(s) {
    for (std::size_t k = 0; k < kWords.size(); ++k) at_[k] = find(k, 0);
  }
  std::size_t next(std::size_t from) {
    std::size_t best = std::string_view::npos;
    for (std::size_t k = 0; k < kWords.size(); ++k) {
      while (at_[k] < from) at_[k] = find(k, at_[k] + 1);
      best = std::min(best, at_[k]);
    }
    return best;
  }

 private:
  static constexpr std::array<std::string_view, 8> kWords = {"emote", "travail", "ybrid", "istanciel", "anywhere", "from home", "EMOTE", "TRAVAIL"};
  std::size_t find(std::size_t k, std::size_t from) const {
    const void* hit = from < s_.size() ? memmem(s_.data() + from, s_.size() - from, kWords[k].data(), kWords[k].size()) : nullptr;
    return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - s_.data()) : std::string_view::npos;
  }
  std::string_view s_;
  std::array<std::size_t, kWords.size()> at_;
};

}  // namespace

Remote remote_in_text(std::string_view title, std::string_view description) {
  const std::string folded_title = text::fold(title);
  if (const Remote r = remote_at(folded_title, true); r != Remote::kUnknown) return r;
  if (has_word(folded_title, "remote") || has_word(folded_title, "teletravail") || has_word(folded_title, "distanciel")) return Remote::kRemote;
  Remote found = Remote::kUnknown;
  constexpr std::size_t kMentionsMax = 12, kAround = 80;
  Mentions mentions(description);
  std::size_t from = 0;
  for (std::size_t k = 0; k < kMentionsMax; ++k) {
    const std::size_t at = mentions.next(from);
    if (at == std::string_view::npos) break;
    std::size_t start = at > kAround ? at - kAround : 0;
    while (start < at && (static_cast<unsigned char>(description[start]) & 0xC0) == 0x80) ++start;
    const std::string folded = text::fold(description.substr(start, 2 * kAround));
    const Remote r = remote_at(folded, false);
    if (r == Remote::kHybrid || r == Remote::kOnSite) return r;       // a limit said anywhere outweighs an advertisement of freedom
    if (r != Remote::kUnknown) found = r;
    from = at + kAround / 2;
  }
  return found;
}

std::string_view currency_of_country(std::string_view c) {
  static constexpr Rule<std::string_view> kCountries[] = {
      {"FR", "EUR"}, {"DE", "EUR"}, {"BE", "EUR"}, {"NL", "EUR"}, {"LU", "EUR"}, {"IE", "EUR"}, {"ES", "EUR"}, {"PT", "EUR"}, {"IT", "EUR"},
      {"AT", "EUR"}, {"FI", "EUR"}, {"GR", "EUR"}, {"GB", "GBP"}, {"US", "USD"}, {"CA", "CAD"}, {"AU", "AUD"}, {"NZ", "NZD"}, {"CH", "CHF"},
      {"PL", "PLN"}, {"SG", "SGD"}, {"IN", "INR"}, {"ZA", "ZAR"}, {"BR", "BRL"}, {"MX", "MXN"}};
  for (const auto& r : kCountries)
    if (r.word == c) return r.value;
  return {};
}

}  // namespace jm::discovery
