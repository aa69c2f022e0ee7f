// read-cv: what the product would read from a file, without an account. The file is read where uploads are: in the sandbox.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "app/commands.h"
#include "cv/document.h"
#include "cv/json.h"

namespace jm::app {

int read_cv(const std::vector<std::string>& args) {
  if (args.size() != 1) {
    std::fputs("Usage: jobmate read-cv FILE\n", stderr);
    return 2;
  }
  std::ifstream in(args[0], std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "jobmate: %s cannot be opened.\n", args[0].c_str());
    return 1;
  }
  std::string bytes;
  bytes.assign(std::istreambuf_iterator<char>(in), {});
  auto cv = jm::cv::read_in_sandbox(bytes);
  if (jm::cv::needs_recognising(cv)) cv = jm::cv::recognise_in_sandbox(bytes, std::move(cv));
  if (cv && !cv->unread_pages.empty()) std::fprintf(stderr, "jobmate: %s\n", jm::cv::explain("PAGES_UNREAD", false).c_str());
  if (!cv) {
    std::fprintf(stderr, "jobmate: %s (%s)\n", cv.error().message.c_str(), cv.error().reason.c_str());
    return 1;
  }
  std::puts(jm::cv::to_json(*cv).c_str());
  return 0;
}

}  // namespace jm::app
