# What fuzz targets say of bytes, for those who build targets: the fuzz preset and `./run mutants`.
include_guard(GLOBAL)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json REQUIRED)

# The laws of the wire, which fuzz_wire, fuzz_capture and replay_captures share.
add_library(wire_laws STATIC ${CMAKE_CURRENT_LIST_DIR}/support/wire_laws.cpp)
target_link_libraries(wire_laws PUBLIC twomsl_oracle ZLIB::ZLIB ${TWOMSL_ZSTD})

# The laws of an audit, which fuzz_audit, fuzz_capture and replay_captures share.
add_library(audit_laws STATIC ${CMAKE_CURRENT_LIST_DIR}/support/audit_laws.cpp
  ${CMAKE_CURRENT_LIST_DIR}/support/report_laws.cpp)
target_link_libraries(audit_laws PUBLIC wire_laws nlohmann_json::nlohmann_json)
