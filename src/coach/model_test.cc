// Language models behind analyses, against a real database and a scripted endpoint: one paid call for an approval, caps that calls at the
// same time cannot pass together, a re-post that costs nothing, and postings that give orders.
#include <boost/json.hpp>
#include <fstream>

#include "coach/analysis_prompt.h"
#include "coach/improve.h"
#include "coach/model_desk.h"
#include "coach/wording.h"
#include "discovery/fixture_for_tests.h"
#include "crypto/hash.h"
#include "http/testing.h"
#include "queue/worker.h"
#include "text/clean.h"

namespace jm::coach {
namespace {

std::atomic<int> g_questions = 0;
constexpr const char* kGood = R"({"pros":[{"text":"Your experience shows C++: Wrote the engine in C++","requirements":["R1"],"facts":["F1"]}],"cons":[]})";

Task<http::Response> answer(http::Request&) {
  ++g_questions;
  boost::json::object message{{"content", kGood}};
  boost::json::object body{{"choices", boost::json::array{boost::json::object{{"finish_reason", "stop"}, {"message", message}}}}, {"usage", boost::json::object{{"prompt_tokens", 400}, {"completion_tokens", 60}}}};
  co_return http::text_response(200, boost::json::serialize(body));
}
http::Router routes() {
  http::Router r;
  r.on(http::Method::kPost, "/v1/chat/completions", answer);
  return r;
}

class CoachModel : public discovery::DiscoveryFixture {
 protected:
  CoachModel() {
    g_questions = 0;
    server.exec("INSERT INTO profiles (id, user_id, full_name, status, skills_json, experience_json) VALUES (gen_random_uuid(), '" + alice.str() +
                "', 'Alice Martin', 'MID', '[\"Linux\"]', '[{\"title\": \"Developer\", \"company\": \"Orbis\", \"startDate\": \"2019-01\", \"bullets\": [\"Wrote the engine in C++\"]}]')");
    options.endpoint = model::Endpoint{.base_url = "http://127.0.0.1:" + std::to_string(endpoint.port) + "/v1", .key = {}, .model = "m"};
    options.price_in = 1'000'000;
    options.price_out = 2'000'000;
    options.sealer.emplace(Secret("a master secret of this installation"));
  }
  ~CoachModel() override {
    if (worker) run(worker->stop(Deadline::in(std::chrono::seconds(5))));
    worker.reset();
    desk.reset();
    client.reset();
    http.reset();
  }
  void start() {
    http.emplace(io, http::ClientOptions{});
    client.emplace(*http, *http, model::ClientOptions{.retry_first = std::chrono::milliseconds(1)}, clock);
    desk = make_model_desk({.db = *db, .client = *client, .options = options, .clock = clock});
    worker = std::make_unique<queue::Worker>(io, *db, queue::WorkerOptions{.lease = std::chrono::milliseconds(2000), .retry_first = std::chrono::milliseconds(20), .poll = std::chrono::milliseconds(20)});
    handle_analyses(*worker, {.db = *db, .bus = bus, .cpu = cpu, .desk = desk, .clock = clock});
    worker->start();
  }
  void drain() {
    for (int i = 0; i < 1000; ++i) {
      run(pause());
      if (count("commands WHERE state IN ('QUEUED', 'RUNNING')") == "0") return;
    }
    FAIL() << server.scalar("SELECT string_agg(kind || ' ' || state || ' ' || coalesce(last_error, ''), '; ') FROM commands");
  }
  static Task<void> pause() { co_await sleep_for(std::chrono::milliseconds(20)); }
  Choice choice() {
    auto c = run(desk->choice_of(alice, Deadline::in(std::chrono::seconds(5))));
    EXPECT_TRUE(c);
    return *c;
  }
  std::string state(const std::string& application) { return server.scalar("SELECT ai_analysis->'model'->>'state' FROM applications WHERE id = '" + application + "'"); }
  std::string open(const Choice& c, const std::string& approval, std::int64_t amount, Uuid id = new_id()) {
    auto verdict = run(desk->open(c, {id, alice, "ANALYSIS", approval, "v", std::nullopt, 100, amount}, Deadline::in(std::chrono::seconds(5))));
    return verdict ? *verdict : verdict.error().message;
  }

