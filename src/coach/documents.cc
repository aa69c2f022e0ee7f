#include "coach/documents.h"

#include <algorithm>

#include "base/json_object.h"
#include "coach/sql.h"

namespace jm::coach {
namespace {

constexpr std::size_t kMutationIdBytesMax = 200;

std::unexpected<Error> no_application() { return fail(Code::kNotFound, "There is no such application.", "NO_APPLICATION"); }
std::unexpected<Error> no_document() { return fail(Code::kNotFound, "There is no such document.", "NO_DOCUMENT"); }
std::unexpected<Error> no_version() { return fail(Code::kNotFound, "The document has no such version.", "NO_VERSION"); }
std::unexpected<Error> no_wording() { return fail(Code::kNotFound, "There is no such wording of a model for this document.", "NO_WORDING"); }

domain::Draft compose(const Material& m, domain::DraftKind kind, int level, int variant) {
  const domain::AnalysisInput basis = m.looked_at.input(m.profile);
  const domain::DraftInput input{basis, m.contact, level, variant};
  return kind == domain::DraftKind::kCv ? domain::compose_cv(input) : domain::compose_letter(input, *m.book);
}

domain::DraftKind kind_of(std::string_view name) { return name == "CV" ? domain::DraftKind::kCv : domain::DraftKind::kLetter; }

void put(pb::DocumentFact* out, const domain::KnownFact& f) {
  out->set_id(f.id);
  out->set_text(f.text);
  out->set_role(std::string(domain::name(f.role)));
}

std::string why(const domain::SentenceReview& r, bool french) {
  if (r.claims.empty()) return {};
  std::string what;
  bool hole = false;
  for (const domain::Claim& c : r.claims) {
    what += (what.empty() ? "“" : ", “") + c.text + "”";
    hole |= c.kind == domain::ClaimKind::kPlaceholder;
  }
  if (french) {
    std::string quoted;
    for (const domain::Claim& c : r.claims) quoted += (quoted.empty() ? "«\u00a0" : ", «\u00a0") + c.text + "\u00a0»";
    if (hole) return "À remplir\u00a0: " + quoted + ".";
    if (r.state == domain::SentenceState::kOwned) return "Vous en répondez\u00a0: " + quoted + " ne figure pas dans votre profil.";
    return "Rien dans votre profil ne montre " + quoted + ". Modifiez la phrase, rattachez-la à un fait, ou prenez-la à votre compte.";
  }
  if (hole) return "To be filled in: " + what + ".";
  if (r.state == domain::SentenceState::kOwned) return "You answer for it: " + what + " is not in your profile.";
  return "Nothing in your profile shows " + what + ". Edit the sentence, tie it to a fact, or answer for it yourself.";
}

pb::Document about(const pg::Row& row) {
  pb::Document d;
  d.set_id(row.str(0));
  d.set_application_id(row.str(1));
  d.set_kind(row.str(2));
  d.set_latest_version(row.i32(3));
  d.set_created_at(to_iso(row.time(4)));
  d.set_updated_at(to_iso(row.time(5)));
  d.set_version(row.i32(6));
  d.set_made_by(row.str(7));
  return d;
}

}  // namespace

Result<void> check_mutation(const Caller& caller, std::string_view mutation_id) {
  JM_CHECK_OK(require_user(caller));
  if (mutation_id.size() > kMutationIdBytesMax || mutation_id.find('\0') != mutation_id.npos || !is_valid_utf8(mutation_id))
    return fail(Code::kInvalidArgument, "mutationId must be a text of at most " + std::to_string(kMutationIdBytesMax) + " bytes.", "BAD_INPUT");
  return {};
}

std::unexpected<Error> stale_version() { return fail(Code::kAborted, "The document has been changed meanwhile. Look at its newest version, then try again.", "STALE_VERSION"); }

pb::Document to_document(const domain::Draft& draft, const domain::FactBook& book, pb::Document d) {
  d.set_kind(std::string(domain::name(draft.kind)));
  d.set_language(draft.language == domain::Lang::kFr ? "FR" : "EN");
  d.set_tone(std::string(domain::name(draft.tone)));
  d.set_adaptation_level(draft.level);
  d.set_from_template(draft.from_template);
  d.set_words(static_cast<int>(domain::word_count(draft)));
  for (const std::string& n : draft.notes) d.add_notes(n);
  for (const domain::LeftOut& l : draft.left_out) {
    pb::DocumentFact* f = d.add_left_out();
    f->set_id(l.fact);
    f->set_text(l.text);
    const domain::KnownFact* known = book.find(l.fact);
    f->set_role(known ? std::string(domain::name(known->role)) : "TEXT");
  }
  for (const domain::KnownFact& f : book.facts()) put(d.add_facts(), f);
  if (draft.kind == domain::DraftKind::kLetter) d.set_text(domain::letter_text(draft, false));
  const domain::DraftParagraph* last = nullptr;
  pb::DocumentParagraph* p = nullptr;
  int unsupported = 0;
  for (const domain::SentenceReview& r : domain::review(draft, book)) {
    if (r.paragraph != last) {
      last = r.paragraph;
      p = d.add_paragraphs();
      p->set_id(last->id);
      p->set_role(last->role);
      p->set_section(last->section);
      p->set_title_en(domain::section_title(last->section, domain::Lang::kEn));
      p->set_title_fr(domain::section_title(last->section, domain::Lang::kFr));
      p->set_wordable(domain::may_be_worded(*last));
    }
    pb::DocumentSentence* s = p->add_sentences();
    s->set_id(r.sentence->id);
    s->set_part(r.sentence->part);
    s->set_text(r.sentence->text);
    s->set_state(std::string(domain::name(r.state)));
    s->set_edited(r.sentence->edited);
    s->set_state_en(why(r, false));
    s->set_state_fr(why(r, true));
    for (const domain::KnownFact* f : r.facts) put(s->add_facts(), *f);
    for (const domain::Tie& t : r.gone) {
      pb::DocumentFact* f = s->add_gone();
      f->set_id(t.fact);
      f->set_text(t.text);
      f->set_role("TEXT");
    }
    for (const domain::Claim& c : r.claims) {
      pb::DocumentClaim* x = s->add_claims();
      x->set_kind(std::string(domain::name(c.kind)));
      x->set_text(c.text);
      x->set_offset(static_cast<int>(c.offset));
      x->set_length(static_cast<int>(c.length));
    }
    unsupported += r.state == domain::SentenceState::kUnsupported;
  }
  d.set_unsupported(unsupported);
  d.set_exportable(unsupported == 0 && !domain::is_empty(draft));
  return d;
}

Task<Result<std::shared_ptr<const Material>>> Documents::material(Caller caller, Uuid application) {
  std::vector<pg::Call> calls;
  calls.push_back({sql::model_case, {caller.user_id, application, nullptr}});
  calls.push_back({sql::contact_facts, {caller.user_id}});
  calls.push_back({sql::account_email, {caller.user_id}});
  JM_CO_TRY(rows, co_await deps_.db.read_batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (rows[0].empty()) co_return no_application();
  auto m = std::make_shared<Material>();
  m->looked_at = read_case(rows[0].front(), caller.user_id);
  m->profile_version = rows[0].front().i32(34);
  m->contact = read_contact(rows[1], rows[2]);
  const Time now = deps_.clock.now();
  auto job = [m, now] {
    complete(*m, now);
    return true;
  };
  JM_CO_CHECK_OK(co_await deps_.cpu.run(std::move(job)));
  co_return std::shared_ptr<const Material>(std::move(m));
}

Task<Result<Documents::Held>> Documents::hold(Caller caller, std::string id_text, int version) {
  const auto id = Uuid::parse(id_text);
  if (!id) co_return no_document();
  if (version < 0) co_return no_version();
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::document_version, {*id, caller.user_id, version}, caller.deadline));
  if (rows.empty()) co_return no_document();
  if (rows.front().is_null(6)) co_return no_version();
  co_return Held{about(rows.front()), rows.front().str(8)};
}

