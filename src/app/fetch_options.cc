// The options about reading job boards, checked and turned into what discovery is given.
#include "app/options.h"
#include "discovery/boards/board.h"
#include "text/time_zone.h"

namespace jm::app {

Result<discovery::FetchSettings> fetch_settings(const Config& c) {
  discovery::FetchSettings s;
  s.on = c.fetch;
  if (!c.scrape_interval_hours.empty()) {
    const auto hours = config::parse_number(c.scrape_interval_hours);
    if (!hours || *hours < 0.1 || *hours > 168) return fail(Code::kInvalidArgument, "SCRAPE_INTERVAL_HOURS is \"" + c.scrape_interval_hours + "\"; it takes a number of hours from 0.1 to 168.");
    s.interval = std::chrono::seconds(static_cast<std::int64_t>(*hours * 3600));
  }
  const auto quiet = discovery::parse_quiet_hours(c.fetch_quiet_hours);
  if (!quiet) return fail(Code::kInvalidArgument, "FETCH_QUIET_HOURS is \"" + c.fetch_quiet_hours + "\"; it takes two hours like 23-6.");
  s.quiet = *quiet;
  if (!text::utc_offset(c.fetch_time_zone, Clock::system().now())) return fail(Code::kInvalidArgument, "FETCH_TIME_ZONE \"" + c.fetch_time_zone + "\" is not known; it takes a name like Europe/Paris.");
  s.time_zone = c.fetch_time_zone;
  s.boards_off = c.boards_off;
  for (const std::string& name : s.boards_off)
    if (discovery::find_board(name) == nullptr) return fail(Code::kInvalidArgument, "BOARDS_OFF names \"" + name + "\", which is no board.");
  for (const std::string& company : c.companies) {
    const auto slash = company.find('/');
    const discovery::Board* board = discovery::find_board(std::string_view(company).substr(0, slash));
    const bool followed = board && board->fetching() && board->fetching()->reach() == discovery::Reach::kCompany;
    if (slash == std::string::npos || slash + 1 == company.size() || !followed)
      return fail(Code::kInvalidArgument, "COMPANIES holds \"" + company + "\"; an entry is a company's board like greenhouse/acme.");
    s.companies.emplace_back(company.substr(0, slash), company.substr(slash + 1));
  }
  s.request_time_max = std::chrono::seconds(c.fetch_request_seconds);
  s.queries_max = c.queries_per_board_max;
  s.plans.france_travail_id = c.france_travail_id;
  s.plans.france_travail_secret = c.france_travail_secret;
  s.plans.france_travail_ceiling = c.france_travail_ceiling;
  s.plans.adzuna_id = c.adzuna_id;
  s.plans.adzuna_key = c.adzuna_key;
  s.plans.adzuna_country = c.adzuna_country;
  if (c.is_production() && !c.board_base_urls.empty()) return fail(Code::kInvalidArgument, "BOARD_BASE_URLS is for development; JOBMATE_ENV is production.");
  for (const std::string& entry : c.board_base_urls) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || !std::string_view(entry).substr(equals + 1).starts_with("http"))
      return fail(Code::kInvalidArgument, "BOARD_BASE_URLS holds \"" + entry + "\"; an entry is board=http://….");
    s.plans.bases[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  if (!s.plans.bases.empty()) {
    s.wait_scale = c.fetch_wait_scale;
    s.look_every = s.plan_every = std::chrono::milliseconds(300);
  }
  return s;
}

}  // namespace jm::app
