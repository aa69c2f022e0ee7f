// sse_bench <clients> [rounds]: as many users with one open stream each, on one process.
//
// The server is a child process: http, hub and bus as the product wires them, on a PostgreSQL of its own. The parent is the
// clients: plain sockets and epoll. Reported: resident memory of the server before and with the idle clients; for each round,
// one event to every user in one transaction: the time of the transaction, and from its commit to the last client's last byte.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "base/log.h"
#include "events/hub.h"
#include "events/local_bus.h"
#include "events/sse.h"
#include "http/server.h"
#include "pg/database.h"
#include "support/test_postgres.h"

namespace {

using namespace jm;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

[[noreturn]] void die(const std::string& why) {
  std::fprintf(stderr, "sse_bench: %s\n", why.c_str());
  std::exit(1);
}

std::int64_t now_us() { return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count(); }

double resident_mib(pid_t pid) {
  long total = 0, resident = 0;
  std::FILE* f = std::fopen(("/proc/" + std::to_string(pid) + "/statm").c_str(), "r");
  if (!f || std::fscanf(f, "%ld %ld", &total, &resident) != 2) die("cannot read the server's memory");
  std::fclose(f);
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// The server -----------------------------------------------------------------------------------------------------------

struct App {
  pg::Database& db;
  events::Hub& hub;
  events::LocalBus& bus;
};

Task<http::Response> open_stream(App& app, http::Request& request) {
  const auto user = Uuid::parse(request.query("user").value_or(""));
  if (!user) co_return http::text_response(400, "user?");
  auto sub = app.hub.subscribe(*user, std::nullopt);
  if (!sub) co_return http::text_response(429, sub.error().message);
  co_return http::event_stream([s = *sub](http::Stream& stream) { return events::serve_sse(stream, s); });
}

// Answers when it began and when the commit was known, in microseconds of the steady clock.
Task<http::Response> publish(App& app) {
  static constexpr pg::Statement kAll{"bench.all", "SELECT id, append_event(id, 'CARD_MOVED', json_build_object('type', 'CARD_MOVED', 'userId', id, "
                                                   "'applicationId', id, 'from', 'TO_APPLY', 'to', 'APPLIED')::text) FROM users"};
  const std::int64_t began = now_us();
  const Result<pg::Rows> rows = co_await app.db.write(pg::Scope::worker(), kAll, {}, Deadline::in(60s));
  if (!rows) co_return http::text_response(500, rows.error().message);
  std::vector<events::Announcement> news;
  for (const pg::Row row : *rows) news.push_back({row.uuid(0), "CARD_MOVED", "{}"});
  const std::int64_t committed = now_us();
  app.bus.events_committed(std::move(news));
  co_return http::text_response(200, std::to_string(began) + " " + std::to_string(committed));
}

[[noreturn]] void serve(const std::string& url, int port_pipe) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  log::set_level(log::Level::kWarn);
  IoContext io(1);
  auto db = pg::Database::open(io, {.url = url});
  if (!db) die(db.error().message);
  events::Hub hub(io, **db, {.others_are_heard = [] { return true; }});
  events::LocalBus bus({.hub = &hub});
  App app{**db, hub, bus};
  http::Router router;
  router.on(http::Method::kGet, "/events", [&app](http::Request& r) { return open_stream(app, r); });
  router.on(http::Method::kPost, "/publish", [&app](http::Request&) { return publish(app); }, {.deadline = 60s});
  http::Server server(io, std::move(router), {});
  if (const auto ok = server.listen("127.0.0.1", 0); !ok) die(ok.error().message);
  const std::uint16_t port = server.port();
  if (write(port_pipe, &port, sizeof port) != sizeof port) die("pipe");
  io.run();
  std::exit(0);
}

// The clients ----------------------------------------------------------------------------------------------------------

int connect_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) die(std::string("connect: ") + std::strerror(errno));
  return fd;
}

void send_all(int fd, const std::string& text) {
  if (write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) die("write");
}

