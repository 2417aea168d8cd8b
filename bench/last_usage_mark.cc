// bench/last_usage_mark: what it costs a request to note that it has used a KMS key, and by which
// access key it was signed.
//
// Marked: the key is in the thread's buffer already, as nearly always. First: it is not, so the
// mark allocates. Beside a flusher: another thread takes the buffers without a pause, which the
// server does every two seconds.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "storage/memory/memory_store.h"
#include "usage/access_key_tracker.h"
#include "usage/last_usage_tracker.h"

namespace trent {
namespace {

constexpr std::string_view kRequestId = "9f1c62f8-3c0e-4c5b-8a51-7b6f0f2f4a7d";
constexpr std::size_t kKeys = 1024;

class Marking {
 public:
  Marking() {
    for (std::size_t number = 0; number < kKeys; ++number)
      keys_.push_back({{keys::AccountId("000000000000"), keys::Region("eu-central-1")},
                       keys::KeyId(fmt::format("00000000-0000-4000-8000-{:012}", number))});
  }
  void mark() { tracker->mark(keys_[next_++ % kKeys], keys::Operation::Encrypt, now_, kRequestId); }

  std::unique_ptr<storage::Store> store = storage::make_memory_store();
  std::unique_ptr<usage::LastUsageTracker> tracker =
      usage::LastUsageTracker::open(*store, Timestamp()).value();

 private:
  const Timestamp now_{std::chrono::days(20000)};
  std::vector<keys::KeyRef> keys_;
  std::size_t next_ = 0;
};

void marked(benchmark::State& state) {
  Marking marking;
  for (auto _ : state) marking.mark();
}
BENCHMARK(marked);

void first(benchmark::State& state) {
  Marking marking;
  while (state.KeepRunningBatch(kKeys)) {
    for (std::size_t i = 0; i < kKeys; ++i) marking.mark();
    state.PauseTiming();
    benchmark::DoNotOptimize(marking.tracker->flush());
    state.ResumeTiming();
  }
}
BENCHMARK(first);

void beside_a_flusher(benchmark::State& state) {
  Marking marking;
  std::atomic<bool> stop = false;
  std::jthread flushing([&] {
    while (!stop) benchmark::DoNotOptimize(marking.tracker->flush());
  });
  for (auto _ : state) marking.mark();
  stop = true;
}
BENCHMARK(beside_a_flusher);

void access_key_marked(benchmark::State& state) {
  const auto store = storage::make_memory_store();
  usage::AccessKeyTracker tracker(*store);
  for (auto _ : state) tracker.mark("AKIAIOSFODNN7EXAMPLE", "kms", "eu-central-1", Timestamp());
}
BENCHMARK(access_key_marked);

}  // namespace
}  // namespace trent

BENCHMARK_MAIN();
