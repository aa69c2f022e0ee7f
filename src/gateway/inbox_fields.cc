// The inbox: job feed, quarantine lane, triage, manual offers, source health.
#include <algorithm>
#include <unordered_map>

#include "gateway/context.h"
#include "gateway/fields.h"
#include "gateway/loaders.h"

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
      {"searchConfigId", Item::kSearchConfigIdFieldNumber}, {"searchConfig", Item::kSearchConfigIdFieldNumber},
      {"title", Item::kTitleFieldNumber}, {"company", Item::kCompanyFieldNumber}, {"location", Item::kLocationFieldNumber},
      {"sourceUrl", Item::kSourceUrlFieldNumber}, {"source", Item::kSourceFieldNumber}, {"createdAt", Item::kCreatedAtFieldNumber},
      {"expiresAt", Item::kExpiresAtFieldNumber}, {"remote", Item::kRemoteFieldNumber}, {"salary", Item::kSalaryMinFieldNumber},
      {"salary", Item::kSalaryMaxFieldNumber}, {"salary", Item::kSalaryCurrencyFieldNumber}};
  if (selects("rawData")) return 0;           // made of most of them
  std::uint32_t fields = 1u << Item::kIdFieldNumber;
  for (const auto& [field, member] : kMembers)
    if (selects(field)) fields |= 1u << member;
  return fields;
}

Task<Result<List<pb::JobFeedItem>>> job_feed(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetJobFeedRequest request;
  request.set_status(job_status(args.string("status")));
  JM_CO_TRY(first, page_size(args, 100, kFeedFirstMax));
  request.set_first(first);
  request.set_search_config_id(text(args.string("searchConfigId")));
  request.set_without_raw_data(!args.selects("rawData"));
  request.set_without_reasons(!args.selects("rankReasons"));
  request.set_fields(item_fields([&args](std::string_view field) { return args.selects(field); }));
  request.set_without_cursors(true);
  JM_CO_TRY(page, co_await of(ctx).services.discovery.GetJobFeed(std::move(caller), std::move(request)));
  auto owner = share(std::move(page));
  co_return List<pb::JobFeedItem>::of(owner, owner->items());
}

// A page with its edges, which pair a cursor with a node; none where the page came without cursors.
template <class Page, class Node>
struct Connection {
  struct Edge {
    const std::string* cursor;
    const Node* node;
  };
  Page page;
  std::vector<Edge> edges;

  static Shared<Connection> of(Page page) {
    auto c = std::make_shared<Connection>();
    c->page = std::move(page);
    for (int i = 0; i < c->page.cursors_size(); ++i) c->edges.push_back({&c->page.cursors(i), &c->page.items(i)});
    return c;
  }
};
using FeedConnection = Connection<pb::JobFeedPage, pb::JobFeedItem>;
using QuarantineConnection = Connection<pb::QuarantinePage, pb::QuarantinedOffer>;

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
  const auto selects = [&args](std::string_view field) { return args.selects("nodes." + text(field)) || args.selects("edges.node." + text(field)); };
  request.set_with_total(args.selects("totalCount"));
  request.set_without_raw_data(!selects("rawData"));
  request.set_without_reasons(!selects("rankReasons"));
  request.set_fields(item_fields(selects));
  request.set_without_cursors(!args.selects("edges") && !args.selects("pageInfo.endCursor"));
  JM_CO_TRY(page, co_await of(ctx).services.discovery.GetJobFeed(std::move(caller), std::move(request)));
  co_return FeedConnection::of(std::move(page));
}

Task<Result<Shared<pb::JobFeedItem>>> job_feed_item(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetJobFeedItemsRequest request;
  request.add_ids(text(args.string("id")));
  request.set_without_raw_data(!args.selects("rawData"));
  request.set_without_reasons(!args.selects("rankReasons"));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetJobFeedItems(std::move(caller), std::move(request)));
  if (list.items_size() == 0) co_return Shared<pb::JobFeedItem>();
  co_return share(std::move(*list.mutable_items(0)));
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
  co_return QuarantineConnection::of(std::move(page));
}

Task<Result<pb::SetJobStatusReply>> set_job_status(Ctx& ctx, Args args, pb::JobStatus status) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::SetJobStatusRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_status(status);
  request.set_reason(text(args.string("reason")));
  request.set_mutation_id(text(args.string("mutationId")));
  co_return co_await of(ctx).services.discovery.SetJobStatus(std::move(caller), std::move(request));
}

