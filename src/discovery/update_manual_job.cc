// Corrections to an item that the user made by hand or from a page. Absent members stay; empty ones are cleared.
#include "base/json_object.h"
#include "discovery/manual_job.h"
#include "discovery/service.h"
#include "discovery/sql.h"
#include "domain/offer.h"
#include "text/clean.h"

namespace jm::discovery {
namespace {

constexpr std::size_t kNameBytesMax = 256, kTextBytesMax = 100'000;
constexpr int kSalaryMax = 100'000'000;
constexpr std::chrono::days kDay{1};
constexpr std::chrono::days kAheadMax{10 * 366};

bool is_day(std::string_view text) { return text.size() == 10; }

Result<Time> read_posted(const std::string& text, Time now) {
  const auto time = parse_iso(text);
  if (!time || *time > now + kDay) return fail(Code::kInvalidArgument, "The day it was posted must be a date in the past, like 2026-11-02.", "POSTED_DATE");
  return *time;
}
Result<Time> read_expiry(const std::string& text, Time now) {
  const auto time = parse_iso(text);
  if (!time) return fail(Code::kInvalidArgument, "The last day must be a date, like 2027-01-31.", "EXPIRES_DATE");
  const Time end = is_day(text) ? *time + kDay - std::chrono::milliseconds(1) : *time;
  if (end <= now || end > now + kAheadMax) return fail(Code::kInvalidArgument, "The last day must be in the future, within ten years.", "EXPIRES_DATE");
  return end;
}

// The members of the details that are to change.
Result<std::string> details_patch(const pb::UpdateManualJobRequest& request, Time now, std::optional<Time>& expires_at) {
  JsonObject patch;
  if (request.has_contract()) {
    if (!request.contract().empty() && domain::contract_from(request.contract()) == domain::Contract::kUnknown)
      return fail(Code::kInvalidArgument, "The contract is none of those there are.");
    request.contract().empty() ? patch.null("contract") : patch.text("contract", request.contract());
    patch.null("contractMonths");
  }
  if (request.has_posted_at() && request.posted_at().empty()) patch.null("postedAt").null("postedPrecision");
  else if (request.has_posted_at()) {
    JM_TRY(posted, read_posted(request.posted_at(), now));
    const auto precision = is_day(request.posted_at()) ? domain::DatePrecision::kDay : domain::DatePrecision::kInstant;
    patch.text("postedAt", to_iso(posted)).text("postedPrecision", domain::name(precision));
  }
  if (request.has_expires_at() && request.expires_at().empty()) patch.null("expiresAt");
  else if (request.has_expires_at()) {
    JM_TRY(end, read_expiry(request.expires_at(), now));
    expires_at = end;
    patch.text("expiresAt", to_iso(end));
  }
  return patch.str();
}

}  // namespace

Result<pg::Params> edit_params(const Uuid& id, const Uuid& user, const pb::UpdateManualJobRequest& request, Time now, const std::optional<std::string>& event) {
  struct Text {
    const char* what;
    bool has;
    const std::string& value;
    std::size_t bytes_max;
    bool one_line;
  };
  const Text texts[] = {{"The title", request.has_title(), request.title(), kNameBytesMax * 2, true},
                        {"The company's name", request.has_company_name(), request.company_name(), kNameBytesMax, true},
                        {"The location", request.has_location(), request.location(), kNameBytesMax, true},
                        {"The description", request.has_description(), request.description(), kTextBytesMax, false},
                        {"The company's description", request.has_company_description(), request.company_description(), kTextBytesMax, false},
                        {"The start date", request.has_start_date(), request.start_date(), kNameBytesMax, true},
                        {"The duration", request.has_duration(), request.duration(), kNameBytesMax, true},
                        {"The reason why", request.has_why_us(), request.why_us(), kTextBytesMax, false}};
  pg::Params params;
  params.uuid(id).uuid(user).time(now);
  for (const Text& t : texts) {
    JM_CHECK_OK(check_text(t.what, t.value, t.bytes_max));
    if (!t.has) params.null();
    else params.text(t.one_line ? text::clean_line(t.value) : text::clean_text(t.value));
  }
  if (request.has_company_name() && text::clean_line(request.company_name()).empty()) return fail(Code::kInvalidArgument, "The company's name is missing.");
  if (request.has_remote() && !request.remote().empty() && domain::remote_from(request.remote()) == domain::Remote::kUnknown)
    return fail(Code::kInvalidArgument, "The remote policy is none of REMOTE, HYBRID and ON_SITE.");
  const auto bad_pay = [](bool has, int v) { return has && (v < -1 || v > kSalaryMax); };
  if (bad_pay(request.has_salary_min(), request.salary_min()) || bad_pay(request.has_salary_max(), request.salary_max()))
    return fail(Code::kInvalidArgument, "A salary is a yearly amount between 0 and 100,000,000.");
  if (request.has_salary_min() && request.has_salary_max() && request.salary_max() >= 0 && request.salary_min() > request.salary_max())
    return fail(Code::kInvalidArgument, "The lowest salary is above the highest.");
  const std::string& currency = request.salary_currency();
  if (!currency.empty() && (currency.size() != 3 || currency.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos))
    return fail(Code::kInvalidArgument, "The currency is a code of three capitals, for example EUR.");
  if (request.has_remote()) params.text(request.remote());
  else params.null();
  params.add(request.has_salary_min() ? std::optional(request.salary_min()) : std::nullopt).add(request.has_salary_max() ? std::optional(request.salary_max()) : std::nullopt);
  if (request.has_salary_currency()) params.text(currency);
  else params.null();
  std::optional<Time> expires_at;
  JM_TRY(patch, details_patch(request, now, expires_at));
  if (patch == "{}") params.null();
  else params.json(patch);
  params.boolean(request.has_expires_at()).add(expires_at).add(event);
  return std::move(params);
}

Task<Result<pb::JobFeedItem>> update_manual_job(DiscoveryDeps deps, Caller caller, pb::UpdateManualJobRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  const auto id = Uuid::parse(request.job_feed_id());
  if (!id) co_return no_such_item();
  JsonObject told;
  told.text("type", "JOB_EDITED").id("userId", caller.user_id).id("jobFeedId", *id).optional_text("mutationId", request.mutation_id());
  const std::string event = told.str();
  JM_CO_TRY(params, edit_params(*id, caller.user_id, request, deps.clock.now(), event));
  JM_CO_TRY(rows, co_await deps.db.write(pg::Scope::user(caller.user_id), sql::edit_manual, std::move(params), caller.deadline));
  if (!rows.empty()) {
    std::vector<events::Announcement> news;
    news.push_back({caller.user_id, "JOB_EDITED", event});
    deps.bus.events_committed(std::move(news));
    co_return co_await load_item(deps, caller, id->str(), true);
  }
  // An item of the user's that stays as its board wrote it, or none.
  const auto there = co_await load_item(deps, caller, id->str(), false);
  if (!there) co_return std::unexpected(there.error());
  co_return fail(Code::kFailedPrecondition, "Only offers that you added yourself can be edited; this one comes from a board.", "NOT_EDITABLE");
}

}  // namespace jm::discovery
