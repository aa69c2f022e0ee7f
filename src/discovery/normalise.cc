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
    {"euros", "EUR"}, {"keur", "EUR"}, {"€", "EUR"}, {"pln", "PLN"}, {"zł", "PLN"}, {"sek", "SEK"}, {"nok", "NOK"}, {"dkk", "DKK"}, {"czk", "CZK"},
    {"huf", "HUF"}, {"ron", "RON"}, {"inr", "INR"}, {"₹", "INR"}, {"jpy", "JPY"}, {"¥", "JPY"}, {"brl", "BRL"}, {"r$", "BRL"},
    {"mxn", "MXN"}, {"ils", "ILS"}, {"₪", "ILS"}, {"aed", "AED"}, {"zar", "ZAR"}, {"krw", "KRW"}, {"cny", "CNY"}, {"usd", "USD"}, {"$", "USD"},
};
constexpr Rule<PayPeriod> kPeriods[] = {
    {"horaire", PayPeriod::kHour}, {"/h", PayPeriod::kHour}, {"/ h", PayPeriod::kHour}, {"heure", PayPeriod::kHour}, {"hour", PayPeriod::kHour},
    {"hourly", PayPeriod::kHour}, {"/hr", PayPeriod::kHour}, {"/hour", PayPeriod::kHour}, {"stunde", PayPeriod::kHour}, {"1 hour", PayPeriod::kHour},
    {"tjm", PayPeriod::kDay}, {"par jour", PayPeriod::kDay}, {"/jour", PayPeriod::kDay}, {"/ jour", PayPeriod::kDay}, {"/j", PayPeriod::kDay},
    {"per day", PayPeriod::kDay}, {"/day", PayPeriod::kDay}, {"daily", PayPeriod::kDay}, {"a day", PayPeriod::kDay},
    {"annuel", PayPeriod::kYear}, {"annuelle", PayPeriod::kYear}, {"annuels", PayPeriod::kYear}, {"par an", PayPeriod::kYear}, {"/an", PayPeriod::kYear},
    {"/ an", PayPeriod::kYear}, {"l'an", PayPeriod::kYear}, {"year", PayPeriod::kYear}, {"yearly", PayPeriod::kYear}, {"annual", PayPeriod::kYear},
    {"annually", PayPeriod::kYear}, {"annum", PayPeriod::kYear}, {"p.a", PayPeriod::kYear}, {"/yr", PayPeriod::kYear}, {"jahr", PayPeriod::kYear},
    {"mensuel", PayPeriod::kMonth}, {"mensuelle", PayPeriod::kMonth}, {"par mois", PayPeriod::kMonth}, {"/mois", PayPeriod::kMonth}, {"/ mois", PayPeriod::kMonth},
    {"per month", PayPeriod::kMonth}, {"/month", PayPeriod::kMonth}, {"monthly", PayPeriod::kMonth}, {"a month", PayPeriod::kMonth}, {"monat", PayPeriod::kMonth},
    {"semaine", PayPeriod::kWeek}, {"hebdomadaire", PayPeriod::kWeek}, {"per week", PayPeriod::kWeek}, {"/week", PayPeriod::kWeek}, {"weekly", PayPeriod::kWeek},     // last: "37 h/semaine" is no period of pay
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
  // "11€88": the sign stands for the comma.
  constexpr std::string_view kEuro = "€";
  if (digits <= 3 && s.substr(i).starts_with(kEuro) && i + kEuro.size() + 2 <= s.size() && is_digit(s[i + kEuro.size()]) && is_digit(s[i + kEuro.size() + 1]) &&
      (i + kEuro.size() + 2 == s.size() || !is_digit(s[i + kEuro.size() + 2]))) {
    n.value = v + (s[i + kEuro.size()] - '0') / 10.0 + (s[i + kEuro.size() + 1] - '0') / 100.0;
    n.money = true;
    n.end = i + kEuro.size() + 2;
    return n;
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

// Only signs, periods and small words between the two figures of a range: "€ - ", "/year to $", "euros brut et".
bool is_range_gap(std::string_view gap) {
  if (gap.size() > 40) return false;
  static constexpr std::string_view kPassedOver[] = {" ", "us$", "ca$", "c$", "a$", "€", "$", "£", "₹", "¥", "zł", ".0", "brut annuel", "bruts", "brut", "gross", "base", "/year", "/yr", "/an", "/hour", "/hr", "/h", "/mois", "/month",
                                                     "/jour", "/day", "per year", "per hour", "an hour", "a year", "p.a.", "par an", "par mois", "euros", "euro", "keur", "eur", "usd", "gbp", "chf", "cad", "aud", "pln", "annuel", "mensuel"};
  std::string rest;
  for (std::size_t i = 0; i < gap.size();) {
    std::size_t skip = 0;
    for (const std::string_view w : kPassedOver)
      if (gap.substr(i).starts_with(w)) {
        skip = w.size();
        break;
      }
    if (skip > 0) i += skip;
    else rest += gap[i++];
  }
  for (const std::string_view w : {"us", "ca", "c"})               // "- us$", "- c$"
    if (rest.size() > w.size() && rest.ends_with(w) && !(rest.back() == 'c' && rest.size() > 2)) rest.resize(rest.size() - w.size());
  for (const std::string_view gap_word : {"-", "--", "a", "to", "et", "and", "/", "bis", "ea", "aet", "a:", "~", "jusqu'a", "up"})
    if (rest == gap_word) return true;
  return false;
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

// "200k+", "200k USD+".
bool has_plus(std::string_view s, std::size_t end) {
  const std::size_t at = s.find('+', end);
  return at != std::string_view::npos && at <= end + 5 && (at == end || s[at - 1] != ' ');
}

// What a pay without a period can only be.
PayPeriod period_by_size(double low, double high, std::string_view currency) {
  if (low >= 12'000 && high <= 500'000) return PayPeriod::kYear;
  const bool like_euro = currency == "EUR" || currency == "GBP" || currency == "CHF" || currency == "USD" || currency == "CAD";
  if (like_euro && low >= 9 && high <= 80) return PayPeriod::kHour;
  if (like_euro && low >= 1'200 && high < 10'000) return PayPeriod::kMonth;
  return PayPeriod::kUnknown;
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
    if (numbers[first].thousands && !numbers[first + 1].thousands && high < 1000 && high >= low / 1000) high *= 1000;
  }
  pay.min = low;
  pay.max = high;
  const bool one_sided = low == high && first + 1 >= numbers.size();
  if (one_sided && (has_word(s, "a partir de") || has_word(s, "from") || has_word(s, "minimum") || has_word(s, "starting at") || has_word(s, "au moins") || has_word(s, "at least") || has_plus(s, numbers[first].end))) pay.max.reset();
  if (one_sided && (has_word(s, "jusqu'a") || has_word(s, "up to") || has_word(s, "maximum") || has_word(s, "max"))) pay.min.reset();
  pay.currency = named ? *named : currency;
  pay.period = period.value_or(PayPeriod::kUnknown);
  // "45k" without a period is a year's pay; so is any figure that can be nothing else.
  if (pay.period == PayPeriod::kUnknown) pay.period = period_by_size(low, high, pay.currency);
  pay.months = months_factor(s);
  pay.gross_net = has_word(s, "brut") || has_word(s, "bruts") || has_word(s, "brute") || has_word(s, "gross") ? domain::GrossNet::kGross
                  : has_word(s, "net") || has_word(s, "nets") ? domain::GrossNet::kNet : domain::GrossNet::kUnknown;
  pay.origin = domain::PayOrigin::kEmployer;
  return pay;
}

namespace {

constexpr std::string_view kPayWords[] = {"salar", "salaire", "remuneration", "compensation", "pay", "base", "package", "fixe", "tjm", "taux", "wage", "hourly", "rate", "ote", "gehalt", "brut", "per year", "per hour",
                                          "par an", "annual", "/year", "/hour", "/yr", "/hr", "/h"};
// Money that is no pay.
constexpr std::string_view kOtherMoney[] = {"raised", "funding", "series ", "revenue", " arr", " acv", "deal", "valuation", "chiffre d'affaires", "milliard", "million", "billion", "stipend", "reimburs", "referral", "parrainage",
                                            "cooptation", "ticket", "panier", "restaurant", "budget", "allowance", "wellness", "learning", "donat", "invest", "prime de", "prime d'", "bonus of", "sign-on", "signing", "customers", "savings",
                                            "credit", "portfolio", "capital", "aum", "participation", "interessement", "mutuelle", "aide ", "cheque"};

constexpr std::string_view kOtherMoneyAfter[] = {"reimburs", "rembours", " arr ", " arr.", " acv", "deal", "raised", "million", "milliard", "billion", "revenue", "budget", "stipend", "de parrainage", "de cooptation", "per year for", "a year for"};

// "$11M", "2 M€", "£3bn": nobody's pay.
bool in_millions(std::string_view folded, std::size_t sign) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const std::size_t first = folded.find_first_of("0123456789", sign);
  if (first != std::string_view::npos && first - sign <= 4) {
    std::size_t i = first;
    while (i < folded.size() && (is_digit(folded[i]) || folded[i] == '.' || folded[i] == ',')) ++i;
    for (const std::string_view unit : {"m", "mm", "mn", "b", "bn"})
      if (folded.substr(i).starts_with(unit) && (i + unit.size() == folded.size() || !letter(folded[i + unit.size()]))) return true;
  }
  return sign >= 2 && folded[sign - 1] == 'm' && (folded[sign - 2] == ' ' || is_digit(folded[sign - 2]));
}

// The line's part that speaks of pay: from the last word for pay before the figure, or from the figure.
std::optional<Pay> pay_of_line(std::string_view folded, std::size_t sign, bool after_heading) {
  std::size_t from = 0;
  bool about_pay = after_heading;
  for (const std::string_view w : kPayWords)
    for (std::size_t at = folded.find(w); at != std::string_view::npos; at = folded.find(w, at + 1)) {
      if (at > 0 && is_plain(folded[at - 1]) && is_plain(w.front()) && w != "salar") continue;
      if (at < sign + 60) about_pay = true;
      if (at < sign && at + 90 > sign) from = std::max(from, at);
    }
  if (!about_pay || in_millions(folded, sign)) return std::nullopt;
  const std::size_t near = sign > 50 ? sign - 50 : 0;
  const std::string_view before = folded.substr(near, sign - near + 8), after = folded.substr(sign, 60);
  for (const std::string_view w : kOtherMoney)
    if (before.find(w) != std::string_view::npos) return std::nullopt;
  for (const std::string_view w : kOtherMoneyAfter)
    if (after.find(w) != std::string_view::npos) return std::nullopt;
  Pay pay = parse_pay(folded.substr(from, 160));
  if (!pay.stated() || pay.currency.empty()) return std::nullopt;
  domain::normalise_pay(pay);
  if (pay.doubtful || !(pay.yearly_min || pay.yearly_max)) return std::nullopt;
  const int yearly = pay.yearly_max ? *pay.yearly_max : *pay.yearly_min;
  return yearly >= 10'000 ? std::optional(std::move(pay)) : std::nullopt;
}

}  // namespace

namespace {
std::size_t find_bytes(std::string_view s, std::string_view what, std::size_t from) {
  const void* hit = from < s.size() ? memmem(s.data() + from, s.size() - from, what.data(), what.size()) : nullptr;
  return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - s.data()) : std::string_view::npos;
}
}  // namespace

