// Which findings and stories the reports are of: --rule and --flow.
//
// They are chosen after the judge has seen the whole capture. It needs all of it: a slot that an
// address held for longer convicts it on another tuple, and checksums, clocks and hop counts are
// learnt from every connection. A capture that is filtered first says less, and may say it wrongly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl::tool {

/// One end of a flow; what is not given may be anything.
struct SocketPattern {
  std::optional<Address> address{};
  std::optional<std::uint16_t> port{};
};

/// Two ends, in either order.
struct FlowPattern {
  SocketPattern a{};
  SocketPattern b{};
};

/// All of both lists, as long as nothing is chosen.
struct Selection {
  bool by_rule = false;  // then only these
  EnumSet<RuleClass> classes{};
  EnumSet<oracle::StoryKind> kinds{};
  std::vector<FlowPattern> flows{};  // of any of these; empty: of all
};

/// Adds what `word` names in upper or lower case: a class, all classes of a law, all that rest on a
/// requirement, a kind of story. False if it names none.
[[nodiscard]] bool add_rule(Selection& selection, const std::string& word);

/// Every word that add_rule() takes, each once.
[[nodiscard]] std::vector<std::string> words_of_rules();

/// "10.0.0.1:80-[2001:db8::1]:443", where "*" stands for any address, any port, or any end.
[[nodiscard]] std::optional<FlowPattern> read_flow_pattern(const std::string& word);

/// A finding of this class between these two was asked for.
[[nodiscard]] bool is_selected(const Selection& selection, RuleClass rule, const Socket& party,
                               const Socket& peer);

/// Leaves out of `audit` what was not asked for, and counts it in its summary. Stories of the whole
/// capture belong to every flow.
void select(oracle::Audit& audit, const Selection& selection);

}  // namespace twomsl::tool
