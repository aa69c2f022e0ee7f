#include "profile/store.h"

#include "base/clock.h"

namespace jm::profile {
namespace {

void add_all(google::protobuf::RepeatedPtrField<std::string>* list, std::vector<std::string> values) {
  for (auto& v : values) list->Add(std::move(v));
}

}  // namespace

pb::User to_user(const pg::Row& row) {
  pb::User user;
  user.set_id(row.str(0));
  user.set_email(row.str(1));
  user.set_created_at(to_iso(row.time(2)));
  return user;
}

pb::Profile to_profile(const pg::Row& row) {
  pb::Profile p;
  p.set_id(row.str(0));
  if (!row.is_null(1)) p.set_full_name(row.str(1));
  pb::ProfileStatus status = pb::PROFILE_STATUS_UNSPECIFIED;
  if (!row.is_null(2) && pb::ProfileStatus_Parse(row.str(2), &status)) p.set_status(status);
  if (!row.is_null(3)) p.set_skills_json(row.str(3));
  if (!row.is_null(4)) p.set_experience_json(row.str(4));
  if (!row.is_null(5)) p.set_projects_json(row.str(5));
  if (!row.is_null(6)) p.set_education_json(row.str(6));
  if (!row.is_null(7)) p.set_certifications_json(row.str(7));
  if (!row.is_null(8)) p.set_cv_url(row.str(8));
  p.set_updated_at(to_iso(row.time(9)));
  return p;
}

pb::SearchConfig to_search(const pg::Row& row) {
  pb::SearchConfig s;
  s.set_id(row.str(0));
  add_all(s.mutable_job_titles(), row.text_array(1));
  add_all(s.mutable_locations(), row.text_array(2));
  add_all(s.mutable_keywords(), row.text_array(3));
  add_all(s.mutable_red_flags(), row.text_array(4));
  pb::RemotePolicy policy = pb::ON_SITE;
  if (pb::RemotePolicy_Parse(row.str(5), &policy)) s.set_remote_policy(policy);
  if (const auto v = row.opt_i32(6)) s.set_salary_min(*v);
  if (const auto v = row.opt_i32(7)) s.set_salary_max(*v);
  s.set_is_active(row.boolean(8));
  if (!row.is_null(9)) s.set_start_date(row.str(9));
  if (!row.is_null(10)) s.set_duration(row.str(10));
  if (!row.is_null(11)) s.set_cover_letter_template(row.str(11));
  s.set_created_at(to_iso(row.time(12)));
  s.set_updated_at(to_iso(row.time(13)));
  add_all(s.mutable_must_have(), row.text_array(15));
  if (!row.is_null(16)) s.set_letter_tone(row.str(16));
  if (!row.is_null(17)) s.set_letter_language(row.str(17));
  return s;
}

}  // namespace jm::profile
