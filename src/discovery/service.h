// The service behind the inbox's RPCs: one file per use case, each a function of the dependencies, the caller and the request.
#pragma once
#include "discovery/module.h"

namespace jm::discovery {

Task<Result<pb::JobFeedPage>> get_job_feed(DiscoveryDeps deps, Caller caller, pb::GetJobFeedRequest request);
Task<Result<pb::JobFeedItemList>> get_job_feed_items(DiscoveryDeps deps, Caller caller, pb::GetJobFeedItemsRequest request);
Task<Result<pb::SetJobStatusReply>> set_job_status(DiscoveryDeps deps, Caller caller, pb::SetJobStatusRequest request);
Task<Result<pb::JobFeedPage>> get_snoozed(DiscoveryDeps deps, Caller caller, pb::GetJobFeedRequest request, int first);
Task<Result<pb::JobFeedItem>> snooze_item(DiscoveryDeps deps, Caller caller, pb::SnoozeItemRequest request);
Task<Result<pb::JobFeedItem>> undo_triage(DiscoveryDeps deps, Caller caller, pb::UndoTriageRequest request);
Task<Result<pb::DecisionList>> get_last_decisions(DiscoveryDeps deps, Caller caller, pb::GetLastDecisionsRequest request);
Task<Result<pb::JobFeedItem>> add_job_manually(DiscoveryDeps deps, Caller caller, pb::AddJobManuallyRequest request);
Task<Result<pb::AddJobByUrlReply>> add_job_by_url(DiscoveryDeps deps, Caller caller, pb::AddJobByUrlRequest request);
Task<Result<pb::JobFeedItem>> update_manual_job(DiscoveryDeps deps, Caller caller, pb::UpdateManualJobRequest request);
Task<Result<pb::TriggerScanReply>> trigger_scan(DiscoveryDeps deps, Caller caller);
Task<Result<pb::SearchPreview>> preview_search(DiscoveryDeps deps, Caller caller, pb::PreviewRequest request);
Task<Result<pb::QuarantinePage>> get_quarantine(DiscoveryDeps deps, Caller caller, pb::GetQuarantineRequest request);
Task<Result<pb::ReleaseReply>> release_from_quarantine(DiscoveryDeps deps, Caller caller, pb::ReleaseRequest request);
Task<Result<pb::FilterExceptionList>> get_filter_exceptions(DiscoveryDeps deps, Caller caller);
Task<Result<pb::RemoveExceptionReply>> remove_filter_exception(DiscoveryDeps deps, Caller caller, pb::RemoveExceptionRequest request);
Task<Result<pb::SourceList>> get_sources(DiscoveryDeps deps, Caller caller);
Task<Result<pb::BoardList>> get_boards();
Task<Result<pb::CompanyWatch>> watch_company(DiscoveryDeps deps, Caller caller, pb::WatchCompanyRequest request);
Task<Result<pb::CompanyWatchList>> get_watchlist(DiscoveryDeps deps, Caller caller);
Task<Result<pb::UnwatchCompanyReply>> unwatch_company(DiscoveryDeps deps, Caller caller, pb::UnwatchCompanyRequest request);
Task<Result<pb::SourceRunList>> get_source_runs(DiscoveryDeps deps, Caller caller, pb::GetSourceRunsRequest request);
Task<Result<pb::CardHistoryList>> get_card_history(DiscoveryDeps deps, Caller caller, pb::GetCardHistoryRequest request);
Task<Result<pb::OfferTextChange>> get_offer_text(DiscoveryDeps deps, Caller caller, pb::GetOfferTextRequest request);
Task<Result<pb::JobFeedItem>> merge_items(DiscoveryDeps deps, Caller caller, pb::MergeItemsRequest request);
Task<Result<pb::JobFeedItem>> split_sighting(DiscoveryDeps deps, Caller caller, pb::SplitSightingRequest request);
Task<Result<pb::JobFeedItem>> undo_regroup(DiscoveryDeps deps, Caller caller, pb::UndoRegroupRequest request);

// An item that is not there, or not the caller's: the same answer.
inline std::unexpected<Error> no_such_item() { return fail(Code::kNotFound, "There is no such offer in your inbox."); }
// One item of the caller's, as it is now.
Task<Result<pb::JobFeedItem>> load_item(DiscoveryDeps deps, Caller caller, std::string id, bool with_raw_data);

inline constexpr std::size_t kMutationIdBytesMax = 64;
inline constexpr std::size_t kReasonBytesMax = 1000;
Result<void> check_text(std::string_view what, std::string_view value, std::size_t bytes_max);

}  // namespace jm::discovery
