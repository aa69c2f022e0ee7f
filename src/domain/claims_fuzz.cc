// Any bytes as a sentence, and as a kept document: the checker answers with places inside the sentence, and ties to facts there are.
#include <cstdlib>
#include <string_view>

#include "domain/draft.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace jm::domain;
  static const jm::Time now = *jm::parse_iso("2026-11-28T10:00:00Z");
  static const ProfileFacts profile = read_profile({"Ada Exemple", "MID", R"(["C++",{"name":"English","level":"C1"}])", R"([{"title":"Engineer","company":"Orbis","startDate":"2019-03","bullets":["Moved 40 services"]}])", {}, {}, {}}, now);
  static const Offer offer = [] {
    Offer o;
    o.title = "C++ Engineer";
    o.company = "Acme";
    return o;
  }();
  static const FactBook book(known_facts(profile, {}, offer, "words"), profile.experience_months);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (size <= kSentenceBytesMax * 4) {
    const auto ties = book.ties(text);
    for (const std::string& id : ties)
      if (book.find(id) == nullptr) std::abort();
    for (const Claim& c : book.unsupported(text, ties))
      if (std::size_t{c.offset} + c.length > text.size() || c.length == 0) std::abort();
  }
  if (auto draft = read_draft(text)) {
    (void)review(*draft, book);
    const std::string kept = draft_json(*draft);
    const auto again = read_draft(kept);
    if (!again || draft_json(*again) != kept) std::abort();
    (void)differences(*draft, *again);
  }
  return 0;
}
