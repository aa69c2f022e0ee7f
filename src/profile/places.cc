// Places as somebody begins to type them.
#include "domain/place_suggest.h"
#include "profile/service.h"

namespace jm::profile {
namespace {

void add(const domain::PlaceSuggestion& s, pb::Place& p) {
  p.set_kind(std::string(domain::name(s.kind)));
  p.set_text(s.text);
  p.set_name(s.name);
  if (!s.insee.empty()) p.set_insee(s.insee);
  if (!s.postal_code.empty()) p.set_postal_code(s.postal_code);
  if (!s.departement.empty()) p.set_departement(s.departement);
  if (!s.departement_name.empty()) p.set_departement_name(s.departement_name);
  if (!s.region_name.empty()) p.set_region_name(s.region_name);
  if (!s.country.empty()) p.set_country(s.country);
  if (!s.country_name.empty()) p.set_country_name(s.country_name);
  if (s.population > 0) p.set_population(s.population);
  if (s.placed) {
    p.set_lat(s.lat);
    p.set_lon(s.lon);
  }
}

}  // namespace

Task<Result<pb::PlaceList>> Service::FindPlaces(Caller caller, pb::FindPlacesRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  if (request.first() < 1 || request.first() > static_cast<int>(domain::kPlaceSuggestionsMax))
    co_return fail(Code::kInvalidArgument, "Ask for 1 to " + std::to_string(domain::kPlaceSuggestionsMax) + " places.", "BAD_INPUT");
  if (request.prefix().size() > domain::kPlacePrefixBytesMax)
    co_return fail(Code::kInvalidArgument, "prefix is too long: at most " + std::to_string(domain::kPlacePrefixBytesMax) + " bytes.", "BAD_INPUT");
  const auto lang = request.french() ? domain::Lang::kFr : domain::Lang::kEn;
  // The first question brings the names into order, which takes a while; later ones do not wait behind passwords.
  if (!places_ready_) {
    auto job = [] { return domain::suggest_places("a", 1, domain::Lang::kEn).size(); };
    JM_CO_TRY(ready, co_await deps_.hashing.run(std::move(job)));
    (void)ready;
    places_ready_ = true;
  }
  pb::PlaceList list;
  for (const domain::PlaceSuggestion& s : domain::suggest_places(request.prefix(), static_cast<std::size_t>(request.first()), lang)) add(s, *list.add_places());
  co_return list;
}

}  // namespace jm::profile
