#include "gateway/ended_sessions.h"

#include <algorithm>

#include "base/log.h"

namespace jm::gateway {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kLookEvery = 2s, kTryAgain = 300ms, kWholeEvery = 1h, kLoadTime = 5s, kReadTime = 10s;
// Rows are numbered when they are written and seen when they are committed: a few numbers back are read again.
constexpr std::int64_t kOverlap = 1000;

}  // namespace

Time session_began(const crypto::Claims& session) {
  const auto id = Uuid::parse(session.token_id);
  if (!id || id->bytes[6] >> 4 != 7) return session.issued_at;
  std::int64_t ms = 0;
  for (int i = 0; i < 6; ++i) ms = ms << 8 | id->bytes[static_cast<std::size_t>(i)];
  return Time{ms * 1000};
}

bool EndedSessions::has_ended(const crypto::Claims& session) const {
  if (!one_.empty() && one_.contains(session.token_id)) return true;
  const auto it = all_.find(session.user_id);
  if (it == all_.end()) return false;
  const Time began = session_began(session);
  for (const All& a : it->second)
    if (began <= a.began_until && (a.kept.empty() || session.token_id != a.kept)) return true;
  return false;
}

Task<Result<void>> EndedSessions::loaded(Deadline deadline) {
  const Deadline patience = Deadline::in(kLoadTime);
  while (!loaded_) {
    const bool told = co_await loaded_event_.wait(deadline.earlier(patience));
    if (!told && !loaded_) co_return fail(Code::kUnavailable, "The server is starting. Try again in a moment.", "STARTING");
  }
  co_return Result<void>{};
}

void EndedSessions::add(const pb::EndedSession& ended) {
  const auto user = Uuid::parse(ended.user_id());
  if (!user) return;
  const Time until{ended.until_us()};
  if (!ended.session_id().empty()) {
    one_[ended.session_id()] = until;
  } else {
    std::vector<All>& list = all_[*user];
    const Time began_until{ended.ended_at_us()};
    for (const All& a : list)
      if (a.began_until == began_until && a.kept == ended.kept_session_id()) return;
    list.push_back({began_until, ended.kept_session_id(), until});
  }
  const auto open = streams_.find(*user);
  if (open == streams_.end()) return;
  std::erase_if(open->second, [this](const Stream& s) {
    const auto stream = s.stream.lock();
    if (stream && !has_ended(s.session)) return false;
    if (stream) stream->end();
    return true;
  });
  if (open->second.empty()) streams_.erase(open);
}

void EndedSessions::watch(const crypto::Claims& session, const std::shared_ptr<events::Subscription>& stream) {
  std::vector<Stream>& list = streams_[session.user_id];
  std::erase_if(list, [](const Stream& s) { return s.stream.expired(); });
  list.push_back({session, stream});
}

void EndedSessions::forget_expired() {
  const Time now = clock_.now();
  std::erase_if(one_, [now](const auto& e) { return e.second < now; });
  for (auto& [user, list] : all_) std::erase_if(list, [now](const All& a) { return a.until < now; });
  std::erase_if(all_, [](const auto& e) { return e.second.empty(); });
  for (auto& [user, list] : streams_) std::erase_if(list, [](const Stream& s) { return s.stream.expired(); });
  std::erase_if(streams_, [](const auto& e) { return e.second.empty(); });
}

Task<Result<void>> EndedSessions::read(bool whole) {
  std::int64_t after = whole ? 0 : std::max<std::int64_t>(0, last_ - kOverlap);
  for (;;) {
    pb::GetEndedSessionsRequest request;
    request.set_after(after);
    Caller nobody;
    nobody.deadline = Deadline::in(kReadTime);
    JM_CO_TRY(list, co_await profile_.GetEndedSessions(nobody, std::move(request)));
    for (const pb::EndedSession& e : list.sessions()) {
      add(e);
      after = std::max(after, e.number());
    }
    last_ = std::max(last_, after);
    if (!list.more()) co_return Result<void>{};
  }
}

Task<void> EndedSessions::follow() {
  Deadline whole = Deadline::in(0ms);
  bool warned = false;
  for (;;) {
    const bool all = !loaded_ || whole.passed();
    const Result<void> done = co_await read(all);
    if (done) {
      warned = false;
      if (all) {
        forget_expired();
        whole = Deadline::in(kWholeEvery);
      }
      if (!loaded_) {
        loaded_ = true;
        loaded_event_.notify_all();
      }
    } else if (!warned) {
      warned = true;
      log::warn("ended sessions cannot be read", {{"code", code_name(done.error().code)}});
    }
    if (!done) {
      const bool slept = co_await sleep_for(kTryAgain);
      if (!slept) co_return;
    } else {
      co_await news_.wait(Deadline::in(kLookEvery));
    }
  }
}

}  // namespace jm::gateway
