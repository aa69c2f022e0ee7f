// Messages over rpc.h's bytes. Request and Reply are protobuf messages (anything with SerializeAsString / ParseFromString).
#pragma once
#include <utility>

#include "rpc/rpc.h"

namespace jm::rpc {

template <class Reply, class Request>
Task<Result<Reply>> call(Channel& channel, const char* path, Caller caller, Request request) {
  std::string bytes = request.SerializeAsString();
  Result<std::string> answer = co_await channel.call(path, std::move(caller), std::move(bytes));
  if (!answer) co_return std::unexpected(std::move(answer).error());
  Reply reply;
  if (!reply.ParseFromString(*answer)) co_return fail(Code::kInternal, "The service answered something unreadable.");
  co_return reply;
}

template <class Request, class Reply, class Service>
Task<Result<std::string>> invoke(Service& service, Task<Result<Reply>> (Service::*member)(Caller, Request), Caller caller, std::string bytes) {
  Request request;
  if (!request.ParseFromString(bytes)) co_return fail(Code::kInvalidArgument, "The request is not a valid message of this method.");
  Result<Reply> reply = co_await (service.*member)(std::move(caller), std::move(request));
  if (!reply) co_return std::unexpected(std::move(reply).error());
  co_return reply->SerializeAsString();
}

template <class Request, class Reply, class Service>
Method method(const char* path, Service& service, Task<Result<Reply>> (Service::*member)(Caller, Request)) {
  return {path, [&service, member](Caller caller, std::string bytes) {
            return invoke<Request, Reply, Service>(service, member, std::move(caller), std::move(bytes));
          }};
}

}  // namespace jm::rpc
