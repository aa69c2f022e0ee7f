// Pages as browsers read them, and pages made to exhaust whoever reads them.
#include "html/document.h"

#include <gtest/gtest.h>

namespace jm::html {
namespace {

std::string repeat(std::string_view s, std::size_t n) {
  std::string out;
  out.reserve(s.size() * n);
  for (std::size_t i = 0; i < n; ++i) out += s;
  return out;
}

// "html(head body(p))" with texts in quotes.
std::string shape(const Document& d, NodeId id = 0) {
  const Node& n = d.node(id);
  if (n.tag.empty()) return "'" + std::string(n.text) + "'";
  std::string inside;
  for (NodeId c = id + 1; c < n.end; c = d.node(c).end) inside += (inside.empty() ? "" : " ") + shape(d, c);
  return std::string(n.tag) + (inside.empty() ? "" : "(" + inside + ")");
}

TEST(HtmlDocument, IsTheTreeABrowserBuilds) {
  const struct { const char *html, *tree; } kRows[] = {
      {"", "html(head body)"},
      {"<p>a<p>b", "html(head body(p('a') p('b')))"},
      {"<TITLE>x &amp; y</TITLE><script>if (a < b) '<p>'</script>", "html(head(title('x & y') script('if (a < b) '<p>'')) body)"},
      {"<b><i>x</b>y</i>", "html(head body(b(i('x')) i('y')))"},
      {"<table><div>x</div><tr><td>y", "html(head body(div('x') table(tbody(tr(td('y'))))))"},
      {"<x-card a=1>z</x-card>", "html(head body(x-card('z')))"},
      {"<!-- c --><![CDATA[x]]>é", "html(head body('é'))"},
      {"<svg><a:b/></svg>", "html(head body(svg(a:b)))"},
  };
  for (const auto& row : kRows) {
    const auto doc = parse(row.html);
    ASSERT_TRUE(doc) << row.html;
    EXPECT_EQ(shape(*doc), row.tree) << row.html;
  }
}

TEST(HtmlDocument, AttributesTextAndSource) {
  const auto doc = parse("<div ID=x data-a=\"1 &lt; 2\" empty><b>bold</b> &eacute;<script>no</script><br></div><p>after");
  ASSERT_TRUE(doc);
  const NodeId div = doc->find("div");
  EXPECT_EQ(doc->attribute(div, "id"), "x");
  EXPECT_EQ(doc->attribute(div, "data-a"), "1 < 2");
  EXPECT_TRUE(doc->has_attribute(div, "empty"));
  EXPECT_FALSE(doc->has_attribute(div, "none"));
  EXPECT_EQ(doc->text(div), "bold é");
  EXPECT_EQ(doc->text(div, 3), "bol");
  EXPECT_EQ(doc->text(div, 6), "bold ");                   // no half a character
  EXPECT_EQ(doc->inner_source(div), "<b>bold</b> &eacute;<script>no</script><br>");
  EXPECT_EQ(doc->inner_source(doc->find("p")), "after");
  EXPECT_EQ(doc->find("h1"), kNoNode);
  EXPECT_EQ(doc->inner_source(0), "");                     // a root that is not in the source
}

// gumbo leaves the end of a form unset.
TEST(HtmlDocument, AFormEndsWithItsContent) {
  const auto doc = parse("<main>x<form>Apply <b>now</b><input></form>y<form>open <i>end");
  ASSERT_TRUE(doc);
  const NodeId form = doc->find("form");
  EXPECT_EQ(doc->inner_source(form), "Apply <b>now</b><input>");
  EXPECT_EQ(doc->inner_source(doc->find("form", form + 1)), "open <i>end");
}

TEST(HtmlDocument, SizeHasALimit) {
  const auto doc = parse(std::string(100, 'x'), {.bytes_max = 99});
  ASSERT_FALSE(doc);
  EXPECT_EQ(doc.error().reason, "PAGE_TOO_LARGE");
}

// Each of these costs a parser without limits gigabytes, minutes or its stack.
TEST(HtmlDocument, HostilePagesEndAtALimit) {
  std::string fonts;
  for (int i = 0; i < 20'000; ++i) fonts += "<font size=" + std::to_string(i) + ">";
  const std::pair<const char*, std::string> kPages[] = {
      {"deep", repeat("<div>", 1'000'000)},
      {"deep unknown", repeat("<x-y>", 1'000'000)},
      {"formatting rebuilt in every paragraph", fonts + repeat("<p>x", 20'000)},
      {"adoption", repeat("<a><div>", 200'000)},
      {"wide", repeat("<br>", 1'250'000)},
      {"attributes", "<div" + repeat(" a=1 b=2", 600'000) + ">"},
      {"tables", repeat("<table><tr><td>", 300'000)},
      {"select", repeat("<select><option>", 300'000)},
      {"svg", repeat("<svg><desc>", 400'000)},
  };
  for (const auto& [what, page] : kPages) {
    const auto doc = parse(page, {.time_max = std::chrono::milliseconds(500)});
    if (doc) EXPECT_LE(doc->size(), Limits{}.nodes_max) << what;
    else EXPECT_EQ(doc.error().reason, "PAGE_TOO_COMPLEX") << what;
  }
  EXPECT_FALSE(parse(repeat("<br>", 1'250'000)));
  EXPECT_FALSE(parse("<p>x</p>", {.nodes_max = 4}));
  EXPECT_TRUE(parse("<p>x</p>", {.nodes_max = 5}));
  EXPECT_FALSE(parse("<p>x</p>", {.memory_bytes_max = 1000}));
}

TEST(HtmlDocument, DepthWithinTheNodeLimitNeedsNoStack) {
  const auto doc = parse(repeat("<b>", 3) + repeat("<i><p>", 2000) + "x");
  if (!doc) return;
  EXPECT_NE(doc->text(0).find('x'), std::string::npos);
}

TEST(HtmlDocument, AnyBytesAreAPage) {
  EXPECT_TRUE(parse(std::string_view("\0<p>\0\xff\xfe</p>", 11)));
  EXPECT_TRUE(parse("<"));
  EXPECT_TRUE(parse("<!doctype"));
  EXPECT_TRUE(parse("\xEF\xBB\xBF<p>"));
}

}  // namespace
}  // namespace jm::html
