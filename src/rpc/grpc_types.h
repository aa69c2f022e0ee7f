// gRPC's own types against ours: for server.cc and channel.cc only, nobody else sees a gRPC header.
#pragma once
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>

#include "base/result.h"

namespace jm::rpc {

grpc::ByteBuffer to_buffer(const std::string& bytes);
// False when gRPC could not decompress or assemble it.
bool from_buffer(const grpc::ByteBuffer& buffer, std::string& bytes);

// The canonical numbers are the same on both sides; a number neither side knows is UNKNOWN.
grpc::StatusCode to_grpc(Code code);
Code from_grpc(grpc::StatusCode code);

// Once per process, by whoever makes the first Server or Channel: gRPC's own complaints go to our log.
void prepare_grpc();

}  // namespace jm::rpc
