#include "domain/profile_facts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/clean.h"
#include "text/fold.h"
#include "text/json_read.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

using text::JsonElements;
using text::JsonMembers;
using text::JsonValue;

enum class Meaning : std::uint8_t { kText, kTitle, kPlace, kLevel, kFrom, kTo, kWhen, kIgnored };

// What a member's name says, in the shapes met: our own, JSON Resume, CV parsers, French forms.
Meaning meaning(std::string_view key) {
  std::string k = text::fold(key);
  std::erase_if(k, [](char c) { return c == '_' || c == '-' || c == ' '; });
  constexpr std::array kTitles = {"title", "position", "role", "jobtitle", "poste", "intitule", "fonction", "studytype", "degree", "diplome", "diploma", "titre"};
  constexpr std::array kPlaces = {"company", "organization", "organisation", "employer", "entreprise", "societe", "employeur", "school", "institution", "ecole", "university", "etablissement", "issuer", "entity"};
  constexpr std::array kFroms = {"startdate", "start", "from", "debut", "datedebut", "begin", "since"};
  constexpr std::array kTos = {"enddate", "end", "to", "fin", "datefin", "until"};
  constexpr std::array kWhens = {"year", "annee", "date", "obtained", "graduation", "graduationyear", "graduationdate", "dateobtention"};      // one day, or words
  constexpr std::array kIgnoredKeys = {"id", "url", "link", "links", "website", "image", "logo", "email", "phone", "source", "page", "bbox", "box", "confidence"};
  const auto in = [&](const auto& list) { return std::ranges::find(list, k) != list.end(); };
  constexpr std::array kLevels = {"level", "niveau", "fluency", "proficiency", "maitrise"};
  if (in(kLevels)) return Meaning::kLevel;
  if (in(kTitles)) return Meaning::kTitle;
  if (in(kPlaces)) return Meaning::kPlace;
  if (in(kFroms)) return Meaning::kFrom;
  if (in(kTos)) return Meaning::kTo;
  if (in(kWhens)) return Meaning::kWhen;
  if (in(kIgnoredKeys)) return Meaning::kIgnored;
  return Meaning::kText;
}

int month_from(std::string_view folded) {
  constexpr std::string_view kMonths[12][4] = {{"jan", "", "", ""}, {"feb", "fev", "", ""}, {"mar", "", "", ""}, {"apr", "avr", "", ""}, {"may", "mai", "", ""},
                                               {"jun", "juin", "", ""}, {"jul", "juil", "", ""}, {"aug", "aou", "", ""}, {"sep", "", "", ""}, {"oct", "", "", ""},
                                               {"nov", "", "", ""}, {"dec", "", "", ""}};
  for (int m = 11; m >= 0; --m)
    for (const auto name : kMonths[m])
      if (!name.empty() && folded.find(name) != std::string_view::npos) return m + 1;
  return 0;
}

// "2019-03-01", "2019-03", "2019", "03/2019", "mars 2019": the first day of it. Nothing for "present", "aujourd'hui".
std::optional<Time> date_from(std::string_view text) {
  if (const auto iso = parse_iso(text)) return iso;
  const std::string folded = text::fold(text);
  int year = 0, month = month_from(folded);
  for (std::size_t i = 0; i < folded.size();) {
    if (folded[i] < '0' || folded[i] > '9') {
      ++i;
      continue;
    }
    int n = 0;
    const auto end = std::from_chars(folded.data() + i, folded.data() + folded.size(), n);
    const auto digits = static_cast<std::size_t>(end.ptr - folded.data()) - i;
    if (end.ec == std::errc() && digits == 4 && n >= 1950 && n <= 2100) year = n;
    else if (end.ec == std::errc() && digits <= 2 && n >= 1 && n <= 12 && month == 0) month = n;
    i += std::max<std::size_t>(digits, 1);
  }
  if (year == 0) return {};
  const std::string iso = std::to_string(year) + (month >= 10 ? "-" : "-0") + std::to_string(month == 0 ? 1 : month) + "-01";
  return parse_iso(iso);
}

constexpr std::size_t kDayBytesMax = 16;      // "septembre 2019"; two years are longer, or words

class Reader {
 public:
  explicit Reader(ProfileFacts& out) : out_(out) {}

  void read(std::string_view json, FactSource source, std::string_view member) {
    if (json.empty()) return;
    text::JsonReader reader(kProfileJsonBytesMax);
    const auto value = reader.parse(json);
    if (!value) return;
    source_ = source;
    entries_ = 0;
    const std::string root(member);
    if (value->is_array()) {
      int i = 0;
      for (JsonElements e(*value); e.next(); ++i) entry(e.value(), root + "[" + std::to_string(i) + "]");
    } else if (value->is_object() && source == FactSource::kSkill) {
      for (JsonMembers m(*value); m.next();) entry(m.value(), root + "." + std::string(m.key()));      // {"languages": ["C++"], …}
    } else {
      entry(*value, root);
    }
  }

 private:
  void entry(const JsonValue& value, const std::string& path) {
    FactEntry e{source_, entries_, {}, {}, {}, {}, {}, {}};
    walk(value, path, Meaning::kText, 0, e);
    // An entry that says only "Developer": its words are its title.
    if (e.title.empty() && value.string() && source_ != FactSource::kSkill && !out_.facts.empty() && out_.facts.back().path == path) {
      out_.facts.back().role = FactRole::kTitle;
      e.title = e.title.empty() ? out_.facts.back().text : e.title;
      e.title.resize(std::min(e.title.size(), e.title.find_first_of(":,;(")));
      while (e.title.ends_with(' ')) e.title.pop_back();
    }
    if (source_ != FactSource::kSkill) out_.entries.push_back(std::move(e));
    ++entries_;
  }

