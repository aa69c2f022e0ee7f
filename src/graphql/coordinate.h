// Schema coordinates (specification §3.14): one element of a schema as a short text, for logs, tools and tests.
//
//   Offer    Offer.title    Query.offer(id:)    OfferFilter.place    Status.OPEN    @deprecated    @deprecated(reason:)
//
// No white space; exactly one element or an error that says how far the coordinate leads.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "graphql/schema.h"

namespace jm::graphql {

struct SchemaElement {                        // the pointers down to the element; the last one set is what was named
  const Type* type = nullptr;
  const Field* field = nullptr;
  const EnumValue* enum_value = nullptr;
  const InputValue* input_value = nullptr;    // argument of `field` or `directive`, or input field of `type`
  const DirectiveDefinition* directive = nullptr;
};

Result<SchemaElement> resolve_coordinate(const Schema& schema, std::string_view coordinate);

}  // namespace jm::graphql
