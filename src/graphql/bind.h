// How C++ answers the fields of a schema. Written once at start-up; check() then compares every field of the schema with
// what was bound, and a process with any difference refuses to start.
//
//   Bindings b(schema);
//   b.query("me", [](Ctx& ctx, Args args) -> Task<Result<std::shared_ptr<const User>>> { ... });
//   b.mutation("rate", [](Ctx& ctx, Args args) -> Task<Result<std::shared_ptr<const Card>>> { ... });
//   b.object<User>("User")
//       .field("email", &User::email)                                        // a getter or a member
//       .field("age", [](const User& u) { return u.age; })                   // a leaf: string, bool, number, optional, range
//       .field("avatar", [](const User& u, Args args, Out& out) { ... })     // or written by hand
//       .field("company", [](const User& u) { return u.company.get(); })     // an object: pointer (null = null), reference
//       .field("cards", &User::cards)                                        // a list of objects: any range of them
//       .batch("profile", [](Ctx& ctx, Batch<User, std::shared_ptr<const Profile>> batch) -> Task<Result<void>> { ... });
//
// Two sorts of field. A *sync* field reads what is already in memory; its function takes (const T&), (const T&, Args) or
// (const T&, Args, Ctx&), in each case with Out& last if it writes its leaf itself, and may return Result<>. A field that
// must wait is a *batch* field: called once with ALL the parents of its place in the query, so a list can never cause one
// call per item. Fields of the query and mutation roots have one parent and may wait by themselves.
//
// Objects are passed as pointers: what a function returns by pointer or reference must live until the response is written.
// shared_ptr answers are kept alive by the request; ctx.keep() does so for anything else. Functions must not have state
// that changes; capturing lambdas are fine except for coroutines (house rule).
//
// A C++ type is named once per GraphQL type by object<T>() or abstract<T>(); check() also verifies that every object field
// yields the very C++ type that its GraphQL type was bound to, so the pointers inside are as typed as the schema.
#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "async/async.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "graphql/input.h"
#include "graphql/schema.h"
#include "graphql/writer.h"

namespace jm::graphql {

// ---- what resolvers receive ----

// One request in execution. Lives until its response has been written.
class Ctx {
 public:
  struct Options {
    void* user = nullptr;                       // the application's own context (who is calling)
    Deadline deadline = Deadline::never();      // resolvers pass it on; nothing is started after it
    std::string_view request_id = {};           // named in masked errors
    std::span<const Upload> uploads = {};
  };
  explicit Ctx(Options options) : options_(options) {}
  Ctx(const Ctx&) = delete;

  template <class T>
  T& user() const { return *static_cast<T*>(options_.user); }
  Deadline deadline() const { return options_.deadline; }
  std::string_view request_id() const { return options_.request_id; }

  // The file behind an Upload argument; null if the value is absent or null.
  const Upload* upload(Input value) const {
    return value.kind() == Input::Kind::kUpload && value.upload_index() < options_.uploads.size() ? &options_.uploads[value.upload_index()] : nullptr;
  }

  // Keeps something alive until the response is written.
  void keep(std::shared_ptr<const void> owner) { if (owner) owners_.push_back(std::move(owner)); }
  template <class T>
  const T* keep_value(T value) {
    auto p = std::make_shared<const T>(std::move(value));
    const T* raw = p.get();
    owners_.push_back(std::move(p));
    return raw;
  }

 private:
  Options options_;
  std::vector<std::shared_ptr<const void>> owners_;
};

// Objects of one type and what keeps them alive; for resolvers that load many rows at once.
template <class T>
struct List {
  std::vector<const T*> items;                  // nullptr: a null item
  std::shared_ptr<const void> owner;

