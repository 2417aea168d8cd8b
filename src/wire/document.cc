#include "wire/document.h"

#include <boost/json/parser.hpp>

namespace trent::wire {

void* WipingResource::do_allocate(std::size_t size_bytes, std::size_t alignment) {
  return ::operator new(size_bytes, std::align_val_t(alignment));
}

void WipingResource::do_deallocate(void* memory, std::size_t size_bytes, std::size_t alignment) {
  wipe(memory, size_bytes);
  ::operator delete(memory, std::align_val_t(alignment));
}

bool WipingResource::do_is_equal(const boost::json::memory_resource& other) const noexcept {
  return this == &other;
}

Result<void> Document::parse(std::string_view body) {
  // The parser assembles strings in this scratch space, so it is wiped like the rest.
  unsigned char scratch[1024];
  boost::json::error_code error;
  {
    boost::json::parser parser(boost::json::storage_ptr(&heap_), {}, scratch, sizeof scratch);
    parser.reset(boost::json::storage_ptr(&memory_));
    parser.write(body, error);
    if (!error) root_ = parser.release();
  }
  wipe(scratch, sizeof scratch);
  if (error || !root_.is_object()) return fail_silently(ErrorCode::Serialization);
  return {};
}

}  // namespace trent::wire
