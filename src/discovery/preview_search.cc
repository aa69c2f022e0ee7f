// What a search would do with the stored offers before it is saved: "would hide 41, 2 of which you approved".
//
// The whole inbox counts, as a scan would leave it: an offer that another search of the user accepts is neither hidden nor newly shown, and
// one that the user let out of the quarantine is not hidden by a red flag.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "discovery/offer_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"
#include "domain/company.h"
#include "domain/location.h"
#include "domain/match.h"
#include "domain/rule.h"

namespace jm::discovery {
namespace {

constexpr int kSamplesMax = 50;
constexpr int kListMax = 100;                  // entries of a list, as in a saved search
constexpr std::size_t kEntryBytesMax = 200;

// What there is to know of the user.
struct Ground {
  domain::SearchSpec before, after;
  bool is_new = true;
  std::vector<domain::SearchSpec> others;
  std::unordered_map<Uuid, std::string> approved;        // offer -> item
  std::unordered_set<Uuid> excepted;
  std::unordered_set<std::string> excepted_companies;
};

// What would change.
struct Change {
  int stored = 0, kept = 0, red_flagged_total = 0;
  struct One {
    Uuid offer;
    int rank = 0;
    bool by_red_flag = false;
  };
  std::vector<One> hidden, shown, red_flagged;
};

Result<void> take_list(const char* name, const pb::StringList& from, std::vector<std::string>& to) {
  if (from.values_size() > kListMax) return fail(Code::kInvalidArgument, std::string(name) + " has too many entries: at most 100.");
  to.clear();
  for (const std::string& s : from.values()) {
    JM_CHECK_OK(check_text("An entry of " + std::string(name), s, kEntryBytesMax));
    to.push_back(s);
  }
  return {};
}

Result<void> apply(const pb::UpdateSearchConfigRequest& u, domain::SearchSpec& s) {
  if (u.has_job_titles()) JM_CHECK_OK(take_list("jobTitles", u.job_titles(), s.job_titles));
  if (u.has_locations()) JM_CHECK_OK(take_list("locations", u.locations(), s.locations));
  for (const std::string& location : s.locations) JM_CHECK_OK(domain::check_location(location));
  if (u.has_keywords()) JM_CHECK_OK(take_list("keywords", u.keywords(), s.keywords));
  if (u.has_red_flags()) JM_CHECK_OK(take_list("redFlags", u.red_flags(), s.red_flags));
  if (u.has_must_have()) JM_CHECK_OK(take_list("mustHave", u.must_have(), s.must_have));
  if (u.has_remote_policy()) s.remote_policy = domain::remote_policy_from(pb::RemotePolicy_Name(u.remote_policy())).value_or(domain::RemotePolicy::kOnSite);
  if (u.has_salary_min()) s.salary_min = u.salary_min();
  for (const std::string& name : u.cleared())
    if (name == "salary_min") s.salary_min.reset();
  for (const auto& [list, kind] : {std::pair{&s.keywords, domain::RuleKind::kKeyword}, std::pair{&s.red_flags, domain::RuleKind::kRedFlag}, std::pair{&s.must_have, domain::RuleKind::kMustHave}})
    for (const std::string& rule : *list) JM_CHECK_OK(domain::check_rule(rule, kind));
  return {};
}

Task<Result<std::shared_ptr<Ground>>> look_around(DiscoveryDeps deps, Caller caller, pb::UpdateSearchConfigRequest change) {
  std::vector<pg::Call> calls;
  calls.push_back({sql::searches_of_user, {caller.user_id}});
  calls.push_back({sql::preview_facts, {caller.user_id}});
  JM_CO_TRY(answers, co_await deps.db.read_batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  auto g = std::make_shared<Ground>();
  const auto id = Uuid::parse(change.id());
  for (const pg::Row row : answers[0]) {
    domain::SearchSpec spec = read_search(row).spec;
    if (id && spec.id == *id) {
      g->is_new = false;
      g->before = std::move(spec);
    } else {
      g->others.push_back(std::move(spec));
    }
  }
  if (!change.id().empty() && g->is_new) co_return fail(Code::kNotFound, "There is no such active search.", "NO_SEARCH");
  g->after = g->before;
  JM_CO_CHECK_OK(apply(change, g->after));
  for (const pg::Row row : answers[1]) {
    const std::string_view kind = row.text(0);
    if (kind == "A") g->approved.emplace(row.uuid(1), row.str(2));
    else if (kind == "E") g->excepted.insert(row.uuid(1));
    else g->excepted_companies.insert(row.str(3));
  }
  co_return g;
}

// On the shelf: both searches, then the others where something would change. Answers come by ascending number.
Change compare(domain::StoredOffers& offers, const Ground& g, Time now) {
  Change c;
  c.stored = static_cast<int>(offers.open(now));
  std::vector<domain::SearchSpec> both{g.after};
  if (!g.is_new) both.push_back(g.before);
  const auto found = offers.find_each(both, now);
  const auto in_inbox = [&](const domain::StoredMatch& m) { return m.lane == domain::Lane::kInbox || g.excepted.contains(offers.id(m.offer)); };
  // An offer of one of the two, or of both: where it was and where it would be.
  struct Touched {
    std::uint32_t offer;
    int rank;
    bool shown, by_red_flag;                     // hidden, if not shown
  };
  std::vector<Touched> touched;
  static const std::vector<domain::StoredMatch> kNone;
  const auto& was = g.is_new ? kNone : found[1];
  auto before = was.begin();
  const auto hide_until = [&](std::uint32_t offer) {
    for (; before != was.end() && before->offer < offer; ++before)
      if (in_inbox(*before)) touched.push_back({before->offer, before->rank, false, false});
  };
  for (const domain::StoredMatch& m : found[0]) {
    hide_until(m.offer);
    const bool here = before != was.end() && before->offer == m.offer, was_in = here && in_inbox(*before);
    if (in_inbox(m)) {
      if (was_in) ++c.kept;
      else touched.push_back({m.offer, m.rank, true, false});
    } else {
      c.red_flagged.push_back({offers.id(m.offer), m.rank, true});
      if (was_in) touched.push_back({m.offer, before->rank, false, true});
    }
    if (here) ++before;
  }
  hide_until(~std::uint32_t{0});
  // What would go does not where another search holds it; what another search holds already is not new.
  if (!g.others.empty() && !touched.empty()) {
    std::vector<std::uint32_t> numbers;
    for (const Touched& t : touched) numbers.push_back(t.offer);
    std::vector<std::uint32_t> held;
    for (const auto& matches : offers.find_each(g.others, now, numbers))
      for (const domain::StoredMatch& m : matches)
        if (m.lane == domain::Lane::kInbox) held.push_back(m.offer);
    std::sort(held.begin(), held.end());
    std::erase_if(touched, [&](const Touched& t) {
      const bool elsewhere = std::binary_search(held.begin(), held.end(), t.offer);
      c.kept += elsewhere && !t.shown;
      return elsewhere;
    });
  }
  for (const Touched& t : touched) (t.shown ? c.shown : c.hidden).push_back({offers.id(t.offer), t.rank, t.by_red_flag});
  return c;
}

// Offers of companies that the user made an exception for are not hidden by red flags.
Task<Result<void>> spare_companies(DiscoveryDeps deps, Caller caller, std::shared_ptr<const Ground> g, std::shared_ptr<Change> c) {
  if (g->excepted_companies.empty() || c->red_flagged.empty()) co_return Result<void>{};
  std::vector<Uuid> ids;
  for (const auto& one : c->red_flagged) ids.push_back(one.offer);
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::companies_of, {ids}, caller.deadline));
  std::unordered_set<Uuid> spared;
  for (const pg::Row row : rows)
    if (g->excepted_companies.contains(domain::company_key(row.text(1)))) spared.insert(row.uuid(0));
  std::erase_if(c->red_flagged, [&](const auto& one) { return spared.contains(one.offer); });
  c->kept += static_cast<int>(std::erase_if(c->hidden, [&](const auto& one) { return one.by_red_flag && spared.contains(one.offer); }));
  co_return Result<void>{};
}

// Those the user approved first, then by rank.
std::vector<Uuid> pick(std::vector<Change::One>& list, const Ground& g, std::size_t n) {
  const auto better = [&](const Change::One& a, const Change::One& b) {
    const bool x = g.approved.contains(a.offer), y = g.approved.contains(b.offer);
    if (x != y) return x;
    return a.rank != b.rank ? a.rank > b.rank : a.offer < b.offer;
  };
  n = std::min(n, list.size());
  std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(n), list.end(), better);
  std::vector<Uuid> ids;
  for (std::size_t i = 0; i < n; ++i) ids.push_back(list[i].offer);
  return ids;
}

