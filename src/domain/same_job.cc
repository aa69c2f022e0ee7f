#include "domain/same_job.h"

#include <algorithm>
#include <array>

#include "domain/company.h"
#include "domain/gazetteer.h"
#include "domain/skills.h"
#include "domain/words.h"
#include "text/fold.h"
#include "text/stem.h"
#include "text/tokens.h"

namespace jm::domain {
namespace {

std::uint64_t mix(std::uint64_t h) {
  h = (h ^ (h >> 32)) * 0xd6e8feb86659fd93;
  h = (h ^ (h >> 32)) * 0xd6e8feb86659fd93;
  return h ^ (h >> 32);
}
std::uint64_t join(std::uint64_t a, std::uint64_t b) { return mix(a * 0x9e3779b97f4a7c15 + b); }

template <class T>
void sort_unique(std::vector<T>& v) {
  std::sort(v.begin(), v.end());
  v.erase(std::unique(v.begin(), v.end()), v.end());
}

template <class T>
std::size_t common(const std::vector<T>& a, const std::vector<T>& b) {
  std::size_t n = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) ++n, ++i, ++j;
    else *i < *j ? ++i : ++j;
  }
  return n;
}

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& words, std::string_view w) {
  return std::find(words.begin(), words.end(), w) != words.end();
}

