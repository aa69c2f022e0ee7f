// sources, replay: what is known about the job boards, and their kept payloads read again.
#include <cstdio>
#include <cstdlib>

#include "app/commands.h"
#include "app/run_until_signal.h"
#include "discovery/fetch/fetch.h"
#include "discovery/fetch/replay.h"
#include "discovery/fetch/sources.h"
#include "domain/source_health.h"

namespace jm::app {
namespace {

using domain::Lang;

RunOptions quiet_tool() {
  RunOptions options;
  options.purpose = Purpose::kTool;
  options.adjust = [](Config& c) { c.log_level = "warn"; };
  return options;
}

// The language of the terminal, as everywhere: LC_ALL, LC_MESSAGES, LANG.
Lang terminal_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value && *value) return std::string_view(value).starts_with("fr") ? Lang::kFr : Lang::kEn;
  return Lang::kEn;
}

struct Words {
  const char *none, *read, *created, *updated, *duplicates, *rejected, *quarantined, *closed, *truncated, *unchanged, *last, *good, *next, *by_hand;
};
constexpr Words kEn{"No source is known yet. Start JobMate (jobmate up), or read payloads: jobmate ingest DIR", "read", "new", "updated", "duplicates", "rejected", "in quarantine", "closed",
                    "more than may be read", "nothing new since the last time", "last run", "last good run", "next run", "read by hand"};
constexpr Words kFr{"Aucune source connue. Lancez JobMate (jobmate up) ou lisez des fichiers\u00a0: jobmate ingest DOSSIER", "lues", "nouvelles", "mises à jour", "doublons", "rejetées", "en quarantaine",
                    "fermées", "plus que ce qui peut être lu", "rien de neuf depuis la dernière fois", "dernière lecture", "dernière bonne lecture", "prochaine lecture", "lue à la main"};

void print_counts(const pg::Row& row, int at, const Words& w) {
  std::printf("    %lld %s, %lld %s, %lld %s, %lld %s, %lld %s, %lld %s, %lld %s%s%s%s%s\n", static_cast<long long>(row.i64(at)), w.read, static_cast<long long>(row.i64(at + 1)), w.created,
              static_cast<long long>(row.i64(at + 2)), w.updated, static_cast<long long>(row.i64(at + 3)), w.duplicates, static_cast<long long>(row.i64(at + 4)), w.rejected,
              static_cast<long long>(row.i64(at + 5)), w.quarantined, static_cast<long long>(row.i64(at + 6)), w.closed, row.boolean(at + 7) ? ", " : "", row.boolean(at + 7) ? w.truncated : "",
              row.boolean(at + 8) ? ", " : "", row.boolean(at + 8) ? w.unchanged : "");
  for (const std::string& reason : row.text_array(at + 9)) std::printf("      %s: %s\n", w.rejected, reason.c_str());
}

Task<int> print_sources(App& app) {
  static constexpr pg::Statement kSources{"app.sources",
      "SELECT s.id, s.board, s.token, s.query, s.state, s.problem, s.problem_detail, s.last_good_at, s.next_run_at, r.started_at, "
      "r.fetched, r.created, r.updated, r.duplicates, r.rejected, r.quarantined, r.closed, r.truncated, r.unchanged, "
      "ARRAY(SELECT concat(e->>'count', ' ', e->>'reason', ' (', e->>'example', ')') FROM jsonb_array_elements(r.rejects) e) "
      "FROM sources s LEFT JOIN source_runs r ON r.id = s.last_run_id ORDER BY s.state = 'OFF', s.board, s.id"};
  static constexpr pg::Statement kByHand{"app.sources_by_hand",
      "SELECT DISTINCT ON (source) source, started_at, coalesce(error, ''), fetched, created, updated, duplicates, rejected, quarantined, closed, truncated, unchanged, "
      "ARRAY(SELECT concat(e->>'count', ' ', e->>'reason', ' (', e->>'example', ')') FROM jsonb_array_elements(rejects) e) "
      "FROM source_runs WHERE source_id IS NULL ORDER BY source, started_at DESC"};
  const Lang lang = terminal_language();
  const Words& w = lang == Lang::kFr ? kFr : kEn;
  const Deadline deadline = Deadline::in(std::chrono::seconds(10));
  Result<pg::Rows> rows = co_await app.db().read(pg::Scope::worker(), kSources, {}, deadline);
  if (!rows) co_return complain(rows.error());
  Result<pg::Rows> by_hand = co_await app.db().read(pg::Scope::worker(), kByHand, {}, deadline);
  if (!by_hand) co_return complain(by_hand.error());
  if (rows->empty() && by_hand->empty()) std::puts(w.none);
  for (const pg::Row row : *rows) {
    const std::string listing = discovery::listing_text(row.text(2), discovery::read_query(row.text(3)));
    const auto state = domain::source_state_from(row.text(4)).value_or(domain::SourceState::kWaiting);
    std::printf("%s%s%s: %s\n", row.str(1).c_str(), listing.empty() ? "" : " ", listing.c_str(),
                domain::health_text(state, domain::source_problem_from(row.text(5)), row.text(6), lang).c_str());
    if (!row.is_null(9)) {
      std::printf("  %s %s", w.last, to_iso(row.time(9)).c_str());
      if (!row.is_null(7)) std::printf(", %s %s", w.good, to_iso(row.time(7)).c_str());
      if (state != domain::SourceState::kOff) std::printf(", %s %s", w.next, to_iso(row.time(8)).c_str());
      std::puts("");
      print_counts(row, 10, w);
    }
  }
  for (const pg::Row row : *by_hand) {
    std::printf("%s (%s): %s %s%s%s\n", row.str(0).c_str(), w.by_hand, w.last, to_iso(row.time(1)).c_str(), row.text(2).empty() ? "" : ": ", row.str(2).c_str());
    print_counts(row, 3, w);
  }
  co_return 0;
}

