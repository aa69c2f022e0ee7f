// Recursive descent over the grammar of the specification's appendix C. Errors are sticky: the first one turns the rest of
// the input into end-of-file, every loop stops on that, and nobody has to check in between. Lists are collected on one
// scratch stack per node type and copied into the arena when complete, so that arrays are exact and contiguous.
#include "graphql/parser.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_text.h"
#include "graphql/lexer.h"
#include "graphql/schema.h"

namespace jm::graphql {
namespace {

template <class T>
class Stack {                                          // nested lists of one node type under construction
 public:
  class List {
   public:
    List(Stack& stack, Arena& arena) : stack_(stack), arena_(arena), mark_(stack.items_.size()) {}
    ~List() { stack_.items_.resize(mark_); }
    void push(const T& item) { stack_.items_.push_back(item); }
    bool empty() const { return stack_.items_.size() == mark_; }
    std::span<const T> done() { return arena_.copy(stack_.items_.data() + mark_, stack_.items_.size() - mark_); }

   private:
    Stack& stack_;
    Arena& arena_;
    std::size_t mark_;
  };

 private:
  std::vector<T> items_;
};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  out += text;
  return out += '"';
}

}  // namespace

class Parser {
 public:
  Parser(std::string_view source, const ParseLimits& limits)
      : document_(), limits_(limits), arena_(start(document_, source)), lexer_(document_.source_, arena_) {}

  std::expected<Document, GraphqlError> document() {
    advance();
    Stack<Definition>::List list(definitions_, arena_);
    do list.push(definition());
    while (!optional(TokenKind::kEof));
    if (const auto* e = lexer_.error()) return std::unexpected(syntax_error(*e));
    document_.definitions_ = list.done();
    document_.token_count_ = tokens_;
    return std::move(document_);
  }

  std::expected<std::pair<Document, const Value*>, GraphqlError> single_value(bool constant) {
    advance();
    const auto* v = arena_.make<Value>(value(constant));
    expect(TokenKind::kEof);
    if (const auto* e = lexer_.error()) return std::unexpected(syntax_error(*e));
    return std::pair<Document, const Value*>(std::move(document_), v);
  }

 private:
  static Arena& start(Document& d, std::string_view source) {
    d.arena_ = Arena(source.size() * 4 + 1024);        // nodes take about three times their text
    d.source_ = d.arena_.copy(source);
    return d.arena_;
  }

  GraphqlError syntax_error(const SyntaxError& e) const {
    return {.message = "Syntax Error: " + e.message, .locations = {document_.locate(e.offset)}, .code = std::string(kParseFailed)};
  }

  // ---- tokens ----

  void advance() {
    if (has_ahead_) {
      token_ = ahead_;
      has_ahead_ = false;
    } else {
      token_ = lexer_.next(token_);
    }
    if (token_.kind == TokenKind::kEof) return;
    if (++tokens_ > limits_.tokens_max)
      fail(token_.offset, "Document contains more than " + std::to_string(limits_.tokens_max) + " tokens. Parsing aborted.");
  }
  const Token& lookahead() {
    if (!has_ahead_) ahead_ = lexer_.next(token_);
    has_ahead_ = true;
    return ahead_;
  }
  void fail(std::uint32_t offset, std::string message) {
    lexer_.fail(offset, std::move(message));
    token_ = ahead_ = Token{TokenKind::kEof, token_.offset, token_.end};
  }
  bool peek(TokenKind kind) const { return token_.kind == kind; }
  bool peek_keyword(std::string_view word) const { return token_.kind == TokenKind::kName && token_.text == word; }
  bool optional(TokenKind kind) {
    if (lexer_.error() != nullptr) return true;        // ends every loop
    if (token_.kind != kind) return false;
    advance();
    return true;
  }
  bool optional_keyword(std::string_view word) {
    if (!peek_keyword(word)) return false;
    advance();
    return true;
  }
  static std::string describe(const Token& t) {
    std::string s(token_kind_text(t.kind));
    if (t.has_text()) s += " " + quoted(t.text);
    return s;
  }
  void unexpected(const Token& t) { fail(t.offset, "Unexpected " + describe(t) + "."); }
  Token expect(TokenKind kind) {
    const Token t = token_;
    if (t.kind == kind) advance();
    else fail(t.offset, "Expected " + std::string(token_kind_text(kind)) + ", found " + describe(t) + ".");
    return t;
  }
  void expect_keyword(std::string_view word) {
    if (peek_keyword(word)) advance();
    else fail(token_.offset, "Expected " + quoted(word) + ", found " + describe(token_) + ".");
  }
  Name name() {
    const Token t = expect(TokenKind::kName);
    return {t.text, t.offset};
  }

