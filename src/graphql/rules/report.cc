#include "graphql/rules/report.h"

#include "graphql/source.h"

namespace jm::graphql {

std::string abbreviate(std::string text) {
  if (text.size() <= kQuoteMax) return text;
  auto end = kQuoteMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;   // not inside a character
  text.resize(end);
  return text += "...";
}

void Report::add(std::string message, std::span<const std::uint32_t> offsets) {
  if (stopped_) return;
  if (errors_.size() >= errors_max_) return stop("Too many validation errors, error limit reached. Validation aborted.");
  errors_.push_back({std::move(message), offsets_.size(), offsets.size()});
  offsets_.insert(offsets_.end(), offsets.begin(), offsets.end());
}

void Report::stop(std::string message) {
  if (stopped_) return;
  errors_.push_back({std::move(message), 0, 0});
  stopped_ = true;
}

std::vector<GraphqlError> Report::take() {
  std::vector<GraphqlError> out;
  if (errors_.empty()) return out;
  out.reserve(errors_.size());
  const auto locations = locate(source_, offsets_);
  for (auto& e : errors_) {
    const auto first = locations.begin() + static_cast<std::ptrdiff_t>(e.first_offset);
    out.push_back({.message = std::move(e.message), .locations = {first, first + static_cast<std::ptrdiff_t>(e.offset_count)}, .code = std::string(code_)});
  }
  errors_.clear();
  offsets_.clear();
  return out;
}

void Budget::exhausted() {
  report_.stop("Checking this document takes too much work: it repeats the same fields or fragments too often. Validation aborted.");
}

}  // namespace jm::graphql
