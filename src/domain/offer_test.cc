// Links, pay, sanity and the JSON of the canonical offer.
#include "domain/offer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json_text.h"
#include "domain/offer_json.h"
#include "domain/reason.h"

namespace jm::domain {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const Time kNow = *parse_iso("2026-06-01");

TEST(CanonicalUrl, OnePageOneKey) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://www.Example.org/jobs/12/?utm_source=x&utm_medium=api#apply", "https://example.org/jobs/12"},
      {"http://example.org:80/jobs/12", "https://example.org/jobs/12"},
      {"https://example.org:443/jobs/12", "https://example.org/jobs/12"},
      {"https://example.org/jobs?gh_jid=7&gh_src=abc", "https://example.org/jobs?gh_jid=7"},
      {"https://example.org/j?b=2&a=1&ref=x&source=y&gclid=z", "https://example.org/j?a=1&b=2"},
      {"https://www.adzuna.fr/land/ad/5542885990?se=abc&v=def&utm_medium=api", "https://adzuna.fr/land/ad/5542885990"},
      {"https://example.org/Case/Kept", "https://example.org/Case/Kept"},
      {"https://example.org", "https://example.org"},
      {"https://example.org/?", "https://example.org"},
      {"ftp://example.org/x", ""}, {"javascript:alert(1)", ""}, {"/jobs/12", ""}, {"", ""}, {"https://", ""},
      {"https://user:pw@example.org/x", ""}, {"https://example.org/a b", ""}, {"https://example.org/<x>", ""}, {"https://localhost/x", ""},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(canonical_url(in), out) << in;
  EXPECT_EQ(canonical_url("https://example.org/" + std::string(kUrlBytesMax, 'a')), "");
  for (const auto& [in, out] : cases)
    if (*out) EXPECT_EQ(canonical_url(out), out) << "not idempotent: " << in;
}

struct PayCase {
  Pay pay;
  std::optional<int> low, high;
  bool doubtful;
};

Pay pay(std::optional<double> low, std::optional<double> high, std::string currency, PayPeriod period, double months = 0) {
  Pay p;
  p.min = low;
  p.max = high;
  p.currency = std::move(currency);
  p.period = period;
  p.months = months;
  p.origin = PayOrigin::kEmployer;
  return p;
}

TEST(Pay, IsBroughtToAYearOrDoubted) {
  using P = PayPeriod;
  const PayCase cases[] = {
      {pay(45000, 55000, "EUR", P::kYear), 45000, 55000, false},
      {pay(2000, 2500, "EUR", P::kMonth), 24000, 30000, false},
      {pay(2000, 2500, "EUR", P::kMonth, 13), 26000, 32500, false},
      {pay(11.88, 11.88, "EUR", P::kHour, 12), 21622, 21622, false},
      {pay(20, 20, "USD", P::kHour), 41600, 41600, false},
      {pay(500, 500, "EUR", P::kDay), 109000, 109000, false},
      {pay(55000, 45000, "EUR", P::kYear), 45000, 55000, false},          // the wrong way round
      {pay(40000, {}, "EUR", P::kYear), 40000, {}, false},
      {pay({}, 40000, "EUR", P::kYear), {}, 40000, false},
      {pay(40000, 45000, "EUR", P::kUnknown), 40000, 45000, false},       // can be nothing but a year's
      {pay(48000, 52000, "EUR", P::kMonth), {}, {}, true},
      {pay(12, 12, "EUR", P::kYear), {}, {}, true},
      {pay(2000, 2000, "EUR", P::kHour), {}, {}, true},
      {pay(30000, 400000, "EUR", P::kYear), {}, {}, true},
      {pay(1900, 1900, "EUR", P::kUnknown), {}, {}, true},
      {pay(9'999'999'999, 9'999'999'999, "EUR", P::kYear), {}, {}, true},
      {pay(6'000'000, 9'000'000, "JPY", P::kYear), 6'000'000, 9'000'000, false},
      {pay(0, 0, "EUR", P::kYear), {}, {}, false},                        // 0 is "unknown"
      {pay(-5, 1e300 * 1e300, "EUR", P::kYear), {}, {}, false},
  };
  for (PayCase c : cases) {
    SCOPED_TRACE(std::to_string(c.pay.min.value_or(-1)) + " " + std::to_string(c.pay.max.value_or(-1)));
    normalise_pay(c.pay);
    EXPECT_EQ(c.pay.yearly_min, c.low);
    EXPECT_EQ(c.pay.yearly_max, c.high);
    EXPECT_EQ(c.pay.doubtful, c.doubtful);
    EXPECT_EQ(c.pay.usable(), !c.doubtful && (c.low || c.high));
  }
  Pay predicted = pay(45000, 45000, "EUR", P::kYear);
  predicted.origin = PayOrigin::kPredicted;
  normalise_pay(predicted);
  EXPECT_FALSE(predicted.usable()) << "a board's guess never counts as the employer's word";
}