  // Entered by every production that can contain itself.
  class Nesting {
   public:
    explicit Nesting(Parser& p) : p_(p) {
      if (++p_.depth_ > p_.limits_.depth_max)
        p_.fail(p_.token_.offset, "Document nests deeper than " + std::to_string(p_.limits_.depth_max) + " levels. Parsing aborted.");
    }
    ~Nesting() { --p_.depth_; }

   private:
    Parser& p_;
  };

  // ---- lists ----

  template <class T, class F>
  std::span<const T> items_until(Stack<T>& stack, TokenKind close, F item) {   // one or more
    typename Stack<T>::List list(stack, arena_);
    do list.push(item());
    while (!optional(close));
    return list.done();
  }
  template <class T, class F>
  std::span<const T> many(Stack<T>& stack, TokenKind open, TokenKind close, F item) {
    expect(open);
    return items_until(stack, close, item);
  }
  template <class T, class F>
  std::span<const T> optional_many(Stack<T>& stack, TokenKind open, TokenKind close, F item) {
    if (!peek(open)) return {};
    return many(stack, open, close, item);
  }
  template <class T, class F>
  std::span<const T> any(Stack<T>& stack, TokenKind open, TokenKind close, F item) {   // none or more
    expect(open);
    typename Stack<T>::List list(stack, arena_);
    while (!optional(close)) list.push(item());
    return list.done();
  }
  template <class F>
  std::span<const Name> delimited(TokenKind delimiter, F item) {
    Stack<Name>::List list(names_, arena_);
    if (peek(delimiter)) advance();
    do list.push(item());
    while (peek(delimiter) && (advance(), true));
    return list.done();
  }

  // ---- definitions ----

  bool peek_description() const { return peek(TokenKind::kString) || peek(TokenKind::kBlockString); }
  const Value* description() { return peek_description() ? arena_.make<Value>(value(true)) : nullptr; }

  Definition definition() {
    if (peek(TokenKind::kBraceL)) return {.operation = operation()};
    const bool described = peek_description();
    const Token keyword = described ? lookahead() : token_;
    const auto start = token_.offset;
    if (described && keyword.kind == TokenKind::kBraceL) {
      fail(start, "Unexpected description, descriptions are not supported on shorthand queries.");
      return {};
    }
    if (keyword.kind == TokenKind::kName) {
      if (const auto kind = type_system_keyword(keyword.text)) return {.type_system = type_system(*kind, false)};
      if (keyword.text == "query" || keyword.text == "mutation" || keyword.text == "subscription") return {.operation = operation()};
      if (keyword.text == "fragment") return {.fragment = fragment_definition()};
      if (described) {
        fail(start, "Unexpected description, only GraphQL definitions support descriptions.");
        return {};
      }
      if (keyword.text == "extend") return {.type_system = extension()};
    }
    unexpected(keyword);
    return {};
  }

  OperationKind operation_kind() {
    const Token t = expect(TokenKind::kName);
    if (t.text == "query") return OperationKind::kQuery;
    if (t.text == "mutation") return OperationKind::kMutation;
    if (t.text == "subscription") return OperationKind::kSubscription;
    unexpected(t);
    return OperationKind::kQuery;
  }

  const OperationDefinition* operation() {
    OperationDefinition d{.offset = token_.offset};
    if (peek(TokenKind::kBraceL)) {
      d.is_shorthand = true;
      d.selection_set = selection_set();
      return arena_.make<OperationDefinition>(d);
    }
    d.description = description();
    d.kind = operation_kind();
    if (peek(TokenKind::kName)) d.name = name();
    d.variables = optional_many(variables_, TokenKind::kParenL, TokenKind::kParenR, [this] { return variable_definition(); });
    d.directives = directives(false);
    d.selection_set = selection_set();
    return arena_.make<OperationDefinition>(d);
  }

