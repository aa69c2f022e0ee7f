// What may be stored: pure checks of what users send. Messages are for them, and name the field as the API does.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "user.pb.h"

namespace jm::profile {
namespace pb = ::jobmate::v1;

inline constexpr std::size_t kEmailBytesMax = 254;            // RFC 5321, with its brackets
inline constexpr std::size_t kPasswordCharactersMin = 8;
inline constexpr std::size_t kNameBytesMax = 200;
inline constexpr std::size_t kProfileJsonBytesMax = 64 << 10;
inline constexpr int kListEntriesMax = 100;                   // of a search's job titles, locations, keywords, red flags
inline constexpr std::size_t kEntryBytesMax = 200;
inline constexpr std::size_t kTemplateBytesMax = 20'000;
inline constexpr int kSalaryMax = 10'000'000;                 // a year
inline constexpr int kActiveSearchesMax = 50;
inline constexpr int kSearchIdsMax = 1000;                    // of one request
inline constexpr int kPushTokensMax = 20;                     // kept per user; the oldest go

// Trimmed and lower-cased: the form that accounts are found by. Says nothing about its syntax.
std::string normal_email(std::string_view email);
// A normal e-mail of the form that HTML's <input type=email> accepts.
Result<void> check_email(std::string_view email);
Result<void> check_password(std::string_view password);

// Trimmed; empty is nothing. `field` for the message.
Result<std::optional<std::string>> clean_text(std::string_view field, std::string_view text, std::size_t bytes_max);

// Any JSON value that PostgreSQL can store; "null" is nothing.
Result<std::optional<std::string>> clean_json(std::string_view field, std::string_view json);

// Trims and checks a whole search, new or changed. The id, the times and is_active are not looked at.
Result<void> clean_search(pb::SearchConfig& search);
// What a partial update makes of a search: absent members keep their value, `cleared` ones lose it.
Result<void> apply_update(pb::SearchConfig& search, const pb::UpdateSearchConfigRequest& update);

// One rule moved to the list of its mode and out of the others; CLEAR takes it away.
Result<void> apply_rule(pb::SearchConfig& search, const pb::SetSearchRuleRequest& rule);

// ExponentPushToken[…] or ExpoPushToken[…].
Result<void> check_push_token(std::string_view token);

}  // namespace jm::profile
