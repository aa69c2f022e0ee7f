// The schema and data of the engine's own tests, benchmark, fuzz targets and audits: every kind of type, and a type (Faulty)
// whose fields go wrong in every way. tests/graphql_execution_oracle/resolvers.mjs is the same in JavaScript.
#pragma once
#include <boost/asio/post.hpp>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graphql/bind.h"
#include "graphql/engine.h"
#include "graphql/schema.h"

namespace jm::graphql::test {

inline constexpr std::string_view kSchema = R"graphql(
"Any JSON value."
scalar JSON
"A file of a multipart request."
scalar Upload @specifiedBy(url: "https://github.com/jaydenseric/graphql-multipart-request-spec")

enum Color { RED GREEN "Of the sea." BLUE @deprecated(reason: "Use GREEN.") }

"Whatever has an id."
interface Node { id: ID! }
interface Named implements Node { id: ID! name: String }

type Company implements Named & Node {
  id: ID!
  name: String
  "Its offers, first ones first."
  jobs(first: Int = 2): [Job!]!
  "Loaded in one call for all companies."
  lateJobs: [Job!]!
}

type Job implements Node {
  id: ID!
  title: String!
  status: String
  salary: Float
  remote: Boolean!
  views: Int!
  color: Color
  tags: [String!]!
  raw: JSON
  company: Company
  lateCompany: Company
  greet(name: String! = "you", times: Int = 1): String!
  similar: [[Job]]
}

union Hit = Job | Company

type Faulty {
  value: String
  valueNN: String!
  none: String
  noneNN: String!
  boom: String
  boomNN: String!
  hidden: String
  big: Int
  nan: Float
  badColor: Color
  strings: [String]
  stringsNN: [String!]
  stringsNNNN: [String!]!
  matrix: [[Int]]
  matrixNN: [[Int!]]
  matrixNNNN: [[Int!]!]
  child: Faulty
  childNN: Faulty!
  missing: Faulty
  missingNN: Faulty!
  children: [Faulty]
  childrenNN: [Faulty!]
  childrenNNNN: [Faulty!]!
  solid: [Faulty!]!
  nested: [[Faulty]]
  nestedNN: [[Faulty!]!]
  jagged: [[Faulty!]]
  late: String
  lateNone: String!
  lateBoom: String
  lateBoomNN: String!
  lateStrings: [String!]
  lateChild: Faulty
  lateChildNN: Faulty!
  lateChildren: [Faulty]
  lateChildrenNN: [Faulty!]
  lateSolid: [Faulty!]!
  node: Node
  hits: [Hit!]
}

input Point { x: Int! y: Int = 7 label: String }
input Shape { points: [Point!] tags: [String!]! = ["t"] inner: Shape color: Color = RED any: JSON }
input Choice @oneOf { id: ID name: String point: Point }

type Query {
  hello: String!
  jobs(first: Int = 20, color: Color): [Job!]!
  job(id: ID!): Job
  companies: [Company!]!
  node(id: ID!): Node
  named: [Named]
  search(text: String): [Hit!]
  faulty: Faulty
  faultyNN: Faulty!
  boomRoot: String
  echo(int: Int, float: Float, string: String, boolean: Boolean, id: ID, color: Color, point: Point, shape: Shape, choice: Choice, any: JSON,
       ints: [Int!], matrix: [[Int]], points: [Point!], required: Int! = 5, old: Int @deprecated): JSON
  login(password: String): String
}

type Mutation {
  add(n: Int!): Int!
  addLate(n: Int!): Counter!
  fail: Int
  failNN: Int!
  upload(file: Upload!): String!
  uploads(files: [Upload!]!): [String!]!
}

type Counter { value: Int! again: Counter late: Int! }
)graphql";

struct Company;
struct Job {
  int n = 0;
  std::string id, title, status;
  const Company* company = nullptr;
};
struct Company {
  int n = 0;
  std::string id, name;
  std::vector<const Job*> jobs;
};
struct Faulty {
  int n = 0;
};
struct Node {                                  // any of them, for interfaces and unions
  const Job* job = nullptr;
  const Company* company = nullptr;
};
struct Counter {
  int value = 0;
};

struct Data {
  std::vector<Company> companies;
  std::vector<Job> jobs;
  std::vector<Node> nodes;
  Faulty faulty;

