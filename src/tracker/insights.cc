// The caller's own numbers: counted by the database, within the caller's rows.
#include "domain/skills.h"
#include "text/json_read.h"
#include "tracker/service.h"
#include "tracker/sql.h"

namespace jm::tracker {
namespace {

constexpr int kSkillsMax = 15;
constexpr std::size_t kJsonBytesMax = 64 << 10;

void add_step(pb::Insights& out, const char* stage, std::int64_t count) {
  pb::FunnelStep* step = out.add_funnel();
  step->set_stage(stage);
  step->set_count(static_cast<int>(count));
}

// A row of an array of arrays: ["greenhouse", 3, 1], [0, 7, 2].
class Fields {
 public:
  explicit Fields(text::JsonElements&& e) : e_(std::move(e)) {}
  double number() { return e_.next() ? e_.value().number().value_or(0) : 0; }
  std::optional<double> maybe() {
    if (!e_.next()) return {};
    const auto n = e_.value().number();
    return n ? std::optional<double>(*n) : std::nullopt;
  }
  int count() { return static_cast<int>(number()); }
  std::string word() { return e_.next() ? std::string(e_.value().string().value_or("")) : std::string(); }

 private:
  text::JsonElements e_;
};

template <class F>
void each(std::string_view json, F f) {
  text::JsonReader reader(kJsonBytesMax);
  const auto list = reader.parse(json);
  if (!list) return;
  for (text::JsonElements rows(*list); rows.next();) f(Fields(text::JsonElements(rows.value())));
}

void read_buckets(std::string_view json, google::protobuf::RepeatedPtrField<pb::Bucket>* out) {
  each(json, [out](Fields f) {
    pb::Bucket* b = out->Add();
    b->set_from(f.number());
    if (const auto to = f.maybe()) b->set_to(*to);
    b->set_count(f.count());
  });
}

const domain::Skill* find_skill(std::string_view id) {
  for (const domain::Skill& s : domain::all_skills())
    if (s.id == id) return &s;
  return nullptr;
}

void read_board(const pg::Row& row, pb::Insights& out) {
  static constexpr const char* kStages[] = {"FOUND", "APPROVED", "APPLIED", "INTERVIEW", "OFFER", "HIRED"};
  for (int i = 0; i < 6; ++i) add_step(out, kStages[i], row.i64(i));
  pb::AnswerTime& t = *out.mutable_answer_time();
  t.set_answered(static_cast<int>(row.i64(6)));
  if (!row.is_null(7)) t.set_median_days(row.f64(7));
  if (!row.is_null(8)) t.set_fastest_days(row.f64(8));
  if (!row.is_null(9)) t.set_slowest_days(row.f64(9));
  t.set_waiting(static_cast<int>(row.i64(10)));
  if (!row.is_null(11)) t.set_longest_wait_days(row.f64(11));
  each(row.text(12), [&out](Fields f) {
    pb::SourceAnswers* s = out.add_sources();
    s->set_source(f.word());
    s->set_applied(f.count());
    s->set_answered(f.count());
    s->set_interviews(f.count());
  });
  read_buckets(row.text(13), t.mutable_days());
}

void read_market(const pg::Row& row, pb::Market& out) {
  out.set_offers(static_cast<int>(row.i64(0)));
  out.set_with_pay(static_cast<int>(row.i64(1)));
  if (!row.is_null(2)) out.set_currency(row.str(2));
  if (!row.is_null(3)) out.set_pay_low(row.f64(3));
  if (!row.is_null(4)) out.set_pay_middle(row.f64(4));
  if (!row.is_null(5)) out.set_pay_high(row.f64(5));
  read_buckets(row.text(6), out.mutable_pay());
  out.set_with_skills(static_cast<int>(row.i64(7)));
  each(row.text(8), [&out](Fields f) {
    const std::string id = f.word();
    const domain::Skill* known = find_skill(id);
    pb::SkillDemand* s = out.add_skills();
    s->set_id(id);
    s->set_label_en(known ? known->label_en : id);
    s->set_label_fr(known ? known->label_fr : id);
    s->set_offers(f.count());
    s->set_required(f.count());
  });
}

}  // namespace

Task<Result<pb::Insights>> Service::GetInsights(Caller caller, pb::GetInsightsRequest) {
  JM_CO_CHECK_OK(require_user(caller));
  std::vector<pg::Call> calls;
  calls.push_back({sql::insights_board, {caller.user_id, deps_.clock.now()}});
  calls.push_back({sql::insights_market, {caller.user_id, kSkillsMax}});
  JM_CO_TRY(rows, co_await deps_.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  pb::Insights out;
  read_board(rows[0].front(), out);
  read_market(rows[1].front(), *out.mutable_market());
  co_return out;
}

}  // namespace jm::tracker
