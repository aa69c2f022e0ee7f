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
    text(out, "text", n.text);
    out += '}';
  }
  out += ']';
  key(out, "letter");
  out += '{';
  key(out, "from_template");
  out += a.letter.from_template ? "true" : "false";
  texts(out, "notes", a.letter.notes);
  out += '}';
  text(out, "language", a.language == Lang::kFr ? "fr" : "en");
  text(out, "analyzed_at", to_iso(analysed_at));
  text(out, "engine", "deterministic");
  out += '}';
  return out;
}

}  // namespace jm::domain
