// Saved searches. Each new version of an active search queues CMD_SCAN in the same transaction, so that the offers already
// stored are matched against it.
#include "domain/commands.h"
#include "profile/rules.h"
#include "profile/service.h"
#include "profile/sql.h"
#include "profile/store.h"
#include "queue/enqueue.h"

namespace jm::profile {
namespace {

std::unexpected<Error> no_search() { return fail(Code::kNotFound, "There is no such search.", "NO_SEARCH"); }

template <class T>
std::optional<T> given(bool has, const T& value) {
  return has ? std::optional<T>(value) : std::nullopt;
}

std::vector<std::string> strings(const google::protobuf::RepeatedPtrField<std::string>& list) { return {list.begin(), list.end()}; }

pg::Params search_params(const Uuid& user_id, const Uuid& id, Time now, const pb::SearchConfig& s) {
  return {user_id, id, now, strings(s.job_titles()), strings(s.locations()), strings(s.keywords()), strings(s.red_flags()),
          pb::RemotePolicy_Name(s.remote_policy()), given(s.has_salary_min(), s.salary_min()), given(s.has_salary_max(), s.salary_max()),
          given(s.has_start_date(), s.start_date()), given(s.has_duration(), s.duration()), given(s.has_cover_letter_template(), s.cover_letter_template()),
          strings(s.must_have()), given(s.has_letter_tone(), s.letter_tone()), given(s.has_letter_language(), s.letter_language())};
}

pg::Call enqueue(const domain::Command& command, const Uuid& user_id) {
  return queue::enqueue_call({.kind = command.kind, .key = command.key, .user_id = user_id, .payload = command.payload});
}

pb::SearchConfig from_request(pb::CreateSearchConfigRequest& r) {
  pb::SearchConfig s;
  s.mutable_job_titles()->Swap(r.mutable_job_titles());
  s.mutable_locations()->Swap(r.mutable_locations());
  s.mutable_keywords()->Swap(r.mutable_keywords());
  s.mutable_red_flags()->Swap(r.mutable_red_flags());
  s.mutable_must_have()->Swap(r.mutable_must_have());
  s.set_remote_policy(r.remote_policy());
  if (r.has_salary_min()) s.set_salary_min(r.salary_min());
  if (r.has_salary_max()) s.set_salary_max(r.salary_max());
  if (r.has_start_date()) s.set_start_date(r.start_date());
  if (r.has_duration()) s.set_duration(r.duration());
  if (r.has_cover_letter_template()) s.set_cover_letter_template(r.cover_letter_template());
  if (r.has_letter_tone()) s.set_letter_tone(r.letter_tone());
  if (r.has_letter_language()) s.set_letter_language(r.letter_language());
  return s;
}

}  // namespace

Task<Result<pb::SearchConfigList>> Service::GetSearchConfigs(Caller caller, pb::GetSearchConfigsRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  if (request.ids_size() > kSearchIdsMax) co_return fail(Code::kInvalidArgument, "Ask for at most " + std::to_string(kSearchIdsMax) + " searches at once.", "BAD_INPUT");
  std::vector<Uuid> ids;
  for (const std::string& text : request.ids())
    if (const auto id = Uuid::parse(text)) ids.push_back(*id);
  const bool all = request.ids_size() == 0;
  pg::Params params{caller.user_id};
  if (!all) params.uuid_array(ids);
  const Result<pg::Rows> rows = co_await deps_.db.read(pg::Scope::user(caller.user_id), all ? sql::active_searches : sql::searches_by_id, std::move(params), caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  pb::SearchConfigList list;
  for (const pg::Row row : *rows) *list.add_search_configs() = to_search(row);
  co_return list;
}

Task<Result<pb::SearchConfig>> Service::CreateSearchConfig(Caller caller, pb::CreateSearchConfigRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  pb::SearchConfig search = from_request(request);
  JM_CO_CHECK_OK(clean_search(search));

  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  std::vector<pg::Call> count_calls;
  count_calls.push_back({sql::lock_account, {caller.user_id}});
  count_calls.push_back({sql::count_searches, {caller.user_id}});
  const auto counted = co_await tx.batch(std::move(count_calls));
  if (!counted) co_return std::unexpected(counted.error());
  if ((*counted)[0].empty()) co_return fail(Code::kUnauthenticated, "This account no longer exists.", "ACCOUNT_GONE");
  if ((*counted)[1].front().i64(0) >= kActiveSearchesMax)
    co_return fail(Code::kResourceExhausted, "There are " + std::to_string(kActiveSearchesMax) + " active searches already, the most there can be. Delete one first.", "TOO_MANY_SEARCHES");

  const Time now = deps_.clock.now();
  const Uuid id = new_id(now);
  const domain::Command scan = domain::scan_command(caller.user_id, id, 1);
  std::vector<pg::Call> calls;
  calls.push_back({sql::insert_search, search_params(caller.user_id, id, now, search)});
  calls.push_back(enqueue(scan, caller.user_id));
  const auto made = co_await tx.batch(std::move(calls));
  if (!made) co_return std::unexpected(made.error());
  const Result<void> committed = co_await tx.commit();
  if (!committed) co_return std::unexpected(committed.error());
  deps_.bus.command_committed(scan.kind, scan.payload);
  co_return to_search((*made)[0].front());
}

// A new version of one search: `change` makes it of the old one.
Task<Result<pb::SearchConfig>> Service::change_search(Caller caller, std::string search_id, std::function<Result<void>(pb::SearchConfig&)> change) {
  const auto id = Uuid::parse(search_id);
  if (!id) co_return no_search();
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<pg::Rows> held = co_await tx.query(sql::lock_search, {caller.user_id, *id});
  if (!held) co_return std::unexpected(held.error());
  if (held->empty()) co_return no_search();
  pb::SearchConfig search = to_search(held->front());
  if (!search.is_active()) co_return fail(Code::kFailedPrecondition, "This search is archived and can no longer be changed. Create a new one.", "SEARCH_ARCHIVED");
  JM_CO_CHECK_OK(change(search));

  const Time now = deps_.clock.now();
  const domain::Command scan = domain::scan_command(caller.user_id, *id, held->front().i64(kSearchVersionColumn) + 1);
  std::vector<pg::Call> calls;
  calls.push_back({sql::update_search, search_params(caller.user_id, *id, now, search)});
  calls.push_back(enqueue(scan, caller.user_id));
  const auto changed = co_await tx.batch(std::move(calls));
  if (!changed) co_return std::unexpected(changed.error());
  const Result<void> committed = co_await tx.commit();
  if (!committed) co_return std::unexpected(committed.error());
  deps_.bus.command_committed(scan.kind, scan.payload);
  co_return to_search((*changed)[0].front());
}

Task<Result<pb::SearchConfig>> Service::UpdateSearchConfig(Caller caller, pb::UpdateSearchConfigRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  std::string id = request.id();
  auto change = [request = std::move(request)](pb::SearchConfig& search) { return apply_update(search, request); };
  co_return co_await change_search(std::move(caller), std::move(id), std::move(change));
}

Task<Result<pb::SearchConfig>> Service::SetSearchRule(Caller caller, pb::SetSearchRuleRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  std::string id = request.search_config_id();
  auto change = [request = std::move(request)](pb::SearchConfig& search) { return apply_rule(search, request); };
  co_return co_await change_search(std::move(caller), std::move(id), std::move(change));
}

// The scan then takes out of inbox and quarantine what only this search had brought.
Task<Result<pb::Empty>> Service::DeleteSearchConfig(Caller caller, pb::DeleteSearchConfigRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  const auto id = Uuid::parse(request.id());
  if (!id) co_return no_search();
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<pg::Rows> rows = co_await tx.query(sql::delete_search, {caller.user_id, *id, deps_.clock.now()});
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty()) co_return no_search();
  const domain::Command scan = domain::scan_command(caller.user_id, *id, rows->front().i64(1));
  std::vector<pg::Call> calls;
  calls.push_back(enqueue(scan, caller.user_id));
  JM_CO_CHECK_OK(co_await tx.batch(std::move(calls)));
  const Result<void> committed = co_await tx.commit();
  if (!committed) co_return std::unexpected(committed.error());
  deps_.bus.command_committed(scan.kind, scan.payload);
  co_return pb::Empty();
}

}  // namespace jm::profile
