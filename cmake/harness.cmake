# What `cmake --install` brings of the harness (component twomsl_harness): stack.h, and one archive
# of all that is ours in it, so that a user names nothing but the libraries of others.
set(parts twomsl_harness twomsl_sim twomsl_oracle twomsl_endpoint twomsl_core)
list(TRANSFORM parts REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
add_library(twomsl_harness_archive STATIC ${objects})
set_target_properties(twomsl_harness_archive PROPERTIES
  OUTPUT_NAME twomsl_harness EXPORT_NAME harness LINKER_LANGUAGE CXX
  ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/archive)
target_sources(twomsl_harness_archive PUBLIC FILE_SET HEADERS  # socket.h comes with twomsl::c
  BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${PROJECT_SOURCE_DIR}/include/twomsl/stack.h)
# twomslHarness.cmake finds them.
target_link_libraries(twomsl_harness_archive
  INTERFACE $<INSTALL_INTERFACE:${TWOMSL_FMT};ZLIB::ZLIB;twomsl::zstd>)

install(TARGETS twomsl_harness_archive EXPORT twomsl_harness
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT twomsl_harness
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT twomsl_harness)
install(EXPORT twomsl_harness NAMESPACE twomsl:: FILE twomslHarnessTargets.cmake
  DESTINATION ${config_folder} COMPONENT twomsl_harness)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/twomslHarness.cmake
  DESTINATION ${config_folder} COMPONENT twomsl_harness)
twomsl_strip_bytecode(harness twomsl_harness)

# A compiler of C that links it is told of what that of C++ knows.
set(cxx_libraries ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
list(REMOVE_DUPLICATES cxx_libraries)
list(REMOVE_ITEM cxx_libraries c gcc gcc_s)
list(TRANSFORM cxx_libraries PREPEND -l)
list(JOIN cxx_libraries " " cxx_libraries)
set(pc_file ${PROJECT_BINARY_DIR}/twomsl-harness.pc)
configure_file(${PROJECT_SOURCE_DIR}/cmake/twomsl-harness.pc.in ${pc_file} @ONLY)
install(FILES ${pc_file} DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT twomsl_harness)
