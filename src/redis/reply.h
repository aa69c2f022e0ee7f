// What Redis answers.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace jm::redis {

struct Reply {
  enum class Type : std::uint8_t { kNil, kInteger, kString, kStatus, kArray, kError };
  Type type = Type::kNil;
  std::int64_t integer = 0;
  std::string text;                                        // kString, kStatus, kError
  std::vector<Reply> items;                                // kArray
  bool is_nil() const { return type == Type::kNil; }
};

}  // namespace jm::redis
