// The board: applications, their moves, notes, reminders and audit trail.
#include <array>
#include <unordered_map>

#include "gateway/context.h"
#include "gateway/fields.h"

namespace jm::gateway {
namespace {

using graphql::Args;
using graphql::Batch;
using graphql::Ctx;
using graphql::List;
using graphql::Out;

constexpr int kApplicationsFirstMax = 1000;

Result<pb::ApplicationStatus> application_status(std::string_view name) {
  pb::ApplicationStatus status;
  if (!pb::ApplicationStatus_Parse(text(name), &status)) return fail(Code::kInvalidArgument, "There is no application status " + text(name) + ".");
  return status;
}

// The columns of a card that cost bytes; a board that shows none of them reads none of them.
bool selects_details(const Args& args) {
  for (const char* field : {"aiAnalysis", "generatedCoverLetter", "userNotes", "historyLog"})
    if (args.selects(field)) return true;
  return false;
}

// What a card shows. A board that asks for no more is one statement, items included.
constexpr std::array<std::string_view, 7> kCardFields{"id", "currentStatus", "jobFeedId", "jobFeedItem.id", "jobFeedItem.title",
                                                      "jobFeedItem.company", "jobFeedItem.location"};

void ask_for_cards(const Args& args, pb::ListApplicationsRequest& request) {
  using Item = pb::JobFeedItem;
  const auto bit = [&args](std::string_view field, int number) { return args.selects(field) ? 1u << number : 0u; };
  request.set_cards(true);
  request.set_fields(1u << pb::Application::kIdFieldNumber | bit("jobFeedId", pb::Application::kJobFeedIdFieldNumber) |
                     bit("jobFeedItem", pb::Application::kJobFeedItemFieldNumber));
  request.set_item_fields(1u << Item::kStatusFieldNumber | bit("jobFeedItem.id", Item::kIdFieldNumber) | bit("jobFeedItem.title", Item::kTitleFieldNumber) |
                          bit("jobFeedItem.company", Item::kCompanyFieldNumber) | bit("jobFeedItem.location", Item::kLocationFieldNumber));
}

Task<Result<List<pb::Application>>> my_applications(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ListApplicationsRequest request;
  if (args["status"].has_value()) {
    JM_CO_TRY(status, application_status(args.string("status")));
    request.set_status(status);
  }
  JM_CO_TRY(first, page_size(args, 0, kApplicationsFirstMax));
  request.set_first(first);
  if (args.selects_only(kCardFields)) ask_for_cards(args, request);
  request.set_summary(!selects_details(args));
  JM_CO_TRY(list, co_await of(ctx).services.tracker.ListApplications(std::move(caller), std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::Application>::of(owner, owner->applications());
}

Task<Result<Shared<pb::Application>>> application(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetApplicationRequest request;
  request.set_application_id(text(args.string("id")));
  Result<pb::Application> found = co_await of(ctx).services.tracker.GetApplication(std::move(caller), std::move(request));
  if (found) co_return share(std::move(*found));
  if (found.error().code == Code::kNotFound) co_return Shared<pb::Application>();
  co_return std::unexpected(found.error());
}

Task<Result<Shared<pb::Application>>> create_application(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::CreateApplicationRequest request;
  if (args["jobFeedId"].has_value()) request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(made, co_await of(ctx).services.tracker.CreateApplication(std::move(caller), std::move(request)));
  co_return share(std::move(made));
}

Task<Result<bool>> delete_application(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::DeleteApplicationRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_CHECK_OK(co_await of(ctx).services.tracker.DeleteApplication(std::move(caller), std::move(request)));
  co_return true;
}

Task<Result<Shared<pb::Application>>> move_card(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::MoveCardRequest request;
  request.set_application_id(text(args.string("applicationId")));
  JM_CO_TRY(status, application_status(args.string("newStatus")));
  request.set_new_status(status);
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(moved, co_await of(ctx).services.tracker.MoveCard(std::move(caller), std::move(request)));
  co_return share(std::move(moved));
}

Task<Result<Shared<pb::Application>>> undo_move(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::UndoMoveRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(moved, co_await of(ctx).services.tracker.UndoMove(std::move(caller), std::move(request)));
  co_return share(std::move(moved));
}

Task<Result<Shared<pb::Application>>> add_note(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::AddNoteRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_note(text(args.string("note")));
  JM_CO_TRY(changed, co_await of(ctx).services.tracker.AddNote(std::move(caller), std::move(request)));
  co_return share(std::move(changed));
}

Task<Result<Shared<pb::Application>>> rate_application(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::RateApplicationRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_rating(static_cast<int>(args.integer("rating")));
  JM_CO_TRY(changed, co_await of(ctx).services.tracker.RateApplication(std::move(caller), std::move(request)));
  co_return share(std::move(changed));
}

Task<Result<Shared<pb::Application>>> set_relance_reminder(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::SetRelanceReminderRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_remind_at(text(args.string("remindAt")));
  JM_CO_TRY(changed, co_await of(ctx).services.tracker.SetRelanceReminder(std::move(caller), std::move(request)));
  co_return share(std::move(changed));
}

// The offers behind all cards of the batch: those that came with them, the others in one call. What comes with a card has
// neither raw data nor reasons.
Task<Result<void>> item_of_application(Ctx& ctx, Batch<pb::Application, const pb::JobFeedItem*> batch) {
  const bool raw_data = batch.args().selects("rawData"), reasons = batch.args().selects("rankReasons");
  pb::GetJobFeedItemsRequest request;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const pb::Application& card = batch.parent(i);
    if (card.has_job_feed_item() && !raw_data && !reasons) batch.set(i, &card.job_feed_item());
    else if (card.has_job_feed_id()) request.add_ids(card.job_feed_id());
  }
  if (request.ids_size() == 0) co_return Result<void>{};
  JM_CO_TRY(caller, signed_in(ctx));
  request.set_without_raw_data(!raw_data);
  request.set_without_reasons(!reasons);
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetJobFeedItems(std::move(caller), std::move(request)));
  const pb::JobFeedItemList* kept = ctx.keep_value(std::move(list));
  std::unordered_map<std::string_view, const pb::JobFeedItem*> by_id;
  by_id.reserve(static_cast<std::size_t>(kept->items_size()));
  for (const auto& item : kept->items()) by_id.emplace(item.id(), &item);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto it = by_id.find(batch.parent(i).job_feed_id()); it != by_id.end()) batch.set(i, it->second);
  co_return Result<void>{};
}

Task<Result<void>> events_of_application(Ctx& ctx, Batch<pb::Application, List<pb::ApplicationEvent>> batch) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetApplicationEventsRequest request;
  for (std::size_t i = 0; i < batch.size(); ++i) request.add_application_ids(batch.parent(i).id());
  JM_CO_TRY(list, co_await of(ctx).services.tracker.GetApplicationEvents(std::move(caller), std::move(request)));
  auto owner = share(std::move(list));
  std::unordered_map<std::string_view, List<pb::ApplicationEvent>> by_application;
  for (const auto& e : owner->events()) by_application[e.application_id()].items.push_back(&e);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    List<pb::ApplicationEvent> events = std::move(by_application[batch.parent(i).id()]);
    events.owner = owner;
    batch.set(i, std::move(events));
  }
  co_return Result<void>{};
}

}  // namespace

