// One schema.org JobPosting node (developers.google.com "JobPosting structured data"; schema.org 30.0) into an offer. Whoever
// finds the node calls this: web pages (jobposting.cc), Teamtailor's feed, whose items embed one.
//
//   {"@type": "JobPosting", "title": "…", "hiringOrganization": {"name": "…"}, "jobLocation": [{"address": {…}}], …}
//     ->  read_job_posting(node, offer, "", out)
//
// Every form met in the wild is taken: objects, arrays of them, plain strings, numbers as strings ("$100,000"), names in full
// ("https://schema.org/title", "schema:title"). Contacts of persons (applicationContact) are never read.
#pragma once
#include <string_view>

#include "discovery/boards/board.h"
#include "text/json_read.h"

namespace jm::discovery {

// Is the node's @type (a string or an array) JobPosting?
bool is_job_posting(const text::JsonValue& node);

// Fills what the node states. source_id becomes the node's `identifier` (unique only within the employer: qualify it), or
// stays as it is; url stays when the node names none; it may be relative. Keys without a meaning for us are counted in
// out.unmapped_keys under `prefix`. Does not finish the offer: call finish_offer, or return it to parse_records.
void read_job_posting(const text::JsonValue& node, domain::Offer& offer, std::string_view prefix, ParseOutput& out);

}  // namespace jm::discovery
