#include "discovery/pasted_page.h"

#include <algorithm>

#include "discovery/boards/career_page.h"
#include "discovery/boards/finish.h"
#include "html/document.h"
#include "text/charset.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using html::Document;
using html::kNoNode;
using html::NodeId;
using outbound::WebUrl;

constexpr std::size_t kTextBytesMin = 80;          // less is no description
constexpr std::size_t kWallTextBytesMax = 1500;    // a page with a password field and less text than this is its door

struct Meta {
  std::string og_title, og_site, og_description, description, title, heading;
};

Meta meta_of(const Document& page) {
  Meta m;
  const auto keep = [](std::string& to, std::string_view value) {
    if (to.empty()) to = line_of(value);
  };
  for (NodeId i = 0; i < page.size(); ++i) {
    const auto& tag = page.node(i).tag;
    if (tag == "meta") {
      const auto content = page.attribute(i, "content");
      const auto property = page.attribute(i, "property"), name = page.attribute(i, "name");
      const auto is = [&](std::string_view key) { return property == key || name == key; };
      if (is("og:title")) keep(m.og_title, content);
      else if (is("twitter:title") && m.og_title.empty()) keep(m.og_title, content);
      else if (is("og:site_name")) keep(m.og_site, content);
      else if (is("og:description")) keep(m.og_description, content);
      else if (is("description")) keep(m.description, content);
    } else if (tag == "title" && m.title.empty() && page.node(i).parent != kNoNode && page.node(page.node(i).parent).tag == "head") {
      m.title = line_of(page.text(i));
    } else if (tag == "h1") {
      keep(m.heading, page.inner_source(i));
    }
  }
  return m;
}

// "Baker - Moulin Bleu", "Baker | Jobs at Moulin Bleu" -> "Baker", when what follows is the site's name.
std::string without_site(std::string title, const std::string& site) {
  for (const std::string_view mark : {" | ", " - ", " – ", " — ", " · "}) {
    const std::size_t at = title.rfind(mark);
    if (at == std::string::npos || at < 3) continue;
    const std::string tail = text::fold_name(title.substr(at + mark.size())), name = text::fold_name(site);
    if (!name.empty() && (tail.find(name) != std::string::npos || name.find(tail) != std::string::npos)) title.resize(at);
  }
  return title;
}

// How much running text an element holds: what stands in links, menus and forms is not the offer.
struct Weight {
  std::size_t text = 0, links = 0;
};

bool is_furniture(std::string_view tag) {
  return tag == "nav" || tag == "header" || tag == "footer" || tag == "aside" || tag == "form" || tag == "script" || tag == "style" || tag == "noscript" || tag == "template" || tag == "head" || tag == "svg" ||
         tag == "select" || tag == "button" || tag == "iframe";
}

// The element that holds the page's own text: <main>, <article> or role="main" with enough in it, else the smallest element that
// holds most of the running text.
NodeId main_element(const Document& page) {
  std::vector<Weight> w(page.size());
  for (NodeId i = page.size(); i-- > 0;) {           // children before parents
    const auto& n = page.node(i);
    if (n.tag.empty()) w[i].text = static_cast<std::size_t>(std::count_if(n.text.begin(), n.text.end(), [](char c) { return static_cast<unsigned char>(c) > ' '; }));
    if (is_furniture(n.tag)) w[i] = {};
    if (n.tag == "a") w[i].links = w[i].text;
    if (n.parent != kNoNode) {
      w[n.parent].text += w[i].text;
      w[n.parent].links += w[i].links;
    }
  }
  const auto running = [&](NodeId i) { return w[i].text - std::min(w[i].text, w[i].links); };
  NodeId best = kNoNode;
  for (NodeId i = 0; i < page.size(); ++i) {
    const auto& tag = page.node(i).tag;
    const bool named = tag == "main" || tag == "article" || page.attribute(i, "role") == "main";
    if (named && running(i) >= kTextBytesMin && (best == kNoNode || running(i) > running(best))) best = i;
  }
  if (best != kNoNode) return best;
  NodeId at = page.find("body");
  if (at == kNoNode) return kNoNode;
  for (bool deeper = true; deeper;) {
    deeper = false;
    for (NodeId c = at + 1; c < page.node(at).end; c = page.node(c).end)
      if (!page.node(c).tag.empty() && running(c) * 10 >= running(at) * 8 && running(c) >= kTextBytesMin && page.node(c).tag != "p" && page.node(c).tag != "ul") {
        at = c;
        deeper = true;
        break;
      }
  }
  return at;
}

