// Any posting, any profile JSON, any template: the analysis never fails, and what it writes is valid and bounded.
// Input: title, description, skills, experience, education, template, separated by NUL bytes.
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json_text.h"
#include "domain/analysis.h"
#include "text/json_read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == 0 && parts.size() < 6) parts.emplace_back();
    else parts.back() += static_cast<char>(data[i]);
  }
  parts.resize(6);
  const Time now{1'772'445'600'000'000};
  domain::Offer offer;
  offer.title = parts[0];
  offer.description = parts[1];
  offer.requirements.push_back({"skill", parts[0], {}, true});
  const domain::ProfileFacts profile = domain::read_profile({parts[0], "MID", parts[2], parts[3], {}, parts[4], {}}, now);
  domain::SearchSpec search;
  search.job_titles = {"developer"};
  domain::AnalysisInput input{offer, profile, &search, "", "", parts[5], ""};
  const domain::Analysis a = domain::analyse(input, now);
  if (a.score < 0 || a.score > 100 || !(a.confidence >= 0 && a.confidence <= 1)) std::abort();
  for (const auto& link : a.links)
    for (const auto& span : link.spans) {
      const std::size_t end = std::size_t{span.offset} + span.length;
      if (span.field == "description" && end > offer.description.size()) std::abort();
      if (span.field == "title" && end > offer.title.size()) std::abort();
    }
  const std::string json = domain::analysis_json(a, now);
  text::JsonReader reader;
  if (!is_valid_utf8(json) || !is_valid_utf8(a.letter.text) || a.letter.text.find('\0') != std::string::npos || !reader.parse(json)) std::abort();
  return 0;
}
