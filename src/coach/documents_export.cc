// A file of a document: refused while a sentence stands on nothing, written and read back by render/, kept in the object store.
#include "coach/documents.h"
#include "coach/sql.h"
#include "crypto/hash.h"
#include "domain/analysis_parts.h"
#include "render/render.h"

namespace jm::coach {
namespace {

constexpr int kExportsPerDayMax = 200;
constexpr std::size_t kFileBytesMax = std::size_t{16} << 20;

std::unexpected<Error> no_file() { return fail(Code::kNotFound, "There is no such file.", "NOT_FOUND"); }

// The first sentences that block, in words.
Result<void> check_exportable(const domain::Draft& draft, const domain::FactBook& book, bool french) {
  if (domain::is_empty(draft))
    return fail(Code::kFailedPrecondition, french ? "Le document est vide\u00a0: complétez votre profil, puis rédigez-le à nouveau." : "The document is empty: fill in your profile, then compose it again.", "EMPTY_DOCUMENT");
  std::string what;
  int blocking = 0;
  for (const domain::SentenceReview& r : domain::review(draft, book)) {
    if (r.state != domain::SentenceState::kUnsupported) continue;
    if (++blocking <= 3) what += french ? std::string(what.empty() ? "" : "\u00a0; ") + "«\u00a0" + r.claims.front().text + "\u00a0» dans «\u00a0" + domain::quote(r.sentence->text) + "\u00a0»"
                                 : std::string(what.empty() ? "" : "; ") + "“" + r.claims.front().text + "” in “" + domain::quote(r.sentence->text) + "”";
  }
  if (blocking == 0) return {};
  const std::string more = std::to_string(blocking - 3);
  if (french)
    return fail(Code::kFailedPrecondition, "Non exporté\u00a0: rien dans votre profil ne montre " + what + (blocking > 3 ? "\u00a0; et " + more + " de plus" : "") + ". Modifiez ces phrases, rattachez-les à des faits, ou prenez-les à votre compte.", "UNSUPPORTED_CLAIMS");
  return fail(Code::kFailedPrecondition, "Not exported: nothing in your profile shows " + what + (blocking > 3 ? "; and " + more + " more" : "") + ". Edit these sentences, tie them to facts, or answer for them yourself.", "UNSUPPORTED_CLAIMS");
}

pb::DocumentExport to_export(const pg::Row& row) {
  pb::DocumentExport e;
  e.set_id(row.str(0));
  e.set_file_name(row.str(1));
  e.set_bytes(row.i32(2));
  e.set_pages(row.opt_i32(3).value_or(0));
  e.set_created_at(to_iso(row.time(4)));
  return e;
}

}  // namespace

Task<Result<pb::DocumentExport>> Documents::ExportDocument(Caller caller, pb::ExportDocumentRequest request) {
  if (caller.user_id.is_nil()) co_return fail(Code::kUnauthenticated, "Sign in first.");
  const bool pdf = request.format() == "PDF", designed = request.template_name() == "DESIGNED", french = request.language() == "FR";
  if ((!pdf && request.format() != "DOCX") || (!designed && request.template_name() != "ATS")) co_return fail(Code::kInvalidArgument, "A document is exported as PDF or DOCX, in the template ATS or DESIGNED.", "BAD_INPUT");
  JM_CO_TRY(held, co_await hold(caller, request.id(), request.version()));
  JM_CO_TRY(m, co_await material(caller, *Uuid::parse(held.about.application_id())));
  const auto document = Uuid::parse(held.about.id());
  const int version = held.about.version();
  const auto finish = [&](pb::DocumentExport e) {
    e.set_document_id(held.about.id());
    e.set_version(version);
    e.set_format(request.format());
    e.set_template_name(request.template_name());
    return e;
  };
  // What the profile says may have changed since the file was made: it is checked every time.
  auto check = [m, french, content = held.content]() -> Result<void> {
    JM_TRY(draft, domain::read_draft(content));
    return check_exportable(draft, *m->book, french);
  };
  JM_CO_TRY(checked, co_await deps_.cpu.run(std::move(check)));
  JM_CO_CHECK_OK(std::move(checked));
  JM_CO_TRY(there, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::export_of, {*document, caller.user_id, version, request.format(), request.template_name()}, caller.deadline));
  if (!there.empty()) co_return finish(to_export(there.front()));
  const Time now = deps_.clock.now();
  JM_CO_TRY(count, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::exports_today, {caller.user_id, now - std::chrono::hours(24)}, caller.deadline));
  if (count.front().i64(0) >= kExportsPerDayMax) co_return fail(Code::kResourceExhausted, french ? "Au plus 200 fichiers peuvent être faits par jour. Réessayez demain." : "At most 200 files can be made a day. Try again tomorrow.", "TOO_MANY_EXPORTS");

  struct File {
    render::Made made;
    std::string name;
  };
  auto job = [m, content = held.content, pdf, designed, french, now]() -> Result<File> {
    JM_TRY(draft, domain::read_draft(content));
    JM_TRY(made, render::make_file(draft, designed ? render::Look::kDesigned : render::Look::kAts, pdf ? render::Format::kPdf : render::Format::kDocx, draft.from_template ? std::string() : render::letter_date(now, draft.language), french));
    return File{std::move(made), render::file_name(draft, m->looked_at.offer.company, pdf ? "pdf" : "docx")};
  };
  JM_CO_TRY(result, co_await deps_.cpu.run(std::move(job)));
  JM_CO_TRY(file, std::move(result));
  const Uuid id = new_id(now);
  const std::string key = "documents/" + caller.user_id.str() + "/" + id.str();
  const std::string type = pdf ? "application/pdf" : "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  auto bytes = std::make_shared<const std::string>(std::move(file.made.bytes));
  JM_CO_CHECK_OK(co_await deps_.objects->put(key, bytes, {.content_type = type}));
  const std::string sha = crypto::to_hex(crypto::sha256(*bytes));
  std::optional<int> pages;
  if (pdf) pages = file.made.pages;
  JM_CO_TRY(rows, co_await deps_.db.write(pg::Scope::user(caller.user_id), sql::store_export, {id, caller.user_id, *document, version, request.format(), request.template_name(), key, file.name, type, static_cast<int>(bytes->size()), pages, sha, now}, caller.deadline));
  co_return finish(to_export(rows.front()));
}

Task<Result<pb::DocumentFile>> Documents::GetDocumentFile(Caller caller, pb::GetDocumentFileRequest request) {
  if (caller.user_id.is_nil()) co_return fail(Code::kUnauthenticated, "Sign in first.");
  const auto id = Uuid::parse(request.id());
  if (!id) co_return no_file();
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::export_file, {*id, caller.user_id}, caller.deadline));
  if (rows.empty()) co_return no_file();
  JM_CO_TRY(object, co_await deps_.objects->get(rows.front().str(0), {.bytes_max = kFileBytesMax}));
  pb::DocumentFile file;
  file.set_file_name(rows.front().str(1));
  file.set_media_type(rows.front().str(2));
  file.set_bytes(std::move(object.bytes));
  co_return file;
}

}  // namespace jm::coach
