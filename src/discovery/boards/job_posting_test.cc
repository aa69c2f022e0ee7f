// The JobPosting node reader: every form a property comes in, as a table of node -> what must be in the offer.
#include "discovery/boards/job_posting.h"

#include <gtest/gtest.h>

#include <sstream>

#include "discovery/boards/finish.h"
#include "domain/gazetteer.h"

namespace jm::discovery {
namespace {

const Time kNow = *parse_iso("2025-10-12");

// A position that the node gave, not the one that the list of communes knows for its town.
bool own_point(const domain::Place& p) {
  const auto* commune = domain::commune_of_insee(p.insee);
  return p.lat && !(commune && commune->lat == *p.lat);
}

std::string read(const std::string& members) {
  text::JsonReader reader;
  const auto node = reader.parse("{\"@type\":\"JobPosting\"" + (members.empty() ? "" : "," + members) + "}");
  if (!node) return "not JSON: " + members;
  domain::Offer o;
  ParseOutput out;
  read_job_posting(*node, o, "", out);
  if (o.source_id.empty()) o.source_id = "-";
  if (o.title.empty()) o.title = "T";
  finish_offer(std::move(o), 0, kNow, out);
  const domain::Offer& f = out.offers.at(0);
  std::ostringstream s;
  if (f.title != "T") s << "title=" << f.title << ' ';
  if (f.source_id != "-") s << "id=" << f.source_id << ' ';
  if (!f.company.empty()) s << "company=" << f.company << ' ';
  for (const auto& p : f.places) s << "place=" << p.raw << '[' << p.city << ',' << p.departement << ',' << p.country << p.zone << (own_point(p) ? ",@" : "") << "] ";
  if (f.remote != domain::Remote::kUnknown) s << name(f.remote) << ' ';
  if (f.contract != domain::Contract::kUnknown) s << name(f.contract) << ' ';
  if (f.working_time != domain::WorkingTime::kUnknown) s << name(f.working_time) << ' ';
  if (f.pay.min) s << "min=" << *f.pay.min << ' ';
  if (f.pay.max) s << "max=" << *f.pay.max << ' ';
  if (f.pay.stated()) s << f.pay.currency << '/' << name(f.pay.period) << ' ' << name(f.pay.origin) << ' ';
  if (f.posted_at) s << "posted=" << to_iso(*f.posted_at).substr(0, 10) << ' ';
  if (f.closed) s << "closed ";
  if (!f.url.empty()) s << f.url << ' ';
  for (const auto& r : f.requirements) s << r.kind << ':' << r.label << (r.code.empty() ? "" : "#" + r.code) << ' ';
  for (const auto& t : f.tags) s << "tag:" << t << ' ';
  if (f.experience.months) s << *f.experience.months << "m ";
  if (f.openings) s << *f.openings << " openings ";
  if (!f.description.empty()) s << "text=" << f.description << ' ';
  for (const auto& [key, n] : out.unmapped_keys) s << "unmapped=" << key << ' ';
  std::string text = s.str();
  if (!text.empty()) text.pop_back();
  return text;
}

TEST(JobPosting, EveryFormOfAProperty) {
  const struct { const char *node, *offer; } kRows[] = {
      {"", ""},
      {R"j("title":"Crêpière &amp; serveuse","hiringOrganization":"Chez Loïc")j", "title=Crêpière & serveuse company=Chez Loïc"},
      {R"j("title":["Baker"],"hiringOrganization":{"@type":"Organization","name":"Four Banal","sameAs":"https://four.example.org"})j", "title=Baker company=Four Banal"},
      {R"j("schema:title":"Baker","https://schema.org/datePosted":"2025-09-01")j", "title=Baker posted=2025-09-01"},
      {R"j("name":"Baker","datePosted":" 2025-09-01 \n")j", "title=Baker posted=2025-09-01"},
      {R"j("identifier":{"@type":"PropertyValue","name":"Four","value":7167985})j", "id=7167985"},
      {R"j("identifier":"R-12")j", "id=R-12"},
      {R"j("validThrough":"2025-10-01")j", "closed"},
      {R"j("validThrough":"2025-12-01")j", ""},
      {R"j("url":"https://four.example.org/jobs/1","@id":"https://four.example.org/#x")j", "https://four.example.org/jobs/1"},
      {R"j("url":"javascript:alert(1)")j", ""},
      // Places.
      {R"j("jobLocation":{"@type":"Place","address":{"addressLocality":"Lyon","postalCode":"69003","addressRegion":"Auvergne-Rhône-Alpes","addressCountry":"FR"}})j",
       "place=Lyon, Auvergne-Rhône-Alpes, FR[Lyon,69,FR]"},
      {R"j("jobLocation":[{"address":{"addressLocality":"Stockholm","addressCountry":"SE","addressRegion":"Sweden"}},{"address":{"addressLocality":"Nantes","addressRegion":"Europe","addressCountry":{"@type":"Country","name":"France"}}}])j",
       "place=Stockholm, SE[Stockholm,,SE] place=Nantes, France[Nantes,44,FR]"},
      {R"j("jobLocation":{"address":"Nantes, France"})j", "place=Nantes, France[Nantes,44,FR]"},
      {R"j("jobLocation":{"@type":"Place","name":"Berlin, Germany"})j", "place=Berlin, Germany[Berlin,,DE]"},
      {R"j("jobLocation":"Paris","geo":1)j", "place=Paris[Paris,75,FR] unmapped=geo"},
      {R"j("jobLocation":{"geo":{"latitude":"45.75","longitude":4.85},"address":{"addressLocality":"Lyon","addressCountry":"France"}})j", "place=Lyon, France[Lyon,69,FR,@]"},
      {R"j("jobLocation":{"geo":{"latitude":"0","longitude":"0"},"address":{"addressLocality":"Lyon","addressCountry":"France"}})j", "place=Lyon, France[Lyon,69,FR]"},
      {R"j("jobLocationType":"TELECOMMUTE","applicantLocationRequirements":{"@type":"Country","name":"France"})j", "place=France[,,FR] REMOTE"},
      // Contracts.
      {R"j("employmentType":"FULL_TIME")j", "FULL_TIME"},
      {R"j("employmentType":["INTERN","FULL_TIME"])j", "INTERNSHIP FULL_TIME"},
      {R"j("employmentType":"CDI")j", "CDI"},
      {R"j("employmentType":"CONTRACTOR")j", "FREELANCE"},
      // Pay.
      {R"j("baseSalary":{"currency":"EUR","value":{"minValue":45000,"maxValue":"55000","unitText":"YEAR"}})j", "min=45000 max=55000 EUR/YEAR EMPLOYER"},
      {R"j("baseSalary":{"@type":"MonetaryAmount","currency":"EUR","value":"2100","unitText":"MONTH"})j", "min=2100 max=2100 EUR/MONTH EMPLOYER"},
      {R"j("baseSalary":"100000","salaryCurrency":"USD")j", "min=100000 max=100000 USD/YEAR EMPLOYER"},
      {R"j("baseSalary":"$100,000")j", "min=100000 max=100000 USD/YEAR EMPLOYER"},
      {R"j("baseSalary":100000,"salaryCurrency":"usd")j", "min=100000 max=100000 USD/YEAR EMPLOYER"},
      {R"j("baseSalary":[{"currency":"GBP","value":{"value":"31,200.50","unitText":"per year"}}])j", "min=31200.5 max=31200.5 GBP/YEAR EMPLOYER"},
      {R"j("baseSalary":{"currency":"EUR","value":{"minValue":0,"maxValue":0,"unitText":"YEAR"}})j", ""},
      {R"j("baseSalary":{"currency":"EUR","minValue":15.5,"unitText":"HUR"})j", "min=15.5 EUR/HOUR EMPLOYER"},
      {R"j("estimatedSalary":[{"@type":"MonetaryAmountDistribution","currency":"EUR","duration":"P1Y","percentile10":30000,"median":35000,"percentile90":40000}])j",
       "min=30000 max=40000 EUR/YEAR PREDICTED"},
      // Text.
      {R"j("description":"&lt;p&gt;Bread&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;","responsibilities":["Knead","Bake"])j", "text=Bread\n\n- Knead\n- Bake"},
      {R"j("description":"Bread and rolls","qualifications":"Bread")j", "text=Bread and rolls"},
      {R"j("skills":{"@type":"DefinedTerm","termCode":"K0016","name":"Kneading"})j", "skill:Kneading#K0016"},
      {R"j("skills":["C++","SQL"],"industry":"Food")j", "skill:C++ skill:SQL tag:Food"},
      {R"j("educationRequirements":{"credentialCategory":"bachelor degree"},"experienceRequirements":{"@type":"OccupationalExperienceRequirements","monthsOfExperience":"36"})j",
       "education:bachelor degree 36m"},
      {R"j("totalJobOpenings":"3","applicationContact":{"name":"A Person","telephone":"1"},"colour":"red")j", "3 openings unmapped=colour"},
      // Values of the wrong kind cost nothing but themselves.
      {R"j("title":{"a":{"b":{}}},"hiringOrganization":[[[[[["x"]]]]]],"baseSalary":true,"jobLocation":7,"description":{},"datePosted":"soon")j", "place=7[7,,]"},
  };
  for (const auto& row : kRows) EXPECT_EQ(read(row.node), row.offer) << row.node;
}

TEST(JobPosting, TypeInAllItsForms) {
  text::JsonReader reader;
  const auto is = [&](const char* json) { return is_job_posting(*reader.parse(json)); };
  EXPECT_TRUE(is(R"({"@type":"JobPosting"})"));
  EXPECT_TRUE(is(R"({"@type":["Thing","https://schema.org/JobPosting"]})"));
  EXPECT_TRUE(is(R"({"@type":"schema:JobPosting"})"));
  EXPECT_FALSE(is(R"({"@type":"JobPostingList"})"));
  EXPECT_FALSE(is(R"({"type":"JobPosting"})"));
  EXPECT_FALSE(is(R"(["JobPosting"])"));
}

}  // namespace
}  // namespace jm::discovery
