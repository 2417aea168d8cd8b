#include "server/api_description.h"

#include "operations/registry.h"

namespace trent::server {

std::string describe_api() {
  SecretBuffer text;
  wire::JsonWriter writer(text);
  writer.begin_object().key("operations").begin_object();
  for (const operations::OperationRow& row : operations::registry()) {
    const bool built = row.handler.run != nullptr;
    writer.text_key(name_of(row.operation)).begin_object();
    writer.key("built").boolean(built);
    if (built) {
      row.handler.describe_input(writer.key("input"));
      row.handler.describe_output(writer.key("output"));
    }
    writer.end_object();
  }
  writer.end_object().end_object();
  return std::string(view_of(text));
}

}  // namespace trent::server
