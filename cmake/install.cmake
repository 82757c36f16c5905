# What `cmake --install` brings: the libraries with their headers, and how CMake and pkg-config find
# them (component twomsl_library; what a program needs when it runs is twomsl_runtime). The command
# line is tool/'s (component twomsl_tool).
include(CMakePackageConfigHelpers)

set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/twomsl)
set(libraries twomsl_core twomsl_endpoint)
if(TARGET twomsl_c)
  list(APPEND libraries twomsl_c)
endif()
install(TARGETS ${libraries} EXPORT twomsl
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT twomsl_library
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    COMPONENT twomsl_runtime NAMELINK_COMPONENT twomsl_library
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}  # for a CMake that knows no file sets
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT twomsl_library)
install(EXPORT twomsl NAMESPACE twomsl:: FILE twomslTargets.cmake DESTINATION ${config_folder}
  COMPONENT twomsl_library)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/twomslConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/twomslConfig.cmake
              ${PROJECT_BINARY_DIR}/twomslConfigVersion.cmake
  DESTINATION ${config_folder} COMPONENT twomsl_library)

file(RELATIVE_PATH to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
set(pc_files ${PROJECT_BINARY_DIR}/twomsl.pc)
if(TARGET twomsl_c)
  list(APPEND pc_files ${PROJECT_BINARY_DIR}/twomsl-c.pc)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/capi/python/twomsl COMPONENT twomsl_library
    DESTINATION ${CMAKE_INSTALL_DATADIR}/twomsl/python PATTERN __pycache__ EXCLUDE)
endif()
foreach(pc_file ${pc_files})
  cmake_path(GET pc_file FILENAME name)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.in ${pc_file} @ONLY)
endforeach()
install(FILES ${pc_files} DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT twomsl_library)

# Bytecode of one GCC beside the machine code would keep another from linking it.
function(twomsl_strip_bytecode library component)
  if(NOT CMAKE_INTERPROCEDURAL_OPTIMIZATION OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  endif()
  set(archive ${CMAKE_INSTALL_LIBDIR}/libtwomsl_${library}.a)
  install(CODE "execute_process(COMMAND ${CMAKE_OBJCOPY} -w -R .gnu.lto_* -R .gnu.debuglto_*
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${archive}\" COMMAND_ERROR_IS_FATAL ANY)"
    COMPONENT ${component})
endfunction()
twomsl_strip_bytecode(core twomsl_library)
twomsl_strip_bytecode(endpoint twomsl_library)
