// The formats, and the sandboxed child on good, broken and mutated files. This test program is its own child: what stands before
// main() takes the hidden subcommand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <random>

#include "cv/document.h"
#include "cv/gates_for_tests.h"
#include "cv/json.h"
#include "sandbox/own_child_for_tests.h"

namespace jm::cv {
namespace {

const int kChild = [] {
  const std::string what = sandbox::own_subcommand();
  if (what == kReaderCommand) reader_main();
  if (what == kRecogniserCommand) recogniser_main();
  return 0;
}();

std::string sample(const std::string& name) { return gates::read_file(std::string(JM_SOURCE_DIR) + "/fuzz/corpus/cv_document/" + name); }
std::string demo(const std::string& name) { return gates::read_file(std::string(JM_SOURCE_DIR) + "/data/cv/" + name); }
std::string reason(std::string_view bytes) {
  const auto r = read_in_sandbox(bytes);
  return r ? "read" : r.error().reason;
}

std::string pdf_of(const std::vector<std::string>& objects) {
  std::string out = "%PDF-1.4\n";
  for (std::size_t i = 0; i < objects.size(); ++i) out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  return out + "trailer\n<< /Root 1 0 R /Size " + std::to_string(objects.size() + 1) + " >>\n%%EOF\n";
}
std::string stream(const std::string& dictionary, const std::string& bytes) { return "<< " + dictionary + " /Length " + std::to_string(bytes.size()) + " >>\nstream\n" + bytes + "\nendstream"; }

TEST(Document, EveryFormatSaysTheSame) {
  for (const char* name : {"small.docx", "small.odt", "small.rtf", "small.json", "markdown.txt"}) {
    const auto cv = read_in_sandbox(sample(name));
    ASSERT_TRUE(cv) << name << ": " << cv.error().message;
    EXPECT_EQ(cv->name.text, "Nora Exemple") << name;
    EXPECT_EQ(cv->email.text, "nora@example.org") << name;
  }
}

TEST(Document, WordKeepsItsHeadingsListsAndHiddenText) {
  const auto cv = read_document(sample("small.docx"));
  ASSERT_TRUE(cv);
  ASSERT_EQ(cv->experience.size(), 1u);
  EXPECT_EQ(cv->experience[0].company.text, "Aube Mobilité");
  ASSERT_EQ(cv->experience[0].bullets.size(), 1u);
  EXPECT_EQ(cv->skills.size(), 3u);
  EXPECT_EQ(cv->hidden_words, 2u);
  EXPECT_EQ(cv->hidden_text, "invisible words");
}

TEST(Document, RichTextWithItsEscapes) {
  const auto cv = read_document(sample("small.rtf"));
  ASSERT_TRUE(cv);
  ASSERT_EQ(cv->skills.size(), 3u);
  EXPECT_EQ(cv->skills[2].name.text, "été");
}

TEST(Document, JsonResume) {
  const auto cv = read_document(sample("small.json"));
  ASSERT_TRUE(cv);
  EXPECT_EQ(cv->location.text, "Lyon");
  ASSERT_EQ(cv->experience.size(), 1u);
  EXPECT_TRUE(cv->experience[0].period.current);
  EXPECT_EQ(cv->skills.size(), 2u);
  EXPECT_EQ(cv->languages[0].cefr, "native");
}

TEST(Document, PdfThroughTheChild) {
  const auto cv = read_in_sandbox(demo("side_bar_fr.pdf"));
  ASSERT_TRUE(cv) << cv.error().message;
  EXPECT_EQ(cv->name.text, "Nora Exemple");
  EXPECT_EQ(cv->experience.size(), 2u);
  EXPECT_EQ(cv->skills.size(), 5u);
  EXPECT_EQ(cv->experience[0].company.page, 1);
  EXPECT_GT(cv->experience[0].company.box.x0, 200);
}

// A page with white, tiny, unpainted and off-page text beside one visible line.
TEST(Document, HiddenTextIsKeptOutAndTold) {
  const std::string content =
      "BT /F1 20 Tf 50 780 Td (Nora Exemple) Tj ET BT /F1 10 Tf 50 750 Td (nora@example.org and more visible words here) Tj ET "
      "1 g BT /F1 10 Tf 50 700 Td (white secret) Tj ET 0 g BT /F1 1 Tf 50 690 Td (tiny secret) Tj ET "
      "BT 3 Tr /F1 10 Tf 50 680 Td (unpainted secret) Tj ET BT 0 Tr /F1 10 Tf 5000 680 Td (far secret) Tj ET "
      "0 0 0.5 rg 40 590 200 40 re f 1 g BT /F1 10 Tf 50 600 Td (white on blue) Tj ET";
  std::string pdf = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
                    "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n"
                    "4 0 obj\n<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream\nendobj\n"
                    "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF\n";
  const auto cv = read_document(pdf);
  ASSERT_TRUE(cv) << cv.error().message;
  EXPECT_EQ(cv->hidden_words, 8u) << cv->hidden_text;
  EXPECT_NE(cv->hidden_text.find("white secret"), std::string::npos);
  EXPECT_EQ(cv->hidden_text.find("blue"), std::string::npos);
  EXPECT_EQ(cv->name.text, "Nora Exemple");
}

// single_en.pdf through `qpdf --encrypt`: an owner's password alone keeps nobody from reading.
TEST(Document, APasswordIsAskedForOnlyWhereOneIsNeeded) {
  EXPECT_EQ(reason(sample("locked.pdf")), "PDF_ENCRYPTED");
  for (const char* name : {"owner256.pdf", "owner_rc4.pdf"}) {
    const auto cv = read_in_sandbox(sample(name));
    ASSERT_TRUE(cv) << name << ": " << cv.error().message;
    EXPECT_EQ(cv->name.text, "Sam Sample") << name;
    EXPECT_EQ(cv->experience.size(), 2u) << name;
  }
}

std::string page_of(const std::string& content, const std::string& font) {
  return pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>", stream("", content), font});
}

// A font whose codes 0x80 to 0x86 are written "fi", U+00AD (a hyphen that is seen), U+00AD without width, ﬃ, é as e + accent, Ж and 日.
TEST(Document, LigaturesSoftHyphensAndLetterSpacedHeadings) {
  const std::string map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange 95 beginbfrange <20> <60> <0020> endbfrange "
                          "7 beginbfchar <80> <00660069> <81> <00AD> <82> <00AD> <83> <FB03> <84> <00650301> <85> <0416> <86> <65E5> endbfchar 1 beginbfrange <61> <7A> <0061> endbfrange endcmap end end";
  std::string widths;
  for (int c = 0x20; c <= 0x86; ++c) widths += c == 0x82 ? "0 " : "500 ";
  const std::string font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /LastChar 134 /Widths [" + widths + "] /ToUnicode 6 0 R >>";
  const std::string content =
      "BT /F1 20 Tf 50 780 Td (Ada Example) Tj ET BT /F1 10 Tf 50 760 Td (ada@example.org) Tj ET "
      "BT /F1 12 Tf 6 Tc 50 700 Td (SUMMARY) Tj ET "
      "BT 0 Tc /F1 10 Tf 50 680 Td (An e\\x83\\x82cient and \\x80t o\\x83cer, quali\\x80ed in full\\x81stack wor\\x82k, \\x84l\\x84gant, \\x85 \\x86\\x86) Tj ET "
      "BT /F1 12 Tf 6 Tc 50 640 Td (SKILLS) Tj ET BT 0 Tc /F1 10 Tf 50 620 Td (Rust, Kafka) Tj ET";
  std::string octal;                                  // \x80 as PDF writes it
  for (std::size_t i = 0; i < content.size(); ++i) {
    const bool escaped = content[i] == '\\' && content[i + 1] == 'x';
    octal += escaped ? static_cast<char>(std::stoi(content.substr(i + 2, 2), nullptr, 16)) : content[i];
    if (escaped) i += 3;
  }
  std::string pdf = page_of(octal, font);
  pdf.insert(pdf.find("trailer"), "6 0 obj\n" + stream("", map) + "\nendobj\n");
  const auto cv = read_document(pdf);
  ASSERT_TRUE(cv) << cv.error().message;
  EXPECT_EQ(cv->summary.text, "An efficient and fit officer, qualified in full-stack work, élégant, Ж 日日");
  ASSERT_EQ(cv->skills.size(), 2u);
  EXPECT_EQ(cv->skills[1].name.text, "Kafka");
}

TEST(Document, SoftHyphensOfTextVanish) {
  const auto cv = read_document("Ada Exam\u00ADple\nada@example.org\n\nSummary\nDevel\u00ADop\u00ADment of ser\u00ADvices.\n");
  ASSERT_TRUE(cv);
  EXPECT_EQ(cv->name.text, "Ada Example");
  EXPECT_EQ(cv->summary.text, "Development of services.");
}

TEST(Document, WhatCannotBeReadIsNamed) {
  EXPECT_EQ(reason(""), "EMPTY_FILE");
  EXPECT_EQ(reason(std::string(kDocumentBytesMax + 1, 'a')), "TOO_LARGE");
  EXPECT_EQ(reason(std::string("\x89PNG\x00\x01", 6)), "UNKNOWN_FORMAT");
  EXPECT_EQ(reason("%PDF-1.4\nnothing"), "PDF_BROKEN");
  EXPECT_EQ(reason("{\"name\": 1}"), "NOT_A_RESUME");
  EXPECT_EQ(reason("PK\x03\x04 and then nothing"), "ARCHIVE_BROKEN");
  EXPECT_EQ(explain("PDF_ENCRYPTED", true), "Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe et envoyez-le à nouveau.");
}

// --- scans

class Scan : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto problem = recogniser_problem(); problem == "OCR_MISSING") GTEST_SKIP() << "tesseract-ocr is not installed";
    else ASSERT_EQ(problem, "");
  }
  static Result<Cv> read(std::string_view bytes) {
    auto first = read_in_sandbox(bytes);
    return needs_recognising(first) ? recognise_in_sandbox(bytes, std::move(first)) : first;
  }
};

