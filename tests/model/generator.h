// tests/model/generator.h: draws steps. It looks at the model to aim: at keys that exist, at tokens
// that fit, at the instants when something happens. What it draws means the same without it.
#pragma once

#include <array>
#include <random>
#include <tuple>

#include "model.h"

namespace trent::model {

class Generator {
 public:
  explicit Generator(std::uint64_t seed);

  Step next(const Model& model);

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
  bool once_in(int times) { return below(times) == 0; }
  Kind draw_kind();
  void aim(Step& step, const Model& model);
  using Wanted = bool (*)(const Key& key);
  bool choose_key(Step& step, const Model& model, Wanted wanted);
  void choose_alias(Step& step, const Model& model);
  void choose_region(Step& step, const Model& model);
  void choose_ciphertext(Step& step, const Model& model);
  void choose_proof(Step& step, const Model& model);
  std::optional<Step> heal(const Model& model);
  Step advance(const Model& model);
  Step import_into(Step step, const Model& model);
  void add_import(Step& step, const Model& model);
  void create_key(Step& step);

  std::mt19937_64 random_;
  std::vector<double> weights_;  // by Kind
  int focus_ = 0;                // the key slot that most steps are about for a while
  bool imports_ = false;         // what this life's keys are like
  bool multi_region_ = false;
  bool rotates_ = false;  // one key again and again
  std::optional<Step> planned_;
};

}  // namespace trent::model
