#include "discovery/fetch/replay.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <unordered_set>

#include "discovery/fetch/bronze.h"
#include "discovery/offer_store.h"
#include "discovery/sql.h"
#include "domain/offer_json.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {

namespace json = boost::json;

constexpr std::size_t kShownBytes = 120;
constexpr std::size_t kExamplesPerField = 3;
constexpr std::chrono::seconds kStatementTimeMax{60};
constexpr std::chrono::milliseconds kBusyWait{20};

std::string shown(const json::value* v) {
  if (v == nullptr) return "(nothing)";
  std::string text = v->is_string() ? std::string(v->as_string()) : json::serialize(*v);
  std::ranges::replace(text, '\n', ' ');
  if (text.size() > kShownBytes) text = std::string(text::cut_utf8(text, kShownBytes)) + "…";
  return text;
}

json::object members_of(const domain::Offer& offer) {
  json::object o = json::parse(domain::details_json(offer, false)).as_object();
  // What belongs to the reading, not to the offer.
  for (const char* name : {"source", "sourceId", "bronzeRef"}) o.erase(name);
  return o;
}

using OfferList = std::vector<domain::Offer>;

// This board's own reading (stored_offers.sql): the sighting's where the card has several, else the card's.
domain::Offer stored_reading(const pg::Row& row) {
  if (row.is_null(11)) return read_offer(row).offer;
  domain::Offer offer;
  (void)domain::read_details(row.text(11), offer);
  return offer;
}

struct ParsedPayload {
  OfferList offers;
  std::uint64_t rejected = 0;
};

ParsedPayload parse_payload(const Board& board, const std::string& bytes, const Payload& payload, Time at) {
  ParseOutput out;
  board.parse(bytes, payload, at, out);
  return {std::move(out.offers), out.rejected};
}

struct Compared {
  domain::Offer offer;
  std::vector<FieldDiff> diffs;
};

// The payloads that changed or brought something, newest first, with the ids that are theirs.
struct Renewal {
  std::string ref;
  Payload payload;
  std::set<std::string, std::less<>> renewed, added;
};

class Replay {
 public:
  Replay(FetchDeps deps, const Board& board, ReplayOptions options)
      : deps_(deps), board_(board), options_(std::move(options)), bronze_(deps.objects, deps.work.cpu) {
    report_.board = board.name();
  }

