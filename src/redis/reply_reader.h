// RESP2 bytes, in whatever pieces they come, to replies. hiredis parses; the limits are ours: bytes of one reply, elements of
// one array; nesting is hiredis' own seven. Beyond a limit or the protocol the reader is broken for good: close the connection.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "redis/reply.h"

namespace jm::redis {

class ReplyReader {
 public:
  static constexpr std::size_t kElementsMax = 100'000;

  explicit ReplyReader(std::size_t reply_bytes_max);
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;

  void feed(std::string_view bytes);
  // The next whole reply; nullopt: more bytes are needed; an error: the stream cannot be read on.
  Result<std::optional<Reply>> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One command as the server wants it.
std::string format_command(const std::vector<std::string_view>& words);

}  // namespace jm::redis