TEST(Seal, DropsWhatCannotBe) {
  Offer o;
  o.source_id = std::string(1000, '7');
  o.title = std::string(600, 'a') + "é";
  o.description = std::string(kDescriptionBytesMax - 1, 'b') + "é";
  o.url = "javascript:alert(1)";
  o.posted_at = parse_iso("0001-01-01T00:00:00Z");
  o.updated_at = kNow + std::chrono::hours(24 * 30);
  o.expires_at = parse_iso("9999-12-31");
  o.openings = -4;
  o.contract_months = 4000;
  o.places.resize(80);
  o.places[0].lat = 481.2;
  o.places[0].lon = 2.3;
  const auto warnings = seal(o, kNow);
  EXPECT_THAT(warnings, testing::UnorderedElementsAre(Warning::kTextCut, Warning::kUrlDropped, Warning::kDateDropped, Warning::kPlacesCut,
                                                      Warning::kCoordinatesDropped));
  EXPECT_EQ(o.source_id.size(), kSourceIdBytesMax);
  EXPECT_EQ(o.title.size(), kTitleBytesMax);
  EXPECT_LE(o.description.size(), kDescriptionBytesMax);
  EXPECT_TRUE(is_valid_utf8(o.description)) << "cut between characters";
  EXPECT_TRUE(o.url.empty() && !o.posted_at && !o.updated_at && !o.expires_at && !o.openings && !o.contract_months);
  EXPECT_EQ(o.places.size(), kPlacesMax);
  EXPECT_FALSE(o.places[0].lat);
}

TEST(Seal, ClosesWhatIsOver) {
  Offer o;
  o.posted_at = parse_iso("2026-01-01");
  o.expires_at = parse_iso("2026-05-31");
  seal(o, kNow);
  EXPECT_TRUE(o.closed);
  Offer later;
  later.posted_at = parse_iso("2026-05-20");
  later.expires_at = parse_iso("2026-05-10");
  EXPECT_THAT(seal(later, kNow), Contains(Warning::kDateDropped)) << "over before it began";
  EXPECT_FALSE(later.closed);
}

TEST(Seal, IsIdempotent) {
  Offer o;
  o.title = "Développeur C++";
  o.url = "https://example.org/a?utm_source=b";
  o.pay = pay(2000, 2500, "EUR", PayPeriod::kMonth, 13);
  seal(o, kNow);
  Offer again = o;
  EXPECT_TRUE(seal(again, kNow).empty());
  EXPECT_EQ(again.content_hash, o.content_hash);
  EXPECT_EQ(again.pay, o.pay);
}

TEST(ContentHash, ChangesWithTextAndPayOnly) {
  Offer o;
  o.title = "Développeur C++";
  o.description = "Un texte";
  const ContentHash before = content_hash(o);
  Offer same = o;
  same.updated_at = kNow;
  same.url = "https://example.org";
  same.tags = {"x"};
  EXPECT_EQ(content_hash(same), before);
  for (auto change : {+[](Offer& x) { x.title += "s"; }, +[](Offer& x) { x.description += "."; }, +[](Offer& x) { x.pay.min = 1; },
                      +[](Offer& x) { x.company = "Y"; }, +[](Offer& x) { std::swap(x.title, x.description); }}) {
    Offer changed = o;
    change(changed);
    EXPECT_NE(content_hash(changed), before);
  }
  EXPECT_NE(before, ContentHash{});
}

Offer rich_offer() {
  Offer o;
  o.source = "france_travail";
  o.source_id = "188DXRS";
  o.title = "Développeur \"C++\" 🚀";
  o.company = "Brume SARL";
  o.url = "https://example.org/1";
  o.apply_url = "https://example.org/1/apply";
  o.description = "Ligne 1\n- point";
  o.places = {{"69 - Lyon", "Lyon", "69003", "69383", "69", "ARA", "FR", "", 45.75, 4.85}, {"Europe", "", "", "", "", "", "", "EUROPE", {}, {}}};
  o.remote = Remote::kHybrid;
  o.contract = Contract::kCdd;
  o.contract_months = 18;
  o.working_time = WorkingTime::kFullTime;
  o.pay = pay(45000, 55000.5, "EUR", PayPeriod::kYear, 12);
  o.pay.gross_net = GrossNet::kGross;
  o.pay.raw = "45-55k€";
  o.language = "fr";
  o.posted_at = parse_iso("2026-05-20T10:00:00.123Z");
  o.updated_at = parse_iso("2026-05-21T10:00:00Z");
  o.expires_at = parse_iso("2026-07-21T10:00:00Z");
  o.tags = {"Informatique", "C++"};
  o.experience = {ExperienceNeed::kRequired, 36, "3 An(s)"};
  o.requirements = {{"skill", "C++", "123", true}, {"language", "Anglais", "", false}};
  o.skills = {{"cpp", true}, {"qt", false}};
  o.languages = {{"en", "B2", true}, {"de", "", false}};
  o.education_level = 7;
  o.education_required = true;
  o.licences = {"B"};
  o.posted_precision = DatePrecision::kInstant;
  o.rome_code = "M1805";
  o.naf_code = "62.01Z";
  o.qualification = "Cadre";
  o.working_hours = "35H/semaine";
  o.travel = "Ponctuels";
  o.openings = 2;
  seal(o, kNow);
  return o;
}

