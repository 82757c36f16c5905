// Which mutants of laws let a faulty step pass that the law refutes. Of a build with all mutants
// alone: mutants_of_run is its switch.
#pragma once

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <string_view>

namespace twomsl::mutants {

class WeakLaws {
 public:
  /// The numbers of the mutants that are asked for.
  explicit WeakLaws(std::set<unsigned> numbers) : open_(std::move(numbers)) {}

  [[nodiscard]] bool is_done() const { return open_.empty(); }

  /// A mutant that is asked for lies in what the law computes of a right step: else it makes no
  /// difference to the law.
  template <class Holds>
  [[nodiscard]] bool come_by(const Holds& holds) {
    for (const unsigned number : open_) reached_of_run[number] = 0;
    static_cast<void>(holds());
    return std::any_of(open_.begin(), open_.end(),
                       [](unsigned number) { return reached_of_run[number] != 0; });
  }

  /// The law is asked of one faulty step by `holds()`, which computes all that belongs to laws. If
  /// it says no, and yes under a mutant that it comes across, that is printed.
  template <class Holds>
  void ask(std::string_view law, const std::string& fault, const Holds& holds) {
    for (const unsigned number : open_) reached_of_run[number] = 0;
    if (holds()) return;
    for (auto number = open_.begin(); number != open_.end();) {
      mutants_of_run.first = reached_of_run[*number] != 0 ? *number : 0;
      const bool passes = mutants_of_run.first != 0 && holds();
      mutants_of_run.first = 0;
      if (passes) {
        std::printf("%u %.*s %s\n", *number, static_cast<int>(law.size()), law.data(),
                    fault.c_str());
      }
      number = passes ? open_.erase(number) : std::next(number);
    }
  }

 private:
  std::set<unsigned> open_;
};

/// Ask of the steps of connections, tables, hosts and lists of held ranges, a seeded number of
/// each.
void ask_of_connections(WeakLaws& laws);
void ask_of_tables(WeakLaws& laws);
void ask_of_hosts(WeakLaws& laws);
void ask_of_held_ranges(WeakLaws& laws);

}  // namespace twomsl::mutants
