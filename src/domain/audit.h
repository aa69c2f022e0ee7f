// The audit trail of an application: append-only events, chained by hash, from which its card can be rebuilt.
//
//   hash = sha256(previous hash (32 zero bytes at first) || "<application id>|<seq>|<kind>|<at>|<data>")
//   at   = 2026-05-28T21:45:47.123456Z          data = the event's JSON, byte for byte as stored
//
// The database appends (append_application_event in the first migration, the same formula); this file checks and rebuilds.
// What each kind says, as JSON:
//   CREATED        {jobFeedId, searchConfigId, status}     RESTORED            {jobFeedId, searchConfigId, status}
//   MOVED          {from, to, mutationId?}                  MOVE_UNDONE         {from, to, mutationId?}
//   NOTED          {note}         null: emptied             RATED               {rating}
//   REMINDER_SET   {at}                                     REMINDER_CLEARED    {at}        REMINDER_FIRED {at}
//   DELETED        {mutationId?}                            ANALYSED            {…}         says nothing about the card
//   SEARCH_ARCHIVED {searchConfigId, reason}                SEARCH_REACTIVATED  {searchConfigId}   neither do these
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "domain/kanban.h"

namespace jm::domain {

using AuditHash = std::array<std::uint8_t, 32>;
using HashFunction = AuditHash (*)(std::string_view);      // SHA-256; the caller brings it, the domain has no cryptography

struct AuditEvent {
  int seq = 0;                // 1, 2, 3 … within the application
  std::string kind;
  std::string data;           // JSON text
  Time at;
  AuditHash hash{};
};

AuditHash next_hash(const AuditHash& previous, const Uuid& application_id, const AuditEvent& event, HashFunction sha256);

struct AuditProblem {
  int seq = 0;                // the first event that does not fit
  std::string what;
};

// Numbers without gaps, every hash as computed. `events` in order.
std::optional<AuditProblem> verify_chain(const Uuid& application_id, std::span<const AuditEvent> events, HashFunction sha256);

// The card as the board shows it.
struct Card {
  CardStatus status = CardStatus::kToApply;
  std::optional<std::string> notes;
  std::optional<int> rating;
  std::optional<Time> reminder;      // whole milliseconds
  std::vector<HistoryEntry> history;
  bool deleted = false;
  bool operator==(const Card&) const = default;
};

// Rebuilds the card. An event that contradicts those before it (a move from where the card does not stand, data that is not
// what its kind says) is a problem.
std::expected<Card, AuditProblem> replay(std::span<const AuditEvent> events);

// What differs between the card that the events give and the stored one ("status: events say APPLIED, the row says OFFER");
// empty when nothing does. Notes are not quoted.
std::string difference(const Card& from_events, const Card& stored);

// The stored history_log, and what is appended to it. Times are whole milliseconds.
Result<std::vector<HistoryEntry>> read_history(std::string_view json);
std::string history_json(const HistoryEntry& entry);

// The data of the events that the board's use cases append. `mutation_id` is left out when empty.
std::string created_data(const std::optional<Uuid>& job_feed_id, const std::optional<Uuid>& search_config_id);
std::string moved_data(CardStatus from, CardStatus to, std::string_view mutation_id);
std::string noted_data(const std::optional<std::string>& note);
std::string rated_data(int rating);
std::string reminder_data(Time at);
std::string deleted_data(std::string_view mutation_id);
std::string search_archived_data(const Uuid& search_config_id, std::string_view reason);
std::string search_reactivated_data(const Uuid& search_config_id);

}  // namespace jm::domain
