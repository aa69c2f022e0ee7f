#include "pg/private_cluster.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "pg/server_process.h"
#include "support/run_io.h"
#include "support/test_postgres.h"

namespace jm::pg {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class PrivateClusterTest : public ::testing::Test {
 protected:
  PrivateClusterTest() {
    char name[] = "/tmp/jobmate-test-cluster-XXXXXX";
    dir_ = mkdtemp(name);
    fs::permissions(dir_, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);     // the server's user passes through
  }
  ~PrivateClusterTest() override {
    std::error_code ec;
    fs::remove_all(dir_, ec);
  }
  ClusterOptions options() const { return {.data_dir = dir_ + "/data", .durable = false}; }

  // First column of the first row; the error's text when it fails.
  static std::string ask(const std::string& url, const std::string& sql) {
    try {
      const auto rows = test::run_sql(url, sql);
      return rows.empty() ? "ok" : rows[0][0];
    } catch (const std::exception& e) {
      return e.what();
    }
  }
  static bool wait_until(const std::function<bool()>& done) {
    for (int i = 0; i < 4000; ++i, std::this_thread::sleep_for(5ms))
      if (done()) return true;
    return false;
  }

  std::string dir_;
};

TEST_F(PrivateClusterTest, is_made_started_stopped_and_started_again) {
  {
    auto cluster = PrivateCluster::start({.data_dir = dir_ + "/data"});
    ASSERT_TRUE(cluster) << cluster.error().message;
    const std::string url = (*cluster)->url();
    EXPECT_EQ(ask(url, "CREATE TABLE kept AS SELECT 42 AS i"), "ok");
    EXPECT_EQ(ask(url, "SELECT current_database()"), "jobmate");
    EXPECT_EQ(ask(url, "SHOW server_encoding"), "UTF8");
    EXPECT_EQ(ask(url, "SHOW fsync"), "on");
    EXPECT_EQ(ask(url, "SHOW data_checksums"), "on");
    EXPECT_EQ(ask(url, "SHOW listen_addresses"), "");
    (*cluster)->stop();
    EXPECT_EQ((*cluster)->pid(), -1);
    EXPECT_FALSE(ask(url, "SELECT 1") == "1");
  }
  auto again = PrivateCluster::start(options());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(ask((*again)->url(), "SELECT i FROM kept"), "42");
}

TEST_F(PrivateClusterTest, its_socket_is_closed_to_others_and_root_is_dropped) {
  auto cluster = PrivateCluster::start(options());
  ASSERT_TRUE(cluster) << cluster.error().message;
  for (const char* sub : {"/data/run", "/data/pg"}) {
    struct stat st{};
    ASSERT_EQ(stat((dir_ + sub).c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 0777, 0700u) << sub;
    if (geteuid() == 0) EXPECT_EQ(st.st_uid, getpwnam("postgres")->pw_uid) << sub;
  }
  struct stat st{};
  ASSERT_EQ(stat(("/proc/" + std::to_string((*cluster)->pid())).c_str(), &st), 0);
  EXPECT_NE(st.st_uid, 0u);
  EXPECT_NE(getsid((*cluster)->pid()), getsid(0));          // Ctrl-C in our terminal is not for it
}

TEST_F(PrivateClusterTest, a_long_path_gets_a_short_socket_directory) {
  ClusterOptions o = options();
  o.data_dir += "/" + std::string(100, 'x');
  auto cluster = PrivateCluster::start(o);
  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_EQ(ask((*cluster)->url(), "SELECT 1"), "1");
  const std::string url = (*cluster)->url();
  const auto from = url.find('/'), to = url.find('\'', from);
  const std::string sockets = url.substr(from, to - from);
  EXPECT_LT(sockets.size(), 60u) << sockets;
  cluster->reset();
  EXPECT_FALSE(fs::exists(sockets));
}

TEST_F(PrivateClusterTest, a_second_program_is_told_who_has_it) {
  auto cluster = PrivateCluster::start(options());
  ASSERT_TRUE(cluster) << cluster.error().message;
  const auto second = PrivateCluster::start(options());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, "DATA_DIR_IN_USE");
  EXPECT_TRUE(second.error().message.contains("process " + std::to_string(getpid()))) << second.error().message;
  EXPECT_EQ(ask((*cluster)->url(), "SELECT 1"), "1");
}

TEST_F(PrivateClusterTest, a_killed_server_recovers_what_was_committed) {
  auto cluster = PrivateCluster::start({.data_dir = dir_ + "/data"});
  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_EQ(ask((*cluster)->url(), "CREATE TABLE kept AS SELECT g FROM generate_series(1, 1000) g"), "ok");
  const int killed = (*cluster)->pid();
  kill(killed, SIGKILL);
  const auto back = (*cluster)->restart();
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_NE((*cluster)->pid(), killed);
  EXPECT_EQ(ask((*cluster)->url(), "SELECT count(*) FROM kept"), "1000");
}

// A backend that computes notices the loss of its server only when it is done, and holds the shared memory until then.
TEST_F(PrivateClusterTest, a_killed_server_starts_again_although_a_process_of_it_still_computes) {
  auto cluster = PrivateCluster::start(options());
  ASSERT_TRUE(cluster) << cluster.error().message;
  const std::string url = (*cluster)->url();
  std::thread busy([&] { ask(url, "SELECT sum(g) FROM generate_series(1, 8000000) g"); });
  EXPECT_TRUE(wait_until([&] { return ask(url, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT sum%'") == "1"; }));
  kill((*cluster)->pid(), SIGKILL);
  const auto back = (*cluster)->restart();
  busy.join();
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(ask(url, "SELECT 1"), "1");
}

TEST_F(PrivateClusterTest, supervision_starts_a_killed_server_again) {
  auto cluster = PrivateCluster::start(options());
  ASSERT_TRUE(cluster) << cluster.error().message;
  IoContext io(1);
  spawn(io, (*cluster)->supervise(), "supervise");
  io.run_for(50ms);
  const int killed = (*cluster)->pid();
  kill(killed, SIGKILL);
  for (int i = 0; i < 400 && ask((*cluster)->url(), "SELECT 1") != "1"; ++i) io.run_for(50ms);
  EXPECT_EQ(ask((*cluster)->url(), "SELECT 1"), "1");
  EXPECT_NE((*cluster)->pid(), killed);
  (*cluster)->stop();
  io.run();                                                   // supervise() ends with stop()
}

// The program that owns the cluster, to be killed.
int in_child(const ClusterOptions& o, int say) {
  auto cluster = PrivateCluster::start(o);
  if (!cluster) return 1;
  const int pid = (*cluster)->pid();
  if (write(say, &pid, sizeof pid) != sizeof pid) return 1;
  std::this_thread::sleep_for(1h);
  return 0;
}

TEST_F(PrivateClusterTest, a_killed_program_takes_its_server_along_and_the_next_one_starts) {
  int fds[2];
  ASSERT_EQ(pipe2(fds, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) _exit(in_child(options(), fds[1]));
  close(fds[1]);
  int server = 0;
  ASSERT_EQ(read(fds[0], &server, sizeof server), static_cast<ssize_t>(sizeof server));
  close(fds[0]);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  auto next = PrivateCluster::start(options());                // at once: while the old one still shuts down
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(ask((*next)->url(), "SELECT 1"), "1");
  EXPECT_NE((*next)->pid(), server);
  EXPECT_TRUE(wait_until([&] { return kill(server, 0) != 0; }));
}

TEST_F(PrivateClusterTest, the_server_of_a_killed_program_ends_by_itself) {
  int fds[2];
  ASSERT_EQ(pipe2(fds, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) _exit(in_child(options(), fds[1]));
  close(fds[1]);
  int server = 0;
  ASSERT_EQ(read(fds[0], &server, sizeof server), static_cast<ssize_t>(sizeof server));
  close(fds[0]);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(wait_until([&] { return !running_server(dir_ + "/data/pg"); }));
}

// After a crash of a container the number in postmaster.pid belongs to somebody else.
TEST_F(PrivateClusterTest, a_stale_postmaster_pid_of_a_living_process_is_no_obstacle) {
  {
    auto cluster = PrivateCluster::start(options());
    ASSERT_TRUE(cluster) << cluster.error().message;
  }
  // A process of the server's own user, because of another's the server would believe it is not a server.
  auto who = Identity::for_server();
  ASSERT_TRUE(who);
  auto other = spawn_child({{"/bin/sleep", "60"}, 2}, *who);
  ASSERT_TRUE(other);
  std::ofstream(dir_ + "/data/pg/postmaster.pid") << *other << "\n" << dir_ << "/data/pg\n1780000000\n5432\n" << dir_ << "/data/run\n\n 0 0\nready   \n";
  auto cluster = PrivateCluster::start(options());
  kill(*other, SIGKILL);
  int status = 0;
  waitpid(*other, &status, 0);
  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_EQ(ask((*cluster)->url(), "SELECT 1"), "1");
}

TEST_F(PrivateClusterTest, an_interrupted_first_start_leaves_nothing_half_made) {
  fs::create_directories(dir_ + "/data/pg.new");
  std::ofstream(dir_ + "/data/pg.new/PG_VERSION") << "15\n";
  auto cluster = PrivateCluster::start(options());
  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_EQ(ask((*cluster)->url(), "SELECT 1"), "1");
}

TEST_F(PrivateClusterTest, says_what_to_do_when_it_cannot) {
  EXPECT_EQ(PrivateCluster::start({.data_dir = ""}).error().code, Code::kInvalidArgument);
  std::ofstream(dir_ + "/file") << "x";
  EXPECT_TRUE(PrivateCluster::start({.data_dir = dir_ + "/file/data"}).error().message.starts_with("Cannot make the data directory"));
  const auto version = find_binaries("99");
  ASSERT_FALSE(version);
  EXPECT_TRUE(version.error().message.contains("postgresql-99")) << version.error().message;
}

TEST_F(PrivateClusterTest, a_directory_the_server_cannot_reach_is_refused_in_plain_words) {
  if (geteuid() != 0) GTEST_SKIP() << "only root changes its user";
  fs::create_directories(dir_ + "/closed");
  fs::permissions(dir_ + "/closed", fs::perms::owner_all);
  const auto r = PrivateCluster::start({.data_dir = dir_ + "/closed/data"});
  ASSERT_FALSE(r);
  EXPECT_TRUE(r.error().message.contains("cannot be reached by the system user postgres")) << r.error().message;
  EXPECT_FALSE(can_hold_cluster(dir_ + "/closed/data"));
  EXPECT_FALSE(can_hold_cluster(dir_ + "/closed/not/there/yet/"));
  EXPECT_TRUE(can_hold_cluster(dir_ + "/data"));
  EXPECT_TRUE(can_hold_cluster(dir_ + "/closed"));       // its own bit may be set
}

}  // namespace
}  // namespace jm::pg
