// Letters and CVs made for an application.
#include "domain/model_text.h"
#include "gateway/context.h"
#include "gateway/document_route.h"
#include "gateway/fields.h"

namespace jm::gateway {
namespace {

using graphql::Args;
using graphql::Ctx;
using graphql::List;
using graphql::Out;

Task<Result<List<pb::Document>>> documents(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ListDocumentsRequest request;
  request.set_application_id(text(args.string("applicationId")));
  JM_CO_TRY(first, page_size(args, 2, 10));      // there are two kinds; the length says so to the cost of a query
  JM_CO_TRY(list, co_await of(ctx).services.documents.ListDocuments(std::move(caller), std::move(request)));
  while (list.documents_size() > first) list.mutable_documents()->RemoveLast();
  auto owner = share(std::move(list));
  co_return List<pb::Document>::of(owner, owner->documents());
}

Task<Result<Shared<pb::Document>>> document(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetDocumentRequest request;
  request.set_id(text(args.string("documentId")));
  request.set_version(static_cast<int>(args.optional_integer("version").value_or(0)));
  Result<pb::Document> found = co_await of(ctx).services.documents.GetDocument(std::move(caller), std::move(request));
  if (found) co_return share(std::move(*found));
  if (found.error().code == Code::kNotFound) co_return Shared<pb::Document>();
  co_return std::unexpected(found.error());
}

Task<Result<List<pb::DocumentVersion>>> document_versions(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetDocumentVersionsRequest request;
  request.set_id(text(args.string("documentId")));
  JM_CO_TRY(list, co_await of(ctx).services.documents.GetDocumentVersions(std::move(caller), std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::DocumentVersion>::of(owner, owner->versions());
}

Task<Result<List<pb::DocumentDifference>>> document_differences(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::CompareDocumentRequest request;
  request.set_id(text(args.string("documentId")));
  request.set_from_version(args["base"].boolean() ? -1 : static_cast<int>(args.optional_integer("from").value_or(0)));
  request.set_to_version(static_cast<int>(args.optional_integer("to").value_or(0)));
  if (!args["base"].boolean() && request.from_version() < 0) co_return fail(Code::kInvalidArgument, "\"from\" is the number of a version.", "BAD_INPUT");
  JM_CO_TRY(list, co_await of(ctx).services.documents.CompareDocument(std::move(caller), std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::DocumentDifference>::of(owner, owner->differences());
}

Task<Result<Shared<pb::Document>>> compose_document(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ComposeDocumentRequest request;
  request.set_application_id(text(args.string("applicationId")));
  request.set_kind(text(args["kind"].str()));
  const auto level = args.optional_integer("adaptationLevel");
  if (level && (*level < 1 || *level > 4)) co_return fail(Code::kInvalidArgument, "The adaptation level is from 1 to 4.", "BAD_INPUT");
  request.set_adaptation_level(static_cast<int>(level.value_or(0)));
  request.set_again(args["again"].boolean());
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(made, co_await of(ctx).services.documents.ComposeDocument(std::move(caller), std::move(request)));
  co_return share(std::move(made));
}

// What every step of work on a document begins with.
pb::ChangeDocumentRequest change_of(const Args& args) {
  pb::ChangeDocumentRequest request;
  request.set_id(text(args.string("documentId")));
  request.set_version(static_cast<int>(args.optional_integer("version").value_or(0)));
  request.set_mutation_id(text(args.string("mutationId")));
  return request;
}

Task<Result<Shared<pb::Document>>> change(Ctx& ctx, pb::ChangeDocumentRequest request) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(changed, co_await of(ctx).services.documents.ChangeDocument(std::move(caller), std::move(request)));
  co_return share(std::move(changed));
}

Task<Result<Shared<pb::Document>>> edit_sentence(Ctx& ctx, Args args) {
  pb::ChangeDocumentRequest request = change_of(args);
  request.mutable_edit()->set_sentence_id(text(args.string("sentenceId")));
  request.mutable_edit()->set_text(text(args.string("text")));
  return change(ctx, std::move(request));
}

Task<Result<Shared<pb::Document>>> add_sentence(Ctx& ctx, Args args) {
  pb::ChangeDocumentRequest request = change_of(args);
  request.mutable_add()->set_paragraph_id(text(args.string("paragraphId")));
  request.mutable_add()->set_after_sentence_id(text(args.string("afterSentenceId")));
  request.mutable_add()->set_text(text(args.string("text")));
  return change(ctx, std::move(request));
}

Task<Result<Shared<pb::Document>>> tie_sentence(Ctx& ctx, Args args) {
  pb::ChangeDocumentRequest request = change_of(args);
  request.mutable_tie()->set_sentence_id(text(args.string("sentenceId")));
  for (const graphql::Input& id : args["factIds"].items()) request.mutable_tie()->add_fact_ids(text(id.str()));
  return change(ctx, std::move(request));
}

Task<Result<Shared<pb::Document>>> own_sentence(Ctx& ctx, Args args) {
  pb::ChangeDocumentRequest request = change_of(args);
  request.mutable_own()->set_sentence_id(text(args.string("sentenceId")));
  request.mutable_own()->set_owned(args["owned"].boolean());
  return change(ctx, std::move(request));
}

Task<Result<Shared<pb::Document>>> regenerate_paragraph(Ctx& ctx, Args args) {
  pb::ChangeDocumentRequest request = change_of(args);
  request.mutable_regenerate()->set_paragraph_id(text(args.string("paragraphId")));
  return change(ctx, std::move(request));
}

Task<Result<Shared<pb::Document>>> use_wording(Ctx& ctx, Args args) {
  pb::ChangeDocumentRequest request = change_of(args);
  request.mutable_use_wording()->set_wording_id(text(args.string("wordingId")));
  return change(ctx, std::move(request));
}

Task<Result<Shared<pb::WordingQuote>>> quote_wording(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::QuoteWordingRequest request;
  request.set_id(text(args.string("documentId")));
  request.set_paragraph_id(text(args.string("paragraphId")));
  JM_CO_TRY(quote, co_await of(ctx).services.documents.QuoteWording(std::move(caller), std::move(request)));
  co_return share(std::move(quote));
}

Task<Result<Shared<pb::ParagraphWording>>> word_paragraph(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::WordParagraphRequest request;
  request.set_id(text(args.string("documentId")));
  request.set_version(static_cast<int>(args.optional_integer("version").value_or(0)));
  request.set_paragraph_id(text(args.string("paragraphId")));
  request.set_mutation_id(text(args.string("mutationId")));
  JM_CO_TRY(wording, co_await of(ctx).services.documents.WordParagraph(std::move(caller), std::move(request)));
  co_return share(std::move(wording));
}

Task<Result<List<pb::ParagraphWording>>> paragraph_wordings(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ListWordingsRequest request;
  request.set_id(text(args.string("documentId")));
  JM_CO_TRY(list, co_await of(ctx).services.documents.ListWordings(std::move(caller), std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::ParagraphWording>::of(owner, owner->wordings());
}

Task<Result<Shared<pb::Document>>> restore_version(Ctx& ctx, Args args) {
  pb::ChangeDocumentRequest request = change_of(args);
  request.set_version(0);
  request.mutable_restore()->set_version(static_cast<int>(args.integer("version")));
  return change(ctx, std::move(request));
}

struct Exported {
  pb::DocumentExport file;
  std::string url, expires_at;
};

Task<Result<Shared<Exported>>> export_document(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const Uuid user = caller.user_id;
  pb::ExportDocumentRequest request;
  request.set_id(text(args.string("documentId")));
  request.set_version(static_cast<int>(args.optional_integer("version").value_or(0)));
  request.set_format(text(args["format"].str()));
  request.set_template_name(text(args["template"].str()));
  request.set_language(text(args.string("language")));
  JM_CO_TRY(file, co_await of(ctx).services.documents.ExportDocument(std::move(caller), std::move(request)));
  const Time now = Clock::system().now();
  std::string url = file_link(of(ctx).tokens, user, file.id(), now);
  co_return share(Exported{std::move(file), std::move(url), to_iso(now + kFileLinkLife)});
}

bool french(const Args& args) { return args.string("language") == "FR"; }

}  // namespace

void bind_document_fields(graphql::Bindings& b) {
  b.query("documents", documents);
  b.query("document", document);
  b.query("documentVersions", document_versions);
  b.query("documentDifferences", document_differences);
  b.query("quoteWording", quote_wording);
  b.query("paragraphWordings", paragraph_wordings);
  b.mutation("composeDocument", compose_document);
  b.mutation("editSentence", edit_sentence);
  b.mutation("addSentence", add_sentence);
  b.mutation("tieSentence", tie_sentence);
  b.mutation("ownSentence", own_sentence);
  b.mutation("regenerateParagraph", regenerate_paragraph);
  b.mutation("wordParagraph", word_paragraph);
  b.mutation("useWording", use_wording);
  b.mutation("restoreDocumentVersion", restore_version);
  b.mutation("exportDocument", export_document);

  b.object<pb::Document>("Document")
      .field("id", &pb::Document::id)
      .field("applicationId", &pb::Document::application_id)
      .field("kind", [](const pb::Document& d, Out& out) { out.enum_value(d.kind()); })
      .field("language", [](const pb::Document& d, Out& out) { out.enum_value(d.language()); })
      .field("tone", [](const pb::Document& d, Out& out) { out.enum_value(d.tone()); })
      .field("adaptationLevel", &pb::Document::adaptation_level)
      .field("version", &pb::Document::version)
      .field("latestVersion", &pb::Document::latest_version)
      .field("madeBy", [](const pb::Document& d, Out& out) { out.enum_value(d.made_by()); })
      .field("fromTemplate", &pb::Document::from_template)
      .field("paragraphs", [](const pb::Document& d) -> const auto& { return d.paragraphs(); })
      .field("facts", [](const pb::Document& d) -> const auto& { return d.facts(); })
      .field("leftOut", [](const pb::Document& d) -> const auto& { return d.left_out(); })
      .field("notes", [](const pb::Document& d) -> const auto& { return d.notes(); })
      .field("exportable", &pb::Document::exportable)
      .field("unsupported", &pb::Document::unsupported)
      .field("words", &pb::Document::words)
      .field("text", [](const pb::Document& d, Out& out) { d.kind() == "LETTER" ? out.string(d.text()) : out.null(); })
      .field("createdAt", &pb::Document::created_at)
      .field("updatedAt", &pb::Document::updated_at);

  b.object<Exported>("DocumentExport")
      .field("id", [](const Exported& e, Out& out) { out.string(e.file.id()); })
      .field("documentId", [](const Exported& e, Out& out) { out.string(e.file.document_id()); })
      .field("version", [](const Exported& e, Out& out) { out.int32(e.file.version()); })
      .field("format", [](const Exported& e, Out& out) { out.enum_value(e.file.format()); })
      .field("template", [](const Exported& e, Out& out) { out.enum_value(e.file.template_name()); })
      .field("fileName", [](const Exported& e, Out& out) { out.string(e.file.file_name()); })
      .field("bytes", [](const Exported& e, Out& out) { out.int32(e.file.bytes()); })
      .field("pages", [](const Exported& e, Out& out) { e.file.pages() == 0 ? out.null() : out.int32(e.file.pages()); })
      .field("url", &Exported::url)
      .field("expiresAt", &Exported::expires_at)
      .field("createdAt", [](const Exported& e, Out& out) { out.string(e.file.created_at()); });

  b.object<pb::DocumentParagraph>("DocumentParagraph")
      .field("id", &pb::DocumentParagraph::id)
      .field("role", [](const pb::DocumentParagraph& p, Out& out) { out.enum_value(p.role()); })
      .field("section", [](const pb::DocumentParagraph& p, Out& out) { p.section().empty() ? out.null() : out.string(p.section()); })
      .field("title", [](const pb::DocumentParagraph& p, Args args, Out& out) {
        const std::string& title = french(args) ? p.title_fr() : p.title_en();
        title.empty() ? out.null() : out.string(title);
      })
      .field("sentences", [](const pb::DocumentParagraph& p) -> const auto& { return p.sentences(); })
      .field("wordable", &pb::DocumentParagraph::wordable);

  using W = pb::ParagraphWording;
  b.object<W>("ParagraphWording")
      .field("id", &W::id)
      .field("documentId", &W::document_id)
      .field("paragraphId", &W::paragraph_id)
      .field("state", [](const W& w, Out& out) { out.enum_value(w.state()); })
      .field("problemCode", [](const W& w, Out& out) { w.problem().empty() ? out.null() : out.string(w.problem()); })
      .field("text", [](const W& w, Args args) { return domain::wording_state_text(w.state(), w.problem(), french(args) ? domain::Lang::kFr : domain::Lang::kEn); })
      .field("model", [](const W& w, Out& out) { w.model().empty() ? out.null() : out.string(w.model()); })
      .field("version", [](const W& w, Out& out) { w.version() == 0 ? out.null() : out.int32(w.version()); })
      .field("sentences", [](const W& w) -> const auto& { return w.sentences(); })
      .field("refused", &W::refused)
      .field("at", &W::at)
      .field("finishedAt", [](const W& w, Out& out) { w.finished_at().empty() ? out.null() : out.string(w.finished_at()); });

  b.object<pb::DocumentSentence>("DocumentSentence")
      .field("id", &pb::DocumentSentence::id)
      .field("part", [](const pb::DocumentSentence& s, Out& out) { s.part().empty() ? out.null() : out.string(s.part()); })
      .field("text", &pb::DocumentSentence::text)
      .field("state", [](const pb::DocumentSentence& s, Out& out) { out.enum_value(s.state()); })
      .field("why", [](const pb::DocumentSentence& s, Args args, Out& out) {
        const std::string& why = french(args) ? s.state_fr() : s.state_en();
        why.empty() ? out.null() : out.string(why);
      })
      .field("facts", [](const pb::DocumentSentence& s) -> const auto& { return s.facts(); })
      .field("gone", [](const pb::DocumentSentence& s) -> const auto& { return s.gone(); })
      .field("claims", [](const pb::DocumentSentence& s) -> const auto& { return s.claims(); })
      .field("edited", &pb::DocumentSentence::edited);

  b.object<pb::DocumentFact>("DocumentFact")
      .field("id", &pb::DocumentFact::id)
      .field("text", &pb::DocumentFact::text)
      .field("role", [](const pb::DocumentFact& f, Out& out) { out.enum_value(f.role()); });

  b.object<pb::DocumentClaim>("DocumentClaim")
      .field("kind", [](const pb::DocumentClaim& c, Out& out) { out.enum_value(c.kind()); })
      .field("text", &pb::DocumentClaim::text)
      .field("offset", &pb::DocumentClaim::offset)
      .field("length", &pb::DocumentClaim::length);

  b.object<pb::DocumentVersion>("DocumentVersion")
      .field("number", &pb::DocumentVersion::number)
      .field("madeBy", [](const pb::DocumentVersion& v, Out& out) { out.enum_value(v.made_by()); })
      .field("fromVersion", [](const pb::DocumentVersion& v, Out& out) { v.from_version() == 0 ? out.null() : out.int32(v.from_version()); })
      .field("at", &pb::DocumentVersion::at);

  b.object<pb::DocumentDifference>("DocumentDifference")
      .field("kind", [](const pb::DocumentDifference& d, Out& out) { out.enum_value(d.kind()); })
      .field("paragraphId", &pb::DocumentDifference::paragraph_id)
      .field("section", [](const pb::DocumentDifference& d, Out& out) { d.section().empty() ? out.null() : out.string(d.section()); })
      .field("before", JM_OPTIONAL_TEXT(DocumentDifference, before))
      .field("after", JM_OPTIONAL_TEXT(DocumentDifference, after));
}

}  // namespace jm::gateway
