// Each board's parser on the demo data that ships, as a table of what must come out, and on hostile input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/json_text.h"
#include "discovery/boards/board.h"
#include "discovery/ingest_reader.h"
#include "domain/offer_json.h"

namespace jm::discovery {
namespace {

using domain::Offer;

const Time kNow = *parse_iso("2025-10-12");

ParseOutput parse_folder(const Board& board) {
  ParseOutput out;
  const auto plan = plan_ingest(JM_SOURCE_DIR "/data/demo/" + std::string(board.name()), "");
  EXPECT_TRUE(plan) << plan.error().message;
  for (const IngestFile& f : plan->files) {
    IngestReader reader(f.path, f.name);
    while (const auto chunk = reader.next()) board.parse(chunk->bytes, {.name = f.name}, kNow, out);
    EXPECT_FALSE(reader.problem());
  }
  return out;
}

std::map<std::string, Offer> by_id(const ParseOutput& out) {
  std::map<std::string, Offer> m;
  for (const Offer& o : out.offers) m.emplace(o.source_id, o);
  return m;
}

std::string place(const Offer& o) {
  std::string s;
  for (const auto& p : o.places) s += (s.empty() ? "" : "; ") + p.city + "," + p.departement + "," + p.country + p.zone;
  return s;
}
std::string pay(const Offer& o) {
  std::ostringstream s;
  if (o.pay.yearly_min) s << *o.pay.yearly_min;
  if (o.pay.yearly_max) s << "-" << *o.pay.yearly_max;
  if (o.pay.usable()) s << " " << o.pay.currency;
  if (o.pay.doubtful) s << "doubtful";
  if (o.pay.origin == domain::PayOrigin::kPredicted) s << " predicted";
  return s.str();
}

struct Row {
  const char *board, *id, *title, *company, *place, *pay, *remote, *contract, *language;
};
// One row an offer: what the demo files must turn into.
constexpr Row kRows[] = {
    {"france_travail", "900AAAA", "Développeur C++ senior (H/F)", "Moulin Numérique", "Lyon,69,FR", "52000-62000 EUR", "HYBRID", "CDI", "fr"},
    {"france_travail", "900AAAC", "Développeur / Développeuse back-end (F/H)", "Lanterne Santé", "Paris,75,FR", "57200-67600 EUR", "REMOTE", "CDI", "fr"},
    {"france_travail", "9000005", "Développeur C++ embarqué - CDD (H/F)", "Atelier Quartz", "Grenoble,38,FR", "35490-43680 EUR", "", "CDD", "fr"},
    {"france_travail", "900AAAF", "Alternance - Développeur logiciel (H/F)", "Moulin Numérique", ",69,FR", "", "", "APPRENTICESHIP", "fr"},
    {"france_travail", "900AAAG", "Lead développeur backend (H/F)", "", "Lyon,69,FR", "doubtful", "HYBRID", "CDI", "fr"},
    {"france_travail", "900AAAH", "Développeur C++ confirmé (H/F)", "Cap Horizon Systèmes", ",,FR", "47000-55000 EUR", "HYBRID", "CDI", "fr"},
    {"france_travail", "900AAAI", "Développeur C++ (H/F)", "Boussole & Fils", "Lyon,69,FR", "doubtful", "", "CDI", "fr"},
    {"france_travail", "900AAAL", "Développeur C++ / Qt (H/F)", "Sillon Vert", "Clermont-Ferrand,63,FR", "doubtful", "", "CDI", "fr"},
    {"adzuna", "8100000001", "Développeur C++ senior", "Tisserand Cloud", "Lyon,69,FR", "55000-68000 EUR", "HYBRID", "CDI", "fr"},
    {"adzuna", "8100000003", "Développeur backend", "Pollen & Compagnie", "Suresnes,92,FR", "41236-41236 predicted", "", "", "fr"},
    {"adzuna", "8100000006", "Data Engineer", "Pelican Metrics", "Toulouse,31,FR", "doubtful", "", "", "fr"},
    {"adzuna", "8100000007", "Senior Backend Engineer", "Copper Finch", "Austin,,US", "150000-180000 USD", "", "", "en"},
    {"adzuna", "8100000008", "Développeur C++ (H/F)", "", "Brest,29,FR", "39000-46000 EUR", "", "", "fr"},
    {"greenhouse", "4001", "Senior C++ Engineer, Storage", "Copper Finch", "Paris,75,FR; Lyon,69,FR", "62000-78000 EUR", "HYBRID", "", "en"},
    {"greenhouse", "4002", "Backend Engineer (C++)", "Copper Finch", ",,FR", "58000-68000 EUR", "REMOTE", "", "en"},
    {"greenhouse", "4003", "Backend Engineer", "Copper Finch", ",,CA", "120000-140000 CAD", "REMOTE", "", "en"},
    {"greenhouse", "4005", "Software Engineering Intern", "Copper Finch", "Lyon,69,FR", "", "", "INTERNSHIP", "en"},
    {"greenhouse", "5001", "Staff C++ Engineer", "Salt Lane", "London,,GB", "", "REMOTE", "", "en"},
    {"greenhouse", "5002", "Embedded C++ Engineer", "Salt Lane", "Grenoble,38,FR", "52000-64000 EUR", "", "", "en"},
    {"ashby", "0b805801-78d2-4aae-997a-a827dcd0ca01", "Senior Backend Engineer (C++)", "Saltmarsh Robotics", "Paris,75,FR; Lyon,69,FR", "60000-75000 EUR", "HYBRID", "", "en"},
    {"ashby", "0b805802-78d2-4aae-997a-a827dcd0ca02", "Robotics Software Engineer", "Saltmarsh Robotics", ",,FR", "55000-70000 EUR", "REMOTE", "", "en"},
    {"ashby", "0b805805-78d2-4aae-997a-a827dcd0ca05", "Technician, night shift", "Saltmarsh Robotics", "Le Havre,76,FR", "32760-40040 EUR", "ON_SITE", "", "en"},
    {"ashby", "0b805807-78d2-4aae-997a-a827dcd0ca07", "Backend Engineering Intern", "Saltmarsh Robotics", "Lyon,69,FR", "", "ON_SITE", "INTERNSHIP", "en"},
    {"ashby", "0b805808-78d2-4aae-997a-a827dcd0ca08", "C++ Developer, Europe", "Saltmarsh Robotics", ",,EUROPE", "", "REMOTE", "", "en"},
    {"themuse", "12000001", "Senior C++ Software Engineer", "Paper Lighthouse", "Paris,75,FR", "130000-160000 USD", "REMOTE", "", "en"},
    {"themuse", "12000004", "Software Engineering Internship", "Paper Lighthouse", "New York,,US", "", "", "INTERNSHIP", "en"},
    {"themuse", "12000007", "Embedded Linux Developer", "Clairaudience", "Villeurbanne,69,FR", "", "HYBRID", "", "en"},
    {"arbeitnow", "senior-cpp-entwickler-berlin-900001", "Senior C++ Entwickler (m/w/d)", "Nordlicht Daten GmbH", "Berlin,,DE", "", "", "", "de"},
    {"arbeitnow", "backend-engineer-remote-900002", "Backend Engineer (C++) - remote Europe", "Nordlicht Daten GmbH", ",,EUROPE", "", "REMOTE", "", "en"},
    {"arbeitnow", "cpp-developer-lyon-900005", "C++ Developer (Lyon)", "Atelier Quartz", "Lyon,69,FR", "50000-58000 EUR", "", "", "en"},
    {"lever", "6b0c0b7e-0000-4000-8000-000000000001", "Développeur / Développeuse C++ moteur (H/F)", "brindille-example", "Lyon,69,FR; Paris,75,FR", "54000-66000 EUR", "HYBRID", "CDI", "fr"},
    {"lever", "6b0c0b7e-0000-4000-8000-000000000002", "Customer Support Specialist", "brindille-example", ",,EUROPE", "50960-61880 EUR", "REMOTE", "TEMPORARY", "en"},
    {"workable", "A1B2C3D4E5", "Backend Developer (C++)", "Atelier Cendrillon", "Grenoble,38,FR", "", "", "", "en"},
    {"workable", "F6A7B8C9D0", "Sales Representative DACH", "Atelier Cendrillon", ",,DE", "", "REMOTE", "", ""},
    {"workable", "0A0A0A0A01", "Ingénieur logiciel embarqué", "", "Toulouse,31,FR", "", "HYBRID", "", "fr"},
    {"smartrecruiters", "744000000000002", "Harbour Master Intern", "Ferry Tide", "Dover,,GB", "", "", "INTERNSHIP", ""},
    {"recruitee", "3100001", "C++ Developer (f/m/d)", "Nordwind Instrumente GmbH", "Lyon,69,FR; Hamburg,,DE", "58000-70000 EUR", "HYBRID", "CDI", "en"},
    {"recruitee", "3100002", "Werkstudent Messtechnik", "Nordwind Instrumente GmbH", "Hamburg,,DE", "", "ON_SITE", "CDD", ""},
    {"remotive", "2200001", "Senior C++ Engineer", "Glasswing Audio", ",,EUROPE; ,,AMERICAS", "65000-80000 EUR", "REMOTE", "", "en"},
    {"remotive", "2200002", "Sales Closer", "Glasswing Audio", ",,US", "25000-35000 USD", "REMOTE", "FREELANCE", ""},
    {"remotive", "2200003", "QA Tester", "Pelican Metrics", ",,CA", "104000-156000 USD", "REMOTE", "TEMPORARY", ""},
    {"remoteok", "1200001", "Backend Engineer", "Lantern Maps", ",,EUROPE", "70000-90000 USD", "REMOTE", "", "en"},
    {"remoteok", "1200002", "Technical Writer", "Lantern Maps", "", "", "REMOTE", "", ""},
    {"jobicy", "104001", "Platform Engineer – C++", "Marmot & Sons", ",,FR", "60000-72000 EUR", "REMOTE", "", "en"},
    {"jobicy", "204001", "Data Engineer", "Marmot & Sons", ",,WORLD", "87200-98100 EUR", "REMOTE", "TEMPORARY", "en"},
    {"jobicy", "204002", "HR Partner", "Marmot & Sons", ",,GB; ,,IE", "", "REMOTE", "", "en"},
    {"himalayas", "https://himalayas.app/companies/polar-dish/jobs/staff-engineer-storage", "Staff Engineer, Storage (C++)", "Polar Dish", ",,FR; ,,DE; ,,ES", "80000-95000 EUR", "REMOTE", "", "en"},
    {"himalayas", "https://himalayas.app/companies/polar-dish/jobs/night-sky-guide", "Night Sky Guide", "Polar Dish", "", "52000-62400 USD", "REMOTE", "", ""},
    {"hackernews", "90000001", "Senior C++ Engineer", "Quiet Orchard", "Paris,75,FR", "70000-85000 EUR", "HYBRID", "", "en"},
    {"hackernews", "90000001-2", "Backend Engineer", "Quiet Orchard", "Paris,75,FR", "70000-85000 EUR", "HYBRID", "", "en"},
    {"hackernews", "90000010", "Embedded Developer", "Fjord Batteries", "Oslo,,NO", "", "ON_SITE", "", ""},
    {"hackernews", "90000013", "Founding Engineer", "Copper Kettle", "", "", "", "", ""},
    {"teamtailor", "7d000000-0000-4000-8000-000000000001", "Ingénieur C++ (H/F)", "Verger Numérique", "Villeurbanne,69,FR", "48000-56000 EUR", "", "", "fr"},
    {"teamtailor", "7d000000-0000-4000-8000-000000000002", "Account Manager Nordics", "Verger Numérique", "Stockholm,,SE", "", "", "", ""},
    {"personio", "5100001", "Senior C++ Engineer (m/w/d)", "Moorhuhn Technik SE & Co. KG", "Lyon,69,FR; Berlin,,DE", "", "", "CDI", "en"},
    {"personio", "5100002", "Praktikum Signaltechnik", "", "Berlin,,DE", "", "", "INTERNSHIP", ""},
    {"weworkremotely", "https://weworkremotely.com/remote-jobs/paper-lantern-senior-backend-engineer", "Senior Backend Engineer: Storage", "Paper Lantern", ",,WORLD", "90000-110000 USD", "REMOTE", "", "en"},
    {"weworkremotely", "https://weworkremotely.com/remote-jobs/paper-lantern-customer-guide", "Customer Guide", "Paper Lantern", ",,EUROPE", "", "REMOTE", "TEMPORARY", ""},
    {"multi_source", "greenhouse:4001", "Senior C++ Engineer, Storage", "copperfinch", "Paris,75,FR; Lyon,69,FR", "", "", "", ""},
    {"multi_source", "greenhouse:6832829002", "Audio Engineer", "tinwhistle", "Dublin,,IE", "", "", "", ""},
    {"multi_source", "lever:0b0b0b0b-0000-4000-8000-000000000001", "Backend Developer, Lessons", "Tin Whistle", "Dublin,,IE; London,,GB", "", "REMOTE", "", ""},
    {"multi_source", "greenhouse:6832829009", "Product Manager — Lessons", "Tin Whistle", ",,CA", "", "REMOTE", "", ""},
    {"google_jobs", "AAAAexample1==", "Développeur C++ H/F", "Boussole & Fils", "Saint-Priest,69,FR", "", "", "", "fr"},
    {"reed_uk", "52000001", "C++ Developer", "Tin Whistle Recruitment Ltd", ",,GB", "45000-55000 GBP", "", "", "en"},
    {"reed_uk", "52000002", "Night Technician", "Piano Works", "Leeds,,GB", "29120-34320 GBP", "", "", ""},
    {"remotejobs_org", "3d000000-0000-4000-8000-000000000001", "Backend Engineer (C++)", "Lantern Maps", "", "52800-72200 EUR", "REMOTE", "", ""},
    {"linkedin_derived", "1800000001", "Robotics Engineer", "Ridge Staffing", "Georgetown,,US", "130000-170000 USD", "", "", ""},
    {"hellowork", "90000001", "Développeur C++ H/F", "Sillon Vert", "Clermont-Ferrand,63,FR", "", "", "", "fr"},
    {"hellowork", "90000002", "Comptable H/F", "", "Lyon,69,FR", "", "", "", "fr"},
    {"arbeitnow", "pflichtpraktikum-daten-900004", "Pflichtpraktikum Datenanalyse (m/w/d)", "Nordlicht Daten GmbH", "Hamburg,,DE", "", "", "INTERNSHIP", "de"},
    {"jobposting", "carrieres.moulin-bleu.example.org:MB-7", "Technicien de maintenance (H/F)", "Moulin Bleu", "Nantes,44,FR", "26400-31200 EUR", "", "CDI", "fr"},
    {"jobposting", "https://copperfinch.example.org/jobs/archivist", "Archivist, part-time", "Copper Finch", "London,,GB", "", "", "", "en"},
};

TEST(DemoData, TurnsIntoTheseOffers) {
  std::map<std::string, std::map<std::string, Offer>> boards;
  for (const Board* b : all_boards()) boards[std::string(b->name())] = by_id(parse_folder(*b));
  for (const Row& r : kRows) {
    SCOPED_TRACE(std::string(r.board) + " " + r.id);
    const auto it = boards[r.board].find(r.id);
    ASSERT_NE(it, boards[r.board].end());
    const Offer& o = it->second;
    EXPECT_EQ(o.source, r.board);
    EXPECT_EQ(o.title, r.title);
    EXPECT_EQ(o.company, r.company);
    EXPECT_EQ(place(o), r.place);
    EXPECT_EQ(pay(o), r.pay);
    EXPECT_EQ(name(o.remote), r.remote);
    EXPECT_EQ(name(o.contract), r.contract);
    EXPECT_EQ(o.language, r.language);
    if (r.board != std::string_view("personio")) EXPECT_FALSE(o.canonical_url.empty()) << "only Personio's feed has no link";
  }
}

TEST(DemoData, CountsAndReasons) {
  struct Count {
    const char* board;
    std::size_t offers;
    std::map<RejectCode, std::size_t> rejects;
  };
  const Count counts[] = {{"france_travail", 12, {{RejectCode::kMalformed, 1}, {RejectCode::kNoId, 1}}},
                          {"adzuna", 9, {}},
                          {"greenhouse", 9, {}},
                          {"ashby", 7, {{RejectCode::kUnlisted, 1}}},
                          {"themuse", 7, {{RejectCode::kNoTitle, 1}}},
                          {"arbeitnow", 8, {}},
                          {"lever", 2, {{RejectCode::kNoTitle, 1}}},
                          {"workable", 3, {{RejectCode::kUnlisted, 1}}},
                          {"smartrecruiters", 3, {}},
                          {"recruitee", 2, {{RejectCode::kUnlisted, 1}}},
                          {"teamtailor", 2, {}},
                          {"personio", 2, {}},
                          {"remotive", 3, {}},
                          {"remoteok", 2, {}},
                          {"jobicy", 3, {}},
                          {"himalayas", 2, {}},
                          {"hackernews", 6, {}},
                          {"weworkremotely", 2, {}},
                          {"multi_source", 4, {{RejectCode::kNoId, 1}}},
                          {"google_jobs", 1, {}},
                          {"reed_uk", 2, {}},
                          {"remotejobs_org", 1, {}},
                          {"linkedin_derived", 1, {}},
                          {"hellowork", 2, {}},
                          {"jobposting", 2, {}}};
  for (const Count& c : counts) {
    const ParseOutput out = parse_folder(*find_board(c.board));
    EXPECT_EQ(out.offers.size(), c.offers) << c.board;
    EXPECT_EQ(out.reject_counts, c.rejects) << c.board;
    EXPECT_TRUE(out.unmapped_keys.empty()) << c.board << ": " << out.unmapped_keys.begin()->first;
    EXPECT_EQ(out.seen, out.offers.size() + out.rejected);
  }
}

TEST(DemoData, QuirksOfTheFormats) {
  const auto ft = by_id(parse_folder(*find_board("france_travail")));
  EXPECT_EQ(ft.at("900AAAA").working_hours, "35H/semaine Travail en journée");
  EXPECT_EQ(ft.at("900AAAA").experience.months, 36);
  EXPECT_EQ(ft.at("900AAAA").places[0].insee, "69383");
  EXPECT_EQ(ft.at("900AAAB").travel, "Fréquents Zone nationale");
  EXPECT_EQ(ft.at("9000005").contract_months, 18);
  EXPECT_THAT(ft.at("9000005").description, testing::HasSubstr("Au programme :\n- C++ sur microcontrôleur\n- Protocoles radio"));
  EXPECT_EQ(ft.at("900AAAH").description, "Au sein d’une équipe de six personnes, vous faites évoluer notre simulateur. Télétravail partiel.");
  EXPECT_FALSE(ft.at("900AAAI").posted_at) << "the year 1 is no date";
  EXPECT_FALSE(ft.at("900AAAI").updated_at);
  for (const auto& [id, o] : ft) EXPECT_THAT(domain::details_json(o, false), testing::Not(testing::HasSubstr("EXEMPLE"))) << "contacts are not kept";

  const auto gh = by_id(parse_folder(*find_board("greenhouse")));
  EXPECT_EQ(gh.at("4001").description,
            "Copper Finch keeps the archives of museums safe. We are a team of forty.\n\nWhat you will do\n- Design the storage engine in C++23\n"
            "- Measure & tune: we publish our benchmarks\n- Mentor two engineers\n\nWhat we offer\n\n"
            "Salary range: €62,000 - €78,000 a year. Hybrid work, two days from home. No on-call.");
  EXPECT_EQ(gh.at("5001").canonical_url, "https://careers.saltlane.example.org/5001");

  const auto an = by_id(parse_folder(*find_board("arbeitnow")));
  EXPECT_EQ(an.at("senior-c-engineer-storage-900003").canonical_url, gh.at("4001").canonical_url) << "one page, two boards";
  EXPECT_EQ(an.at("senior-cpp-entwickler-berlin-900001").posted_at, Time{1759650000LL * 1'000'000});
  EXPECT_FALSE(an.at("backend-developer-muenchen-900007").posted_at) << "an epoch in the year 5138";

  const auto ad = by_id(parse_folder(*find_board("adzuna")));
  EXPECT_TRUE(ad.at("8100000001").description_cut);
  EXPECT_EQ(ad.at("8100000001").canonical_url, "https://adzuna.fr/land/ad/8100000001");
  EXPECT_FALSE(ad.at("8100000003").pay.usable()) << "Adzuna's own guess";
  const auto as = by_id(parse_folder(*find_board("ashby")));
  EXPECT_FALSE(as.at("0b805808-78d2-4aae-997a-a827dcd0ca08").pay.stated()) << "the employer does not show it";
}

TEST(DemoData, QuirksOfTheCompanyBoards) {
  const auto lv = by_id(parse_folder(*find_board("lever")));
  EXPECT_EQ(lv.begin()->second.description,
            "Brindille fabrique un moteur de recherche pour les bibliothèques.\nVous rejoignez quatre personnes.\n\nVos missions\n- Écrire le moteur en C++20\n"
            "- Mesurer : chaque version a son banc d'essai\n\nVotre profil\n- Maîtrise de C++ et de Linux indispensable\n- PostgreSQL serait un plus\n- Anglais lu et parlé\n\n"
            "Nous lisons chaque candidature.");
  EXPECT_EQ(lv.begin()->second.posted_at, Time{1759300000LL * 1'000'000}) << "milliseconds";

  const auto wk = by_id(parse_folder(*find_board("workable")));
  EXPECT_EQ(wk.at("A1B2C3D4E5").posted_precision, domain::DatePrecision::kDay);
  EXPECT_EQ(wk.at("A1B2C3D4E5").education_level, 7);
  EXPECT_EQ(wk.at("A1B2C3D4E5").experience.months, 36);
  EXPECT_EQ(wk.at("0A0A0A0A01").description, "Des capteurs pour ruches connectées.\n- C++ et Python\n\nUn pot de miel par an.");

  ParseOutput sr = parse_folder(*find_board("smartrecruiters"));
  const auto detail = std::find_if(sr.offers.begin(), sr.offers.end(), [](const Offer& o) { return !o.description.empty(); });
  ASSERT_NE(detail, sr.offers.end());
  EXPECT_THAT(detail->description, testing::StartsWith("Job Description\n\nYou write the routing engine"));
  EXPECT_EQ(detail->places[0].lat, 50.6292);
  EXPECT_EQ(detail->pay.yearly_max, 60000);
  EXPECT_EQ(detail->education_level, 6);

  const auto rc = by_id(parse_folder(*find_board("recruitee")));
  EXPECT_THAT(rc.at("3100001").description, testing::HasSubstr("What you bring\n- 5+ years of experience with C++"));
  EXPECT_THAT(domain::details_json(rc.at("3100001"), false), testing::Not(testing::HasSubstr("exemple@")));
  EXPECT_EQ(rc.at("3100001").updated_at, parse_iso("2025-10-06T11:45:30Z"));

  const auto pe = by_id(parse_folder(*find_board("personio")));
  EXPECT_EQ(pe.at("5100001").experience.months, 60);
  EXPECT_THAT(pe.at("5100001").tags, testing::IsSupersetOf({"C++", "Linux"}));
  EXPECT_EQ(pe.at("5100002").experience.need, domain::ExperienceNeed::kBeginner);
}

TEST(DemoData, QuirksOfTheRemoteBoards) {
  const auto jc = by_id(parse_folder(*find_board("jobicy")));
  EXPECT_FALSE(jc.at("104001").description_cut);
  EXPECT_TRUE(jc.at("204002").description_cut) << "only the excerpt is given";
  const auto ww = by_id(parse_folder(*find_board("weworkremotely")));
  EXPECT_EQ(ww.at("https://weworkremotely.com/remote-jobs/paper-lantern-senior-backend-engineer").description,
            "Lanterns that report their light. The salary is $90,000 - $110,000 per year.\n- C++ and PostgreSQL");
  const ParseOutput hn = parse_folder(*find_board("hackernews"));
  EXPECT_EQ(hn.passed_over, 3u) << "an answer, an aside, a deleted comment";
  const auto posts = by_id(hn);
  EXPECT_EQ(posts.at("90000001-2").canonical_url, "https://news.ycombinator.com/item?id=90000001&role=2");
  EXPECT_THAT(domain::details_json(posts.at("90000001"), false), testing::Not(testing::HasSubstr("user_a")));
  EXPECT_EQ(posts.at("90000002").title, "Staff Audio Engineer") << "named below the head line";
  EXPECT_EQ(posts.at("90000002-2").title, "Product Designer");
  const auto gj = by_id(parse_folder(*find_board("google_jobs")));
  EXPECT_EQ(gj.begin()->second.posted_at, parse_iso("2025-10-02")) << "ten days before the day it was read";
  const auto rd = by_id(parse_folder(*find_board("reed_uk")));
  EXPECT_TRUE(rd.at("52000001").intermediary);
  EXPECT_EQ(rd.at("52000001").posted_at, parse_iso("2025-10-06"));
  EXPECT_TRUE(by_id(parse_folder(*find_board("linkedin_derived"))).begin()->second.intermediary);
}

TEST(FranceTravail, TablesAndMaps) {
  const Board& b = *find_board("france_travail");
  ParseOutput csv;
  b.parse("id|intitule|description|typeContrat|typeContratLibelle|natureContrat|alternance|lieuTravail.libelle|lieuTravail.codePostal|salaire.libelle|competences|contact.nom\n"
          "193FKBM|Vendeur (H/F)|\"Ligne 1\n- Accueil\"|CDI|CDI|Contrat travail|False|07 - ST DIDIER|07200|Mensuel de 1900,00 Euros|\"[{'code': '1', 'libelle': \"\"Procédures d'encaissement\"\", 'exigence': 'E'}]\"|X\n"
          "short|row\n",
          {.name = "x.csv"}, kNow, csv);
  ASSERT_EQ(csv.offers.size(), 1u);
  const Offer& o = csv.offers[0];
  EXPECT_EQ(o.description, "Ligne 1\n- Accueil");
  EXPECT_EQ(o.pay.yearly_min, 22800);
  EXPECT_EQ(o.places[0].departement, "07");
  ASSERT_EQ(o.requirements.size(), 1u);
  EXPECT_EQ(o.requirements[0].label, "Procédures d'encaissement");
  EXPECT_TRUE(o.requirements[0].required);
  EXPECT_EQ(csv.reject_counts, (std::map<RejectCode, std::size_t>{{RejectCode::kMalformed, 1}}));
  EXPECT_TRUE(csv.unmapped_keys.empty());

  ParseOutput geo;
  b.parse(R"({"type":"FeatureCollection","count":1,"features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[55.33,-21.24]},"properties":{"id":"4946066",)"
          R"("intitule":"Equipier de collecte","entreprise":"EXEMPLE INTERIM","typeContrat":"MIS","typeContratLibelle":"Intérim - 1 Mois","communeLibelle":"974 - Avirons","codePostal":"97425",)"
          R"("dateCreation":"2025-07-14T11:21:23.000Z","salaireLibelle":null,"romeLibelle":"Equipier","url":"https://candidat.francetravail.fr/offres/recherche/detail/4946066"}}]})",
          {.name = "x.geojson"}, kNow, geo);
  ASSERT_EQ(geo.offers.size(), 1u);
  EXPECT_EQ(geo.offers[0].places[0].lon, 55.33);
  EXPECT_EQ(geo.offers[0].contract, domain::Contract::kInterim);
  EXPECT_EQ(geo.offers[0].contract_months, 1);

