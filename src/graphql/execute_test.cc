#include <gtest/gtest.h>

#include "graphql/json_in.h"
#include "graphql/test_schema.h"

namespace jm::graphql {
namespace {

using namespace std::string_view_literals;
using test::Caller;
using test::World;

std::string paths_of(std::string_view body) {
  std::string out;
  for (std::size_t at = 0; (at = body.find("\"path\":", at)) != std::string_view::npos;) {
    at += 7;
    out += body.substr(at, body.find(']', at) + 1 - at);
  }
  return out;
}

class ExecuteTest : public ::testing::Test {
 protected:
  static World& world() {
    static World w;
    return w;
  }
  EngineResponse run(Engine& with, std::string_view document, std::string_view variables = "{}", std::string_view operation = {}, bool queries_only = false) {
    Arena arena;
    Input values;
    if (auto v = read_json(variables, arena)) values = *v;
    caller = Caller{.data = &world().data, .counter = 0, .calls = {}};
    Ctx ctx({.user = &caller, .deadline = deadline, .request_id = "r-1"});
    IoContext io(1);
    EngineResponse response;
    bool done = false;
    auto task = [](Engine& e, EngineRequest request, Ctx& c, Arena& a, EngineResponse& out, bool& finished) -> Task<void> {
      out = co_await e.run(request, c, a);
      finished = true;
    };
    const EngineRequest request{.document = document, .operation_name = operation, .variables = values, .queries_only = queries_only};
    spawn(io, task(with, request, ctx, arena, response, done), "test");
    io.run();
    EXPECT_TRUE(done);
    return response;
  }
  std::string body(std::string_view document, std::string_view variables = "{}", std::string_view operation = {}) {
    return run(engine, document, variables, operation).body;
  }

  Engine engine{*world().bindings, {}};
  Caller caller;
  Deadline deadline = Deadline::never();
};

TEST_F(ExecuteTest, every_field_of_the_test_schema_is_bound) { EXPECT_EQ(world().bindings->check(), std::vector<std::string>{}); }

TEST_F(ExecuteTest, leaves_objects_lists_aliases) {
  EXPECT_EQ(body("{ hello }"), R"({"data":{"hello":"world"}})");
  EXPECT_EQ(body("{ a: hello b: hello __typename }"), R"({"data":{"a":"world","b":"world","__typename":"Query"}})");
  EXPECT_EQ(body(R"({ job(id: "j1") { id title status salary remote views color tags raw } })"),
            R"({"data":{"job":{"id":"j1","title":"Job number 1","status":"OPEN","salary":1000.5,"remote":false,"views":1000,"color":"RED","tags":["tag\n1"],"raw":{"n":1,"deep":[{"a":null},true,"x"]}}}})");
  EXPECT_EQ(body(R"({ jobs(first: 2) { id company { name } } })"),
            R"({"data":{"jobs":[{"id":"j0","company":{"name":"Company \"0\" é"}},{"id":"j1","company":{"name":"Company \"1\" é"}}]}})");
  EXPECT_EQ(body(R"({ job(id: "nope") { id } })"), R"({"data":{"job":null}})");
  EXPECT_EQ(body(R"({ job(id: "j0") { similar { id } } })"), R"({"data":{"job":{"similar":[[{"id":"j1"},null],[]]}}})");
}

TEST_F(ExecuteTest, fields_of_one_key_are_merged_where_the_first_stands) {
  EXPECT_EQ(body("{ jobs(first: 1) { company { id } title company { name } ...F } } fragment F on Job { id company { __typename } }"),
            R"({"data":{"jobs":[{"company":{"id":"c0","name":"Company \"0\" é","__typename":"Company"},"title":"Job number 0","id":"j0"}]}})");
}

