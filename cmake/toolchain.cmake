# C++23 with clang-19 (see docs/ARCHITECTURE.md for why not g++ 12), lld, ccache where present.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

set(JOBMATE_SANITIZE "" CACHE STRING "address, thread, fuzzer or empty")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()

add_compile_options(-Wno-deprecated-declarations)   # libstdc++ 12 deprecates what its own algorithms use
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror=return-type -Werror=unused-result)
add_compile_options($<$<CONFIG:Release>:-g1>)
add_link_options(-fuse-ld=lld)
# Warnings that other people's headers raise are theirs: their directories come in as SYSTEM.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")      # assertions stay on: a broken invariant aborts, in production too
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

if(JOBMATE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(JOBMATE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(JOBMATE_SANITIZE STREQUAL "fuzzer")
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
