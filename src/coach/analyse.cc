// CMD_ANALYZE_JOB {applicationId, userId}: one analysis per approval.
//
//   load (one statement) -> analyse (pure, CPU pool) -> one transaction: analysis, letter, audit event, client event, command done
//
// A worker that dies before the commit leaves nothing behind and another one starts over; one that dies after it is not asked
// again. An application that has its analysis, or is gone, completes its command without a second one.
#include <memory>

#include "coach/module.h"
#include "coach/sql.h"
#include "domain/analysis.h"
#include "domain/offer_json.h"
#include "queue/worker.h"
#include "text/json_read.h"

namespace jm::coach {
namespace {

struct Order {
  Uuid application_id, user_id;
};

Result<Order> read_order(const queue::Command& command) {
  text::JsonReader json(std::size_t{64} << 10);
  const auto payload = json.parse(command.payload);
  const auto id = [&](std::string_view key) -> std::optional<Uuid> {
    if (!payload) return {};
    const auto member = (*payload)[key];
    return member && member->string() ? Uuid::parse(*member->string()) : std::nullopt;
  };
  const auto application = id("applicationId"), user = id("userId");
  if (!application || !user || *user != command.user_id) return fail(Code::kInvalidArgument, "The command does not name an application of its user.");
  return Order{*application, *user};
}

// What an analysis looks at, owned, so that it can go to the CPU pool.
struct Case {
  bool analysed = false;
  domain::Offer offer;
  domain::ProfileJson profile;
  std::optional<domain::SearchSpec> search;
  std::string start_date, duration, letter_template, motivation;
};

void append_part(std::string& text, std::string_view part) {
  if (part.empty()) return;
  if (!text.empty()) text += "\n\n";
  text += part;
}

Case read_case(const pg::Row& row, const Uuid& user_id) {
  Case c;
  c.analysed = row.boolean(0);
  c.offer.title = row.str(2);
  c.offer.company = row.str(3);
  c.offer.description = row.str(5);
  if (!row.is_null(6)) (void)domain::read_details(row.text(6), c.offer);      // unreadable details: the columns still make an offer
  if (c.offer.places.empty() && !row.is_null(4)) c.offer.places.push_back({.raw = row.str(4)});
  c.offer.posted_at = row.opt_time(7);
  c.offer.expires_at = row.opt_time(8);
  if (row.opt_boolean(1).value_or(false)) append_part(c.offer.description, row.text(9));
  c.motivation = row.str(12);
  c.profile = {row.str(13), row.str(14), row.str(15), row.str(16), row.str(17), row.str(18), row.str(19)};
  if (!row.is_null(20)) {
    domain::SearchSpec s;
    s.id = row.uuid(20);
    s.user_id = user_id;
    s.job_titles = row.text_array(21);
    s.locations = row.text_array(22);
    s.keywords = row.text_array(23);
    s.red_flags = row.text_array(24);
    s.remote_policy = domain::remote_policy_from(row.text(25)).value_or(domain::RemotePolicy::kOnSite);
    s.salary_min = row.opt_i32(26);
    s.salary_max = row.opt_i32(27);
    c.search = std::move(s);
  }
  c.start_date = row.is_null(10) ? row.str(28) : row.str(10);
  c.duration = row.is_null(11) ? row.str(29) : row.str(11);
  c.letter_template = row.str(30);
  return c;
}

struct Written {
  int score = 0;
  std::string analysis, letter;
};

Written write(const Case& c, Time now) {
  const domain::ProfileFacts profile = domain::read_profile(c.profile, now);
  const domain::AnalysisInput input{c.offer, profile, c.search ? &*c.search : nullptr, c.start_date, c.duration, c.letter_template, c.motivation};
  const domain::Analysis a = domain::analyse(input, now);
  return {a.score, domain::analysis_json(a, now), a.letter.text};
}

std::string done_event(const Order& order, const Written& w, Time now) {
  return R"({"type":"ANALYSIS_DONE","userId":")" + order.user_id.str() + R"(","applicationId":")" + order.application_id.str() + R"(","matchScore":)" +
         std::to_string(w.score) + R"(,"hasCoverLetter":)" + (w.letter.empty() ? "false" : "true") + R"(,"analyzedAt":")" + to_iso(now) + "\"}";
}

Task<Result<queue::Outcome>> analyse(CoachDeps deps, queue::Command command, queue::Context context) {
  JM_CO_TRY(order, read_order(command));
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::worker(), sql::load_case, {order.application_id, order.user_id}, context.deadline()));
  if (rows.empty()) co_return queue::Outcome::nothing_to_commit();      // the account or the application is gone
  auto looked_at = std::make_shared<const Case>(read_case(rows.front(), order.user_id));
  if (looked_at->analysed) co_return queue::Outcome::nothing_to_commit();

  const Time now = deps.clock.now();
  auto job = [looked_at, now] { return write(*looked_at, now); };
  JM_CO_TRY(written, co_await deps.cpu.run(std::move(job)));

  const std::string event = done_event(order, written, now);
  const std::string audit = R"({"score":)" + std::to_string(written.score) + R"(,"engine":"deterministic"})";
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_application, {order.application_id, order.user_id}});
  calls.push_back({sql::store_analysis, {order.application_id, order.user_id, written.analysis, written.letter, now, new_id(now), audit, event}});
  calls.push_back(context.complete());
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::worker(), std::move(calls), context.deadline()));
  if (!answers[1].empty()) {
    std::vector<events::Announcement> news;
    news.push_back({order.user_id, "ANALYSIS_DONE", event});
    deps.bus.events_committed(std::move(news));
  }
  co_return queue::Outcome::completed();
}

}  // namespace

void handle_analyses(queue::Worker& worker, CoachDeps deps) {
  worker.on("CMD_ANALYZE_JOB", [deps](queue::Command command, queue::Context context) { return analyse(deps, std::move(command), std::move(context)); });
}

}  // namespace jm::coach
