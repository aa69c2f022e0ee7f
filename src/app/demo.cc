#include "app/demo.h"

#include <boost/json.hpp>
#include <cstdarg>
#include <cstdio>
#include <map>

#include "app/event_reader.h"
#include "app/ingest_files.h"
#include "http/client.h"

namespace jm::app {
namespace {

namespace json = boost::json;
using std::chrono::steady_clock;

// The candidate of the demo: nobody.
constexpr const char* kProfile = R"({
  "fullName": "Camille Exemple", "status": "SENIOR",
  "skills": [{"name": "C++", "level": "expert", "years": 9}, {"name": "Python", "years": 6}, "PostgreSQL", "Linux", "CMake", "gRPC", "Docker", "Kubernetes", "Git", "CI/CD", "Redis"],
  "experience": [
    {"title": "Senior C++ developer", "company": "Exemple Robotique", "place": "Lyon", "from": "2019-04", "to": null,
     "bullets": ["Designed a C++20 trajectory service on Linux, 12,000 requests per second", "Moved the storage to PostgreSQL and cut the nightly batch from 5 hours to 20 minutes", "Introduced gRPC between five services"]},
    {"title": "Software engineer", "company": "Exemple Logiciels", "place": "Grenoble", "from": "2015-09", "to": "2019-03",
     "bullets": ["Python tooling for 40 developers", "Continuous integration with Docker"]}],
  "education": [{"degree": "Master in computer science", "school": "Université Exemple", "year": 2015}],
  "projects": [{"name": "A small SQL engine", "skills": ["C++", "CMake"]}],
  "certifications": []})";

constexpr const char* kSearch = R"({
  "jobTitles": ["C++ developer", "développeur C++", "software engineer", "backend engineer", "backend developer", "développeur backend", "ingénieur logiciel", "data engineer"],
  "locations": ["Lyon", "Paris", "Grenoble", "remote"],
  "keywords": ["C++", "PostgreSQL", "Linux", "gRPC", "Kubernetes"],
  "redFlags": ["astreinte", "on-call", "ESN", "déplacements fréquents", "unpaid", "security clearance"],
  "remotePolicy": "ON_SITE", "salaryMin": 45000,
  "coverLetterTemplate": null})";

class Demo {
 public:
  Demo(App& app, DemoOptions options) : app_(app), options_(std::move(options)), client_(app.io(), {}) {}

  Task<int> run() {
    started_ = steady_clock::now();
    const bool ok = co_await steps();
    if (events_) events_->close();
    std::printf("\n%s in %.1f s.\n", ok ? "Done" : "FAILED", seconds(started_));
    co_return ok ? 0 : 1;
  }

 private:
  Task<bool> steps() {
    for (auto step : {&Demo::account, &Demo::search, &Demo::listen, &Demo::ingest, &Demo::quarantine, &Demo::inbox, &Demo::approve, &Demo::board, &Demo::stream}) {
      step_started_ = steady_clock::now();
      const bool ok = co_await (this->*step)();
      if (!ok) co_return false;
    }
    co_return true;
  }

  // ---- the steps ----

  Task<bool> account() {
    const std::string email = "camille." + new_id().str().substr(24) + "@example.org";
    const auto session = co_await ask("mutation($e: String!, $p: String!) { register(email: $e, password: $p) { token user { id } } }",
                                      {{"e", email}, {"p", "a long demo password"}});
    if (!session) co_return false;
    token_ = text(*session, "/register/token");
    const auto profile = co_await ask("mutation($i: UpdateProfileInput!) { updateProfile(input: $i) { fullName status skills } }", {{"i", json::parse(kProfile)}});
    if (!profile) co_return false;
    say("Account and profile: %s, %s, %zu skills", text(*profile, "/updateProfile/fullName").c_str(), text(*profile, "/updateProfile/status").c_str(),
        profile->at_pointer("/updateProfile/skills").as_array().size());
    co_return true;
  }

