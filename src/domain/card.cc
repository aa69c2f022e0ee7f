#include "domain/card.h"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>

#include "base/json_text.h"
#include "text/fold.h"

namespace jm::domain {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(CardField::kCount_)> kNames = {"TEXT", "COMPANY", "PLACE", "COORDINATES", "PAY", "CONTRACT", "REMOTE", "LINK"};

bool better(const Offer& a, const Offer& b) {
  const auto key = [](const Offer& o) { return std::tuple(o.description_cut, o.intermediary, ~o.description.size()); };
  if (key(a) != key(b)) return key(a) < key(b);
  return std::tie(a.source, a.source_id) < std::tie(b.source, b.source_id);
}

// A town beats a region, a region a country.
int precision(const Offer& o) {
  const Place* p = o.main_place();
  if (!p) return 0;
  return !p->city.empty() ? 4 : !p->departement.empty() ? 3 : !p->region.empty() ? 2 : 1;
}

int pay_quality(const Pay& p) { return p.usable() ? 3 : p.stated() && p.origin == PayOrigin::kEmployer ? 2 : p.stated() ? 1 : 0; }

template <class T>
void fill(T& into, const T& from) {
  if (into == T{}) into = from;
}

class Maker {
 public:
  explicit Maker(std::span<const Offer> sightings) : all_(sightings), order_(sightings.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
    std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return better(all_[a], all_[b]); });
  }

  Card make() {
    card_.offer = all_[order_.front()];
    note(CardField::kText, order_.front());
    take(CardField::kCompany, [](const Offer& o) { return o.company.empty() ? 0 : o.intermediary ? 1 : 2; }, [&](const Offer& o) {
      card_.offer.company = o.company;
      card_.offer.company_key = o.company_key;
      card_.offer.intermediary = o.intermediary;
    });
    take(CardField::kPlace, precision, [&](const Offer& o) { card_.offer.places = o.places; });
    coordinates();
    take(CardField::kPay, [](const Offer& o) { return pay_quality(o.pay); }, [&](const Offer& o) { card_.offer.pay = o.pay; });
    take(CardField::kContract, [](const Offer& o) { return o.contract == Contract::kUnknown ? 0 : 1; }, [&](const Offer& o) {
      card_.offer.contract = o.contract;
      card_.offer.contract_months = o.contract_months;
    });
    take(CardField::kRemote, [](const Offer& o) { return o.remote == Remote::kUnknown ? 0 : 1; }, [&](const Offer& o) { card_.offer.remote = o.remote; });
    take(CardField::kLink, [](const Offer& o) { return o.url.empty() ? 0 : o.closed ? 1 : 2; }, [&](const Offer& o) {
      card_.offer.url = o.url;
      card_.offer.canonical_url = o.canonical_url;
      card_.offer.apply_url = o.apply_url;
    });
    small_fields();
    times();
    card_.offer.content_hash = content_hash(card_.offer);
    return std::move(card_);
  }

 private:
  void note(CardField f, std::size_t sighting) { card_.from.emplace_back(f, sighting); }

  // The sighting with the highest quality, the best one among equals; 0 = says nothing.
  void take(CardField f, const std::function<int(const Offer&)>& quality, const std::function<void(const Offer&)>& use) {
    std::size_t best = order_.front();
    for (const std::size_t i : order_)
      if (quality(all_[i]) > quality(all_[best])) best = i;
    if (quality(all_[best]) == 0) return;
    use(all_[best]);
    note(f, best);
  }

  void coordinates() {
    if (card_.offer.places.empty()) return;
    Place& place = card_.offer.places.front();
    for (const std::size_t i : order_) {
      const Place* p = all_[i].main_place();
      if (!p || !p->lat || !p->lon || text::fold_name(p->city) != text::fold_name(place.city)) continue;
      place.lat = p->lat;
      place.lon = p->lon;
      if (place.postal_code.empty() && place.insee.empty()) place.postal_code = p->postal_code, place.insee = p->insee;
      note(CardField::kCoordinates, i);
      return;
    }
  }

  void small_fields() {
    Offer& o = card_.offer;
    for (const std::size_t i : order_) {
      const Offer& s = all_[i];
      fill(o.working_time, s.working_time);
      fill(o.experience, s.experience);
      fill(o.requirements, s.requirements);
      fill(o.skills, s.skills);
      fill(o.languages, s.languages);
      fill(o.licences, s.licences);
      fill(o.education_level, s.education_level);
      fill(o.rome_code, s.rome_code);
      fill(o.naf_code, s.naf_code);
      fill(o.qualification, s.qualification);
      fill(o.working_hours, s.working_hours);
      fill(o.travel, s.travel);
      fill(o.openings, s.openings);
      fill(o.tags, s.tags);
    }
  }

  // Posted when it first was; over when the last open sighting is, if all of those say when.
  void times() {
    Offer& o = card_.offer;
    o.closed = std::all_of(all_.begin(), all_.end(), [](const Offer& s) { return s.closed; });
    bool known = true;
    o.expires_at.reset();
    for (const Offer& s : all_) {
      if (s.posted_at && (!o.posted_at || *s.posted_at < *o.posted_at)) o.posted_at = s.posted_at;
      if (s.closed != o.closed) continue;
      known &= s.expires_at.has_value();
      if (s.expires_at && (!o.expires_at || *s.expires_at > *o.expires_at)) o.expires_at = s.expires_at;
    }
    if (!known) o.expires_at.reset();
  }

  std::span<const Offer> all_;
  std::vector<std::size_t> order_;
  Card card_;
};

}  // namespace

std::string_view name(CardField v) { return kNames[static_cast<std::size_t>(v)]; }

Card make_card(std::span<const Offer> sightings) { return Maker(sightings).make(); }

std::string provenance_json(const Card& card, std::span<const Offer> sightings) {
  std::string out = "{";
  for (const auto& [field, at] : card.from) {
    if (out.size() > 1) out += ',';
    append_json_string(out, name(field));
    out += ":[";
    append_json_string(out, sightings[at].source);
    out += ',';
    append_json_string(out, sightings[at].source_id);
    out += ']';
  }
  return out += '}';
}

}  // namespace jm::domain
