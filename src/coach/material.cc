#include "coach/material.h"

#include <algorithm>

#include "text/clean.h"
#include "text/fold.h"
#include "text/json_read.h"
#include "text/utf8.h"

namespace jm::coach {
namespace {

// A JSON value that is a text, or an object with one under one of these names.
std::string text_of(std::string_view json, std::string_view member = {}) {
  text::JsonReader reader(std::size_t{64} << 10);
  const auto v = reader.parse(json);
  if (!v) return {};
  const auto m = member.empty() ? std::optional(*v) : (*v)[member];
  const auto s = m ? m->string() : std::nullopt;
  return s ? std::string(text::cut_utf8(text::clean_line(*s), domain::kFactBytesMax)) : std::string();
}

}  // namespace

domain::Contact read_contact(const pg::Rows& rows, const pg::Rows& account) {
  domain::Contact c;
  std::vector<std::string> languages;
  for (const pg::Row row : rows) {
    const auto section = row.text(0), field = row.text(1), value = row.text(2);
    const auto once = [&](std::string& into) {
      if (into.empty()) into = text_of(value);
    };
    if (field == "title") once(c.title);
    else if (field == "email") once(c.email);
    else if (field == "phone") once(c.phone);
    else if (field == "location") once(c.location);
    else if (field == "summary") once(c.summary);
    else if (field == "link" && c.links.size() < 6) {
      std::string link = text_of(value);
      if (!link.empty() && std::ranges::find(c.links, link) == c.links.end()) c.links.push_back(std::move(link));
    } else if (section == "LANGUAGES" && c.languages.size() < 20) {
      domain::Contact::Language l{text_of(value, "language"), text_of(value, "level")};
      if (l.level.empty()) l.level = text_of(value, "cefr");
      if (l.name.empty() || std::ranges::find(languages, text::fold(l.name)) != languages.end()) continue;
      languages.push_back(text::fold(l.name));
      c.languages.push_back(std::move(l));
    }
  }
  if (c.email.empty() && !account.empty()) c.email = account.front().str(0);
  return c;
}

void complete(Material& m, Time now) {
  const Case& c = m.looked_at;
  m.profile = domain::read_profile(c.profile, now);
  m.book = std::make_unique<domain::FactBook>(domain::known_facts(m.profile, m.contact, c.offer, c.motivation, c.start_date, c.duration), m.profile.experience_months);
}

}  // namespace jm::coach
