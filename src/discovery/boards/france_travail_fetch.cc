// Reading France Travail's "Offres d'emploi v2". A client-credentials token of 25 minutes; results in ranges of 150, at most
// `ceiling` of one query. What is new since the last run is one slice of time; a slice that has more than the ceiling is cut:
//
//   everything created from min to max          Content-Range: offres 0-149/9000
//     [min, middle] and [middle, max]           halves, until a slice lasts a minute
//       x groups of ROME codes                  every offer has one; from referentiel/metiers, at most 200 in a query
//         x departements                        the last means; offers without one are then missed: truncated
//
// The end of the window is fixed when the run begins and results are sorted by date, so that new offers do not shift the pages;
// what shifts all the same is met twice and stored once. A slice that fails is written into the memory and read by the next run.
#include <algorithm>
#include <charconv>
#include <deque>

#include "base/json_object.h"
#include "discovery/boards/france_travail_fetch.h"
#include "http/url.h"
#include "text/json_read.h"

namespace jm::discovery {

namespace {

using domain::SourceProblem;
using std::chrono::seconds;

constexpr int kPage = 150, kRomeMax = 200, kSlicesMax = 2'000, kFailuresInARow = 3;
constexpr seconds kTokenMargin{60}, kOverlap{600}, kFirstWindow{7 * 86'400}, kWindowMin{60};
constexpr std::string_view kKeysFrom = "https://francetravail.io";

// Metropolitan France, Corsica and overseas.
std::vector<std::string> all_departements() {
  std::vector<std::string> list;
  for (int n = 1; n <= 95; ++n) {
    if (n == 20) {
      list.insert(list.end(), {"2A", "2B"});
      continue;
    }
    list.push_back((n < 10 ? "0" : "") + std::to_string(n));
  }
  list.insert(list.end(), {"971", "972", "973", "974", "975", "976", "977", "978", "987", "988"});
  return list;
}

// "2026-03-02T10:00:00Z": no milliseconds, or the service answers 400.
std::string moment(Time t) { return to_iso(t).substr(0, 19) + "Z"; }
Time whole_second(Time t) { return {t.us / 1'000'000 * 1'000'000}; }

struct Slice {
  Time min, max;
  std::vector<std::string> rome;                 // empty: any
  std::string departement;                       // empty: any, or that of the search
};

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& s : list) out += (out.empty() ? "" : ",") + s;
  return out;
}

std::vector<std::string> cut_at(std::string_view text, char mark) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find(mark);
    if (const auto word = text.substr(0, end); !word.empty()) out.emplace_back(word);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

// Words of at least two characters, all of which an offer must have.
std::string keywords(std::string_view words) {
  std::vector<std::string> kept;
  for (std::string& w : cut_at(words, ' ')) {
    std::erase(w, ',');
    if (w.size() >= 2) kept.push_back(std::move(w));
  }
  return joined(kept);
}

// "offres 0-149/496" -> 496
std::optional<int> total_of(std::string_view content_range) {
  const auto slash = content_range.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  int n = 0;
  const char* end = content_range.data() + content_range.size();
  const auto [at, ec] = std::from_chars(content_range.data() + slash + 1, end, n);
  return ec == std::errc() && at == end && n >= 0 ? std::optional(n) : std::nullopt;
}

class Plan final : public FetchPlan {
 public:
  explicit Plan(const PlanInput& in)
      : config_(in.config), query_(in.listing.query), now_(in.now), until_(whole_second(in.now)), confirm_(in.unconfirmed.begin(), in.unconfirmed.end()) {
    remember(in.memory);
    token_url_ = in.config.base("france_travail", "https://entreprise.francetravail.fr") + "/connexion/oauth2/access_token?realm=%2Fpartenaire";
    api_ = in.config.base("france_travail", "https://api.francetravail.io") + "/partenaire/offresdemploi/v2/";
  }

  Step next(const Answer* answer) override {
    if (answer == nullptr) return ask_token();
    now_ = answer->at;
    switch (waiting_for_) {
      case Waiting::kToken: return take_token(*answer);
      case Waiting::kMetiers: return take_metiers(*answer);
      case Waiting::kPage: return take_page(*answer);
      case Waiting::kOffer: return take_offer(*answer);
    }
    return Step::fail(SourceProblem::kNotUnderstood);
  }

