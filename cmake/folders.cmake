# Turns a folder of src/ into a library and its tests, bench/ and fuzz/ into executables.

# Headers that almost every file includes, parsed once: a second a file. Not for http/, whose time
# goes into instantiating Beast.
set(precompiled <algorithm> <array> <chrono> <cstdint> <expected> <functional> <map> <memory>
                <optional> <span> <string> <string_view> <utility> <variant> <vector>
                <fmt/format.h>)
set(not_precompiled http)

function(trent_precompile target)
  target_precompile_headers(${target} ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # With the time in it, no two of them are the same to ccache.
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

# The objects that only carry a precompiled header for others to reuse.
function(trent_add_precompiled name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;LINK")
  file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${name}.cc" CONTENT "\n")
  add_library(${name} OBJECT "${CMAKE_CURRENT_BINARY_DIR}/${name}.cc")
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  trent_precompile(${name} PRIVATE ${arg_HEADERS})
endfunction()

function(trent_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    set(visibility PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(visibility INTERFACE)
  endif()
  target_include_directories(${name} ${visibility} "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(${name} ${visibility} ${arg_LINK})
endfunction()

# The library trent_FOLDER, linked to the libraries of the folders it uses.
function(trent_add_folder folder)
  set(uses ${ARGN})
  set(path "${CMAKE_CURRENT_SOURCE_DIR}/${folder}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${path}/*.cc")
  set(tests ${sources})
  set(testing ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER testing INCLUDE REGEX "/testing/")
  list(FILTER testing EXCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$|/testing/|/main\\.cc$")

  list(TRANSFORM uses PREPEND trent_ OUTPUT_VARIABLE libraries)
  trent_add_library(trent_${folder} SOURCES ${sources} LINK ${libraries} ${trent_${folder}_needs})
  if(sources AND NOT folder IN_LIST not_precompiled)
    trent_precompile(trent_${folder} REUSE_FROM trent_precompiled)
  endif()

  if(TRENT_TESTS)
    trent_add_tests(${folder} TESTING ${testing} TESTS ${tests} USES ${libraries})
  endif()
endfunction()

# FOLDER_test from all its *_test.cc; trent_FOLDER_testing from what testing/ offers to the tests of
# other folders.
function(trent_add_tests folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "TESTING;TESTS;USES")
  list(TRANSFORM arg_USES APPEND _testing)
  trent_add_library(trent_${folder}_testing SOURCES ${arg_TESTING}
                    LINK trent_${folder} ${arg_USES} GTest::gtest GTest::gmock Boost::json)
  if(NOT arg_TESTS)
    return()
  endif()

  add_executable(${folder}_test ${arg_TESTS})
  target_link_libraries(${folder}_test PRIVATE trent_${folder}_testing GTest::gmock_main)
  if(NOT folder IN_LIST not_precompiled)
    trent_precompile(${folder}_test REUSE_FROM trent_test_precompiled)
  endif()
  gtest_discover_tests(${folder}_test
    TEST_PREFIX "${folder}/"
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES
      TIMEOUT 300
      # One variable a property: of a list, gtest_discover_tests hands on the first only.
      ENVIRONMENT "TRENT_VECTORS=${TRENT_VECTORS}"
      ENVIRONMENT_MODIFICATION "TRENT_STORIES=set:${PROJECT_SOURCE_DIR}/tests/policy/stories")
endfunction()

# Every bench/*.cc is an executable that may use everything. Built by the target `bench` only.
function(trent_add_benchmarks path)
  add_custom_target(bench)
  find_package(benchmark CONFIG QUIET)
  if(NOT benchmark_FOUND)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS "${path}/*.cc")
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    add_executable(bench_${name} EXCLUDE_FROM_ALL "${source}")
    target_link_libraries(bench_${name} PRIVATE trent_server benchmark::benchmark)
    set_target_properties(bench_${name} PROPERTIES
      OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bench")
    add_dependencies(bench bench_${name})
  endforeach()
endfunction()

# Every fuzz/*.cc is a libFuzzer target; all of them link fuzz/support/. Built by the target `fuzz`
# only, which leaves out http/ and what is above it: a sixth of the work, and no target calls them.
function(trent_add_fuzzers path)
  file(GLOB sources CONFIGURE_DEPENDS "${path}/*.cc")
  file(GLOB support CONFIGURE_DEPENDS "${path}/support/*.cc")
  # The other side of the protocols, as in the unit tests.
  set(peers attestation/testing/cbor.cc attestation/testing/documents.cc
            crypto/testing/certificates.cc sigv4/testing/sample_request.cc sigv4/testing/signer.cc)
  list(TRANSFORM peers PREPEND "${PROJECT_SOURCE_DIR}/src/")
  trent_add_library(trent_fuzz_support SOURCES ${support} ${peers}
                    LINK trent_operations trent_iam Boost::json)
  target_include_directories(trent_fuzz_support PUBLIC "${path}")
  trent_precompile(trent_fuzz_support REUSE_FROM trent_precompiled)
  add_custom_target(fuzz)
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    add_executable(fuzz_${name} EXCLUDE_FROM_ALL "${source}")
    target_link_libraries(fuzz_${name} PRIVATE trent_fuzz_support)
    trent_precompile(fuzz_${name} REUSE_FROM trent_precompiled)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    set_target_properties(fuzz_${name} PROPERTIES
      OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
    add_dependencies(fuzz fuzz_${name})
  endforeach()
endfunction()
