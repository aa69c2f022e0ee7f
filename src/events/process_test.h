// For this folder's tests: one process (its own loop and connections), and users with events in a real database.
#pragma once
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "events/hub.h"
#include "support/run_io.h"
#include "support/test_postgres.h"

namespace jm::events {

struct Process {
  explicit Process(const std::string& url) {
    auto opened = pg::Database::open(io, {.url = url});
    if (!opened) throw std::runtime_error(opened.error().message);
    db = std::move(*opened);
  }
  void turn() {
    if (io.stopped()) io.restart();
    io.run_one_for(std::chrono::milliseconds(5));
  }
  template <class Condition>
  bool turn_until(Condition condition) {
    const Deadline end = Deadline::in(std::chrono::seconds(60));
    while (!condition() && !end.passed()) turn();
    return condition();
  }
  void turn_for(std::chrono::milliseconds d) {
    const Deadline end = Deadline::in(d);
    while (!end.passed()) turn();
  }

  IoContext io{1};
  std::unique_ptr<pg::Database> db;
};

inline Uuid add_user(const test::TestPostgres& pg) {
  const Uuid id = new_id();
  pg.exec("INSERT INTO users (id, email, password_hash) VALUES ('" + id.str() + "', '" + id.str() + "@example.org', 'x')");
  return id;
}

// n more events of this user, each in a transaction of its own.
inline void append(const test::TestPostgres& pg, const Uuid& user, int n = 1) {
  pg.exec("DO $$ BEGIN FOR i IN 1.." + std::to_string(n) + " LOOP PERFORM append_event('" + user.str() +
          "', 'CARD_MOVED', '{\"type\":\"CARD_MOVED\",\"userId\":\"" + user.str() + "\",\"n\":' || i || '}'); END LOOP; END $$");
}

inline std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> v(static_cast<std::size_t>(last - first + 1));
  std::iota(v.begin(), v.end(), first);
  return v;
}

}  // namespace jm::events
