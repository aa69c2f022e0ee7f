// Files and folders of recorded payloads -> decoded chunks of bounded size, ready for Board::parse. gzip is inflated on the
// way (size and ratio limits); JSON lines and CSV come in batches of whole records, so memory does not grow with the file.
//
//   auto plan = plan_ingest("../shared/data/offers", "");            // a folder of board folders
//   for (const IngestFile& f : plan.files) {
//     IngestReader reader(f.path, f.name);
//     while (auto chunk = reader.next()) { f.board->parse(chunk->bytes, {.name = f.name}, now, out); … }
//     if (reader.problem()) out.reject(…);
//   }
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "discovery/boards/board.h"

namespace jm::discovery {

inline constexpr std::size_t kBatchBytes = std::size_t{4} << 20;          // a batch of lines
inline constexpr std::uint64_t kStreamBytesMax = std::uint64_t{8} << 30;  // decoded, per file
inline constexpr std::uint64_t kInflateRatioMax = 200;                    // decoded / compressed, once past 1 MiB

struct IngestFile {
  const Board* board = nullptr;
  std::string path;
  std::string name;                    // relative to the board's folder
  std::uint64_t bytes = 0;
};

struct Skipped {
  std::string board;                   // folder name
  std::size_t files = 0;
  std::string why;                     // "no parser for board lever yet: 2 files skipped"
};

struct IngestPlan {
  std::vector<IngestFile> files;       // sorted by board, then name
  std::vector<Skipped> skipped;
  std::optional<Time> as_of;           // what the file AS_OF in the folder, or in the one above, says: "2025-10-12"
};

// `path`: a file, a board's folder, or a folder of board folders (then `board` is empty). README, MANIFEST and .tsv files are
// passed over in silence.
Result<IngestPlan> plan_ingest(const std::string& path, std::string_view board);

struct Chunk {
  std::string_view bytes;              // valid until the next call
  std::size_t first_record = 0;        // records handed out before this chunk (lines), 0 for whole bodies
};

class IngestReader {
 public:
  // `path` "-" reads standard input. Opens on the first next().
  IngestReader(std::string path, std::string name);
  ~IngestReader();
  IngestReader(const IngestReader&) = delete;

  std::optional<Chunk> next();
  // Why reading ended early, after next() gave nothing: a cut or broken gzip stream, a limit, an unreadable file.
  const std::optional<Reject>& problem() const;
  std::uint64_t bytes_read() const;    // of the file as stored, for progress

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jm::discovery
