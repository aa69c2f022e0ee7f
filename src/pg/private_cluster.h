// A PostgreSQL of our own, for `jobmate up` on one machine: Debian's server binaries run on a cluster under the data
// directory, reachable through a unix socket in a 0700 directory and through nothing else.
//
//   <data>/pg/            the cluster (initdb into pg.new, then renamed: an interrupted first start leaves nothing half made)
//   <data>/run/           the socket; when that path is too long for a socket (107 bytes), a 0700 directory under /run or /tmp
//   <data>/postgres.log   what the server says; begun anew at a start when it has grown
//   <data>/owner.lock     held (flock) by the program that manages the cluster: there is one at a time
//
// Started as root, the server runs as the system user `postgres`, because PostgreSQL refuses root. It has a session of its
// own, so Ctrl-C in the terminal reaches us first and we stop it; and it does not outlive us: when the program dies without
// saying so (kill -9), the kernel sends the server SIGINT (PR_SET_PDEATHSIG), its fast shutdown. A server that is still there
// at the next start is shut down first, so the server always is our child, with this program's settings. kill -9 of the
// server itself loses nothing committed: the next start, or supervise(), recovers.
//
// Blocking: start() and stop() belong before and after the I/O loop, on the thread that lives as long as the process (the
// kernel watches that thread). supervise() runs in the loop and starts the server again if it dies.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "async/async.h"
#include "base/result.h"

namespace jm::pg {

struct ClusterOptions {
  std::string data_dir;                     // made when absent
  std::string bin_dir = {};                 // where initdb and postgres are; empty: looked for
  std::string database = "jobmate";         // made when absent
  unsigned connections_max = 60;
  unsigned shared_buffers_mb = 64;
  bool durable = true;                      // false: fsync off, for tests only
};

class PrivateCluster {
 public:
  // Makes the cluster if there is none, starts it and waits until it accepts connections. The error says what to do.
  static Result<std::unique_ptr<PrivateCluster>> start(ClusterOptions options);
  virtual ~PrivateCluster() = default;      // stops it

  virtual std::string url() const = 0;                                   // the login role on options.database
  virtual std::string url(const std::string& database) const = 0;
  virtual int pid() const = 0;              // the postmaster's; -1 while it is down
  virtual void stop() = 0;                  // fast shutdown; waits; nothing to do when it is down
  virtual Result<void> restart() = 0;       // stop if running, then start
  // Starts the server again whenever it has died (crash, out of memory), until stop().
  virtual Task<void> supervise() = 0;
};

// False: the user who would run the server cannot get to this directory, however it is made, because something above it is
// private (root's server runs as `postgres`, and /root is 0700). True also where that cannot be told.
bool can_hold_cluster(const std::string& data_dir);

// The URL of the server of this data directory if it is up now, whoever runs it: for tools beside a running program.
std::optional<std::string> running_cluster_url(const std::string& data_dir, const std::string& database);

}  // namespace jm::pg