  http::testing::TestServer endpoint{routes()};
  ModelOptions options;
  CpuPool cpu{io, 1, 100};
  std::optional<http::Client> http;
  std::optional<model::Client> client;
  std::shared_ptr<ModelDesk> desk;
  std::unique_ptr<queue::Worker> worker;
};

TEST_F(CoachModel, AnApprovalIsWordedOnceAndSettledWithItsEffect) {
  const auto a = approve(alice, add_item(alice));
  ASSERT_TRUE(a);
  start();
  drain();
  EXPECT_EQ(state(a->application().id()), "USED");
  EXPECT_EQ(server.scalar("SELECT state || ' ' || cost || ' ' || tokens_in || ' ' || tries FROM model_calls"), "SETTLED 520 400 1");
  EXPECT_EQ(server.scalar("SELECT reserved || ' ' || spent FROM model_spending"), "0 520");
  EXPECT_EQ(server.scalar("SELECT reserved || ' ' || spent FROM model_operator_spending"), "0 520");
  server.exec("UPDATE commands SET state = 'QUEUED', run_at = now(), finished_at = NULL");
  drain();
  EXPECT_EQ(g_questions, 1);
  EXPECT_EQ(count("application_events WHERE kind = 'ANALYSIS_IMPROVED'"), "1");
  EXPECT_EQ(count("events WHERE type = 'ANALYSIS_IMPROVED'"), "1");
}

TEST_F(CoachModel, ARepostedJobCostsNothing) {
  const std::string first = add_item(alice), second = add_item(alice);
  server.exec("UPDATE offers SET repost_root = (SELECT offer_id FROM job_feed WHERE id = '" + first + "'), repost_number = 2 WHERE id = (SELECT offer_id FROM job_feed WHERE id = '" + second + "')");
  start();
  const auto a = approve(alice, first);
  drain();
  const auto b = approve(alice, second);
  drain();
  EXPECT_EQ(state(a->application().id()), "USED");
  EXPECT_EQ(state(b->application().id()), "CACHED");
  EXPECT_EQ(g_questions, 1);
  EXPECT_EQ(count("model_calls"), "1");
  // Another job, and the same job after the profile has changed, are asked about.
  const auto c = approve(alice, add_item(alice));
  drain();
  EXPECT_EQ(g_questions, 2);
  server.exec("UPDATE profiles SET version = version + 1");
  server.exec("INSERT INTO commands (id, kind, key, user_id, payload, run_at, created_at) VALUES (gen_random_uuid(), 'CMD_IMPROVE_ANALYSIS', '" + b->application().id() + "/2', '" + alice.str() +
              "', '{\"applicationId\":\"" + b->application().id() + "\",\"userId\":\"" + alice.str() + "\"}', now(), now())");
  drain();
  EXPECT_EQ(g_questions, 3);
}

// A process set the money aside, perhaps asked, and died.
TEST_F(CoachModel, AReservationThatWasLeftBehindIsNotPaidTwice) {
  const auto a = approve(alice, add_item(alice));
  const std::string id = a->application().id();
  http.emplace(io, http::ClientOptions{});
  client.emplace(*http, *http, model::ClientOptions{}, clock);
  desk = make_model_desk({.db = *db, .client = *client, .options = options, .clock = clock});
  ASSERT_EQ(open(choice(), id, 5000), "OK");
  start();
  drain();
  EXPECT_EQ(g_questions, 0);
  EXPECT_EQ(state(id), "UNKNOWN");
  EXPECT_EQ(server.scalar("SELECT state || ' ' || cost FROM model_calls"), "UNKNOWN 5000");
  EXPECT_EQ(server.scalar("SELECT reserved || ' ' || spent FROM model_spending"), "0 5000");
}

TEST_F(CoachModel, UnlessTheEndpointBillsAKeyOnce) {
  options.endpoint->idempotent = true;
  const auto a = approve(alice, add_item(alice));
  const std::string id = a->application().id();
  http.emplace(io, http::ClientOptions{});
  client.emplace(*http, *http, model::ClientOptions{}, clock);
  desk = make_model_desk({.db = *db, .client = *client, .options = options, .clock = clock});
  ASSERT_EQ(open(choice(), id, 5000), "OK");
  start();
  drain();
  EXPECT_EQ(g_questions, 1);
  EXPECT_EQ(state(id), "USED");
  EXPECT_EQ(server.scalar("SELECT string_agg(state || ' ' || cost, ',') FROM model_calls"), "SETTLED 520");
}

Task<void> open_one(ModelDesk& desk, Choice c, Uuid user, int n, int& ok, int& capped) {
  auto verdict = co_await desk.open(std::move(c), {new_id(), user, "ANALYSIS", "approval " + std::to_string(n), "v", std::nullopt, 100, 1000}, Deadline::in(std::chrono::seconds(20)));
  if (verdict && *verdict == "OK") ++ok;
  else if (verdict) ++capped;
}

TEST_F(CoachModel, CallsAtTheSameTimeCannotPassACapTogether) {
  start();
  Choice c = choice();
  c.cap = 5'500;
  int ok = 0, capped = 0;
  for (int i = 0; i < 40; ++i) spawn(io, open_one(*desk, c, alice, i, ok, capped), "open");
  for (int i = 0; i < 500 && ok + capped < 40; ++i) run(pause());
  EXPECT_EQ(ok, 5);
  EXPECT_EQ(capped, 35);
  EXPECT_EQ(server.scalar("SELECT reserved FROM model_spending"), "5000");
  // One that was not paid for gives its share back, once.
  const Uuid free = *Uuid::parse(server.scalar("SELECT id FROM model_calls LIMIT 1"));
  Asked failed;
  for (int i = 0; i < 2; ++i) {
    std::vector<pg::Call> calls{desk->settle_call(free, failed)};
    ASSERT_TRUE(run(db->batch(pg::Scope::worker(), std::move(calls), Deadline::in(std::chrono::seconds(5)))));
  }
  EXPECT_EQ(server.scalar("SELECT reserved || ' ' || spent FROM model_spending"), "4000 0");
  EXPECT_EQ(open(c, "one more", 1000), "OK");
  EXPECT_EQ(open(c, "too much", 1000), "CAP_USER");
  EXPECT_EQ(open(c, "one more", 0), "TAKEN");
  options.cap_operator = 100;
  desk = make_model_desk({.db = *db, .client = *client, .options = options, .clock = clock});
  EXPECT_EQ(open(choice(), "operator", 1000), "CAP_OPERATOR");
  Choice own = choice();
  own.payer = "USER";
  EXPECT_EQ(open(own, "own key", 10), "OK") << "the operator's cap is not for users' own accounts";
}

TEST_F(CoachModel, AQuotePromisesNothingThatACapWillRefuse) {
  const std::string item = add_item(alice);
  const auto problem = [&] {
    desk = make_model_desk({.db = *db, .client = *client, .options = options, .clock = clock});
    const auto coach = make_coach({.db = *db, .bus = bus, .cpu = cpu, .desk = desk, .clock = clock});
    Caller caller;
    caller.user_id = alice;
    caller.deadline = Deadline::in(std::chrono::seconds(5));
    pb::QuoteAnalysisRequest request;
    request.set_job_feed_id(item);
    const auto quote = run(coach->QuoteAnalysis(caller, std::move(request)));
    EXPECT_TRUE(quote) << quote.error().message;
    return quote ? quote->quote().problem() + (quote->quote().uses_model() ? "asked" : "") : std::string();
  };
  http.emplace(io, http::ClientOptions{});
  client.emplace(*http, *http, model::ClientOptions{}, clock);
  EXPECT_EQ(problem(), "asked");
  options.cap_operator = 100'000;
  EXPECT_EQ(problem(), "asked");
  server.exec("INSERT INTO model_operator_spending (month, spent) VALUES ('2026-03-01', 99999)");
  EXPECT_EQ(problem(), "CAP_OPERATOR");
  options.cap_operator = 1'000'000'000;
  options.cap_user = 10;
  EXPECT_EQ(problem(), "CAP_USER");
}

TEST_F(CoachModel, AForgottenReservationIsSettledWithTheNext) {
  start();
  const Choice c = choice();
  EXPECT_EQ(open(c, "left behind", 1000), "OK");
  clock.advance(std::chrono::minutes(59));
  EXPECT_EQ(open(c, "soon after", 10), "OK");
  EXPECT_EQ(server.scalar("SELECT state FROM model_calls WHERE approval = 'left behind'"), "RESERVED");
  clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(open(c, "later", 10), "OK");
  EXPECT_EQ(server.scalar("SELECT state || ' ' || cost FROM model_calls WHERE approval = 'left behind'"), "UNKNOWN 1000");
  EXPECT_EQ(server.scalar("SELECT reserved || ' ' || spent FROM model_spending"), "20 1000");
}

TEST_F(CoachModel, AUsersKeyIsOfThatUserAlone) {
  start();
  const auto sealed = crypto::to_hex(options.sealer->seal("sk-alice", key_context(alice)));
  for (const Uuid& user : {alice, bob})
    server.exec("INSERT INTO model_settings (user_id, base_url, model, key_sealed, key_hint, updated_at) VALUES ('" + user.str() + "', 'https://models.example.org/v1', 'm', decode('" + sealed + "', 'hex'), '', now())");
  EXPECT_EQ(choice().endpoint.key.reveal(), "sk-alice");
  const auto copied = run(desk->choice_of(bob, Deadline::in(std::chrono::seconds(5))));
  EXPECT_TRUE(copied->endpoint.key.empty());
  EXPECT_EQ(copied->problem, "KEY_UNREADABLE");
}

// A model that says what the posting wants said: alone, behind a right sentence, about every requirement.
TEST(Injections, NothingOfThemPasses) {
  std::ifstream file(JM_SOURCE_DIR "/tests/injections/attempts.jsonl");
  const Time now{1'772'445'600'000'000};
  const domain::ProfileFacts profile = domain::read_profile({"Mira Test", "MID", R"(["Python","Docker"])",
      R"([{"title":"Python developer","company":"Orbis Rail","startDate":"2018-01","endDate":"2025-06","bullets":["Wrote the Python services of the timetable","Kept the PostgreSQL databases fast"]}])", "", "", ""}, now);
  int n = 0, sentences = 0;
  for (std::string line; std::getline(file, line); ++n) {
    const auto a = boost::json::parse(line).as_object();
    domain::Offer offer;
    offer.title = std::string(a.at("wants").as_array().at(0).as_string()).substr(0, 100);
    offer.company = "Acme";
    offer.description = "Python is required. PostgreSQL is required. Kubernetes is required.\n" + std::string(a.at("text").as_string());
    offer.requirements.push_back({"skill", std::string(a.at("text").as_string()).substr(0, 200), {}, true});
    const domain::Analysis analysis = domain::analyse({offer, profile, nullptr, "", "", "", ""}, now);
    const domain::Ground ground = domain::ground_of(analysis, profile);
    std::vector<std::string> every, facts;
    for (std::size_t i = 0; i < ground.needs.size(); ++i) every.push_back("R" + std::to_string(i + 1));
    for (std::size_t i = 0; i < ground.facts.size(); ++i) facts.push_back("F" + std::to_string(i + 1));
    domain::Advice advice;
    for (const auto& w : a.at("wants").as_array()) {
      const std::string want(w.as_string());
      for (const std::string& text : {want, "Your experience shows Python. " + want, want + " is not shown", "Python: " + want}) {
        advice.pros.push_back({text, every, facts});
        advice.cons.push_back({text, every, {}});
        for (std::size_t i = 0; i < every.size(); ++i) {
          std::vector<std::string> its;
          for (const auto& e : analysis.links[ground.needs[i]].evidence)
            for (std::size_t f = 0; f < ground.facts.size(); ++f)
              if (ground.facts[f].path == e.path) its.push_back(facts[f]);
          advice.pros.push_back({text, {every[i]}, its});
          advice.cons.push_back({text, {every[i]}, {}});
        }
      }
    }
    sentences += static_cast<int>(advice.pros.size() + advice.cons.size());
    const domain::Vetted v = domain::vet(analysis, ground, advice);
    for (const auto* list : {&v.pros, &v.cons})
      for (const auto& s : *list) ADD_FAILURE() << a.at("id") << ": " << s.text;
    // The markers cannot be guessed, and the posting cannot close them.
    const AnalysisQuestion q = analysis_question(analysis, ground, offer, "seed " + std::to_string(n)), again = analysis_question(analysis, ground, offer, "seed " + std::to_string(n));
    EXPECT_EQ(q.prompt.messages[1].text, again.prompt.messages[1].text);
    const std::string& text = q.prompt.messages[1].text;
    const std::string fence = text.substr(text.find("\nposting-") + 1, 32);
    EXPECT_EQ(text.find("/" + fence), text.size() - fence.size() - 1) << a.at("id");
  }
  EXPECT_GE(n, 100);
  EXPECT_GT(sentences, 2000);
}

// The same attempts around a letter: as the offer's title, employer and place, and in its text. The model is shown none of it; and one that says what
// was wanted all the same, alone or around a right sentence, says it in vain.
TEST(Injections, NothingOfThemGetsIntoALetter) {
  std::ifstream file(JM_SOURCE_DIR "/tests/injections/attempts.jsonl");
  const Time now{1'772'445'600'000'000};
  const domain::ProfileFacts profile = domain::read_profile({"Mira Test", "MID", R"(["Python","Docker"])",
      R"([{"title":"Python developer","company":"Orbis Rail","startDate":"2018-01","endDate":"2025-06","bullets":["Wrote the Python services of the timetable","Kept the PostgreSQL databases fast"]}])", "", "", ""}, now);
  const domain::Contact contact{.email = "mira@example.org"};
  int n = 0, sentences = 0;
  for (std::string line; std::getline(file, line); ++n) {
    const auto a = boost::json::parse(line).as_object();
    const std::string attempt(a.at("text").as_string()), want(a.at("wants").as_array().at(0).as_string());
    domain::Offer offer;
    offer.title = want.substr(0, 100);
    offer.company = attempt.substr(0, 90);
    offer.places.emplace_back().raw = attempt.substr(0, 80);
    offer.language = a.at("lang").as_string() == "fr" ? "fr" : "en";
    offer.description = "Python, PostgreSQL, Docker.\n" + attempt;
    const domain::AnalysisInput basis{offer, profile, nullptr, "", "", "", ""};
    const domain::FactBook book(domain::known_facts(profile, contact, offer, ""), profile.experience_months);
    const domain::Draft letter = domain::compose_letter({basis, contact}, book);
    const auto quoted = domain::quotations(basis, contact);
    for (const domain::DraftParagraph& p : letter.paragraphs) {
      const domain::WordingGround ground = domain::wording_ground(letter, p.id, book, quoted);
      if (ground.empty()) continue;
      const std::string asked = wording_question(ground, "seed " + std::to_string(n)).prompt.messages[1].text;
      for (const std::string& secret : {offer.title, offer.company})
        if (text::clean_line(secret).size() > 8) EXPECT_EQ(asked.find(text::clean_line(secret).substr(0, 24)), std::string::npos) << a.at("id") << " " << p.id << ": " << asked;
      std::vector<std::string> every;
      for (std::size_t i = 0; i < ground.facts.size(); ++i) every.push_back("F" + std::to_string(i + 1));
      for (std::size_t i = 0; i < ground.sentences.size(); ++i) {
        const auto& old = ground.sentences[i];
        std::vector<std::string> own;
        for (const std::size_t f : old.facts) own.push_back("F" + std::to_string(f + 1));
        for (const auto& w : a.at("wants").as_array()) {
          const std::string say(w.as_string());
          for (const std::string& text : {say, old.text + " " + say, say + " " + old.text, old.text.substr(0, old.text.size() - 1) + ", " + say, attempt})
            for (const auto& facts : {own, every}) {
              ++sentences;
              const domain::WordedParagraph v = domain::vet(ground, {{"S" + std::to_string(i + 1), text, facts}}, letter, book);
              for (const auto& s : v.accepted) ADD_FAILURE() << a.at("id") << ": " << s.text;
            }
        }
      }
    }
  }
  EXPECT_GE(n, 100);
  EXPECT_GT(sentences, 5000);
}

}  // namespace
}  // namespace jm::coach
