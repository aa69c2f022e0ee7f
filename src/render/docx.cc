// A sheet -> DOCX: WordprocessingML with styles, real headings and lists, A4. One column whatever the look: columns and text boxes are
// what recruiters' software trips over; the look is in colours and type.
#include <zip.h>

#include <algorithm>
#include <memory>
#include <span>

#include "render/render.h"

namespace jm::render {
namespace {

std::string escaped(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') out += c;
  }
  return out;
}

std::string run(std::string_view text, bool italic) { return std::string("<w:r>") + (italic ? "<w:rPr><w:i/></w:rPr>" : "") + "<w:t xml:space=\"preserve\">" + escaped(text) + "</w:t></w:r>"; }

const char* style_of(BlockKind kind) {
  switch (kind) {
    case BlockKind::kName: return "Title";
    case BlockKind::kHeadline: return "Subtitle";
    case BlockKind::kContact: return "Contact";
    case BlockKind::kSection: return "Heading1";
    case BlockKind::kEntry: return "Heading2";
    case BlockKind::kSub: return "Place";
    case BlockKind::kBullet: return "ListBullet";
    case BlockKind::kRight: return "Date";
    case BlockKind::kSubject: return "Subject";
    case BlockKind::kText: return "Normal";
  }
  return "Normal";
}

std::string paragraph(const Block& b) {
  std::string out = std::string("<w:p><w:pPr><w:pStyle w:val=\"") + style_of(b.kind) + "\"/></w:pPr>";
  out += run(b.text, b.kind == BlockKind::kSub);
  if (!b.right.empty()) out += "<w:r><w:tab/></w:r><w:r><w:rPr><w:b w:val=\"0\"/><w:color w:val=\"575E69\"/><w:sz w:val=\"20\"/></w:rPr><w:t xml:space=\"preserve\">" + escaped(b.right) + "</w:t></w:r>";
  return out + "</w:p>";
}

std::string document_xml(const Sheet& sheet) {
  std::string body;
  // The side's first section is how to reach the person: it belongs under the name.
  const auto rest = std::find_if(sheet.side.begin() + (sheet.side.empty() ? 0 : 1), sheet.side.end(), [](const Block& b) { return b.kind == BlockKind::kSection; });
  for (const auto& part : {std::span(sheet.header), std::span(sheet.side.begin(), rest), std::span(sheet.main), std::span(rest, sheet.side.end())})
    for (const Block& b : part) body += paragraph(b);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>" + body +
         "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1000\" w:right=\"1080\" w:bottom=\"1000\" w:left=\"1080\" w:header=\"600\" w:footer=\"600\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>";
}

struct StyleXml {
  const char *id, *name;
  int half_points;
  bool bold;
  const char* colour;                    // of the designed look; the other is ink
  int before, after;                     // twentieths of a point
  const char* more = "";                 // of the paragraph
};

std::string styles_xml(const Sheet& sheet, Look look) {
  const bool designed = look == Look::kDesigned;
  const std::string font = designed ? "Lato" : "Calibri";
  const char* language = sheet.language == domain::Lang::kFr ? "fr-FR" : "en-GB";
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"" + font + "\" w:hAnsi=\"" + font +
                    "\" w:cs=\"" + font + "\" w:eastAsia=\"" + font + "\"/><w:color w:val=\"1A1C21\"/><w:sz w:val=\"21\"/><w:lang w:val=\"" + language + "\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"40\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>";
  const int letter = sheet.letter ? 120 : 0;
  const StyleXml styles[] = {
      {"Normal", "Normal", 21, false, nullptr, letter, 40},
      {"Title", "Title", sheet.letter ? 30 : 44, !designed, "124F61", 0, 20},
      {"Subtitle", "Subtitle", 25, false, "575E69", 0, 60},
      {"Contact", "Contact", 20, false, nullptr, 0, 0},
      {"Heading1", "heading 1", 25, true, "124F61", 240, 80, "<w:keepNext/><w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"BFC9CE\"/></w:pBdr><w:outlineLvl w:val=\"0\"/>"},
      {"Heading2", "heading 2", 22, true, nullptr, 120, 0, "<w:keepNext/><w:tabs><w:tab w:val=\"right\" w:pos=\"9746\"/></w:tabs><w:outlineLvl w:val=\"1\"/>"},
      {"Place", "Place", 21, false, "575E69", 0, 20, "<w:keepNext/>"},
      {"ListBullet", "List Bullet", 21, false, nullptr, 20, 20, "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>"},
      {"Date", "Date", 21, false, nullptr, 240, 120, "<w:jc w:val=\"right\"/>"},
      {"Subject", "Subject", 21, true, nullptr, 240, 120},
  };
  for (const StyleXml& s : styles) {
    out += std::string("<w:style w:type=\"paragraph\"") + (std::string_view(s.id) == "Normal" ? " w:default=\"1\"" : "") + " w:styleId=\"" + s.id + "\"><w:name w:val=\"" + s.name + "\"/>" + (std::string_view(s.id) == "Normal" ? "" : "<w:basedOn w:val=\"Normal\"/>") +
           "<w:qFormat/><w:pPr>" + s.more + "<w:spacing w:before=\"" + std::to_string(s.before) + "\" w:after=\"" + std::to_string(s.after) + "\"/></w:pPr><w:rPr>" + (s.bold ? "<w:b/>" : "");
    if (s.colour != nullptr && (designed || std::string_view(s.colour) == "575E69")) out += std::string("<w:color w:val=\"") + s.colour + "\"/>";
    out += "<w:sz w:val=\"" + std::to_string(s.half_points) + "\"/></w:rPr></w:style>";
  }
  return out + "</w:styles>";
}

constexpr std::string_view kTypes =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    "<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
constexpr std::string_view kRels =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
constexpr std::string_view kDocumentRels =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/></Relationships>";
constexpr std::string_view kNumbering =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"hybridMultilevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/>"
    "<w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"360\" w:hanging=\"240\"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";

std::string core_xml(const Sheet& sheet, Time made_at) {
  const std::string at = to_iso(made_at).substr(0, 19) + "Z";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>" + escaped(sheet.title) + "</dc:title><dc:creator>" + escaped(sheet.author) + "</dc:creator><dc:language>" + (sheet.language == domain::Lang::kFr ? "fr-FR" : "en-GB") +
         "</dc:language>" + (made_at.us > 0 ? "<dcterms:created xsi:type=\"dcterms:W3CDTF\">" + at + "</dcterms:created>" : std::string()) + "</cp:coreProperties>";
}

}  // namespace