  std::string memory() const override {
    std::string failed = "[";
    for (const Slice& s : failed_) {
      if (failed.size() > 1) failed += ',';
      failed += JsonObject().text("min", moment(s.min)).text("max", moment(s.max)).text("rome", joined(s.rome)).text("departement", s.departement).str();
    }
    return JsonObject().text("until", moment(until_)).raw("failed", failed + "]").str();
  }
  std::vector<std::string> gone() const override { return gone_; }

 private:
  enum class Waiting : std::uint8_t { kToken, kMetiers, kPage, kOffer };

  void remember(std::string_view memory) {
    Time from = until_ - kFirstWindow;
    text::JsonReader json(std::size_t{1} << 20);
    if (const auto m = json.parse(memory)) {
      const auto time = [](const text::JsonValue& v, std::string_view key) {
        const auto t = v[key];
        return t && t->string() ? parse_iso(*t->string()) : std::nullopt;
      };
      if (const auto until = time(*m, "until"); until && *until < until_) from = *until - kOverlap;
      if (const auto failed = (*m)["failed"])
        for (text::JsonElements e(*failed); e.next() && slices_.size() < kSlicesMax;) {
          const auto min = time(e.value(), "min"), max = time(e.value(), "max");
          const auto rome = e.value()["rome"], departement = e.value()["departement"];
          if (!min || !max || *max < *min) continue;
          slices_.push_back({*min, *max, cut_at(rome ? rome->string().value_or("") : "", ','), std::string(departement ? departement->string().value_or("") : "")});
        }
    }
    slices_.push_back({from, until_, {}, query_.departement});
    parts_ = static_cast<int>(slices_.size());
  }

  Step ask_token() {
    waiting_for_ = Waiting::kToken;
    Step s = Step::get(token_url_, "access token");
    s.ask.method = "POST";
    s.ask.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    s.ask.body = "grant_type=client_credentials&client_id=" + http::percent_encode(config_.france_travail_id.reveal()) + "&client_secret=" + http::percent_encode(config_.france_travail_secret.reveal()) +
                 "&scope=api_offresdemploiv2%20o2dsoffre";
    s.ask.keep = s.ask.parse = false;
    s.ask.secret = true;
    return s;
  }

  Step take_token(const Answer& answer) {
    if (answer.status == 400 || answer.status == 401 || answer.status == 403) return Step::fail(SourceProblem::kKeyRefused, std::string(kKeysFrom));
    if (auto step = refused(answer)) return failed_parts_ + read_parts_ == 0 ? *step : finish_with_rest();
    text::JsonReader json(std::size_t{64} << 10);
    const auto token = json.parse(answer.body);
    const auto value = token ? (*token)["access_token"] : std::nullopt;
    const auto lasts = token ? (*token)["expires_in"] : std::nullopt;
    if (!value || !value->string()) return Step::fail(SourceProblem::kNotUnderstood, "access token");
    token_ = std::string(*value->string());
    token_until_ = answer.at + seconds(lasts ? lasts->integer().value_or(1499) : 1499) - kTokenMargin;
    return go_on();
  }

  Step with_token(Step s) const {
    s.ask.headers = {{"authorization", "Bearer " + token_}};
    return s;
  }

  // The next request of the slice in hand, or of what is left.
  Step go_on() {
    if (now_ >= token_until_) return ask_token();
    if (need_metiers_) {
      waiting_for_ = Waiting::kMetiers;
      Step s = with_token(Step::get(api_ + "referentiel/metiers", "metiers"));
      s.ask.keep = s.ask.parse = false;
      return s;
    }
    if (!slices_.empty()) return ask_page();
    if (!confirm_.empty()) {
      waiting_for_ = Waiting::kOffer;
      return with_token(Step::get(api_ + "offres/" + http::percent_encode(confirm_.front()), "offer " + confirm_.front()));
    }
    return finish();
  }

