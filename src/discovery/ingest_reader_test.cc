// Files to chunks: shapes, gzip whole and cut, limits, and which files a folder means.
#include "discovery/ingest_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

namespace jm::discovery {
namespace {

namespace fs = std::filesystem;

class ReaderTest : public testing::Test {
 protected:
  ReaderTest() {
    std::string pattern = (fs::temp_directory_path() / "jobmate_reader_XXXXXX").string();
    dir_ = mkdtemp(pattern.data());
  }
  ~ReaderTest() override { fs::remove_all(dir_); }

  std::string write(const std::string& name, std::string_view bytes) {
    const fs::path p = dir_ / name;
    fs::create_directories(p.parent_path());
    std::ofstream(p, std::ios::binary) << bytes;
    return p.string();
  }
  static std::string gzip(std::string_view s) {
    std::string out(compressBound(s.size()) + 64, '\0');
    z_stream z{};
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(s.data()));
    z.avail_in = static_cast<uInt>(s.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
  }
  struct Read {
    std::string bytes;
    std::size_t chunks = 0, largest = 0;
    std::optional<Reject> problem;
  };
  static Read read(const std::string& path, const std::string& name) {
    IngestReader r(path, name);
    Read out;
    while (const auto c = r.next()) {
      out.bytes += c->bytes;
      ++out.chunks;
      out.largest = std::max(out.largest, c->bytes.size());
    }
    out.problem = r.problem();
    return out;
  }

