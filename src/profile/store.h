// Rows to messages. The column order is that of the statements in sql/.
#pragma once
#include "pg/rows.h"
#include "user.pb.h"

namespace jm::profile {
namespace pb = ::jobmate::v1;

pb::User to_user(const pg::Row& row);                  // user.sql, account_by_email.sql
pb::Profile to_profile(const pg::Row& row);            // profile.sql, update_profile.sql
pb::SearchConfig to_search(const pg::Row& row);        // every statement on search_configs
inline constexpr int kSearchVersionColumn = 14;

}  // namespace jm::profile
