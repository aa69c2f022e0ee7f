// Every board's plan against a hostile service and a damaged memory: the first byte picks the board, the second the statuses; what
// follows is memory, then one answer after the other, cut at zero bytes. Plans end, and ask only over http(s).
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "discovery/fetch/plan.h"

namespace {
constexpr int kStatuses[] = {200, 206, 204, 301, 304, 404, 429, 500};
constexpr int kStepsMax = 300;
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  using namespace jm::discovery;
  if (size < 2) return 0;
  static const std::vector<const Board*> boards = [] {
    std::vector<const Board*> out;
    for (const Board* b : all_boards())
      if (b->fetching()) out.push_back(b);
    return out;
  }();
  const Board& board = *boards[data[0] % boards.size()];
  std::vector<std::string_view> parts;
  for (std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);;) {
    const auto end = rest.find('\0');
    parts.push_back(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  FetchConfig config;
  config.france_travail_id = Secret("id");
  config.france_travail_secret = Secret("secret");
  config.adzuna_id = Secret("id");
  config.adzuna_key = Secret("key");
  config.pages_max = 20;
  const Listing listing{board.fetching()->reach() == Reach::kCompany ? "acme.example.org" : "", {.words = "cooper", .place = "Lyon", .departement = "69", .country = "FR"}};
  const auto plan = board.fetching()->plan({.config = config, .listing = listing, .memory = parts[0], .now = Time{1'780'000'000'000'000}, .unconfirmed = {"1", "2"}});
  Step step = plan->next(nullptr);
  for (int n = 0; step.kind == Step::Kind::kAsk && n < kStepsMax; ++n) {
    if (!step.ask.url.starts_with("https://") && !step.ask.url.starts_with("http://")) std::abort();
    Answer a;
    a.status = kStatuses[(data[1] + static_cast<unsigned>(n) * (data[1] >> 4)) % std::size(kStatuses)];
    a.body = parts[parts.size() > 1 ? 1 + static_cast<std::size_t>(n) % (parts.size() - 1) : 0];
    a.headers = {{"location", std::string(a.body.substr(0, 200))}, {"content-range", std::string(a.body.substr(0, 60))}};
    a.at = Time{1'780'000'000'000'000 + n * 1'000'000};
    step = plan->next(&a);
  }
  (void)plan->listed();
  (void)plan->gone();
  // What it remembers can be read by the next run.
  const std::string memory = plan->memory();
  (void)board.fetching()->plan({.config = config, .listing = listing, .memory = memory, .now = Time{1'780'100'000'000'000}})->next(nullptr);
  return 0;
}
