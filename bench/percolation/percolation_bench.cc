// percolation_bench [words|product|stored …] [searches …]: which saved searches want an offer. Default: all three, 10000 100000; 1000000
// takes about 2 GB and two minutes.
//
// Two workloads, each on one thread, CPU time of that thread:
//   words    the hard, unselective mix that percolators are compared with: must-groups (OR inside, AND between) of 1 to 5 made-up words,
//            a quarter of them two-word phrases, 0 to 8 red flags, words as frequent as in a language (Zipf); offers of 2.5 kB. Beside ours, on
//            the same searches and offers: a plain scan (every search tried, word and word-pair sets ready), and PostgreSQL's tsvector @@
//            tsquery (CPU time of its backend). All three must agree on every offer; the program fails otherwise.
//   product  searches as the product's users make them: trades, towns, keywords, red flags, a wished pay; offers in French with a town.
//            `find` decides and ranks, `match` also writes the reasons and the red flags' places.
//   stored   the other way round: one search against 100,000 stored offers of 2.5 kB in memory (domain/stored_offers.h), beside matching each
//            offer's text with match_one (a sample of them, scaled), which must agree.
// Memory: what the index takes from the allocator, by search; what the caller keeps of it is not counted.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/match.h"
#include "domain/place.h"
#include "domain/stored_offers.h"
#include "support/test_postgres.h"

namespace {

using namespace jm;
using namespace jm::domain;

constexpr int kWarmOffers = 300;          // so that the index knows which words are common
constexpr int kOffers = 300;
constexpr int kSlowOffers = 10;           // for the peers
const Time kNow = *parse_iso("2026-06-01");

double cpu_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return double(t.tv_sec) * 1e3 + double(t.tv_nsec) / 1e6;
}

// Held from the allocator now.
double allocated_bytes() {
  const struct mallinfo2 m = mallinfo2();
  return double(m.uordblks) + double(m.hblkhd);
}

using Random = std::mt19937_64;
std::size_t below(Random& r, std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(r); }

// Words of made-up syllables, no two with the same stem; rank n is drawn with a chance of about 1 / (n + 3).
class Language {
 public:
  explicit Language(std::size_t words) {
    static constexpr const char* kSyllables[] = {"ba", "ko", "ri", "tu", "me", "la", "vo", "ni", "sa", "du", "pe", "go", "fi", "zu", "ha", "ma", "lo", "ti", "ru", "ka"};
    for (std::size_t n = 0; words_.size() < words; ++n) {
      std::string w;
      for (std::size_t k = n, i = 0; i < 3 || k > 0; ++i, k /= 20) w += kSyllables[k % 20];
      words_.push_back(w + "rt");
    }
    double sum = 0;
    for (std::size_t n = 0; n < words; ++n) cumulative_.push_back(sum += 1.0 / double(n + 3));
  }
  std::size_t draw(Random& r, std::size_t from = 0) const {
    const double low = from == 0 ? 0 : cumulative_[from - 1];
    const double x = std::uniform_real_distribution<double>(low, cumulative_.back())(r);
    return static_cast<std::size_t>(std::upper_bound(cumulative_.begin(), cumulative_.end(), x) - cumulative_.begin());
  }
  const std::string& word(std::size_t n) const { return words_[std::min(n, words_.size() - 1)]; }

 private:
  std::vector<std::string> words_;
  std::vector<double> cumulative_;
};

struct Query {
  std::vector<std::vector<std::string>> groups;     // terms: one or two words
  std::vector<std::string> red_flags;
};

struct WordsWorkload {
  Language language{30'000};
  Random random{7};
  std::vector<std::vector<std::size_t>> texts;      // words of the offers

  Offer offer() {
    std::vector<std::size_t> words;
    for (int i = 0; i < 380; ++i) words.push_back(language.draw(random));
    Offer o;
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::string& field = i < 6 ? o.title : o.description;
      if (!field.empty()) field += ' ';
      field += language.word(words[i]);
    }
    texts.push_back(std::move(words));
    return o;
  }
  // A phrase is a pair that stands somewhere in an offer, so that phrases occur.
  std::string term(std::size_t from) {
    if (below(random, 4) != 0) return language.word(language.draw(random, from));
    const auto& t = texts[below(random, texts.size())];
    const std::size_t i = 6 + below(random, t.size() - 7);
    return language.word(t[i]) + " " + language.word(t[i + 1]);
  }
  Query query() {
    Query q;
    const std::size_t groups = 1 + below(random, 4);
    for (std::size_t g = 0; g < groups; ++g) {
      q.groups.emplace_back();
      for (std::size_t n = 1 + below(random, 5); n > 0; --n) q.groups.back().push_back(term(260));
    }
    for (std::size_t n = below(random, 9); n > 0; --n) q.red_flags.push_back(term(200));
    return q;
  }
};

