// CVs and the facts read from them.
#include "gateway/context.h"
#include "gateway/fields.h"

namespace jm::gateway {
namespace {

using graphql::Args;
using graphql::Ctx;
using graphql::List;
using graphql::Out;

struct UploadResult {
  std::string cv_url, message;
};

Task<Result<Shared<UploadResult>>> upload_cv(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const graphql::Upload* file = ctx.upload(args["file"]);
  if (file == nullptr) co_return fail(Code::kInvalidArgument, "Send the file as a multipart request (GraphQL multipart request specification).", "NO_FILE");
  pb::UploadCVRequest request;
  request.set_file_name(text(file->file_name));
  request.set_bytes(text(file->bytes));
  JM_CO_TRY(reply, co_await of(ctx).services.profile.UploadCV(caller, std::move(request)));
  co_return share(UploadResult{reply.cv_url(), "Your CV is kept and being read. You will be told when it is done."});
}

Task<Result<bool>> parse_cv(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ParseCVRequest request;
  request.set_cv_url(text(args.string("cvUrl")));
  JM_CO_CHECK_OK(co_await of(ctx).services.profile.ParseCV(caller, std::move(request)));
  co_return true;
}

Task<Result<List<pb::CvDocument>>> cv_documents(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.profile.GetCvDocuments(caller, {}));
  auto owner = share(std::move(list));
  co_return List<pb::CvDocument>::of(owner, owner->documents());
}

Task<Result<List<pb::CvFact>>> facts(Ctx& ctx, pb::GetCvFactsRequest request) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.profile.GetCvFacts(caller, std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::CvFact>::of(owner, owner->facts());
}

Task<Result<List<pb::CvFact>>> cv_review(Ctx& ctx, Args args) {
  pb::GetCvFactsRequest request;
  request.set_review(true);
  if (args["documentId"].has_value()) request.set_document_id(text(args["documentId"].str()));
  return facts(ctx, std::move(request));
}

Task<Result<List<pb::CvFact>>> profile_facts(Ctx& ctx, Args) { return facts(ctx, {}); }

Task<Result<Shared<pb::CvFact>>> review_fact(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ReviewCvRequest request;
  request.set_fact_id(text(args.string("factId")));
  request.set_action(text(args["action"].str()));
  if (args["value"].has_value()) request.set_value_json(args["value"].json());
  if (request.action() == "EDIT" && request.value_json().empty()) co_return fail(Code::kInvalidArgument, "To edit a fact, give its new value.", "BAD_INPUT");
  JM_CO_TRY(list, co_await of(ctx).services.profile.ReviewCv(caller, std::move(request)));
  if (list.facts().empty()) co_return fail(Code::kNotFound, "There is no such proposal.", "NOT_FOUND");
  co_return share(std::move(*list.mutable_facts(0)));
}

Task<Result<List<pb::CvFact>>> review_section(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ReviewCvRequest request;
  request.set_section(text(args["section"].str()));
  request.set_action(text(args["action"].str()));
  if (request.action() == "EDIT") co_return fail(Code::kInvalidArgument, "A section is accepted or skipped; edit its facts one by one.", "BAD_INPUT");
  JM_CO_TRY(list, co_await of(ctx).services.profile.ReviewCv(caller, std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::CvFact>::of(owner, owner->facts());
}

}  // namespace

void bind_cv_fields(graphql::Bindings& b) {
  b.query("cvDocuments", cv_documents);
  b.query("cvReview", cv_review);
  b.query("profileFacts", profile_facts);
  b.mutation("uploadCV", upload_cv);
  b.mutation("parseCV", parse_cv);
  b.mutation("reviewCvFact", review_fact);
  b.mutation("reviewCvSection", review_section);

  b.object<UploadResult>("CVUploadResult").field("cvUrl", &UploadResult::cv_url).field("message", &UploadResult::message);

  b.object<pb::CvDocument>("CvDocument")
      .field("id", &pb::CvDocument::id)
      .field("fileName", &pb::CvDocument::file_name)
      .field("mediaType", &pb::CvDocument::media_type)
      .field("bytes", &pb::CvDocument::bytes)
      .field("state", [](const pb::CvDocument& d, Out& out) { out.enum_value(d.state()); })
      .field("pages", JM_OPTIONAL_INT(CvDocument, pages))
      .field("errorCode", JM_OPTIONAL_TEXT(CvDocument, error_code))
      .field("error", [](const pb::CvDocument& d, Args args) -> std::optional<std::string> {
        if (!d.has_error_code()) return std::nullopt;
        return args.string("language") == "FR" ? d.error_fr() : d.error_en();
      })
      .field("hiddenWords", &pb::CvDocument::hidden_words)
      .field("hiddenText", JM_OPTIONAL_TEXT(CvDocument, hidden_text))
      .field("url", &pb::CvDocument::url)
      .field("uploadedAt", &pb::CvDocument::uploaded_at)
      .field("readAt", JM_OPTIONAL_TEXT(CvDocument, read_at));

  b.object<pb::CvFact>("CvFact")
      .field("id", &pb::CvFact::id)
      .field("section", [](const pb::CvFact& f, Out& out) { out.enum_value(f.section()); })
      .field("field", &pb::CvFact::field)
      .field("value", [](const pb::CvFact& f, Out& out) { out.json(f.value_json()); })
      .field("state", [](const pb::CvFact& f, Out& out) { out.enum_value(f.state()); })
      .field("documentId", &pb::CvFact::document_id)
      .field("fileName", &pb::CvFact::file_name)
      .field("places", [](const pb::CvFact& f) -> const auto& { return f.places(); });

  b.object<pb::CvPlace>("CvPlace")
      .field("path", &pb::CvPlace::path)
      .field("page", &pb::CvPlace::page)
      .field("box", [](const pb::CvPlace& p) -> const auto& { return p.box(); });
}

}  // namespace jm::gateway
