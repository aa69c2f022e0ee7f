#include "rpc/grpc_types.h"

#include <grpc/support/log.h>

#include <mutex>
#include <vector>

#include "base/log.h"

namespace jm::rpc {

grpc::ByteBuffer to_buffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

bool from_buffer(const grpc::ByteBuffer& buffer, std::string& bytes) {
  bytes.clear();
  if (!buffer.Valid()) return true;      // a message of no bytes
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return false;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& s : slices) bytes.append(reinterpret_cast<const char*>(s.begin()), s.size());
  return true;
}

grpc::StatusCode to_grpc(Code code) { return static_cast<grpc::StatusCode>(code); }

Code from_grpc(grpc::StatusCode code) {
  const int n = static_cast<int>(code);
  return n >= 0 && n <= static_cast<int>(Code::kUnauthenticated) ? static_cast<Code>(n) : Code::kUnknown;
}

void prepare_grpc() {
  static std::once_flag once;
  std::call_once(once, [] {
    gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
    gpr_set_log_function([](gpr_log_func_args* args) { log::warn("gRPC reports", {{"what", args->message}}); });
  });
}

}  // namespace jm::rpc
