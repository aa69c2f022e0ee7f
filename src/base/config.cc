#include "base/config.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>

namespace jm::config {
namespace {

constexpr std::string_view kFileSuffix = "_FILE";

std::string_view trim(std::string_view s) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = s.find_first_not_of(kSpace);
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(kSpace) - first + 1);
}

// One KEY=value line of the file.
struct Line {
  std::string key, value;
  int number = 0;
};

bool is_name(std::string_view s) {
  if (s.empty() || (s[0] >= '0' && s[0] <= '9')) return false;
  return std::ranges::all_of(s, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

// After '=': 'taken as it is', "with \n \t \" \\ understood", or the rest of the line up to a comment (" #").
Result<std::string> parse_value(std::string_view s) {
  s = trim(s);
  if (s.empty() || s[0] == '#') return "";
  const char quote = s[0];
  if (quote != '"' && quote != '\'') {
    const auto comment = std::min(s.find(" #"), s.find("\t#"));
    return std::string(trim(s.substr(0, comment)));
  }
  std::string value;
  std::size_t i = 1;
  for (; i < s.size() && s[i] != quote; ++i) {
    if (quote == '"' && s[i] == '\\') {
      if (++i == s.size()) break;
      switch (s[i]) {
        case 'n': value += '\n'; break;
        case 't': value += '\t'; break;
        case '"': case '\\': value += s[i]; break;
        default: return fail(Code::kInvalidArgument, "inside double quotes only \\n \\t \\\" and \\\\ follow a backslash");
      }
    } else {
      value += s[i];
    }
  }
  if (i >= s.size()) return fail(Code::kInvalidArgument, "the closing quote is missing");
  const auto rest = trim(s.substr(i + 1));
  if (!rest.empty() && rest[0] != '#') return fail(Code::kInvalidArgument, "text follows the closing quote");
  return value;
}

std::vector<Line> parse_file(const Sources& sources, std::vector<std::string>& problems) {
  std::vector<Line> lines;
  std::string_view rest = sources.file_text;
  for (int number = 1; !rest.empty(); ++number) {
    const auto end = rest.find('\n');
    std::string_view line = trim(rest.substr(0, end));
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const std::string where = sources.file_name + " line " + std::to_string(number) + ": ";
    const auto equals = line.find('=');
    const auto key = trim(line.substr(0, equals));
    if (equals == line.npos || !is_name(key)) {
      problems.push_back(where + "expected NAME=value.");
      continue;
    }
    const auto value = parse_value(line.substr(equals + 1));
    if (!value) {
      problems.push_back(where + std::string(key) + ": " + value.error().message + ".");
      continue;
    }
    const auto before = std::ranges::find(lines, key, &Line::key);
    if (before != lines.end()) {
      problems.push_back(where + std::string(key) + " is already set on line " + std::to_string(before->number) + ".");
      continue;
    }
    lines.push_back({std::string(key), *value, number});
  }
  return lines;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// Levenshtein's distance, letters of either case alike.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (upper(a[i - 1]) == upper(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const auto& p : parts) {
    if (!out.empty()) out += between;
    out += p;
  }
  return out;
}

std::string quoted(const std::string& value) {
  if (value.find_first_of("\"'\\#\n\t\r") == value.npos && trim(value) == value) return value;
  std::string out = "\"";
  for (const char c : value) {
    if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else if (c == '"' || c == '\\') (out += '\\') += c;
    else out += c;
  }
  return out + '"';
}

}  // namespace

Environment environment_of_process() {
  Environment env;
  for (char** e = environ; e && *e; ++e) {
    const std::string_view s = *e;
    const auto equals = s.find('=');
    if (equals != s.npos) env.emplace(s.substr(0, equals), s.substr(equals + 1));
  }
  return env;
}

Result<std::string> read_secret_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::kNotFound, "cannot be read");
  std::string text(kSecretFileBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return fail(Code::kNotFound, "cannot be read");      // a directory
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kSecretFileBytesMax) return fail(Code::kOutOfRange, "is larger than " + show_bytes({kSecretFileBytesMax}));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Result<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size()) return fail(Code::kInvalidArgument, "is not a whole number");
  return n;
}

Result<double> parse_number(std::string_view text) {
  double n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(n)) return fail(Code::kInvalidArgument, "is not a number");
  return n;
}

