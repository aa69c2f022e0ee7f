#include <cstdio>

#include "base/json_text.h"
#include "domain/analysis.h"

namespace jm::domain {
namespace {

void key(std::string& out, std::string_view k) {
  if (out.back() != '{' && out.back() != '[') out += ',';
  append_json_string(out, k);
  out += ':';
}
void text(std::string& out, std::string_view k, std::string_view v) {
  key(out, k);
  append_json_string(out, v);
}
void texts(std::string& out, std::string_view k, const std::vector<std::string>& list) {
  key(out, k);
  out += '[';
  for (const std::string& s : list) {
    if (out.back() != '[') out += ',';
    append_json_string(out, s);
  }
  out += ']';
}

void lists(std::string& out, std::string_view k, const std::vector<std::vector<std::size_t>>& list) {
  key(out, k);
  out += '[';
  for (const auto& one : list) {
    out += out.back() == '[' ? "[" : ",[";
    for (std::size_t i = 0; i < one.size(); ++i) out.append(i > 0 ? "," : "").append(std::to_string(one[i]));
    out += ']';
  }
  out += ']';
}

void link(std::string& out, const Link& l) {
  out += '{';
  text(out, "requirement", l.label);
  text(out, "kind", name(l.kind));
  text(out, "level", name(l.level));
  text(out, "met", name(l.met));
  if (l.value != 0) {
    key(out, "value");
    out += std::to_string(l.value);
  }
  key(out, "spans");
  out += '[';
  for (const Span& s : l.spans) {
    if (out.back() != '[') out += ',';
    out += '{';
    text(out, "field", s.field);
    out.append(",\"offset\":").append(std::to_string(s.offset)).append(",\"length\":").append(std::to_string(s.length)).append("}");
  }
  out += ']';
  key(out, "profile");
  out += '[';
  for (const Evidence& e : l.evidence) {
    if (out.back() != '[') out += ',';
    out += '{';
    text(out, "path", e.path);
    text(out, "text", e.text);
    if (!e.by.empty()) text(out, "by", e.by);
    out += '}';
  }
  out += "]}";
}

}  // namespace

std::string analysis_json(const Analysis& a, Time analysed_at) {
  std::string out = "{";
  key(out, "score");
  out += std::to_string(a.score);
  key(out, "confidence");
  char number[16];
  std::snprintf(number, sizeof number, "%.2f", a.confidence);
  out += number;
  texts(out, "pros", a.pros);
  texts(out, "cons", a.cons);
  lists(out, "pros_evidence", a.pros_links);
  lists(out, "cons_evidence", a.cons_links);
  key(out, "suggested_cv_content");
  out += '{';
  texts(out, "skills", a.cv_skills);
  key(out, "highlights");
  out += '[';
  for (const CvHighlight& h : a.cv_highlights) {
    if (out.back() != '[') out += ',';
    out += '{';
    text(out, "path", h.path);
    text(out, "text", h.text);
    out += '}';
  }
  out += ']';
  texts(out, "keywords_present", a.keywords_present);
  texts(out, "keywords_missing", a.keywords_missing);
  out += '}';
  key(out, "evidence");
  out += '[';
  for (const Link& l : a.links) {
    if (out.back() != '[') out += ',';
    link(out, l);
  }
  out += ']';
  key(out, "eligibility");
  out += '[';
  for (const Note& n : a.eligibility) {
    if (out.back() != '[') out += ',';
    out += '{';
    text(out, "code", n.code);
    key(out, "ok");
    out += n.ok ? "true" : "false";
    text(out, "state", name(n.state()));
    text(out, "text", n.text);
    out += '}';
  }
  out += ']';
  const Eligibility e = a.criteria();
  key(out, "criteria");
  out.append("{\"met\":").append(std::to_string(e.met)).append(",\"missed\":").append(std::to_string(e.missed)).append(",\"unknown\":").append(std::to_string(e.unknown));
  text(out, "verdict", name(e.verdict()));
  out += '}';
  key(out, "enough_information");
  out += a.enough_information() ? "true" : "false";
  key(out, "letter");
  out += '{';
  key(out, "from_template");
  out += a.letter.from_template ? "true" : "false";
  texts(out, "notes", a.letter.notes);
  out += '}';
  text(out, "language", a.language == Lang::kFr ? "fr" : "en");
  text(out, "analyzed_at", to_iso(analysed_at));
  text(out, "engine", a.engine);
  if (!a.model.state.empty()) {
    key(out, "model");
    out += '{';
    text(out, "state", a.model.state);
    if (!a.model.name.empty()) text(out, "name", a.model.name);
    if (!a.model.text.empty()) text(out, "text", a.model.text);
    out += '}';
  }
  out += '}';
  return out;
}

}  // namespace jm::domain