Task<Result<Shared<pb::Application>>> approve_job(Ctx& ctx, Args args) {
  JM_CO_TRY(reply, co_await set_job_status(ctx, args, pb::APPROVED));
  reply.mutable_application()->mutable_job_feed_item()->Swap(reply.mutable_item());
  co_return share(std::move(*reply.mutable_application()));
}

Task<Result<Shared<pb::JobFeedItem>>> reject_job(Ctx& ctx, Args args) {
  JM_CO_TRY(reply, co_await set_job_status(ctx, args, pb::REJECTED_JOB));
  co_return share(std::move(*reply.mutable_item()));
}

Task<Result<Shared<pb::JobFeedItem>>> undo_triage(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::UndoTriageRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(item, co_await of(ctx).services.discovery.UndoTriage(std::move(caller), std::move(request)));
  co_return share(std::move(item));
}

struct ManualJobResult {
  std::string job_feed_id;
  std::string message;
};

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
  JM_CO_TRY(item, co_await of(ctx).services.discovery.AddJobManually(std::move(caller), std::move(request)));
  co_return share(ManualJobResult{item.id(), "The offer is in your inbox."});
}

Task<Result<Shared<ManualJobResult>>> trigger_scan(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(reply, co_await of(ctx).services.discovery.TriggerScan(std::move(caller), {}));
  std::string message = reply.already_running() ? "A scan of your searches is already running."
                                                : "Scanning the stored offers for " + std::to_string(reply.searches()) + (reply.searches() == 1 ? " search." : " searches.");
  co_return share(ManualJobResult{reply.scan_id(), std::move(message)});
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
Task<Result<void>> application_of_item(Ctx& ctx, Batch<pb::JobFeedItem, const pb::Application*> batch) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.tracker.ListApplications(std::move(caller), {}));
  const pb::ApplicationList* kept = ctx.keep_value(std::move(list));
  std::unordered_map<std::string_view, const pb::Application*> by_item;
  for (const auto& a : kept->applications()) by_item.emplace(a.job_feed_id(), &a);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto it = by_item.find(batch.parent(i).id());
    if (it != by_item.end()) batch.set(i, it->second);
  }
  co_return Result<void>{};
}

Task<Result<void>> search_of_item(Ctx& ctx, Batch<pb::JobFeedItem, const pb::SearchConfig*> batch) {
  return load_search_configs(ctx, batch, [](const pb::JobFeedItem& item) -> const std::string& { return item.search_config_id(); });
}
Task<Result<void>> search_of_quarantined(Ctx& ctx, Batch<pb::QuarantinedOffer, const pb::SearchConfig*> batch) {
  return load_search_configs(ctx, batch, [](const pb::QuarantinedOffer& item) -> const std::string& { return item.search_config_id(); });
}

struct ReasonView {
  const pb::RankReason* reason;
  domain::Lang language;
};

struct SalaryRange {
  const pb::JobFeedItem* item;
};

}  // namespace

std::string reason_sentence(const pb::RankReason& reason, domain::Lang language) {
  const auto code = domain::reason_code_from(reason.code());
  if (!code) return reason.detail();              // written by a newer version
  return domain::reason_text({*code, reason.points(), reason.detail()}, language);
}

