// Which cases of a theorem are tried: all. But in the build that holds mutants of the code
// (tests/mutants) a case that does not evaluate the mutant of the run is passed over: it comes out
// as without a mutant.
#pragma once

#include <string>
#include <vector>

namespace twomsl::proof {

#ifdef TWOMSL_MUTANTS

/// A case that is tried, for a scope. Its name is that of a group, which says what else it rests
/// on, and its turn there.
///
/// With TWOMSL_NOTE_CASES=FILE each writes a line there: its name and the sites that it evaluates.
/// With TWOMSL_CASES=FILE, such a file, those are passed over that have a line without the mutant.
class Case {
 public:
  explicit Case(const std::string& group);
  ~Case();
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  [[nodiscard]] bool is_asked() const { return is_asked_; }

 private:
  std::string name_;
  std::vector<unsigned char> evaluated_{};  // by site
  unsigned char* outside_ = nullptr;        // what is noted beside it
  bool is_asked_ = true;
};

#else

struct Case {
  explicit Case(const std::string& /*group*/) {}
  [[nodiscard]] static constexpr bool is_asked() { return true; }
};

#endif

}  // namespace twomsl::proof