TEST(OfferJson, DetailsComeBack) {
  const Offer o = rich_offer();
  Offer back;
  ASSERT_TRUE(read_details(details_json(o, false), back));
  back.canonical_url = o.canonical_url;
  back.content_hash = o.content_hash;
  EXPECT_EQ(details_json(back, false), details_json(o, false));
  EXPECT_EQ(back.places, o.places);
  EXPECT_EQ(back.pay, o.pay);
  EXPECT_EQ(back.experience, o.experience);
  EXPECT_EQ(back.requirements, o.requirements);
  EXPECT_EQ(back.skills, o.skills);
  EXPECT_EQ(back.languages, o.languages);
  EXPECT_EQ(back.education_level, 7);
  EXPECT_EQ(back.licences, o.licences);
  EXPECT_EQ(back.company_key, "brume");
  EXPECT_EQ(back.posted_at, o.posted_at);
  EXPECT_THAT(details_json(o, true), Not(HasSubstr("Ligne 1")));
  EXPECT_FALSE(read_details("[1]", back));
  EXPECT_FALSE(read_details("{", back));
  EXPECT_TRUE(read_details(R"({"places":7,"pay":[],"tags":{},"openings":"x","unknown":1})", back)) << "wrong types are passed over";
}

TEST(OfferJson, RawDataIsWhatClientsRead) {
  const std::string json = raw_data_json(rich_offer());
  for (const char* part : {"\"title\":\"Développeur \\\"C++\\\" 🚀\"", "\"company\":\"Brume SARL\"", "\"location\":\"69 - Lyon; Europe\"",
                           "\"description\":\"Ligne 1\\n- point\"", "\"salary\":\"45"})
    EXPECT_THAT(json, HasSubstr(part));
}

TEST(PayText, BothLanguages) {
  EXPECT_EQ(pay_text(pay(45000, 55000, "EUR", PayPeriod::kYear), "en"), "45,000 – 55,000 € a year");
  EXPECT_EQ(pay_text(pay(45000, 55000, "EUR", PayPeriod::kYear), "fr"), "45\u202F000 – 55\u202F000\u00A0€ par an");
  EXPECT_EQ(pay_text(pay(11.88, 11.88, "EUR", PayPeriod::kHour), "fr"), "11.88\u00A0€ de l’heure");
  EXPECT_EQ(pay_text(pay(1250000, {}, "USD", PayPeriod::kYear), "en"), "from 1,250,000 $ a year");
  EXPECT_EQ(pay_text(Pay{}, "en"), "");
}

TEST(Reasons, HaveASentenceInBothLanguages) {
  for (int i = 0; i <= static_cast<int>(ReasonCode::kOld); ++i) {
    const Reason r{static_cast<ReasonCode>(i), 3, "7"};
    EXPECT_EQ(reason_code_from(name(r.code)), r.code);
    const std::string en = reason_text(r, Lang::kEn), fr = reason_text(r, Lang::kFr);
    EXPECT_FALSE(en.empty() || fr.empty());
    EXPECT_NE(en, fr);
    EXPECT_THAT(en, Not(HasSubstr("{0}")));
    EXPECT_THAT(fr, Not(HasSubstr("{0}")));
  }
  EXPECT_EQ(reason_text({ReasonCode::kTitle, 40, "C++ developer"}, Lang::kEn), "The title matches “C++ developer”");
  EXPECT_EQ(reason_text({ReasonCode::kFresh, 6, "1"}, Lang::kFr), "Publiée hier");
  EXPECT_EQ(reason_text({ReasonCode::kRemote, 6, "REMOTE"}, Lang::kFr), "Télétravail complet");
  EXPECT_EQ(reason_text({ReasonCode::kPay, 8, "60000 EUR"}, Lang::kFr), "Rémunération\u00a0: 60\u202F000\u00A0€ par an");
  EXPECT_EQ(reason_text({ReasonCode::kPay, 8, "53000-72000 EUR"}, Lang::kEn), "Pays 53,000 – 72,000 € a year");
  EXPECT_EQ(reason_text({ReasonCode::kPayBelow, 3, "53000-72000"}, Lang::kEn), "Pays 53,000 – 72,000 a year, which reaches your minimum only in part");
}

TEST(Names, ComeBack) {
  for (const char* n : {"REMOTE", "HYBRID", "ON_SITE", ""}) EXPECT_EQ(name(remote_from(n)), n);
  for (const char* n : {"CDI", "CDD", "INTERIM", "INTERNSHIP", "APPRENTICESHIP", "FREELANCE", "TEMPORARY", ""}) EXPECT_EQ(name(contract_from(n)), n);
  EXPECT_EQ(remote_from("remote"), Remote::kUnknown);
  for (std::size_t i = 0; i < static_cast<std::size_t>(Warning::kCount_); ++i) EXPECT_FALSE(name(static_cast<Warning>(i)).empty());
}

}  // namespace
}  // namespace jm::domain
