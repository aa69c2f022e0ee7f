// CMD_WORD_PARAGRAPH {applicationId, userId}, key: the wish, a row of paragraph_wordings. One paid question (paid_question.h) about the paragraph as it
// was when it was asked for; then one transaction: ledger, answer kept, the document's next version, the wish's end, both events, command done.
//
// Its owner's words win: when the paragraph says something else by then, no version is made, and what the model said is kept with the wish
// (KEPT) until it is used (useWording, no cost) or another one is asked for. A change elsewhere in the document is no conflict.
#include "coach/wording.h"

#include <algorithm>

#include "base/json_object.h"
#include "base/log.h"
#include "coach/order.h"
#include "coach/paid_question.h"
#include "coach/sql.h"

namespace jm::coach {
namespace {

constexpr unsigned kAtOnceMax = 3;             // of the worker's places: what waits for others leaves room
constexpr int kFailuresMax = 4;                // somebody waits for it: given up after minutes, not hours
constexpr int kProfileVersionColumn = 34;      // of model_case.sql

const domain::DraftParagraph* find_paragraph(const domain::Draft& draft, std::string_view id) {
  const auto p = std::ranges::find_if(draft.paragraphs, [&](const domain::DraftParagraph& x) { return x.id == id; });
  return p == draft.paragraphs.end() ? nullptr : &*p;
}

// Where a worded paragraph goes: onto a version, or nowhere when its owner has said something else meanwhile.
struct Placed {
  int onto = 0;
  std::string content, alone;
};

Placed place(const WordingLook& looked, const domain::WordedParagraph& worded, std::string_view newest, int version) {
  Placed placed;
  domain::Draft alone;
  alone.kind = looked.draft.kind;
  alone.language = looked.draft.language;
  alone.paragraphs.push_back(worded.paragraph);
  placed.alone = domain::draft_json(alone);
  auto now = domain::read_draft(newest);
  if (!now || version >= kDocumentVersionsMax) return placed;
  const domain::DraftParagraph *before = find_paragraph(looked.draft, looked.ground.paragraph), *theirs = find_paragraph(*now, looked.ground.paragraph);
  if (before == nullptr || theirs == nullptr || !domain::same_words(*before, *theirs)) return placed;
  const std::size_t words_max = std::max(domain::kLetterWordsMax, domain::word_count(*now));
  const auto next = domain::replace_paragraph(std::move(*now), worded.paragraph);
  if (!next || (next->kind == domain::DraftKind::kLetter && domain::word_count(*next) > words_max)) return placed;
  placed.content = domain::draft_json(*next);
  if (placed.content.size() <= domain::kDraftJsonBytesMax) placed.onto = version;
  return placed;
}

class Worder {
 public:
  Worder(CoachDeps deps, Order order, Uuid wording, queue::Context context)
      : deps_(std::move(deps)), order_(order), wording_(wording), context_(std::move(context)),
        question_(*deps_.desk, {order.user_id, order.application_id, std::string(kParagraphPurpose), wording.str(), std::string(kWordingPromptVersion), kFailuresMax}, context_.deadline()) {}