  VariableDefinition variable_definition() {
    VariableDefinition d{.offset = token_.offset};
    d.description = description();
    d.variable_offset = expect(TokenKind::kDollar).offset;
    d.name = name();
    expect(TokenKind::kColon);
    d.type = type();
    if (peek(TokenKind::kEquals)) {
      advance();
      d.default_value = arena_.make<Value>(value(true));
    }
    d.directives = directives(true);
    return d;
  }

  const FragmentDefinition* fragment_definition() {
    FragmentDefinition d{.offset = token_.offset};
    d.description = description();
    expect_keyword("fragment");
    d.name = fragment_name();
    expect_keyword("on");
    d.type_condition = name();
    d.directives = directives(false);
    d.selection_set = selection_set();
    return arena_.make<FragmentDefinition>(d);
  }

  Name fragment_name() {
    if (token_.has_text() && token_.text == "on") unexpected(token_);
    return name();
  }

  // ---- selections ----

  SelectionSet selection_set() {
    const Nesting nesting(*this);
    SelectionSet s{.offset = token_.offset};
    s.selections = many(selections_, TokenKind::kBraceL, TokenKind::kBraceR, [this] { return peek(TokenKind::kSpread) ? spread() : field(); });
    return s;
  }

  Selection field() {
    Selection s{.kind = SelectionKind::kField, .offset = token_.offset};
    s.name = name();
    if (peek(TokenKind::kColon)) {
      advance();
      s.alias = s.name;
      s.name = name();
    }
    s.arguments = arguments(false);
    s.directives = directives(false);
    if (peek(TokenKind::kBraceL)) s.selection_set = selection_set();
    return s;
  }

  Selection spread() {
    Selection s{.offset = token_.offset};
    expect(TokenKind::kSpread);
    const bool conditioned = optional_keyword("on");
    if (!conditioned && peek(TokenKind::kName)) {
      s.kind = SelectionKind::kFragmentSpread;
      s.name = fragment_name();
      s.directives = directives(false);
      return s;
    }
    s.kind = SelectionKind::kInlineFragment;
    if (conditioned) s.name = name();
    s.directives = directives(false);
    s.selection_set = selection_set();
    return s;
  }

  // ---- arguments, directives, values, types ----

  std::span<const Argument> arguments(bool constant) {
    return optional_many(arguments_, TokenKind::kParenL, TokenKind::kParenR, [this, constant] {
      Argument a;
      a.name = name();
      expect(TokenKind::kColon);
      a.value = value(constant);
      return a;
    });
  }

  std::span<const Directive> directives(bool constant) {
    if (!peek(TokenKind::kAt)) return {};
    Stack<Directive>::List list(directives_, arena_);
    while (peek(TokenKind::kAt)) {
      Directive d;
      d.offset = token_.offset;
      advance();
      d.name = name();
      d.arguments = arguments(constant);
      list.push(d);
    }
    return list.done();
  }

  Value value(bool constant) {
    const Nesting nesting(*this);
    const Token t = token_;
    Value v{.offset = t.offset, .text = t.text};
    switch (t.kind) {
      case TokenKind::kBracketL:
        v.kind = ValueKind::kList;
        v.items = any(values_, TokenKind::kBracketL, TokenKind::kBracketR, [this, constant] { return value(constant); });
        return v;
      case TokenKind::kBraceL:
        v.kind = ValueKind::kObject;
        v.fields = any(object_fields_, TokenKind::kBraceL, TokenKind::kBraceR, [this, constant] {
          ObjectField f;
          f.name = name();
          expect(TokenKind::kColon);
          f.value = value(constant);
          return f;
        });
        return v;
      case TokenKind::kInt: v.kind = ValueKind::kInt; break;
      case TokenKind::kFloat: v.kind = ValueKind::kFloat; break;
      case TokenKind::kString: v.kind = ValueKind::kString; break;
      case TokenKind::kBlockString:
        v.kind = ValueKind::kString;
        v.is_block = true;
        break;
      case TokenKind::kName:
        if (t.text == "true" || t.text == "false") {
          v.kind = ValueKind::kBoolean;
          v.boolean = t.text == "true";
        } else {
          v.kind = t.text == "null" ? ValueKind::kNull : ValueKind::kEnum;
        }
        break;
      case TokenKind::kDollar:
        advance();
        if (constant) {
          if (peek(TokenKind::kName)) fail(t.offset, "Unexpected variable " + quoted("$" + std::string(token_.text)) + " in constant value.");
          else unexpected(t);
          return v;
        }
        v.kind = ValueKind::kVariable;
        v.text = name().text;
        return v;
      default:
        unexpected(t);
        return v;
    }
    advance();
    return v;
  }

