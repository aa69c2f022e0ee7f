#include "cv/document.h"

#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <set>

#include "base/json_object.h"
#include "cv/compose.h"
#include "cv/dates.h"
#include "cv/json.h"
#include "cv/read.h"
#include "cv/words.h"
#include "html/document.h"
#include "ocr/engine.h"
#include "pdf/read.h"
#include "sandbox/child.h"
#include "text/clean.h"
#include "text/json_read.h"
#include "text/utf8.h"
#include "xml/records.h"

namespace jm::cv {
namespace {

std::unexpected<Error> refuse(std::string reason) {
  std::string message = explain(reason, false);
  return fail(Code::kInvalidArgument, std::move(message), std::move(reason));
}

// --- archives: DOCX and ODT -------------------------------------------------------------------------------------------

class Archive {
 public:
  static Result<Archive> open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* zip = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (zip == nullptr && source != nullptr) zip_source_free(source);
    zip_error_fini(&error);
    if (zip == nullptr) return refuse("ARCHIVE_BROKEN");
    return Archive(zip);
  }

  bool holds(const char* name) const { return zip_name_locate(zip_.get(), name, 0) >= 0; }

  Result<std::string> read(const char* name) const {
    zip_stat_t info;
    if (zip_stat(zip_.get(), name, 0, &info) != 0 || (info.valid & ZIP_STAT_SIZE) == 0) return refuse("ARCHIVE_BROKEN");
    if ((info.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && info.encryption_method != ZIP_EM_NONE) return refuse("ARCHIVE_ENCRYPTED");
    if (info.size > kUnpackedBytesMax) return refuse("ARCHIVE_TOO_LARGE");
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen(zip_.get(), name, 0), zip_fclose);
    if (!file) return refuse("ARCHIVE_BROKEN");
    std::string out(static_cast<std::size_t>(info.size), '\0');
    std::size_t at = 0;
    while (at < out.size()) {                                  // never more than it declared
      const zip_int64_t n = zip_fread(file.get(), out.data() + at, out.size() - at);
      if (n <= 0) return refuse("ARCHIVE_BROKEN");
      at += static_cast<std::size_t>(n);
    }
    return out;
  }

 private:
  explicit Archive(zip_t* zip) : zip_(zip, zip_discard) {}
  std::unique_ptr<zip_t, void (*)(zip_t*)> zip_;
};

// "Heading2", "Titre 2", "2": the last digit; none is the highest.
int heading_level(std::string_view name) { return !name.empty() && name.back() >= '2' && name.back() <= '9' ? name.back() - '0' : 1; }

// A paragraph of WordprocessingML, walked in order.
struct Paragraph {
  std::string text;
  std::vector<std::string> more;      // paragraphs of text boxes inside it
  std::size_t plain = 0, bold = 0, italic = 0, hidden = 0;
  std::string hidden_text;
  bool bullet = false, large = false;
  int heading = 0;                    // its level; 1 is the highest