// The picture of scan_fr.pdf as an object, to be put on other pages.
std::string scanned_image() {
  const std::string file = demo("scan_fr.pdf");
  const auto from = file.find("<< /Type /XObject"), to = file.find("\nendobj", file.find("endstream", from));
  return file.substr(from, to - from);
}

TEST_F(Scan, ItsLettersAreRecognisedWhereTheyStand) {
  const auto first = read_in_sandbox(demo("scan_fr.pdf"));
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().reason, "PDF_NO_TEXT");
  const auto scan = read(demo("scan_fr.pdf"));
  ASSERT_TRUE(scan) << scan.error().message;
  const auto text = read(demo("side_bar_fr.pdf"));
  ASSERT_TRUE(text);
  EXPECT_EQ(scan->recognised_pages, 1);
  EXPECT_TRUE(scan->unread_pages.empty());
  EXPECT_EQ(text->recognised_pages, 0);
  EXPECT_EQ(scan->name.text, text->name.text);
  EXPECT_EQ(scan->email.text, text->email.text);
  EXPECT_EQ(scan->phone.text, text->phone.text);
  ASSERT_EQ(scan->experience.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const Experience &seen = scan->experience[i], &truth = text->experience[i];
    EXPECT_EQ(seen.title.text, truth.title.text);
    EXPECT_EQ(seen.company.text, truth.company.text);
    EXPECT_EQ(seen.period.start, truth.period.start);
    EXPECT_EQ(seen.period.end, truth.period.end);
    EXPECT_EQ(seen.period.current, truth.period.current);
    EXPECT_EQ(seen.company.page, 1);
    EXPECT_NEAR(seen.company.box.x0, truth.company.box.x0, 6);
    EXPECT_NEAR(seen.company.box.y0, truth.company.box.y0, 6);
    EXPECT_NEAR(seen.company.box.x1, truth.company.box.x1, 12);
  }
  EXPECT_EQ(scan->education.size(), 1u);
  // What is not certain is left out, and nothing is made up.
  EXPECT_GE(scan->skills.size(), 4u);
  for (const SkillItem& s : scan->skills) EXPECT_TRUE(std::ranges::any_of(text->skills, [&](const SkillItem& t) { return t.name.text == s.name.text; })) << s.name.text;
}

