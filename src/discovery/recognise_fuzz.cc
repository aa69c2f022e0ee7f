// First line a URL, second where it led, the rest its page: any answer has a token, and feeds are URLs of https that lead outside.
#include <cstdint>
#include <cstdlib>

#include "discovery/recognise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  const std::size_t one = std::min(s.find('\n'), size), two = std::min(s.find('\n', std::min(one + 1, size)), size);
  const std::string_view url = s.substr(0, one), last = s.substr(std::min(one + 1, size), two - std::min(one + 1, two)), rest = s.substr(std::min(two + 1, size));
  const auto page = html::parse(rest, {.nodes_max = 5000});
  const auto found = discovery::recognise(url, last, page ? &*page : nullptr);
  if (!found) return 0;
  if (found->ats.empty() || found->token.empty() || discovery::ats_label(found->ats).empty()) std::abort();
  for (const std::string& out : {discovery::feed_url(*found), discovery::posting_url(*found)}) {
    if (out.empty() || found->ats == "jobposting") continue;
    const auto parsed = outbound::parse_web_url(out);
    if (!parsed || parsed->scheme != "https" || parsed->credentials) std::abort();
  }
  return 0;
}