Result<bool> parse_boolean(std::string_view text) {
  for (const auto* yes : {"true", "yes", "on", "1"})
    if (text == yes) return true;
  for (const auto* no : {"false", "no", "off", "0"})
    if (text == no) return false;
  return fail(Code::kInvalidArgument, "is neither true nor false");
}

namespace {

// "<whole number><unit>" with the first unit that fits; 0 for overflow is an error too.
struct Unit {
  std::string_view name;
  std::int64_t factor;
};
std::optional<std::int64_t> with_unit(std::string_view text, std::initializer_list<Unit> units) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto n = parse_integer(text.substr(0, digits));
  if (!n) return {};
  for (const Unit& u : units) {
    if (text.substr(digits) != u.name) continue;
    std::int64_t product = 0;
    if (__builtin_mul_overflow(*n, u.factor, &product)) return {};
    return product;
  }
  return {};
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto ms = with_unit(text, {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}, {"w", 604'800'000}});
  if (!ms) return fail(Code::kInvalidArgument, "is not a duration");
  return std::chrono::milliseconds(*ms);
}

Result<Bytes> parse_bytes(std::string_view text) {
  constexpr std::int64_t k = 1024;
  const auto n = with_unit(text, {{"", 1}, {"B", 1}, {"k", k}, {"kB", k}, {"KB", k}, {"M", k * k}, {"MB", k * k}, {"G", k * k * k}, {"GB", k * k * k}});
  if (!n) return fail(Code::kInvalidArgument, "is not a size");
  return Bytes{static_cast<std::uint64_t>(*n)};
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (const auto entry = trim(text.substr(0, comma)); !entry.empty()) out.emplace_back(entry);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

std::string show_duration(std::chrono::milliseconds d) {
  const std::int64_t ms = d.count();
  for (const Unit& u : {Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1000}})
    if (ms != 0 && ms % u.factor == 0) return std::to_string(ms / u.factor) + std::string(u.name);
  return ms == 0 ? "0s" : std::to_string(ms) + "ms";
}

std::string show_bytes(Bytes b) {
  for (const Unit& u : {Unit{"GB", 1 << 30}, Unit{"MB", 1 << 20}, Unit{"kB", 1 << 10}})
    if (b.n != 0 && b.n % static_cast<std::uint64_t>(u.factor) == 0) return std::to_string(b.n / static_cast<std::uint64_t>(u.factor)) + std::string(u.name);
  return std::to_string(b.n);
}

std::string show_number(double n) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, n);
  return {buffer, end};
}

std::string show_list(const std::vector<std::string>& list) { return join(list, ","); }

namespace detail {

Result<void> check(const About& about, const Kind&, double measure) {
  if (measure < about.min || measure > about.max) return fail(Code::kOutOfRange, "is out of range");
  return {};
}

Result<void> check_choice(const About& about, std::string_view value) {
  if (!about.choices.empty() && std::ranges::find(about.choices, value) == about.choices.end())
    return fail(Code::kInvalidArgument, "is not one of the choices");
  return {};
}

std::string expects(const About& about, const Kind& kind) {
  if (!about.choices.empty()) return "one of " + join(about.choices, ", ");
  std::string s(kind.noun);
  const bool low = std::isfinite(about.min), high = std::isfinite(about.max);
  const std::string of = kind.unit.empty() ? "" : ",";
  if (low && high) s += of + " from " + show_number(about.min) + " to " + show_number(about.max) + std::string(kind.unit);
  else if (low) s += of + " at least " + show_number(about.min) + std::string(kind.unit);
  else if (high) s += of + " at most " + show_number(about.max) + std::string(kind.unit);
  return s;
}

}  // namespace detail

void Options::insert(Option option) { options_.push_back(std::move(option)); }

const Options::Option* Options::find(std::string_view name) const {
  const auto it = std::ranges::find(options_, name, &Option::name);
  return it == options_.end() ? nullptr : &*it;
}

// What one load() has found so far: where each option's value comes from, and everything that is wrong.
struct Options::Loading {
  const Options& self;
  const Sources& sources;
  struct Found {
    std::string value, origin;
    bool by_file = false;            // value is a path
  };
  std::map<const Option*, Found> found = {};
  std::vector<std::string> problems = {};

  // The option that `key` sets, directly or as NAME_FILE.
  std::pair<const Option*, bool> option_of(std::string_view key) const {
    if (const Option* o = self.find(key)) return {o, false};
    if (key.ends_with(kFileSuffix))
      if (const Option* o = self.find(key.substr(0, key.size() - kFileSuffix.size())); o && o->secret) return {o, true};
    return {nullptr, false};
  }

