// Every method against a real PostgreSQL, called directly and over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "contracts/text_table.h"
#include "domain/audit.h"
#include "queue/worker.h"
#include "support/either_way.h"
#include "support/recording_bus.h"
#include "support/outcome.h"
#include "support/run_io.h"
#include "support/test_postgres.h"
#include "tracker/module.h"
#include "tracker/service.h"

namespace jm::tracker {
namespace {

using test::code_of;
using test::message_of;
using test::reason_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TrackerTest : public testing::TestWithParam<bool> {
 protected:
  TrackerTest() {
    auto opened = pg::Database::open(io, {.url = pg.url()});
    if (!opened) throw std::runtime_error(opened.error().message);
    db = std::move(*opened);
    tracker = make_tracker(deps());
    way = std::make_unique<test::EitherWay<TrackerService, TrackerServiceClient>>(io, *tracker, GetParam());
    a = account("a@b.fr");
    b = account("b@b.fr");
  }
  Deps deps() { return {.db = *db, .bus = bus, .clock = clock}; }
  TrackerService& s() { return way->service(); }
  template <class T>
  T run(Task<T> task) {
    return test::run_io(io, std::move(task));
  }

  // Rows that other services own -----------------------------------------------------------------------------------------
  Caller account(const std::string& email) {
    Caller c;
    c.user_id = new_id();
    pg.exec("INSERT INTO users (id, email, password_hash) VALUES ('" + c.user_id.str() + "', '" + email + "', 'x')");
    return c;
  }
  std::string search(const Caller& c) {
    const std::string id = new_id().str();
    pg.exec("INSERT INTO search_configs (id, user_id, job_titles, locations) VALUES ('" + id + "', '" + c.user_id.str() + "', '{x}', '{y}')");
    return id;
  }
  std::string item(const Caller& c, const std::string& search_id = "") {
    const std::string id = new_id().str();
    pg.exec("INSERT INTO job_feed (id, user_id, search_config_id, is_manual, title, company_name, created_at, updated_at) VALUES ('" + id + "', '" + c.user_id.str() + "', " +
            (search_id.empty() ? "NULL" : "'" + search_id + "'") + ", true, 'Engineer', 'ACME', now(), now())");
    return id;
  }

  // Short forms of the calls ---------------------------------------------------------------------------------------------
  Result<pb::Application> create(const Caller& c, const std::string& item_id = "", const std::string& mutation = "") {
    pb::CreateApplicationRequest r;
    if (!item_id.empty()) r.set_job_feed_id(item_id);
    r.set_mutation_id(mutation);
    return run(s().CreateApplication(c, r));
  }
  static pb::MoveCardRequest move_request(const std::string& id, pb::ApplicationStatus to, const std::string& mutation = "") {
    pb::MoveCardRequest r;
    r.set_application_id(id);
    r.set_new_status(to);
    r.set_mutation_id(mutation);
    return r;
  }
  Result<pb::Application> move(const Caller& c, const std::string& id, pb::ApplicationStatus to, const std::string& mutation = "") {
    clock.advance(std::chrono::seconds(1));
    return run(s().MoveCard(c, move_request(id, to, mutation)));
  }
  Result<pb::Application> undo(const Caller& c, const std::string& id, const std::string& mutation = "") {
    clock.advance(std::chrono::seconds(1));
    pb::UndoMoveRequest r;
    r.set_application_id(id);
    r.set_mutation_id(mutation);
    return run(s().UndoMove(c, r));
  }
  Result<pb::Application> get(const Caller& c, const std::string& id) {
    pb::GetApplicationRequest r;
    r.set_application_id(id);
    return run(s().GetApplication(c, r));
  }
  Result<pb::Application> note(const Caller& c, const std::string& id, const std::string& text) {
    pb::AddNoteRequest r;
    r.set_application_id(id);
    r.set_note(text);
    return run(s().AddNote(c, r));
  }
  Result<pb::Application> rate(const Caller& c, const std::string& id, int rating) {
    pb::RateApplicationRequest r;
    r.set_application_id(id);
    r.set_rating(rating);
    return run(s().RateApplication(c, r));
  }
  Result<pb::Application> remind(const Caller& c, const std::string& id, const std::string& at) {
    pb::SetRelanceReminderRequest r;
    r.set_application_id(id);
    r.set_remind_at(at);
    return run(s().SetRelanceReminder(c, r));
  }
  Result<pb::Application> remove(const Caller& c, const std::string& id, const std::string& mutation = "") {
    pb::DeleteApplicationRequest r;
    r.set_application_id(id);
    r.set_mutation_id(mutation);
    return run(s().DeleteApplication(c, r));
  }
  std::vector<pb::Application> list(const Caller& c, pb::ListApplicationsRequest r = {}) {
    const auto l = run(s().ListApplications(c, r));
    EXPECT_TRUE(l) << l.error().message;
    return {l->applications().begin(), l->applications().end()};
  }
  std::vector<pb::ApplicationEvent> trail(const Caller& c, const std::vector<std::string>& ids) {
    pb::GetApplicationEventsRequest r;
    for (const auto& id : ids) r.add_application_ids(id);
    const auto l = run(s().GetApplicationEvents(c, r));
    EXPECT_TRUE(l) << l.error().message;
    return {l->events().begin(), l->events().end()};
  }
  std::vector<std::string> kinds(const Caller& c, const std::string& id) {
    std::vector<std::string> out;
    for (const auto& e : trail(c, {id})) out.push_back(e.kind());
    return out;
  }
  std::vector<std::string> stored_events(const Caller& c) {
    std::vector<std::string> out;
    for (const auto& row : pg.rows("SELECT data FROM events WHERE user_id = '" + c.user_id.str() + "' ORDER BY seq")) out.push_back(row[0]);
    return out;
  }
  AuditReport audit() { return *run(verify_audit(*db, Deadline::in(std::chrono::seconds(30)))); }

  IoContext io{1};
  test::TestPostgres pg;
  std::unique_ptr<pg::Database> db;
  test::RecordingBus bus;
  // Far ahead of the database's own clock, which decides when commands are due.
  ManualClock clock{Time{4'103'683'200'123'456}};      // 2100-01-15T08:00:00.123Z
  std::unique_ptr<TrackerService> tracker;
  std::unique_ptr<test::EitherWay<TrackerService, TrackerServiceClient>> way;
  Caller a, b;
};
INSTANTIATE_TEST_SUITE_P(Topology, TrackerTest, testing::Values(false, true), [](const auto& p) { return p.param ? "rpc" : "direct"; });

// The board ------------------------------------------------------------------------------------------------------------

TEST_P(TrackerTest, an_item_has_one_application) {
  const std::string search_id = search(a), item_id = item(a, search_id);
  const auto made = create(a, item_id, "m1");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->current_status(), pb::TO_APPLY);
  EXPECT_EQ(made->job_feed_id(), item_id);
  EXPECT_EQ(made->search_config_id(), search_id);
  EXPECT_EQ(made->history_log_json(), "[]");
  EXPECT_EQ(made->created_at(), "2100-01-15T08:00:00.123Z");
  EXPECT_EQ(create(a, item_id)->id(), made->id());
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM applications"), "1");
  EXPECT_THAT(kinds(a, made->id()), ElementsAre("CREATED"));
  EXPECT_THAT(stored_events(a), ElementsAre(R"({"type":"APPLICATION_CREATED","userId":")" + a.user_id.str() + R"(","applicationId":")" + made->id() + R"(","jobFeedId":")" + item_id + R"(","mutationId":"m1"})"));
  EXPECT_EQ(pg.scalar("SELECT status FROM job_feed"), "PENDING");      // discovery's
}

TEST_P(TrackerTest, an_application_without_an_item) {
  const auto one = create(a), two = create(a);
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->id(), two->id());
  EXPECT_FALSE(one->has_job_feed_id());
  EXPECT_EQ(list(a).size(), 2u);
}

TEST_P(TrackerTest, a_card_without_an_item_asked_for_again_is_the_same_card) {
  const auto one = create(a, "", "wish 1"), again = create(a, "", "wish 1"), two = create(a, "", "wish 2"), theirs = create(b, "", "wish 1");
  ASSERT_TRUE(one && again && two && theirs);
  EXPECT_EQ(one->id(), again->id());
  EXPECT_NE(one->id(), two->id());
  EXPECT_NE(one->id(), theirs->id());
  EXPECT_EQ(list(a).size(), 2u);
  EXPECT_THAT(kinds(a, one->id()), ElementsAre("CREATED"));
}

TEST_P(TrackerTest, a_board_of_cards_has_the_columns_that_were_asked_for) {
  const std::string item_id = item(a), with_item = create(a, item_id)->id();
  clock.advance(std::chrono::seconds(1));
  const std::string without = create(a)->id();
  using App = pb::Application;
  using Item = pb::JobFeedItem;
  pb::ListApplicationsRequest r;
  r.set_cards(true);
  r.set_fields(1u << App::kIdFieldNumber | 1u << App::kCurrentStatusFieldNumber | 1u << App::kJobFeedIdFieldNumber);
  r.set_item_fields(1u | 1u << Item::kTitleFieldNumber | 1u << Item::kLocationFieldNumber);
  const auto l = run(s().ListApplications(a, r));
  ASSERT_TRUE(l) << l.error().message;
  EXPECT_EQ(l->applications_size(), 0);
  const pb::TextTableReader cards(l->cards()), items(l->card_items());
  ASSERT_EQ(cards.rows(), 2u);
  ASSERT_EQ(items.rows(), 2u);
  EXPECT_EQ(cards.get(0, App::kIdFieldNumber), without);
  EXPECT_EQ(cards.get(0, App::kJobFeedIdFieldNumber), std::nullopt);
  EXPECT_EQ(items.get(0, 0), std::nullopt);                                 // no item
  EXPECT_EQ(cards.get(1, App::kIdFieldNumber), with_item);
  EXPECT_EQ(cards.get(1, App::kCurrentStatusFieldNumber), "TO_APPLY");
  EXPECT_EQ(cards.get(1, App::kJobFeedIdFieldNumber), item_id);
  EXPECT_EQ(items.get(1, 0), "");
  EXPECT_EQ(items.get(1, Item::kTitleFieldNumber), "Engineer");
  EXPECT_EQ(items.get(1, Item::kLocationFieldNumber), std::nullopt);        // it has none
  EXPECT_EQ(items.get(1, Item::kCompanyFieldNumber), std::nullopt);         // not asked for
  EXPECT_EQ(l->card_items().fields_size(), 3);

  r.set_fields(1u << App::kIdFieldNumber);
  r.set_item_fields(0);
  const auto bare = run(s().ListApplications(a, r));
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->cards().fields_size(), 1);
  EXPECT_FALSE(bare->has_card_items());
}

TEST_P(TrackerTest, the_applications_of_some_items) {
  const std::string one = item(a), two = item(a), theirs = item(b);
  const std::string of_one = create(a, one)->id();
  create(a, two);
  create(b, theirs);
  pb::ListApplicationsRequest r;
  for (const auto& id : {one, theirs, new_id().str(), std::string("not an id")}) r.add_job_feed_ids(id);
  const auto found = list(a, r);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id(), of_one);
  for (int i = 0; i < 1001; ++i) r.add_job_feed_ids(one);
  EXPECT_EQ(code_of(run(s().ListApplications(a, r))), Code::kInvalidArgument);
}

