#include "graphql/execute.h"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cassert>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "base/json_text.h"
#include "base/log.h"
#include "graphql/coerce.h"

namespace jm::graphql {
namespace {

namespace asio = boost::asio;

// Where the writer is: field, index, field, ... innermost first.
struct Step {
  const Step* up = nullptr;
  const PlanField* field = nullptr;           // null: a list index
  std::uint32_t index = 0;
};

void append_path(std::string& out, const Step* step, bool& first) {
  if (step == nullptr) return;
  append_path(out, step->up, first);
  if (!std::exchange(first, false)) out += ',';
  if (step->field != nullptr) append_json_string(out, step->field->response_key);
  else append_json_number(out, std::int64_t{step->index});
}

constexpr std::uint32_t kNoObject = ~0u;

// All instances of one framed field in this request.
struct Frame {
  struct Child {
    std::uint32_t object = kNoObject;         // index in PlanSelection::objects
    std::uint32_t ordinal = 0;                // among the instances of that object at this place
    const void* p = nullptr;                  // as the concrete type
  };
  std::optional<BatchState> state;            // one slot per parent
  std::vector<std::uint32_t> first_child;     // per parent; only if something below has a frame
  std::vector<Child> children;
  std::vector<std::vector<const void*>> parents_below;   // per concrete type: the parents of the next level
};

struct CoercedArguments {
  bool is_done = false;
  std::span<const InputEntry> values;
  std::optional<ArgumentError> error;
};

class Execution final : private Out::Errors {
 public:
  Execution(const ExecuteInput& input, Ctx& ctx, Arena& arena, std::string& body)
      : in_(input), ctx_(ctx), arena_(arena), body_(body), out_(body, kNoShape, *this), frames_(input.plan.frames), arguments_(input.plan.arguments_slots) {}

  Task<Executed> run() {
    const std::size_t start = body_.size();
    body_ += "{\"data\":";
    bool ok = false;
    if (in_.plan.kind == OperationKind::kMutation) {
      ok = co_await mutation();
    } else {
      Ready ready;
      gather(*in_.plan.root, {kRoots, 1}, ready);
      co_await run_all(std::move(ready));
      ok = object(*in_.plan.root, nullptr, 0);
    }
    if (aborted_) too_large(start);
    else if (!ok) body_ += "null";
    body_ += '}';
    if (errors_ != 0) {
      finish_errors();
      body_.insert(start + 1, error_bytes_);  // errors come first, where a person sees them
    }
    co_return Executed{.data_is_null = !ok, .errors = errors_};
  }

 private:
  using Ready = std::vector<const PlanField*>;

  // ---- phase 1: what waits ----

  // Opens the frames of an object's fields for these parents; batch fields that may start now are added to `ready`.
  void gather(const PlanObject& object, std::span<const void* const> parents, Ready& ready) {
    for (const auto* f : object.framed) gather_field(*f, parents, ready);
  }

  void gather_field(const PlanField& f, std::span<const void* const> parents, Ready& ready) {
    Frame& frame = frames_[f.frame];
    frame.state.emplace(parents, arguments(f), ctx_);
    if (arguments_error(f) != nullptr) return;             // reported for each parent when it is written
    if (f.is_batch()) {
      ready.push_back(&f);
      return;
    }
    for (std::size_t i = 0; i < parents.size(); ++i) read_into_slot(f, parents[i], i, *frame.state);
    descend(f, ready);
  }

  void read_into_slot(const PlanField& f, const void* parent, std::size_t i, BatchState& state) {
    try {
      if (f.kind == PlanField::Kind::kList) {
        f.binding->list(f.binding->fn, parent, state.args(), ctx_, state.set_list(i));
        state.settle_list(i);
        return;
      }
      std::optional<Error> error;
      const void* p = f.binding->object(f.binding->fn, parent, state.args(), ctx_, error);
      if (error) state.fail(i, std::move(*error));
      else state.set_object(i, p);
    } catch (const std::exception& e) {
      state.fail(i, Error{Code::kInternal, e.what()});
    }
  }

