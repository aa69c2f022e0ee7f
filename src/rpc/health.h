// grpc.health.v1.Health/Check, for load balancers and probes: SERVING for the whole server ("") and for each service it has,
// NOT_FOUND for any other name. The message has one field, so it is read and written by hand. That it answers at all shows
// that the I/O thread runs.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "rpc/rpc.h"

namespace jm::rpc {

// HealthCheckRequest.service; nullopt when the bytes are no such message.
std::optional<std::string_view> health_service(std::string_view request);

Method health_method(const std::vector<Method>& methods);

}  // namespace jm::rpc
