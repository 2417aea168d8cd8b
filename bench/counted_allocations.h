// bench/counted_allocations.h: counts what a benchmark takes from the heap. For the one source file
// of a program.
#pragma once

#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdlib>
#include <new>

inline std::atomic<std::size_t> allocations = 0;

// Not inlined: where GCC sees one of the pair only, it takes malloc and delete for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  std::abort();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

// Runs `work` for `state`, with the counter `allocations` for each time.
template <class Work>
void run_counted(benchmark::State& state, const Work& work) {
  const std::size_t before = allocations;
  for (auto _ : state) work();
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations - before),
                                                     benchmark::Counter::kAvgIterations);
}
