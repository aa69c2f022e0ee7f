#include "objects/folder_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/ids.h"
#include "base/log.h"
#include "crypto/hash.h"

namespace jm::objects {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kLocks = 64;                          // writers of keys with the same hash wait for one another
constexpr int kAttemptsMax = 16;                         // to make a folder that others keep removing because it is empty
constexpr std::size_t kRecordBytesMax = 1024;
constexpr std::chrono::hours kTemporaryAgeMax{1};        // older ones are from a crash
constexpr std::string_view kDefaultType = "application/octet-stream";

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(File&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  int fd_;
};

File open_file(const fs::path& path, int flags) { return File(::open(path.c_str(), flags | O_CLOEXEC, 0640)); }

// errno → our codes, once. The path stays in the log.
Error disk_error(int error, std::string_view doing) {
  if (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG) return {Code::kNotFound, "There is no such object.", "NO_OBJECT"};
  log::warn("the object folder failed", {{"doing", doing}, {"reason", std::strerror(error)}});
  if (error == ENOSPC || error == EDQUOT) return {Code::kResourceExhausted, "The object store is full.", "STORE_FULL"};
  return {Code::kUnavailable, "The object store is not available. Try again in a moment.", "STORE_UNAVAILABLE"};
}

Error not_both() {
  return {Code::kFailedPrecondition, "The key is another object's folder, or has an object as a folder.", "KEY_CONFLICT"};
}

bool sync_folder(const fs::path& path) {
  const File dir = open_file(path, O_RDONLY | O_DIRECTORY);
  return dir && ::fsync(dir.fd()) == 0;
}

// Like mkdir -p below root, each new folder made durable in its parent. Returns errno.
int make_folders(const fs::path& root, const fs::path& folder) {
  const auto relative = folder.lexically_relative(root);
  fs::path at = root;
  for (const auto& part : relative) {
    if (part == ".") continue;
    const auto parent = at;
    at /= part;
    if (::mkdir(at.c_str(), 0750) == 0) {
      if (!sync_folder(parent)) return errno;
      continue;
    }
    if (errno != EEXIST) return errno;
  }
  struct stat st{};
  if (::stat(folder.c_str(), &st) != 0) return errno;
  return S_ISDIR(st.st_mode) ? 0 : ENOTDIR;
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

// Fewer bytes than asked for at the end of the file. Returns errno.
int read_at(int fd, std::uint64_t offset, std::size_t length, std::string& out) {
  out.resize(length);
  std::size_t have = 0;
  while (have < length) {
    const auto n = ::pread(fd, out.data() + have, length - have, static_cast<off_t>(offset + have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  out.resize(have);
  return 0;
}

std::int64_t mtime_ns(const struct stat& st) { return st.st_mtim.tv_sec * 1'000'000'000 + st.st_mtim.tv_nsec; }

// ---- records: "1 <inode> <size> <mtime ns> <sha256>\n<content type>\n" -------------------------------------------------

fs::path record_path(const fs::path& root, std::string_view key) {
  const std::string name = crypto::to_hex(crypto::sha256(key));
  return root / ".jm" / "meta" / name.substr(0, 2) / name;
}

std::string binding(const struct stat& st) {
  return std::to_string(st.st_ino) + " " + std::to_string(st.st_size) + " " + std::to_string(mtime_ns(st));
}

ObjectInfo describe(const fs::path& root, std::string_view key, const struct stat& st) {
  ObjectInfo info;
  info.key = key;
  info.size = static_cast<std::uint64_t>(st.st_size);
  info.modified = Time{mtime_ns(st) / 1000};
  info.content_type = kDefaultType;
  const std::string bound = binding(st);
  info.etag = bound;
  std::replace(info.etag.begin(), info.etag.end(), ' ', '-');
  const File file = open_file(record_path(root, key), O_RDONLY);
  std::string record;
  if (!file || read_at(file.fd(), 0, kRecordBytesMax, record) != 0) return info;
  const std::string start = "1 " + bound + " ";
  const auto line = record.find('\n');
  if (!record.starts_with(start) || line == record.npos || !record.ends_with('\n')) return info;
  info.etag = record.substr(start.size(), line - start.size());
  info.content_type = record.substr(line + 1, record.size() - line - 2);
  return info;
}

// ---- writing ----------------------------------------------------------------------------------------------------------

// A file below .jm/tmp that is gone unless it was renamed away.
struct Temporary {
  fs::path path;
  File file;
  explicit Temporary(const fs::path& root)
      : path(root / ".jm" / "tmp" / new_id().str()), file(open_file(path, O_WRONLY | O_CREAT | O_EXCL)) {}
  ~Temporary() { ::unlink(path.c_str()); }
};

// Renames into a folder that is made if needed, again if a remove() prunes it meanwhile; then syncs the folder. Returns errno.
int place(const fs::path& root, const fs::path& from, const fs::path& to) {
  for (int i = 0; i < kAttemptsMax; ++i) {
    int error = make_folders(root, to.parent_path());
    if (error == ENOENT) continue;
    if (error != 0) return error;
    if (::rename(from.c_str(), to.c_str()) == 0) return sync_folder(to.parent_path()) ? 0 : errno;
    error = errno;
    if (error != ENOENT) return error;
  }
  return EAGAIN;
}

// Removes folders that have become empty, up to the root.
void prune(const fs::path& root, fs::path folder) {
  while (folder != root && ::rmdir(folder.c_str()) == 0) folder = folder.parent_path();
}

Result<File> lock_key(const fs::path& root, std::string_view key) {
  const auto stripe = crypto::sha256(key)[0] % kLocks;
  File file = open_file(root / ".jm" / ("lock" + std::to_string(stripe)), O_RDWR | O_CREAT);
  if (!file) return std::unexpected(disk_error(errno, "opening a lock"));
  while (::flock(file.fd(), LOCK_EX) != 0)
    if (errno != EINTR) return std::unexpected(disk_error(errno, "locking"));
  return file;
}

Result<ObjectInfo> head_now(const fs::path& root, const std::string& key) {
  struct stat st{};
  if (::lstat((root / key).c_str(), &st) != 0) return std::unexpected(disk_error(errno, "looking up"));
  if (!S_ISREG(st.st_mode)) return std::unexpected(disk_error(ENOENT, ""));
  return describe(root, key, st);
}

Result<ObjectInfo> put_now(const fs::path& root, const std::string& key, std::string_view bytes, const PutOptions& options) {
  for (const char c : options.content_type)
    if (static_cast<unsigned char>(c) < 0x20 || options.content_type.size() > 200)
      return fail(Code::kInvalidArgument, "The content type is malformed or too long.");
  const auto target = root / key;
  // The long part, before anybody has to wait for us.
  const Temporary data(root);
  if (!data.file) return std::unexpected(disk_error(errno == ENOENT ? EIO : errno, "making a temporary file"));
  if (const int error = write_all(data.file.fd(), bytes)) return std::unexpected(disk_error(error, "writing"));
  if (::fsync(data.file.fd()) != 0) return std::unexpected(disk_error(errno, "syncing"));
  struct stat st{};
  if (::fstat(data.file.fd(), &st) != 0) return std::unexpected(disk_error(errno, "looking up"));
  const std::string type = options.content_type.empty() ? std::string(kDefaultType) : options.content_type;
  const std::string record = "1 " + binding(st) + " " + crypto::to_hex(crypto::sha256(bytes)) + "\n" + type + "\n";
  const Temporary meta(root);
  if (!meta.file) return std::unexpected(disk_error(errno == ENOENT ? EIO : errno, "making a temporary file"));
  if (const int error = write_all(meta.file.fd(), record)) return std::unexpected(disk_error(error, "writing"));
  if (::fsync(meta.file.fd()) != 0) return std::unexpected(disk_error(errno, "syncing"));

  JM_TRY(lock, lock_key(root, key));
  if (options.if_absent || !options.if_match.empty()) {
    const auto now = head_now(root, key);
    if (!now && now.error().code != Code::kNotFound) return std::unexpected(now.error());
    if (options.if_absent && now) return fail(Code::kAlreadyExists, "There is an object of this name already.", "OBJECT_EXISTS");
    if (!options.if_match.empty() && (!now || now->etag != options.if_match))
      return fail(Code::kFailedPrecondition, "The object has changed meanwhile.", "OBJECT_CHANGED");
  }
  if (::lstat(target.c_str(), &st) == 0 && S_ISDIR(st.st_mode)) return std::unexpected(not_both());
  // The record first: between the two renames it matches nothing, which readers tolerate.
  if (const int error = place(root, meta.path, record_path(root, key))) return std::unexpected(disk_error(error, "writing a record"));
  if (const int error = place(root, data.path, target)) {
    if (error == ENOTDIR || error == EISDIR || error == EEXIST) return std::unexpected(not_both());
    return std::unexpected(disk_error(error == ENOENT ? EIO : error, "renaming"));
  }
  return head_now(root, key);
}

Result<Object> get_now(const fs::path& root, const std::string& key, const GetOptions& options) {
  const File file = open_file(root / key, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file) return std::unexpected(disk_error(errno == ELOOP ? ENOENT : errno, "opening"));
  struct stat st{};
  if (::fstat(file.fd(), &st) != 0) return std::unexpected(disk_error(errno, "looking up"));
  if (!S_ISREG(st.st_mode)) return std::unexpected(disk_error(ENOENT, ""));
  Object out;
  out.info = describe(root, key, st);
  std::uint64_t offset = 0, length = out.info.size;
  if (options.range) {
    offset = options.range->offset;
    if (offset > out.info.size) return fail(Code::kOutOfRange, "The range starts beyond the end of the object.", "BAD_RANGE");
    length = std::min(options.range->length, out.info.size - offset);
  }
  if (length > options.bytes_max) return fail(Code::kResourceExhausted, "The object is larger than asked for.", "OBJECT_TOO_LARGE");
  if (const int error = read_at(file.fd(), offset, length, out.bytes)) return std::unexpected(disk_error(error, "reading"));
  return out;
}

Result<void> remove_now(const fs::path& root, const std::string& key) {
  const auto target = root / key;
  JM_TRY(lock, lock_key(root, key));
  struct stat st{};
  if (::lstat(target.c_str(), &st) == 0 && S_ISDIR(st.st_mode)) return {};
  if (::unlink(target.c_str()) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return std::unexpected(disk_error(errno, "removing"));
  }
  const auto record = record_path(root, key);
  ::unlink(record.c_str());
  sync_folder(target.parent_path());
  prune(root, target.parent_path());
  return {};
}

// ---- listing ----------------------------------------------------------------------------------------------------------

// Walks folders in the byte order of whole keys: a folder sorts as its name with '/', so that "a-b" comes before "a/b".
struct Lister {
  const fs::path& root;
  const ListOptions& options;
  std::vector<ObjectInfo> found;
  int error = 0;

  bool full() const { return found.size() > options.page_size; }     // one more says that there is another page

  void walk(const fs::path& folder, const std::string& prefix) {
    struct Entry {
      std::string name;                        // of a folder with '/'
      bool folder;
    };
    std::vector<Entry> entries;
    std::error_code ec;
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
      std::error_code ignored;
      const auto status = it->symlink_status(ignored);
      const std::string name = it->path().filename().string();
      if (prefix.empty() && name == ".jm") continue;
      if (fs::is_directory(status)) entries.push_back({name + "/", true});
      else if (fs::is_regular_file(status)) entries.push_back({name, false});
    }
    if (ec && ec != std::errc::no_such_file_or_directory) error = ec.value();
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    for (const auto& e : entries) {
      if (full() || error) return;
      const std::string key = prefix + e.name;
      if (e.folder) visit_folder(folder / e.name.substr(0, e.name.size() - 1), key);
      else visit_file(folder / e.name, key);
    }
  }
  void visit_folder(const fs::path& path, const std::string& key) {
    const bool can_match = key.starts_with(options.prefix) || options.prefix.starts_with(key);
    const bool all_before = key < options.token && !options.token.starts_with(key);
    if (can_match && !all_before) walk(path, key);
  }
  void visit_file(const fs::path& path, const std::string& key) {
    if (!key.starts_with(options.prefix) || key <= options.token || !check_key(key)) return;
    struct stat st{};
    if (::lstat(path.c_str(), &st) == 0) found.push_back(describe(root, key, st));
  }
};

Result<ListPage> list_now(const fs::path& root, const ListOptions& options) {
  if (options.page_size < 1 || options.page_size > kListPageMax)
    return fail(Code::kInvalidArgument, "A page has 1 to 1,000 objects.", "BAD_PAGE_SIZE");
  Lister lister{root, options, {}, 0};
  lister.walk(root, "");
  if (lister.error) return std::unexpected(disk_error(lister.error, "listing"));
  ListPage page;
  page.objects = std::move(lister.found);
  if (page.objects.size() > options.page_size) {
    page.objects.pop_back();
    page.next_token = page.objects.back().key;
  }
  return page;
}

void remove_old_temporaries(const fs::path& root) {
  std::error_code ec;
  const auto now = fs::file_time_type::clock::now();
  for (fs::directory_iterator it(root / ".jm" / "tmp", ec), end; !ec && it != end; it.increment(ec)) {
    std::error_code ignored;
    if (now - it->last_write_time(ignored) > kTemporaryAgeMax && !ignored) fs::remove(it->path(), ignored);
  }
}

}  // namespace

Result<std::unique_ptr<FolderStore>> FolderStore::open(fs::path root, CpuPool& cpu) {
  std::error_code ec;
  root = fs::absolute(root, ec).lexically_normal();
  if (!root.has_filename()) root = root.parent_path();       // "data/" → "data"
  fs::create_directories(root / ".jm" / "tmp", ec);
  if (!ec) fs::create_directories(root / ".jm" / "meta", ec);
  const Temporary probe(root);
  if (ec || !probe.file)
    return fail(Code::kFailedPrecondition, "The object folder " + root.string() + " cannot be written. Check that it exists and that this user may write to it.");
  remove_old_temporaries(root);
  return std::unique_ptr<FolderStore>(new FolderStore(std::move(root), cpu));
}

namespace {

// Runs `work` on the pool; a full pool and a failed disk look alike to the caller.
template <class F, class T = typename std::invoke_result_t<F>::value_type>
Task<Result<T>> on_pool(CpuPool& cpu, F work) {
  auto outcome = co_await cpu.run(std::move(work));
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return std::move(*outcome);
}

}  // namespace

Task<Result<ObjectInfo>> FolderStore::put(std::string key, std::shared_ptr<const std::string> bytes, PutOptions options) {
  JM_CO_CHECK_OK(check_key(key));
  auto work = [root = root_, key, bytes, options] { return put_now(root, key, *bytes, options); };
  auto done = co_await on_pool(cpu_, std::move(work));
  co_return done;
}

Task<Result<Object>> FolderStore::get(std::string key, GetOptions options) {
  JM_CO_CHECK_OK(check_key(key));
  auto work = [root = root_, key, options] { return get_now(root, key, options); };
  auto done = co_await on_pool(cpu_, std::move(work));
  co_return done;
}

Task<Result<ObjectInfo>> FolderStore::head(std::string key) {
  JM_CO_CHECK_OK(check_key(key));
  auto work = [root = root_, key] { return head_now(root, key); };
  auto done = co_await on_pool(cpu_, std::move(work));
  co_return done;
}

Task<Result<ListPage>> FolderStore::list(ListOptions options) {
  auto work = [root = root_, options] { return list_now(root, options); };
  auto done = co_await on_pool(cpu_, std::move(work));
  co_return done;
}

Task<Result<void>> FolderStore::remove(std::string key) {
  JM_CO_CHECK_OK(check_key(key));
  auto work = [root = root_, key] { return remove_now(root, key); };
  auto done = co_await on_pool(cpu_, std::move(work));
  co_return done;
}

}  // namespace jm::objects
