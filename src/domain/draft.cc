#include "domain/draft.h"

#include <algorithm>

#include "base/json_object.h"
#include "domain/draft_parts.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/json_read.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

constexpr std::size_t kParagraphsMax = 300, kIdBytesMax = 200;

std::unexpected<Error> no_sentence() { return fail(Code::kNotFound, "There is no such sentence in this document.", "NO_SENTENCE"); }
std::unexpected<Error> no_paragraph() { return fail(Code::kNotFound, "There is no such paragraph in this document.", "NO_PARAGRAPH"); }

DraftSentence* find_sentence(Draft& draft, std::string_view id) {
  for (DraftParagraph& p : draft.paragraphs)
    for (DraftSentence& s : p.sentences)
      if (s.id == id) return &s;
  return nullptr;
}

std::size_t sentences(const Draft& draft) {
  std::size_t n = 0;
  for (const DraftParagraph& p : draft.paragraphs) n += p.sentences.size();
  return n;
}

// What somebody typed as it may stand in a document; the error is theirs to read.
Result<std::string> typed(std::string_view text) {
  if (text.size() > kSentenceBytesMax * 4) return fail(Code::kInvalidArgument, "A sentence has at most " + std::to_string(kSentenceBytesMax) + " bytes.", "TOO_LONG");
  std::string line = text::clean_line(text);
  if (line.size() > kSentenceBytesMax) return fail(Code::kInvalidArgument, "A sentence has at most " + std::to_string(kSentenceBytesMax) + " bytes.", "TOO_LONG");
  return line;
}

// A part of a CV that is one thing as a whole: it is the fact or it is not. Nothing: a sentence like others.
std::optional<ClaimKind> whole_claim(std::string_view part) {
  if (part == "title" || part == "headline" || part == "degree") return ClaimKind::kTitle;
  if (part == "employer" || part == "school" || part == "issuer" || part == "name" || part == "entry" || part == "place" || part == "location" || part == "email" || part == "link") return ClaimKind::kName;
  if (part == "phone") return ClaimKind::kNumber;
  if (part == "period") return ClaimKind::kDate;
  if (part == "skill" || part == "language") return ClaimKind::kSkill;
  return {};
}

bool is_the_fact(const DraftSentence& s, const KnownFact& f) {
  if (s.text == f.text) return true;
  const std::string a = text::fold_name(s.text), b = text::fold_name(f.text);
  if (!a.empty() && a == b) return true;
  if (s.part == "skill") {
    const auto hits = [](std::string_view text) { return find_skills(text, text::tokenize(text), true); };
    const auto mine = hits(s.text), theirs = hits(f.text);
    return mine.size() == 1 && !theirs.empty() && mine[0].skill == theirs[0].skill && text::tokenize(s.text).size() == mine[0].last - mine[0].first + 1u;
  }
  return false;
}

std::vector<Claim> claims_of(const DraftSentence& s, const std::vector<const KnownFact*>& facts, const FactBook& book) {
  std::vector<std::string> ids;
  for (const KnownFact* f : facts) ids.push_back(f->id);
  const auto whole = whole_claim(s.part);
  if (whole && *whole != ClaimKind::kDate) {
    if (std::ranges::any_of(facts, [&](const KnownFact* f) { return is_the_fact(s, *f); })) return {};
    // "Rust (advanced)": a skill and its level, two facts of one entry.
    for (const KnownFact* level : facts) {
      const std::string tail = " (" + level->text + ")";
      if (level->role != KnownRole::kLevel || !s.text.ends_with(tail)) continue;
      DraftSentence bare = s;
      bare.text.resize(s.text.size() - tail.size());
      if (std::ranges::any_of(facts, [&](const KnownFact* f) { return f->entry == level->entry && f->source == level->source && is_the_fact(bare, *f); })) return {};
    }
    return {{*whole, 0, static_cast<std::uint32_t>(s.text.size()), s.text}};
  }
  std::vector<Claim> claims = book.unsupported(s.text, ids);
  // "until now" is a claim as well, and its words are no date.
  if (whole && claims.empty() && std::ranges::none_of(facts, [](const KnownFact* f) { return f->role == KnownRole::kPeriod; }) && s.text.find_first_of("0123456789") == std::string::npos)
    claims.push_back({ClaimKind::kDate, 0, static_cast<std::uint32_t>(s.text.size()), s.text});
  return claims;
}

