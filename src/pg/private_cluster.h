// A PostgreSQL of our own, for `jobmate up` on one machine: Debian's server binaries run on a cluster under the data
// directory, reachable through a unix socket in a 0700 directory and through nothing else.
//
//   <data>/pg/            the cluster (initdb into pg.new, then renamed: an interrupted first start leaves nothing half made)
//   <data>/run/           the socket; when that path is too long for a socket (107 bytes), a 0700 directory under /run or /tmp
//   <data>/postgres.log   what the server says
//   <data>/owner.lock     held (flock) by the program that manages the cluster: there is one at a time
//
// Started as root, the server runs as the system user `postgres`, because PostgreSQL refuses root. It is in a session of its
// own, so Ctrl-C in the terminal reaches us first, and it is told to shut down (PR_SET_PDEATHSIG, SIGINT = fast shutdown)
// when the program dies without saying so. A server that is still there at the next start is waited for while it stops, or
// adopted. kill -9 of the server loses nothing committed: the next start recovers.
//
// Blocking: start() and stop() belong before and after the I/O loop. supervise() runs in it and starts the server again if it
// dies.
#pragma once
#include <memory>
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
  virtual int pid() const = 0;              // the postmaster's
  virtual bool adopted() const = 0;         // it was running already
  virtual void stop() = 0;                  // fast shutdown; waits; nothing to do when it is down
  virtual Result<void> restart() = 0;       // stop if running, then start

  // Until cancelled or stop(): starts the server again when it has died (crash, out of memory).
  virtual Task<void> supervise() = 0;
};

}  // namespace jm::pg
