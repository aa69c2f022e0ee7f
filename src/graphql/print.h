// AST back to text, in the layout of graphql-js' print(). Parsing what was printed gives an equal document.
#pragma once
#include <string>
#include <string_view>

#include "graphql/ast.h"

namespace jm::graphql {

std::string print(const Document& document);

void print_value(std::string& out, const Value& value);        // {a: 1, b: [$c]}; also the text of a default value in introspection
inline std::string print_value(const Value& value) { std::string s; print_value(s, value); return s; }
void print_type(std::string& out, const TypeNode& type);       // [Offer!]!
// A GraphQL string literal with its quotes.
void print_string(std::string& out, std::string_view text);
// """ ... """ with the text indented to `indent`; minimize: on as few lines as possible.
void print_block_string(std::string& out, std::string_view text, bool minimize = false);

}  // namespace jm::graphql
