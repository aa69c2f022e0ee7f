// The services behind the edge. Interfaces only: in one process they are the services themselves, otherwise gRPC clients.
#pragma once
#include "coach.service.h"
#include "discovery.service.h"
#include "documents.service.h"
#include "tracker.service.h"
#include "user.service.h"

namespace jm::gateway {

struct Services {
  ProfileService& profile;
  DiscoveryService& discovery;
  TrackerService& tracker;
  CoachService& coach;
  DocumentService& documents;
};

}  // namespace jm::gateway
