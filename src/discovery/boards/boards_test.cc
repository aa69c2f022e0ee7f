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
    {"arbeitnow", "pflichtpraktikum-daten-900004", "Pflichtpraktikum Datenanalyse (m/w/d)", "Nordlicht Daten GmbH", "Hamburg,,DE", "", "", "INTERNSHIP", "de"},
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
    EXPECT_FALSE(o.canonical_url.empty());
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
                          {"arbeitnow", 8, {}}};
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
  EXPECT_EQ(all_boards().size(), 6u);
  for (const Board* b : all_boards()) EXPECT_EQ(find_board(b->name()), b);
  EXPECT_EQ(find_board("lever"), nullptr);
  for (std::size_t i = 0; i < static_cast<std::size_t>(RejectCode::kCount_); ++i) EXPECT_FALSE(name(static_cast<RejectCode>(i)).empty());
}

}  // namespace
}  // namespace jm::discovery
