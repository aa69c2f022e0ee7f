#include "queue/enqueue.h"

#include "queue/sql.h"

namespace jm::queue {
namespace {

pg::Params params_of(const NewCommand& c) {
  const std::optional<Uuid> user = c.user_id.is_nil() ? std::nullopt : std::optional(c.user_id);
  return {new_id(), c.kind, c.key, user, c.payload, c.run_at, c.attempts_max};
}

}  // namespace

pg::Call enqueue_call(const NewCommand& command) { return {sql::enqueue, params_of(command)}; }
pg::Call enqueue_again_call(const NewCommand& command) { return {sql::enqueue_again, params_of(command)}; }
pg::Call withdraw_call(std::string_view kind, std::string_view key) { return {sql::withdraw, {kind, key}}; }
pg::Call revive_call(const Uuid& id) { return {sql::revive, {id}}; }

}  // namespace jm::queue
