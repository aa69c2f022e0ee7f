// What discovery costs, against a real PostgreSQL of its own: CPU of the I/O thread per call for the inbox and an approval, and
// offers a second through a whole ingest (parse, identity, matching against 1,000 searches, storage).
//
// Ingest reads the recorded corpus when it is there (JOBMATE_CORPUS, default ../shared/data), and made-up offers of 2.5 kB always.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "base/log.h"
#include "discovery/ingest_reader.h"
#include "discovery/module.h"
#include "support/run_io.h"
#include "support/test_postgres.h"

namespace jm::discovery {
namespace {

class SilentBus final : public events::Bus {
 public:
  void events_committed(std::vector<events::Announcement>) override {}
  void command_committed(std::string, std::string) override {}
};

struct House {
  explicit House(const std::function<void(const test::TestPostgres&)>& prepare = {}) {
    log::set_level(log::Level::kWarn);
    if (prepare) prepare(server);
    db = std::move(*pg::Database::open(io, {.url = server.url()}));
    shelf = std::make_unique<OfferShelf>(ShelfDeps{*db, cpu});
    service = make_discovery({*db, bus, *shelf});
  }
  ~House() { test::run_io(io, db->stop(Deadline::in(std::chrono::seconds(5)))); }

  // 1,000 users with one search each: trades and towns as people write them, every fifth with red flags.
  void add_searches(int n) {
    server.exec("INSERT INTO users (id, email, password_hash) SELECT ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'u' || i || '@example.org', 'x' FROM generate_series(1, " + std::to_string(n) + ") i");
    server.exec(R"(
      INSERT INTO search_configs (id, user_id, job_titles, locations, keywords, red_flags, salary_min)
      SELECT gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid,
        ARRAY[(ARRAY['développeur C++','data engineer','comptable','infirmier','cuisinier','product manager','backend engineer','commercial B2B','chef de projet',
          'mécanicien','aide-soignant','devops engineer','assistant administratif','electricien','UX designer','machine learning engineer','conducteur de travaux',
          'responsable marketing','magasinier cariste','account executive'])[1 + i % 20]],
        ARRAY[(ARRAY['Lyon','Paris','Nantes','Berlin','London','Toulouse','Lille','Bordeaux','Remote','Marseille','Annecy','Bourg-en-Bresse','Rennes'])[1 + i % 13]],
        ARRAY['Python','SQL'], CASE WHEN i % 5 = 0 THEN ARRAY['astreinte','night shift','déplacement'] ELSE '{}'::text[] END, CASE WHEN i % 3 = 0 THEN 30000 END
      FROM generate_series(1, )" + std::to_string(n) + ") i");
  }

  IoContext io{1};
  test::TestPostgres server;
  SilentBus bus;
  CpuPool cpu{io, 1, 100};
  std::unique_ptr<pg::Database> db;
  std::unique_ptr<OfferShelf> shelf;
  std::unique_ptr<DiscoveryService> service;
};

// Made-up offers: a title, a town, 2.5 kB of words.
class MadeUpBoard final : public Board {
 public:
  std::string_view name() const override { return "made_up"; }
  std::string_view label() const override { return "Made up"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    const int from = std::atoi(std::string(bytes).c_str());
    static const char* titles[] = {"Développeur C++ H/F", "Data Engineer", "Comptable général", "Infirmier de nuit", "Chef de cuisine", "Product Manager", "Senior Backend Engineer", "Commercial terrain",
                                   "Vendeur en magasin", "Chauffeur SPL", "Professeur de piano", "Avocat collaborateur", "Ingénieur procédés", "Boucher", "Soudeur TIG", "Hôte de caisse"};
    static const char* towns[] = {"69 - LYON", "75 - PARIS", "44 - NANTES", "31 - TOULOUSE", "01 - BOURG EN BRESSE", "59 - LILLE", "29 - BREST", "67 - STRASBOURG", "13 - MARSEILLE", "63 - CLERMONT FERRAND"};
    static const char* words[] = {"équipe", "client", "projet", "gestion", "expérience", "poste", "qualité", "Python", "suivi", "technique", "travail", "production", "autonomie", "SQL", "formation", "entreprise",
                                  "développement", "maintenance", "service", "missions", "rigueur", "anglais", "logiciel", "rejoindre", "astreinte", "contrat"};
    for (int i = from; i < from + 500; ++i) {
      std::mt19937 random(static_cast<unsigned>(i));
      domain::Offer o;
      o.source = "made_up";
      o.source_id = std::to_string(i);
      o.title = titles[random() % std::size(titles)];
      o.company = "Société " + std::to_string(random() % 5000);
      o.places.emplace_back().raw = towns[random() % std::size(towns)];
      o.url = "https://jobs.example.org/offers/" + o.source_id;
      while (o.description.size() < 2500) {
        o.description += words[random() % std::size(words)];
        o.description += random() % 12 == 0 ? ".\n" : " ";
      }
      domain::seal(o, now);
      out.offers.push_back(std::move(o));
      ++out.seen;
    }
  }
};

class MadeUpStream final : public PayloadStream {
 public:
  MadeUpStream(int from, int offers) : next_(from), end_(from + offers) {}
  std::optional<StreamChunk> next() override {
    if (next_ >= end_) return {};
    text_ = std::to_string(next_);
    next_ += 500;
    return StreamChunk{text_, {}};
  }

