// The inbox: job feed, quarantine lane, triage, manual offers, source health.
#include <algorithm>
#include <unordered_map>

#include "domain/history_text.h"
#include "domain/pasted_page.h"
#include "domain/source_health.h"
#include "gateway/context.h"
#include "gateway/fields.h"
#include "gateway/loaders.h"
#include "gateway/views.h"

namespace jm::gateway {
namespace {

using graphql::Args;
using graphql::Batch;
using graphql::Ctx;
using graphql::List;
using graphql::Out;

constexpr int kFeedFirstMax = 500, kConnectionFirstMax = 100;

pb::JobStatus job_status(std::string_view name) {
  if (name == "PENDING") return pb::PENDING;
  if (name == "APPROVED") return pb::APPROVED;
  if (name == "REJECTED") return pb::REJECTED_JOB;
  return pb::JOB_STATUS_UNSPECIFIED;
}

std::string_view job_status_name(pb::JobStatus status) {
  return status == pb::APPROVED ? "APPROVED" : status == pb::REJECTED_JOB ? "REJECTED" : "PENDING";
}

// The members of the message behind the fields that are asked for, as GetJobFeedRequest.fields wants them.
template <class Selects>
std::uint32_t item_fields(const Selects& selects) {
  using Item = pb::JobFeedItem;
  constexpr std::pair<const char*, int> kMembers[] = {
      {"status", Item::kStatusFieldNumber}, {"rank", Item::kRankFieldNumber}, {"isManual", Item::kIsManualFieldNumber},
      {"searchConfigId", Item::kSearchConfigIdFieldNumber}, {"searchConfig", Item::kSearchConfigIdFieldNumber},
      {"title", Item::kTitleFieldNumber}, {"company", Item::kCompanyFieldNumber}, {"location", Item::kLocationFieldNumber},
      {"sourceUrl", Item::kSourceUrlFieldNumber}, {"source", Item::kSourceFieldNumber}, {"createdAt", Item::kCreatedAtFieldNumber},
      {"expiresAt", Item::kExpiresAtFieldNumber}, {"remote", Item::kRemoteFieldNumber}, {"salary", Item::kSalaryMinFieldNumber},
      {"salary", Item::kSalaryMaxFieldNumber}, {"salary", Item::kSalaryCurrencyFieldNumber}};
  std::uint32_t fields = 1u << Item::kIdFieldNumber;
  for (const auto& [field, member] : kMembers)
    if (selects(field)) fields |= 1u << member;
  return fields;
}

// What a page of the inbox is asked for, as one number: members of the items (bits below 32), then these.
constexpr std::uint64_t kWithRawData = 1ull << 32, kWithReasons = 1ull << 33, kWithTotal = 1ull << 34, kWithCursors = 1ull << 35;

template <class Selects>
std::uint64_t page_selection(const Selects& selects) {
  return item_fields(selects) | (selects("rawData") ? kWithRawData : 0) | (selects("rankReasons") ? kWithReasons : 0);
}

// A list without raw data and reasons comes as a table.
void ask_for_selection(std::uint64_t selection, pb::GetJobFeedRequest& request) {
  request.set_with_total((selection & kWithTotal) != 0);
  request.set_without_raw_data((selection & kWithRawData) == 0);
  request.set_without_reasons((selection & kWithReasons) == 0);
  request.set_without_cursors((selection & kWithCursors) == 0);
  request.set_fields(selection & kWithRawData ? 0 : static_cast<std::uint32_t>(selection));     // raw data is made of most of them
  request.set_as_table((selection & (kWithRawData | kWithReasons)) == 0);
}

// A page with views of its items.
struct FeedPage {
  explicit FeedPage(pb::JobFeedPage p) : page(std::move(p)) {
    if (page.has_table()) table.emplace(page.table());
    items = table ? views_of<ItemView>(*table) : views_of<ItemView>(page.items());
  }
  FeedPage(const FeedPage&) = delete;
  pb::JobFeedPage page;
  std::optional<pb::TextTableReader> table;
  std::vector<ItemView> items;
};

Task<Result<List<ItemView>>> job_feed(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetJobFeedRequest request;
  request.set_status(job_status(args.string("status")));
  JM_CO_TRY(first, page_size(args, 100, kFeedFirstMax));
  request.set_first(first);
  request.set_search_config_id(text(args.string("searchConfigId")));
  const auto selection = args.once_per_plan([&args] { return page_selection([&args](std::string_view field) { return args.selects(field); }); });
  ask_for_selection(selection, request);
  JM_CO_TRY(page, co_await of(ctx).services.discovery.GetJobFeed(std::move(caller), std::move(request)));
  auto owner = std::make_shared<const FeedPage>(std::move(page));
  co_return List<ItemView>::of(owner, owner->items);
}

// A page with its edges, which pair a cursor with a node; none where the page came without cursors.
template <class Node>
struct Edge {
  const std::string* cursor;
  const Node* node;
};
template <class Page, class Nodes>
auto edges_of(const Page& page, const Nodes& nodes) {
  using Node = std::remove_cvref_t<decltype(nodes[0])>;
  std::vector<Edge<Node>> edges;
  for (int i = 0; i < page.cursors_size(); ++i) edges.push_back({&page.cursors(i), &nodes[static_cast<typename Nodes::size_type>(i)]});
  return edges;
}

struct FeedConnection : FeedPage {
  explicit FeedConnection(pb::JobFeedPage p) : FeedPage(std::move(p)), edges(edges_of(page, items)) {}
  std::vector<Edge<ItemView>> edges;
};
struct QuarantineConnection {
  explicit QuarantineConnection(pb::QuarantinePage p) : page(std::move(p)), edges(edges_of(page, page.items())) {}
  QuarantineConnection(const QuarantineConnection&) = delete;
  pb::QuarantinePage page;
  std::vector<Edge<pb::QuarantinedOffer>> edges;
};

struct PageInfo {
  bool has_next_page = false;
  const std::string* end_cursor = nullptr;
};

template <class C>
PageInfo page_info(const C& c) { return {c.page.has_next_page(), c.edges.empty() ? nullptr : c.edges.back().cursor}; }

Task<Result<Shared<FeedConnection>>> job_feed_connection(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetJobFeedRequest request;
  request.set_status(job_status(args.string("status")));
  JM_CO_TRY(first, page_size(args, 20, kConnectionFirstMax));
  request.set_first(first);
  request.set_after(text(args.string("after")));
  request.set_search_config_id(text(args.string("searchConfigId")));
  const auto selection = args.once_per_plan([&args] {
    const auto selects = [&args](std::string_view field) { return args.selects("nodes." + text(field)) || args.selects("edges.node." + text(field)); };
    const bool cursors = args.selects("edges") || args.selects("pageInfo.endCursor");
    return page_selection(selects) | (args.selects("totalCount") ? kWithTotal : 0) | (cursors ? kWithCursors : 0);
  });
  ask_for_selection(selection, request);
  JM_CO_TRY(page, co_await of(ctx).services.discovery.GetJobFeed(std::move(caller), std::move(request)));
  co_return std::make_shared<const FeedConnection>(std::move(page));
}

// What is put off comes as messages: a table has no such member.
Task<Result<Shared<FeedConnection>>> snoozed_jobs(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetJobFeedRequest request;
  request.set_snoozed(true);
  JM_CO_TRY(first, page_size(args, 20, kConnectionFirstMax));
  request.set_first(first);
  request.set_after(text(args.string("after")));
  request.set_search_config_id(text(args.string("searchConfigId")));
  const auto selects = [&args](std::string_view field) { return args.selects("nodes." + text(field)) || args.selects("edges.node." + text(field)); };
  request.set_with_total(args.selects("totalCount"));
  request.set_without_raw_data(!selects("rawData"));
  request.set_without_reasons(!selects("rankReasons"));
  JM_CO_TRY(page, co_await of(ctx).services.discovery.GetJobFeed(std::move(caller), std::move(request)));
  co_return std::make_shared<const FeedConnection>(std::move(page));
}

Task<Result<Shared<ItemView>>> job_feed_item(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetJobFeedItemsRequest request;
  request.add_ids(text(args.string("id")));
  request.set_without_raw_data(!args.selects("rawData"));
  request.set_without_reasons(!args.selects("rankReasons"));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetJobFeedItems(std::move(caller), std::move(request)));
  if (list.items_size() == 0) co_return Shared<ItemView>();
  co_return share_item(std::move(*list.mutable_items(0)));
}

Task<Result<Shared<QuarantineConnection>>> quarantine(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetQuarantineRequest request;
  JM_CO_TRY(first, page_size(args, 20, kConnectionFirstMax));
  request.set_first(first);
  request.set_after(text(args.string("after")));
  request.set_search_config_id(text(args.string("searchConfigId")));
  request.set_with_total(args.selects("totalCount"));
  JM_CO_TRY(page, co_await of(ctx).services.discovery.GetQuarantine(std::move(caller), std::move(request)));
  co_return std::make_shared<const QuarantineConnection>(std::move(page));
}

void copy(const graphql::Input& list, pb::StringList* out) {
  for (const graphql::Input& item : list.items()) *out->add_values() = text(item.str());
}

Task<Result<Shared<pb::SearchPreview>>> preview_search(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const auto in = args["input"];
  pb::PreviewRequest request;
  pb::UpdateSearchConfigRequest& search = *request.mutable_search();
  if (in["searchConfigId"].has_value()) search.set_id(text(in["searchConfigId"].str()));
  if (in["jobTitles"].has_value()) copy(in["jobTitles"], search.mutable_job_titles());
  if (in["locations"].has_value()) copy(in["locations"], search.mutable_locations());
  if (in["keywords"].has_value()) copy(in["keywords"], search.mutable_keywords());
  if (in["redFlags"].has_value()) copy(in["redFlags"], search.mutable_red_flags());
  if (in["mustHave"].has_value()) copy(in["mustHave"], search.mutable_must_have());
  if (in["salaryMin"].has_value()) search.set_salary_min(static_cast<int>(in["salaryMin"].integer()));
  if (in["salaryMin"].is_null()) search.add_cleared("salary_min");
  if (in["remotePolicy"].has_value()) {
    pb::RemotePolicy policy;
    if (pb::RemotePolicy_Parse(text(in["remotePolicy"].str()), &policy)) search.set_remote_policy(policy);
  }
  request.set_samples(static_cast<int>(std::clamp<std::int64_t>(args.optional_integer("samples").value_or(5), -1, 1000)));
  JM_CO_TRY(preview, co_await of(ctx).services.discovery.PreviewSearch(std::move(caller), std::move(request)));
  co_return share(std::move(preview));
}

// "Would hide 41 offers, 2 of which you approved; 3 would be new, 120 stay."
std::string preview_summary(const pb::SearchPreview& p, domain::Lang language) {
  const bool fr = language == domain::Lang::kFr;
  const auto count = [](int n, const char* one, const char* many) { return std::to_string(n) + " " + (n == 1 ? one : many); };
  std::string out;
  if (p.hidden() > 0) {
    out = fr ? "Masquerait " + count(p.hidden(), "offre", "offres") : "Would hide " + count(p.hidden(), "offer", "offers");
    if (p.approved_hidden() > 0)
      out += fr ? ", dont " + std::to_string(p.approved_hidden()) + " que vous avez " + (p.approved_hidden() == 1 ? "approuvée" : "approuvées")
                : ", " + std::to_string(p.approved_hidden()) + " of which you approved";
  } else {
    out = fr ? "Ne masquerait aucune offre" : "Would hide no offer";
  }
  if (p.shown() > 0) out += fr ? "\u00a0; " + count(p.shown(), "nouvelle apparaîtrait", "nouvelles apparaîtraient") : "; " + std::to_string(p.shown()) + " would be new";
  out += fr ? "\u00a0; " + count(p.kept(), "reste", "restent") + "." : "; " + std::to_string(p.kept()) + (p.kept() == 1 ? " stays." : " stay.");
  return out;
}

Task<Result<Shared<pb::ReleaseReply>>> release_from_quarantine(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ReleaseRequest request;
  request.set_quarantine_id(text(args.string("quarantineId")));
  request.set_whole_company(args["wholeCompany"].has_value() && args["wholeCompany"].boolean());
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(reply, co_await of(ctx).services.discovery.ReleaseFromQuarantine(std::move(caller), std::move(request)));
  co_return share(std::move(reply));
}

Task<Result<List<pb::FilterException>>> filter_exceptions(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetFilterExceptions(std::move(caller), {}));
  auto owner = share(std::move(list));
  co_return List<pb::FilterException>::of(owner, owner->exceptions());
}

