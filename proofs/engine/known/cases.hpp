// Which cases of a theorem are tried: all. But in the build that holds mutants of the code
// (tests/mutants) a case that does not evaluate the mutant of the run is passed over: its claims
// come out as without a mutant. That a witness is lost is not seen there.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace twomsl::proof {

/// What a name has of a value, by its bytes. Padding may tell equal ones apart: these are tried.
template <class T>
[[nodiscard]] std::string digest_of_bytes(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::string_view bytes(reinterpret_cast<const char*>(&value), sizeof value);
  return std::to_string(std::hash<std::string_view>{}(bytes));
}

#ifdef TWOMSL_MUTANTS

/// A case that is tried, for a scope. All that it is made of and rests on is in its name, for the
/// mutant may have changed that: a case is known by what became of one of the same name.
///
/// With TWOMSL_NOTE_CASES=FILE each writes a line there: its name and the sites that it evaluates.
/// With TWOMSL_CASES=FILE, such a file, those are passed over that have a line without the mutant.
class Case {
 public:
  explicit Case(std::string name);
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
  explicit Case(const std::string& /*name*/) {}
  [[nodiscard]] static constexpr bool is_asked() { return true; }
};

#endif

}  // namespace twomsl::proof
