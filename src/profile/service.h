// The service behind ProfileService. One method, one use case: accounts.cc, login.cc, sessions.cc, leaving.cc, profile_data.cc, searches.cc,
// places.cc, push_tokens.cc, cv.cc. I/O thread only.
#pragma once
#include <functional>
#include <string>

#include "profile/module.h"

namespace jm::profile {

class Service final : public ProfileService {
 public:
  explicit Service(Deps deps) : deps_(deps), decoy_(crypto::decoy_hash(deps.password_cost)) {}

  Task<Result<pb::Session>> Register(Caller caller, pb::Credentials request) override;
  Task<Result<pb::Session>> Login(Caller caller, pb::Credentials request) override;
  Task<Result<pb::EndedSession>> EndSessions(Caller caller, pb::EndSessionsRequest request) override;
  Task<Result<pb::EndedSessionList>> GetEndedSessions(Caller caller, pb::GetEndedSessionsRequest request) override;
  Task<Result<pb::EndedSession>> ChangePassword(Caller caller, pb::ChangePasswordRequest request) override;
  Task<Result<pb::User>> ChangeEmail(Caller caller, pb::ChangeEmailRequest request) override;
  Task<Result<pb::OwnedRows>> ReadOwned(Caller caller, pb::ReadOwnedRequest request) override;
  Task<Result<pb::EndedSession>> DeleteAccount(Caller caller, pb::DeleteAccountRequest request) override;
  Task<Result<pb::User>> GetUser(Caller caller, pb::GetUserRequest request) override;
  Task<Result<pb::Profile>> GetProfile(Caller caller, pb::GetProfileRequest request) override;
  Task<Result<pb::Profile>> UpdateProfile(Caller caller, pb::UpdateProfileRequest request) override;
  Task<Result<pb::SearchConfigList>> GetSearchConfigs(Caller caller, pb::GetSearchConfigsRequest request) override;
  Task<Result<pb::SearchConfig>> CreateSearchConfig(Caller caller, pb::CreateSearchConfigRequest request) override;
  Task<Result<pb::SearchConfig>> UpdateSearchConfig(Caller caller, pb::UpdateSearchConfigRequest request) override;
  Task<Result<pb::SearchConfig>> SetSearchRule(Caller caller, pb::SetSearchRuleRequest request) override;
  Task<Result<pb::Empty>> DeleteSearchConfig(Caller caller, pb::DeleteSearchConfigRequest request) override;
  Task<Result<pb::Empty>> RegisterPushToken(Caller caller, pb::RegisterPushTokenRequest request) override;
  Task<Result<pb::PlaceList>> FindPlaces(Caller caller, pb::FindPlacesRequest request) override;
  Task<Result<pb::UploadCVReply>> UploadCV(Caller caller, pb::UploadCVRequest request) override;
  Task<Result<pb::Empty>> ParseCV(Caller caller, pb::ParseCVRequest request) override;
  Task<Result<pb::CvDocumentList>> GetCvDocuments(Caller caller, pb::GetCvDocumentsRequest request) override;
  Task<Result<pb::CvFile>> GetCvFile(Caller caller, pb::GetCvFileRequest request) override;
  Task<Result<pb::CvFactList>> GetCvFacts(Caller caller, pb::GetCvFactsRequest request) override;
  Task<Result<pb::CvFactList>> ReviewCv(Caller caller, pb::ReviewCvRequest request) override;

 private:
  Task<Result<pb::SearchConfig>> change_search(Caller caller, std::string search_id, std::function<Result<void>(pb::SearchConfig&)> change);
  Task<Result<std::string>> hash(std::string password);
  Task<Result<bool>> verify(std::string phc, std::string password);
  // One try of a password, throttled per account and address and counted before it is made.
  Task<Result<bool>> attempt(Caller caller, std::string email, std::string phc, std::string password);
  struct Account {
    std::string email, hash;
  };
  // The signed-in caller says the password again: PERMISSION_DENIED, reason WRONG_PASSWORD.
  Task<Result<Account>> confirm(Caller caller, std::string password);
  // After a good sign-in: the account's failures are forgotten, the address gets its attempt back, an old hash is renewed.
  Task<void> settle_login(Caller caller, std::string email, Uuid user_id, std::string phc, std::string password);
  Task<void> give_back(Caller caller, std::vector<std::string> keys);

  Deps deps_;
  const std::string decoy_;             // what the password of an unknown account is verified against
  bool places_ready_ = false;
  unsigned attempts_ = 0;               // since start; every so many, old counts are swept
};

}  // namespace jm::profile
