#include "discovery/boards/board.h"

#include <array>

#include "discovery/boards/all.h"

namespace jm::discovery {

namespace {
constexpr std::array<std::string_view, static_cast<std::size_t>(RejectCode::kCount_)> kNames = {
    "MALFORMED", "TRUNCATED", "NOT_AN_OFFER", "NO_ID", "NO_TITLE", "WRONG_TYPE", "TOO_BIG", "TOO_DEEP", "UNLISTED", "UNSUPPORTED"};
}

std::string_view name(RejectCode v) {
  const auto i = static_cast<std::size_t>(v);
  return i < kNames.size() ? kNames[i] : std::string_view();
}

void ParseOutput::reject(std::size_t index, RejectCode code, std::string detail) {
  ++rejected;
  ++reject_counts[code];
  if (rejects.size() < kRejectsKeptMax) rejects.push_back({index, code, std::move(detail)});
}

void move_dates(domain::Offer& offer, std::chrono::microseconds by) {
  for (auto* t : {&offer.posted_at, &offer.updated_at, &offer.expires_at})
    if (*t) *t = **t + by;
}

std::span<const Board* const> all_boards() {
  static const std::array boards = {
      &france_travail(), &adzuna(), &greenhouse(), &ashby(), &themuse(), &arbeitnow(),
      &lever(), &workable(), &smartrecruiters(), &recruitee(), &teamtailor(), &personio(),
      &remotive(), &remoteok(), &jobicy(), &himalayas(), &hackernews(), &weworkremotely(),
      // read from files only
      &multi_source(), &google_jobs(), &reed_uk(), &remotejobs_org(), &linkedin_derived(), &hellowork(),
      &career_page()};
  return boards;
}

const Board* find_board(std::string_view name) {
  if (name == "jsonld" || name == "html_pages") name = "jobposting";       // what recorded pages are called
  for (const Board* b : all_boards())
    if (b->name() == name) return b;
  return nullptr;
}

}  // namespace jm::discovery
