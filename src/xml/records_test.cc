// Records as trees; documents that try to unfold, fetch, nest or swell.
#include "xml/records.h"

#include <gtest/gtest.h>

namespace jm::xml {
namespace {

std::string shape(const Element& e) {
  std::string s = e.name;
  for (const auto& [n, v] : e.attributes) s += "@" + n + "=" + v;
  if (!e.text.empty()) s += "'" + e.text + "'";
  if (!e.children.empty()) {
    s += "(";
    for (const Element& c : e.children) s += (s.back() == '(' ? "" : " ") + shape(c);
    s += ")";
  }
  return s;
}

// Records, then the error's reason or the root's name.
std::string read(std::string_view bytes, const Limits& limits = {}) {
  std::string s;
  const auto doc = read_records(bytes, {"item", "entry"}, limits, [&](const Element& e) {
    s += shape(e) + " ";
    return true;
  });
  return s + (doc ? "root=" + doc->root : doc.error().reason);
}

std::string repeat(std::string_view s, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += s;
  return out;
}

TEST(XmlRecords, AreTrees) {
  const struct { std::string_view xml; const char* records; } kRows[] = {
      {"<rss/>", "root=rss"},
      {"<rss><item><t>A &amp; B</t></item><x><item a='1'/></x></rss>", "item(t'A & B') item@a=1 root=rss"},
      {"<item><b><![CDATA[<p>x</p>]]></b></item>", "item(b'<p>x</p>') root=item"},
      {"<r><item><item/></item><entry/></r>", "item(item) entry root=r"},
      {"<r xmlns:m='u'><item><m:c/></item></r>", "item(m:c) root=r"},
      {"<?xml version='1.0' encoding='ISO-8859-1'?><r><item>\xE9</item></r>", "item'é' root=r"},
      {"<?xml version='1.0' encoding='windows-1252'?><r><item>\x80\x92</item></r>", "item'€’' root=r"},
      {"<!DOCTYPE rss SYSTEM 'http://example.org/rss.dtd'><rss><item>x</item></rss>", "item'x' root=rss"},
      // What came before a mistake stays.
      {"<r><item>1</item><item>2</r>", "item'1' XML_MALFORMED"},
      {"<r><item>1</item>", "item'1' XML_MALFORMED"},
      {"", "XML_MALFORMED"},
      {"{}", "XML_MALFORMED"},
      {"<r><item>\xFF</item></r>", "XML_MALFORMED"},
      {"<?xml version='1.0' encoding='klingon'?><r/>", "XML_MALFORMED"},
  };
  for (const auto& row : kRows) EXPECT_EQ(read(row.xml), row.records) << row.xml;
}

TEST(XmlRecords, NothingUnfoldsAndNothingIsFetched) {
  std::string laughs = "<!DOCTYPE l [<!ENTITY a0 'ha'>";
  for (int i = 1; i < 10; ++i) laughs += "<!ENTITY a" + std::to_string(i) + " '" + repeat("&a" + std::to_string(i - 1) + ";", 10) + "'>";
  EXPECT_EQ(read(laughs + "]><l><item>&a9;</item></l>"), "XML_ENTITIES");
  EXPECT_EQ(read("<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><l><item>&x;</item></l>"), "XML_ENTITIES");
  EXPECT_EQ(read("<!DOCTYPE l [<!ENTITY % x SYSTEM 'http://example.org/x.dtd'> %x;]><l><item/></l>"), "XML_ENTITIES");
  EXPECT_EQ(read("<l><item>&nbsp;</item></l>"), "XML_MALFORMED");
}

TEST(XmlRecords, EverythingHasALimit) {
  EXPECT_EQ(read("<r/>", {.bytes_max = 3}), "XML_TOO_LARGE");
  EXPECT_EQ(read(repeat("<a>", 65)), "XML_TOO_DEEP");
  EXPECT_EQ(read("<r><item>" + repeat("<a>", 1000)), "XML_TOO_DEEP");
  EXPECT_EQ(read("<r><item>" + std::string(100, 'x') + "</item></r>", {.record_bytes_max = 99}), "XML_RECORD_TOO_LARGE");
  EXPECT_EQ(read("<r><item>" + repeat("<a/>", 100) + "</item></r>", {.record_nodes_max = 100}), "XML_RECORD_TOO_LARGE");
  EXPECT_EQ(read("<r>" + repeat("<item/>", 3) + "</r>", {.record_nodes_max = 1}), "item item item root=r");   // per record
}

TEST(XmlRecords, TheReaderMayStop) {
  int n = 0;
  const auto doc = read_records("<r><item/><item/><item/>", {"item"}, {}, [&](const Element&) { return ++n < 2; });
  ASSERT_TRUE(doc);
  EXPECT_TRUE(doc->stopped);
  EXPECT_EQ(doc->records, 2u);
  EXPECT_EQ(n, 2);
}

TEST(XmlRecords, AsksAnElement) {
  read_records("<r><item k='v'><a> x </a><a>y</a></item></r>", {"item"}, {}, [&](const Element& e) {
    EXPECT_EQ(e.text_of("a"), "x");
    EXPECT_EQ(e.text_of("b"), "");
    EXPECT_EQ(e.attribute("k"), "v");
    EXPECT_EQ(e.attribute("none"), "");
    EXPECT_EQ(e.child("b"), nullptr);
    return true;
  });
}

}  // namespace
}  // namespace jm::xml
