// The life of a call:
//
//   gRPC thread   create_reactor: credential, method, x-user-id, room      -> refused at once, or read the one message
//   gRPC thread   OnReadDone: bytes out of gRPC's buffer                   -> post
//   I/O thread    begin: the handler as a coroutine                        -> finish: status and bytes back to gRPC
//   gRPC thread   OnDone: the reactor deletes itself
//
// A Call is shared by both sides. Its reactor pointer is taken by whoever finishes the call (handler, failed read, stop), so
// that a call is finished exactly once and nobody touches the reactor afterwards.
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "base/log.h"
#include "base/metrics.h"
#include "rpc/grpc_types.h"
#include "rpc/health.h"
#include "rpc/metadata.h"
#include "rpc/rpc.h"

namespace jm::rpc {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kUnwindMax{2};       // for handlers that were told to stop

struct Core;
struct Route;
class Reactor;

struct Call : std::enable_shared_from_this<Call> {
  explicit Call(std::shared_ptr<Core> c) : core(std::move(c)) {}
  void finish(Result<std::string> answer);          // any thread; the first one counts

  const std::shared_ptr<Core> core;
  const Route* route = nullptr;
  Caller caller;
  std::string request;
  std::atomic<Reactor*> reactor{nullptr};
  asio::cancellation_signal cancel;                 // I/O thread only
};

class Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Reactor(grpc::GenericCallbackServerContext* context) : context_(context) {}

  void read(std::shared_ptr<Call> call) {
    call_ = std::move(call);
    StartRead(&message_);
  }

  void finish(Result<std::string> answer) {
    if (answer) {
      message_ = to_buffer(*answer);
      StartWriteAndFinish(&message_, grpc::WriteOptions(), grpc::Status::OK);
      return;
    }
    const Error& e = answer.error();
    const std::string reason = printable(e.reason, kReasonBytesMax);
    context_->AddTrailingMetadata(kReason, reason.empty() ? "-" : reason);
    const Code code = e.code == Code::kOk ? Code::kInternal : e.code;
    Finish(grpc::Status(to_grpc(code), std::string(shortened(e.message, kMessageBytesMax))));
  }

  void OnReadDone(bool ok) override;
  void OnCancel() override {}                       // the handler has the same deadline; see rpc.h
  void OnDone() override { delete this; }

 private:
  grpc::GenericCallbackServerContext* const context_;
  grpc::ByteBuffer message_;                        // the request, then the answer
  std::shared_ptr<Call> call_;
};

struct Route {
  Method method;
  metrics::Histogram seconds;
  bool is_public = false;                           // without the credential
};

metrics::Counter failures(Code code) {
  return metrics::counter("jobmate_rpc_failures_total", "Calls answered with an error", {{"code", std::string(code_name(code))}});
}

// Outlives the Server while a call is still on its way through either side.
struct Core : std::enable_shared_from_this<Core> {
  Core(IoContext& i, ServerOptions o) : io(i), options(std::move(o)), drained(i), unwound(i) {}

  grpc::ServerGenericBidiReactor* accept(grpc::GenericCallbackServerContext* context);
  void begin(const std::shared_ptr<Call>& call);
  Task<void> serve(std::shared_ptr<Call> call);
  void closed(const std::shared_ptr<Call>& call);
  std::vector<std::shared_ptr<Call>> take_open();

  IoContext& io;
  const ServerOptions options;
  std::unordered_map<std::string, Route> routes;    // fixed once the server runs

  std::mutex mutex;
  std::unordered_set<std::shared_ptr<Call>> open;   // accepted and not finished
  bool stopping = false;

  Event drained;                                    // I/O thread from here on
  Event unwound;
  std::size_t running = 0;                          // handlers
};

std::string_view value_of(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata, const char* key) {
  const auto it = metadata.find(key);
  return it == metadata.end() ? std::string_view() : std::string_view(it->second.data(), it->second.size());
}

Deadline deadline_of(const grpc::GenericCallbackServerContext& context) {
  const auto at = context.deadline();
  if (at == std::chrono::system_clock::time_point::max()) return Deadline::never();
  return Deadline::in(std::chrono::duration_cast<std::chrono::milliseconds>(at - std::chrono::system_clock::now()));
}

