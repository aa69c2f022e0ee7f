// Where and how to connect: the url taken apart by libpq itself, completed with what every connection of ours has.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "async/async.h"
#include "base/result.h"

namespace jm::pg {

class ConnInfo {
 public:
  // INVALID_ARGUMENT with libpq's words when the url cannot be read.
  static Result<ConnInfo> parse(const std::string& url, const std::string& application_name);

  // PQconnectStart would look the host name up on the calling thread; this does it beforehand, without blocking, when there is
  // one host and it is a name. The result has a hostaddr.
  Task<Result<ConnInfo>> resolved(IoContext& io) const;

  // For PQconnect*Params: null-terminated lists that live as long as *this.
  std::vector<const char*> keywords() const;
  std::vector<const char*> values() const;

  void set(const std::string& keyword, const std::string& value);
  void set_default(const std::string& keyword, const std::string& value);
  const std::string* get(const std::string& keyword) const;
  // "host=… dbname=…": quoted as libpq wants it.
  std::string str() const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace jm::pg
