#include "crypto/tls_connection.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <new>

namespace trent::crypto {
namespace {

template <class Handle>
Handle* not_null(Handle* made) {
  if (made == nullptr) throw std::bad_alloc();
  return made;
}

std::string_view text_of(const char* name) { return name == nullptr ? "" : name; }

}  // namespace

// OpenSSL's way to what was fed, and to the output.
struct TlsConnection::Bio {
  static TlsConnection& owner_of(BIO* bio) {
    return *static_cast<TlsConnection*>(BIO_get_data(bio));
  }

  static int write(BIO* bio, const char* data, std::size_t size, std::size_t* written) {
    BIO_clear_retry_flags(bio);
    *written = owner_of(bio).output_.send({data, size});
    if (*written > 0) return 1;
    BIO_set_retry_write(bio);
    return 0;
  }

  static int read(BIO* bio, char* data, std::size_t size, std::size_t* read) {
    BIO_clear_retry_flags(bio);
    std::span<const char>& unread = owner_of(bio).unread_;
    *read = std::min(size, unread.size());
    if (*read == 0) {
      BIO_set_retry_read(bio);
      return 0;
    }
    std::ranges::copy(unread.first(*read), data);
    unread = unread.subspan(*read);
    return 1;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      const int type = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK;
      BIO_METHOD* const method = not_null(BIO_meth_new(type, "trent"));
      BIO_meth_set_write_ex(method, write);
      BIO_meth_set_read_ex(method, read);
      BIO_meth_set_ctrl(method, control);
      return method;
    }();
    return made;
  }

  static BIO* of(TlsConnection& owner) {
    BIO* const bio = not_null(BIO_new(method()));
    BIO_set_data(bio, &owner);
    BIO_set_init(bio, 1);
    return bio;
  }
};

void TlsConnection::Free::operator()(ssl_st* tls) const noexcept { SSL_free(tls); }

TlsConnection::TlsConnection(void* context, TlsOutput& output)
    : output_(output), tls_(not_null(SSL_new(static_cast<SSL_CTX*>(context)))) {
  BIO* const bio = Bio::of(*this);
  SSL_set_bio(tls_.get(), bio, bio);
  // No SSL_MODE_RELEASE_BUFFERS: to get and give back 16 KB for each record costs more than the
  // record. What has been read is wiped in them.
  SSL_set_options(tls_.get(), SSL_OP_CLEANSE_PLAINTEXT);
  SSL_set_mode(tls_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_set_read_ahead(tls_.get(), 1);
}

TlsConnection::~TlsConnection() = default;

TlsConnection::Outcome TlsConnection::shake_hands() {
  ERR_clear_error();
  return outcome_of(SSL_accept(tls_.get()));
}

std::pair<TlsConnection::Outcome, std::size_t> TlsConnection::read(std::span<char> out) {
  ERR_clear_error();
  std::size_t size_bytes = 0;
  const int result = SSL_read_ex(tls_.get(), out.data(), out.size(), &size_bytes);
  return {outcome_of(result), size_bytes};
}

TlsConnection::Outcome TlsConnection::write(std::string_view& rest) {
  while (!rest.empty()) {
    ERR_clear_error();
    std::size_t size_bytes = 0;
    const int result = SSL_write_ex(tls_.get(), rest.data(), rest.size(), &size_bytes);
    if (result != 1) return outcome_of(result);
    rest.remove_prefix(size_bytes);
  }
  return Outcome::Done;
}

void TlsConnection::close() {
  SSL_shutdown(tls_.get());
  ERR_clear_error();
}

TlsConnection::Agreement TlsConnection::agreement() const {
  return {text_of(SSL_get_version(tls_.get())), text_of(SSL_get_cipher_name(tls_.get())),
          text_of(SSL_get0_group_name(tls_.get()))};
}

TlsConnection::Outcome TlsConnection::outcome_of(int result) const {
  switch (result == 1 ? SSL_ERROR_NONE : SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_NONE: return Outcome::Done;
    case SSL_ERROR_WANT_READ: return Outcome::NeedsInput;
    case SSL_ERROR_WANT_WRITE: return Outcome::NeedsOutput;
    case SSL_ERROR_ZERO_RETURN: return Outcome::Closed;
    default: break;
  }
  ERR_clear_error();
  return Outcome::Broken;
}

}  // namespace trent::crypto
