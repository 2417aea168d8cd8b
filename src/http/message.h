// http/message.h: what the HTTP layer hands to its handler, and what it gets back.
//
// The views in a Request point into the connection's buffer and live until there is an answer.
// http/ knows nothing of KMS: a handler is all it sees of the rest of the server.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/secret_bytes.h"

namespace trent::http {

struct Header {
  std::string_view name;   // as received
  std::string_view value;  // without surrounding white space
};

bool equal_ignoring_case(std::string_view left, std::string_view right);

// What a connection agreed on; empty where there is no TLS.
struct TlsSession {
  std::string_view version;  // "TLSv1.3"
  std::string_view cipher;   // "TLS_AES_128_GCM_SHA256"
  std::string_view group;    // of the key exchange: "X25519MLKEM768"
};

struct Request {
  std::string_view method;
  std::string_view target;  // raw, as on the request line: path and query, nothing decoded
  std::span<const Header> headers;
  std::string_view body;
  std::string_view peer;  // "ADDRESS:PORT" of the client
  bool tls = false;
  TlsSession tls_session{};

  // The value of the first header of this name, or an empty view.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  // Whether the body is of this type; a charset or other parameter may follow in the header.
  bool has_content_type(std::string_view type) const;
};

class Unfinished;

struct Response {
  unsigned status = 200;
  std::string_view content_type;  // of static storage
  std::string headers;            // further complete header lines, each ending in CRLF
  SecretBuffer body;              // wiped when released: plaintext passes through it
  bool close = false;             // close the connection after this answer
  bool awaits_settling = false;   // goes out after Handler::settle()

  std::unique_ptr<Unfinished> unfinished;  // if there is one, its answer is the answer
};

// The answer to a request that waits for something other than a thread of ours. Used on the
// connection's thread, in the order of the functions. May not live longer than its request. Nothing
// has happened yet if it is not begun.
class Unfinished {
 public:
  virtual ~Unfinished() = default;
  // Calls `done` once, from any thread, when there is nothing to wait for any more.
  virtual void begin(std::move_only_function<void()> done) = 0;
  // None: all has to be done once more.
  virtual std::optional<Response> finish() = 0;
  // That. On the blocking pool; may wait.
  virtual Response repeat() = 0;
};

// Where a request is worked on. A connection's own thread must never wait.
enum class Lane : std::uint8_t {
  Inline,    // on the connection's thread: microseconds
  Compute,   // long computations (private-key operations, key generation)
  Blocking,  // waits for the disk (anything that writes)
};

// Answers requests. Called from many threads at once.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual Lane lane(const Request& request) const = 0;
  virtual Response handle(const Request& request) = 0;
  // As handle(), but the answer may be unfinished.
  virtual Response begin(const Request& request) { return handle(request); }

  // Finishes what the answers that await it depend on; those that are ready at the same time share
  // one call. False: it could not be done, and refusal_of() says what goes out instead of each.
  virtual bool settle() { return true; }
  virtual bool settling_waits_for_disk() const { return false; }
  virtual Response refusal_of(Response unsettled) {
    unsettled.status = 500;
    unsettled.body.clear();
    return unsettled;
  }
};

}  // namespace trent::http
