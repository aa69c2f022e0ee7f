#include "text/language.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace jm::text {

namespace {

constexpr std::size_t kWindowBytes = 500;
constexpr int kWordsMin = 3;             // stop words of the winner; two do for a line
constexpr std::size_t kLineBytesMax = 200;
constexpr int kLanguages = 7;
constexpr std::array<std::string_view, kLanguages> kCodes = {"fr", "en", "de", "es", "it", "nl", "pt"};

// Function words in their written form, lower case; a word shared by languages counts for each.
constexpr std::array<std::string_view, kLanguages> kWords = {
    "le la les des du de un une et est en dans pour par sur avec vous nous notre votre vos nos qui que au aux ce cette ces son "
    "sa ses leur leurs ou il elle sont être avez plus pas ne sein ainsi chez recherche poste profil équipe avant selon entreprise société jeune contrat possible mission missions",
    "the of and to in for with you we our your will be is are as on that this have an by or from at their they who what it "
    "not can about more team work experience role",
    "der die das und ist in für mit von zu den dem ein eine einen im auf wir sie du dein deine unser unsere bei als auch oder "
    "werden sich nicht zum zur des dich dir ihr aus",
    "el la los las de del y en un una para por con que se es su sus al como más tu nuestro nuestra nuestros o no ser los "
    "equipo experiencia trabajo",
    "il lo la i gli le di del della dei delle e in un una per con che si è al alla come più nostro nostra sono o non da nel "
    "nella",
    "de het een en van in is op te dat voor met je wij ons onze jouw zijn aan als bij ook of om niet naar jij wat er we",
    "o a os as de do da dos das e em um uma para por com que se é no na nos nas ao como mais sua seu você nosso nossa não ou",
};

constexpr std::uint32_t hash(std::string_view w) {
  std::uint32_t h = 2166136261u;
  for (const char c : w) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
  return h;
}

constexpr std::size_t kSlots = 1024;
struct Slot {
  std::uint32_t hash = 0;
  std::uint8_t languages = 0;      // bit set
};

const std::array<Slot, kSlots>& table() {
  static const auto built = [] {
    std::array<Slot, kSlots> t{};
    for (int lang = 0; lang < kLanguages; ++lang) {
      const std::string_view all = kWords[lang];
      for (std::size_t i = 0; i < all.size();) {
        const std::size_t end = std::min(all.find(' ', i), all.size());
        const std::uint32_t h = hash(all.substr(i, end - i));
        std::size_t k = h % kSlots;
        while (t[k].languages != 0 && t[k].hash != h) k = (k + 1) % kSlots;
        t[k].hash = h;
        t[k].languages = static_cast<std::uint8_t>(t[k].languages | 1u << lang);
        i = end + 1;
      }
    }
    return t;
  }();
  return built;
}

struct Counts {
  std::array<int, kLanguages> all{};      // stop words
  std::array<int, kLanguages> own{};      // those of one language only
};

void count(std::string_view s, Counts& counts) {
  const auto& slots = table();
  std::uint32_t h = 2166136261u;
  std::size_t length = 0;
  for (std::size_t i = 0; i <= s.size(); ++i) {
    const unsigned char c = i < s.size() ? static_cast<unsigned char>(s[i]) : ' ';
    const unsigned char low = c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + 32) : c;
    if ((low >= 'a' && low <= 'z') || c >= 0xC3) {       // a letter, or the lead byte of one
      h = (h ^ low) * 16777619u;
      ++length;
      continue;
    }
    if (c >= 0x80 && length > 0) {
      h = (h ^ c) * 16777619u;
      continue;
    }
    if (length > 0 && length < 12) {
      for (std::size_t k = h % kSlots; slots[k].languages != 0; k = (k + 1) % kSlots) {
        if (slots[k].hash != h) continue;
        const std::uint8_t langs = slots[k].languages;
        for (int lang = 0; lang < kLanguages; ++lang)
          if (langs >> lang & 1) ++counts.all[lang];
        if ((langs & (langs - 1)) == 0) ++counts.own[std::countr_zero(langs)];
        break;
      }
    }
    h = 2166136261u;
    length = 0;
  }
}

}  // namespace

std::string_view detect_language(std::string_view text) {
  Counts counts;
  if (text.size() <= 3 * kWindowBytes) {
    count(text, counts);
  } else {        // boilerplate in another language often opens or closes an offer: the middle counts too
    count(text.substr(0, kWindowBytes), counts);
    count(text.substr(text.size() / 2 - kWindowBytes / 2, kWindowBytes), counts);
    count(text.substr(text.size() - kWindowBytes), counts);
  }
  int best = -1, second = -1;
  const auto score = [&](int lang) { return counts.all[lang] + 2 * counts.own[lang]; };
  for (int lang = 0; lang < kLanguages; ++lang) {
    if (best < 0 || score(lang) > score(best)) {
      second = best;
      best = lang;
    } else if (second < 0 || score(lang) > score(second)) {
      second = lang;
    }
  }
  if (counts.all[best] < (text.size() <= kLineBytesMax ? kWordsMin - 1 : kWordsMin) || counts.own[best] == 0) return {};
  if (score(best) * 4 < score(second) * 5) return {};
  return kCodes[best];
}

}  // namespace jm::text
