// The service behind ProfileService. One method, one use case: accounts.cc, login.cc, profile_data.cc, searches.cc,
// push_tokens.cc. I/O thread only.
#pragma once
#include <string>

#include "profile/module.h"

namespace jm::profile {

class Service final : public ProfileService {
 public:
  explicit Service(Deps deps) : deps_(deps), decoy_(crypto::decoy_hash(deps.password_cost)) {}

  Task<Result<pb::Session>> Register(Caller caller, pb::Credentials request) override;
  Task<Result<pb::Session>> Login(Caller caller, pb::Credentials request) override;
  Task<Result<pb::User>> GetUser(Caller caller, pb::GetUserRequest request) override;
  Task<Result<pb::Profile>> GetProfile(Caller caller, pb::GetProfileRequest request) override;
  Task<Result<pb::Profile>> UpdateProfile(Caller caller, pb::UpdateProfileRequest request) override;
  Task<Result<pb::SearchConfigList>> GetSearchConfigs(Caller caller, pb::GetSearchConfigsRequest request) override;
  Task<Result<pb::SearchConfig>> CreateSearchConfig(Caller caller, pb::CreateSearchConfigRequest request) override;
  Task<Result<pb::SearchConfig>> UpdateSearchConfig(Caller caller, pb::UpdateSearchConfigRequest request) override;
  Task<Result<pb::Empty>> DeleteSearchConfig(Caller caller, pb::DeleteSearchConfigRequest request) override;
  Task<Result<pb::Empty>> RegisterPushToken(Caller caller, pb::RegisterPushTokenRequest request) override;

 private:
  Task<Result<std::string>> hash(std::string password);
  Task<Result<bool>> verify(std::string phc, std::string password);
  // After a good sign-in: the account's failures are forgotten, the address gets its attempt back, an old hash is renewed.
  Task<void> settle_login(Caller caller, std::string address_key, std::string account_key, Uuid user_id, std::string phc, std::string password);
  Task<void> give_back(Caller caller, std::vector<std::string> keys);

  Deps deps_;
  const std::string decoy_;             // what the password of an unknown account is verified against
  unsigned attempts_ = 0;               // since start; every so many, old counts are swept
};

}  // namespace jm::profile