  const TypeNode* type() {
    const Nesting nesting(*this);
    auto* t = arena_.make<TypeNode>(TypeNode{.offset = token_.offset});
    if (peek(TokenKind::kBracketL)) {
      advance();
      t->kind = TypeNodeKind::kList;
      t->of = type();
      expect(TokenKind::kBracketR);
    } else {
      t->name = name().text;
    }
    if (!peek(TokenKind::kBang)) return t;
    advance();
    return arena_.make<TypeNode>(TypeNode{.kind = TypeNodeKind::kNonNull, .offset = t->offset, .of = t});
  }

  // ---- type system ----

  static std::optional<TypeSystemKind> type_system_keyword(std::string_view word) {
    static constexpr std::pair<std::string_view, TypeSystemKind> kWords[] = {
        {"schema", TypeSystemKind::kSchema},       {"scalar", TypeSystemKind::kScalar}, {"type", TypeSystemKind::kObject},
        {"interface", TypeSystemKind::kInterface}, {"union", TypeSystemKind::kUnion},   {"enum", TypeSystemKind::kEnum},
        {"input", TypeSystemKind::kInputObject},   {"directive", TypeSystemKind::kDirective}};
    for (const auto& [text, kind] : kWords) if (text == word) return kind;
    return std::nullopt;
  }

  const TypeSystemDefinition* extension() {
    const Token keyword = lookahead();
    const auto kind = keyword.kind == TokenKind::kName ? type_system_keyword(keyword.text) : std::nullopt;
    if (!kind || *kind == TypeSystemKind::kDirective) {
      unexpected(keyword);
      return nullptr;
    }
    return type_system(*kind, true);
  }

  const TypeSystemDefinition* type_system(TypeSystemKind kind, bool is_extension) {
    TypeSystemDefinition d{.kind = kind, .is_extension = is_extension, .offset = token_.offset};
    if (is_extension) advance();                       // extend
    else d.description = description();
    advance();                                         // the keyword
    if (kind == TypeSystemKind::kDirective) {
      directive_definition(d);
      return arena_.make<TypeSystemDefinition>(d);
    }
    if (kind != TypeSystemKind::kSchema) d.name = name();
    const bool has_fields = kind == TypeSystemKind::kObject || kind == TypeSystemKind::kInterface;
    if (has_fields && optional_keyword("implements")) d.interfaces = delimited(TokenKind::kAmp, [this] { return name(); });
    d.directives = directives(true);
    if (has_fields) {
      d.fields = optional_many(fields_, TokenKind::kBraceL, TokenKind::kBraceR, [this] { return field_definition(); });
    } else if (kind == TypeSystemKind::kInputObject) {
      d.input_values = optional_many(input_values_, TokenKind::kBraceL, TokenKind::kBraceR, [this] { return input_value_definition(); });
    } else if (kind == TypeSystemKind::kEnum) {
      d.enum_values = optional_many(enum_values_, TokenKind::kBraceL, TokenKind::kBraceR, [this] { return enum_value_definition(); });
    } else if (kind == TypeSystemKind::kUnion && peek(TokenKind::kEquals)) {
      advance();
      d.names = delimited(TokenKind::kPipe, [this] { return name(); });
    } else if (kind == TypeSystemKind::kSchema && (!is_extension || peek(TokenKind::kBraceL))) {
      d.roots = many(roots_, TokenKind::kBraceL, TokenKind::kBraceR, [this] { return root_operation(); });
    }
    const bool adds = !d.directives.empty() || !d.interfaces.empty() || !d.fields.empty() || !d.input_values.empty() ||
                      !d.enum_values.empty() || !d.names.empty() || !d.roots.empty();
    if (is_extension && !adds) unexpected(token_);     // an extension must extend something
    return arena_.make<TypeSystemDefinition>(d);
  }