Result<std::string> write_docx(const Sheet& sheet, Look look, Time made_at) {
  const auto failed = [] { return fail(Code::kInternal, "The document could not be written.", "RENDER_FAILED"); };
  const std::pair<const char*, std::string> parts[] = {
      {"[Content_Types].xml", std::string(kTypes)}, {"_rels/.rels", std::string(kRels)}, {"docProps/core.xml", core_xml(sheet, made_at)},
      {"word/document.xml", document_xml(sheet)}, {"word/_rels/document.xml.rels", std::string(kDocumentRels)}, {"word/styles.xml", styles_xml(sheet, look)}, {"word/numbering.xml", std::string(kNumbering)}};
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (memory == nullptr) return failed();
  const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> kept(memory, zip_source_free);
  zip_source_keep(memory);
  zip_t* zip = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
  if (zip == nullptr) {
    zip_source_free(memory);
    return failed();
  }
  for (const auto& [name, text] : parts) {
    zip_source_t* source = zip_source_buffer(zip, text.data(), text.size(), 0);
    const auto index = source == nullptr ? -1 : zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      if (source != nullptr) zip_source_free(source);
      zip_discard(zip);
      return failed();
    }
    zip_file_set_mtime(zip, static_cast<zip_uint64_t>(index), 946'684'800, 0);
  }
  if (zip_close(zip) != 0) {
    zip_discard(zip);
    return failed();
  }
  std::string out;
  zip_stat_t info;
  if (zip_source_stat(memory, &info) != 0 || zip_source_open(memory) != 0) return failed();
  out.resize(static_cast<std::size_t>(info.size));
  const zip_int64_t n = zip_source_read(memory, out.data(), out.size());
  zip_source_close(memory);
  if (n < 0 || static_cast<std::size_t>(n) != out.size()) return failed();
  return out;
}

}  // namespace jm::render
