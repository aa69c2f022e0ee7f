// What stands behind items: sightings with what each gave, versions, and what the caller did with earlier postings. All items of a
// request in one round trip.
#include <map>

#include "discovery/service.h"
#include "discovery/sql.h"
#include "domain/history_text.h"
#include "text/json_read.h"
#include "text/utf8.h"

namespace jm::discovery {
namespace {

constexpr int kIdsMax = 1000;
constexpr std::size_t kTextBytesMax = 60'000;

using Cards = std::map<std::string, pb::CardHistory>;

void read_sightings(const pg::Rows& rows, Cards& cards) {
  text::JsonReader json(std::size_t{64} << 10);
  for (const pg::Row row : rows) {
    pb::CardSighting& s = *cards[row.str(0)].add_sightings();
    s.set_source(row.str(1));
    s.set_source_id(row.str(2));
    if (!row.is_null(3)) s.set_url(row.str(3));
    s.set_first_seen_at(to_iso(row.time(4)));
    s.set_last_seen_at(to_iso(row.time(5)));
    s.set_gone(row.boolean(6));
    s.set_found_by(row.str(7));
    if (!row.is_null(8)) s.set_likeness(row.f64(8));
    if (!row.is_null(10)) s.set_merged_item_id(row.str(10));
    const auto from = row.is_null(9) ? std::unexpected(Error{}) : json.parse(row.text(9));
    if (!from) continue;                          // one sighting: all is from there
    for (text::JsonMembers field(*from); field.next();) {
      text::JsonElements pair(field.value());
      if (pair.next() && pair.value().string() == s.source() && pair.next() && pair.value().string() == s.source_id()) s.add_gives(std::string(field.key()));
    }
  }
}

// A text field of a version, or nothing.
using Fields = std::map<std::string, std::optional<std::string>>;

void put_change(pb::CardVersion& version, const std::string& field, const std::optional<std::string>& before, const std::optional<std::string>& after) {
  pb::CardChange& c = *version.add_changes();
  c.set_field(field);
  if (before) c.set_before(*before);
  if (after) c.set_after(*after);
}

std::optional<int> number(const std::optional<std::string>& s) { return s ? std::optional<int>(std::atoi(s->c_str())) : std::nullopt; }

// `rows` [from, to): the versions of one item, oldest first. Each says what its fields were before; what they became is what
// the next one to name them says, or what the offer says now.
void read_item_versions(const pg::Rows& rows, int from, int to, pb::CardHistory& card) {
  const pg::Row offer = rows[from];
  Fields now = {{"title", offer.opt_text(4)}, {"company", offer.opt_text(5)}, {"location", offer.opt_text(6)}, {"remote", offer.opt_text(7)},
                {"contract", offer.opt_text(8)}, {"salaryMin", offer.opt_text(9)}, {"salaryMax", offer.opt_text(10)}};
  const std::string currency = offer.str(11);
  card.set_posting(offer.i32(12));
  if (card.posting() > 1) {
    pb::CardVersion& again = *card.add_versions();
    again.set_number(1);
    again.set_at(to_iso(offer.time(13)));
    again.set_posting(card.posting());
  }
  text::JsonReader json(std::size_t{4} << 20);
  std::vector<pb::CardVersion> versions;
  for (int i = to - 1; i >= from; --i) {
    const pg::Row row = rows[i];
    if (row.is_null(1)) continue;
    pb::CardVersion v;
    v.set_number(row.i32(1));
    v.set_at(to_iso(row.time(2)));
    const Fields after = now;
    bool text_changed = false;
    if (const auto was = json.parse(row.text(3)))
      for (text::JsonMembers m(*was); m.next();) {
        if (m.key() == "description") text_changed = true;
        else now[std::string(m.key())] = m.value().text();
      }
    const auto pay = [&](const Fields& f) { return domain::salary_words(number(f.at("salaryMin")), number(f.at("salaryMax")), currency); };
    for (const char* field : {"title", "company", "location", "remote", "contract"})
      if (now.at(field) != after.at(field)) put_change(v, field, now.at(field), after.at(field));
    if (pay(now) != pay(after)) put_change(v, "salary", pay(now), pay(after));
    if (text_changed) put_change(v, "description", {}, {});
    versions.push_back(std::move(v));
  }
  for (auto v = versions.rbegin(); v != versions.rend(); ++v) *card.add_versions() = std::move(*v);
}

void read_versions(const pg::Rows& rows, Cards& cards) {
  for (int from = 0; from < rows.size();) {
    int to = from + 1;
    while (to < rows.size() && rows[to].text(0) == rows[from].text(0)) ++to;
    read_item_versions(rows, from, to, cards[rows[from].str(0)]);
    from = to;
  }
}

void read_reposts(const pg::Rows& rows, Cards& cards) {
  for (const pg::Row row : rows) {
    pb::CardHistory& card = cards[row.str(0)];
    card.set_posting(row.i32(1));
    pb::EarlierPosting& e = *card.add_earlier();
    e.set_job_feed_id(row.str(2));
    e.set_status(row.text(3) == "APPROVED" ? pb::APPROVED : pb::REJECTED_JOB);
    e.set_application_status(row.str(4));
    e.set_at(to_iso(row.time(5)));
  }
}

}  // namespace

Task<Result<pb::CardHistoryList>> get_card_history(DiscoveryDeps deps, Caller caller, pb::GetCardHistoryRequest request) {
  if (request.ids_size() > kIdsMax) co_return fail(Code::kInvalidArgument, "At most 1000 items at once.");
  std::vector<Uuid> ids;
  for (const std::string& text : request.ids())
    if (const auto id = Uuid::parse(text)) ids.push_back(*id);      // others cannot exist
  pb::CardHistoryList list;
  if (ids.empty()) co_return list;
  std::vector<std::pair<pg::Statement, void (*)(const pg::Rows&, Cards&)>> parts;
  if (request.sightings()) parts.emplace_back(sql::sightings_of_items, read_sightings);
  if (request.versions()) parts.emplace_back(sql::versions_of_items, read_versions);
  if (request.reposts()) parts.emplace_back(sql::reposts_of_items, read_reposts);
  std::vector<pg::Call> calls;
  for (const auto& [statement, read] : parts) calls.push_back({statement, pg::Params().uuid(caller.user_id).uuid_array(ids)});
  if (calls.empty()) co_return list;
  JM_CO_TRY(answers, co_await deps.db.read_batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  Cards cards;
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].second(answers[i], cards);
  for (auto& [id, card] : cards) {
    card.set_id(id);
    *list.add_cards() = std::move(card);
  }
  co_return list;
}

Task<Result<pb::OfferTextChange>> get_offer_text(DiscoveryDeps deps, Caller caller, pb::GetOfferTextRequest request) {
  const auto nothing = [] { return fail(Code::kNotFound, "There is no such change of an offer's text.", "NO_SUCH_VERSION"); };
  const auto item = Uuid::parse(request.job_feed_id());
  if (!item) co_return nothing();
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::offer_text, {caller.user_id, *item, request.version()}, caller.deadline));
  if (rows.empty()) co_return nothing();
  const pg::Row row = rows.front();
  pb::OfferTextChange change;
  const auto part = [&](int column) {
    change.set_cut(change.cut() || row.text(column).size() > kTextBytesMax);
    return std::string(text::cut_utf8(row.text(column), kTextBytesMax));
  };
  if (!row.is_null(0)) change.set_before(part(0));
  if (!row.is_null(1)) change.set_after(part(1));
  co_return change;
}

}  // namespace jm::discovery
