// Objects as ordinary files below one folder: key "a/b.json" is the file a/b.json, so other programs can read them.
//
// A put writes a temporary file below .jm/, syncs it, renames it into place and syncs the folders. What a plain file cannot
// carry (content type, SHA-256 as etag) is a small record below .jm/meta/, bound to the file by inode, size and
// modification time. Where none matches (a file put there by hand, or edited in place) the etag is made of those three and
// the type is the default. So the files are the truth, and losing .jm/ loses content types only.
//
// All disk work runs on the CpuPool. Several processes may share a folder: writers of one key exclude each other by flock.
#pragma once
#include <filesystem>
#include <memory>

#include "objects/store.h"

namespace jm::objects {

class FolderStore final : public Store {
 public:
  // Makes the folder if needed. FAILED_PRECONDITION if it cannot be written. `cpu` must outlive the store.
  static Result<std::unique_ptr<FolderStore>> open(std::filesystem::path root, CpuPool& cpu);

  Task<Result<ObjectInfo>> put(std::string key, std::shared_ptr<const std::string> bytes, PutOptions options) override;
  Task<Result<Object>> get(std::string key, GetOptions options) override;
  Task<Result<ObjectInfo>> head(std::string key) override;
  Task<Result<ListPage>> list(ListOptions options) override;
  Task<Result<void>> remove(std::string key) override;

 private:
  FolderStore(std::filesystem::path root, CpuPool& cpu) : root_(std::move(root)), cpu_(cpu) {}
  const std::filesystem::path root_;
  CpuPool& cpu_;
};

}  // namespace jm::objects