std::vector<Tie> ties_of(std::string_view text, const FactBook& book) {
  std::vector<Tie> out;
  for (const std::string& id : book.ties(text)) out.push_back({id, book.find(id)->text});
  return out;
}

}  // namespace

std::string_view name(DraftKind v) { return v == DraftKind::kLetter ? "LETTER" : "CV"; }

std::string_view name(SentenceState v) {
  constexpr std::string_view kNames[] = {"PLAIN", "SUPPORTED", "OWNED", "UNSUPPORTED"};
  return kNames[static_cast<std::size_t>(v)];
}

std::string_view name(DraftChange::Kind v) {
  constexpr std::string_view kNames[] = {"ADDED", "REMOVED", "CHANGED", "MOVED"};
  return kNames[static_cast<std::size_t>(v)];
}

std::string section_title(std::string_view section, Lang lang) {
  if (section == "summary") return std::string(pick(lang, "Summary", "Profil"));
  if (section == "experience") return std::string(pick(lang, "Experience", "Expérience professionnelle"));
  if (section == "projects") return std::string(pick(lang, "Projects", "Projets"));
  if (section == "education") return std::string(pick(lang, "Education", "Formation"));
  if (section == "skills") return std::string(pick(lang, "Skills", "Compétences"));
  if (section == "languages") return std::string(pick(lang, "Languages", "Langues"));
  if (section == "certifications") return std::string(pick(lang, "Certifications", "Certifications"));
  return {};
}

std::string letter_text(const Draft& draft, bool with_sender) {
  std::string out;
  for (const DraftParagraph& p : draft.paragraphs) {
    if (p.sentences.empty() || (p.role == "SENDER" && !with_sender)) continue;
    if (!out.empty()) out += "\n\n";
    for (std::size_t i = 0; i < p.sentences.size(); ++i) {
      const DraftSentence& s = p.sentences[i];
      const bool line = p.role == "LIST" || p.role == "SENDER" || s.part == "line";
      if (i > 0) out += line ? "\n" : " ";
      if (p.role == "LIST" && !s.text.starts_with("- ")) out += "- ";
      out += s.text;
    }
  }
  return out;
}

std::size_t word_count(const Draft& draft) {
  std::size_t n = 0;
  for (const DraftParagraph& p : draft.paragraphs)
    if (p.role != "SENDER")
      for (const DraftSentence& s : p.sentences) n += count_words(s.text);
  return n;
}

std::vector<SentenceReview> review(const Draft& draft, const FactBook& book) {
  std::vector<SentenceReview> out;
  for (const DraftParagraph& p : draft.paragraphs)
    for (const DraftSentence& s : p.sentences) {
      SentenceReview r{&p, &s, SentenceState::kPlain, {}, {}, {}};
      for (const Tie& tie : s.ties) {
        const KnownFact* f = book.find(tie.fact);
        if (f == nullptr || f->text != tie.text) f = book.find_text(tie.text);
        if (f == nullptr) r.gone.push_back(tie);
        else if (std::ranges::find(r.facts, f) == r.facts.end()) r.facts.push_back(f);
      }
      r.claims = claims_of(s, r.facts, book);
      if (!r.claims.empty()) r.state = s.owned ? SentenceState::kOwned : SentenceState::kUnsupported;
      else if (!r.facts.empty()) r.state = SentenceState::kSupported;
      else if (s.owned) r.state = SentenceState::kOwned;
      // A hole nobody filled is nobody's claim: it cannot be owned.
      if (std::ranges::any_of(r.claims, [](const Claim& c) { return c.kind == ClaimKind::kPlaceholder; })) r.state = SentenceState::kUnsupported;
      out.push_back(std::move(r));
    }
  return out;
}

// --- differences --------------------------------------------------------------------------------------------------------------

