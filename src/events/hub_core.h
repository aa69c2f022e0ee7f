// The hub's state, shared by Hub, Subscription and the hub's own coroutines. What a position means is written at HubUser.
#pragma once
#include <unordered_map>
#include <vector>

#include "events/hub.h"

namespace jm::events {

using Bytes = std::shared_ptr<const std::string>;

// The events of one user that this process knows of:
//
//       …  low | low+1 … head |           `kept` holds exactly the encoded frames of low+1 … head
//
// A stream at a position p with low <= p is served from `kept`; one with p < low asks for a page of the table. Frames that
// every stream has passed are dropped (low moves up); so are the oldest when there are too many.
struct HubUser {
  struct Kept {
    std::int64_t seq;
    Bytes bytes;
  };
  explicit HubUser(const Uuid& user_id) : id(user_id) {}

  Uuid id;
  std::int64_t low = -1, head = -1;      // -1: not read yet
  std::vector<Kept> kept;
  std::size_t kept_bytes = 0;
  std::vector<Subscription*> streams;
  bool dirty = false;                    // in HubCore::dirty
};

struct EventRow {
  std::int64_t seq;
  std::string_view data;
};

struct HubCore : std::enable_shared_from_this<HubCore> {
  HubCore(IoContext& i, pg::Database& d, HubOptions o) : io(i), db(d), options(std::move(o)), work(i), poll_now(i), quit(i), gone(i) {}

  Result<std::shared_ptr<Subscription>> subscribe(const Uuid& user_id, std::optional<std::int64_t> position, Deadline expires);
  void leave(Subscription& s);
  void poke(HubUser& user);
  void wake_all();
  void close();

  // What next() needs.
  void ask(Subscription& s);
  Bytes take(Subscription& s);           // every frame after its position, which moves to head

  // What a read brought. `last_seq` is the user's counter in the same snapshot.
  void learn(HubUser& user, std::int64_t last_seq, const std::vector<EventRow>& rows);
  void answer(Subscription& s, std::int64_t last_seq, const std::vector<EventRow>& rows);
  void drop_passed(HubUser& user);

  Task<void> read_loop(std::shared_ptr<HubCore> self);
  Task<void> poll_loop(std::shared_ptr<HubCore> self);
  Task<void> clock_loop(std::shared_ptr<HubCore> self);
  Task<Result<void>> read_once();
  Task<Result<void>> poll_once();

  IoContext& io;
  pg::Database& db;                      // not touched once `closed`
  const HubOptions options;
  std::unordered_map<Uuid, std::unique_ptr<HubUser>> users;
  std::vector<Uuid> dirty;               // users to read
  std::vector<std::weak_ptr<Subscription>> asking;
  std::size_t streams = 0;
  std::size_t in_flight = 0;             // lines of the query that is running
  HubStats counts;
  Event work, poll_now, quit, gone;
  bool stopping = false, closed = false;
};

}  // namespace jm::events
