// Bytes → Request, without I/O: the state machine under a connection, and what the fuzzer drives.
//
//   RequestParser parser(limits);
//   head(bytes)      the connection's bytes from the start of a message; again with more until it is not kNeedMore
//   body(bytes)      what follows the head, piece by piece, until kDone
//   reset()          for the next message on the connection
//
// Stricter than the RFCs allow where leniency is how requests are smuggled past a proxy: a line that ends in a bare LF, a
// folded field, a blank before the colon, two Content-Length fields (even equal ones), Content-Length with
// Transfer-Encoding, any coding but a single "chunked", control characters anywhere, a missing or second Host.
#pragma once
#include <cstddef>
#include <string_view>

#include "http/chunk_decoder.h"
#include "http/message.h"
#include "http/server.h"

namespace jm::http {

// Why a request is refused; the texts are literals.
struct Refusal {
  int status = 0;
  std::string_view code, message;
};

class RequestParser {
 public:
  enum class Step : unsigned char { kNeedMore, kDone, kRefused };

  explicit RequestParser(const Limits& limits) : limits_(limits) {}      // the limits outlive the parser

  // `bytes` start where the message starts and stay where they are until reset(): the Request's views point into them.
  // kDone: head_size() bytes belong to the head, request() is filled except for the body.
  Step head(std::string_view bytes);
  std::size_t head_size() const { return head_size_; }

  bool has_body() const { return framing_ != Framing::kNone; }
  bool expects_continue() const { return expects_continue_; }
  // After begin_body: announced, or for a chunked body the most it may be.
  std::size_t body_bytes_expected() const { return framing_ == Framing::kChunked ? body_max_ : length_left_; }
  // Call once after the head, with the route's limit: refuses a body that is announced as larger.
  Step begin_body(std::size_t body_bytes_max);
  // Appends to request().body and removes from the front of `bytes` what belongs to this message (all of them if kNeedMore).
  Step body(std::string_view& bytes);

  Request& request() { return request_; }
  const Refusal& refusal() const { return refusal_; }
  void reset();

 private:
  class Sink;
  enum class Framing : unsigned char { kNone, kLength, kChunked };
  Step refuse(int status, std::string_view code, std::string_view message);
  Step refuse_beast(int error);
  Step check_lines(std::string_view bytes);
  Step check_head(bool keep_alive);
  Step finish_body();

  const Limits& limits_;
  Request request_;
  Refusal refusal_;
  std::size_t head_size_ = 0;
  std::size_t scanned_ = 0;            // of the head, by check_lines
  std::size_t length_left_ = 0;        // kLength: bytes of body still to come
  std::size_t body_max_ = 0;
  ChunkDecoder chunks_;                // kChunked
  Framing framing_ = Framing::kNone;
  bool expects_continue_ = false;
};

}  // namespace jm::http
