// One service, called directly or over gRPC on loopback, so that a test of its interface runs on both topologies:
//
//   test::EitherWay<TrackerService, TrackerServiceClient> way(io, *service, over_rpc);
//   way.service().MoveCard(…)
#pragma once
#include <memory>
#include <stdexcept>
#include <string>

#include "rpc/rpc.h"
#include "support/run_io.h"

namespace jm::test {

template <class Service, class Client>
class EitherWay {
 public:
  EitherWay(IoContext& io, Service& service, bool over_rpc) : io_(io), service_(&service) {
    if (!over_rpc) return;
    const std::string credential = "the-credential-of-this-test";
    auto server = rpc::Server::start(io, {.address = "127.0.0.1:0", .credential = credential}, methods(service));
    if (!server) throw std::runtime_error(server.error().message);
    server_ = std::move(*server);
    channel_ = rpc::Channel::connect(io, {.address = "127.0.0.1:" + std::to_string(server_->port()), .credential = credential});
    client_ = std::make_unique<Client>(*channel_);
    service_ = client_.get();
  }
  ~EitherWay() {
    client_.reset();
    channel_.reset();
    if (server_) run_io(io_, server_->stop(Deadline::in(std::chrono::seconds(2))));
  }
  EitherWay(const EitherWay&) = delete;
  Service& service() { return *service_; }

 private:
  IoContext& io_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<rpc::Channel> channel_;
  std::unique_ptr<Client> client_;
  Service* service_;
};

}  // namespace jm::test