  void directive_definition(TypeSystemDefinition& d) {
    expect(TokenKind::kAt);
    d.name = name();
    d.input_values = optional_many(input_values_, TokenKind::kParenL, TokenKind::kParenR, [this] { return input_value_definition(); });
    d.is_repeatable = optional_keyword("repeatable");
    expect_keyword("on");
    d.names = delimited(TokenKind::kPipe, [this] {
      const Token t = token_;
      const Name n = name();
      if (lexer_.error() == nullptr && !directive_location(n.text)) unexpected(t);
      return n;
    });
  }

  RootOperationDefinition root_operation() {
    RootOperationDefinition d{.offset = token_.offset};
    d.kind = operation_kind();
    expect(TokenKind::kColon);
    d.type = name();
    return d;
  }

  FieldDefinition field_definition() {
    FieldDefinition d{.offset = token_.offset};
    d.description = description();
    d.name = name();
    d.arguments = optional_many(input_values_, TokenKind::kParenL, TokenKind::kParenR, [this] { return input_value_definition(); });
    expect(TokenKind::kColon);
    d.type = type();
    d.directives = directives(true);
    return d;
  }

  InputValueDefinition input_value_definition() {
    InputValueDefinition d{.offset = token_.offset};
    d.description = description();
    d.name = name();
    expect(TokenKind::kColon);
    d.type = type();
    if (peek(TokenKind::kEquals)) {
      advance();
      d.default_value = arena_.make<Value>(value(true));
    }
    d.directives = directives(true);
    return d;
  }

  EnumValueDefinition enum_value_definition() {
    EnumValueDefinition d{.offset = token_.offset};
    d.description = description();
    if (peek_keyword("true") || peek_keyword("false") || peek_keyword("null"))
      fail(token_.offset, "Name " + quoted(token_.text) + " is reserved and cannot be used for an enum value.");
    d.name = name();
    d.directives = directives(true);
    return d;
  }

  Document document_;
  const ParseLimits& limits_;
  Arena& arena_;
  Lexer lexer_;
  Token token_;
  Token ahead_;
  bool has_ahead_ = false;
  std::uint32_t tokens_ = 0;
  std::uint32_t depth_ = 0;

  Stack<Definition> definitions_;
  Stack<VariableDefinition> variables_;
  Stack<Selection> selections_;
  Stack<Argument> arguments_;
  Stack<Directive> directives_;
  Stack<Value> values_;
  Stack<ObjectField> object_fields_;
  Stack<Name> names_;
  Stack<FieldDefinition> fields_;
  Stack<InputValueDefinition> input_values_;
  Stack<EnumValueDefinition> enum_values_;
  Stack<RootOperationDefinition> roots_;
};

namespace {

// What is refused before a single token is read.
std::optional<GraphqlError> unreadable(std::string_view source, const ParseLimits& limits) {
  if (source.size() > limits.source_bytes_max)
    return GraphqlError{.message = "Syntax Error: Document is larger than " + std::to_string(limits.source_bytes_max) + " bytes. Parsing aborted.",
                        .code = std::string(kParseFailed)};
  if (!is_valid_utf8(source))
    return GraphqlError{.message = "Syntax Error: Document is not valid UTF-8. Send the query as UTF-8 text.", .code = std::string(kParseFailed)};
  return std::nullopt;
}

}  // namespace

std::expected<Document, GraphqlError> parse(std::string_view source, const ParseLimits& limits) {
  if (auto e = unreadable(source, limits)) return std::unexpected(std::move(*e));
  return Parser(source, limits).document();
}

std::expected<std::pair<Document, const Value*>, GraphqlError> parse_value(std::string_view source, bool constant, const ParseLimits& limits) {
  if (auto e = unreadable(source, limits)) return std::unexpected(std::move(*e));
  return Parser(source, limits).single_value(constant);
}

}  // namespace jm::graphql
