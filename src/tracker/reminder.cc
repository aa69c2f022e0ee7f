// Reminders: a time on the card, and a durable command that waits for it. When the command runs, the card decides: a reminder
// that was cleared or changed meanwhile leaves it nothing to do. Effect and completion are one transaction, so a reminder
// fires once.
#include "base/log.h"
#include "domain/audit.h"
#include "queue/enqueue.h"
#include "queue/worker.h"
#include "text/json_read.h"
#include "tracker/service.h"
#include "tracker/sql.h"
#include "tracker/store.h"

namespace jm::tracker {
namespace {

// nullopt: clear.
Result<std::optional<Time>> read_time(std::string_view text, Time now) {
  if (text.empty()) return std::nullopt;
  const auto time = parse_iso(text);
  if (!time) return fail(Code::kInvalidArgument, "remindAt must be an ISO 8601 time, like 2027-05-28T09:00:00Z.", "BAD_INPUT");
  const Time at{time->us / 1000 * 1000};
  if (at <= now) return fail(Code::kInvalidArgument, "remindAt must be in the future.", "BAD_INPUT");
  if (at > now + kReminderAheadMax) return fail(Code::kInvalidArgument, "remindAt must be within five years.", "BAD_INPUT");
  return at;
}

}  // namespace

Task<Result<pb::Application>> Service::SetRelanceReminder(Caller caller, pb::SetRelanceReminderRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_mutation_id(request.mutation_id()));
  const Time now = now_of(deps_.clock);
  JM_CO_TRY(at, read_time(request.remind_at(), now));
  const auto id = Uuid::parse(request.application_id());
  if (!id) co_return no_application();
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<HeldCard> card = co_await hold_card(tx, caller.user_id, *id);
  if (!card) co_return std::unexpected(card.error());
  if (card->deleted) co_return no_application();
  if (card->reminder == at) {      // set, or clear, once more
    tx.rollback();
    co_return co_await stored_card(caller, *id);
  }
  Change change(caller.user_id, *id, now);
  change.call({sql::set_reminder, {caller.user_id, *id, now, at}});
  if (card->reminder) {
    const domain::Command old = domain::remind_command(caller.user_id, *id, *card->reminder);
    change.call(queue::withdraw_call(old.kind, old.key));
  }
  if (at) {
    change.audit("REMINDER_SET", domain::reminder_data(*at));
    change.command(domain::remind_command(caller.user_id, *id, *at), *at);
  } else {
    change.audit("REMINDER_CLEARED", domain::reminder_data(*card->reminder));
  }
  change.tell_updated("REMINDER", request.mutation_id());
  co_return co_await store_card(tx, std::move(change), deps_.bus);
}

namespace {

struct Reminder {
  Uuid application_id;
  Time at;
};
Result<Reminder> read_payload(std::string_view payload) {
  text::JsonReader reader;
  JM_TRY(object, reader.parse(payload));
  const auto application = object["applicationId"], at = object["remindAt"];
  const auto application_text = application ? application->string() : std::nullopt, at_text = at ? at->string() : std::nullopt;
  const auto id = application_text ? Uuid::parse(*application_text) : std::nullopt;
  const auto time = at_text ? parse_iso(*at_text) : std::nullopt;
  if (!id || !time) return fail(Code::kInvalidArgument, "The reminder names no application or no time.");
  return Reminder{*id, *time};
}

// Title and company, for the notification; both may be missing.
Task<Result<void>> add_subject(pg::Transaction& tx, JsonObject& news, Uuid user_id, Uuid application_id) {
  const Result<pg::Rows> rows = co_await tx.query(sql::subject, {user_id, application_id});
  if (!rows) co_return std::unexpected(rows.error());
  if (!rows->empty()) news.optional_text("title", rows->front().text(0)).optional_text("company", rows->front().text(1));
  co_return Result<void>{};
}

Task<Result<queue::Outcome>> remind(Deps deps, queue::Command command, queue::Context context) {
  JM_CO_TRY(reminder, read_payload(command.payload));
  const Uuid user_id = command.user_id;
  Result<pg::Transaction> begun = co_await deps.db.begin(pg::Scope::user(user_id), context.deadline());
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<HeldCard> card = co_await hold_card(tx, user_id, reminder.application_id);
  if (!card && card.error().code != Code::kNotFound && card.error().code != Code::kResourceExhausted) co_return std::unexpected(card.error());

  const Time now = now_of(deps.clock);
  Change change(user_id, reminder.application_id, now);
  if (card && card->reminder == reminder.at) {
    change.call({sql::set_reminder, {user_id, reminder.application_id, now, std::nullopt}});
    change.audit(card->deleted ? "REMINDER_CLEARED" : "REMINDER_FIRED", domain::reminder_data(reminder.at));
    if (!card->deleted) {
      JsonObject news = change.event("REMINDER_DUE");
      news.text("remindAt", to_iso(reminder.at));
      const Result<void> subject = co_await add_subject(tx, news, user_id, reminder.application_id);
      if (!subject) co_return std::unexpected(subject.error());
      change.tell("REMINDER_DUE", news);
    }
  }
  change.call(context.complete());
  const auto stored = co_await change.store(tx, deps.bus);
  if (!stored) co_return std::unexpected(stored.error());
  co_return queue::Outcome::completed();
}

}  // namespace

void handle_reminders(queue::Worker& worker, Deps deps) {
  worker.on("CMD_REMIND", [deps](queue::Command command, queue::Context context) { return remind(deps, std::move(command), std::move(context)); });
}

}  // namespace jm::tracker