  Step ask_page() {
    waiting_for_ = Waiting::kPage;
    const Slice& s = slices_.front();
    const int last = std::min(at_ + kPage, config_.france_travail_ceiling) - 1;
    std::string url = api_ + "offres/search?sort=1&range=" + std::to_string(at_) + "-" + std::to_string(last) + "&minCreationDate=" + http::percent_encode(moment(s.min)) +
                      "&maxCreationDate=" + http::percent_encode(moment(s.max));
    if (const std::string words = keywords(query_.words); !words.empty()) url += "&motsCles=" + http::percent_encode(words);
    if (!s.rome.empty()) url += "&codeROME=" + http::percent_encode(joined(s.rome));
    if (!s.departement.empty()) url += "&departement=" + s.departement;
    return with_token(Step::get(std::move(url), "search " + moment(s.min) + ", from " + std::to_string(at_)));
  }

  Step take_page(const Answer& answer) {
    if (answer.status == 401 && !asked_again_) {       // a token may end before its time
      asked_again_ = true;
      return ask_token();
    }
    asked_again_ = false;
    if (answer.status == 401 || answer.status == 403) return Step::fail(SourceProblem::kKeyRefused, std::string(kKeysFrom));
    if (!answer.ok()) return slice_failed(answer);
    failures_in_a_row_ = 0;
    if (answer.status == 204) return slice_read();
    const auto total = total_of(answer.header("content-range"));
    if (answer.status == 206 && !total) return Step::fail(SourceProblem::kNotUnderstood, "Content-Range");
    if (at_ == 0 && total && *total > config_.france_travail_ceiling && cut_slice()) return go_on();
    at_ += kPage;
    if (answer.status == 200 || at_ >= *total) return slice_read();
    if (at_ >= config_.france_travail_ceiling) {
      truncated_ = true;
      return slice_read();
    }
    return go_on();
  }

  // The slice in hand in smaller ones; false when there is no way.
  bool cut_slice() {
    if (slices_.size() >= kSlicesMax) return false;
    const Slice s = slices_.front();
    if (s.max.us - s.min.us > std::chrono::microseconds(kWindowMin).count()) {
      const Time middle = whole_second({s.min.us + (s.max.us - s.min.us) / 2});
      Slice older = s, newer = s;
      older.max = middle;
      newer.min = middle;                        // offers carry milliseconds: the second in the middle belongs to both
      replace_front({std::move(newer), std::move(older)});
      return true;
    }
    if (s.rome.empty()) {
      if (metiers_.empty()) {
        need_metiers_ = !metiers_failed_;
        return need_metiers_;
      }
      std::vector<Slice> groups;
      for (std::size_t i = 0; i < metiers_.size(); i += kRomeMax) {
        Slice group = s;
        group.rome.assign(metiers_.begin() + static_cast<std::ptrdiff_t>(i), metiers_.begin() + static_cast<std::ptrdiff_t>(std::min(i + kRomeMax, metiers_.size())));
        groups.push_back(std::move(group));
      }
      replace_front(std::move(groups));
      return true;
    }
    if (s.rome.size() > 1) {
      Slice left = s, right = s;
      const auto half = static_cast<std::ptrdiff_t>(s.rome.size() / 2);
      left.rome.assign(s.rome.begin(), s.rome.begin() + half);
      right.rome.assign(s.rome.begin() + half, s.rome.end());
      replace_front({std::move(left), std::move(right)});
      return true;
    }
    if (s.departement.empty()) {
      std::vector<Slice> each;
      for (std::string& d : all_departements()) {
        each.push_back(s);
        each.back().departement = std::move(d);
      }
      replace_front(std::move(each));
      truncated_ = true;
      return true;
    }
    return false;
  }

  void replace_front(std::vector<Slice> with) {
    slices_.pop_front();
    parts_ += static_cast<int>(with.size()) - 1;
    slices_.insert(slices_.begin(), std::make_move_iterator(with.begin()), std::make_move_iterator(with.end()));
    at_ = 0;
  }

