// The profile: read, and changed member by member.
#include "profile/rules.h"
#include "profile/service.h"
#include "profile/sql.h"
#include "profile/store.h"

namespace jm::profile {
namespace {

std::unexpected<Error> account_gone() { return fail(Code::kUnauthenticated, "This account no longer exists.", "ACCOUNT_GONE"); }

// The members that a request sets, and their new values.
struct Changes {
  std::vector<std::string> names;
  std::optional<std::string> full_name, status;
  std::optional<std::string> json[5];
};

Result<Changes> read_changes(const pb::UpdateProfileRequest& r) {
  Changes c;
  if (r.has_full_name()) {
    JM_TRY(name, clean_text("fullName", r.full_name(), kNameBytesMax));
    c.full_name = std::move(name);
    c.names.emplace_back("full_name");
  }
  if (r.has_status()) {
    if (!pb::ProfileStatus_IsValid(r.status())) return fail(Code::kInvalidArgument, "There is no such status.", "BAD_INPUT");
    if (r.status() != pb::PROFILE_STATUS_UNSPECIFIED) c.status = pb::ProfileStatus_Name(r.status());
    c.names.emplace_back("status");
  }
  struct Member {
    const char* name;
    bool given;
    const std::string& json;
  };
  const Member members[] = {{"skills", r.has_skills_json(), r.skills_json()},
                            {"experience", r.has_experience_json(), r.experience_json()},
                            {"projects", r.has_projects_json(), r.projects_json()},
                            {"education", r.has_education_json(), r.education_json()},
                            {"certifications", r.has_certifications_json(), r.certifications_json()}};
  for (std::size_t i = 0; i < std::size(members); ++i) {
    if (!members[i].given) continue;
    JM_TRY(json, clean_json(members[i].name, members[i].json));
    c.json[i] = std::move(json);
    c.names.emplace_back(members[i].name);
  }
  return c;
}

}  // namespace

Task<Result<pb::Profile>> Service::GetProfile(Caller caller, pb::GetProfileRequest) {
  JM_CO_CHECK_OK(require_user(caller));
  const Result<pg::Rows> rows = co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::profile, {caller.user_id}, caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty()) co_return account_gone();
  co_return to_profile(rows->front());
}

Task<Result<pb::Profile>> Service::UpdateProfile(Caller caller, pb::UpdateProfileRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_TRY(c, read_changes(request));
  pg::Params params{caller.user_id, deps_.clock.now(), c.names, c.full_name, c.status, c.json[0], c.json[1], c.json[2], c.json[3], c.json[4]};
  const Result<pg::Rows> rows = co_await deps_.db.write(pg::Scope::user(caller.user_id), sql::update_profile, std::move(params), caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty()) co_return account_gone();
  co_return to_profile(rows->front());
}

}  // namespace jm::profile
