// The GraphQL multipart request specification: files as values of variables.
//
//   operations  {"query": "mutation ($f: Upload!) {...}", "variables": {"f": null}}
//   map         {"0": ["variables.f"]}
//   0           the file
//
// The parts come in this order. Each path must lead to a null inside the operations, which then holds the file.
#pragma once
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "graphql/arena.h"
#include "graphql/input.h"

namespace jm::graphql {

struct MultipartLimits {
  std::size_t operations_bytes_max = 256 * 1024;   // of `operations`, and of `map`
  std::size_t files_max = 1;
  std::size_t file_bytes_max = 10u << 20;
  std::size_t map_paths_max = 16;
};

struct MultipartRequest {
  Input operations;                                // a JSON object, files in place
  std::vector<Upload> files;
};

struct MultipartProblem {
  int status = 400;
  std::string message;
  std::string_view code = "BAD_REQUEST";
};

// The result points into `body` and `arena`.
std::expected<MultipartRequest, MultipartProblem> read_multipart_request(std::string_view content_type, std::string_view body, const MultipartLimits& limits, Arena& arena);

}  // namespace jm::graphql
