#include "text/contacts.h"

#include <gtest/gtest.h>

#include <string_view>

namespace jm::text {
namespace {

TEST(Contacts, GoAndNothingElseGoes) {
  const struct { std::string_view text, without; } kRows[] = {
      {"Écrivez à jobs.fr+cv@example.org.", "Écrivez à […]."},
      {"mailto:a@b.example.co.uk>", "mailto:[…]>"},
      {"a@example.org, b@example.org", "[…], […]"},
      {"jobs [at] example [dot] org or jobs(at)example.org!", "[…] or […]!"},
      {"careers { at } example dot org today", "[…] today"},
      {"Look [at] this. We are (at) home.", "Look [at] this. We are (at) home."},
      {"Tél. 01 99 00 12 34, 0199001234 ou 01.99.00.12.34", "Tél. […], […] ou […]"},
      {"+33 1 99 00 12 34 / +1 (555) 010-0199", "[…] / […]"},
      {"call (555) 010-0199 or 555-010-0199, 555.010.0199", "call […] or […], […]"},
      {"401(k), 123-456-78901, $100-200-3000, 10-12-2026, ISO 9001-2015-0001", "401(k), 123-456-78901, $100-200-3000, 10-12-2026, ISO 9001-2015-0001"},
      {"Salaire 35 000 € à 45 000 €, 35h, 2025-09-01", "Salaire 35 000 € à 45 000 €, 35h, 2025-09-01"},
      {"Ref 0123456789A, C++20, 10.0.0.1, 75009 Paris", "Ref 0123456789A, C++20, 10.0.0.1, 75009 Paris"},
      {"@team, a@b, x @ y.org, 02/2026, C++ 17", "@team, a@b, x @ y.org, 02/2026, C++ 17"},
      {"libs a@1.2.3, react@18.2.0", "libs a@1.2.3, react@18.2.0"},
      {"0 800 123", "0 800 123"},
      {"", ""},
  };
  for (const auto& r : kRows) {
    std::string s(r.text);
    EXPECT_EQ(remove_contacts(s), r.text != r.without) << r.text;
    EXPECT_EQ(s, r.without) << r.text;
    EXPECT_FALSE(remove_contacts(s)) << s;
  }
}

TEST(Contacts, LongRunsOfSignsTakeNoTime) {
  for (const char c : {'@', '(', '[', '+', '0', 'a'}) {
    std::string s(1'000'000, c);
    s += "@";
    const std::string before = s;
    remove_contacts(s);
    EXPECT_EQ(s, before);
  }
  std::string dots;
  for (int i = 0; i < 100'000; ++i) dots += "a[at]b[dot]";
  remove_contacts(dots);
}

}  // namespace
}  // namespace jm::text
