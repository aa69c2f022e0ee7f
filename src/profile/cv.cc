// CVs: kept as they were uploaded, read by a durable command, reviewed by their owner.
//
//   uploadCV   object store, then one transaction: cv_documents, profiles.cv_url, CMD_PARSE_CV
//   command    object store -> sandboxed child (a scan: a second one) -> one transaction: document, proposals, CV_PARSED, command done
//   review     one statement: the facts' state, and what is accepted joins the profile
#include <memory>

#include "base/json_object.h"
#include "crypto/hash.h"
#include "cv/document.h"
#include "profile/cv_facts.h"
#include "profile/rules.h"
#include "profile/service.h"
#include "profile/sql.h"
#include "queue/enqueue.h"
#include "queue/worker.h"
#include "text/clean.h"
#include "text/json_read.h"
#include "text/utf8.h"

namespace jm::profile {
namespace {

constexpr std::string_view kCommand = "CMD_PARSE_CV";
constexpr std::string_view kUrlPrefix = "/cv/";
constexpr int kUploadsPerDayMax = 50;
constexpr int kDocumentsShownMax = 100;
constexpr unsigned kReadingsAtOnce = 4;                            // some may wait for a scan that is being read
constexpr std::chrono::minutes kReadingTimeMax{15};                // as many scans, one after another

std::unexpected<Error> no_such_cv() { return fail(Code::kNotFound, "There is no such CV.", "NOT_FOUND"); }

std::string url_of(const Uuid& id) { return std::string(kUrlPrefix) + id.str(); }

std::optional<Uuid> id_of_url(std::string_view url) {
  const auto at = url.rfind('/');
  return Uuid::parse(at == url.npos ? url : url.substr(at + 1));
}

std::string payload(const Uuid& user, const Uuid& document) { return JsonObject().id("userId", user).text("cvUrl", url_of(document)).str(); }

pb::CvFact to_fact(const pg::Row& row) {
  pb::CvFact f;
  f.set_id(row.str(0));
  f.set_section(row.str(1));
  f.set_field(row.str(2));
  f.set_value_json(row.str(3));
  f.set_state(row.str(4));
  f.set_document_id(row.str(5));
  f.set_file_name(row.str(7));
  text::JsonReader reader(std::size_t{1} << 20);
  const auto places = reader.parse(row.text(6));
  if (!places) return f;
  for (text::JsonElements e(*places); e.next();) {
    pb::CvPlace* p = f.add_places();
    if (const auto path = e.value()["path"]) p->set_path(std::string(path->string().value_or("")));
    if (const auto page = e.value()["page"]) p->set_page(static_cast<int>(page->integer().value_or(0)));
    if (const auto box = e.value()["box"])
      for (text::JsonElements x(*box); x.next();) p->add_box(x.value().number().value_or(0));
  }
  return f;
}

pb::CvFactList to_facts(const pg::Rows& rows) {
  pb::CvFactList list;
  for (const pg::Row row : rows) *list.add_facts() = to_fact(row);
  return list;
}

}  // namespace

Task<Result<pb::UploadCVReply>> Service::UploadCV(Caller caller, pb::UploadCVRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  const std::string& bytes = request.bytes();
  const auto refuse = [](const char* reason) { return fail(Code::kInvalidArgument, cv::explain(reason, false), reason); };
  if (bytes.empty()) co_return refuse("EMPTY_FILE");
  if (bytes.size() > cv::kDocumentBytesMax) co_return refuse("TOO_LARGE");
  if (cv::format_of(bytes) == cv::Format::kUnknown) co_return refuse("UNKNOWN_FORMAT");
  const Time now = deps_.clock.now();
  JM_CO_TRY(count, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::cv_count, {caller.user_id, now - std::chrono::hours(24)}, caller.deadline));
  if (count.front().i64(0) >= kUploadsPerDayMax) co_return fail(Code::kResourceExhausted, "At most 50 CVs can be uploaded a day. Try again tomorrow.", "TOO_MANY_UPLOADS");

  const Uuid id = new_id(now);
  const std::string key = "cv/" + caller.user_id.str() + "/" + id.str();
  const std::string type(cv::media_type(bytes));
  auto shared = std::make_shared<const std::string>(std::move(*request.mutable_bytes()));
  const auto size = static_cast<int>(shared->size());
  const std::string sha = crypto::to_hex(crypto::sha256(*shared));
  JM_CO_CHECK_OK(co_await deps_.objects->put(key, shared, {.content_type = type}));