std::optional<Pay> pay_in_text(std::string_view description) {
  static constexpr std::string_view kSignsInText[] = {"€", "$", "£", "EUR", "USD", "GBP", "CHF", "euros"};
  constexpr std::size_t kBefore = 160, kAfter = 120, kLinesMax = 40;
  std::optional<Pay> single;
  for (const std::string_view sign : kSignsInText) {
    std::size_t lines = 0;
    for (std::size_t at = find_bytes(description, sign, 0); at != std::string_view::npos && lines < kLinesMax; at = find_bytes(description, sign, at + 1)) {
      ++lines;
      std::size_t line = description.rfind('\n', at);
      line = line == std::string_view::npos ? 0 : line + 1;
      const std::size_t end = std::min(description.find('\n', at), description.size());
      std::size_t start = std::max(line, at > kBefore ? at - kBefore : 0);
      while (start < at && (static_cast<unsigned char>(description[start]) & 0xC0) == 0x80) ++start;
      const std::string before = text::fold(description.substr(start, at - start));
      const std::string folded = before + text::fold(text::cut_utf8(description.substr(at), std::min(end, at + kAfter) - at));
      // "Pay range" on one line and the figures alone on the next.
      bool after_heading = false;
      if (end - line < 60 && line > 1) {
        std::size_t above = description.rfind('\n', line - 2);
        above = above == std::string_view::npos ? 0 : above + 1;
        if (above + 2 > line && above > 1) above = description.rfind('\n', above - 2) == std::string_view::npos ? 0 : description.rfind('\n', above - 2) + 1;
        const std::string heading = text::fold(description.substr(above, std::min<std::size_t>(line - above, 300)));
        for (const std::string_view w : {"pay range", "salary range", "base salary", "compensation", "salaire", "remuneration", "pay transparency", "base pay", "salary"})
          after_heading |= heading.find(w) != std::string::npos;
      }
      if (auto pay = pay_of_line(folded, before.size(), after_heading)) {
        if (pay->min && pay->max && *pay->min < *pay->max) return pay;
        if (!single) single = std::move(pay);
      }
      if (end > at + kAfter) continue;                    // a long paragraph: the next sign in it
      at = end > at ? end - 1 : at;
    }
  }
  return single;
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

Contract training_in_title(std::string_view title) {
  static constexpr Rule<Contract> kRules[] = {
      {"en alternance", Contract::kApprenticeship}, {"en apprentissage", Contract::kApprenticeship}, {"contrat d'apprentissage", Contract::kApprenticeship}, {"apprenti", Contract::kApprenticeship},
      {"apprentie", Contract::kApprenticeship}, {"alternant", Contract::kApprenticeship}, {"alternante", Contract::kApprenticeship}, {"en stage", Contract::kInternship},
      {"stagiaire", Contract::kInternship}, {"internship", Contract::kInternship}, {"praktikum", Contract::kInternship}, {"pflichtpraktikum", Contract::kInternship},
  };
  return first_rule(kRules, text::fold(title)).value_or(Contract::kUnknown);
}

Contract contract_in_title(std::string_view title) {
  static constexpr Rule<Contract> kRules[] = {
      {"alternance", Contract::kApprenticeship}, {"alternant", Contract::kApprenticeship}, {"alternante", Contract::kApprenticeship},
      {"apprenti", Contract::kApprenticeship}, {"apprentie", Contract::kApprenticeship}, {"apprentissage", Contract::kApprenticeship},
      {"apprenticeship", Contract::kApprenticeship}, {"apprentice", Contract::kApprenticeship}, {"ausbildung", Contract::kApprenticeship},
      {"stagiaire", Contract::kInternship}, {"stage", Contract::kInternship}, {"internship", Contract::kInternship}, {"intern", Contract::kInternship},
      {"praktikum", Contract::kInternship}, {"pflichtpraktikum", Contract::kInternship}, {"praktikant", Contract::kInternship},
      {"freelance", Contract::kFreelance}, {"freelancer", Contract::kFreelance}, {"interim", Contract::kInterim}, {"cdi", Contract::kCdi}, {"cdd", Contract::kCdd},
      {"fixed term", Contract::kCdd}, {"fixed-term", Contract::kCdd}, {"temporary", Contract::kTemporary}, {"seasonal", Contract::kTemporary}, {"1099", Contract::kFreelance},
  };
  const std::string folded = text::fold(title);
  if (const auto found = first_rule(kRules, folded)) return *found;
  // "(Contract)"; not "Contract Manager".
  return folded.find("(contract)") != std::string::npos ? Contract::kTemporary : Contract::kUnknown;
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

domain::PayPeriod pay_period_of(std::string_view raw) {
  static constexpr std::pair<std::string_view, PayPeriod> kUnits[] = {
      {"hour", PayPeriod::kHour}, {"heure", PayPeriod::kHour}, {"horaire", PayPeriod::kHour}, {"hr", PayPeriod::kHour}, {"day", PayPeriod::kDay}, {"daily", PayPeriod::kDay},
      {"jour", PayPeriod::kDay}, {"week", PayPeriod::kWeek}, {"semaine", PayPeriod::kWeek}, {"month", PayPeriod::kMonth}, {"mois", PayPeriod::kMonth}, {"mensuel", PayPeriod::kMonth},
      {"year", PayPeriod::kYear}, {"annu", PayPeriod::kYear}, {"yr", PayPeriod::kYear}, {"annee", PayPeriod::kYear}, {"par an", PayPeriod::kYear}};
  const std::string s = text::fold(text::cut_utf8(raw, 60));
  for (const auto& [word, period] : kUnits)
    if (s.find(word) != std::string::npos) return period;
  return PayPeriod::kUnknown;
}

std::optional<int> education_level_of(std::string_view label) {
  static constexpr std::pair<std::string_view, int> kLevels[] = {
      {"doctor", 8}, {"phd", 8}, {"ph.d", 8}, {"these", 8}, {"bac+8", 8}, {"master", 7}, {"mba", 7}, {"ingenieur", 7}, {"bac+5", 7}, {"bac+6", 7}, {"bac+4", 6}, {"bac+3", 6},
      {"bachelor", 6}, {"licence", 6}, {"undergraduate", 6}, {"bac+2", 5}, {"bts", 5}, {"dut", 5}, {"deug", 5}, {"associate", 5}, {"bac+1", 4}, {"bac", 4}, {"high school", 4}, {"high_school", 4}, {"secondary", 4},
      {"vocational", 3}, {"cap", 3}, {"bep", 3}};
  std::string s = text::fold(text::cut_utf8(label, 200));
  for (std::size_t at; (at = s.find(" + ")) != std::string::npos;) s.erase(at, 3).insert(at, "+");
  for (const auto& [word, level] : kLevels) {
    const std::size_t at = s.find(word);
    if (at == std::string::npos || (at > 0 && is_plain(s[at - 1]))) continue;
    if (word.size() <= 3 && at + word.size() < s.size() && is_plain(s[at + word.size()])) continue;
    return level;
  }
  return std::nullopt;
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
