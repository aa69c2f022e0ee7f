#include "model/shape.h"

#include <algorithm>

#include "base/json_text.h"
#include "text/utf8.h"

namespace jm::model {
namespace {

std::unexpected<Error> wrong(const std::string& at, const std::string& what) {
  return fail(Code::kInvalidArgument, (at.empty() ? std::string("the answer") : at) + ": " + what, "WRONG_SHAPE");
}

}  // namespace

Shape Shape::object(std::vector<std::pair<std::string, Shape>> members) {
  Shape s(Kind::kObject);
  s.members_ = std::move(members);
  return s;
}
Shape Shape::list(Shape of, std::size_t items_max) {
  Shape s(Kind::kList);
  s.members_.emplace_back("", std::move(of));
  s.max_ = items_max;
  return s;
}
Shape Shape::text(std::size_t bytes_max) {
  Shape s(Kind::kText);
  s.max_ = bytes_max;
  return s;
}
Shape Shape::one_of(std::vector<std::string> words) {
  Shape s(Kind::kWord);
  s.words_ = std::move(words);
  return s;
}
Shape Shape::boolean() { return Shape(Kind::kBoolean); }
Shape Shape::integer(std::int64_t min, std::int64_t max) {
  Shape s(Kind::kInteger);
  s.from_ = min;
  s.to_ = max;
  return s;
}

std::string Shape::schema() const {
  std::string out;
  append_schema(out);
  return out;
}

void Shape::append_schema(std::string& out) const {
  switch (kind_) {
    case Kind::kObject: {
      out += R"({"type":"object","properties":{)";
      std::string required;
      for (const auto& [name, shape] : members_) {
        if (!required.empty()) {
          out += ',';
          required += ',';
        }
        append_json_string(out, name);
        append_json_string(required, name);
        out += ':';
        shape.append_schema(out);
      }
      out += R"(},"required":[)" + required + R"(],"additionalProperties":false})";
      break;
    }
    case Kind::kList:
      out += R"({"type":"array","items":)";
      members_.front().second.append_schema(out);
      out += '}';
      break;
    case Kind::kText: out += R"({"type":"string"})"; break;
    case Kind::kWord:
      out += R"({"type":"string","enum":[)";
      for (std::size_t i = 0; i < words_.size(); ++i) {
        if (i > 0) out += ',';
        append_json_string(out, words_[i]);
      }
      out += "]}";
      break;
    case Kind::kBoolean: out += R"({"type":"boolean"})"; break;
    case Kind::kInteger: out += R"({"type":"integer"})"; break;
  }
}

Result<void> Shape::check(const text::JsonValue& value) const { return check(value, ""); }

Result<void> Shape::check(const text::JsonValue& value, const std::string& at) const {
  switch (kind_) {
    case Kind::kObject: {
      if (!value.is_object()) return wrong(at, "not an object");
      std::vector<bool> seen(members_.size());
      for (text::JsonMembers m(value); m.next();) {
        const auto found = std::find_if(members_.begin(), members_.end(), [&](const auto& x) { return x.first == m.key(); });
        if (found == members_.end()) return wrong(at, "an unknown member \"" + std::string(text::cut_utf8(m.key(), 40)) + "\"");
        const auto i = static_cast<std::size_t>(found - members_.begin());
        if (seen[i]) return wrong(at, "\"" + found->first + "\" twice");
        seen[i] = true;
        JM_CHECK_OK(found->second.check(m.value(), at.empty() ? found->first : at + "." + found->first));
      }
      for (std::size_t i = 0; i < seen.size(); ++i)
        if (!seen[i]) return wrong(at, "\"" + members_[i].first + "\" is missing");
      return {};
    }
    case Kind::kList: {
      if (!value.is_array()) return wrong(at, "not a list");
      std::size_t n = 0;
      for (text::JsonElements e(value); e.next(); ++n) {
        if (n == max_) return wrong(at, "more than " + std::to_string(max_) + " items");
        JM_CHECK_OK(members_.front().second.check(e.value(), at + "[" + std::to_string(n) + "]"));
      }
      return {};
    }
    case Kind::kText: {
      const auto s = value.string();
      if (!s) return wrong(at, "not a text");
      if (s->size() > max_) return wrong(at, "longer than " + std::to_string(max_) + " bytes");
      return {};
    }
    case Kind::kWord: {
      const auto s = value.string();
      if (!s || std::find(words_.begin(), words_.end(), *s) == words_.end()) return wrong(at, "not one of the words that are allowed");
      return {};
    }
    case Kind::kBoolean: return value.boolean() ? Result<void>() : wrong(at, "neither true nor false");
    case Kind::kInteger: {
      const auto n = value.integer();
      if (!n || *n < from_ || *n > to_) return wrong(at, "not a whole number from " + std::to_string(from_) + " to " + std::to_string(to_));
      return {};
    }
  }
  return {};
}

}  // namespace jm::model
