// PostgreSQL's programs as child processes: where they are, as whom they run, what postmaster.pid says.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace jm::pg {

// As whom the server runs: ourselves, or the system user `postgres` when we are root.
struct Identity {
  uid_t uid;
  gid_t gid;
  std::vector<gid_t> groups;
  std::string name;
  bool changes = false;               // it is not ourselves
  static Result<Identity> for_server();
};

// The directory with initdb and postgres: of the wanted major version ("15"), or of the newest one from 15 on.
Result<std::string> find_binaries(const std::string& wanted_major);

struct Child {
  std::vector<std::string> command;   // absolute path first
  int log_fd = -1;                    // its standard output and error
  bool dies_with_us = false;          // PR_SET_PDEATHSIG SIGINT
};
// In a session of its own. The pid, or why not.
Result<pid_t> spawn_child(const Child& child, const Identity& who);
// Runs a child to its end; its exit code (128 + signal when killed).
Result<int> run_child(const Child& child, const Identity& who);
// True if `who` may search the directory and everything above it.
bool can_enter(const std::string& dir, const Identity& who);

struct PostmasterPid {
  pid_t pid = 0;
  std::string status;                 // "starting", "ready", "stopping"; may be empty
};
std::optional<PostmasterPid> parse_postmaster_pid(const std::string& text);
// The live server of this cluster directory, if there is one.
std::optional<PostmasterPid> running_server(const std::string& cluster_dir);

// Ends what a killed server left behind: its processes hold its shared memory until they notice, and one that computes notices
// only when it is done. Call it when there is no running_server().
void end_orphans(const std::string& cluster_dir);

}  // namespace jm::pg