  Task<Result<queue::Outcome>> run() {
    const Time now = deps_.clock.now();
    std::vector<pg::Call> reads{{sql::wording_order, {wording_, order_.user_id}}, {sql::model_case, {order_.user_id, order_.application_id, nullptr}}, {sql::contact_facts, {order_.user_id}},
                                {sql::account_email, {order_.user_id}}};
    question_.add_reads(reads, now);
    JM_CO_TRY(rows, co_await deps_.db.read_batch(pg::Scope::worker(), std::move(reads), context_.deadline()));
    if (rows[0].empty() || rows[1].empty() || rows[4].empty()) co_return queue::Outcome::nothing_to_commit();      // the document or the account is gone
    const pg::Row wish = rows[0].front();
    if (wish.text(0) != "PENDING") co_return queue::Outcome::nothing_to_commit();
    document_ = wish.uuid(1);
    news_ = {order_.user_id.str(), wish.str(2), wish.str(1), wish.str(3), wording_.str(), "", "", 0, ""};
    kind_ = wish.str(7);
    if (auto over = question_.begin(rows[4].front(), rows[5].front(), now)) {
      if (over->state.empty()) over->state = "UNKNOWN", over->problem = "LOST";      // given up for lost (sweep_calls.sql) while this command waited
      co_return co_await finish(std::move(*over));
    }
    if (wish.boolean(6)) {
      Ended off{"OFF", "", {}, {}};
      co_return co_await finish(std::move(off));
    }

    auto material = std::make_shared<Material>();
    material->looked_at = read_case(rows[1].front(), order_.user_id);
    material->profile_version = rows[1].front().i32(kProfileVersionColumn);
    material->contact = read_contact(rows[2], rows[3]);
    const std::string content = wish.str(5), seed = question_.call_id().str();
    auto job = [material, content, paragraph = news_.paragraph, seed, now] {
      complete(*material, now);
      return look_at_wording(material, content, paragraph, seed);
    };
    JM_CO_TRY(look, co_await deps_.cpu.run(std::move(job)));
    JM_CO_TRY(looked, std::move(look));
    looked_ = std::move(looked);
    if (looked_->ground.empty()) {
      Ended nothing{"UNCHANGED", "", {}, {}};
      co_return co_await finish(std::move(nothing));
    }

    const auto accept = [this](std::string_view json) -> std::optional<std::string> {
      ReadWording read = read_wording(json, looked_->ground, looked_->draft, *looked_->material->book, looked_->question.canary);
      worded_ = std::move(read.worded);
      return read.wrong;
    };
    const auto kept = [this] { return wording_json(worded_); };
    JM_CO_TRY(end, co_await question_.ask(looked_->question.prompt, looked_->cached_under(), accept, kept));
    if (end.again) co_return co_await try_later(std::move(end));
    if (!end.answered()) co_return co_await finish(std::move(end));
    if (!worded_.refused.empty()) log::info("sentences of a model were refused", {{"refused", worded_.refused.size()}, {"first", worded_.refused.front()}});
    if (!worded_.changes) {
      end.state = "UNCHANGED";
      co_return co_await finish(std::move(end));
    }
    JM_CO_TRY(newest, co_await deps_.db.read(pg::Scope::worker(), sql::document_version, {document_, order_.user_id, 0}, context_.deadline()));
    if (newest.empty()) co_return co_await finish(std::move(end));
    const std::string theirs = newest.front().str(8);
    const int version = newest.front().i32(6);
    auto placing = [this, theirs, version] { return place(*looked_, worded_, theirs, version); };
    JM_CO_TRY(placed, co_await deps_.cpu.run(std::move(placing)));
    if (placed.onto == 0) end.state = "KEPT";
    co_return co_await end_with(std::move(end), std::move(placed));
  }

 private:
  const std::string& model() const { return question_.choice().endpoint.model; }

  Task<Result<queue::Outcome>> finish(Ended end) {
    Placed nowhere;
    return end_with(std::move(end), std::move(nowhere));
  }

  Task<Result<queue::Outcome>> end_with(Ended end, Placed placed) {
    const int next = placed.onto + 1;
    const std::string changed = JsonObject().text("type", "DOCUMENT_CHANGED").id("userId", order_.user_id).text("applicationId", news_.application).text("documentId", news_.document)
                                    .text("kind", kind_).number("version", next).id("wordingId", wording_).str();
    const std::string done = news(end.state, end.problem, placed.onto > 0 ? next : 0), kept = news("KEPT", "", 0);
    std::optional<std::string> alone, content;
    if (!placed.alone.empty()) alone = placed.alone;
    if (placed.onto > 0) content = placed.content;
    std::vector<pg::Call> calls = std::move(end.calls);
    const std::size_t at = calls.size();
    calls.push_back({sql::end_wording, {wording_, order_.user_id, end.state, end.problem, model(), static_cast<int>(worded_.refused.size()), alone, placed.onto, content, deps_.clock.now(), changed, done, kept}});
    calls.push_back(context_.complete());
    JM_CO_TRY(answers, co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), context_.deadline()));
    if (!answers[at].empty()) {
      const pg::Row row = answers[at].front();
      std::vector<events::Announcement> all;
      if (row.boolean(1)) all.push_back({order_.user_id, "DOCUMENT_CHANGED", changed});
      all.push_back({order_.user_id, "PARAGRAPH_WORDED", row.text(0) == "KEPT" ? kept : done});
      deps_.bus.events_committed(std::move(all));
    }
    co_return queue::Outcome::completed();
  }