  // All elements of `range`, a part of *owner.
  template <class Owner, std::ranges::input_range Range>
  static List of(std::shared_ptr<Owner> owner, const Range& range) {
    List list;
    if constexpr (std::ranges::sized_range<const Range>) list.items.reserve(std::ranges::size(range));
    for (const T& item : range) list.items.push_back(&item);
    list.owner = std::move(owner);
    return list;
  }
};

// Valid JSON text, for custom scalars.
struct Json {
  std::string text;
};

// ---- what functions may return ----

namespace detail {

template <class T> struct IsResult : std::false_type {};
template <class T> struct IsResult<Result<T>> : std::true_type { using Value = T; };
template <class T> struct IsOptional : std::false_type {};
template <class T> struct IsOptional<std::optional<T>> : std::true_type { using Value = T; };
template <class T> struct IsSmart : std::false_type {};
template <class T> struct IsSmart<std::shared_ptr<T>> : std::true_type { using Value = std::remove_const_t<T>; };
template <class T, class D> struct IsSmart<std::unique_ptr<T, D>> : std::true_type { using Value = std::remove_const_t<T>; };
template <class T> struct IsList : std::false_type {};
template <class T> struct IsList<List<T>> : std::true_type { using Value = T; };
template <class T> struct IsTask : std::false_type {};
template <class T> struct IsTask<Task<T>> : std::true_type { using Value = T; };

template <class T> concept Text = std::convertible_to<const T&, std::string_view>;
template <class T> concept Scalar = Text<T> || std::is_arithmetic_v<T> || std::same_as<T, Json> || std::same_as<T, Uuid> || std::same_as<T, Time>;

template <class T>
constexpr bool is_leaf() {
  if constexpr (Scalar<T>) return true;
  else if constexpr (IsOptional<T>::value) return is_leaf<typename IsOptional<T>::Value>();
  else if constexpr (std::is_pointer_v<T> || IsSmart<T>::value || IsList<T>::value) return false;
  else if constexpr (std::ranges::input_range<const T>) return is_leaf<std::remove_cvref_t<std::ranges::range_reference_t<const T>>>();
  else return false;
}

template <class T>
void write_leaf(Out& out, const T& value) {
  if constexpr (Text<T>) out.string(value);
  else if constexpr (std::same_as<T, bool>) out.boolean(value);
  else if constexpr (std::is_floating_point_v<T>) out.float64(value);
  else if constexpr (std::is_arithmetic_v<T>) out.int32(static_cast<std::int64_t>(value));
  else if constexpr (std::same_as<T, Json>) out.json(value.text);
  else if constexpr (std::same_as<T, Uuid>) out.string(value.str());
  else if constexpr (std::same_as<T, Time>) out.string(to_iso(value));
  else if constexpr (IsOptional<T>::value) value ? write_leaf(out, *value) : out.null();
  else {
    out.begin_list();
    for (const auto& item : value) write_leaf(out, item);
    out.end_list();
  }
}

// The C++ class of the object(s) in an answer: const U*, U (by reference), shared_ptr<const U>, List<U>, ranges of those.
template <class T>
struct ObjectOf {
  static auto probe() {
    if constexpr (std::is_pointer_v<T>) return std::type_identity<std::remove_const_t<std::remove_pointer_t<T>>>{};
    else if constexpr (IsSmart<T>::value) return std::type_identity<typename IsSmart<T>::Value>{};
    else if constexpr (IsList<T>::value) return std::type_identity<typename IsList<T>::Value>{};
    else if constexpr (IsOptional<T>::value) return std::type_identity<typename ObjectOf<typename IsOptional<T>::Value>::type>{};
    else if constexpr (std::ranges::input_range<const T>) return std::type_identity<typename ObjectOf<std::remove_cvref_t<std::ranges::range_reference_t<const T>>>::type>{};
    else return std::type_identity<T>{};
  }
  using type = typename decltype(probe())::type;
};

template <class T>
constexpr bool is_object_list() {
  if constexpr (is_leaf<T>() || std::is_pointer_v<T> || IsSmart<T>::value) return false;
  else if constexpr (IsList<T>::value) return true;
  else if constexpr (IsOptional<T>::value) return is_object_list<typename IsOptional<T>::Value>();
  else return std::ranges::input_range<const T>;
}

template <class T>
void collect(ObjectList& list, Ctx& ctx, const T& item, bool outermost = true) {
  if constexpr (std::is_pointer_v<T>) list.add(item);
  else if constexpr (IsSmart<T>::value) {
    if constexpr (std::copyable<T>) ctx.keep(item);
    list.add(item.get());
  } else if constexpr (IsList<T>::value) {
    ctx.keep(item.owner);
    for (const auto* p : item.items) list.add(p);
  } else if constexpr (IsOptional<T>::value) {
    if (item) collect(list, ctx, *item, outermost);
    else outermost ? list.null() : list.add(nullptr);
  } else if constexpr (std::ranges::input_range<const T>) {
    if (!outermost) list.begin();
    for (auto&& inner : item) collect(list, ctx, inner, false);
    if (!outermost) list.end();
  } else {
    list.add(&item);
  }
}

}  // namespace detail

// ---- batches ----

// One slot per parent, filled by a batch field's function (type-erased; Batch below is what functions see).
class BatchState {
 public:
  using LeafWriter = void (*)(const void* value, Out& out);
  enum class Kind : std::uint8_t { kNull, kError, kObject, kList, kLeaf };
  struct Slot {
    Kind kind = Kind::kNull;
    bool is_set = false;
    const void* p = nullptr;                    // object, or the kept leaf value
    std::uint32_t extra = 0;                    // index into lists_ or errors_
    LeafWriter write = nullptr;
  };

