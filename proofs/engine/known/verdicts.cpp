// See verdicts.hpp.
#include "proofs/engine/known/verdicts.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <unordered_map>
#include <vector>

#include "core/host/concrete/isn.hpp"
#include "proofs/engine/report.hpp"
#include "proofs/engine/symbolic.hpp"

namespace twomsl::proof {
namespace {

constexpr std::string_view kTitle = "asked,said by Z3 ";

// With the version: verdicts of another one are not gone by.
std::string title() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned build = 0;
  unsigned revision = 0;
  Z3_get_version(&major, &minor, &build, &revision);
  return std::string(kTitle) + std::to_string(major) + "." + std::to_string(minor) + "." +
         std::to_string(build) + "\n";
}

constexpr std::uint64_t kAskedAgain = 10;  // one of so many

using Words = std::vector<std::uint64_t>;

Digest digest_of(const Words& words) { return {sip_hash({1, 0}, words), sip_hash({2, 0}, words)}; }

void append(Words& words, const Digest& digest) {
  words.push_back(digest.high);
  words.push_back(digest.low);
}

void append(Words& words, const std::string& text) {
  words.push_back(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 8 == 0) words.push_back(0);
    words.back() = words.back() << 8 | static_cast<unsigned char>(text[i]);
  }
}

void append_sorted(Words& words, std::vector<Digest> parts) {
  std::sort(parts.begin(), parts.end());
  for (const Digest& part : parts) append(words, part);
}

bool is_commutative(Z3_decl_kind kind) {
  constexpr std::array kKinds = {Z3_OP_AND,  Z3_OP_OR,   Z3_OP_EQ,  Z3_OP_DISTINCT, Z3_OP_XOR,
                                 Z3_OP_BADD, Z3_OP_BMUL, Z3_OP_BOR, Z3_OP_BAND,     Z3_OP_BXOR};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

// Digests of terms, each computed once. The terms are kept, for Z3 gives the numbers of the dead to
// the living.
class Digests {
 public:
  Digest of(const z3::expr& term) {
    const unsigned number = Z3_get_ast_id(context(), term);
    if (const auto known = known_.find(number); known != known_.end()) return known->second.digest;
    Words words;
    append(words, term.get_sort().to_string());
    if (!term.is_app() || term.is_numeral()) {
      append(words, term.to_string());
    } else {
      append_head(words, term.decl());
      std::vector<Digest> parts;
      for (unsigned i = 0; i < term.num_args(); ++i) parts.push_back(of(term.arg(i)));
      if (is_commutative(term.decl().decl_kind())) {
        append_sorted(words, std::move(parts));
      } else {
        for (const Digest& part : parts) append(words, part);
      }
    }
    return known_.emplace(number, Entry{term, digest_of(words)}).first->second.digest;
  }

 private:
  struct Entry {
    z3::expr term;
    Digest digest;
  };

  static void append_head(Words& words, const z3::func_decl& decl) {
    words.push_back(decl.decl_kind());
    append(words, decl.name().str());
    const unsigned count = Z3_get_decl_num_parameters(context(), decl);
    for (unsigned i = 0; i < count; ++i) {
      if (Z3_get_decl_parameter_kind(context(), decl, i) != Z3_PARAMETER_INT) {
        std::fprintf(stderr, "prove: no digest for %s\n", decl.to_string().c_str());
        std::exit(2);
      }
      words.push_back(static_cast<std::uint64_t>(Z3_get_decl_int_parameter(context(), decl, i)));
    }
  }

  std::unordered_map<unsigned, Entry> known_;
};

struct Verdicts {
  VerdictUse use{};
  bool is_on = false;
  std::map<Digest, bool> kept{};  // whether it can be met
  std::FILE* met = nullptr;       // what all processes have met, a line each
};

// Of the context of all terms, whose end they must not see.
Digests& digests() {
  thread_local Digests the_digests;
  return the_digests;
}

Verdicts& verdicts() {
  static Verdicts the_verdicts;
  return the_verdicts;
}

std::string line_of(const Digest& digest, bool can_be_met) {
  std::array<char, 64> line{};
  std::snprintf(line.data(), line.size(), "%016" PRIx64 "%016" PRIx64 ",%s\n", digest.high,
                digest.low, can_be_met ? "sat" : "unsat");
  return line.data();
}

bool read_line(const char* line, Digest& digest, bool& can_be_met) {
  std::array<char, 8> word{};
  if (std::sscanf(line, "%16" SCNx64 "%16" SCNx64 ",%5s", &digest.high, &digest.low, word.data()) !=
      3) {
    return false;
  }
  can_be_met = std::string(word.data()) == "sat";
  return can_be_met || std::string(word.data()) == "unsat";
}

bool read_kept(const std::string& path, std::map<Digest, bool>& kept) {
  std::FILE* const file = std::fopen(path.c_str(), "r");
  if (file == nullptr) return false;
  std::array<char, 128> line{};
  const bool has_title = std::fgets(line.data(), line.size(), file) != nullptr;
  const std::string first = has_title ? line.data() : "";
  bool is_good = first.compare(0, kTitle.size(), kTitle) == 0;
  const bool is_of_this_z3 = first == title();
  while (std::fgets(line.data(), line.size(), file) != nullptr) {
    Digest digest;
    bool can_be_met = false;
    is_good = is_good && read_line(line.data(), digest, can_be_met);
    is_good = is_good && kept.emplace(digest, can_be_met).first->second == can_be_met;
  }
  std::fclose(file);
  if (!is_of_this_z3) kept.clear();
  return is_good;
}

// What was done about a verdict, by the letter that begins its line.
constexpr char kGoneBy = 'k';
constexpr char kAgain = 'a';
constexpr char kNew = 'n';

void note(char how, const Digest& digest, bool can_be_met) {
  std::fputs((how + line_of(digest, can_be_met)).c_str(), verdicts().met);
  std::fflush(verdicts().met);
}

// The claim, denied, as any solver reads it: it cannot be met.
void export_claim(z3::solver& solver, const Digest& digest) {
  const std::string name = line_of(digest, false).substr(0, 32);
  const std::string path = verdicts().use.exports + "/" + name + ".smt2";
  std::FILE* const file = std::fopen(path.c_str(), "wx");  // once, whoever proves it
  if (file == nullptr) return;
  const std::string text = "(set-logic QF_UFBV)\n" + solver.to_smt2("unsat");
  std::fputs(text.c_str(), file);
  std::fclose(file);
}

// What is kept, or what Z3 says now.
z3::check_result verdict_of(z3::solver& solver, const Digest& digest) {
  Verdicts& all = verdicts();
  const auto kept = all.kept.find(digest);
  const bool is_kept = kept != all.kept.end();
  const bool is_again = all.use.asks_again && (digest.low + all.use.seed) % kAskedAgain == 0;
  if (is_kept && !is_again) {
    note(kGoneBy, digest, kept->second);
    return kept->second ? z3::sat : z3::unsat;
  }
  const double begun = processor_seconds();
  const z3::check_result said = solver.check();
  if (said == z3::unknown) return said;
  const bool can_be_met = said == z3::sat;
  if (is_kept && kept->second != can_be_met) {
    std::fprintf(stderr, "prove: a verdict that was kept does not hold: %s",
                 line_of(digest, kept->second).c_str());
    std::exit(2);
  }
  const bool is_worth = processor_seconds() - begun >= all.use.worth_seconds;
  if (is_kept || is_worth) note(is_kept ? kAgain : kNew, digest, can_be_met);
  return said;
}

}  // namespace

