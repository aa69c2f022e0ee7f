#include "objects/store_conformance.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace jm::objects {

using ::testing::ElementsAre;

std::vector<std::string> StoreConformance::keys(std::string prefix, std::size_t page_size) {
  std::vector<std::string> out;
  ListOptions options{.prefix = std::move(prefix), .token = "", .page_size = page_size};
  do {
    const auto page = list(options);
    if (!page) return {"error: " + page.error().message};
    EXPECT_LE(page->objects.size(), page_size);
    for (const auto& o : page->objects) out.push_back(o.key);
    options.token = page->next_token;
  } while (!options.token.empty());
  return out;
}

TEST_P(StoreConformance, keeps_what_was_put) {
  const std::string bytes("binary \0 and \xff bytes", 20);
  const auto stored = put("bronze/a b/\xC3\xA9t\xC3\xA9.json", bytes, {.content_type = "application/json", .if_match = ""});
  ASSERT_TRUE(stored) << stored.error().message;
  EXPECT_EQ(stored->size, bytes.size());
  EXPECT_FALSE(stored->etag.empty());
  const auto object = get("bronze/a b/\xC3\xA9t\xC3\xA9.json");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->bytes, bytes);
  EXPECT_EQ(object->info.content_type, "application/json");
  EXPECT_EQ(object->info.etag, stored->etag);
  const auto info = head("bronze/a b/\xC3\xA9t\xC3\xA9.json");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->key, "bronze/a b/\xC3\xA9t\xC3\xA9.json");
  EXPECT_EQ(info->size, bytes.size());
  EXPECT_EQ(info->etag, stored->etag);
  EXPECT_EQ(info->content_type, "application/json");
  EXPECT_GT(info->modified, Time{});
}

TEST_P(StoreConformance, replaces_whole_and_changes_the_etag) {
  const auto first = put("k", "the first and longer text");
  const auto second = put("k", "second");
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->etag, second->etag);
  EXPECT_EQ(get("k")->bytes, "second");
  EXPECT_EQ(head("k")->content_type, "application/octet-stream");
  ASSERT_TRUE(put("k", ""));
  EXPECT_EQ(get("k")->bytes, "");
}

TEST_P(StoreConformance, misses) {
  EXPECT_EQ(get("no").error().code, Code::kNotFound);
  EXPECT_EQ(head("no/such").error().code, Code::kNotFound);
  EXPECT_TRUE(remove("no/such/key"));
  ASSERT_TRUE(put("a/b", "1"));
  EXPECT_EQ(get("a").error().code, Code::kNotFound) << "a folder is not an object";
  EXPECT_EQ(head("a").error().code, Code::kNotFound);
  EXPECT_EQ(get("a/b/c").error().code, Code::kNotFound);
  EXPECT_TRUE(remove("a"));
  EXPECT_EQ(get("a/b")->bytes, "1");
}

TEST_P(StoreConformance, reads_ranges) {
  ASSERT_TRUE(put("k", "0123456789"));
  const auto range = [&](std::uint64_t offset, std::uint64_t length) -> std::string {
    const auto r = get("k", {.range = Range{offset, length}});
    return r ? r->bytes + "/" + std::to_string(r->info.size) : std::string(code_name(r.error().code));
  };
  EXPECT_EQ(range(0, 3), "012/10");
  EXPECT_EQ(range(7, 100), "789/10");
  EXPECT_EQ(range(7, ~std::uint64_t{0}), "789/10");
  EXPECT_EQ(range(10, 1), "/10");
  EXPECT_EQ(range(4, 0), "/10");
  EXPECT_EQ(range(11, 1), "OUT_OF_RANGE");
  EXPECT_EQ(get("k", {.range = {}, .bytes_max = 9}).error().code, Code::kResourceExhausted);
  EXPECT_EQ(get("k", {.range = Range{0, 9}, .bytes_max = 9})->bytes, "012345678");
}

TEST_P(StoreConformance, puts_only_if_absent) {
  const PutOptions absent{.content_type = "text/plain", .if_absent = true, .if_match = ""};
  ASSERT_TRUE(put("k", "1", absent));
  EXPECT_EQ(put("k", "2", absent).error().code, Code::kAlreadyExists);
  EXPECT_EQ(get("k")->bytes, "1");
  ASSERT_TRUE(remove("k"));
  EXPECT_TRUE(put("k", "3", absent));
}

TEST_P(StoreConformance, puts_only_over_the_version_it_knows) {
  const auto over = [&](std::string etag, std::string bytes) { return put("k", std::move(bytes), {.content_type = "text/plain", .if_match = std::move(etag)}); };
  EXPECT_EQ(over("anything", "0").error().code, Code::kFailedPrecondition);
  const auto first = put("k", "1");
  ASSERT_TRUE(first);
  const auto second = over(first->etag, "2");
  ASSERT_TRUE(second);
  EXPECT_EQ(over(first->etag, "3").error().code, Code::kFailedPrecondition);
  EXPECT_EQ(get("k")->bytes, "2");
  ASSERT_TRUE(remove("k"));
  EXPECT_EQ(over(second->etag, "4").error().code, Code::kFailedPrecondition);
}

