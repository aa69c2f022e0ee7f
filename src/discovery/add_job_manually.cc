// An offer that the user typed in: an item of the inbox without a stored offer behind it.
#include "base/json_object.h"
#include "discovery/manual_job.h"
#include "discovery/service.h"
#include "discovery/sql.h"
#include "text/clean.h"
#include "text/utf8.h"

namespace jm::discovery {
namespace {

constexpr std::size_t kNameBytesMax = 256, kTextBytesMax = 20'000, kTitleBytesMax = 160;

// What the item is called: as was said, or the first line of the profile wanted.
std::string title_of(const pb::AddJobManuallyRequest& request) {
  if (!request.more().title().empty()) return text::clean_line(request.more().title());
  const std::string_view wanted = request.profile_wanted();
  const std::string line = text::clean_line(wanted.substr(0, wanted.find('\n')));
  return std::string(text::cut_utf8(line, kTitleBytesMax));
}

void add_optional(pg::Params& params, bool has, const std::string& value) {
  if (has && !value.empty()) params.text(value);
  else params.null();
}

}  // namespace

Task<Result<pb::JobFeedItem>> add_job_manually(DiscoveryDeps deps, Caller caller, pb::AddJobManuallyRequest request) {
  JM_CO_CHECK_OK(check_text("The company's name", request.company_name(), kNameBytesMax));
  JM_CO_CHECK_OK(check_text("The company's description", request.company_description(), kTextBytesMax));
  JM_CO_CHECK_OK(check_text("The location", request.location(), kNameBytesMax));
  JM_CO_CHECK_OK(check_text("The profile wanted", request.profile_wanted(), kTextBytesMax));
  JM_CO_CHECK_OK(check_text("The start date", request.start_date(), kNameBytesMax));
  JM_CO_CHECK_OK(check_text("The duration", request.duration(), kNameBytesMax));
  JM_CO_CHECK_OK(check_text("The reason why", request.why_us(), kTextBytesMax));
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  const std::string company = text::clean_line(request.company_name());
  if (company.empty()) co_return fail(Code::kInvalidArgument, "The company's name is missing.");
  std::optional<Uuid> search;
  if (!request.search_config_id().empty()) {
    search = Uuid::parse(request.search_config_id());
    if (!search) co_return fail(Code::kNotFound, "There is no such search.");
  }

  const Time now = deps.clock.now();
  const Uuid id = new_id(now);
  const std::string title = title_of(request);
  if (request.more().title().empty()) request.mutable_more()->clear_title();             // what the text itself says stands
  if (request.more().description().empty()) request.mutable_more()->clear_description();
  JM_CO_TRY(more, edit_params(id, caller.user_id, request.more(), now, std::nullopt));
  JsonObject told;
  told.text("type", "JOB_DISCOVERED").id("userId", caller.user_id).id("jobFeedId", id);
  search ? told.id("searchConfigId", *search) : told.null("searchConfigId");
  title.empty() ? told.null("title") : told.text("title", title);
  told.text("company", company).optional_text("mutationId", request.mutation_id());
  std::string event = told.str();

  pg::Params params;
  params.uuid(id).uuid(caller.user_id).add(search);
  add_optional(params, true, title);
  params.text(company);
  add_optional(params, request.has_company_description(), request.company_description());
  add_optional(params, request.has_location(), request.location());
  add_optional(params, request.has_profile_wanted(), request.profile_wanted());
  add_optional(params, request.has_start_date(), request.start_date());
  add_optional(params, request.has_duration(), request.duration());
  add_optional(params, request.has_why_us(), request.why_us());
  params.time(now).text(event);
  add_optional(params, true, request.mutation_id());
  std::vector<pg::Call> calls;
  calls.push_back({sql::add_manual, std::move(params)});
  calls.push_back({sql::edit_manual, std::move(more)});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (answers[0].empty()) {
    if (request.mutation_id().empty()) co_return fail(Code::kNotFound, "There is no such search.");
    JM_CO_TRY(made, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::manual_of_creation, {caller.user_id, request.mutation_id()}, caller.deadline));
    if (made.empty()) co_return fail(Code::kNotFound, "There is no such search.");
    co_return co_await load_item(deps, std::move(caller), made.front().str(0), true);
  }
  std::vector<events::Announcement> news;
  news.push_back({caller.user_id, "JOB_DISCOVERED", std::move(event)});
  deps.bus.events_committed(std::move(news));
  co_return co_await load_item(deps, std::move(caller), id.str(), true);
}

}  // namespace jm::discovery
