#include "profile/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "crypto/hash.h"

namespace jm::profile {

std::string account_key(std::string_view normal_email) { return "email:" + crypto::to_hex(crypto::sha256(normal_email)); }

std::string address_key(std::string_view address) {
  if (address.empty()) return "";
  const std::string text(address.substr(0, 64));
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return "address:" + text;
  char out[INET6_ADDRSTRLEN] = "";
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    inet_ntop(AF_INET, v6.s6_addr + 12, out, sizeof out);
    return std::string("address:") + out;
  }
  std::memset(v6.s6_addr + 8, 0, 8);
  inet_ntop(AF_INET6, &v6, out, sizeof out);
  return std::string("address:") + out + "/64";
}

std::string registration_key(std::string_view address) {
  const std::string key = address_key(address);
  return key.empty() ? key : "register" + key.substr(key.find(':'));
}

namespace {

std::unexpected<Error> come_back(std::string what, const Counter& counter, std::string reason, const LoginLimits& limits, Time now) {
  const Time again = counter.window_start + limits.window;
  const std::int64_t minutes = std::max<std::int64_t>(1, (again.us - now.us + 59'999'999) / 60'000'000);
  return fail(Code::kResourceExhausted, std::move(what) + " Try again in " + std::to_string(minutes) + (minutes == 1 ? " minute." : " minutes."), std::move(reason));
}

}  // namespace

Result<void> check_throttle(const std::optional<Counter>& address, const std::optional<Counter>& account, const LoginLimits& limits, Time now) {
  const Counter* full = nullptr;
  if (address && address->failures > limits.failures_per_address_max) full = &*address;
  else if (account && account->failures > limits.failures_per_account_max) full = &*account;
  if (!full) return {};
  return come_back("Too many failed sign-ins.", *full, "LOGIN_THROTTLED", limits, now);
}

Result<void> check_registrations(const std::optional<Counter>& address, const LoginLimits& limits, Time now) {
  if (!address || address->failures <= limits.registrations_per_address_max) return {};
  return come_back("Too many new accounts from your address.", *address, "REGISTER_THROTTLED", limits, now);
}

}  // namespace jm::profile
