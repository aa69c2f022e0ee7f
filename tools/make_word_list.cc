// make_word_list OUT FILE...   word lists (a word a line, UTF-8) -> the ordinary words among them, folded, as sorted 32-bit hashes: what
// src/domain/ordinary_words.cc is built with. Words with a capital letter are names and stay out. A file that is not there is left out.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "domain/ordinary_words.h"
#include "text/tokens.h"

int main(int argc, char** argv) {
  using namespace jm;
  if (argc < 2) return 2;
  std::vector<std::uint32_t> hashes;
  for (int i = 2; i < argc; ++i) {
    std::ifstream in(argv[i]);
    for (std::string word; std::getline(in, word);) {
      const text::Tokens t = text::tokenize(word);
      if (t.size() == 1 && !t.items[0].upper) hashes.push_back(domain::word_hash(t.word(0)));
    }
  }
  std::ranges::sort(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  std::ofstream out(argv[1]);
  out << "inline constexpr std::uint32_t kOrdinaryWords[] = {0";
  for (std::size_t i = 0; i < hashes.size(); ++i) out << (i % 12 == 0 ? ",\n" : ",") << hashes[i];
  out << "};\n";
  if (hashes.empty()) std::fprintf(stderr, "make_word_list: no word lists (apt-get install wfrench wamerican wbritish)\n");
  return out.good() ? 0 : 1;
}
