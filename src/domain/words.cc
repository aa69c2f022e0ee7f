#include "domain/words.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <memory>
#include <string>
#include <unordered_map>

#include "text/stem.h"

namespace jm::domain {

WordId Vocabulary::add(std::uint64_t hash) {
  if (hash == 0) hash = 1;
  if (const WordId id = find(hash); id != kNoWord) return id;
  if ((count_ + 1) * 2 > slots_.size()) {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& s : old) {
      if (s.hash == 0) continue;
      std::size_t k = s.hash & (slots_.size() - 1);
      while (slots_[k].hash != 0) k = (k + 1) & (slots_.size() - 1);
      slots_[k] = s;
    }
  }
  std::size_t k = hash & (slots_.size() - 1);
  while (slots_[k].hash != 0) k = (k + 1) & (slots_.size() - 1);
  slots_[k] = {hash, static_cast<WordId>(count_)};
  return static_cast<WordId>(count_++);
}

WordId Vocabulary::add_pattern(std::string_view folded) {
  const std::size_t known = count_;
  const WordId id = add(text::word_hash(folded) ^ 0x9e3779b97f4a7c15);       // no stem has this hash but by chance in 2^64
  if (count_ == known) return id;
  const std::size_t letters = std::min({folded.find('*'), folded.size(), kPrefixMax});
  std::uint64_t h = 0;
  for (std::size_t i = 0; i < letters; ++i) h = prefix_step(h, folded[i]);
  by_prefix_.emplace(h, static_cast<std::uint32_t>(patterns_.size()));
  prefix_lengths_ |= 1u << letters;
  patterns_.push_back({std::string(folded), id});
  return id;
}

// Greedy with one step back: linear for one star, at worst the product of both lengths.
bool fits_pattern(std::string_view pattern, std::string_view word) {
  std::size_t p = 0, w = 0, star = std::string_view::npos, from = 0;
  while (w < word.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = w;
    } else if (p < pattern.size() && pattern[p] == word[w]) {
      ++p;
      ++w;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      w = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

namespace {

// One line = one class, folded words.
constexpr std::string_view kTrades[] = {
    "developer developpeur developpeuse dev programmer programmeur programmeuse",
    "engineer ingenieur ingenieure eng",
    "architect architecte",
    "analyst analyste",
    "consultant consultante",
    "administrator administrateur administratrice admin",
    "technician technicien technicienne",
    "software logiciel logicielle",
    "data donnee donnees",
    "scientist scientifique",
    "network reseau reseaux",
    "system systeme systems systemes",
    "security securite cybersecurity cybersecurite",
    "embedded embarque embarquee embarques",
    "product produit",
    "project projet",
    "manager manageur manageuse responsable",
    "director directeur directrice",
    "sales vente ventes commercial commerciale",
    "accountant comptable",
    "assistant assistante",
    "nurse infirmier infirmiere",
    "teacher enseignant enseignante",
    "researcher chercheur chercheuse",
    "designer conceptrice concepteur",
    "mobile mobiles",
    "freelance freelancer independant independante",
};

constexpr std::string_view kCompounds[][2] = {
    {"back", "end"}, {"front", "end"}, {"full", "stack"}, {"dev", "ops"}, {"on", "call"}, {"on", "site"}, {"e", "commerce"},
    {"micro", "service"}, {"micro", "services"}, {"start", "up"}, {"free", "lance"}, {"data", "base"}, {"web", "site"},
    {"cyber", "security"}, {"cyber", "securite"}, {"part", "time"}, {"full", "time"}, {"tele", "travail"}, {"off", "shore"},
};

// Frequent in offers of every kind; a search is filed under another of its words where it has one.
constexpr std::string_view kCommon = "senior junior web team lead cloud digital business support chef international";

constexpr std::size_t kTradeBits = 1 << 14;

std::uint64_t mix(std::uint64_t h) { return (h ^ (h >> 29)) * 0xbf58476d1ce4e5b9; }

const std::unordered_map<std::uint64_t, std::uint64_t>& trades() {
  static const auto built = [] {
    std::unordered_map<std::uint64_t, std::uint64_t> m;
    std::uint64_t number = 0;
    for (std::string_view line : kTrades) {
      const std::uint64_t cls = mix(0x7261646500000000 + ++number);
      while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        m.emplace(text::stem_hash(line.substr(0, end)), cls);
        line.remove_prefix(std::min(end + 1, line.size()));
      }
    }
    return m;
  }();
  return built;
}

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& words, std::string_view w) {
  return std::find(words.begin(), words.end(), w) != words.end();
}

}  // namespace

std::uint64_t trade_class(std::uint64_t stem_hash) {
  // Nearly every word belongs to none: a bit for some of its hash's bits says so at once.
  static const auto maybe = [] {
    auto bits = std::make_unique<std::bitset<kTradeBits>>();
    for (const auto& [stem, cls] : trades()) bits->set(stem % kTradeBits);
    return bits;
  }();
  if (!maybe->test(stem_hash % kTradeBits)) return 0;
  const auto it = trades().find(stem_hash);
  return it == trades().end() ? 0 : it->second;
}

std::uint64_t joined_hash(std::string_view first, std::string_view second) {
  char buffer[512];
  const std::size_t n = std::min(first.size(), sizeof buffer / 2), m = std::min(second.size(), sizeof buffer / 2);
  std::copy_n(first.data(), n, buffer);
  std::copy_n(second.data(), m, buffer + n);
  return text::stem_hash({buffer, n + m});
}

std::uint64_t compound(std::string_view first, std::string_view second) {
  if (first.size() > 5 || second.size() > 8) return 0;
  for (const auto& c : kCompounds)
    if (c[0] == first && c[1] == second) return joined_hash(first, second);
  return 0;
}

bool is_title_filler(std::string_view w) {
  static constexpr std::array<std::string_view, 36> kFillers = {
      "de", "des", "du", "la", "le", "les", "un", "une", "en", "et", "ou", "a", "au", "aux", "pour", "of", "the", "and", "or", "an",
      "for", "in", "to", "with", "h", "f", "m", "w", "x", "d", "hf", "fh", "mf", "fm", "e", "ne"};
  return one_of(kFillers, w);
}

Seniority seniority_of(std::string_view w) {
  static constexpr std::array<std::string_view, 7> kSenior = {"senior", "sr", "confirme", "confirmee", "experimente", "experimentee", "experienced"};
  static constexpr std::array<std::string_view, 4> kJunior = {"junior", "jr", "debutant", "debutante"};
  static constexpr std::array<std::string_view, 11> kTrainee = {"stage", "stagiaire", "alternance", "alternant", "alternante", "apprenti",
                                                                "apprentie", "apprentissage", "intern", "internship", "praktikum"};
  return one_of(kSenior, w) ? Seniority::kSenior : one_of(kJunior, w) ? Seniority::kJunior : one_of(kTrainee, w) ? Seniority::kTrainee : Seniority::kNone;
}

std::uint32_t prior_count(std::uint64_t hash) {
  static const auto common = [] {
    std::unordered_map<std::uint64_t, std::uint32_t> m;
    for (const auto& [stem, cls] : trades()) m.emplace(cls, 1000);
    for (std::string_view line = kCommon; !line.empty();) {
      const std::size_t end = std::min(line.find(' '), line.size());
      m.emplace(text::stem_hash(line.substr(0, end)), 500);
      line.remove_prefix(std::min(end + 1, line.size()));
    }
    return m;
  }();
  const auto it = common.find(hash);
  return it == common.end() ? 0 : it->second;
}

}  // namespace jm::domain
