// The board: applications, their moves, notes, reminders and audit trail.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "domain/kanban.h"
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
constexpr std::array<std::string_view, 8> kCardFields{"id", "currentStatus", "nextStatuses", "jobFeedId", "jobFeedItem.id", "jobFeedItem.title",
                                                      "jobFeedItem.company", "jobFeedItem.location"};

// How a board is asked for, as one number: 0 whole, 1 in summary; else as cards, with the members of the items from bit 32 on.
constexpr std::uint64_t kWhole = 0, kSummary = 1;

std::uint64_t board_selection(const Args& args) {
  using Item = pb::JobFeedItem;
  if (!args.selects_only(kCardFields)) return selects_details(args) ? kWhole : kSummary;
  const auto bit = [&args](std::string_view field, int number) { return args.selects(field) ? std::uint64_t{1} << number : 0; };
  const std::uint64_t card = 1u << pb::Application::kIdFieldNumber | bit("currentStatus", pb::Application::kCurrentStatusFieldNumber) |
                             bit("nextStatuses", pb::Application::kCurrentStatusFieldNumber) |
                             bit("jobFeedId", pb::Application::kJobFeedIdFieldNumber);
  const std::uint64_t item = bit("jobFeedItem", 0) | bit("jobFeedItem.id", Item::kIdFieldNumber) | bit("jobFeedItem.title", Item::kTitleFieldNumber) |
                             bit("jobFeedItem.company", Item::kCompanyFieldNumber) | bit("jobFeedItem.location", Item::kLocationFieldNumber);
  return card | item << 32;
}

void ask_for_selection(std::uint64_t selection, pb::ListApplicationsRequest& request) {
  request.set_summary(selection == kSummary);
  if (selection == kWhole || selection == kSummary) return;
  request.set_cards(true);
  request.set_fields(static_cast<std::uint32_t>(selection));
  request.set_item_fields(static_cast<std::uint32_t>(selection >> 32));
}

// A board with views of its cards and of what came with them.
struct Board {
  explicit Board(pb::ApplicationList l) : list(std::move(l)) {
    if (list.has_cards()) cards.emplace(list.cards());
    if (list.has_card_items()) items.emplace(list.card_items());
    views = cards ? views_of<ApplicationView>(*cards) : views_of<ApplicationView>(list.applications());
    if (!items) return;
    item_views = views_of<ItemView>(*items);
    for (std::size_t row = 0; row < std::min(views.size(), item_views.size()); ++row)
      if (items->get(row, 0)) views[row].item = &item_views[row];
  }
  Board(const Board&) = delete;
  pb::ApplicationList list;
  std::optional<pb::TextTableReader> cards, items;
  std::vector<ApplicationView> views;
  std::vector<ItemView> item_views;
};

Task<Result<List<ApplicationView>>> my_applications(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ListApplicationsRequest request;
  if (args["status"].has_value()) {
    JM_CO_TRY(status, application_status(args.string("status")));
    request.set_status(status);
  }
  JM_CO_TRY(first, page_size(args, 0, kApplicationsFirstMax));
  request.set_first(first);
  ask_for_selection(args.once_per_plan([&args] { return board_selection(args); }), request);
  JM_CO_TRY(list, co_await of(ctx).services.tracker.ListApplications(std::move(caller), std::move(request)));
  auto owner = std::make_shared<const Board>(std::move(list));
  co_return List<ApplicationView>::of(owner, owner->views);
}

Task<Result<Shared<ApplicationView>>> application(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetApplicationRequest request;
  request.set_application_id(text(args.string("id")));
  Result<pb::Application> found = co_await of(ctx).services.tracker.GetApplication(std::move(caller), std::move(request));
  if (found) co_return share_application(std::move(*found));
  if (found.error().code == Code::kNotFound) co_return Shared<ApplicationView>();
  co_return std::unexpected(found.error());
}

