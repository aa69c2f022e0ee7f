// The board's rules: which state a card may go to. Pure; who may move what, and where it is stored, is the tracker's.
//
//   TO_APPLY → APPLIED → INTERVIEW → OFFER → HIRED        REJECTED from any of the first four
//
// HIRED and REJECTED are final. Undo is no transition: it takes back the last move, whatever it was, once.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace jm::domain {

enum class CardStatus : std::uint8_t { kToApply, kApplied, kInterview, kOffer, kRejected, kHired };
inline constexpr std::array kCardStatuses = {CardStatus::kToApply, CardStatus::kApplied,  CardStatus::kInterview,
                                             CardStatus::kOffer,   CardStatus::kRejected, CardStatus::kHired};
std::string_view name(CardStatus v);                       // "TO_APPLY"
std::optional<CardStatus> card_status_from(std::string_view name);

bool can_move(CardStatus from, CardStatus to);

// INVALID_ARGUMENT, reason ILLEGAL_MOVE, naming both states and the possible ones.
Result<void> check_move(CardStatus from, CardStatus to);

// One entry of a card's history, oldest first: {from, to, at}, and undo when it took back the move before it.
struct HistoryEntry {
  CardStatus from = CardStatus::kToApply, to = CardStatus::kToApply;
  Time at;
  bool undo = false;
  bool operator==(const HistoryEntry&) const = default;
};

// The state that undoing gives back. FAILED_PRECONDITION, reason NOTHING_TO_UNDO, when the last entry is not a move: there
// is none, or it was taken back already.
Result<CardStatus> undo_target(const std::optional<HistoryEntry>& last);

}  // namespace jm::domain
