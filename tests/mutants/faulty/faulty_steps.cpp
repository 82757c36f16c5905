// A law that is too weak passes what it should refute. Steps of the core are given results that are
// wrong in one member, drawn by seed: what a machine would do that is wrong there and nowhere else.
// Of each mutant whose number is given: does it let a step pass that the law refutes?
//
//   faulty_steps NUMBER...     prints NUMBER LAW FAULT for each that does
#include <cstdlib>

#include "tests/mutants/faulty/weak_laws.hpp"

int main(int argc, char** argv) {
  std::set<unsigned> numbers;
  for (int i = 1; i < argc; ++i) numbers.insert(static_cast<unsigned>(std::atoi(argv[i])));
  twomsl::mutants::WeakLaws laws(numbers);
  twomsl::mutants::ask_of_held_ranges(laws);
  twomsl::mutants::ask_of_tables(laws);
  twomsl::mutants::ask_of_connections(laws);
  twomsl::mutants::ask_of_hosts(laws);
  return 0;
}
