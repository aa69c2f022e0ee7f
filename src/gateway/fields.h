// Small helpers of the field tables: proto members to GraphQL leaves, GraphQL inputs to proto members.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "graphql/input.h"
#include "graphql/writer.h"

namespace jm::gateway {

// `optional string` of a message -> String or null, without a copy.
#define JM_OPTIONAL_TEXT(Message, member)                                                  \
  [](const pb::Message& m, graphql::Out& out) {                                            \
    m.has_##member() ? out.string(m.member()) : out.null();                                \
  }
#define JM_OPTIONAL_INT(Message, member)                                                   \
  [](const pb::Message& m, graphql::Out& out) {                                            \
    m.has_##member() ? out.int32(m.member()) : out.null();                                 \
  }
// A member that holds JSON text.
#define JM_OPTIONAL_JSON(Message, member)                                                  \
  [](const pb::Message& m, graphql::Out& out) {                                            \
    m.has_##member() ? out.json(m.member()) : out.null();                                  \
  }

// A proto enum whose value names are the schema's own; `none` = null.
template <class Enum>
void enum_or_null(graphql::Out& out, Enum value, Enum none, const std::string& name) {
  value == none ? out.null() : out.enum_value(name);
}

inline std::string text(std::string_view s) { return std::string(s); }

// What a resolver answers: the message it was given, kept by the request until the response is written.
template <class T>
using Shared = std::shared_ptr<const T>;

template <class T>
Shared<T> share(T&& value) { return std::make_shared<const std::remove_cvref_t<T>>(std::forward<T>(value)); }

// first: 1..max, or the default when absent.
inline Result<int> page_size(const graphql::Args& args, int absent, int max) {
  const auto first = args.optional_integer("first");
  if (!first) return absent;
  if (*first < 1 || *first > max)
    return fail(Code::kInvalidArgument, "\"first\" must be between 1 and " + std::to_string(max) + "; it is " + std::to_string(*first) + ".");
  return static_cast<int>(*first);
}

}  // namespace jm::gateway
