#include "domain/ordinary_words.h"

#include <algorithm>
#include <iterator>

namespace jm::domain {
namespace {
#include "ordinary_words.inc"
}  // namespace

bool is_ordinary_word(std::string_view folded) { return std::ranges::binary_search(kOrdinaryWords, word_hash(folded)); }
bool knows_ordinary_words() { return std::size(kOrdinaryWords) > 1; }

}  // namespace jm::domain