  BatchState(std::span<const void* const> parents, Args args, Ctx& ctx) : parents_(parents), args_(args), ctx_(ctx), slots_(parents.size()) {}
  BatchState(const BatchState&) = delete;

  std::span<const void* const> parents() const { return parents_; }
  Args args() const { return args_; }
  Ctx& ctx() const { return ctx_; }
  const std::vector<Slot>& slots() const { return slots_; }
  ObjectList& list(const Slot& slot) { return lists_[slot.extra]; }
  const Error& error(const Slot& slot) const { return errors_[slot.extra]; }

  void fail(std::size_t i, Error error) {
    slots_[i] = {Kind::kError, true, nullptr, static_cast<std::uint32_t>(errors_.size()), nullptr};
    errors_.push_back(std::move(error));
  }
  // The whole call failed: every slot that has no answer yet gets this error.
  void fail_rest(const Error& error) {
    for (std::size_t i = 0; i < slots_.size(); ++i) if (!slots_[i].is_set) fail(i, error);
  }

  // For the executor: the answer of a field that does not wait but leads to one that does.
  void set_object(std::size_t i, const void* p) { set_object(slots_[i], p); }
  ObjectList& set_list(std::size_t i) {
    slots_[i] = {Kind::kList, true, nullptr, static_cast<std::uint32_t>(lists_.size()), nullptr};
    return lists_.emplace_back();
  }
  void settle_list(std::size_t i) {               // after set_list's list has been filled
    ObjectList& list = lists_[slots_[i].extra];
    if (list.failed()) fail(i, std::move(list.error()));
    else if (list.is_null()) slots_[i].kind = Kind::kNull;
  }