Task<Result<pb::Document>> Documents::show(Caller caller, Held held) {
  JM_CO_TRY(m, co_await material(caller, *Uuid::parse(held.about.application_id())));
  auto shared = std::make_shared<Held>(std::move(held));
  auto job = [m, shared]() -> Result<pb::Document> {
    JM_TRY(draft, domain::read_draft(shared->content));
    return to_document(draft, *m->book, std::move(shared->about));
  };
  JM_CO_TRY(document, co_await deps_.cpu.run(std::move(job)));
  co_return document;
}

Task<Result<pb::DocumentList>> Documents::ListDocuments(Caller caller, pb::ListDocumentsRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  pb::DocumentList list;
  const auto application = Uuid::parse(request.application_id());
  if (!application) co_return list;
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::documents_of, {*application, caller.user_id}, caller.deadline));
  for (const pg::Row row : rows) {
    Held held{about(row), row.str(8)};
    JM_CO_TRY(document, co_await show(caller, std::move(held)));
    *list.add_documents() = std::move(document);
  }
  co_return list;
}

Task<Result<pb::Document>> Documents::GetDocument(Caller caller, pb::GetDocumentRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_TRY(held, co_await hold(caller, request.id(), request.version()));
  co_return co_await show(std::move(caller), std::move(held));
}