  Task<bool> search() {
    const auto made = co_await ask("mutation($i: CreateSearchConfigInput!) { createSearchConfig(input: $i) { id jobTitles locations keywords redFlags salaryMin } }", {{"i", json::parse(kSearch)}});
    if (!made) co_return false;
    const auto& s = made->at("createSearchConfig").as_object();
    say("Saved search: %s", joined(s.at("jobTitles")).c_str());
    line("places %s; keywords %s; at least %lld a year", joined(s.at("locations")).c_str(), joined(s.at("keywords")).c_str(), static_cast<long long>(s.at("salaryMin").as_int64()));
    line("red flags %s", joined(s.at("redFlags")).c_str());
    co_return true;
  }

  Task<bool> listen() {
    events_ = std::make_unique<EventReader>(app_.io(), app_.http_port(), token_);
    spawn(app_.io(), events_->follow(), "demo event stream");
    const auto* hello = co_await events_->until("connected", "", "", Deadline::in(std::chrono::seconds(5)));
    if (hello == nullptr) co_return failed("the event stream did not greet us");
    say("Listening on /events");
    co_return true;
  }

  Task<bool> ingest() {
    auto plan = discovery::plan_ingest(options_.corpus, "");
    if (!plan) co_return failed(plan.error().message);
    say("Ingesting %zu files from %s", plan->files.size(), options_.corpus.c_str());
    const auto begun = steady_clock::now();
    discovery::IngestCounts total;
    IngestFiles files(app_, std::move(*plan));
    for (const std::string& board : files.boards()) {
      const auto at = steady_clock::now();
      Result<discovery::IngestReport> report = co_await files.run(board, {});
      if (!report) co_return failed(report.error().message);
      const auto& c = report->counts;
      line("%-15s %6llu read: %6llu new, %4llu updated, %5llu duplicates, %3llu rejected   %6.2f s", board.c_str(), ull(c.fetched), ull(c.created), ull(c.updated), ull(c.duplicates), ull(c.rejected), seconds(at));
      for (std::size_t i = 0; i < report->rejects.size() && i < 3; ++i) {
        const auto& r = report->rejects[i];
        line("                rejected %llu: %s (%s)", ull(r.count), std::string(discovery::name(r.code)).c_str(), r.example.c_str());
      }
      total.fetched += c.fetched, total.created += c.created, total.updated += c.updated, total.duplicates += c.duplicates, total.rejected += c.rejected;
      total.discovered += c.discovered, total.quarantined += c.quarantined;
    }
    for (const auto& s : files.skipped()) line("%-15s %s", s.board.c_str(), s.why.c_str());
    line("%-15s %6llu read: %6llu new, %4llu updated, %5llu duplicates, %3llu rejected   %6.2f s  (%.0f offers/s)", "together", ull(total.fetched), ull(total.created), ull(total.updated), ull(total.duplicates),
         ull(total.rejected), seconds(begun), static_cast<double>(total.fetched) / seconds(begun));
    line("in the inbox %llu, in quarantine %llu", ull(total.discovered), ull(total.quarantined));
    if (total.created == 0) co_return failed("no offer came in");
    co_return true;
  }

  Task<bool> quarantine() {
    const auto q = co_await ask("{ quarantine(first: 3) { totalCount nodes { title company rule matches { field offset text } } } }", {});
    if (!q) co_return false;
    say("Quarantine: %lld offers kept out by a red flag; three of them", static_cast<long long>(q->at_pointer("/quarantine/totalCount").as_int64()));
    for (const auto& n : q->at_pointer("/quarantine/nodes").as_array()) {
      const auto& o = n.as_object();
      const auto& match = o.at("matches").at(0).as_object();
      line("\"%s\" at %s: rule \"%s\" matched \"%s\" in its %s", shown(o.at("title")).c_str(), shown(o.at("company")).c_str(), shown(o.at("rule")).c_str(), shown(match.at("text")).c_str(), shown(match.at("field")).c_str());
    }
    co_return true;
  }

