// The corpus of tests/graphql_oracle (format in its corpus.mjs): every case's answer, to the letter.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/json_text.h"
#include "graphql/parser.h"
#include "graphql/print.h"
#include "graphql/schema.h"
#include "graphql/validate.h"

namespace jm::graphql {
namespace {

const std::filesystem::path kOracle = std::filesystem::path(JM_SOURCE_DIR) / "tests/graphql_oracle";

struct Case {
  std::string file, kind, title, source;
  std::vector<std::string> expected;
};

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string unescaped(const std::string& text) {          // \x{HH}
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text.compare(i, 3, "\\x{") == 0) {
      out += static_cast<char>(std::stoi(text.substr(i + 3, 2), nullptr, 16));
      i += 6;
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::vector<Case> read_corpus() {
  std::vector<std::filesystem::path> files;
  for (const auto& f : std::filesystem::directory_iterator(kOracle / "corpus")) files.push_back(f.path());
  std::ranges::sort(files);
  std::vector<Case> cases;
  for (const auto& file : files) {
    std::istringstream in(read(file));
    std::string line, kind;
    std::getline(in, kind);
    bool first_line = true;
    while (std::getline(in, line)) {
      if (line.starts_with("== ")) {
        cases.push_back({file.filename(), kind.substr(sizeof "# check: " - 1), line.substr(3), {}, {}});
        first_line = true;
      } else if (line.starts_with("-- ")) {
        cases.back().expected.push_back(line.substr(3));
      } else {
        if (!first_line) cases.back().source += '\n';
        cases.back().source += line;
        first_line = false;
      }
    }
  }
  for (auto& c : cases) if (c.title.find("[escaped]") != std::string::npos) c.source = unescaped(c.source);
  return cases;
}

std::string one_line(const std::string& text) {
  std::string out;
  for (const char c : text) c == '\n' ? out += "\\n" : out += c;
  return out;
}

std::vector<std::string> lines(const std::vector<GraphqlError>& errors) {
  std::vector<std::string> out;
  for (const auto& e : errors) {
    auto& line = out.emplace_back();
    for (const auto& l : e.locations) line += std::to_string(l.line) + ":" + std::to_string(l.column) + " ";
    line += one_line(e.message);
  }
  if (out.empty()) out.push_back("valid");
  return out;
}

std::vector<std::string> answer_document(const Schema& schema, const std::string& source) {
  const auto document = parse(source);
  return lines(document ? validate(schema, *document) : std::vector{document.error()});
}

std::vector<std::string> answer_value(const std::string& source) {
  const auto parsed = parse_value(source, true);
  if (!parsed) return lines({parsed.error()});
  std::vector<std::string> out{"value ", "printed "};
  append_json_string(out[0], parsed->second->text);
  append_json_string(out[1], print_value(*parsed->second));
  return out;
}

std::vector<std::string> answer_schema(const std::string& source) {
  const auto built = build_schema(source);
  if (built) return {"valid"};
  std::vector<std::string> out;
  std::istringstream in(built.error().message);
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "The GraphQL schema cannot be used:");
  while (std::getline(in, line)) {
    line = line.substr(line.find(':') + 1);              // "schema:1:2: text" or "schema: text"
    const auto text = line.find(": ");
    out.push_back(line.starts_with(' ') ? line.substr(1) : line.substr(0, text) + " " + line.substr(text + 2));
  }
  return out;
}

TEST(Corpus, every_case_gets_its_stored_answer) {
  const auto schema = build_schema(read(kOracle / "schema.graphql"));
  ASSERT_TRUE(schema) << schema.error().message;
  const auto cases = read_corpus();
  ASSERT_GT(cases.size(), 500u);
  for (const auto& c : cases) {
    ASSERT_FALSE(c.expected.empty()) << c.file << ": " << c.title << " has no expectation; see tests/graphql_oracle/README.md";
    const auto answer = c.kind == "document" ? answer_document(**schema, c.source) : c.kind == "value" ? answer_value(c.source) : answer_schema(c.source);
    EXPECT_EQ(answer, c.expected) << c.file << ": " << c.title << "\n" << c.source;
  }
}

TEST(Corpus, what_parses_prints_to_something_that_prints_the_same) {
  for (const auto& c : read_corpus()) {
    if (c.kind == "value") continue;
    const auto document = parse(c.source);
    if (!document) continue;
    const auto printed = print(*document);
    const auto again = parse(printed);
    ASSERT_TRUE(again) << printed << "\n" << again.error().message;
    EXPECT_EQ(print(*again), printed) << c.source;
  }
}

}  // namespace
}  // namespace jm::graphql
