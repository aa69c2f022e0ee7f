// jobmate audit: reads every application with its trail, a page at a time, each page in one snapshot.
#include "crypto/hash.h"
#include "domain/audit.h"
#include "tracker/module.h"
#include "tracker/sql.h"
#include "tracker/store.h"

namespace jm::tracker {
namespace {

constexpr int kPage = 200;      // applications

// One application as read.
struct Stored {
  Uuid id;
  domain::Card card;
  std::vector<domain::AuditEvent> events;
  std::string unreadable;       // what of the row cannot be read
};

domain::AuditHash hash_from_hex(std::string_view hex) {
  domain::AuditHash hash{};
  const auto digit = [](char c) { return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10); };      // encode() writes lower case
  for (std::size_t i = 0; i < hash.size() && i * 2 + 1 < hex.size(); ++i) hash[i] = static_cast<std::uint8_t>(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  return hash;
}

Stored read_card(const pg::Row& row) {
  Stored s;
  s.id = row.uuid(0);
  if (const auto status = domain::card_status_from(row.text(7))) s.card.status = *status;
  s.card.rating = row.opt_i32(8);
  s.card.reminder = row.opt_time(9);
  s.card.deleted = row.boolean(10);
  s.card.notes = row.opt_text(11);
  auto history = domain::read_history(row.text(12));
  if (history) s.card.history = std::move(*history);
  else s.unreadable = history.error().message;
  return s;
}

void check(const Stored& s, AuditReport& report) {
  ++report.applications;
  report.events += static_cast<std::int64_t>(s.events.size());
  if (report.faults.size() >= kAuditFaultsMax) return;
  if (const auto problem = domain::verify_chain(s.id, s.events, crypto::sha256)) {
    report.faults.push_back({s.id, problem->seq, problem->what});
    return;
  }
  const auto card = domain::replay(s.events);
  if (!card) report.faults.push_back({s.id, card.error().seq, card.error().what});
  else if (!s.unreadable.empty()) report.faults.push_back({s.id, 0, s.unreadable});
  else if (std::string what = domain::difference(*card, s.card); !what.empty()) report.faults.push_back({s.id, 0, std::move(what)});
}

}  // namespace

Task<Result<AuditReport>> verify_audit(pg::Database& db, Deadline deadline) {
  AuditReport report;
  Uuid after;
  while (true) {
    const Result<pg::Rows> rows = co_await db.write(pg::Scope::worker(), sql::audit_page, {after, kPage}, deadline);      // may take seconds
    if (!rows) co_return std::unexpected(rows.error());
    if (rows->empty()) co_return report;
    Stored current;
    for (const pg::Row row : *rows) {
      if (row.boolean(1)) {
        if (!current.id.is_nil()) check(current, report);
        current = read_card(row);
      }
      if (!row.is_null(2)) current.events.push_back({row.i32(2), row.str(3), row.str(4), row.time(5), hash_from_hex(row.text(6))});
    }
    check(current, report);
    after = current.id;
  }
}

}  // namespace jm::tracker
