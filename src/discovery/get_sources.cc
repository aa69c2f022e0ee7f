// The sources that the caller's searches and watched companies are read from, and how they do; and having them read now.
#include <algorithm>
#include <map>

#include "base/json_object.h"
#include "discovery/fetch/fetch.h"
#include "discovery/fetch/sources.h"
#include "discovery/my_sources.h"
#include "discovery/offer_store.h"
#include "discovery/service.h"
#include "discovery/source_rows.h"
#include "discovery/sql.h"
#include "queue/enqueue.h"

namespace jm::discovery {

Task<Result<std::vector<SourceSpec>>> my_sources(DiscoveryDeps deps, Caller caller) {
  if (deps.fetch == nullptr) co_return std::vector<SourceSpec>{};
  std::vector<pg::Call> look{{sql::wanted_searches, {caller.user_id}}, {sql::wanted_companies, {caller.user_id}}};
  JM_CO_TRY(seen, co_await deps.db.read_batch(pg::Scope::user(caller.user_id), std::move(look), caller.deadline));
  std::vector<domain::SearchSpec> searches;
  for (const pg::Row row : seen[0]) searches.push_back(read_search(row).spec);
  std::vector<Company> companies;
  for (const pg::Row row : seen[1]) companies.emplace_back(row.str(0), row.str(1));
  co_return wanted_sources(*deps.fetch, searches, companies);
}

Task<Result<Asked>> ask_my_sources(DiscoveryDeps deps, Caller caller) {
  Asked asked;
  if (deps.fetch == nullptr || !deps.fetch->on) co_return asked;
  const Time now = deps.clock.now();
  asked.quiet_until = quiet_now(now, *deps.fetch);
  if (asked.quiet_until) co_return asked;
  JM_CO_CHECK_OK(co_await plan_sources(deps.db, now, *deps.fetch));          // a search made a moment ago is known as well
  JM_CO_TRY(mine, co_await my_sources(deps, caller));
  std::vector<std::string> ids;
  for (const SourceSpec& s : mine)
    if (s.missing.empty()) ids.push_back(s.id);
  JM_CO_TRY(tx, co_await deps.db.begin(pg::Scope::worker(), caller.deadline));
  JM_CO_TRY(rows, co_await tx.query(sql::ask_sources, {ids, now, now - kAskedAgainAfter}));
  std::vector<pg::Call> calls;
  for (const pg::Row row : rows) calls.push_back(fetch_call(row.text(0)));
  asked.reading = static_cast<int>(calls.size());
  asked.fresh = static_cast<int>(ids.size()) - asked.reading;
  if (calls.empty()) co_return asked;
  JM_CO_CHECK_OK(co_await tx.batch(std::move(calls)));
  JM_CO_CHECK_OK(co_await tx.commit());
  deps.bus.command_committed("CMD_FETCH", "{}");
  co_return asked;
}

Task<Result<pb::SourceList>> get_sources(DiscoveryDeps deps, Caller caller) {
  JM_CO_TRY(mine, co_await my_sources(deps, caller));
  std::vector<std::string> ids;
  for (const SourceSpec& s : mine) ids.push_back(s.id);
  // The rows belong to nobody and their queries to those who search: which of them are shown was decided above.
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::worker(), sql::sources_of, {ids}, caller.deadline));
  std::map<std::string, pg::Row, std::less<>> by_id;
  for (const pg::Row row : rows) by_id.emplace(row.str(0), row);
  pb::SourceList list;
  for (const SourceSpec& spec : mine) {
    const Board* board = find_board(spec.board);
    pb::Source& s = *list.add_sources();
    s.set_id(spec.id);
    s.set_board(spec.board);
    s.set_label(std::string(board->label()));
    s.set_listing(listing_text(spec.token, spec.query));
    for (const Uuid& id : spec.searches) s.add_search_ids(id.str());
    const auto it = by_id.find(spec.id);
    if (it == by_id.end()) {                       // not planned yet
      s.set_state(spec.missing.empty() ? "WAITING" : "OFF");
      s.set_problem(spec.missing.empty() ? "" : "NEEDS_KEY");
      s.set_problem_detail(spec.missing);
      continue;
    }
    const pg::Row& row = it->second;
    s.set_state(row.str(4));
    s.set_problem(row.str(5));
    s.set_problem_detail(row.str(6));
    if (!row.is_null(7)) s.set_last_good_at(to_iso(row.time(7)));
    if (!row.is_null(8) && s.state() != "OFF" && deps.fetch->on) s.set_next_run_at(to_iso(row.time(8)));
    if (!row.is_null(9)) *s.mutable_last_run() = read_run(row, 9);
  }
  co_return list;
}

Task<Result<pb::BoardList>> get_boards() {
  pb::BoardList list;
  for (const Board* board : all_boards()) {
    pb::BoardName& b = *list.add_boards();
    b.set_board(std::string(board->name()));
    b.set_label(std::string(board->label()));
  }
  co_return list;
}

}  // namespace jm::discovery