  template <class V>
  void set(std::size_t i, V value) {
    Slot& slot = slots_[i];
    slot.is_set = true;
    if constexpr (detail::IsResult<V>::value) {
      if (value) set(i, std::move(*value));
      else fail(i, std::move(value.error()));
    } else if constexpr (detail::is_leaf<V>()) {
      slot.kind = Kind::kLeaf;
      slot.p = keep_leaf(i, std::move(value));
      slot.write = [](const void* p, Out& out) { detail::write_leaf(out, *static_cast<const V*>(p)); };
    } else if constexpr (detail::is_object_list<V>()) {
      slot.kind = Kind::kList;
      slot.extra = static_cast<std::uint32_t>(lists_.size());
      lists_.emplace_back();
      collect_kept(lists_.back(), std::move(value));
      if (lists_.back().is_null()) slot.kind = Kind::kNull;
    } else if constexpr (std::is_pointer_v<V>) {
      set_object(slot, value);
    } else if constexpr (detail::IsSmart<V>::value) {
      set_object(slot, value.get());
      ctx_.keep(std::shared_ptr<const typename detail::IsSmart<V>::Value>(std::move(value)));
    } else if constexpr (detail::IsOptional<V>::value) {
      if (value) set(i, std::move(*value));
    } else {
      set_object(slot, ctx_.keep_value(std::move(value)));       // an object by value
    }
  }

 private:
  static void set_object(Slot& slot, const void* p) {
    slot.is_set = true;
    slot.p = p;
    slot.kind = p ? Kind::kObject : Kind::kNull;
  }
  // All leaf values of a batch are of one type and live in one array.
  template <class V>
  const V* keep_leaf(std::size_t i, V value) {
    if (!leaves_) leaves_ = std::make_shared<std::vector<std::optional<V>>>(slots_.size());
    return &static_cast<std::vector<std::optional<V>>*>(leaves_.get())->at(i).emplace(std::move(value));
  }
  template <class V>
  void collect_kept(ObjectList& list, V value) {
    if constexpr (detail::IsList<V>::value) {
      ctx_.keep(std::move(value.owner));
      for (const auto* p : value.items) list.add(p);
    } else {
      detail::collect(list, ctx_, *ctx_.keep_value(std::move(value)));
    }
  }

  std::span<const void* const> parents_;
  Args args_;
  Ctx& ctx_;
  std::vector<Slot> slots_;
  std::vector<ObjectList> lists_;
  std::vector<Error> errors_;
  std::shared_ptr<void> leaves_;
};

// All parents of one field in one request, and a place for each answer. A parent left unanswered is null.
// Value: std::string, std::optional<int>, const U*, std::shared_ptr<const U>, List<U>, std::vector<const U*>, ...
template <class Parent, class Value>
class Batch {
 public:
  explicit Batch(BatchState& state) : state_(&state) {}
  std::size_t size() const { return state_->parents().size(); }
  const Parent& parent(std::size_t i) const { return *static_cast<const Parent*>(state_->parents()[i]); }
  Args args() const { return state_->args(); }
  void set(std::size_t i, Value value) { state_->set(i, std::move(value)); }
  void fail(std::size_t i, Error error) { state_->fail(i, std::move(error)); }

 private:
  BatchState* state_;                           // lives as long as the request
};

// ---- what the executor calls ----

struct FieldBinding {
  enum class Kind : std::uint8_t { kUnbound, kLeaf, kObject, kList, kBatch };
  using Leaf = void (*)(const void* fn, const void* parent, const Args&, Ctx&, Out&);
  using Object = const void* (*)(const void* fn, const void* parent, const Args&, Ctx&, std::optional<Error>&);
  using Objects = void (*)(const void* fn, const void* parent, const Args&, Ctx&, ObjectList&);
  using Waiting = Task<void> (*)(const void* fn, Ctx& ctx, BatchState& state);

