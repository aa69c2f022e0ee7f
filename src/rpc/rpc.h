// gRPC between our own processes, without generated stubs: a method is a path, bytes in, bytes out. Serialisation is in
// typed.h; what the service is, rpc does not know.
//
// Metadata carries x-user-id, x-request-id, x-client-address and the shared service credential (authorization:
// "Bearer <credential>"); the remaining deadline is gRPC's own. A call without the credential is UNAUTHENTICATED before
// anything is parsed. Result codes are gRPC's canonical ones in both directions; Error::reason travels as trailing metadata
// "x-reason".
//
// Threads: gRPC's callback threads only post to the I/O thread and back; handlers and continuations run on the I/O thread.
// gRPC starts its threads with the first Server or Channel of the process, not before.
//
// Waiting: a caller that is cancelled, or whose deadline passes, stops waiting and tells the server. The server's handler is
// not interrupted for that: it sees the same deadline, and half a piece of work is nobody's gain.
//
// Lifetime: the IoContext outlives both; a Server or Channel that is destroyed first ends its open calls as UNAVAILABLE.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "async/async.h"
#include "base/caller.h"
#include "base/result.h"

namespace jm::rpc {

struct Method {
  std::string path;                                                              // "/jobmate.v1.TrackerService/MoveCard"
  std::function<Task<Result<std::string>>(Caller caller, std::string request)> invoke;
};

struct ServerOptions {
  std::string address = {};                 // "127.0.0.1:9082", "0.0.0.0:9082", port 0 = any free one
  std::string credential = {};              // shared service secret; empty is refused
  int message_bytes_max = 16 << 20;
  std::size_t calls_max = 2'000;            // open at once; more are RESOURCE_EXHAUSTED
};

class Server {
 public:
  // Fails when the address cannot be bound. Answers grpc.health.v1.Health/Check too, without the credential.
  static Result<std::unique_ptr<Server>> start(IoContext& io, ServerOptions options, std::vector<Method> methods);
  virtual ~Server() = default;
  virtual int port() const = 0;
  // Refuses new calls, lets running ones finish until the deadline, then cancels them. Call it on the I/O thread.
  virtual Task<void> stop(Deadline deadline) = 0;
};

struct ChannelOptions {
  std::string address = {};                 // "host:port" or a gRPC target ("dns:///tracker:9082")
  std::string credential = {};
  int message_bytes_max = 16 << 20;
};

class Channel {
 public:
  static std::unique_ptr<Channel> connect(IoContext& io, ChannelOptions options);
  virtual ~Channel() = default;
  // One unary call. A server that cannot be reached is UNAVAILABLE at once (no wait-for-ready), a passed deadline DEADLINE_EXCEEDED.
  virtual Task<Result<std::string>> call(std::string_view path, Caller caller, std::string request) = 0;
  // For /ready: true if the channel is connected or connects before the deadline.
  virtual Task<bool> ready(Deadline deadline) = 0;
};

}  // namespace jm::rpc