TEST_P(TrackerTest, what_is_written_on_a_card_is_announced) {
  const std::string id = create(a)->id();
  pb::AddNoteRequest r;
  r.set_application_id(id);
  r.set_note("call them");
  r.set_mutation_id("m7");
  ASSERT_TRUE(run(s().AddNote(a, r)));
  ASSERT_TRUE(rate(a, id, 4));
  ASSERT_TRUE(remind(a, id, to_iso(clock.now() + std::chrono::hours(1))));
  const auto news = [&](const std::string& what) { return R"({"type":"CARD_UPDATED","userId":")" + a.user_id.str() + R"(","applicationId":")" + id + R"(","what":")" + what; };
  const auto told = stored_events(a);
  ASSERT_EQ(told.size(), 4u);
  EXPECT_EQ(told[1], news("NOTES") + R"(","mutationId":"m7"})");
  EXPECT_EQ(told[2], news("RATING") + "\"}");
  EXPECT_EQ(told[3], news("REMINDER") + "\"}");
}

TEST_P(TrackerTest, what_is_not_in_the_feed_makes_no_application) {
  for (const auto& id : {new_id().str(), item(b), std::string("not an id"), std::string(100'000, 'x')}) {
    const auto made = create(a, id);
    ASSERT_FALSE(made);
    EXPECT_EQ(code_of(made), Code::kNotFound);
    EXPECT_EQ(message_of(made), "There is no such job in your feed.");
  }
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM applications"), "0");
}

TEST_P(TrackerTest, the_board_lists_the_last_changed_first) {
  const std::string one = create(a)->id(), two = create(a)->id(), three = create(a)->id();
  ASSERT_TRUE(move(a, one, pb::APPLIED));
  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(note(a, two, "call them"));
  const auto ids = [](const std::vector<pb::Application>& l) {
    std::vector<std::string> out;
    for (const auto& x : l) out.push_back(x.id());
    return out;
  };
  EXPECT_THAT(ids(list(a)), ElementsAre(two, one, three));
  pb::ListApplicationsRequest applied;
  applied.set_status(pb::APPLIED);
  EXPECT_THAT(ids(list(a, applied)), ElementsAre(one));
  pb::ListApplicationsRequest first;
  first.set_first(2);
  first.set_summary(true);
  const auto summary = list(a, first);
  EXPECT_THAT(ids(summary), ElementsAre(two, one));
  EXPECT_FALSE(summary[0].has_user_notes());
  EXPECT_EQ(summary[1].history_log_json(), "");
  EXPECT_EQ(summary[1].current_status(), pb::APPLIED);
  EXPECT_EQ(list(a)[0].user_notes(), "call them");
  for (const int bad : {-1, 1001}) {
    pb::ListApplicationsRequest r;
    r.set_first(bad);
    EXPECT_EQ(code_of(run(s().ListApplications(a, r))), Code::kInvalidArgument);
  }
  pb::ListApplicationsRequest unknown;
  unknown.set_status(static_cast<pb::ApplicationStatus>(42));
  EXPECT_EQ(code_of(run(s().ListApplications(a, unknown))), Code::kInvalidArgument);
}

TEST_P(TrackerTest, what_the_analysis_wrote_is_shown) {
  const std::string id = create(a)->id();
  pg.exec("UPDATE applications SET ai_analysis = '{\"score\": 70}', generated_cover_letter = 'Dear' ");
  const auto got = get(a, id);
  EXPECT_EQ(got->ai_analysis_json(), R"({"score": 70})");
  EXPECT_EQ(got->generated_cover_letter(), "Dear");
}

TEST_P(TrackerTest, a_deleted_application_leaves_the_board_and_keeps_its_trail) {
  const std::string item_id = item(a), id = create(a, item_id)->id();
  ASSERT_TRUE(remove(a, id, "m9"));
  ASSERT_TRUE(remove(a, id));      // again
  EXPECT_THAT(list(a), IsEmpty());
  EXPECT_EQ(code_of(get(a, id)), Code::kNotFound);
  for (const auto& r : {move(a, id, pb::APPLIED), undo(a, id), note(a, id, "x"), rate(a, id, 3), remind(a, id, "2100-02-01T00:00:00Z")}) EXPECT_EQ(code_of(r), Code::kNotFound);
  EXPECT_THAT(kinds(a, id), ElementsAre("CREATED", "DELETED"));
  EXPECT_EQ(stored_events(a).back(), R"({"type":"APPLICATION_DELETED","userId":")" + a.user_id.str() + R"(","applicationId":")" + id + R"(","mutationId":"m9"})");
  EXPECT_NE(create(a, item_id)->id(), id);
  EXPECT_THAT(audit().faults, IsEmpty());
}

// Moves ----------------------------------------------------------------------------------------------------------------

TEST_P(TrackerTest, a_move_is_in_the_row_the_trail_and_the_stream) {
  const std::string id = create(a)->id();
  bus.events.clear();
  const auto moved = move(a, id, pb::APPLIED, "m\"1");
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(moved->current_status(), pb::APPLIED);
  EXPECT_EQ(*domain::read_history(moved->history_log_json()), (std::vector<domain::HistoryEntry>{{domain::CardStatus::kToApply, domain::CardStatus::kApplied, Time{4'103'683'201'123'000}, false}}));
  EXPECT_EQ(moved->updated_at(), "2100-01-15T08:00:01.123Z");
  const std::string event = R"({"type":"CARD_MOVED","userId":")" + a.user_id.str() + R"(","applicationId":")" + id + R"(","from":"TO_APPLY","to":"APPLIED","mutationId":"m\"1"})";
  EXPECT_EQ(stored_events(a).back(), event);
  ASSERT_EQ(bus.events.size(), 1u);
  EXPECT_EQ(bus.events[0].type, "CARD_MOVED");
  EXPECT_EQ(bus.events[0].data, event);
  const auto t = trail(a, {id});
  ASSERT_EQ(t.size(), 2u);
  EXPECT_EQ(t[1].kind(), "MOVED");
  EXPECT_EQ(t[1].seq(), 2);
  EXPECT_EQ(t[1].data_json(), R"({"from":"TO_APPLY","to":"APPLIED","mutationId":"m\"1"})");
  EXPECT_EQ(t[1].hash().size(), 64u);
  EXPECT_EQ(move(a, id, pb::INTERVIEW)->current_status(), pb::INTERVIEW);
  EXPECT_EQ(stored_events(a).back().find("mutationId"), std::string::npos);
}

TEST_P(TrackerTest, an_illegal_move_names_both_states_and_changes_nothing) {
  const std::string id = create(a)->id();
  const std::string before = pg.scalar("SELECT applications::text FROM applications");
  const auto r = move(a, id, pb::OFFER);
  ASSERT_FALSE(r);
  EXPECT_EQ(code_of(r), Code::kInvalidArgument);
  EXPECT_EQ(reason_of(r), "ILLEGAL_MOVE");
  EXPECT_EQ(message_of(r), "An application cannot move from TO_APPLY to OFFER: the next state is APPLIED or REJECTED.");
  EXPECT_EQ(reason_of(move(a, id, pb::TO_APPLY)), "ILLEGAL_MOVE");
  EXPECT_EQ(code_of(move(a, id, pb::APPLICATION_STATUS_UNSPECIFIED)), Code::kInvalidArgument);
  EXPECT_EQ(code_of(move(a, id, static_cast<pb::ApplicationStatus>(42))), Code::kInvalidArgument);
  EXPECT_EQ(code_of(move(a, id, pb::APPLIED, std::string(101, 'x'))), Code::kInvalidArgument);
  EXPECT_EQ(pg.scalar("SELECT applications::text FROM applications"), before);
  EXPECT_EQ(kinds(a, id).size(), 1u);
}

TEST_P(TrackerTest, the_same_request_again_is_answered_and_not_repeated) {
  const std::string id = create(a)->id();
  ASSERT_TRUE(move(a, id, pb::APPLIED, "m1"));
  const auto again = move(a, id, pb::APPLIED, "m1");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->current_status(), pb::APPLIED);
  EXPECT_EQ(reason_of(move(a, id, pb::APPLIED, "m2")), "ILLEGAL_MOVE");
  ASSERT_TRUE(undo(a, id, "u1"));
  EXPECT_TRUE(undo(a, id, "u1"));
  EXPECT_EQ(reason_of(undo(a, id, "u2")), "NOTHING_TO_UNDO");
  EXPECT_THAT(kinds(a, id), ElementsAre("CREATED", "MOVED", "MOVE_UNDONE"));
}

TEST_P(TrackerTest, of_moves_at_once_one_wins) {
  const std::string id = create(a)->id();
  std::vector<std::optional<Result<pb::Application>>> answers(12);
  std::size_t left = answers.size();
  for (std::size_t i = 0; i < answers.size(); ++i)
    boost::asio::co_spawn(io, s().MoveCard(a, move_request(id, i % 2 ? pb::APPLIED : pb::REJECTED)), [&answers, &left, i](std::exception_ptr e, Result<pb::Application> r) {
      if (e) std::rethrow_exception(e);
      answers[i].emplace(std::move(r));
      --left;
    });
  while (left > 0) {
    if (io.stopped()) io.restart();
    io.run_one();
  }
  // First TO_APPLY → one of the two; APPLIED may then still become REJECTED.
  const auto history = *domain::read_history(get(a, id)->history_log_json());
  std::size_t won = 0;
  for (const auto& r : answers) {
    won += (*r).has_value();
    if (!*r) EXPECT_EQ(reason_of(*r), "ILLEGAL_MOVE") << (*r).error().message;
  }
  EXPECT_EQ(won, history.size());
  EXPECT_GE(won, 1u);
  EXPECT_LE(won, 2u);
  EXPECT_EQ(kinds(a, id).size(), 1 + won);
  EXPECT_THAT(audit().faults, IsEmpty());
}

TEST_P(TrackerTest, undo_takes_back_the_last_move_and_says_so) {
  const std::string id = create(a)->id();
  EXPECT_EQ(reason_of(undo(a, id)), "NOTHING_TO_UNDO");
  // Where undo would bring it, whole and in a summary.
  const auto target = [&] {
    pb::ListApplicationsRequest summary;
    summary.set_summary(true);
    const auto whole = list(a).at(0), light = list(a, summary).at(0);
    EXPECT_EQ(whole.has_undo_to(), light.has_undo_to());
    EXPECT_EQ(whole.undo_to(), light.undo_to());
    EXPECT_EQ(whole.has_moved_at(), whole.has_undo_to());
    EXPECT_EQ(whole.moved_at(), light.moved_at());
    return whole.has_undo_to() ? pb::ApplicationStatus_Name(whole.undo_to()) : std::string();
  };
  EXPECT_EQ(target(), "");
  ASSERT_TRUE(move(a, id, pb::APPLIED));
  EXPECT_EQ(target(), "TO_APPLY");
  ASSERT_TRUE(move(a, id, pb::REJECTED));
  EXPECT_EQ(target(), "APPLIED");
  const std::string moved_at = list(a).at(0).moved_at();
  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(note(a, id, "no move"));
  EXPECT_EQ(list(a).at(0).moved_at(), moved_at);
  EXPECT_EQ(*parse_iso(moved_at), domain::read_history(list(a).at(0).history_log_json())->back().at);
  const auto back = undo(a, id, "u");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->current_status(), pb::APPLIED);
  const auto history = *domain::read_history(back->history_log_json());
  ASSERT_EQ(history.size(), 3u);
  EXPECT_TRUE(history[2].undo);
  EXPECT_EQ(history[2].from, domain::CardStatus::kRejected);
  EXPECT_EQ(stored_events(a).back(), R"({"type":"CARD_MOVED","userId":")" + a.user_id.str() + R"(","applicationId":")" + id + R"(","from":"REJECTED","to":"APPLIED","undo":true,"mutationId":"u"})");
  EXPECT_EQ(reason_of(undo(a, id)), "NOTHING_TO_UNDO");
  EXPECT_EQ(target(), "");
  EXPECT_TRUE(move(a, id, pb::INTERVIEW));
  EXPECT_TRUE(undo(a, id));
}

TEST_P(TrackerTest, hired_archives_the_search_and_undo_brings_it_back) {
  const std::string search_id = search(a), id = create(a, item(a, search_id))->id();
  for (const auto to : {pb::APPLIED, pb::INTERVIEW, pb::OFFER, pb::HIRED}) ASSERT_TRUE(move(a, id, to));
  const std::string state = "SELECT is_active || ' ' || coalesce(archived_reason, '-') || ' ' || version FROM search_configs";
  EXPECT_EQ(pg.scalar(state), "false HIRED 2");
  EXPECT_EQ(stored_events(a).back(), R"({"type":"SEARCH_ARCHIVED","userId":")" + a.user_id.str() + R"(","applicationId":")" + id + R"(","searchConfigId":")" + search_id + R"(","reason":"HIRED"})");
  EXPECT_EQ(kinds(a, id).back(), "SEARCH_ARCHIVED");
  EXPECT_EQ(message_of(move(a, id, pb::REJECTED)), "An application cannot move from HIRED to REJECTED: HIRED is final.");
  bus.commands.clear();
  ASSERT_TRUE(undo(a, id));
  EXPECT_EQ(pg.scalar(state), "true - 3");
  EXPECT_EQ(kinds(a, id).back(), "SEARCH_REACTIVATED");
  EXPECT_EQ(pg.scalar("SELECT key FROM commands WHERE kind = 'CMD_SCAN'"), search_id + ":3");
  ASSERT_EQ(bus.commands.size(), 1u);
  EXPECT_THAT(audit().faults, IsEmpty());
}

TEST_P(TrackerTest, undo_leaves_a_search_alone_that_is_deleted_or_hired_elsewhere) {
  const std::string search_id = search(a), one = create(a, item(a, search_id))->id(), two = create(a, item(a, search_id))->id();
  for (const auto& id : {one, two})
    for (const auto to : {pb::APPLIED, pb::INTERVIEW, pb::OFFER, pb::HIRED}) ASSERT_TRUE(move(a, id, to));
  ASSERT_TRUE(undo(a, one));      // the other one is HIRED
  EXPECT_EQ(pg.scalar("SELECT is_active FROM search_configs"), "f");
  pg.exec("UPDATE search_configs SET archived_reason = 'DELETED'");
  ASSERT_TRUE(undo(a, two));
  EXPECT_EQ(pg.scalar("SELECT is_active FROM search_configs"), "f");
}

// Notes and rating -----------------------------------------------------------------------------------------------------

TEST_P(TrackerTest, a_note_replaces_the_one_before_and_the_trail_keeps_both) {
  const std::string id = create(a)->id();
  ASSERT_TRUE(note(a, id, "first \"é\"\n"));
  EXPECT_EQ(note(a, id, "second")->user_notes(), "second");
  EXPECT_FALSE(note(a, id, " \n ")->has_user_notes());
  const auto t = trail(a, {id});
  ASSERT_EQ(t.size(), 4u);
  EXPECT_EQ(t[1].data_json(), R"({"note":"first \"é\"\n"})");
  EXPECT_EQ(t[3].data_json(), R"({"note":null})");
  EXPECT_TRUE(note(a, id, std::string(20'000, 'x')));
  EXPECT_EQ(message_of(note(a, id, std::string(20'001, 'x'))), "The note is too long: at most 20000 bytes.");
  EXPECT_EQ(code_of(note(a, id, std::string("a\0b", 3))), Code::kInvalidArgument);
  EXPECT_THAT(audit().faults, IsEmpty());
}

TEST_P(TrackerTest, a_rating_is_from_1_to_5) {
  const std::string id = create(a)->id();
  for (const int good : {1, 5, 3}) EXPECT_EQ(rate(a, id, good)->user_rating(), good);
  for (const int bad : {0, 6, -1, 2'000'000'000}) EXPECT_EQ(message_of(rate(a, id, bad)), "The rating must be from 1 to 5.");
  EXPECT_EQ(get(a, id)->user_rating(), 3);
  EXPECT_THAT(kinds(a, id), ElementsAre("CREATED", "RATED", "RATED", "RATED"));
}

TEST_P(TrackerTest, a_full_trail_stops_the_changes) {
  const std::string id = create(a)->id();
  pg.exec("SELECT append_application_event(gen_random_uuid(), '" + id + "', '" + a.user_id.str() + "', 'RATED', '{\"rating\":1}', now()) FROM generate_series(2, " + std::to_string(kEventsPerApplicationMax) + ")");
  EXPECT_EQ(reason_of(rate(a, id, 2)), "TRAIL_FULL");
  EXPECT_EQ(trail(a, {id}).size(), static_cast<std::size_t>(kEventsPerApplicationMax));
}

// Reminders ------------------------------------------------------------------------------------------------------------

TEST_P(TrackerTest, a_reminder_is_set_changed_and_cleared) {
  const std::string id = create(a)->id();
  const auto set = remind(a, id, "2100-02-01T09:00:00.5+01:00");
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->relance_reminder_at(), "2100-02-01T08:00:00.500Z");
  ASSERT_TRUE(remind(a, id, "2100-02-01T08:00:00.500Z"));      // the same again
  EXPECT_THAT(pg.rows("SELECT kind, key, run_at = '2100-02-01 08:00:00.5Z', payload->>'remindAt' FROM commands"),
              ElementsAre(ElementsAre("CMD_REMIND", id + ":4105152000500", "t", "2100-02-01T08:00:00.500Z")));
  ASSERT_TRUE(remind(a, id, "2100-03-01"));
  EXPECT_THAT(pg.rows("SELECT payload->>'remindAt' FROM commands"), ElementsAre(ElementsAre("2100-03-01T00:00:00.000Z")));
  EXPECT_FALSE(remind(a, id, "")->has_relance_reminder_at());
  EXPECT_TRUE(remind(a, id, ""));
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM commands"), "0");
  ASSERT_TRUE(remind(a, id, "2100-03-01"));      // a time that was set and cleared before
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM commands WHERE state = 'QUEUED'"), "1");
  EXPECT_THAT(kinds(a, id), ElementsAre("CREATED", "REMINDER_SET", "REMINDER_SET", "REMINDER_CLEARED", "REMINDER_SET"));
  EXPECT_THAT(audit().faults, IsEmpty());
}

TEST_P(TrackerTest, a_reminder_needs_a_time_ahead) {
  const std::string id = create(a)->id();
  const std::pair<std::string, const char*> table[] = {{"tomorrow", "remindAt must be an ISO 8601 time, like 2027-05-28T09:00:00Z."},
                                                       {"2100-02-30T00:00:00Z", "remindAt must be an ISO 8601 time, like 2027-05-28T09:00:00Z."},
                                                       {" ", "remindAt must be an ISO 8601 time, like 2027-05-28T09:00:00Z."},
                                                       {"2100-01-15T08:00:00.123Z", "remindAt must be in the future."},
                                                       {"1999-01-01", "remindAt must be in the future."},
                                                       {"2106-01-15", "remindAt must be within five years."},
                                                       {"9999-12-31T23:59:59Z", "remindAt must be within five years."}};
  for (const auto& [text, message] : table) EXPECT_EQ(message_of(remind(a, id, text)), message);
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM commands"), "0");
}

class ReminderTest : public TrackerTest {
 protected:
  // Lets a worker run what is due until nothing waits that is.
  void work() {
    queue::Worker worker(io, *db, {.poll = std::chrono::milliseconds(10)});
    handle_reminders(worker, deps());
    worker.start();
    while (pg.scalar("SELECT count(*) FROM commands WHERE state = 'RUNNING' OR (state = 'QUEUED' AND run_at <= now())") != "0") {
      if (io.stopped()) io.restart();
      io.run_one_for(std::chrono::milliseconds(20));
    }
    run(worker.stop(Deadline::in(std::chrono::seconds(5))));
  }
  void make_due() { pg.exec("UPDATE commands SET run_at = now()"); }
};
INSTANTIATE_TEST_SUITE_P(Topology, ReminderTest, testing::Values(false));

TEST_P(ReminderTest, fires_once_as_an_event) {
  const std::string id = create(a, item(a))->id();
  ASSERT_TRUE(remind(a, id, "2100-02-01T09:00:00Z"));
  work();
  EXPECT_EQ(get(a, id)->relance_reminder_at(), "2100-02-01T09:00:00.000Z");      // not yet
  clock.set(*parse_iso("2100-02-01T09:00:01Z"));
  make_due();
  work();
  const std::string event = R"({"type":"REMINDER_DUE","userId":")" + a.user_id.str() + R"(","applicationId":")" + id + R"(","remindAt":"2100-02-01T09:00:00.000Z","title":"Engineer","company":"ACME"})";
  EXPECT_EQ(stored_events(a).back(), event);
  EXPECT_EQ(bus.events.back().data, event);
  EXPECT_FALSE(get(a, id)->has_relance_reminder_at());
  EXPECT_EQ(pg.scalar("SELECT state FROM commands"), "DONE");
  EXPECT_EQ(kinds(a, id).back(), "REMINDER_FIRED");
  const auto told = stored_events(a).size();
  pg.exec("UPDATE commands SET state = 'QUEUED', run_at = now(), lease_owner = NULL, finished_at = NULL");      // run again
  work();
  EXPECT_EQ(stored_events(a).size(), told);
  EXPECT_THAT(audit().faults, IsEmpty());
}

TEST_P(ReminderTest, one_that_changed_or_lost_its_card_does_not_fire) {
  const std::string kept = create(a)->id(), deleted = create(a)->id();
  ASSERT_TRUE(remind(a, kept, "2100-02-01T09:00:00Z"));
  ASSERT_TRUE(remind(a, deleted, "2100-02-01T09:00:00Z"));
  ASSERT_TRUE(remove(a, deleted));
  pg.exec("UPDATE applications SET relance_at = '2100-02-02' WHERE id = '" + kept + "'");      // as if the old command had not been withdrawn
  pg.exec("INSERT INTO commands (id, kind, key, user_id, payload, run_at, created_at) VALUES (gen_random_uuid(), 'CMD_REMIND', 'broken', '" + a.user_id.str() + "', '{}', now(), now())");
  const auto told = stored_events(a).size();
  make_due();
  work();
  EXPECT_EQ(stored_events(a).size(), told);
  EXPECT_EQ(get(a, kept)->relance_reminder_at(), "2100-02-02T00:00:00.000Z");
  EXPECT_EQ(pg.scalar("SELECT string_agg(state, ' ' ORDER BY state) FROM commands"), "DEAD DONE DONE");
  EXPECT_THAT(kinds(a, deleted), ElementsAre("CREATED", "REMINDER_SET", "DELETED", "REMINDER_CLEARED"));
}

// The trail ------------------------------------------------------------------------------------------------------------

TEST_P(TrackerTest, trails_of_many_applications_come_in_order) {
  const std::string one = create(a)->id(), two = create(a)->id();
  ASSERT_TRUE(rate(a, two, 1));
  ASSERT_TRUE(rate(a, one, 2));
  const auto t = trail(a, {two, one, one, "not an id", new_id().str()});
  ASSERT_EQ(t.size(), 4u);
  EXPECT_EQ(t[0].application_id(), t[1].application_id());
  EXPECT_EQ(t[0].seq(), 1);
  EXPECT_EQ(t[1].seq(), 2);
  EXPECT_THAT(trail(a, {}), IsEmpty());
  pb::GetApplicationEventsRequest many;
  for (int i = 0; i <= kTrailApplicationsMax; ++i) many.add_application_ids("x");
  EXPECT_EQ(code_of(run(s().GetApplicationEvents(a, many))), Code::kInvalidArgument);
}

TEST_P(TrackerTest, an_answer_of_trails_is_bounded) {
  const std::string id = create(a)->id();
  pg.exec("SELECT append_application_event(gen_random_uuid(), '" + id + "', '" + a.user_id.str() + "', 'NOTED', '{\"note\":\"' || repeat('x', 20000) || '\"}', now()) FROM generate_series(1, 450)");
  pb::GetApplicationEventsRequest r;
  r.add_application_ids(id);
  EXPECT_EQ(reason_of(run(s().GetApplicationEvents(a, r))), "TOO_MANY_EVENTS");
}

TEST_P(TrackerTest, nobody_changes_the_trail) {
  const std::string id = create(a)->id();
  for (const auto scope : {pg::Scope::user(a.user_id), pg::Scope::worker()})
    for (const char* sql : {"UPDATE application_events SET kind = 'NOTED'", "DELETE FROM application_events"})
      EXPECT_EQ(code_of(run(db->write(scope, {"", sql}, {}, Deadline::in(std::chrono::seconds(5))))), Code::kPermissionDenied) << sql;
}

TEST_P(TrackerTest, tampering_is_found) {
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) {
    ids.push_back(create(a)->id());
    ASSERT_TRUE(move(a, ids.back(), pb::APPLIED));
    ASSERT_TRUE(note(a, ids.back(), "kept"));
  }
  auto report = audit();
  EXPECT_EQ(report.applications, 6);
  EXPECT_EQ(report.events, 18);
  EXPECT_THAT(report.faults, IsEmpty());
  const auto event = [&](std::size_t i) { return " WHERE application_id = '" + ids[i] + "'"; };
  pg.exec("UPDATE application_events SET data = '{\"from\":\"TO_APPLY\",\"to\":\"REJECTED\"}'" + event(0) + " AND seq = 2");
  pg.exec("DELETE FROM application_events" + event(1) + " AND seq = 2");
  pg.exec("UPDATE application_events SET at = at + interval '1 microsecond'" + event(2) + " AND seq = 3");
  pg.exec("UPDATE applications SET current_status = 'OFFER' WHERE id = '" + ids[3] + "'");
  pg.exec("DELETE FROM application_events" + event(4));
  report = audit();
  std::map<std::string, std::pair<int, std::string>> faults;
  for (const auto& f : report.faults) faults[f.application_id.str()] = {f.seq, f.what};
  EXPECT_EQ(faults.size(), 5u);
  EXPECT_EQ(faults[ids[0]].first, 2);
  EXPECT_EQ(faults[ids[1]].first, 2);
  EXPECT_EQ(faults[ids[2]].first, 3);
  EXPECT_EQ(faults[ids[3]].second, "status: the events give APPLIED, the row holds OFFER");
  EXPECT_EQ(faults[ids[4]].second, "there are no events");
  EXPECT_FALSE(faults.contains(ids[5]));
}

// Whatever is done to a board, its events give its rows; also beyond one page of the check.
TEST_P(TrackerTest, property_the_board_is_a_projection_of_its_events) {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(create(a, i % 2 ? item(a, search(a)) : "")->id());
  for (int step = 0; step < 250; ++step) {
    const std::string& id = ids[static_cast<std::size_t>(pick(static_cast<int>(ids.size())))];
    switch (pick(8)) {
      case 0: case 1: case 2: (void)move(a, id, static_cast<pb::ApplicationStatus>(1 + pick(6))); break;
      case 3: (void)undo(a, id, "m" + std::to_string(pick(5))); break;
      case 4: (void)note(a, id, pick(3) ? "note " + std::to_string(step) : ""); break;
      case 5: (void)rate(a, id, pick(7)); break;
      case 6: (void)remind(a, id, pick(2) ? to_iso(clock.now() + std::chrono::hours(1 + pick(3))) : ""); break;
      case 7: if (pick(6) == 0) (void)remove(a, id); break;
    }
  }
  pg.exec("INSERT INTO applications (id, user_id, created_at, updated_at) SELECT gen_random_uuid(), '" + a.user_id.str() + "', now(), now() FROM generate_series(1, 400)");
  pg.exec("SELECT append_application_event(gen_random_uuid(), id, user_id, 'CREATED', '{}', now()) FROM applications a WHERE NOT EXISTS (SELECT FROM application_events WHERE application_id = a.id)");
  const auto report = audit();
  EXPECT_EQ(report.applications, 412);
  for (const auto& f : report.faults) ADD_FAILURE() << f.application_id.str() << " " << f.seq << " " << f.what;
  EXPECT_GT(report.events, 450);
}

// Tenants --------------------------------------------------------------------------------------------------------------

TEST_P(TrackerTest, nothing_without_signing_in) {
  const std::string id = create(a)->id();
  pb::GetApplicationEventsRequest events;
  events.add_application_ids(id);
  EXPECT_EQ(code_of(run(s().ListApplications({}, {}))), Code::kUnauthenticated);
  EXPECT_EQ(code_of(run(s().GetApplicationEvents({}, events))), Code::kUnauthenticated);
  for (const auto& r : {create({}), get({}, id), remove({}, id), move({}, id, pb::APPLIED), undo({}, id), note({}, id, "x"), rate({}, id, 1), remind({}, id, "")})
    EXPECT_EQ(code_of(r), Code::kUnauthenticated);
}

TEST_P(TrackerTest, another_users_application_is_like_none) {
  const std::string item_id = item(a, search(a)), theirs = create(a, item_id)->id(), nobodys = new_id().str();
  ASSERT_TRUE(move(a, theirs, pb::APPLIED));
  const auto everything = [&] {
    return pg.scalar("SELECT coalesce(string_agg(t, E'\\n'), '') FROM (SELECT applications::text t FROM applications UNION ALL SELECT application_events::text FROM application_events UNION ALL "
                     "SELECT events::text FROM events UNION ALL SELECT commands::text FROM commands UNION ALL SELECT search_configs::text FROM search_configs UNION ALL "
                     "SELECT job_feed::text FROM job_feed) x");
  };
  const std::string before = everything();
  struct Row {
    const char* name;
    std::function<Result<pb::Application>(const std::string&)> call;
  };
  const Row table[] = {{"GetApplication", [&](const auto& id) { return get(b, id); }},
                       {"DeleteApplication", [&](const auto& id) { return remove(b, id); }},
                       {"MoveCard", [&](const auto& id) { return move(b, id, pb::INTERVIEW); }},
                       {"MoveCard, illegal", [&](const auto& id) { return move(b, id, pb::HIRED); }},
                       {"UndoMove", [&](const auto& id) { return undo(b, id); }},
                       {"AddNote", [&](const auto& id) { return note(b, id, "mine"); }},
                       {"RateApplication", [&](const auto& id) { return rate(b, id, 1); }},
                       {"SetRelanceReminder", [&](const auto& id) { return remind(b, id, "2100-02-01"); }},
                       {"SetRelanceReminder, clear", [&](const auto& id) { return remind(b, id, ""); }}};
  for (const auto& row : table)
    for (const std::string& id : {theirs, std::string("not an id"), std::string("' OR true --")}) {
      const auto foreign = row.call(id), absent = row.call(nobodys);
      ASSERT_FALSE(foreign) << row.name;
      EXPECT_EQ(code_of(foreign), Code::kNotFound) << row.name;
      EXPECT_EQ(message_of(foreign), message_of(absent)) << row.name;
      EXPECT_EQ(reason_of(foreign), reason_of(absent)) << row.name;
    }
  EXPECT_EQ(message_of(create(b, item_id)), message_of(create(b, nobodys)));
  EXPECT_THAT(list(b), IsEmpty());
  EXPECT_THAT(trail(b, {theirs}), IsEmpty());
  EXPECT_EQ(everything(), before);
}

TEST_P(TrackerTest, a_query_that_forgets_its_user_sees_the_callers_rows_only) {
  ASSERT_TRUE(move(a, create(a, item(a, search(a)))->id(), pb::APPLIED));
  ASSERT_TRUE(remind(a, list(a)[0].id(), "2100-02-01"));
  const auto count = [&](pg::Scope scope, const std::string& table) {
    const std::string sql = "SELECT count(*) FROM " + table;
    return run(db->read(scope, {"", sql}, {}, Deadline::in(std::chrono::seconds(5))))->front().i64(0);
  };
  for (const char* table : {"applications", "application_events", "events", "event_counters", "commands", "job_feed", "search_configs"}) {
    EXPECT_GT(count(pg::Scope::user(a.user_id), table), 0) << table;
    EXPECT_EQ(count(pg::Scope::user(b.user_id), table), 0) << table;
    EXPECT_EQ(count(pg::Scope::nobody(), table), 0) << table;
  }
  // Every table that has an owner is protected, from its owner's role too; the runtime roles cannot step around it.
  EXPECT_THAT(pg.rows("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped "
                      "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"), IsEmpty());
  EXPECT_THAT(pg.rows("SELECT rolname FROM pg_roles WHERE rolname IN ('jobmate_app', 'jobmate_worker') AND (rolsuper OR rolbypassrls)"), IsEmpty());
}

}  // namespace
}  // namespace jm::tracker