SearchSpec spec_of(const Query& q) {
  SearchSpec s;
  s.id = new_id(kNow);
  for (const auto& group : q.groups) {
    std::string alternatives;
    for (const std::string& t : group) alternatives += (alternatives.empty() ? "" : " | ") + t;
    s.must_have.push_back(std::move(alternatives));
  }
  s.red_flags = q.red_flags;
  return s;
}

std::string tsquery_of(const Query& q) {
  const auto term = [](const std::string& t) {
    const std::size_t blank = t.find(' ');
    return blank == t.npos ? t : "(" + t.substr(0, blank) + " <-> " + t.substr(blank + 1) + ")";
  };
  const auto any = [&](const std::vector<std::string>& terms) {
    std::string out;
    for (const std::string& t : terms) out += (out.empty() ? "(" : " | ") + term(t);
    return out + ")";
  };
  std::string out;
  for (const auto& g : q.groups) out += (out.empty() ? "" : " & ") + any(g);
  if (!q.red_flags.empty()) out += " & !" + any(q.red_flags);
  return out;
}

// Every search tried, on sets of the offer's words and pairs of neighbours.
std::size_t scan(const std::vector<Query>& queries, const Offer& o, std::vector<std::uint32_t>& found) {
  std::unordered_set<std::string> held;
  for (const std::string* text : {&o.title, &o.description}) {
    std::string last;
    for (std::size_t at = 0; at < text->size();) {
      const std::size_t end = std::min(text->find(' ', at), text->size());
      std::string w = text->substr(at, end - at);
      if (!last.empty()) held.insert(last + " " + w);
      held.insert(w);
      last = std::move(w);
      at = end + 1;
    }
  }
  const auto any = [&](const std::vector<std::string>& terms) { return std::any_of(terms.begin(), terms.end(), [&](const std::string& t) { return held.contains(t); }); };
  for (std::size_t i = 0; i < queries.size(); ++i)
    if (std::all_of(queries[i].groups.begin(), queries[i].groups.end(), any) && !any(queries[i].red_flags)) found.push_back(static_cast<std::uint32_t>(i));
  return found.size();
}

// tsvector @@ tsquery over a table of all searches; the ids found for each offer, and milliseconds of the backend's CPU for each.
std::vector<std::vector<std::uint32_t>> ask_postgres(const std::vector<Query>& queries, const std::vector<Offer>& offers, double& ms) {
  test::TestPostgres server(std::span<const pg::Migration>{});
  server.exec("CREATE UNLOGGED TABLE searches (id int, q tsquery); CREATE UNLOGGED TABLE offers (id int, v tsvector)");
  std::string insert;
  const auto flush = [&](const char* into) {
    if (!insert.empty()) server.exec(std::string("INSERT INTO ") + into + " VALUES " + insert);
    insert.clear();
  };
  for (std::size_t i = 0; i < queries.size(); ++i) {
    insert += (insert.empty() ? "(" : ",(") + std::to_string(i) + ",'" + tsquery_of(queries[i]) + "'::tsquery)";
    if (insert.size() > (1u << 20)) flush("searches");
  }
  flush("searches");
  // No phrase goes from the title into the text: a word that nobody looks for stands between.
  for (std::size_t i = 0; i < offers.size(); ++i)
    insert += (insert.empty() ? "(" : ",(") + std::to_string(i) + ",to_tsvector('simple','" + offers[i].title + " xxxx " + offers[i].description + "'))";
  flush("offers");
  const std::string ticks = "(SELECT (a[12]::bigint + a[13]::bigint) FROM (SELECT string_to_array(regexp_replace(pg_read_file('/proc/self/stat'), '^.*\\) ', ''), ' ') AS a) x)";
  const auto rows = test::run_sql(server.url(), R"(
    SET max_parallel_workers_per_gather = 0; SET jit = off; ANALYZE searches; SELECT count(*) FROM searches;
    CREATE TEMP TABLE clock AS SELECT )" + ticks + R"( AS before;
    CREATE TEMP TABLE found AS SELECT o.id AS offer, s.id AS search FROM offers o JOIN searches s ON o.v @@ s.q;
    SELECT -1, )" + ticks + R"( - before FROM clock UNION ALL SELECT offer, search FROM found)");
  std::vector<std::vector<std::uint32_t>> found(offers.size());
  for (const auto& row : rows) {
    if (row[0] == "-1") ms = std::stod(row[1]) * 1000.0 / double(sysconf(_SC_CLK_TCK)) / double(offers.size());
    else found[std::stoul(row[0])].push_back(static_cast<std::uint32_t>(std::stoul(row[1])));
  }
  for (auto& list : found) std::sort(list.begin(), list.end());
  return found;
}