  // The field has its answers: opens the frames below them.
  void descend(const PlanField& f, Ready& ready) {
    if (f.below == nullptr || !f.below->has_frames) return;
    Frame& frame = frames_[f.frame];
    frame.parents_below.resize(f.below->objects.size());
    for (const auto& slot : frame.state->slots()) {
      frame.first_child.push_back(static_cast<std::uint32_t>(frame.children.size()));
      if (slot.kind == BatchState::Kind::kObject) add_child(f, frame, slot.p);
      if (slot.kind != BatchState::Kind::kList) continue;
      for (const void* p : frame.state->list(slot).items())
        if (is_object(p)) add_child(f, frame, p);
    }
    for (std::size_t i = 0; i < f.below->objects.size(); ++i)
      if (!frame.parents_below[i].empty()) gather(f.below->objects[i], frame.parents_below[i], ready);
  }

  static bool is_object(const void* p) { return p != nullptr && !ObjectList::is_begin(p) && !ObjectList::is_end(p); }

  void add_child(const PlanField& f, Frame& frame, const void* p) {
    Frame::Child child;
    child.object = concrete(*f.below, p);
    if (child.object != kNoObject) {
      auto& parents = frame.parents_below[child.object];
      child.ordinal = static_cast<std::uint32_t>(parents.size());
      parents.push_back(p);
    }
    child.p = p;
    frame.children.push_back(child);
  }

  // One field is awaited in place.
  Task<void> run_all(Ready ready) { return ready.size() == 1 ? run_batch(*ready.front()) : run_several(std::move(ready)); }

