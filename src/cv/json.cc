#include "cv/json.h"

#include <charconv>
#include <cmath>

#include "base/json_object.h"
#include "text/json_read.h"
#include "text/utf8.h"

namespace jm::cv {
namespace {

constexpr std::size_t kTextBytesMax = 8'000;
constexpr std::size_t kListMax = 1'000;

std::string number(float f) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::isfinite(f) ? std::round(f * 10) / 10 : 0.0F);
  return {buffer, end.ptr};
}

std::string value(const Value& v) {
  JsonObject o;
  o.text("text", v.text);
  if (v.page > 0) {
    o.number("page", v.page);
    o.raw("box", "[" + number(v.box.x0) + "," + number(v.box.y0) + "," + number(v.box.x1) + "," + number(v.box.y1) + "]");
  }
  return o.str();
}

template <class List, class Write>
std::string list(const List& items, Write write) {
  std::string out = "[";
  for (const auto& i : items) out += (out.size() > 1 ? "," : "") + write(i);
  return out + "]";
}

void put(JsonObject& o, std::string_view key, const Value& v) {
  if (!v.empty()) o.raw(key, value(v));
}

void put(JsonObject& o, const Period& p) {
  if (p.start) o.text("start", to_string(*p.start));
  if (p.end) o.text("end", to_string(*p.end));
  if (p.current) o.boolean("current", true);
  put(o, "dates", p.written);
}

template <class Item>
void put_list(JsonObject& o, std::string_view key, const std::vector<Item>& items, auto write) {
  if (!items.empty()) o.raw(key, list(items, write));
}

std::string entry(const Entry& e) {
  JsonObject o;
  put(o, "name", e.name);
  put(o, "issuer", e.issuer);
  put(o, "place", e.place);
  put(o, e.period);
  put_list(o, "bullets", e.bullets, value);
  return o.str();
}

using text::JsonElements;
using text::JsonValue;

std::string text_of(const std::optional<JsonValue>& v) {
  if (!v) return {};
  const auto s = v->string();
  return s ? std::string(text::cut_utf8(*s, kTextBytesMax)) : std::string();
}

