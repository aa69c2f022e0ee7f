// Offers out of a payload, whatever its shape and however broken: a whole body ({"resultats": [...]}), an array, JSON lines
// (also with envelopes per line), one object. A structural scan cuts the payload into offers; each is then parsed by itself, so
// memory does not grow with the payload, and a bad offer costs only itself. Where the structure breaks, reading goes on at the
// next line that starts an object at the same indentation.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "discovery/boards/board.h"
#include "text/json_read.h"

namespace jm::discovery {

// The scalar members around a list of offers: {"board": "acme", "company": "Acme", "jobs": […]}.
struct Envelope {
  std::vector<std::pair<std::string, std::string>> members;
  std::string_view get(std::string_view key) const;
};

enum class RecordStatus : std::uint8_t { kWhole, kTruncated, kMalformed, kTooBig, kNotAnObject };

struct Record {
  std::string_view bytes;
  RecordStatus status = RecordStatus::kWhole;
};

class RecordSplitter {
 public:
  // `list_keys`: members that hold the offers of an envelope.
  RecordSplitter(std::string_view bytes, std::span<const std::string_view> list_keys);
  bool next(Record& record);
  const Envelope& envelope() const { return envelope_; }
  // The last record turned out not to be one: go on inside it if a line there starts an object.
  void reread();

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  struct Walk {
    std::size_t end = kNone;          // past the value, or where reading stopped
    RecordStatus status = RecordStatus::kWhole;
    std::size_t resync = kNone;       // a line inside that starts an object at the indentation of the value's own line
  };
  Walk skip_value(std::size_t at) const;          // a nested value
  std::size_t skip_string(std::size_t at) const;  // past the closing quote; kNone = broken
  void doubt(const Walk& w) const;
  bool open_envelope(std::size_t at);
  void record_at(std::size_t at, Record& record);
  void resync_after(std::size_t at, std::size_t resync);
  std::size_t next_line_object(std::size_t from, std::string_view indent) const;
  std::string_view indent_of(std::size_t at) const;

  std::string_view s_;
  std::span<const std::string_view> list_keys_;
  std::size_t at_ = 0;
  bool in_list_ = false;
  mutable std::size_t doubted_ = 0;
  bool cut_reported_ = false;
  std::size_t envelope_end_ = kNone;
  std::size_t last_start_ = kNone, last_resync_ = kNone;
  Envelope envelope_;
};

// What a reader answers for a record that is no offer and no fault either: a legal notice, an answer in a thread.
Reject pass_over();

// Reads one offer's JSON into `offer`; a value = rejected, and why. `offer.source` is set.
using RecordReader = std::function<std::optional<Reject>(const text::JsonValue& record, const Envelope& envelope, domain::Offer& offer)>;

// Splits, parses, reads, finishes (see finish.h) and counts.
void parse_records(std::string_view bytes, std::span<const std::string_view> list_keys, std::string_view source, Time now,
                   ParseOutput& out, const RecordReader& read);

// The same where one record may hold several offers; `offers` arrives with one, its source set.
using RecordsReader = std::function<std::optional<Reject>(const text::JsonValue& record, const Envelope& envelope, std::vector<domain::Offer>& offers)>;
void parse_each_record(std::string_view bytes, std::span<const std::string_view> list_keys, std::string_view source, Time now,
                       ParseOutput& out, const RecordsReader& read);

}  // namespace jm::discovery
