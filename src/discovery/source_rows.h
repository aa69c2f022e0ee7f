// Rows about sources and their runs, as messages.
#pragma once
#include "discovery/service.h"

namespace jm::discovery {

// The columns of source_runs.sql and sources_of.sql, from `at`.
pb::SourceRun read_run(const pg::Row& row, int at);

}  // namespace jm::discovery
