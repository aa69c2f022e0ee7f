#include "domain/skills.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <unordered_map>

#include "domain/skills_lexicon.h"
#include "text/stem.h"

namespace jm::domain {
namespace {

constexpr std::uint32_t kCompanyTokens = 8;      // how far the company of an ambiguous name may stand
constexpr std::uint32_t kCueTokens = 2;          // "Go language", "langage C"

struct Name {
  SkillId skill;
  std::vector<std::uint64_t> words;              // stems
  std::string exact;                             // these very bytes, when not empty
  bool ambiguous;
};

[[noreturn]] void broken(std::string_view line) {
  std::fprintf(stderr, "skills lexicon: cannot read \"%.*s\"\n", static_cast<int>(line.size()), line.data());
  std::abort();
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

std::vector<std::string_view> split(std::string_view s, char by) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = s.find(by);
    if (const auto part = trim(s.substr(0, at)); !part.empty() || by == '|') parts.push_back(part);
    if (at == std::string_view::npos) return parts;
    s.remove_prefix(at + 1);
  }
}

std::optional<SkillKind> kind_from(std::string_view s) {
  constexpr std::string_view kNames[] = {"language", "tech", "data", "method", "office", "business", "trade", "quality"};
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == s) return static_cast<SkillKind>(i);
  return {};
}

bool technical(SkillKind k) { return k == SkillKind::kLanguage || k == SkillKind::kTech || k == SkillKind::kData || k == SkillKind::kMethod; }