// gRPC thread. Everything that can be refused without reading the message is refused here.
grpc::ServerGenericBidiReactor* Core::accept(grpc::GenericCallbackServerContext* context) {
  auto* reactor = new Reactor(context);
  const auto refuse = [reactor](Error e) {
    failures(e.code).add();
    reactor->finish(std::unexpected(std::move(e)));
    return reactor;
  };
  const auto& metadata = context->client_metadata();
  const auto route = routes.find(context->method());
  const bool is_public = route != routes.end() && route->second.is_public;
  if (!is_public && !is_authorized(value_of(metadata, kAuthorization), options.credential))
    return refuse({Code::kUnauthenticated, "This service answers only callers that hold the service credential.", "NO_CREDENTIAL"});
  if (route == routes.end()) return refuse({Code::kUnimplemented, "The service has no such method.", "UNKNOWN_METHOD"});
  Result<Caller> caller = caller_from(value_of(metadata, kUserId), value_of(metadata, kRequestId), value_of(metadata, kClientAddress),
                                      deadline_of(*context));
  if (!caller) return refuse(std::move(caller).error());

  auto call = std::make_shared<Call>(shared_from_this());
  call->route = &route->second;
  call->caller = std::move(*caller);
  call->reactor = reactor;
  {
    const std::lock_guard lock(mutex);
    if (stopping) return refuse({Code::kUnavailable, "The service is stopping. Try again in a moment.", "STOPPING"});
    if (open.size() >= options.calls_max) return refuse({Code::kResourceExhausted, "The service is busy. Try again in a moment.", "BUSY"});
    open.insert(call);
  }
  reactor->read(std::move(call));
  return reactor;
}

void Reactor::OnReadDone(bool ok) {
  const std::shared_ptr<Call> call = std::move(call_);
  if (!ok || !from_buffer(message_, call->request)) {
    // No message: cancelled, ended before one came, or larger than allowed (gRPC then answers RESOURCE_EXHAUSTED itself).
    call->finish(fail(Code::kInvalidArgument, "The call carries no message.", "NO_MESSAGE"));
    return;
  }
  message_.Clear();
  asio::post(call->core->io, [call] { call->core->begin(call); });
}

void Call::finish(Result<std::string> answer) {
  Reactor* mine = reactor.exchange(nullptr);
  if (!mine) return;
  if (answer && answer->size() > static_cast<std::size_t>(core->options.message_bytes_max))
    answer = fail(Code::kResourceExhausted, "The answer is too large. Ask for less at a time.", "ANSWER_TOO_LARGE");
  if (!answer) failures(answer.error().code).add();
  mine->finish(std::move(answer));
  core->closed(shared_from_this());
}

void Core::closed(const std::shared_ptr<Call>& call) {
  const std::lock_guard lock(mutex);
  open.erase(call);
  if (stopping && open.empty()) asio::post(io, [self = shared_from_this()] { self->drained.notify_all(); });
}

std::vector<std::shared_ptr<Call>> Core::take_open() {
  const std::lock_guard lock(mutex);
  return {open.begin(), open.end()};
}

void Core::begin(const std::shared_ptr<Call>& call) {
  if (!call->reactor) return;                       // finished on its way here
  ++running;
  const auto ended = [self = shared_from_this(), call](std::exception_ptr) {
    call->finish(fail(Code::kUnavailable, "The service is stopping. Try again in a moment.", "STOPPING"));
    if (--self->running == 0) self->unwound.notify_all();
  };
  asio::co_spawn(io, serve(call), asio::bind_cancellation_slot(call->cancel.slot(), ended));
}

Task<void> Core::serve(std::shared_ptr<Call> call) {
  const auto started = std::chrono::steady_clock::now();
  Result<std::string> answer = fail(Code::kInternal, "Something went wrong on our side. Try again.", "INTERNAL");
  try {
    answer = co_await call->route->method.invoke(call->caller, std::move(call->request));
  } catch (const std::exception& e) {
    log::write(log::Level::kError, "a method threw", {{"method", call->route->method.path}, {"what", e.what()}}, &call->caller);
  }
  call->route->seconds.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  call->finish(std::move(answer));
}

class Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(std::shared_ptr<Core> core) : core_(std::move(core)) {}
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override { return core_->accept(context); }

 private:
  const std::shared_ptr<Core> core_;
};

class GrpcServer final : public Server {
 public:
  explicit GrpcServer(std::shared_ptr<Core> core) : core_(std::move(core)), service_(core_) {}

  Result<void> listen() {
    const ServerOptions& o = core_->options;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(o.address, grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(&service_);
    builder.SetMaxReceiveMessageSize(o.message_bytes_max);
    builder.SetMaxSendMessageSize(o.message_bytes_max);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);      // a second server on the port is an error, not a lottery
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
    server_ = builder.BuildAndStart();
    if (!server_ || port_ == 0) {
      server_.reset();
      return fail(Code::kUnavailable, "Cannot listen on " + o.address + ". Is the port in use, or the address not one of this machine?");
    }
    return {};
  }

  ~GrpcServer() override {
    refuse_new();
    cancel_open();
    if (stopper_.joinable()) stopper_.join();
    else if (server_) server_->Shutdown(std::chrono::system_clock::now());
  }

  int port() const override { return port_; }

  Task<void> stop(Deadline deadline) override {
    if (!refuse_new()) co_return;
    // gRPC's Shutdown blocks until the last call has ended: not on this thread.
    const auto until = std::chrono::system_clock::now() + deadline.left();
    auto gone = std::make_shared<Gone>(core_->io);
    stopper_ = std::thread([this, until, gone] {
      server_->Shutdown(until);
      asio::post(core_->io, [gone] {
        gone->done = true;
        gone->event.notify_all();
      });
    });
    while (!core_->take_open().empty()) {
      const bool drained = co_await core_->drained.wait(deadline);
      if (!drained) break;
    }
    cancel_open();
    const Deadline unwind = Deadline::in(kUnwindMax);
    while (core_->running > 0) {
      const bool ended = co_await core_->unwound.wait(unwind);
      if (!ended) {
        log::warn("handlers still run after the server stopped", {{"handlers", core_->running}});
        break;
      }
    }
    while (!gone->done) co_await gone->event.wait(Deadline::never());
  }

 private:
  struct Gone {
    explicit Gone(IoContext& io) : event(io) {}
    bool done = false;
    Event event;
  };

  // False when that was done before.
  bool refuse_new() {
    const std::lock_guard lock(core_->mutex);
    return !std::exchange(core_->stopping, true);
  }

  void cancel_open() {
    for (const auto& call : core_->take_open()) {
      call->finish(fail(Code::kUnavailable, "The service is stopping. Try again in a moment.", "STOPPING"));
      // Within the loop, and with a share: outside of it Asio would keep a bare pointer to the signal until later.
      asio::dispatch(core_->io, [call] { call->cancel.emit(asio::cancellation_type::terminal); });
    }
  }

  const std::shared_ptr<Core> core_;
  Service service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::thread stopper_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(IoContext& io, ServerOptions options, std::vector<Method> methods) {
  if (options.credential.empty()) return fail(Code::kInvalidArgument, "The service credential is empty. Set one, the same for every process.");
  prepare_grpc();
  auto core = std::make_shared<Core>(io, std::move(options));
  Method health = health_method(methods);
  const auto add = [&core](Method m, bool is_public) {
    const metrics::Histogram seconds = metrics::histogram("jobmate_rpc_seconds", "Time in the handler", {{"method", m.path}});
    std::string path = m.path;
    return core->routes.emplace(std::move(path), Route{std::move(m), seconds, is_public}).second;
  };
  add(std::move(health), true);
  for (Method& m : methods) {
    const std::string path = m.path;
    if (!add(std::move(m), false)) return fail(Code::kInvalidArgument, "The method " + path + " is given twice.");
  }
  auto server = std::make_unique<GrpcServer>(std::move(core));
  JM_CHECK_OK(server->listen());
  return server;
}

}  // namespace jm::rpc
