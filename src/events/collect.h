// For this folder's tests: a client of a subscription that keeps what it was told.
#pragma once
#include <charconv>
#include <string>
#include <vector>

#include "events/hub.h"

namespace jm::events {

struct Collected {
  std::string bytes;
  std::vector<std::int64_t> ids;         // of the frames, in order
  std::size_t resyncs = 0, heartbeats = 0;
  Delivery::Kind end = Delivery::Kind::kFrames;      // why it ended; kFrames: it has not
};

inline void note(Collected& c, const std::string& bytes) {
  c.bytes += bytes;
  for (std::size_t at = 0; (at = bytes.find("id: ", at)) != std::string::npos; at += 4) {
    if (at != 0 && bytes[at - 1] != '\n') continue;
    std::int64_t id = 0;
    std::from_chars(bytes.data() + at + 4, bytes.data() + bytes.size(), id);
    c.ids.push_back(id);
  }
  for (std::size_t at = 0; (at = bytes.find(R"("type":"resync")", at)) != std::string::npos; ++at) ++c.resyncs;
}

// Until the stream ends, or `frames_max` deliveries were taken.
inline Task<void> collect(std::shared_ptr<Subscription> s, Collected& out, int deliveries_max = 1 << 30) {
  for (int i = 0; i < deliveries_max;) {
    const Delivery d = co_await s->next();
    if (d.kind == Delivery::Kind::kHeartbeat) {
      ++out.heartbeats;
      continue;
    }
    if (d.kind != Delivery::Kind::kFrames) {
      out.end = d.kind;
      co_return;
    }
    note(out, *d.bytes);
    ++i;
  }
}

}  // namespace jm::events
