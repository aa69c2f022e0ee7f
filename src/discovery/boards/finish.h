// What every board's offers go through last, and the small readers that the boards share.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "discovery/boards/board.h"
#include "text/json_read.h"

namespace jm::discovery {

// Checks id and title, fills what the text tells (language, remote, contract, pay) where the board said nothing, seals the
// offer and files it or its rejection.
void finish_offer(domain::Offer offer, std::size_t index, Time now, ParseOutput& out);

// One line without markup, dirt and mojibake.
std::string line_of(std::string_view raw);
// Several lines, HTML or not.
std::string text_of(std::string_view raw);

inline std::string line_of(const text::JsonValue& v) { return line_of(v.string().value_or(std::string_view())); }

void count_unmapped(ParseOutput& out, std::string_view prefix, std::string_view name);

// One member of a board's object: where it goes. A null reader = known, and of no use here.
template <class Target>
struct Key {
  std::string_view name;
  void (*read)(Target&, const text::JsonValue&);
};

// Dispatches an object's members; those without a row are counted as "<prefix><name>". The search starts after the last hit,
// because boards write their members in one order. `name_of`: how a member's key becomes the name that is looked for.
template <class Target, std::size_t N>
void read_members(const text::JsonValue& object, const Key<Target> (&keys)[N], Target& target, std::string_view prefix, ParseOutput& out,
                  std::string_view (*name_of)(std::string_view) = nullptr) {
  std::size_t at = 0;
  for (text::JsonMembers m(object); m.next();) {
    const std::string_view name = name_of ? name_of(m.key()) : m.key();
    bool known = false;
    for (std::size_t step = 0; step < N; ++step) {
      const std::size_t k = at + step < N ? at + step : at + step - N;
      if (keys[k].name != name) continue;
      if (keys[k].read) keys[k].read(target, m.value());
      at = k + 1 < N ? k + 1 : 0;
      known = true;
      break;
    }
    if (!known) count_unmapped(out, prefix, name);
  }
}

void set_time(std::optional<Time>& to, const text::JsonValue& v);                // ISO text
void set_posted(domain::Offer& offer, const text::JsonValue& v, Time now);       // any form of moment_of, numbers too
void add_tag(domain::Offer& offer, std::string_view tag);
void add_tags(domain::Offer& offer, const text::JsonValue& list);                // of texts, or of objects with a name or label

// A place that a board gives in parts. Any may be empty; the country is a code or a name.
struct Address {
  std::string raw = "";                // as a person reads it; made of the parts when empty
  std::string city = "", region = "", country = "", postal_code = "";
  std::optional<double> lat = {}, lon = {};
};
// Appends what the parts (or, without them, the raw text) name; notes remote words where the offer says nothing yet.
void add_place(domain::Offer& offer, const Address& address);
std::optional<double> number_in(const text::JsonValue& v);                       // a number, or a text that is one ("37.39")
// Contract and working time of one word of a board ("fulltime_permanent", "CDI", "Contractor").
void set_employment(domain::Offer& offer, std::string_view text);
std::string site_of(std::string_view url, std::string_view host);                // "acme" of "https://jobs.lever.co/acme/…"; words, decoded

}  // namespace jm::discovery