  std::string name = text::clean_line(request.file_name());
  name = std::string(text::cut_utf8(name.substr(name.find_last_of("/\\") == name.npos ? 0 : name.find_last_of("/\\") + 1), 200));
  if (name.empty()) name = "cv";
  const std::string command = payload(caller.user_id, id);
  std::vector<pg::Call> calls;
  calls.push_back({sql::add_cv, {id, caller.user_id, key, name, type, size, sha, now, url_of(id)}});
  calls.push_back(queue::enqueue_call({.kind = kCommand, .key = id.str(), .user_id = caller.user_id, .payload = command}));
  JM_CO_TRY(done, co_await deps_.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (done[0].empty()) co_return fail(Code::kUnauthenticated, "This account no longer exists.", "ACCOUNT_GONE");
  deps_.bus.command_committed(std::string(kCommand), command);
  pb::UploadCVReply reply;
  reply.set_cv_url(url_of(id));
  co_return reply;
}

Task<Result<pb::Empty>> Service::ParseCV(Caller caller, pb::ParseCVRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  const auto id = id_of_url(request.cv_url());
  if (!id) co_return no_such_cv();
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::cv_document, {*id, caller.user_id}, caller.deadline));
  if (rows.empty()) co_return no_such_cv();
  const std::string command = payload(caller.user_id, *id);
  std::vector<pg::Call> calls;
  calls.push_back(queue::enqueue_again_call({.kind = kCommand, .key = id->str(), .user_id = caller.user_id, .payload = command}));
  JM_CO_CHECK_OK(co_await deps_.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  deps_.bus.command_committed(std::string(kCommand), command);
  co_return pb::Empty();
}

Task<Result<pb::CvDocumentList>> Service::GetCvDocuments(Caller caller, pb::GetCvDocumentsRequest) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::cv_documents, {caller.user_id, kDocumentsShownMax}, caller.deadline));
  pb::CvDocumentList list;
  for (const pg::Row row : rows) {
    pb::CvDocument* d = list.add_documents();
    d->set_id(row.str(0));
    d->set_file_name(row.str(1));
    d->set_media_type(row.str(2));
    d->set_bytes(row.i32(3));
    d->set_state(row.str(4));
    if (!row.is_null(5)) {
      d->set_error_code(row.str(5));
      d->set_error_en(cv::explain(row.str(5), false));
      d->set_error_fr(cv::explain(row.str(5), true));
    }
    if (const auto pages = row.opt_i32(6)) d->set_pages(*pages);
    d->set_hidden_words(row.i32(7));
    if (!row.is_null(8)) d->set_hidden_text(row.str(8));
    d->set_uploaded_at(to_iso(row.time(9)));
    if (!row.is_null(10)) d->set_read_at(to_iso(row.time(10)));
    d->set_url(std::string(kUrlPrefix) + row.str(0));
  }
  co_return list;
}

Task<Result<pb::CvFile>> Service::GetCvFile(Caller caller, pb::GetCvFileRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  const auto id = Uuid::parse(request.id());
  if (!id) co_return no_such_cv();
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::cv_document, {*id, caller.user_id}, caller.deadline));
  if (rows.empty()) co_return no_such_cv();
  JM_CO_TRY(object, co_await deps_.objects->get(rows.front().str(0), {.bytes_max = cv::kDocumentBytesMax}));
  pb::CvFile file;
  file.set_file_name(rows.front().str(1));
  file.set_media_type(rows.front().str(2));
  file.set_bytes(std::move(object.bytes));
  co_return file;
}

Task<Result<pb::CvFactList>> Service::GetCvFacts(Caller caller, pb::GetCvFactsRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  std::vector<std::string> states{"ACCEPTED", "EDITED"};
  if (request.review()) states = {"PROPOSED"};
  std::optional<Uuid> document;
  if (!request.document_id().empty()) {
    document = Uuid::parse(request.document_id());
    if (!document) co_return pb::CvFactList();
  }
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::cv_facts, {caller.user_id, states, document}, caller.deadline));
  co_return to_facts(rows);
}

Task<Result<pb::CvFactList>> Service::ReviewCv(Caller caller, pb::ReviewCvRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  std::string state;
  std::optional<std::string> value;
  if (request.action() == "ACCEPT") state = "ACCEPTED";
  else if (request.action() == "SKIP") state = "SKIPPED";
  else if (request.action() == "EDIT") {
    state = "EDITED";
    JM_CO_TRY(json, clean_json("value", request.value_json()));
    if (!json) co_return fail(Code::kInvalidArgument, "To edit a fact, give its new value.", "BAD_INPUT");
    value = std::move(json);
  } else {
    co_return fail(Code::kInvalidArgument, "A proposal can be accepted, edited or skipped.", "BAD_INPUT");
  }
  std::optional<Uuid> fact;
  std::optional<std::string> section;
  if (!request.fact_id().empty()) {
    fact = Uuid::parse(request.fact_id());
    if (!fact) co_return fail(Code::kNotFound, "There is no such proposal.", "NOT_FOUND");
  } else {
    section = request.section();
  }
  JM_CO_TRY(rows, co_await deps_.db.write(pg::Scope::user(caller.user_id), sql::review_facts, {caller.user_id, fact, section, state, value, deps_.clock.now()}, caller.deadline));
  if (rows.empty() && fact) co_return fail(Code::kNotFound, "There is no such proposal.", "NOT_FOUND");
  co_return to_facts(rows);
}