struct Timed {
  double find_ms = 0, match_ms = 0, found = 0, quarantined = 0;
};
Timed run(MatchIndex& index, const std::vector<Offer>& warm, const std::vector<Offer>& offers) {
  Timed t;
  for (const Offer& o : warm) index.find(o, kNow);
  double start = cpu_ms();
  for (const Offer& o : offers)
    for (const Match& m : index.find(o, kNow)) ++(m.lane == Lane::kInbox ? t.found : t.quarantined);
  t.find_ms = (cpu_ms() - start) / double(offers.size());
  t.found /= double(offers.size());
  t.quarantined /= double(offers.size());
  const std::size_t few = std::min<std::size_t>(offers.size(), 50);
  start = cpu_ms();
  for (std::size_t i = 0; i < few; ++i) index.match(offers[i], kNow);
  t.match_ms = (cpu_ms() - start) / double(few);
  return t;
}

void words(std::size_t searches) {
  WordsWorkload w;
  std::vector<Offer> warm, offers;
  for (int i = 0; i < kWarmOffers; ++i) warm.push_back(w.offer());
  for (int i = 0; i < kOffers; ++i) offers.push_back(w.offer());
  std::vector<Query> queries;
  const bool peers = searches <= 100'000;
  MatchIndex index;
  std::vector<Uuid> ids;
  double memory = 0, add_ms = 0;
  for (std::size_t i = 0; i < searches; ++i) {
    Query q = w.query();
    const SearchSpec s = spec_of(q);
    ids.push_back(s.id);
    const double start = cpu_ms(), before = allocated_bytes();
    index.add(s);
    memory += (allocated_bytes() - before) / double(searches);
    add_ms += cpu_ms() - start;
    if (peers) queries.push_back(std::move(q));
  }
  const Timed t = run(index, warm, offers);
  std::printf("words    %8zu searches  find %7.3f ms/offer  match %7.3f  in the inbox %8.1f  quarantined %8.1f  add %5.1f us  %4.0f B/search\n", searches, t.find_ms, t.match_ms,
              t.found, t.quarantined, add_ms * 1000 / double(searches), memory);
  std::fflush(stdout);
  if (!peers) return;

  std::unordered_map<Uuid, std::uint32_t> number;
  for (std::size_t i = 0; i < ids.size(); ++i) number[ids[i]] = static_cast<std::uint32_t>(i);
  const std::vector<Offer> few(offers.begin(), offers.begin() + kSlowOffers);
  std::vector<std::vector<std::uint32_t>> ours(few.size()), scanned(few.size());
  for (std::size_t i = 0; i < few.size(); ++i) {
    for (const Match& m : index.find(few[i], kNow))
      if (m.lane == Lane::kInbox) ours[i].push_back(number.at(index.search_id(m.search)));
    std::sort(ours[i].begin(), ours[i].end());
  }
  const double start = cpu_ms();
  for (std::size_t i = 0; i < few.size(); ++i) scan(queries, few[i], scanned[i]);
  const double scan_ms = (cpu_ms() - start) / double(few.size());
  double postgres_ms = 0;
  const auto postgres = ask_postgres(queries, few, postgres_ms);
  std::printf("         peers, %d offers:  plain scan %.1f ms/offer (x %.0f)  PostgreSQL %.1f ms/offer (x %.0f)\n", kSlowOffers, scan_ms, scan_ms / t.find_ms, postgres_ms,
              postgres_ms / t.find_ms);
  std::fflush(stdout);
  for (std::size_t i = 0; i < few.size(); ++i)
    if (ours[i] != scanned[i] || ours[i] != postgres[i]) {
      std::printf("DISAGREE on offer %zu: ours %zu, scan %zu, PostgreSQL %zu\n", i, ours[i].size(), scanned[i].size(), postgres[i].size());
      std::exit(1);
    }
}

// The product's searches and offers -------------------------------------------------------------------------------------------------

