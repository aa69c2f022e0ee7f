// What a saved search wants, as tables; then the index against trying every search, and both against an oracle that compares
// strings.
#include "domain/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "domain/place.h"
#include "domain/words.h"
#include "text/stem.h"
#include "text/tokens.h"

namespace jm::domain {
namespace {

using testing::ElementsAre;

const Time kNow = *parse_iso("2026-06-01");

Offer offer(std::string title, std::string text = "", std::string place = "", std::string company = "Brume") {
  Offer o;
  o.title = std::move(title);
  o.description = std::move(text);
  o.company = std::move(company);
  auto found = parse_places(place);
  o.places = std::move(found.places);
  o.remote = found.remote;
  return o;
}

SearchSpec search(std::vector<std::string> titles, std::vector<std::string> places = {}) {
  SearchSpec s;
  s.id = new_id();
  s.user_id = new_id();
  s.job_titles = std::move(titles);
  s.locations = std::move(places);
  return s;
}

ReasonCode best_of(const Verdict& v) { return v.outcome->reasons.front().code; }

// Titles ------------------------------------------------------------------------------------------------------------------------

enum class Fit { kNo, kText, kTitle };
Fit fit(const char* wanted, const char* title, const char* text = "") {
  const Verdict v = match_one(search({wanted}), offer(title, text), kNow);
  if (!v.outcome) return Fit::kNo;
  return best_of(v) == ReasonCode::kTitle ? Fit::kTitle : Fit::kText;
}

TEST(MatchTitle, Words) {
  struct Case {
    const char *wanted, *title, *text;
    Fit fit;
  };
  const Case cases[] = {
      {"Développeur C++", "Développeur C++ (H/F)", "", Fit::kTitle},
      {"développeur c++", "C++ DÉVELOPPEUR senior", "", Fit::kTitle},
      {"Développeur C++", "Développeuse C++", "", Fit::kTitle},
      {"Développeur C++", "C++ Developer", "", Fit::kTitle},
      {"Développeur C++", "Développeurs C++ et C#", "", Fit::kTitle},
      {"Développeur C++", "Développeur C", "", Fit::kNo},
      {"Développeur C", "Développeur C++", "", Fit::kNo},
      {"Développeur C++", "Développeur logiciel", "Vous codez en C++17.", Fit::kText},
      {"Développeur C++", "Chef de projet", "Nous cherchons un développeur C++ confirmé.", Fit::kText},
      {"Développeur C++", "Chef de projet", "développeur. C++ apprécié", Fit::kNo},
      {"Développeur C++", "Cuisinier", "", Fit::kNo},
      {"Développeur", "Cuisinier", "avec un développeur", Fit::kNo},
      {"Senior C++ developer", "C++ developer", "", Fit::kTitle},
      {"Senior C++ developer", "Junior C++ developer", "", Fit::kText},
      {"Junior developer", "Senior developer", "", Fit::kText},
      {"Senior C++ developer", "C++ developer (Stage)", "", Fit::kText},
      {"Stage développeur", "Développeur", "", Fit::kNo},
      {"Stage développeur", "Stage développeur web", "", Fit::kTitle},
      {"Back-end developer", "Backend Developer", "", Fit::kTitle},
      {"Back-end developer", "Développeur back end", "", Fit::kTitle},
      {"backend developer", "Développeur back-end", "", Fit::kTitle},
      {"Full-stack developer", "Fullstack Engineer", "developer", Fit::kText},
      {"Data engineer", "Ingénieur Data", "", Fit::kTitle},
      {"Data engineer", "Ingénieure des données", "", Fit::kTitle},
      {"Ingénieur logiciel embarqué", "Embedded Software Engineer", "", Fit::kTitle},
      {"Chef de projet", "Chef de Projets", "", Fit::kTitle},
      {"Senior", "Senior something", "", Fit::kTitle},
      {"H/F", "Something H/F", "", Fit::kTitle},
  };
  for (const Case& c : cases) EXPECT_EQ(fit(c.wanted, c.title, c.text), c.fit) << c.wanted << " / " << c.title << " / " << c.text;
}

TEST(MatchTitle, TheCompanysNameIsNoTitle) {
  EXPECT_FALSE(match_one(search({"Développeur Brume"}), offer("Développeur", "", "", "Brume"), kNow).outcome);
}

TEST(MatchTitle, AnyOfSeveralAndKeywordsWithoutTitles) {
  EXPECT_TRUE(match_one(search({"Cuisinier", "Développeur C++"}), offer("Développeur C++"), kNow).outcome);
  SearchSpec s = search({});
  s.keywords = {"C++", "machine learning"};
  EXPECT_TRUE(match_one(s, offer("Ingénieur", "du machine-learning"), kNow).outcome);
  EXPECT_EQ(match_one(s, offer("Ingénieur", "machine. Learning"), kNow).refusal, Refusal::kTitle);
  EXPECT_TRUE(match_one(search({}), offer("Anything"), kNow).outcome) << "neither titles nor keywords: everything";
  EXPECT_EQ(match_one(search({"Cuisinier"}), offer("Développeur"), kNow).refusal, Refusal::kTitle);
}

TEST(MatchTitle, KeywordsRaiseTheRank) {
  SearchSpec s = search({"Développeur"});
  s.keywords = {"C++", "Linux", "Kafka", "Boost"};
  const auto none = match_one(s, offer("Développeur", "rien"), kNow);
  const auto two = match_one(s, offer("Développeur", "C++ sous Linux"), kNow);
  const auto four = match_one(s, offer("Développeur", "C++ sous Linux, Kafka, Boost"), kNow);
  EXPECT_LT(none.outcome->rank, two.outcome->rank);
  EXPECT_LT(two.outcome->rank, four.outcome->rank);
  const auto& reasons = two.outcome->reasons;
  const auto it = std::find_if(reasons.begin(), reasons.end(), [](const Reason& r) { return r.code == ReasonCode::kKeywords; });
  ASSERT_NE(it, reasons.end());
  EXPECT_EQ(it->detail, "C++, Linux");
}

// Places ------------------------------------------------------------------------------------------------------------------------

TEST(MatchPlace, Table) {
  struct Case {
    std::vector<std::string> wanted;
    const char* place;
    std::optional<ReasonCode> reason;      // none: refused
  };
  using R = ReasonCode;
  const Case cases[] = {
      {{"Lyon"}, "69 - LYON 03", R::kPlace}, {{"Lyon"}, "Lyon, France", R::kPlace}, {{"Lyon"}, "Paris", {}}, {{"lyon"}, "Paris; Lyon", R::kPlace},
      {{"Lyon", "Paris"}, "Paris", R::kPlace}, {{"Rhône"}, "Villeurbanne", R::kPlace}, {{"69"}, "Lyon", R::kPlace}, {{"69"}, "38 - Grenoble", {}},
      {{"Auvergne-Rhône-Alpes"}, "Grenoble", R::kPlace}, {{"Auvergne-Rhône-Alpes"}, "Paris", {}}, {{"France"}, "Lyon", R::kPlace},
      {{"France"}, "Berlin", {}}, {{"Île-de-France"}, "75 - Paris 9e Arrondissement", R::kPlace}, {{"Lyon"}, "69 - Rhône", R::kPlaceVague},
      {{"Lyon"}, "France", R::kPlaceVague}, {{"Lyon"}, "Ile-de-France", {}}, {{"Lyon"}, "Europe", R::kPlaceVague}, {{"Lyon"}, "APAC", {}},
      {{"Lyon"}, "", R::kPlaceUnknown}, {{"Lyon"}, "Remote", R::kPlaceRemote}, {{"Lyon"}, "Remote - France", R::kPlaceRemote},
      {{"Lyon"}, "Remote (Europe)", R::kPlaceRemote}, {{"Lyon"}, "Remote, Canada", {}}, {{"Lyon"}, "Remote (US)", {}},
      {{"Remote"}, "Remote", R::kPlaceRemote}, {{"Télétravail"}, "Paris", {}}, {{"Télétravail"}, "", {}}, {{"Remote", "Lyon"}, "Remote (US)", {}},
      {{"Remote", "Lyon"}, "Remote - Germany", {}}, {{"Remote"}, "Remote - Germany", R::kPlaceRemote}, {{"Remote France"}, "Paris", {}},
      {{"Remote France"}, "Remote, France", R::kPlaceRemote}, {{"Remote France"}, "Remote (US)", {}}, {{"Europe"}, "Berlin", R::kPlace}, {{"Saint-Cloud"}, "92 - ST CLOUD", {}},
      {{"Trifouillis"}, "12 - Trifouillis les Oies", R::kPlace}, {{"Trifouillis"}, "Paris", {}}, {{"Lyon"}, "Trifouillis (remote)", R::kPlaceRemote}, {{"Paris"}, "Paris, TX", {}},
  };
  for (const Case& c : cases) {
    const Verdict v = match_one(search({}, c.wanted), offer("Développeur", "", c.place), kNow);
    SCOPED_TRACE(c.wanted[0] + " / " + c.place);
    ASSERT_EQ(v.outcome.has_value(), c.reason.has_value());
    if (!v.outcome) {
      EXPECT_EQ(v.refusal, Refusal::kPlace);
      continue;
    }
    EXPECT_TRUE(std::any_of(v.outcome->reasons.begin(), v.outcome->reasons.end(), [&](const Reason& r) { return r.code == *c.reason; }));
  }
}

TEST(MatchRemote, Policy) {
  const Remote all[] = {Remote::kUnknown, Remote::kOnSite, Remote::kHybrid, Remote::kRemote};
  const std::pair<RemotePolicy, std::array<bool, 4>> cases[] = {
      {RemotePolicy::kOnSite, {true, true, true, true}}, {RemotePolicy::kHybrid, {true, false, true, true}}, {RemotePolicy::kRemote, {false, false, false, true}}};
  for (const auto& [policy, wanted] : cases)
    for (std::size_t i = 0; i < 4; ++i) {
      SearchSpec s = search({"Développeur"});
      s.remote_policy = policy;
      Offer o = offer("Développeur");
      o.remote = all[i];
      const Verdict v = match_one(s, o, kNow);
      EXPECT_EQ(v.outcome.has_value(), wanted[i]) << name(policy) << " " << name(all[i]);
      if (!v.outcome) EXPECT_EQ(v.refusal, Refusal::kRemote);
    }
}

TEST(MatchPay, OnlyTheEmployersPlausibleWordExcludes) {
  SearchSpec s = search({"Développeur"});
  s.salary_min = 50'000;
  const auto verdict = [&](std::optional<double> low, std::optional<double> high, PayOrigin origin = PayOrigin::kEmployer, PayPeriod period = PayPeriod::kYear,
                           const char* currency = "EUR") {
    Offer o = offer("Développeur");
    o.pay.min = low;
    o.pay.max = high;
    o.pay.currency = currency;
    o.pay.period = period;
    o.pay.origin = origin;
    normalise_pay(o.pay);
    return match_one(s, o, kNow);
  };
  const auto reason = [](const Verdict& v, ReasonCode code) {
    return v.outcome && std::any_of(v.outcome->reasons.begin(), v.outcome->reasons.end(), [&](const Reason& r) { return r.code == code; });
  };
  EXPECT_EQ(verdict(35'000, 45'000).refusal, Refusal::kPay);
  EXPECT_EQ(verdict(2'000, 2'500, PayOrigin::kEmployer, PayPeriod::kMonth).refusal, Refusal::kPay);
  EXPECT_TRUE(reason(verdict(45'000, 55'000), ReasonCode::kPayBelow));
  EXPECT_TRUE(reason(verdict(55'000, 65'000), ReasonCode::kPay));
  EXPECT_TRUE(reason(verdict({}, {}), ReasonCode::kPayUnknown));
  EXPECT_TRUE(reason(verdict(30'000, 30'000, PayOrigin::kPredicted), ReasonCode::kPayUnknown)) << "the board's guess";
  EXPECT_TRUE(reason(verdict(38, 42), ReasonCode::kPayUnknown)) << "doubtful";
  EXPECT_TRUE(reason(verdict(6'000, 9'000, PayOrigin::kEmployer, PayPeriod::kYear, "INR"), ReasonCode::kPayUnknown)) << "another money";
  EXPECT_TRUE(reason(verdict(40'000, {}), ReasonCode::kPayBelow)) << "from 40,000: open at the top";
}

TEST(MatchRank, IsTheSumOfItsReasonsAndOrdered) {
  SearchSpec s = search({"Développeur C++"}, {"Lyon"});
  s.keywords = {"Linux"};
  s.salary_min = 50'000;
  Offer o = offer("Développeur C++", "Linux", "Lyon (hybride)");
  o.pay = {};
  o.pay.min = 60'000;
  o.pay.max = 70'000;
  o.pay.currency = "EUR";
  o.pay.period = PayPeriod::kYear;
  o.pay.origin = PayOrigin::kEmployer;
  o.posted_at = kNow;
  seal(o, kNow);
  const auto m = *match_one(s, o, kNow).outcome;
  int sum = 0;
  for (const Reason& r : m.reasons) sum += r.points;
  EXPECT_EQ(m.rank, sum);
  EXPECT_TRUE(std::is_sorted(m.reasons.begin(), m.reasons.end(), [](const Reason& a, const Reason& b) { return a.points > b.points; }));
  EXPECT_GE(m.rank, 90);
  // Age costs.
  Offer old = o;
  old.posted_at = kNow - std::chrono::hours(24 * 90);
  EXPECT_LT(match_one(s, old, kNow).outcome->rank, m.rank);
  EXPECT_EQ(m.lane, Lane::kInbox);
}

// Red flags -----------------------------------------------------------------------------------------------------------------------

TEST(RedFlags, Table) {
  struct Case {
    const char *rule, *text;
    std::vector<std::string> hits;       // matched words
  };
  const Case cases[] = {
      {"astreinte", "Astreintes le week-end.", {"Astreintes"}},
      {"astreintes", "une astreinte par mois", {"astreinte"}},
      {"ASTREINTE", "astreindre", {}},
      {"déplacements fréquents", "Déplacements fréquents à prévoir", {"Déplacements fréquents"}},
      {"déplacement fréquent", "deplacements frequents", {"deplacements frequents"}},
      {"déplacements fréquents", "déplacements. Fréquents", {}},
      {"déplacements fréquents", "déplacements peu fréquents", {}},
      {"full-stack", "un full stack ici", {"full stack"}},
      {"full stack", "un Full-Stack ici", {"Full-Stack"}},
      {"full-stack", "un fullstack ici", {"fullstack"}},
      {"fullstack", "un full-stack, un full stack", {"full-stack", "full stack"}},
      {"on-call", "On call rotation; oncall duty", {"On call", "oncall"}},
      {"C", "du C, du C++ et du C#", {"C"}},
      {"C++", "du C, du C++ et du C#", {"C++"}},
      {".NET", "en .net ou Internet", {".net"}},
      {"Go", "let's go! Go et go", {"Go"}},
      {"IT", "it is IT", {"IT"}},
      {"R", "R&D et R", {"R"}},
      {"ESN", "une esn, une ESN", {"esn", "ESN"}},
      {"java", "javascript et Java", {"Java"}},
      {"unpaid", "This is an unpaid internship", {"unpaid"}},
      {"œuvre", "main d'oeuvre et d’œuvre", {"oeuvre", "œuvre"}},
      {"stage", "un S\xCC\x81tage", {"S\xCC\x81tage"}},
      {"week-end", "travail le weekend", {"weekend"}},
      // negation
      {"astreinte", "Pas d'astreinte.", {}},
      {"astreinte", "sans aucune astreinte", {}},
      {"astreinte", "Aucune astreinte", {}},
      {"déplacement", "ni astreinte ni déplacement", {}},
      {"on-call", "no on-call", {}},
      {"on-call", "There is no on call here", {}},
      {"on-call", "On-call is not required", {}},
      {"travel", "Travel: none", {}},
      {"déplacements", "Déplacements : aucun", {}},
      {"astreintes", "Astreintes : non\nRTT : oui", {}},
      {"travel", "Travel not required.", {}},
      {"déplacement", "aucun déplacement n'est prévu, astreinte", {}},
      {"astreinte", "astreintes non requises", {}},
      {"esn", "Nous ne sommes pas une ESN", {}},
      {"esn", "We are not an ESN", {}},
      {"gluten", "gluten-free snacks", {}},
      // not negations
      {"déplacements", "Vous n'avez pas peur des déplacements", {"déplacements"}},
      {"astreinte", "Pas de télétravail. Astreinte possible", {"Astreinte"}},
      {"astreinte", "sans compter les astreintes", {"astreintes"}},
      {"on-call", "not only on-call", {"on-call"}},
      {"on-call", "On-call is required", {"On-call"}},
      {"astreinte", "non, astreinte", {"astreinte"}},
      {"astreinte", "pas d'astreinte le jour, astreinte la nuit", {"astreinte"}},
      {"esn", "pas\nESN", {"ESN"}},
      {"", "anything", {}}, {"...", "anything ...", {}},
  };
  for (const Case& c : cases) {
    const std::vector<std::string> rules = {c.rule};
    const Offer o = offer("Titre", c.text);
    std::vector<std::string> words;
    for (const RedFlagHit& h : find_red_flags(rules, o)) {
      words.push_back(h.text);
      EXPECT_EQ(h.rule, c.rule);
      EXPECT_EQ(h.field, Field::kDescription);
      EXPECT_EQ(o.description.substr(h.offset, h.length), h.text);
    }
    EXPECT_EQ(words, c.hits) << c.rule << " in " << c.text;
  }
}

TEST(RedFlags, LookEverywhereAndDecideLast) {
  SearchSpec s = search({"Développeur"});
  s.red_flags = {"ESN", "astreinte", "mission"};
  const auto m = *match_one(s, offer("Développeur en mission", "... " + std::string(5000, 'x') + " des astreintes", "", "Alpha ESN"), kNow).outcome;
  EXPECT_EQ(m.lane, Lane::kQuarantine);
  std::vector<std::string> where;
  for (const auto& h : m.hits) where.push_back(std::string(name(h.field)) + ":" + h.text);
  EXPECT_THAT(where, ElementsAre("title:mission", "company:ESN", "description:astreintes"));
  EXPECT_GT(m.rank, 0) << "the rank stays, for a release";
  // Not a candidate: no quarantine entry either.
  EXPECT_FALSE(match_one(s, offer("Cuisinier", "astreinte"), kNow).outcome);
}

TEST(RedFlags, ManyHitsAreCapped) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "astreinte, ";
  SearchSpec s = search({"Développeur"});
  s.red_flags = {"astreinte"};
  EXPECT_EQ(match_one(s, offer("Développeur", text), kNow).outcome->hits.size(), kRedFlagHitsMax);
}

// The index -------------------------------------------------------------------------------------------------------------------------

std::set<Uuid> ids(const std::vector<MatchOutcome>& v) {
  std::set<Uuid> s;
  for (const auto& m : v) s.insert(m.search_id);
  return s;
}

TEST(MatchIndex, FindsAKeywordWrittenAsOneWord) {
  MatchIndex index;
  SearchSpec s = search({});
  s.keywords = {"full stack"};
  index.add(s);
  for (const char* text : {"fullstack", "full-stack", "full stack"}) EXPECT_EQ(index.match(offer("Ingénieur", text), kNow).size(), 1u) << text;
  EXPECT_TRUE(index.match(offer("Ingénieur", "full of stacks"), kNow).empty());
}

TEST(MatchIndex, AddReplaceRemove) {
  MatchIndex index;
  SearchSpec s = search({"Développeur"});
  index.add(s);
  EXPECT_EQ(index.size(), 1u);
  EXPECT_EQ(index.match(offer("Développeur"), kNow).size(), 1u);
  s.job_titles = {"Cuisinier"};
  index.add(s);
  EXPECT_EQ(index.size(), 1u);
  EXPECT_TRUE(index.match(offer("Développeur"), kNow).empty());
  EXPECT_EQ(index.match(offer("Cuisinier"), kNow).size(), 1u);
  EXPECT_TRUE(index.remove(s.id));
  EXPECT_FALSE(index.remove(s.id));
  EXPECT_TRUE(index.match(offer("Cuisinier"), kNow).empty());
  EXPECT_EQ(index.size(), 0u);
}

// Random searches over a small vocabulary, so that everything happens often.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  const char* one(const std::vector<const char*>& v) { return v[below(v.size())]; }
  std::string words(std::size_t least, std::size_t most) {
    std::string s;
    for (std::size_t n = least + below(most - least + 1); n > 0; --n) s += std::string(s.empty() ? "" : one({" ", " ", " ", "-", ", ", ". ", " : ", "/"})) + one(kWords);
    return s;
  }
  std::string phrase(std::size_t most) {
    std::string s;
    for (std::size_t n = 1 + below(most); n > 0; --n) s += std::string(s.empty() ? "" : one({" ", " ", "-"})) + one(kWords);
    return s;
  }

  SearchSpec search() {
    SearchSpec s;
    s.id = new_id();
    s.user_id = new_id();
    for (std::size_t n = below(4); n > 0; --n) s.job_titles.push_back(phrase(3));
    for (std::size_t n = below(3); n > 0; --n) s.keywords.push_back(phrase(2));
    for (std::size_t n = below(4); n > 0; --n) s.red_flags.push_back(phrase(2));
    for (std::size_t n = below(3); n > 0; --n) s.locations.push_back(one(kPlaces));
    s.remote_policy = static_cast<RemotePolicy>(below(10) < 7 ? 0 : below(3));
    if (below(3) == 0) s.salary_min = static_cast<int>(30'000 + 10'000 * below(5));
    return s;
  }

  Offer offer() {
    Offer o;
    o.source_id = "1";
    o.title = words(1, 5);
    o.company = words(1, 2);
    o.description = words(0, 40);
    auto found = parse_places(one(kPlaces));
    o.places = found.places;
    o.remote = below(2) ? found.remote : static_cast<Remote>(below(4));
    if (below(2)) {
      o.pay.min = 25'000.0 + 5'000.0 * double(below(10));
      o.pay.max = *o.pay.min + 5'000;
      o.pay.currency = "EUR";
      o.pay.period = PayPeriod::kYear;
      o.pay.origin = below(4) ? PayOrigin::kEmployer : PayOrigin::kPredicted;
    }
    if (below(2)) o.posted_at = kNow - std::chrono::hours(24 * below(100));
    seal(o, kNow);
    return o;
  }

 private:
  inline static const std::vector<const char*> kWords = {
      "développeur", "developer", "Développeuse", "ingénieur", "C++", "C", "C#", ".NET", "backend", "back", "end", "full", "stack", "fullstack", "senior", "junior",
      "stage", "data", "données", "astreinte", "astreintes", "pas", "sans", "de", "d'", "no", "not", "required", "Go", "go", "R&D", "CI/CD", "node.js", "mission",
      "on", "call", "l'équipe", "team's", "U.S.", "projet", "projets", "web"};
  inline static const std::vector<const char*> kPlaces = {"Lyon", "Paris", "69 - Rhône", "France", "Remote", "Remote (US)", "Berlin", "Île-de-France", "", "Europe", "Villeurbanne"};
  std::mt19937 random_;
};

bool operator_less(const MatchOutcome& a, const MatchOutcome& b) { return a.search_id < b.search_id; }

TEST(MatchIndexProperty, SameAsTryingEverySearch) {
  std::size_t cases = 0, outcomes = 0, quarantined = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    World world(seed);
    MatchIndex index;
    std::vector<SearchSpec> searches;
    for (int i = 0; i < 120; ++i) {
      searches.push_back(world.search());
      index.add(searches.back());
    }
    for (int i = 0; i < 100; ++i) {
      // Searches come, go and change between the offers.
      if (i % 7 == 0) index.remove(searches[world.below(searches.size())].id);
      if (i % 5 == 0) {
        searches.push_back(world.search());
        index.add(searches.back());
      }
      const Offer o = world.offer();
      auto fast = index.match(o, kNow), slow = index.match_each(o, kNow);
      std::sort(fast.begin(), fast.end(), operator_less);
      std::sort(slow.begin(), slow.end(), operator_less);
      ASSERT_EQ(fast, slow) << o.title << "\n" << o.description;
      cases += index.size();
      outcomes += slow.size();
      for (const auto& m : slow) quarantined += m.lane == Lane::kQuarantine;
    }
  }
  EXPECT_GT(cases, 100'000u);
  EXPECT_GT(outcomes, 5'000u);
  EXPECT_GT(quarantined, 200u);
}

TEST(MatchIndexProperty, OneSearchAloneSaysTheSame) {
  World world(99);
  MatchIndex index;
  std::vector<SearchSpec> searches;
  for (int i = 0; i < 60; ++i) {
    searches.push_back(world.search());
    index.add(searches.back());
  }
  for (int i = 0; i < 60; ++i) {
    const Offer o = world.offer();
    std::map<Uuid, MatchOutcome> fast;
    for (auto& m : index.match(o, kNow)) fast.emplace(m.search_id, m);
    for (const SearchSpec& s : searches) {
      const Verdict v = match_one(s, o, kNow);
      ASSERT_EQ(v.outcome.has_value(), fast.contains(s.id));
      if (v.outcome) ASSERT_EQ(*v.outcome, fast.at(s.id));
    }
  }
}

// An oracle by strings: stems of the words of title and text, no ids, no positions kept.
std::vector<std::string> stems(std::string_view s, bool trades) {
  const text::Tokens t = text::tokenize(s);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < t.size(); ++i) {
    std::string w = text::stemmed(t.word(i));
    if (trades)
      if (const auto cls = trade_class(text::stem_hash(t.word(i)))) w = "class " + std::to_string(cls);
    out.push_back(std::move(w));
  }
  return out;
}

// Titles without compounds, seniority or fillers: there the rule is only "every word in the title, or one there and the rest in
// the text, or all as a phrase in the text".
bool oracle_title(const std::string& wanted, const Offer& o) {
  const auto need = stems(wanted, true), title = stems(o.title, true), text = stems(o.description, true);
  const auto in = [](const std::vector<std::string>& v, const std::string& w) { return std::find(v.begin(), v.end(), w) != v.end(); };
  std::size_t in_title = 0;
  for (const auto& w : need) {
    if (!in(title, w) && !in(text, w)) return false;
    in_title += in(title, w);
  }
  if (in_title > 0) return true;
  if (std::set(need.begin(), need.end()).size() < 2) return false;
  const text::Tokens t = text::tokenize(o.description);
  for (std::size_t i = 0; i + need.size() <= text.size(); ++i) {
    bool whole = true;
    for (std::size_t k = 0; k < need.size() && whole; ++k) whole = text[i + k] == need[k] && (k == 0 || t.items[i + k].gap != text::Gap::kSentence);
    if (whole) return true;
  }
  return false;
}

TEST(MatchIndexProperty, TitlesAgreeWithStrings) {
  const std::vector<const char*> words = {"développeur", "developer", "ingénieur", "C++", "C", "C#", ".NET", "data", "données", "projet", "projets", "web", "Kafka", "linux", "R&D"};
  std::mt19937 random(7);
  const auto text = [&](std::size_t most) {
    std::string s;
    const char* gaps[] = {" ", " ", " ", ", ", ". ", "\n"};
    for (std::size_t n = 1 + random() % most; n > 0; --n) s += std::string(s.empty() ? "" : gaps[random() % 6]) + words[random() % words.size()];
    return s;
  };
  MatchIndex index;
  std::vector<std::pair<Uuid, std::string>> searches;
  for (int i = 0; i < 200; ++i) {
    std::string wanted;
    for (std::size_t n = 1 + random() % 3; n > 0; --n) wanted += std::string(wanted.empty() ? "" : " ") + words[random() % words.size()];
    SearchSpec s;
    s.id = new_id();
    s.job_titles = {wanted};
    index.add(s);
    searches.emplace_back(s.id, wanted);
  }
  std::size_t wanted_total = 0;
  for (int i = 0; i < 600; ++i) {
    const Offer o = offer(text(4), text(12));
    const auto got = ids(index.match(o, kNow));
    for (const auto& [id, wanted] : searches) {
      ASSERT_EQ(got.contains(id), oracle_title(wanted, o)) << wanted << " | " << o.title << " | " << o.description;
      wanted_total += got.contains(id);
    }
  }
  EXPECT_GT(wanted_total, 5'000u);
}

}  // namespace
}  // namespace jm::domain