// --- the command --------------------------------------------------------------------------------------------------------

namespace {

struct Order {
  Uuid document, user;
};

Result<Order> read_order(const queue::Command& command) {
  text::JsonReader json(std::size_t{64} << 10);
  const auto payload = json.parse(command.payload);
  const auto url = payload ? (*payload)["cvUrl"] : std::nullopt;
  const auto id = url && url->string() ? id_of_url(*url->string()) : std::nullopt;
  if (!id || command.user_id.is_nil()) return fail(Code::kInvalidArgument, "The command names no CV of its user.");
  return Order{*id, command.user_id};
}

struct Read {
  std::string state = "READ", facts = "[]", event;
  std::optional<std::string> error;
  int pages = 0, hidden = 0;
  std::string hidden_text;
};

// A file that cannot be read is an answer, told once; only a child that could not be started is tried again.
Result<Read> to_reading(const Result<cv::Cv>& cv, const Order& order, Time now) {
  if (!cv && cv.error().code == Code::kUnavailable) return std::unexpected(cv.error());
  Read out;
  JsonObject event;
  event.text("type", "CV_PARSED").id("userId", order.user).text("cvUrl", url_of(order.document));
  if (!cv) {
    out.state = "FAILED";
    out.error = cv.error().reason;
    event.text("error", cv::explain(cv.error().reason, false)).text("errorCode", cv.error().reason).text("errorFr", cv::explain(cv.error().reason, true));
  } else {
    const ProposedFacts facts = propose(*cv, now);
    out.facts = facts.json;
    out.pages = cv->pages;
    out.hidden = static_cast<int>(cv->hidden_words);
    out.hidden_text = cv->hidden_text;
    JsonObject counts;
    for (const auto& [name, n] : facts.counts) counts.number(name, n);
    event.raw("fieldsUpdated", counts.str());
    if (cv->recognised_pages > 0) event.number("recognisedPages", cv->recognised_pages);
    if (!cv->unread_pages.empty()) {
      out.error = "PAGES_UNREAD";                                  // read, and not all of it
      event.number("unreadPages", cv->unread_pages.size());
    }
  }
  out.event = event.str();
  return out;
}

Task<Result<queue::Outcome>> parse(CvDeps deps, queue::Command command, queue::Context context) {
  JM_CO_TRY(order, read_order(command));
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::worker(), sql::cv_document, {order.document, order.user}, context.deadline()));
  if (rows.empty()) co_return queue::Outcome::nothing_to_commit();      // the account or the document is gone
  JM_CO_TRY(object, co_await deps.objects.get(rows.front().str(0), {.bytes_max = cv::kDocumentBytesMax}));
  auto bytes = std::make_shared<const std::string>(std::move(object.bytes));
  const Time now = deps.clock.now();
  auto read = [bytes] { return cv::read_in_sandbox(*bytes); };
  JM_CO_TRY(cv, co_await deps.cpu.run(std::move(read)));
  if (cv::needs_recognising(cv)) {
    auto recognise = [bytes, first = cv, stop = deps.stopping] { return cv::recognise_in_sandbox(*bytes, first, stop); };
    JM_CO_TRY(recognised, co_await deps.recognising.run(std::move(recognise)));
    if (deps.stopping.stop_requested()) co_return queue::Outcome::later(std::chrono::milliseconds(0));      // another process, or the next start
    cv = std::move(recognised);
  }
  JM_CO_TRY(done, to_reading(cv, order, now));

  std::vector<pg::Call> calls;
  calls.push_back({sql::store_reading, {order.document, order.user, now, done.state, done.error, done.pages, done.hidden, done.hidden_text, done.facts, done.event}});
  calls.push_back(context.complete());
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::worker(), std::move(calls), context.deadline()));
  if (!answers[0].empty()) {
    std::vector<events::Announcement> news;
    news.push_back({order.user, "CV_PARSED", done.event});
    deps.bus.events_committed(std::move(news));
  }
  co_return queue::Outcome::completed();
}

}  // namespace

void handle_cv_readings(queue::Worker& worker, CvDeps deps) {
  worker.on(std::string(kCommand), [deps](queue::Command command, queue::Context context) { return parse(deps, std::move(command), std::move(context)); }, kReadingsAtOnce, kReadingTimeMax);
}

}  // namespace jm::profile
