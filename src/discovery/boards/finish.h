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
// because boards write their members in one order.
template <class Target, std::size_t N>
void read_members(const text::JsonValue& object, const Key<Target> (&keys)[N], Target& target, std::string_view prefix, ParseOutput& out) {
  std::size_t at = 0;
  for (text::JsonMembers m(object); m.next();) {
    const std::string_view name = m.key();
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
void add_tag(domain::Offer& offer, std::string_view tag);

}  // namespace jm::discovery