  Task<bool> inbox() {
    const auto feed = co_await ask("{ jobFeedConnection(first: 5) { totalCount nodes { id title company location rank source rankReasons { points text } } } }", {});
    if (!feed) co_return false;
    const auto& nodes = feed->at_pointer("/jobFeedConnection/nodes").as_array();
    say("Inbox: %lld offers, best first", static_cast<long long>(feed->at_pointer("/jobFeedConnection/totalCount").as_int64()));
    if (nodes.empty()) co_return failed("the inbox is empty");
    for (const auto& n : nodes) {
      const auto& o = n.as_object();
      line("%3lld  %s, %s, %s (%s)", static_cast<long long>(o.at("rank").as_int64()), shown(o.at("title")).c_str(), shown(o.at("company")).c_str(), shown(o.at("location")).c_str(), shown(o.at("source")).c_str());
      std::string why;
      for (const auto& r : o.at("rankReasons").as_array()) {
        const auto points = r.at("points").as_int64();
        why += (why.empty() ? "" : "; ") + shown(r.at("text")) + (points >= 0 ? " +" : " ") + std::to_string(points);
      }
      line("     %s", why.c_str());
    }
    best_ = shown(nodes[0].at("id"));
    best_title_ = shown(nodes[0].at("title")) + ", " + shown(nodes[0].at("company"));
    co_return true;
  }

  Task<bool> approve() {
    const auto approved = co_await ask("mutation($j: ID!) { approveJob(jobFeedId: $j, mutationId: \"demo-approve\") { id currentStatus } }", {{"j", best_}});
    if (!approved) co_return false;
    application_ = text(*approved, "/approveJob/id");
    say("Approved: %s", best_title_.c_str());
    step_started_ = steady_clock::now();
    const auto* done = co_await events_->until("ANALYSIS_DONE", "applicationId", application_, Deadline::in(std::chrono::seconds(30)));
    if (done == nullptr) co_return failed("no ANALYSIS_DONE within 30 s");
    const auto application = co_await ask("query($a: ID!) { application(id: $a) { aiAnalysis generatedCoverLetter } }", {{"a", application_}});
    if (!application) co_return false;
    const auto& analysis = application->at_pointer("/application/aiAnalysis").as_object();
    say("Analysis: score %s of 100, confidence %.0f %%", json::serialize(analysis.at("score")).c_str(), 100 * analysis.at("confidence").to_number<double>());
    for (const char* list : {"pros", "cons"})
      for (const auto& s : analysis.at(list).as_array()) line("%s %s", list[0] == 'p' ? "+" : "-", sentence(s).c_str());
    if (const auto* evidence = analysis.if_contains("evidence"); evidence != nullptr && evidence->is_array()) {
      std::size_t shown_links = 0;
      for (const auto& e : evidence->as_array()) {
        if (shown_links++ == 6) break;
        line("evidence: %s", json::serialize(e).c_str());
      }
    }
    const std::string letter = text(*application, "/application/generatedCoverLetter");
    line("letter:");
    for (std::size_t at = 0; at < letter.size();) {
      const auto end = std::min(letter.find('\n', at), letter.size());
      line("  | %s", letter.substr(at, end - at).c_str());
      at = end + 1;
    }
    co_return !letter.empty() || failed("there is no letter");
  }

  Task<bool> board() {
    const auto moved = co_await ask("mutation($a: ID!) { moveCard(applicationId: $a, newStatus: APPLIED, mutationId: \"demo-move\") { currentStatus historyLog } }", {{"a", application_}});
    if (!moved) co_return false;
    const auto* event = co_await events_->until("CARD_MOVED", "applicationId", application_, Deadline::in(std::chrono::seconds(10)));
    if (event == nullptr) co_return failed("no CARD_MOVED within 10 s");
    say("Board: the card is in %s; history %s", text(*moved, "/moveCard/currentStatus").c_str(), json::serialize(moved->at_pointer("/moveCard/historyLog")).c_str());
    co_return text(*moved, "/moveCard/currentStatus") == "APPLIED" || failed("the card did not move");
  }

