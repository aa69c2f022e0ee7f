// Documents, the part about wording by a model: what it would cost, the wish for it, and what became of wishes.
#include <algorithm>

#include "base/json_object.h"
#include "coach/documents.h"
#include "coach/sql.h"
#include "coach/wording.h"
#include "domain/model_text.h"
#include "queue/enqueue.h"

namespace jm::coach {
namespace {

constexpr int kWordingsMax = 200;              // of one document

pb::ParagraphWording to_wording(const pg::Row& row) {
  pb::ParagraphWording w;
  w.set_id(row.str(0));
  w.set_document_id(row.str(1));
  w.set_paragraph_id(row.str(2));
  w.set_state(row.str(3));
  w.set_problem(row.str(4));
  w.set_model(row.str(5));
  w.set_version(row.opt_i32(6).value_or(0));
  if (!row.is_null(7))
    if (const auto draft = domain::read_draft(row.text(7)); draft && !draft->paragraphs.empty())
      for (const domain::DraftSentence& s : draft->paragraphs.front().sentences) w.add_sentences(s.text);
  w.set_refused(row.i32(8));
  w.set_at(to_iso(row.time(9)));
  if (!row.is_null(10)) w.set_finished_at(to_iso(row.time(10)));
  return w;
}

}  // namespace

Task<Result<std::shared_ptr<const WordingLook>>> Documents::wording(Caller caller, Held held, std::string paragraph) {
  JM_CO_TRY(m, co_await material(caller, *Uuid::parse(held.about.application_id())));
  auto job = [m, content = std::move(held.content), paragraph] { return look_at_wording(m, content, paragraph, "quote"); };
  JM_CO_TRY(look, co_await deps_.cpu.run(std::move(job)));
  JM_CO_TRY(looked, std::move(look));
  const bool exists = std::ranges::any_of(looked->draft.paragraphs, [&](const domain::DraftParagraph& p) { return p.id == paragraph; });
  if (!exists) co_return fail(Code::kNotFound, "There is no such paragraph in this document.", "NO_PARAGRAPH");
  if (looked->ground.empty()) co_return fail(Code::kFailedPrecondition, "There is no sentence in this paragraph that a model may word.", "NOTHING_TO_WORD");
  co_return looked;
}

Task<Result<pb::WordingQuote>> Documents::QuoteWording(Caller caller, pb::QuoteWordingRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_TRY(held, co_await hold(caller, request.id(), 0));
  pb::WordingQuote quote;
  quote.set_document_id(held.about.id());
  quote.set_paragraph_id(request.paragraph_id());
  JM_CO_TRY(looked, co_await wording(caller, std::move(held), request.paragraph_id()));
  JM_CO_TRY(choice, co_await deps_.desk->choice_of(caller.user_id, caller.deadline));
  ModelDesk::Purpose purpose{std::string(kParagraphPurpose), std::string(kWordingPromptVersion)};
  JM_CO_TRY(reckoned, co_await deps_.desk->quote(choice, caller.user_id, std::move(purpose), looked->question.prompt, looked->cached_under(), caller.deadline));
  *quote.mutable_quote() = std::move(reckoned);
  co_return quote;
}

Task<Result<pb::ParagraphWording>> Documents::WordParagraph(Caller caller, pb::WordParagraphRequest request) {
  JM_CO_CHECK_OK(check_mutation(caller, request.mutation_id()));
  JM_CO_TRY(held, co_await hold(caller, request.id(), 0));
  const int version = held.about.latest_version();
  if (request.version() != 0 && request.version() != version) co_return stale_version();
  const std::string document = held.about.id(), application = held.about.application_id(), paragraph = request.paragraph_id();
  JM_CO_TRY(looked, co_await wording(caller, std::move(held), paragraph));
  JM_CO_TRY(choice, co_await deps_.desk->choice_of(caller.user_id, caller.deadline));
  if (!choice.problem.empty()) co_return fail(Code::kFailedPrecondition, domain::model_problem_text(choice.problem, domain::Lang::kEn), choice.problem);

  const Time now = deps_.clock.now();
  const Uuid id = new_id(now);
  WordingNews news{caller.user_id.str(), application, document, paragraph, id.str(), "PENDING", "", 0, request.mutation_id()};
  const std::string told = event_of(news);
  JM_CO_TRY(tx, co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline));
  JM_CO_TRY(begun, co_await tx.query(sql::begin_wording, {id, caller.user_id, *Uuid::parse(document), paragraph, version, now, told, kWordingsMax}));
  if (begun.empty()) {
    JM_CO_TRY(rows, co_await tx.query(sql::wordings_of, {*Uuid::parse(document), caller.user_id}));
    for (const pg::Row row : rows)
      if (row.text(2) == paragraph && row.text(3) == "PENDING") co_return to_wording(row);      // the same wish
    co_return fail(Code::kResourceExhausted, "A model has worded paragraphs of this document often enough.", "TOO_MANY");
  }
  const std::string payload = JsonObject().text("applicationId", application).id("userId", caller.user_id).str();
  std::vector<pg::Call> calls;
  calls.push_back(queue::enqueue_call({.kind = kWordCommand, .key = id.str(), .user_id = caller.user_id, .payload = payload}));
  JM_CO_CHECK_OK(co_await tx.batch(std::move(calls)));
  JM_CO_CHECK_OK(co_await tx.commit());
  std::vector<events::Announcement> all;
  all.push_back({caller.user_id, "PARAGRAPH_WORDED", told});
  deps_.bus.events_committed(std::move(all));
  deps_.bus.command_committed(std::string(kWordCommand), payload);
  pb::ParagraphWording made;
  made.set_id(id.str());
  made.set_document_id(document);
  made.set_paragraph_id(paragraph);
  made.set_state("PENDING");
  made.set_model(choice.endpoint.model);
  made.set_at(to_iso(now));
  co_return made;
}

Task<Result<pb::ParagraphWordingList>> Documents::ListWordings(Caller caller, pb::ListWordingsRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  pb::ParagraphWordingList list;
  const auto id = Uuid::parse(request.id());
  if (!id) co_return list;
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::wordings_of, {*id, caller.user_id}, caller.deadline));
  for (const pg::Row row : rows) *list.add_wordings() = to_wording(row);
  co_return list;
}

}  // namespace jm::coach