namespace {

using Lines = std::vector<const DraftSentence*>;

// The longest common subsequence of two short lists, as a mark on each line of both.
void mark_common(const Lines& a, const Lines& b, std::vector<std::uint8_t>& in_a, std::vector<std::uint8_t>& in_b) {
  const std::size_t n = a.size(), m = b.size();
  std::vector<std::uint16_t> best((n + 1) * (m + 1), 0);
  const auto at = [&](std::size_t i, std::size_t k) -> std::uint16_t& { return best[i * (m + 1) + k]; };
  for (std::size_t i = n; i-- > 0;)
    for (std::size_t k = m; k-- > 0;) at(i, k) = a[i]->text == b[k]->text ? static_cast<std::uint16_t>(at(i + 1, k + 1) + 1) : std::max(at(i + 1, k), at(i, k + 1));
  for (std::size_t i = 0, k = 0; i < n && k < m;) {
    if (a[i]->text == b[k]->text) in_a[i++] = in_b[k++] = 1;
    else if (at(i + 1, k) >= at(i, k + 1)) ++i;
    else ++k;
  }
}

// Same thing in another wording: two sentences that rest on the same first fact, or stand in the same part of an entry.
bool same_place(const DraftSentence& a, const DraftSentence& b) {
  if (!a.ties.empty() && !b.ties.empty() && a.ties[0] == b.ties[0]) return true;
  return a.id == b.id || (!a.part.empty() && a.part == b.part && a.part != "bullet" && a.part != "skill" && a.part != "line" && a.part != "language" && a.part != "link");
}

}  // namespace

std::vector<DraftChange> differences(const Draft& before, const Draft& after) {
  std::vector<DraftChange> out;
  std::vector<std::string> ids;
  for (const auto& p : after.paragraphs) ids.push_back(p.id);
  for (const auto& p : before.paragraphs)
    if (std::ranges::find(ids, p.id) == ids.end()) ids.push_back(p.id);
  for (const std::string& id : ids) {
    const auto find = [&id](const Draft& d) {
      const auto it = std::ranges::find_if(d.paragraphs, [&](const DraftParagraph& p) { return p.id == id; });
      return it == d.paragraphs.end() ? nullptr : &*it;
    };
    const DraftParagraph *x = find(before), *y = find(after);
    const std::string section = y ? y->section : x->section;
    Lines a, b;
    if (x) for (const auto& s : x->sentences) a.push_back(&s);
    if (y) for (const auto& s : y->sentences) b.push_back(&s);
    std::vector<std::uint8_t> in_a(a.size(), 0), in_b(b.size(), 0);
    mark_common(a, b, in_a, in_b);
    for (std::size_t k = 0; k < b.size(); ++k) {
      if (in_b[k]) continue;
      DraftChange change{DraftChange::Kind::kAdded, id, section, {}, b[k]->text};
      for (int pass = 0; pass < 2 && change.kind == DraftChange::Kind::kAdded; ++pass)
        for (std::size_t i = 0; i < a.size(); ++i) {
          if (in_a[i] || (pass == 0 ? a[i]->text != b[k]->text : !same_place(*a[i], *b[k]))) continue;
          in_a[i] = 1;
          change.kind = pass == 0 ? DraftChange::Kind::kMoved : DraftChange::Kind::kChanged;
          change.before = a[i]->text;
          break;
        }
      out.push_back(std::move(change));
    }
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!in_a[i]) out.push_back({DraftChange::Kind::kRemoved, id, section, a[i]->text, {}});
  }
  return out;
}

// --- a person's work ----------------------------------------------------------------------------------------------------------

Result<Draft> edit_sentence(Draft draft, std::string_view sentence, std::string_view text, const FactBook& book) {
  JM_TRY(line, typed(text));
  for (DraftParagraph& p : draft.paragraphs)
    for (auto s = p.sentences.begin(); s != p.sentences.end(); ++s) {
      if (s->id != sentence) continue;
      if (line.empty()) {
        if (!s->ties.empty()) draft.left_out.push_back({s->ties[0].fact, s->text});
        p.sentences.erase(s);
        std::erase_if(draft.paragraphs, [](const DraftParagraph& x) { return x.sentences.empty(); });
        return draft;
      }
      if (s->text == line) return draft;
      s->text = std::move(line);
      s->ties = ties_of(s->text, book);
      s->owned = false;
      s->edited = true;
      return draft;
    }
  return no_sentence();
}