  Task<Result<ReplayReport>> run() {
    JM_CO_TRY(keys, co_await bronze_.records(std::string(board_.name()), options_.since));
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) JM_CO_CHECK_OK(co_await look_at(*key));
    if (options_.show) options_.show(report_);
    if (!options_.dry_run && !renewals_.empty()) JM_CO_CHECK_OK(co_await store());
    co_return std::move(report_);
  }

 private:
  Task<Result<void>> look_at(std::string key) {
    Result<BronzeRecord> record = co_await bronze_.record(key);
    if (!record) {
      ++report_.unreadable;
      co_return Result<void>{};
    }
    if (!record->parse || record->at < options_.since || !seen_payloads_.insert(record->ref + record->payload.country).second) co_return Result<void>{};
    Result<std::string> bytes = co_await bronze_.load(record->ref);
    if (!bytes) {
      ++report_.unreadable;
      co_return Result<void>{};
    }
    ++report_.payloads;
    const auto shared = std::make_shared<const std::string>(std::move(*bytes));
    auto job = [board = &board_, shared, payload = record->payload, at = record->at] { return parse_payload(*board, *shared, payload, at); };
    Result<ParsedPayload> parsed = co_await deps_.work.cpu.run(job);
    while (!parsed && parsed.error().code == Code::kResourceExhausted) {
      co_await sleep_for(kBusyWait);
      parsed = co_await deps_.work.cpu.run(job);
    }
    if (!parsed) co_return std::unexpected(std::move(parsed).error());
    report_.rejected += parsed->rejected;
    std::erase_if(parsed->offers, [&](const domain::Offer& o) { return !seen_offers_.insert(o.source_id).second; });
    JM_CO_CHECK_OK(co_await compare(*record, std::move(parsed->offers)));
    co_return Result<void>{};
  }

  Task<Result<void>> compare(BronzeRecord record, OfferList offers) {
    Renewal renewal{record.ref, record.payload, {}, {}};
    for (std::size_t from = 0; from < offers.size(); from += kBatchOffers) {
      const std::span<const domain::Offer> part(offers.data() + from, std::min(kBatchOffers, offers.size() - from));
      std::vector<std::string> ids;
      for (const domain::Offer& o : part) ids.push_back(o.source_id);
      JM_CO_TRY(rows, co_await deps_.work.db.read(pg::Scope::worker(), sql::stored_offers, {board_.name(), ids}, Deadline::in(kStatementTimeMax)));
      std::map<std::string, std::pair<domain::Offer, bool>, std::less<>> stored;
      for (const pg::Row row : rows) stored.emplace(row.str(9), std::pair{stored_reading(row), row.boolean(10)});
      for (const domain::Offer& o : part) {
        ++report_.offers;
        const auto it = stored.find(o.source_id);
        if (it == stored.end()) {
          ++report_.unknown;
          renewal.added.insert(o.source_id);
        } else if (!it->second.second) {
          ++report_.elsewhere;
        } else {
          note(o.source_id, diff_offers(it->second.first, o), renewal);
        }
      }
    }
    if (!renewal.renewed.empty() || !renewal.added.empty()) renewals_.push_back(std::move(renewal));
    co_return Result<void>{};
  }

  void note(const std::string& id, std::vector<FieldDiff> diffs, Renewal& renewal) {
    if (diffs.empty()) {
      ++report_.unchanged;
      return;
    }
    ++report_.changed;
    renewal.renewed.insert(id);
    for (FieldDiff& d : diffs) {
      const auto n = ++report_.fields[d.field];
      if (n > kExamplesPerField) continue;
      d.source_id = id;
      report_.examples.push_back(std::move(d));
    }
  }

  Task<Result<void>> store() {
    Ingest ingest(deps_.work);
    for (Renewal& renewal : renewals_) {
      JM_CO_TRY(bytes, co_await bronze_.load(renewal.ref));
      class One final : public PayloadSource {
       public:
        explicit One(FetchedPayload payload) : payload_(std::move(payload)) {}
        Task<Result<std::optional<FetchedPayload>>> next() override { co_return std::exchange(payload_, std::nullopt); }

       private:
        std::optional<FetchedPayload> payload_;
      };
      RunAbout about;
      about.keep = [r = &renewal](const domain::Offer& o) { return r->renewed.contains(o.source_id) || r->added.contains(o.source_id); };
      about.renew = [r = &renewal](const domain::Offer& o) { return r->renewed.contains(o.source_id); };
      FetchedPayload payload{std::make_shared<const std::string>(std::move(bytes)), renewal.payload, renewal.ref};
      const auto source = std::make_shared<One>(std::move(payload));
      JM_CO_TRY(stored, co_await ingest.run(board_, source, std::move(about)));
      report_.stored_updated += stored.counts.updated;
      report_.stored_new += stored.counts.created;
    }
    co_return Result<void>{};
  }

  FetchDeps deps_;
  const Board& board_;
  ReplayOptions options_;
  Bronze bronze_;
  ReplayReport report_;
  std::unordered_set<std::string> seen_payloads_, seen_offers_;
  std::vector<Renewal> renewals_;
};

}  // namespace

std::vector<FieldDiff> diff_offers(const domain::Offer& stored, const domain::Offer& now) {
  const json::object before = members_of(stored), after = members_of(now);
  std::vector<FieldDiff> diffs;
  for (const auto& [name, value] : before)
    if (const json::value* other = after.if_contains(name); other == nullptr || *other != value) diffs.push_back({"", std::string(name), shown(&value), shown(other)});
  for (const auto& [name, value] : after)
    if (!before.contains(name)) diffs.push_back({"", std::string(name), shown(nullptr), shown(&value)});
  return diffs;
}

Task<Result<ReplayReport>> replay(FetchDeps deps, const Board& board, ReplayOptions options) {
  Replay replay(deps, board, std::move(options));
  co_return co_await replay.run();
}

}  // namespace jm::discovery