// The next version: the row, the event, one transaction. ABORTED when the version it was made from is not the newest any more.
Task<Result<pb::Document>> Documents::store(Caller caller, Held held, domain::Draft draft, Making making, std::shared_ptr<const Material> m) {
  const int base = held.about.latest_version(), next = base + 1;
  if (next > kDocumentVersionsMax) co_return fail(Code::kResourceExhausted, "This document has been changed " + std::to_string(kDocumentVersionsMax) + " times, the most there can be. Compose it again.", "TOO_MANY_VERSIONS");
  const Time now = deps_.clock.now();
  const std::string content = domain::draft_json(draft);
  if (content.size() > domain::kDraftJsonBytesMax) co_return fail(Code::kResourceExhausted, "The document is too long to be kept.", "TOO_LONG");
  JsonObject event;
  event.text("type", "DOCUMENT_CHANGED").id("userId", caller.user_id).text("applicationId", held.about.application_id()).text("documentId", held.about.id()).text("kind", domain::name(draft.kind)).number("version", next).optional_text("mutationId", making.mutation_id);
  const std::string told = event.str();
  std::optional<int> from;
  if (making.from_version > 0) from = making.from_version;
  const auto id = Uuid::parse(held.about.id());
  const auto application = Uuid::parse(held.about.application_id());
  JM_CO_TRY(rows, co_await deps_.db.write(pg::Scope::user(caller.user_id), sql::store_version, {*id, caller.user_id, *application, domain::name(draft.kind), base, making.by, from, content, now, told, making.wording}, caller.deadline));
  if (rows.empty()) co_return stale_version();
  std::vector<events::Announcement> news;
  news.push_back({caller.user_id, "DOCUMENT_CHANGED", told});
  deps_.bus.events_committed(std::move(news));
  pb::Document d = std::move(held.about);
  d.set_version(next);
  d.set_latest_version(next);
  d.set_made_by(making.by);
  d.set_updated_at(to_iso(now));
  if (d.created_at().empty()) d.set_created_at(to_iso(now));
  auto job = [m, draft = std::move(draft), d] { return to_document(draft, *m->book, d); };
  co_return co_await deps_.cpu.run(std::move(job));
}

