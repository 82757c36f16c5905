# cmake -P copy_headers.cmake FROM TO HEADER...: copies headers of the project for its users, who
# find spec/, core/ and net/ below twomsl/.
set(from ${CMAKE_ARGV3})
set(to ${CMAKE_ARGV4})
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(at RANGE 5 ${last})
  set(header ${CMAKE_ARGV${at}})
  file(READ ${from}/${header} text)
  string(REGEX REPLACE "#include \"(spec|core|net)/" "#include \"twomsl/\\1/" text "${text}")
  file(WRITE ${to}/${header} "${text}")
endforeach()
