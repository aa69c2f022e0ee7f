#include "domain/wording.h"

#include <algorithm>

#include "domain/analysis_parts.h"
#include "domain/draft_parts.h"
#include "domain/vetting.h"
#include "text/clean.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

constexpr std::size_t kNameBytesMax = 120;               // as draft_letter.cc cuts what it quotes
constexpr std::size_t kSourceBytesMax = 1'200, kFactShownBytesMax = 400;

bool may_be_worded(const DraftSentence& s) {
  return (s.part.empty() || s.part == "line" || s.part == "bullet") && !s.owned && s.text.size() <= kSourceBytesMax && s.text.find_first_of("[]") == std::string::npos;
}

// What names the offer or the writer: quoted, not shown.
bool is_hidden(const KnownFact& f) { return f.role == KnownRole::kOfferTitle || f.role == KnownRole::kOfferCompany || f.role == KnownRole::kName || f.role == KnownRole::kContact; }

// The sentence with marks in the place of quotations that are whole words of it.
std::string marked(std::string_view s, const std::vector<Quotation>& quoted) {
  const text::Tokens t = text::tokenize(s);
  const auto cuts_a_word = [&t](std::size_t at) { return std::ranges::any_of(t.items, [at](const text::Token& w) { return w.offset < at && at < w.offset + w.length; }); };
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    const auto q = std::ranges::find_if(quoted, [&](const Quotation& x) { return s.substr(i).starts_with(x.text) && !cuts_a_word(i) && !cuts_a_word(i + x.text.size()); });
    if (q == quoted.end()) {
      out += s[i++];
    } else {
      out += q->mark;
      i += q->text.size();
    }
  }
  return out;
}

std::size_t count_of(std::string_view s, std::string_view part) {
  std::size_t n = 0;
  for (auto at = s.find(part); at != s.npos; at = s.find(part, at + part.size())) ++n;
  return n;
}

std::string with(std::string s, std::string_view what, std::string_view by) {
  for (auto at = s.find(what); at != s.npos; at = s.find(what, at + by.size())) s.replace(at, what.size(), by);
  return s;
}

class Vetter {
 public:
  Vetter(const WordingGround& g, const FactBook& book) : g_(g), book_(book) {}

  // Why it may not stand there; empty: it may, and is in `out`.
  std::string check(const WordingGround::Sentence& old, const WordedSentence& s, DraftSentence& out) const {
    const auto line = one_line(s.text);
    if (!line) return "CHARACTERS";
    if (line->empty()) return "EMPTY";
    if (line->size() > std::max(kWordedBytesMax, old.text.size() * 3 / 2)) return "LONG";
    Lent lent;
    std::string bare = *line, old_bare = old.text, whole = with_blanks(*line, g_.language);
    for (const Quotation& q : g_.quoted) {
      if (count_of(*line, q.mark) != count_of(old.text, q.mark)) return "MARK " + q.mark;
      bare = with(std::move(bare), q.mark, " ");
      old_bare = with(std::move(old_bare), q.mark, " ");
    }
    lent.add(old_bare);
    std::vector<Tie> ties;
    for (const std::string& id : s.facts) {
      const auto i = index_of_id(id, 'F', g_.facts.size());
      if (!i) return "UNKNOWN " + id.substr(0, 8);
      if (old.facts.empty()) return "NO_FACT_HERE " + id;
      const KnownFact* f = book_.find(g_.facts[*i].id);
      if (f == nullptr) return "UNKNOWN " + id;
      lent.add(g_.facts[*i].text);
      if (std::ranges::none_of(ties, [&](const Tie& t) { return t.fact == f->id; })) ties.push_back({f->id, f->text});
    }
    const bool own = std::ranges::any_of(old.facts, [&](std::size_t i) { return std::ranges::any_of(ties, [&](const Tie& t) { return t.fact == g_.facts[i].id; }); });
    if (!old.facts.empty() && !own) return "NO_FACT";
    if (std::string why = strange_sign(bare, lent); !why.empty()) return why;
    const text::Tokens t = text::tokenize(bare), old_t = text::tokenize(old_bare);
    if (t.size() < std::min<std::size_t>(2, old_t.size())) return "EMPTY";
    if (std::string why = strange_word(t, lent, g_.language, Speech::kLetter); !why.empty()) return why;
    if (std::string why = turned(limits_in(bare, t, g_.language), limits_in(old_bare, old_t, g_.language)); !why.empty()) return why;
    if (hedges(old_t, g_.language) && !hedges(t, g_.language)) return "HEDGE";
    for (const Quotation& q : g_.quoted) whole = with(std::move(whole), q.mark, q.text);
    out.text = std::move(whole);
    out.ties = std::move(ties);
    out.ties.insert(out.ties.end(), old.kept.begin(), old.kept.end());
    return {};
  }

 private:
  // A denial more or less than the sentence had.
  static std::string turned(std::vector<std::string> now, std::vector<std::string> old) {
    std::ranges::sort(now);
    std::ranges::sort(old);
    if (now == old) return {};
    return now.size() >= old.size() ? "DENIES" : "DENIES_NO_MORE";
  }

  const WordingGround& g_;
  const FactBook& book_;
};

}  // namespace

