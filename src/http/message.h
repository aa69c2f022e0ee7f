// What a handler sees: a request that has been read, checked and limited, and the response it returns.
//
//   Task<Response> hello(Request& request) {
//     co_return json_response(200, R"({"hello":"world"})");
//   }
//
// Lifetimes: the connection owns the Request until the handler has returned; every string_view in it points into the
// connection's buffer and dies with it. A stream (Response::stream) starts after that, so it keeps copies of what it needs.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "async/async.h"
#include "base/clock.h"
#include "base/result.h"

namespace jm::http {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };
std::string_view method_name(Method method);       // "GET"; kOther is ""

// ASCII case-insensitive, as header names are compared.
bool iequals(std::string_view a, std::string_view b);

struct HeaderView {
  std::string_view name, value;
};

// The header fields of a received message in their order. Values have no surrounding blanks.
class HeaderList {
 public:
  std::string_view get(std::string_view name) const;      // the first one; empty if absent
  bool has(std::string_view name) const;
  // All values of a list field as one, "a, b" (RFC 9110 §5.3); for Accept, X-Forwarded-For and the like.
  std::string joined(std::string_view name) const;
  const std::vector<HeaderView>& all() const { return fields_; }
  void add(std::string_view name, std::string_view value) { fields_.push_back({name, value}); }
  void clear() { fields_.clear(); }

 private:
  std::vector<HeaderView> fields_;
};

struct Request {
  Method method = Method::kGet;
  std::string_view method_text;            // as sent, also for kOther
  std::string_view target;                 // as sent: "/a%20b?x=1"
  std::string path;                        // decoded, dot segments and doubled slashes removed: "/a b"; valid UTF-8
  std::string_view query_string;           // as sent, without '?'
  HeaderList headers;
  std::string body;                        // whole; Content-Encoding: gzip already undone. May be moved out
  std::string remote_address;              // of the client; from X-Forwarded-For only behind a trusted proxy
  std::string request_id;                  // X-Request-Id if it is well-formed, else made here; echoed in the response
  Deadline deadline;                       // by which the answer should be ready
  std::string_view route;                  // the pattern that matched, as registered: a label for metrics
  int version_minor = 1;                   // HTTP/1.x
  bool keep_alive = true;

  // First query parameter of that name, decoded ('+' is a blank); nullopt if absent.
  std::optional<std::string> query(std::string_view name) const;
  // True if Content-Type is this media type, whatever its parameters: is_type("application/json").
  bool is_type(std::string_view media_type) const;
};

// Response header fields, kept as the bytes that will be sent ("name: value\r\n"…). A control character in a value becomes
// a blank, so that no value can split the response.
class HeaderBlock {
 public:
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);   // replaces
  std::string_view get(std::string_view name) const;         // the first one; empty if absent
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// One open response body: chunks are on the wire when write() returns (or it waits for a slow client, up to
// Limits::write_timeout). No other timeout: a stream lives until its function returns, the client leaves, or the server stops.
class Stream {
 public:
  virtual ~Stream() = default;
  // CANCELLED when the client has gone or the server stops; DEADLINE_EXCEEDED when it did not read in time. Either way the
  // stream is over. One write at a time. The bytes must live until the call returns; shared ones are not copied.
  virtual Task<Result<void>> write(std::shared_ptr<const std::string> bytes) = 0;
  virtual Task<Result<void>> write(std::string_view bytes) = 0;
  // True once the client has gone, a write failed, or the server stops.
  virtual bool closed() const = 0;
  // Called once, on the I/O thread, when closed() becomes true (at once if it already is): wake your waiter there. Not
  // called after the stream function has returned.
  virtual void on_close(std::function<void()> callback) = 0;
};
// A plain lambda that calls a coroutine function with copies, not itself a coroutine:
//   response.stream = [this, user](Stream& s) { return follow(s, user); };
using StreamFunction = std::function<Task<void>(Stream&)>;

struct Response {
  int status = 200;
  std::string content_type;                // empty: no body expected, none is sent
  HeaderBlock headers;                     // beside content-type, content-length, date, vary: accept-encoding
  std::variant<std::string, std::shared_ptr<const std::string>> body;
  StreamFunction stream;                   // if set, body is ignored
  bool compress = true;                    // allow br or gzip if the client accepts it and the type gains from it
  bool close = false;                      // end the connection after this response

  std::string_view body_view() const;
};

using Handler = std::function<Task<Response>(Request&)>;

Response json_response(int status, std::string body);
Response text_response(int status, std::string body);
// text/event-stream with the headers that keep proxies from buffering it.
Response event_stream(StreamFunction function);

}  // namespace jm::http