void fill_sample(const StoredOffer& s, const Ground& g, Time now, pb::PreviewSample& out) {
  out.set_offer_id(s.id.str());
  out.set_title(s.offer.title);
  if (!s.offer.company.empty()) out.set_company(s.offer.company);
  if (!s.offer.places.empty()) out.set_location(s.offer.location());
  if (!s.offer.url.empty()) out.set_source_url(s.offer.url);
  if (const auto it = g.approved.find(s.id); it != g.approved.end()) {
    out.set_approved(true);
    out.set_job_feed_id(it->second);
  }
  const domain::Verdict v = domain::match_one(g.after, s.offer, now);
  if (!v.outcome) {
    out.set_cause(std::string(domain::name(v.refusal)));
    return;
  }
  out.set_rank(v.outcome->rank);
  for (const domain::Reason& r : v.outcome->reasons) {
    pb::RankReason& reason = *out.add_reasons();
    reason.set_code(std::string(domain::name(r.code)));
    reason.set_points(r.points);
    reason.set_detail(r.detail);
  }
  if (v.outcome->hits.empty()) return;
  out.set_cause("RED_FLAG");
  out.set_rule(v.outcome->hits.front().rule);
  for (const domain::RedFlagHit& h : v.outcome->hits) {
    pb::MatchedSpan& span = *out.add_spans();
    span.set_rule(h.rule);
    span.set_field(std::string(domain::name(h.field)));
    span.set_offset(static_cast<int>(h.offset));
    span.set_length(static_cast<int>(h.length));
    span.set_utf16_offset(static_cast<int>(h.utf16_offset));
    span.set_utf16_length(static_cast<int>(h.utf16_length));
    span.set_text(h.text);
    span.set_before(h.before);
    span.set_after(h.after);
  }
}

}  // namespace