std::vector<Quotation> quotations(const AnalysisInput& basis, const Contact& contact) {
  std::vector<Quotation> out;
  const auto form = [&out](std::string mark, std::string text) {
    if (text.size() >= 2 && std::ranges::none_of(out, [&](const Quotation& q) { return q.text == text; })) out.push_back({std::move(mark), std::move(text)});
  };
  const auto add = [&form](std::string_view name, std::string_view text) {
    form("[" + std::string(name) + "]", quote(text, kNameBytesMax));
    form("[WHOLE " + std::string(name) + "]", text::clean_line(text));      // when it was cut
  };
  add("TITLE", basis.offer.title);
  add("EMPLOYER", basis.offer.company);
  add("PLACE", basis.offer.location());
  add("NAME", basis.profile.full_name);
  add("EMAIL", contact.email);
  add("PHONE", contact.phone);
  add("HOME", contact.location);
  add("START", basis.start_date);
  add("DURATION", basis.duration);
  std::ranges::stable_sort(out, [](const Quotation& a, const Quotation& b) { return a.text.size() > b.text.size(); });
  return out;
}

bool may_be_worded(const DraftParagraph& p) {
  const bool of_sentences = p.role == "TEXT" || p.role == "LIST" || p.role == "SUMMARY" || p.role == "ENTRY";
  return of_sentences && std::ranges::any_of(p.sentences, [](const DraftSentence& s) { return may_be_worded(s); });
}

WordingGround wording_ground(const Draft& draft, std::string_view paragraph, const FactBook& book, const std::vector<Quotation>& quoted) {
  WordingGround g{draft.kind, draft.language, draft.tone, std::string(paragraph), {}, {}, {}};
  for (const SentenceReview& r : review(draft, book)) {
    if (r.paragraph->id != paragraph || !may_be_worded(*r.paragraph) || !may_be_worded(*r.sentence) || g.sentences.size() == kWordedSentencesMax) continue;
    if ((r.state != SentenceState::kPlain && r.state != SentenceState::kSupported) || !r.gone.empty()) continue;
    WordingGround::Sentence s{r.sentence->id, marked(r.sentence->text, quoted), {}, {}};
    for (const KnownFact* f : r.facts) {
      if (is_hidden(*f)) {
        s.kept.push_back({f->id, f->text});
        continue;
      }
      const auto known = std::ranges::find_if(g.facts, [&](const WordingGround::Fact& x) { return x.id == f->id; });
      if (known == g.facts.end() && g.facts.size() == kWordedFactsMax) {
        s.kept.push_back({f->id, f->text});
        continue;
      }
      s.facts.push_back(static_cast<std::size_t>(known - g.facts.begin()));
      if (known == g.facts.end()) g.facts.push_back({f->id, std::string(text::cut_utf8(f->text, kFactShownBytesMax))});
    }
    g.sentences.push_back(std::move(s));
  }
  for (const Quotation& q : quoted)
    if (std::ranges::any_of(g.sentences, [&](const WordingGround::Sentence& s) { return s.text.find(q.mark) != std::string::npos; })) g.quoted.push_back(q);
  return g;
}

WordedParagraph vet(const WordingGround& ground, const std::vector<WordedSentence>& answer, const Draft& draft, const FactBook& book) {
  WordedParagraph out;
  Draft next = draft;
  const auto p = std::ranges::find_if(next.paragraphs, [&](const DraftParagraph& x) { return x.id == ground.paragraph; });
  if (p == next.paragraphs.end()) return out;
  const Vetter vetter(ground, book);
  const std::size_t words_max = std::max(kLetterWordsMax, word_count(draft));
  std::vector<std::uint8_t> said(ground.sentences.size(), 0);
  for (const WordedSentence& s : answer) {
    const auto refuse = [&](const std::string& why) { out.refused.push_back(s.sentence.substr(0, 8) + ": " + why); };
    const auto i = index_of_id(s.sentence, 'S', ground.sentences.size());
    if (!i) {
      refuse("UNKNOWN");
      continue;
    }
    if (said[*i]) {
      refuse("TWICE");
      continue;
    }
    const auto at = std::ranges::find_if(p->sentences, [&](const DraftSentence& x) { return x.id == ground.sentences[*i].id; });
    if (at == p->sentences.end()) continue;
    DraftSentence better = *at;
    if (std::string why = vetter.check(ground.sentences[*i], s, better); !why.empty()) {
      refuse(why);
      continue;
    }
    better.edited = false;
    if (std::ranges::any_of(p->sentences, [&](const DraftSentence& x) { return &x != &*at && x.text == better.text; })) {
      refuse("TWICE");
      continue;
    }
    Draft alone;
    alone.paragraphs.push_back({p->id, p->role, p->section, p->variant, {better}});
    if (const auto r = review(alone, book); r.front().state == SentenceState::kUnsupported) {
      refuse("CLAIM " + r.front().claims.front().text.substr(0, 40));
      continue;
    }
    const std::size_t words = word_count(next) - count_words(at->text) + count_words(better.text);
    if (draft.kind == DraftKind::kLetter && words > words_max) {
      refuse("WORDS: the letter would have more than " + std::to_string(words_max));
      continue;
    }
    out.changes |= better.text != at->text;
    *at = std::move(better);
    said[*i] = 1;
    out.accepted.push_back({s.sentence, *one_line(s.text), s.facts});
  }
  out.paragraph = *p;
  return out;
}

}  // namespace jm::domain
