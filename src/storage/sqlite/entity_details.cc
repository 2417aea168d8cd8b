#include "storage/sqlite/entity_details.h"

#include <utility>

#include "identity/record_shapes.h"
#include "wire/codec.h"

namespace trent::storage::sqlite {
namespace {

using identity::Details;

template <class Alternative>
std::optional<Details> decode_as(std::string_view text) {
  wire::Document document;
  if (!document.parse(text)) return std::nullopt;
  auto decoded = wire::decode<Alternative>(document);
  if (!decoded) return std::nullopt;
  return Details(*std::move(decoded));
}

template <std::size_t... kinds>
std::optional<Details> decode_kind(std::size_t kind, std::string_view text,
                                   std::index_sequence<kinds...>) {
  std::optional<Details> details;
  ((kind == kinds ? (void)(details = decode_as<std::variant_alternative_t<kinds, Details>>(text))
                  : (void)0),
   ...);
  return details;
}

}  // namespace

SecretBuffer encode_details(const Details& details) {
  return std::visit([](const auto& one) { return wire::encode(one); }, details);
}

std::optional<Details> decode_details(identity::EntityKind kind, std::string_view text) {
  return decode_kind(static_cast<std::size_t>(kind), text,
                     std::make_index_sequence<std::variant_size_v<Details>>{});
}

}  // namespace trent::storage::sqlite