// An element's source without its menus and forms.
std::string own_source(const Document& page, NodeId id) {
  std::string out;
  const auto base = page.source().data();
  std::size_t from = page.node(id).inner_begin;
  const std::size_t end = page.node(id).inner_end;
  for (NodeId i = id + 1; i < page.node(id).end;) {
    const auto& n = page.node(i);
    if (n.tag.empty() || !is_furniture(n.tag) || n.inner_begin < from || n.inner_end > end) {
      ++i;
      continue;
    }
    // From the start of its tag to its end: the tag opens at the last "<" before its content.
    const std::size_t open = page.source().rfind('<', n.inner_begin == 0 ? 0 : n.inner_begin - 1);
    if (open != std::string_view::npos && open >= from) {
      out.append(base + from, open - from);
      out += ' ';
      from = n.inner_end;
    }
    i = n.end;
  }
  if (from < end) out.append(base + from, end - from);
  return out;
}

bool is_door(std::string_view path) {
  const std::string s = text::fold(path.substr(0, 300));
  for (const std::string_view word : {"/login", "/signin", "/sign-in", "/sign_in", "/authwall", "/connexion", "/checkpoint", "/sso/", "/oauth", "/uas/", "/account/log"})
    if (s.find(word) != std::string::npos) return true;
  return false;
}

std::optional<Offer> words_of(const Document& page, const WebUrl& at, Time now) {
  const Meta m = meta_of(page);
  Offer o;
  o.source = "page";
  o.source_id = "page";
  o.url = at.href();
  const bool board = recognise_url(at).has_value();             // there og:site_name is the board's, not the employer's
  o.title = without_site(!m.og_title.empty() ? m.og_title : !m.heading.empty() ? m.heading : m.title, m.og_site);
  if (!board) o.company = m.og_site;
  if (const NodeId main = main_element(page); main != kNoNode) o.description = text_of(own_source(page, main));
  const std::string& summary = !m.og_description.empty() ? m.og_description : m.description;
  if (o.description.size() < kTextBytesMin && summary.size() > o.description.size()) o.description = summary;
  if (o.title.empty() || o.description.size() < kTextBytesMin) return std::nullopt;
  ParseOutput out;
  finish_offer(std::move(o), 0, now, out);
  if (out.offers.empty()) return std::nullopt;
  return std::move(out.offers.front());
}

bool has_password_field(const Document& page) {
  for (NodeId i = 0; i < page.size(); ++i)
    if (page.node(i).tag == "input" && text::fold(page.attribute(i, "type")) == "password") return true;
  return false;
}

}  // namespace

PageView look_at_page(std::string_view body, std::string_view content_type, const WebUrl& at, const WebUrl& pasted, Time now) {
  PageView view;
  const auto page = html::parse(text::page_to_utf8(body, content_type));
  if (!page) {
    view.too_complex = true;
    view.site = recognise(pasted.href(), at.href(), nullptr);
    return view;
  }
  ParseOutput out;
  const std::string here = at.href();
  read_page_postings(*page, here, now, out);
  view.postings = out.offers.size();
  const std::string wanted = domain::canonical_url(pasted.href()), arrived = domain::canonical_url(here);
  for (Offer& o : out.offers)
    if (view.postings == 1 || (!o.canonical_url.empty() && (o.canonical_url == wanted || o.canonical_url == arrived))) {
      view.posting = std::move(o);
      break;
    }
  view.site = recognise(pasted.href(), here, &*page);
  if (!view.posting) view.words = words_of(*page, at, now);
  const bool short_text = !view.words || view.words->description.size() < kWallTextBytesMax;
  view.login_wall = !view.posting && ((is_door(at.path) && !is_door(pasted.path)) || (has_password_field(*page) && short_text));
  return view;
}

std::optional<Offer> pick_posting(std::string_view body, const CareerSite& site, const WebUrl& pasted, Time now) {
  const Board* board = find_board(site.ats);
  if (!board) return std::nullopt;
  ParseOutput out;
  board->parse(body, {.name = feed_url(site)}, now, out);
  const std::string wanted = domain::canonical_url(pasted.href());
  Offer* found = nullptr;
  for (Offer& o : out.offers) {
    const bool same = (!site.job_id.empty() && (o.source_id == site.job_id || o.url.find(site.job_id) != std::string::npos)) || (!wanted.empty() && o.canonical_url == wanted);
    if (same && !found) found = &o;
  }
  if (!found && out.offers.size() == 1 && !posting_url(site).empty()) found = &out.offers.front();      // the call gave the one it was asked for
  if (!found) return std::nullopt;
  if (found->company.empty() && !site.own_domain) found->company = site.token;
  return std::move(*found);
}

}  // namespace jm::discovery
