#include "rpc/health.h"

#include <memory>
#include <set>

namespace jm::rpc {
namespace {

constexpr char kServiceField = 0x0a;          // field 1, a string
constexpr std::string_view kServing{"\x08\x01", 2};

Task<Result<std::string>> check(std::shared_ptr<const std::set<std::string, std::less<>>> services, std::string request) {
  const auto name = health_service(request);
  if (!name) co_return fail(Code::kInvalidArgument, "The request is not a valid message of this method.");
  if (!name->empty() && !services->contains(*name)) co_return fail(Code::kNotFound, "This server has no such service.");
  co_return std::string(kServing);
}

}  // namespace

std::optional<std::string_view> health_service(std::string_view request) {
  if (request.empty()) return request;
  if (request.size() < 2 || request[0] != kServiceField) return std::nullopt;
  const std::size_t length = static_cast<unsigned char>(request[1]);
  if (length >= 0x80 || request.size() != length + 2) return std::nullopt;      // names are short
  return request.substr(2);
}

Method health_method(const std::vector<Method>& methods) {
  auto services = std::make_shared<std::set<std::string, std::less<>>>();
  for (const Method& m : methods) {
    const std::size_t end = m.path.rfind('/');
    if (end != std::string::npos && end > 1) services->insert(m.path.substr(1, end - 1));
  }
  return {"/grpc.health.v1.Health/Check",
          [services](Caller, std::string request) { return check(services, std::move(request)); }};
}

}  // namespace jm::rpc
