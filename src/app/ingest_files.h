// Recorded payloads on disk, board by board: what `jobmate ingest` and `jobmate demo` share.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "app/wire.h"
#include "discovery/ingest.h"
#include "discovery/ingest_reader.h"

namespace jm::app {

class IngestFiles {
 public:
  IngestFiles(App& app, discovery::IngestPlan plan) : ingest_(app.worker_deps()), plan_(std::move(plan)) {}

  std::vector<std::string> boards() const;             // those that have a file, in order
  const std::vector<discovery::Skipped>& skipped() const { return plan_.skipped; }
  // All files of one board as one run.
  Task<Result<discovery::IngestReport>> run(std::string board, std::function<void(const discovery::IngestCounts&)> progress);

 private:
  discovery::Ingest ingest_;
  discovery::IngestPlan plan_;
};

}  // namespace jm::app
