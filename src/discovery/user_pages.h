// Pages that are read because one user asked: at most so many at once and in a minute, all through the guarded client, all written down.
//
//   auto pages = co_await UserPages::open(deps, caller, "add job");      // RESOURCE_EXHAUSTED, reason TOO_MANY_PAGES
//   auto page = co_await (*pages)->ask(url, deadline);
//   calls.push_back((*pages)->ledger());                                 // also when nothing came of it
//
// robots.txt is for crawlers and is not asked here: a person opens a page. Whoever reads on from there asks it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "discovery/service.h"
#include "domain/pasted_page.h"
#include "outbound/client.h"
#include "pg/database.h"

namespace jm::discovery {

inline constexpr std::size_t kUrlTextBytesMax = 8 * 1024;

class UserPages {
 public:
  static Task<Result<std::unique_ptr<UserPages>>> open(DiscoveryDeps deps, Caller caller, std::string purpose);
  ~UserPages();
  UserPages(const UserPages&) = delete;

  // `any_type`: robots.txt and sitemaps come as anything.
  Task<Result<outbound::Response>> ask(outbound::WebUrl url, Deadline deadline, bool any_type = false);
  pg::Call ledger() const;

 private:
  UserPages(DiscoveryDeps deps, const Uuid& user, std::string purpose);
  DiscoveryDeps deps_;
  const Uuid user_;
  const std::string purpose_;
  std::vector<outbound::Call> calls_;
};

// The guarded client's reasons, and statuses, as what people are told. A status without a problem: nullopt.
domain::PageProblem problem_of(const Error& e);
std::optional<domain::PageProblem> problem_of_status(int status);

}  // namespace jm::discovery
