#include "redis/reply_reader.h"

#include <gtest/gtest.h>

namespace jm::redis {
namespace {

std::string shown(const Reply& r) {
  switch (r.type) {
    case Reply::Type::kNil: return "nil";
    case Reply::Type::kInteger: return std::to_string(r.integer);
    case Reply::Type::kString: return "'" + r.text + "'";
    case Reply::Type::kStatus: return "+" + r.text;
    case Reply::Type::kError: return "-" + r.text;
    case Reply::Type::kArray: break;
  }
  std::string out = "[";
  for (const Reply& item : r.items) out += (out.size() > 1 ? " " : "") + shown(item);
  return out + "]";
}

// All replies in the bytes, fed in pieces of n; "!" where the stream breaks.
std::string read(std::string_view bytes, std::size_t n, std::size_t limit = 1 << 20) {
  ReplyReader reader(limit);
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += n) {
    reader.feed(bytes.substr(at, n));
    for (;;) {
      const auto reply = reader.next();
      if (!reply) return out + "!";
      if (!*reply) break;
      out += shown(**reply) + ";";
    }
  }
  return out;
}

TEST(ReplyReader, reads_every_type_in_pieces_of_any_size) {
  struct Case {
    const char* bytes;
    const char* replies;
  };
  for (const Case& c : {Case{"+OK\r\n", "+OK;"}, {":-42\r\n", "-42;"}, {"$3\r\nabc\r\n$0\r\n\r\n$-1\r\n", "'abc';'';nil;"}, {"-ERR no\r\n", "-ERR no;"},
                        {"*3\r\n$1\r\na\r\n:1\r\n*2\r\n+x\r\n$-1\r\n*0\r\n*-1\r\n", "['a' 1 [+x nil]];[];nil;"}, {"$5\r\na\r\nb", ""}, {"?nonsense\r\n", "!"}, {"*2\r\n+a\r\n!b\r\n", "!"}})
    for (const std::size_t n : {1, 2, 3, 1000}) EXPECT_EQ(read(c.bytes, n), c.replies) << c.bytes << " in pieces of " << n;
}

TEST(ReplyReader, refuses_what_is_too_large_too_deep_or_announces_too_much) {
  EXPECT_EQ(read("$1000\r\n" + std::string(900, 'x'), 100, 500), "!");
  EXPECT_EQ(read("*2000000000\r\n", 100), "!");
  EXPECT_EQ(read("*100001\r\n", 100), "!");
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += "*1\r\n";
  EXPECT_EQ(read(deep, 100), "!");
  EXPECT_EQ(read("$99999999999999999999\r\n", 100), "!");
  EXPECT_EQ(read("$-2\r\n", 100), "!");
}

TEST(ReplyReader, the_limit_is_for_one_reply_not_for_the_connection) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "$10\r\n0123456789\r\n";
  EXPECT_EQ(read(many, 7, 100).size(), 1000u * 13);
}

TEST(FormatCommand, counts_bytes_not_characters) {
  using namespace std::literals;
  EXPECT_EQ(format_command({"SET", "é", "\0\r\n"sv}), "*3\r\n$3\r\nSET\r\n$2\r\né\r\n$3\r\n\0\r\n\r\n"s);
}

}  // namespace
}  // namespace jm::redis
