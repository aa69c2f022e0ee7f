#include "pg/private_cluster.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/log.h"
#include "crypto/hash.h"
#include "pg/connect.h"
#include "pg/server_process.h"

namespace jm::pg {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kLoginRole = "jobmate";
constexpr std::size_t kSocketPathMax_bytes = 107;
constexpr std::string_view kSocketName = "/.s.PGSQL.5432";
constexpr auto kReadyMax = 120s;             // crash recovery included
constexpr auto kStopMax = 30s;
constexpr auto kOrphansMax = 10s;            // until the processes of a killed server have noticed
constexpr std::uintmax_t kLogMax_bytes = 10 << 20;

struct Fd {
  int fd = -1;
  explicit Fd(int f = -1) : fd(f) {}
  Fd(Fd&& o) noexcept : fd(std::exchange(o.fd, -1)) {}
  Fd& operator=(Fd&& o) noexcept { std::swap(fd, o.fd); return *this; }
  ~Fd() { if (fd >= 0) close(fd); }
};

std::string system_words() { return std::strerror(errno); }

std::string tail(const std::string& path, std::size_t lines) {
  std::ifstream in(path);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  std::string out;
  for (std::size_t i = all.size() > lines ? all.size() - lines : 0; i < all.size(); ++i) out += (out.empty() ? "" : " | ") + all[i];
  return out;
}

// A directory that is the server's alone. An existing one is accepted only if it is that already, which matters in /tmp.
Result<void> private_dir(const std::string& path, const Identity& who) {
  if (mkdir(path.c_str(), 0700) == 0) {
    if (who.changes && chown(path.c_str(), who.uid, who.gid) != 0) return fail(Code::kFailedPrecondition, "Cannot give " + path + " to " + who.name + ": " + system_words());
    return {};
  }
  if (errno != EEXIST) return fail(Code::kFailedPrecondition, "Cannot make the directory " + path + ": " + system_words());
  struct stat st{};
  if (lstat(path.c_str(), &st) != 0 || !S_ISDIR(st.st_mode)) return fail(Code::kFailedPrecondition, path + " is not a directory.");
  if (st.st_uid != who.uid) return fail(Code::kFailedPrecondition, path + " belongs to another user. Start as the user who made it, or choose another data directory.");
  if ((st.st_mode & 077) != 0 && chmod(path.c_str(), 0700) != 0) return fail(Code::kFailedPrecondition, path + " is open to others: chmod 700 it.");
  return {};
}

Result<std::string> socket_dir(const std::string& data_dir, const Identity& who) {
  std::string dir = data_dir + "/run";
  if (dir.size() + kSocketName.size() > kSocketPathMax_bytes) {
    const std::string hex = crypto::to_hex(crypto::sha256(data_dir)).substr(0, 16);
    dir = (access("/run", W_OK) == 0 ? "/run/jobmate-" : "/tmp/jobmate-") + hex;
  }
  JM_CHECK_OK(private_dir(dir, who));
  return dir;
}

// A URL without blanks, so that it can be printed, put into an environment and read back.
std::string url_of(std::string_view socket_dir, std::string_view database) {
  std::string host;
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : socket_dir) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) || c == '-' || c == '_' || c == '.') host += c;
    else (((host += '%') += kHex[u >> 4]) += kHex[u & 15]);
  }
  return "postgresql://" + std::string(kLoginRole) + "@/" + std::string(database) + "?host=" + host;
}

class Cluster final : public PrivateCluster {
 public:
  explicit Cluster(ClusterOptions options) : options_(std::move(options)) {}
  ~Cluster() override {
    stop();
    // The short directory outside of the data directory goes with us; it is made again at the next start.
    if (!socket_dir_.starts_with(options_.data_dir)) rmdir(socket_dir_.c_str());
  }

  Result<void> prepare();
  Result<void> launch();                 // spawn, wait until ready
  Result<void> make_database();

  std::string url() const override { return url(options_.database); }
  std::string url(const std::string& database) const override {
    return url_of(socket_dir_, database);
  }
  int pid() const override { return pid_; }
  void stop() override;
  Result<void> restart() override {
    stop();
    stopping_ = false;
    return launch();
  }
  Task<void> supervise() override;

