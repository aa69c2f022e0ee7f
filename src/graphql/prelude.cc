#include "graphql/prelude.h"

namespace jm::graphql {

std::string_view prelude_sdl() {
  return R"graphql(
"A whole number that fits in 32 bits with a sign."
scalar Int
"A number with a fraction, as IEEE 754 double precision."
scalar Float
"Text in UTF-8."
scalar String
"true or false."
scalar Boolean
"An identifier: written as a string, opaque to the reader. A string or an integer is accepted as input."
scalar ID

"Includes the field or fragment only when the argument is true."
directive @include("Included when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"Leaves the field or fragment out when the argument is true."
directive @skip("Left out when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"Marks what should no longer be used."
directive @deprecated("Why, and what to use instead, in Markdown." reason: String! = "No longer supported")
  on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
"Where the format of a custom scalar is specified."
directive @specifiedBy("The address of the specification." url: String!) on SCALAR
"Makes an input object of which exactly one field must be given, and not null."
directive @oneOf on INPUT_OBJECT

"The type system of this service: its types, directives and the entry points of its operations."
type __Schema {
  description: String
  "All types of this service."
  types: [__Type!]!
  "Where queries start."
  queryType: __Type!
  "Where mutations start, if the service offers any."
  mutationType: __Type
  "Where subscriptions start, if the service offers any."
  subscriptionType: __Type
  "All directives of this service."
  directives: [__Directive!]!
}

"A type. Which fields are meaningful depends on its kind; the others are null."
type __Type {
  kind: __TypeKind!
  name: String
  description: String
  specifiedByURL: String
  fields(includeDeprecated: Boolean! = false): [__Field!]
  interfaces: [__Type!]
  possibleTypes: [__Type!]
  enumValues(includeDeprecated: Boolean! = false): [__EnumValue!]
  inputFields(includeDeprecated: Boolean! = false): [__InputValue!]
  ofType: __Type
  isOneOf: Boolean
}

"What a __Type is."
enum __TypeKind {
  "A leaf without fields."
  SCALAR
  "Has `fields`, may have `interfaces`."
  OBJECT
  "Has `fields` and `possibleTypes`, may have `interfaces`."
  INTERFACE
  "Has `possibleTypes`."
  UNION
  "Has `enumValues`."
  ENUM
  "Has `inputFields`."
  INPUT_OBJECT
  "A list of `ofType`."
  LIST
  "Never null; `ofType` is the type without that promise."
  NON_NULL
}

"A field of an object or interface type."
type __Field {
  name: String!
  description: String
  args(includeDeprecated: Boolean! = false): [__InputValue!]!
  type: __Type!
  isDeprecated: Boolean!
  deprecationReason: String
}

"An argument of a field or directive, or a field of an input object."
type __InputValue {
  name: String!
  description: String
  type: __Type!
  "The default value as GraphQL text."
  defaultValue: String
  isDeprecated: Boolean!
  deprecationReason: String
}

"One possible value of an enum."
type __EnumValue {
  name: String!
  description: String
  isDeprecated: Boolean!
  deprecationReason: String
}

"A directive that documents or the schema may use."
type __Directive {
  name: String!
  description: String
  isRepeatable: Boolean!
  locations: [__DirectiveLocation!]!
  args(includeDeprecated: Boolean! = false): [__InputValue!]!
}

"Where a directive may stand."
enum __DirectiveLocation {
  QUERY
  MUTATION
  SUBSCRIPTION
  FIELD
  FRAGMENT_DEFINITION
  FRAGMENT_SPREAD
  INLINE_FRAGMENT
  VARIABLE_DEFINITION
  SCHEMA
  SCALAR
  OBJECT
  FIELD_DEFINITION
  ARGUMENT_DEFINITION
  INTERFACE
  UNION
  ENUM
  ENUM_VALUE
  INPUT_OBJECT
  INPUT_FIELD_DEFINITION
}

type __Meta {
  "The name of the object's type."
  __typename: String!
  "The type system of this service."
  __schema: __Schema!
  "One type by its name; null if there is none."
  __type(name: String!): __Type
}
)graphql";
}

}  // namespace jm::graphql