// The scanner's own layer of text under its picture may say anything: what is seen counts.
TEST_F(Scan, PagesWithAndWithoutTextAreOneCv) {
  const std::string words = "BT /F1 20 Tf 50 780 Td (Ada Example) Tj ET BT /F1 10 Tf 50 750 Td (ada@example.org) Tj ET BT /F1 14 Tf 50 700 Td (Skills) Tj ET BT /F1 10 Tf 50 680 Td (Python, Rust) Tj ET";
  const std::string mixed = pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
                                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
                                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources << /XObject << /I 8 0 R >> /Font << /F1 6 0 R >> >> >>", stream("", words),
                                    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", stream("", "q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /F1 10 Tf 50 700 Td (Mallory holds a PhD and led 900 people at Evil Corp) Tj ET"), scanned_image()});
  const auto first = read_in_sandbox(mixed);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->unread_pages, std::vector<int>{2});
  const auto cv = read(mixed);
  ASSERT_TRUE(cv);
  EXPECT_TRUE(cv->unread_pages.empty());
  EXPECT_EQ(cv->recognised_pages, 1);
  EXPECT_EQ(cv->name.text, "Ada Example");
  ASSERT_EQ(cv->experience.size(), 2u);
  EXPECT_EQ(cv->experience[0].company.page, 2);
  EXPECT_EQ(to_json(*cv).find("Evil Corp"), std::string::npos);
  EXPECT_EQ(cv->hidden_words, 0u);
}