std::size_t digits(std::string_view w) {
  return static_cast<std::size_t>(std::count_if(w.begin(), w.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// "h/f", "m/w/d": single letters between slashes.
bool is_gender_form(std::string_view w) {
  if (w.size() % 2 == 0) return false;
  for (std::size_t i = 0; i < w.size(); ++i)
    if ((i % 2 == 1) != (w[i] == '/')) return false;
  return true;
}

// Words that boards and recruiters put around a title.
bool is_decoration(std::string_view w) {
  static constexpr std::array<std::string_view, 24> kWords = {
      "ref", "reference", "id", "cdi", "cdd", "interim", "interimaire", "hiring", "urgent", "recrute", "recrutement", "recherche", "offre", "emploi", "job",
      "poste", "apply", "now", "temps", "plein", "partiel", "permanent", "r", "n"};
  return is_title_filler(w) || is_gender_form(w) || one_of(kWords, w);
}

bool is_rank(std::string_view w) {
  static constexpr std::array<std::string_view, 18> kRanks = {"grad", "graduate", "lead", "principal", "staff", "head", "chief", "vp", "i", "ii", "iii", "iv", "1", "2", "3", "4", "expert", "experte"};
  return seniority_of(w) != Seniority::kNone || one_of(kRanks, w);
}
// "developpeuse" -> "developpeur": titles come in either gender, and as both. Cuts, never to be beautiful: both sides go through it.
std::string masculine(std::string_view w) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEndings = {
      std::pair{"euse", "eur"}, {"trice", "teur"}, {"iere", "ier"}, {"ienne", "ien"}, {"ere", "er"}};
  for (const auto& [from, to] : kEndings)
    if (w.size() > from.size() + 2 && w.ends_with(from)) return std::string(w.substr(0, w.size() - from.size())).append(to);
  return std::string(w.size() > 4 && w.ends_with('e') ? w.substr(0, w.size() - 1) : w);
}

std::uint64_t rank_hash(std::string_view w) {
  const Seniority s = seniority_of(w);
  return s == Seniority::kNone ? text::stem_hash(w) : 0x72616e6b00 + static_cast<std::uint64_t>(s);
}

// "st" and "ste" written out; the folded name of a town.
std::uint64_t town_hash(std::string_view city) {
  const std::string folded = text::fold_name(city);
  std::uint64_t h = 1;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    std::string_view w = std::string_view(folded).substr(at, end - at);
    if (w == "st") w = "saint";
    else if (w == "ste") w = "sainte";
    h = join(h, text::word_hash(w));
    at = end + 1;
  }
  return h;
}

void read_places(const Offer& o, Ad& ad) {
  for (const Place& p : o.places)
    if (!p.city.empty()) ad.towns.push_back(town_hash(p.city));
  sort_unique(ad.towns);
  if (const Place* p = o.main_place()) {
    ad.departement = p->departement;
    ad.region = p->region;
    ad.country = p->country;
    ad.zone = p->country.empty() ? p->zone : std::string();
    if (ad.towns.empty() && p->country.empty() && p->zone.empty()) ad.place_text = text::fold_name(p->raw);
    if (ad.towns.empty()) {
      ad.area = p->country + "-" + (p->departement.empty() ? p->region : p->departement);
      if (!p->zone.empty() && p->country.empty()) ad.area = p->zone;
    }
  }
  ad.remote = o.remote == Remote::kRemote;
}

void read_title(const Offer& o, Ad& ad) {
  std::vector<std::string> place_words;
  for (const Place& p : o.places) place_words.push_back(" " + text::fold_name(p.city + " " + p.raw) + " ");
  const text::Tokens t = text::tokenize(o.title);
  bool after_reference = false;
  for (std::size_t i = 0; i < t.size(); ++i) {
    std::string_view w = t.word(i);
    for (const std::string_view ending : {".e", ".ne", ".trice", ".euse"})
      if (w.size() > ending.size() + 2 && w.ends_with(ending)) w.remove_suffix(ending.size());
    const bool reference = (after_reference && digits(w) > 0) || digits(w) >= 4;
    after_reference = w == "ref" || w == "reference" || w == "r" || w == "id";
    if (reference || is_decoration(w)) continue;
    if (is_rank(w)) ad.ranks.push_back(rank_hash(w));
    const std::string padded = " " + std::string(w) + " ";
    if (std::any_of(place_words.begin(), place_words.end(), [&](const std::string& p) { return p.find(padded) != std::string::npos; })) continue;
    const std::uint64_t trade = trade_class(text::stem_hash(w));
    ad.title.push_back(trade != 0 ? trade : is_rank(w) ? rank_hash(w) : text::stem_hash(masculine(text::stemmed(w))));
  }
  sort_unique(ad.title);
  sort_unique(ad.ranks);
  ad.title_text = text::word_hash(text::fold_name(o.title));
}

void read_text(const Offer& o, Ad& ad) {
  const text::Tokens t = text::tokenize(o.description);
  std::vector<std::uint64_t> words(t.size());
  std::vector<std::uint32_t> sentence_of(t.size());
  std::uint64_t running = 0;
  std::size_t length = 0;
  const auto close = [&] {
    if (!ad.sentences.empty()) ad.sentences.back() = length < 4 ? 0 : static_cast<std::uint32_t>(mix(running) >> 32) | 1;
  };
  for (std::size_t i = 0; i < t.size(); ++i) {
    words[i] = text::word_hash(t.word(i));
    if (i == 0 || t.items[i].gap == text::Gap::kSentence) {
      close();
      ad.sentences.push_back(0);
      running = length = 0;
    }
    running = join(running, words[i]);
    ++length;
    sentence_of[i] = static_cast<std::uint32_t>(ad.sentences.size() - 1);
    const std::string_view w = t.word(i);
    const std::size_t d = digits(w);
    if (d >= 2 && d == w.size()) ad.marks.push_back(words[i]);
    else if (t.items[i].upper && t.items[i].gap != text::Gap::kSentence && w.size() >= 3) ad.names.push_back(words[i]);
  }
  close();
  for (std::size_t i = 0; i + 2 < t.size(); ++i)
    ad.shingles.push_back({static_cast<std::uint32_t>(join(join(words[i], words[i + 1]), words[i + 2]) >> 32), sentence_of[i]});
  std::sort(ad.shingles.begin(), ad.shingles.end(), [](const auto& a, const auto& b) { return a.hash != b.hash ? a.hash < b.hash : a.sentence < b.sentence; });
  ad.shingles.erase(std::unique(ad.shingles.begin(), ad.shingles.end(), [](const auto& a, const auto& b) { return a.hash == b.hash; }), ad.shingles.end());
  for (const SkillHit& hit : find_skills(o.description, t)) ad.marks.push_back(join(0x736b696c6c, hit.skill));
  sort_unique(ad.marks);
  sort_unique(ad.names);
}

// Comparing --------------------------------------------------------------------------------------------------------------

// Empty agrees with everything.
bool agree(const std::string& a, const std::string& b) { return a.empty() || b.empty() || a == b; }

// Two Portlands: by French departement, or by the state's code. States written out ("Georgia") are not compared with codes.
bool same_part_of_country(const Ad& a, const Ad& b) {
  return agree(a.departement, b.departement) && (a.region.size() != 2 || b.region.size() != 2 || a.region == b.region);
}

// One names no town: may it be where the other is?
bool may_hold(const Ad& vague, const Ad& other) {
  if (!vague.place_text.empty() && vague.place_text != other.place_text) return false;      // a place that nobody knows
  return vague.zone.empty() || (vague.zone == other.zone || (!other.country.empty() && zone_holds(vague.zone, other.country)));
}

PlaceLikeness compare_places(const Ad& a, const Ad& b) {
  if (!agree(a.country, b.country)) return PlaceLikeness::kDifferent;
  if (!a.towns.empty() && !b.towns.empty()) {
    if (common(a.towns, b.towns) < std::min(a.towns.size(), b.towns.size())) return PlaceLikeness::kDifferent;
    if (a.towns.size() == 1 && b.towns.size() == 1 && !same_part_of_country(a, b)) return PlaceLikeness::kDifferent;
    return a.towns.size() == b.towns.size() ? PlaceLikeness::kSame : PlaceLikeness::kVague;
  }
  if (!agree(a.departement, b.departement) || !agree(a.region, b.region)) return PlaceLikeness::kDifferent;
  if (a.remote != b.remote) return PlaceLikeness::kDifferent;     // "remote" is a place of its own beside a town
  if ((a.towns.empty() && !may_hold(a, b)) || (b.towns.empty() && !may_hold(b, a))) return PlaceLikeness::kDifferent;
  if (!a.towns.empty() || !b.towns.empty() || a.area != b.area) return PlaceLikeness::kVague;
  const bool narrow = a.remote || !a.departement.empty() || !a.region.empty() || a.area.empty();
  return narrow ? PlaceLikeness::kSame : PlaceLikeness::kVague;   // two ads for "France" may be for anywhere in it
}

bool same_name(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto& [shorter, longer] = a.size() < b.size() ? std::pair(a, b) : std::pair(b, a);
  return shorter.size() >= 3 && longer.starts_with(shorter) && longer[shorter.size()] == ' ';
}

bool contracts_conflict(Contract a, Contract b) {
  if (a == Contract::kUnknown || b == Contract::kUnknown || a == b) return false;
  const auto temporary = [](Contract c) { return c == Contract::kCdd || c == Contract::kInterim || c == Contract::kTemporary; };
  return !(temporary(a) && temporary(b));
}

bool pays_conflict(const Ad& a, const Ad& b) {
  if (a.currency != b.currency || (!a.pay_min && !a.pay_max) || (!b.pay_min && !b.pay_max)) return false;
  const auto low = [](const Ad& x) { return x.pay_min.value_or(*x.pay_max); };
  const auto high = [](const Ad& x) { return x.pay_max.value_or(*x.pay_min); };
  const auto below = [](int top, int bottom) { return static_cast<double>(top) * 1.1 < bottom; };     // rounding, 12 or 13 months
  return below(high(a), low(b)) || below(high(b), low(a));
}

double title_likeness(const Ad& a, const Ad& b) {
  if (a.title_text == b.title_text) return 1;
  const std::size_t n = common(a.title, b.title), all = a.title.size() + b.title.size() - n;
  return all == 0 ? 0 : static_cast<double>(n) / static_cast<double>(all);
}

struct Overlap {
  std::size_t shared = 0, smaller = 0;
  double share() const { return smaller == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(smaller); }
};

std::vector<bool> own_sentences(const Ad& ad, const Ad& other, const Boilerplate* known) {
  std::vector<bool> own(ad.sentences.size(), true);
  if (known)
    for (std::size_t i = 0; i < own.size(); ++i)
      own[i] = !known->is(ad.employer_hash, ad.sentences[i]) && !known->is(other.employer_hash, ad.sentences[i]);
  return own;
}

Overlap overlap(const Ad& a, const Ad& b, const std::vector<bool>* own_a, const std::vector<bool>* own_b) {
  const auto counts = [](const Ad::Shingle& s, const std::vector<bool>* own) { return !own || (*own)[s.sentence]; };
  std::size_t in_a = 0, in_b = 0;
  Overlap o;
  auto i = a.shingles.begin();
  auto j = b.shingles.begin();
  while (i != a.shingles.end() || j != b.shingles.end()) {
    const bool from_a = j == b.shingles.end() || (i != a.shingles.end() && i->hash <= j->hash);
    const bool from_b = i == a.shingles.end() || (j != b.shingles.end() && j->hash <= i->hash);
    // Boilerplate in one is boilerplate in both: the other may have it cut, or under a name that is not known for it.
    const bool own = (!from_a || counts(*i, own_a)) && (!from_b || counts(*j, own_b));
    in_a += own && from_a;
    in_b += own && from_b;
    o.shared += own && from_a && from_b;
    if (from_a) ++i;
    if (from_b) ++j;
  }
  o.smaller = std::min(in_a, in_b);
  return o;
}

}  // namespace

