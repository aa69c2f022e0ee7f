// What a saved search wants, as tables; then the index against trying every search, and both against an oracle that compares
// strings.
#include "domain/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "domain/match_oracle_for_tests.h"
#include "domain/place.h"
#include "domain/rule.h"

namespace jm::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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
      {{"Remote France"}, "Remote, France", R::kPlaceRemote}, {{"Remote France"}, "Remote (US)", {}}, {{"Europe"}, "Berlin", R::kPlace},
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

// Sentences in French and English, with the words that each rule must find in them: red_flags_cases.tsv.
std::vector<std::vector<std::string>> table(const char* file) {
  std::ifstream in(std::string(JM_SOURCE_DIR) + "/src/domain/" + file);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    std::vector<std::string> cells(1);
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\t') cells.emplace_back();
      else if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == 'n') cells.back() += '\n', ++i;
      else cells.back() += line[i];
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

TEST(RedFlags, Table) {
  const auto rows = table("red_flags_cases.tsv");
  ASSERT_GE(rows.size(), 200u);
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 4u) << row[0];
    const std::vector<std::string> rules = {row[0]};
    Offer o = offer("Titre", "Texte", "", "Entreprise");
    const Field field = row[1] == "title" ? Field::kTitle : row[1] == "company" ? Field::kCompany : row[1] == "tags" ? Field::kTags : Field::kDescription;
    std::string& text = field == Field::kTitle ? o.title : field == Field::kCompany ? o.company : o.description;
    if (field == Field::kTags) o.tags = {"Something", row[2]};
    else text = row[2];
    std::string words;
    for (const RedFlagHit& h : find_red_flags(rules, o)) {
      words += (words.empty() ? "" : " | ") + h.text;
      EXPECT_EQ(h.rule, row[0]);
      EXPECT_EQ(h.field, field);
      const std::string all = field == Field::kTags ? "Something\n" + row[2] : text;
      EXPECT_EQ(all.substr(h.offset, h.length), h.text);
      EXPECT_TRUE(std::string_view(all).substr(0, h.offset).ends_with(h.before) && std::string_view(all).substr(h.offset + h.length).starts_with(h.after));
    }
    EXPECT_EQ(words.empty() ? "-" : words, row[3]) << row[0] << " in " << row[2];
  }
}

TEST(RedFlags, OffsetsForWebClients) {
  // é: one unit and two bytes; the emoji: two units and four bytes.
  const std::string text = "é \xF0\x9F\x8E\x89 astreinte, œuvre\n\xF0\x9F\x8E\x89 Astreintes";
  const auto hits = find_red_flags(std::vector<std::string>{"astreinte"}, offer("T", text));
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].offset, 8u);
  EXPECT_EQ(hits[0].utf16_offset, 5u);
  EXPECT_EQ(hits[0].utf16_length, 9u);
  EXPECT_EQ(hits[1].utf16_offset, 25u);
  EXPECT_EQ(hits[1].before, std::string("é \xF0\x9F\x8E\x89 astreinte, œuvre\n\xF0\x9F\x8E\x89 "));
  const std::string longer = std::string(100, 'x') + "é astreinte " + std::string(58, 'y') + "é";
  const auto cut = find_red_flags(std::vector<std::string>{"astreinte"}, offer("T", longer));
  ASSERT_EQ(cut.size(), 1u);
  EXPECT_EQ(cut[0].before, std::string(57, 'x') + "é ");
  EXPECT_EQ(cut[0].after, " " + std::string(58, 'y'));
}

