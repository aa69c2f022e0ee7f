#include "render/render.h"

#include <unistd.h>

#include "base/json_object.h"
#include "cv/document.h"
#include "render/pdf.h"
#include "sandbox/child.h"
#include "text/json_read.h"
#include "text/utf8.h"

namespace jm::render {
namespace {

constexpr sandbox::Limits kLimits{.memory_bytes = std::size_t{768} << 20, .cpu_seconds = 15, .output_bytes_max = std::size_t{16} << 20, .time_max = std::chrono::milliseconds(30'000)};
constexpr std::string_view kGood = "OK ";

std::string_view name(Look look) { return look == Look::kAts ? "ATS" : "DESIGNED"; }

// What a refusal says to the person; `detail`: the characters, the pages, the fields.
std::string refusal(std::string_view reason, const std::string& detail, bool french) {
  const auto say = [&](std::string en, std::string fr) { return french ? fr : en; };
  if (reason == "NOT_READ_BACK")
    return say("The file was read back, and this did not come out as it is: " + detail + ". A recruiter's software would miss it too. Reword it, or choose the other template.",
               "Le fichier a été relu, et ceci n’en ressort pas tel quel\u00a0: " + detail + ". Le logiciel d’un recruteur ne le verrait pas non plus. Formulez-le autrement, ou choisissez l’autre modèle.");
  if (reason == "CANNOT_READ_BACK") return say("The file could not be read back: " + detail, "Le fichier n’a pas pu être relu\u00a0: " + detail);
  if (reason == "NO_GLYPH") return say("No font can show these characters: " + detail + ". Replace them, then export again.", "Aucune police ne peut afficher ces caractères\u00a0: " + detail + ". Remplacez-les, puis exportez à nouveau.");
  if (reason == "TOO_MANY_PAGES")
    return say("The document has more than " + detail + " pages. Leave something out, or choose a higher adaptation level.", "Le document dépasse " + detail + " pages. Retirez quelque chose, ou choisissez un niveau d’adaptation plus élevé.");
  if (reason == "HEADER_TOO_LONG") return say("Name and contact data fill more than a page. Shorten them.", "Le nom et les coordonnées remplissent plus d’une page. Raccourcissez-les.");
  if (reason == "FONTS_MISSING") return say("The fonts for documents are not installed: " + detail, "Les polices des documents ne sont pas installées\u00a0: " + detail);
  if (reason == "RENDER_TIMEOUT") return say("Writing this document took far too long. Shorten it, then export again.", "L’écriture de ce document a pris bien trop de temps. Raccourcissez-le, puis exportez à nouveau.");
  if (reason == "RENDER_UNAVAILABLE") return say("The document could not be written just now. Try again in a moment.", "Le document n’a pas pu être écrit à l’instant. Réessayez dans un moment.");
  return say("The document could not be written.", "Le document n’a pas pu être écrit.");
}

// The sandbox speaks of files that are read; here it is one being written.
std::unexpected<Error> not_written(const Error& e, bool french) {
  const std::string reason = e.code == Code::kDeadlineExceeded ? "RENDER_TIMEOUT" : e.code == Code::kUnavailable ? "RENDER_UNAVAILABLE" : "RENDER_FAILED";
  return fail(e.code == Code::kDeadlineExceeded || e.code == Code::kUnavailable ? e.code : Code::kInternal, refusal(reason, {}, french), reason);
}

Result<Pdf> write_in_child(const domain::Draft& draft, Look look, std::string_view date, bool french) {
  const std::string order = JsonObject().text("look", name(look)).text("date", date).raw("draft", domain::draft_json(draft)).str();
  const auto answer = sandbox::run_child(kWriterCommand, order, kLimits);
  if (!answer) return not_written(answer.error(), french);
  const std::string_view text = *answer;
  const auto line = text.find('\n');
  if (line == text.npos) return not_written({Code::kInternal, {}, {}}, french);
  if (text.starts_with(kGood)) return Pdf{std::string(text.substr(line + 1)), std::atoi(std::string(text.substr(kGood.size(), line - kGood.size())).c_str())};
  const std::string reason(text.substr(0, line));
  return fail(reason == "FONTS_MISSING" ? Code::kFailedPrecondition : reason == "RENDER_FAILED" ? Code::kInternal : Code::kInvalidArgument, refusal(reason, std::string(text.substr(line + 1)), french), reason);
}

std::string field_name(const std::string& field, bool french) {
  static constexpr std::pair<std::string_view, std::string_view> kFrench[] = {
      {"name", "nom"}, {"headline", "titre du CV"}, {"e-mail", "e-mail"}, {"phone", "téléphone"}, {"location", "lieu de résidence"}, {"link", "lien"}, {"summary", "profil"},
      {"job title", "intitulé de poste"}, {"employer", "employeur"}, {"degree", "diplôme"}, {"school", "école"}, {"project", "projet"}, {"organisation", "organisation"},
      {"certificate", "certification"}, {"issuer", "organisme"}, {"place", "lieu"}, {"dates", "dates"}, {"line", "ligne"}, {"skill", "compétence"}, {"language", "langue"}, {"words", "texte"}};
  if (french)
    for (const auto& [en, fr] : kFrench)
      if (en == field) return std::string(fr);
  return field;
}

// A paragraph is known by its beginning.
std::string shown(const std::string& text) {
  constexpr std::size_t kBytesMax = 160;
  return text.size() <= kBytesMax ? text : std::string(text::cut_utf8(text, kBytesMax)) + "…";
}

Result<void> refuse(const std::vector<Unread>& unread, bool french) {
  if (unread.empty()) return {};
  std::string what;
  for (std::size_t i = 0; i < unread.size() && i < 5; ++i)
    what += french ? (i > 0 ? "\u00a0; " : "") + field_name(unread[i].field, true) + " «\u00a0" + shown(unread[i].text) + "\u00a0»" : (i > 0 ? "; " : "") + unread[i].field + " “" + shown(unread[i].text) + "”";
  if (unread.size() > 5) what += french ? "\u00a0; et " + std::to_string(unread.size() - 5) + " de plus" : "; and " + std::to_string(unread.size() - 5) + " more";
  return fail(Code::kFailedPrecondition, refusal("NOT_READ_BACK", what, french), "NOT_READ_BACK");
}

// Every word of any document, and of a CV every field too.
Result<void> read_back(const domain::Draft& draft, const std::string& bytes, bool french) {
  const auto words = sandbox::run_child(kWordsCommand, bytes, {});
  if (!words) return not_written(words.error(), french);
  JM_CHECK_OK(refuse(unread_words(draft, *words), french));
  if (draft.kind != domain::DraftKind::kCv) return {};
  const auto cv = cv::read_in_sandbox(bytes);
  if (cv) return refuse(unread_fields(draft, *cv), french);
  if (cv.error().code == Code::kUnavailable) return not_written(cv.error(), french);
  return fail(Code::kFailedPrecondition, refusal("CANNOT_READ_BACK", cv::explain(cv.error().reason, french), french), "NOT_READ_BACK");
}

}  // namespace

Result<Made> make_file(const domain::Draft& draft, Look look, Format format, std::string_view date, bool french) {
  if (format == Format::kDocx) {
    auto bytes = write_docx(sheet_of(draft, look, date), look, {});
    if (!bytes) return not_written(bytes.error(), french);
    JM_CHECK_OK(read_back(draft, *bytes, french));
    return Made{std::move(*bytes), 0};
  }
  JM_TRY(pdf, write_in_child(draft, look, date, french));
  JM_CHECK_OK(read_back(draft, pdf.bytes, french));
  return Made{std::move(pdf.bytes), pdf.pages};
}

int writer_main() {
  sandbox::limit_self(kLimits);
  const std::string order = sandbox::read_input();
  const auto answer = [&]() -> std::string {
    const auto no = [](const Error& e) { return (e.reason.empty() ? "RENDER_FAILED" : e.reason) + "\n" + e.message; };
    const Look looks[] = {order.starts_with("{\"look\":\"DESIGNED\"") ? Look::kDesigned : Look::kAts};      // before anything of the order is taken apart
    if (const auto fonts = prepare_fonts(looks); !fonts) return no(fonts.error());
    if (!sandbox::confine(true)) ::_exit(3);      // Pango looks for fonts in threads, Cairo whether they are still there
    text::JsonReader reader(std::size_t{2} << 20);
    const auto root = reader.parse(order);
    // The draft's part of the order, as it stands: it is the last member.
    constexpr std::string_view kDraft = ",\"draft\":";
    const auto at = order.find(kDraft);
    if (!root || at == order.npos) return "RENDER_FAILED\nno order";
    const auto draft = domain::read_draft(std::string_view(order).substr(at + kDraft.size(), order.size() - at - kDraft.size() - 1));
    if (!draft) return no(draft.error());
    const auto member = [&](std::string_view key) {
      const auto m = (*root)[key];
      return std::string(m ? m->string().value_or("") : "");
    };
    const auto pdf = write_pdf(sheet_of(*draft, looks[0], member("date")), looks[0]);
    return pdf ? std::string(kGood) + std::to_string(pdf->pages) + "\n" + pdf->bytes : no(pdf.error());
  }();
  ::_exit(sandbox::write_output(answer) ? 0 : 4);
}

int words_main() {
  sandbox::limit_self({});
  const std::string bytes = sandbox::read_input();
  cv::prepare();
  if (!sandbox::confine()) ::_exit(3);
  std::string words = "\n" + cv::words_of(bytes);
  ::_exit(sandbox::write_output(words) ? 0 : 4);
}

}  // namespace jm::render
