// Rows to messages, and the two halves of every change of a card:
//
//   hold_card()      locks the card and loads what a decision needs
//   Change           collects what follows from the decision: the row, its audit events, client events, commands
//   Change::store()  writes all of it in the transaction that holds the card, commits, then tells the bus
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "async/async.h"
#include "base/json_object.h"
#include "domain/commands.h"
#include "domain/kanban.h"
#include "events/bus.h"
#include "pg/database.h"
#include "tracker.pb.h"

namespace jm::tracker {
namespace pb = ::jobmate::v1;

enum class Columns : std::uint8_t { kLight, kAll };
pb::Application to_application(const pg::Row& row, Columns columns);
// Rows of list_cards.sql as the two tables that the request asks for.
void read_cards(const pg::Columns& cards, const pb::ListApplicationsRequest& request, pb::ApplicationList& list);
inline constexpr int kColumnsAll = 12;                  // what follows them is the statement's own

// The same words whether it is another user's or nobody's.
std::unexpected<Error> no_application();

struct HeldCard {
  domain::CardStatus status = domain::CardStatus::kToApply;
  bool deleted = false;
  std::optional<Uuid> search_config_id;
  std::optional<Time> reminder;
  std::optional<domain::HistoryEntry> last;             // entry of the history
  std::string last_mutation_id;                         // of the last move or undo; empty when it had none
};

// Locks the card in `tx`, which the caller owns. NOT_FOUND for an id that is no card of this user; RESOURCE_EXHAUSTED when
// its trail is full. Deleted cards are held too.
Task<Result<HeldCard>> hold_card(pg::Transaction& tx, Uuid user_id, Uuid application_id);

class Change {
 public:
  Change(const Uuid& user_id, const Uuid& application_id, Time now) : user_id_(user_id), application_id_(application_id), now_(now) {}

  void call(pg::Call call) { calls_.push_back(std::move(call)); }
  // Appends to the card's trail.
  void audit(std::string_view kind, std::string data);
  // An event for the user's clients, begun by event().
  void tell(std::string_view type, JsonObject object);
  // CARD_UPDATED: what the user wrote on the card has changed ("NOTES", "RATING", "REMINDER"), not where it stands.
  void tell_updated(std::string_view what, std::string_view mutation_id);
  // {"type":…,"userId":…,"applicationId":…
  JsonObject event(std::string_view type) const;
  void command(const domain::Command& command, std::optional<Time> run_at = {});

  // One round trip, then the commit. The answer holds the rows of every call in order. `tx` is the caller's.
  Task<Result<std::vector<pg::Rows>>> store(pg::Transaction& tx, events::Bus& bus);

 private:
  Uuid user_id_, application_id_;
  Time now_;
  std::vector<pg::Call> calls_;
  std::vector<events::Announcement> events_;
  std::vector<domain::Command> commands_;
};

// Ends a change whose first call returned the card.
Task<Result<pb::Application>> store_card(pg::Transaction& tx, Change change, events::Bus& bus);

// Whole milliseconds: what the API shows is what the trail's hashes are made of.
Time now_of(const Clock& clock);

// A mutation id is echoed, so it is bounded text.
Result<void> check_mutation_id(std::string_view id);

}  // namespace jm::tracker
