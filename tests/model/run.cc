// tests/model/run.cc: lives lives. Each is a random sequence of operations, clock jumps and
// restarts, sent to the model and to the real thing; the first difference ends it all, with the
// shortest script that shows it.
//
//   model_run [--operations N] [--seed S] [--store memory|sqlite|both] [--progress]
//   model_run --script FILE [--store memory|sqlite]     replays a printed script
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>

#include "base/log.h"
#include "comparison.h"
#include "generator.h"

namespace trent::model {
namespace {

constexpr int kStepsPerLife = 300;
constexpr Timestamp kStart{std::chrono::days(20000)};

struct Options {
  std::int64_t operations = 20'000;
  std::uint64_t seed = 0;
  std::string store = "both";
  std::string script;
  bool progress = false;
};

// One life of both, side by side.
class Life {
 public:
  explicit Life(StoreKind store)
      : real_(store, kStart), model_(kStart.time_since_epoch().count()) {}

  // Empty, or what differs.
  std::string take(const Step& step) {
    const Answer answer = real_.run(step);
    answer_ = answer.exception;
    return comparison_.difference(model_.run(step, real_.key_id(step.key)), answer);
  }
  const Model& model() const { return model_; }
  const std::string& last_exception() const { return answer_; }

 private:
  Deployment real_;
  Model model_;
  Comparison comparison_;
  std::string answer_;
};

struct Difference {
  std::size_t at = 0;  // the step that shows it
  std::string text;
};

std::optional<Difference> replay(const Script& script, StoreKind store) {
  Life life(store);
  for (std::size_t i = 0; i < script.size(); ++i) {
    std::string text = life.take(script[i]);
    if (!text.empty()) return Difference{i, std::move(text)};
  }
  return std::nullopt;
}

// Leaves out ever smaller pieces as long as the same operation still differs (delta debugging).
Script shrink(Script script, StoreKind store) {
  const Kind kind = script.back().kind;
  for (std::size_t piece = script.size() / 2; piece > 0;) {
    bool shorter = false;
    for (std::size_t from = 0; from + 1 < script.size();) {
      Script without = script;
      const auto begin = without.begin() + static_cast<std::ptrdiff_t>(from);
      without.erase(begin,
                    begin + static_cast<std::ptrdiff_t>(std::min(piece, without.size() - from)));
      if (const auto found = replay(without, store); found && without[found->at].kind == kind) {
        without.resize(found->at + 1);
        script = std::move(without);
        shorter = true;
      } else {
        from += piece;
      }
    }
    if (!shorter || piece > script.size()) piece = std::min(piece / 2, script.size());
  }
  return script;
}

std::string_view name_of(StoreKind store) {
  return store == StoreKind::Memory ? "memory" : "sqlite";
}

void report(const Script& script, StoreKind store) {
  const auto found = replay(script, store);
  std::cout << fmt::format(
      "--- the shortest script that differs (replay it with --store {} --script FILE) ---\n{}--- "
      "at "
      "its last step ---\n{}\n",
      name_of(store), text_of(script),
      found ? found->text : "(nothing differs any more: something is not deterministic)");
}

// Lives one life. Returns how many steps it had, or nothing after it reported a difference.
std::optional<std::int64_t> live(std::uint64_t seed, StoreKind store, std::int64_t steps_before,
                                 std::map<std::string, std::int64_t>& answers) {
  Generator generator(seed);
  Life life(store);
  Script script;
  for (int i = 0; i < kStepsPerLife; ++i) {
    script.push_back(generator.next(life.model()));
    const std::string text = life.take(script.back());
    const std::string& exception = life.last_exception();
    ++answers[fmt::format("{} {}", model::name_of(script.back().kind),
                          exception.empty() ? "ok" : exception)];
    if (text.empty()) continue;
    std::cout
        << fmt::format(
               "DIFFERENCE after {} operations: seed {} of {}, step {}: {}\n{}\nshrinking...\n",
               steps_before + i + 1, seed, name_of(store), i, text_of(script.back()), text)
        << std::flush;
    report(shrink(script, store), store);
    return std::nullopt;
  }
  return kStepsPerLife;
}

int run_script(const Options& options) {
  std::ifstream file(options.script);
  Script script;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    const auto step = step_from(line);
    if (!step) {
      std::cerr << "not a step: " << line << "\n";
      return 2;
    }
    script.push_back(*step);
  }
  if (script.empty()) {
    std::cerr << "no steps in " << options.script << "\n";
    return 2;
  }
  const StoreKind store = options.store == "sqlite" ? StoreKind::Sqlite : StoreKind::Memory;
  const auto found = replay(script, store);
  if (!found) {
    std::cout << script.size() << " steps, no difference\n";
    return 0;
  }
  std::cout << "step " << found->at << ", " << text_of(script[found->at]) << "\n"
            << found->text << "\n";
  return 1;
}

int run(const Options& options) {
  const auto started = std::chrono::steady_clock::now();
  std::map<std::string, std::int64_t> answers;
  std::int64_t operations = 0;
  std::int64_t reported = 0;
  for (std::uint64_t life = 0; operations < options.operations; ++life) {
    // One in four on the disk: it is the slower one.
    const bool disk = options.store == "sqlite" || (options.store == "both" && life % 4 == 3);
    const auto steps = live(options.seed + life, disk ? StoreKind::Sqlite : StoreKind::Memory,
                            operations, answers);
    if (!steps) return 1;
    operations += *steps;
    if (options.progress && operations - reported >= 10'000) {
      reported = operations;
      std::cout << fmt::format("{} operations, {} s", operations,
                               std::chrono::duration_cast<std::chrono::seconds>(
                                   std::chrono::steady_clock::now() - started)
                                   .count())
                << std::endl;
    }
  }
  if (options.progress)
    for (const auto& [answer, count] : answers)
      std::cout << fmt::format("{:9} {}\n", count, answer);
  std::cout << fmt::format("{} operations from seed {} on, no difference\n", operations,
                           options.seed);
  return 0;
}

template <class Number>
bool read(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<Options> options_from(int argc, char** argv) {
  Options options;
  options.seed = std::random_device{}();
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--progress") {
      options.progress = true;
      continue;
    }
    if (i + 1 == argc) return std::nullopt;
    const std::string_view value = argv[++i];
    if (name == "--operations" && read(value, options.operations)) continue;
    if (name == "--seed" && (value == "random" || read(value, options.seed))) continue;
    if (name == "--store" && (value == "memory" || value == "sqlite" || value == "both")) {
      options.store = value;
      continue;
    }
    if (name != "--script") return std::nullopt;
    options.script = value;
  }
  return options;
}

}  // namespace
}  // namespace trent::model

int main(int argc, char** argv) {
  // What the sweeper tells an operator would drown the report.
  trent::log::set_level(trent::log::Level::Off);
  const auto options = trent::model::options_from(argc, argv);
  if (!options) {
    std::cerr << "model_run [--operations N] [--seed N|random] [--store memory|sqlite|both] "
                 "[--progress] [--script FILE]\n";
    return 2;
  }
  return options->script.empty() ? trent::model::run(*options) : trent::model::run_script(*options);
}
