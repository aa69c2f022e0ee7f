#include "profile/module.h"

#include "profile/service.h"

namespace jm::profile {

std::unique_ptr<ProfileService> make_profile(Deps deps) { return std::make_unique<Service>(deps); }

}  // namespace jm::profile
