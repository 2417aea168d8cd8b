// http/testing/tls.h: both sides of TLS for tests.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string_view>

#include "http/asio.h"

namespace trent::http::testing {

// For localhost and 127.0.0.1, from 2026-11-24 on, for a hundred years. Made for these tests, and
// used nowhere else.
inline constexpr std::string_view kCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBkTCCATegAwIBAgIUK9E/vrxk5coGOrA0gRLkvkL/TzkwCgYIKoZIzj0EAwIw\n"
    "DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjQwODExMDlaGA8yMTI2MTAzMTA4MTEw\n"
    "OVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIoO\n"
    "9Ej+MmByhnm5FctjBKwVZtYgNaYoSQntGpkv8E5v2PFo3g0eWXLgtefDhuUG56cV\n"
    "pzeb8xWey5NKzrkWloyjbzBtMB0GA1UdDgQWBBR/lXBjeGk3WOhWSDjZ7vXp/K8N\n"
    "RzAfBgNVHSMEGDAWgBR/lXBjeGk3WOhWSDjZ7vXp/K8NRzAPBgNVHRMBAf8EBTAD\n"
    "AQH/MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAKBggqhkjOPQQDAgNIADBF\n"
    "AiEA2R4KR/Y/1rlXpfHalSbbX1vHW6hMvTpSV+HLDL7VqFcCIBeKqwhkwWQ9d5ri\n"
    "GJM2oPee8LcrvJkEhraqaftHnkrk\n"
    "-----END CERTIFICATE-----\n";
inline constexpr std::string_view kKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgje6jkZFjnUGSzIgh\n"
    "+leAAxxBbvIAodqsVqh1v/BukeqhRANCAASKDvRI/jJgcoZ5uRXLYwSsFWbWIDWm\n"
    "KEkJ7RqZL/BOb9jxaN4NHlly4LXnw4blBuenFac3m/MVnsuTSs65FpaM\n"
    "-----END PRIVATE KEY-----\n";

inline std::shared_ptr<void> server_context() {
  const auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  context->use_certificate_chain(asio::buffer(kCertificate));
  context->use_private_key(asio::buffer(kKey), asio::ssl::context::pem);
  return {context, context->native_handle()};
}

// Trusts this certificate only; none: nobody.
inline std::shared_ptr<void> client_context(std::string_view trusted = kCertificate) {
  const auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  context->set_verify_mode(asio::ssl::verify_peer);
  if (!trusted.empty()) context->add_certificate_authority(asio::buffer(trusted));
  return {context, context->native_handle()};
}

}  // namespace trent::http::testing
