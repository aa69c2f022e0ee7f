// Pictures that stand inside the instructions of a page (BI … ID … EI) are read dot by dot by poppler's interpreter, whoever listens, as often
// as they declare: a file of a hundred bytes may declare billions. They are looked for before anything is interpreted.
#include "pdf/inline.h"

#include <poppler/Lexer.h>
#include <poppler/PDFDoc.h>
#include <poppler/Page.h>
#include <poppler/Parser.h>
#include <poppler/Stream.h>
#include <poppler/XRef.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "pdf/read.h"

namespace jm::pdf {
namespace {

constexpr std::size_t kBytesMax = std::size_t{64} << 20;      // of instructions; what is behind is bounded by the child's time
constexpr int kTokensMax = 200;                               // of what a picture says about itself

void append(std::string& out, Stream& stream) {
  stream.reset();
  unsigned char part[4096];
  while (out.size() < kBytesMax) {
    const int n = stream.doGetChars(sizeof part, part);
    if (n <= 0) break;
    out.append(reinterpret_cast<const char*>(part), static_cast<std::size_t>(n));
  }
  stream.close();
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }

// How many dots are declared behind a BI.
double declared(XRef* objects, const char* bytes, std::size_t size) {
  Parser parser(objects, new MemStream(bytes, 0, static_cast<Goffset>(std::min<std::size_t>(size, 65'536)), Object(objNull)), false);
  double width = 0, height = 0;
  for (int i = 0; i < kTokensMax; i += 2) {
    const Object key = parser.getObj();
    if (!key.isName()) break;
    const Object value = parser.getObj().fetch(objects);      // a number may be an object of its own
    if (value.isEOF()) break;
    if (!value.isNum()) continue;
    if (key.isName("W") || key.isName("Width")) width = value.getNum();
    if (key.isName("H") || key.isName("Height")) height = value.getNum();
  }
  return width > 0 && height > 0 ? width * height : 0;
}

class Counter {
 public:
  explicit Counter(XRef* objects) : objects_(objects) {}

  bool too_many(const std::string& instructions) {
    for (std::size_t at = instructions.find("BI"); at != instructions.npos; at = instructions.find("BI", at + 2)) {
      if (at + 2 >= instructions.size() || (!is_blank(instructions[at + 2]) && instructions[at + 2] != '/' && instructions[at + 2] != '%')) continue;
      if (at > 0 && (std::isalnum(static_cast<unsigned char>(instructions[at - 1])) != 0 || instructions[at - 1] == '/')) continue;
      left_ -= declared(objects_, instructions.data() + at + 2, instructions.size() - at - 2);
      if (left_ < 0) return true;
    }
    return false;
  }

 private:
  XRef* objects_;
  double left_ = kInlineDotsMax;
};

// Says of itself that it is something else than instructions.
bool is_other(Dict& dict) {
  if (dict.hasKey("Length1")) return true;
  const Object type = dict.lookup("Type"), subtype = dict.lookup("Subtype");
  for (const char* name : {"Image", "Type1C", "CIDFontType0C", "OpenType"})
    if (subtype.isName(name)) return true;
  return type.isName("XRef") || type.isName("ObjStm") || type.isName("Metadata");
}

}  // namespace

bool declares_endless_pictures(PDFDoc& document) {
  XRef* objects = document.getXRef();
  Counter counter(objects);
  std::size_t read = 0;
  const auto counts = [&](const std::string& instructions) {
    read += instructions.size();
    return counter.too_many(instructions);
  };
  for (int n = 1; n <= document.getNumPages() && n <= kPagesMax && read < kBytesMax; ++n) {
    ::Page* page = document.getPage(n);
    if (page == nullptr || !page->isOk()) continue;
    const Object contents = page->getContents();
    std::string all;                           // the parts of one page are read as one
    if (contents.isStream() && is_other(*contents.streamGetDict())) append(all, *contents.getStream());
    for (int i = 0; contents.isArray() && i < contents.arrayGetLength(); ++i)
      if (const Object part = contents.arrayGet(i); part.isStream()) append(all, *part.getStream()), all += '\n';
    if (counts(all)) return true;
  }
  for (int i = 0; i < objects->getNumObjects() && read < kBytesMax; ++i) {
    const XRefEntry* entry = objects->getEntry(i, false);
    if (entry == nullptr || entry->type != xrefEntryUncompressed) continue;      // streams are never compressed objects
    const Object object = objects->fetch(i, entry->gen);
    if (!object.isStream() || is_other(*object.streamGetDict())) continue;
    std::string all;
    append(all, *object.getStream());
    if (counts(all)) return true;
  }
  return false;
}

}  // namespace jm::pdf
