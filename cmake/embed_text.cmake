# IN -> OUT: the file as `inline constexpr std::string_view NAME` in namespace jm::SPACE (schema when not given).
if(NOT SPACE)
  set(SPACE schema)
endif()
file(READ ${IN} body)
file(WRITE ${OUT} "// Made from ${FROM} by cmake/embed_text.cmake.\n#pragma once\n#include <string_view>\nnamespace jm::${SPACE} {\ninline constexpr std::string_view ${NAME} = R\"jmtext(${body})jmtext\";\n}  // namespace jm::${SPACE}\n")
