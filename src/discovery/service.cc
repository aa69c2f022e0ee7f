#include "discovery/service.h"

#include "base/json_text.h"

namespace jm::discovery {
namespace {

class Discovery final : public DiscoveryService {
 public:
  explicit Discovery(DiscoveryDeps deps) : deps_(deps) {}

  Task<Result<pb::JobFeedPage>> GetJobFeed(Caller caller, pb::GetJobFeedRequest request) override {
    return get_job_feed(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::JobFeedItemList>> GetJobFeedItems(Caller caller, pb::GetJobFeedItemsRequest request) override {
    return get_job_feed_items(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::SetJobStatusReply>> SetJobStatus(Caller caller, pb::SetJobStatusRequest request) override {
    return set_job_status(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::JobFeedItem>> SnoozeItem(Caller caller, pb::SnoozeItemRequest request) override {
    return snooze_item(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::JobFeedItem>> UndoTriage(Caller caller, pb::UndoTriageRequest request) override {
    return undo_triage(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::DecisionList>> GetLastDecisions(Caller caller, pb::GetLastDecisionsRequest request) override {
    return get_last_decisions(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::JobFeedItem>> AddJobManually(Caller caller, pb::AddJobManuallyRequest request) override {
    return add_job_manually(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::AddJobByUrlReply>> AddJobByUrl(Caller caller, pb::AddJobByUrlRequest request) override {
    return add_job_by_url(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::JobFeedItem>> UpdateManualJob(Caller caller, pb::UpdateManualJobRequest request) override {
    return update_manual_job(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::TriggerScanReply>> TriggerScan(Caller caller, pb::TriggerScanRequest) override {
    return trigger_scan(deps_, std::move(caller));
  }
  Task<Result<pb::SearchPreview>> PreviewSearch(Caller caller, pb::PreviewRequest request) override {
    return preview_search(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::QuarantinePage>> GetQuarantine(Caller caller, pb::GetQuarantineRequest request) override {
    return get_quarantine(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::ReleaseReply>> ReleaseFromQuarantine(Caller caller, pb::ReleaseRequest request) override {
    return release_from_quarantine(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::FilterExceptionList>> GetFilterExceptions(Caller caller, pb::GetExceptionsRequest) override {
    return get_filter_exceptions(deps_, std::move(caller));
  }
  Task<Result<pb::RemoveExceptionReply>> RemoveFilterException(Caller caller, pb::RemoveExceptionRequest request) override {
    return remove_filter_exception(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::CompanyWatch>> WatchCompany(Caller caller, pb::WatchCompanyRequest request) override {
    return watch_company(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::CompanyWatchList>> GetWatchlist(Caller caller, pb::GetWatchlistRequest) override { return get_watchlist(deps_, std::move(caller)); }
  Task<Result<pb::UnwatchCompanyReply>> UnwatchCompany(Caller caller, pb::UnwatchCompanyRequest request) override {
    return unwatch_company(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::BoardList>> GetBoards(Caller, pb::GetBoardsRequest) override { return get_boards(); }
  Task<Result<pb::SourceList>> GetSources(Caller caller, pb::GetSourcesRequest) override { return get_sources(deps_, std::move(caller)); }
  Task<Result<pb::SourceRunList>> GetSourceRuns(Caller caller, pb::GetSourceRunsRequest request) override {
    return get_source_runs(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::CardHistoryList>> GetCardHistory(Caller caller, pb::GetCardHistoryRequest request) override {
    return get_card_history(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::OfferTextChange>> GetOfferText(Caller caller, pb::GetOfferTextRequest request) override {
    return get_offer_text(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::JobFeedItem>> MergeItems(Caller caller, pb::MergeItemsRequest request) override {
    return merge_items(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::JobFeedItem>> SplitSighting(Caller caller, pb::SplitSightingRequest request) override {
    return split_sighting(deps_, std::move(caller), std::move(request));
  }
  Task<Result<pb::JobFeedItem>> UndoRegroup(Caller caller, pb::UndoRegroupRequest request) override {
    return undo_regroup(deps_, std::move(caller), std::move(request));
  }

 private:
  DiscoveryDeps deps_;
};

}  // namespace

std::unique_ptr<DiscoveryService> make_discovery(DiscoveryDeps deps) { return std::make_unique<Discovery>(deps); }

Result<void> check_text(std::string_view what, std::string_view value, std::size_t bytes_max) {
  if (value.size() > bytes_max)
    return fail(Code::kInvalidArgument, std::string(what) + " is too long: " + std::to_string(value.size()) + " bytes, at most " + std::to_string(bytes_max) + ".");
  if (value.find('\0') != std::string_view::npos || !is_valid_utf8(value))
    return fail(Code::kInvalidArgument, std::string(what) + " is not text: it must be UTF-8 without NUL characters.");
  return {};
}

}  // namespace jm::discovery
