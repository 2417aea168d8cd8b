#include "audit/verify.h"

#include <fmt/format.h>

#include <fstream>

namespace trent::audit {
namespace {

class Verification {
 public:
  explicit Verification(const SecretBytes& key) : key_(key) {}

  Result<void> read(const std::string& path, bool is_newest) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail_internally("cannot read " + path);
    file_ = path;
    line_ = 0;
    for (std::string line; std::getline(file, line);) {
      ++line_;
      if (file.eof() && is_newest)
        verdict_.ends_in_torn_line = true;
      else if (file.eof())
        report("the line is cut short");
      else
        take(line);
    }
    if (file.bad()) return fail_internally("cannot read " + path);
    return {};
  }

  void require_reaches(const ChainHead& head) {
    line_ = 0;
    if (head.sequence == last_.sequence && head.value != last_.value)
      report(fmt::format("record {} is not the one that was written", head.sequence));
    if (head.sequence > last_.sequence)
      report(fmt::format("{} missing at the end", records(last_.sequence + 1, head.sequence)));
  }

  Verdict verdict() const { return verdict_; }

 private:
  void report(std::string text) {
    if (verdict_.faults.size() < kFaultsMax)
      verdict_.faults.push_back({file_, line_, std::move(text)});
  }

  static std::string records(std::uint64_t first, std::uint64_t last) {
    return first == last ? fmt::format("record {} is", first)
                         : fmt::format("records {} to {} are", first, last);
  }

  void take(std::string_view line) {
    const auto link = read_link(line);
    if (!link) return report("the line is no record of this log");
    if (verdict_.records == 0) begin(*link);
    check(*link);
    ++verdict_.records;
    // What follows is judged by what this line says of itself, so that one fault is one report.
    last_ = link->head;
    verdict_.last = last_.sequence;
  }

  // The first file says itself what it follows, if files before it are not at hand.
  void begin(const Link& link) {
    verdict_.first = link.head.sequence;
    if (link.head.sequence > 1 && link.previous) last_ = {link.head.sequence - 1, *link.previous};
  }

  void check(const Link& link) {
    const std::uint64_t expected = last_.sequence + 1, found = link.head.sequence;
    if (found > expected) return report(records(expected, found - 1) + " missing before this line");
    if (found < expected)
      return report(fmt::format("record {} is not in its place, or is there twice", found));
    if (link.previous && *link.previous != last_.value)
      return report(fmt::format("record {} follows another record than the one before it", found));
    if (!follows(key_, last_.value, link)) report(fmt::format("record {} was changed", found));
  }

  const SecretBytes& key_;
  std::string file_;
  std::uint64_t line_ = 0;
  ChainHead last_;
  Verdict verdict_;
};

}  // namespace

Result<Verdict> verify(const std::vector<std::string>& files, const std::optional<ChainHead>& head,
                       const SecretBytes& chain_key) {
  Verification verification(chain_key);
  for (const std::string& file : files) TRY(verification.read(file, &file == &files.back()));
  if (head) verification.require_reaches(*head);
  return verification.verdict();
}

}  // namespace trent::audit
