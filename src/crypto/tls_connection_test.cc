#include "crypto/tls_connection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "crypto/internal/openssl_handles.h"
#include "crypto/testing/temporary_directory.h"
#include "crypto/tls_context.h"

namespace trent::crypto {
namespace {

using Outcome = TlsConnection::Outcome;

constexpr Timestamp kNow{std::chrono::sys_days{std::chrono::January / 2 / 2026}};

// Keeps what the server sends, as much of it as it has room for.
class Output final : public TlsOutput {
 public:
  std::size_t send(std::string_view encrypted) override {
    const std::size_t size = std::min(encrypted.size(), room_bytes);
    room_bytes -= size;
    sent.append(encrypted.substr(0, size));
    return size;
  }

  std::string sent;
  std::size_t room_bytes = std::string::npos;
};

class TlsConnectionTest : public ::testing::Test {
 protected:
  TlsConnectionTest() {
    SSL_set_bio(client_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(client_.get());
  }

  // What the client has sent since.
  std::string from_client() {
    std::string bytes(BIO_ctrl_pending(SSL_get_wbio(client_.get())), '\0');
    if (!bytes.empty())
      BIO_read(SSL_get_wbio(client_.get()), bytes.data(), internal::int_size(bytes.size()));
    return bytes;
  }

  void to_client() {
    BIO_write(SSL_get_rbio(client_.get()), output_.sent.data(),
              internal::int_size(output_.sent.size()));
    output_.sent.clear();
  }

  // Feeds `bytes` in pieces, taking `step` after each for as long as it wants more.
  template <class Step>
  Outcome feed(std::string_view bytes, std::size_t piece_bytes, Step step) {
    Outcome outcome = Outcome::NeedsInput;
    while (!bytes.empty() && outcome == Outcome::NeedsInput) {
      server_.feed(bytes.substr(0, piece_bytes));
      bytes.remove_prefix(std::min(piece_bytes, bytes.size()));
      outcome = step();
    }
    return outcome;
  }

  Outcome shake_hands(std::size_t piece_bytes) {
    for (int flight = 0; flight < 4; ++flight) {
      SSL_do_handshake(client_.get());
      const Outcome outcome =
          feed(from_client(), piece_bytes, [this] { return server_.shake_hands(); });
      to_client();
      if (outcome != Outcome::NeedsInput) return outcome;
    }
    return Outcome::NeedsInput;
  }

  std::pair<Outcome, std::string> read(std::size_t piece_bytes = std::string::npos) {
    std::array<char, 100> text{};
    std::size_t size = 0;
    const Outcome outcome = feed(from_client(), piece_bytes, [&] {
      const auto [each, size_bytes] = server_.read(text);
      size = size_bytes;
      return each;
    });
    return {outcome, std::string(text.data(), size)};
  }

  std::string client_reads() {
    to_client();
    std::array<char, 100'000> text{};
    std::string all;
    for (int size = 0; (size = SSL_read(client_.get(), text.data(), text.size())) > 0;)
      all.append(text.data(), static_cast<std::size_t>(size));
    return all;
  }

  testing::TemporaryDirectory directory_;
  std::shared_ptr<void> context_ =
      tls_server_context(
          ensure_self_signed_certificate(directory_.path(), {"localhost"}, kNow).value())
          .value();
  internal::SslContextHandle client_context_{SSL_CTX_new(TLS_client_method())};
  std::unique_ptr<SSL, internal::FreeWith<SSL_free>> client_{SSL_new(client_context_.get())};
  Output output_;
  TlsConnection server_{context_.get(), output_};
};

TEST_F(TlsConnectionTest, DoesNotCareHowTheBytesAreCut) {
  ASSERT_EQ(shake_hands(1), Outcome::Done);
  for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{7}}) {
    ASSERT_EQ(SSL_write(client_.get(), "ask", 3), 3);
    EXPECT_EQ(read(piece_bytes), std::pair(Outcome::Done, std::string("ask")));
    std::string_view answer = "answer";
    EXPECT_EQ(server_.write(answer), Outcome::Done);
    EXPECT_EQ(answer, "");
    EXPECT_EQ(client_reads(), "answer");
  }
}

TEST_F(TlsConnectionTest, TellsWhatHasBeenAgreedOn) {
  ASSERT_EQ(shake_hands(std::string::npos), Outcome::Done);
  EXPECT_EQ(server_.agreement().version, "TLSv1.3");
  EXPECT_EQ(server_.agreement().cipher, "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(server_.agreement().group, "X25519MLKEM768");
}

TEST_F(TlsConnectionTest, GoesOnWhereTheOutputWasFull) {
  ASSERT_EQ(shake_hands(std::string::npos), Outcome::Done);
  const std::string answer(50'000, 'x');
  std::string_view rest = answer;
  output_.room_bytes = 0;
  EXPECT_EQ(server_.write(rest), Outcome::NeedsOutput);
  Outcome outcome = Outcome::NeedsOutput;
  while (outcome == Outcome::NeedsOutput) {
    output_.room_bytes = 1000;
    outcome = server_.write(rest);
  }
  EXPECT_EQ(outcome, Outcome::Done);
  EXPECT_EQ(client_reads(), answer);
}

TEST_F(TlsConnectionTest, EitherSideMaySayThatItSendsNoMore) {
  ASSERT_EQ(shake_hands(std::string::npos), Outcome::Done);
  SSL_shutdown(client_.get());
  EXPECT_EQ(read().first, Outcome::Closed);
  server_.close();
  EXPECT_EQ(client_reads(), "");
  EXPECT_NE(SSL_get_shutdown(client_.get()) & SSL_RECEIVED_SHUTDOWN, 0);
}

TEST_F(TlsConnectionTest, WhatIsNoTlsBreaksIt) {
  EXPECT_EQ(feed("POST / HTTP/1.1\r\n\r\n", 5, [this] { return server_.shake_hands(); }),
            Outcome::Broken);
}

TEST_F(TlsConnectionTest, AForgedRecordBreaksIt) {
  ASSERT_EQ(shake_hands(std::string::npos), Outcome::Done);
  ASSERT_EQ(SSL_write(client_.get(), "ask", 3), 3);
  std::string record = from_client();
  record.back() ^= 1;
  std::array<char, 100> text{};
  EXPECT_EQ(feed(record, std::string::npos, [&] { return server_.read(text).first; }),
            Outcome::Broken);
}

}  // namespace
}  // namespace trent::crypto