  Kind kind = Kind::kUnbound;
  bool answers_list = false;                    // kBatch: objects in a list
  const void* fn = nullptr;
  union {
    Leaf leaf = nullptr;
    Object object;
    Objects list;
    Waiting batch;
  };
  const std::type_info* object_type = nullptr;  // C++ class of the object(s); null for leaves
};

// The object behind a value of an interface or union.
struct Concrete {
  std::string_view type;                        // name of the GraphQL object type
  const void* object = nullptr;
  const std::type_info* object_type = nullptr;
};
template <class T>
Concrete as(std::string_view type, const T* object) { return {type, object, &typeid(T)}; }

struct TypeBinding {
  std::vector<FieldBinding> fields;             // by Field::index
  std::vector<std::string_view> enum_names;     // enums
  const std::type_info* object_type = nullptr;
  const void* resolve_fn = nullptr;             // interfaces and unions
  Concrete (*resolve)(const void* fn, const void* object) = nullptr;
};

namespace detail {

template <class F, class T>
void call_leaf(const void* fn, const void* parent, const Args& args, Ctx& ctx, Out& out) {
  const auto& f = *static_cast<const F*>(fn);
  const auto& p = *static_cast<const T*>(parent);
  if constexpr (std::is_invocable_v<const F&, const T&, Args, Ctx&, Out&>) f(p, args, ctx, out);
  else if constexpr (std::is_invocable_v<const F&, const T&, Args, Out&>) f(p, args, out);
  else f(p, out);
}

// Calls f with as much of (parent, args, ctx) as it takes.
template <class F, class T>
decltype(auto) call_value(const F& f, const T& parent, const Args& args, Ctx& ctx) {
  if constexpr (std::is_invocable_v<const F&, const T&, Args, Ctx&>) return std::invoke(f, parent, args, ctx);
  else if constexpr (std::is_invocable_v<const F&, const T&, Args>) return std::invoke(f, parent, args);
  else return std::invoke(f, parent);
}

template <class F, class T>
concept WritesLeaf = std::is_invocable_v<const F&, const T&, Args, Ctx&, Out&> || std::is_invocable_v<const F&, const T&, Args, Out&> || std::is_invocable_v<const F&, const T&, Out&>;

template <class T> struct Unwrap { using type = T; };
template <class T> struct Unwrap<Result<T>> { using type = T; };

template <class F, class T>
void call_value_leaf(const void* fn, const void* parent, const Args& args, Ctx& ctx, Out& out) {
  decltype(auto) answer = call_value(*static_cast<const F*>(fn), *static_cast<const T*>(parent), args, ctx);
  if constexpr (IsResult<std::remove_cvref_t<decltype(answer)>>::value) answer ? write_leaf(out, *answer) : out.error(answer.error());
  else write_leaf(out, answer);
}

// The address of an object answer; whatever would die with the call is kept by the request.
template <class V>
const void* object_address(Ctx& ctx, V&& answer) {
  using Plain = std::remove_cvref_t<V>;
  if constexpr (std::is_pointer_v<Plain>) return answer;
  else if constexpr (IsSmart<Plain>::value) {
    const void* p = answer.get();
    if constexpr (!std::is_lvalue_reference_v<V>) ctx.keep(std::shared_ptr<const typename IsSmart<Plain>::Value>(std::forward<V>(answer)));
    return p;
  } else if constexpr (IsOptional<Plain>::value) {
    if (!answer) return nullptr;
    if constexpr (std::is_lvalue_reference_v<V>) return object_address(ctx, *answer);
    else return object_address(ctx, *std::move(answer));
  } else if constexpr (std::is_lvalue_reference_v<V>) {
    return &answer;
  } else {
    return ctx.keep_value(std::forward<V>(answer));
  }
}

template <class F, class T>
const void* call_object(const void* fn, const void* parent, const Args& args, Ctx& ctx, std::optional<Error>& error) {
  decltype(auto) answer = call_value(*static_cast<const F*>(fn), *static_cast<const T*>(parent), args, ctx);
  using Returned = decltype(answer);
  if constexpr (IsResult<std::remove_cvref_t<Returned>>::value) {
    if (answer) return object_address(ctx, std::move(*answer));
    error = std::move(answer.error());
    return nullptr;
  } else {
    return object_address(ctx, std::forward<Returned>(answer));
  }
}

template <class V>
void collect_objects(ObjectList& list, Ctx& ctx, V&& answer) {
  using Plain = std::remove_cvref_t<V>;
  // Elements of a temporary container would die with it; a view's elements live elsewhere.
  if constexpr (std::is_lvalue_reference_v<V> || IsList<Plain>::value || std::ranges::borrowed_range<Plain>) collect(list, ctx, answer);
  else collect(list, ctx, *ctx.keep_value(std::forward<V>(answer)));
}

template <class F, class T>
void call_objects(const void* fn, const void* parent, const Args& args, Ctx& ctx, ObjectList& list) {
  decltype(auto) answer = call_value(*static_cast<const F*>(fn), *static_cast<const T*>(parent), args, ctx);
  using Returned = decltype(answer);
  if constexpr (IsResult<std::remove_cvref_t<Returned>>::value) {
    if (answer) collect_objects(list, ctx, std::move(*answer));
    else list.fail(std::move(answer.error()));
  } else {
    collect_objects(list, ctx, std::forward<Returned>(answer));
  }
}

template <class> struct BatchTypes;
template <class F, class R, class P, class V> struct BatchTypes<R (F::*)(Ctx&, Batch<P, V>) const> { using Parent = P; using Value = V; };
template <class R, class P, class V> struct BatchTypes<R (*)(Ctx&, Batch<P, V>)> { using Parent = P; using Value = V; };
template <class F> struct BatchTypesOf : BatchTypes<decltype(&F::operator())> {};
template <class R, class P, class V> struct BatchTypesOf<R (*)(Ctx&, Batch<P, V>)> : BatchTypes<R (*)(Ctx&, Batch<P, V>)> {};

template <class F>
Task<void> call_batch(const void* fn, Ctx& ctx, BatchState& state) {
  using Types = BatchTypesOf<F>;
  const auto& f = *static_cast<const F*>(fn);
  Batch<typename Types::Parent, typename Types::Value> batch(state);
  Result<void> done = co_await f(ctx, batch);
  if (!done) state.fail_rest(done.error());
}

template <class F>
Task<void> call_root(const void* fn, Ctx& ctx, BatchState& state) {
  const auto& f = *static_cast<const F*>(fn);
  const Args args = state.args();
  using Answer = std::invoke_result_t<const F&, Ctx&, Args>;
  if constexpr (IsTask<Answer>::value) {
    auto answer = co_await f(ctx, args);
    state.set(0, std::move(answer));
  } else {
    state.set(0, f(ctx, args));
    co_return;
  }
}

template <class T>
void describe_answer(FieldBinding& binding) {
  if constexpr (IsResult<T>::value) describe_answer<typename IsResult<T>::Value>(binding);
  else if constexpr (!is_leaf<T>()) {
    binding.answers_list = is_object_list<T>();
    binding.object_type = &typeid(typename ObjectOf<T>::type);
  }
}

}  // namespace detail

// ---- writing them down ----

struct Root {};                                 // stands for the query and mutation objects

template <class T>
class ObjectBinder;

class Bindings {
 public:
  explicit Bindings(const Schema& schema);      // the schema must outlive the bindings
  Bindings(const Bindings&) = delete;
  ~Bindings();

