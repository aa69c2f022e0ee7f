// Drafts made sentence by sentence, and what is missing of them in words.
#pragma once
#include <string>
#include <vector>

#include "domain/draft.h"
#include "render/render.h"

namespace jm::render {

// An empty text is not put.
struct Maker {
  domain::Draft d;
  void put(const std::string& id, const std::string& role, const std::string& section, const std::string& part, const std::string& text) {
    if (text.empty()) return;
    if (d.paragraphs.empty() || d.paragraphs.back().id != id) d.paragraphs.push_back({id, role, section, 0, {}});
    d.paragraphs.back().sentences.push_back({"s" + std::to_string(d.next_sentence++), part, text, {}, false, false});
  }
};

inline std::string all(const std::vector<Unread>& unread) {
  std::string out;
  for (const auto& u : unread) out += u.field + ": " + u.text + "\n";
  return out;
}

}  // namespace jm::render
