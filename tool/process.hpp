// What both programs do as processes: they stop when they are asked to, and say when nobody gets
// their report.
#pragma once

namespace twomsl::tool {

/// From now on SIGINT and SIGTERM are noted. A signal also ends a read that waits for input, so
/// that what was found so far is reported.
void listen_for_interrupts();

[[nodiscard]] bool is_interrupted();

/// What was printed has reached its reader; if not, `program` says so on standard error.
[[nodiscard]] bool is_written(const char* program);

}  // namespace twomsl::tool
