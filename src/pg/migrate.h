// Forward-only migrations: a list of numbered SQL files, embedded by cmake/embed_migrations.cmake from
// schema/migrations/V0001__name.sql and applied in order, each in one transaction. What was applied is written down with its
// SHA-256 in schema_migrations; a file that was changed afterwards, or a database newer than this program, is refused before
// anything runs. One advisory lock: of several programs that start together, one migrates and the others wait for it.
//
// Before the first migration the roles jobmate_app and jobmate_worker are made if they are absent (no login, no bypass of row
// security) and granted to the login role; what they may do is granted in the migrations.
//
// Blocking: call it at start-up, before the I/O loop, or from a command line.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jm::pg {

struct Migration {
  int version;               // 1, 2, 3, …
  std::string_view name;     // "foundation"
  std::string_view sql;
};

struct Migrated {
  int from = 0;              // the version found (0: an empty database)
  int to = 0;
  int applied = 0;
};

inline constexpr std::string_view kAppRole = "jobmate_app";
inline constexpr std::string_view kWorkerRole = "jobmate_worker";

Result<Migrated> migrate(const std::string& url, std::span<const Migration> migrations);

}  // namespace jm::pg
