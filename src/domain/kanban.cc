#include "domain/kanban.h"

#include <algorithm>
#include <string>

namespace jm::domain {
namespace {

struct Row {
  CardStatus status;
  std::string_view name;
  std::vector<CardStatus> next;
};

// The whole machine, one line a state.
const std::array<Row, kCardStatuses.size()>& table() {
  using enum CardStatus;
  static const std::array<Row, kCardStatuses.size()> t = {{
      {kToApply, "TO_APPLY", {kApplied, kRejected}},
      {kApplied, "APPLIED", {kInterview, kRejected}},
      {kInterview, "INTERVIEW", {kOffer, kRejected}},
      {kOffer, "OFFER", {kHired, kRejected}},
      {kRejected, "REJECTED", {}},
      {kHired, "HIRED", {}},
  }};
  return t;
}

const Row& row(CardStatus v) { return table()[static_cast<std::size_t>(v)]; }

}  // namespace

std::string_view name(CardStatus v) { return row(v).name; }

std::optional<CardStatus> card_status_from(std::string_view text) {
  const auto it = std::ranges::find(table(), text, &Row::name);
  if (it == table().end()) return {};
  return it->status;
}

bool can_move(CardStatus from, CardStatus to) { return std::ranges::find(row(from).next, to) != row(from).next.end(); }

Result<void> check_move(CardStatus from, CardStatus to) {
  if (can_move(from, to)) return {};
  std::string message = "An application cannot move from " + std::string(name(from)) + " to " + std::string(name(to)) + ": ";
  if (from == to) {
    message += "it is already there.";
  } else if (row(from).next.empty()) {
    message += std::string(name(from)) + " is final.";
  } else {
    message += "the next state is ";
    for (const CardStatus next : row(from).next) message += std::string(name(next)) + (next == row(from).next.back() ? "." : " or ");
  }
  return fail(Code::kInvalidArgument, std::move(message), "ILLEGAL_MOVE");
}

Result<CardStatus> undo_target(const std::optional<HistoryEntry>& last) {
  if (!last) return fail(Code::kFailedPrecondition, "There is no move to take back: the application has not been moved.", "NOTHING_TO_UNDO");
  if (last->undo) return fail(Code::kFailedPrecondition, "There is no move to take back: the last one was taken back already.", "NOTHING_TO_UNDO");
  return last->from;
}

}  // namespace jm::domain
