# Third-party libraries, and which folder of src/ may have which. docs/decisions/ says why each.

find_package(Threads REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS json)
find_package(fmt CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)

# Without shared library where there is a static one: the binary then runs where it is copied to.
find_path(CBOR_INCLUDE_DIR cbor.h REQUIRED)
find_library(CBOR_LIBRARY NAMES libcbor.a cbor REQUIRED)
mark_as_advanced(CBOR_INCLUDE_DIR CBOR_LIBRARY)
add_library(trent_cbor INTERFACE)
target_include_directories(trent_cbor SYSTEM INTERFACE "${CBOR_INCLUDE_DIR}")
target_link_libraries(trent_cbor INTERFACE "${CBOR_LIBRARY}")

# OpenSSL 3.5 or newer: the one tools/fetch-openssl.sh made where the system's is older. Its static
# libraries must not leak: libpq or libcurl in the same process keep the system's OpenSSL.
set(fetched_openssl "${PROJECT_SOURCE_DIR}/build/deps/openssl")
if(EXISTS "${fetched_openssl}")
  set(OPENSSL_ROOT_DIR "${fetched_openssl}")
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL 3.5 REQUIRED)
add_library(trent_openssl INTERFACE IMPORTED)  # imported: try_run takes no other
target_link_libraries(trent_openssl INTERFACE OpenSSL::SSL OpenSSL::Crypto)
if(OPENSSL_USE_STATIC_LIBS)
  target_link_libraries(trent_openssl INTERFACE z zstd ${CMAKE_DL_LIBS} Threads::Threads)
  # Two options, not one with a colon: mold 1.10 takes all memory over that.
  target_link_options(trent_openssl INTERFACE
    -Wl,--exclude-libs,libssl.a -Wl,--exclude-libs,libcrypto.a)
endif()

# A header of one OpenSSL and a library of another compile happily and fail at a customer's.
try_run(openssl_runs openssl_links
  SOURCE_FROM_CONTENT check_openssl.cc "
    #include <openssl/crypto.h>
    #include <openssl/opensslv.h>
    #include <openssl/ssl.h>
    int main() {
      const bool same = OpenSSL_version_num() == OPENSSL_VERSION_NUMBER;
      return same && SSL_CTX_new(TLS_method()) != nullptr ? 0 : 1;
    }"
  LINK_LIBRARIES trent_openssl
  COMPILE_OUTPUT_VARIABLE openssl_output)
if(NOT openssl_links OR NOT openssl_runs EQUAL 0)
  unset(openssl_links CACHE)
  unset(openssl_runs CACHE)
  message(FATAL_ERROR "This OpenSSL (${OPENSSL_INCLUDE_DIR}) does not work; "
                      "remove build/deps/openssl and run ./dev build.\n${openssl_output}")
endif()

# Asio's and Beast's bodies are compiled once, in one file of http/, not in every file that uses
# them: 32 s become 9 s.
add_library(trent_boost_http INTERFACE)
target_link_libraries(trent_boost_http INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(trent_boost_http INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION)

set(trent_base_needs fmt::fmt spdlog::spdlog Threads::Threads)
set(trent_crypto_needs trent_openssl)
set(trent_storage_needs SQLite::SQLite3)
set(trent_attestation_needs trent_cbor)
set(trent_policy_needs Boost::json)
set(trent_wire_needs Boost::json)
set(trent_http_needs trent_boost_http trent_openssl)
set(trent_server_needs tomlplusplus::tomlplusplus)
set(trent_cli_needs CLI11::CLI11 tomlplusplus::tomlplusplus)
