// All that a document of an application is made of and checked against, read once.
#pragma once
#include <memory>

#include "coach/case.h"
#include "domain/draft.h"

namespace jm::coach {

struct Material {
  Case looked_at;
  domain::Contact contact;
  int profile_version = 0;
  domain::ProfileFacts profile;                // by complete()
  std::unique_ptr<domain::FactBook> book;
};

// Rows of contact_facts.sql, the last word first, and of account_email.sql.
domain::Contact read_contact(const pg::Rows& facts, const pg::Rows& account);
// What the case and the contact say, as facts. On the CPU pool.
void complete(Material& m, Time now);

}  // namespace jm::coach
