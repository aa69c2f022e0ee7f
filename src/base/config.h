// Typed configuration. The owner of a struct declares which of its members can be set, by which name; the member's initial
// value is the default, its C++ type says what is accepted:
//
//   struct Config { int port = 4000; Secret jwt_secret; std::chrono::seconds jwt_lifetime = std::chrono::days(7); };
//   Config c;
//   config::Options options;
//   options.add("PORT", c.port, {.help = "Where the server listens.", .min = 0, .max = 65535});
//   options.add("JWT_SECRET", c.jwt_secret, {.help = "Signs the tokens."});
//   options.add("JWT_EXPIRES_IN", c.jwt_lifetime, {.help = "How long a token is good."});
//   Result<void> ok = options.load({.file_name = "jobmate.conf", .file_text = text, .environment = env});
//
// Sources, later ones win: the default, the file (KEY=value lines), the environment. A secret NAME may also be given as
// NAME_FILE, the path of a file that holds it. An empty value means "not set". Strict: a name in the file, or an environment
// variable with the reserved prefix, that no option has is an error naming the nearest known one; so is a value of the wrong
// form. All problems are reported together, one line each. What load() reads comes in as values, so it is a pure function.
#pragma once
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secrets.h"

namespace jm::config {

using Environment = std::map<std::string, std::string>;
Environment environment_of_process();

struct About {
  std::string help = {};
  double min = -std::numeric_limits<double>::infinity();     // numbers as they are, durations in seconds, sizes in bytes,
  double max = std::numeric_limits<double>::infinity();      // texts and secrets by their length in bytes
  std::vector<std::string> choices = {};                     // texts only: the values allowed
};

// A size in bytes: "10MB", "64kB", "2GB", "1048576" (k, M, G are powers of 1024).
struct Bytes {
  std::uint64_t n = 0;
};

inline constexpr std::size_t kFileBytesMax = 1 << 20;
inline constexpr std::size_t kSecretFileBytesMax = 64 << 10;
Result<std::string> read_secret_file(const std::string& path);   // without the newline at its end

struct Sources {
  std::string file_name = "jobmate.conf";                    // for messages
  std::string file_text = {};
  Environment environment = {};
  std::string reserved_prefix = "JOBMATE_";                  // environment names that must be known
  std::function<Result<std::string>(const std::string& path)> read_file = read_secret_file;   // for NAME_FILE
};

// How text becomes a value of each kind; also for flags of the command line.
Result<std::int64_t> parse_integer(std::string_view text);
Result<double> parse_number(std::string_view text);
Result<bool> parse_boolean(std::string_view text);           // true false yes no on off 1 0
Result<std::chrono::milliseconds> parse_duration(std::string_view text);   // "7d", "12h", "90m", "30s", "250ms"; a bare number is seconds
Result<Bytes> parse_bytes(std::string_view text);
std::vector<std::string> parse_list(std::string_view text);  // at commas; trimmed, empty entries left out
std::string show_duration(std::chrono::milliseconds d);
std::string show_bytes(Bytes b);
std::string show_number(double n);
std::string show_list(const std::vector<std::string>& list);

namespace detail {

// One kind of value: its text form, and the measure that About::min and max bound.
struct Kind {
  std::string_view noun;                                     // "a whole number"
  std::string_view unit;                                     // of the bounds, for messages
};
Result<void> check(const About& about, const Kind& kind, double measure);
std::string expects(const About& about, const Kind& kind);
Result<void> check_choice(const About& about, std::string_view value);

template <class T>
concept Duration = requires { typename T::period; typename T::rep; };

template <class T>
constexpr Kind kind_of() {
  if constexpr (std::same_as<T, bool>) return {"true or false", ""};
  else if constexpr (std::integral<T>) return {"a whole number", ""};
  else if constexpr (std::floating_point<T>) return {"a number", ""};
  else if constexpr (Duration<T>) return {"a duration like 30s, 90m, 12h or 7d", " seconds"};
  else if constexpr (std::same_as<T, Bytes>) return {"a size like 64kB or 10MB", " bytes"};
  else if constexpr (std::same_as<T, std::vector<std::string>>) return {"a list separated by commas", " entries"};
  else return {"a text", " bytes"};
}

template <class T>
Result<T> parse(const About& about, std::string_view text) {
  double measure = 0;
  T value{};
  if constexpr (std::same_as<T, bool>) {
    return parse_boolean(text);
  } else if constexpr (std::integral<T>) {
    JM_TRY(n, parse_integer(text));
    if (!std::in_range<T>(n)) return fail(Code::kOutOfRange, "is out of range");
    measure = static_cast<double>(n);
    value = static_cast<T>(n);
  } else if constexpr (std::floating_point<T>) {
    JM_TRY(n, parse_number(text));
    measure = n;
    value = static_cast<T>(n);
  } else if constexpr (Duration<T>) {
    JM_TRY(d, parse_duration(text));
    value = std::chrono::duration_cast<T>(d);
    if (value != d) return fail(Code::kOutOfRange, "is too fine");
    measure = static_cast<double>(d.count()) / 1000;
  } else if constexpr (std::same_as<T, Bytes>) {
    JM_TRY(b, parse_bytes(text));
    measure = static_cast<double>(b.n);
    value = b;
  } else if constexpr (std::same_as<T, std::vector<std::string>>) {
    value = parse_list(text);
    measure = static_cast<double>(value.size());
  } else {
    value = T(text);
    measure = static_cast<double>(text.size());
    JM_CHECK_OK(check_choice(about, text));
  }
  JM_CHECK_OK(check(about, kind_of<T>(), measure));
  return value;
}

template <class T>
std::string show(const T& value) {
  if constexpr (std::same_as<T, bool>) return value ? "true" : "false";
  else if constexpr (std::integral<T>) return std::to_string(value);
  else if constexpr (std::floating_point<T>) return show_number(value);
  else if constexpr (Duration<T>) return show_duration(std::chrono::duration_cast<std::chrono::milliseconds>(value));
  else if constexpr (std::same_as<T, Bytes>) return show_bytes(value);
  else if constexpr (std::same_as<T, std::vector<std::string>>) return show_list(value);
  else if constexpr (std::same_as<T, Secret>) return value.empty() ? "" : "********";
  else return value;
}

}  // namespace detail

// Holds references to the members it was given: the struct must outlive it.
class Options {
 public:
  // T: std::string, Secret, bool, any integer, double, Bytes, a std::chrono duration, std::vector<std::string>. Bounds apply
  // to what is set, not to the default.
  template <class T>
  void add(std::string name, T& target, About about) {
    Option o;
    o.name = std::move(name);
    o.secret = std::same_as<T, Secret>;
    o.expects = detail::expects(about, detail::kind_of<T>());
    o.parse = [&target, about](std::string_view text) -> Result<std::function<void()>> {
      JM_TRY(value, detail::parse<T>(about, text));
      return [&target, value = std::move(value)] { target = value; };
    };
    o.show = [&target] { return detail::show(target); };
    o.help = std::move(about.help);
    insert(std::move(o));
  }
  // A name with the reserved prefix that is someone else's business (another program of the house).
  void allow(std::string name) { allowed_.push_back(std::move(name)); }

  // On an error nothing is assigned.
  Result<void> load(const Sources& sources);

  // One block a name: the help, then "NAME=value" and where the value comes from. Secrets as "********".
  std::string print() const;
  // "default", "environment", "jobmate.conf line 3", "the file that JWT_SECRET_FILE names". Unknown names: "".
  std::string origin(std::string_view name) const;
  bool is_set(std::string_view name) const;                  // by any source

 private:
  struct Option {
    std::string name, help;
    std::string expects;                                     // "a whole number from 0 to 65535"
    bool secret = false;
    std::function<Result<std::function<void()>>(std::string_view)> parse;   // what is returned assigns what was parsed
    std::function<std::string()> show;
    std::string origin;                                      // empty: not set
  };
  struct Loading;
  void insert(Option option);
  const Option* find(std::string_view name) const;

  std::vector<Option> options_;
  std::vector<std::string> allowed_;
};

}  // namespace jm::config
