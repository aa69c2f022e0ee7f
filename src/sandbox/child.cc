#include "sandbox/child.h"

#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <initializer_list>

namespace jm::sandbox {
namespace {

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string read_file(int fd, std::size_t bytes_max) {
  struct stat info{};
  if (::fstat(fd, &info) != 0 || info.st_size < 0 || static_cast<std::size_t>(info.st_size) > bytes_max) return {};
  std::string out(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t at = 0;
  while (at < out.size()) {
    const ssize_t n = ::pread(fd, out.data() + at, out.size() - at, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    at += static_cast<std::size_t>(n);
  }
  out.resize(at);
  return out;
}

std::unexpected<Error> not_started() { return fail(Code::kUnavailable, "The file could not be read just now. Try again in a moment.", "SANDBOX_UNAVAILABLE"); }

}  // namespace

Result<std::string> run_child(const std::string& subcommand, std::string_view input, const Limits& limits, std::stop_token stop) {
  // A program that does not take the subcommand goes on as itself; at least it starts no children in turn.
  if (::getenv("JOBMATE_CHILD") != nullptr || stop.stop_requested()) return not_started();
  const Fd in(::memfd_create("input", MFD_CLOEXEC)), out(::memfd_create("output", MFD_CLOEXEC));
  if (in.get() < 0 || out.get() < 0 || !write_all(in.get(), input) || ::lseek(in.get(), 0, SEEK_SET) != 0) return not_started();

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.get(), 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.get(), 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::string name = "jobmate", command = subcommand, locale = "LC_ALL=C.UTF-8", mark = "JOBMATE_CHILD=1";
  char* argv[] = {name.data(), command.data(), nullptr};
  char* envp[] = {locale.data(), mark.data(), nullptr};
  pid_t pid = -1;
  const int problem = ::posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, argv, envp);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (problem != 0) return not_started();

  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  const auto kill_now = [&] { ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0); };
  const std::stop_callback stopped(stop, kill_now);      // gone before `process` is
  bool late = process.get() < 0;
  if (!late) {
    const auto end = std::chrono::steady_clock::now() + limits.time_max;
    while (true) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
      pollfd p{process.get(), POLLIN, 0};
      const int n = left <= 0 ? 0 : ::poll(&p, 1, static_cast<int>(left));
      if (n < 0 && errno == EINTR) continue;
      late = n == 0;
      break;
    }
  }
  if (late) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (stop.stop_requested()) return not_started();
  if (late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
    return fail(Code::kDeadlineExceeded, "Reading this file takes far longer than a CV should. Export it again as a simple PDF and upload that.", "SANDBOX_TIMEOUT");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return fail(Code::kDataLoss, "This file cannot be read: it is damaged. Export it again and upload the new file.", "SANDBOX_ENDED");
  std::string answer = read_file(out.get(), limits.output_bytes_max);
  if (answer.empty()) return fail(Code::kDataLoss, "This file cannot be read: it is damaged. Export it again and upload the new file.", "SANDBOX_ENDED");
  return answer;
}

void limit_self(const Limits& limits) {
  const auto set = [](__rlimit_resource what, rlim_t n) {
    const rlimit limit{n, n};
    ::setrlimit(what, &limit);
  };
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer) && !__has_feature(memory_sanitizer)      // their shadow is address space
  set(RLIMIT_AS, limits.memory_bytes);
#endif
  const rlimit cpu{limits.cpu_seconds, limits.cpu_seconds + 1};      // SIGXCPU first, which says why; then SIGKILL
  ::setrlimit(RLIMIT_CPU, &cpu);
  set(RLIMIT_FSIZE, limits.output_bytes_max);
  set(RLIMIT_NOFILE, 8);
  set(RLIMIT_STACK, rlim_t{8} << 20);
  set(RLIMIT_CORE, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

std::string read_input() { return read_file(0, std::size_t{64} << 20); }

bool confine(bool fonts) {
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return false;
  bool good = true;
  for (const int call : {SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(fstat), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
                         SCMP_SYS(mprotect), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
                         SCMP_SYS(getrandom), SCMP_SYS(sched_yield), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(restart_syscall)})
    good = good && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  if (fonts)
    for (const int call : {SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(prctl), SCMP_SYS(sched_getaffinity), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2)}) good = good && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  good = good && ::seccomp_load(filter) == 0;
  ::seccomp_release(filter);
  return good;
}

bool write_output(std::string_view answer) { return write_all(1, answer); }

}  // namespace jm::sandbox