Task<Result<int>> remove_filter_exception(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::RemoveExceptionRequest request;
  request.set_exception_id(text(args.string("exceptionId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(reply, co_await of(ctx).services.discovery.RemoveFilterException(std::move(caller), std::move(request)));
  co_return reply.offers();
}

Task<Result<pb::SetJobStatusReply>> set_job_status(Ctx& ctx, const Args& args, pb::JobStatus status) {
  Result<Caller> caller = signed_in(ctx);
  if (!caller) return answered<pb::SetJobStatusReply>(std::unexpected(std::move(caller).error()));
  pb::SetJobStatusRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_status(status);
  request.set_reason(text(args.string("reason")));
  request.set_mutation_id(text(args.string("mutationId")));
  if (status == pb::APPROVED)
    request.set_fields(static_cast<std::uint32_t>(args.once_per_plan([&args] { return item_fields([&args](std::string_view field) { return args.selects("jobFeedItem." + text(field)); }); })));
  return of(ctx).services.discovery.SetJobStatus(std::move(*caller), std::move(request));
}

Task<Result<Shared<ApplicationView>>> approve_job(Ctx& ctx, Args args) {
  JM_CO_TRY(reply, co_await set_job_status(ctx, args, pb::APPROVED));
  reply.mutable_application()->mutable_job_feed_item()->Swap(reply.mutable_item());
  co_return share_application(std::move(*reply.mutable_application()));
}

Task<Result<Shared<ItemView>>> reject_job(Ctx& ctx, Args args) {
  JM_CO_TRY(reply, co_await set_job_status(ctx, args, pb::REJECTED_JOB));
  co_return share_item(std::move(*reply.mutable_item()));
}

// `until` empty: back at once.
Task<Result<Shared<ItemView>>> set_snooze(Ctx& ctx, Args args, std::string until) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::SnoozeItemRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_until(std::move(until));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(item, co_await of(ctx).services.discovery.SnoozeItem(std::move(caller), std::move(request)));
  co_return share_item(std::move(item));
}

Task<Result<Shared<ItemView>>> snooze_job(Ctx& ctx, Args args) {
  std::string until = text(args.string("until"));
  if (until.empty()) co_return fail(Code::kInvalidArgument, "\"until\" must be an ISO 8601 time. What ends a put-off is unsnoozeJob.", "SNOOZE_TIME");
  co_return co_await set_snooze(ctx, std::move(args), std::move(until));
}

Task<Result<Shared<ItemView>>> unsnooze_job(Ctx& ctx, Args args) { co_return co_await set_snooze(ctx, std::move(args), {}); }

Task<Result<Shared<ItemView>>> undo_triage(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::UndoTriageRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(item, co_await of(ctx).services.discovery.UndoTriage(std::move(caller), std::move(request)));
  co_return share_item(std::move(item));
}

Task<Result<List<pb::Decision>>> last_decisions(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetLastDecisionsRequest request;
  JM_CO_TRY(first, page_size(args, 20, kConnectionFirstMax));
  request.set_first(first);
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetLastDecisions(std::move(caller), std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::Decision>::of(owner, owner->decisions());
}

Task<Result<void>> item_of_decision(Ctx& ctx, Batch<pb::Decision, const ItemView*> batch) {
  return load_items(ctx, std::move(batch), [](const pb::Decision& d) -> std::string_view { return d.job_feed_id(); });
}

struct ManualJobResult {
  std::string job_feed_id;
  std::string message;
  pb::AddJobByUrlReply read = {};          // of an offer added by its address
};

// What is said of an offer of one's own: absent stays, null is cleared.
void read_manual_fields(const graphql::Input& in, pb::UpdateManualJobRequest& request) {
  using Request = pb::UpdateManualJobRequest;
  constexpr std::pair<const char*, std::string* (Request::*)()> kTexts[] = {
      {"title", &Request::mutable_title}, {"companyName", &Request::mutable_company_name}, {"location", &Request::mutable_location}, {"description", &Request::mutable_description},
      {"companyDescription", &Request::mutable_company_description}, {"startDate", &Request::mutable_start_date}, {"duration", &Request::mutable_duration}, {"whyUs", &Request::mutable_why_us},
      {"remotePolicy", &Request::mutable_remote}, {"salaryCurrency", &Request::mutable_salary_currency}, {"contract", &Request::mutable_contract},
      {"postedAt", &Request::mutable_posted_at}, {"expiresAt", &Request::mutable_expires_at}};
  for (const auto& [field, member] : kTexts) {
    if (in[field].has_value()) (request.*member)()->assign(in[field].str());
    else if (in[field].is_null()) (request.*member)()->clear();
  }
  if (!in["salaryMin"].is_absent()) request.set_salary_min(in["salaryMin"].has_value() ? static_cast<int>(in["salaryMin"].integer()) : -1);
  if (!in["salaryMax"].is_absent()) request.set_salary_max(in["salaryMax"].has_value() ? static_cast<int>(in["salaryMax"].integer()) : -1);
}

Task<Result<Shared<ManualJobResult>>> add_job_manually(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const auto in = args["input"];
  pb::AddJobManuallyRequest request;
  request.set_company_name(text(in["companyName"].str()));
  if (in["searchConfigId"].has_value()) request.set_search_config_id(text(in["searchConfigId"].str()));
  if (in["companyDescription"].has_value()) request.set_company_description(text(in["companyDescription"].str()));
  if (in["location"].has_value()) request.set_location(text(in["location"].str()));
  if (in["profileWanted"].has_value()) request.set_profile_wanted(text(in["profileWanted"].str()));
  if (in["startDate"].has_value()) request.set_start_date(text(in["startDate"].str()));
  if (in["duration"].has_value()) request.set_duration(text(in["duration"].str()));
  if (in["whyUs"].has_value()) request.set_why_us(text(in["whyUs"].str()));
  request.set_mutation_id(text(args.string("mutationId")));
  read_manual_fields(in, *request.mutable_more());
  JM_CO_TRY(item, co_await of(ctx).services.discovery.AddJobManually(std::move(caller), std::move(request)));
  pb::AddJobByUrlReply read;
  *read.mutable_item() = std::move(item);
  std::string id = read.item().id();
  co_return share(ManualJobResult{std::move(id), "The offer is in your inbox.", std::move(read)});
}

// Reading somebody else's page takes longer than anything else that is asked of the edge.
constexpr std::chrono::seconds kPageDeadline{28};

Task<Result<Shared<ManualJobResult>>> add_job_by_url(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  caller.deadline = Deadline::in(kPageDeadline);
  const auto language = args.string("language") == "FR" ? domain::Lang::kFr : domain::Lang::kEn;
  pb::AddJobByUrlRequest request;
  request.set_url(text(args.string("url")));
  if (args["searchConfigId"].has_value()) request.set_search_config_id(text(args.string("searchConfigId")));
  auto reply = co_await of(ctx).services.discovery.AddJobByUrl(std::move(caller), std::move(request));
  if (!reply) {
    Error error = std::move(reply.error());
    if (const auto problem = domain::page_problem_from(error.reason)) error.message = domain::page_problem_text(*problem, language);
    co_return std::unexpected(std::move(error));
  }
  const std::vector<std::string> missing(reply->missing().begin(), reply->missing().end());
  std::string message = domain::page_result_text(missing, reply->already_known(), language);
  std::string id = reply->item().id();
  co_return share(ManualJobResult{std::move(id), std::move(message), std::move(*reply)});
}

Task<Result<Shared<ItemView>>> update_manual_job(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::UpdateManualJobRequest request;
  read_manual_fields(args["input"], request);
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(item, co_await of(ctx).services.discovery.UpdateManualJob(std::move(caller), std::move(request)));
  co_return share_item(std::move(item));
}

// "Scanning the stored offers for 2 searches. Reading 3 sources now; …"
std::string scan_message(const pb::TriggerScanReply& reply, domain::Lang language) {
  const bool fr = language == domain::Lang::kFr;
  const auto count = [](int n, const char* one, const char* many) { return std::to_string(n) + " " + (n == 1 ? one : many); };
  std::string out;
  if (reply.already_running()) out = fr ? "Vos recherches sont déjà en cours de relecture." : "A scan of your searches is already running.";
  else
    out = fr ? "Les offres enregistrées sont relues pour " + count(reply.searches(), "recherche.", "recherches.")
             : "Scanning the stored offers for " + count(reply.searches(), "search.", "searches.");
  if (reply.reading() > 0)
    out += fr ? " " + count(reply.reading(), "source est lue", "sources sont lues") + " maintenant\u00a0; les nouvelles offres apparaissent à mesure."
              : " Reading " + count(reply.reading(), "source", "sources") + " now; new offers appear as they come.";
  if (reply.fresh() > 0)
    out += fr ? " " + count(reply.fresh(), "source a été lue il y a moins de 15 minutes ou ne peut pas l’être maintenant", "sources ont été lues il y a moins de 15 minutes ou ne peuvent pas l’être maintenant") + "\u00a0; voir «\u00a0Sources\u00a0»."
              : " " + count(reply.fresh(), "source was", "sources were") + " read less than 15 minutes ago or cannot be read now; see \"sources\".";
  if (!reply.quiet_until().empty())
    out += fr ? " Heures calmes\u00a0: les sites d’offres sont relus après " + reply.quiet_until() + "." : " It is quiet time: the job boards are read again after " + reply.quiet_until() + ".";
  return out;
}

Task<Result<Shared<ManualJobResult>>> trigger_scan(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const auto language = args.string("language") == "FR" ? domain::Lang::kFr : domain::Lang::kEn;
  Result<pb::TriggerScanReply> reply = co_await of(ctx).services.discovery.TriggerScan(std::move(caller), {});
  if (!reply) {
    Error error = std::move(reply).error();
    if (language == domain::Lang::kFr && error.reason == "TOO_SOON") error.message = "Vos offres ont été relues il y a moins d’une minute. Réessayez dans un instant.";
    if (language == domain::Lang::kFr && error.reason == "NO_SEARCH") error.message = "Il n’y a aucune recherche active à relire. Créez-en une d’abord.";
    co_return std::unexpected(std::move(error));
  }
  co_return share(ManualJobResult{reply->scan_id(), scan_message(*reply, language)});
}

Task<Result<List<pb::Source>>> sources(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetSources(std::move(caller), {}));
  auto owner = share(std::move(list));
  co_return List<pb::Source>::of(owner, owner->sources());
}

Task<Result<List<pb::BoardName>>> boards(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetBoards(std::move(caller), {}));
  auto owner = share(std::move(list));
  co_return List<pb::BoardName>::of(owner, owner->boards());
}

Task<Result<Shared<pb::CompanyWatch>>> watch_company(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  caller.deadline = Deadline::in(kPageDeadline);
  pb::WatchCompanyRequest request;
  request.set_url(text(args.string("url")));
  request.set_language(text(args.string("language")));
  JM_CO_TRY(watch, co_await of(ctx).services.discovery.WatchCompany(std::move(caller), std::move(request)));
  co_return share(std::move(watch));
}

Task<Result<List<pb::CompanyWatch>>> watchlist(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetWatchlist(std::move(caller), {}));
  auto owner = share(std::move(list));
  co_return List<pb::CompanyWatch>::of(owner, owner->watches());
}