Task<Result<pb::Document>> Documents::ComposeDocument(Caller caller, pb::ComposeDocumentRequest request) {
  JM_CO_CHECK_OK(check_mutation(caller, request.mutation_id()));
  if (request.kind() != "CV" && request.kind() != "LETTER") co_return fail(Code::kInvalidArgument, "A document is a LETTER or a CV.", "BAD_INPUT");
  if (request.adaptation_level() != 0 && (request.adaptation_level() < domain::kLevelMin || request.adaptation_level() > domain::kLevelMax))
    co_return fail(Code::kInvalidArgument, "The adaptation level is from 1 to 4.", "BAD_INPUT");
  const auto application = Uuid::parse(request.application_id());
  if (!application) co_return no_application();
  JM_CO_TRY(open, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::open_application, {*application, caller.user_id}, caller.deadline));
  if (open.empty()) co_return no_application();
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::documents_of, {*application, caller.user_id}, caller.deadline));
  Held held;
  for (const pg::Row row : rows)
    if (row.text(2) == request.kind()) held = {about(row), row.str(8)};
  const bool exists = !held.about.id().empty();
  int level = request.adaptation_level();
  if (exists) {
    const auto old = domain::read_draft(held.content);
    const int had = old ? old->level : 2;
    if (!request.again() && (level == 0 || level == had || request.kind() == "LETTER")) co_return co_await show(std::move(caller), std::move(held));
    if (level == 0) level = had;
  } else {
    held.about.set_id(new_id(deps_.clock.now()).str());
    held.about.set_application_id(application->str());
    if (level == 0) level = 2;
  }
  JM_CO_TRY(m, co_await material(caller, *application));
  const domain::DraftKind kind = kind_of(request.kind());
  auto job = [m, kind, level] { return compose(*m, kind, level, 0); };
  JM_CO_TRY(draft, co_await deps_.cpu.run(std::move(job)));
  Making making{"COMPOSED", request.mutation_id(), 0, {}};
  Result<pb::Document> made = co_await store(caller, std::move(held), std::move(draft), std::move(making), m);
  if (made || exists || made.error().reason != "STALE_VERSION") co_return made;
  // Two made the first one at once: the other's is there.
  JM_CO_TRY(again, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::documents_of, {*application, caller.user_id}, caller.deadline));
  for (const pg::Row row : again)
    if (row.text(2) == request.kind()) {
      Held theirs{about(row), row.str(8)};
      co_return co_await show(std::move(caller), std::move(theirs));
    }
  co_return made;
}

Task<Result<pb::Document>> Documents::ChangeDocument(Caller caller, pb::ChangeDocumentRequest request) {
  JM_CO_CHECK_OK(check_mutation(caller, request.mutation_id()));
  JM_CO_TRY(held, co_await hold(caller, request.id(), 0));
  if (request.version() != 0 && request.version() != held.about.latest_version())
    co_return stale_version();
  JM_CO_TRY(m, co_await material(caller, *Uuid::parse(held.about.application_id())));
  Making making{"EDITED", request.mutation_id(), 0, {}};
  std::string other;                     // content that is put in place of the document, or of a paragraph
  if (request.has_restore()) {
    making.from_version = request.restore().version();
    if (making.from_version < 1) co_return no_version();
    JM_CO_TRY(old, co_await hold(caller, request.id(), making.from_version));
    other = std::move(old.content);
  } else if (request.has_use_wording()) {
    making.wording = Uuid::parse(request.use_wording().wording_id());
    if (!making.wording) co_return no_wording();
    JM_CO_TRY(kept, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::kept_wording, {*making.wording, caller.user_id, *Uuid::parse(held.about.id())}, caller.deadline));
    if (kept.empty()) co_return no_wording();
    other = kept.front().str(0);
  }
  auto asked = std::make_shared<const pb::ChangeDocumentRequest>(std::move(request));
  auto job = [m, asked, content = held.content, other]() -> Result<domain::Draft> {
    if (asked->has_restore()) return domain::read_draft(other);
    JM_TRY(draft, domain::read_draft(content));
    switch (asked->change_case()) {
      case pb::ChangeDocumentRequest::kEdit: return domain::edit_sentence(std::move(draft), asked->edit().sentence_id(), asked->edit().text(), *m->book);
      case pb::ChangeDocumentRequest::kAdd: return domain::add_sentence(std::move(draft), asked->add().paragraph_id(), asked->add().after_sentence_id(), asked->add().text(), *m->book);
      case pb::ChangeDocumentRequest::kTie: return domain::tie_sentence(std::move(draft), asked->tie().sentence_id(), {asked->tie().fact_ids().begin(), asked->tie().fact_ids().end()}, *m->book);
      case pb::ChangeDocumentRequest::kOwn: return domain::own_sentence(std::move(draft), asked->own().sentence_id(), asked->own().owned());
      case pb::ChangeDocumentRequest::kRegenerate: {
        const auto p = std::ranges::find_if(draft.paragraphs, [&](const domain::DraftParagraph& x) { return x.id == asked->regenerate().paragraph_id(); });
        const int variant = p == draft.paragraphs.end() ? 0 : p->variant + 1;
        const domain::Draft fresh = compose(*m, draft.kind, draft.level, variant);
        return domain::replace_paragraph(std::move(draft), asked->regenerate().paragraph_id(), fresh);
      }
      case pb::ChangeDocumentRequest::kUseWording: {
        JM_TRY(worded, domain::read_draft(other));
        if (worded.paragraphs.empty()) return no_wording();
        return domain::replace_paragraph(std::move(draft), std::move(worded.paragraphs.front()));
      }
      default: return fail(Code::kInvalidArgument, "Say what to change.", "BAD_INPUT");
    }
  };
  JM_CO_TRY(changed, co_await deps_.cpu.run(std::move(job)));
  JM_CO_TRY(draft, std::move(changed));
  switch (asked->change_case()) {
    case pb::ChangeDocumentRequest::kAdd: making.by = "ADDED"; break;
    case pb::ChangeDocumentRequest::kTie: making.by = "TIED"; break;
    case pb::ChangeDocumentRequest::kOwn: making.by = "OWNED"; break;
    case pb::ChangeDocumentRequest::kRegenerate: making.by = "REGENERATED"; break;
    case pb::ChangeDocumentRequest::kRestore: making.by = "RESTORED"; break;
    case pb::ChangeDocumentRequest::kUseWording: making.by = "MODEL"; break;
    default: break;
  }
  co_return co_await store(std::move(caller), std::move(held), std::move(draft), std::move(making), m);
}