  const Schema& schema() const { return schema_; }

  template <class T>
  ObjectBinder<T> object(std::string_view type_name) { return ObjectBinder<T>(*this, bind_type(type_name, typeid(T), false)); }

  // An interface or union; resolve: Concrete(const Base&), for example `return as("Job", item.job);`.
  template <class Base, class F>
  void abstract(std::string_view type_name, F resolve) {
    auto [type, binding] = bind_type(type_name, typeid(Base), true);
    if (binding == nullptr) return;
    binding->resolve_fn = keep(std::move(resolve));
    binding->resolve = [](const void* fn, const void* object) -> Concrete { return (*static_cast<const F*>(fn))(*static_cast<const Base*>(object)); };
  }

  // f: Task<Result<V>>(Ctx&, Args) or, where nothing waits, Result<V>(Ctx&, Args).
  template <class F>
  Bindings& query(std::string_view field, F f) { return root(OperationKind::kQuery, field, std::move(f)); }
  template <class F>
  Bindings& mutation(std::string_view field, F f) { return root(OperationKind::kMutation, field, std::move(f)); }

  // Every difference between the schema and what was bound, one line each; empty when the two fit.
  std::vector<std::string> check() const;

  const TypeBinding& of(const Type* type) const { return types_[type->index]; }
  const FieldBinding& of(const Field& field) const;    // __schema and __type included

