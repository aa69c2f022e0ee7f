#include "profile/cv_facts.h"

#include <set>

#include "base/ids.h"
#include "base/json_object.h"
#include "text/fold.h"

namespace jm::profile {
namespace {

std::string number(float f) { return std::to_string(static_cast<int>(f)); }

// Where each part of a fact stands.
class Places {
 public:
  void add(std::string_view path, const cv::Value& v) {
    if (v.empty() || v.page == 0) return;
    JsonObject o;
    o.text("path", path).number("page", v.page);
    o.raw("box", "[" + number(v.box.x0) + "," + number(v.box.y0) + "," + number(v.box.x1 + 1) + "," + number(v.box.y1 + 1) + "]");
    json_ += (json_.size() > 1 ? "," : "") + o.str();
  }
  std::string str() const { return json_ + "]"; }

 private:
  std::string json_ = "[";
};

std::string quoted(std::string_view s) {
  std::string out;
  append_json_string(out, s);
  return out;
}

class Proposals {
 public:
  explicit Proposals(Time now) : now_(now) {}

  void add(const char* section, const char* field, const std::string& counted, std::string identity, const std::string& value, const Places& places) {
    identity = std::string(field) + ":" + identity.substr(0, 400);
    if (!seen_.insert(std::string(section) + identity).second) return;
    JsonObject o;
    o.id("id", new_id(now_)).text("section", section).text("field", field).number("position", position_++).text("identity", identity).raw("value", value).raw("places", places.str());
    json_ += (json_.size() > 1 ? "," : "") + o.str();
    ++out_.counts[counted];
  }
  void scalar(const char* section, const char* field, const cv::Value& v) {
    if (v.empty()) return;
    Places places;
    places.add("", v);
    add(section, field, field, text::fold(v.text), quoted(v.text), places);
  }
  ProposedFacts take() {
    out_.json = json_ + "]";
    return std::move(out_);
  }

 private:
  Time now_;
  int position_ = 0;
  std::set<std::string> seen_;
  std::string json_ = "[";
  ProposedFacts out_;
};

void put(JsonObject& o, Places& places, std::string_view key, const cv::Value& v) {
  o.optional_text(key, v.text);
  places.add(key, v);
}

void put(JsonObject& o, Places& places, const cv::Period& p) {
  if (p.start) o.text("startDate", to_string(*p.start));
  if (p.end) o.text("endDate", to_string(*p.end));
  if (p.current) o.boolean("current", true);
  places.add("dates", p.written);
}

void put(JsonObject& o, Places& places, std::string_view key, const std::vector<cv::Value>& items) {
  if (items.empty()) return;
  std::string list = "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    list += (i > 0 ? "," : "") + quoted(items[i].text);
    places.add(std::string(key) + "[" + std::to_string(i) + "]", items[i]);
  }
  o.raw(key, list + "]");
}

std::string dated(const cv::Period& p) { return " " + (p.start ? to_string(*p.start) : "") + ".." + (p.end ? to_string(*p.end) : ""); }

void entries(Proposals& out, const char* section, const char* counted, const std::vector<cv::Entry>& list) {
  for (const auto& e : list) {
    JsonObject o;
    Places places;
    put(o, places, "name", e.name);
    put(o, places, "issuer", e.issuer);
    put(o, places, "location", e.place);
    put(o, places, e.period);
    put(o, places, "bullets", e.bullets);
    out.add(section, "entry", counted, text::fold_name(e.name.text), o.str(), places);
  }
}

}  // namespace

ProposedFacts propose(const cv::Cv& cv, Time now) {
  Proposals out(now);
  out.scalar("CONTACT", "fullName", cv.name);
  out.scalar("CONTACT", "title", cv.title);
  out.scalar("CONTACT", "email", cv.email);
  out.scalar("CONTACT", "phone", cv.phone);
  out.scalar("CONTACT", "location", cv.location);
  for (const auto& l : cv.links) out.scalar("CONTACT", "link", l);
  out.scalar("SUMMARY", "summary", cv.summary);
  for (const auto& e : cv.experience) {
    JsonObject o;
    Places places;
    put(o, places, "title", e.title);
    put(o, places, "company", e.company);
    put(o, places, "location", e.place);
    put(o, places, e.period);
    put(o, places, "bullets", e.bullets);
    out.add("EXPERIENCE", "entry", "experience", text::fold_name(e.title.text) + " @ " + text::fold_name(e.company.text) + dated(e.period), o.str(), places);
  }
  for (const auto& e : cv.education) {
    JsonObject o;
    Places places;
    put(o, places, "degree", e.degree);
    put(o, places, "school", e.school);
    put(o, places, "location", e.place);
    put(o, places, e.period);
    put(o, places, "notes", e.notes);
    out.add("EDUCATION", "entry", "education", text::fold_name(e.degree.text) + " @ " + text::fold_name(e.school.text) + dated(e.period), o.str(), places);
  }
  for (const auto& s : cv.skills) {
    Places places;
    places.add("", s.name);
    const std::string value = s.level.empty() ? quoted(s.name.text) : JsonObject().text("name", s.name.text).text("level", s.level).str();
    out.add("SKILLS", "entry", "skills", text::fold(s.name.text), value, places);
  }
  for (const auto& l : cv.languages) {
    Places places;
    places.add("", l.name);
    out.add("LANGUAGES", "entry", "languages", text::fold_name(l.name.text), JsonObject().text("language", l.name.text).optional_text("level", l.level).optional_text("cefr", l.cefr).str(), places);
  }
  entries(out, "CERTIFICATIONS", "certifications", cv.certifications);
  entries(out, "PROJECTS", "projects", cv.projects);
  return out.take();
}

}  // namespace jm::profile
