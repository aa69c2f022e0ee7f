#include "discovery/sketch_index.h"

#include <algorithm>
#include <cstring>

#include "discovery/sql.h"

namespace jm::discovery {
namespace {

constexpr std::size_t kSentencesAnAd = 24;        // roughly: sizes the sketches of boilerplate at the start

std::string as_bytes(std::span<const std::uint32_t> numbers) { return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::uint32_t)}; }

std::vector<std::uint32_t> as_numbers(const std::string& bytes) {
  std::vector<std::uint32_t> numbers(bytes.size() / sizeof(std::uint32_t));
  std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(std::uint32_t));
  return numbers;
}

}  // namespace

pg::Call SketchIndex::changes_call() const { return {sql::sketches_since, {last_, kPage}}; }

bool SketchIndex::apply(const pg::Rows& rows) {
  if (rows.empty()) return false;
  if (last_ == 0) {
    const auto expected = static_cast<std::size_t>(std::max<std::int64_t>(rows.front().i64(5), 1 << 14));
    boilerplate_ = std::make_unique<domain::Boilerplate>(expected * kSentencesAnAd);
  }
  std::vector<std::uint64_t> entries;
  for (const pg::Row row : rows) {
    last_ = row.i64(0);
    const auto number = static_cast<std::uint32_t>(cards_.size());
    cards_.push_back(row.uuid(1));
    for (const std::uint32_t key : as_numbers(row.bytes(3))) entries.push_back(std::uint64_t{key} << 32 | number);
    if (const auto sentences = as_numbers(row.bytes(4)); !sentences.empty())
      boilerplate_->count(static_cast<std::uint64_t>(row.i64(2)), sentences);
  }
  const bool more = rows.size() == kPage;
  if (entries.size() > 1 << 12) {
    index_.add_sorted(std::move(entries));
  } else {
    for (const std::uint64_t e : entries) index_.add(static_cast<std::uint32_t>(e), std::vector{static_cast<std::uint32_t>(e >> 32)});
  }
  return more;
}

std::vector<Uuid> SketchIndex::near(std::span<const std::uint32_t> keys) const {
  std::vector<Uuid> cards;
  for (const auto& c : index_.find(keys))
    if (std::find(cards.begin(), cards.end(), cards_[c.ad]) == cards.end()) cards.push_back(cards_[c.ad]);
  return cards;
}

pg::Call sketches_call(std::span<const Sketch> sketches) {
  std::vector<Uuid> cards;
  std::vector<std::int64_t> employers;
  std::vector<std::string> keys, sentences;
  for (const Sketch& s : sketches) {
    cards.push_back(s.card);
    employers.push_back(static_cast<std::int64_t>(s.employer));
    keys.push_back(as_bytes(s.keys));
    sentences.push_back(as_bytes(s.sentences));
  }
  pg::Params p;
  p.uuid_array(cards).i64_array(employers).bytes_array(keys).bytes_array(sentences);
  return {sql::add_sketches, std::move(p)};
}

}  // namespace jm::discovery
