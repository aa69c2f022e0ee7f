// Corrections to an item that the user made by hand or from a page. Absent members stay; empty ones are cleared.
#include "discovery/service.h"
#include "discovery/sql.h"
#include "domain/offer.h"
#include "text/clean.h"

namespace jm::discovery {
namespace {

constexpr std::size_t kNameBytesMax = 256, kTextBytesMax = 100'000;
constexpr int kSalaryMax = 100'000'000;

}  // namespace

Task<Result<pb::JobFeedItem>> update_manual_job(DiscoveryDeps deps, Caller caller, pb::UpdateManualJobRequest request) {
  const auto id = Uuid::parse(request.job_feed_id());
  if (!id) co_return no_such_item();
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
  params.uuid(*id).uuid(caller.user_id).time(deps.clock.now());
  for (const Text& t : texts) {
    JM_CO_CHECK_OK(check_text(t.what, t.value, t.bytes_max));
    if (!t.has) params.null();
    else params.text(t.one_line ? text::clean_line(t.value) : text::clean_text(t.value));
  }
  if (request.has_company_name() && text::clean_line(request.company_name()).empty()) co_return fail(Code::kInvalidArgument, "The company's name is missing.");
  if (request.has_remote() && !request.remote().empty() && domain::remote_from(request.remote()) == domain::Remote::kUnknown)
    co_return fail(Code::kInvalidArgument, "The remote policy is none of REMOTE, HYBRID and ON_SITE.");
  const auto bad_pay = [](bool has, int v) { return has && (v < -1 || v > kSalaryMax); };
  if (bad_pay(request.has_salary_min(), request.salary_min()) || bad_pay(request.has_salary_max(), request.salary_max()))
    co_return fail(Code::kInvalidArgument, "A salary is a yearly amount between 0 and 100,000,000.");
  if (request.has_salary_min() && request.has_salary_max() && request.salary_max() >= 0 && request.salary_min() > request.salary_max())
    co_return fail(Code::kInvalidArgument, "The lowest salary is above the highest.");
  const std::string& currency = request.salary_currency();
  if (!currency.empty() && (currency.size() != 3 || currency.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos))
    co_return fail(Code::kInvalidArgument, "The currency is a code of three capitals, for example EUR.");
  if (request.has_remote()) params.text(request.remote());
  else params.null();
  params.add(request.has_salary_min() ? std::optional(request.salary_min()) : std::nullopt).add(request.has_salary_max() ? std::optional(request.salary_max()) : std::nullopt);
  if (request.has_salary_currency()) params.text(currency);
  else params.null();
  JM_CO_TRY(rows, co_await deps.db.write(pg::Scope::user(caller.user_id), sql::edit_manual, std::move(params), caller.deadline));
  if (!rows.empty()) co_return co_await load_item(deps, caller, id->str(), true);
  // An item of the user's that stays as its board wrote it, or none.
  const auto there = co_await load_item(deps, caller, id->str(), false);
  if (!there) co_return std::unexpected(there.error());
  co_return fail(Code::kFailedPrecondition, "Only offers that you added yourself can be edited; this one comes from a board.", "NOT_EDITABLE");
}

}  // namespace jm::discovery