TEST(Rules, WhatCanNeverMatchIsRefusedWithAWord) {
  const auto reason = [](std::string_view rule, RuleKind kind) {
    const auto r = check_rule(rule, kind);
    return r ? std::string() : r.error().message;
  };
  using enum RuleKind;
  for (const char* good : {"astreinte", "develop*", "company: Acme", "C++", "note: x", "dev*ops", "night shift*"}) EXPECT_EQ(reason(good, kRedFlag), "") << good;
  EXPECT_EQ(reason("Python | Java", kMustHave), "");
  EXPECT_THAT(reason("Python | Java", kRedFlag), HasSubstr("only must-haves"));
  EXPECT_THAT(reason("d*", kKeyword), HasSubstr("two letters"));
  EXPECT_THAT(reason("*manager", kRedFlag), HasSubstr("two letters"));
  EXPECT_THAT(reason("title:", kRedFlag), HasSubstr("after the colon"));
  EXPECT_THAT(reason("...", kKeyword), HasSubstr("no word"));
  EXPECT_THAT(reason(" | ", kMustHave), HasSubstr("no word"));
  EXPECT_THAT(reason("a b c d e f g h i j k l m", kRedFlag), HasSubstr("12 words"));
}

TEST(MustHave, AllOfThemEitherOfAlternatives) {
  SearchSpec s = search({"Développeur"});
  s.must_have = {"Python | Java", "remote*", "company: Acme"};
  EXPECT_TRUE(match_one(s, offer("Développeur", "Java, remotely", "", "Acme"), kNow).outcome);
  EXPECT_EQ(match_one(s, offer("Développeur", "Java", "", "Acme"), kNow).refusal, Refusal::kMustHave);
  EXPECT_EQ(match_one(s, offer("Développeur", "remote", "", "Acme"), kNow).refusal, Refusal::kMustHave);
  EXPECT_EQ(match_one(s, offer("Développeur", "Python remote Acme"), kNow).refusal, Refusal::kMustHave);
  EXPECT_EQ(match_one(s, offer("Cuisinier", "Java, remote", "", "Acme"), kNow).refusal, Refusal::kTitle);
  SearchSpec alone = search({});
  alone.must_have = {"Java"};
  alone.keywords = {"Kafka"};
  EXPECT_TRUE(match_one(alone, offer("Cuisinier", "Java"), kNow).outcome) << "with must-haves, keywords only raise the rank";
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

bool operator_less(const MatchOutcome& a, const MatchOutcome& b) { return a.search_id < b.search_id; }

TEST(MatchIndexProperty, SameAsTryingEverySearch) {
  std::size_t cases = 0, outcomes = 0, quarantined = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    oracle::World world(seed, oracle::kAllWords);
    MatchIndex index;
    std::vector<SearchSpec> searches;
    for (int i = 0; i < 120; ++i) {
      searches.push_back(world.search(kNow));
      index.add(searches.back());
    }
    for (int i = 0; i < 100; ++i) {
      // Searches come, go and change between the offers.
      if (i % 7 == 0) index.remove(searches[world.below(searches.size())].id);
      if (i % 5 == 0) {
        searches.push_back(world.search(kNow));
        index.add(searches.back());
      }
      const Offer o = world.offer(kNow);
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
  oracle::World world(99, oracle::kAllWords);
  MatchIndex index;
  std::vector<SearchSpec> searches;
  for (int i = 0; i < 60; ++i) {
    searches.push_back(world.search(kNow));
    index.add(searches.back());
  }
  for (int i = 0; i < 60; ++i) {
    const Offer o = world.offer(kNow);
    std::map<Uuid, MatchOutcome> fast;
    for (auto& m : index.match(o, kNow)) fast.emplace(m.search_id, m);
    for (const SearchSpec& s : searches) {
      const Verdict v = match_one(s, o, kNow);
      ASSERT_EQ(v.outcome.has_value(), fast.contains(s.id));
      if (v.outcome) ASSERT_EQ(*v.outcome, fast.at(s.id));
    }
  }
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
    const auto fields = oracle::fields_of(o);
    for (const auto& [id, wanted] : searches) {
      ASSERT_EQ(got.contains(id), oracle::title_fits(wanted, fields)) << wanted << " | " << o.title << " | " << o.description;
      wanted_total += got.contains(id);
    }
  }
  EXPECT_GT(wanted_total, 5'000u);
}

}  // namespace
}  // namespace jm::domain
