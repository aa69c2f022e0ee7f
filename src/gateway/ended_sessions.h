// Sessions that ended before their tokens do: signed out, "everywhere", or by a new password. A token is good by its signature
// alone, so every gateway remembers those that are not, and asking costs a request one look into memory.
//
//   profile      a row in ended_sessions, and SESSION_ENDED, in one transaction (the truth; it outlives restarts)
//   this one     add() before the answer: the next request of the same client is refused
//   the others   the event wakes them (Redis), or they look every two seconds; each then reads what is new
//
// A session's id is its token's `jti`, kept when the token is renewed. It is a version 7 UUID, whose time says when the session
// began; "everywhere" ends all that began up to a moment. Entries go when the last token they concern has expired.
//
// I/O thread only. The service outlives it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "async/async.h"
#include "base/ids.h"
#include "crypto/jwt.h"
#include "events/hub.h"
#include "user.service.h"

namespace jm::gateway {

class EndedSessions {
 public:
  EndedSessions(IoContext& io, ProfileService& profile, const Clock& clock) : profile_(profile), clock_(clock), news_(io), loaded_event_(io) {}

  bool has_ended(const crypto::Claims& session) const;

  // Until the list has been read for the first time nobody's token is believed. UNAVAILABLE when that takes too long.
  bool is_loaded() const { return loaded_; }
  Task<Result<void>> loaded(Deadline deadline);

  // Ends its open streams too.
  void add(const pb::EndedSession& ended);
  // The stream of this session, to be ended with it.
  void watch(const crypto::Claims& session, const std::shared_ptr<events::Subscription>& stream);

  // There may be news.
  void poke() { news_.notify_all(); }
  // Reads what is new until cancelled.
  Task<void> follow();

 private:
  struct All {
    Time began_until;                        // sessions that began up to here
    std::string kept;                        // but this one
    Time until;
  };
  struct Stream {
    crypto::Claims session;
    std::weak_ptr<events::Subscription> stream;
  };
  Task<Result<void>> read(bool whole);
  void forget_expired();

  ProfileService& profile_;
  const Clock& clock_;
  Event news_, loaded_event_;
  bool loaded_ = false;
  std::int64_t last_ = 0;                    // number of the last row read
  std::unordered_map<std::string, Time> one_;
  std::unordered_map<Uuid, std::vector<All>> all_;
  std::unordered_map<Uuid, std::vector<Stream>> streams_;
};

// When the session began, in whole milliseconds as its id has it; of a token with another kind of id, when it was issued.
Time session_began(const crypto::Claims& session);

}  // namespace jm::gateway
