// The quarantine lane: what red flags kept out of the inbox, newest first, with the words that did it.
#include <algorithm>

#include "discovery/inbox_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"
#include "text/json_read.h"

namespace jm::discovery {
namespace {

constexpr int kFirstDefault = 20, kFirstMax = 500;
constexpr std::string_view kLastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

int member_int(const text::JsonValue& object, std::string_view key) {
  const auto value = object[key];
  return value ? static_cast<int>(value->integer().value_or(0)) : 0;
}
std::string member_text(const text::JsonValue& object, std::string_view key) {
  const auto value = object[key];
  return value ? std::string(value->string().value_or("")) : std::string();
}

void read_entry(const pg::Row& row, text::JsonReader& json, pb::QuarantinedOffer& out) {
  out.set_id(row.str(0));
  out.set_search_config_id(row.str(1));
  out.set_offer_id(row.str(2));
  out.set_rule(row.str(3));
  if (const auto spans = json.parse(row.text(4))) {
    for (text::JsonElements e(*spans); e.next();) {
      pb::MatchedSpan& span = *out.add_spans();
      span.set_field(member_text(e.value(), "field"));
      span.set_offset(member_int(e.value(), "offset"));
      span.set_length(member_int(e.value(), "length"));
      span.set_text(member_text(e.value(), "text"));
      span.set_utf16_offset(member_int(e.value(), "offset16"));
      span.set_utf16_length(member_int(e.value(), "length16"));
      span.set_before(member_text(e.value(), "before"));
      span.set_after(member_text(e.value(), "after"));
      span.set_rule(member_text(e.value(), "rule"));
    }
  }
  if (!row.is_null(5)) out.set_title(row.str(5));
  if (!row.is_null(6)) out.set_company(row.str(6));
  if (!row.is_null(7)) out.set_location(row.str(7));
  if (!row.is_null(8)) out.set_source_url(row.str(8));
  out.set_created_at(to_iso(row.time(9)));
  out.set_rank(row.i32(10));
  read_reasons(row.text(11), json, *out.mutable_reasons());
}

}  // namespace

Task<Result<pb::QuarantinePage>> get_quarantine(DiscoveryDeps deps, Caller caller, pb::GetQuarantineRequest request) {
  const int first = request.first() == 0 ? kFirstDefault : request.first();
  if (first < 1 || first > kFirstMax) co_return fail(Code::kInvalidArgument, "A page has 1 to 500 entries.");
  if (!request.after().empty() && !Uuid::parse(request.after()))
    co_return fail(Code::kInvalidArgument, "The cursor is not one of this list. Start again without it.", "BAD_CURSOR");
  std::optional<Uuid> search;
  if (!request.search_config_id().empty()) {
    search = Uuid::parse(request.search_config_id());
    if (!search) co_return pb::QuarantinePage();
  }
  std::vector<pg::Call> calls;
  pg::Params params;
  params.uuid(caller.user_id).add(search).text(request.after().empty() ? kLastId : std::string_view(request.after())).i64(first + 1);
  calls.push_back({sql::quarantine, std::move(params)});
  if (request.with_total()) calls.push_back({sql::quarantine_total, pg::Params().uuid(caller.user_id).add(search)});
  JM_CO_TRY(answers, co_await deps.db.read_batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  const pg::Rows& rows = answers[0];
  pb::QuarantinePage page;
  page.set_has_next_page(rows.size() > first);
  text::JsonReader json(std::size_t{1} << 20);
  for (int i = 0; i < std::min(rows.size(), first); ++i) {
    read_entry(rows[i], json, *page.add_items());
    page.add_cursors(page.items(i).id());
  }
  if (request.with_total()) page.set_total(answers[1].front().i32(0));
  co_return page;
}

}  // namespace jm::discovery