TEST_F(Scan, APictureWithoutTextIsRefusedAndNotEmpty) {
  std::mt19937 random(7);
  std::string noise(std::size_t{100} * 140, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  const std::string pdf = pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                                  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 140] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>", stream("", "q 100 0 0 140 0 0 cm /I Do Q"),
                                  stream("/Type /XObject /Subtype /Image /Width 100 /Height 140 /ColorSpace /DeviceGray /BitsPerComponent 8", noise)});
  const auto cv = read(pdf);
  ASSERT_FALSE(cv);
  EXPECT_EQ(cv.error().reason, "OCR_UNREADABLE");
}

// Broken pictures, pages that hold themselves, pages as large as a field: one message each, whatever the decoder does.
TEST_F(Scan, HostilePicturesCostTheChildAlone) {
  const auto page = [](const std::string& image) {
    return pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 60 84] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
                   stream("", "q 60 0 0 84 0 0 cm /I Do Q"), image});
  };
  const std::vector<std::string> files = {
      page(stream("/Type /XObject /Subtype /Image /Width 800 /Height 800 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /JPXDecode", "no jpeg 2000")),
      page(stream("/Type /XObject /Subtype /Image /Width 800 /Height 800 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode", "no jbig2")),
      page("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I 5 0 R >> >> /Length 5 >>\nstream\n/I Do\nendstream"),
      // A page as large as a field.
      pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900000 900000] /Contents 4 0 R >>", stream("", "0 0 9 9 re f")}),
  };
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto cv = read(files[i]);
    ASSERT_FALSE(cv) << i;
    EXPECT_TRUE(cv.error().reason == "OCR_UNREADABLE" || cv.error().reason == "PDF_BROKEN" || cv.error().reason == "SANDBOX_ENDED" || cv.error().reason == "PDF_EMPTY") << i << ": " << cv.error().reason;
    EXPECT_FALSE(explain(cv.error().reason, true).starts_with("Ce fichier n’a pas pu")) << cv.error().reason;
  }
}

