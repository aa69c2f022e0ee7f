#include "discovery/ingest_reader.h"

#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>

#include "discovery/boards/csv.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace fs = std::filesystem;

// Which files ------------------------------------------------------------------------------------------------------------------

namespace {

constexpr std::string_view kAsOf = "AS_OF";

std::optional<Time> as_of(const fs::path& folder) {
  char text[32] = {};
  std::FILE* f = std::fopen((folder / kAsOf).c_str(), "rb");
  if (!f) return std::nullopt;
  const std::size_t n = std::fread(text, 1, sizeof text - 1, f);
  std::fclose(f);
  const auto m = moment_of(std::string_view(text, n), {});
  return m ? std::optional(m->at) : std::nullopt;
}

bool is_documentation(std::string_view name) {
  return name.empty() || name.front() == '.' || name == kAsOf || name.starts_with("README") || name.starts_with("MANIFEST") || name.starts_with("LICENSE") ||
         name.ends_with(".md") || name.ends_with(".tsv") || name.ends_with(".txt");
}

bool is_payload(std::string_view name) {
  if (name.ends_with(".gz")) name.remove_suffix(3);
  for (const std::string_view ext : {".json", ".jsonl", ".ndjson", ".csv", ".geojson", ".jsonld", ".html", ".htm", ".xml", ".rss"})
    if (name.ends_with(ext)) return true;
  return false;
}

bool is_page(std::string_view name) { return name.find(".htm") != std::string_view::npos; }

void add_folder(const fs::path& folder, const Board& board, IngestPlan& plan) {
  std::vector<fs::path> paths;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, ec), end; it != end; it.increment(ec)) {
    if (ec) break;
    if (it->is_regular_file(ec) && !is_documentation(it->path().filename().string())) paths.push_back(it->path());
  }
  std::sort(paths.begin(), paths.end());
  Skipped other{std::string(board.name()), 0, {}};
  for (const fs::path& p : paths) {
    const std::string name = fs::relative(p, folder, ec).string();
    if (is_payload(name)) plan.files.push_back({&board, p.string(), name, static_cast<std::uint64_t>(fs::file_size(p, ec))});
    else ++other.files;
  }
  if (other.files > 0) {
    other.why = std::to_string(other.files) + " files of " + std::string(board.name()) + " are neither JSON, CSV, HTML nor XML: skipped";
    plan.skipped.push_back(std::move(other));
  }
}

std::size_t count_files(const fs::path& folder) {
  std::size_t n = 0;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, ec), end; it != end; it.increment(ec)) {
    if (ec) break;
    n += it->is_regular_file(ec) && !is_documentation(it->path().filename().string());
  }
  return n;
}

}  // namespace

Result<IngestPlan> plan_ingest(const std::string& path, std::string_view board_name) {
  IngestPlan plan;
  std::error_code ec;
  const Board* board = board_name.empty() ? nullptr : find_board(board_name);
  if (!board_name.empty() && !board) {
    std::string known;
    for (const Board* b : all_boards()) known += (known.empty() ? "" : ", ") + std::string(b->name());
    return fail(Code::kInvalidArgument, "There is no parser for the board \"" + std::string(board_name) + "\". Known boards: " + known + ".", "UNKNOWN_BOARD");
  }
  if (path == "-") {
    if (!board) return fail(Code::kInvalidArgument, "Reading standard input needs the name of a board.", "UNKNOWN_BOARD");
    plan.files.push_back({board, "-", "", 0});
    return plan;
  }
  const fs::path root(path);
  if (!fs::exists(root, ec)) return fail(Code::kNotFound, "There is no file or folder \"" + path + "\".", "NO_SUCH_FILE");
  if (fs::is_regular_file(root, ec)) {
    for (fs::path up = root.parent_path(); !board && up.has_filename(); up = up.parent_path()) board = find_board(up.filename().string());
    if (!board) return fail(Code::kInvalidArgument, "Say which board the file \"" + path + "\" comes from.", "UNKNOWN_BOARD");
    plan.files.push_back({board, path, root.filename().string(), static_cast<std::uint64_t>(fs::file_size(root, ec))});
    plan.as_of = as_of(root.parent_path().parent_path());
    return plan;
  }
  plan.as_of = as_of(root);
  if (!plan.as_of) plan.as_of = as_of(fs::absolute(root, ec).lexically_normal().parent_path());
  if (!board) board = find_board((root.has_filename() ? root : root.parent_path()).filename().string());
  if (board) {
    add_folder(root, *board, plan);
    return plan;
  }
  std::vector<fs::path> folders;
  for (fs::directory_iterator it(root, ec), end; !ec && it != end; it.increment(ec))
    if (it->is_directory(ec)) folders.push_back(it->path());
  std::sort(folders.begin(), folders.end());
  for (const fs::path& f : folders) {
    const std::string name = f.filename().string();
    if (const Board* known = find_board(name)) {
      add_folder(f, *known, plan);
    } else if (const std::size_t n = count_files(f); n > 0) {
      plan.skipped.push_back({name, n, "no parser for board " + name + " yet: " + std::to_string(n) + (n == 1 ? " file skipped" : " files skipped")});
    }
  }
  if (plan.files.empty())
    return fail(Code::kNotFound, "No board's payloads were found in \"" + path + "\". Expected folders named after boards, for example \"adzuna\".", "NO_PAYLOADS");
  return plan;
}

