// One child, one input, one answer.
//
//   parent (on a CpuPool: it blocks)   Result<std::string> out = run_child("read-document", bytes, limits);
//   child  (main of the subcommand)    std::string in = read_input();  … open what is needed …
//                                      if (!confine()) _exit(3);  … work …;  write_output(answer);
#pragma once
#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jm::sandbox {

struct Limits {
  std::size_t memory_bytes = std::size_t{512} << 20;      // address space
  unsigned cpu_seconds = 10;
  std::size_t output_bytes_max = std::size_t{16} << 20;
  std::chrono::milliseconds time_max{20'000};             // then it is killed
};

// What the child wrote. DEADLINE_EXCEEDED "SANDBOX_TIMEOUT": it ran out of time (wall or CPU); DATA_LOSS "SANDBOX_ENDED": it crashed,
// ran out of memory or did what is forbidden; UNAVAILABLE: it could not be started, `stop` was requested (the child is killed at once), or
// this is a child itself. Blocks; any thread.
Result<std::string> run_child(const std::string& subcommand, std::string_view input, const Limits& limits, std::stop_token stop = {});

// In the child: limits first (set by limit_self), then the input, then the filter.
void limit_self(const Limits& limits);
std::string read_input();
// No system call but those that computing needs; with `fonts` also new threads and asking whether a file is there (not opening it), which
// the libraries that set text cannot do without. False when the kernel refuses: then nothing may be read.
bool confine(bool fonts = false);
bool write_output(std::string_view answer);

}  // namespace jm::sandbox