 private:
  int next_, end_;
  std::string text_;
};

void report(benchmark::State& state, House& house, const IngestCounts& c) {
  state.counters["offers/s"] = benchmark::Counter(static_cast<double>(c.fetched), benchmark::Counter::kIsRate);
  state.counters["created"] = static_cast<double>(c.created);
  state.counters["updated"] = static_cast<double>(c.updated);
  state.counters["duplicates"] = static_cast<double>(c.duplicates);
  state.counters["discovered"] = static_cast<double>(c.discovered);
  state.counters["quarantined"] = static_cast<double>(c.quarantined);
  state.counters["inbox_rows"] = std::stod(house.server.scalar("SELECT count(*) FROM job_feed"));
}

void BM_IngestMadeUpOffers(benchmark::State& state) {
  House house;
  house.add_searches(1000);
  Ingest ingest({*house.db, house.bus, house.cpu});
  const MadeUpBoard board;
  IngestCounts counts;
  for (auto _ : state) {
    MadeUpStream stream(0, 20'000);
    counts = test::run_io(house.io, ingest.run(board, stream))->counts;
  }
  report(state, house, counts);
}
BENCHMARK(BM_IngestMadeUpOffers)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

void BM_IngestTheSameAgain(benchmark::State& state) {
  House house;
  house.add_searches(1000);
  Ingest ingest({*house.db, house.bus, house.cpu});
  const MadeUpBoard board;
  MadeUpStream first(0, 20'000);
  IngestCounts counts = test::run_io(house.io, ingest.run(board, first))->counts;
  for (auto _ : state) {
    MadeUpStream stream(0, 20'000);
    counts = test::run_io(house.io, ingest.run(board, stream))->counts;
  }
  report(state, house, counts);
}
BENCHMARK(BM_IngestTheSameAgain)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

class FilesOfBoard final : public PayloadStream {
 public:
  explicit FilesOfBoard(std::vector<IngestFile> files) : files_(std::move(files)) {}
  std::optional<StreamChunk> next() override {
    for (; at_ < files_.size(); ++at_, reader_.reset()) {
      if (!reader_) reader_ = std::make_unique<IngestReader>(files_[at_].path, files_[at_].name);
      if (const auto chunk = reader_->next()) return StreamChunk{chunk->bytes, {.name = files_[at_].name}};
    }
    return {};
  }

 private:
  std::vector<IngestFile> files_;
  std::size_t at_ = 0;
  std::unique_ptr<IngestReader> reader_;
};

// "again": a second time over what the first left; nothing may be created or updated then.
void BM_IngestRecordedCorpus(benchmark::State& state) {
  const char* set = std::getenv("JOBMATE_CORPUS");
  const auto corpus = (set ? std::filesystem::path(set) : std::filesystem::path(JM_SOURCE_DIR) / ".." / "shared" / "data") / "offers";
  if (!std::filesystem::exists(corpus)) {
    state.SkipWithError("the recorded corpus is not there (JOBMATE_CORPUS)");
    return;
  }
  House house;
  house.add_searches(1000);
  Ingest ingest({*house.db, house.bus, house.cpu});
  const auto read_all = [&] {
    IngestCounts total;
    auto plan = plan_ingest(corpus.string(), "");
    std::map<const Board*, std::vector<IngestFile>> by_board;
    for (const IngestFile& f : plan->files) by_board[f.board].push_back(f);
    for (auto& [board, files] : by_board) {
      FilesOfBoard stream(files);
      const IngestCounts c = test::run_io(house.io, ingest.run(*board, stream))->counts;
      total.fetched += c.fetched;
      total.created += c.created;
      total.updated += c.updated;
      total.duplicates += c.duplicates;
      total.discovered += c.discovered;
      total.quarantined += c.quarantined;
    }
    return total;
  };
  if (state.range(0) == 1) read_all();
  IngestCounts total;
  for (auto _ : state) total = read_all();
  report(state, house, total);
}
BENCHMARK(BM_IngestRecordedCorpus)->ArgName("again")->Arg(0)->Arg(1)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

// CPU is that of this thread, which runs everything of ours; the server's is its own. 100 users with 400 items each.
void inboxes(const test::TestPostgres& server) {
  server.exec(R"(
    INSERT INTO users (id, email, password_hash) SELECT ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'u' || i || '@example.org', 'x' FROM generate_series(0, 99) i;
    INSERT INTO offers (id, source, url, title, company, location, description, details, content_hash, first_seen_at, last_seen_at)
      SELECT ('00000000-0000-7000-9000-' || lpad(i::text, 12, '0'))::uuid, 'test', 'https://jobs.example.org/' || i, 'Senior Backend Engineer (C++ / PostgreSQL) #' || i, 'Company ' || i, 'Lyon',
             repeat(md5(i::text) || ' ', 80), '{}', '\x00', now(), now() FROM generate_series(0, 39999) i;
    INSERT INTO job_feed (id, user_id, offer_id, rank, reasons, expires_at, created_at, updated_at)
      SELECT ('00000000-0000-7000-a000-' || lpad(i::text, 12, '0'))::uuid, ('00000000-0000-7000-8000-' || lpad((i % 100)::text, 12, '0'))::uuid,
             ('00000000-0000-7000-9000-' || lpad(i::text, 12, '0'))::uuid, i * 37 % 101,
             '[["TITLE", 40, "C++"], ["PLACE", 20, "Lyon"], ["FRESH", 5, "1"]]', now() + interval '60 days', now(), now() FROM generate_series(0, 39999) i;
    ANALYZE)");
}
Uuid user(int n) {
  char id[40];
  std::snprintf(id, sizeof id, "00000000-0000-7000-8000-%012d", n % 100);
  return *Uuid::parse(id);
}

// A steady load of 32 calls at a time, as connections would make; one iteration is one call.
template <class Make>
void steady(benchmark::State& state, House& house, Make make) {
  int running = 0;
  for (auto _ : state) {
    ++running;
    boost::asio::co_spawn(house.io, make(), [&](std::exception_ptr, auto r) {
      --running;
      if (!r) state.SkipWithError(r.error().message.c_str());
    });
    while (running >= 32) house.io.run_one();
  }
  while (running > 0) house.io.run_one();
}

void BM_JobFeed(benchmark::State& state) {
  House house(inboxes);
  pb::GetJobFeedRequest request;
  request.set_status(pb::PENDING);
  request.set_first(20);
  request.set_without_raw_data(state.range(0) == 0);
  request.set_without_reasons(state.range(0) == 0);
  int n = 0;
  steady(state, house, [&] { return house.service->GetJobFeed({user(++n), "r", Deadline::in(std::chrono::seconds(20)), {}}, request); });
}
BENCHMARK(BM_JobFeed)->ArgName("with_raw_data")->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond)->MinTime(2);

void BM_Approve(benchmark::State& state) {
  House house(inboxes);
  int n = 0;
  steady(state, house, [&] {
    char id[40];
    std::snprintf(id, sizeof id, "00000000-0000-7000-a000-%012d", n);
    pb::SetJobStatusRequest request;
    request.set_job_feed_id(id);
    request.set_status(pb::APPROVED);
    return house.service->SetJobStatus({user(n++), "r", Deadline::in(std::chrono::seconds(20)), {}}, request);
  });
}
BENCHMARK(BM_Approve)->Iterations(10000)->Unit(benchmark::kMicrosecond);

// previewSearch over 100,000 stored offers of 2.5 kB, wall time of the whole call: a red flag added to a search that wants 4 % of them, whose user
// approved 50 and has two other searches.
void BM_PreviewSearch(benchmark::State& state) {
  House house([](const test::TestPostgres& server) {
    server.exec(R"(
      INSERT INTO users (id, email, password_hash) VALUES ('00000000-0000-7000-8000-000000000000', 'u@example.org', 'x');
      INSERT INTO search_configs (id, user_id, job_titles, locations, red_flags)
        SELECT ('00000000-0000-7000-b000-' || lpad(i::text, 12, '0'))::uuid, '00000000-0000-7000-8000-000000000000',
               ARRAY[(ARRAY['soudeur','comptable','infirmier'])[i]], '{}', '{}' FROM generate_series(1, 3) i;
      INSERT INTO offers (id, source, url, title, company, location, description, details, content_hash, first_seen_at, last_seen_at)
        SELECT ('00000000-0000-7000-9000-' || lpad(i::text, 12, '0'))::uuid, 'test', 'https://jobs.example.org/' || i,
               (ARRAY['Développeur','Comptable','Infirmier','Cuisinier','Soudeur','Vendeur','Juriste','Boucher','Plombier','Menuisier','Serveur','Analyste','Architecte',
                      'Acheteur','Chauffeur','Magasinier','Électricien','Mécanicien','Pharmacien','Réceptionniste','Formateur','Monteur','Peintre','Caissier','Agent'])[1 + i % 25] || ' H/F',
               'Société ' || i % 5000, 'Lyon',
               (SELECT string_agg((ARRAY['équipe','client','projet','gestion','expérience','poste','qualité','suivi','technique','travail','production','autonomie','formation','entreprise','maintenance',
                                         'service','missions','rigueur','contrat','vente','chantier','sécurité','stock','astreintes','déplacements','de nuit','pas de','sans'])[1 + (random() * 27)::int]
                                  || CASE WHEN k % 9 = 0 THEN '. ' || md5((i * 311 + k)::text) ELSE '' END, ' ') FROM generate_series(1, 260) k WHERE i > 0),
               '{"places":[{"raw":"Lyon","city":"Lyon","departement":"69","region":"ARA","country":"FR"}]}', '\x00', now(), now() FROM generate_series(1, 100000) i;
      INSERT INTO job_feed (id, user_id, offer_id, rank, reasons, status, created_at, updated_at)
        SELECT ('00000000-0000-7000-a000-' || lpad(i::text, 12, '0'))::uuid, '00000000-0000-7000-8000-000000000000', ('00000000-0000-7000-9000-' || lpad((i * 25 + 4)::text, 12, '0'))::uuid, 50, '[]',
               'APPROVED', now(), now() FROM generate_series(1, 50) i;
      ANALYZE)");
  });
  const auto filled = test::run_io(house.io, house.shelf->refresh(Deadline::in(std::chrono::minutes(5))));
  if (!filled) state.SkipWithError(filled.error().message.c_str());
  pb::PreviewRequest request;
  request.mutable_search()->set_id("00000000-0000-7000-b000-000000000001");
  request.mutable_search()->mutable_red_flags()->add_values("astreinte");
  request.set_samples(5);
  pb::SearchPreview last;
  for (auto _ : state) {
    const auto p = test::run_io(house.io, house.service->PreviewSearch({user(0), "r", Deadline::in(std::chrono::seconds(20)), {}}, request));
    if (!p) state.SkipWithError(p.error().message.c_str());
    else last = *p;
  }
  state.counters["stored"] = last.stored();
  state.counters["hidden"] = last.hidden();
  state.counters["approved_hidden"] = last.approved_hidden();
  state.counters["MB"] = static_cast<double>(*test::run_io(house.io, house.shelf->ask(*filled, [](domain::StoredOffers& o) { return o.bytes(); }))) / 1e6;
}
BENCHMARK(BM_PreviewSearch)->Iterations(20)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace jm::discovery
