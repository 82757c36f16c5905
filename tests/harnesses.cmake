# Harnesses: each puts events to a part of the core and checks every law after each step. Tests and
# fuzz targets share them; so does the museum.
include_guard(GLOBAL)

# twomsl_harness(NAME LIBRARY SOURCE...): a static library of sources below tests/.
function(twomsl_harness name library)
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/tests/)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC ${library} twomsl_options)
endfunction()

# A small TIME-WAIT table, its naive twin, and programs of its events as bytes.
twomsl_harness(table_harness twomsl_core
  table/table_harness.cpp table/table_program.cpp table/naive_table.cpp)

# One connection, any event at any moment; then two connections over a simulated network.
twomsl_harness(step_harness twomsl_core
  connection/harness/step_harness.cpp connection/harness/subject.cpp
  connection/harness/describe.cpp)
twomsl_harness(network step_harness
  network/network.cpp network/network_end.cpp network/network_streams.cpp
  network/network_drain.cpp network/network_program.cpp)

# Two small hosts whose segments may be forged; then two hosts over a simulated network.
twomsl_harness(host_harness twomsl_core host/host_harness.cpp)
twomsl_harness(host_network network
  host_network/host_network.cpp host_network/host_network_step.cpp
  host_network/host_network_drain.cpp host_network/host_network_program.cpp)