TEST_F(ExecuteTest, fragments_on_interfaces_and_unions) {
  EXPECT_EQ(body("{ search { __typename ... on Node { id } ... on Named { name } ... on Job { title } } }"),
            R"({"data":{"search":[{"__typename":"Job","id":"j0","title":"Job number 0"},{"__typename":"Job","id":"j1","title":"Job number 1"},)"
            R"({"__typename":"Company","id":"c0","name":"Company \"0\" é"},{"__typename":"Company","id":"c1","name":"Company \"1\" é"},{"__typename":"Company","id":"c2","name":"Company \"2\" é"}]}})");
  EXPECT_EQ(body(R"({ node(id: "c1") { id ... on Company { jobs(first: 1) { id } } } })"), R"({"data":{"node":{"id":"c1","jobs":[{"id":"j1"}]}}})");
}

TEST_F(ExecuteTest, skip_and_include_decide_presence_and_order) {
  const auto q = "query ($x: Boolean!, $y: Boolean = true) { b: hello @include(if: $x) a: hello b: hello ... @skip(if: $y) { c: hello } d: hello @skip(if: true) }";
  EXPECT_EQ(body(q, R"({"x":true})"), R"({"data":{"b":"world","a":"world"}})");
  EXPECT_EQ(body(q, R"({"x":false,"y":false})"), R"({"data":{"a":"world","b":"world","c":"world"}})");
  EXPECT_EQ(body("query ($x: Boolean!) { hello @include(if: $x) }", R"({"x":false})"), R"({"data":{}})");
  EXPECT_EQ(body("query ($x: Boolean!) { jobs(first: 1) { id @include(if: $x) } }", R"({"x":false})"), R"({"data":{"jobs":[{}]}})");
}

TEST_F(ExecuteTest, a_batch_field_is_called_once_for_a_whole_list) {
  body("{ jobs { lateCompany { lateJobs { lateCompany { id } } } } }");
  EXPECT_EQ(caller.calls, (std::vector<std::string>{"lateCompany(20)", "lateJobs(15)", "lateCompany(75)"}));
  body("{ search { ... on Job { lateCompany { id } } ... on Company { lateJobs { id } } } }");
  EXPECT_EQ(caller.calls, (std::vector<std::string>{"lateCompany(2)", "lateJobs(3)"}));
  // Through a field that does not wait, and through nested lists.
  body("{ jobs(first: 3) { similar { lateCompany { id } } company { lateJobs { id } } } }");
  EXPECT_EQ(caller.calls, (std::vector<std::string>{"lateCompany(3)", "lateJobs(3)"}));
}

TEST_F(ExecuteTest, late_and_immediate_fields_give_the_same_answer) {
  EXPECT_EQ(body("{ jobs { c: lateCompany { id name } } }"), body("{ jobs { c: company { id name } } }"));
  EXPECT_EQ(body("{ jobs(first: 3) { similar { c: lateCompany { id name } } } }"), body("{ jobs(first: 3) { similar { c: company { id name } } } }"));
}

TEST_F(ExecuteTest, mutations_run_one_after_the_other_with_all_that_is_below) {
  EXPECT_EQ(body("mutation { a: addLate(n: 1) { value late } b: add(n: 2) c: addLate(n: 10) { late again { value late } } }"),
            R"({"data":{"a":{"value":1,"late":1},"b":3,"c":{"late":13,"again":{"value":113,"late":13}}}})");
}

TEST_F(ExecuteTest, a_failed_nullable_mutation_does_not_stop_the_next_a_non_null_one_does) {
  EXPECT_EQ(body("mutation { a: add(n: 1) fail b: add(n: 1) }"),
            R"({"errors":[{"message":"boom","locations":[{"line":1,"column":25}],"path":["fail"],"extensions":{"code":"BAD_USER_INPUT","reason":"TOO_LATE"}}],"data":{"a":1,"fail":null,"b":2}})");
  EXPECT_EQ(body("mutation { a: add(n: 1) failNN b: add(n: 1) }"),
            R"({"errors":[{"message":"boom","locations":[{"line":1,"column":25}],"path":["failNN"],"extensions":{"code":"BAD_USER_INPUT"}}],"data":null})");
  EXPECT_EQ(caller.counter, 1);
}

TEST_F(ExecuteTest, internal_errors_are_masked) {
  const auto text = body("{ faulty { hidden } }");
  EXPECT_EQ(text.find("secrets"), std::string::npos) << text;
  EXPECT_NE(text.find("r-1"), std::string::npos) << text;
  EXPECT_NE(text.find("INTERNAL_SERVER_ERROR"), std::string::npos) << text;
}