class Lexicon {
 public:
  Lexicon() {
    std::vector<std::vector<std::string_view>> implied;
    for (std::string_view rest = lexicon::kSkills; !rest.empty();) {
      const auto end = rest.find('\n');
      const std::string_view line = trim(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (line.empty() || line.front() == '#') continue;
      implied.push_back(read(line));
    }
    close(implied);
    for (auto& [word, names] : by_first_)
      std::stable_sort(names.begin(), names.end(), [&](auto a, auto b) { return names_[a].words.size() > names_[b].words.size(); });
    const auto cue = [&](std::string_view w) { cues_.push_back(text::stem_hash(w)); };
    for (const char* w : {"language", "langage", "programming", "programmation", "developer", "developpeur", "developpeuse", "code", "coding"}) cue(w);
  }

  const std::vector<Skill>& skills() const { return skills_; }

  std::vector<SkillHit> find(std::string_view s, const text::Tokens& t, bool listed) const {
    std::vector<std::uint64_t> stems(t.size());
    for (std::size_t i = 0; i < t.size(); ++i) stems[i] = text::stem_hash(t.word(i));
    std::vector<Candidate> found;
    for (std::uint32_t i = 0; i < t.size();) {
      const Name* name = at(s, t, stems, i);
      if (!name) {
        ++i;
        continue;
      }
      const auto last = i + static_cast<std::uint32_t>(name->words.size()) - 1;
      found.push_back({{name->skill, i, last}, name->ambiguous});
      i = last + 1;
    }
    std::vector<SkillHit> hits;
    for (std::size_t i = 0; i < found.size(); ++i)
      if (listed || !found[i].ambiguous || in_company(found, i, stems)) hits.push_back(found[i].hit);
    return hits;
  }

 private:
  struct Candidate {
    SkillHit hit;
    bool ambiguous;
  };

  std::vector<std::string_view> read(std::string_view line) {
    const auto parts = split(line, '|');
    if (parts.size() != 6) broken(line);
    const auto kind = kind_from(parts[1]);
    if (!kind) broken(line);
    const auto id = static_cast<SkillId>(skills_.size());
    const auto plain = [](std::string_view label) { return std::string(label.substr(label.find_first_not_of("^~"))); };
    if (parts[2].empty()) broken(line);
    Skill& s = skills_.emplace_back(Skill{std::string(parts[0]), *kind, plain(parts[2]), plain(parts[3].empty() ? parts[2] : parts[3]), {}});
    if (!ids_.emplace(s.id, id).second) broken(line);
    add_name(id, parts[2]);
    if (!parts[3].empty()) add_name(id, parts[3]);
    for (const auto alias : split(parts[4], ';')) add_name(id, alias);
    return split(parts[5], ';');
  }

  void add_name(SkillId id, std::string_view written) {
    Name name{id, {}, {}, false};
    bool exact = false;
    for (; !written.empty() && (written.front() == '^' || written.front() == '~'); written.remove_prefix(1)) (written.front() == '^' ? exact : name.ambiguous) = true;
    const text::Tokens t = text::tokenize(written);
    if (t.size() == 0) broken(written);
    for (std::size_t i = 0; i < t.size(); ++i) name.words.push_back(text::stem_hash(t.word(i)));
    if (exact) name.exact = written;
    by_first_[name.words.front()].push_back(static_cast<std::uint32_t>(names_.size()));
    names_.push_back(std::move(name));
  }

  void close(const std::vector<std::vector<std::string_view>>& implied) {
    std::vector<std::vector<SkillId>> direct(skills_.size());
    for (std::size_t i = 0; i < implied.size(); ++i)
      for (const auto word : implied[i]) {
        const auto it = ids_.find(std::string(word));
        if (it == ids_.end()) broken(word);
        direct[i].push_back(it->second);
      }
    for (std::size_t i = 0; i < skills_.size(); ++i) {
      std::vector<SkillId> open = direct[i];
      while (!open.empty()) {
        const SkillId next = open.back();
        open.pop_back();
        auto& all = skills_[i].implies;
        if (next == i || std::find(all.begin(), all.end(), next) != all.end()) continue;
        all.push_back(next);
        open.insert(open.end(), direct[next].begin(), direct[next].end());
      }
    }
  }

  const Name* at(std::string_view s, const text::Tokens& t, const std::vector<std::uint64_t>& stems, std::uint32_t i) const {
    const auto it = by_first_.find(stems[i]);
    if (it == by_first_.end()) return nullptr;
    for (const std::uint32_t n : it->second) {
      const Name& name = names_[n];
      const std::size_t words = name.words.size();
      if (i + words > t.size()) continue;
      bool same = true;
      for (std::size_t k = 1; same && k < words; ++k) same = stems[i + k] == name.words[k] && t.items[i + k].gap != text::Gap::kSentence;
      if (!same) continue;
      const auto& first = t.items[i];
      const auto& last = t.items[i + words - 1];
      if (!name.exact.empty() && s.substr(first.offset, last.offset + last.length - first.offset) != name.exact) continue;
      return &name;
    }
    return nullptr;
  }

  bool in_company(const std::vector<Candidate>& found, std::size_t n, const std::vector<std::uint64_t>& stems) const {
    const SkillHit& hit = found[n].hit;
    const bool wants_technical = technical(skills_[hit.skill].kind);
    const auto near = [&](const Candidate& c) {
      if (c.ambiguous || technical(skills_[c.hit.skill].kind) != wants_technical) return false;
      const std::uint32_t distance = c.hit.first > hit.last ? c.hit.first - hit.last : hit.first > c.hit.last ? hit.first - c.hit.last : 0;
      return distance <= kCompanyTokens;
    };
    for (std::size_t k = n; k-- > 0 && hit.first - std::min(hit.first, found[k].hit.last) <= kCompanyTokens;)
      if (near(found[k])) return true;
    for (std::size_t k = n + 1; k < found.size() && found[k].hit.first - hit.last <= kCompanyTokens; ++k)
      if (near(found[k])) return true;
    if (skills_[hit.skill].kind != SkillKind::kLanguage) return false;
    const std::size_t from = hit.first > kCueTokens ? hit.first - kCueTokens : 0, to = std::min<std::size_t>(hit.last + kCueTokens + 1, stems.size());
    for (std::size_t k = from; k < to; ++k)
      if (std::find(cues_.begin(), cues_.end(), stems[k]) != cues_.end()) return true;
    return false;
  }

  std::vector<Skill> skills_;
  std::vector<Name> names_;
  std::unordered_map<std::string, SkillId> ids_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_first_;
  std::vector<std::uint64_t> cues_;
};

const Lexicon& the_lexicon() {
  static const Lexicon instance;
  return instance;
}

}  // namespace

const std::vector<Skill>& all_skills() { return the_lexicon().skills(); }
const Skill& skill(SkillId id) { return all_skills()[id]; }

bool shows(SkillId had, SkillId wanted) {
  if (had == wanted) return true;
  const auto& implied = skill(had).implies;
  return std::find(implied.begin(), implied.end(), wanted) != implied.end();
}

std::vector<SkillHit> find_skills(std::string_view s, const text::Tokens& tokens, bool listed) { return the_lexicon().find(s, tokens, listed); }

}  // namespace jm::domain
