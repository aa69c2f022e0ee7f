// One SQL statement with its name. Statements are constants (made from sql/*.sql by cmake/embed_sql.cmake): both views must
// live as long as the process. The name is what logs, metrics and the server's prepared statement are called
// ("tracker.move_card"); two statements of one process never share one. An empty name runs the text once, unprepared.
#pragma once
#include <string_view>

namespace jm::pg {

struct Statement {
  std::string_view name;
  std::string_view sql;
};

}  // namespace jm::pg