// A kilobyte that declares a picture of ten billion dots, in every way an object of a page can be one: the page is not drawn, and said to be unreadable.
TEST_F(Scan, PicturesOfABillionDotsAreNotBegun) {
  const std::string huge = "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceGray";
  const std::string mask = "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 1 /ImageMask true";
  const std::string small = "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray";
  const std::string large = "/Type /XObject /Subtype /Image /Width 9000 /Height 9000 /BitsPerComponent 8 /ColorSpace /DeviceGray";
  const auto page = [](const std::string& content, const std::vector<std::string>& objects, const std::string& resources = "/XObject << /I 5 0 R >>") {
    std::vector<std::string> all = {"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << " + resources + " >> >>", stream("", content)};
    all.insert(all.end(), objects.begin(), objects.end());
    return pdf_of(all);
  };
  const std::string once = "q 595 0 0 842 0 0 cm /I Do Q";
  std::string often;
  for (int i = 0; i < 2'000; ++i) often += once + "\n";
  const std::pair<const char*, std::string> files[] = {
      {"image", page(once, {stream(huge, "abc")})},
      {"mask", page(once, {stream(mask, "abc")})},
      {"run lengths", page(once, {stream(huge + " /Filter /RunLengthDecode", std::string(3'000, '\x81'))})},
      {"inside a form", page("/I Do", {stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /J 6 0 R >> >>", "q 595 0 0 842 0 0 cm /J Do Q"), stream(huge, "abc")})},
      {"soft mask", page(once, {stream(small + " /SMask 6 0 R", "abcd"), stream(huge, "abc")})},
      {"hard mask", page(once, {stream(small + " /Mask 6 0 R", "abcd"), stream(mask, "abc")})},
      {"mask of a pattern", page("/Pattern cs /P scn " + once, {stream(mask, "abc"), "<< /Type /Pattern /PatternType 2 /Shading << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 595 842] /Function << /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [1] /N 1 >> >> >>"},
                                 "/XObject << /I 5 0 R >> /Pattern << /P 6 0 R >>")},
      {"large ones, often", page(often, {stream(large + " /Filter /RunLengthDecode", std::string(3'000, '\x81'))})},
  };
  for (const auto& [what, bytes] : files) {
    const auto cv = read(bytes);
    ASSERT_FALSE(cv) << what;
    EXPECT_EQ(cv.error().reason, "OCR_UNREADABLE") << what;
  }
}

// The same inside the instructions of a page, where poppler reads every declared dot: refused before that, by the first reader, which has ten
// seconds and would be killed (SANDBOX_TIMEOUT) otherwise.
TEST(Document, PicturesInsideInstructionsAreCountedFirst) {
  const std::string text = "BT /F1 20 Tf 50 780 Td (Ada Example) Tj ET BT /F1 10 Tf 50 750 Td (ada@example.org writes more visible words here) Tj ET ";
  const std::string huge = "q 595 0 0 842 0 0 cm BI /W 46000 /H 46000 /BPC 8 /CS /G ID abc EI Q ", mask = "q 9 0 0 9 0 0 cm\nBI\n/#57 46000\n/Height 46000.0 /IM true\nID abc EI Q ";
  const auto page = [](const std::vector<std::string>& objects, const std::string& contents = "4 0 R", const std::string& resources = "") {
    std::vector<std::string> all = {"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents " + contents + " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> " + resources + " >> >>"};
    all.insert(all.end(), objects.begin(), objects.end());
    return pdf_of(all);
  };
  std::string often;
  for (int i = 0; i < 200; ++i) often += "q BI /W 900 /H 900 /BPC 8 /CS /G ID abc EI Q ";
  const std::pair<const char*, std::string> files[] = {
      {"image", page({stream("", text + huge)})},
      {"mask", page({stream("", text + mask)})},
      {"alone", page({stream("", huge)})},
      {"said to be a picture", page({stream("/Subtype /Image", text + huge)})},
      {"in two parts", page({stream("", text + "BI /W 46000"), stream("", "/H 46000 /BPC 8 /CS /G ID abc EI")}, "[4 0 R 5 0 R]")},
      {"inside a form", page({stream("", text + "/X Do"), stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842]", huge)}, "4 0 R", "/XObject << /X 5 0 R >>")},
      {"its size an object", page({stream("", text + "BI /W 5 0 R /H 5 0 R /BPC 8 /CS /G ID abc EI"), "46000"})},
      {"many", page({stream("", text + often)})},
  };
  for (const auto& [what, bytes] : files) EXPECT_EQ(reason(bytes), "PDF_PICTURE_TOO_LARGE") << what;
  std::string dots(100, 'x');
  const auto small = read_in_sandbox(page({stream("", text + "q 9 0 0 9 0 0 cm BI /W 10 /H 10 /BPC 8 /CS /G ID " + dots + " EI Q BT /F1 14 Tf 50 700 Td (Skills) Tj ET BT /F1 10 Tf 50 680 Td (Python, BI / ETL) Tj ET")}));
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_EQ(small->skills.size(), 2u);
  EXPECT_EQ(explain("PDF_PICTURE_TOO_LARGE", true).find("Ce fichier n'a pas pu"), std::string::npos);
}

// Where nothing can be recognised: what was said before stays, in words that name it.
TEST(Document, WithoutARecogniserTheFirstReadingStands) {
  const auto refused = [](const char* reason) -> Result<Cv> { return fail(Code::kInvalidArgument, "x", reason); };
  EXPECT_EQ(better_reading(refused("PDF_NO_TEXT"), refused("OCR_MISSING")).error().reason, "PDF_NO_TEXT");
  EXPECT_EQ(better_reading(refused("PDF_NO_TEXT"), refused("OCR_UNREADABLE")).error().reason, "OCR_UNREADABLE");
  EXPECT_EQ(better_reading(refused("PDF_NO_TEXT"), refused("SANDBOX_TIMEOUT")).error().reason, "SANDBOX_TIMEOUT");
  Cv mixed;
  mixed.unread_pages = {2};
  for (const char* reason : {"OCR_MISSING", "OCR_UNREADABLE", "SANDBOX_ENDED"}) {
    const auto kept = better_reading(mixed, refused(reason));
    ASSERT_TRUE(kept) << reason;
    EXPECT_EQ(kept->unread_pages, std::vector<int>{2});
  }
  EXPECT_TRUE(needs_recognising(mixed));
  EXPECT_FALSE(needs_recognising(Cv{}));
  EXPECT_FALSE(needs_recognising(refused("PDF_BROKEN")));
  EXPECT_NE(explain("PDF_NO_TEXT", true).find("la reconnaissance de texte n’est pas disponible ici"), std::string::npos);
}

// The recorded PDFs and mutations of them (CV_MUTATIONS of each, default 1): nothing but answers, each in bounded time.
TEST(Document, RecordedAndMutatedFilesCostAtMostOneMessage) {
  const std::filesystem::path root = gates::corpus() + "/cv";
  if (!std::filesystem::is_directory(root)) GTEST_SKIP() << "no CVs (JOBMATE_CORPUS): skipped";
  const char* env = std::getenv("CV_MUTATIONS");
  const int mutations = env != nullptr ? std::atoi(env) : 1;
  std::vector<std::filesystem::path> files;
  for (const auto& f : std::filesystem::recursive_directory_iterator(root))
    if (f.path().extension() == ".pdf") files.push_back(f.path());
  std::ranges::sort(files);
  std::map<std::string, int> originals, mutated;
  std::mt19937 random(20);
  for (const auto& f : files) {
    const std::string bytes = gates::read_file(f);
    const std::string answer = reason(bytes);
    ++originals[answer];
    if (answer != "read") std::printf("%s: %s\n", f.filename().c_str(), answer.c_str());
    EXPECT_TRUE(answer == "read" || answer == "PDF_NO_TEXT" || answer == "NO_TEXT") << f << ": " << answer;
    for (int m = 0; m < mutations; ++m) {
      std::string hurt = bytes;
      const auto at = [&] { return random() % hurt.size(); };
      switch (m % 4) {
        case 0: for (int i = 0; i < 40; ++i) hurt[at()] = static_cast<char>(random()); break;
        case 1: hurt.resize(at() + 1); break;
        case 2: hurt.erase(at(), 1 + random() % 300); break;
        default: hurt.insert(at(), hurt.substr(at(), random() % 2'000)); break;
      }
      ++mutated[reason(hurt)];
    }
  }
  for (const auto& [name, n] : originals) std::printf("as they are  %-16s %d\n", name.c_str(), n);
  for (const auto& [name, n] : mutated) std::printf("mutated      %-16s %d\n", name.c_str(), n);
  EXPECT_EQ(mutated["SANDBOX_UNAVAILABLE"], 0);
}

}  // namespace
}  // namespace jm::cv
