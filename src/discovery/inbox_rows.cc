#include "discovery/inbox_rows.h"

#include <algorithm>

#include "base/json_text.h"
#include "domain/company.h"

namespace jm::discovery {
namespace {

using domain::Lane;
using domain::MatchOutcome;

std::string reasons_json(const std::vector<domain::Reason>& reasons) {
  std::string out = "[";
  for (const auto& r : reasons) {
    if (out.size() > 1) out += ',';
    out += '[';
    append_json_string(out, domain::name(r.code));
    out.append(",").append(std::to_string(r.points)).append(",");
    append_json_string(out, r.detail);
    out += ']';
  }
  return out += ']';
}

std::string spans_json(const std::vector<domain::RedFlagHit>& hits) {
  std::string out = "[";
  for (const auto& h : hits) {
    if (out.size() > 1) out += ',';
    out += "{\"rule\":";
    append_json_string(out, h.rule);
    out += ",\"field\":";
    append_json_string(out, domain::name(h.field));
    out.append(",\"offset\":").append(std::to_string(h.offset)).append(",\"length\":").append(std::to_string(h.length)).append(",\"text\":");
    append_json_string(out, h.text);
    out.append(",\"offset16\":").append(std::to_string(h.utf16_offset)).append(",\"length16\":").append(std::to_string(h.utf16_length));
    out += ",\"before\":";
    append_json_string(out, h.before);
    out += ",\"after\":";
    append_json_string(out, h.after);
    out += '}';
  }
  return out += ']';
}

std::string discovered_event(const InboxRow& row, const domain::Offer& offer) {
  std::string out = R"({"type":"JOB_DISCOVERED","userId":")" + row.user_id.str() + R"(","jobFeedId":")" + row.id.str() +
                    R"(","searchConfigId":")" + row.search_id.str() + R"(","title":)";
  append_json_string(out, offer.title);
  out += ",\"company\":";
  if (offer.company.empty()) out += "null";
  else append_json_string(out, offer.company);
  return out += '}';
}

// Best first: the inbox before the quarantine, then rank; the search id decides between equals, so that a second run agrees.
bool better(const MatchOutcome& a, const MatchOutcome& b) {
  if (a.user_id != b.user_id) return a.user_id < b.user_id;
  if (a.lane != b.lane) return a.lane == Lane::kInbox;
  if (a.rank != b.rank) return a.rank > b.rank;
  return a.search_id < b.search_id;
}

}  // namespace

void add_inbox_rows(const Uuid& offer_id, const domain::Offer& offer, std::vector<MatchOutcome> outcomes, bool stored_before, Time now,
                    InboxRows& rows) {
  if (offer.closed || (offer.expires_at && *offer.expires_at <= now)) return;
  std::sort(outcomes.begin(), outcomes.end(), better);
  const std::string company = offer.company_key.empty() ? domain::company_key(offer.company) : offer.company_key;
  for (auto first = outcomes.begin(); first != outcomes.end();) {
    const auto last = std::find_if(first, outcomes.end(), [&](const MatchOutcome& o) { return o.user_id != first->user_id; });
    const bool held = first->lane == Lane::kQuarantine;
    const std::string rule = held && !first->hits.empty() ? first->hits.front().rule : std::string();
    if (held) first->reasons.push_back({domain::ReasonCode::kReleased, 0, rule});
    InboxRow row{new_id(now), first->user_id, first->search_id, offer_id, first->rank, reasons_json(first->reasons), offer.expires_at, {}, company, held};
    row.event = discovered_event(row, offer);
    rows.accepted.push_back(std::move(row));
    if (!held) {
      if (stored_before)
        for (auto o = first; o != last; ++o) rows.released.emplace_back(o->search_id, offer_id);
    } else {
      for (auto o = first; o != last; ++o) {
        std::string flag = o->hits.empty() ? std::string() : o->hits.front().rule;
        if (o != first) o->reasons.push_back({domain::ReasonCode::kReleased, 0, flag});
        rows.held.push_back({new_id(now), o->user_id, o->search_id, offer_id, std::move(flag), spans_json(o->hits), company, o->rank, reasons_json(o->reasons), offer.expires_at});
      }
      if (stored_before) rows.hidden.push_back({first->user_id, offer_id, company});
    }
    first = last;
  }
}

}  // namespace jm::discovery
