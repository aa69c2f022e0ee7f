#include "graphql/print.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace jm::graphql {
namespace {

constexpr std::size_t kLineMax = 80;                    // a field with arguments longer than this gets one per line

// Length as JavaScript counts it (UTF-16 code units), so that lines break where graphql-js breaks them.
std::size_t utf16_length(std::string_view s) {
  std::size_t n = 0;
  for (const char c : s) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) n += byte >= 0xF0 ? 2 : 1;
  }
  return n;
}

class Printer {
 public:
  std::string out;

  void value(const Value& v) {
    switch (v.kind) {
      case ValueKind::kVariable: put("$"); put(v.text); break;
      case ValueKind::kInt:
      case ValueKind::kFloat:
      case ValueKind::kEnum: put(v.text); break;
      case ValueKind::kString:
        if (v.is_block) indented(print_block_string(v.text));
        else put(print_string(v.text));
        break;
      case ValueKind::kBoolean: put(v.boolean ? "true" : "false"); break;
      case ValueKind::kNull: put("null"); break;
      case ValueKind::kList:
        put("[");
        joined(v.items, ", ", [this](const Value& item) { value(item); });
        put("]");
        break;
      case ValueKind::kObject:
        put("{");
        joined(v.fields, ", ", [this](const ObjectField& f) { named_value(f); });
        put("}");
        break;
    }
  }

  void type(const TypeNode& t) {
    switch (t.kind) {
      case TypeNodeKind::kNamed: put(t.name); break;
      case TypeNodeKind::kList: put("["); type(*t.of); put("]"); break;
      case TypeNodeKind::kNonNull: type(*t.of); put("!"); break;
    }
  }

  // `spell_query`: a bare selection set here would be read as the body of the type definition before it.
  void definition(const Definition& d, bool spell_query) {
    if (d.operation != nullptr) operation(*d.operation, spell_query);
    else if (d.fragment != nullptr) fragment(*d.fragment);
    else type_system(*d.type_system);
  }

 private:
  void put(std::string_view s) { out += s; }
  void newline() { out += '\n'; out.append(depth_ * 2, ' '); }
  void indented(std::string_view text) {                // every line break indents
    for (const char c : text) {
      if (c == '\n') newline();
      else out += c;
    }
  }

  template <class T, class F>
  void joined(std::span<const T> items, std::string_view separator, F item) {
    bool first = true;
    for (const auto& i : items) {
      if (!first) put(separator);
      first = false;
      item(i);
    }
  }
  template <class T, class F>
  void lines(std::string_view open, std::span<const T> items, std::string_view close, F item, bool indent = true) {
    put(open);
    depth_ += indent;
    for (const auto& i : items) {
      newline();
      item(i);
    }
    depth_ -= indent;
    newline();
    put(close);
  }
  // (a, b) or, when one of them spans lines, one per line.
  template <class T, class F>
  void parenthesised(std::span<const T> items, F item, bool indent) {
    if (items.empty()) return;
    const auto mark = out.size();
    put("(");
    joined(items, ", ", item);
    put(")");
    if (out.find('\n', mark) == std::string::npos) return;
    out.resize(mark);
    lines("(", items, ")", item, indent);
  }

  template <class T>
  void named_value(const T& a) {
    put(a.name.text);
    put(": ");
    value(a.value);
  }

  void directives(std::span<const Directive> list) {
    for (const auto& d : list) {
      put(" @");
      put(d.name.text);
      if (d.arguments.empty()) continue;
      put("(");
      joined(d.arguments, ", ", [this](const Argument& a) { named_value(a); });
      put(")");
    }
  }

  void description(const Value* text) {
    if (text == nullptr) return;
    value(*text);
    newline();
  }

  void selection_set(const SelectionSet& s) {
    lines("{", s.selections, "}", [this](const Selection& i) { selection(i); });
  }

  void selection(const Selection& s) {
    if (s.kind == SelectionKind::kField) return field(s);
    put("...");
    if (s.kind == SelectionKind::kFragmentSpread) {
      put(s.name.text);
      return directives(s.directives);
    }
    if (s.name) {
      put(" on ");
      put(s.name.text);
    }
    directives(s.directives);
    put(" ");
    selection_set(s.selection_set);
  }

  void field(const Selection& s) {
    const auto start = out.size();
    if (s.alias) {
      put(s.alias.text);
      put(": ");
    }
    put(s.name.text);
    if (!s.arguments.empty()) {
      const auto argument = [this](const Argument& a) { named_value(a); };
      const auto mark = out.size();
      const auto depth = std::exchange(depth_, 0);       // measured as if it stood at the margin
      put("(");
      joined(s.arguments, ", ", argument);
      put(")");
      const bool fits = utf16_length(std::string_view(out).substr(start)) <= kLineMax;
      depth_ = depth;
      out.resize(mark);
      if (fits) {
        put("(");
        joined(s.arguments, ", ", argument);
        put(")");
      } else {
        lines("(", s.arguments, ")", argument);
      }
    }
    directives(s.directives);
    if (s.selection_set.empty()) return;
    put(" ");
    selection_set(s.selection_set);
  }

  void operation(const OperationDefinition& d, bool spell_query) {
    const bool plain = !spell_query && d.kind == OperationKind::kQuery && !d.name && d.variables.empty() && d.directives.empty() && d.description == nullptr;
    if (!plain) {
      description(d.description);
      put(operation_kind_name(d.kind));
      if (d.name || !d.variables.empty()) put(" ");
      put(d.name.text);
      parenthesised(d.variables, [this](const VariableDefinition& v) { variable(v); }, false);
      directives(d.directives);
      put(" ");
    }
    selection_set(d.selection_set);
  }