constexpr const char* kTrades[] = {"développeur", "data engineer", "comptable", "infirmier", "cuisinier", "product manager", "backend engineer", "commercial", "chef de projet", "mécanicien",
                                   "aide-soignant", "devops", "assistant administratif", "électricien", "UX designer", "conducteur de travaux", "responsable marketing", "magasinier cariste",
                                   "account executive", "soudeur", "boucher", "pharmacien", "architecte", "juriste", "technicien de maintenance", "ingénieur qualité", "data scientist",
                                   "chargé de recrutement", "contrôleur de gestion", "administrateur systèmes", "serveur", "réceptionniste", "plombier", "menuisier", "chauffeur SPL",
                                   "analyste", "consultant", "éducateur spécialisé", "kinésithérapeute", "vendeur"};
constexpr const char* kModifiers[] = {"", "", "C++", "Java", "Python", "senior", "junior", "confirmé", "industriel", "B2B", "web", "embarqué", "cloud", "bancaire", "de nuit", "export", "réseau",
                                      "bilingue", "terrain", "PHP", "SAP", "Salesforce", "mobile", "R&D", "bâtiment"};
constexpr const char* kTowns[] = {"Lyon", "Paris", "Nantes", "Toulouse", "Lille", "Bordeaux", "Marseille", "Rennes", "Strasbourg", "Montpellier", "Grenoble", "Nice", "Brest", "Dijon", "Angers",
                                  "Le Mans", "Reims", "Rouen", "Metz", "Tours", "Limoges", "Annecy", "Remote", "Île-de-France", "Rhône", "Bretagne", "France", "Villeurbanne", "Caen", "Nancy"};
constexpr const char* kWords[] = {"équipe", "client", "projet", "gestion", "expérience", "poste", "qualité", "python", "suivi", "technique", "travail", "production", "autonomie", "sql", "formation",
                                  "entreprise", "développement", "maintenance", "service", "missions", "rigueur", "anglais", "logiciel", "rejoindre", "contrat", "kafka", "docker", "excel", "permis B",
                                  "télétravail", "mutuelle", "java", "linux", "vente", "soins", "chantier", "sécurité", "stock", "caisse", "réunions", "astreintes", "déplacements", "de nuit", "week-end",
                                  "ESN", "intérim", "stage", "alternance", "pas de", "sans", "prospection", "horaires décalés", "on-call", "cuisine", "atelier"};
constexpr const char* kFlags[] = {"astreinte", "déplacements", "travail de nuit", "week-end", "ESN", "intérim", "stage", "alternance", "prospection", "horaires décalés", "on-call", "title: junior",
                                  "company: Société 12", "commission*", "porte-à-porte", "3x8"};

void product(std::size_t searches) {
  Random r{11};
  const auto one = [&](const auto& list) { return std::string(list[below(r, std::size(list))]); };
  const auto offer = [&] {
    Offer o;
    o.title = one(kTrades) + " " + one(kModifiers) + " (H/F)";
    o.company = "Société " + std::to_string(below(r, 5000));
    while (o.description.size() < 2500) o.description += one(kWords) + (below(r, 12) == 0 ? ".\n" : " ");
    auto found = parse_places(one(kTowns));
    o.places = found.places;
    o.remote = found.remote;
    o.posted_at = kNow;
    seal(o, kNow);
    return o;
  };
  std::vector<Offer> warm, offers;
  for (int i = 0; i < kWarmOffers; ++i) warm.push_back(offer());
  for (int i = 0; i < kOffers; ++i) offers.push_back(offer());
  MatchIndex index;
  double add_ms = 0, memory = 0;
  for (std::size_t i = 0; i < searches; ++i) {
    SearchSpec s;
    s.id = new_id(kNow);
    s.user_id = s.id;
    for (std::size_t n = 1 + below(r, 2); n > 0; --n) s.job_titles.push_back(one(kTrades) + " " + one(kModifiers));
    for (std::size_t n = below(r, 3); n > 0; --n) s.locations.push_back(one(kTowns));
    for (std::size_t n = below(r, 4); n > 0; --n) s.keywords.push_back(one(kWords));
    for (std::size_t n = below(r, 6); n > 0; --n) s.red_flags.push_back(one(kFlags));
    if (below(r, 3) == 0) s.salary_min = 30'000;
    const double start = cpu_ms(), before = allocated_bytes();
    index.add(s);
    memory += (allocated_bytes() - before) / double(searches);
    add_ms += cpu_ms() - start;
  }
  const Timed t = run(index, warm, offers);
  std::printf("product  %8zu searches  find %7.3f ms/offer  match %7.3f  in the inbox %8.1f  quarantined %8.1f  add %5.1f us  %4.0f B/search\n", searches, t.find_ms, t.match_ms,
              t.found, t.quarantined, add_ms * 1000 / double(searches), memory);
  std::fflush(stdout);
}

