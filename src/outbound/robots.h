// robots.txt (RFC 9309). Pure.
//
//   const Robots robots = Robots::parse(bytes, "JobMate");
//   if (robots.allows("/jobs?page=2")) …
//
// The group of our product token counts, else the one for "*"; several groups of one name are one. The longest matching rule wins,
// Allow on a tie. "*" and a final "$" are understood. Reading stops after kRobotsBytesMax, as the RFC permits.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jm::outbound {

inline constexpr std::size_t kRobotsBytesMax = 500 * 1024;
inline constexpr std::size_t kRobotsRulesMax = 10'000;
inline constexpr std::size_t kRobotsSitemapsMax = 100;

class Robots {
 public:
  static Robots parse(std::string_view bytes, std::string_view product);
  // What an answer without a usable body means: 4xx = everything is allowed, 5xx and no answer (0) = nothing is.
  static Robots for_status(int status);

  // `target`: path and query, as sent. /robots.txt itself is always allowed.
  bool allows(std::string_view target) const;
  std::optional<double> crawl_delay_s() const { return delay_; }       // not in the RFC, but asked for
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    std::string pattern;
    bool allow = false;
  };
  std::vector<Rule> rules_;
  std::optional<double> delay_;
  std::vector<std::string> sitemaps_;
};

}  // namespace jm::outbound
