#include "discovery/boards/records.h"

#include <algorithm>
#include <cstring>

#include "base/json_text.h"
#include "discovery/boards/finish.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
// Past a suspicious line the scan goes on this far before it gives the object up; and all such doubts together this far,
// so that a payload of nothing but broken objects is still read in linear time.
constexpr std::size_t kDoubtBytesMax = 64 * 1024;
constexpr std::size_t kDoubtBytesTotalMax = 64 << 20;
constexpr std::size_t kEnvelopeMembersMax = 50;
constexpr std::size_t kEnvelopeValueBytesMax = 500;
}  // namespace

std::string_view Envelope::get(std::string_view key) const {
  for (const auto& [k, v] : members)
    if (k == key) return v;
  return {};
}

RecordSplitter::RecordSplitter(std::string_view bytes, std::span<const std::string_view> list_keys) : s_(bytes), list_keys_(list_keys) {
  if (s_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

std::size_t RecordSplitter::skip_string(std::size_t at) const {
  const std::size_t from = at + 1;
  std::size_t quote = from;
  while (true) {
    const void* hit = quote < s_.size() ? std::memchr(s_.data() + quote, '"', s_.size() - quote) : nullptr;
    if (!hit) return kNone;
    quote = static_cast<std::size_t>(static_cast<const char*>(hit) - s_.data());
    std::size_t slashes = 0;
    while (quote - slashes > from && s_[quote - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) break;
    ++quote;
  }
  // JSON has no raw line end in a string: then the quote that closes it is some other string's.
  if (std::memchr(s_.data() + from, '\n', quote - from)) return kNone;
  return quote + 1;
}

std::string_view RecordSplitter::indent_of(std::size_t at) const {
  std::size_t start = at;
  while (start > 0 && (s_[start - 1] == ' ' || s_[start - 1] == '\t')) --start;
  return s_.substr(start, at - start);
}

std::size_t RecordSplitter::next_line_object(std::size_t from, std::string_view indent) const {
  for (std::size_t at = s_.find('\n', from); at != std::string_view::npos; at = s_.find('\n', at + 1)) {
    const std::size_t start = at + 1 + indent.size();
    if (start < s_.size() && s_[start] == '{' && s_.substr(at + 1, indent.size()) == indent) return start;
  }
  return kNone;
}

RecordSplitter::Walk RecordSplitter::skip_value(std::size_t at) const {
  Walk w;
  const std::string_view indent = indent_of(at);
  std::size_t depth = 0;
  std::size_t i = at;
  while (i < s_.size()) {
    const char c = s_[i];
    if (c == '"') {
      const std::size_t end = skip_string(i);
      if (end == kNone) {
        // Either the payload ends here, or the string is broken.
        const bool last = s_.find('\n', i) == std::string_view::npos;
        w.status = last ? RecordStatus::kTruncated : RecordStatus::kMalformed;
        w.end = i;
        doubt(w);
        return w;
      }
      i = end;
      continue;
    }
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) {
        w.end = i + 1;
        if (w.end - at > kOfferBytesMax) w.status = RecordStatus::kTooBig;
        return w;
      }
    } else if (c == '\n' && w.resync == kNone && depth > 0) {
      const std::size_t start = i + 1 + indent.size();
      if (start < s_.size() && s_[start] == '{' && s_.substr(i + 1, indent.size()) == indent) w.resync = start;
    }
    ++i;
    if (w.resync != kNone && i > w.resync + std::min(kDoubtBytesMax, kDoubtBytesTotalMax - doubted_)) break;
  }
  w.status = i < s_.size() ? RecordStatus::kMalformed : RecordStatus::kTruncated;
  w.end = i;
  doubt(w);
  return w;
}

// What was read past the resync line was read for nothing.
void RecordSplitter::doubt(const Walk& w) const {
  if (w.resync != kNone && w.end > w.resync) doubted_ = std::min(kDoubtBytesTotalMax, doubted_ + w.end - w.resync);
}

// If the object at `at` holds a list of offers: notes its scalar members and enters the list.
bool RecordSplitter::open_envelope(std::size_t at) {
  std::size_t i = at + 1, list = kNone;
  Envelope found;
  bool whole = false;
  while (i < s_.size()) {
    while (i < s_.size() && (is_space(s_[i]) || s_[i] == ',')) ++i;
    if (i >= s_.size()) break;
    if (s_[i] == '}') {
      whole = true;
      ++i;
      break;
    }
    if (s_[i] != '"') break;
    const std::size_t key_end = skip_string(i);
    if (key_end == kNone) break;
    const std::string_view key = s_.substr(i + 1, key_end - i - 2);
    i = key_end;
    while (i < s_.size() && is_space(s_[i])) ++i;
    if (i >= s_.size() || s_[i] != ':') break;
    ++i;
    while (i < s_.size() && is_space(s_[i])) ++i;
    if (i >= s_.size()) break;
    if (s_[i] == '{' || s_[i] == '[') {
      const bool is_list = list == kNone && s_[i] == '[' && std::find(list_keys_.begin(), list_keys_.end(), key) != list_keys_.end();
      // An offer has no such member: most objects are told from envelopes before their end only by walking them.
      const Walk w = skip_value(i);
      if (is_list) list = i + 1;
      if (w.status == RecordStatus::kTruncated || w.status == RecordStatus::kMalformed) break;
      i = w.end;
      continue;
    }
    const std::size_t start = i;
    if (s_[i] == '"') {
      i = skip_string(i);
      if (i == kNone) break;
    } else {
      while (i < s_.size() && s_[i] != ',' && s_[i] != '}' && s_[i] != '\n') ++i;
    }
    if (found.members.size() < kEnvelopeMembersMax && i - start < kEnvelopeValueBytesMax) {
      std::string_view value = s_.substr(start, i - start);
      if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
      found.members.emplace_back(std::string(key), std::string(value));
    }
  }
  if (list == kNone) return false;
  envelope_ = std::move(found);
  envelope_end_ = whole ? i : kNone;
  in_list_ = true;
  at_ = list;
  return true;
}

void RecordSplitter::resync_after(std::size_t at, std::size_t resync) {
  if (resync == kNone) resync = next_line_object(at, indent_of(at));
  at_ = resync == kNone ? s_.size() : resync;
}

void RecordSplitter::record_at(std::size_t at, Record& record) {
  const Walk w = skip_value(at);
  record.status = w.status;
  record.bytes = s_.substr(at, w.end - at);
  last_start_ = at;
  last_resync_ = w.resync;
  if (w.status == RecordStatus::kTruncated || w.status == RecordStatus::kMalformed) {
    resync_after(at, w.resync);
    cut_reported_ = true;
    // With more offers behind it, the object was not cut but broken.
    if (at_ < s_.size()) record.status = RecordStatus::kMalformed;
  } else {
    at_ = w.end;
  }
}

void RecordSplitter::reread() {
  if (last_resync_ != kNone) at_ = last_resync_;
}

bool RecordSplitter::next(Record& record) {
  while (at_ < s_.size()) {
    const char c = s_[at_];
    if (is_space(c) || c == ',' || c == '\x1E') {
      ++at_;
      continue;
    }
    if (in_list_ && c == ']') {
      in_list_ = false;
      if (envelope_end_ != kNone) {
        at_ = envelope_end_;
      } else {
        const std::size_t line = next_line_object(at_, "");
        at_ = line == kNone ? s_.size() : line;
      }
      continue;
    }
    if (!in_list_ && (c == '[' || c == ']')) {
      ++at_;
      continue;
    }
    if (c == '{') {
      if (!in_list_) {
        envelope_.members.clear();
        if (open_envelope(at_)) continue;
      }
      record_at(at_, record);
      return true;
    }
    // Neither an object nor a separator: the rest of the line is no offer.
    const std::size_t start = at_;
    last_start_ = start;
    last_resync_ = kNone;
    std::size_t end = c == '"' ? skip_string(at_) : kNone;
    if (c == '[')
      if (const Walk w = skip_value(at_); w.status == RecordStatus::kWhole) end = w.end;
    if (end == kNone)
      for (end = at_; end < s_.size() && s_[end] != '\n' && s_[end] != ',' && !(in_list_ && s_[end] == ']');) ++end;
    at_ = std::max(end, start + 1);
    record.bytes = s_.substr(start, at_ - start);
    record.status = RecordStatus::kNotAnObject;
    return true;
  }
  if (in_list_) {                  // the list never closed; said once, unless the cut offer has said so already
    in_list_ = false;
    if (!cut_reported_) {
      record = {{}, RecordStatus::kTruncated};
      return true;
    }
  }
  return false;
}

Reject pass_over() { return {0, RejectCode::kCount_, {}}; }

void parse_records(std::string_view bytes, std::span<const std::string_view> list_keys, std::string_view source, Time now,
                   ParseOutput& out, const RecordReader& read) {
  parse_each_record(bytes, list_keys, source, now, out, [&](const text::JsonValue& record, const Envelope& envelope, std::vector<domain::Offer>& offers) {
    return read(record, envelope, offers.front());
  });
}

void parse_each_record(std::string_view bytes, std::span<const std::string_view> list_keys, std::string_view source, Time now,
                       ParseOutput& out, const RecordsReader& read) {
  if (bytes.size() > kPayloadBytesMax) {
    out.reject(out.seen++, RejectCode::kTooBig, "the payload is larger than " + std::to_string(kPayloadBytesMax >> 20) + " MiB");
    return;
  }
  RecordSplitter splitter(bytes, list_keys);
  text::JsonReader reader(kOfferBytesMax + 1024);
  Record record;
  std::string repaired;
  while (splitter.next(record)) {
    const std::size_t index = out.seen++;
    switch (record.status) {
      case RecordStatus::kTruncated: out.reject(index, RejectCode::kTruncated, "the payload ends in the middle of an offer"); continue;
      case RecordStatus::kMalformed: out.reject(index, RejectCode::kMalformed, "not valid JSON"); continue;
      case RecordStatus::kTooBig: out.reject(index, RejectCode::kTooBig, "an offer of " + std::to_string(record.bytes.size()) + " bytes"); continue;
      case RecordStatus::kNotAnObject: out.reject(index, RejectCode::kNotAnOffer, "a value that is no JSON object"); continue;
      case RecordStatus::kWhole: break;
    }
    auto doc = reader.parse(record.bytes);
    if (!doc && reader.last_problem() == text::JsonProblem::kInvalidUtf8) {
      repaired = text::repair_utf8(record.bytes);
      ++out.repaired_utf8;
      doc = reader.parse(repaired);
    }
    if (!doc) {
      const bool deep = reader.last_problem() == text::JsonProblem::kTooDeep;
      out.reject(index, deep ? RejectCode::kTooDeep : RejectCode::kMalformed, doc.error().message);
      if (!deep) splitter.reread();
      continue;
    }
    std::vector<domain::Offer> offers(1);
    offers.front().source = source;
    if (auto reject = read(*doc, splitter.envelope(), offers)) {
      if (reject->code != RejectCode::kCount_) {
        out.reject(index, reject->code, std::move(reject->detail));
      } else {
        --out.seen;
        ++out.passed_over;
      }
      continue;
    }
    out.seen += offers.size() - 1;
    for (domain::Offer& offer : offers) finish_offer(std::move(offer), index, now, out);
  }
}

}  // namespace jm::discovery
