#pragma once
#include <string>

#include "base/result.h"

namespace jm::redis {

struct Endpoint {
  std::string host;
  std::string port;
  std::string user, password;         // empty: none
  int database = 0;
};

// redis://[[user]:password@]host[:port][/database]
Result<Endpoint> parse_url(const std::string& url);

}  // namespace jm::redis
