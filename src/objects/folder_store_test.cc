#include "objects/folder_store.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/ids.h"
#include "objects/store_conformance.h"

namespace jm::objects {
namespace {

namespace fs = std::filesystem;

class FolderHarness final : public StoreHarness {
 public:
  FolderHarness() : root(fs::temp_directory_path() / ("jobmate-objects-" + new_id().str())), cpu_(io_, 3, 1000) {
    auto opened = FolderStore::open(root, cpu_);
    if (!opened) std::abort();
    store_ = std::move(*opened);
  }
  ~FolderHarness() override { fs::remove_all(root); }
  IoContext& io() override { return io_; }
  Store& store() override { return *store_; }
  CpuPool& cpu() { return cpu_; }

  const fs::path root;

 private:
  IoContext io_{1};
  CpuPool cpu_;
  std::unique_ptr<FolderStore> store_;
};

std::unique_ptr<StoreHarness> make_folder_harness() { return std::make_unique<FolderHarness>(); }

std::shared_ptr<const std::string> shared(std::string s) { return std::make_shared<const std::string>(std::move(s)); }

void write_file(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

TEST(FolderStore, a_key_is_a_plain_file_and_its_etag_the_hash) {
  FolderHarness h;
  const auto info = h.await(h.store().put("a/b.txt", shared("hello"), {.content_type = "text/plain", .if_match = ""}));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->etag, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  std::ifstream in(h.root / "a/b.txt");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "hello");
  EXPECT_TRUE(fs::is_empty(h.root / ".jm/tmp"));
}

TEST(FolderStore, serves_files_put_there_by_hand) {
  FolderHarness h;
  write_file(h.root / "by/hand.json", "{}");
  const auto info = h.await(h.store().head("by/hand.json"));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->size, 2u);
  EXPECT_EQ(info->content_type, "application/octet-stream");
  EXPECT_FALSE(info->etag.empty());
  EXPECT_EQ(h.await(h.store().get("by/hand.json", {}))->bytes, "{}");
  EXPECT_TRUE(h.await(h.store().put("by/hand.json", shared("[]"), {.content_type = "application/json", .if_match = info->etag})));
}

TEST(FolderStore, a_record_of_another_version_is_not_believed) {
  FolderHarness h;
  const auto before = h.await(h.store().put("k", shared("one"), {.content_type = "text/plain", .if_match = ""}));
  ASSERT_TRUE(before);
  write_file(h.root / "k", "edited in place");
  const auto after = h.await(h.store().head("k"));
  ASSERT_TRUE(after);
  EXPECT_NE(after->etag, before->etag);
  EXPECT_EQ(after->content_type, "application/octet-stream");
  fs::remove_all(h.root / ".jm" / "meta");
  EXPECT_EQ(h.await(h.store().get("k", {}))->bytes, "edited in place");
  EXPECT_TRUE(h.await(h.store().put("k", shared("two"), {})));
}

TEST(FolderStore, follows_no_links_and_lists_no_odd_names) {
  FolderHarness h;
  write_file(h.root / "good", "1");
  write_file(h.root / "bad\nname", "1");
  fs::create_symlink("/etc/passwd", h.root / "link");
  EXPECT_EQ(h.await(h.store().get("link", {})).error().code, Code::kNotFound);
  EXPECT_EQ(h.await(h.store().head("link")).error().code, Code::kNotFound);
  const auto page = h.await(h.store().list({}));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->objects.size(), 1u);
  EXPECT_EQ(page->objects[0].key, "good");
}

TEST(FolderStore, a_key_is_not_both_object_and_folder) {
  FolderHarness h;
  ASSERT_TRUE(h.await(h.store().put("a/b", shared("1"), {})));
  EXPECT_EQ(h.await(h.store().put("a", shared("2"), {})).error().code, Code::kFailedPrecondition);
  EXPECT_EQ(h.await(h.store().put("a/b/c", shared("3"), {})).error().code, Code::kFailedPrecondition);
  ASSERT_TRUE(h.await(h.store().remove("a/b")));
  EXPECT_FALSE(fs::exists(h.root / "a")) << "an empty folder is left behind";
  EXPECT_TRUE(h.await(h.store().put("a", shared("2"), {})));
}

TEST(FolderStore, opens_again_and_clears_what_a_crash_left) {
  FolderHarness h;
  ASSERT_TRUE(h.await(h.store().put("k", shared("1"), {.content_type = "text/plain", .if_match = ""})));
  write_file(h.root / ".jm/tmp/old", "half");
  write_file(h.root / ".jm/tmp/young", "half");
  fs::last_write_time(h.root / ".jm/tmp/old", fs::file_time_type::clock::now() - std::chrono::hours(2));
  const auto again = FolderStore::open(h.root.string() + "/", h.cpu());
  ASSERT_TRUE(again);
  EXPECT_FALSE(fs::exists(h.root / ".jm/tmp/old"));
  EXPECT_TRUE(fs::exists(h.root / ".jm/tmp/young"));
  EXPECT_EQ(h.await((*again)->head("k"))->content_type, "text/plain");
  write_file(h.root / "file", "");
  const auto refused = FolderStore::open(h.root / "file", h.cpu());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kFailedPrecondition);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Folder, StoreConformance, ::testing::Values(&make_folder_harness));

}  // namespace jm::objects