Result<Draft> add_sentence(Draft draft, std::string_view paragraph, std::string_view after, std::string_view text, const FactBook& book) {
  JM_TRY(line, typed(text));
  if (line.empty()) return fail(Code::kInvalidArgument, "A new sentence needs words.", "BAD_INPUT");
  if (sentences(draft) >= kDraftSentencesMax) return fail(Code::kResourceExhausted, "The document is as long as it can be: " + std::to_string(kDraftSentencesMax) + " sentences.", "TOO_LONG");
  const auto p = std::ranges::find_if(draft.paragraphs, [&](const DraftParagraph& x) { return x.id == paragraph; });
  if (p == draft.paragraphs.end()) return no_paragraph();
  auto at = p->sentences.end();
  if (!after.empty()) {
    at = std::ranges::find_if(p->sentences, [&](const DraftSentence& s) { return s.id == after; });
    if (at == p->sentences.end()) return no_sentence();
    ++at;
  }
  DraftSentence s;
  s.id = "s" + std::to_string(draft.next_sentence++);
  s.part = p->role == "ENTRY" ? "bullet" : p->role == "ITEMS" ? (p->section == "languages" ? "language" : "skill") : std::string();
  s.text = std::move(line);
  s.ties = ties_of(s.text, book);
  s.edited = true;
  std::erase_if(draft.left_out, [&s](const LeftOut& l) { return std::ranges::any_of(s.ties, [&l](const Tie& t) { return t.fact == l.fact; }); });
  p->sentences.insert(at, std::move(s));
  return draft;
}

Result<Draft> tie_sentence(Draft draft, std::string_view sentence, const std::vector<std::string>& facts, const FactBook& book) {
  DraftSentence* s = find_sentence(draft, sentence);
  if (s == nullptr) return no_sentence();
  if (facts.size() > 50) return fail(Code::kInvalidArgument, "A sentence rests on at most 50 facts.", "BAD_INPUT");
  s->ties.clear();
  for (const std::string& id : facts) {
    const KnownFact* f = book.find(id);
    if (f == nullptr) return fail(Code::kNotFound, "Your profile has no such fact.", "NO_FACT");
    if (std::ranges::none_of(s->ties, [&](const Tie& t) { return t.fact == id; })) s->ties.push_back({id, f->text});
  }
  return draft;
}

Result<Draft> own_sentence(Draft draft, std::string_view sentence, bool owned) {
  DraftSentence* s = find_sentence(draft, sentence);
  if (s == nullptr) return no_sentence();
  if (owned && s->text.find("{{") != std::string::npos && s->text.find("}}") != std::string::npos)
    return fail(Code::kFailedPrecondition, "This sentence still has a placeholder in it. Write what belongs there.", "PLACEHOLDER");
  s->owned = owned;
  return draft;
}

Result<Draft> replace_paragraph(Draft draft, DraftParagraph fresh) {
  const auto p = std::ranges::find_if(draft.paragraphs, [&](const DraftParagraph& x) { return x.id == fresh.id; });
  if (p == draft.paragraphs.end()) return no_paragraph();
  for (DraftSentence& s : fresh.sentences) {
    const bool same = std::ranges::any_of(p->sentences, [&](const DraftSentence& x) { return x.id == s.id && x.text == s.text; });
    if (!same) s.id = "s" + std::to_string(draft.next_sentence++);
  }
  *p = std::move(fresh);
  return draft;
}

Result<Draft> replace_paragraph(Draft draft, std::string_view paragraph, const Draft& fresh) {
  const auto is_it = [&](const DraftParagraph& x) { return x.id == paragraph; };
  const auto p = std::ranges::find_if(draft.paragraphs, is_it);
  if (p == draft.paragraphs.end()) return no_paragraph();
  const auto q = std::ranges::find_if(fresh.paragraphs, is_it);
  if (q == fresh.paragraphs.end()) return fail(Code::kFailedPrecondition, "This paragraph was made of something your profile no longer has. Edit it or take it out.", "NOTHING_TO_REGENERATE");
  p->variant = q->variant;
  p->sentences = q->sentences;
  for (DraftSentence& s : p->sentences) s.id = "s" + std::to_string(draft.next_sentence++);
  return draft;
}

bool same_words(const DraftParagraph& a, const DraftParagraph& b) {
  return std::ranges::equal(a.sentences, b.sentences, [](const DraftSentence& x, const DraftSentence& y) { return x.text == y.text && x.ties == y.ties && x.owned == y.owned; });
}

// --- kept -------------------------------------------------------------------------------------------------------------------------

namespace {

template <class List, class Write>
std::string json_list(const List& list, Write write) {
  std::string out = "[";
  for (const auto& x : list) {
    if (out.size() > 1) out += ',';
    out += write(x);
  }
  return out + "]";
}

std::string string_of(const text::JsonValue& v, std::string_view key, std::size_t bytes_max) {
  const auto m = v[key];
  return std::string(text::cut_utf8(m ? m->string().value_or("") : "", bytes_max));
}
bool flag_of(const text::JsonValue& v, std::string_view key) {
  const auto m = v[key];
  return m && m->boolean().value_or(false);
}
int number_of(const text::JsonValue& v, std::string_view key, int absent) {
  const auto m = v[key];
  return m ? static_cast<int>(std::clamp<std::int64_t>(m->integer().value_or(absent), -1'000'000, 1'000'000)) : absent;
}

}  // namespace