struct ReplayArgs {
  std::string board;
  Time since;
  bool dry_run = false;
};

void print_replay(const discovery::ReplayReport& r, bool dry_run) {
  std::printf("%s: %llu payloads, %llu offers: %llu unchanged, %llu changed, %llu new", r.board.c_str(), static_cast<unsigned long long>(r.payloads),
              static_cast<unsigned long long>(r.offers), static_cast<unsigned long long>(r.unchanged), static_cast<unsigned long long>(r.changed), static_cast<unsigned long long>(r.unknown));
  if (r.elsewhere > 0) std::printf(", %llu closed or shown as another board has them", static_cast<unsigned long long>(r.elsewhere));
  std::printf("; %llu rejected", static_cast<unsigned long long>(r.rejected));
  if (r.unreadable > 0) std::printf("; %llu payloads cannot be loaded", static_cast<unsigned long long>(r.unreadable));
  std::puts("");
  for (const auto& [field, n] : r.fields) std::printf("  %-16s differs in %llu\n", field.c_str(), static_cast<unsigned long long>(n));
  for (const auto& d : r.examples) std::printf("    %s %s\n      - %s\n      + %s\n", d.source_id.c_str(), d.field.c_str(), d.before.c_str(), d.after.c_str());
  if (!dry_run && r.changed + r.unknown > 0) std::printf("  stored: %llu updated, %llu new\n", static_cast<unsigned long long>(r.stored_updated), static_cast<unsigned long long>(r.stored_new));
}

Task<int> run_replay(App& app, ReplayArgs args) {
  Result<discovery::FetchDeps> deps = app.fetch_deps();
  if (!deps) co_return complain(deps.error());
  int code = 0;
  bool any = false;
  for (const discovery::Board* board : discovery::all_boards()) {
    if (!args.board.empty() && board->name() != args.board) continue;
    const discovery::ReplayOptions options{.since = args.since, .dry_run = args.dry_run, .show = [dry = args.dry_run](const discovery::ReplayReport& r) {
      if (r.payloads > 0 && !dry) print_replay(r, true);
    }};
    Result<discovery::ReplayReport> report = co_await discovery::replay(*deps, *board, options);
    if (!report) {
      code = complain(report.error());
      continue;
    }
    if (report->payloads == 0) continue;
    any = true;
    if (args.dry_run) print_replay(*report, true);
    else if (report->changed + report->unknown > 0) std::printf("  stored: %llu updated, %llu new\n", static_cast<unsigned long long>(report->stored_updated), static_cast<unsigned long long>(report->stored_new));
  }
  if (!any && code == 0) std::puts("No payload is kept for that board and time.");
  co_return code;
}

}  // namespace

int sources(const std::vector<std::string>&) { return run_app(quiet_tool(), print_sources); }

int replay(const std::vector<std::string>& args) {
  const auto usage = [] {
    std::fputs("Usage: jobmate replay [--board B] [--since 2026-03-01] [--dry-run]\n", stderr);
    return 2;
  };
  ReplayArgs wanted;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--dry-run") {
      wanted.dry_run = true;
    } else if (args[i] == "--board" && i + 1 < args.size()) {
      wanted.board = args[++i];
      if (discovery::find_board(wanted.board) == nullptr) {
        std::fprintf(stderr, "jobmate: there is no board \"%s\".\n", wanted.board.c_str());
        return 2;
      }
    } else if (args[i] == "--since" && i + 1 < args.size()) {
      const auto since = parse_iso(args[++i]);
      if (!since) {
        std::fprintf(stderr, "jobmate: \"%s\" is no date; write 2026-03-01 or 2026-03-01T10:00:00Z.\n", args[i].c_str());
        return 2;
      }
      wanted.since = *since;
    } else {
      return usage();
    }
  }
  return run_app(quiet_tool(), [wanted](App& app) { return run_replay(app, wanted); });
}

}  // namespace jm::app
