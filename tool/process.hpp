// What the programs here do as processes: they stop when they are asked to, and say when nobody
// gets their report.
#pragma once

#include <cstdint>
#include <string_view>

namespace twomsl::tool {

/// Before all else. A standard stream that is closed stays unusable, instead of becoming the first
/// file that is opened; and who writes to a reader that is gone ends by SIGPIPE (141), silently,
/// also where the parent ignores that signal.
void prepare_streams();

/// From now on SIGINT and SIGTERM are noted. A signal also ends a read that waits for input, so
/// that what was found so far is reported. A second one ends the program at once.
void listen_for_interrupts();

[[nodiscard]] bool is_interrupted();

/// The same for who reads captures (oracle::Progress), silently.
[[nodiscard]] inline bool goes_on(std::uint64_t /*packets*/) { return !is_interrupted(); }

/// 130 after SIGINT, 143 after SIGTERM; 0 before.
[[nodiscard]] int status_of_interrupt();

/// A person sees what goes there, on a terminal that can move its cursor.
[[nodiscard]] bool is_terminal(int descriptor);

/// Says on standard error what is wrong, with what cannot be shown as \x1b. There is nobody to tell
/// if that fails.
void complain(std::string_view program, std::string_view what);

/// What was printed has reached its reader; if not, `program` says so on standard error.
[[nodiscard]] bool is_written(const char* program);

}  // namespace twomsl::tool
