// One question to one endpoint that speaks OpenAI's chat completions.
//
//   Client client(own, guests, {});                           // two http::Client: the operator's endpoint, addresses that users typed
//   Reply reply = co_await client.ask({.endpoint = …, .prompt = …, .key = call_id, .user = user, .deadline = Deadline::in(60s)});
//   if (reply.completion) …                                   // tokens, text
//   else if (reply.paid == Paid::kUnknown) …                  // it may have been paid for: ask again only with somebody's consent
//
// 429, 5xx and failed connections are tried again within the deadline, after what `Retry-After` asks for or with growing pauses; what
// may have been paid for is not, unless the endpoint honours the idempotency key. An endpoint that keeps failing is left alone for
// a while (UNAVAILABLE, reason MODEL_RESTING).
//
// Errors (reason): MODEL_RESTING, MODEL_BUSY (429), MODEL_DOWN (5xx), MODEL_REFUSED (4xx: key, model name, request), BAD_ANSWER, NOTHING_LEAVES,
// ADDRESS_REFUSED, TIMEOUT, TOO_LARGE and http's own. Messages hold nothing of the key, the prompt or the answer.
#pragma once
#include <map>
#include <memory>
#include <random>
#include <string>

#include "async/async.h"
#include "base/ids.h"
#include "base/secrets.h"
#include "http/client.h"
#include "model/chat.h"
#include "model/manners.h"

namespace jm::model {

struct Endpoint {
  std::string base_url;                        // "https://openrouter.ai/api/v1"
  Secret key;                                  // empty: none is sent
  std::string model;
  bool guest = false;                          // the address comes from a user
  bool idempotent = false;                     // it answers a repeated key with the same answer, paid once

  std::string host() const;                    // for people and the ledger
};

struct ClientOptions {
  int tries_max = 4;
  std::chrono::milliseconds retry_first{1'000}, wait_longest{20'000};
  std::chrono::milliseconds answer_longest{90'000};      // one try
  std::size_t answer_bytes_max = std::size_t{1} << 20;
  int failures_max = 5;                        // the breaker's
  std::chrono::milliseconds rest{30'000};
};

struct Question {
  Endpoint endpoint;
  Prompt prompt;
  std::string key;                             // idempotency key
  Uuid user = {};                              // on whose behalf
  Deadline deadline = Deadline::in(std::chrono::seconds(120));
};

struct Reply {
  Result<Completion> completion = fail(Code::kUnknown, "Nothing was asked.");
  Paid paid = Paid::kNo;
  int tries = 0, status = 0;
  std::size_t bytes_out = 0, bytes_in = 0;     // bodies; of all tries
  std::chrono::milliseconds took{0};
};

class Client {
 public:
  Client(http::Client& own, http::Client& guests, ClientOptions options = {}, const Clock& clock = Clock::system());
  Task<Reply> ask(Question question);
  const ClientOptions& options() const { return options_; }

 private:
  Task<Result<http::ClientResponse>> once(const Question& question, const std::string& body, Try& seen);

  http::Client &own_, &guests_;
  const ClientOptions options_;
  const Clock& clock_;
  std::map<std::string, std::shared_ptr<Breaker>> breakers_;   // by base URL and account
  std::minstd_rand dice_{std::random_device{}()};
};

// http(s), a host, no user name, no query; without the slash at its end. INVALID_ARGUMENT says what is wrong.
Result<std::string> clean_base_url(std::string_view text);

}  // namespace jm::model
