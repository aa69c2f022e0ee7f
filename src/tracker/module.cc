#include "tracker/module.h"

#include "tracker/service.h"

namespace jm::tracker {

std::unique_ptr<TrackerService> make_tracker(Deps deps) { return std::make_unique<Service>(deps); }

}  // namespace jm::tracker
