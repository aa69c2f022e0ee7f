#include "discovery/inbox_store.h"

#include <charconv>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json_text.h"
#include "domain/offer_json.h"

namespace jm::discovery {
namespace {

constexpr int kManualRank = 101;      // manual items stand before all ranked ones; see job_feed.rank

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
  out += ",\"salary\":null,\"source\":\"manual\",\"url\":null";
  if (extra.size() > 2) out.append(",").append(extra.substr(1));
  else out += '}';
  return out;
}

}  // namespace

void read_item(const pg::Row& row, pb::JobFeedItem& item, std::uint32_t fields) {
  using Item = pb::JobFeedItem;
  const auto wanted = [fields](int field) { return fields == 0 || (fields >> field & 1) != 0; };
  const auto text = [&](int field, int column, std::string* (Item::*member)()) {
    if (wanted(field) && !row.is_null(column)) (item.*member)()->assign(row.text(column));
  };
  item.mutable_id()->assign(row.text(0));
  text(Item::kSearchConfigIdFieldNumber, 1, &Item::mutable_search_config_id);
  item.set_status(status_from(row.text(2)));
  if (const int rank = row.i32(3); rank < kManualRank) item.set_rank(rank);
  if (wanted(Item::kCreatedAtFieldNumber)) item.set_created_at(to_iso(row.time(4)));
  if (wanted(Item::kExpiresAtFieldNumber) && !row.is_null(5)) item.set_expires_at(to_iso(row.time(5)));
  item.set_is_manual(row.boolean(6));
  text(Item::kOfferIdFieldNumber, 7, &Item::mutable_offer_id);
  text(Item::kTitleFieldNumber, 8, &Item::mutable_title);
  text(Item::kCompanyFieldNumber, 9, &Item::mutable_company);
  text(Item::kLocationFieldNumber, 10, &Item::mutable_location);
  text(Item::kSourceUrlFieldNumber, 11, &Item::mutable_source_url);
  if (item.is_manual()) item.set_source("manual");
  else text(Item::kSourceFieldNumber, 12, &Item::mutable_source);
  text(Item::kRemoteFieldNumber, 13, &Item::mutable_remote);
  if (wanted(Item::kSalaryMinFieldNumber) && !row.is_null(14)) item.set_salary_min(row.i32(14));
  if (wanted(Item::kSalaryMaxFieldNumber) && !row.is_null(15)) item.set_salary_max(row.i32(15));
  text(Item::kSalaryCurrencyFieldNumber, 16, &Item::mutable_salary_currency);
}

void ItemReader::read(const pg::Row& row, pb::JobFeedItem& item) {
  read_item(row, item, fields_);
  if (with_reasons_ && !row.is_null(17)) read_reasons(row.text(17), item);
  if (!with_raw_data_) return;
  if (item.is_manual()) {
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
  item.set_raw_data_json(domain::raw_data_json(offer));
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

void ItemReader::read_reasons(std::string_view json, pb::JobFeedItem& item) {
  if (!json_) json_.emplace(std::size_t{64} << 10);
  const auto list = json_->parse(json);
  if (!list) return;
  for (text::JsonElements e(*list); e.next();) {
    text::JsonElements part(e.value());
    if (!part.next()) continue;
    pb::RankReason& reason = *item.add_reasons();
    reason.set_code(std::string(part.value().string().value_or("")));
    if (part.next()) reason.set_points(static_cast<int>(part.value().integer().value_or(0)));
    if (part.next()) reason.set_detail(std::string(part.value().string().value_or("")));
  }
}

std::string feed_cursor(const pb::JobFeedItem& item) {
  std::string out = std::to_string(item.has_rank() ? item.rank() : kManualRank);
  return out.append(".").append(item.id());
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