std::string draft_json(const Draft& d) {
  JsonObject o;
  o.text("kind", name(d.kind)).text("language", d.language == Lang::kFr ? "fr" : "en").text("tone", name(d.tone)).number("level", d.level).boolean("template", d.from_template).number("next", d.next_sentence);
  o.raw("paragraphs", json_list(d.paragraphs, [](const DraftParagraph& p) {
    JsonObject x;
    x.text("id", p.id).text("role", p.role).optional_text("section", p.section).number("variant", p.variant);
    x.raw("sentences", json_list(p.sentences, [](const DraftSentence& s) {
      JsonObject y;
      y.text("id", s.id).optional_text("part", s.part).text("text", s.text);
      if (s.owned) y.boolean("owned", true);
      if (s.edited) y.boolean("edited", true);
      if (!s.ties.empty()) y.raw("ties", json_list(s.ties, [](const Tie& t) { return JsonObject().text("fact", t.fact).text("text", t.text).str(); }));
      return y.str();
    }));
    return x.str();
  }));
  o.raw("leftOut", json_list(d.left_out, [](const LeftOut& l) { return JsonObject().text("fact", l.fact).text("text", l.text).str(); }));
  o.raw("notes", json_list(d.notes, [](const std::string& n) {
    std::string s;
    append_json_string(s, n);
    return s;
  }));
  return o.str();
}

bool is_empty(const Draft& draft) {
  return std::ranges::all_of(draft.paragraphs, [](const DraftParagraph& p) { return p.role == "HEADER" || p.role == "SENDER" || p.sentences.empty(); });
}

Result<Draft> read_draft(std::string_view json) {
  const auto bad = [] { return fail(Code::kInvalidArgument, "This is no document.", "BAD_DOCUMENT"); };
  text::JsonReader reader(kDraftJsonBytesMax);
  const auto root = reader.parse(json);
  if (!root || !root->is_object()) return bad();
  Draft d;
  d.kind = string_of(*root, "kind", 16) == "CV" ? DraftKind::kCv : DraftKind::kLetter;
  d.language = string_of(*root, "language", 8) == "fr" ? Lang::kFr : Lang::kEn;
  d.tone = tone_from(string_of(*root, "tone", 16));
  d.level = std::clamp(number_of(*root, "level", 2), kLevelMin, kLevelMax);
  d.from_template = flag_of(*root, "template");
  d.next_sentence = std::max(1, number_of(*root, "next", 1));
  std::size_t count = 0;
  if (const auto list = (*root)["paragraphs"])
    for (text::JsonElements e(*list); e.next();) {
      if (d.paragraphs.size() >= kParagraphsMax) return bad();
      const auto& v = e.value();
      DraftParagraph p{string_of(v, "id", kIdBytesMax), string_of(v, "role", 32), string_of(v, "section", 32), number_of(v, "variant", 0), {}};
      if (const auto sentences = v["sentences"])
        for (text::JsonElements f(*sentences); f.next();) {
          if (++count > kDraftSentencesMax + 400) return bad();
          const auto& w = f.value();
          DraftSentence s{string_of(w, "id", kIdBytesMax), string_of(w, "part", 32), string_of(w, "text", kSentenceBytesMax * 2), {}, flag_of(w, "owned"), flag_of(w, "edited")};
          if (const auto ties = w["ties"])
            for (text::JsonElements g(*ties); g.next() && s.ties.size() < 50;) s.ties.push_back({string_of(g.value(), "fact", kIdBytesMax), string_of(g.value(), "text", kFactBytesMax)});
          p.sentences.push_back(std::move(s));
        }
      d.paragraphs.push_back(std::move(p));
    }
  if (const auto list = (*root)["leftOut"])
    for (text::JsonElements e(*list); e.next() && d.left_out.size() < kFactsMax;) d.left_out.push_back({string_of(e.value(), "fact", kIdBytesMax), string_of(e.value(), "text", kFactBytesMax)});
  if (const auto list = (*root)["notes"])
    for (text::JsonElements e(*list); e.next() && d.notes.size() < 50;) d.notes.emplace_back(e.value().string().value_or(""));
  return d;
}

}  // namespace jm::domain
