// France Travail, API Offres d'emploi v2: {"resultats": [...], "filtresPossibles": [...]}, single offers, arrays and lines of them;
// besides the API's own JSON, tables (CSV: the same members with dotted names, or fewer and renamed) and the daily GeoJSON of
// departement sites ({"features": [{"geometry", "properties"}]}), whose rows are partial.
//
// Nothing is required by the specification; absent means absent key. Contact, agency and other personal data are not read.
#include <algorithm>
#include <array>
#include <charconv>

#include "discovery/boards/all.h"
#include "discovery/boards/csv.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/france_travail_fetch.h"
#include "discovery/boards/records.h"
#include "discovery/normalise.h"
#include "domain/place.h"
#include "text/fold.h"

namespace jm::discovery {

namespace {

using domain::Contract;
using domain::ExperienceNeed;
using domain::Offer;
using domain::Requirement;
using text::JsonElements;
using text::JsonMembers;
using text::JsonValue;

constexpr std::string_view kLists[] = {"resultats", "features"};

struct Draft {
  Offer& offer;
  ParseOutput& out;
  domain::Place place;
  std::string contract_label, nature, contract_code;
  std::string pay_text, pay_comment;
  std::string fallback_title;
  bool apprenticeship = false;
  std::optional<Reject> reject;
};

std::optional<double> number_of(std::string_view s) {
  double d = 0;
  const auto r = std::from_chars(s.data(), s.data() + s.size(), d);
  return r.ec == std::errc() ? std::optional(d) : std::nullopt;
}

// The values, from JSON or from a table alike ---------------------------------------------------------------------------------

void id(Draft& d, std::string_view s) { d.offer.source_id = line_of(s); }
void title(Draft& d, std::string_view s) { d.offer.title = line_of(s); }
void description(Draft& d, std::string_view s) { d.offer.description = text_of(s); }
void created(Draft& d, std::string_view s) { d.offer.posted_at = parse_iso(s); }
void updated(Draft& d, std::string_view s) { d.offer.updated_at = parse_iso(s); }
void rome_code(Draft& d, std::string_view s) { d.offer.rome_code = line_of(s); }
void rome_label(Draft& d, std::string_view s) {
  add_tag(d.offer, s);
  if (d.fallback_title.empty()) d.fallback_title = line_of(s);
}
void trade_label(Draft& d, std::string_view s) { d.fallback_title = line_of(s); }
void contract_code(Draft& d, std::string_view s) { d.contract_code = s; }
void contract_label(Draft& d, std::string_view s) { d.contract_label = s; }
void nature(Draft& d, std::string_view s) { d.nature = s; }
void experience_need(Draft& d, std::string_view s) {
  d.offer.experience.need = s == "D" ? ExperienceNeed::kBeginner : s == "S" ? ExperienceNeed::kWished : s == "E" ? ExperienceNeed::kRequired : ExperienceNeed::kUnknown;
}
void experience_label(Draft& d, std::string_view s) {
  d.offer.experience.raw = line_of(s);
  d.offer.experience.months = months_in(s);
}
void hours(Draft& d, std::string_view s) { d.offer.working_hours = line_of(s); }
void working_time(Draft& d, std::string_view s) { d.offer.working_time = working_time_of(s); }
void qualification(Draft& d, std::string_view s) { d.offer.qualification = line_of(s); }
void naf(Draft& d, std::string_view s) {
  d.offer.naf_code = line_of(s);
  d.offer.intermediary |= s.starts_with("78.");            // placement, temporary work, provision of staff
}
void sector(Draft& d, std::string_view s) { add_tag(d.offer, s); }
void travel(Draft& d, std::string_view s) { d.offer.travel = line_of(s); }
void company(Draft& d, std::string_view s) { d.offer.company = line_of(s); }
void url(Draft& d, std::string_view s) { d.offer.url = s; }
void place_text(Draft& d, std::string_view s) { d.place.raw = line_of(s); }
void postal_code(Draft& d, std::string_view s) { d.place.postal_code = line_of(s); }
void insee(Draft& d, std::string_view s) { d.place.insee = line_of(s); }
void pay_text(Draft& d, std::string_view s) { d.pay_text = line_of(s); }
void pay_comment(Draft& d, std::string_view s) { d.pay_comment = line_of(s); }
void latitude(Draft& d, std::string_view s) { d.place.lat = number_of(s); }
void longitude(Draft& d, std::string_view s) { d.place.lon = number_of(s); }
void openings(Draft& d, std::string_view s) { if (const auto n = number_of(s)) d.offer.openings = static_cast<int>(std::clamp(*n, -1.0, 1e6)); }
void apprenticeship(Draft& d, std::string_view s) { d.apprenticeship = s == "True" || s == "true" || s == "1"; }

template <void (*kSet)(Draft&, std::string_view)>
void text_member(Draft& d, const JsonValue& v) {
  if (const auto s = v.string()) kSet(d, *s);
}

// Several diplomas: the least of them is enough.
void education(Draft& d, std::string_view level) {
  const auto l = education_level_of(level);
  if (l && (!d.offer.education_level || *l < *d.offer.education_level)) d.offer.education_level = l;
}

// {libelle, code, exigence "E"/"S"}
void requirements(Draft& d, const JsonValue& list, std::string_view kind) {
  for (JsonElements e(list); e.next() && d.offer.requirements.size() < domain::kTagsMax;) {
    Requirement r{std::string(kind), {}, {}, false};
    for (JsonMembers m(e.value()); m.next();) {
      if (m.key() == "libelle" || m.key() == "nom" || (r.label.empty() && (m.key() == "domaineLibelle" || m.key() == "niveauLibelle"))) r.label = line_of(m.value());
      else if (m.key() == "code" || m.key() == "codeFormation") r.code = line_of(m.value());
      else if (m.key() == "exigence") r.required = m.value().string() == "E";
      if (m.key() == "niveauLibelle") education(d, m.value().string().value_or(""));
    }
    if (!r.label.empty()) d.offer.requirements.push_back(std::move(r));
  }
}

constexpr Key<Draft> kPlaceKeys[] = {
    {"libelle", text_member<place_text>},
    {"latitude", [](Draft& d, const JsonValue& v) { d.place.lat = v.number(); }},
    {"longitude", [](Draft& d, const JsonValue& v) { d.place.lon = v.number(); }},
    {"codePostal", text_member<postal_code>},
    {"commune", text_member<insee>},
};
constexpr Key<Draft> kCompanyKeys[] = {
    {"nom", text_member<company>},
    {"description", nullptr},
    {"logo", nullptr},
    {"url", nullptr},
    {"entrepriseAdaptee", nullptr},
};
constexpr Key<Draft> kPayKeys[] = {
    {"libelle", text_member<pay_text>},
    {"commentaire", text_member<pay_comment>},
    {"complement1", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"complement2", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"listeComplements", nullptr},
};
constexpr Key<Draft> kOriginKeys[] = {
    {"origine", nullptr},
    {"urlOrigine", text_member<url>},
    {"partenaires", nullptr},
};

constexpr Key<Draft> kKeys[] = {
    {"id", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"intitule", [](Draft& d, const JsonValue& v) {
       if (const auto s = v.string()) title(d, *s);
       else if (!v.is_null()) d.reject = Reject{0, RejectCode::kWrongType, "intitule is not a text"};
     }},
    {"description", text_member<description>},
    {"dateCreation", text_member<created>},
    {"dateActualisation", text_member<updated>},
    {"lieuTravail", [](Draft& d, const JsonValue& v) { read_members(v, kPlaceKeys, d, "lieuTravail.", d.out); }},
    {"romeCode", text_member<rome_code>},
    {"romeLibelle", text_member<rome_label>},
    {"appellationlibelle", text_member<trade_label>},
    {"entreprise", [](Draft& d, const JsonValue& v) {
       if (v.is_object()) read_members(v, kCompanyKeys, d, "entreprise.", d.out);
       else text_member<company>(d, v);
     }},
    {"typeContrat", text_member<contract_code>},
    {"typeContratLibelle", text_member<contract_label>},
    {"natureContrat", text_member<nature>},
    {"experienceExige", text_member<experience_need>},
    {"experienceLibelle", text_member<experience_label>},
    {"experienceCommentaire", nullptr},
    {"formations", [](Draft& d, const JsonValue& v) { requirements(d, v, "education"); }},
    {"langues", [](Draft& d, const JsonValue& v) { requirements(d, v, "language"); }},
    {"permis", [](Draft& d, const JsonValue& v) { requirements(d, v, "licence"); }},
    {"outilsBureautiques", [](Draft& d, const JsonValue& v) { for (JsonElements e(v); e.next();) add_tag(d.offer, e.value().string().value_or("")); }},
    {"competences", [](Draft& d, const JsonValue& v) { requirements(d, v, "skill"); }},
    {"salaire", [](Draft& d, const JsonValue& v) { read_members(v, kPayKeys, d, "salaire.", d.out); }},
    {"dureeTravailLibelle", text_member<hours>},
    {"dureeTravailLibelleConverti", text_member<working_time>},
    {"complementExercice", nullptr},
    {"conditionExercice", nullptr},
    {"alternance", [](Draft& d, const JsonValue& v) { d.apprenticeship = v.boolean() == true; }},
    {"contact", nullptr},              // personal data
    {"agence", nullptr},               // personal data
    {"nombrePostes", [](Draft& d, const JsonValue& v) { if (const auto n = v.number()) d.offer.openings = static_cast<int>(std::clamp(*n, -1.0, 1e6)); }},
    {"accessibleTH", nullptr},
    {"deplacementCode", nullptr},
    {"deplacementLibelle", text_member<travel>},
    {"qualificationCode", nullptr},
    {"qualificationLibelle", text_member<qualification>},
    {"codeNAF", text_member<naf>},
    {"secteurActivite", nullptr},
    {"secteurActiviteLibelle", text_member<sector>},
    {"trancheEffectifEtab", nullptr},
    {"qualitesProfessionnelles", [](Draft& d, const JsonValue& v) { requirements(d, v, "quality"); }},
    {"origineOffre", [](Draft& d, const JsonValue& v) { read_members(v, kOriginKeys, d, "origineOffre.", d.out); }},
    {"offresManqueCandidats", nullptr},
    {"contexteTravail", nullptr},
    {"entrepriseAdaptee", nullptr},
    {"employeurHandiEngage", nullptr},
    // GeoJSON properties
    {"communeLibelle", text_member<place_text>},
    {"codePostal", text_member<postal_code>},
    {"salaireLibelle", text_member<pay_text>},
    {"url", text_member<url>},
    {"romeDomaine", nullptr}, {"romeDomaineCode", nullptr},
};

// Together ----------------------------------------------------------------------------------------------------------------------

Contract contract_from(const Draft& d) {
  if (d.apprenticeship || contract_of(d.nature) == Contract::kApprenticeship) return Contract::kApprenticeship;
  // The label tells more than the code ("CDI intérimaire"); both vocabularies are understood.
  for (const std::string& s : {d.contract_code, d.contract_label})
    if (const Contract c = contract_of(s); c != Contract::kUnknown) return c;
  return Contract::kUnknown;
}

void assemble(Draft& d) {
  Offer& o = d.offer;
  if (o.title.empty()) o.title = d.fallback_title;
  o.contract = contract_from(d);
  if (o.contract != Contract::kCdi) o.contract_months = months_in(d.contract_label);
  if (o.working_time == domain::WorkingTime::kUnknown) o.working_time = working_time_of(o.working_hours);
  if (!d.pay_text.empty()) o.pay = parse_pay(d.pay_text, "EUR");
  if (!o.pay.stated() && !d.pay_comment.empty()) {
    const std::string label = std::move(o.pay.raw);
    o.pay = parse_pay(d.pay_comment, "EUR");
    if (!label.empty()) o.pay.raw = label + " (" + o.pay.raw + ")";
  }
  auto found = domain::parse_places(d.place.raw);
  if (!found.places.empty()) {
    domain::Place p = std::move(found.places.front());
    p.raw = d.place.raw;
    p.postal_code = d.place.postal_code.empty() ? p.postal_code : d.place.postal_code;
    p.insee = d.place.insee;
    p.lat = d.place.lat;
    p.lon = d.place.lon;
    domain::complete_place(p);
    if (!p.departement.empty()) p.country = "FR";
    // "75 - PARIS 09": a departement given alone is no town.
    o.places.push_back(std::move(p));
  }
  if (o.language.empty() && o.description.empty()) o.language = "fr";        // a title alone is too short to tell
  if (o.url.empty() && !o.source_id.empty()) o.url = "https://candidat.francetravail.fr/offres/recherche/detail/" + o.source_id;
}

// Tables ------------------------------------------------------------------------------------------------------------------------

struct Column {
  std::string_view name;
  void (*set)(Draft&, std::string_view);
};
void python_skills(Draft& d, std::string_view s);

constexpr Column kColumns[] = {
    {"id", id}, {"intitule", title}, {"description", description}, {"dateCreation", created}, {"date_creation", created},
    {"dateActualisation", updated}, {"date_actualisation", updated}, {"romeCode", rome_code}, {"rome_code", rome_code},
    {"romeLibelle", rome_label}, {"rome_libelle", rome_label}, {"appellationlibelle", trade_label}, {"appellation_libelle", trade_label},
    {"typeContrat", contract_code}, {"type_contrat", contract_code}, {"typeContratLibelle", contract_label}, {"natureContrat", nature},
    {"nature_contrat", nature}, {"experienceExige", experience_need}, {"experience_exigee", experience_need},
    {"experienceLibelle", experience_label}, {"experience_libelle", experience_label}, {"dureeTravailLibelle", hours}, {"duree_travail", hours},
    {"dureeTravailLibelleConverti", working_time}, {"alternance", apprenticeship}, {"nombrePostes", openings}, {"nombre_postes", openings},
    {"qualificationLibelle", qualification}, {"codeNAF", naf}, {"secteurActiviteLibelle", sector}, {"deplacementLibelle", travel},
    {"lieuTravail.libelle", place_text}, {"lieu_libelle", place_text}, {"localisation", place_text}, {"lieuTravail.latitude", latitude},
    {"latitude", latitude}, {"lieuTravail.longitude", longitude}, {"longitude", longitude}, {"lieuTravail.codePostal", postal_code},
    {"code_postal", postal_code}, {"lieuTravail.commune", insee}, {"commune", insee}, {"entreprise.nom", company}, {"nom_entreprise", company},
    {"salaire.libelle", pay_text}, {"salaire_libelle", pay_text}, {"salaire.commentaire", pay_comment}, {"origineOffre.urlOrigine", url},
    {"competences", python_skills},
};
// Known and of no use here: other people's guesses, personal data, what the JSON reader passes over too.
constexpr std::string_view kIgnoredColumns[] = {
    "accessibleTH", "qualificationCode", "secteurActivite", "secteur_activite", "offresManqueCandidats", "entreprise.entrepriseAdaptee",
    "entreprise.description", "entreprise.url", "entreprise.logo", "salaire.complement1", "salaire.complement2", "origineOffre.origine",
    "contexteTravail.horaires", "contexteTravail.conditionsExercice", "experienceCommentaire", "permis", "qualitesProfessionnelles",
    "deplacementCode", "formations", "langues", "complementExercice", "conditionExercice", "agence.courriel", "salaire_min", "salaire_max",
    "salaire_unite", "salaire_extrait", "salaire.listeComplements", "origineOffre.partenaires", "origineOffre.nomPartenaire", "origineOffre.urlPartenaire"};

// "[{'code': '300382', 'libelle': "Réaliser une étude"}]": Python's way of writing a list.
void python_skills(Draft& d, std::string_view s) {
  for (const std::string_view key : {"'libelle': ", "'nom': "})
    for (std::size_t at = s.find(key); at != std::string_view::npos && d.offer.requirements.size() < domain::kTagsMax; at = s.find(key, at + 1)) {
      const std::size_t open = at + key.size();
      if (open >= s.size()) return;
      const std::size_t close = s.find(s[open], open + 1);
      if ((s[open] != '\'' && s[open] != '"') || close == std::string_view::npos) continue;
      const std::string_view after = s.substr(close, 40);
      Requirement r{"skill", line_of(s.substr(open + 1, close - open - 1)), {}, after.find("'exigence': 'E'") != std::string_view::npos};
      if (!r.label.empty()) d.offer.requirements.push_back(std::move(r));
    }
}

void parse_table(std::string_view bytes, std::string_view source, Time now, ParseOutput& out) {
  CsvReader rows(bytes, csv_delimiter(bytes));
  std::vector<std::string> header, row;
  if (!rows.next(header)) return;
  std::vector<const Column*> columns;
  bool has_id = false;
  for (const std::string& name : header) {
    const auto it = std::find_if(std::begin(kColumns), std::end(kColumns), [&](const Column& c) { return c.name == name; });
    columns.push_back(it == std::end(kColumns) ? nullptr : it);
    has_id |= name == "id";
    const bool ignored = std::find(std::begin(kIgnoredColumns), std::end(kIgnoredColumns), name) != std::end(kIgnoredColumns) || name.starts_with("contact.");
    if (!columns.back() && !ignored) count_unmapped(out, "", name);
  }
  if (!has_id) {
    out.reject(out.seen++, RejectCode::kUnsupported, "a table without a column \"id\"");
    return;
  }
  while (rows.next(row)) {
    const std::size_t index = out.seen++;
    if (rows.cut()) {
      out.reject(index, RejectCode::kTruncated, "the table ends inside a quoted field");
      continue;
    }
    if (row.size() != header.size()) {
      out.reject(index, RejectCode::kMalformed, std::to_string(row.size()) + " fields where the header has " + std::to_string(header.size()));
      continue;
    }
    Offer offer;
    offer.source = source;
    Draft d{offer, out, {}, {}, {}, {}, {}, {}, {}, false, {}};
    for (std::size_t i = 0; i < row.size(); ++i)
      if (columns[i] && !row[i].empty()) columns[i]->set(d, row[i]);
    assemble(d);
    finish_offer(std::move(offer), index, now, out);
  }
}

bool is_table(std::string_view bytes, std::string_view name) {
  if (name.find(".csv") != std::string_view::npos) return true;
  const std::size_t first = bytes.find_first_not_of(" \r\n\t\xEF\xBB\xBF");
  if (first == std::string_view::npos || bytes[first] == '{' || bytes[first] == '[') return false;
  const std::string_view line = bytes.substr(first, bytes.find('\n', first) - first);
  return line.find("intitule") != std::string_view::npos;
}

class FranceTravail final : public Board {
 public:
  std::string_view name() const override { return "france_travail"; }
  std::string_view label() const override { return "France Travail"; }

  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    if (is_table(bytes, payload.name)) return parse_table(bytes, name(), now, out);
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      Draft d{offer, out, {}, {}, {}, {}, {}, {}, {}, false, {}};
      if (const auto properties = record["properties"]) feature(*properties, record, d);
      else read_members(record, kKeys, d, "", out);
      assemble(d);
      return std::move(d.reject);
    });
  }

 private:
  static void feature(const JsonValue& properties, const JsonValue& record, Draft& d) {
    read_members(properties, kKeys, d, "properties.", d.out);
    const auto geometry = record["geometry"];
    const auto point = geometry ? (*geometry)["coordinates"] : std::nullopt;
    if (!point) return;
    std::array<std::optional<double>, 2> xy;
    std::size_t i = 0;
    for (JsonElements e(*point); e.next() && i < 2; ++i) xy[i] = e.value().number();
    d.place.lon = xy[0];
    d.place.lat = xy[1];
  }
  const Fetching* fetching() const override { return &france_travail_fetching(); }
};

}  // namespace

const Board& france_travail() {
  static const FranceTravail board;
  return board;
}

}  // namespace jm::discovery
