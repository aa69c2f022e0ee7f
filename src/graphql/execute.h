// Runs a plan and writes the response.
//
// Phase 1 (waits): every batch field is called once with all its parents; when it has answered, the batch fields below it
// start, all of them at the same time. Fields that do not wait are not touched, except where they lead to one that does.
// Phase 2 (does not wait): one walk through the plan in selection order writes the bytes of the response. A null where the
// schema forbids it takes back what was written for the nearest parent that may be null; nothing is built in between.
//
//   { feed { id company { name } } }   feed and company batch: feed([root]) -> 20 jobs, company([20 jobs]), then the bytes
//
// Mutations run phase 1 and 2 for each root field before the next one starts.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "async/async.h"
#include "graphql/bind.h"
#include "graphql/error.h"
#include "graphql/plan.h"

namespace jm::graphql {

// How a resolver's error looks to the client.
struct ErrorPolicy {
  // extensions.code for this error.
  std::string_view (*code)(const Error& error);
  // True: the message is not for the client. It is logged; the client gets a request id instead.
  bool (*is_internal)(const Error& error);
};
// INVALID_ARGUMENT -> BAD_USER_INPUT, PERMISSION_DENIED -> FORBIDDEN, NOT_FOUND, UNAUTHENTICATED, ...; internal, unknown
// and data loss are masked.
const ErrorPolicy& default_error_policy();

struct ExecuteLimits {
  std::size_t response_bytes_max = 16u << 20;
  std::size_t errors_max = 100;               // in one response; the rest are counted in the last one
};

struct Executed {
  bool data_is_null = false;
  std::size_t errors = 0;
};

// What one request's execution reads; everything outlives it.
struct ExecuteInput {
  const Plan& plan;
  const Document& document;
  VariableValues variables;
  const ErrorPolicy& policy;
  ExecuteLimits limits;
};

// Appends {"data":...} or {"errors":[...],"data":...} to `body`. `arena` holds what lives as long as the request.
Task<Executed> execute(const ExecuteInput& input, Ctx& ctx, Arena& arena, std::string& body);

// {"message":...,"locations":...,"path":...,"extensions":{"code":...}}
void append_error(std::string& out, const GraphqlError& error);
// {"errors":[...]} without data: the request did not get as far as being executed.
std::string request_error_body(std::span<const GraphqlError> errors);

}  // namespace jm::graphql
