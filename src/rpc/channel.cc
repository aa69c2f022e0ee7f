// A call out: gRPC's completion comes on its own thread, is posted to the I/O thread and wakes the coroutine. The pieces
// gRPC writes to (context, buffers) are shared with the completion, so that a caller who no longer waits leaves nothing dangling.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "base/log.h"
#include "rpc/grpc_types.h"
#include "rpc/metadata.h"
#include "rpc/rpc.h"

namespace jm::rpc {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr int kBackoffFirstMs = 100, kBackoffMaxMs = 2'000;   // between attempts to connect
constexpr int kConnectMs = 3'000;
constexpr int kKeepaliveMs = 30'000, kKeepaliveAnswerMs = 10'000;
constexpr auto kReadyPoll = 20ms;

struct Pending {
  explicit Pending(IoContext& io) : answered(io) {}
  grpc::ClientContext context;
  grpc::ByteBuffer request, reply;
  grpc::Status status;
  bool done = false;                  // I/O thread
  Event answered;
};

// gRPC's side of the open calls: the Channel goes only after the last completion has been posted.
struct Open {
  std::mutex mutex;
  std::condition_variable none;
  std::set<std::shared_ptr<Pending>> calls;
};

// Whoever stops waiting (deadline, cancellation) tells the server.
struct CancelUnlessDone {
  std::shared_ptr<Pending> pending;
  ~CancelUnlessDone() {
    if (!pending->done) pending->context.TryCancel();
  }
};

Error error_of(const Pending& p, std::string_view path) {
  const auto& trailing = p.context.GetServerTrailingMetadata();
  const auto reason = trailing.find(kReason);
  const Code code = from_grpc(p.status.error_code());
  if (reason == trailing.end()) {
    log::debug("a call did not reach its method", {{"method", path}, {"code", code_name(code)}, {"what", p.status.error_message()}});
    return transport_error(code);
  }
  std::string word(reason->second.data(), reason->second.size());
  if (word == "-") word.clear();
  return {code, p.status.error_message(), std::move(word)};
}

class GrpcChannel final : public Channel {
 public:
  GrpcChannel(IoContext& io, ChannelOptions options) : io_(io), authorization_("Bearer " + options.credential), message_bytes_max_(options.message_bytes_max) {
    grpc::ChannelArguments args;
    args.SetMaxReceiveMessageSize(options.message_bytes_max);
    args.SetMaxSendMessageSize(options.message_bytes_max);
    args.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kBackoffFirstMs);
    args.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kBackoffMaxMs);
    args.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMs);       // gRPC's name for the time one attempt may take
    args.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
    args.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveAnswerMs);
    args.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);                          // who calls knows whether it may be done twice
    args.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);                       // inside the house
    args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channel_ = grpc::CreateCustomChannel(options.address, grpc::InsecureChannelCredentials(), args);
    stub_ = std::make_unique<grpc::GenericStub>(channel_);
  }

  ~GrpcChannel() override {
    std::unique_lock lock(open_->mutex);
    const auto calls = open_->calls;
    lock.unlock();                    // a completion may run inside TryCancel
    for (const auto& p : calls) p->context.TryCancel();
    lock.lock();
    open_->none.wait(lock, [this] { return open_->calls.empty(); });
  }

  Task<Result<std::string>> call(std::string_view path, Caller caller, std::string request) override {
    if (caller.deadline.passed()) co_return std::unexpected(transport_error(Code::kDeadlineExceeded));
    if (request.size() > static_cast<std::size_t>(message_bytes_max_)) co_return std::unexpected(transport_error(Code::kResourceExhausted));
    const std::string method(path);
    const std::shared_ptr<Pending> p = start(method, caller, request);
    const CancelUnlessDone guard{p};
    while (!p->done) {
      const bool answered = co_await p->answered.wait(Deadline::never());
      if (!answered) co_return std::unexpected(transport_error(Code::kCancelled));
    }
    if (!p->status.ok()) co_return std::unexpected(error_of(*p, method));
    std::string bytes;
    if (!from_buffer(p->reply, bytes)) co_return std::unexpected(transport_error(Code::kInternal));
    co_return bytes;
  }

  Task<bool> ready(Deadline deadline) override {
    for (;;) {
      if (channel_->GetState(true) == GRPC_CHANNEL_READY) co_return true;
      if (deadline.passed()) co_return false;
      const bool slept = co_await sleep_for(std::min<std::chrono::milliseconds>(kReadyPoll, deadline.left() + 1ms));
      if (!slept) co_return false;
    }
  }

 private:
  std::shared_ptr<Pending> start(const std::string& method, const Caller& caller, const std::string& request) {
    auto p = std::make_shared<Pending>(io_);
    grpc::ClientContext& c = p->context;
    c.AddMetadata(kAuthorization, authorization_);
    if (!caller.user_id.is_nil()) c.AddMetadata(kUserId, caller.user_id.str());
    if (std::string id = printable(caller.request_id, kRequestIdBytesMax); !id.empty()) c.AddMetadata(kRequestId, std::move(id));
    if (std::string at = printable(caller.address, kAddressBytesMax); !at.empty()) c.AddMetadata(kClientAddress, std::move(at));
    if (!caller.deadline.is_never()) c.set_deadline(std::chrono::system_clock::now() + caller.deadline.left());
    p->request = to_buffer(request);
    {
      const std::lock_guard lock(open_->mutex);
      open_->calls.insert(p);
    }
    // gRPC thread. It gives its share of the call away under the lock: afterwards the channel and io may go, and the last
    // share must not end here, because a gRPC thread that destroys a channel waits for itself.
    auto completed = [&io = io_, open = open_, mine = p](grpc::Status status) mutable {
      mine->status = std::move(status);
      const std::lock_guard lock(open->mutex);
      open->calls.erase(mine);
      asio::post(io, [p = std::move(mine)] {
        p->done = true;
        p->answered.notify_all();
      });
      if (open->calls.empty()) open->none.notify_all();
    };
    stub_->UnaryCall(&c, method, {}, &p->request, &p->reply, std::move(completed));
    return p;
  }

  IoContext& io_;
  const std::string authorization_;
  const int message_bytes_max_;
  const std::shared_ptr<Open> open_ = std::make_shared<Open>();
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<grpc::GenericStub> stub_;
};

}  // namespace

std::unique_ptr<Channel> Channel::connect(IoContext& io, ChannelOptions options) {
  prepare_grpc();
  return std::make_unique<GrpcChannel>(io, std::move(options));
}

}  // namespace jm::rpc