Task<Result<pb::SearchPreview>> preview_search(DiscoveryDeps deps, Caller caller, pb::PreviewRequest request) {
  if (request.samples() < 0 || request.samples() > kSamplesMax) co_return fail(Code::kInvalidArgument, "A preview has 0 to 50 samples of each kind.");
  const auto began = std::chrono::steady_clock::now();
  const Time now = deps.clock.now();
  JM_CO_TRY(ground, co_await look_around(deps, caller, request.search()));
  JM_CO_TRY(view, co_await deps.shelf.refresh(caller.deadline));
  const std::shared_ptr<const Ground> g = ground;
  auto job = [g, now](domain::StoredOffers& offers) { return compare(offers, *g, now); };
  JM_CO_TRY(compared, co_await deps.shelf.ask(view, std::move(job)));
  const auto change = std::make_shared<Change>(std::move(compared));
  JM_CO_CHECK_OK(co_await spare_companies(deps, caller, g, change));

  pb::SearchPreview p;
  p.set_stored(change->stored);
  p.set_left_out(static_cast<int>(view.left_out()));
  p.set_kept(change->kept);
  p.set_hidden(static_cast<int>(change->hidden.size()));
  p.set_shown(static_cast<int>(change->shown.size()));
  p.set_red_flagged(static_cast<int>(change->red_flagged.size()));
  p.set_approved_hidden(static_cast<int>(std::ranges::count_if(change->hidden, [&](const auto& one) { return g->approved.contains(one.offer); })));
  const auto n = static_cast<std::size_t>(request.samples());
  std::vector<Uuid> wanted;
  std::unordered_map<Uuid, std::vector<pb::PreviewSample*>> places;
  const auto reserve = [&](std::vector<Change::One>& list, auto* samples) {
    samples->Reserve(static_cast<int>(n));
    for (const Uuid& id : pick(list, *g, n)) {
      wanted.push_back(id);
      places[id].push_back(samples->Add());
    }
  };
  reserve(change->hidden, p.mutable_hidden_samples());
  reserve(change->shown, p.mutable_shown_samples());
  reserve(change->red_flagged, p.mutable_red_flagged_samples());
  if (!wanted.empty()) {
    JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::offers_by_id, {wanted}, caller.deadline));
    for (const pg::Row row : rows) {
      const StoredOffer s = read_offer(row);
      for (pb::PreviewSample* sample : places[s.id]) fill_sample(s, *g, now, *sample);
    }
  }
  p.set_took_ms(static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count()));
  co_return p;
}

}  // namespace jm::discovery
