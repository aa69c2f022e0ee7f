#include "domain/audit.h"

#include <gtest/gtest.h>

#include <random>

#include "crypto/hash.h"

namespace jm::domain {
namespace {

const Uuid kApp = *Uuid::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
const Uuid kFeed = *Uuid::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c");

// A chain as the database would have made it.
struct Chain {
  std::vector<AuditEvent> events;
  Time now{1'800'000'000'123'456};
  void add(std::string kind, std::string data) {
    AuditEvent e{static_cast<int>(events.size()) + 1, std::move(kind), std::move(data), now, {}};
    e.hash = next_hash(events.empty() ? AuditHash{} : events.back().hash, kApp, e, crypto::sha256);
    events.push_back(e);
    now = now + std::chrono::microseconds(61'234'567);
  }
};

TEST(Audit, known_answer) {      // computed apart from this program, by the formula in the migration
  AuditEvent e{1, "CREATED", R"({"jobFeedId" : null})", Time{1'779'918'347'123'456}, {}};
  EXPECT_EQ(crypto::to_hex(next_hash({}, kApp, e, crypto::sha256)), "4537db5968b1b49f46864a2dd81b57ea58ddfbd90afc64e62bc3c4263489d2ea");
  AuditEvent next{2, "NOTED", R"({"note":"é|"})", Time{1'779'918'348'000'007}, {}};
  EXPECT_EQ(crypto::to_hex(next_hash(next_hash({}, kApp, e, crypto::sha256), kApp, next, crypto::sha256)), "2d648c0be3f5c92f3082481347da6fece8fe84e57b4dd6434ef437c0739de515");
}

TEST(Audit, every_kind_of_tampering_is_seen) {
  Chain c;
  c.add("CREATED", created_data(kFeed, std::nullopt));
  c.add("MOVED", moved_data(CardStatus::kToApply, CardStatus::kApplied, "m1"));
  c.add("RATED", rated_data(4));
  ASSERT_FALSE(verify_chain(kApp, c.events, crypto::sha256));
  const auto broken_at = [&](auto change) {
    auto events = c.events;
    change(events);
    const auto p = verify_chain(kApp, events, crypto::sha256);
    return p ? p->seq : 0;
  };
  EXPECT_EQ(broken_at([](auto& e) { e[1].data[9] ^= 1; }), 2);
  EXPECT_EQ(broken_at([](auto& e) { e[2].kind = "NOTED"; }), 3);
  EXPECT_EQ(broken_at([](auto& e) { e[0].at = e[0].at + std::chrono::microseconds(1); }), 1);
  EXPECT_EQ(broken_at([](auto& e) { e[1].hash[31] ^= 1; }), 2);
  EXPECT_EQ(broken_at([](auto& e) { e.erase(e.begin() + 1); }), 2);
  EXPECT_EQ(broken_at([](auto& e) { e.erase(e.begin()); }), 1);
  EXPECT_EQ(broken_at([](auto& e) { std::swap(e[1], e[2]); }), 2);
  EXPECT_EQ(broken_at([](auto& e) { e.push_back(e.back()); }), 4);
  auto other = verify_chain(kFeed, c.events, crypto::sha256);      // the chain of one application is not another's
  EXPECT_EQ(other->seq, 1);
}

TEST(Audit, contradictions_are_seen) {
  struct Row {
    const char *kind, *data;
    bool good;
  };
  const Row table[] = {
      {"MOVED", R"({"from":"TO_APPLY","to":"APPLIED"})", true},     {"MOVED", R"({"from":"APPLIED","to":"INTERVIEW"})", false},
      {"MOVED", R"({"from":"TO_APPLY","to":"HIRED"})", false},      {"MOVED", R"({"from":"TO_APPLY"})", false},
      {"MOVED", R"([])", false},                                    {"MOVED", R"({"from":"TO_APPLY","to":"APPLIED")", false},
      {"MOVE_UNDONE", R"({"from":"TO_APPLY","to":"APPLIED"})", false}, {"CREATED", "{}", false},
      {"RESTORED", "{}", false},                                    {"NOTED", R"({"note":"x"})", true},
      {"NOTED", R"({"note":null})", true},                          {"NOTED", R"({"note":1})", false},
      {"RATED", R"({"rating":6})", false},                          {"RATED", R"({"rating":"5"})", false},
      {"REMINDER_SET", R"({"at":"2026-05-28T21:45:47.123Z"})", true}, {"REMINDER_SET", R"({"at":"soon"})", false},
      {"REMINDER_CLEARED", R"({"at":"2026-05-28T21:45:47.123Z"})", false}, {"REMINDER_FIRED", "{}", false},
      {"DELETED", "{}", true},                                      {"ANALYSED", R"({"score":70})", true},
      {"SOMETHING_NEW", "{}", true}};
  for (const auto& row : table) {
    Chain c;
    c.add("CREATED", created_data({}, {}));
    c.add(row.kind, row.data);
    const auto card = replay(c.events);
    EXPECT_EQ(card.has_value(), row.good) << row.kind << row.data << (card ? "" : card.error().what);
    if (!card) EXPECT_EQ(card.error().seq, 2);
  }
  EXPECT_FALSE(replay({}));
  Chain headless;
  headless.add("NOTED", noted_data("x"));
  EXPECT_FALSE(replay(headless.events));
}

TEST(Audit, difference_names_the_field_and_not_the_note) {
  Card a, b;
  EXPECT_EQ(difference(a, b), "");
  b.status = CardStatus::kOffer;
  b.notes = "private words";
  b.rating = 3;
  b.deleted = true;
  b.history.push_back({});
  b.reminder = Time{0};
  const std::string d = difference(a, b);
  for (const auto* word : {"status: the events give TO_APPLY, the row holds OFFER", "notes", "rating: the events give none, the row holds 3", "reminder", "history", "deleted in the row"})
    EXPECT_NE(d.find(word), std::string::npos) << d;
  EXPECT_EQ(d.find("private"), std::string::npos);
}

TEST(Audit, history_is_read_as_it_is_written) {
  const HistoryEntry move{CardStatus::kToApply, CardStatus::kApplied, Time{1'800'000'000'123'000}, false}, undo{CardStatus::kApplied, CardStatus::kToApply, Time{1'800'000'001'000'000}, true};
  EXPECT_EQ(history_json(move), R"({"from":"TO_APPLY","to":"APPLIED","at":"2027-01-15T08:00:00.123Z"})");
  EXPECT_EQ(*read_history("[" + history_json(move) + "," + history_json(undo) + "]"), (std::vector<HistoryEntry>{move, undo}));
  EXPECT_TRUE(read_history("[]")->empty());
  for (const auto* bad : {"", "{}", "[1]", R"([{"from":"X","to":"APPLIED","at":"2027-01-15T08:00:00.123Z"}])", R"([{"from":"TO_APPLY","to":"APPLIED"}])"})
    EXPECT_FALSE(read_history(bad)) << bad;
}

// The row as the use cases keep it, beside the events they append: whatever is done, the events give the row.
TEST(Audit, property_the_card_is_a_projection_of_its_events) {
  std::mt19937 random(20260528);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 300; ++round) {
    Chain c;
    Card row;
    c.add("CREATED", created_data(kFeed, kApp));
    for (int step = 0; step < 40; ++step) {
      const Time at{c.now.us / 1000 * 1000};
      switch (pick(8)) {
        case 0: case 1: case 2: {
          const auto to = kCardStatuses[static_cast<std::size_t>(pick(6))];
          if (!check_move(row.status, to)) break;
          row.history.push_back({row.status, to, at, false});
          c.add("MOVED", moved_data(row.status, to, ""));
          row.status = to;
          break;
        }
        case 3: {
          const auto to = undo_target(row.history.empty() ? std::nullopt : std::optional(row.history.back()));
          if (!to) break;
          row.history.push_back({row.status, *to, at, true});
          c.add("MOVE_UNDONE", moved_data(row.status, *to, "m"));
          row.status = *to;
          break;
        }
        case 4:
          row.notes = pick(3) == 0 ? std::nullopt : std::optional<std::string>("note \"" + std::to_string(step) + "\" é\n|");
          c.add("NOTED", noted_data(row.notes));
          break;
        case 5:
          row.rating = 1 + pick(5);
          c.add("RATED", rated_data(*row.rating));
          break;
        case 6:
          if (row.reminder) {
            c.add(pick(2) ? "REMINDER_CLEARED" : "REMINDER_FIRED", reminder_data(*row.reminder));
            row.reminder.reset();
          } else {
            row.reminder = at + std::chrono::hours(1 + pick(1000));
            c.add("REMINDER_SET", reminder_data(*row.reminder));
          }
          break;
        case 7:
          c.add(row.deleted ? "RESTORED" : "DELETED", row.deleted ? R"({"status":")" + std::string(name(row.status)) + "\"}" : deleted_data(""));
          row.deleted = !row.deleted;
      }
    }
    ASSERT_FALSE(verify_chain(kApp, c.events, crypto::sha256));
    const auto card = replay(c.events);
    ASSERT_TRUE(card) << card.error().what;
    ASSERT_EQ(difference(*card, row), "");
    ASSERT_TRUE(*card == row);
  }
}

}  // namespace
}  // namespace jm::domain