TEST_P(StoreConformance, one_of_many_wins) {
  std::vector<Task<Result<ObjectInfo>>> puts;
  for (int i = 0; i < 16; ++i)
    puts.push_back(harness->store().put("race/absent", std::make_shared<const std::string>(std::to_string(i)), {.content_type = "", .if_absent = true, .if_match = ""}));
  auto results = harness->await_all(std::move(puts));
  EXPECT_EQ(std::count_if(results.begin(), results.end(), [](const auto& r) { return r.has_value(); }), 1);
  for (const auto& r : results)
    if (!r) EXPECT_EQ(r.error().code, Code::kAlreadyExists);

  const auto etag = head("race/absent")->etag;
  std::vector<Task<Result<ObjectInfo>>> swaps;
  for (int i = 100; i < 116; ++i)
    swaps.push_back(harness->store().put("race/absent", std::make_shared<const std::string>(std::to_string(i)), {.content_type = "", .if_match = etag}));
  results = harness->await_all(std::move(swaps));
  EXPECT_EQ(std::count_if(results.begin(), results.end(), [](const auto& r) { return r.has_value(); }), 1);
}

TEST_P(StoreConformance, writers_and_removers_of_one_folder_do_not_trip_over_each_other) {
  // Each remover empties the folder that the next writer counts on.
  std::vector<Task<Result<ObjectInfo>>> puts;
  for (int i = 0; i < 120; ++i) {
    puts.push_back(harness->store().put("busy/very/deep/" + std::to_string(i % 3), std::make_shared<const std::string>("x"), {}));
    for (const char* key : {"busy/very/deep/0", "busy/very/deep/1", "busy/very/deep/2"}) boost::asio::co_spawn(harness->io(), harness->store().remove(key), boost::asio::detached);
  }
  for (const auto& r : harness->await_all(std::move(puts))) EXPECT_TRUE(r) << r.error().message;
}

TEST_P(StoreConformance, lists_in_byte_order_by_pages) {
  for (const char* key : {"b/1", "a", "b-c", "b/10", "b/2", "b0", "c/d/e", "c/d/f", "c/z", "\xC3\xA9"}) ASSERT_TRUE(put(key, key));
  const std::vector<std::string> all = {"a", "b-c", "b/1", "b/10", "b/2", "b0", "c/d/e", "c/d/f", "c/z", "\xC3\xA9"};
  for (const std::size_t page : {1u, 2u, 3u, 9u, 10u, 1000u}) EXPECT_EQ(keys("", page), all) << page;
  for (const std::size_t page : {1u, 1000u}) {
    EXPECT_THAT(keys("b/", page), ElementsAre("b/1", "b/10", "b/2"));
    EXPECT_THAT(keys("b", page), ElementsAre("b-c", "b/1", "b/10", "b/2", "b0"));
    EXPECT_THAT(keys("b/1", page), ElementsAre("b/1", "b/10"));
    EXPECT_THAT(keys("c/d/", page), ElementsAre("c/d/e", "c/d/f"));
    EXPECT_THAT(keys("zzz", page), ElementsAre());
  }
  const auto page = list({.prefix = "b/1", .token = "", .page_size = 1});
  ASSERT_TRUE(page);
  EXPECT_EQ(page->objects[0].size, 3u);
  EXPECT_EQ(page->objects[0].etag, head("b/1")->etag);
  EXPECT_EQ(list({.prefix = "", .token = "", .page_size = 0}).error().code, Code::kInvalidArgument);
  EXPECT_EQ(list({.prefix = "", .token = "", .page_size = 1001}).error().code, Code::kInvalidArgument);
}

TEST_P(StoreConformance, a_listing_survives_changes_between_its_pages) {
  for (const char* key : {"a", "b", "c", "d"}) ASSERT_TRUE(put(key, key));
  const auto first = list({.prefix = "", .token = "", .page_size = 2});
  ASSERT_TRUE(first);
  ASSERT_TRUE(remove("b"));
  ASSERT_TRUE(put("aa", ""));
  const auto second = list({.prefix = "", .token = first->next_token, .page_size = 2});
  ASSERT_TRUE(second);
  ASSERT_EQ(second->objects.size(), 2u);
  EXPECT_EQ(second->objects[0].key, "c");
  EXPECT_EQ(second->next_token, "");
}

TEST_P(StoreConformance, refuses_bad_keys) {
  for (const std::string& key : {std::string(), std::string("/a"), std::string("a/"), std::string("a//b"), std::string("."), std::string(".."), std::string("a/../b"),
                                std::string("../a"), std::string("a/./b"), std::string("a\\b"), std::string("a\nb"), std::string("a\0b", 3), std::string("\xff"),
                                std::string(".jm/meta/x"), std::string(201, 'a'), std::string(1025, 'a')}) {
    EXPECT_EQ(put(key, "x").error().code, Code::kInvalidArgument) << key;
    EXPECT_EQ(get(key).error().code, Code::kInvalidArgument) << key;
    EXPECT_EQ(head(key).error().code, Code::kInvalidArgument) << key;
    EXPECT_EQ(remove(key).error().code, Code::kInvalidArgument) << key;
  }
  std::string longest;
  while (longest.size() < 1000) longest += std::string(99, 'k') + "/";
  longest += std::string(1024 - longest.size(), 'k');
  EXPECT_TRUE(put(longest, "x"));
  EXPECT_EQ(get(longest)->bytes, "x");
  EXPECT_THAT(keys(""), ElementsAre(longest));
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreConformance);

}  // namespace jm::objects
