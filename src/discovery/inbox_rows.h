// What matching means for the inboxes: pure. One offer, the outcomes of all searches that want it, grouped by user: the best
// rank of a user's searches wins; a red flag keeps the offer out only when no other search of that user accepts it, and the user made no exception for it (which the
// statements that write the rows find out).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "domain/match.h"
#include "domain/offer.h"

namespace jm::discovery {

struct InboxRow {
  Uuid id, user_id, search_id, offer_id;
  int rank = 0;
  std::string reasons;              // [["TITLE",40,"C++"],…]
  std::optional<Time> until;        // the offer's own end
  std::string event;                // JOB_DISCOVERED, should the item be new
  std::string company_key;
  bool by_exception = false;        // a red flag stands against it: it enters only where the user made an exception
};
struct QuarantineRow {
  Uuid id, user_id, search_id, offer_id;
  std::string rule;
  std::string spans;                // [{"rule":…,"field":…,"offset":…,"length":…,"text":…,"offset16":…,"length16":…,"before":…,"after":…},…]
  std::string company_key;
  int rank = 0;                     // and what its item would be
  std::string reasons;
  std::optional<Time> until;
};
struct HiddenRow {
  Uuid user_id, offer_id;
  std::string company_key;
};

struct InboxRows {
  std::vector<InboxRow> accepted;
  std::vector<QuarantineRow> held;
  // For offers that were stored before: entries to take out of the quarantine, and items to take out of the inbox.
  std::vector<std::pair<Uuid, Uuid>> released;     // search, offer
  std::vector<HiddenRow> hidden;                   // unless the user made an exception
  bool empty() const { return accepted.empty() && held.empty(); }
};

// Appends. `stored_before`: the offer may have items and entries already. An offer that is closed or over gives nothing.
void add_inbox_rows(const Uuid& offer_id, const domain::Offer& offer, std::vector<domain::MatchOutcome> outcomes, bool stored_before, Time now,
                    InboxRows& rows);

}  // namespace jm::discovery
