# The language, the warnings, the hardening, the sanitizers, and what makes builds fast.

include(CheckCXXSourceCompiles)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# Everything ends in an executable; libraries and programs alike, so that they can share a
# precompiled header.
add_compile_options(-fPIE)
add_link_options(-pie)

# --- fast builds -------------------------------------------------------------------------------

find_program(CCACHE ccache)
if(CCACHE)
  # Without this sloppiness ccache refuses every file that uses a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# --- warnings ----------------------------------------------------------------------------------

# Partly designated initialisers are our idiom; -Wextra objects to the members left out.
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wno-missing-field-initializers)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Werror)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees overlap in plain std::string concatenation (GCC bug 105329).
    add_compile_options(-Wno-restrict)
  else()
    # Takes any function from a temporary to a reference for a dangling one, views included.
    add_compile_options(-Wno-dangling-reference)
  endif()
  if(TRENT_SANITIZE)
    # The instrumentation hides initialisations from this warning (GCC manual, -fsanitize).
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
  if(TRENT_SANITIZE MATCHES "thread")
    # Asio's fences, which the thread sanitizer does not see; Asio's mutexes order the same accesses.
    add_compile_options(-Wno-tsan)
  endif()
endif()

# --- sanitizers, or hardening ------------------------------------------------------------------

# On in every build: a bounds check in front of every container access.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
# Reproducible, and no path of the build machine in the binary.
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

# Functions of shared libraries are looked up at the start, so that the table of them can be made
# read-only, and because a later look-up saves the vector registers on the stack, secrets included.
add_link_options(-Wl,-z,relro,-z,now)

if(TRENT_SANITIZE)
  add_compile_options(-fsanitize=${TRENT_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TRENT_SANITIZE})
  if(TRENT_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
  endif()
else()
  set(CMAKE_REQUIRED_FLAGS "-O2 -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3")
  check_cxx_source_compiles("#include <cstdlib>\nint main() {}" HAVE_FORTIFY_3)
  unset(CMAKE_REQUIRED_FLAGS)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$<IF:$<BOOL:${HAVE_FORTIFY_3}>,3,2>
                      -fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64")
    add_compile_options(-fcf-protection)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    add_compile_options(-mbranch-protection=standard)
  endif()
  add_link_options(-Wl,-z,noexecstack)
endif()
