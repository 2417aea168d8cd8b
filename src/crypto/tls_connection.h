// crypto/tls_connection.h: the server's side of one TLS connection, without its socket. It never
// waits: every step says what it needs to go on.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>

struct ssl_st;  // OpenSSL's SSL

namespace trent::crypto {

// Takes encrypted bytes to the other side.
class TlsOutput {
 public:
  // How many from the front it has taken. 0: none can be taken now, or ever again; it knows which.
  virtual std::size_t send(std::string_view encrypted) = 0;

 protected:
  ~TlsOutput() = default;
};

class TlsConnection {
 public:
  enum class Outcome : std::uint8_t {
    Done,
    NeedsInput,   // feed() it, and take the step again
    NeedsOutput,  // when the output takes bytes again, take the step again
    Closed,       // the other side has said that it sends no more
    Broken,       // the other side does not keep to the protocol
  };
  // What has been agreed on; of static storage, or as old as the connection.
  struct Agreement {
    std::string_view version;  // "TLSv1.3"
    std::string_view cipher;   // "TLS_AES_128_GCM_SHA256"
    std::string_view group;    // of the key exchange: "X25519MLKEM768"
  };

  // `context`: of crypto/tls_context.h. Throws std::bad_alloc.
  TlsConnection(void* context, TlsOutput& output);
  ~TlsConnection();
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;

  // More of what has been received. Must stay until a step needs input again.
  void feed(std::span<const char> encrypted) { unread_ = encrypted; }

  Outcome shake_hands();
  // Done: so many bytes have been written to `out`.
  std::pair<Outcome, std::size_t> read(std::span<char> out);
  // Takes from the front of `rest` what has been sent. Done: all of it.
  Outcome write(std::string_view& rest);
  // Says that nothing more will be sent, as far as the output takes that at once.
  void close();

  // Once hands have been shaken.
  Agreement agreement() const;

 private:
  struct Bio;
  struct Free {
    void operator()(ssl_st* tls) const noexcept;
  };

  Outcome outcome_of(int result) const;

  TlsOutput& output_;
  std::span<const char> unread_;
  std::unique_ptr<ssl_st, Free> tls_;
};

}  // namespace trent::crypto
