// Plans against services played by a function: what is asked in which order, and what each kind of answer leads to.
#include "discovery/fetch/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "discovery/fetch/sources.h"

namespace jm::discovery {
namespace {

using domain::SourceProblem;
using Kind = Step::Kind;

const Time kNow = *parse_iso("2026-03-02T10:00:00Z");

struct Reply {
  int status = 200;
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  SourceProblem problem = SourceProblem::kNone;
};
using Service = std::function<Reply(const Ask&)>;

struct Played {
  Step end;
  std::vector<std::string> urls;
  int payloads = 0;
};

// Runs a plan to its end; each answer comes `step` later than the one before.
Played play(FetchPlan& plan, const Service& service, std::chrono::seconds step = std::chrono::seconds(1), int most = 2'000) {
  Played p;
  Time at = kNow;
  Step s = plan.next(nullptr);
  while (s.kind == Kind::kAsk) {
    if (--most < 0) {
      ADD_FAILURE() << "the plan does not end";
      break;
    }
    p.urls.push_back(s.ask.url);
    const Reply reply = service(s.ask);
    at = at + step;
    Answer a;
    a.status = reply.problem == SourceProblem::kNone ? reply.status : 0;
    a.problem = reply.problem;
    a.headers = reply.headers;
    a.body = reply.body;
    a.at = at;
    if (s.ask.parse && a.ok() && !reply.body.empty()) ++p.payloads;
    s = plan.next(&a);
  }
  p.end = std::move(s);
  return p;
}

std::unique_ptr<FetchPlan> plan_of(std::string_view board, const FetchConfig& config, const Listing& listing, std::string_view memory = "{}", std::vector<std::string> unconfirmed = {}) {
  return find_board(board)->fetching()->plan({.config = config, .listing = listing, .memory = memory, .now = kNow, .unconfirmed = std::move(unconfirmed)});
}

std::string parameter(std::string_view url, std::string_view name) {
  const auto at = url.find(std::string(name) + "=");
  if (at == std::string_view::npos) return {};
  const auto from = at + name.size() + 1;
  return std::string(url.substr(from, url.find('&', from) - from));
}

// What every board that needs no key does with the answers that all services give.
TEST(EveryPlan, EndsOnWhatItCannotRead) {
  struct Row {
    const char* what;
    Reply reply;
    Kind kind;
    SourceProblem problem;
  };
  const Row rows[] = {{"not found", {.status = 404}, Kind::kFailed, SourceProblem::kNotFound},
                      {"gone", {.status = 410}, Kind::kFailed, SourceProblem::kNotFound},
                      {"forbidden", {.status = 403}, Kind::kFailed, SourceProblem::kRefused},
                      {"moved to another site", {.status = 301}, Kind::kFailed, SourceProblem::kMoved},
                      {"error", {.status = 500}, Kind::kFailed, SourceProblem::kHttpStatus},
                      {"no answer", {.problem = SourceProblem::kTimeout}, Kind::kFailed, SourceProblem::kTimeout},
                      {"told to wait", {.problem = SourceProblem::kRateLimited}, Kind::kFailed, SourceProblem::kRateLimited},
                      {"unchanged", {.status = 304}, Kind::kDone, SourceProblem::kNone}};
  const FetchConfig config;
  for (const Board* board : all_boards()) {
    const Fetching* fetching = board->fetching();
    if (fetching == nullptr || fetching->reach() == Reach::kSearch || board->name() == "jobposting") continue;     // that one asks robots.txt first: career_site_test
    for (const Row& row : rows) {
      const auto plan = plan_of(board->name(), config, {.token = "acme.example.org", .query = {}});
      const Played p = play(*plan, [&](const Ask&) { return row.reply; });
      EXPECT_EQ(p.end.kind, row.kind) << board->name() << ": " << row.what;
      EXPECT_EQ(p.end.problem, row.problem) << board->name() << ": " << row.what;
      EXPECT_FALSE(p.end.complete) << board->name() << ": " << row.what << " proves that nothing is gone";
      EXPECT_EQ(p.urls.size(), 1u) << board->name() << ": " << row.what;
    }
  }
}

TEST(EveryPlan, AsksOverHttpsAndEscapesNames) {
  const FetchConfig config;
  for (const Board* board : all_boards()) {
    const Fetching* fetching = board->fetching();
    if (fetching == nullptr || fetching->reach() != Reach::kCompany) continue;
    const auto plan = plan_of(board->name(), config, {.token = "a/../b?c#d", .query = {}});
    const Step s = plan->next(nullptr);
    if (s.kind == Kind::kFailed) continue;               // refuses the name
    EXPECT_THAT(s.ask.url, testing::StartsWith("https://")) << board->name();
    EXPECT_THAT(s.ask.url, testing::Not(testing::HasSubstr("/../"))) << board->name();
    EXPECT_THAT(s.ask.url, testing::Not(testing::HasSubstr("#"))) << board->name();
  }
}

TEST(EveryPlan, IsPoliteByItsOwnNumbers) {
  for (const Board* board : all_boards()) {
    if (board->fetching() == nullptr) continue;
    const Pace pace = board->fetching()->pace();
    EXPECT_GE(pace.every.count(), 100) << board->name();
    EXPECT_GE(pace.burst, 1) << board->name();
    EXPECT_LE(pace.burst, 5) << board->name();
    EXPECT_GE(pace.run_gap_min.count(), 30) << board->name();
  }
}

TEST(Arbeitnow, ReadsUntilThereIsNoNext) {
  const FetchConfig config;
  const auto plan = plan_of("arbeitnow", config, {});
  int n = 0;
  const Played p = play(*plan, [&](const Ask&) { return Reply{.body = ++n < 3 ? R"({"data":[{}],"links":{"next":"https://x.example.org?page=2"}})" : R"({"data":[],"links":{"next":null}})"}; });
  EXPECT_THAT(p.urls, testing::ElementsAre("https://www.arbeitnow.com/api/job-board-api?page=1", "https://www.arbeitnow.com/api/job-board-api?page=2",
                                           "https://www.arbeitnow.com/api/job-board-api?page=3"));
  EXPECT_TRUE(p.end.complete);
  EXPECT_EQ(p.payloads, 3);
}

TEST(Arbeitnow, AnotherFormIsNotACompleteListing) {
  const FetchConfig config;
  for (const char* body : {"{}", "[]", "<html>", "{\"jobs\":[]}", "{\"data\":5}", ""}) {
    const auto plan = plan_of("arbeitnow", config, {});
    const Played p = play(*plan, [&](const Ask&) { return Reply{.body = body}; });
    EXPECT_EQ(p.end.problem, SourceProblem::kNotUnderstood) << body;
    EXPECT_FALSE(p.end.complete);
  }
}

TEST(Paged, StopsAtItsLimitAndSaysSo) {
  FetchConfig config;
  config.pages_max = 5;
  const auto plan = plan_of("arbeitnow", config, {});
  const Played p = play(*plan, [&](const Ask&) { return Reply{.body = R"({"data":[{}],"links":{"next":"more"}})"}; });
  EXPECT_EQ(p.urls.size(), 5u);
  EXPECT_TRUE(p.end.truncated);
  EXPECT_FALSE(p.end.complete);
}

TEST(TheMuse, NeverAsksBeyondItsLastPage) {
  const FetchConfig config;
  const auto plan = plan_of("themuse", config, {});
  const Played p = play(*plan, [&](const Ask&) { return Reply{.body = R"({"results":[{}],"page_count":5000})"}; });
  EXPECT_EQ(p.urls.size(), 99u);
  EXPECT_EQ(parameter(p.urls.back(), "page"), "98");
  EXPECT_TRUE(p.end.truncated);
}

FetchConfig keyed() {
  FetchConfig config;
  config.france_travail_id = Secret("id");
  config.france_travail_secret = Secret("sec ret");
  config.adzuna_id = Secret("id");
  config.adzuna_key = Secret("key");
  return config;
}

TEST(Adzuna, PagesNamesTheCountryAndStops) {
  const FetchConfig config = keyed();
  const auto plan = plan_of("adzuna", config, {.token = "", .query = {.words = "c++ developer", .place = "Lyon", .departement = "", .country = "fr"}});
  const Played p = play(*plan, [&](const Ask& ask) {
    EXPECT_EQ(ask.payload.country, "fr");
    return Reply{.body = R"({"count":120,"results":[]})"};
  });
  EXPECT_EQ(p.urls.size(), 3u);
  EXPECT_THAT(p.urls[0], testing::HasSubstr("/v1/api/jobs/fr/search/1?app_id=id&app_key=key"));
  EXPECT_EQ(parameter(p.urls[0], "what"), "c%2B%2B%20developer");
  EXPECT_EQ(parameter(p.urls[0], "where"), "Lyon");
  EXPECT_FALSE(p.end.complete) << "a search proves nothing about what it does not show";
  const auto refused = plan_of("adzuna", config, {});
  EXPECT_EQ(play(*refused, [&](const Ask&) { return Reply{.status = 401}; }).end.problem, SourceProblem::kKeyRefused);
}

// France Travail ------------------------------------------------------------------------------------------------------

// The service's rules over offers that are only moments in time.
struct FakeFranceTravail {
  std::vector<Time> offers;                       // newest first
  int ceiling = 3150;
  int tokens = 0, token_uses = 1'000'000, uses = 0;
  std::vector<std::string> metiers;               // offers are spread over these
  std::set<std::string> bad_windows;              // minCreationDate of searches that fail
  std::set<std::size_t> met;
  std::map<std::string, int> gone_or_not;
  int too_deep = 0;

  static Time time_in(std::string_view url, std::string_view name) {
    std::string t = parameter(url, name);
    for (auto at = t.find("%3A"); at != std::string::npos; at = t.find("%3A")) t.replace(at, 3, ":");
    EXPECT_EQ(t.size(), 20u) << t << ": seconds and Z, nothing else";
    return parse_iso(t).value_or(Time{});
  }

  Reply operator()(const Ask& ask) {
    const std::string& url = ask.url;
    if (url.find("/access_token") != std::string::npos) {
      EXPECT_EQ(ask.method, "POST");
      EXPECT_TRUE(ask.secret);
      EXPECT_THAT(ask.body, testing::HasSubstr("client_secret=sec%20ret&scope=api_offresdemploiv2%20o2dsoffre"));
      ++tokens;
      uses = 0;
      return {.body = R"({"access_token":"t)" + std::to_string(tokens) + R"(","expires_in":1499})"};
    }
    EXPECT_EQ(ask.headers.at(0).second, "Bearer t" + std::to_string(tokens));
    if (++uses > token_uses) return {.status = 401};
    if (url.find("/referentiel/metiers") != std::string::npos) {
      std::string body = "[";
      for (const auto& m : metiers) body += (body.size() > 1 ? ",{\"code\":\"" : "{\"code\":\"") + m + "\"}";
      return {.body = body + "]"};
    }
    if (const auto at = url.find("/offres/"); url.find("/offres/search") == std::string::npos) {
      const auto it = gone_or_not.find(url.substr(at + 8));
      return it != gone_or_not.end() && it->second ? Reply{.body = "{}"} : Reply{.status = 204};
    }
    if (bad_windows.contains(parameter(url, "minCreationDate"))) return {.problem = SourceProblem::kHttpStatus};
    const Time min = time_in(url, "minCreationDate"), max = time_in(url, "maxCreationDate");
    const std::string range = parameter(url, "range"), rome = parameter(url, "codeROME");
    const auto from = static_cast<std::size_t>(std::stoi(range)), to = static_cast<std::size_t>(std::stoi(range.substr(range.find('-') + 1)));
    if (to - from >= 150 || static_cast<int>(to) >= ceiling) {
      ++too_deep;
      return {.status = 400};
    }
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < offers.size(); ++i)
      if (offers[i] >= min && offers[i] <= max && (rome.empty() || rome.find(metiers[i % metiers.size()]) != std::string::npos)) found.push_back(i);
    if (from >= found.size()) return {.status = 204};
    for (std::size_t i = from; i <= to && i < found.size(); ++i) met.insert(found[i]);
    const bool all = from == 0 && to + 1 >= found.size();
    return {.status = all ? 200 : 206, .body = "{\"resultats\":[]}", .headers = {{"content-range", "offres " + range + "/" + std::to_string(found.size())}}};
  }
};

TEST(FranceTravail, ReadsRangesWithOneToken) {
  FakeFranceTravail ft;
  for (int i = 0; i < 400; ++i) ft.offers.push_back(kNow - std::chrono::minutes(i + 1));
  const FetchConfig config = keyed();
  const auto plan = plan_of("france_travail", config, {.token = "", .query = {.words = "developpeur c++ c", .place = "", .departement = "69", .country = ""}});
  const Played p = play(*plan, std::ref(ft));
  EXPECT_EQ(p.end.kind, Kind::kDone);
  EXPECT_EQ(ft.met.size(), 400u);
  EXPECT_EQ(ft.tokens, 1);
  EXPECT_EQ(p.urls.size(), 4u) << "a token and three ranges";
  EXPECT_EQ(parameter(p.urls[1], "motsCles"), "developpeur%2Cc%2B%2B") << "a word of one letter is refused";
  EXPECT_EQ(parameter(p.urls[1], "departement"), "69");
  EXPECT_EQ(parameter(p.urls[1], "sort"), "1");
  EXPECT_EQ(parameter(p.urls[1], "maxCreationDate"), parameter(p.urls[3], "maxCreationDate"));
  EXPECT_FALSE(p.end.truncated);
  EXPECT_EQ(plan->memory(), R"({"until":"2026-03-02T10:00:00Z","failed":[]})");
}

TEST(FranceTravail, TheNextRunAsksForWhatIsNew) {
  FakeFranceTravail ft;
  const FetchConfig config = keyed();
  const auto plan = plan_of("france_travail", config, {}, R"({"until":"2026-03-02T06:00:00Z","failed":[]})");
  const Played p = play(*plan, std::ref(ft));
  EXPECT_EQ(parameter(p.urls[1], "minCreationDate"), "2026-03-02T05%3A50%3A00Z") << "ten minutes are read twice";
}

TEST(FranceTravail, HalvesTheWindowBelowTheCeiling) {
  FakeFranceTravail ft;
  ft.ceiling = 300;
  for (int i = 0; i < 5'000; ++i) ft.offers.push_back(kNow - std::chrono::milliseconds(120'000 * i + 60'500));
  FetchConfig config = keyed();
  config.france_travail_ceiling = 300;
  const auto plan = plan_of("france_travail", config, {});
  const Played p = play(*plan, std::ref(ft));
  EXPECT_EQ(p.end.kind, Kind::kDone);
  EXPECT_FALSE(p.end.truncated);
  EXPECT_EQ(ft.met.size(), 5'000u);
  EXPECT_EQ(ft.too_deep, 0);
}

TEST(FranceTravail, ManyOffersOfOneMinuteAreCutByTrade) {
  FakeFranceTravail ft;
  ft.ceiling = 300;
  for (int i = 0; i < 450; ++i) ft.metiers.push_back("M" + std::to_string(1000 + i));
  for (int i = 0; i < 2'000; ++i) ft.offers.push_back(kNow - std::chrono::hours(30));
  FetchConfig config = keyed();
  config.france_travail_ceiling = 300;
  const auto plan = plan_of("france_travail", config, {});
  const Played p = play(*plan, std::ref(ft));
  EXPECT_EQ(p.end.kind, Kind::kDone);
  EXPECT_EQ(ft.met.size(), 2'000u);
  EXPECT_EQ(ft.too_deep, 0);
}

TEST(FranceTravail, RenewsTheTokenInTimeAndOnceOnA401) {
  FakeFranceTravail ft;
  for (int i = 0; i < 3'000; ++i) ft.offers.push_back(kNow - std::chrono::minutes(i + 1));
  const FetchConfig config = keyed();
  {
    const auto plan = plan_of("france_travail", config, {});
    const Played p = play(*plan, std::ref(ft), std::chrono::seconds(400));
    EXPECT_EQ(ft.met.size(), 3'000u);
    EXPECT_GE(ft.tokens, 5) << "one every 1439 s of the 8,400 s";
  }
  ft.met.clear();
  ft.tokens = 0;
  ft.token_uses = 7;
  {
    const auto plan = plan_of("france_travail", config, {});
    EXPECT_EQ(play(*plan, std::ref(ft)).end.kind, Kind::kDone);
    EXPECT_EQ(ft.met.size(), 3'000u);
    EXPECT_EQ(ft.tokens, 3);
  }
  ft.token_uses = 0;
  const auto plan = plan_of("france_travail", config, {});
  const Played p = play(*plan, std::ref(ft));
  EXPECT_EQ(p.end.problem, SourceProblem::kKeyRefused) << "a new token is refused as well";
  EXPECT_LT(p.urls.size(), 6u);
}

TEST(FranceTravail, AFailedSliceIsReadByTheNextRun) {
  FakeFranceTravail ft;
  ft.ceiling = 300;
  for (int i = 0; i < 1'000; ++i) ft.offers.push_back(kNow - std::chrono::minutes(10 * i + 1));
  FetchConfig config = keyed();
  config.france_travail_ceiling = 300;
  ft.bad_windows = {"2026-02-25T04%3A00%3A00Z"};
  std::string memory;
  {
    const auto plan = plan_of("france_travail", config, {});
    const Played p = play(*plan, std::ref(ft));
    ASSERT_EQ(p.end.kind, Kind::kDone);
    ASSERT_EQ(p.end.problem, SourceProblem::kParts) << testing::PrintToString(p.urls);
    EXPECT_LT(ft.met.size(), 1'000u);
    memory = plan->memory();
  }
  ft.bad_windows.clear();
  const auto plan = plan_of("france_travail", config, {}, memory);
  const Played p = play(*plan, std::ref(ft));
  EXPECT_EQ(p.end.problem, SourceProblem::kNone);
  EXPECT_EQ(ft.met.size(), 1'000u) << "nothing of the day is lost";
  EXPECT_THAT(plan->memory(), testing::HasSubstr("\"failed\":[]"));
}

TEST(FranceTravail, WhenTheQuietHoursBeginItStopsAndTheNextRunGoesOn) {
  FakeFranceTravail ft;
  ft.ceiling = 300;
  for (int i = 0; i < 1'000; ++i) ft.offers.push_back(kNow - std::chrono::minutes(10 * i + 1));
  FetchConfig config = keyed();
  config.france_travail_ceiling = 300;
  std::string memory;
  {
    const auto plan = plan_of("france_travail", config, {});
    int asked = 0;
    const Played p = play(*plan, [&](const Ask& ask) { return ++asked > 8 ? Reply{.status = 0, .problem = SourceProblem::kQuiet} : ft(ask); });
    EXPECT_EQ(asked, 9) << "no question after it was told";
    ASSERT_EQ(p.end.problem, SourceProblem::kParts);
    EXPECT_GT(ft.met.size(), 0u);
    EXPECT_LT(ft.met.size(), 1'000u);
    memory = plan->memory();
  }
  const auto plan = plan_of("france_travail", config, {}, memory);
  EXPECT_EQ(play(*plan, std::ref(ft)).end.problem, SourceProblem::kNone);
  EXPECT_EQ(ft.met.size(), 1'000u) << "nothing of the day is lost";
}

TEST(FranceTravail, WhenTheServiceIsDownItStopsAndForgetsNothing) {
  FakeFranceTravail ft;
  const FetchConfig config = keyed();
  const auto plan = plan_of("france_travail", config, {});
  const Played p = play(*plan, [&](const Ask& ask) { return ask.method == "POST" ? ft(ask) : Reply{.problem = SourceProblem::kHttpStatus}; });
  EXPECT_EQ(p.end.kind, Kind::kFailed) << "so that the memory of the run before stays";
  const auto no_token = plan_of("france_travail", config, {});
  EXPECT_EQ(play(*no_token, [](const Ask&) { return Reply{.status = 400}; }).end.problem, SourceProblem::kKeyRefused);
}

TEST(FranceTravail, AsksAfterOffersNotSeenForLong) {
  FakeFranceTravail ft;
  ft.gone_or_not = {{"188DXRS", 1}};
  const FetchConfig config = keyed();
  const auto plan = plan_of("france_travail", config, {}, "{}", {"188DXRS", "199GONE"});
  play(*plan, std::ref(ft));
  EXPECT_THAT(plan->gone(), testing::ElementsAre("199GONE"));
}

TEST(FranceTravail, SurvivesAnyMemory) {
  FakeFranceTravail ft;
  const FetchConfig config = keyed();
  for (const char* memory : {"", "null", "[]", "{\"until\":5}", "{\"until\":\"2099-01-01T00:00:00Z\"}", "{\"failed\":[{\"min\":\"x\"},5,{\"min\":\"2026-01-02T00:00:00Z\",\"max\":\"2026-01-01T00:00:00Z\"}]}"}) {
    const auto plan = plan_of("france_travail", config, {}, memory);
    EXPECT_EQ(play(*plan, std::ref(ft)).end.kind, Kind::kDone) << memory;
  }
}

// Which listings are needed --------------------------------------------------------------------------------------------

domain::SearchSpec search(std::vector<std::string> titles, std::vector<std::string> locations) {
  domain::SearchSpec s;
  s.id = new_id();
  s.job_titles = std::move(titles);
  s.locations = std::move(locations);
  return s;
}

TEST(WantedSources, FeedsCompaniesAndQueries) {
  FetchSettings settings;
  settings.companies = {{"greenhouse", "acme"}};
  const std::vector<Company> watched = {{"greenhouse", "acme"}, {"ashby", "globex"}, {"nonsense", "x"}};
  const std::vector<domain::SearchSpec> searches = {search({"C++ developer", "Développeur C++"}, {"Lyon", "remote"}), search({"c++ developer"}, {"Lyon"})};
  const auto names = [&] {
    std::vector<std::string> ids;
    for (const auto& s : wanted_sources(settings, searches, watched)) ids.push_back(s.missing.empty() ? s.id : s.id + " needs " + s.missing);
    return ids;
  };
  EXPECT_THAT(names(), testing::IsSupersetOf({"arbeitnow", "themuse", "greenhouse/acme", "ashby/globex",
                                              "france_travail needs FRANCE_TRAVAIL_CLIENT_ID, FRANCE_TRAVAIL_CLIENT_SECRET|https://francetravail.io",
                                              "adzuna needs ADZUNA_APP_ID, ADZUNA_APP_KEY|https://developer.adzuna.com"}));
  const auto count = [&](std::string_view board) { return std::ranges::count_if(names(), [&](const std::string& id) { return id.starts_with(board); }); };
  EXPECT_EQ(count("greenhouse"), 1) << "followed by the installation and by a user: read once";

  settings.plans = keyed();
  EXPECT_EQ(count("adzuna/"), 4) << "two titles, two places; the second search asks the same";
  EXPECT_EQ(count("france_travail/"), 4);
  const auto asked_for = [&](std::string_view board) {
    std::vector<std::size_t> n;
    for (const auto& s : wanted_sources(settings, searches, watched))
      if (s.id.starts_with(board)) n.push_back(s.searches.size());
    std::ranges::sort(n);
    return n;
  };
  EXPECT_EQ(asked_for("adzuna/"), (std::vector<std::size_t>{1, 1, 1, 2})) << "whose query it is; one is both searches'";
  EXPECT_EQ(asked_for("arbeitnow"), (std::vector<std::size_t>{0})) << "a feed serves all";
  settings.queries_max = 3;
  EXPECT_EQ(count("adzuna/"), 3);
  EXPECT_EQ(asked_for("adzuna/").size(), 3u);
  settings.boards_off = {"adzuna", "arbeitnow"};
  EXPECT_EQ(count("adzuna"), 0);
  EXPECT_EQ(count("arbeitnow"), 0);
}

TEST(WantedSources, AQueryIsWrittenAndReadBack) {
  for (const FetchQuery& q : {FetchQuery{}, FetchQuery{"c++ \"x\"", "Saint-Étienne", "42", "FR"}}) EXPECT_EQ(read_query(to_json(q)), q);
  EXPECT_EQ(read_query("nonsense"), FetchQuery{});
  EXPECT_EQ(listing_text("", {"c++", "Lyon", "69", "FR"}), "c++, Lyon");
  EXPECT_EQ(listing_text("acme", {}), "acme");
  EXPECT_EQ(listing_text("", {}), "");
}

}  // namespace
}  // namespace jm::discovery