  ParseOutput other;
  b.parse("a,b\n1,2\n", {.name = "x.csv"}, kNow, other);
  EXPECT_EQ(other.reject_counts, (std::map<RejectCode, std::size_t>{{RejectCode::kUnsupported, 1}}));
}

TEST(EveryBoard, AnswersNonsenseWithReasons) {
  const std::string nested = std::string(5'000, '[') + std::string(5'000, ']');
  const std::string payloads[] = {
      "", "null", "[]", "{}", "[[]]", "\"x\"", "{\"jobs\":{}}", "{\"results\":[null,1,\"x\",[],{}]}", "\xFF\xFE\x00\x01", "<html></html>", nested,
      R"([{"id":{},"title":[],"intitule":{},"name":5,"slug":[],"location":7,"lieuTravail":[],"locations":{},"company":[],"entreprise":5,"salaire":"x","compensation":[],"address":7,"metadata":{},"content":[],"contents":{},"description":7,"created_at":"x","tags":5,"levels":[1,{"name":7}]}])",
      R"([{"id":"a","id":"b","title":"t","text":"t","text":7,"name":"n","position":"p","shortcode":"s","jobTitle":"j","guid":"g","categories":{"location":"Paris","location":[]},"jobAd":{"sections":{"jobDescription":{"text":{}}}},"lists":[{"content":7}],"salaryRange":{"min":"x","max":[]}}])",
      R"([{"id":"x","text":"t","createdAt":9223372036854775807,"title":"t","published_on":"9999-99-99","epoch":-1,"pubDate":"0000-00-00","releasedDate":"2925-01-01T00:00:00Z","posted_at":"il y a 99999999 jours","time":1e18}])",
      "<workzag-jobs><position><id>1</id><name>n</name></position><position><id>2", "<rss><channel><item><title>a: b</title><guid>g</guid></item>", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><rss><item><title>&a;</title></item></rss>",
      "<workzag-jobs>" + std::string(500, '<') , "<a>" + [] { std::string s; for (int i = 0; i < 300; ++i) s += "<position>"; return s; }(),
      R"([{"id":1e300,"slug":-5,"intitule":"t","title":"t","name":"t","salary_min":"a lot","salary_max":{},"created_at":1e300,"nombrePostes":1e300,"latitude":"x","longitude":[]}])",
  };
  for (const Board* b : all_boards())
    for (const std::string& p : payloads) {
      ParseOutput out;
      b->parse(p, {.name = "x.json"}, kNow, out);
      EXPECT_EQ(out.seen, out.offers.size() + out.rejected) << b->name() << ": " << p.substr(0, 60);
      for (const Offer& o : out.offers) EXPECT_TRUE(is_valid_utf8(domain::details_json(o, false)));
    }
}

TEST(EveryBoard, SurvivesEveryCut) {
  for (const Board* b : all_boards()) {
    for (const auto& entry : std::filesystem::directory_iterator(JM_SOURCE_DIR "/data/demo/" + std::string(b->name()))) {
      std::ifstream in(entry.path());
      const std::string whole((std::istreambuf_iterator<char>(in)), {});
      std::size_t most = 0;
      for (std::size_t n = 0; n < whole.size(); n += 1 + n % 131) {
        ParseOutput out;
        b->parse(std::string_view(whole).substr(0, n), {.name = entry.path().filename().string()}, kNow, out);
        EXPECT_GE(out.offers.size() + 1, most) << "a longer prefix lost an offer";
        most = std::max(most, out.offers.size());
      }
    }
  }
}

TEST(Boards, AreFoundByName) {
  EXPECT_EQ(find_board("jsonld"), find_board("jobposting")) << "what recorded pages are called";
  EXPECT_GE(all_boards().size(), 25u);
  for (const Board* b : all_boards()) EXPECT_EQ(find_board(b->name()), b);
  EXPECT_EQ(find_board("nowhere"), nullptr);
  for (std::size_t i = 0; i < static_cast<std::size_t>(RejectCode::kCount_); ++i) EXPECT_FALSE(name(static_cast<RejectCode>(i)).empty());
}

}  // namespace
}  // namespace jm::discovery