// Bytes, decoded -----------------------------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t kReadBytes = 256 * 1024;
constexpr std::uint64_t kRatioFreeBytes = 1 << 20;       // below this any ratio is fine

// A file, inflated on the way when it is gzip (also several members in a row).
class Source {
 public:
  explicit Source(const std::string& path) : file_(path == "-" ? stdin : std::fopen(path.c_str(), "rb")), own_(path != "-") {
    if (!file_) fail_with(RejectCode::kUnsupported, "the file cannot be opened");
  }
  ~Source() {
    if (inflating_) inflateEnd(&z_);
    if (file_ && own_) std::fclose(file_);
  }
  Source(const Source&) = delete;

  // Appends up to about `want` decoded bytes; false when nothing more comes.
  bool read(std::string& out, std::size_t want) {
    if (problem || done_ || !file_) return false;
    const std::size_t before = out.size();
    while (out.size() - before < want && !done_ && !problem) {
      if (z_.avail_in == 0 && !fill()) break;
      if (!probed_) probe();
      if (!inflating_) {
        out.append(reinterpret_cast<const char*>(z_.next_in), z_.avail_in);
        decoded_ += z_.avail_in;
        z_.avail_in = 0;
      } else {
        inflate_some(out);
      }
      if (decoded_ > kStreamBytesMax) fail_with(RejectCode::kTooBig, "more than " + std::to_string(kStreamBytesMax >> 30) + " GiB decoded");
    }
    return out.size() > before;
  }
  std::uint64_t stored_bytes() const { return stored_; }
  std::optional<Reject> problem;

 private:
  void fail_with(RejectCode code, std::string detail) { problem = Reject{0, code, std::move(detail)}; }

  bool fill() {
    input_.resize(kReadBytes);
    const std::size_t n = std::fread(input_.data(), 1, input_.size(), file_);
    if (n == 0) {
      if (std::ferror(file_)) fail_with(RejectCode::kUnsupported, "the file cannot be read");
      else if (inflating_ && !between_members_) fail_with(RejectCode::kTruncated, "the gzip stream ends early: what came before the cut was read");
      done_ = true;
      return false;
    }
    stored_ += n;
    z_.next_in = reinterpret_cast<Bytef*>(input_.data());
    z_.avail_in = static_cast<uInt>(n);
    return true;
  }

  void probe() {
    probed_ = true;
    if (z_.avail_in < 2 || z_.next_in[0] != 0x1F || z_.next_in[1] != 0x8B) return;
    inflating_ = inflateInit2(&z_, 15 + 16) == Z_OK;
    if (!inflating_) fail_with(RejectCode::kUnsupported, "the gzip stream cannot be read");
  }

  void inflate_some(std::string& out) {
    if (between_members_) {
      // Another member, or padding that means nothing.
      if (z_.avail_in >= 1 && z_.next_in[0] != 0x1F) {
        z_.avail_in = 0;
        return;
      }
      inflateReset(&z_);
      between_members_ = false;
    }
    const std::size_t at = out.size();
    out.resize(at + kReadBytes);
    z_.next_out = reinterpret_cast<Bytef*>(out.data() + at);
    z_.avail_out = kReadBytes;
    const int rc = inflate(&z_, Z_NO_FLUSH);
    const std::size_t made = kReadBytes - z_.avail_out;
    out.resize(at + made);
    decoded_ += made;
    if (rc == Z_STREAM_END) between_members_ = true;
    else if (rc != Z_OK && rc != Z_BUF_ERROR) fail_with(RejectCode::kTruncated, "the gzip stream is damaged: what came before the damage was read");
    if (decoded_ > kRatioFreeBytes && decoded_ / kInflateRatioMax > stored_)
      fail_with(RejectCode::kTooBig, "the gzip stream grows more than " + std::to_string(kInflateRatioMax) + "-fold: refused");
  }

  std::FILE* file_;
  const bool own_;
  std::string input_;
  z_stream z_{};
  bool probed_ = false, inflating_ = false, between_members_ = false, done_ = false;
  std::uint64_t stored_ = 0, decoded_ = 0;
};

enum class Shape { kUnknown, kWhole, kLines, kTable };

