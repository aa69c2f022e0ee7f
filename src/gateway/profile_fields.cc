// Accounts, profile, saved searches.
#include "domain/location.h"
#include "domain/rule.h"
#include "gateway/context.h"
#include "gateway/fields.h"

namespace jm::gateway {
namespace {

using graphql::Args;
using graphql::Batch;
using graphql::Ctx;
using graphql::Input;
using graphql::List;
using graphql::Out;

// Login or register, then the token that the edge makes of it.
struct AuthPayload {
  std::string token;
  pb::User user;
};

Result<Shared<AuthPayload>> open_session(Ctx& ctx, pb::Session session) {
  const auto id = Uuid::parse(session.user().id());
  if (!id) return fail(Code::kInternal, "The account has no usable id.");
  std::string token = of(ctx).tokens.sign(*id, session.user().email());
  if (of(ctx).wants_cookie) of(ctx).session = std::exchange(token, "");
  return share(AuthPayload{std::move(token), std::move(*session.mutable_user())});
}

pb::Credentials credentials(const Args& args) {
  pb::Credentials c;
  c.set_email(text(args.string("email")));
  c.set_password(text(args.string("password")));
  return c;
}

Task<Result<Shared<AuthPayload>>> register_account(Ctx& ctx, Args args) {
  RequestContext& r = of(ctx);
  Result<pb::Session> session = co_await r.services.profile.Register(r.caller, credentials(args));
  if (!session) co_return std::unexpected(session.error());
  co_return open_session(ctx, std::move(*session));
}

Task<Result<Shared<AuthPayload>>> login(Ctx& ctx, Args args) {
  RequestContext& r = of(ctx);
  Result<pb::Session> session = co_await r.services.profile.Login(r.caller, credentials(args));
  if (!session) co_return std::unexpected(session.error());
  co_return open_session(ctx, std::move(*session));
}

Task<Result<Shared<pb::User>>> me(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(user, co_await of(ctx).services.profile.GetUser(caller, {}));
  co_return share(std::move(user));
}

Task<Result<Shared<pb::Profile>>> load_profile(Ctx& ctx) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(profile, co_await of(ctx).services.profile.GetProfile(caller, {}));
  co_return share(std::move(profile));
}

Task<Result<Shared<pb::Profile>>> my_profile(Ctx& ctx, Args) { return load_profile(ctx); }

// A user is only ever the caller, so all parents of a batch share one profile.
Task<Result<void>> profile_of_user(Ctx& ctx, Batch<pb::User, Shared<pb::Profile>> batch) {
  JM_CO_TRY(profile, co_await load_profile(ctx));
  for (std::size_t i = 0; i < batch.size(); ++i) batch.set(i, profile);
  co_return Result<void>{};
}

Result<pb::ProfileStatus> profile_status(std::string_view name) {
  pb::ProfileStatus status;
  if (!pb::ProfileStatus_Parse(text(name), &status)) return fail(Code::kInvalidArgument, "There is no profile status " + text(name) + ".");
  return status;
}

Task<Result<Shared<pb::Profile>>> update_profile(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const Input in = args["input"];
  pb::UpdateProfileRequest request;
  if (in.has("fullName")) request.set_full_name(text(in["fullName"].str()));
  if (in.has("status")) {
    request.set_status(pb::PROFILE_STATUS_UNSPECIFIED);
    if (in["status"].has_value()) {
      JM_CO_TRY(status, profile_status(in["status"].str()));
      request.set_status(status);
    }
  }
  if (in.has("skills")) request.set_skills_json(in["skills"].json());
  if (in.has("experience")) request.set_experience_json(in["experience"].json());
  if (in.has("projects")) request.set_projects_json(in["projects"].json());
  if (in.has("education")) request.set_education_json(in["education"].json());
  if (in.has("certifications")) request.set_certifications_json(in["certifications"].json());
  JM_CO_TRY(profile, co_await of(ctx).services.profile.UpdateProfile(caller, std::move(request)));
  co_return share(std::move(profile));
}

Task<Result<List<pb::SearchConfig>>> my_search_configs(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(list, co_await of(ctx).services.profile.GetSearchConfigs(caller, {}));
  auto owner = share(std::move(list));
  co_return List<pb::SearchConfig>::of(owner, owner->search_configs());
}

Result<pb::RemotePolicy> remote_policy(const Input& value) {
  pb::RemotePolicy policy;
  if (!pb::RemotePolicy_Parse(text(value.str()), &policy)) return fail(Code::kInvalidArgument, "There is no remote policy " + text(value.str()) + ".");
  return policy;
}

void copy(const Input& list, google::protobuf::RepeatedPtrField<std::string>* out) {
  for (const Input& item : list.items()) *out->Add() = text(item.str());
}

Task<Result<Shared<pb::SearchConfig>>> create_search_config(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const Input in = args["input"];
  pb::CreateSearchConfigRequest request;
  copy(in["jobTitles"], request.mutable_job_titles());
  copy(in["locations"], request.mutable_locations());
  copy(in["keywords"], request.mutable_keywords());
  copy(in["redFlags"], request.mutable_red_flags());
  copy(in["mustHave"], request.mutable_must_have());
  if (in["remotePolicy"].has_value()) {
    JM_CO_TRY(policy, remote_policy(in["remotePolicy"]));
    request.set_remote_policy(policy);
  }
  if (in["salaryMin"].has_value()) request.set_salary_min(static_cast<int>(in["salaryMin"].integer()));
  if (in["salaryMax"].has_value()) request.set_salary_max(static_cast<int>(in["salaryMax"].integer()));
  if (in["startDate"].has_value()) request.set_start_date(text(in["startDate"].str()));
  if (in["duration"].has_value()) request.set_duration(text(in["duration"].str()));
  if (in["coverLetterTemplate"].has_value()) request.set_cover_letter_template(text(in["coverLetterTemplate"].str()));
  if (in["letterTone"].has_value()) request.set_letter_tone(text(in["letterTone"].str()));
  if (in["letterLanguage"].has_value()) request.set_letter_language(text(in["letterLanguage"].str()));
  JM_CO_TRY(search, co_await of(ctx).services.profile.CreateSearchConfig(caller, std::move(request)));
  co_return share(std::move(search));
}

Task<Result<Shared<pb::SearchConfig>>> update_search_config(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const Input in = args["input"];
  pb::UpdateSearchConfigRequest request;
  request.set_id(text(args.string("id")));
  // Lists: null and absent both keep the value, as the schema has no way to say "no list".
  if (in["jobTitles"].has_value()) copy(in["jobTitles"], request.mutable_job_titles()->mutable_values());
  if (in["locations"].has_value()) copy(in["locations"], request.mutable_locations()->mutable_values());
  if (in["keywords"].has_value()) copy(in["keywords"], request.mutable_keywords()->mutable_values());
  if (in["redFlags"].has_value()) copy(in["redFlags"], request.mutable_red_flags()->mutable_values());
  if (in["mustHave"].has_value()) copy(in["mustHave"], request.mutable_must_have()->mutable_values());
  if (in["remotePolicy"].has_value()) {
    JM_CO_TRY(policy, remote_policy(in["remotePolicy"]));
    request.set_remote_policy(policy);
  }
  if (in["salaryMin"].has_value()) request.set_salary_min(static_cast<int>(in["salaryMin"].integer()));
  if (in["salaryMax"].has_value()) request.set_salary_max(static_cast<int>(in["salaryMax"].integer()));
  if (in["startDate"].has_value()) request.set_start_date(text(in["startDate"].str()));
  if (in["duration"].has_value()) request.set_duration(text(in["duration"].str()));
  if (in["coverLetterTemplate"].has_value()) request.set_cover_letter_template(text(in["coverLetterTemplate"].str()));
  if (in["letterTone"].has_value()) request.set_letter_tone(text(in["letterTone"].str()));
  if (in["letterLanguage"].has_value()) request.set_letter_language(text(in["letterLanguage"].str()));
  constexpr std::pair<std::string_view, const char*> kClearable[] = {
      {"salaryMin", "salary_min"}, {"salaryMax", "salary_max"}, {"startDate", "start_date"},
      {"duration", "duration"}, {"coverLetterTemplate", "cover_letter_template"},
      {"letterTone", "letter_tone"}, {"letterLanguage", "letter_language"}};
  for (const auto& [field, member] : kClearable)
    if (in[field].is_null()) request.add_cleared(member);
  JM_CO_TRY(search, co_await of(ctx).services.profile.UpdateSearchConfig(caller, std::move(request)));
  co_return share(std::move(search));
}

Task<Result<Shared<pb::SearchConfig>>> set_search_rule(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const Input in = args["rule"];
  pb::SetSearchRuleRequest request;
  request.set_search_config_id(text(args.string("searchConfigId")));
  request.set_text(text(in["text"].str()));
  pb::RuleField field = pb::RULE_ANYWHERE;
  pb::RuleMode mode = pb::RULE_MODE_UNSPECIFIED;
  if (in["field"].has_value()) (void)pb::RuleField_Parse("RULE_" + text(in["field"].str()), &field);
  (void)pb::RuleMode_Parse("RULE_" + text(in["mode"].str()), &mode);
  request.set_field(field);
  request.set_mode(mode);
  JM_CO_TRY(search, co_await of(ctx).services.profile.SetSearchRule(std::move(caller), std::move(request)));
  co_return share(std::move(search));
}

// The three lists of a search as one list of rules.
struct RuleView {
  std::string_view text, field, mode;
};

std::vector<RuleView> rules_of(const pb::SearchConfig& s) {
  std::vector<RuleView> out;
  const auto add = [&](const google::protobuf::RepeatedPtrField<std::string>& list, std::string_view mode) {
    for (const std::string& rule : list) {
      const domain::RuleText split = domain::split_rule(rule);
      std::string_view field = "ANYWHERE";
      if (split.fields == domain::mask_of(domain::Field::kTitle)) field = "TITLE";
      else if (split.fields == domain::mask_of(domain::Field::kCompany)) field = "COMPANY";
      else if (split.fields == domain::mask_of(domain::Field::kDescription)) field = "TEXT";
      else if (split.fields == domain::mask_of(domain::Field::kTags)) field = "TAGS";
      out.push_back({split.words, field, mode});
    }
  };
  add(s.must_have(), "MUST");
  add(s.keywords(), "BOOST");
  add(s.red_flags(), "EXCLUDE");
  return out;
}

// A location and its radius apart.
struct SearchPlaceView {
  std::string_view text, place;
  int radius_km;
};

std::vector<SearchPlaceView> places_of(const pb::SearchConfig& s) {
  std::vector<SearchPlaceView> out;
  for (const std::string& location : s.locations()) {
    const domain::RadiusText r = domain::split_radius(location);
    out.push_back({location, r.place, r.km});
  }
  return out;
}

Task<Result<List<pb::Place>>> places(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::FindPlacesRequest request;
  request.set_prefix(text(args.string("prefix")));
  request.set_first(static_cast<int>(std::clamp<std::int64_t>(args.optional_integer("first").value_or(10), -1, 1000)));
  request.set_french(args.string("language") == "FR");
  JM_CO_TRY(list, co_await of(ctx).services.profile.FindPlaces(std::move(caller), std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::Place>::of(owner, owner->places());
}

Task<Result<bool>> delete_search_config(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::DeleteSearchConfigRequest request;
  request.set_id(text(args.string("id")));
  JM_CO_CHECK_OK(co_await of(ctx).services.profile.DeleteSearchConfig(caller, std::move(request)));
  co_return true;
}

Task<Result<bool>> register_push_token(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::RegisterPushTokenRequest request;
  request.set_token(text(args.string("token")));
  JM_CO_CHECK_OK(co_await of(ctx).services.profile.RegisterPushToken(caller, std::move(request)));
  co_return true;
}

}  // namespace

void bind_profile_fields(graphql::Bindings& b) {
  b.query("health", [](Ctx&, Args) -> Result<std::string> { return "ok"; });
  b.query("me", me);
  b.query("myProfile", my_profile);
  b.query("mySearchConfigs", my_search_configs);
  b.query("places", places);
  b.mutation("register", register_account);
  b.mutation("login", login);
  b.mutation("updateProfile", update_profile);
  b.mutation("createSearchConfig", create_search_config);
  b.mutation("updateSearchConfig", update_search_config);
  b.mutation("setSearchRule", set_search_rule);
  b.mutation("deleteSearchConfig", delete_search_config);
  b.mutation("registerPushToken", register_push_token);

  b.object<AuthPayload>("AuthPayload").field("token", &AuthPayload::token).field("user", &AuthPayload::user);

  b.object<pb::User>("User")
      .field("id", &pb::User::id)
      .field("email", &pb::User::email)
      .field("createdAt", &pb::User::created_at)
      .batch("profile", profile_of_user);

  b.object<pb::Profile>("Profile")
      .field("id", &pb::Profile::id)
      .field("fullName", JM_OPTIONAL_TEXT(Profile, full_name))
      .field("status", [](const pb::Profile& p, Out& out) { enum_or_null(out, p.status(), pb::PROFILE_STATUS_UNSPECIFIED, pb::ProfileStatus_Name(p.status())); })
      .field("skills", JM_OPTIONAL_JSON(Profile, skills_json))
      .field("experience", JM_OPTIONAL_JSON(Profile, experience_json))
      .field("projects", JM_OPTIONAL_JSON(Profile, projects_json))
      .field("education", JM_OPTIONAL_JSON(Profile, education_json))
      .field("certifications", JM_OPTIONAL_JSON(Profile, certifications_json))
      .field("cvUrl", JM_OPTIONAL_TEXT(Profile, cv_url));

  b.object<RuleView>("SearchRule")
      .field("text", [](const RuleView& r, Out& out) { out.string(r.text); })
      .field("field", [](const RuleView& r, Out& out) { out.enum_value(r.field); })
      .field("mode", [](const RuleView& r, Out& out) { out.enum_value(r.mode); });

  b.object<SearchPlaceView>("SearchPlace")
      .field("text", [](const SearchPlaceView& p, Out& out) { out.string(p.text); })
      .field("place", [](const SearchPlaceView& p, Out& out) { out.string(p.place); })
      .field("radiusKm", [](const SearchPlaceView& p, Out& out) {
        if (p.radius_km > 0) out.int32(p.radius_km);
        else out.null();
      });

  b.object<pb::Place>("Place")
      .field("kind", [](const pb::Place& p, Out& out) { out.enum_value(p.kind()); })
      .field("text", &pb::Place::text)
      .field("name", &pb::Place::name)
      .field("insee", JM_OPTIONAL_TEXT(Place, insee))
      .field("postalCode", JM_OPTIONAL_TEXT(Place, postal_code))
      .field("departement", JM_OPTIONAL_TEXT(Place, departement))
      .field("departementName", JM_OPTIONAL_TEXT(Place, departement_name))
      .field("regionName", JM_OPTIONAL_TEXT(Place, region_name))
      .field("country", JM_OPTIONAL_TEXT(Place, country))
      .field("countryName", JM_OPTIONAL_TEXT(Place, country_name))
      .field("population", JM_OPTIONAL_INT(Place, population))
      .field("lat", [](const pb::Place& p, Out& out) { if (p.has_lat()) out.float64(p.lat()); else out.null(); })
      .field("lon", [](const pb::Place& p, Out& out) { if (p.has_lon()) out.float64(p.lon()); else out.null(); });

  b.object<pb::SearchConfig>("SearchConfig")
      .field("id", &pb::SearchConfig::id)
      .field("jobTitles", [](const pb::SearchConfig& s) -> const auto& { return s.job_titles(); })
      .field("locations", [](const pb::SearchConfig& s) -> const auto& { return s.locations(); })
      .field("places", places_of)
      .field("keywords", [](const pb::SearchConfig& s) -> const auto& { return s.keywords(); })
      .field("redFlags", [](const pb::SearchConfig& s) -> const auto& { return s.red_flags(); })
      .field("mustHave", [](const pb::SearchConfig& s) -> const auto& { return s.must_have(); })
      .field("rules", rules_of)
      .field("remotePolicy", [](const pb::SearchConfig& s, Out& out) { out.enum_value(pb::RemotePolicy_Name(s.remote_policy())); })
      .field("salaryMin", JM_OPTIONAL_INT(SearchConfig, salary_min))
      .field("salaryMax", JM_OPTIONAL_INT(SearchConfig, salary_max))
      .field("isActive", &pb::SearchConfig::is_active)
      .field("startDate", JM_OPTIONAL_TEXT(SearchConfig, start_date))
      .field("duration", JM_OPTIONAL_TEXT(SearchConfig, duration))
      .field("coverLetterTemplate", JM_OPTIONAL_TEXT(SearchConfig, cover_letter_template))
      .field("letterTone", [](const pb::SearchConfig& s, Out& out) { out.enum_value(s.has_letter_tone() ? s.letter_tone() : "FORMAL"); })
      .field("letterLanguage", [](const pb::SearchConfig& s, Out& out) { s.has_letter_language() ? out.enum_value(s.letter_language()) : out.null(); })
      .field("createdAt", &pb::SearchConfig::created_at)
      .field("updatedAt", &pb::SearchConfig::updated_at);
}

}  // namespace jm::gateway
