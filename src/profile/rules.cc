#include "profile/rules.h"

#include <algorithm>

#include "base/json_text.h"
#include "crypto/password.h"
#include "domain/location.h"
#include "domain/rule.h"
#include "text/fold.h"
#include "text/json_read.h"

namespace jm::profile {
namespace {

constexpr std::string_view kBlank = " \t\r\n\v\f";

std::string_view trim(std::string_view s) {
  const auto first = s.find_first_not_of(kBlank);
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(kBlank) - first + 1);
}

std::unexpected<Error> bad(std::string message, std::string reason = "BAD_INPUT") {
  return fail(Code::kInvalidArgument, std::move(message), std::move(reason));
}

// Text that can be stored: UTF-8 without NUL, bounded.
Result<void> check_text(std::string_view field, std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) return bad(std::string(field) + " is too long: at most " + std::to_string(bytes_max) + " bytes.");
  if (text.find('\0') != text.npos || !is_valid_utf8(text)) return bad(std::string(field) + " holds characters that are not text.");
  return {};
}

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > 253) return false;
  while (true) {
    const auto dot = domain.find('.');
    const auto label = domain.substr(0, dot);
    if (label.empty() || label.size() > 63 || !is_alphanumeric(label.front()) || !is_alphanumeric(label.back())) return false;
    if (!std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; })) return false;
    if (dot == domain.npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

// "\u0000" in a JSON text whose syntax is right: the one character that jsonb cannot hold.
bool has_nul_escape(std::string_view json) {
  for (std::size_t i = 0; i + 1 < json.size(); ++i) {
    if (json[i] != '\\') continue;
    if (json.substr(i, 6) == "\\u0000") return true;
    ++i;
  }
  return false;
}

using Strings = google::protobuf::RepeatedPtrField<std::string>;

Result<void> clean_list(std::string_view field, Strings& list) {
  if (list.size() > kListEntriesMax) return bad(std::string(field) + " has too many entries: at most " + std::to_string(kListEntriesMax) + ".");
  for (std::string& entry : list) {
    entry = std::string(trim(entry));
    if (entry.empty()) return bad(std::string(field) + " has an empty entry.");
    JM_CHECK_OK(check_text("An entry of " + std::string(field), entry, kEntryBytesMax));
  }
  return {};
}

Result<void> check_salary(std::string_view field, bool given, int value) {
  if (given && (value < 0 || value > kSalaryMax)) return bad(std::string(field) + " must be a yearly amount from 0 to " + std::to_string(kSalaryMax) + ".");
  return {};
}

}  // namespace

