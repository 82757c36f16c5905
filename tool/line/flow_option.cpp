// See flow_option.hpp.
#include "tool/line/flow_option.hpp"

#include "oracle/report/notation.hpp"

namespace twomsl::tool {

std::optional<std::array<Socket, 2>> read_flow(const std::string& word) {
  const std::size_t dash = word.find('-');
  if (dash == std::string::npos) return std::nullopt;
  const auto a = oracle::read_socket(word.substr(0, dash));
  const auto b = oracle::read_socket(word.substr(dash + 1));
  if (!a || !b) return std::nullopt;
  return std::array{*a, *b};
}

void add_flow_option(CLI::App& app, const std::string& help,
                     std::optional<std::array<Socket, 2>>& flow) {
  const auto read = [&flow](const std::string& word) {
    flow = read_flow(word);
    if (flow) return;
    throw CLI::ValidationError("--flow '" + word +
                               "' is not ADDRESS:PORT-ADDRESS:PORT, with IPv6 addresses in "
                               "brackets");
  };
  app.add_option_function<std::string>("--flow", read, help)->type_name("A:PORT-B:PORT");
}

}  // namespace twomsl::tool