TEST_F(ExecuteTest, nothing_starts_after_the_deadline) {
  deadline = Deadline::in(std::chrono::milliseconds(-1));
  EXPECT_NE(body("{ jobs { id } }").find("DEADLINE_EXCEEDED"), std::string::npos);
  EXPECT_NE(body("{ hello }").find("DEADLINE_EXCEEDED"), std::string::npos);
}

// ---- null propagation: what is left of the data, and where the errors are ----

struct NullCase {
  std::string_view selection, data, paths;
};

class NullTest : public ExecuteTest, public ::testing::WithParamInterface<NullCase> {};

TEST_P(NullTest, propagates) {
  const auto& c = GetParam();
  const auto text = body("{ faulty { " + std::string(c.selection) + " } }");
  const auto data = text.substr(text.find("\"data\":") + 7);
  EXPECT_EQ(data, "{\"faulty\":" + std::string(c.data) + "}}") << text;
  EXPECT_EQ(paths_of(text), c.paths) << text;
}

INSTANTIATE_TEST_SUITE_P(All, NullTest, ::testing::ValuesIn(std::vector<NullCase>{
    {"value none", R"({"value":"v0","none":null})", ""},
    {"value boom", R"({"value":"v0","boom":null})", R"(["faulty","boom"])"},
    {"value noneNN boom", "null", R"(["faulty","noneNN"])"},
    {"a: boom b: boomNN c: boom", "null", R"(["faulty","a"]["faulty","b"])"},
    {"big nan badColor", R"({"big":null,"nan":null,"badColor":null})", R"(["faulty","big"]["faulty","nan"]["faulty","badColor"])"},
    {"strings", R"({"strings":["a",null,"c"]})", ""},
    {"stringsNN value", R"({"stringsNN":null,"value":"v0"})", R"(["faulty","stringsNN",1])"},
    {"stringsNNNN", "null", R"(["faulty","stringsNNNN",1])"},
    {"matrix", R"({"matrix":[[1,2],[3,null],null,[]]})", ""},
    {"matrixNN", R"({"matrixNN":[[1,2],null,null,[]]})", R"(["faulty","matrixNN",1,1])"},
    {"matrixNNNN value", R"({"matrixNNNN":null,"value":"v0"})", R"(["faulty","matrixNNNN",1,1])"},
    {"child { value noneNN }", R"({"child":null})", R"(["faulty","child","noneNN"])"},
    {"childNN { noneNN }", "null", R"(["faulty","childNN","noneNN"])"},
    {"child { childNN { childNN { boomNN } } } value", R"({"child":null,"value":"v0"})", R"(["faulty","child","childNN","childNN","boomNN"])"},
    {"missing { value } value", R"({"missing":null,"value":"v0"})", ""},
    {"missingNN { value }", "null", R"(["faulty","missingNN"])"},
    {"children { value }", R"({"children":[{"value":"v1"},null,{"value":"v2"}]})", ""},
    {"children { noneNN }", R"({"children":[null,null,null]})", R"(["faulty","children",0,"noneNN"]["faulty","children",2,"noneNN"])"},
    {"childrenNN { value } value", R"({"childrenNN":null,"value":"v0"})", R"(["faulty","childrenNN",1])"},
    {"childrenNNNN { value }", "null", R"(["faulty","childrenNNNN",1])"},
    {"solid { boomNN }", "null", R"(["faulty","solid",0,"boomNN"])"},
    {"nested { value }", R"({"nested":[[{"value":"v1"},{"value":"v2"}],null,[{"value":"v1"},null,{"value":"v2"}]]})", ""},
    {"nestedNN { value } value", R"({"nestedNN":null,"value":"v0"})", R"(["faulty","nestedNN",1])"},
    {"late lateBoom", R"({"late":"v0","lateBoom":null})", R"(["faulty","lateBoom"])"},
    {"late lateBoomNN", "null", R"(["faulty","lateBoomNN"])"},
    {"lateNone", "null", R"(["faulty","lateNone"])"},
    {"lateStrings late", R"({"lateStrings":null,"late":"v0"})", R"(["faulty","lateStrings",1])"},
    {"lateChild { late lateBoomNN } late", R"({"lateChild":null,"late":"v0"})", R"(["faulty","lateChild","lateBoomNN"])"},
    {"lateChildNN { lateBoomNN }", "null", R"(["faulty","lateChildNN","lateBoomNN"])"},
    {"lateChildren { late }", R"({"lateChildren":[{"late":"v1"},null,{"late":"v2"}]})", ""},
    {"lateChildrenNN { late } late", R"({"lateChildrenNN":null,"late":"v0"})", R"(["faulty","lateChildrenNN",1])"},
    {"children { noneNN lateChild { late } } x: children { lateChild { late } }",
     R"({"children":[null,null,null],"x":[{"lateChild":{"late":"v2"}},null,{"lateChild":{"late":"v3"}}]})",
     R"(["faulty","children",0,"noneNN"]["faulty","children",2,"noneNN"])"},
    // Giving up a list in the middle must not mix up what was loaded for the items after it.
    {"solid { childrenNN { lateChild { late } } child { lateChild { late } } }",
     R"({"solid":[{"childrenNN":null,"child":{"lateChild":{"late":"v3"}}},{"childrenNN":null,"child":{"lateChild":{"late":"v4"}}}]})",
     R"(["faulty","solid",0,"childrenNN",1]["faulty","solid",1,"childrenNN",1])"},
    {"jagged { lateChild { late } }", R"({"jagged":[null,[{"lateChild":{"late":"v2"}},{"lateChild":{"late":"v3"}}]]})", R"(["faulty","jagged",0,1])"},
    {"nested { lateChild { late } }",
     R"({"nested":[[{"lateChild":{"late":"v2"}},{"lateChild":{"late":"v3"}}],null,[{"lateChild":{"late":"v2"}},null,{"lateChild":{"late":"v3"}}]]})", ""},
    {"hits { ... on Company { lateJobs { lateCompany { id } } } ... on Job { id } }", R"({"hits":[{"id":"j0"},{"id":"j1"},{"lateJobs":[{"lateCompany":{"id":"c0"}},)"
     R"({"lateCompany":{"id":"c0"}},{"lateCompany":{"id":"c0"}},{"lateCompany":{"id":"c0"}},{"lateCompany":{"id":"c0"}}]},{"lateJobs":[{"lateCompany":{"id":"c1"}},{"lateCompany":{"id":"c1"}},)"
     R"({"lateCompany":{"id":"c1"}},{"lateCompany":{"id":"c1"}},{"lateCompany":{"id":"c1"}}]},{"lateJobs":[{"lateCompany":{"id":"c2"}},{"lateCompany":{"id":"c2"}},{"lateCompany":{"id":"c2"}},)"
     R"({"lateCompany":{"id":"c2"}},{"lateCompany":{"id":"c2"}}]}]})", ""},
}));

