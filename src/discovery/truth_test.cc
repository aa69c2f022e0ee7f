// The labelled texts of truth/: every one must be understood as it was labelled by hand.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "discovery/normalise.h"
#include "domain/place.h"

namespace jm::discovery {
namespace {

using Row = std::vector<std::string>;

std::vector<Row> rows(const char* file, std::size_t fields) {
  std::ifstream in(std::string(JM_SOURCE_DIR "/src/discovery/truth/") + file);
  EXPECT_TRUE(in) << file;
  std::vector<Row> out;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    Row row;
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t end = std::min(line.find('\t', at), line.size());
      row.push_back(line.substr(at, end - at));
      at = end + 1;
    }
    EXPECT_EQ(row.size(), fields) << line;
    out.push_back(std::move(row));
    out.back().resize(fields);
  }
  return out;
}

std::string show(const domain::Pay& p) {
  if (!p.stated()) return "";
  std::ostringstream out;
  out << std::fixed;
  const auto figure = [&](const std::optional<double>& v) {
    if (!v) return;
    out.precision(*v == static_cast<long long>(*v) ? 0 : 2);
    std::ostringstream one;
    one << *v;
    out << one.str();
  };
  figure(p.min);
  out << "-";
  figure(p.max);
  for (const std::string& part : {p.currency, std::string(name(p.period)), p.months > 0 ? "x" + std::to_string(int(p.months)) : std::string(), std::string(name(p.gross_net))})
    if (!part.empty()) out << " " << part;
  return out.str();
}

TEST(Truth, Pay) {
  for (const Row& r : rows("pay.tsv", 3)) EXPECT_EQ(show(parse_pay(r[0], r[1])), r[2]) << r[0];
}

TEST(Truth, PayLines) {
  for (const Row& r : rows("pay_lines.tsv", 2)) {
    const auto pay = pay_in_text("About the role.\n" + r[0] + "\nWrite to us.");
    EXPECT_EQ(pay ? show(*pay) : "", r[1]) << r[0];
  }
}

TEST(Truth, Places) {
  for (const Row& r : rows("places.tsv", 3)) {
    const auto found = domain::parse_places(r[0]);
    std::string places;
    for (const auto& p : found.places) {
      // Without the list of communes the writing of small towns is the board's own.
      places += (places.empty() ? "" : "; ") + p.city + "," + p.departement + "," + p.region + "," + p.country + "," + p.zone;
    }
    EXPECT_EQ(places, r[1]) << r[0];
    EXPECT_EQ(name(found.remote), r[2]) << r[0];
  }
}

TEST(Truth, Work) {
  const Time now = *parse_iso("2026-11-01T12:00:00Z");
  for (const Row& r : rows("work.tsv", 3)) {
    const std::string &kind = r[0], &s = r[1];
    std::string got = "no such kind";
    if (kind == "contract") got = name(contract_of(s));
    if (kind == "title") got = name(contract_in_title(s));
    if (kind == "training") got = name(training_in_title(s));
    if (kind == "time") got = name(working_time_of(s));
    if (kind == "remote") got = name(remote_in_text("", s));
    if (kind == "months") {
      const auto m = months_in(s);
      got = m ? std::to_string(*m) : "";
    }
    if (kind == "education") {
      const auto level = education_level_of(s);
      got = level ? std::to_string(*level) : "";
    }
    if (kind == "date") {
      const auto m = moment_of(s, now);
      got = m ? to_iso(m->at) + " " + std::string(name(m->precision)) : "";
    }
    EXPECT_EQ(got, r[2]) << kind << ": " << s;
  }
}

}  // namespace
}  // namespace jm::discovery