  void walk(const JsonValue& value, const std::string& path, Meaning as, int depth, FactEntry& e) {
    if (depth > kFactDepthMax || as == Meaning::kIgnored) return;
    if (value.is_array()) {
      int i = 0;
      for (JsonElements x(value); x.next(); ++i) walk(x.value(), path + "[" + std::to_string(i) + "]", as, depth + 1, e);
    } else if (value.is_object()) {
      for (JsonMembers m(value); m.next();) {
        if (m.key().size() > 64) continue;
        Meaning means = meaning(m.key());
        // In a list of skills or a certificate "name" is the thing; in an experience it is the company (JSON Resume).
        if (means == Meaning::kText && text::fold(m.key()) == "name" && source_ == FactSource::kExperience) means = Meaning::kPlace;
        walk(m.value(), path + "." + std::string(m.key()), means, depth + 1, e);
      }
    } else if (const auto s = value.text(); s && !value.is_null() && value.kind() != text::JsonKind::kBool) {
      leaf(*s, path, as, e);
    }
  }

  void leaf(std::string_view raw, const std::string& path, Meaning as, FactEntry& e) {
    const std::string line = text::clean_line(raw.substr(0, std::min(raw.size(), kFactBytesMax * 2)));
    const std::string_view text = text::cut_utf8(line, kFactBytesMax);
    if (text.empty()) return;
    if (as == Meaning::kWhen && text.size() <= kDayBytesMax && !e.to && source_ != FactSource::kExperience && source_ != FactSource::kSkill && date_from(text)) as = Meaning::kTo;
    if (as == Meaning::kFrom || as == Meaning::kTo) {
      const auto date = date_from(text);
      (as == Meaning::kFrom ? e.from : e.to) = date;
      if (date) (as == Meaning::kFrom ? e.from_written : e.to_written) = text::cut_utf8(text, 40);
      return;
    }
    if (as == Meaning::kTitle && e.title.empty()) e.title = text;
    if (as == Meaning::kPlace && e.place.empty()) e.place = text;
    const FactRole role = as == Meaning::kTitle ? FactRole::kTitle : as == Meaning::kPlace ? FactRole::kPlace : as == Meaning::kLevel ? FactRole::kLevel : FactRole::kText;
    if (role == FactRole::kText && source_ != FactSource::kSkill && path.find('.') != path.npos && raw.find('\n') != raw.npos) return lines(raw, path);
    put(text, path, role);
  }

  // What was typed line by line says something in each: "experience[0].description#0", "…#1". A list's marks are no words.
  void lines(std::string_view raw, const std::string& path) {
    int i = 0;
    for (std::string_view rest = raw.substr(0, std::min(raw.size(), kFactBytesMax * 2)); !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string line = text::clean_line(rest.substr(0, end));
      std::string_view words = text::cut_utf8(line, kFactBytesMax);
      for (const std::string_view mark : {"- ", "* ", "• ", "– "})
        if (words.starts_with(mark)) words.remove_prefix(mark.size());
      if (!words.empty()) put(words, path + "#" + std::to_string(i++), FactRole::kText);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  void put(std::string_view text, const std::string& path, FactRole role) {
    if (out_.facts.size() < kFactsMax) out_.facts.push_back({source_, role, entries_, path, std::string(text)});
  }

  ProfileFacts& out_;
  FactSource source_ = FactSource::kSkill;
  int entries_ = 0;
};

std::optional<int> covered_months(const std::vector<FactEntry>& entries, Time now) {
  std::vector<std::pair<std::int64_t, std::int64_t>> spans;
  for (const FactEntry& e : entries) {
    if (e.source != FactSource::kExperience || !e.from) continue;
    const std::int64_t from = e.from->us, to = std::min(e.to.value_or(now).us, now.us);
    if (to > from) spans.emplace_back(from, to);
  }
  if (spans.empty()) return {};
  std::ranges::sort(spans);
  std::int64_t total = 0, from = spans[0].first, to = spans[0].second;
  for (const auto& [a, b] : spans) {
    if (a > to) {
      total += to - from;
      from = a;
      to = b;
    } else {
      to = std::max(to, b);
    }
  }
  total += to - from;
  constexpr std::int64_t kMonthUs = 2'629'746'000'000;      // a twelfth of a Gregorian year
  return static_cast<int>((total + kMonthUs / 2) / kMonthUs);
}

}  // namespace

bool is_location(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == path.npos) return false;
  const std::string key = text::fold(path.substr(dot + 1));
  constexpr std::array kKeys = {"location", "place", "lieu", "city", "ville", "country", "pays", "address", "adresse"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

ProfileFacts read_profile(const ProfileJson& json, Time now) {
  ProfileFacts out;
  out.full_name = text::clean_line(json.full_name);
  out.status = json.status;
  Reader reader(out);
  reader.read(json.experience, FactSource::kExperience, "experience");
  reader.read(json.projects, FactSource::kProject, "projects");
  reader.read(json.education, FactSource::kEducation, "education");
  reader.read(json.certifications, FactSource::kCertification, "certifications");
  reader.read(json.skills, FactSource::kSkill, "skills");
  out.experience_months = covered_months(out.entries, now);
  return out;
}

}  // namespace jm::domain
