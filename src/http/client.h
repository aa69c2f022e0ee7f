// HTTP/1.1 client for other people's servers: verified TLS, every wait under one deadline, every answer under a size limit.
//
//   Client client(io, ClientOptions{});
//   ClientRequest request{.url = "https://api.example.com/v1/jobs?q=c%2B%2B"};
//   request.deadline = Deadline::in(10s);
//   Result<ClientResponse> response = co_await client.send(std::move(request));
//
// A response of any status is a success of the client; redirects are returned, not followed, so that the caller can judge
// the new address. Errors: INVALID_ARGUMENT (URL, header), PERMISSION_DENIED (the vetting hook refused), UNAVAILABLE (name,
// connection, TLS), DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED (answer too large), DATA_LOSS (answer malformed or cut short).
//
// Every request that leaves the machine passes admit() here, so this is where "nothing leaves" is kept: for the whole process
// (`nothing_leaves`), or for the user a request names (`may_leave` is asked each time). Refused requests resolve no name.
// PERMISSION_DENIED with reason NOTHING_LEAVES.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/async.h"
#include "base/ids.h"
#include "base/result.h"
#include "http/address.h"
#include "http/message.h"

namespace jm::http {

// Called with the very address that will be connected to (the name is resolved once, then pinned). An error refuses it.
using AddressVet = std::function<Result<void>(const IpAddress&)>;

struct ClientOptions {
  std::string user_agent = "jobmate";
  std::chrono::milliseconds connect_timeout{5'000};    // name, TCP and TLS together; never beyond the request's deadline
  std::size_t idle_connections_max = 16;               // kept for reuse, over all hosts
  std::chrono::milliseconds idle_timeout{20'000};
  std::string ca_pem;                                  // trust these instead of the system's certificates
  AddressVet vet;
  bool nothing_leaves = false;                         // only this machine and local_hosts are spoken to
  std::vector<std::string> local_hosts;                // names that count as this machine: a container beside this one
  std::function<Task<Result<bool>>(Uuid user)> may_leave;   // for requests that name a user; without it they all may
};

struct ClientRequest {
  Method method = Method::kGet;
  std::string url;                                     // http or https, absolute
  std::vector<std::pair<std::string, std::string>> headers;   // host, content-length, connection, accept-encoding are ours
  std::string body;
  Deadline deadline = Deadline::in(std::chrono::seconds(10));
  std::size_t response_bytes_max = 4 * 1024 * 1024;    // of the body, after decoding
  std::size_t response_header_bytes_max = 32 * 1024;
  std::size_t response_ratio_max = 200;                // decoded / encoded
  std::vector<IpAddress> addresses;                    // connect to these, each vetted, and never ask what the name resolves to
  std::uint16_t connect_port = 0;                      // with `addresses`: instead of the URL's
  bool accept_gzip = true;
  Uuid user = {};                                      // on whose behalf; nil: nobody's in particular
  std::function<void()> on_sending = {};               // called just before the first byte of it goes out
};

struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;                                    // gzip undone
  IpAddress address;                                   // of the server that answered

  std::string_view header(std::string_view name) const;   // the first one; empty if absent
};

// All addresses of a name (or the literal itself), as the system resolves it. UNAVAILABLE with reason "NAME_NOT_FOUND".
Task<Result<std::vector<IpAddress>>> resolve_host(IoContext& io, std::string host, Deadline deadline);

// "localhost", 127.0.0.0/8, ::1: this machine by its name alone.
bool is_this_machine(std::string_view host);

class Client {
 public:
  Client(IoContext& io, ClientOptions options);
  ~Client();
  Client(const Client&) = delete;

  Task<Result<ClientResponse>> send(ClientRequest request);
  // Whether such a request may go out at all; send() asks by itself. For those who resolve names before they send.
  Task<Result<void>> admit(std::string host, Uuid user);

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace jm::http
