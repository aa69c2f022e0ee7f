// A draft as what stands on paper: blocks in reading order, for whichever format. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "domain/draft.h"

namespace jm::render {

enum class Look : std::uint8_t { kAts, kDesigned };
enum class BlockKind : std::uint8_t { kName, kHeadline, kContact, kSection, kEntry, kSub, kText, kBullet, kRight, kSubject };

struct Block {
  BlockKind kind = BlockKind::kText;
  std::string text;
  std::string right = {};                // on the same line at the right edge: an entry's dates
  std::string link = {};                 // of the whole block: mailto:, https://
  bool begins = false;                   // of an entry or a paragraph: some air before it
};

struct Sheet {
  bool letter = false;
  domain::Lang language = domain::Lang::kEn;
  std::string title, author;             // the document's metadata
  std::vector<Block> header, side, main; // side: only in a look with a side column
};

// `date`: of a letter, as it is written there; may be empty.
Sheet sheet_of(const domain::Draft& draft, Look look, std::string_view date);
// "28 November 2026", « le 28 novembre 2026 ».
std::string letter_date(Time now, domain::Lang language);
// "Ada Exemple - CV - Acme" without what file systems dislike, and its ending.
std::string file_name(const domain::Draft& draft, std::string_view company, std::string_view ending);

}  // namespace jm::render
