#include "graphql/multipart_request.h"

#include <utility>

#include "graphql/json_in.h"
#include "http/multipart.h"

namespace jm::graphql {
namespace {

std::unexpected<MultipartProblem> bad(std::string message) { return std::unexpected(MultipartProblem{.message = std::move(message)}); }
std::unexpected<MultipartProblem> too_large(std::string message) {
  return std::unexpected(MultipartProblem{.status = 413, .message = std::move(message), .code = "PAYLOAD_TOO_LARGE"});
}

std::expected<Input, MultipartProblem> json_part(const std::vector<http::Part>& parts, std::size_t at, std::string_view name, std::size_t bytes_max, Arena& arena) {
  const std::string label(name);
  if (parts.size() <= at || parts[at].name != name || parts[at].filename)
    return bad("Part " + std::to_string(at + 1) + " of a multipart request must be the field \"" + label + "\".");
  if (parts[at].body.size() > bytes_max) return too_large("The part \"" + label + "\" is larger than " + std::to_string(bytes_max) + " bytes.");
  const auto json = read_json(parts[at].body, arena);
  if (!json) return bad("The part \"" + label + "\" " + std::string(json_in_message(json.error())) + ".");
  if (json->kind() == Input::Kind::kList) return bad("The part \"" + label + "\" must be a JSON object: batched requests are not offered.");
  return *json;
}

}  // namespace

std::expected<MultipartRequest, MultipartProblem> read_multipart_request(std::string_view content_type, std::string_view body, const MultipartLimits& limits, Arena& arena) {
  const auto boundary = http::multipart_boundary(content_type);
  if (!boundary) return bad(boundary.error().message);
  const auto parts = http::parse_multipart(body, *boundary, {.parts_max = limits.files_max + 2});
  if (!parts) {
    if (parts.error().code == Code::kResourceExhausted) return too_large(parts.error().message);
    return bad(parts.error().message);
  }
  const auto operations = json_part(*parts, 0, "operations", limits.operations_bytes_max, arena);
  if (!operations) return std::unexpected(operations.error());
  const auto map = json_part(*parts, 1, "map", limits.operations_bytes_max, arena);
  if (!map) return std::unexpected(map.error());

  MultipartRequest out{.operations = *operations, .files = {}};
  std::size_t paths = 0;
  for (const auto& [name, targets] : map->fields()) {
    const http::Part* part = nullptr;
    for (std::size_t i = 2; i < parts->size(); ++i) if ((*parts)[i].name == name) part = &(*parts)[i];
    const std::string label(name.substr(0, 100));
    if (part == nullptr) return bad("The file \"" + label + "\" is in the map but not in the request.");
    if (out.files.size() == limits.files_max) return too_large("At most " + std::to_string(limits.files_max) + " file(s) can be sent in one request.");
    if (part->body.size() > limits.file_bytes_max) return too_large("The file \"" + label + "\" is larger than " + std::to_string(limits.file_bytes_max) + " bytes.");
    if (targets.kind() != Input::Kind::kList || targets.items().empty()) return bad("The map must name a list of paths for the file \"" + label + "\".");
    const auto file = Input::upload(out.files.size());
    out.files.push_back({.file_name = arena.copy(std::string_view(part->filename.value_or(""))), .content_type = part->content_type, .bytes = part->body});
    for (const auto& target : targets.items()) {
      if (++paths > limits.map_paths_max) return too_large("The map names more than " + std::to_string(limits.map_paths_max) + " paths.");
      if (!target.str().starts_with("variables.") || !replace_null(out.operations, target.str(), file))
        return bad("A path of the map for the file \"" + label + "\" does not lead to a null among the variables.");
    }
  }
  return out;
}

}  // namespace jm::graphql
