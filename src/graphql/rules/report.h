// Collects the errors of one document. Lines and columns are worked out once, at the end; past the limit nothing is kept
// and the rules stop.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graphql/error.h"

namespace jm::graphql {

// Long names and values are cut in messages: an error must not be larger than what it complains about.
inline constexpr std::size_t kQuoteMax = 1000;
std::string abbreviate(std::string text);

class Report {
 public:
  Report(std::string_view source, std::uint32_t errors_max, std::string_view code) : source_(source), errors_max_(errors_max), code_(code) {}

  void add(std::string message, std::initializer_list<std::uint32_t> offsets) { add(std::move(message), std::span(offsets.begin(), offsets.size())); }
  void add(std::string message, std::span<const std::uint32_t> offsets);
  void stop(std::string message);              // checking goes no further; the message says why
  bool stopped() const { return stopped_; }
  bool empty() const { return errors_.empty(); }
  std::vector<GraphqlError> take();

 private:
  struct Error {
    std::string message;
    std::size_t first_offset;                  // in offsets_
    std::size_t offset_count;
  };
  std::string_view source_;
  std::uint32_t errors_max_;
  std::string_view code_;
  std::vector<Error> errors_;
  std::vector<std::uint32_t> offsets_;
  bool stopped_ = false;
};

// Work that may grow faster than the document: every rule that compares things with each other pays here.
class Budget {
 public:
  Budget(Report& report, std::uint64_t work_max) : report_(report), left_(work_max) {}
  // False: used up, and reported. The caller unwinds.
  bool spend(std::uint64_t work) {
    if (work <= left_) [[likely]] return left_ -= work, true;
    left_ = 0;
    exhausted();
    return false;
  }
  void exhausted();

 private:
  Report& report_;
  std::uint64_t left_;
};

}  // namespace jm::graphql
