// The splitter on whole and broken payloads: what comes out, and with which reason what does not.
#include "discovery/boards/records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "discovery/boards/csv.h"
#include "discovery/boards/finish.h"

namespace jm::discovery {
namespace {

const Time kNow = *parse_iso("2026-06-01");
constexpr std::string_view kLists[] = {"jobs"};

ParseOutput parse(std::string_view bytes) {
  ParseOutput out;
  parse_records(bytes, kLists, "test", kNow, out, [](const text::JsonValue& record, const Envelope& envelope, domain::Offer& o) -> std::optional<Reject> {
    if (const auto id = record["id"]) o.source_id = id->text().value_or("");
    if (const auto t = record["title"]) o.title = line_of(*t);
    o.company = envelope.get("company");
    return std::nullopt;
  });
  EXPECT_EQ(out.seen, out.offers.size() + out.rejected);
  return out;
}

// "1 2@Acme | MALFORMED TRUNCATED"
std::string show(const ParseOutput& out) {
  std::string s;
  for (const auto& o : out.offers) s += (s.empty() ? "" : " ") + o.source_id + (o.company.empty() ? "" : "@" + o.company);
  std::string r;
  for (const auto& x : out.rejects) r += (r.empty() ? "" : " ") + std::string(name(x.code));
  return r.empty() ? s : s + (s.empty() ? "| " : " | ") + r;
}

std::string job(int id) { return "{\"id\": " + std::to_string(id) + ", \"title\": \"t\", \"deep\": {\"list\": [1, {\"jobs\": 2}], \"s\": \"}]\\\"{\"}}"; }

TEST(Records, EveryShape) {
  const std::string a = job(1), b = job(2), c = job(3);
  const std::pair<std::string, const char*> cases[] = {
      {a, "1"},
      {"[" + a + "," + b + "]", "1 2"},
      {"[\n" + a + ",\n" + b + "\n]\n", "1 2"},
      {a + "\n" + b + "\n" + c, "1 2 3"},
      {"\xEF\xBB\xBF" + a + "\r\n" + b + "\r\n", "1 2"},
      {"{\"jobs\": [" + a + ", " + b + "], \"meta\": {\"total\": 2}}", "1 2"},
      {"{\"company\": \"Acme\", \"n\": 2, \"jobs\": [" + a + "]}\n{\"jobs\": [" + b + "], \"company\": \"Brume\"}", "1@Acme 2@Brume"},
      {"{\"meta\": {\"total\": 1}, \"jobs\": [" + a + "]}", "1"},
      {"{\"jobs\": [], \"apiVersion\": \"1\"}", ""},
      {"", ""}, {" \n ", ""}, {"[]", ""}, {"null", "| NOT_AN_OFFER"},
      {"[" + a + ", 7, \"x\", " + b + "]", "1 2 | NOT_AN_OFFER NOT_AN_OFFER"},
      {"{\"jobs\": 7}", "| NO_ID"},
  };
  for (const auto& [in, want] : cases) EXPECT_EQ(show(parse(in)), want) << in;
}

TEST(Records, ABrokenOfferCostsOnlyItself) {
  const std::string a = job(1), b = job(2), c = job(3);
  const std::pair<std::string, const char*> cases[] = {
      {a + "\n{\"id\": 9, \"title\": \"cut in the\n" + b, "1 2 | MALFORMED"},
      {a + "\n{\"id\": 9, \"title\": \"t\"\n" + b, "1 2 | MALFORMED"},                   // no closing brace
      {a + "\n{\"id\": 9, title: \"t\"}\n" + b, "1 2 | MALFORMED"},
      {a + "\n{\"id\": 9,, \"title\": \"t\"}\n" + b, "1 2 | MALFORMED"},
      {a + "\nnot json at all\n" + b, "1 2 | NOT_AN_OFFER"},
      {"[\n" + a + ",\n{\"id\": 9, \"title\": \"oops},\n" + b + ",\n" + c + "\n]", "1 2 3 | MALFORMED"},
      {"{\"jobs\": [\n" + a + ",\n{\"id\": 9, \"x\": [},\n" + b + "\n]}", "1 2 | MALFORMED"},
      {"[" + a + ", {\"id\": 9, \"title\": 1e999}, " + b + "]", "1 2 | MALFORMED"},
      {"[" + a + ", {\"title\": \"no id\"}, {\"id\": 4}, " + b + "]", "1 2 | NO_ID NO_TITLE"},
  };
  for (const auto& [in, want] : cases) EXPECT_EQ(show(parse(in)), want) << in;
}

TEST(Records, ATruncatedPayloadGivesItsGoodPart) {
  const std::string whole = "{\"company\": \"Acme\", \"jobs\": [\n  " + job(1) + ",\n  " + job(2) + "\n], \"meta\": {\"total\": 2}}";
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const ParseOutput out = parse(std::string_view(whole).substr(0, n));
    const std::size_t first = whole.find(job(1)) + job(1).size(), second = whole.find(job(2)) + job(2).size();
    EXPECT_EQ(out.offers.size(), n >= second ? 2u : n >= first ? 1u : 0u) << "cut at " << n;
    EXPECT_LE(out.rejected, 1u) << "cut at " << n;
    if (n > whole.find('[') && n < whole.find(']')) EXPECT_TRUE(out.reject_counts.contains(RejectCode::kTruncated)) << "cut at " << n;
  }
}

TEST(Records, PrettyPrintedOffersResyncAtTheirIndentation) {
  const std::string pretty = "{\n  \"jobs\": [\n    {\n      \"id\": 1,\n      \"title\": \"t\",\n      \"x\": {\n        \"y\": 1\n      }\n    },\n"
                             "    {\n      \"id\": 9,\n      \"title\": \"broken,\n      \"x\": {\n        \"y\": 1\n      }\n    },\n"
                             "    {\n      \"id\": 2,\n      \"title\": \"t\"\n    }\n  ]\n}\n";
  EXPECT_EQ(show(parse(pretty)), "1 2 | MALFORMED");
}

TEST(Records, InvalidUtf8IsRepairedAndCounted) {
  const ParseOutput out = parse("{\"id\": 1, \"title\": \"caf\xE9 noir\"}");
  ASSERT_EQ(out.offers.size(), 1u);
  EXPECT_EQ(out.offers[0].title, "caf\xEF\xBF\xBD noir");
  EXPECT_EQ(out.repaired_utf8, 1u);
}

TEST(Records, LimitsHold) {
  std::string deep = "{\"id\": 1, \"title\": \"t\", \"x\": " + std::string(200, '[') + std::string(200, ']') + "}";
  EXPECT_EQ(show(parse(deep + "\n" + job(2))), "2 | TOO_DEEP");
  const std::string huge = "{\"id\": 1, \"title\": \"" + std::string(kOfferBytesMax, 'x') + "\"}";
  EXPECT_EQ(show(parse("[" + huge + "," + job(2) + "]")), "2 | TOO_BIG");
  ParseOutput many;
  std::string bad;
  for (std::size_t i = 0; i < kRejectsKeptMax + 50; ++i) bad += "{\"x\": 1}\n";
  many = parse(bad);
  EXPECT_EQ(many.rejected, kRejectsKeptMax + 50);
  EXPECT_EQ(many.rejects.size(), kRejectsKeptMax);
}

TEST(Records, HostilePayloadsStayLinear) {
  // Quadratic readers need minutes for these; ctest's limit speaks.
  const std::size_t n = 4 << 20;
  for (const std::string& unit : {std::string("{\"a\n"), std::string("{\n"), std::string("{"), std::string("["), std::string("{\"jobs\": ["), std::string("\""),
                                  std::string("{\"id\": 1,\n"), std::string("\\\""), std::string("]}"), std::string("x,")}) {
    std::string s;
    while (s.size() < n) s += unit;
    parse(s);
  }
}

TEST(Records, LineSeparatorsOfUnicodeCutNothing) {
  EXPECT_EQ(show(parse("{\"id\": 1, \"title\": \"a\xE2\x80\xA8" "b\"}\n" + job(2))), "1 2");
}

TEST(Records, TheLastOfDuplicateKeysHolds) {
  struct Target {
    std::string id;
  } target;
  static constexpr Key<Target> kKeys[] = {{"id", [](Target& t, const text::JsonValue& v) { t.id = v.text().value_or(""); }}, {"known", nullptr}};
  ParseOutput out;
  text::JsonReader reader;
  const auto doc = reader.parse(R"({"id": 1, "new": 5, "id": 2, "known": 0, "new": 6})");
  read_members(*doc, kKeys, target, "job.", out);
  EXPECT_EQ(target.id, "2");
  EXPECT_THAT(out.unmapped_keys, testing::ElementsAre(testing::Pair("job.new", 2u)));
}

TEST(Csv, QuotesDelimitersAndLineEnds) {
  const std::string s = "id|a|b\r\n1|\"x|y\nz\"|\"he said \"\"no\"\"\"\n\n2||end";
  CsvReader r(s, csv_delimiter(s));
  std::vector<std::string> row;
  using testing::ElementsAre;
  ASSERT_TRUE(r.next(row));
  EXPECT_THAT(row, ElementsAre("id", "a", "b"));
  ASSERT_TRUE(r.next(row));
  EXPECT_THAT(row, ElementsAre("1", "x|y\nz", "he said \"no\""));
  ASSERT_TRUE(r.next(row));
  EXPECT_THAT(row, ElementsAre("2", "", "end"));
  EXPECT_FALSE(r.next(row));
  EXPECT_EQ(csv_rows_end("a,\"b\nc\"\nd,\"e\n"), 8u);
  CsvReader cut("a,\"b", ',');
  EXPECT_TRUE(cut.next(row));
  EXPECT_TRUE(cut.cut());
}

}  // namespace
}  // namespace jm::discovery