 private:
  template <class T>
  friend class ObjectBinder;

  using Bound = std::pair<const Type*, TypeBinding*>;
  Bound bind_type(std::string_view name, const std::type_info& object_type, bool abstract);
  void bind_field(Bound type, std::string_view name, FieldBinding binding);
  template <class F>
  const void* keep(F f) {
    auto p = std::make_shared<const F>(std::move(f));
    const void* raw = p.get();
    functions_.push_back(std::move(p));
    return raw;
  }
  template <class F>
  Bindings& root(OperationKind kind, std::string_view field, F f) {
    using Answer = std::invoke_result_t<const F&, Ctx&, Args>;
    FieldBinding b;
    b.kind = FieldBinding::Kind::kBatch;
    if constexpr (detail::IsTask<Answer>::value) detail::describe_answer<typename detail::IsTask<Answer>::Value>(b);
    else detail::describe_answer<Answer>(b);
    b.fn = keep(std::move(f));
    b.batch = &detail::call_root<F>;
    bind_root(kind, field, b);
    return *this;
  }
  void bind_root(OperationKind kind, std::string_view field, FieldBinding binding);
  void bind_introspection();

  const Schema& schema_;
  std::vector<TypeBinding> types_;              // by Type::index
  FieldBinding schema_field_, type_field_;      // __schema, __type: bound by the engine itself
  std::vector<std::shared_ptr<const void>> functions_;
  std::vector<std::string> problems_;           // found while binding
};

template <class T>
class ObjectBinder {
 public:
  ObjectBinder(Bindings& bindings, Bindings::Bound type) : bindings_(bindings), type_(type) {}

  template <class F>
  ObjectBinder& field(std::string_view name, F f) {
    FieldBinding b;
    if constexpr (detail::WritesLeaf<F, T>) {
      b.kind = FieldBinding::Kind::kLeaf;
      b.leaf = &detail::call_leaf<F, T>;
    } else {
      using Returned = decltype(detail::call_value(std::declval<const F&>(), std::declval<const T&>(), std::declval<const Args&>(), std::declval<Ctx&>()));
      using V = typename detail::Unwrap<std::remove_cvref_t<Returned>>::type;
      detail::describe_answer<V>(b);
      if constexpr (detail::is_leaf<V>()) {
        b.kind = FieldBinding::Kind::kLeaf;
        b.leaf = &detail::call_value_leaf<F, T>;
      } else if constexpr (detail::is_object_list<V>()) {
        b.kind = FieldBinding::Kind::kList;
        b.list = &detail::call_objects<F, T>;
      } else {
        b.kind = FieldBinding::Kind::kObject;
        b.object = &detail::call_object<F, T>;
      }
    }
    b.fn = bindings_.keep(std::move(f));
    bindings_.bind_field(type_, name, b);
    return *this;
  }

  // f: Task<Result<void>>(Ctx&, Batch<T, Value>)
  template <class F>
  ObjectBinder& batch(std::string_view name, F f) {
    using Types = detail::BatchTypesOf<F>;
    static_assert(std::same_as<typename Types::Parent, T>, "Batch<Parent, ...> must name the type of this object");
    FieldBinding b;
    b.kind = FieldBinding::Kind::kBatch;
    detail::describe_answer<typename Types::Value>(b);
    b.fn = bindings_.keep(std::move(f));
    b.batch = &detail::call_batch<F>;
    bindings_.bind_field(type_, name, b);
    return *this;
  }

 private:
  Bindings& bindings_;
  Bindings::Bound type_;
};

}  // namespace jm::graphql
