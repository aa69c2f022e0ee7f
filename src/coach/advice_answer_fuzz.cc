// Whatever a model answers about a fixed case: what may be shown is bounded clean text that rests on links; numbers and letter stay; and
// what is kept of it reads back as the same.
#include <cstdint>
#include <cstdlib>

#include "base/json_text.h"
#include "coach/analysis_prompt.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  static const Time now{1'772'445'600'000'000};
  static const domain::ProfileFacts profile = domain::read_profile({"M", "MID", R"(["Docker"])", R"([{"title":"Python developer","bullets":["Wrote Python services","Ran PostgreSQL"]}])", "", "", ""}, now);
  static const domain::Analysis analysis = [] {
    domain::Offer offer;
    offer.title = "Python developer";
    offer.language = "en";
    offer.description = "Python, PostgreSQL and Kubernetes are required.";
    return domain::analyse({offer, profile, nullptr, "", "", "", ""}, now);
  }();
  static const domain::Ground ground = domain::ground_of(analysis, profile);
  const coach::ReadAdvice advice = coach::read_advice({reinterpret_cast<const char*>(data), size}, analysis, ground, "canary-1");
  for (const auto* list : {&advice.vetted.pros, &advice.vetted.cons})
    for (const auto& s : *list)
      if (s.text.size() > domain::kAdviceBytesMax || !is_valid_utf8(s.text) || s.links.empty() || s.text.find_first_of("<>{}\n@") != std::string::npos) std::abort();
  const domain::Analysis better = domain::apply(analysis, advice.vetted);
  if (better.score != analysis.score || better.letter.text != analysis.letter.text || better.pros.size() != better.pros_links.size()) std::abort();
  if (!advice.wrong) {
    const std::string kept = coach::advice_json(advice.vetted, ground);
    if (coach::advice_json(coach::read_advice(kept, analysis, ground, "").vetted, ground) != kept) std::abort();
  }
  return 0;
}