Task<Result<Shared<ApplicationView>>> create_application(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::CreateApplicationRequest request;
  if (args["jobFeedId"].has_value()) request.set_job_feed_id(text(args.string("jobFeedId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(made, co_await of(ctx).services.tracker.CreateApplication(std::move(caller), std::move(request)));
  co_return share_application(std::move(made));
}

Task<Result<bool>> delete_application(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::DeleteApplicationRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_CHECK_OK(co_await of(ctx).services.tracker.DeleteApplication(std::move(caller), std::move(request)));
  co_return true;
}

Task<Result<Shared<ApplicationView>>> move_card(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::MoveCardRequest request;
  request.set_application_id(text(args.string("applicationId")));
  JM_CO_TRY(status, application_status(args.string("newStatus")));
  request.set_new_status(status);
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(moved, co_await of(ctx).services.tracker.MoveCard(std::move(caller), std::move(request)));
  co_return share_application(std::move(moved));
}

Task<Result<Shared<ApplicationView>>> undo_move(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::UndoMoveRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(moved, co_await of(ctx).services.tracker.UndoMove(std::move(caller), std::move(request)));
  co_return share_application(std::move(moved));
}

Task<Result<Shared<ApplicationView>>> add_note(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::AddNoteRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_note(text(args.string("note")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(changed, co_await of(ctx).services.tracker.AddNote(std::move(caller), std::move(request)));
  co_return share_application(std::move(changed));
}

Task<Result<Shared<ApplicationView>>> rate_application(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::RateApplicationRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_rating(static_cast<int>(args.integer("rating")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(changed, co_await of(ctx).services.tracker.RateApplication(std::move(caller), std::move(request)));
  co_return share_application(std::move(changed));
}

Task<Result<Shared<ApplicationView>>> set_relance_reminder(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::SetRelanceReminderRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_remind_at(text(args.string("remindAt")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(changed, co_await of(ctx).services.tracker.SetRelanceReminder(std::move(caller), std::move(request)));
  co_return share_application(std::move(changed));
}

// The offers behind all cards of the batch: those that came with them, the others in one call. What comes with a card has
// neither raw data nor reasons.
Task<Result<void>> item_of_application(Ctx& ctx, Batch<ApplicationView, const ItemView*> batch) {
  const bool texts = batch.args().selects("rawData") || batch.args().selects("rankReasons");
  bool all = true;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (batch.parent(i).item != nullptr && !texts) batch.set(i, batch.parent(i).item);
    else all = false;
  }
  if (all) co_return Result<void>{};
  co_return co_await load_items(ctx, std::move(batch), [texts](const ApplicationView& card) -> std::string_view {
    const bool there = (card.item != nullptr && !texts) || card.message() == nullptr || !card.message()->has_job_feed_id();
    return there ? std::string_view() : card.message()->job_feed_id();
  });
}

// A field that cards do not have (kCardFields).
template <class Field>
auto of_message(Field field) {
  return [field](const ApplicationView& a, Out& out) { a.message() != nullptr ? field(*a.message(), out) : out.null(); };
}

Task<Result<void>> events_of_application(Ctx& ctx, Batch<ApplicationView, List<pb::ApplicationEvent>> batch) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetApplicationEventsRequest request;
  for (std::size_t i = 0; i < batch.size(); ++i) request.add_application_ids(std::string(batch.parent(i).id()));
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

std::string_view status_of(const ApplicationView& a) {
  if (const auto* m = a.message()) return pb::ApplicationStatus_Name(m->current_status());
  return a.cell(pb::Application::kCurrentStatusFieldNumber).value_or(std::string_view());
}

std::vector<std::string> next_statuses(std::string_view status) {
  std::vector<std::string> names;
  const auto from = domain::card_status_from(status);
  for (const domain::CardStatus to : domain::kCardStatuses)
    if (from && domain::can_move(*from, to)) names.emplace_back(domain::name(to));
  return names;
}

}  // namespace

std::shared_ptr<const ApplicationView> share_application(pb::Application application) {
  struct Owned {
    explicit Owned(pb::Application a) : message(std::move(a)), view(message), item(message.job_feed_item()) {
      if (message.has_job_feed_item()) view.item = &item;
    }
    pb::Application message;
    ApplicationView view;
    ItemView item;
  };
  auto owned = std::make_shared<Owned>(std::move(application));
  return {owned, &owned->view};
}

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

  b.object<ApplicationView>("Application")
      .field("id", JM_VIEW_ALWAYS(Application, id, kIdFieldNumber))
      .field("currentStatus", [](const ApplicationView& a, Out& out) { out.enum_value(status_of(a)); })
      .field("nextStatuses", [](const ApplicationView& a) { return next_statuses(status_of(a)); })
      .field("undoTo", of_message([](const pb::Application& a, Out& out) { a.has_undo_to() ? out.enum_value(pb::ApplicationStatus_Name(a.undo_to())) : out.null(); }))
      .field("movedAt", of_message(JM_OPTIONAL_TEXT(Application, moved_at)))
      .field("aiAnalysis", of_message(JM_OPTIONAL_JSON(Application, ai_analysis_json)))
      .field("generatedCoverLetter", of_message(JM_OPTIONAL_TEXT(Application, generated_cover_letter)))
      .field("userNotes", of_message(JM_OPTIONAL_TEXT(Application, user_notes)))
      .field("userRating", of_message(JM_OPTIONAL_INT(Application, user_rating)))
      .field("historyLog", of_message([](const pb::Application& a, Out& out) { a.history_log_json().empty() ? out.null() : out.json(a.history_log_json()); }))
      .field("jobFeedId", JM_VIEW_TEXT(Application, job_feed_id, kJobFeedIdFieldNumber))
      .field("searchConfigId", of_message(JM_OPTIONAL_TEXT(Application, search_config_id)))
      .field("relanceReminderAt", of_message(JM_OPTIONAL_TEXT(Application, relance_reminder_at)))
      .field("createdAt", of_message([](const pb::Application& a, Out& out) { out.string(a.created_at()); }))
      .field("updatedAt", of_message([](const pb::Application& a, Out& out) { out.string(a.updated_at()); }))
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
