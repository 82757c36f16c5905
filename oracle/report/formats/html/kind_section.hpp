// All findings of a class, or stories of a kind: some with their cards, the others as rows of
// tables, so many of them that the page stays usable.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "spec/laws/verdict.hpp"

namespace twomsl::oracle::html {

class KindSection {
 public:
  /// Cards of a verdict, as long as there is room for another.
  [[nodiscard]] bool has_room_for_card(std::size_t verdict, std::size_t most) const {
    return cards_of_[verdict] < most;
  }
  void reserve_card(std::size_t verdict) { ++cards_of_[verdict]; }
  void add_card(std::size_t verdict, std::string html) {
    cards_.push_back({verdict, std::move(html)});
  }
  [[nodiscard]] bool has_cards() const { return !cards_.empty(); }
  void add_row(const std::string& file, const std::string& html);
  void leave_out() { ++left_out_; }
  void count(std::size_t verdict) { ++count_[verdict]; }

  [[nodiscard]] bool empty() const { return total() == 0; }
  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] std::uint64_t of(std::size_t verdict) const { return count_[verdict]; }
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

  /// The cards, the gravest verdicts first, and the tables.
  [[nodiscard]] std::string body() const;

 private:
  struct Card {
    std::size_t verdict = 0;
    std::string html{};
  };
  struct Table {
    std::string rows{};
    std::size_t size = 0;
  };

  std::vector<Card> cards_{};
  std::vector<Table> tables_{};
  std::string last_file_{};
  std::array<std::size_t, kCountOf<Verdict>> cards_of_{};
  std::array<std::uint64_t, kCountOf<Verdict>> count_{};
  std::uint64_t left_out_ = 0;
};

}  // namespace twomsl::oracle::html