Task<Result<bool>> unwatch_company(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::UnwatchCompanyRequest request;
  request.set_id(text(args.string("id")));
  JM_CO_TRY(reply, co_await of(ctx).services.discovery.UnwatchCompany(std::move(caller), std::move(request)));
  co_return reply.removed();
}

// The sources of all watches of the batch in one call.
Task<Result<void>> source_of_watch(Ctx& ctx, Batch<pb::CompanyWatch, const pb::Source*> batch) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetSources(std::move(caller), {}));
  const pb::SourceList* kept = ctx.keep_value(std::move(list));
  std::unordered_map<std::string_view, const pb::Source*> by_id;
  for (const auto& s : kept->sources()) by_id.emplace(s.id(), &s);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto it = by_id.find(batch.parent(i).source_id()); it != by_id.end()) batch.set(i, it->second);
  co_return Result<void>{};
}

domain::Lang language_of(const Args& args) { return args.string("language") == "FR" ? domain::Lang::kFr : domain::Lang::kEn; }

// A run of a source has a problem with words in both languages; a file that was read has a message.
void run_error(const pb::SourceRun& run, const Args& args, Out& out) {
  const auto problem = domain::source_problem_from(run.problem());
  if (problem != domain::SourceProblem::kNone) return out.string(domain::problem_text(problem, run.problem_detail(), language_of(args)));
  run.has_error() ? out.string(run.error()) : out.null();
}

