#include "domain/advice.h"

#include <algorithm>
#include <unordered_set>

#include "domain/vetting.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

class Vetter {
 public:
  Vetter(const Analysis& a, const Ground& g) : a_(a), g_(g) {}

  // Why it may not be shown; empty: it may, and is in `out`.
  std::string check(const AdviceSentence& s, bool pro, VettedSentence& out) const {
    const auto line = one_line(s.text);
    if (!line) return "CHARACTERS";
    out.text = with_blanks(*line, a_.language);
    if (out.text.empty()) return "EMPTY";
    if (out.text.size() > kAdviceBytesMax) return "LONG";
    if (s.needs.empty()) return "NO_REQUIREMENT";
    Lent lent;
    for (const std::string& id : s.needs) {
      const auto i = index_of_id(id, 'R', g_.needs.size());
      if (!i) return "UNKNOWN " + id.substr(0, 8);
      const Link& l = a_.links[g_.needs[*i]];
      if (pro ? l.met != Met::kYes && l.met != Met::kPartly : l.met != Met::kNo && l.met != Met::kPartly) return "NOT_SO " + id;
      if (l.kind != NeedKind::kOther) lent.add(l.label);
      if (std::find(out.links.begin(), out.links.end(), g_.needs[*i]) == out.links.end()) out.links.push_back(g_.needs[*i]);
    }
    for (const std::string& id : s.facts) {
      const auto i = index_of_id(id, 'F', g_.facts.size());
      if (!i) return "UNKNOWN " + id.substr(0, 8);
      const GroundFact& f = g_.facts[*i];
      const bool linked = std::any_of(out.links.begin(), out.links.end(), [&](std::size_t n) {
        return std::any_of(a_.links[n].evidence.begin(), a_.links[n].evidence.end(), [&](const Evidence& e) { return e.path == f.path; });
      });
      if (!linked) return "NO_EVIDENCE " + id;
      lent.add(f.text);
      if (std::find(out.facts.begin(), out.facts.end(), id) == out.facts.end()) out.facts.push_back(id);
    }
    if (pro && s.facts.empty()) return "NO_FACT";
    if (std::string why = strange_sign(out.text, lent); !why.empty()) return why;
    const text::Tokens t = text::tokenize(out.text);
    if (t.size() < 3) return "EMPTY";
    if (std::string why = strange_word(t, lent, a_.language, Speech::kAdvice); !why.empty()) return why;
    const bool denies = !limits_in(out.text, t, a_.language).empty();
    if (pro == denies) return pro ? "DENIES" : "DENIES_NOTHING";
    return {};
  }

 private:
  const Analysis& a_;
  const Ground& g_;
};

void replace(std::vector<std::string>& text, std::vector<std::vector<std::size_t>>& links, const std::vector<VettedSentence>& better) {
  std::vector<std::string> new_text;
  std::vector<std::vector<std::size_t>> new_links;
  std::unordered_set<std::size_t> covered;
  for (const VettedSentence& s : better) {
    new_text.push_back(s.text);
    new_links.push_back(s.links);
    covered.insert(s.links.begin(), s.links.end());
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool said = i < links.size() && !links[i].empty() && std::all_of(links[i].begin(), links[i].end(), [&](std::size_t n) { return covered.contains(n); });
    if (said) continue;
    new_text.push_back(text[i]);
    new_links.push_back(i < links.size() ? links[i] : std::vector<std::size_t>{});
  }
  text = std::move(new_text);
  links = std::move(new_links);
}

}  // namespace

Ground ground_of(const Analysis& analysis, const ProfileFacts& profile) {
  Ground g;
  for (std::size_t i = 0; i < analysis.links.size() && g.needs.size() < kGroundNeedsMax; ++i) {
    g.needs.push_back(i);
    for (const Evidence& e : analysis.links[i].evidence) {
      if (g.facts.size() == kGroundFactsMax) break;
      if (std::any_of(g.facts.begin(), g.facts.end(), [&](const GroundFact& f) { return f.path == e.path; })) continue;
      const auto fact = std::find_if(profile.facts.begin(), profile.facts.end(), [&](const Fact& f) { return f.path == e.path; });
      g.facts.push_back({e.path, fact != profile.facts.end() ? std::string(text::cut_utf8(fact->text, 400)) : e.text});
    }
  }
  return g;
}

Vetted vet(const Analysis& analysis, const Ground& ground, const Advice& advice) {
  Vetted v;
  const Vetter vetter(analysis, ground);
  const auto each = [&](const std::vector<AdviceSentence>& list, bool pro, std::vector<VettedSentence>& out) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      VettedSentence s;
      std::string why = out.size() == kAdviceSentencesMax ? std::string("TOO_MANY") : vetter.check(list[i], pro, s);
      if (why.empty() && std::any_of(out.begin(), out.end(), [&](const VettedSentence& x) { return x.text == s.text; })) why = "TWICE";
      if (why.empty()) out.push_back(std::move(s));
      else v.refused.push_back((pro ? "pros[" : "cons[") + std::to_string(i) + "]: " + why);
    }
  };
  each(advice.pros, true, v.pros);
  each(advice.cons, false, v.cons);
  return v;
}

Analysis apply(const Analysis& analysis, const Vetted& vetted) {
  Analysis a = analysis;
  replace(a.pros, a.pros_links, vetted.pros);
  replace(a.cons, a.cons_links, vetted.cons);
  return a;
}

}  // namespace jm::domain