  Task<void> run_several(Ready ready) {
    if (ready.empty()) co_return;
    const auto executor = co_await asio::this_coro::executor;
    // The fields refer to this execution: it waits for them even if it is cancelled itself. They end at their deadline.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    Join join{.left = ready.size(), .done = asio::steady_timer(executor, asio::steady_timer::time_point::max())};
    for (const auto* f : ready) {
      auto on_end = [&join](std::exception_ptr failure) {
        if (failure) join.failure = failure;
        if (--join.left == 0) join.done.cancel();
      };
      asio::co_spawn(executor, run_batch(*f), std::move(on_end));
    }
    while (join.left != 0) {
      boost::system::error_code cancelled;
      co_await join.done.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    if (join.failure) std::rethrow_exception(join.failure);
  }

  struct Join {
    std::size_t left = 0;
    asio::steady_timer done;
    std::exception_ptr failure = {};
  };

  Task<void> run_batch(const PlanField& f) {
    BatchState& state = *frames_[f.frame].state;
    if (ctx_.deadline().passed()) {
      state.fail_rest(Error{Code::kDeadlineExceeded, "The request took too long. Ask for less, or try again."});
    } else {
      try {
        co_await f.binding->batch(f.binding->fn, ctx_, state);
      } catch (const std::exception& e) {
        state.fail_rest(Error{Code::kInternal, e.what()});
      }
    }
    Ready ready;
    descend(f, ready);
    if (!ready.empty()) co_await run_all(std::move(ready));
  }

  Task<bool> mutation() {
    body_ += '{';
    const std::size_t start = body_.size();
    for (const auto& f : in_.plan.root->fields) {
      Ready ready;
      if (f.frame != kNoFrame) gather_field(f, {kRoots, 1}, ready);
      co_await run_all(std::move(ready));
      if (!entry(f, nullptr, 0)) {
        body_.resize(start - 1);
        co_return false;                      // what comes after a failed non-null field is not run
      }
    }
    close_object();
    co_return true;
  }

  // ---- phase 2: the bytes ----
  // Every function below writes one value and returns true, or writes nothing and returns false: the value is null where
  // that is forbidden, the error is on record, and the caller's value is null in turn.

  bool object(const PlanObject& o, const void* p, std::uint32_t ordinal) {
    if (body_.size() > in_.limits.response_bytes_max) aborted_ = true;
    if (aborted_) return false;
    const std::size_t start = body_.size();
    body_ += '{';
    for (const auto& f : o.fields) {
      if (!entry(f, p, ordinal)) {
        body_.resize(start);
        return false;
      }
    }
    close_object();
    return true;
  }

  bool entry(const PlanField& f, const void* p, std::uint32_t ordinal) {
    body_ += f.key;
    if (!field(f, p, ordinal)) return false;
    body_ += ',';
    return true;
  }

  void close_object() {
    if (body_.back() == ',') body_.back() = '}';
    else body_ += '}';                        // everything was skipped
  }

  bool field(const PlanField& f, const void* p, std::uint32_t ordinal) {
    const std::size_t start = body_.size();
    const Step* const here = path_;
    try {
      switch (f.kind) {
        case PlanField::Kind::kTypename: return true;
        case PlanField::Kind::kLeaf: return leaf(f, p);
        case PlanField::Kind::kObject: return f.frame == kNoFrame ? object_field(f, p) : framed_field(f, ordinal);
        case PlanField::Kind::kList: return f.frame == kNoFrame ? list_field(f, p) : framed_field(f, ordinal);
        default: return framed_field(f, ordinal);
      }
    } catch (const std::exception& e) {
      body_.resize(start);
      path_ = here;
      return failed(f, Error{Code::kInternal, e.what()});
    }
  }

  bool leaf(const PlanField& f, const void* p) {
    const Args args = arguments(f);
    if (const auto* bad = arguments_error(f)) return failed_arguments(f, *bad);
    leaf_ = &f;
    out_.reset(f.shape);
    f.binding->leaf(f.binding->fn, p, args, ctx_, out_);
    return out_.finish();
  }

  bool object_field(const PlanField& f, const void* p) {
    const Args args = arguments(f);
    if (const auto* bad = arguments_error(f)) return failed_arguments(f, *bad);
    std::optional<Error> error;
    const void* value = f.binding->object(f.binding->fn, p, args, ctx_, error);
    if (error) return failed(f, std::move(*error));
    const Step step{path_, &f};
    path_ = &step;
    const bool ok = item(f, value, 0, nullptr);
    path_ = step.up;
    return ok;
  }

  bool list_field(const PlanField& f, const void* p) {
    const Args args = arguments(f);
    if (const auto* bad = arguments_error(f)) return failed_arguments(f, *bad);
    ObjectList list = take_list();
    f.binding->list(f.binding->fn, p, args, ctx_, list);
    if (list.failed()) return failed(f, std::move(list.error()));
    const bool ok = whole_list(f, list, nullptr);
    spare_.push_back(std::move(list));
    return ok;
  }

  bool framed_field(const PlanField& f, std::uint32_t ordinal) {
    if (const auto* bad = arguments_error(f)) return failed_arguments(f, *bad);
    Frame& frame = frames_[f.frame];
    const auto& slot = frame.state->slots()[ordinal];
    const Frame::Child* child = frame.first_child.empty() ? nullptr : frame.children.data() + frame.first_child[ordinal];
    switch (slot.kind) {
      case BatchState::Kind::kError: return failed(f, frame.state->error(slot));
      case BatchState::Kind::kNull: return null_field(f);
      case BatchState::Kind::kLeaf:
        leaf_ = &f;
        out_.reset(f.shape);
        slot.write(slot.p, out_);
        return out_.finish();
      case BatchState::Kind::kList: return whole_list(f, frame.state->list(slot), child);
      case BatchState::Kind::kObject: break;
    }
    const Step step{path_, &f};
    path_ = &step;
    const bool ok = item(f, slot.p, 0, child);
    path_ = step.up;
    return ok;
  }

  bool whole_list(const PlanField& f, ObjectList& list, const Frame::Child* child) {
    if (list.is_null()) return null_field(f);
    const Step step{path_, &f};
    path_ = &step;
    ListCursor cursor{list.items(), 0, child};
    const bool ok = items(f, cursor, 0);
    path_ = step.up;
    return ok;
  }

  struct ListCursor {
    const std::vector<const void*>& items;
    std::size_t at = 0;
    const Frame::Child* child = nullptr;      // of the next object; null: nothing below has a frame
    bool at_end() const { return at == items.size() || ObjectList::is_end(items[at]); }
  };

  // One list, up to its end.
  bool items(const PlanField& f, ListCursor& cursor, std::uint8_t level) {
    const std::size_t start = body_.size();
    body_ += '[';
    Step step{path_, nullptr};
    path_ = &step;
    bool ok = true;
    for (; ok && !cursor.at_end(); ++step.index) {
      ok = next_item(f, cursor, static_cast<std::uint8_t>(level + 1));
      body_ += ',';
    }
    path_ = step.up;
    if (ok) {
      if (body_.back() == ',') body_.back() = ']';
      else body_ += ']';
      return true;
    }
    skip_rest(cursor);
    body_.resize(start);
    return null_instead(f, level);
  }

  bool next_item(const PlanField& f, ListCursor& cursor, std::uint8_t level) {
    const void* p = cursor.items[cursor.at++];
    if (ObjectList::is_begin(p)) {
      const bool ok = items(f, cursor, level);
      ++cursor.at;                            // the end
      return ok;
    }
    if (p == nullptr) return null_item(f, level);
    if (level != f.list_depth) return bad_shape(f, level);
    return item(f, p, level, cursor.child == nullptr ? nullptr : cursor.child++);
  }

  // To the end of the list the cursor is in, passing the frames' children too.
  static void skip_rest(ListCursor& cursor) {
    for (std::size_t depth = 0; cursor.at < cursor.items.size(); ++cursor.at) {
      const void* p = cursor.items[cursor.at];
      if (ObjectList::is_begin(p)) ++depth;
      else if (ObjectList::is_end(p) && depth-- == 0) return;
      else if (is_object(p) && cursor.child != nullptr) ++cursor.child;
    }
  }

  // One object (or null) at a level of the field's type.
  bool item(const PlanField& f, const void* p, std::uint8_t level, const Frame::Child* child) {
    if (p == nullptr) return null_item(f, level);
    const std::uint32_t which = child != nullptr ? child->object : concrete(*f.below, p);
    if (child != nullptr) p = child->p;       // as the concrete type
    if (which == kNoObject) {
      add_error(Error{Code::kInternal, "No concrete type for a value of " + f.below->type->name + "."}, f, path_, {});
      return null_instead(f, level);
    }
    if (object(f.below->objects[which], p, child != nullptr ? child->ordinal : 0)) return true;
    return null_instead(f, level);
  }

  // Which concrete type; p becomes the pointer of that type.
  std::uint32_t concrete(const PlanSelection& selection, const void*& p) const {
    if (selection.abstract == nullptr) return 0;
    const Concrete c = selection.abstract->resolve(selection.abstract->resolve_fn, p);
    if (c.object == nullptr) return kNoObject;
    for (std::uint32_t i = 0; i < selection.objects.size(); ++i) {
      const auto& o = selection.objects[i];
      if (o.type->name != c.type) continue;
      if (*o.object_type != *c.object_type) return kNoObject;
      p = c.object;
      return i;
    }
    return kNoObject;
  }

  bool null_instead(const PlanField& f, std::uint8_t level) {
    if (aborted_ || ((f.non_null >> level) & 1)) return false;
    body_ += "null";
    return true;
  }
  bool null_item(const PlanField& f, std::uint8_t level) {
    if ((f.non_null >> level) & 1) report_null(f, path_, {});
    return null_instead(f, level);
  }
  bool null_field(const PlanField& f) {
    const std::uint8_t non_null = f.below != nullptr ? f.non_null : f.shape.non_null;
    if (non_null & 1) {
      const Step step{path_, &f};
      report_null(f, &step, {});
      return false;
    }
    body_ += "null";
    return true;
  }
  bool failed(const PlanField& f, const Error& error) {
    const Step step{path_, &f};
    add_error(error, f, &step, {});
    return null_instead(f, 0);
  }
  bool bad_shape(const PlanField& f, std::uint8_t level) {
    add_error(Error{Code::kInternal, "A resolver answered a list of another depth."}, f, path_, {});
    return null_instead(f, level);
  }
  bool failed_arguments(const PlanField& f, const ArgumentError& error) {
    const Step step{path_, &f};
    const SourceLocation location = in_.document.locate(error.offset);
    write_error(error.message, kBadUserInput, {}, {&location, 1}, &step, {});
    return null_instead(f, 0);
  }

  // ---- arguments ----

  Args arguments(const PlanField& f) {
    if (f.arguments.empty()) return {f.constant_arguments, &f};
    auto& slot = arguments_[f.arguments_slot];
    if (!slot.is_done) {
      slot.is_done = true;
      auto values = coerce_arguments(f.arguments, f.offsets.front(), in_.variables, arena_);
      if (values) slot.values = *values;
      else slot.error = std::move(values.error());
    }
    return {slot.values, &f};
  }
  const ArgumentError* arguments_error(const PlanField& f) const {
    if (f.arguments.empty()) return nullptr;
    const auto& error = arguments_[f.arguments_slot].error;
    return error ? &*error : nullptr;
  }

  // ---- errors ----

  void value_error(Error error, std::span<const std::uint32_t> indices) override {
    const Step step{path_, leaf_};
    add_error(error, *leaf_, &step, indices);
  }
  void null_error(std::span<const std::uint32_t> indices) override {
    const Step step{path_, leaf_};
    report_null(*leaf_, &step, indices);
  }

  void report_null(const PlanField& f, const Step* path, std::span<const std::uint32_t> indices) {
    const auto locations = locations_of(f);
    write_error("Cannot return null for non-nullable field " + f.parent->name + "." + f.field->name + ".", "INTERNAL_SERVER_ERROR", {}, locations, path, indices);
  }

  void add_error(const Error& error, const PlanField& f, const Step* path, std::span<const std::uint32_t> indices) {
    const auto locations = locations_of(f);
    if (!in_.policy.is_internal(error)) return write_error(error.message, in_.policy.code(error), error.reason, locations, path, indices);
    log::error("graphql resolver failed", {{"field", f.parent->name + "." + f.field->name}, {"code", code_name(error.code)}, {"error", error.message}, {"request_id", ctx_.request_id()}});
    std::string message = "Internal error.";
    if (!ctx_.request_id().empty()) message += " If it stays, report the request id " + std::string(ctx_.request_id()) + ".";
    write_error(message, in_.policy.code(error), {}, locations, path, indices);
  }

  std::vector<SourceLocation> locations_of(const PlanField& f) const {
    std::vector<SourceLocation> locations;
    for (const auto offset : f.offsets) locations.push_back(in_.document.locate(offset));
    return locations;
  }

  void write_error(std::string_view message, std::string_view code, std::string_view reason, std::span<const SourceLocation> locations, const Step* path,
                   std::span<const std::uint32_t> indices) {
    if (++errors_ > in_.limits.errors_max) return;
    auto& out = error_bytes_;
    out += out.empty() ? "\"errors\":[{\"message\":" : ",{\"message\":";
    append_json_string(out, message);
    out += ",\"locations\":[";
    for (const auto& l : locations) {
      if (out.back() != '[') out += ',';
      out += "{\"line\":" + std::to_string(l.line) + ",\"column\":" + std::to_string(l.column) + "}";
    }
    out += "],\"path\":[";
    bool first = true;
    append_path(out, path, first);
    for (const auto i : indices) out += "," + std::to_string(i);
    out += "],\"extensions\":{\"code\":";
    append_json_string(out, code);
    if (!reason.empty()) {
      out += ",\"reason\":";
      append_json_string(out, reason);
    }
    out += "}}";
  }

  void finish_errors() {
    if (errors_ > in_.limits.errors_max)
      error_bytes_ += ",{\"message\":\"" + std::to_string(errors_ - in_.limits.errors_max) + " more errors are not shown.\",\"extensions\":{\"code\":\"TOO_MANY_ERRORS\"}}";
    error_bytes_ += "],";
  }

  void too_large(std::size_t start) {
    body_.resize(start);
    body_ += "{\"data\":null";
    error_bytes_.clear();
    errors_ = 1;
    error_bytes_ = "\"errors\":[";
    append_error(error_bytes_, GraphqlError{.message = "The response is larger than " + std::to_string(in_.limits.response_bytes_max) + " bytes. Ask for less.", .code = "RESPONSE_TOO_LARGE"});
  }

  ObjectList take_list() {
    if (spare_.empty()) return {};
    ObjectList list = std::move(spare_.back());
    spare_.pop_back();
    list.clear();
    return list;
  }

  static constexpr LeafShape kNoShape{};
  static constexpr char kRootObject = 0;
  static constexpr const void* kRoots[1] = {&kRootObject};

  const ExecuteInput& in_;
  Ctx& ctx_;
  Arena& arena_;
  std::string& body_;
  Out out_;
  std::vector<Frame> frames_;                 // by PlanField::frame
  std::vector<CoercedArguments> arguments_;   // by PlanField::arguments_slot
  std::vector<ObjectList> spare_;             // lists to use again
  const Step* path_ = nullptr;
  const PlanField* leaf_ = nullptr;           // the leaf being written
  std::string error_bytes_;
  std::size_t errors_ = 0;
  bool aborted_ = false;
};

std::string_view default_code(const Error& error) {
  switch (error.code) {
    case Code::kInvalidArgument:
    case Code::kOutOfRange:
    case Code::kFailedPrecondition: return kBadUserInput;
    case Code::kPermissionDenied: return "FORBIDDEN";
    case Code::kInternal:
    case Code::kUnknown:
    case Code::kDataLoss: return "INTERNAL_SERVER_ERROR";
    default: return code_name(error.code);
  }
}

bool default_is_internal(const Error& error) { return error.code == Code::kInternal || error.code == Code::kUnknown || error.code == Code::kDataLoss; }

}  // namespace

const ErrorPolicy& default_error_policy() {
  static constexpr ErrorPolicy kPolicy{&default_code, &default_is_internal};
  return kPolicy;
}

Task<Executed> execute(const ExecuteInput& input, Ctx& ctx, Arena& arena, std::string& body) {
  Execution execution(input, ctx, arena, body);
  const Executed done = co_await execution.run();
  co_return done;
}

void append_error(std::string& out, const GraphqlError& error) {
  out += "{\"message\":";
  append_json_string(out, error.message);
  if (!error.locations.empty()) {
    out += ",\"locations\":[";
    for (const auto& l : error.locations) {
      if (out.back() != '[') out += ',';
      out += "{\"line\":" + std::to_string(l.line) + ",\"column\":" + std::to_string(l.column) + "}";
    }
    out += ']';
  }
  if (!error.path.empty()) {
    out += ",\"path\":[";
    for (const auto& step : error.path) {
      if (out.back() != '[') out += ',';
      if (const auto* key = std::get_if<std::string>(&step)) append_json_string(out, *key);
      else append_json_number(out, std::get<std::int64_t>(step));
    }
    out += ']';
  }
  if (!error.code.empty()) {
    out += ",\"extensions\":{\"code\":";
    append_json_string(out, error.code);
    out += '}';
  }
  out += '}';
}

std::string request_error_body(std::span<const GraphqlError> errors) {
  std::string out = "{\"errors\":[";
  for (const auto& e : errors) {
    if (out.back() != '[') out += ',';
    append_error(out, e);
  }
  out += "]}";
  return out;
}

}  // namespace jm::graphql
