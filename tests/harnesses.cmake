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
twomsl_harness(table_harness twomsl_sim
  table/table_harness.cpp table/table_program.cpp)

# One connection, any event at any moment.
twomsl_harness(step_harness twomsl_sim connection/harness/step_harness.cpp)

# A connection brought into any state, and the guards of the rows of spec/transitions.csv.
twomsl_harness(connection_machine twomsl_core connection/harness/connection_machine.cpp)
twomsl_harness(row_guards connection_machine
  transitions/row_guards.cpp transitions/arrival_guards.cpp)