Ad read_ad(const Offer& o) {
  Ad ad;
  read_places(o, ad);
  read_title(o, ad);
  read_text(o, ad);
  const std::string employer = company_key(o.company);
  ad.employer_hash = employer.empty() ? 0 : text::word_hash(employer);
  if (!o.intermediary && !is_intermediary(o.company)) ad.employer = employer;
  ad.contract = o.contract;
  if (o.pay.usable()) {
    ad.pay_min = o.pay.yearly_min;
    ad.pay_max = o.pay.yearly_max;
    ad.currency = o.pay.currency;
  }
  ad.language = o.language;
  ad.source = o.source;
  return ad;
}

namespace {

// What must hold besides the score.
bool no_bar(const Ad& a, const Ad& b, const Likeness& l) {
  if (l.containment < kContainmentMin || (l.same_employer && l.title < kTitleOfEmployer)) return false;
  if (a.source.empty() || a.source != b.source) return true;
  return l.containment >= kContainmentOnBoard && (!l.same_employer || (l.title >= 0.99 && l.place == PlaceLikeness::kSame));
}

}  // namespace

Likeness compare(const Ad& a, const Ad& b, const Boilerplate* boilerplate) {
  Likeness l;
  l.place = compare_places(a, b);
  if (l.place == PlaceLikeness::kDifferent) return l;
  l.title = title_likeness(a, b);
  l.same_employer = !a.employer.empty() && !b.employer.empty() && same_name(a.employer, b.employer);
  l.other_employer = !a.employer.empty() && !b.employer.empty() && !l.same_employer;
  l.other_contract = contracts_conflict(a.contract, b.contract);
  l.other_pay = pays_conflict(a, b);
  l.other_rank = a.ranks != b.ranks;
  l.across_languages = !agree(a.language, b.language);

  Overlap text;
  bool enough = true;
  if (l.across_languages) {
    text = {common(a.marks, b.marks), std::min(a.marks.size(), b.marks.size())};
    enough = text.shared + common(a.names, b.names) >= kShinglesMin && l.same_employer;
  } else {
    const auto own_a = own_sentences(a, b, boilerplate), own_b = own_sentences(b, a, boilerplate);
    text = overlap(a, b, &own_a, &own_b);
    if (text.smaller < kShinglesMin) {            // nothing of its own is left: the whole text, and the title must be the same
      text = overlap(a, b, nullptr, nullptr);
      enough = l.title >= 0.99 && text.smaller >= kShinglesMin;
    }
  }
  l.containment = text.share();
  l.shared = text.shared;
  l.score = l.containment + 1 - kTitle * (1 - l.title) + (l.same_employer ? kSameEmployer : 0) - (l.other_employer ? kOtherEmployer : 0) -
            (l.other_contract ? kOtherContract : 0) - (l.other_pay ? kOtherPay : 0) - (l.other_rank ? kOtherRank : 0) -
            (l.place == PlaceLikeness::kVague ? kVaguePlace : 0);
  l.same = enough && l.score >= kSameFrom && no_bar(a, b, l);
  return l;
}

