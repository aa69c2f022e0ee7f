// The last step of a PDF: its language, and its title in the window. Apart, because qpdf's headers are older than our C++.
#pragma once
#include <string>

namespace jm::render {

// "fr-FR", "en-GB". Empty when it is no PDF.
std::string with_language(const std::string& pdf, const char* language);

}  // namespace jm::render
