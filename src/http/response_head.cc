#include "http/response_head.h"

#include <array>
#include <charconv>
#include <initializer_list>

namespace trent::http {
namespace {

// The reason phrase is for people who read a trace; clients ignore it.
std::string_view reason(unsigned status) {
  // clang-format off
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default:  return "Status";
  }
  // clang-format on
}

class Digits {
 public:
  explicit Digits(std::size_t number)
      : size_(static_cast<std::size_t>(
            std::to_chars(text_.data(), text_.data() + text_.size(), number).ptr - text_.data())) {}
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 20> text_;
  std::size_t size_;
};

void append_all(SecretBuffer& out, std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) append(out, text);
}

}  // namespace

bool is_bodiless(unsigned status) { return status < 200 || status == 204 || status == 304; }

void append_head(const Response& response, std::string_view date, ConnectionHeader connection,
                 SecretBuffer& out) {
  append_all(out, {"HTTP/1.1 ", Digits(response.status).view(), " ", reason(response.status),
                   "\r\nDate: ", date, "\r\n"});
  if (!response.content_type.empty())
    append_all(out, {"Content-Type: ", response.content_type, "\r\n"});
  if (!is_bodiless(response.status))
    append_all(out, {"Content-Length: ", Digits(response.body.size()).view(), "\r\n"});
  append(out, response.headers);
  if (connection == ConnectionHeader::Close) append(out, "Connection: close\r\n");
  if (connection == ConnectionHeader::KeepAlive) append(out, "Connection: keep-alive\r\n");
  append(out, "\r\n");
}

}  // namespace trent::http
