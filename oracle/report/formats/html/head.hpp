// What of the page is the same for every audit: its style sheet and script, the policy that lets
// nothing else in, and how to read it.
#pragma once

#include <string>

namespace twomsl::oracle::html {

/// From the document type to the opening tag of the body.
[[nodiscard]] std::string head_text(const std::string& title);

/// The script, at the end of the body.
[[nodiscard]] std::string script_text();

/// A section for who has not seen another such page.
[[nodiscard]] std::string reading_guide();

/// The name of the program and its version.
[[nodiscard]] std::string program_text();

}  // namespace twomsl::oracle::html