std::string source_text(const pb::Source& s, const Args& args) {
  return domain::health_text(domain::source_state_from(s.state()).value_or(domain::SourceState::kWaiting), domain::source_problem_from(s.problem()), s.problem_detail(), language_of(args));
}

Task<Result<List<pb::SourceRun>>> source_runs(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetSourceRunsRequest request;
  JM_CO_TRY(first, page_size(args, 20, kConnectionFirstMax));
  request.set_first(first);
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetSourceRuns(std::move(caller), std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::SourceRun>::of(owner, owner->runs());
}

// The application made of an item: all items of the batch in one call.
Task<Result<void>> application_of_item(Ctx& ctx, Batch<ItemView, const ApplicationView*> batch) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ListApplicationsRequest request;
  for (std::size_t i = 0; i < batch.size(); ++i) request.add_job_feed_ids(std::string(batch.parent(i).id()));
  JM_CO_TRY(list, co_await of(ctx).services.tracker.ListApplications(std::move(caller), std::move(request)));
  const pb::ApplicationList* kept = ctx.keep_value(std::move(list));
  const auto* views = ctx.keep_value(views_of<ApplicationView>(kept->applications()));
  std::unordered_map<std::string_view, const ApplicationView*> by_item;
  for (const auto& a : *views) by_item.emplace(a.message()->job_feed_id(), &a);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto it = by_item.find(batch.parent(i).id());
    if (it != by_item.end()) batch.set(i, it->second);
  }
  co_return Result<void>{};
}