// ---- what is refused before anything runs ----

struct Refused {
  std::string_view document, variables, code;
  Stage stage;
};
class RefusedTest : public ExecuteTest, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedTest, says_why) {
  const auto& c = GetParam();
  const auto r = run(engine, c.document, c.variables);
  EXPECT_EQ(r.stage, c.stage) << r.body;
  EXPECT_NE(r.body.find("\"code\":\"" + std::string(c.code) + "\""), std::string::npos) << r.body;
  EXPECT_EQ(r.body.find("\"data\""), std::string::npos) << r.body;
}

INSTANTIATE_TEST_SUITE_P(All, RefusedTest, ::testing::ValuesIn(std::vector<Refused>{
    {"{ hello ", "{}", "GRAPHQL_PARSE_FAILED", Stage::kParse},
    {"{ nope }", "{}", "GRAPHQL_VALIDATION_FAILED", Stage::kValidate},
    {"query A { hello } query B { hello }", "{}", "OPERATION_RESOLUTION_FAILURE", Stage::kValidate},
    {"fragment F on Query { hello }", "{}", "GRAPHQL_VALIDATION_FAILED", Stage::kValidate},
    {"query ($x: Int!) { echo(int: $x) }", "{}", "BAD_USER_INPUT", Stage::kVariables},
    {"query ($x: Boolean = true) { hello @skip(if: $x) }", R"({"x":null})", "BAD_USER_INPUT", Stage::kVariables},
    {"{ faulty { child { child { child { child { child { child { child { child { child { value } } } } } } } } } } }", "{}", "QUERY_TOO_DEEP", Stage::kValidate},
    {"{ a1:hello a2:hello a3:hello a4:hello a5:hello a6:hello a7:hello a8:hello a9:hello a10:hello a11:hello a12:hello a13:hello a14:hello a15:hello a16:hello a17:hello a18:hello "
     "a19:hello a20:hello a21:hello a22:hello a23:hello a24:hello a25:hello a26:hello a27:hello a28:hello a29:hello a30:hello a31:hello }", "{}", "TOO_MANY_ALIASES", Stage::kValidate},
    {"{ hello @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a }", "{}", "TOO_MANY_DIRECTIVES", Stage::kValidate},
    {"{ jobs(first: 100) { similar { similar { similar { id } } } } }", "{}", "QUERY_TOO_COMPLEX", Stage::kValidate},
    {"query ($n: Int) { jobs(first: $n) { id title } }", R"({"n":100000})", "QUERY_TOO_COMPLEX", Stage::kValidate},
    {"{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", "{}", "INTROSPECTION_TOO_DEEP", Stage::kValidate},
    {"{ __type(name: \"Job\") { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ...F } } } } } } } } } } } } } } "
     "fragment F on __Type { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } } } }", "{}", "INTROSPECTION_TOO_DEEP", Stage::kValidate},
    {"mutation ($f: Upload!) { upload(file: $f) }", R"({"f":"text"})", "BAD_USER_INPUT", Stage::kVariables},
    {"mutation { upload(file: \"text\") }", "{}", "GRAPHQL_VALIDATION_FAILED", Stage::kValidate},
}));