void bind_board_fields(graphql::Bindings& b) {
  b.query("myApplications", my_applications);
  b.query("application", application);
  b.mutation("createApplication", create_application);
  b.mutation("deleteApplication", delete_application);
  b.mutation("moveCard", move_card);
  b.mutation("undoMove", undo_move);
  b.mutation("addNote", add_note);
  b.mutation("rateApplication", rate_application);
  b.mutation("setRelanceReminder", set_relance_reminder);

  b.object<pb::Application>("Application")
      .field("id", &pb::Application::id)
      .field("currentStatus", [](const pb::Application& a, Out& out) { out.enum_value(pb::ApplicationStatus_Name(a.current_status())); })
      .field("aiAnalysis", JM_OPTIONAL_JSON(Application, ai_analysis_json))
      .field("generatedCoverLetter", JM_OPTIONAL_TEXT(Application, generated_cover_letter))
      .field("userNotes", JM_OPTIONAL_TEXT(Application, user_notes))
      .field("userRating", JM_OPTIONAL_INT(Application, user_rating))
      .field("historyLog", [](const pb::Application& a, Out& out) { a.history_log_json().empty() ? out.null() : out.json(a.history_log_json()); })
      .field("jobFeedId", JM_OPTIONAL_TEXT(Application, job_feed_id))
      .field("searchConfigId", JM_OPTIONAL_TEXT(Application, search_config_id))
      .field("relanceReminderAt", JM_OPTIONAL_TEXT(Application, relance_reminder_at))
      .field("createdAt", &pb::Application::created_at)
      .field("updatedAt", &pb::Application::updated_at)
      .batch("jobFeedItem", item_of_application)
      .batch("events", events_of_application);

  b.object<pb::ApplicationEvent>("ApplicationEvent")
      .field("id", &pb::ApplicationEvent::id)
      .field("seq", &pb::ApplicationEvent::seq)
      .field("kind", &pb::ApplicationEvent::kind)
      .field("data", [](const pb::ApplicationEvent& e, Out& out) { out.json(e.data_json()); })
      .field("at", &pb::ApplicationEvent::at)
      .field("hash", &pb::ApplicationEvent::hash);
}

}  // namespace jm::gateway
