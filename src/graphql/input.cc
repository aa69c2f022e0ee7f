#include "graphql/input.h"

#include <algorithm>

#include "base/json_text.h"
#include "graphql/plan.h"
#include "graphql/writer.h"

namespace jm::graphql {

Input Input::boolean(bool b) {
  Input v(Kind::kBoolean);
  v.int_ = b;
  return v;
}

Input Input::integer(std::int64_t i, std::string_view text) {
  Input v(Kind::kInt);
  v.int_ = i;
  v.data_ = text.data();
  v.size_ = text.size();
  return v;
}

Input Input::number(double d, std::string_view text) {
  Input v(Kind::kFloat);
  v.float_ = d;
  v.data_ = text.data();
  v.size_ = text.size();
  return v;
}

Input Input::string(std::string_view s) {
  Input v(Kind::kString);
  v.data_ = s.data();
  v.size_ = s.size();
  return v;
}

Input Input::enum_name(std::string_view s) {
  Input v = string(s);
  v.kind_ = Kind::kEnum;
  return v;
}

Input Input::list(std::span<const Input> items) {
  Input v(Kind::kList);
  v.data_ = items.data();
  v.size_ = items.size();
  return v;
}

Input Input::object(std::span<const InputEntry> fields) {
  Input v(Kind::kObject);
  v.data_ = fields.data();
  v.size_ = fields.size();
  return v;
}

Input Input::upload(std::size_t index) {
  Input v(Kind::kUpload);
  v.int_ = static_cast<std::int64_t>(index);
  return v;
}

std::span<const Input> Input::items() const {
  if (kind_ != Kind::kList) return {};
  return {static_cast<const Input*>(data_), size_};
}

std::span<const InputEntry> Input::fields() const {
  if (kind_ != Kind::kObject) return {};
  return {static_cast<const InputEntry*>(data_), size_};
}

Input Input::operator[](std::string_view field) const {
  for (const auto& f : fields()) if (f.name == field) return f.value;
  return {};
}

void Input::append_json(std::string& out) const {
  switch (kind_) {
    case Kind::kAbsent: break;
    case Kind::kNull:
    case Kind::kUpload: out += "null"; break;
    case Kind::kBoolean: out += int_ ? "true" : "false"; break;
    case Kind::kInt:
      if (size_ != 0) out += text();
      else append_json_number(out, int_);
      break;
    case Kind::kFloat:
      if (size_ != 0) out += text();
      else append_json_number(out, float_);
      break;
    case Kind::kString:
    case Kind::kEnum: append_json_string(out, text()); break;
    case Kind::kList: {
      out += '[';
      bool first = true;
      for (const auto& item : items()) {
        if (!std::exchange(first, false)) out += ',';
        item.append_json(out);
      }
      out += ']';
      break;
    }
    case Kind::kObject: {
      out += '{';
      bool first = true;
      for (const auto& f : fields()) {
        if (f.value.is_absent()) continue;
        if (!std::exchange(first, false)) out += ',';
        append_json_string(out, f.name);
        out += ':';
        f.value.append_json(out);
      }
      out += '}';
      break;
    }
  }
}

std::string Input::json() const {
  std::string out;
  append_json(out);
  return out;
}

Input Args::operator[](std::string_view name) const {
  for (const auto& v : values_) if (v.name == name) return v.value;
  return {};
}

std::optional<std::string_view> Args::optional_string(std::string_view name) const {
  const Input v = (*this)[name];
  if (!v.has_value()) return std::nullopt;
  return v.str();
}

std::optional<std::int64_t> Args::optional_integer(std::string_view name) const {
  const Input v = (*this)[name];
  if (!v.has_value()) return std::nullopt;
  return v.integer();
}

std::optional<bool> Args::optional_boolean(std::string_view name) const {
  const Input v = (*this)[name];
  if (!v.has_value()) return std::nullopt;
  return v.boolean();
}

std::vector<std::string> Args::strings(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& item : (*this)[name].items()) out.emplace_back(item.str());
  return out;
}

std::string Args::json(std::string_view name) const {
  const Input v = (*this)[name];
  return v.is_absent() ? "null" : v.json();
}

namespace {

bool selects_below(const PlanSelection* below, std::string_view path) {
  if (below == nullptr) return false;
  const auto dot = path.find('.');
  const auto name = path.substr(0, dot);
  for (const auto& object : below->objects)
    for (const auto& f : object.fields)
      if (f.field->name == name && (dot == std::string_view::npos || selects_below(f.below, path.substr(dot + 1)))) return true;
  return false;
}

bool only_below(const PlanSelection& below, const std::string& prefix, std::span<const std::string_view> leaves) {
  for (const auto& object : below.objects)
    for (const auto& f : object.fields) {
      if (f.kind == PlanField::Kind::kTypename) continue;
      const std::string path = prefix + std::string(f.field->name);
      if (f.below != nullptr ? !only_below(*f.below, path + '.', leaves) : std::ranges::find(leaves, path) == leaves.end()) return false;
    }
  return true;
}

}  // namespace

bool Args::selects_only(std::span<const std::string_view> leaves) const {
  return field_ != nullptr && (field_->below == nullptr || only_below(*field_->below, "", leaves));
}

Args::Memo* Args::memo() const { return field_ != nullptr ? &field_->memo : nullptr; }

bool Args::selects(std::string_view path) const { return field_ != nullptr && selects_below(field_->below, path); }

}  // namespace jm::graphql