std::string begin_verdicts(const VerdictUse& use) {
  Verdicts& all = verdicts();
  all.use = use;
  all.is_on = !use.from.empty() || !use.into.empty() || !use.exports.empty();
  if (!use.from.empty() && !std::filesystem::exists(use.from)) {
    return use.from + " is not there: --keep FILE writes one, --fresh asks without";
  }
  if (!use.from.empty() && !read_kept(use.from, all.kept)) {
    return use.from +
           " holds no verdicts: after the title 32 hexadecimal digits and ',sat' or ',unsat'";
  }
  if (all.is_on) all.met = std::tmpfile();
  return all.is_on && all.met == nullptr ? "no room for a temporary file" : "";
}

std::string end_verdicts() {
  Verdicts& all = verdicts();
  if (!all.is_on) return {};
  std::map<Digest, bool> met;
  std::map<char, unsigned> counts;
  std::array<char, 128> line{};
  std::rewind(all.met);
  while (std::fgets(line.data(), line.size(), all.met) != nullptr) {
    Digest digest;
    bool can_be_met = false;
    if (!read_line(line.data() + 1, digest, can_be_met)) continue;
    met[digest] = can_be_met;
    ++counts[line[0]];
  }
  std::string words = std::to_string(counts[kGoneBy]) + " verdicts gone by, " +
                      std::to_string(counts[kAgain]) + " asked again (seed " +
                      std::to_string(all.use.seed) + "), " + std::to_string(counts[kNew]) + " new";
  if (all.use.into.empty()) return words;
  std::FILE* const file = std::fopen(all.use.into.c_str(), "w");
  if (file == nullptr) return words + "; cannot write " + all.use.into;
  std::fputs(title().c_str(), file);
  for (const auto& [digest, can_be_met] : met) {
    std::fputs(line_of(digest, can_be_met).c_str(), file);
  }
  const bool is_written = std::ferror(file) == 0;
  return std::fclose(file) == 0 && is_written ? words : words + "; cannot write " + all.use.into;
}

z3::check_result verdict_on(z3::solver& solver) {
  Verdicts& all = verdicts();
  if (!all.is_on) return solver.check();
  std::vector<Digest> parts;
  for (const z3::expr& term : solver.assertions()) parts.push_back(digests().of(term));
  Words words;
  append_sorted(words, std::move(parts));
  const Digest digest = digest_of(words);
  const z3::check_result said = verdict_of(solver, digest);
  if (said == z3::unsat && !all.use.exports.empty()) export_claim(solver, digest);
  return said;
}

}  // namespace twomsl::proof
