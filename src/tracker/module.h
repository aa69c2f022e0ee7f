// The tracker service: the board of applications and its audit trail. The interface is TrackerService (proto/tracker.proto).
//
// Lifetime: what Deps refers to outlives the service and its handlers. Use it on the I/O thread.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "async/async.h"
#include "base/clock.h"
#include "events/bus.h"
#include "pg/database.h"
#include "tracker.service.h"

namespace jm::queue {
class Worker;
}

namespace jm::tracker {

struct Deps {
  pg::Database& db;
  events::Bus& bus;
  const Clock& clock = Clock::system();
};

std::unique_ptr<TrackerService> make_tracker(Deps deps);

// CMD_REMIND {userId, applicationId, remindAt}: the reminder becomes an event, if it is still the one that is set. Before
// the worker starts.
void handle_reminders(queue::Worker& worker, Deps deps);

// What `jobmate audit` reports: every application's chain of events is recomputed, and the board is rebuilt from it and
// compared with the stored row.
struct AuditFault {
  Uuid application_id;
  int seq = 0;                            // the first event that does not fit; 0: the row itself differs from its events
  std::string what;
};
struct AuditReport {
  std::int64_t applications = 0, events = 0;
  std::vector<AuditFault> faults;         // at most kAuditFaultsMax
};
inline constexpr std::size_t kAuditFaultsMax = 1000;
Task<Result<AuditReport>> verify_audit(pg::Database& db, Deadline deadline);

}  // namespace jm::tracker
