// The profile service: accounts, profiles, saved searches. The interface is ProfileService (proto/user.proto).
//
// Lifetime: what Deps refers to outlives the service. Use it on the I/O thread.
#pragma once
#include <memory>
#include <stop_token>

#include "async/async.h"
#include "base/clock.h"
#include "crypto/password.h"
#include "events/bus.h"
#include "objects/store.h"
#include "pg/database.h"
#include "user.service.h"

namespace jm::queue {
class Worker;
}

namespace jm::profile {

// Sign-in attempts that may fail within a window, per account (whoever asks) and per client address (whatever the account); and
// accounts that an address may make in one.
struct LoginLimits {
  int failures_per_account_max = 10;
  int failures_per_address_max = 50;
  int registrations_per_address_max = 50;     // attempts, successful ones too: each hashes a password
  std::chrono::seconds window = std::chrono::minutes(15);
};

struct Deps {
  pg::Database& db;
  events::Bus& bus;
  CpuPool& hashing;                     // passwords; bounded, so that a flood of sign-ins is refused and not queued
  objects::Store* objects = nullptr;    // CVs
  const Clock& clock = Clock::system();
  crypto::PasswordCost password_cost = {};
  LoginLimits login_limits = {};
};

std::unique_ptr<ProfileService> make_profile(Deps deps);

// CMD_PARSE_CV: reads an uploaded CV in a sandboxed child and proposes its facts.
struct CvDeps {
  pg::Database& db;
  events::Bus& bus;
  objects::Store& objects;
  CpuPool& cpu;
  CpuPool& recognising;                 // scans: up to minutes each, so a pool that nothing else waits for
  std::stop_token stopping = {};        // ends a scan's reading, which is handed back
  const Clock& clock = Clock::system();
};
void handle_cv_readings(queue::Worker& worker, CvDeps deps);
// CMD_DELETE_ACCOUNT: everything of a user, objects first.
void handle_leaving(queue::Worker& worker, CvDeps deps);

}  // namespace jm::profile