Value read_value(const std::optional<JsonValue>& v) {
  Value out;
  if (!v || !v->is_object()) return out;
  out.text = text_of((*v)["text"]);
  if (const auto page = (*v)["page"]) out.page = static_cast<int>(std::clamp<std::int64_t>(page->integer().value_or(0), 0, 100'000));
  if (const auto box = (*v)["box"]) {
    float* into[] = {&out.box.x0, &out.box.y0, &out.box.x1, &out.box.y1};
    std::size_t i = 0;
    for (JsonElements e(*box); i < 4 && e.next(); ++i) *into[i] = static_cast<float>(e.value().number().value_or(0));
  }
  return out;
}

template <class Item>
std::vector<Item> read_list(const JsonValue& object, std::string_view key, auto read) {
  std::vector<Item> out;
  if (const auto items = object[key])
    for (JsonElements e(*items); e.next() && out.size() < kListMax;) out.push_back(read(e.value()));
  return out;
}

Value read_one(const JsonValue& v) { return read_value(v); }

std::optional<YearMonth> read_month(const JsonValue& object, std::string_view key) {
  const std::string s = text_of(object[key]);
  YearMonth ym;
  if (s.size() < 4 || std::from_chars(s.data(), s.data() + 4, ym.year).ec != std::errc()) return {};
  if (s.size() == 7) std::from_chars(s.data() + 5, s.data() + 7, ym.month);
  return ym;
}

Period read_period(const JsonValue& o) {
  Period p;
  p.start = read_month(o, "start");
  p.end = read_month(o, "end");
  if (const auto c = o["current"]) p.current = c->boolean().value_or(false);
  p.written = read_value(o["dates"]);
  return p;
}

}  // namespace

std::string to_json(const Cv& cv) {
  JsonObject o;
  o.number("pages", cv.pages);
  if (cv.recognised_pages > 0) o.number("recognisedPages", cv.recognised_pages);
  if (!cv.unread_pages.empty()) {
    std::string list;
    for (const int n : cv.unread_pages) list += (list.empty() ? "[" : ",") + std::to_string(n);
    o.raw("unreadPages", list + "]");
  }
  put(o, "name", cv.name);
  put(o, "title", cv.title);
  put(o, "email", cv.email);
  put(o, "phone", cv.phone);
  put(o, "location", cv.location);
  put_list(o, "links", cv.links, value);
  put(o, "summary", cv.summary);
  put_list(o, "experience", cv.experience, [](const Experience& e) {
    JsonObject x;
    put(x, "title", e.title);
    put(x, "company", e.company);
    put(x, "place", e.place);
    put(x, e.period);
    put_list(x, "bullets", e.bullets, value);
    return x.str();
  });
  put_list(o, "education", cv.education, [](const Education& e) {
    JsonObject x;
    put(x, "degree", e.degree);
    put(x, "school", e.school);
    put(x, "place", e.place);
    put(x, e.period);
    put_list(x, "notes", e.notes, value);
    return x.str();
  });
  put_list(o, "skills", cv.skills, [](const SkillItem& s) {
    JsonObject x;
    put(x, "name", s.name);
    x.optional_text("level", s.level);
    return x.str();
  });
  put_list(o, "languages", cv.languages, [](const LanguageItem& l) {
    JsonObject x;
    put(x, "name", l.name);
    x.optional_text("level", l.level);
    x.optional_text("cefr", l.cefr);
    return x.str();
  });
  put_list(o, "certifications", cv.certifications, entry);
  put_list(o, "projects", cv.projects, entry);
  if (cv.hidden_words > 0) {
    o.number("hiddenWords", cv.hidden_words);
    o.text("hiddenText", cv.hidden_text);
  }
  return o.str();
}

Result<Cv> from_json(std::string_view json) {
  text::JsonReader reader(std::size_t{16} << 20);
  JM_TRY(root, reader.parse(json));
  if (!root.is_object()) return fail(Code::kInvalidArgument, "This is not a CV in JSON.", "BAD_INPUT");
  Cv cv;
  if (const auto pages = root["pages"]) cv.pages = static_cast<int>(pages->integer().value_or(0));
  if (const auto n = root["recognisedPages"]) cv.recognised_pages = static_cast<int>(n->integer().value_or(0));
  if (const auto list = root["unreadPages"])
    for (JsonElements e(*list); e.next() && cv.unread_pages.size() < 1'000;) cv.unread_pages.push_back(static_cast<int>(e.value().integer().value_or(0)));
  cv.name = read_value(root["name"]);
  cv.title = read_value(root["title"]);
  cv.email = read_value(root["email"]);
  cv.phone = read_value(root["phone"]);
  cv.location = read_value(root["location"]);
  cv.summary = read_value(root["summary"]);
  cv.links = read_list<Value>(root, "links", read_one);
  cv.experience = read_list<Experience>(root, "experience", [](const JsonValue& x) {
    return Experience{read_value(x["title"]), read_value(x["company"]), read_value(x["place"]), read_period(x), read_list<Value>(x, "bullets", read_one)};
  });
  cv.education = read_list<Education>(root, "education", [](const JsonValue& x) {
    return Education{read_value(x["degree"]), read_value(x["school"]), read_value(x["place"]), read_period(x), read_list<Value>(x, "notes", read_one)};
  });
  cv.skills = read_list<SkillItem>(root, "skills", [](const JsonValue& x) { return SkillItem{read_value(x["name"]), text_of(x["level"])}; });
  cv.languages = read_list<LanguageItem>(root, "languages", [](const JsonValue& x) { return LanguageItem{read_value(x["name"]), text_of(x["level"]), text_of(x["cefr"])}; });
  const auto read_entry = [](const JsonValue& x) { return Entry{read_value(x["name"]), read_value(x["issuer"]), read_period(x), read_list<Value>(x, "bullets", read_one), read_value(x["place"])}; };
  cv.certifications = read_list<Entry>(root, "certifications", read_entry);
  cv.projects = read_list<Entry>(root, "projects", read_entry);
  if (const auto n = root["hiddenWords"]) cv.hidden_words = static_cast<std::uint32_t>(std::clamp<std::int64_t>(n->integer().value_or(0), 0, 1'000'000));
  cv.hidden_text = text_of(root["hiddenText"]);
  return cv;
}

}  // namespace jm::cv