Task<Result<void>> search_of_item(Ctx& ctx, Batch<ItemView, const pb::SearchConfig*> batch) {
  return load_search_configs(ctx, batch, [](const ItemView& item) -> std::string_view {
    if (const auto* m = item.message()) return m->search_config_id();
    return item.cell(pb::JobFeedItem::kSearchConfigIdFieldNumber).value_or(std::string_view());
  });
}
Task<Result<void>> search_of_quarantined(Ctx& ctx, Batch<pb::QuarantinedOffer, const pb::SearchConfig*> batch) {
  return load_search_configs(ctx, batch, [](const pb::QuarantinedOffer& item) -> std::string_view { return item.search_config_id(); });
}

struct ReasonView {
  const pb::RankReason* reason;
  domain::Lang language;
};

template <class Reasons>
std::vector<ReasonView> reason_views(const Reasons& reasons, const Args& args) {
  const auto language = args.string("language") == "FR" ? domain::Lang::kFr : domain::Lang::kEn;
  std::vector<ReasonView> list;
  for (const auto& r : reasons) list.push_back({&r, language});
  return list;
}

void text_or_null(const std::string& s, Out& out) { s.empty() ? out.null() : out.string(s); }

struct SalaryRange {
  const ItemView* item;
};
bool has_salary(const ItemView& item) {
  if (const auto* m = item.message()) return m->has_salary_min() || m->has_salary_max();
  return item.cell(pb::JobFeedItem::kSalaryMinFieldNumber) || item.cell(pb::JobFeedItem::kSalaryMaxFieldNumber);
}
// A member of the item as a field of its salary.
template <class Field>
auto of_item(Field field) {
  return [field](const SalaryRange& s, Out& out) { field(*s.item, out); };
}

// What stands behind the items of a batch, one part of it, in one call. -> by item id
template <class Value>
Task<Result<std::unordered_map<std::string_view, const pb::CardHistory*>>> load_histories(Ctx& ctx, const Batch<ItemView, Value>& batch, pb::GetCardHistoryRequest request) {
  JM_CO_TRY(caller, signed_in(ctx));
  for (std::size_t i = 0; i < batch.size(); ++i) request.add_ids(std::string(batch.parent(i).id()));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetCardHistory(std::move(caller), std::move(request)));
  const pb::CardHistoryList* kept = ctx.keep_value(std::move(list));
  std::unordered_map<std::string_view, const pb::CardHistory*> by_id;
  for (const auto& card : kept->cards()) by_id.emplace(card.id(), &card);
  co_return by_id;
}

template <class T>
std::vector<const T*> pointers(const google::protobuf::RepeatedPtrField<T>& list) {
  std::vector<const T*> out;
  for (const T& item : list) out.push_back(&item);
  return out;
}

Task<Result<void>> sightings_of_item(Ctx& ctx, Batch<ItemView, std::vector<const pb::CardSighting*>> batch) {
  pb::GetCardHistoryRequest request;
  request.set_sightings(true);
  JM_CO_TRY(by_id, co_await load_histories(ctx, batch, std::move(request)));
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto it = by_id.find(batch.parent(i).id());
    batch.set(i, it == by_id.end() ? std::vector<const pb::CardSighting*>() : pointers(it->second->sightings()));
  }
  co_return Result<void>{};
}

Task<Result<void>> versions_of_item(Ctx& ctx, Batch<ItemView, std::vector<const pb::CardVersion*>> batch) {
  pb::GetCardHistoryRequest request;
  request.set_versions(true);
  JM_CO_TRY(by_id, co_await load_histories(ctx, batch, std::move(request)));
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto it = by_id.find(batch.parent(i).id());
    batch.set(i, it == by_id.end() ? std::vector<const pb::CardVersion*>() : pointers(it->second->versions()));
  }
  co_return Result<void>{};
}

struct RepostWarning {
  const pb::EarlierPosting* earlier;
  int times;
};
Task<Result<void>> repost_warning_of_item(Ctx& ctx, Batch<ItemView, std::optional<RepostWarning>> batch) {
  pb::GetCardHistoryRequest request;
  request.set_reposts(true);
  JM_CO_TRY(by_id, co_await load_histories(ctx, batch, std::move(request)));
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto it = by_id.find(batch.parent(i).id());
    if (it == by_id.end() || it->second->earlier().empty()) batch.set(i, std::nullopt);
    else batch.set(i, RepostWarning{&it->second->earlier(0), it->second->posting()});
  }
  co_return Result<void>{};
}


std::string change_sentence(const pb::CardChange& c, domain::Lang language) {
  return domain::change_text(c.field(), c.has_before() ? std::optional(c.before()) : std::nullopt, c.has_after() ? std::optional(c.after()) : std::nullopt, language);
}

std::string version_sentence(const pb::CardVersion& v, domain::Lang language) {
  if (v.posting() > 0) return domain::posting_text(v.posting(), language);
  std::string out;
  for (const auto& c : v.changes()) out += (out.empty() ? "" : "; ") + change_sentence(c, language);
  return out;
}

Task<Result<Shared<pb::OfferTextChange>>> offer_text_change(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetOfferTextRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_version(static_cast<int>(args.optional_integer("version").value_or(0)));
  Result<pb::OfferTextChange> found = co_await of(ctx).services.discovery.GetOfferText(std::move(caller), std::move(request));
  if (found) co_return share(std::move(*found));
  if (found.error().code == Code::kNotFound) co_return Shared<pb::OfferTextChange>();
  co_return std::unexpected(found.error());
}