  std::string unknown(const std::string& where, std::string_view key) const {
    const Option* best = nullptr;
    std::size_t best_distance = std::max<std::size_t>(2, key.size() * 2 / 5) + 1;
    for (const Option& o : self.options_)
      if (const auto d = distance(key, o.name); d < best_distance) best = &o, best_distance = d;
    std::string s = where + std::string(key) + " is not an option.";
    if (best) s += " Did you mean " + best->name + "?";
    return s;
  }

  // One source; within it NAME and NAME_FILE exclude each other.
  void take(const Option* option, bool by_file, const std::string& value, const std::string& origin, std::map<const Option*, bool>& in_source) {
    if (value.empty()) return;
    if (const auto [it, fresh] = in_source.emplace(option, by_file); !fresh && it->second != by_file) {
      problems.push_back(option->name + " and " + option->name + "_FILE are both set: keep one of them.");
      return;
    }
    found[option] = {value, origin, by_file};
  }

  void read_file() {
    if (sources.file_text.size() > kFileBytesMax) {
      problems.push_back(sources.file_name + " is larger than " + show_bytes({kFileBytesMax}) + ".");
      return;
    }
    std::map<const Option*, bool> in_source;
    for (const Line& line : parse_file(sources, problems)) {
      const std::string where = sources.file_name + " line " + std::to_string(line.number);
      const auto [option, by_file] = option_of(line.key);
      if (option) take(option, by_file, line.value, where, in_source);
      else problems.push_back(unknown(where + ": ", line.key));
    }
  }

  void read_environment() {
    std::map<const Option*, bool> in_source;
    for (const auto& [key, value] : sources.environment) {
      const auto [option, by_file] = option_of(key);
      if (option) take(option, by_file, value, "environment", in_source);
      else if (key.starts_with(sources.reserved_prefix) && std::ranges::find(self.allowed_, key) == self.allowed_.end())
        problems.push_back(unknown("environment: ", key));
    }
  }

  // The secret's own text is never part of a message.
  std::optional<std::function<void()>> parse(const Option& option, Found& f) {
    if (f.by_file) {
      auto text = sources.read_file(f.value);
      f.origin = "the file that " + option.name + "_FILE names";
      if (!text) {
        problems.push_back(option.name + "_FILE: " + f.value + " " + text.error().message + ".");
        return {};
      }
      f.value = std::move(*text);
    }
    auto setter = option.parse(f.value);
    if (setter) return std::move(*setter);
    const std::string shown = option.secret ? "the value" : '"' + (f.value.size() > 80 ? f.value.substr(0, 80) + "…" : f.value) + '"';
    problems.push_back(option.name + " (" + f.origin + "): " + shown + " " + setter.error().message + "; expected " + option.expects + ".");
    return {};
  }
};

Result<void> Options::load(const Sources& sources) {
  Loading loading{*this, sources};
  loading.read_file();
  loading.read_environment();
  std::vector<std::function<void()>> setters;
  for (const Option& o : options_)
    if (const auto it = loading.found.find(&o); it != loading.found.end())
      if (auto setter = loading.parse(o, it->second)) setters.push_back(std::move(*setter));
  if (!loading.problems.empty()) return fail(Code::kInvalidArgument, join(loading.problems, "\n"), "BAD_CONFIGURATION");
  for (const auto& set : setters) set();
  for (Option& o : options_) {
    const auto it = loading.found.find(&o);
    o.origin = it == loading.found.end() ? "" : it->second.origin;
    if (it != loading.found.end()) wipe(it->second.value);
  }
  return {};
}

std::string Options::print() const {
  std::string out;
  for (const Option& o : options_) {
    out += "# " + o.help + " (" + o.expects + "; " + (o.origin.empty() ? "default" : o.origin) + ")\n";
    out += (o.secret ? "# " : "") + o.name + "=" + quoted(o.show()) + "\n";      // a mask must not be read back as the secret
  }
  return out;
}

std::string Options::origin(std::string_view name) const {
  const Option* o = find(name);
  if (!o) return "";
  return o->origin.empty() ? "default" : o->origin;
}

bool Options::is_set(std::string_view name) const {
  const Option* o = find(name);
  return o && !o->origin.empty();
}

}  // namespace jm::config