 private:
  Result<void> lock();
  Result<void> init();
  Result<void> stop_left_over();
  Result<void> spawn_server();
  enum class State : std::uint8_t { kStarting, kReady, kGone };
  State look();
  bool wait_gone(pid_t pid, bool child, Clock::duration max) const;

  std::string pg_dir() const { return options_.data_dir + "/pg"; }
  std::string log_path() const { return options_.data_dir + "/postgres.log"; }

  ClusterOptions options_;
  Identity who_{};
  std::string socket_dir_;
  Fd lock_, log_;
  pid_t pid_ = -1;
  bool stopping_ = false;
};

Result<void> Cluster::prepare() {
  if (options_.data_dir.empty()) return fail(Code::kInvalidArgument, "No data directory is given.");
  std::error_code ec;
  options_.data_dir = fs::absolute(options_.data_dir, ec).lexically_normal().string();
  while (options_.data_dir.size() > 1 && options_.data_dir.back() == '/') options_.data_dir.pop_back();
  JM_TRY(who, Identity::for_server());
  who_ = std::move(who);
  fs::create_directories(options_.data_dir, ec);
  if (ec) return fail(Code::kFailedPrecondition, "Cannot make the data directory " + options_.data_dir + ": " + ec.message());
  if (!can_enter(options_.data_dir, who_)) {
    // Its own bit we may set; what is above it is not ours to open.
    struct stat st{};
    if (who_.changes && stat(options_.data_dir.c_str(), &st) == 0) (void)chmod(options_.data_dir.c_str(), (st.st_mode & 07777) | 0011);
    if (!can_enter(options_.data_dir, who_))
      return fail(Code::kFailedPrecondition, "The data directory " + options_.data_dir + " cannot be reached by " + who_.name +
                  ", who runs PostgreSQL. Choose one outside of private directories such as /root, or start as an ordinary user.");
  }
  JM_CHECK_OK(lock());

  if (fs::exists(log_path(), ec) && fs::file_size(log_path(), ec) > kLogMax_bytes) fs::rename(log_path(), log_path() + ".old", ec);
  log_ = Fd(open(log_path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (log_.fd < 0) return fail(Code::kFailedPrecondition, "Cannot write " + log_path() + ": " + system_words());

  std::string major;
  std::ifstream(pg_dir() + "/PG_VERSION") >> major;
  if (options_.bin_dir.empty()) {
    JM_TRY(found, find_binaries(major));
    options_.bin_dir = found;
  }
  JM_TRY(sockets, socket_dir(options_.data_dir, who_));
  socket_dir_ = sockets;
  if (!fs::exists(pg_dir(), ec)) return init();
  return private_dir(pg_dir(), who_);
}

Result<void> Cluster::lock() {
  const std::string path = options_.data_dir + "/owner.lock";
  lock_ = Fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock_.fd < 0) return fail(Code::kFailedPrecondition, "Cannot write " + path + ": " + system_words());
  if (flock(lock_.fd, LOCK_EX | LOCK_NB) != 0) {
    char pid[32] = "";
    if (pread(lock_.fd, pid, sizeof pid - 1, 0) < 0) pid[0] = 0;
    return fail(Code::kFailedPrecondition, "Another program (process " + std::string(pid) + ") is using the data directory " + options_.data_dir +
                ". Stop it, or choose another data directory.", "DATA_DIR_IN_USE");
  }
  const std::string pid = std::to_string(getpid());
  if (ftruncate(lock_.fd, 0) != 0 || pwrite(lock_.fd, pid.data(), pid.size(), 0) < 0)
    return fail(Code::kFailedPrecondition, "Cannot write " + path + ": " + system_words());
  return {};
}

Result<void> Cluster::init() {
  const std::string fresh = options_.data_dir + "/pg.new";
  std::error_code ec;
  fs::remove_all(fresh, ec);
  JM_CHECK_OK(private_dir(fresh, who_));
  const Child initdb{{options_.bin_dir + "/initdb", "-D", fresh, "-U", std::string(kLoginRole), "-E", "UTF8", "--locale=C.UTF-8", "-k", "-A", "trust", "--no-instructions", "--no-sync"},
               log_.fd};
  JM_TRY(code, run_child(initdb, who_));
  if (code != 0) return fail(Code::kInternal, "initdb failed: " + tail(log_path(), 3));
  // On the disk before it has its name: one syncfs instead of initdb's fsync of a thousand files.
  const Fd dir(open(fresh.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (options_.durable && (dir.fd < 0 || syncfs(dir.fd) != 0)) return fail(Code::kInternal, "Cannot write " + fresh + " to disk: " + system_words());
  fs::rename(fresh, pg_dir(), ec);
  if (ec) return fail(Code::kInternal, "Cannot rename " + fresh + ": " + ec.message());
  return {};
}

Result<void> Cluster::stop_left_over() {
  if (const auto left = running_server(pg_dir())) {
    log::info("shutting down the database server that a former run left", {{"pid", left->pid}});
    kill(left->pid, SIGINT);
    if (!wait_gone(left->pid, false, kStopMax))
      return fail(Code::kUnavailable, "A PostgreSQL server (process " + std::to_string(left->pid) + ") of this data directory does not stop. Stop it by hand.");
    return {};
  }
  end_orphans(pg_dir());
  // Notes of a server that is gone; the server itself would believe a number that another process has by now.
  std::error_code ec;
  fs::remove(pg_dir() + "/postmaster.pid", ec);
  for (const auto& entry : fs::directory_iterator(socket_dir_, ec)) fs::remove(entry.path(), ec);
  return {};
}

Result<void> Cluster::spawn_server() {
  const auto set = [](const std::string& name, const std::string& value) { return "--" + name + "=" + value; };
  Child server{{options_.bin_dir + "/postgres", "-D", pg_dir(),
                set("listen_addresses", ""), set("unix_socket_directories", socket_dir_), set("unix_socket_permissions", "0700"), set("port", "5432"),
                set("max_connections", std::to_string(options_.connections_max)), set("shared_buffers", std::to_string(options_.shared_buffers_mb) + "MB"),
                set("huge_pages", "off"), set("jit", "off"), set("random_page_cost", "1.1"), set("max_parallel_workers_per_gather", "0"),
                set("wal_level", "minimal"), set("max_wal_senders", "0"), set("max_wal_size", "512MB"), set("checkpoint_timeout", "15min"),
                set("max_logical_replication_workers", "0"), set("timezone", "UTC"), set("log_timezone", "UTC"), set("log_line_prefix", "%m [%p] "),
                set("logging_collector", "off"), set("log_checkpoints", "off"), set("lc_messages", "C"),
                set("log_min_error_statement", "panic")},      // statements hold what users wrote
               log_.fd, true};
  if (!options_.durable)
    for (const char* name : {"fsync", "synchronous_commit", "full_page_writes", "autovacuum"}) server.command.push_back(set(name, "off"));
  JM_TRY(pid, spawn_child(server, who_));
  pid_ = pid;
  return {};
}

Cluster::State Cluster::look() {
  if (pid_ < 0) return State::kGone;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != 0) {
    pid_ = -1;
    return State::kGone;
  }
  std::ifstream in(pg_dir() + "/postmaster.pid");
  const auto noted = parse_postmaster_pid({std::istreambuf_iterator<char>(in), {}});
  return noted && noted->pid == pid_ && noted->status == "ready" ? State::kReady : State::kStarting;
}

Result<void> Cluster::launch() {
  const auto begun = Clock::now();
  for (;;) {
    JM_CHECK_OK(stop_left_over());
    JM_CHECK_OK(spawn_server());
    State state = look();
    for (; state == State::kStarting && Clock::now() - begun < kReadyMax; state = look()) std::this_thread::sleep_for(5ms);
    if (state == State::kReady) return {};
    if (state == State::kStarting) {
      stop();
      return fail(Code::kUnavailable, "PostgreSQL was not ready in time. See " + log_path());
    }
    // The processes of a server that was killed hold its shared memory until they notice.
    const std::string why = tail(log_path(), 3);
    if (!why.contains("shared memory block") || Clock::now() - begun > kOrphansMax) return fail(Code::kUnavailable, "PostgreSQL did not start: " + why);
    std::this_thread::sleep_for(50ms);
  }
}

Result<void> Cluster::make_database() {
  if (options_.database == "postgres") return {};
  const std::unique_ptr<PGconn, decltype(&PQfinish)> conn(PQconnectdb(url("postgres").c_str()), PQfinish);
  if (PQstatus(conn.get()) != CONNECTION_OK) return fail(Code::kUnavailable, "PostgreSQL does not answer: " + std::string(PQerrorMessage(conn.get())));
  const char* name = options_.database.c_str();
  const std::unique_ptr<PGresult, decltype(&PQclear)> there(
      PQexecParams(conn.get(), "SELECT 1 FROM pg_database WHERE datname = $1", 1, nullptr, &name, nullptr, nullptr, 0), PQclear);
  if (PQntuples(there.get()) > 0) return {};
  const std::unique_ptr<char, decltype(&PQfreemem)> quoted(PQescapeIdentifier(conn.get(), name, options_.database.size()), PQfreemem);
  const std::unique_ptr<PGresult, decltype(&PQclear)> made(PQexec(conn.get(), ("CREATE DATABASE " + std::string(quoted.get())).c_str()), PQclear);
  if (PQresultStatus(made.get()) != PGRES_COMMAND_OK) return fail(Code::kInternal, "The database cannot be made: " + std::string(PQerrorMessage(conn.get())));
  return {};
}

bool Cluster::wait_gone(pid_t pid, bool child, Clock::duration max) const {
  for (const auto end = Clock::now() + max; Clock::now() < end; std::this_thread::sleep_for(5ms)) {
    int status = 0;
    if (child ? waitpid(pid, &status, WNOHANG) != 0 : !running_server(pg_dir()).has_value()) return true;
  }
  return false;
}

void Cluster::stop() {
  stopping_ = true;
  if (pid_ < 0) return;
  const pid_t pid = std::exchange(pid_, -1);
  // Fast shutdown; then without a checkpoint (it recovers at the next start); then nothing else is left.
  for (const int how : {SIGINT, SIGQUIT, SIGKILL}) {
    kill(pid, how);
    if (wait_gone(pid, true, kStopMax)) return;
    log::warn("PostgreSQL does not stop", {{"pid", pid}, {"signal", how}});
  }
}

Task<void> Cluster::supervise() {
  auto pause = 100ms;
  while (!stopping_) {
    co_await sleep_for(250ms);
    if (stopping_ || look() != State::kGone) continue;
    log::error("PostgreSQL has died; starting it again", {{"log", log_path()}});
    (void)stop_left_over();
    if (auto spawned = spawn_server(); !spawned) log::error("PostgreSQL cannot be started", {{"why", spawned.error().message}});
    while (!stopping_ && look() == State::kStarting) co_await sleep_for(20ms);
    if (stopping_) co_return;
    if (look() == State::kReady) {
      pause = 100ms;
      continue;
    }
    co_await sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(10'000));
  }
}

}  // namespace

bool can_hold_cluster(const std::string& data_dir) {
  std::error_code ec;
  const Result<Identity> who = Identity::for_server();
  fs::path above = fs::absolute(data_dir, ec).lexically_normal();
  if (!above.has_filename()) above = above.parent_path();
  do above = above.parent_path();
  while (!fs::exists(above, ec) && above.has_relative_path());
  return !who || can_enter(above.string(), *who);
}

std::optional<std::string> running_cluster_url(const std::string& data_dir, const std::string& database) {
  std::error_code ec;
  const std::string cluster_dir = fs::absolute(data_dir, ec).lexically_normal().string() + "/pg";
  const auto server = running_server(cluster_dir);
  if (!server || server->status != "ready") return std::nullopt;
  // Line 5 of postmaster.pid: the first socket directory.
  std::ifstream in(cluster_dir + "/postmaster.pid");
  std::string line;
  for (int i = 0; i < 5; ++i)
    if (!std::getline(in, line)) return std::nullopt;
  return url_of(line, database);
}

Result<std::unique_ptr<PrivateCluster>> PrivateCluster::start(ClusterOptions options) {
  auto cluster = std::make_unique<Cluster>(std::move(options));
  JM_CHECK_OK(cluster->prepare());
  JM_CHECK_OK(cluster->launch());
  JM_CHECK_OK(cluster->make_database());
  return std::unique_ptr<PrivateCluster>(std::move(cluster));
}

}  // namespace jm::pg