  fs::path dir_;
};

TEST_F(ReaderTest, HandsOutWholeBodies) {
  const std::string body = "{\n  \"jobs\": [\n    {\"id\": 1}\n  ]\n}\n";
  for (const auto& [name, bytes] : {std::pair{std::string("a.json"), body}, {std::string("a.json.gz"), gzip(body)}, {std::string("no_extension"), gzip(body)}}) {
    const Read r = read(write(name, bytes), name);
    EXPECT_EQ(r.bytes, body) << name;
    EXPECT_EQ(r.chunks, 1u);
    EXPECT_FALSE(r.problem);
  }
  EXPECT_EQ(read(write("empty.json", ""), "empty.json").chunks, 0u);
}

TEST_F(ReaderTest, CutsLinesIntoBatchesOfWholeLines) {
  const std::string line = "{\"id\": 1, \"text\": \"" + std::string(1000, 'x') + "\xE2\x80\xA8\"}\n";
  std::string all = "[\n";
  while (all.size() < 3 * kBatchBytes) all += line;
  IngestReader r(write("a.jsonl", all), "a.jsonl");
  std::string back;
  std::size_t chunks = 0;
  while (const auto c = r.next()) {
    EXPECT_EQ(c->bytes.back(), '\n');
    EXPECT_LE(c->bytes.size(), 2 * kBatchBytes);
    EXPECT_EQ(c->first_record == 0, chunks == 0);
    back += c->bytes;
    ++chunks;
  }
  EXPECT_EQ(back, all);
  EXPECT_GE(chunks, 3u);
}

TEST_F(ReaderTest, RepeatsATablesHeaderAndKeepsQuotedLineEnds) {
  const std::string header = "id|intitule\n", row = "1|\"" + std::string(500, 'y') + "\nsecond line\"\n";
  std::string all = header;
  while (all.size() < 2 * kBatchBytes) all += row;
  IngestReader r(write("t.csv", all), "t.csv");
  std::size_t rows = 0, chunks = 0;
  while (const auto c = r.next()) {
    ASSERT_TRUE(c->bytes.starts_with(header));
    ASSERT_EQ((c->bytes.size() - header.size()) % row.size(), 0u) << "cut inside a row";
    rows += (c->bytes.size() - header.size()) / row.size();
    ++chunks;
  }
  EXPECT_EQ(rows, (all.size() - header.size()) / row.size());
  EXPECT_GE(chunks, 2u);
  EXPECT_EQ(read(write("h.csv", header), "h.csv").chunks, 0u) << "a table without rows";
}

TEST_F(ReaderTest, ACutGzipGivesItsGoodPartAndSaysSo) {
  std::string all;
  for (int i = 0; i < 20'000; ++i) all += "{\"id\": " + std::to_string(i * 7919) + "}\n";
  const std::string packed = gzip(all);
  const Read r = read(write("cut.jsonl.gz", std::string_view(packed).substr(0, packed.size() / 2)), "cut.jsonl.gz");
  EXPECT_GT(r.bytes.size(), all.size() / 4);
  EXPECT_EQ(r.bytes, all.substr(0, r.bytes.size()));
  ASSERT_TRUE(r.problem);
  EXPECT_EQ(r.problem->code, RejectCode::kTruncated);

  std::string damaged = packed;
  for (std::size_t i = damaged.size() / 2; i < damaged.size() / 2 + 64; ++i) damaged[i] = static_cast<char>(~damaged[i]);
  const Read d = read(write("damaged.jsonl.gz", damaged), "damaged.jsonl.gz");
  ASSERT_TRUE(d.problem);
  EXPECT_EQ(d.problem->code, RejectCode::kTruncated);
  EXPECT_EQ(read(write("two.gz", gzip("{\"id\":1}\n") + gzip("{\"id\":2}\n")), "two.gz").bytes, "{\"id\":1}\n{\"id\":2}\n") << "members in a row";
}

TEST_F(ReaderTest, RefusesABomb) {
  const Read r = read(write("bomb.json.gz", gzip(std::string(64 << 20, ' '))), "bomb.json.gz");
  ASSERT_TRUE(r.problem);
  EXPECT_EQ(r.problem->code, RejectCode::kTooBig);
  EXPECT_LT(r.bytes.size(), std::size_t{40} << 20);
}

TEST_F(ReaderTest, AMissingFileIsAProblemNotACrash) {
  const Read r = read((dir_ / "nothing.json").string(), "nothing.json");
  ASSERT_TRUE(r.problem);
  EXPECT_EQ(r.problem->code, RejectCode::kUnsupported);
}

TEST_F(ReaderTest, PlansFolders) {
  write("adzuna/a.json", "{}");
  write("adzuna/README.md", "x");
  write("adzuna/deeper/b.json.gz", "x");
  write("adzuna/picture.png", "x");
  write("unknown_board/x.json", "{}");
  write("unknown_board/y.json", "{}");
  write("MANIFEST.tsv", "x");
  const auto plan = plan_ingest(dir_.string(), "");
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->files.size(), 2u);
  EXPECT_EQ(plan->files[0].name, "a.json");
  EXPECT_EQ(plan->files[1].name, "deeper/b.json.gz");
  EXPECT_EQ(plan->files[0].board, find_board("adzuna"));
  ASSERT_EQ(plan->skipped.size(), 2u);
  EXPECT_EQ(plan->skipped[0].why, "1 files of adzuna are neither JSON, CSV, HTML nor XML: skipped");
  EXPECT_EQ(plan->skipped[1].why, "no parser for board unknown_board yet: 2 files skipped");

  const auto one = plan_ingest((dir_ / "adzuna").string(), "");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->files.size(), 2u);
  const auto file = plan_ingest((dir_ / "adzuna/deeper/b.json.gz").string(), "");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->files[0].board, find_board("adzuna"));
  const auto named = plan_ingest((dir_ / "unknown_board/x.json").string(), "greenhouse");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->files[0].board, find_board("greenhouse"));

  EXPECT_EQ(plan_ingest((dir_ / "unknown_board/x.json").string(), "").error().reason, "UNKNOWN_BOARD");
  EXPECT_EQ(plan_ingest(dir_.string(), "nosuch").error().reason, "UNKNOWN_BOARD");
  EXPECT_EQ(plan_ingest((dir_ / "nowhere").string(), "").error().reason, "NO_SUCH_FILE");
  EXPECT_EQ(plan_ingest((dir_ / "unknown_board").string(), "").error().reason, "NO_PAYLOADS");
  EXPECT_EQ(plan_ingest("-", "").error().reason, "UNKNOWN_BOARD");
  EXPECT_TRUE(plan_ingest("-", "adzuna"));
}

}  // namespace
}  // namespace jm::discovery
