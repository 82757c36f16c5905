"""Which sites become mutants, and the text of a source that holds its mutants behind a switch.

A mutant costs a run and no compilation: where an expression may be another, the copy reads
`(::twomsl::mutated(17) ? (the mutant) : (the original))`, and a statement that may be left out
stands behind `if (!::twomsl::mutated(18))`. Lines keep their numbers.
"""
import collections
import hashlib

import rules

# What is evaluated while the program is compiled is not mutated. A run says by TWOMSL_MUTANT which
# mutants it has, two at most, and by TWOMSL_REACHED where to write which sites it has evaluated.
HEADER = """#pragma once

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <type_traits>

namespace twomsl {

inline unsigned char own_reached[%(size)d];
inline unsigned char* reached_of_run = own_reached;

struct MutantsOfRun {
  unsigned first = 0;
  unsigned second = 0;

  MutantsOfRun() {
    if (const char* given = std::getenv("TWOMSL_MUTANT")) {
      std::sscanf(given, "%%u,%%u", &first, &second);
    }
    if (std::getenv("TWOMSL_REACHED") != nullptr) {
      // The processes that this one starts write into it, too.
      void* const shared = mmap(nullptr, %(size)d, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
      if (shared != MAP_FAILED) reached_of_run = static_cast<unsigned char*>(shared);
    }
  }
  ~MutantsOfRun() {
    const char* path = std::getenv("TWOMSL_REACHED");
    std::FILE* file = path != nullptr ? std::fopen(path, "a") : nullptr;
    for (unsigned i = 0; file != nullptr && i < %(size)d; ++i) {
      if (reached_of_run[i] != 0) std::fprintf(file, "%%u\\n", i);
    }
    if (file != nullptr) std::fclose(file);
  }
};

inline MutantsOfRun mutants_of_run;

[[gnu::always_inline]] constexpr bool mutated(unsigned number) {
  if (__builtin_is_constant_evaluated()) return false;
  reached_of_run[number] = 1;
  return number == mutants_of_run.first || number == mutants_of_run.second;
}

}  // namespace twomsl
"""


def header(count):
    return HEADER % {"size": count + 1}


def in_drawn_order(sites, seed):
    """All sites in the order of the seed: the rules take turns, and of each the files. An edit
    elsewhere does not change who comes before whom."""
    seen = collections.Counter()
    by_rule = {rule: collections.defaultdict(list) for rule in rules.RULES}
    for site in sites:
        seen[site.key] += 1
        rank = hashlib.sha256(f"{seed} {seen[site.key]} {site.key}".encode()).hexdigest()
        by_rule[site.rule][site.path].append((rank, site))
    queues = []
    for rule in rules.RULES:
        turns = [(turn, rank, site) for ranked in by_rule[rule].values()
                 for turn, (rank, site) in enumerate(sorted(ranked, key=lambda one: one[0]))]
        queues.append([site for _, _, site in sorted(turns, key=lambda one: one[:2])])
    ordered = []
    for turn in range(max((len(queue) for queue in queues), default=0)):
        ordered += [queue[turn] for queue in queues if turn < len(queue)]
    return ordered


def with_mutants(source, numbered):
    """The text of the source with the mutants of it in `numbered`, pairs of number and site."""
    ranges = collections.defaultdict(list)
    for number, site in numbered:
        ranges[site.start, site.end, site.is_whole].append((number, site))
        constant = None if site.is_whole else _constant_of(source, site)
        if constant:
            ranges[constant[0], constant[1], False] = []
    order = sorted(ranges, key=lambda one: (one[0], -one[1], not one[2]))
    return _render(source.text, (0, len(source.text)), order, ranges)


def _constant_of(source, site):
    """The `const` of a variable whose value may be a mutant: without it the compiler asks for the
    value while it compiles."""
    first = source.statement(site.order)
    tokens = source.tokens[first:site.order]
    names = [token.text for token in tokens[:tokens.index(_assignment(tokens))]] if _assignment(
        tokens) else [token.text for token in tokens]
    if not names or names[0] != "const" or "&" in names:
        return None
    return tokens[0].start, tokens[0].end


def _assignment(tokens):
    return next((token for token in tokens if token.text == "="), None)


def _render(text, span, order, ranges):
    """The text of `span`, each of the ranges in it that no other encloses rendered."""
    rendered, at, i = "", span[0], 0
    while i < len(order):
        start, end, _ = order[i]
        inner = i + 1
        while inner < len(order) and order[inner][0] < end:
            inner += 1
        rendered += text[at:start]
        rendered += _choice(text, order[i], order[i + 1:inner], ranges)
        at, i = end, inner
    return rendered + text[at:span[1]]


def _choice(text, one, inside, ranges):
    start, end, is_whole = one
    if not ranges[one]:
        return " " * (end - start)
    inner = _render(text, (start, end), inside, ranges)
    if is_whole:
        number = ranges[one][0][0]
        return f"{{ if (!::twomsl::mutated({number})) {{ {inner} }} }}"
    choices = "".join(f"::twomsl::mutated({number}) ? ({_on_one_line(site)}) : "
                      for number, site in ranges[one])
    return f"({choices}({inner}))"


def _on_one_line(site):
    """Dropping a side of && or || may leave another type of truth values."""
    mutant = rules.shown(site.mutant)
    if site.rule != "condition":
        return mutant
    return f"std::remove_cvref_t<decltype({rules.shown(site.original)})>({mutant})"
