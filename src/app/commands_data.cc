// ingest, audit: the commands that work on the data of an installation, running or not.
#include <cstdio>
#include <unistd.h>

#include "app/commands.h"
#include "app/ingest_files.h"
#include "app/run_until_signal.h"
#include "tracker/module.h"

namespace jm::app {
namespace {

unsigned long long ull(std::uint64_t n) { return n; }

void print_report(const discovery::IngestReport& r) {
  const auto& c = r.counts;
  std::printf("%s: %llu read, %llu new, %llu updated, %llu duplicate%s, %llu rejected; inbox +%llu, quarantine +%llu\n", r.source.c_str(), ull(c.fetched), ull(c.created), ull(c.updated), ull(c.duplicates),
              c.duplicates == 1 ? "" : "s", ull(c.rejected), ull(c.discovered), ull(c.quarantined));
  for (const auto& reject : r.rejects)
    std::printf("  rejected %llu: %s (%s)\n", ull(reject.count), std::string(discovery::name(reject.code)).c_str(), reject.example.c_str());
}

Task<int> ingest_plan(App& app, discovery::IngestPlan plan) {
  IngestFiles files(app, std::move(plan));
  for (const auto& s : files.skipped()) std::printf("%s\n", s.why.c_str());
  std::uint64_t usable = 0;
  int code = 0;
  for (const std::string& board : files.boards()) {
    std::function<void(const discovery::IngestCounts&)> progress;
    if (isatty(STDERR_FILENO)) progress = [&board](const discovery::IngestCounts& c) { std::fprintf(stderr, "\r%s: %llu offers", board.c_str(), ull(c.fetched)); };
    Result<discovery::IngestReport> report = co_await files.run(board, progress);
    if (progress) std::fputs("\r\033[K", stderr);
    if (!report) {
      code = complain(report.error());
      continue;
    }
    print_report(*report);
    usable += report->counts.fetched - report->counts.rejected;
  }
  // A payload with nothing usable in it is a broken source, never "0 new offers".
  if (code == 0 && usable == 0) code = complain({Code::kInvalidArgument, "No offer could be read. The rejects above say why; is this the right board?"});
  co_return code;
}

}  // namespace

int ingest(const std::vector<std::string>& args) {
  if (args.empty() || args.size() > 2) {
    std::fputs("Usage: jobmate ingest BOARD FILE|DIR|-     or: jobmate ingest DIR (one folder a board)\n", stderr);
    return 2;
  }
  const std::string board = args.size() == 2 ? args[0] : "", path = args.back();
  if (!board.empty() && discovery::find_board(board) == nullptr) {
    std::string known;
    for (const auto* b : discovery::all_boards()) known += (known.empty() ? "" : ", ") + std::string(b->name());
    std::fprintf(stderr, "jobmate: there is no parser for the board \"%s\"; there is one for %s.\n", board.c_str(), known.c_str());
    return 2;
  }
  Result<discovery::IngestPlan> plan = discovery::plan_ingest(path, board);
  if (!plan) return complain(plan.error());
  auto shared = std::make_shared<discovery::IngestPlan>(std::move(*plan));
  return run_app({.purpose = Purpose::kTool, .roles = {}, .wait_for_signal = false, .adjust = [](Config& c) { c.log_level = "warn"; }},
                 [shared](App& app) { return ingest_plan(app, std::move(*shared)); });
}

namespace {

Task<int> print_audit(App& app) {
  Result<tracker::AuditReport> report = co_await tracker::verify_audit(app.db(), Deadline::never());
  if (!report) co_return complain(report.error());
  std::printf("%lld applications, %lld events: %s\n", static_cast<long long>(report->applications), static_cast<long long>(report->events),
              report->faults.empty() ? "every chain is whole and gives the stored board" : "FAULTS");
  for (const auto& f : report->faults) std::printf("  application %s, event %d: %s\n", f.application_id.str().c_str(), f.seq, f.what.c_str());
  co_return report->faults.empty() ? 0 : 1;
}

}  // namespace

int audit(const std::vector<std::string>&) { return run_app({.purpose = Purpose::kTool, .roles = {}, .wait_for_signal = false, .adjust = [](Config& c) { c.log_level = "warn"; }}, print_audit); }

}  // namespace jm::app