std::string normal_email(std::string_view email) {
  std::string out(trim(email));
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Result<void> check_email(std::string_view email) {
  constexpr std::string_view kLocalMarks = ".!#$%&'*+/=?^_`{|}~-";
  const auto at = email.rfind('@');
  const auto local = email.substr(0, at);
  const bool good = at != email.npos && email.size() <= kEmailBytesMax && !local.empty() && local.size() <= 64 &&
                    std::ranges::all_of(local, [&](char c) { return is_alphanumeric(c) || kLocalMarks.find(c) != kLocalMarks.npos; }) &&
                    is_domain(email.substr(at + 1));
  if (!good) return bad("This is not an e-mail address. Use the form name@example.org.", "BAD_EMAIL");
  return {};
}

Result<void> check_password(std::string_view password) {
  const auto characters = std::ranges::count_if(password, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (static_cast<std::size_t>(characters) < kPasswordCharactersMin)
    return bad("The password is too short: it needs at least " + std::to_string(kPasswordCharactersMin) + " characters.", "BAD_PASSWORD");
  if (password.size() > crypto::kPasswordBytesMax)
    return bad("The password is too long: at most " + std::to_string(crypto::kPasswordBytesMax) + " bytes.", "BAD_PASSWORD");
  return {};
}

Result<std::optional<std::string>> clean_text(std::string_view field, std::string_view text, std::size_t bytes_max) {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  JM_CHECK_OK(check_text(field, text, bytes_max));
  return std::string(text);
}

Result<std::optional<std::string>> clean_json(std::string_view field, std::string_view json) {
  const std::string name(field);
  if (json.size() > kProfileJsonBytesMax) return bad(name + " is too large: at most " + std::to_string(kProfileJsonBytesMax / 1024) + " kB of JSON.");
  text::JsonReader reader(kProfileJsonBytesMax);
  const auto value = reader.parse(json);
  if (!value && reader.last_problem() == text::JsonProblem::kTooDeep) return bad(name + " is nested too deeply: at most " + std::to_string(text::kJsonDepthMax) + " levels.");
  if (!value) return bad(name + " is not valid JSON.");
  if (has_nul_escape(json)) return bad(name + " holds the character U+0000, which cannot be stored.");
  if (value->is_null()) return std::nullopt;
  return std::string(json);
}

Result<void> clean_search(pb::SearchConfig& s) {
  JM_CHECK_OK(clean_list("jobTitles", *s.mutable_job_titles()));
  JM_CHECK_OK(clean_list("locations", *s.mutable_locations()));
  for (const std::string& location : s.locations()) JM_CHECK_OK(domain::check_location(location));
  JM_CHECK_OK(clean_list("keywords", *s.mutable_keywords()));
  JM_CHECK_OK(clean_list("redFlags", *s.mutable_red_flags()));
  JM_CHECK_OK(clean_list("mustHave", *s.mutable_must_have()));
  for (const auto& [list, kind] : {std::pair{&s.keywords(), domain::RuleKind::kKeyword}, std::pair{&s.red_flags(), domain::RuleKind::kRedFlag},
                                   std::pair{&s.must_have(), domain::RuleKind::kMustHave}})
    for (const std::string& rule : *list) JM_CHECK_OK(domain::check_rule(rule, kind));
  JM_CHECK_OK(check_salary("salaryMin", s.has_salary_min(), s.salary_min()));
  JM_CHECK_OK(check_salary("salaryMax", s.has_salary_max(), s.salary_max()));
  if (s.has_salary_min() && s.has_salary_max() && s.salary_min() > s.salary_max())
    return bad("salaryMin (" + std::to_string(s.salary_min()) + ") is above salaryMax (" + std::to_string(s.salary_max()) + ").");
  if (s.remote_policy() == pb::REMOTE_POLICY_UNSPECIFIED) s.set_remote_policy(pb::ON_SITE);
  if (!pb::RemotePolicy_IsValid(s.remote_policy())) return bad("There is no such remotePolicy.");
  JM_TRY(start, clean_text("startDate", s.start_date(), kEntryBytesMax));
  if (start) s.set_start_date(*start);
  else s.clear_start_date();
  JM_TRY(duration, clean_text("duration", s.duration(), kEntryBytesMax));
  if (duration) s.set_duration(*duration);
  else s.clear_duration();
  JM_TRY(letter, clean_text("coverLetterTemplate", s.cover_letter_template(), kTemplateBytesMax));
  if (letter) s.set_cover_letter_template(*letter);
  else s.clear_cover_letter_template();
  if (s.has_letter_tone() && s.letter_tone() != "FORMAL" && s.letter_tone() != "WARM" && s.letter_tone() != "DIRECT") return bad("letterTone is FORMAL, WARM or DIRECT.");
  if (s.has_letter_language() && s.letter_language() != "FR" && s.letter_language() != "EN") return bad("letterLanguage is FR or EN.");
  return {};
}

Result<void> apply_update(pb::SearchConfig& s, const pb::UpdateSearchConfigRequest& u) {
  for (const std::string& name : u.cleared()) {
    if (name == "job_titles") s.clear_job_titles();
    else if (name == "locations") s.clear_locations();
    else if (name == "keywords") s.clear_keywords();
    else if (name == "red_flags") s.clear_red_flags();
    else if (name == "must_have") s.clear_must_have();
    else if (name == "remote_policy") s.clear_remote_policy();
    else if (name == "salary_min") s.clear_salary_min();
    else if (name == "salary_max") s.clear_salary_max();
    else if (name == "start_date") s.clear_start_date();
    else if (name == "duration") s.clear_duration();
    else if (name == "cover_letter_template") s.clear_cover_letter_template();
    else if (name == "letter_tone") s.clear_letter_tone();
    else if (name == "letter_language") s.clear_letter_language();
    else return bad("A search has no " + name.substr(0, 40) + " to clear.");
  }
  if (u.has_job_titles()) *s.mutable_job_titles() = u.job_titles().values();
  if (u.has_locations()) *s.mutable_locations() = u.locations().values();
  if (u.has_keywords()) *s.mutable_keywords() = u.keywords().values();
  if (u.has_red_flags()) *s.mutable_red_flags() = u.red_flags().values();
  if (u.has_must_have()) *s.mutable_must_have() = u.must_have().values();
  if (u.has_remote_policy()) s.set_remote_policy(u.remote_policy());
  if (u.has_salary_min()) s.set_salary_min(u.salary_min());
  if (u.has_salary_max()) s.set_salary_max(u.salary_max());
  if (u.has_start_date()) s.set_start_date(u.start_date());
  if (u.has_duration()) s.set_duration(u.duration());
  if (u.has_cover_letter_template()) s.set_cover_letter_template(u.cover_letter_template());
  if (u.has_letter_tone()) s.set_letter_tone(u.letter_tone());
  if (u.has_letter_language()) s.set_letter_language(u.letter_language());
  return clean_search(s);
}

namespace {

// "Entreprise : Élan" and "company: elan" are one rule.
std::string rule_identity(std::string_view rule) {
  const domain::RuleText split = domain::split_rule(rule);
  return std::to_string(split.fields) + text::fold(split.words);
}

constexpr std::string_view field_prefix(pb::RuleField f) {
  switch (f) {
    case pb::RULE_TITLE: return "title: ";
    case pb::RULE_COMPANY: return "company: ";
    case pb::RULE_TEXT: return "text: ";
    case pb::RULE_TAGS: return "tags: ";
    default: return "";
  }
}

}  // namespace

Result<void> apply_rule(pb::SearchConfig& s, const pb::SetSearchRuleRequest& r) {
  if (trim(r.text()).empty()) return bad("The rule has no words.", "BAD_RULE");
  if (!pb::RuleField_IsValid(r.field()) || !pb::RuleMode_IsValid(r.mode()) || r.mode() == pb::RULE_MODE_UNSPECIFIED) return bad("A rule is to be MUST, BOOST, EXCLUDE or CLEAR.");
  const std::string rule = std::string(field_prefix(r.field())) + std::string(trim(r.text()));
  const std::string identity = rule_identity(rule);
  Strings* const lists[] = {s.mutable_must_have(), s.mutable_keywords(), s.mutable_red_flags()};
  for (Strings* list : lists)
    for (int i = list->size(); i-- > 0;)
      if (rule_identity(list->Get(i)) == identity) list->DeleteSubrange(i, 1);
  if (r.mode() != pb::RULE_CLEAR) *lists[r.mode() - pb::RULE_MUST]->Add() = rule;
  return clean_search(s);
}

Result<void> check_push_token(std::string_view token) {
  constexpr std::size_t kInnerMax = 200;
  std::string_view inner = token;
  for (const std::string_view prefix : {"ExponentPushToken[", "ExpoPushToken["})
    if (inner.starts_with(prefix)) {
      inner.remove_prefix(prefix.size());
      break;
    }
  const bool good = inner.size() < token.size() && inner.size() >= 2 && inner.size() <= kInnerMax && inner.back() == ']' &&
                    std::ranges::all_of(inner.substr(0, inner.size() - 1), [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
  if (!good) return bad("This is not an Expo push token. It has the form ExponentPushToken[…].", "BAD_PUSH_TOKEN");
  return {};
}

}  // namespace jm::profile