  explicit Data(int job_count = 20) {
    for (int i = 0; i < 3; ++i) companies.push_back({i, "c" + std::to_string(i), "Company \"" + std::to_string(i) + "\" é", {}});
    jobs.reserve(static_cast<std::size_t>(job_count));
    for (int i = 0; i < job_count; ++i) {
      jobs.push_back({i, "j" + std::to_string(i), "Job number " + std::to_string(i), i % 2 ? "OPEN" : "CLOSED", i % 4 == 3 ? nullptr : &companies[static_cast<std::size_t>(i % 3)]});
    }
    for (auto& c : companies)
      for (const auto& j : jobs) if (j.company == &c) c.jobs.push_back(&j);
    for (std::size_t i = 0; i < jobs.size() && i < 2; ++i) nodes.push_back({&jobs[i], nullptr});
    for (const auto& c : companies) nodes.push_back({nullptr, &c});
  }
  const Job* job(std::string_view id) const {
    for (const auto& j : jobs) if (j.id == id) return &j;
    return nullptr;
  }
};

// One request's state; Ctx::user.
struct Caller {
  const Data* data = nullptr;
  int counter = 0;
  std::vector<std::string> calls = {};         // batch calls, "lateCompany(20)"
};

inline Task<void> pause() {
  co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
}

inline Concrete concrete(const Node& n) {
  if (n.job != nullptr) return as("Job", n.job);
  return as("Company", n.company);
}

inline Result<std::string> boom() { return fail(Code::kInvalidArgument, "boom"); }

template <class V>
auto late(const char* name, Result<V> (*answer)(const Faulty&)) {
  return [name, answer](Ctx& ctx, Batch<Faulty, Result<V>> batch) { return run_late<V>(ctx, batch, name, answer); };
}
template <class V>
Task<Result<void>> run_late(Ctx& ctx, Batch<Faulty, Result<V>> batch, const char* name, Result<V> (*answer)(const Faulty&)) {
  ctx.user<Caller>().calls.push_back(std::string(name) + "(" + std::to_string(batch.size()) + ")");
  co_await pause();
  for (std::size_t i = 0; i < batch.size(); ++i) batch.set(i, answer(batch.parent(i)));
  co_return Result<void>{};
}

using FaultyPtr = std::shared_ptr<const Faulty>;
using Faulties = std::vector<FaultyPtr>;
inline FaultyPtr faulty(int n) { return std::make_shared<const Faulty>(Faulty{n}); }
inline Faulties with_hole(const Faulty& f) { return {faulty(f.n * 10 + 1), nullptr, faulty(f.n * 10 + 2)}; }
inline Faulties without_hole(const Faulty& f) { return {faulty(f.n * 10 + 1), faulty(f.n * 10 + 2)}; }

