// AST back to text, in the layout of graphql-js' print(). Parsing what was printed gives an equal document.
#pragma once
#include <string>
#include <string_view>

#include "graphql/ast.h"

namespace jm::graphql {

std::string print(const Document& document);

std::string print_value(const Value& value);            // {a: 1, b: [$c]}; also the text of a default value in introspection
std::string print_type(const TypeNode& type);           // [Offer!]!
std::string print_string(std::string_view text);        // a GraphQL string literal with its quotes
// """...""": on one line when short, else between lines of their own; minimize: never more lines than the text needs.
std::string print_block_string(std::string_view text, bool minimize = false);

}  // namespace jm::graphql
