// Lines in reading order -> sections, and how much sense an order makes.
#pragma once
#include <string>
#include <vector>

#include "cv/headings.h"
#include "cv/layout.h"

namespace jm::cv {

struct Block {
  Section section = Section::kHeader;     // kHeader: what stands before the first heading
  Lines lines;                            // without the heading
};

// What a line says about where it belongs; used to judge orders and by the readers of fields.
bool has_email(std::string_view text);
bool has_phone(std::string_view text);
bool names_language(std::string_view text);      // begins with the name of a language
bool is_prose(std::string_view text);            // a sentence rather than a name: 12 words and more, or ends like one

// What stands under the name in a style of its own is no heading, whatever it says.
bool is_headline(const Lines& lines, const Line& line);
float body_size(const Lines& lines);             // of most of the text

// `name` (folded) is the person's name when known: it ends whatever section it stands in.
std::vector<Block> to_sections(const Lines& lines, std::string_view name = {});

// Higher is better; comparable between orders of one page only.
double coherence(const Lines& lines, std::string_view name = {});

}  // namespace jm::cv
