// What the fields of JobFeedItem and Application read: a message of its own, or a row of a list that came as one text
// (contracts/text_table.h). A resolver asks for a list as a table only where the table has every field that is selected.
#pragma once
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "contracts/text_table.h"
#include "discovery.pb.h"
#include "graphql/writer.h"
#include "tracker.pb.h"

namespace jm::gateway {

namespace pb = ::jobmate::v1;

template <class Message>
class View {
 public:
  explicit View(const Message& message) : message_(&message) {}
  View(const pb::TextTableReader& table, std::size_t row) : table_(&table), row_(row) {}

  const Message* message() const { return message_; }       // null: a row
  std::optional<std::string_view> cell(int field) const { return table_->get(row_, static_cast<std::size_t>(field)); }

  std::string_view id() const { return message_ != nullptr ? std::string_view(message_->id()) : cell(Message::kIdFieldNumber).value_or(std::string_view()); }
  void write_text(int field, graphql::Out& out) const {
    const auto value = cell(field);
    value ? out.string(*value) : out.null();
  }
  void write_int(int field, graphql::Out& out) const {
    const auto value = cell(field);
    std::int64_t number = 0;
    if (value && std::from_chars(value->data(), value->data() + value->size(), number).ec == std::errc()) out.int32(number);
    else out.null();
  }

 private:
  const Message* message_ = nullptr;
  const pb::TextTableReader* table_ = nullptr;
  std::size_t row_ = 0;
};

using ItemView = View<pb::JobFeedItem>;

struct ApplicationView : View<pb::Application> {
  using View::View;
  const ItemView* item = nullptr;                           // what came with a card
};

// A message with its view, for those who answer one. The pointer is to the view and keeps the message.
std::shared_ptr<const ItemView> share_item(pb::JobFeedItem item);
std::shared_ptr<const ApplicationView> share_application(pb::Application application);

// All messages of a reply, or all rows of one, as views; the reply stays where it is.
template <class V, class Messages>
std::vector<V> views_of(const Messages& messages) {
  std::vector<V> views;
  views.reserve(static_cast<std::size_t>(messages.size()));
  for (const auto& message : messages) views.emplace_back(message);
  return views;
}
template <class V>
std::vector<V> views_of(const pb::TextTableReader& table) {
  std::vector<V> views;
  views.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) views.emplace_back(table, row);
  return views;
}

// `optional string` or `string` of a message -> String or null, without a copy; the same of a row.
#define JM_VIEW_TEXT(Message, member, number)                                                        \
  [](const View<pb::Message>& v, graphql::Out& out) {                                                \
    if (const auto* m = v.message()) m->has_##member() ? out.string(m->member()) : out.null();       \
    else v.write_text(pb::Message::number, out);                                                     \
  }
#define JM_VIEW_INT(Message, member, number)                                                         \
  [](const View<pb::Message>& v, graphql::Out& out) {                                                \
    if (const auto* m = v.message()) m->has_##member() ? out.int32(m->member()) : out.null();        \
    else v.write_int(pb::Message::number, out);                                                      \
  }
// A member that is always there.
#define JM_VIEW_ALWAYS(Message, member, number)                                                      \
  [](const View<pb::Message>& v, graphql::Out& out) {                                                \
    if (const auto* m = v.message()) out.string(m->member());                                        \
    else v.write_text(pb::Message::number, out);                                                     \
  }

}  // namespace jm::gateway
