# The command line as its users see it. Included by CMakeLists.txt.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# A test that runs the program.
function(twomsl_program_test name)
  twomsl_test(${name} unit ${ARGN})
  target_compile_definitions(${name} PRIVATE TWOMSL_BINARY="$<TARGET_FILE:twomsl>")
  add_dependencies(${name} twomsl)
endfunction()

# What the program prints: its JSON lines against their schema, and its command line.
find_package(nlohmann_json REQUIRED)
twomsl_test(schema_test unit tool/schema_test.cpp oracle/conversation.cpp
  LIBRARIES twomsl_oracle fmt::fmt nlohmann_json::nlohmann_json)
# The pages of docs/ are what the program says.
add_test(NAME Documents.PagesOfClassesAndStoriesAreCurrent
  COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tool/documents/write_pages.py
          $<TARGET_FILE:twomsl> ${PROJECT_SOURCE_DIR}/docs --check)
set_tests_properties(Documents.PagesOfClassesAndStoriesAreCurrent PROPERTIES
  LABELS unit TIMEOUT 60)
twomsl_test(report_test unit oracle/report/formats_test.cpp oracle/report/pcapng_test.cpp
  oracle/report/quoting_test.cpp oracle/conversation.cpp
  LIBRARIES twomsl_oracle fmt::fmt nlohmann_json::nlohmann_json)
twomsl_program_test(reports_test tool/reports_test.cpp oracle/conversation.cpp
  LIBRARIES twomsl_oracle fmt::fmt)
twomsl_program_test(tool_test tool/tool_test.cpp tool/seed_test.cpp
  tool/line/command_line_test.cpp tool/line/documents_test.cpp tool/line/streams_test.cpp
  tool/line/words_test.cpp tool/wire/wire_usage_test.cpp
  oracle/conversation.cpp
  LIBRARIES twomsl_oracle fmt::fmt)
twomsl_program_test(part_of_audit_test tool/selection_test.cpp tool/explain_id_test.cpp
  tool/both_command_test.cpp
  oracle/conversation.cpp
  LIBRARIES twomsl_oracle fmt::fmt)
twomsl_program_test(merge_test tool/merge_test.cpp tool/sharded_layers_test.cpp
  capture/layers/link_cases.cpp capture/layers/tunnel_cases.cpp capture/layers/layered_capture.cpp
  oracle/conversation.cpp
  LIBRARIES twomsl_oracle fmt::fmt ZLIB::ZLIB ${TWOMSL_ZSTD})
# The same on a Slurm of its own, where that is installed and this is root.
add_test(NAME Merge.IsOrderedByAnArrayJobOfSlurm
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/tool/slurm_test.py
    $<TARGET_FILE:twomsl> ${PROJECT_SOURCE_DIR})
set_tests_properties(Merge.IsOrderedByAnArrayJobOfSlurm PROPERTIES
  LABELS full TIMEOUT 300 SKIP_RETURN_CODE 77)
twomsl_program_test(budget_test tool/budget_test.cpp ${PROJECT_SOURCE_DIR}/tool/budget/budget.cpp
  LIBRARIES twomsl_core)
twomsl_test(html_report_test unit tool/html/html_report_test.cpp tool/html/html_diagram_test.cpp
  oracle/conversation.cpp
  LIBRARIES twomsl_oracle fmt::fmt)
add_test(NAME HtmlReport.LooksInABrowserAsItShould
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/tool/html/html_page.py
          $<TARGET_FILE:twomsl>)
set_tests_properties(HtmlReport.LooksInABrowserAsItShould PROPERTIES
  LABELS full TIMEOUT 1200 SKIP_RETURN_CODE 77)
twomsl_program_test(truth_test tool/truth_test.cpp LIBRARIES nlohmann_json::nlohmann_json)

# Two captures of the same traffic.
twomsl_test(both_test law both/comparison_test.cpp both/opinions_test.cpp both/report_test.cpp
  oracle/conversation.cpp
  LIBRARIES twomsl_both twomsl_sim fmt::fmt ZLIB::ZLIB nlohmann_json::nlohmann_json)

add_test(NAME Live.IsLeftOutInWordsWhereThereIsNoLibpcap
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/live/without_libpcap.py
          ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_BINARY_DIR}/without_libpcap
          -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
          -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER})
set_tests_properties(Live.IsLeftOutInWordsWhereThereIsNoLibpcap PROPERTIES
  LABELS full TIMEOUT 1800)

# Packets of an interface as they pass: as root, in namespaces of their own, or skipped.
if(PCAP_FOUND)  # by tool/
  twomsl_program_test(live_test live/live_test.cpp oracle/conversation.cpp
    LIBRARIES twomsl_oracle fmt::fmt ZLIB::ZLIB)
  add_test(NAME TwoCaptures.OfLinuxAgreeWithTheLinkOnWhatWasLost
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/both/real_link.sh $<TARGET_FILE:twomsl>
            ${CMAKE_CURRENT_BINARY_DIR}/real_link)
  set_tests_properties(TwoCaptures.OfLinuxAgreeWithTheLinkOnWhatWasLost PROPERTIES
    LABELS full TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()