TEST_F(ExecuteTest, a_cost_that_depends_on_a_variable_is_counted_per_request) {
  const auto q = "query ($n: Int) { jobs(first: $n) { id title } }";
  EXPECT_EQ(run(engine, q, R"({"n":3})").stage, Stage::kExecuted);
  EXPECT_EQ(run(engine, q, R"({"n":100000})").stage, Stage::kValidate);
  EXPECT_EQ(run(engine, q, "{}").stage, Stage::kExecuted);
}

TEST_F(ExecuteTest, fragments_that_multiply_are_stopped) {
  std::string q = "{ faulty { ...F0 } }";
  for (int i = 0; i < 8; ++i) {
    const auto next = "...F" + std::to_string(i + 1);
    q += " fragment F" + std::to_string(i) + " on Faulty { child { " + next + " } childNN { " + next + " } solid { " + next + " } children { " + next + " } }";
  }
  q += " fragment F8 on Faulty { value }";
  const auto r = run(engine, q);
  EXPECT_NE(r.body.find("QUERY_TOO_COMPLEX"), std::string::npos) << r.body.substr(0, 300);
  Engine costly(*world().bindings, {.plan = {.cost_max = 4'000'000'000}});      // the size of the plan is limited by itself
  EXPECT_NE(run(costly, q).body.find("expands to more than 20000 fields"), std::string::npos);
}

TEST_F(ExecuteTest, fragments_that_only_repeat_one_another_cost_nothing) {
  std::string q = "{ faulty { ...F0 } }";
  for (int i = 0; i < 60; ++i) {
    const auto next = "...F" + std::to_string(i + 1);
    q += " fragment F" + std::to_string(i) + " on Faulty { " + next + " " + next + " }";
  }
  q += " fragment F60 on Faulty { value }";
  EXPECT_EQ(body(q), R"({"data":{"faulty":{"value":"v0"}}})");
}

TEST_F(ExecuteTest, one_credential_field_per_operation) {
  Engine strict(*world().bindings, {.once_fields = {"login"}});
  EXPECT_EQ(run(strict, "{ login }").stage, Stage::kExecuted);
  EXPECT_NE(run(strict, "{ a: login(password: \"1\") b: login(password: \"2\") }").body.find("TOO_MANY_CREDENTIALS"), std::string::npos);
}

TEST_F(ExecuteTest, introspection_can_be_switched_off) {
  Engine closed(*world().bindings, {.introspection = false});
  EXPECT_NE(run(closed, "{ __schema { queryType { name } } }").body.find("INTROSPECTION_DISABLED"), std::string::npos);
  EXPECT_NE(run(closed, "{ ...F } fragment F on Query { __type(name: \"Job\") { name } }").body.find("INTROSPECTION_DISABLED"), std::string::npos);
  EXPECT_EQ(run(closed, "{ __typename }").body, R"({"data":{"__typename":"Query"}})");
}

TEST_F(ExecuteTest, introspection_answers) {
  EXPECT_EQ(body(R"({ __type(name: "Job") { kind name fields { name } } other: __type(name: "Nope") { name } })").substr(0, 75),
            R"({"data":{"__type":{"kind":"OBJECT","name":"Job","fields":[{"name":"id"},{"name":)"sv.substr(0, 75));
  EXPECT_EQ(body(R"({ __type(name: "Color") { enumValues { name } all: enumValues(includeDeprecated: true) { name deprecationReason } } })"),
            R"({"data":{"__type":{"enumValues":[{"name":"RED"},{"name":"GREEN"}],"all":[{"name":"RED","deprecationReason":null},{"name":"GREEN","deprecationReason":null},{"name":"BLUE","deprecationReason":"Use GREEN."}]}}})");
  EXPECT_EQ(body(R"({ __type(name: "Point") { isOneOf inputFields { name defaultValue type { kind ofType { name } } } } c: __type(name: "Choice") { isOneOf } })"),
            R"({"data":{"__type":{"isOneOf":false,"inputFields":[{"name":"x","defaultValue":null,"type":{"kind":"NON_NULL","ofType":{"name":"Int"}}},{"name":"y","defaultValue":"7","type":{"kind":"SCALAR","ofType":null}},{"name":"label","defaultValue":null,"type":{"kind":"SCALAR","ofType":null}}]},"c":{"isOneOf":true}}})");
}

TEST_F(ExecuteTest, mutations_are_refused_where_only_queries_are_allowed) { EXPECT_EQ(run(engine, "mutation { add(n: 1) }", "{}", {}, true).stage, Stage::kMethod); }

TEST_F(ExecuteTest, a_response_that_grows_too_large_is_given_up) {
  Engine small(*world().bindings, {.execute = {.response_bytes_max = 500}});
  const auto r = run(small, "{ jobs { id title company { name } } }");
  EXPECT_NE(r.body.find("RESPONSE_TOO_LARGE"), std::string::npos) << r.body;
  EXPECT_NE(r.body.find("\"data\":null"), std::string::npos) << r.body;
  EXPECT_LT(r.body.size(), 500u);
}

TEST_F(ExecuteTest, errors_are_counted_not_listed_without_end) {
  Engine few(*world().bindings, {.execute = {.errors_max = 2}});
  const auto r = run(few, "{ faulty { a: boom b: boom c: boom d: boom } }");
  EXPECT_NE(r.body.find("2 more errors are not shown."), std::string::npos) << r.body;
}

TEST_F(ExecuteTest, documents_are_prepared_once_and_forgotten_in_order_of_use) {
  Engine cached(*world().bindings, {.cache_bytes_max = 40'000});
  run(cached, "{ hello }");
  run(cached, "{ hello }");
  EXPECT_EQ(cached.stats().misses, 1u);
  EXPECT_EQ(cached.stats().hits, 1u);
  for (int i = 0; i < 50; ++i) {
    run(cached, "{ a" + std::to_string(i) + ": hello }");
    run(cached, "{ hello }");                      // in use all the time, so never forgotten
  }
  EXPECT_GT(cached.stats().evictions, 0u);
  EXPECT_LE(cached.stats().bytes, 40'000u);
  EXPECT_EQ(cached.stats().hits, 51u);
  const auto misses = cached.stats().misses;
  EXPECT_EQ(run(cached, "{ a0: hello }").body, R"({"data":{"a0":"world"}})");
  EXPECT_EQ(cached.stats().misses, misses + 1);
}

TEST_F(ExecuteTest, the_operation_is_chosen_by_name) {
  const auto q = "query A { a: hello } query B { b: hello }";
  EXPECT_EQ(body(q, "{}", "A"), R"({"data":{"a":"world"}})");
  EXPECT_EQ(body(q, "{}", "B"), R"({"data":{"b":"world"}})");
  EXPECT_NE(body(q, "{}", "C").find("Unknown operation named"), std::string::npos);
}

TEST_F(ExecuteTest, resolvers_see_what_is_selected_below) {
  auto schema = build_schema("type Query { t: T } type T { a: T b: Int c: Int }").value();
  Bindings b(*schema);
  static std::string seen;
  static const test::Counter thing;
  b.query("t", [](Ctx&, Args args) -> const test::Counter* {
    for (const char* path : {"a", "b", "c", "a.b", "a.c"}) if (args.selects(path)) seen += std::string(path) + " ";
    return &thing;
  });
  b.object<test::Counter>("T").field("a", [](const test::Counter& t) { return &t; }).field("b", [](const test::Counter&) { return 1; }).field("c", [](const test::Counter&) { return 2; });
  ASSERT_EQ(b.check(), std::vector<std::string>{});
  Engine e(b, {});
  run(e, "{ t { x: a { ...F } } } fragment F on T { c }");
  EXPECT_EQ(seen, "a a.c ");
}

// A schema of its own, for resolvers that misbehave.
struct Thing {};
struct Other {};
const Thing kThing;

Task<Result<int>> wait_for(std::shared_ptr<Event> event) {
  if (!co_await event->wait(Deadline::in(std::chrono::seconds(5)))) co_return fail(Code::kDeadlineExceeded, "nobody came");
  co_return 1;
}

TEST_F(ExecuteTest, root_fields_of_a_query_run_at_the_same_time) {
  auto schema = build_schema("type Query { first: Int second: Int }").value();
  Bindings b(*schema);
  static std::shared_ptr<Event> event;
  b.query("first", [](Ctx&, Args) { return wait_for(event); });
  b.query("second", [](Ctx&, Args) -> Task<Result<int>> {
    event->notify_all();
    co_return 2;
  });
  IoContext other(1);                            // the event's timer; its loop is run below
  Engine e(b, {});
  Arena arena;
  Ctx ctx({});
  EngineResponse response;
  event = std::make_shared<Event>(other);
  auto task = [](Engine& with, Ctx& c, Arena& a, EngineResponse& out) -> Task<void> { out = co_await with.run({.document = "{ first second }"}, c, a); };
  spawn(other, task(e, ctx, arena, response), "test");
  other.run();
  event.reset();
  EXPECT_EQ(response.body, R"({"data":{"first":1,"second":2}})");
}

TEST_F(ExecuteTest, exceptions_of_resolvers_are_internal_errors_of_their_field) {
  auto schema = build_schema("type Query { sync: Int late: Int thing: T } type T { leaf: Int list: [T] object: T late: Int fine: Int }").value();
  Bindings b(*schema);
  b.query("sync", [](Ctx&, Args) -> Result<int> { throw std::runtime_error("secret"); });
  b.query("late", [](Ctx&, Args) -> Task<Result<int>> {
    co_await test::pause();
    throw std::runtime_error("secret");
  });
  b.query("thing", [](Ctx&, Args) -> const Thing* { return &kThing; });
  b.object<Thing>("T")
      .field("leaf", [](const Thing&) -> int { throw std::runtime_error("secret"); })
      .field("list", [](const Thing&) -> std::vector<const Thing*> { throw std::runtime_error("secret"); })
      .field("object", [](const Thing&) -> const Thing* { throw std::runtime_error("secret"); })
      .batch("late", [](Ctx&, Batch<Thing, int>) -> Task<Result<void>> {
        throw std::runtime_error("secret");
        co_return Result<void>{};
      })
      .field("fine", [](const Thing&) { return 1; });
  ASSERT_EQ(b.check(), std::vector<std::string>{});
  Engine e(b, {});
  const auto text = run(e, "{ sync late thing { leaf list { fine } object { fine } x: list { late } y: object { late } late fine } }").body;
  EXPECT_EQ(text.substr(text.find("\"data\"")), R"("data":{"sync":null,"late":null,"thing":{"leaf":null,"list":null,"object":null,"x":null,"y":null,"late":null,"fine":1}}})");
  EXPECT_EQ(paths_of(text), R"(["sync"]["late"]["thing","leaf"]["thing","list"]["thing","object"]["thing","x"]["thing","y"]["thing","late"])");
  EXPECT_EQ(text.find("secret"), std::string::npos);
}

TEST_F(ExecuteTest, a_wrong_concrete_type_is_an_error_of_its_place) {
  auto schema = build_schema("type Query { nodes: [U] } union U = A | B type A { a: Int } type B { b: Int } type C { c: Int }").value();
  Bindings b(*schema);
  static int calls;
  calls = 0;
  b.query("nodes", [](Ctx&, Args) { return std::vector<const Thing*>{&kThing, &kThing, &kThing, &kThing}; });
  b.abstract<Thing>("U", [](const Thing& t) -> Concrete {
    switch (calls++) {
      case 0: return as("A", &t);
      case 1: return as("C", &t);              // not a member
      case 2: return as("B", &t);              // bound to another C++ type
      default: return {};
    }
  });
  b.object<Thing>("A").field("a", [](const Thing&) { return 1; });
  b.object<Other>("B").field("b", [](const Other&) { return 2; });
  b.object<Other>("C").field("c", [](const Other&) { return 3; });
  ASSERT_EQ(b.check(), std::vector<std::string>{});
  Engine e(b, {});
  const auto text = run(e, "{ nodes { ... on A { a } ... on B { b } } }").body;
  EXPECT_EQ(text.substr(text.find("\"data\"")), R"("data":{"nodes":[{"a":1},null,null,null]}})");
  EXPECT_EQ(paths_of(text), R"(["nodes",1]["nodes",2]["nodes",3])");
}

TEST_F(ExecuteTest, subscriptions_are_known_and_refused) {
  auto schema = build_schema("type Query { a: Int } type Subscription { tick: Int }").value();
  Bindings b(*schema);
  b.query("a", [](Ctx&, Args) { return 1; });
  ASSERT_EQ(b.check(), std::vector<std::string>{});
  Engine e(b, {});
  EXPECT_NE(run(e, "subscription { tick }").body.find("SUBSCRIPTION_NOT_SUPPORTED"), std::string::npos);
  EXPECT_NE(run(e, "subscription { nope }").body.find("GRAPHQL_VALIDATION_FAILED"), std::string::npos);
}

TEST_F(ExecuteTest, check_names_every_difference) {
  auto schema = build_schema("type Query { a: Int b: T c: [T] d: T } type T { x: Int } union U = T").value();
  Bindings b(*schema);
  b.query("a", [](Ctx&, Args) { return 1; });
  b.query("b", [](Ctx&, Args) -> const Other* { return nullptr; });
  b.query("c", [](Ctx&, Args) -> const Thing* { return nullptr; });
  b.query("z", [](Ctx&, Args) { return 1; });
  b.object<Thing>("T").field("x", [](const Thing& t) { return &t; });
  b.object<Thing>("V");
  const auto problems = b.check();
  std::string all;
  for (const auto& p : problems) all += p + "\n";
  for (const char* expected : {"Query.b answers another C++ type", "Query.c is a list", "Query.d is not bound", "field Query.z is bound but not in the schema", "T.x is a leaf", "type V is bound but not", "type U has no function"})
    EXPECT_NE(all.find(expected), std::string::npos) << expected << "\n" << all;
  EXPECT_EQ(problems.size(), 7u) << all;
}

}  // namespace
}  // namespace jm::graphql
