#include "domain/advice.h"

#include <algorithm>

#include "text/clean.h"
#include "text/stem.h"
#include "text/tokens.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

#include "domain/advice_words.inc"

std::unordered_set<std::string_view> split(std::string_view words) {
  std::unordered_set<std::string_view> out;
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (end > 0) out.insert(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

const std::unordered_set<std::string_view>& limits(Lang lang) {
  static const auto en = split(kLimitsEn), fr = split(kLimitsFr);
  return lang == Lang::kFr ? fr : en;
}

const std::unordered_set<std::uint64_t>& plain_stems(Lang lang) {
  const auto stems = [](Lang l) {
    std::unordered_set<std::uint64_t> out;
    for (const std::string_view w : plain_words(l)) out.insert(text::stem_hash(w));
    return out;
  };
  static const auto en = stems(Lang::kEn), fr = stems(Lang::kFr);
  return lang == Lang::kFr ? fr : en;
}

bool has_digit(std::string_view w) { return std::any_of(w.begin(), w.end(), [](char c) { return c >= '0' && c <= '9'; }); }

// Words as they may be borrowed: whole, by their stem; those with a digit letter by letter.
class Borrowed {
 public:
  void add(std::string_view s) {
    const text::Tokens t = text::tokenize(s);
    for (std::size_t i = 0; i < t.size(); ++i) {
      if (has_digit(t.word(i))) numbers_.emplace(t.word(i));
      else stems_.insert(text::stem_hash(t.word(i)));
    }
  }
  bool has(std::string_view word) const { return has_digit(word) ? numbers_.contains(std::string(word)) : stems_.contains(text::stem_hash(word)); }

 private:
  std::unordered_set<std::uint64_t> stems_;
  std::unordered_set<std::string> numbers_;
};

std::optional<std::size_t> index_of(std::string_view id, char letter, std::size_t count) {
  if (id.size() < 2 || id.size() > 4 || id.front() != letter || id[1] == '0') return {};
  std::size_t n = 0;
  for (const char c : id.substr(1)) {
    if (c < '0' || c > '9') return {};
    n = n * 10 + static_cast<std::size_t>(c - '0');
  }
  if (n > count) return {};
  return n - 1;
}

class Vetter {
 public:
  Vetter(const Analysis& a, const Ground& g) : a_(a), g_(g) {}

  // Why it may not be shown; empty: it may, and is in `out`.
  std::string check(const AdviceSentence& s, bool pro, VettedSentence& out) const {
    out.text = text::clean_line(s.text);
    if (out.text != trimmed(s.text)) return "CHARACTERS";      // invisible ones, line ends: no place in a sentence
    if (out.text.empty()) return "EMPTY";
    if (out.text.size() > kAdviceBytesMax) return "LONG";
    for (const std::string_view sign : {"://", "www.", "@", "<", ">", "{", "}", "[", "]", "|", "`", "\\", "=", "#", "*", "_", "\"\"", "!", "$"})
      if (out.text.find(sign) != std::string::npos) return "SIGN " + std::string(sign);
    if (s.needs.empty()) return "NO_REQUIREMENT";
    Borrowed words;
    for (const std::string& id : s.needs) {
      const auto i = index_of(id, 'R', g_.needs.size());
      if (!i) return "UNKNOWN " + id.substr(0, 8);
      const Link& l = a_.links[g_.needs[*i]];
      if (pro ? l.met != Met::kYes && l.met != Met::kPartly : l.met != Met::kNo && l.met != Met::kPartly) return "NOT_SO " + id;
      if (l.kind != NeedKind::kOther) words.add(l.label);
      if (std::find(out.links.begin(), out.links.end(), g_.needs[*i]) == out.links.end()) out.links.push_back(g_.needs[*i]);
    }
    for (const std::string& id : s.facts) {
      const auto i = index_of(id, 'F', g_.facts.size());
      if (!i) return "UNKNOWN " + id.substr(0, 8);
      const GroundFact& f = g_.facts[*i];
      const bool linked = std::any_of(out.links.begin(), out.links.end(), [&](std::size_t n) {
        return std::any_of(a_.links[n].evidence.begin(), a_.links[n].evidence.end(), [&](const Evidence& e) { return e.path == f.path; });
      });
      if (!linked) return "NO_EVIDENCE " + id;
      words.add(f.text);
      if (std::find(out.facts.begin(), out.facts.end(), id) == out.facts.end()) out.facts.push_back(id);
    }
    if (pro && s.facts.empty()) return "NO_FACT";
    const text::Tokens t = text::tokenize(out.text);
    if (t.size() < 3) return "EMPTY";
    bool denies = false;
    for (std::size_t i = 0; i < t.size(); ++i) {
      const std::string_view w = t.word(i);
      denies |= limits(a_.language).contains(w);
      if (words.has(w) || (!has_digit(w) && plain_stems(a_.language).contains(text::stem_hash(w)))) continue;
      return "WORD " + std::string(w.substr(0, 40));
    }
    if (pro == denies) return pro ? "DENIES" : "DENIES_NOTHING";
    return {};
  }

 private:
  static std::string trimmed(std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    return std::string(s);
  }
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

const std::unordered_set<std::string_view>& plain_words(Lang lang) {
  static const auto en = split(kPlainEn), fr = split(kPlainFr);
  return lang == Lang::kFr ? fr : en;
}

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