void bind_inbox_fields(graphql::Bindings& b) {
  b.query("jobFeed", job_feed);
  b.query("jobFeedConnection", job_feed_connection);
  b.query("jobFeedItem", job_feed_item);
  b.query("quarantine", quarantine);
  b.query("sourceRuns", source_runs);
  b.mutation("approveJob", approve_job);
  b.mutation("rejectJob", reject_job);
  b.mutation("undoTriage", undo_triage);
  b.mutation("addJobManually", add_job_manually);
  b.mutation("triggerScan", trigger_scan);

  b.object<pb::JobFeedItem>("JobFeedItem")
      .field("id", &pb::JobFeedItem::id)
      .field("rawData", [](const pb::JobFeedItem& i, Out& out) { out.json(i.raw_data_json()); })
      .field("sourceUrl", JM_OPTIONAL_TEXT(JobFeedItem, source_url))
      .field("status", [](const pb::JobFeedItem& i, Out& out) { out.enum_value(job_status_name(i.status())); })
      .field("title", JM_OPTIONAL_TEXT(JobFeedItem, title))
      .field("createdAt", &pb::JobFeedItem::created_at)
      .field("company", JM_OPTIONAL_TEXT(JobFeedItem, company))
      .field("location", JM_OPTIONAL_TEXT(JobFeedItem, location))
      .field("source", JM_OPTIONAL_TEXT(JobFeedItem, source))
      .field("remote", [](const pb::JobFeedItem& i, Out& out) { i.has_remote() ? out.enum_value(i.remote()) : out.null(); })
      .field("salary", [](const pb::JobFeedItem& i) -> std::optional<SalaryRange> {
        if (!i.has_salary_min() && !i.has_salary_max()) return std::nullopt;
        return SalaryRange{&i};
      })
      .field("rank", JM_OPTIONAL_INT(JobFeedItem, rank))
      .field("rankReasons", [](const pb::JobFeedItem& i, Args args) {
        const auto language = args.string("language") == "FR" ? domain::Lang::kFr : domain::Lang::kEn;
        std::vector<ReasonView> list;
        for (const auto& r : i.reasons()) list.push_back({&r, language});
        return list;
      })
      .field("searchConfigId", JM_OPTIONAL_TEXT(JobFeedItem, search_config_id))
      .batch("searchConfig", search_of_item)
      .batch("application", application_of_item)
      .field("isManual", &pb::JobFeedItem::is_manual)
      .field("expiresAt", JM_OPTIONAL_TEXT(JobFeedItem, expires_at));

  b.object<SalaryRange>("SalaryRange")
      .field("min", [](const SalaryRange& s, Out& out) { s.item->has_salary_min() ? out.int32(s.item->salary_min()) : out.null(); })
      .field("max", [](const SalaryRange& s, Out& out) { s.item->has_salary_max() ? out.int32(s.item->salary_max()) : out.null(); })
      .field("currency", [](const SalaryRange& s, Out& out) { s.item->has_salary_currency() ? out.string(s.item->salary_currency()) : out.null(); });

  b.object<ReasonView>("RankReason")
      .field("code", [](const ReasonView& r) -> const std::string& { return r.reason->code(); })
      .field("points", [](const ReasonView& r) { return r.reason->points(); })
      .field("text", [](const ReasonView& r) { return reason_sentence(*r.reason, r.language); });

  b.object<PageInfo>("PageInfo")
      .field("hasNextPage", &PageInfo::has_next_page)
      .field("endCursor", [](const PageInfo& p, Out& out) { p.end_cursor ? out.string(*p.end_cursor) : out.null(); });

  b.object<FeedConnection>("JobFeedConnection")
      .field("edges", &FeedConnection::edges)
      .field("nodes", [](const FeedConnection& c) -> const auto& { return c.page.items(); })
      .field("pageInfo", [](const FeedConnection& c) { return page_info(c); })
      .field("totalCount", [](const FeedConnection& c) { return c.page.total(); });
  b.object<FeedConnection::Edge>("JobFeedEdge")
      .field("cursor", [](const FeedConnection::Edge& e) -> const std::string& { return *e.cursor; })
      .field("node", [](const FeedConnection::Edge& e) { return e.node; });

  b.object<QuarantineConnection>("QuarantineConnection")
      .field("edges", &QuarantineConnection::edges)
      .field("nodes", [](const QuarantineConnection& c) -> const auto& { return c.page.items(); })
      .field("pageInfo", [](const QuarantineConnection& c) { return page_info(c); })
      .field("totalCount", [](const QuarantineConnection& c) { return c.page.total(); });
  b.object<QuarantineConnection::Edge>("QuarantineEdge")
      .field("cursor", [](const QuarantineConnection::Edge& e) -> const std::string& { return *e.cursor; })
      .field("node", [](const QuarantineConnection::Edge& e) { return e.node; });
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
      .field("createdAt", &pb::QuarantinedOffer::created_at);
  b.object<pb::MatchedSpan>("MatchedSpan")
      .field("field", &pb::MatchedSpan::field)
      .field("offset", &pb::MatchedSpan::offset)
      .field("length", &pb::MatchedSpan::length)
      .field("text", &pb::MatchedSpan::text);

  b.object<ManualJobResult>("ManualJobResult").field("jobFeedId", &ManualJobResult::job_feed_id).field("message", &ManualJobResult::message);

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
      .field("error", JM_OPTIONAL_TEXT(SourceRun, error));
  b.object<pb::RejectCount>("RejectCount")
      .field("reason", &pb::RejectCount::reason)
      .field("count", &pb::RejectCount::count)
      .field("example", [](const pb::RejectCount& r, Out& out) { r.example().empty() ? out.null() : out.string(r.example()); });
}

}  // namespace jm::gateway
