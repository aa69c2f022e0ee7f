#include "app/ingest_files.h"

#include <algorithm>

namespace jm::app {
namespace {

// The files of one board, one after the other, as the chunks that Ingest reads on a CPU thread.
class FileStream final : public discovery::PayloadStream {
 public:
  FileStream(std::vector<discovery::IngestFile> files, std::optional<Time> as_of) : files_(std::move(files)), as_of_(as_of) {}

  std::optional<discovery::StreamChunk> next() override {
    for (;;) {
      if (!reader_) {
        if (at_ == files_.size()) return std::nullopt;
        reader_ = std::make_unique<discovery::IngestReader>(files_[at_].path, files_[at_].name);
      }
      if (auto chunk = reader_->next()) return discovery::StreamChunk{chunk->bytes, {.name = files_[at_].name, .as_of = as_of_}};
      if (const auto& problem = reader_->problem()) {
        discovery::Reject reject = *problem;
        if (!reject.detail.starts_with(files_[at_].name)) reject.detail = files_[at_].name + ": " + reject.detail;
        problems_.push_back(std::move(reject));
      }
      reader_.reset();
      ++at_;
    }
  }
  std::vector<discovery::Reject> take_problems() override { return std::exchange(problems_, {}); }

 private:
  std::vector<discovery::IngestFile> files_;
  const std::optional<Time> as_of_;
  std::size_t at_ = 0;
  std::unique_ptr<discovery::IngestReader> reader_;
  std::vector<discovery::Reject> problems_;
};

}  // namespace

std::vector<std::string> IngestFiles::boards() const {
  std::vector<std::string> names;
  for (const auto& f : plan_.files)
    if (std::ranges::find(names, f.board->name()) == names.end()) names.emplace_back(f.board->name());
  return names;
}

Task<Result<discovery::IngestReport>> IngestFiles::run(std::string board, std::function<void(const discovery::IngestCounts&)> progress) {
  std::vector<discovery::IngestFile> files;
  std::ranges::copy_if(plan_.files, std::back_inserter(files), [&](const auto& f) { return f.board->name() == board; });
  if (files.empty()) co_return fail(Code::kNotFound, "There is no file of the board " + board + ".");
  const discovery::Board& parser = *files.front().board;
  FileStream stream(std::move(files), plan_.as_of);
  co_return co_await ingest_.run(parser, stream, std::move(progress));
}

}  // namespace jm::app