  // Not paid for, and worth another try: the reservation is given back, the wish says why it waits.
  Task<Result<queue::Outcome>> try_later(Ended end) {
    const auto delay = *end.again;
    if (end.calls.empty()) co_return queue::Outcome::later(delay);
    const std::string waits = news("PENDING", end.problem, 0);
    std::vector<pg::Call> calls = std::move(end.calls);
    const std::size_t at = calls.size();
    calls.push_back({sql::note_wording, {wording_, order_.user_id, end.problem, model(), waits}});
    JM_CO_TRY(answers, co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), context_.deadline()));
    if (!answers[at].empty()) {
      std::vector<events::Announcement> all;
      all.push_back({order_.user_id, "PARAGRAPH_WORDED", waits});
      deps_.bus.events_committed(std::move(all));
    }
    co_return queue::Outcome::later(delay);
  }

  std::string news(std::string_view state, std::string_view problem, int version) const {
    WordingNews n = news_;
    n.state = state;
    n.problem = problem;
    n.version = version;
    return event_of(n);
  }

  const CoachDeps deps_;
  const Order order_;
  const Uuid wording_;
  const queue::Context context_;
  PaidQuestion question_;
  Uuid document_;
  std::string kind_;
  WordingNews news_;
  std::shared_ptr<const WordingLook> looked_;
  domain::WordedParagraph worded_;
};

Task<Result<queue::Outcome>> word(CoachDeps deps, queue::Command command, queue::Context context) {
  JM_CO_TRY(order, read_order(command));
  const auto wording = Uuid::parse(command.key);
  if (!wording) co_return fail(Code::kInvalidArgument, "The command names no wish.");
  Worder worder(std::move(deps), order, *wording, std::move(context));
  auto outcome = co_await worder.run();
  co_return outcome;
}

}  // namespace

Result<std::shared_ptr<const WordingLook>> look_at_wording(std::shared_ptr<const Material> material, std::string_view content, std::string_view paragraph, std::string_view seed) {
  JM_TRY(draft, domain::read_draft(content));
  auto looked = std::make_shared<WordingLook>();
  const auto basis = material->looked_at.input(material->profile);
  looked->ground = domain::wording_ground(draft, paragraph, *material->book, domain::quotations(basis, material->contact));
  looked->draft = std::move(draft);
  looked->question = wording_question(looked->ground, seed);
  looked->material = std::move(material);
  return std::shared_ptr<const WordingLook>(std::move(looked));
}

std::string event_of(const WordingNews& n) {
  JsonObject e;
  e.text("type", "PARAGRAPH_WORDED").text("userId", n.user).text("applicationId", n.application).text("documentId", n.document).text("paragraphId", n.paragraph).text("wordingId", n.wording);
  e.text("state", n.state).optional_text("problem", n.problem).optional_text("mutationId", n.mutation_id);
  if (n.version > 0) e.number("version", n.version);
  return e.str();
}

void handle_wordings(queue::Worker& worker, CoachDeps deps) {
  if (!deps.desk) return;
  worker.on(std::string(kWordCommand), [deps](queue::Command command, queue::Context context) { return word(deps, std::move(command), std::move(context)); }, kAtOnceMax,
            std::chrono::minutes(5));
}

}  // namespace jm::coach
