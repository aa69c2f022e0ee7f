// An offer that the user typed in: an item of the inbox without a stored offer behind it.
#include "base/json_text.h"
#include "discovery/service.h"
#include "discovery/sql.h"
#include "text/clean.h"
#include "text/utf8.h"

namespace jm::discovery {
namespace {

constexpr std::size_t kNameBytesMax = 256, kTextBytesMax = 20'000, kTitleBytesMax = 160;

// What the item is called: the first line of the profile wanted.
std::string title_of(const pb::AddJobManuallyRequest& request) {
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
  std::string event = R"({"type":"JOB_DISCOVERED","userId":")" + caller.user_id.str() + R"(","jobFeedId":")" + id.str() + R"(","searchConfigId":)";
  event += search ? '"' + search->str() + '"' : "null";
  event += ",\"title\":";
  if (title.empty()) event += "null";
  else append_json_string(event, title);
  event += ",\"company\":";
  append_json_string(event, company);
  event += '}';

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
  JM_CO_TRY(rows, co_await deps.db.write(pg::Scope::user(caller.user_id), sql::add_manual, std::move(params), caller.deadline));
  if (rows.empty()) co_return fail(Code::kNotFound, "There is no such search.");
  std::vector<events::Announcement> news;
  news.push_back({caller.user_id, "JOB_DISCOVERED", std::move(event)});
  deps.bus.events_committed(std::move(news));
  co_return co_await load_item(deps, std::move(caller), id.str(), true);
}

}  // namespace jm::discovery