std::vector<std::uint32_t> keys_of(const Ad& ad) {
  static constexpr std::size_t kSlots = 16, kBand = 4;
  std::vector<std::uint32_t> keys;
  const auto add = [&](std::uint64_t kind, std::uint64_t value) { keys.push_back(static_cast<std::uint32_t>(join(kind, value) >> 32)); };
  std::uint64_t town = ad.towns.empty() ? 0 : ad.towns.front();
  if (ad.towns.empty() && !ad.area.empty()) town = text::word_hash(ad.area);

  std::array<std::uint32_t, kSlots> least;
  least.fill(UINT32_MAX);
  for (const Ad::Shingle& s : ad.shingles) {
    const std::uint32_t h = s.hash * 0x9e3779b1U;
    least[h >> 28] = std::min(least[h >> 28], h);
  }
  for (std::size_t i = 0; i < kSlots; ++i)
    if (least[i] != UINT32_MAX) add(1, join(town, least[i]));
  for (std::size_t b = 0; b < kSlots; b += kBand) {
    std::uint64_t band = 2;
    for (std::size_t i = b; i < b + kBand; ++i) band = join(band, least[i]);
    if (ad.shingles.size() >= kShinglesMin) add(2, band);
  }
  std::uint64_t title = 3;
  for (const std::uint64_t w : ad.title) title = join(title, w);
  add(3, join(title, town));
  if (!ad.employer.empty()) {
    const std::uint64_t employer = text::word_hash(ad.employer);
    add(4, join(employer, title));
    add(5, join(join(employer, town), static_cast<std::uint64_t>(ad.contract)));
  }
  sort_unique(keys);
  return keys;
}

}  // namespace jm::domain
