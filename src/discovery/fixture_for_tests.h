// What discovery's tests stand on: a fresh database, the service, a bus that remembers, users, searches, offers and items.
#pragma once
#include <gtest/gtest.h>

#include <deque>

#include "discovery/module.h"
#include "support/run_io.h"
#include "support/test_postgres.h"

namespace jm::discovery {

class RecordingBus final : public events::Bus {
 public:
  void events_committed(std::vector<events::Announcement> events) override {
    for (auto& e : events) news.push_back(std::move(e));
  }
  void command_committed(std::string kind, std::string payload) override { commands.emplace_back(std::move(kind), std::move(payload)); }
  std::vector<events::Announcement> news;
  std::vector<std::pair<std::string, std::string>> commands;
};

class DiscoveryFixture : public ::testing::Test {
 protected:
  DiscoveryFixture() {
    auto opened = pg::Database::open(io, {.url = server.url()});
    if (!opened) throw std::runtime_error(opened.error().message);
    db = std::move(*opened);
    shelf = std::make_unique<OfferShelf>(ShelfDeps{*db, preview_cpu, clock});
    service = make_discovery({*db, bus, *shelf, clock});
    alice = add_user("alice@example.org");
    bob = add_user("bob@example.org");
    search = add_search(alice, "{\"C++ developer\"}", "{}");
  }
  ~DiscoveryFixture() override { test::run_io(io, db->stop(Deadline::in(std::chrono::seconds(5)))); }

  Uuid add_user(const std::string& email) {
    const Uuid id = new_id(clock.now());
    server.exec("INSERT INTO users (id, email, password_hash) VALUES ('" + id.str() + "', '" + email + "', 'x')");
    return id;
  }
  Uuid add_search(const Uuid& user, const std::string& titles, const std::string& red_flags, const std::string& locations = "{}") {
    const Uuid id = new_id(clock.now());
    server.exec("INSERT INTO search_configs (id, user_id, job_titles, locations, red_flags) VALUES ('" + id.str() + "', '" + user.str() + "', '" + titles +
                "', '" + locations + "', '" + red_flags + "')");
    return id;
  }
  Uuid add_offer(const std::string& title = "C++ developer", const std::string& url = "https://jobs.example.org/1") {
    const Uuid id = new_id(clock.now());
    server.exec("INSERT INTO offers (id, source, url, canonical_url, title, company, location, description, details, content_hash, first_seen_at, last_seen_at) "
                "VALUES ('" + id.str() + "', 'test', '" + url + "', '" + url + "', '" + title + "', 'Acme', 'Paris', 'We build engines in C++.', "
                "'{\"source\":\"test\",\"places\":[{\"raw\":\"Paris\"}]}', '\\x00', '" + to_iso(clock.now()) + "', '" + to_iso(clock.now()) + "')");
    return id;
  }
  // An undecided item of this user on an offer of its own.
  std::string add_item(const Uuid& user, int rank = 50, const std::string& title = "C++ developer") {
    const Uuid id = new_id(clock.now());
    const Uuid offer = add_offer(title, "https://jobs.example.org/" + id.str());
    const std::string now = to_iso(clock.now());
    server.exec("INSERT INTO job_feed (id, user_id, search_config_id, offer_id, rank, reasons, expires_at, created_at, updated_at) VALUES ('" + id.str() + "', '" +
                user.str() + "', " + (user == alice ? "'" + search.str() + "'" : "NULL") + ", '" + offer.str() + "', " + std::to_string(rank) +
                ", '[[\"TITLE\", 40, \"C++\"], [\"FRESH\", 5, \"1\"]]', '" + to_iso(clock.now() + kDay * 60) + "', '" + now + "', '" + now + "')");
    return id.str();
  }
  Caller as(const Uuid& user) const { return {user, "request-1", Deadline::in(std::chrono::seconds(20)), {}}; }
  template <class T>
  T run(Task<T> task) { return test::run_io(io, std::move(task)); }

  Result<pb::SetJobStatusReply> approve(const Uuid& user, const std::string& item, const std::string& mutation_id = "") {
    return set(user, item, pb::APPROVED, mutation_id);
  }
  Result<pb::SetJobStatusReply> reject(const Uuid& user, const std::string& item, const std::string& mutation_id = "") {
    return set(user, item, pb::REJECTED_JOB, mutation_id);
  }
  Result<pb::SetJobStatusReply> set(const Uuid& user, const std::string& item, pb::JobStatus status, const std::string& mutation_id = "") {
    pb::SetJobStatusRequest request;
    request.set_job_feed_id(item);
    request.set_status(status);
    request.set_mutation_id(mutation_id);
    return run(service->SetJobStatus(as(user), request));
  }
  Result<pb::JobFeedItem> undo(const Uuid& user, const std::string& item = "", const std::string& mutation_id = "") {
    pb::UndoTriageRequest request;
    request.set_job_feed_id(item);
    request.set_mutation_id(mutation_id);
    return run(service->UndoTriage(as(user), request));
  }
  Result<pb::JobFeedPage> feed(const Uuid& user, pb::GetJobFeedRequest request = {}) { return run(service->GetJobFeed(as(user), std::move(request))); }
  std::string count(const std::string& from) const { return server.scalar("SELECT count(*) FROM " + from); }

  static constexpr std::chrono::hours kDay{24};
  IoContext io{1};
  test::TestPostgres server;
  ManualClock clock{*parse_iso("2026-03-02T10:00:00Z")};
  RecordingBus bus;
  std::unique_ptr<pg::Database> db;
  CpuPool preview_cpu{io, 1, 100};
  std::unique_ptr<OfferShelf> shelf;
  std::unique_ptr<DiscoveryService> service;
  Uuid alice, bob, search;
};

}  // namespace jm::discovery
