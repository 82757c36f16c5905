# A library that others may use: twomsl_library(NAME SOURCE...) makes twomsl::NAME, and
# twomsl_headers(NAME HEADER...) says what they may include of it.
#
# Warnings and flags of ours stay with us. Users are asked for C++20, and nothing else.
function(twomsl_library name)
  set(target twomsl_${name})
  add_library(${target} STATIC ${ARGN})
  add_library(twomsl::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:twomsl_options>)
  twomsl_part_of_shared(${target})
  twomsl_part_of_archive(${target})
endfunction()

# An installed archive holds machine code, which any compiler links, not only bytecode of this one;
# install.cmake takes that of GCC away.
function(twomsl_part_of_archive target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(NOT CMAKE_INTERPROCEDURAL_OPTIMIZATION OR NOT TWOMSL_INSTALL)
    return()
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Machine code is made at once, and there GCC 12 warns of what std::string and std::vector do.
    target_compile_options(${target} PRIVATE -ffat-lto-objects -Wno-restrict -Wno-stringop-overread)
  else()
    set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  endif()
endfunction()

# The sources include "core/x.hpp". Users get a copy, in the build tree and when it is installed,
# that includes "twomsl/core/x.hpp": their include path names no folder but twomsl/. The headers in
# include/twomsl/ are where they begin.
function(twomsl_headers name)
  set(copy ${PROJECT_BINARY_DIR}/include)
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE sources)
  list(TRANSFORM ARGN PREPEND ${copy}/twomsl/ OUTPUT_VARIABLE copies)
  set(script ${PROJECT_SOURCE_DIR}/cmake/copy_headers.cmake)
  add_custom_command(OUTPUT ${copies}
    COMMAND ${CMAKE_COMMAND} -P ${script} ${PROJECT_SOURCE_DIR} ${copy}/twomsl ${ARGN}
    DEPENDS ${sources} ${script} COMMENT "Copying the headers of twomsl::${name}" VERBATIM)
  target_sources(twomsl_${name} PUBLIC FILE_SET HEADERS
    BASE_DIRS ${copy} ${PROJECT_SOURCE_DIR}/include
    FILES ${copies} ${PROJECT_SOURCE_DIR}/include/twomsl/${name}.hpp)
endfunction()

# libtwomsl.so holds what these libraries hold: it can stand anywhere, and shows none of its names,
# which costs nothing.
function(twomsl_part_of_shared target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()
