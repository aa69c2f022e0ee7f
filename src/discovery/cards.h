// From offers to cards: which new offers of a batch are jobs that are stored already, and what the cards then say.
//
//   plan_batch()       exact identity: source id, canonical URL (identity.h)
//   settle_cards()     what it calls new is compared with what is stored and with one another (domain/same_job.h):
//                        the same job, still open   -> one more sighting of its card
//                        the same job, over         -> a new card that knows it is a new posting (repost_root, repost_number)
//                      then every card that has several sightings and got or lost something is made anew (domain/card.h)
//
// Runs inside the batch's transaction, under the ingest lock: identity is decided on what is really stored, and an abandoned
// batch leaves nothing behind. A card never takes in another card: what was told apart once stays apart, unless a user merges.
//
// Order: which of two equal ads makes the card depends on which came first; what the card shows does not. An ad that resembles two
// cards which were told apart goes to the more similar one.
#pragma once
#include <deque>
#include <vector>

#include "async/async.h"
#include "discovery/offer_store.h"
#include "discovery/sketch_index.h"

namespace jm::discovery {

struct SettledCards {
  // What searches have to look at: new cards, and stored ones with other content.
  struct News {
    Uuid id;
    const domain::Offer* offer;                    // in the batch, or in `made`
    bool stored_before;
  };
  std::vector<News> news;
  std::deque<MadeCard> made;
  std::size_t changed = 0;                         // sightings with new content that left plan.changed
  std::vector<pg::Call> calls;                     // after plan_calls()
};

// Takes out of `plan` what is done here: new offers that join a card leave `added`, changes of cards with several sightings leave
// `changed`, `closed` and `reopened` hold cards that are now closed or open as a whole.
Task<Result<SettledCards>> settle_cards(pg::Transaction& tx, CpuPool& cpu, SketchIndex& index, std::string_view source,
                                        const std::vector<domain::Offer>& batch, BatchPlan& plan, Time now);

}  // namespace jm::discovery
