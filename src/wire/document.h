// wire/document.h: a parsed request body that leaves nothing of itself in memory.
#pragma once

#include <boost/json/memory_resource.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string_view>

#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::wire {

// Gets its memory from the heap and wipes it before giving it back: plaintexts pass through it.
class WipingResource final : public boost::json::memory_resource {
 private:
  void* do_allocate(std::size_t size_bytes, std::size_t alignment) override;
  void do_deallocate(void* memory, std::size_t size_bytes, std::size_t alignment) override;
  bool do_is_equal(const boost::json::memory_resource& other) const noexcept override;
};

// The JSON object of one request body. Lives on the stack of the pipeline; small bodies need no
// heap.
class Document {
 public:
  Document()
      : memory_(buffer_, sizeof buffer_, &heap_), root_(boost::json::storage_ptr(&memory_)) {}
  ~Document() { wipe(buffer_, sizeof buffer_); }
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  // Of several members with one name the last counts. Errors: Serialization (without message) if
  // `body` is not one JSON object in UTF-8, or nests deeper than 32 levels.
  Result<void> parse(std::string_view body);

  const boost::json::object& object() const { return root_.get_object(); }

 private:
  // Order matters: the value must go before the memory it lives in.
  WipingResource heap_;
  unsigned char buffer_[2048];
  boost::json::monotonic_resource memory_;
  boost::json::value root_;
};

}  // namespace trent::wire
