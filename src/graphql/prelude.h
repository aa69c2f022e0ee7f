// What every schema has without spelling it: scalars, directives and the introspection types, as SDL.
#pragma once
#include <string_view>

namespace jm::graphql {

// The fields of the pseudo type __Meta are the meta fields __typename, __schema and __type.
std::string_view prelude_sdl();

}  // namespace jm::graphql
