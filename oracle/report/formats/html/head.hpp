// The head of the page: its style sheet and script, and the policy that lets nothing else in.
#pragma once

#include <string>

namespace twomsl::oracle::html {

/// From the document type to the opening tag of the body.
[[nodiscard]] std::string head_text(const std::string& title);

/// The script, at the end of the body.
[[nodiscard]] std::string script_text();

/// The name of the program and its version.
[[nodiscard]] std::string program_text();

}  // namespace twomsl::oracle::html
