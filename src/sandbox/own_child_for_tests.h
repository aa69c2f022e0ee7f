// For a test program that is its own child (child.h): gtest and benchmark own main(), so a constant of the program takes the subcommand
// before it:   const int kChild = [] { if (sandbox::own_subcommand() == kReaderCommand) reader_main(); return 0; }();
#pragma once
#include <fstream>
#include <string>

namespace jm::sandbox {

inline std::string own_subcommand() {
  std::ifstream in("/proc/self/cmdline", std::ios::binary);
  std::string name, what;
  std::getline(in, name, '\0');
  std::getline(in, what, '\0');
  return what;
}

}  // namespace jm::sandbox