  Step take_metiers(const Answer& answer) {
    need_metiers_ = false;
    text::JsonReader json;
    const auto list = answer.ok() ? json.parse(answer.body) : Result<text::JsonValue>(std::unexpected(Error{}));
    if (list)
      for (text::JsonElements e(*list); e.next();)
        if (const auto code = e.value()["code"]; code && code->string() && code->string()->size() == 5) metiers_.emplace_back(*code->string());
    metiers_failed_ = metiers_.empty();
    if (metiers_failed_) truncated_ = true;
    else if (!slices_.empty()) cut_slice();
    return go_on();
  }

  Step slice_read() {
    slices_.pop_front();
    at_ = 0;
    ++read_parts_;
    return go_on();
  }

  Step slice_failed(const Answer& answer) {
    failed_.push_back(slices_.front());
    slices_.pop_front();
    at_ = 0;
    ++failed_parts_;
    last_problem_ = answer.status == 0 ? answer.problem : SourceProblem::kHttpStatus;
    last_detail_ = answer.status == 0 ? answer.detail : std::to_string(answer.status);
    const bool told_to_stop = told_to_wait(last_problem_) || last_problem_ == SourceProblem::kStore;
    if (told_to_stop || ++failures_in_a_row_ >= kFailuresInARow) return finish_with_rest();
    return go_on();
  }

  Step take_offer(const Answer& answer) {
    if (answer.status == 401 && !asked_again_) {
      asked_again_ = true;
      return ask_token();
    }
    asked_again_ = false;
    if (answer.status == 204) gone_.push_back(confirm_.front());
    confirm_.pop_front();
    if (answer.status == 0) confirm_.clear();
    return go_on();
  }

  Step finish_with_rest() {
    failed_parts_ += static_cast<int>(slices_.size());
    failed_.insert(failed_.end(), slices_.begin(), slices_.end());
    slices_.clear();
    return finish();
  }

  // Nothing read: the run failed, the memory stays, the next run asks for the same.
  Step finish() const {
    if (read_parts_ == 0 && !failed_.empty()) return Step::fail(last_problem_, last_detail_);
    Step s = Step::part(truncated_);
    if (!failed_.empty()) {
      s.problem = SourceProblem::kParts;
      s.detail = std::to_string(failed_parts_) + "/" + std::to_string(parts_);
    }
    return s;
  }

  const FetchConfig& config_;
  FetchQuery query_;
  Time now_, until_;
  std::string token_url_, api_, token_;
  Time token_until_;
  Waiting waiting_for_ = Waiting::kToken;
  std::deque<Slice> slices_;                     // the first is in hand
  std::deque<std::string> confirm_;
  std::vector<Slice> failed_;
  std::vector<std::string> gone_, metiers_;
  int at_ = 0;                                   // the first result of the page in hand
  int parts_ = 0, read_parts_ = 0, failed_parts_ = 0, failures_in_a_row_ = 0;
  bool asked_again_ = false, need_metiers_ = false, metiers_failed_ = false, truncated_ = false;
  SourceProblem last_problem_ = SourceProblem::kNone;
  std::string last_detail_;
};

class FranceTravailFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kSearch; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(110), .burst = 5, .per_day = 0, .run_gap_min = std::chrono::minutes(30)}; }
  std::vector<std::string> missing(const FetchConfig& c) const override {
    std::vector<std::string> names;
    if (c.france_travail_id.empty()) names.emplace_back("FRANCE_TRAVAIL_CLIENT_ID");
    if (c.france_travail_secret.empty()) names.emplace_back("FRANCE_TRAVAIL_CLIENT_SECRET");
    return names;
  }
  std::string keys_from() const override { return std::string(kKeysFrom); }
  std::optional<FetchQuery> fit(FetchQuery q, const FetchConfig&) const override {
    if (!q.country.empty() && q.country != "FR") return std::nullopt;
    q.country.clear();
    q.place.clear();                             // a town is its departement here: near by is wanted too
    return q;
  }
  std::unique_ptr<FetchPlan> plan(const PlanInput& input) const override { return std::make_unique<Plan>(input); }
};

}  // namespace

const Fetching& france_travail_fetching() {
  static const FranceTravailFetching fetching;
  return fetching;
}

}  // namespace jm::discovery
