// The diagram of the derived machine, in the language of Graphviz.
#include <algorithm>
#include <map>

#include "proofs/fsm/fsm_proof.hpp"

namespace twomsl::proof {
namespace {

std::string spaced(std::string_view word) {
  std::string text(word);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

// Every state may end at once: those edges stay in the background.
constexpr const char* kFaint = ", color=gray70, fontcolor=gray50";

// "CLOSE / FIN"; of a segment, what it did: "fin accepted / ACK".
std::string label(const Transition& t, Why why) {
  const bool arrives = t.event == EventKind::segment_arrives;
  const bool cut = arrives && why == Why::unacceptable;  // the window was closed to its text
  const std::string cause = cut       ? "acknowledged, text cut"
                            : arrives ? spaced(name(why))
                                      : std::string(table_name(t.event));
  return t.reply == Reply::none ? cause : cause + " / " + std::string(name(t.reply));
}

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace

std::string diagram(const Derivation& derived) {
  std::map<std::pair<State, State>, std::set<std::string>> edges;
  for (const auto& [t, why] : derived.reasons) {
    if (t.from != t.to) {
      edges[{t.from, t.to}].insert(label(t, why));
    }
  }
  std::string dot =
      "// Derived from the code by `prove --write-diagram`; edited by nobody.\n"
      "// dot -Tsvg tcp.dot -o tcp.svg\n"
      "digraph tcp {\n"
      "  rankdir=TB; ranksep=0.7; nodesep=0.5;\n"
      "  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=13];\n"
      "  edge [fontname=\"Helvetica\", fontsize=9];\n";
  for (const auto& [ends, labels] : edges) {
    std::string lines;
    for (const std::string& line : labels) lines += line + "\\l";
    dot += "  " + quoted(name(ends.first)) + " -> " + quoted(name(ends.second)) +
           " [label=" + quoted(lines) + (ends.second == State::closed ? kFaint : "") + "];\n";
  }
  return dot + "}\n";
}

}  // namespace twomsl::proof
