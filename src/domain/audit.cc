#include "domain/audit.h"

#include <cstdio>
#include <limits>

#include "base/json_object.h"
#include "text/json_read.h"

namespace jm::domain {
namespace {

// With microseconds, as the database prints it for the hash.
std::string iso_us(Time t) {
  char digits[8];
  std::snprintf(digits, sizeof digits, "%03d", static_cast<int>(((t.us % 1000) + 1000) % 1000));
  std::string s = to_iso(t);      // …:47.123Z
  s.insert(s.size() - 1, digits);
  return s;
}

JsonObject& nullable_id(JsonObject& o, std::string_view key, const std::optional<Uuid>& value) { return value ? o.id(key, *value) : o.null(key); }

std::optional<CardStatus> status_member(const text::JsonValue& object, std::string_view key) {
  const auto member = object[key];
  const auto text = member ? member->string() : std::nullopt;
  return text ? card_status_from(*text) : std::nullopt;
}

std::optional<Time> time_member(const text::JsonValue& object, std::string_view key) {
  const auto member = object[key];
  const auto text = member ? member->string() : std::nullopt;
  return text ? parse_iso(*text) : std::nullopt;
}

constexpr std::int64_t kMillisecond = 1000;
Time whole_milliseconds(Time t) {
  const std::int64_t rest = ((t.us % kMillisecond) + kMillisecond) % kMillisecond;
  return {t.us - rest};
}

// One event's effect; what it returns is wrong with the event.
std::optional<std::string> apply(Card& card, const AuditEvent& event, const text::JsonValue& data) {
  const std::string_view kind = event.kind;
  if (kind == "CREATED" || kind == "RESTORED") {
    if (kind == "CREATED" && event.seq != 1) return "created twice";
    if (kind == "RESTORED" && !card.deleted) return "restored but not deleted";
    if (const auto status = data["status"]; status && status_member(data, "status") != card.status) return "says another status";
    card.deleted = false;
  } else if (kind == "MOVED" || kind == "MOVE_UNDONE") {
    const auto from = status_member(data, "from"), to = status_member(data, "to");
    if (!from || !to) return "names no states";
    if (*from != card.status) return "moves from " + std::string(name(*from)) + ", but the card stands at " + std::string(name(card.status));
    const bool undo = kind == "MOVE_UNDONE";
    if (!undo && !can_move(*from, *to)) return "is a move that the rules forbid";
    if (undo) {
      const auto target = undo_target(card.history.empty() ? std::nullopt : std::optional(card.history.back()));
      if (!target || *target != *to) return "takes back a move that was not the last";
    }
    card.history.push_back({*from, *to, whole_milliseconds(event.at), undo});
    card.status = *to;
  } else if (kind == "NOTED") {
    const auto note = data["note"];
    if (!note || (!note->is_null() && !note->string())) return "holds no note";
    if (note->is_null()) card.notes.reset();
    else card.notes = std::string(*note->string());
  } else if (kind == "RATED") {
    const auto rating = data["rating"];
    const auto n = rating ? rating->integer() : std::nullopt;
    if (!n || *n < 1 || *n > 5) return "holds no rating";
    card.rating = static_cast<int>(*n);
  } else if (kind == "REMINDER_SET") {
    const auto at = time_member(data, "at");
    if (!at) return "holds no time";
    card.reminder = at;
  } else if (kind == "REMINDER_CLEARED" || kind == "REMINDER_FIRED") {
    const auto at = time_member(data, "at");
    if (!at || card.reminder != at) return "names a reminder that was not set";
    card.reminder.reset();
  } else if (kind == "DELETED") {
    if (card.deleted) return "deleted twice";
    card.deleted = true;
  }
  return {};
}

}  // namespace

AuditHash next_hash(const AuditHash& previous, const Uuid& application_id, const AuditEvent& event, HashFunction sha256) {
  std::string input(reinterpret_cast<const char*>(previous.data()), previous.size());
  for (const std::string& part : {application_id.str(), std::to_string(event.seq), event.kind, iso_us(event.at)}) input.append(part).append("|");
  input += event.data;
  return sha256(input);
}

std::optional<AuditProblem> verify_chain(const Uuid& application_id, std::span<const AuditEvent> events, HashFunction sha256) {
  AuditHash previous{};
  for (int expected = 1; const AuditEvent& event : events) {
    if (event.seq != expected) return AuditProblem{expected, "event " + std::to_string(expected) + " is missing"};
    if (event.hash != next_hash(previous, application_id, event, sha256)) return AuditProblem{event.seq, "the hash does not fit: this event was changed, or one before it"};
    previous = event.hash;
    ++expected;
  }
  return {};
}

std::expected<Card, AuditProblem> replay(std::span<const AuditEvent> events) {
  Card card;
  text::JsonReader reader;
  if (events.empty()) return std::unexpected(AuditProblem{1, "there are no events"});
  if (events.front().kind != "CREATED") return std::unexpected(AuditProblem{events.front().seq, "the first event is not CREATED"});
  for (const AuditEvent& event : events) {
    const auto data = reader.parse(event.data);
    if (!data || !data->is_object()) return std::unexpected(AuditProblem{event.seq, event.kind + " holds no JSON object"});
    if (const auto wrong = apply(card, event, *data)) return std::unexpected(AuditProblem{event.seq, event.kind + " " + *wrong});
  }
  return card;
}

std::string difference(const Card& events, const Card& stored) {
  std::string out;
  const auto add = [&](bool differs, const std::string& what) {
    if (!differs) return;
    if (!out.empty()) out += "; ";
    out += what;
  };
  const auto number = [](std::optional<int> n) { return n ? std::to_string(*n) : std::string("none"); };
  const auto time = [](std::optional<Time> t) { return t ? to_iso(*t) : std::string("none"); };
  add(events.status != stored.status, "status: the events give " + std::string(name(events.status)) + ", the row holds " + std::string(name(stored.status)));
  add(events.notes != stored.notes, "notes: not those of the last event");
  add(events.rating != stored.rating, "rating: the events give " + number(events.rating) + ", the row holds " + number(stored.rating));
  add(events.reminder != stored.reminder, "reminder: the events give " + time(events.reminder) + ", the row holds " + time(stored.reminder));
  add(events.history != stored.history, "history: the events give " + std::to_string(events.history.size()) + " entries, the row holds " +
                                            std::to_string(stored.history.size()) + (events.history.size() == stored.history.size() ? " others" : ""));
  add(events.deleted != stored.deleted, events.deleted ? "deleted by its events, but not in the row" : "deleted in the row, but not by its events");
  return out;
}

Result<std::vector<HistoryEntry>> read_history(std::string_view json) {
  text::JsonReader reader;
  JM_TRY(array, reader.parse(json));
  if (!array.is_array()) return fail(Code::kDataLoss, "the history is not a list");
  std::vector<HistoryEntry> out;
  for (text::JsonElements e(array); e.next();) {
    const auto from = status_member(e.value(), "from"), to = status_member(e.value(), "to");
    const auto at = time_member(e.value(), "at");
    if (!from || !to || !at) return fail(Code::kDataLoss, "the history has an unreadable entry");
    const auto undo = e.value()["undo"];
    out.push_back({*from, *to, *at, undo && undo->boolean().value_or(false)});
  }
  return out;
}

std::string history_json(const HistoryEntry& entry) {
  JsonObject o;
  o.text("from", name(entry.from)).text("to", name(entry.to)).text("at", to_iso(entry.at));
  if (entry.undo) o.boolean("undo", true);
  return o.str();
}

std::string created_data(const std::optional<Uuid>& job_feed_id, const std::optional<Uuid>& search_config_id) {
  JsonObject o;
  nullable_id(o, "jobFeedId", job_feed_id);
  nullable_id(o, "searchConfigId", search_config_id);
  return o.text("status", name(CardStatus::kToApply)).str();
}
std::string moved_data(CardStatus from, CardStatus to, std::string_view mutation_id) {
  return JsonObject().text("from", name(from)).text("to", name(to)).optional_text("mutationId", mutation_id).str();
}
std::string noted_data(const std::optional<std::string>& note) {
  return note ? JsonObject().text("note", *note).str() : JsonObject().null("note").str();
}
std::string rated_data(int rating) { return JsonObject().number("rating", rating).str(); }
std::string reminder_data(Time at) { return JsonObject().text("at", to_iso(at)).str(); }
std::string deleted_data(std::string_view mutation_id) { return JsonObject().optional_text("mutationId", mutation_id).str(); }
std::string search_archived_data(const Uuid& search_config_id, std::string_view reason) {
  return JsonObject().id("searchConfigId", search_config_id).text("reason", reason).str();
}
std::string search_reactivated_data(const Uuid& search_config_id) { return JsonObject().id("searchConfigId", search_config_id).str(); }

}  // namespace jm::domain