  void walk(const xml::Element& e, bool is_bold, bool is_italic, bool is_hidden, int depth) {
    if (depth > 60 || e.name == "mc:Fallback" || e.name == "w:del" || e.name == "w:instrText") return;
    if (e.name == "w:pPr") {
      bullet |= e.child("w:numPr") != nullptr;
      if (const auto* style = e.child("w:pStyle")) {
        const std::string_view name = style->attribute("w:val");
        if (name.starts_with("Heading") || name.starts_with("Titre") || name.starts_with("Title") || name.starts_with("berschrift")) heading = heading_level(name);
        bullet |= name.starts_with("List");
        large |= name.starts_with("Subtitle") || name.starts_with("Sous-titre");
      }
      return;
    }
    if (e.name == "w:r") {
      if (const auto* look = e.child("w:rPr")) {
        const auto on = [&](const char* name) {
          const auto* x = look->child(name);
          return x != nullptr && x->attribute("w:val") != "0" && x->attribute("w:val") != "false";
        };
        is_bold |= on("w:b");
        is_italic |= on("w:i");
        is_hidden |= on("w:vanish");
        if (const auto* colour = look->child("w:color")) is_hidden |= colour->attribute("w:val") == "FFFFFF" && look->child("w:shd") == nullptr && look->child("w:highlight") == nullptr;
        if (const auto* size = look->child("w:sz")) is_hidden |= size->attribute("w:val") == "1" || size->attribute("w:val") == "2" || size->attribute("w:val") == "3" || size->attribute("w:val") == "4";
      }
    }
    if (e.name == "w:t") {
      if (is_hidden) {
        hidden += 1 + static_cast<std::size_t>(std::ranges::count(e.text, ' '));
        if (hidden_text.size() < text::kHiddenBytesMax) hidden_text += e.text;
      } else {
        text += e.text;
        (is_bold ? bold : plain) += e.text.size();
        italic += is_italic ? e.text.size() : 0;
      }
    } else if (e.name == "w:tab") {
      text += '\t';
    } else if (e.name == "w:br" || e.name == "w:cr") {
      text += '\n';
    } else if (e.name == "w:noBreakHyphen") {
      text += '-';
    } else if (e.name == "w:p" && depth > 0) {
      Paragraph inner;
      for (const auto& c : e.children) inner.walk(c, false, false, is_hidden, depth + 1);
      if (!inner.text.empty() && more.size() < 500) more.push_back(inner.text);
      more.insert(more.end(), inner.more.begin(), inner.more.end());
      return;
    }
    for (const auto& c : e.children) walk(c, is_bold, is_italic, is_hidden, depth + 1);
  }
};

void add_lines(Composer& out, std::string_view text, bool bold, bool bullet, int heading, bool italic = false, bool large = false) {
  if (text.empty()) return out.gap();
  while (true) {
    const auto end = text.find('\n');
    out.line(text.substr(0, end), bold, bullet, heading, italic, large);
    if (end == text.npos) return;
    text.remove_prefix(end + 1);
  }
}

struct WordLines {
  Lines lines;
  std::size_t hidden = 0;
  std::string hidden_text;
};

Result<WordLines> lines_of_docx(const Archive& archive) {
  Composer out;
  WordLines all;
  for (const char* part : {"word/header1.xml", "word/header2.xml", "word/document.xml"}) {
    if (!archive.holds(part)) continue;
    JM_TRY(bytes, archive.read(part));
    const auto read = xml::read_records(bytes, {"w:p"}, {.bytes_max = kUnpackedBytesMax, .depth_max = 200}, [&](const xml::Element& p) {
      Paragraph paragraph;
      paragraph.walk(p, false, false, false, 0);
      const bool bold = (paragraph.plain == 0 && paragraph.bold > 0) || paragraph.heading > 0, italic = paragraph.italic > 0 && paragraph.italic == paragraph.plain + paragraph.bold;
      add_lines(out, paragraph.text, bold, paragraph.bullet && !paragraph.text.empty(), paragraph.text.size() < 80 ? paragraph.heading : 0, italic, paragraph.large);
      for (const auto& more : paragraph.more) add_lines(out, more, false, false, 0);
      all.hidden += paragraph.hidden;
      if (all.hidden_text.size() < text::kHiddenBytesMax) all.hidden_text += paragraph.hidden_text;
      return true;
    });
    if (!read) return refuse("DOCUMENT_BROKEN");
  }
  all.lines = out.take();
  return all;
}

Result<Cv> read_docx(const Archive& archive) {
  JM_TRY(read, lines_of_docx(archive));
  Cv cv = read_lines(std::move(read.lines));
  cv.hidden_words = static_cast<std::uint32_t>(read.hidden);
  cv.hidden_text = std::string(text::cut_utf8(read.hidden_text, text::kHiddenBytesMax));
  return cv;
}

// OpenDocument mixes text and marks freely: its body is read as a page, whose tree keeps their order.
Result<Lines> lines_of_odt(const Archive& archive) {
  JM_TRY(bytes, archive.read("content.xml"));
  const auto page = html::parse(bytes, {.bytes_max = kUnpackedBytesMax});
  if (!page) return refuse("DOCUMENT_BROKEN");
  Composer out;
  for (html::NodeId i = 0; i < page->size(); ++i) {
    const auto& node = page->node(i);
    const bool heading = node.tag == "text:h";
    if (node.tag != "text:p" && !heading) continue;
    bool bullet = false;
    for (auto up = node.parent; up != html::kNoNode && !bullet; up = page->node(up).parent) bullet = page->node(up).tag == "text:list-item";
    std::string line;
    for (html::NodeId k = i + 1; k < node.end; ++k) {
      const auto& inner = page->node(k);
      if (inner.tag.empty()) line += inner.text;
      else if (inner.tag == "text:tab") line += '\t';
      else if (inner.tag == "text:s") line += ' ';
      else if (inner.tag == "text:line-break") line += '\n';
      else if (inner.tag == "text:p" || inner.tag == "text:h") line += '\n';
    }
    add_lines(out, line, false, bullet, heading && line.size() < 80 ? heading_level(page->attribute(i, "text:outline-level")) : 0);
    if (node.end > i + 1) i = node.end - 1;
  }
  return out.take();
}

// --- JSON Resume ------------------------------------------------------------------------------------------------------

using text::JsonElements;
using text::JsonValue;

Value value_of(const std::optional<JsonValue>& v) {
  const auto s = v && !v->is_null() ? v->text() : std::nullopt;
  return s ? Value{std::string(text::cut_utf8(text::clean_line(*s), 4'000)), 0, {}} : Value{};
}

Value either(const JsonValue& v, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (Value found = value_of(v[key]); !found.empty()) return found;
  return {};
}

Period period_of(const JsonValue& v, std::string_view from = "startDate", std::string_view to = "endDate") {
  Period p;
  const Value start = value_of(v[from]), end = value_of(v[to]);
  if (const auto a = find_periods(start.text); !a.empty()) p.start = a.front().end;
  if (const auto b = find_periods(end.text); !b.empty()) p.end = b.front().end;
  p.current = p.start && !p.end;
  if (!start.empty() || !end.empty()) p.written.text = start.text + (start.empty() || end.empty() ? "" : " - ") + end.text;
  return p;
}

template <class Add>
void each(const JsonValue& root, std::string_view key, Add add) {
  std::size_t n = 0;
  if (const auto list = root[key])
    for (JsonElements e(*list); e.next() && n < 500; ++n) add(e.value());
}

std::vector<Value> bullets_of(const JsonValue& v) {
  std::vector<Value> out;
  if (Value s = either(v, {"summary", "description"}); !s.empty()) out.push_back(std::move(s));
  each(v, "highlights", [&](const JsonValue& h) {
    if (Value s = value_of(h); !s.empty()) out.push_back(std::move(s));
  });
  return out;
}

Result<Cv> read_json_resume(std::string_view bytes) {
  text::JsonReader reader(kDocumentBytesMax);
  const auto root = reader.parse(bytes);
  const auto basics = root && root->is_object() ? (*root)["basics"] : std::nullopt;
  if (!basics || !basics->is_object()) return refuse("NOT_A_RESUME");
  Cv cv;
  cv.name = value_of((*basics)["name"]);
  cv.title = either(*basics, {"label"});
  cv.email = value_of((*basics)["email"]);
  cv.phone = value_of((*basics)["phone"]);
  cv.summary = value_of((*basics)["summary"]);
  if (const auto place = (*basics)["location"]) {
    cv.location = either(*place, {"city", "address"});
    if (const Value region = either(*place, {"region", "countryCode"}); !region.empty() && !cv.location.empty()) cv.location.text += ", " + region.text;
  }
  if (Value url = either(*basics, {"url", "website"}); !url.empty()) cv.links.push_back(std::move(url));
  each(*basics, "profiles", [&](const JsonValue& p) {
    if (Value url = value_of(p["url"]); !url.empty()) cv.links.push_back(std::move(url));
  });
  each(*root, "work", [&](const JsonValue& w) { cv.experience.push_back({either(w, {"position"}), either(w, {"name", "company"}), either(w, {"location"}), period_of(w), bullets_of(w)}); });
  each(*root, "education", [&](const JsonValue& e) {
    Education x;
    x.degree = either(e, {"studyType"});
    if (const Value area = value_of(e["area"]); !area.empty()) x.degree.text += (x.degree.empty() ? "" : " ") + area.text;
    x.school = either(e, {"institution"});
    x.period = period_of(e);
    cv.education.push_back(std::move(x));
  });
  each(*root, "skills", [&](const JsonValue& s) {
    const Value level = value_of(s["level"]);
    std::size_t before = cv.skills.size();
    each(s, "keywords", [&](const JsonValue& k) {
      if (Value v = value_of(k); !v.empty()) cv.skills.push_back({std::move(v), level.text});
    });
    if (cv.skills.size() == before)
      if (Value v = value_of(s["name"]); !v.empty()) cv.skills.push_back({std::move(v), level.text});
  });
  each(*root, "languages", [&](const JsonValue& l) {
    const Value level = value_of(l["fluency"]);
    if (Value v = value_of(l["language"]); !v.empty()) cv.languages.push_back({std::move(v), level.text, cefr_of(level.text)});
  });
  each(*root, "certificates", [&](const JsonValue& c) { cv.certifications.push_back({value_of(c["name"]), value_of(c["issuer"]), period_of(c, "none", "date"), {}, {}}); });
  each(*root, "projects", [&](const JsonValue& p) { cv.projects.push_back({value_of(p["name"]), value_of(p["entity"]), period_of(p), bullets_of(p), {}}); });
  return cv;
}

// --- PDF --------------------------------------------------------------------------------------------------------------

constexpr std::size_t kWordsOfAPageMin = 5;      // fewer, beside a picture: a scan with a stamp or a page number
constexpr std::uint32_t kUnmappedMin = 20;
constexpr float kScanDpi = 300;                  // what the models were made for

// Pages to be read as pictures; where the document has no text at all, also those of drawn outlines.
std::vector<int> pictures(const std::vector<text::Page>& pages) {
  std::size_t words = 0;
  for (const auto& p : pages) words += p.words.size();
  std::vector<int> out;
  for (std::size_t i = 0; i < pages.size(); ++i)
    if (pages[i].words.size() < kWordsOfAPageMin && (words < kWordsOfAPageMin || pages[i].has_image || pages[i].unmapped > kUnmappedMin)) out.push_back(static_cast<int>(i) + 1);
  return out;
}

Result<Cv> read_pdf(std::string_view bytes) {
  JM_TRY(read, pdf::read(bytes));
  std::size_t words = 0, unmapped = 0;
  for (const auto& p : read.pages) words += p.words.size(), unmapped += p.unmapped;
  if (words == 0 && unmapped > kUnmappedMin) return refuse("PDF_NO_MAPPING");
  if (words < kWordsOfAPageMin) return refuse("PDF_NO_TEXT");
  Cv cv = read_pages(read.pages);
  cv.unread_pages = pictures(read.pages);
  return cv;
}

bool holds_nothing(const Cv& cv) {
  return cv.name.empty() && cv.email.empty() && cv.phone.empty() && cv.experience.empty() && cv.education.empty() && cv.skills.empty() && cv.summary.empty();
}

}  // namespace

Format format_of(std::string_view bytes) {
  if (pdf::looks_like_pdf(bytes)) return Format::kPdf;
  if (bytes.starts_with("PK\x03\x04")) return Format::kZip;
  if (bytes.starts_with("{\\rtf")) return Format::kRtf;
  std::string_view s = bytes;
  if (s.starts_with("\xEF\xBB\xBF")) s.remove_prefix(3);
  while (!s.empty() && std::isspace(static_cast<unsigned char>(s.front())) != 0) s.remove_prefix(1);
  if (s.starts_with('{')) return Format::kJson;
  // Text has no control characters but the usual ones.
  const auto odd = std::ranges::count_if(s.substr(0, 65'536), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f'; });
  return s.empty() || odd > 0 ? Format::kUnknown : Format::kText;
}

std::string_view media_type(std::string_view bytes) {
  switch (format_of(bytes)) {
    case Format::kPdf: return "application/pdf";
    case Format::kZip: return bytes.substr(0, 200).find("opendocument.text") != bytes.npos ? "application/vnd.oasis.opendocument.text" : "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    case Format::kRtf: return "application/rtf";
    case Format::kJson: return "application/json";
    case Format::kText: return "text/plain";
    case Format::kUnknown: break;
  }
  return "application/octet-stream";
}

void prepare() { pdf::prepare(); }

Result<Cv> read_document(std::string_view bytes) {
  if (bytes.empty()) return refuse("EMPTY_FILE");
  if (bytes.size() > kDocumentBytesMax) return refuse("TOO_LARGE");
  const auto checked = [](Result<Cv> cv) -> Result<Cv> {
    if (cv && holds_nothing(*cv)) return refuse("NO_TEXT");
    return cv;
  };
  switch (format_of(bytes)) {
    case Format::kPdf: return checked(read_pdf(bytes));
    case Format::kRtf: return checked(read_lines(lines_of_rtf(bytes)));
    case Format::kJson: return checked(read_json_resume(bytes));
    case Format::kText: return checked(read_lines(lines_of_text(bytes)));
    case Format::kZip: {
      JM_TRY(archive, Archive::open(bytes));
      if (archive.holds("word/document.xml")) return checked(read_docx(archive));
      if (archive.holds("content.xml")) {
        JM_TRY(lines, lines_of_odt(archive));
        return checked(read_lines(std::move(lines)));
      }
      return refuse("UNKNOWN_FORMAT");
    }
    case Format::kUnknown: break;
  }
  return refuse("UNKNOWN_FORMAT");
}

std::string words_of(std::string_view bytes) {
  std::string words;
  if (format_of(bytes) == Format::kPdf) {
    if (const auto pages = pdf::read(bytes))
      for (const text::Page& page : pages->pages) {
        const std::vector<Lines> orders = reading_orders(page, 1);
        for (const Line& l : orders.front()) words += l.text() + " ";
      }
  } else if (format_of(bytes) == Format::kZip) {
    const auto archive = Archive::open(bytes);
    Lines lines;
    if (archive && archive->holds("word/document.xml")) {
      if (auto read = lines_of_docx(*archive)) lines = std::move(read->lines);
    } else if (archive && archive->holds("content.xml")) {
      if (auto read = lines_of_odt(*archive)) lines = std::move(*read);
    }
    for (const Line& l : lines) words += l.text() + " ";
  }
  return words;
}

namespace {

int answer(const Result<Cv>& cv) {
  JsonObject out;
  if (cv) out.raw("cv", to_json(*cv));
  else out.text("reason", cv.error().reason).text("message", cv.error().message);
  return sandbox::write_output(out.str()) ? 0 : 4;
}

Result<Cv> parse_answer(std::string_view answer) {
  text::JsonReader reader(std::size_t{32} << 20);
  const auto root = reader.parse(answer);
  if (!root) return refuse("SANDBOX_ENDED");
  if (const auto reason = (*root)["reason"]) return refuse(std::string(reason->string().value_or("SANDBOX_ENDED")));
  // The CV's part of the text: {"cv":…}
  constexpr std::string_view kBefore = "{\"cv\":";
  if (!answer.starts_with(kBefore)) return refuse("SANDBOX_ENDED");
  return from_json(answer.substr(kBefore.size(), answer.size() - kBefore.size() - 1));
}

// Decoded pictures and the models' work: more of both than text needs, and still bounded.
constexpr sandbox::Limits kRecogniserLimits{.memory_bytes = std::size_t{1024} << 20, .cpu_seconds = 120, .time_max = std::chrono::minutes(4)};

Result<Cv> recognise(ocr::Engine& engine, std::string_view bytes) {
  JM_TRY(read, pdf::read(bytes));
  std::vector<int> wanted = pictures(read.pages), unread;
  if (wanted.size() > static_cast<std::size_t>(kPagesRecognisedMax)) {
    unread.assign(wanted.begin() + kPagesRecognisedMax, wanted.end());
    wanted.resize(static_cast<std::size_t>(kPagesRecognisedMax));
  }
  int recognised = 0;
  std::set<int> done;
  pdf::draw(bytes, wanted, kScanDpi, [&](pdf::Drawn drawn) {
    auto words = engine.read({drawn.width, drawn.height, drawn.dots_per_inch, std::move(drawn.gray)});
    if (words.size() < kWordsOfAPageMin) return;
    text::Page& page = read.pages[static_cast<std::size_t>(drawn.page) - 1];
    page.words = std::move(words);
    page.hidden = 0;                               // a scanner's layer of text under its picture: what is seen takes its place
    page.hidden_text.clear();
    done.insert(drawn.page);
    ++recognised;
  });
  for (const int n : wanted)
    if (!done.contains(n)) unread.push_back(n);
  if (recognised == 0) return refuse("OCR_UNREADABLE");
  Cv cv = read_pages(read.pages);
  if (holds_nothing(cv)) return refuse("OCR_UNREADABLE");
  std::ranges::sort(unread);
  cv.unread_pages = std::move(unread);
  cv.recognised_pages = recognised;
  return cv;
}

}  // namespace

int reader_main() {
  sandbox::limit_self({});
  const std::string bytes = sandbox::read_input();
  prepare();
  if (!sandbox::confine()) ::_exit(3);
  ::_exit(answer(read_document(bytes)));
}

// An empty input asks only whether it could.
int recogniser_main() {
  sandbox::limit_self(kRecogniserLimits);
  if (::nice(10) == -1) {}                         // seconds of work for one person: others come first
  const std::string bytes = sandbox::read_input();
  auto engine = ocr::Engine::open();
  prepare();
  if (!sandbox::confine()) ::_exit(3);
  if (!engine) ::_exit(answer(std::unexpected(engine.error())));
  ::_exit(answer(bytes.empty() ? Result<Cv>(Cv{}) : recognise(*engine, bytes)));
}

Result<Cv> read_in_sandbox(std::string_view bytes) {
  if (bytes.empty()) return refuse("EMPTY_FILE");
  if (bytes.size() > kDocumentBytesMax) return refuse("TOO_LARGE");
  JM_TRY(answer, sandbox::run_child(kReaderCommand, bytes, {}));
  return parse_answer(answer);
}

bool needs_recognising(const Result<Cv>& read) {
  if (read) return !read->unread_pages.empty();
  return read.error().reason == "PDF_NO_TEXT" || read.error().reason == "PDF_NO_MAPPING";
}

Result<Cv> better_reading(Result<Cv> read, Result<Cv> recognised) {
  if (recognised) return recognised;
  if (recognised.error().code == Code::kUnavailable) return recognised;      // the child could not be started: to be tried again
  return read || recognised.error().reason == "OCR_MISSING" ? std::move(read) : std::move(recognised);
}

Result<Cv> recognise_in_sandbox(std::string_view bytes, Result<Cv> read, std::stop_token stop) {
  Result<std::string> answer = sandbox::run_child(kRecogniserCommand, bytes, kRecogniserLimits, std::move(stop));
  return better_reading(std::move(read), answer ? parse_answer(*answer) : std::unexpected(answer.error()));
}

std::string recogniser_problem() {
  const Result<std::string> answer = sandbox::run_child(kRecogniserCommand, {}, kRecogniserLimits);
  if (!answer) return answer.error().reason;
  const auto cv = parse_answer(*answer);
  return cv ? "" : cv.error().reason;
}

std::string explain(std::string_view reason, bool french) {
  struct Words {
    std::string_view reason, en, fr;
  };
  static constexpr Words kWords[] = {
      {"TOO_LARGE", "This file is larger than 10 MB. Export the CV without pictures and upload it again.", "Ce fichier dépasse 10 Mo. Exportez le CV sans images et envoyez-le à nouveau."},
      {"EMPTY_FILE", "This file is empty.", "Ce fichier est vide."},
      {"UNKNOWN_FORMAT", "This is not a format that can be read. Upload a PDF, DOCX, ODT, RTF, text or JSON Resume file.", "Ce format n’est pas lisible. Envoyez un fichier PDF, DOCX, ODT, RTF, texte ou JSON Resume."},
      {"PDF_BROKEN", "This PDF is damaged and cannot be read. Export it again and upload the new file.", "Ce PDF est abîmé et illisible. Exportez-le à nouveau et envoyez le nouveau fichier."},
      {"PDF_ENCRYPTED", "This PDF is protected by a password. Save it without one and upload it again.", "Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe et envoyez-le à nouveau."},
      {"PDF_EMPTY", "This PDF has no pages.", "Ce PDF n’a aucune page."},
      {"PDF_TOO_LONG", "This PDF holds far more text than a CV. Upload the CV alone.", "Ce PDF contient bien plus de texte qu’un CV. Envoyez le CV seul."},
      {"PDF_PICTURE_TOO_LARGE", "This PDF holds pictures that are far too large. Export the CV without pictures and upload it again.", "Ce PDF contient des images bien trop grandes. Exportez le CV sans images et envoyez-le à nouveau."},
      {"PDF_NO_TEXT", "This PDF is a picture of a CV: it holds no text that can be read, and recognising text in pictures is not available here. Export the CV as a PDF from your word processor, or upload the DOCX or ODT file.",
       "Ce PDF est l’image d’un CV\u00a0: il ne contient aucun texte lisible, et la reconnaissance de texte n’est pas disponible ici. Exportez le CV en PDF depuis votre traitement de texte, ou envoyez le fichier DOCX ou ODT."},
      {"OCR_UNREADABLE", "This PDF is a picture of a CV, and too little of its text could be recognised with certainty. Scan it again, straight and at 300 dpi, or upload the file the CV was made with (PDF with text, DOCX or ODT).",
       "Ce PDF est l’image d’un CV, et trop peu de son texte a pu être reconnu avec certitude. Numérisez-le à nouveau, droit et à 300 ppp, ou envoyez le fichier d’origine du CV (PDF avec texte, DOCX ou ODT)."},
      {"PAGES_UNREAD", "Some pages of this PDF are pictures, of which nothing could be read: their content is missing below. Upload the file the CV was made with to have all of it.",
       "Certaines pages de ce PDF sont des images, dont rien n’a pu être lu\u00a0: leur contenu manque ci-dessous. Envoyez le fichier d’origine du CV pour tout avoir."},
      {"PDF_NO_MAPPING", "The letters of this PDF have no meaning a program can read. Export it again with embedded, standard fonts, or upload the DOCX or ODT file.",
       "Les lettres de ce PDF n’ont pas de sens lisible par un programme. Exportez-le à nouveau avec des polices standard incorporées, ou envoyez le fichier DOCX ou ODT."},
      {"ARCHIVE_BROKEN", "This document is damaged and cannot be opened. Save it again and upload the new file.", "Ce document est abîmé et ne s’ouvre pas. Enregistrez-le à nouveau et envoyez le nouveau fichier."},
      {"ARCHIVE_ENCRYPTED", "This document is protected by a password. Save it without one and upload it again.", "Ce document est protégé par un mot de passe. Enregistrez-le sans mot de passe et envoyez-le à nouveau."},
      {"ARCHIVE_TOO_LARGE", "This document unpacks to far more than a CV. Upload the CV alone.", "Ce document contient bien plus qu’un CV. Envoyez le CV seul."},
      {"DOCUMENT_BROKEN", "The text of this document is damaged. Save it again and upload the new file.", "Le texte de ce document est abîmé. Enregistrez-le à nouveau et envoyez le nouveau fichier."},
      {"NOT_A_RESUME", "This JSON is not a JSON Resume: it has no \"basics\".", "Ce JSON n’est pas un JSON Resume\u00a0: il n’a pas de «\u00a0basics\u00a0»."},
      {"NO_TEXT", "Nothing of a CV was found in this file. Is it the right one?", "Aucun élément de CV n’a été trouvé dans ce fichier. Est-ce le bon\u00a0?"},
      {"SANDBOX_TIMEOUT", "Reading this file takes far longer than a CV should. Export it again as a simple PDF and upload that.", "La lecture de ce fichier prend bien plus de temps qu’un CV. Exportez-le à nouveau en PDF simple et envoyez-le."},
      {"SANDBOX_ENDED", "This file cannot be read: it is damaged. Export it again and upload the new file.", "Ce fichier est illisible\u00a0: il est abîmé. Exportez-le à nouveau et envoyez le nouveau fichier."},
  };
  for (const Words& w : kWords)
    if (w.reason == reason) return std::string(french ? w.fr : w.en);
  return french ? "Ce fichier n’a pas pu être lu." : "This file could not be read.";
}

}  // namespace jm::cv
