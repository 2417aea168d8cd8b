// throttle/growing_list.h: a list that only grows, which readers walk without any lock.
//
// For a few elements that are looked up often and added seldom. Elements stay where they are until
// the list ends. Safe from any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace trent::throttle {

// `Element` has a member `key`, and is made from its key and further arguments.
template <class Element>
class GrowingList {
 public:
  GrowingList() = default;
  GrowingList(const GrowingList&) = delete;
  GrowingList& operator=(const GrowingList&) = delete;
  ~GrowingList() {
    for (Node* node = head_.load(std::memory_order_acquire); node;)
      node = std::unique_ptr<Node>(node)->next;
  }

  // The element of this key, made if there is none. Null: it would be more than `most`.
  template <class Key, class... Arguments>
  Element* find_or_add(std::size_t most, const Key& key, const Arguments&... arguments) {
    Node* head = head_.load(std::memory_order_acquire);
    std::unique_ptr<Node> added;
    while (true) {
      if (Element* found = find(head, key)) return found;
      if (head && head->count >= most) return nullptr;
      if (!added) added = std::make_unique<Node>(key, arguments...);
      added->next = head;
      added->count = head ? head->count + 1 : 1;
      // Where another thread was faster, what it added may be what we look for.
      if (head_.compare_exchange_strong(head, added.get(), std::memory_order_acq_rel))
        return &added.release()->element;
    }
  }

 private:
  struct Node {
    template <class... Arguments>
    explicit Node(const Arguments&... arguments) : element(arguments...) {}
    Element element;
    Node* next = nullptr;
    std::size_t count = 1;  // of the elements from here to the end
  };

  template <class Key>
  static Element* find(Node* node, const Key& key) {
    for (; node; node = node->next)
      if (node->element.key == key) return &node->element;
    return nullptr;
  }

  std::atomic<Node*> head_{nullptr};
};

}  // namespace trent::throttle