inline void bind_faulty(Bindings& b) {
  using Strings = std::vector<std::optional<std::string>>;
  using Matrix = std::vector<std::optional<std::vector<std::optional<int>>>>;
  const auto none = [](const Faulty&) { return std::optional<std::string>(); };
  const auto fails = [](const Faulty&) { return boom(); };
  const auto strings = [](const Faulty&) { return Strings{"a", std::nullopt, "c"}; };
  const auto matrix = [](const Faulty&) { return Matrix{{{1, 2}}, {{3, std::nullopt}}, std::nullopt, {std::vector<std::optional<int>>{}}}; };
  const auto value = [](const Faulty& f) { return "v" + std::to_string(f.n); };
  const auto nested = [](const Faulty& f) { return std::vector<std::optional<Faulties>>{without_hole(f), std::nullopt, with_hole(f)}; };
  const auto jagged = [](const Faulty& f) { return std::vector<Faulties>{with_hole(f), without_hole(f)}; };
  const auto child = [](const Faulty& f) { return faulty(f.n + 1); };
  const auto missing = [](const Faulty&) -> const Faulty* { return nullptr; };
  b.object<Faulty>("Faulty")
      .field("value", value).field("valueNN", value)
      .field("none", none).field("noneNN", none)
      .field("boom", fails).field("boomNN", fails)
      .field("hidden", [](const Faulty&) -> Result<std::string> { return fail(Code::kInternal, "select * from secrets"); })
      .field("big", [](const Faulty&) { return std::int64_t{3'000'000'000}; })
      .field("nan", [](const Faulty&) { return std::nan(""); })
      .field("badColor", [](const Faulty&) { return "MAUVE"; })
      .field("strings", strings).field("stringsNN", strings).field("stringsNNNN", strings)
      .field("matrix", matrix).field("matrixNN", matrix).field("matrixNNNN", matrix)
      .field("child", child).field("childNN", child)
      .field("missing", missing).field("missingNN", missing)
      .field("children", &with_hole).field("childrenNN", &with_hole).field("childrenNNNN", &with_hole)
      .field("solid", &without_hole)
      .field("nested", nested).field("nestedNN", nested).field("jagged", jagged)
      .field("node", [](const Faulty&, Args, Ctx& ctx) -> const Node* { return &ctx.user<Caller>().data->nodes[0]; })
      .field("hits", [](const Faulty&, Args, Ctx& ctx) { return std::span(ctx.user<Caller>().data->nodes); })
      .batch("late", late<std::string>("late", [](const Faulty& f) -> Result<std::string> { return "v" + std::to_string(f.n); }))
      .batch("lateNone", late<std::optional<std::string>>("lateNone", [](const Faulty&) -> Result<std::optional<std::string>> { return std::nullopt; }))
      .batch("lateBoom", late<std::string>("lateBoom", [](const Faulty&) { return boom(); }))
      .batch("lateBoomNN", late<std::string>("lateBoomNN", [](const Faulty&) { return boom(); }))
      .batch("lateStrings", late<Strings>("lateStrings", [](const Faulty&) -> Result<Strings> { return Strings{"a", std::nullopt, "c"}; }))
      .batch("lateChild", late<FaultyPtr>("lateChild", [](const Faulty& f) -> Result<FaultyPtr> { return faulty(f.n + 1); }))
      .batch("lateChildNN", late<FaultyPtr>("lateChildNN", [](const Faulty& f) -> Result<FaultyPtr> { return faulty(f.n + 1); }))
      .batch("lateChildren", late<Faulties>("lateChildren", [](const Faulty& f) -> Result<Faulties> { return with_hole(f); }))
      .batch("lateChildrenNN", late<Faulties>("lateChildrenNN", [](const Faulty& f) -> Result<Faulties> { return with_hole(f); }))
      .batch("lateSolid", late<Faulties>("lateSolid", [](const Faulty& f) -> Result<Faulties> { return without_hole(f); }));
}

inline Task<Result<void>> late_company(Ctx& ctx, Batch<Job, const Company*> batch) {
  ctx.user<Caller>().calls.push_back("lateCompany(" + std::to_string(batch.size()) + ")");
  co_await pause();
  for (std::size_t i = 0; i < batch.size(); ++i) batch.set(i, batch.parent(i).company);
  co_return Result<void>{};
}

inline Task<Result<void>> late_jobs(Ctx& ctx, Batch<Company, std::vector<const Job*>> batch) {
  ctx.user<Caller>().calls.push_back("lateJobs(" + std::to_string(batch.size()) + ")");
  co_await pause();
  for (std::size_t i = 0; i < batch.size(); ++i) batch.set(i, batch.parent(i).jobs);
  co_return Result<void>{};
}

inline void bind_objects(Bindings& b) {
  b.object<Company>("Company")
      .field("id", &Company::id)
      .field("name", &Company::name)
      .field("jobs", [](const Company& c, Args args) { return std::span(c.jobs).first(std::min(c.jobs.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, args.integer("first"))))); })
      .batch("lateJobs", &late_jobs);
  b.object<Job>("Job")
      .field("id", &Job::id)
      .field("title", &Job::title)
      .field("status", &Job::status)
      .field("salary", [](const Job& j, Out& out) { j.n % 3 == 0 ? out.null() : out.float64(1000.5 * j.n); })
      .field("remote", [](const Job& j) { return j.n % 2 == 0; })
      .field("views", [](const Job& j) { return j.n * 1000; })
      .field("color", [](const Job& j) { return j.n % 2 ? "RED" : "BLUE"; })
      .field("tags", [](const Job& j) { return std::vector<std::string>(static_cast<std::size_t>(j.n % 3), "tag\n" + std::to_string(j.n)); })
      .field("raw", [](const Job& j) { return Json{"{\"n\":" + std::to_string(j.n) + ",\"deep\":[{\"a\":null},true,\"x\"]}"}; })
      .field("company", [](const Job& j) { return j.company; })
      .batch("lateCompany", &late_company)
      .field("greet", [](const Job& j, Args args, Out& out) {
        std::string text;
        for (std::int64_t i = 0; i < args.integer("times") && i < 100; ++i) text += "Hello " + std::string(args.string("name")) + "! ";
        out.string(text + j.title);
      })
      .field("similar", [](const Job& j, Args, Ctx& ctx) {
        const auto& jobs = ctx.user<Caller>().data->jobs;
        std::vector<std::vector<const Job*>> out;
        if (!jobs.empty()) out = {{&jobs[static_cast<std::size_t>(j.n + 1) % jobs.size()], nullptr}, {}};
        return out;
      });
  b.abstract<Node>("Node", &concrete);
  b.abstract<Node>("Named", &concrete);
  b.abstract<Node>("Hit", &concrete);
  b.object<Counter>("Counter")
      .field("value", &Counter::value)
      .field("again", [](const Counter& c) { return Counter{c.value + 100}; })
      .batch("late", [](Ctx& ctx, Batch<Counter, int> batch) -> Task<Result<void>> {
        ctx.user<Caller>().calls.push_back("Counter.late(" + std::to_string(batch.size()) + ")");
        for (std::size_t i = 0; i < batch.size(); ++i) batch.set(i, ctx.user<Caller>().counter);
        co_return Result<void>{};
      });
}

inline Result<std::string> describe(Ctx& ctx, Input file) {
  const Upload* u = ctx.upload(file);
  if (u == nullptr) return fail(Code::kInternal, "no file");
  return std::string(u->file_name) + ":" + std::string(u->content_type) + ":" + std::string(u->bytes);
}

inline void bind_roots(Bindings& b) {
  const auto data = [](Ctx& ctx) -> const Data& { return *ctx.user<Caller>().data; };
  b.query("hello", [](Ctx&, Args) { return "world"; });
  b.query("jobs", [](Ctx& ctx, Args args) -> Task<Result<std::vector<const Job*>>> {
    std::vector<const Job*> out;
    const auto color = args.optional_string("color");
    const auto first = args.optional_integer("first").value_or(1'000'000);
    for (const auto& j : ctx.user<Caller>().data->jobs)
      if (static_cast<std::int64_t>(out.size()) < first && (!color || *color == (j.n % 2 ? "RED" : "BLUE"))) out.push_back(&j);
    co_return out;
  });
  b.query("job", [data](Ctx& ctx, Args args) -> const Job* { return data(ctx).job(args.string("id")); });
  b.query("companies", [data](Ctx& ctx, Args) {
    std::vector<const Company*> out;
    for (const auto& c : data(ctx).companies) out.push_back(&c);
    return out;
  });
  b.query("node", [data](Ctx& ctx, Args args) -> const Node* {
    for (const auto& n : data(ctx).nodes) if ((n.job ? n.job->id : n.company->id) == args.string("id")) return &n;
    return nullptr;
  });
  b.query("named", [data](Ctx& ctx, Args) {
    std::vector<const Node*> out{nullptr};
    for (const auto& n : data(ctx).nodes) if (n.company) out.push_back(&n);
    return out;
  });
  b.query("search", [data](Ctx& ctx, Args) {
    std::vector<const Node*> out;
    for (const auto& n : data(ctx).nodes) out.push_back(&n);
    return out;
  });
  b.query("faulty", [data](Ctx& ctx, Args) -> const Faulty* { return &data(ctx).faulty; });
  b.query("faultyNN", [data](Ctx& ctx, Args) -> const Faulty* { return &data(ctx).faulty; });
  b.query("boomRoot", [](Ctx&, Args) { return boom(); });
  b.query("echo", [](Ctx&, Args args) { return Json{Input::object(args.all()).json()}; });
  b.query("login", [](Ctx&, Args) { return "no"; });
  b.mutation("add", [](Ctx& ctx, Args args) -> Task<Result<int>> {
    co_await pause();
    ctx.user<Caller>().counter += static_cast<int>(args.integer("n"));
    co_return ctx.user<Caller>().counter;
  });
  b.mutation("addLate", [](Ctx& ctx, Args args) -> Task<Result<Counter>> {
    co_await pause();
    ctx.user<Caller>().counter += static_cast<int>(args.integer("n"));
    co_return Counter{ctx.user<Caller>().counter};
  });
  b.mutation("fail", [](Ctx&, Args) -> Result<int> { return fail(Code::kFailedPrecondition, "boom", "TOO_LATE"); });
  b.mutation("failNN", [](Ctx&, Args) -> Result<int> { return fail(Code::kInvalidArgument, "boom"); });
  b.mutation("upload", [](Ctx& ctx, Args args) { return describe(ctx, args["file"]); });
  b.mutation("uploads", [](Ctx& ctx, Args args) -> Result<std::vector<std::string>> {
    std::vector<std::string> out;
    for (const auto& file : args["files"].items()) {
      JM_TRY(text, describe(ctx, file));
      out.push_back(text);
    }
    return out;
  });
}

// Everything a test needs, in one place.
struct World {
  std::unique_ptr<Schema> schema;
  std::unique_ptr<Bindings> bindings;
  Data data;

  explicit World(int job_count = 20) : schema(build_schema(kSchema).value()), bindings(std::make_unique<Bindings>(*schema)), data(job_count) {
    bind_roots(*bindings);
    bind_objects(*bindings);
    bind_faulty(*bindings);
  }
};

}  // namespace jm::graphql::test
