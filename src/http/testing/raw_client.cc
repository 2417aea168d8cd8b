#include "http/testing/raw_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

#include "http/message.h"

namespace trent::http::testing {
namespace {

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool connect_to(int socket, const std::string& address, std::uint16_t port) {
  if (address.contains(':')) {
    sockaddr_in6 where{.sin6_family = AF_INET6, .sin6_port = htons(port)};
    inet_pton(AF_INET6, address.c_str(), &where.sin6_addr);
    return connect(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
  }
  sockaddr_in where{.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address.c_str(), &where.sin_addr);
  return connect(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name))
      return std::string(line.substr(colon + 2));
  }
  return {};
}

Answer answer_with_head(std::string head) {
  Answer answer{.head = std::move(head)};
  if (answer.head.starts_with("HTTP/1.1 "))
    answer.status = static_cast<unsigned>(number_in(std::string_view(answer.head).substr(9, 3)));
  return answer;
}

RawClient::RawClient(std::uint16_t port, const std::string& address)
    : socket_(socket(address.contains(':') ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{.tv_sec = 10};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  EXPECT_TRUE(connect_to(socket_, address, port)) << "cannot connect to " << address;
}

RawClient::~RawClient() {
  if (socket_ >= 0) close(socket_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::finish_sending() { shutdown(socket_, SHUT_WR); }

void RawClient::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(std::exchange(socket_, -1));
}

bool RawClient::read_more() {
  std::array<char, 16 * 1024> bytes;
  const ssize_t received = recv(socket_, bytes.data(), bytes.size(), 0);
  if (received < 0 && errno == EAGAIN) ADD_FAILURE() << "nothing came for ten seconds";
  if (received <= 0) return false;
  unread_.append(bytes.data(), static_cast<std::size_t>(received));
  return true;
}

Answer RawClient::read_answer(bool head_only) {
  while (!unread_.contains("\r\n\r\n"))
    if (!read_more()) return {};
  const std::size_t head_size = unread_.find("\r\n\r\n") + 4;
  Answer answer = answer_with_head(unread_.substr(0, head_size));
  unread_.erase(0, head_size);

  const std::size_t body_size = head_only ? 0 : number_in(answer.header("Content-Length"));
  while (unread_.size() < body_size)
    if (!read_more()) return {};
  answer.body = unread_.substr(0, body_size);
  unread_.erase(0, body_size);
  return answer;
}

Answer RawClient::exchange(std::string_view bytes) {
  send(bytes);
  return read_answer();
}

std::string RawClient::read_to_end() {
  while (read_more()) {
  }
  return std::exchange(unread_, {});
}

bool RawClient::wait_for_bytes(int timeout_ms) const {
  pollfd waiting{.fd = socket_, .events = POLLIN};
  return poll(&waiting, 1, timeout_ms) == 1;
}

}  // namespace trent::http::testing
