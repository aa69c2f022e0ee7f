// Our side of the differential test: requests on standard input, one JSON line per answer on standard output.
//
//   <command> <length> [suggest]\n<length bytes>
//
//   check      parse and validate        -> {"errors":[{"message":"...","locations":[[1,2]]}],"printed":"..."}
//   value      one constant value        -> {"errors":[...],"value":"decoded text of a string","printed":"..."}
//   schema     build a schema            -> {"errors":[{"message":"...","locations":[]}]}
//   time       parse and validate often  -> {"ns":1234}
//
// The schema documents are checked against is the file named on the command line.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>

#include "base/json_text.h"
#include "graphql/parser.h"
#include "graphql/print.h"
#include "graphql/schema.h"
#include "graphql/validate.h"

namespace {

using namespace jm::graphql;

constexpr ParseLimits kLimits{.source_bytes_max = 64u << 20, .tokens_max = 10'000'000, .depth_max = 200};

void append_errors(std::string& out, const std::vector<GraphqlError>& errors) {
  out += "\"errors\":[";
  for (const auto& e : errors) {
    if (out.back() != '[') out += ',';
    out += "{\"message\":";
    jm::append_json_string(out, e.message);
    out += ",\"locations\":[";
    for (const auto& l : e.locations) {
      if (out.back() != '[') out += ',';
      out += "[" + std::to_string(l.line) + "," + std::to_string(l.column) + "]";
    }
    out += "]}";
  }
  out += "]";
}

std::string check(const Schema& schema, std::string_view source, bool suggest) {
  std::string out = "{";
  const auto document = parse(source, kLimits);
  if (!document) {
    append_errors(out, {document.error()});
    return out + "}";
  }
  append_errors(out, validate(schema, *document, {.suggestions = suggest}));
  out += ",\"printed\":";
  jm::append_json_string(out, print(*document));
  return out + "}";
}

std::string value(std::string_view source) {
  std::string out = "{";
  const auto parsed = parse_value(source, true, kLimits);
  append_errors(out, parsed ? std::vector<GraphqlError>{} : std::vector{parsed.error()});
  if (parsed) {
    out += ",\"value\":";
    jm::append_json_string(out, parsed->second->text);
    out += ",\"printed\":";
    jm::append_json_string(out, print_value(*parsed->second));
  }
  return out + "}";
}

// The error's lines "schema:LINE:COLUMN: message" as errors of their own.
std::string schema_of(std::string_view sdl) {
  const auto built = build_schema(sdl);
  std::vector<GraphqlError> errors;
  if (!built) {
    std::istringstream lines(built.error().message);
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
      auto& e = errors.emplace_back();
      SourceLocation at;
      int read = 0;
      if (std::sscanf(line.c_str(), "schema:%u:%u: %n", &at.line, &at.column, &read) == 2 && read > 0) e.locations.push_back(at);
      else std::sscanf(line.c_str(), "schema: %n", &read);
      e.message = line.substr(static_cast<std::size_t>(read));
    }
  }
  std::string out = "{";
  append_errors(out, errors);
  return out + "}";
}

std::string time(const Schema& schema, std::string_view source) {
  constexpr int kRounds = 2000;
  const auto start = std::chrono::steady_clock::now();
  std::size_t errors = 0;
  for (int i = 0; i < kRounds; ++i) errors += validate(schema, *parse(source, kLimits)).size();
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count() / kRounds;
  return "{\"ns\":" + std::to_string(ns) + ",\"errors\":" + std::to_string(errors) + "}";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: graphql_oracle_tool SCHEMA_FILE\n";
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::string sdl((std::istreambuf_iterator<char>(file)), {});
  const auto schema = build_schema(sdl);
  if (!schema) {
    std::cerr << schema.error().message << "\n";
    return 1;
  }
  std::string header;
  while (std::getline(std::cin, header)) {
    std::istringstream words(header);
    std::string command, option;
    std::size_t length = 0;
    words >> command >> length >> option;
    std::string source(length, '\0');
    std::cin.read(source.data(), static_cast<std::streamsize>(length));
    if (command == "check") std::cout << check(**schema, source, option == "suggest") << "\n";
    else if (command == "value") std::cout << value(source) << "\n";
    else if (command == "schema") std::cout << schema_of(source) << "\n";
    else if (command == "time") std::cout << time(**schema, source) << "\n";
    else return 2;
  }
  return 0;
}
