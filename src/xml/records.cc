#include "xml/records.h"

#include <expat.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace jm::xml {

namespace {

constexpr std::size_t kExpatBytesMax = std::size_t{1} << 30;      // its lengths are ints

std::string_view trim(std::string_view s) {
  const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

class Reader {
 public:
  Reader(std::initializer_list<std::string_view> names, const Limits& limits, const std::function<bool(const Element&)>& on_record)
      : names_(names), limits_(limits), on_record_(on_record), parser_(XML_ParserCreate(nullptr), XML_ParserFree) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_open, on_close);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetEntityDeclHandler(parser_.get(), on_entity);
    XML_SetUnknownEncodingHandler(parser_.get(), on_encoding, nullptr);
  }

  Result<Document> run(std::string_view bytes) {
    if (bytes.size() > std::min(limits_.bytes_max, kExpatBytesMax)) return fail(Code::kResourceExhausted, "The XML document is larger than accepted.", "XML_TOO_LARGE");
    if (XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), 1) == XML_STATUS_OK || document_.stopped) return std::move(document_);
    if (error_.code != Code::kOk) return std::unexpected(std::move(error_));
    return fail(Code::kInvalidArgument,
                "Not well-formed XML at line " + std::to_string(XML_GetCurrentLineNumber(parser_.get())) + ": " + XML_ErrorString(XML_GetErrorCode(parser_.get())) + ".",
                "XML_MALFORMED");
  }

 private:
  static Reader& self(void* p) { return *static_cast<Reader*>(p); }
  static void on_open(void* p, const XML_Char* name, const XML_Char** attributes) { self(p).open(name, attributes); }
  static void on_close(void* p, const XML_Char*) { self(p).close(); }
  static void on_text(void* p, const XML_Char* s, int n) { self(p).text({s, static_cast<std::size_t>(n)}); }
  static void on_entity(void* p, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*, const XML_Char*, const XML_Char*) {
    self(p).stop({Code::kInvalidArgument, "The XML document declares entities, which are not accepted.", "XML_ENTITIES"});
  }
  // Expat knows UTF-8, UTF-16, ISO-8859-1 and ASCII; feeds also say Windows-1252.
  static int on_encoding(void*, const XML_Char* name, XML_Encoding* info) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (lower != "windows-1252" && lower != "cp1252") return XML_STATUS_ERROR;
    static constexpr int kHigh[32] = {0x20AC, -1, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, -1, 0x017D, -1,
                                      -1, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, -1, 0x017E, 0x0178};
    for (int i = 0; i < 256; ++i) info->map[i] = i >= 0x80 && i < 0xA0 ? kHigh[i - 0x80] : i;
    info->data = nullptr;
    info->convert = nullptr;
    info->release = nullptr;
    return XML_STATUS_OK;
  }

  void stop(Error error) {
    if (error_.code == Code::kOk && !document_.stopped) error_ = std::move(error);
    XML_StopParser(parser_.get(), XML_FALSE);
  }
  bool over() const { return error_.code != Code::kOk || document_.stopped; }      // expat may still deliver what it holds

  bool within_record_limits(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes_ <= limits_.record_bytes_max && nodes_ <= limits_.record_nodes_max) return true;
    stop({Code::kResourceExhausted, "A record of the XML document is larger than accepted.", "XML_RECORD_TOO_LARGE"});
    return false;
  }

  void open(std::string_view name, const XML_Char** attributes) {
    if (over()) return;
    if (document_.root.empty()) document_.root = name;
    if (++depth_ > limits_.depth_max) return stop({Code::kResourceExhausted, "The XML document is nested more deeply than accepted.", "XML_TOO_DEEP"});
    if (path_.empty()) {
      if (std::find(names_.begin(), names_.end(), name) == names_.end()) return;
      bytes_ = nodes_ = 0;
    }
    ++nodes_;
    std::size_t size = name.size();
    for (const XML_Char** a = attributes; *a; ++a) size += std::strlen(*a);
    if (!within_record_limits(size)) return;
    Element e;
    e.name = name;
    for (const XML_Char** a = attributes; a[0] && a[1]; a += 2) e.attributes.emplace_back(a[0], a[1]);
    path_.push_back(std::move(e));
  }

  void close() {
    if (over()) return;
    --depth_;
    if (path_.empty()) return;
    Element done = std::move(path_.back());
    path_.pop_back();
    if (!path_.empty()) {
      path_.back().children.push_back(std::move(done));
      return;
    }
    ++document_.records;
    if (on_record_(done)) return;
    document_.stopped = true;
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  void text(std::string_view s) {
    if (over() || path_.empty() || !within_record_limits(s.size())) return;
    path_.back().text += s;
  }

  const std::vector<std::string_view> names_;
  const Limits& limits_;
  const std::function<bool(const Element&)>& on_record_;
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  Document document_;
  Error error_{Code::kOk, {}};
  std::vector<Element> path_;               // open elements of the record being read
  std::size_t depth_ = 0, bytes_ = 0, nodes_ = 0;
};

}  // namespace

const Element* Element::child(std::string_view child_name) const {
  for (const Element& c : children)
    if (c.name == child_name) return &c;
  return nullptr;
}

std::string_view Element::text_of(std::string_view child_name) const {
  const Element* c = child(child_name);
  return c ? trim(c->text) : std::string_view();
}

std::string_view Element::attribute(std::string_view attribute_name) const {
  for (const auto& [n, v] : attributes)
    if (n == attribute_name) return v;
  return {};
}

Result<Document> read_records(std::string_view bytes, std::initializer_list<std::string_view> names, const Limits& limits,
                              const std::function<bool(const Element&)>& on_record) {
  return Reader(names, limits, on_record).run(bytes);
}

}  // namespace jm::xml
