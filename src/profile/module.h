// The profile service: accounts, profiles, saved searches. The interface is ProfileService (proto/user.proto).
//
// Lifetime: what Deps refers to outlives the service. Use it on the I/O thread.
#pragma once
#include <memory>

#include "async/async.h"
#include "base/clock.h"
#include "crypto/password.h"
#include "events/bus.h"
#include "pg/database.h"
#include "user.service.h"

namespace jm::profile {

// Sign-in attempts that may fail within a window: per account (whoever asks) and per client address (whatever the account).
struct LoginLimits {
  int failures_per_account_max = 10;
  int failures_per_address_max = 50;
  std::chrono::seconds window = std::chrono::minutes(15);
};

struct Deps {
  pg::Database& db;
  events::Bus& bus;
  CpuPool& hashing;                     // passwords; bounded, so that a flood of sign-ins is refused and not queued
  const Clock& clock = Clock::system();
  crypto::PasswordCost password_cost = {};
  LoginLimits login_limits = {};
};

std::unique_ptr<ProfileService> make_profile(Deps deps);

}  // namespace jm::profile