  void variable(const VariableDefinition& v) {
    description(v.description);
    put("$");
    put(v.name.text);
    put(": ");
    type(*v.type);
    default_value(v.default_value);
    directives(v.directives);
  }

  void default_value(const Value* v) {
    if (v == nullptr) return;
    put(" = ");
    value(*v);
  }

  void fragment(const FragmentDefinition& d) {
    description(d.description);
    put("fragment ");
    put(d.name.text);
    put(" on ");
    put(d.type_condition.text);
    directives(d.directives);
    put(" ");
    selection_set(d.selection_set);
  }

  void input_value(const InputValueDefinition& d) {
    description(d.description);
    put(d.name.text);
    put(": ");
    type(*d.type);
    default_value(d.default_value);
    directives(d.directives);
  }

  void field_definition(const FieldDefinition& d) {
    description(d.description);
    put(d.name.text);
    parenthesised(d.arguments, [this](const InputValueDefinition& a) { input_value(a); }, true);
    put(": ");
    type(*d.type);
    directives(d.directives);
  }

  void type_system(const TypeSystemDefinition& d) {
    static constexpr std::string_view kWords[] = {"schema", "scalar", "type", "interface", "union", "enum", "input", "directive @"};
    description(d.description);
    if (d.is_extension) put("extend ");
    put(kWords[static_cast<std::size_t>(d.kind)]);
    if (d.kind == TypeSystemKind::kDirective) return directive_definition(d);
    if (d.name) {
      put(" ");
      put(d.name.text);
    }
    const auto name = [this](const Name& n) { put(n.text); };
    if (!d.interfaces.empty()) {
      put(" implements ");
      joined(d.interfaces, " & ", name);
    }
    directives(d.directives);
    if (!d.names.empty()) {
      put(" = ");
      joined(d.names, " | ", name);
    }
    if (!d.fields.empty()) lines(" {", d.fields, "}", [this](const FieldDefinition& f) { field_definition(f); });
    if (!d.input_values.empty()) lines(" {", d.input_values, "}", [this](const InputValueDefinition& f) { input_value(f); });
    if (!d.enum_values.empty())
      lines(" {", d.enum_values, "}", [this](const EnumValueDefinition& v) {
        description(v.description);
        put(v.name.text);
        directives(v.directives);
      });
    if (!d.roots.empty())
      lines(" {", d.roots, "}", [this](const RootOperationDefinition& r) {
        put(operation_kind_name(r.kind));
        put(": ");
        put(r.type.text);
      });
  }

  void directive_definition(const TypeSystemDefinition& d) {
    put(d.name.text);
    parenthesised(d.input_values, [this](const InputValueDefinition& a) { input_value(a); }, true);
    if (d.is_repeatable) put(" repeatable");
    put(" on ");
    joined(d.names, " | ", [this](const Name& n) { put(n.text); });
  }

  std::size_t depth_ = 0;
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::string print(const Document& document) {
  Printer p;
  const Definition* last = nullptr;
  for (const auto& d : document.definitions()) {
    if (last != nullptr) p.out += "\n\n";
    p.definition(d, last != nullptr && last->type_system != nullptr);
    last = &d;
  }
  return std::move(p.out);
}

std::string print_value(const Value& value) {
  Printer p;
  p.value(value);
  return std::move(p.out);
}

std::string print_type(const TypeNode& type) {
  Printer p;
  p.type(type);
  return std::move(p.out);
}

std::string print_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    switch (c) {
      case '"': out += "\\\""; continue;
      case '\\': out += "\\\\"; continue;
      case '\b': out += "\\b"; continue;
      case '\f': out += "\\f"; continue;
      case '\n': out += "\\n"; continue;
      case '\r': out += "\\r"; continue;
      case '\t': out += "\\t"; continue;
      default: break;
    }
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0u;
    const bool c1 = c == 0xC2 && next >= 0x80 && next <= 0x9F;   // U+0080..U+009F: control characters too
    if (c < 0x20 || c == 0x7F || c1) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04X", c1 ? next : c);
      out += escape;
      i += c1;
    } else {
      out += static_cast<char>(c);
    }
  }
  return out += '"';
}

std::string print_block_string(std::string_view text, bool minimize) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i, 3) == "\"\"\"") {
      escaped += "\\\"\"\"";
      i += 3;
    } else {
      escaped += text[i++];
    }
  }
  const bool single_line = escaped.find_first_of("\r\n") == std::string::npos;
  // Every later line indented: the reader would take that for common indentation unless the first line is empty.
  bool later_lines_indented = !single_line;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\n' && escaped[i] != '\r') continue;
    if (escaped[i] == '\r' && i + 1 < escaped.size() && escaped[i + 1] == '\n') ++i;
    const bool line_is_empty = i + 1 == escaped.size() || escaped[i + 1] == '\n' || escaped[i + 1] == '\r';
    if (!line_is_empty && !is_blank(escaped[i + 1])) later_lines_indented = false;
  }
  const bool ends_in_triple_quote = escaped.ends_with("\\\"\"\"");
  const bool break_before_end = (text.ends_with('"') && !ends_in_triple_quote) || text.ends_with('\\');
  const bool spread = !minimize && (!single_line || utf16_length(text) > 70 || break_before_end || later_lines_indented || ends_in_triple_quote);
  const bool first_is_blank = single_line && !text.empty() && is_blank(text.front());
  std::string out = "\"\"\"";
  if ((spread && !first_is_blank) || later_lines_indented) out += '\n';
  out += escaped;
  if (spread || break_before_end) out += '\n';
  return out += "\"\"\"";
}

}  // namespace jm::graphql