Task<Result<pb::DocumentVersionList>> Documents::GetDocumentVersions(Caller caller, pb::GetDocumentVersionsRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  pb::DocumentVersionList list;
  const auto id = Uuid::parse(request.id());
  if (!id) co_return list;
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::document_versions, {*id, caller.user_id}, caller.deadline));
  for (const pg::Row row : rows) {
    pb::DocumentVersion* v = list.add_versions();
    v->set_number(row.i32(0));
    v->set_made_by(row.str(1));
    v->set_at(to_iso(row.time(2)));
    v->set_from_version(row.opt_i32(3).value_or(0));
  }
  co_return list;
}

Task<Result<pb::DocumentDifferences>> Documents::CompareDocument(Caller caller, pb::CompareDocumentRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_TRY(after, co_await hold(caller, request.id(), request.to_version()));
  std::string before;
  std::shared_ptr<const Material> m;
  if (request.from_version() < 0) {
    JM_CO_TRY(read, co_await material(caller, *Uuid::parse(after.about.application_id())));
    m = std::move(read);
  } else {
    const int from = request.from_version() > 0 ? request.from_version() : after.about.version() - 1;
    if (from < 1) co_return pb::DocumentDifferences();      // the first version differs from nothing
    JM_CO_TRY(old, co_await hold(caller, request.id(), from));
    before = std::move(old.content);
  }
  auto job = [m, before, content = std::move(after.content)]() -> Result<pb::DocumentDifferences> {
    JM_TRY(now, domain::read_draft(content));
    domain::Draft then;
    if (m) {
      then = compose(*m, now.kind, domain::kLevelMin, 0);
    } else {
      JM_TRY(old, domain::read_draft(before));
      then = std::move(old);
    }
    pb::DocumentDifferences out;
    for (domain::DraftChange& c : domain::differences(then, now)) {
      pb::DocumentDifference* d = out.add_differences();
      d->set_kind(std::string(domain::name(c.kind)));
      d->set_paragraph_id(std::move(c.paragraph));
      d->set_section(std::move(c.section));
      if (!c.before.empty()) d->set_before(std::move(c.before));
      if (!c.after.empty()) d->set_after(std::move(c.after));
    }
    return out;
  };
  JM_CO_TRY(differences, co_await deps_.cpu.run(std::move(job)));
  co_return differences;
}

std::unique_ptr<DocumentService> make_documents(DocumentDeps deps) { return std::make_unique<Documents>(deps); }

}  // namespace jm::coach
