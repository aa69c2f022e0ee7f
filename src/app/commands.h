// The subcommands. Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong usage.
#pragma once
#include <string>
#include <vector>

namespace jm::app {

int up(const std::vector<std::string>& args);
int serve(const std::vector<std::string>& args);
int demo(const std::vector<std::string>& args);
int ingest(const std::vector<std::string>& args);
int sources(const std::vector<std::string>& args);
int replay(const std::vector<std::string>& args);
int audit(const std::vector<std::string>& args);
int read_cv(const std::vector<std::string>& args);
int migrate(const std::vector<std::string>& args);
int database(const std::vector<std::string>& args);
int config(const std::vector<std::string>& args);
int doctor(const std::vector<std::string>& args);

}  // namespace jm::app