// One search against stored offers -------------------------------------------------------------------------------------------------------

void stored(std::size_t count) {
  Random r{13};
  const auto one = [&](const auto& list) { return std::string(list[below(r, std::size(list))]); };
  const Language language(200'000);              // rare words, as texts have them
  double process = 0;
  StoredOffers offers(std::size_t{2} << 30);
  std::vector<std::pair<Uuid, Offer>> sample;
  double put_ms = 0, text_bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    Offer o;
    o.title = one(kTrades) + " " + one(kModifiers) + " (H/F)";
    o.company = "Société " + std::to_string(below(r, 5000));
    while (o.description.size() < 2500) {
      o.description += below(r, 3) == 0 ? language.word(language.draw(r)) : one(kWords);
      o.description += below(r, 12) == 0 ? ".\n" : " ";
    }
    auto found = parse_places(one(kTowns));
    o.places = found.places;
    o.remote = found.remote;
    o.posted_at = kNow;
    seal(o, kNow);
    text_bytes += double(o.description.size());
    const Uuid id = new_id(kNow);
    const double start = cpu_ms(), before = allocated_bytes();
    if (!offers.put(id, o, kNow + std::chrono::hours(24))) std::abort();
    process += (allocated_bytes() - before) / double(count);
    put_ms += cpu_ms() - start;
    if (i % (count / 500) == 0) sample.emplace_back(id, std::move(o));
  }
  std::printf("stored   %8zu offers    put %.1f us  %.0f B/offer estimated, %.0f by the process, of a text of %.0f\n", count, put_ms * 1000 / double(count),
              double(offers.bytes()) / double(count), process, text_bytes / double(count));
  struct Case {
    const char* what;
    SearchSpec search;
  };
  std::vector<Case> cases(6);
  cases[0] = {"a trade in a town, red flags", {}};
  cases[0].search.job_titles = {"développeur C++"};
  cases[0].search.locations = {"Lyon"};
  cases[0].search.red_flags = {"astreinte", "déplacements", "ESN"};
  cases[1] = {"a trade anywhere, red flags", {}};
  cases[1].search.job_titles = {"développeur"};
  cases[1].search.red_flags = {"astreinte", "prospection", "horaires décalés"};
  cases[2] = {"keywords alone, frequent ones", {}};
  cases[2].search.keywords = {"python", "java", "permis B"};
  cases[3] = {"must-haves and a wildcard", {}};
  cases[3].search.must_have = {"python | java", "develop*", "docker"};
  cases[4] = {"everything in a town, red flags", {}};
  cases[4].search.locations = {"Lyon"};
  cases[4].search.red_flags = {"astreinte"};
  cases[5] = {"everything everywhere, red flags", {}};
  cases[5].search.red_flags = {"astreinte", "prospection"};
  for (const Case& c : cases) {
    double start = cpu_ms();
    const auto found = offers.find(c.search, kNow);
    const double ms = cpu_ms() - start;
    std::unordered_map<Uuid, StoredMatch> by_id;
    std::size_t quarantined = 0;
    for (const StoredMatch& m : found) {
      by_id.emplace(offers.id(m.offer), m);
      quarantined += m.lane == Lane::kQuarantine;
    }
    start = cpu_ms();
    for (const auto& [id, o] : sample) {
      const Verdict v = match_one(c.search, o, kNow);
      const auto it = by_id.find(id);
      if (v.outcome.has_value() != (it != by_id.end()) || (v.outcome && (v.outcome->lane != it->second.lane || v.outcome->rank != it->second.rank))) {
        std::printf("DISAGREE: %s\n", c.what);
        std::exit(1);
      }
    }
    const double each_ms = (cpu_ms() - start) / double(sample.size()) * double(count);
    std::printf("         %-34s find %7.1f ms   every text %8.0f ms (x %.0f)   wanted %zu, quarantined %zu\n", c.what, ms, each_ms, each_ms / ms, found.size(), quarantined);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::size_t> sizes;
  std::vector<std::string_view> parts;
  for (int i = 1; i < argc; ++i) {
    if (const std::size_t n = std::strtoul(argv[i], nullptr, 10); n > 0) sizes.push_back(n);
    else parts.push_back(argv[i]);
  }
  if (sizes.empty()) sizes = {10'000, 100'000};
  const auto wanted = [&](std::string_view part) { return parts.empty() || std::find(parts.begin(), parts.end(), part) != parts.end(); };
  for (const std::size_t n : sizes) {
    if (wanted("words")) words(n);
    if (wanted("product")) product(n);
  }
  if (wanted("stored")) stored(100'000);
  return 0;
}
