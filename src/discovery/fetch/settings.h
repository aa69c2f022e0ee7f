// What an installation says about fetching. Made by app/ from the configuration; lives as long as the process.
#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "discovery/fetch/manners.h"
#include "discovery/fetch/plan.h"

namespace jm::discovery {

inline constexpr std::chrono::minutes kAskedAgainAfter{15};     // people may have a source read this often

struct FetchSettings {
  bool on = true;                                // false: nothing is fetched by itself; asking for it still works
  FetchConfig plans;
  std::chrono::seconds interval{4 * 3600};
  QuietHours quiet;
  std::string time_zone = "UTC";
  std::vector<std::string> boards_off;           // names of boards that are not read
  std::vector<std::pair<std::string, std::string>> companies;   // (board, token) followed for everybody
  int queries_max = 40;                          // of one searchable board
  std::size_t answer_bytes_max = std::size_t{64} << 20;
  std::chrono::milliseconds request_time_max{30'000};
  double wait_scale = 1;                         // of the waits between requests that are our own idea; 0 in tests
  std::chrono::milliseconds look_every{5'000};   // how often the schedule is looked at
  std::chrono::milliseconds plan_every{15'000};  // how often searches and watches are
};

}  // namespace jm::discovery
