#include "discovery/inbox_store.h"

#include <array>
#include <charconv>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json_text.h"
#include "domain/offer_json.h"
#include "domain/place.h"

namespace jm::discovery {
namespace {

// The column of each member of JobFeedItem in feed.sql; -1: it is no column.
constexpr std::array<std::int8_t, 21> kColumnOf = [] {
  using Item = pb::JobFeedItem;
  std::array<std::int8_t, 21> of;
  of.fill(-1);
  constexpr int kInOrder[] = {Item::kIdFieldNumber, Item::kSearchConfigIdFieldNumber, Item::kStatusFieldNumber, Item::kRankFieldNumber,
                              Item::kCreatedAtFieldNumber, Item::kExpiresAtFieldNumber, Item::kIsManualFieldNumber, Item::kOfferIdFieldNumber,
                              Item::kTitleFieldNumber, Item::kCompanyFieldNumber, Item::kLocationFieldNumber, Item::kSourceUrlFieldNumber,
                              Item::kSourceFieldNumber, Item::kRemoteFieldNumber, Item::kSalaryMinFieldNumber, Item::kSalaryMaxFieldNumber,
                              Item::kSalaryCurrencyFieldNumber};
  static_assert(std::size(kInOrder) == kItemColumns);
  for (int column = 0; column < kItemColumns; ++column) of[static_cast<std::size_t>(kInOrder[column])] = static_cast<std::int8_t>(column);
  return of;
}();
constexpr int kRankColumn = kColumnOf[pb::JobFeedItem::kRankFieldNumber];
constexpr int kIsManualColumn = kColumnOf[pb::JobFeedItem::kIsManualFieldNumber];

pb::JobStatus status_from(std::string_view s) {
  return s == "APPROVED" ? pb::APPROVED : s == "REJECTED" ? pb::REJECTED_JOB : pb::PENDING;
}

pb::ApplicationStatus application_status_from(std::string_view s) {
  pb::ApplicationStatus status = pb::APPLICATION_STATUS_UNSPECIFIED;
  pb::ApplicationStatus_Parse(std::string(s), &status);
  return status;
}

// {"title":…,"company":…,…} of an offer the user typed in; `extra` is the object that the statement made of the form's fields.
std::string manual_raw_data(const pb::JobFeedItem& item, std::string_view description, std::string_view extra) {
  std::string out = "{\"title\":";
  const auto text = [&](bool has, const std::string& value) {
    if (has) append_json_string(out, value);
    else out += "null";
  };
  text(item.has_title(), item.title());
  out += ",\"company\":";
  text(item.has_company(), item.company());
  out += ",\"location\":";
  text(item.has_location(), item.location());
  out += ",\"description\":";
  append_json_string(out, description);
  out += ",\"salary\":null,\"source\":\"manual\",\"url\":";
  text(item.has_source_url(), item.source_url());
  if (extra.size() > 2) out.append(",").append(extra.substr(1));
  else out += '}';
  return out;
}

// What the user has corrected on an item read from a page shows in its raw data too.
void apply_edits(const pb::JobFeedItem& item, domain::Offer& offer) {
  if (item.location() != offer.location()) offer.places = item.has_location() ? domain::parse_places(item.location()).places : std::vector<domain::Place>();
  offer.remote = domain::remote_from(item.remote());
  const auto figure = [](bool has, int v) { return has ? std::optional(v) : std::nullopt; };
  const auto min = figure(item.has_salary_min(), item.salary_min()), max = figure(item.has_salary_max(), item.salary_max());
  if (offer.pay.usable() ? (min == offer.pay.yearly_min && max == offer.pay.yearly_max) : !min && !max) return;
  offer.pay = {};
  offer.pay.min = min;
  offer.pay.max = max;
  offer.pay.currency = item.salary_currency();
  offer.pay.period = domain::PayPeriod::kYear;
  offer.pay.origin = domain::PayOrigin::kEmployer;
  domain::normalise_pay(offer.pay);
}

}  // namespace

void read_item(const pg::Row& row, pb::JobFeedItem& item, std::uint32_t fields) {
  using Item = pb::JobFeedItem;
  const auto column = [fields](int field) -> int { return fields == 0 || (fields >> field & 1) != 0 ? kColumnOf[static_cast<std::size_t>(field)] : -1; };
  const auto there = [&](int field) { return column(field) >= 0 && !row.is_null(column(field)); };
  const auto text = [&](int field, std::string* (Item::*member)()) {
    if (there(field)) (item.*member)()->assign(row.text(column(field)));
  };
  item.mutable_id()->assign(row.text(kColumnOf[Item::kIdFieldNumber]));
  text(Item::kSearchConfigIdFieldNumber, &Item::mutable_search_config_id);
  item.set_status(status_from(row.text(kColumnOf[Item::kStatusFieldNumber])));
  if (const int rank = row.i32(kRankColumn); rank < kManualRank) item.set_rank(rank);
  if (there(Item::kCreatedAtFieldNumber)) row.append_iso(column(Item::kCreatedAtFieldNumber), *item.mutable_created_at());
  if (there(Item::kExpiresAtFieldNumber)) row.append_iso(column(Item::kExpiresAtFieldNumber), *item.mutable_expires_at());
  item.set_is_manual(row.boolean(kIsManualColumn));
  text(Item::kOfferIdFieldNumber, &Item::mutable_offer_id);
  text(Item::kTitleFieldNumber, &Item::mutable_title);
  text(Item::kCompanyFieldNumber, &Item::mutable_company);
  text(Item::kLocationFieldNumber, &Item::mutable_location);
  text(Item::kSourceUrlFieldNumber, &Item::mutable_source_url);
  if (item.is_manual()) item.set_source("manual");
  else text(Item::kSourceFieldNumber, &Item::mutable_source);
  text(Item::kRemoteFieldNumber, &Item::mutable_remote);
  if (there(Item::kSalaryMinFieldNumber)) item.set_salary_min(row.i32(column(Item::kSalaryMinFieldNumber)));
  if (there(Item::kSalaryMaxFieldNumber)) item.set_salary_max(row.i32(column(Item::kSalaryMaxFieldNumber)));
  text(Item::kSalaryCurrencyFieldNumber, &Item::mutable_salary_currency);
}

void ItemReader::read_held(const pg::Row& row, pb::JobFeedItem& item) {
  read(row, item);
  if (!row.is_null(21)) row.append_iso(21, *item.mutable_snoozed_until());
}

std::vector<std::uint32_t> table_fields(std::uint32_t fields) {
  std::vector<std::uint32_t> list;
  for (std::uint32_t f = 0; f < kColumnOf.size(); ++f)
    if (kColumnOf[f] >= 0 && (fields == 0 || (fields >> f & 1) != 0)) list.push_back(f);
  return list;
}

int column_of(std::uint32_t field) { return kColumnOf[field]; }

void ItemReader::read(const pg::Row& row, pb::JobFeedItem& item) {
  read_item(row, item, fields_);
  if (with_reasons_ && !row.is_null(17)) {
    if (!json_) json_.emplace(std::size_t{64} << 10);
    read_reasons(row.text(17), *json_, *item.mutable_reasons());
  }
  if (!with_raw_data_) return;
  if (item.is_manual() && row.is_null(19)) {
    item.set_raw_data_json(manual_raw_data(item, row.text(18), row.text(20)));
    return;
  }
  domain::Offer offer;
  offer.source = item.source();
  offer.url = item.source_url();
  offer.title = item.title();
  offer.company = item.company();
  offer.description = row.str(18);
  // Details that cannot be read leave an object with the columns' members: better than no answer.
  (void)domain::read_details(row.text(19), offer);
  if (item.is_manual()) apply_edits(item, offer);
  std::string raw = domain::raw_data_json(offer);
  if (const std::string_view extra = item.is_manual() ? row.text(20) : std::string_view(); extra.size() > 2 && raw.ends_with('}')) {
    raw.pop_back();
    raw.append(",").append(extra.substr(1));
  }
  item.set_raw_data_json(raw);
}

void read_application(const pg::Row& row, int c, pb::Application& out) {
  out.mutable_id()->assign(row.text(c));
  out.set_current_status(application_status_from(row.text(c + 1)));
  if (!row.is_null(c + 2)) out.mutable_ai_analysis_json()->assign(row.text(c + 2));
  if (!row.is_null(c + 3)) out.mutable_generated_cover_letter()->assign(row.text(c + 3));
  if (!row.is_null(c + 4)) out.mutable_user_notes()->assign(row.text(c + 4));
  if (!row.is_null(c + 5)) out.set_user_rating(row.i32(c + 5));
  out.mutable_history_log_json()->assign(row.text(c + 6));
  if (!row.is_null(c + 7)) out.mutable_job_feed_id()->assign(row.text(c + 7));
  if (!row.is_null(c + 8)) out.mutable_search_config_id()->assign(row.text(c + 8));
  if (!row.is_null(c + 9)) out.set_relance_reminder_at(to_iso(row.time(c + 9)));
  out.set_created_at(to_iso(row.time(c + 10)));
  out.set_updated_at(to_iso(row.time(c + 11)));
}

void read_reasons(std::string_view text, text::JsonReader& json, google::protobuf::RepeatedPtrField<pb::RankReason>& out) {
  const auto list = json.parse(text);
  if (!list) return;
  for (text::JsonElements e(*list); e.next();) {
    text::JsonElements part(e.value());
    if (!part.next()) continue;
    pb::RankReason& reason = *out.Add();
    reason.set_code(std::string(part.value().string().value_or("")));
    if (part.next()) reason.set_points(static_cast<int>(part.value().integer().value_or(0)));
    if (part.next()) reason.set_detail(std::string(part.value().string().value_or("")));
  }
}

std::string cursor_of(const pg::Row& item) {
  std::string out = item.str(kRankColumn);
  return out.append(".").append(item.text(kColumnOf[pb::JobFeedItem::kIdFieldNumber]));
}

std::optional<FeedCursor> parse_feed_cursor(std::string_view text) {
  FeedCursor cursor;
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, cursor.rank);
  if (error != std::errc() || end != text.data() + dot || cursor.rank < 0 || cursor.rank > kManualRank) return {};
  cursor.id = text.substr(dot + 1);
  if (!Uuid::parse(cursor.id)) return {};
  return cursor;
}

}  // namespace jm::discovery