Task<Result<Shared<ItemView>>> merge_offers(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::MergeItemsRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_into_job_feed_id(text(args.string("intoJobFeedId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(item, co_await of(ctx).services.discovery.MergeItems(std::move(caller), std::move(request)));
  co_return share_item(std::move(item));
}

Task<Result<Shared<ItemView>>> split_sighting(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::SplitSightingRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_source(text(args.string("source")));
  request.set_source_id(text(args.string("sourceId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(item, co_await of(ctx).services.discovery.SplitSighting(std::move(caller), std::move(request)));
  co_return share_item(std::move(item));
}

Task<Result<Shared<ItemView>>> undo_merge_or_split(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::UndoRegroupRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(item, co_await of(ctx).services.discovery.UndoRegroup(std::move(caller), std::move(request)));
  co_return share_item(std::move(item));
}

}  // namespace

std::shared_ptr<const ItemView> share_item(pb::JobFeedItem item) {
  struct Owned {
    explicit Owned(pb::JobFeedItem i) : message(std::move(i)), view(message) {}
    pb::JobFeedItem message;
    ItemView view;
  };
  const auto owned = std::make_shared<const Owned>(std::move(item));
  return {owned, &owned->view};
}

std::string reason_sentence(const pb::RankReason& reason, domain::Lang language) {
  const auto code = domain::reason_code_from(reason.code());
  if (!code) return reason.detail();              // written by a newer version
  return domain::reason_text({*code, reason.points(), reason.detail()}, language);
}

void bind_inbox_fields(graphql::Bindings& b) {
  b.query("jobFeed", job_feed);
  b.query("jobFeedConnection", job_feed_connection);
  b.query("snoozedJobs", snoozed_jobs);
  b.query("lastDecisions", last_decisions);
  b.query("jobFeedItem", job_feed_item);
  b.query("offerTextChange", offer_text_change);
  b.query("quarantine", quarantine);
  b.query("previewSearch", preview_search);
  b.query("filterExceptions", filter_exceptions);
  b.query("sourceRuns", source_runs);
  b.query("sources", sources);
  b.query("boards", boards);
  b.object<pb::BoardName>("Board").field("board", &pb::BoardName::board).field("label", &pb::BoardName::label);
  b.query("watchlist", watchlist);
  b.mutation("watchCompany", watch_company);
  b.mutation("unwatchCompany", unwatch_company);
  b.object<pb::CompanyWatch>("CompanyWatch")
      .field("id", &pb::CompanyWatch::id)
      .field("board", &pb::CompanyWatch::board)
      .field("label", &pb::CompanyWatch::label)
      .field("name", &pb::CompanyWatch::name)
      .field("url", &pb::CompanyWatch::url)
      .field("createdAt", &pb::CompanyWatch::created_at)
      .batch("source", source_of_watch);
  b.mutation("approveJob", approve_job);
  b.mutation("rejectJob", reject_job);
  b.mutation("snoozeJob", snooze_job);
  b.mutation("unsnoozeJob", unsnooze_job);
  b.mutation("undoTriage", undo_triage);
  b.mutation("releaseFromQuarantine", release_from_quarantine);
  b.mutation("removeFilterException", remove_filter_exception);
  b.mutation("mergeOffers", merge_offers);
  b.mutation("splitSighting", split_sighting);
  b.mutation("undoMergeOrSplit", undo_merge_or_split);
  b.mutation("addJobManually", add_job_manually);
  b.mutation("addJobByUrl", add_job_by_url);
  b.mutation("updateManualJob", update_manual_job);
  b.mutation("triggerScan", trigger_scan);

  b.object<ItemView>("JobFeedItem")
      .field("id", JM_VIEW_ALWAYS(JobFeedItem, id, kIdFieldNumber))
      .field("rawData", [](const ItemView& i, Out& out) { i.message() != nullptr ? out.json(i.message()->raw_data_json()) : out.null(); })
      .field("sourceUrl", JM_VIEW_TEXT(JobFeedItem, source_url, kSourceUrlFieldNumber))
      .field("status", [](const ItemView& i, Out& out) {
        if (const auto* m = i.message()) out.enum_value(job_status_name(m->status()));
        else i.write_text(pb::JobFeedItem::kStatusFieldNumber, out);
      })
      .field("title", JM_VIEW_TEXT(JobFeedItem, title, kTitleFieldNumber))
      .field("createdAt", JM_VIEW_ALWAYS(JobFeedItem, created_at, kCreatedAtFieldNumber))
      .field("company", JM_VIEW_TEXT(JobFeedItem, company, kCompanyFieldNumber))
      .field("location", JM_VIEW_TEXT(JobFeedItem, location, kLocationFieldNumber))
      .field("source", JM_VIEW_TEXT(JobFeedItem, source, kSourceFieldNumber))
      .field("remote", JM_VIEW_TEXT(JobFeedItem, remote, kRemoteFieldNumber))
      .field("salary", [](const ItemView& i) { return has_salary(i) ? std::optional(SalaryRange{&i}) : std::nullopt; })
      .field("rank", JM_VIEW_INT(JobFeedItem, rank, kRankFieldNumber))
      .field("rankReasons", [](const ItemView& i, Args args) { return i.message() != nullptr ? reason_views(i.message()->reasons(), args) : std::vector<ReasonView>(); })
      .field("searchConfigId", JM_VIEW_TEXT(JobFeedItem, search_config_id, kSearchConfigIdFieldNumber))
      .batch("searchConfig", search_of_item)
      .batch("application", application_of_item)
      .field("isManual", [](const ItemView& i) { return i.message() != nullptr ? i.message()->is_manual() : i.cell(pb::JobFeedItem::kIsManualFieldNumber) == "t"; })
      .field("expiresAt", JM_VIEW_TEXT(JobFeedItem, expires_at, kExpiresAtFieldNumber))
      .field("snoozedUntil", JM_VIEW_TEXT(JobFeedItem, snoozed_until, kSnoozedUntilFieldNumber))
      .batch("sightings", sightings_of_item)
      .batch("versions", versions_of_item)
      .batch("repostWarning", repost_warning_of_item);

  b.object<pb::Decision>("Decision")
      .field("at", &pb::Decision::at)
      .field("from", [](const pb::Decision& d, Out& out) { out.enum_value(d.from()); })
      .field("to", [](const pb::Decision& d, Out& out) { out.enum_value(d.to()); })
      .field("until", JM_OPTIONAL_TEXT(Decision, until))
      .batch("item", item_of_decision);

  b.object<pb::CardSighting>("Sighting")
      .field("source", &pb::CardSighting::source)
      .field("sourceId", &pb::CardSighting::source_id)
      .field("url", JM_OPTIONAL_TEXT(CardSighting, url))
      .field("firstSeenAt", &pb::CardSighting::first_seen_at)
      .field("lastSeenAt", &pb::CardSighting::last_seen_at)
      .field("isOpen", [](const pb::CardSighting& s) { return !s.gone(); })
      .field("gives", [](const pb::CardSighting& s) { return std::vector<std::string>(s.gives().begin(), s.gives().end()); })
      .field("foundBy", [](const pb::CardSighting& s, Out& out) { s.found_by().empty() ? out.null() : out.string(s.found_by()); })
      .field("likeness", [](const pb::CardSighting& s) { return s.has_likeness() ? std::optional(s.likeness()) : std::nullopt; })
      .field("mergedFrom", JM_OPTIONAL_TEXT(CardSighting, merged_item_id));

  b.object<pb::CardVersion>("OfferVersion")
      .field("number", &pb::CardVersion::number)
      .field("at", &pb::CardVersion::at)
      .field("changes", [](const pb::CardVersion& v) { return pointers(v.changes()); })
      .field("text", [](const pb::CardVersion& v, Args args) { return version_sentence(v, language_of(args)); });
  b.object<pb::CardChange>("OfferChange")
      .field("field", &pb::CardChange::field)
      .field("before", JM_OPTIONAL_TEXT(CardChange, before))
      .field("after", JM_OPTIONAL_TEXT(CardChange, after))
      .field("text", [](const pb::CardChange& c, Args args) { return change_sentence(c, language_of(args)); });
  b.object<pb::OfferTextChange>("OfferTextChange")
      .field("before", JM_OPTIONAL_TEXT(OfferTextChange, before))
      .field("after", JM_OPTIONAL_TEXT(OfferTextChange, after))
      .field("isCut", &pb::OfferTextChange::cut);

  b.object<RepostWarning>("RepostWarning")
      .field("jobFeedId", [](const RepostWarning& w) -> const std::string& { return w.earlier->job_feed_id(); })
      .field("status", [](const RepostWarning& w, Out& out) { out.enum_value(job_status_name(w.earlier->status())); })
      .field("applicationStatus", [](const RepostWarning& w, Out& out) { w.earlier->application_status().empty() ? out.null() : out.enum_value(w.earlier->application_status()); })
      .field("at", [](const RepostWarning& w) -> const std::string& { return w.earlier->at(); })
      .field("times", &RepostWarning::times)
      .field("text", [](const RepostWarning& w, Args args) {
        return domain::repost_text(w.times, job_status_name(w.earlier->status()), w.earlier->application_status(), *parse_iso(w.earlier->at()), language_of(args));
      });

  b.object<SalaryRange>("SalaryRange")
      .field("min", of_item(JM_VIEW_INT(JobFeedItem, salary_min, kSalaryMinFieldNumber)))
      .field("max", of_item(JM_VIEW_INT(JobFeedItem, salary_max, kSalaryMaxFieldNumber)))
      .field("currency", of_item(JM_VIEW_TEXT(JobFeedItem, salary_currency, kSalaryCurrencyFieldNumber)));

  b.object<ReasonView>("RankReason")
      .field("code", [](const ReasonView& r) -> const std::string& { return r.reason->code(); })
      .field("points", [](const ReasonView& r) { return r.reason->points(); })
      .field("text", [](const ReasonView& r) { return reason_sentence(*r.reason, r.language); });

  b.object<PageInfo>("PageInfo")
      .field("hasNextPage", &PageInfo::has_next_page)
      .field("endCursor", [](const PageInfo& p, Out& out) { p.end_cursor ? out.string(*p.end_cursor) : out.null(); });

  b.object<FeedConnection>("JobFeedConnection")
      .field("edges", &FeedConnection::edges)
      .field("nodes", [](const FeedConnection& c) -> const auto& { return c.items; })
      .field("pageInfo", [](const FeedConnection& c) { return page_info(c); })
      .field("totalCount", [](const FeedConnection& c) { return c.page.total(); });
  b.object<Edge<ItemView>>("JobFeedEdge")
      .field("cursor", [](const Edge<ItemView>& e) -> const std::string& { return *e.cursor; })
      .field("node", [](const Edge<ItemView>& e) { return e.node; });

  b.object<QuarantineConnection>("QuarantineConnection")
      .field("edges", &QuarantineConnection::edges)
      .field("nodes", [](const QuarantineConnection& c) -> const auto& { return c.page.items(); })
      .field("pageInfo", [](const QuarantineConnection& c) { return page_info(c); })
      .field("totalCount", [](const QuarantineConnection& c) { return c.page.total(); });
  b.object<Edge<pb::QuarantinedOffer>>("QuarantineEdge")
      .field("cursor", [](const Edge<pb::QuarantinedOffer>& e) -> const std::string& { return *e.cursor; })
      .field("node", [](const Edge<pb::QuarantinedOffer>& e) { return e.node; });
  b.object<pb::QuarantinedOffer>("QuarantinedOffer")
      .field("id", &pb::QuarantinedOffer::id)
      .field("title", JM_OPTIONAL_TEXT(QuarantinedOffer, title))
      .field("company", JM_OPTIONAL_TEXT(QuarantinedOffer, company))
      .field("location", JM_OPTIONAL_TEXT(QuarantinedOffer, location))
      .field("sourceUrl", JM_OPTIONAL_TEXT(QuarantinedOffer, source_url))
      .field("searchConfigId", &pb::QuarantinedOffer::search_config_id)
      .batch("searchConfig", search_of_quarantined)
      .field("rule", &pb::QuarantinedOffer::rule)
      .field("matches", [](const pb::QuarantinedOffer& q) -> const auto& { return q.spans(); })
      .field("rank", &pb::QuarantinedOffer::rank)
      .field("rankReasons", [](const pb::QuarantinedOffer& q, Args args) { return reason_views(q.reasons(), args); })
      .field("createdAt", &pb::QuarantinedOffer::created_at);
  b.object<pb::MatchedSpan>("MatchedSpan")
      .field("rule", &pb::MatchedSpan::rule)
      .field("utf16Offset", &pb::MatchedSpan::utf16_offset)
      .field("utf16Length", &pb::MatchedSpan::utf16_length)
      .field("before", &pb::MatchedSpan::before)
      .field("after", &pb::MatchedSpan::after)
      .field("field", &pb::MatchedSpan::field)
      .field("offset", &pb::MatchedSpan::offset)
      .field("length", &pb::MatchedSpan::length)
      .field("text", &pb::MatchedSpan::text);

  b.object<pb::SearchPreview>("SearchPreview")
      .field("stored", &pb::SearchPreview::stored)
      .field("complete", [](const pb::SearchPreview& p) { return p.left_out() == 0; })
      .field("kept", &pb::SearchPreview::kept)
      .field("newlyHidden", &pb::SearchPreview::hidden)
      .field("newlyShown", &pb::SearchPreview::shown)
      .field("approvedHidden", &pb::SearchPreview::approved_hidden)
      .field("redFlagged", &pb::SearchPreview::red_flagged)
      .field("summary", [](const pb::SearchPreview& p, Args args) { return preview_summary(p, args.string("language") == "FR" ? domain::Lang::kFr : domain::Lang::kEn); })
      .field("hiddenSamples", [](const pb::SearchPreview& p) -> const auto& { return p.hidden_samples(); })
      .field("shownSamples", [](const pb::SearchPreview& p) -> const auto& { return p.shown_samples(); })
      .field("redFlaggedSamples", [](const pb::SearchPreview& p) -> const auto& { return p.red_flagged_samples(); })
      .field("tookMs", &pb::SearchPreview::took_ms);
  b.object<pb::PreviewSample>("PreviewSample")
      .field("offerId", &pb::PreviewSample::offer_id)
      .field("title", &pb::PreviewSample::title)
      .field("company", JM_OPTIONAL_TEXT(PreviewSample, company))
      .field("location", JM_OPTIONAL_TEXT(PreviewSample, location))
      .field("sourceUrl", JM_OPTIONAL_TEXT(PreviewSample, source_url))
      .field("approved", &pb::PreviewSample::approved)
      .field("jobFeedId", JM_OPTIONAL_TEXT(PreviewSample, job_feed_id))
      .field("cause", [](const pb::PreviewSample& s, Out& out) { s.cause().empty() ? out.null() : out.string(s.cause()); })
      .field("rule", [](const pb::PreviewSample& s, Out& out) { s.rule().empty() ? out.null() : out.string(s.rule()); })
      .field("matches", [](const pb::PreviewSample& s) -> const auto& { return s.spans(); })
      .field("rank", &pb::PreviewSample::rank)
      .field("rankReasons", [](const pb::PreviewSample& s, Args args) { return reason_views(s.reasons(), args); });

  b.object<pb::FilterException>("FilterException")
      .field("id", &pb::FilterException::id)
      .field("company", JM_OPTIONAL_TEXT(FilterException, company))
      .field("title", JM_OPTIONAL_TEXT(FilterException, title))
      .field("wholeCompany", [](const pb::FilterException& e) { return !e.has_offer_id(); })
      .field("offers", &pb::FilterException::offers)
      .field("createdAt", &pb::FilterException::created_at);
  b.object<pb::ReleaseReply>("QuarantineRelease")
      .field("exception", [](const pb::ReleaseReply& r) { return &r.exception(); })
      .field("item", [](const pb::ReleaseReply& r) { return r.has_item() ? std::optional(ItemView(r.item())) : std::nullopt; })
      .field("offers", &pb::ReleaseReply::offers);

  b.object<ManualJobResult>("ManualJobResult")
      .field("jobFeedId", &ManualJobResult::job_feed_id)
      .field("message", &ManualJobResult::message)
      .field("alreadyKnown", [](const ManualJobResult& r) { return r.read.already_known(); })
      .field("foundBy", [](const ManualJobResult& r, Out& out) { text_or_null(r.read.found_by(), out); })
      .field("found", [](const ManualJobResult& r) -> const auto& { return r.read.found(); })
      .field("missing", [](const ManualJobResult& r) -> const auto& { return r.read.missing(); })
      .field("board", [](const ManualJobResult& r, Out& out) { text_or_null(r.read.board(), out); })
      .field("item", [](const ManualJobResult& r) { return r.read.has_item() ? std::optional(ItemView(r.read.item())) : std::nullopt; });

  b.object<pb::SourceRun>("SourceRun")
      .field("id", &pb::SourceRun::id)
      .field("source", &pb::SourceRun::source)
      .field("startedAt", &pb::SourceRun::started_at)
      .field("finishedAt", JM_OPTIONAL_TEXT(SourceRun, finished_at))
      .field("fetched", &pb::SourceRun::fetched)
      .field("created", &pb::SourceRun::created)
      .field("updated", &pb::SourceRun::updated)
      .field("duplicates", &pb::SourceRun::duplicates)
      .field("rejected", &pb::SourceRun::rejected)
      .field("rejects", [](const pb::SourceRun& r) -> const auto& { return r.rejects(); })
      .field("error", run_error)
      .field("discovered", &pb::SourceRun::discovered)
      .field("quarantined", &pb::SourceRun::quarantined)
      .field("closed", &pb::SourceRun::closed)
      .field("truncated", &pb::SourceRun::truncated)
      .field("complete", &pb::SourceRun::complete)
      .field("unchanged", &pb::SourceRun::unchanged)
      .field("requests", &pb::SourceRun::requests);
  b.object<pb::Source>("Source")
      .field("id", &pb::Source::id)
      .field("board", &pb::Source::board)
      .field("label", &pb::Source::label)
      .field("listing", [](const pb::Source& s, Out& out) { s.listing().empty() ? out.null() : out.string(s.listing()); })
      .field("state", [](const pb::Source& s, Out& out) { out.enum_value(s.state()); })
      .field("text", source_text)
      .field("problem", [](const pb::Source& s, Out& out) { s.problem().empty() ? out.null() : out.string(s.problem()); })
      .field("searchIds", [](const pb::Source& s) { return std::vector<std::string>(s.search_ids().begin(), s.search_ids().end()); })
      .field("lastGoodRunAt", JM_OPTIONAL_TEXT(Source, last_good_at))
      .field("nextRunAt", JM_OPTIONAL_TEXT(Source, next_run_at))
      .field("lastRun", [](const pb::Source& s) -> const pb::SourceRun* { return s.has_last_run() ? &s.last_run() : nullptr; });
  b.object<pb::RejectCount>("RejectCount")
      .field("reason", &pb::RejectCount::reason)
      .field("count", &pb::RejectCount::count)
      .field("example", [](const pb::RejectCount& r, Out& out) { r.example().empty() ? out.null() : out.string(r.example()); });
}

}  // namespace jm::gateway