// Counts, over all sockets, the streams whose bytes have come to hold `mark` once more.
class Clients {
 public:
  Clients(std::uint16_t port, const std::vector<std::string>& users) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    for (const std::string& user : users) {
      const int fd = connect_to(port);
      send_all(fd, "GET /events?user=" + user + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
      epoll_event e{.events = EPOLLIN, .data = {.fd = fd}};
      epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &e);
    }
  }
  // Arrival times of the first `n` matches.
  std::vector<std::int64_t> await(std::size_t n, std::string_view mark, std::chrono::seconds limit) {
    std::vector<std::int64_t> at;
    std::vector<epoll_event> ready(1024);
    const auto end = Clock::now() + limit;
    while (at.size() < n) {
      if (Clock::now() > end) die("only " + std::to_string(at.size()) + " of " + std::to_string(n) + " streams got it");
      const int k = epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), 1000);
      for (int i = 0; i < k; ++i) {
        char buffer[4096];
        const ssize_t got = read(ready[static_cast<std::size_t>(i)].data.fd, buffer, sizeof buffer);
        if (got <= 0) die("a stream was closed");
        if (std::string_view(buffer, static_cast<std::size_t>(got)).find(mark) != std::string_view::npos) at.push_back(now_us());
      }
    }
    return at;
  }

 private:
  int epoll_;
};

int measure(std::size_t clients, int rounds) {
  log::set_level(log::Level::kWarn);
  const test::TestPostgres pg;
  pg.exec("INSERT INTO users (id, email, password_hash) SELECT id, id || '@example.org', 'x' FROM "
          "(SELECT gen_random_uuid() AS id FROM generate_series(1, " + std::to_string(clients) + ")) u; ANALYZE users");
  std::vector<std::string> users;
  for (auto& row : pg.rows("SELECT id FROM users")) users.push_back(row[0]);

  int ends[2];
  if (pipe(ends) != 0) die("pipe");
  const pid_t server = fork();
  if (server == 0) serve(pg.url(), ends[1]);
  std::uint16_t port = 0;
  if (read(ends[0], &port, sizeof port) != sizeof port) die("the server did not start");

  { Clients warm(port, {users[0]}); warm.await(1, "connected", 10s); }
  const double before = resident_mib(server);
  const auto opening = Clock::now();
  Clients all(port, users);
  all.await(clients, "connected", 60s);
  const double open_s = std::chrono::duration<double>(Clock::now() - opening).count();
  std::this_thread::sleep_for(1s);
  const double with = resident_mib(server);
  std::printf("%zu streams: opened in %.2f s; server %.1f MiB -> %.1f MiB idle, %.1f KiB a stream\n", clients, open_s, before, with,
              (with - before) * 1024 / static_cast<double>(clients));

  for (int r = 1; r <= rounds; ++r) {
    const int fd = connect_to(port);
    send_all(fd, "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    std::vector<std::int64_t> at = all.await(clients, "CARD_MOVED", 60s);
    char answer[4096] = {};
    if (read(fd, answer, sizeof answer - 1) <= 0) die("no answer to the publish");
    close(fd);
    const char* body = std::strstr(answer, "\r\n\r\n");
    long long began = 0, committed = 0;
    if (!body || std::sscanf(body + 4, "%lld %lld", &began, &committed) != 2) die(answer);
    std::ranges::sort(at);
    const auto ms = [&](std::size_t i) { return static_cast<double>(at[i] - committed) / 1000; };
    std::printf("  round %d: transaction %.0f ms; commit to client: half %.0f ms, 99 %% %.0f ms, last %.0f ms; server %.1f MiB\n", r,
                static_cast<double>(committed - began) / 1000, ms(clients / 2), ms(clients * 99 / 100), ms(clients - 1), resident_mib(server));
  }
  kill(server, SIGKILL);
  waitpid(server, nullptr, 0);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const long clients = argc > 1 ? std::atol(argv[1]) : 1000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  if (clients < 1 || clients > 20'000 || rounds < 0) die("usage: sse_bench <clients 1..20000> [rounds]");
  return measure(static_cast<std::size_t>(clients), rounds);
}
