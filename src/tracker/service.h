// The service behind TrackerService: board.cc (list, one, create, delete), move.cc (move, undo), annotate.cc (note, rating),
// reminder.cc, trail.cc, insights.cc. I/O thread only.
#pragma once
#include "tracker/module.h"

namespace jm::tracker {

inline constexpr int kApplicationsMax = 1000;                 // of one answer
inline constexpr int kEventsPerApplicationMax = 5000;         // then the card can no longer be changed
inline constexpr int kTrailApplicationsMax = 1000;            // of one request
inline constexpr int kTrailEventsMax = 10'000;                // of one answer
inline constexpr std::int64_t kTrailBytesMax = 8 << 20;
inline constexpr std::size_t kNoteBytesMax = 20'000;
inline constexpr std::size_t kMutationIdBytesMax = 100;
inline constexpr std::chrono::days kReminderAheadMax{5 * 365};

class Service final : public TrackerService {
 public:
  explicit Service(Deps deps) : deps_(deps) {}

  Task<Result<pb::ApplicationList>> ListApplications(Caller caller, pb::ListApplicationsRequest request) override;
  Task<Result<pb::Application>> GetApplication(Caller caller, pb::GetApplicationRequest request) override;
  Task<Result<pb::Application>> CreateApplication(Caller caller, pb::CreateApplicationRequest request) override;
  Task<Result<pb::Application>> DeleteApplication(Caller caller, pb::DeleteApplicationRequest request) override;
  Task<Result<pb::Application>> MoveCard(Caller caller, pb::MoveCardRequest request) override;
  Task<Result<pb::Application>> UndoMove(Caller caller, pb::UndoMoveRequest request) override;
  Task<Result<pb::Application>> AddNote(Caller caller, pb::AddNoteRequest request) override;
  Task<Result<pb::Application>> RateApplication(Caller caller, pb::RateApplicationRequest request) override;
  Task<Result<pb::Application>> SetRelanceReminder(Caller caller, pb::SetRelanceReminderRequest request) override;
  Task<Result<pb::Insights>> GetInsights(Caller caller, pb::GetInsightsRequest request) override;
  Task<Result<pb::ApplicationEventList>> GetApplicationEvents(Caller caller, pb::GetApplicationEventsRequest request) override;

 private:
  Task<Result<pb::Application>> stored_card(Caller caller, Uuid application_id);

  Deps deps_;
};

}  // namespace jm::tracker
