#include "domain/kanban.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace jm::domain {
namespace {

using enum CardStatus;

TEST(Kanban, every_pair_of_states) {
  const std::set<std::pair<CardStatus, CardStatus>> allowed = {
      {kToApply, kApplied}, {kApplied, kInterview}, {kInterview, kOffer}, {kOffer, kHired},
      {kToApply, kRejected}, {kApplied, kRejected}, {kInterview, kRejected}, {kOffer, kRejected}};
  for (const auto from : kCardStatuses)
    for (const auto to : kCardStatuses) {
      EXPECT_EQ(can_move(from, to), allowed.contains({from, to})) << name(from) << " " << name(to);
      const auto checked = check_move(from, to);
      EXPECT_EQ(checked.has_value(), can_move(from, to));
      if (checked) continue;
      EXPECT_EQ(checked.error().code, Code::kInvalidArgument);
      EXPECT_EQ(checked.error().reason, "ILLEGAL_MOVE");
      EXPECT_NE(checked.error().message.find("from " + std::string(name(from)) + " to " + std::string(name(to))), std::string::npos);
    }
}

std::string message(const Result<void>& r) { return r ? "" : r.error().message; }

TEST(Kanban, the_message_says_what_is_possible) {
  EXPECT_EQ(message(check_move(kToApply, kHired)), "An application cannot move from TO_APPLY to HIRED: the next state is APPLIED or REJECTED.");
  EXPECT_EQ(message(check_move(kRejected, kApplied)), "An application cannot move from REJECTED to APPLIED: REJECTED is final.");
  EXPECT_EQ(message(check_move(kApplied, kApplied)), "An application cannot move from APPLIED to APPLIED: it is already there.");
}

TEST(Kanban, names_round_trip) {
  for (const auto s : kCardStatuses) EXPECT_EQ(card_status_from(name(s)), s);
  for (const auto* bad : {"", "to_apply", "APPLICATION_STATUS_UNSPECIFIED", "PENDING"}) EXPECT_FALSE(card_status_from(bad));
}

TEST(Kanban, undo_takes_back_the_last_move_once) {
  const auto refusal = [](const Result<CardStatus>& r) { return r ? "" : r.error().reason; };
  EXPECT_EQ(refusal(undo_target(std::nullopt)), "NOTHING_TO_UNDO");
  EXPECT_EQ(*undo_target(HistoryEntry{kOffer, kHired, {}, false}), kOffer);
  EXPECT_EQ(*undo_target(HistoryEntry{kApplied, kRejected, {}, false}), kApplied);
  EXPECT_EQ(refusal(undo_target(HistoryEntry{kHired, kOffer, {}, true})), "NOTHING_TO_UNDO");
}

}  // namespace
}  // namespace jm::domain