// Lines when the first line that holds an object holds it whole; a bracket may stand before it.
Shape shape_of(std::string_view head, std::string_view name) {
  if (name.find(".csv") != std::string_view::npos) return Shape::kTable;
  if (is_page(name)) return Shape::kWhole;
  std::size_t objects = 0;
  for (std::size_t at = 0; at < head.size() && objects < 2;) {
    const std::size_t end = head.find('\n', at);
    if (end == std::string_view::npos) return objects == 0 ? Shape::kWhole : Shape::kLines;
    std::string_view line = head.substr(at, end - at);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == ',')) line.remove_suffix(1);
    at = end + 1;
    if (line.empty() || line == "[") continue;
    if (line.front() == '{' && line.back() == '}') {
      ++objects;
      continue;
    }
    if (objects == 0 && line.front() != '{' && line.front() != '[' && line.find_first_of("{}[]\"") == std::string_view::npos && line.find("intitule") != std::string_view::npos)
      return Shape::kTable;
    return objects == 0 ? Shape::kWhole : Shape::kLines;
  }
  return objects > 0 ? Shape::kLines : Shape::kWhole;
}

}  // namespace

struct IngestReader::Impl {
  Impl(std::string p, std::string n) : path(std::move(p)), name(std::move(n)) {}

  std::string path, name;
  std::unique_ptr<Source> source;
  std::string buffer;               // decoded; [0, handed) was the last chunk
  std::size_t handed = 0;
  std::string header;               // of a table, repeated in front of every batch
  Shape shape = Shape::kUnknown;
  std::size_t records = 0;
  bool ended = false;
  std::optional<Reject> problem;

  std::optional<Chunk> next() {
    if (!source) source = std::make_unique<Source>(path);
    buffer.erase(0, handed);
    handed = 0;
    if (shape == Shape::kUnknown) {
      more(kBatchBytes);
      shape = shape_of(buffer, name);
    }
    switch (shape) {
      case Shape::kLines: return batch([](std::string_view s) { return s.rfind('\n') == std::string_view::npos ? 0 : s.rfind('\n') + 1; });
      case Shape::kTable: return table();
      default: return whole();
    }
  }

  void more(std::size_t want) {
    if (ended) return;
    if (!source->read(buffer, want)) ended = true;
    if (source->problem && !problem) problem = source->problem;
  }

  std::optional<Chunk> whole() {
    while (!ended && buffer.size() <= kPayloadBytesMax) more(kBatchBytes);
    if (buffer.size() > kPayloadBytesMax) {
      problem = Reject{0, RejectCode::kTooBig, "a payload of more than " + std::to_string(kPayloadBytesMax >> 20) + " MiB: what fits was read"};
      buffer.resize(kPayloadBytesMax);
      ended = true;
    }
    return hand_out(buffer.size());
  }

  template <class End>
  std::optional<Chunk> batch(End end_of) {
    if (buffer.size() < kBatchBytes) more(kBatchBytes - buffer.size());
    while (true) {
      if (ended) return hand_out(buffer.size());
      if (const std::size_t end = end_of(std::string_view(buffer)); end > 0) return hand_out(end);
      if (buffer.size() > kPayloadBytesMax) {      // one line without an end
        problem = Reject{records, RejectCode::kTooBig, "a line of more than " + std::to_string(kPayloadBytesMax >> 20) + " MiB"};
        buffer.clear();
        ended = true;
        return std::nullopt;
      }
      more(kBatchBytes);
    }
  }

  std::optional<Chunk> table() {
    const bool first = header.empty();
    if (first) {
      const std::size_t end = buffer.find('\n');
      header = buffer.substr(0, end == std::string::npos ? buffer.size() : end + 1);
    } else if (!buffer.empty() || !ended) {
      buffer.insert(0, header);
    }
    const std::size_t head = header.size();
    auto chunk = batch([](std::string_view s) { return csv_rows_end(s); });
    if (chunk && chunk->bytes.size() <= head) return std::nullopt;       // only the header is left
    return chunk;
  }

  std::optional<Chunk> hand_out(std::size_t n) {
    if (n == 0) return std::nullopt;
    handed = n;
    const Chunk chunk{std::string_view(buffer).substr(0, n), records};
    if (shape != Shape::kWhole) records += static_cast<std::size_t>(std::count(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(n), '\n'));
    return chunk;
  }
};

IngestReader::IngestReader(std::string path, std::string name) : impl_(std::make_unique<Impl>(std::move(path), std::move(name))) {}
IngestReader::~IngestReader() = default;
std::optional<Chunk> IngestReader::next() { return impl_->next(); }
const std::optional<Reject>& IngestReader::problem() const { return impl_->problem; }
std::uint64_t IngestReader::bytes_read() const { return impl_->source ? impl_->source->stored_bytes() : 0; }

}  // namespace jm::discovery
