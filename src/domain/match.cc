#include "domain/match.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "domain/match_engine.h"

namespace jm::domain {

std::string_view name(Field v) {
  switch (v) {
    case Field::kTitle: return "title";
    case Field::kCompany: return "company";
    case Field::kDescription: return "description";
    case Field::kTags: return "tags";
  }
  return {};
}

std::string_view name(Refusal v) {
  switch (v) {
    case Refusal::kNone: return "";
    case Refusal::kTitle: return "TITLE";
    case Refusal::kMustHave: return "MUST_HAVE";
    case Refusal::kPlace: return "PLACE";
    case Refusal::kRemote: return "REMOTE";
    case Refusal::kPay: return "PAY";
  }
  return {};
}

struct MatchIndex::Impl {
  Engine engine;
  std::unordered_map<Uuid, std::uint32_t> by_id;
  Document document;
  PlaceFacts places;
  std::vector<Match> found;
  std::uint64_t refile_at = 256;           // offers looked at; then ever more rarely

  void look(const Offer& offer, Time now) {
    if (engine.looked_at() >= refile_at) {
      engine.refile();
      refile_at *= 8;
    }
    document.read(offer, engine.vocabulary());
    places = place_facts(offer);
    engine.look(document, facts_of(offer, places, now));
  }
  void keep(std::uint32_t slot, const Decision& d) { found.push_back({slot, d.lane, static_cast<std::uint8_t>(d.rank)}); }
  std::vector<MatchOutcome> explain() {
    std::vector<MatchOutcome> out;
    out.reserve(found.size());
    for (const Match& m : found) out.push_back(engine.explain(m.search));
    return out;
  }
};

MatchIndex::MatchIndex() : impl_(std::make_unique<Impl>()) {}
MatchIndex::~MatchIndex() = default;
MatchIndex::MatchIndex(MatchIndex&&) noexcept = default;
MatchIndex& MatchIndex::operator=(MatchIndex&&) noexcept = default;

void MatchIndex::add(const SearchSpec& spec) {
  remove(spec.id);
  impl_->by_id[spec.id] = impl_->engine.add(spec);
}

bool MatchIndex::remove(const Uuid& search_id) {
  const auto it = impl_->by_id.find(search_id);
  if (it == impl_->by_id.end()) return false;
  impl_->engine.remove(it->second);
  impl_->by_id.erase(it);
  return true;
}

std::size_t MatchIndex::size() const { return impl_->by_id.size(); }
const Uuid& MatchIndex::search_id(std::uint32_t search) const { return impl_->engine.search_id(search); }

const std::vector<Match>& MatchIndex::find(const Offer& offer, Time now) {
  Impl& m = *impl_;
  m.look(offer, now);
  m.found.clear();
  m.engine.each_wanting([&](std::uint32_t slot, const Decision& d) { m.keep(slot, d); });
  return m.found;
}

std::vector<MatchOutcome> MatchIndex::match(const Offer& offer, Time now) {
  find(offer, now);
  return impl_->explain();
}

std::vector<MatchOutcome> MatchIndex::match_each(const Offer& offer, Time now) {
  Impl& m = *impl_;
  m.look(offer, now);
  m.found.clear();
  for (std::uint32_t slot = 0; slot < m.engine.slots(); ++slot)
    if (m.engine.holds(slot))
      if (const Decision d = m.engine.decide(slot); d.refusal == Refusal::kNone) m.keep(slot, d);
  return m.explain();
}

Verdict match_one(const SearchSpec& search, const Offer& offer, Time now) {
  Engine engine;
  const std::uint32_t slot = engine.add(search);
  Document document;
  document.read(offer, engine.vocabulary());
  const PlaceFacts places = place_facts(offer);
  engine.look(document, facts_of(offer, places, now));
  const Decision d = engine.decide(slot);
  if (d.refusal != Refusal::kNone) return {d.refusal, {}};
  return {Refusal::kNone, engine.explain(slot)};
}

std::vector<RedFlagHit> find_red_flags(std::span<const std::string> rules, const Offer& offer) {
  Vocabulary vocabulary;
  std::vector<Phrase> phrases;
  for (const std::string& r : rules)
    if (Phrase p = compile_phrase(r, kEverywhere, vocabulary); !p.empty()) phrases.push_back(std::move(p));
  Document document;
  document.read(offer, vocabulary);
  std::vector<RedFlagHit> hits;
  for (const Phrase& p : phrases) collect_hits(p, document, hits);
  std::sort(hits.begin(), hits.end(), [](const RedFlagHit& a, const RedFlagHit& b) { return std::tie(a.field, a.offset, a.length, a.rule) < std::tie(b.field, b.offset, b.length, b.rule); });
  return hits;
}

}  // namespace jm::domain
