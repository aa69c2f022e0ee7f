#include "coach/case.h"

#include "domain/offer_json.h"

namespace jm::coach {
namespace {

void append_part(std::string& text, std::string_view part) {
  if (part.empty()) return;
  if (!text.empty()) text += "\n\n";
  text += part;
}

}  // namespace

Case read_case(const pg::Row& row, const Uuid& user_id) {
  Case c;
  c.analysed = row.boolean(0);
  c.offer.title = row.str(2);
  c.offer.company = row.str(3);
  c.offer.description = row.str(5);
  if (!row.is_null(6)) (void)domain::read_details(row.text(6), c.offer);      // unreadable details: the columns still make an offer
  if (c.offer.places.empty() && !row.is_null(4)) c.offer.places.emplace_back().raw = row.str(4);
  if (const auto posted = row.opt_time(7)) c.offer.posted_at = posted;
  if (const auto expires = row.opt_time(8)) c.offer.expires_at = expires;
  if (row.opt_boolean(1).value_or(false)) append_part(c.offer.description, row.text(9));
  c.motivation = row.str(12);
  c.profile = {row.str(13), row.str(14), row.str(15), row.str(16), row.str(17), row.str(18), row.str(19)};
  if (!row.is_null(20)) {
    domain::SearchSpec s;
    s.id = row.uuid(20);
    s.user_id = user_id;
    s.job_titles = row.text_array(21);
    s.locations = row.text_array(22);
    s.keywords = row.text_array(23);
    s.red_flags = row.text_array(24);
    s.must_have = row.text_array(31);
    s.remote_policy = domain::remote_policy_from(row.text(25)).value_or(domain::RemotePolicy::kOnSite);
    s.salary_min = row.opt_i32(26);
    s.salary_max = row.opt_i32(27);
    c.search = std::move(s);
  }
  c.start_date = row.is_null(10) ? row.str(28) : row.str(10);
  c.duration = row.is_null(11) ? row.str(29) : row.str(11);
  c.letter_template = row.str(30);
  c.style.tone = domain::tone_from(row.text(32));
  if (!row.is_null(33)) c.style.language = row.text(33) == "FR" ? domain::Lang::kFr : domain::Lang::kEn;
  return c;
}

}  // namespace jm::coach
