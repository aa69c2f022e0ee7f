// What a card takes from which sighting.
#include "domain/card.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/place.h"

namespace jm::domain {
namespace {

const Time kNow = *parse_iso("2026-06-01");

Offer sighting(std::string source, std::string text) {
  Offer o;
  o.source = source;
  o.source_id = source + "-1";
  o.title = "Cartographe";
  o.company = "Brume";
  o.url = "https://" + source + ".example.org/1";
  o.description = std::move(text);
  seal(o, kNow);
  return o;
}

Pay yearly(int amount) {
  Pay p;
  p.min = amount;
  p.currency = "EUR";
  p.period = PayPeriod::kYear;
  p.origin = PayOrigin::kEmployer;
  return p;
}

// "TEXT=a PAY=b …"
std::string provenance(const Card& card, const std::vector<Offer>& from) {
  std::string out;
  for (const auto& [field, i] : card.from) out += (out.empty() ? "" : " ") + std::string(name(field)) + "=" + from[i].source;
  return out;
}

TEST(Card, TakesTheWholeTextAndFromTheOthersWhatItLacks) {
  Offer whole = sighting("whole", "Dessiner des cartes."), cut = sighting("cut", "Dessiner des cartes, et beaucoup d'autres choses encore qui …");
  cut.description_cut = true;
  cut.pay = yearly(40000);
  cut.places = parse_places("Lyon").places;
  cut.places[0].lat = 45.76;
  cut.places[0].lon = 4.84;
  cut.contract = Contract::kCdi;
  whole.places = parse_places("69").places;
  seal(cut, kNow);
  std::vector<Offer> both = {cut, whole};
  const Card card = make_card(both);
  EXPECT_EQ(provenance(card, both), "TEXT=whole COMPANY=whole PLACE=cut COORDINATES=cut PAY=cut CONTRACT=cut LINK=whole");
  EXPECT_EQ(card.offer.description, "Dessiner des cartes.");
  EXPECT_FALSE(card.offer.description_cut);
  EXPECT_EQ(card.offer.pay.yearly_min, 40000);
  EXPECT_EQ(card.offer.places[0].city, "Lyon");
  EXPECT_EQ(card.offer.content_hash, content_hash(card.offer));
  EXPECT_EQ(provenance_json(make_card(std::span(&whole, 1)), std::span(&whole, 1)),
            R"({"TEXT":["whole","whole-1"],"COMPANY":["whole","whole-1"],"PLACE":["whole","whole-1"],"LINK":["whole","whole-1"]})");
}

TEST(Card, AnAgencyGivesWayToTheEmployer) {
  Offer agency = sighting("a", "Notre client cherche une personne pour dessiner des cartes."), own = sighting("b", "Dessiner des cartes.");
  agency.company = "Randstad";
  seal(agency, kNow);
  ASSERT_TRUE(agency.intermediary);
  std::vector<Offer> both = {agency, own};
  EXPECT_EQ(provenance(make_card(both), both), "TEXT=b COMPANY=b LINK=b");
}

TEST(Card, IsOpenWhileOneSightingIsAndItsLinkWorks) {
  Offer a = sighting("a", "Dessiner des cartes de montagne."), b = sighting("b", "Dessiner des cartes.");
  a.closed = true;
  std::vector<Offer> both = {a, b};
  Card card = make_card(both);
  EXPECT_FALSE(card.offer.closed);
  EXPECT_EQ(provenance(card, both), "TEXT=a COMPANY=a LINK=b");
  both[1].closed = true;
  EXPECT_TRUE(make_card(both).offer.closed);
  both[0].closed = both[1].closed = false;
  both[0].expires_at = kNow + std::chrono::hours(24);
  EXPECT_FALSE(make_card(both).offer.expires_at);            // the other may go on
  both[1].expires_at = kNow + std::chrono::hours(48);
  EXPECT_EQ(make_card(both).offer.expires_at, both[1].expires_at);
}

TEST(Card, DoesNotDependOnTheOrder) {
  std::vector<Offer> all;
  for (int i = 0; i < 6; ++i) {
    Offer o = sighting("s" + std::to_string(i), std::string("Dessiner des cartes.") + (i % 2 ? " Et des plans." : ""));
    if (i % 3 == 0) o.contract = i == 0 ? Contract::kCdi : Contract::kCdd;
    if (i % 2 == 0) o.pay = yearly(30000 + i);
    o.posted_at = kNow - std::chrono::hours(i);
    seal(o, kNow);
    all.push_back(std::move(o));
  }
  const Card first = make_card(all);
  const std::string json = provenance_json(first, all);
  for (int i = 0; i < 100; ++i) {
    std::next_permutation(all.begin(), all.end(), [](const Offer& a, const Offer& b) { return a.source < b.source; });
    const Card again = make_card(all);
    EXPECT_EQ(provenance_json(again, all), json);
    EXPECT_EQ(again.offer.content_hash, first.offer.content_hash);
    EXPECT_EQ(again.offer.posted_at, first.offer.posted_at);
  }
}

}  // namespace
}  // namespace jm::domain
