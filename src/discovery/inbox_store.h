// Rows of the inbox <-> messages. The columns of an item are the same in every statement that gives one: see sql/feed.sql.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/text_table.h"
#include "discovery.pb.h"
#include "pg/rows.h"
#include "text/json_read.h"

namespace jm::discovery {

namespace pb = ::jobmate::v1;

// The first 17 columns of feed.sql. Statements with more name theirs.
// `fields`: those of GetJobFeedRequest; what costs nothing is read in any case.
void read_item(const pg::Row& row, pb::JobFeedItem& item, std::uint32_t fields = 0);
inline constexpr int kItemColumns = 17;

// The members in `fields` (those of GetJobFeedRequest) that are columns, and which column of feed.sql and feed_columns.sql each is.
std::vector<std::uint32_t> table_fields(std::uint32_t fields);
int column_of(std::uint32_t field);
inline constexpr int kManualRank = 101;      // manual items stand before all ranked ones; see job_feed.rank

// All columns of feed.sql and items.sql: beside the item's, 17 to 20 are reasons, description, details and manual members, NULL
// where not asked for; items.sql has one more, 21: until when the item is put off.
class ItemReader {
 public:
  ItemReader(bool with_reasons, bool with_raw_data, std::uint32_t fields = 0)
      : with_reasons_(with_reasons), with_raw_data_(with_raw_data), fields_(with_raw_data ? 0 : fields) {}
  void read(const pg::Row& row, pb::JobFeedItem& item);
  void read_held(const pg::Row& row, pb::JobFeedItem& item);     // of items.sql

 private:
  const bool with_reasons_, with_raw_data_;
  const std::uint32_t fields_;
  std::optional<text::JsonReader> json_;
};

// [["TITLE",40,"C++"],…] as stored. Anything else gives nothing.
void read_reasons(std::string_view text, text::JsonReader& json, google::protobuf::RepeatedPtrField<pb::RankReason>& out);

// An application's 12 columns, in the order of tracker.proto's message, from `column` on.
void read_application(const pg::Row& row, int column, pb::Application& out);

// A place in the inbox after which a page continues. Opaque to clients: "<rank>.<id>".
struct FeedCursor {
  int rank = 0;
  std::string id;
};
std::string cursor_of(const pg::Row& item);
std::optional<FeedCursor> parse_feed_cursor(std::string_view text);

}  // namespace jm::discovery