  Task<bool> stream() {
    std::map<std::string, int> types;
    for (const auto& e : events_->all()) ++types[std::string(e.data.at("type").as_string())];
    std::string counts;
    for (const auto& [type, n] : types) counts += (counts.empty() ? "" : ", ") + std::to_string(n) + " " + type;
    say("Event stream: %s; the first and the last ones as received", counts.c_str());
    const auto& all = events_->all();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 3 && all.size() > 8) line("…"), i = all.size() - 5;
      line("id %-4s %s", all[i].id.empty() ? "-" : all[i].id.c_str(), json::serialize(all[i].data).c_str());
    }
    co_return true;
  }

  // ---- GraphQL over HTTP, and printing ----

  Task<std::optional<json::value>> ask(std::string query, json::object variables) {
    http::ClientRequest request;
    request.method = http::Method::kPost;
    request.url = app_.http_url() + "/graphql";
    request.headers = {{"content-type", "application/json"}, {"accept", "application/json"}};
    if (!token_.empty()) request.headers.emplace_back("authorization", "Bearer " + token_);
    request.body = json::serialize(json::object{{"query", query}, {"variables", std::move(variables)}});
    request.response_bytes_max = 64 << 20;
    request.deadline = Deadline::in(std::chrono::seconds(30));
    Result<http::ClientResponse> response = co_await client_.send(std::move(request));
    if (!response) {
      failed(response.error().message);
      co_return std::nullopt;
    }
    boost::system::error_code ec;
    json::value body = json::parse(response->body, ec);
    if (ec || !body.is_object() || body.as_object().contains("errors") || !body.as_object().contains("data")) {
      failed("the answer to \"" + query.substr(0, 60) + "…\" was HTTP " + std::to_string(response->status) + ": " + response->body.substr(0, 500));
      co_return std::nullopt;
    }
    co_return std::move(body.as_object().at("data"));
  }

  static std::string text(const json::value& v, const char* pointer) {
    boost::system::error_code ec;
    const json::value* p = v.find_pointer(pointer, ec);
    return p != nullptr && p->is_string() ? std::string(p->as_string()) : "";
  }
  static std::string shown(const json::value& v) { return v.is_string() ? std::string(v.as_string()) : v.is_null() ? "?" : json::serialize(v); }
  static std::string sentence(const json::value& v) { return v.is_object() && v.as_object().contains("text") ? shown(v.as_object().at("text")) : shown(v); }
  static std::string joined(const json::value& list) {
    std::string s;
    for (const auto& v : list.as_array()) s += (s.empty() ? "" : ", ") + shown(v);
    return s;
  }
  static unsigned long long ull(std::uint64_t n) { return n; }
  static double seconds(steady_clock::time_point since) { return std::chrono::duration<double>(steady_clock::now() - since).count(); }

  [[gnu::format(printf, 2, 3)]] void say(const char* format, ...) {
    std::printf("\n%d. [%7.1f ms] ", ++step_, seconds(step_started_) * 1e3);
    va_list args;
    va_start(args, format);
    std::vprintf(format, args);
    va_end(args);
    std::printf("\n");
    std::fflush(stdout);
  }
  [[gnu::format(printf, 2, 3)]] void line(const char* format, ...) {
    std::printf("     ");
    va_list args;
    va_start(args, format);
    std::vprintf(format, args);
    va_end(args);
    std::printf("\n");
  }
  bool failed(const std::string& why) {
    std::printf("\nFAILED: %s\n", why.c_str());
    return false;
  }

  App& app_;
  const DemoOptions options_;
  http::Client client_;
  std::unique_ptr<EventReader> events_;
  std::string token_, best_, best_title_, application_;
  steady_clock::time_point started_, step_started_;
  int step_ = 0;
};

}  // namespace

Task<int> run_demo(App& app, DemoOptions options) {
  auto demo = std::make_shared<Demo>(app, std::move(options));
  const int code = co_await demo->run();
  // The event reader ends on the next turn of the loop.
  co_await sleep_for(std::chrono::milliseconds(10));
  co_return code;
}

}  // namespace jm::app
