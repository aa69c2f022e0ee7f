#include "pg/server_process.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace jm::pg {
namespace {

namespace fs = std::filesystem;

constexpr int kMajorMin = 15;
constexpr int kChildFailed = 127;

// The number at the beginning; 0 when there is none.
int leading_number(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool has_server(const fs::path& dir) {
  return access((dir / "postgres").c_str(), X_OK) == 0 && access((dir / "initdb").c_str(), X_OK) == 0;
}

std::string first_line_of(const std::string& command) {
  char line[4096] = "";
  if (std::FILE* pipe = popen((command + " 2>/dev/null").c_str(), "re")) {
    if (std::fgets(line, sizeof line, pipe) == nullptr) line[0] = 0;
    pclose(pipe);
  }
  line[std::strcspn(line, "\n")] = 0;
  return line;
}

// "postgres (PostgreSQL) 15.20 (Debian …)"
bool is_usable(const std::string& dir, int wanted) {
  if (!has_server(dir) || dir.contains('\'')) return false;
  const std::string line = first_line_of("'" + dir + "/postgres' --version");
  const auto at = line.find(") ");
  const int major = at == line.npos ? 0 : leading_number(std::string_view(line).substr(at + 2));
  return wanted != 0 ? major == wanted : major >= kMajorMin;
}

// Between fork and exec only what is safe after a fork in a program with threads.
bool become(const Identity& who) {
  if (!who.changes) return true;
  return setgroups(who.groups.size(), who.groups.data()) == 0 && setgid(who.gid) == 0 && setuid(who.uid) == 0;
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// Every process of a server stands in its cluster directory.
bool is_of_cluster(pid_t pid, const std::string& cluster_dir) {
  const std::string proc = "/proc/" + std::to_string(pid);
  std::error_code ec;
  const fs::path stands = fs::read_symlink(proc + "/cwd", ec);
  return !ec && fs::equivalent(stands, cluster_dir, ec) && read_text(proc + "/comm").starts_with("postgres");
}

}  // namespace

Result<Identity> Identity::for_server() {
  if (geteuid() != 0) return Identity{geteuid(), getegid(), {}, "this user", false};
  const passwd* p = getpwnam("postgres");
  if (p == nullptr)
    return fail(Code::kFailedPrecondition, "PostgreSQL does not run as root, and there is no system user \"postgres\" to run it as. "
                "Install the package postgresql-15, or start as an ordinary user.");
  Identity who{p->pw_uid, p->pw_gid, std::vector<gid_t>(64), "the system user postgres", true};
  int n = static_cast<int>(who.groups.size());
  if (getgrouplist("postgres", p->pw_gid, who.groups.data(), &n) < 0) n = 0;
  who.groups.resize(static_cast<std::size_t>(n));
  return who;
}

Result<std::string> find_binaries(const std::string& wanted_major) {
  const int wanted = leading_number(wanted_major);
  int best = 0;
  std::string found;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ec)) {
    const int major = leading_number(entry.path().filename().string());
    const fs::path bin = entry.path() / "bin";
    if (major < kMajorMin || (wanted != 0 && major != wanted) || major <= best || !has_server(bin)) continue;
    best = major;
    found = bin.string();
  }
  if (!found.empty()) return found;
  // Elsewhere: what pg_config says, then the PATH.
  if (const std::string bin = first_line_of("pg_config --bindir"); !bin.empty() && is_usable(bin, wanted)) return bin;
  const char* path = std::getenv("PATH");
  std::istringstream dirs(path != nullptr ? path : "");
  for (std::string dir; std::getline(dirs, dir, ':');)
    if (!dir.empty() && dir.front() == '/' && is_usable(dir, wanted)) return dir;
  return fail(Code::kFailedPrecondition, "PostgreSQL's server" + (wanted != 0 ? " of version " + wanted_major : std::string()) +
              " is not installed. Install the package postgresql-" + (wanted != 0 ? wanted_major : "15") + ", or set DATABASE_URL to a server of yours.");
}

Result<pid_t> spawn_child(const Child& child, const Identity& who) {
  std::vector<char*> argv;
  for (const std::string& word : child.command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  static char kPath[] = "PATH=/usr/local/bin:/usr/bin:/bin", kLocale[] = "LC_ALL=C.UTF-8", kZone[] = "TZ=UTC";
  char* const env[] = {kPath, kLocale, kZone, nullptr};
  const int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    setsid();
    if (!become(who)) _exit(kChildFailed);
    // After the change of user, which would clear it; and a parent that died meanwhile sends nothing any more.
    if (child.dies_with_us && (prctl(PR_SET_PDEATHSIG, SIGINT) != 0 || getppid() != parent)) _exit(kChildFailed);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int s = 1; s < 32; ++s) signal(s, SIG_DFL);
    umask(077);
    if (chdir("/") != 0) _exit(kChildFailed);
    dup2(null_fd, 0);
    dup2(child.log_fd, 1);
    dup2(child.log_fd, 2);
    close_range(3, ~0U, 0);
    execve(argv[0], argv.data(), env);
    _exit(kChildFailed);
  }
  const int error = errno;
  if (null_fd >= 0) close(null_fd);
  if (pid < 0) return fail(Code::kResourceExhausted, "Cannot start " + child.command.front() + ": " + std::strerror(error));
  return pid;
}

Result<int> run_child(const Child& child, const Identity& who) {
  JM_TRY(pid, spawn_child(child, who));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool can_enter(const std::string& dir, const Identity& who) {
  if (!who.changes) return access(dir.c_str(), X_OK) == 0;
  const pid_t pid = fork();
  if (pid == 0) _exit(become(who) && access(dir.c_str(), X_OK) == 0 ? 0 : 1);
  int status = 1;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status == 0;
}

std::optional<PostmasterPid> parse_postmaster_pid(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  PostmasterPid out;
  if (lines.empty() || std::from_chars(lines[0].data(), lines[0].data() + lines[0].size(), out.pid).ec != std::errc() || out.pid <= 0) return std::nullopt;
  if (lines.size() > 7) out.status = lines[7].substr(0, lines[7].find(' '));
  return out;
}

std::optional<PostmasterPid> running_server(const std::string& cluster_dir) {
  const auto noted = parse_postmaster_pid(read_text(cluster_dir + "/postmaster.pid"));
  if (!noted) return std::nullopt;
  // The number may belong to another process by now (after a crash, in a container).
  if (!is_of_cluster(noted->pid, cluster_dir)) return std::nullopt;
  return noted;
}

void end_orphans(const std::string& cluster_dir) {
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator("/proc", ec)) {
    const pid_t pid = leading_number(entry.path().filename().string());
    if (pid > 0 && is_of_cluster(pid, cluster_dir)) kill(pid, SIGQUIT);
  }
}

}  // namespace jm::pg
