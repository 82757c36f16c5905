# `./run package`: twomsl (the command line), libtwomsl1, libtwomsl-dev and libtwomsl-harness-dev,
# by cpack.
foreach(package_of "twomsl_tool;twomsl" "twomsl_runtime;libtwomsl1" "twomsl_library;libtwomsl-dev"
    "twomsl_harness;libtwomsl-harness-dev")
  list(GET package_of 0 component)
  list(GET package_of 1 package)
  install(FILES ${PROJECT_SOURCE_DIR}/cmake/debian/copyright
                ${PROJECT_BINARY_DIR}/documents/changelog.gz
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
endforeach()

# CPack calls ldconfig though the trigger is there.
install(FILES ${PROJECT_SOURCE_DIR}/cmake/debian/lintian-overrides RENAME libtwomsl1
  DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides COMPONENT twomsl_runtime)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGE_CONTACT "The twomsl developers <twomsl@users.noreply.github.com>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL twomsl_tool twomsl_runtime twomsl_library twomsl_harness)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

set(CPACK_DEBIAN_TWOMSL_TOOL_PACKAGE_NAME twomsl)
set(CPACK_DEBIAN_TWOMSL_TOOL_PACKAGE_SECTION net)
set(CPACK_COMPONENT_TWOMSL_TOOL_DESCRIPTION
"judge TCP stacks from their packets
twomsl reads captures, follows every connection in them and says which rules
on closing and on TIME-WAIT the packets show broken, with the RFC that each
rests on and the frames that prove it. Where packets do not tell, it says so.")
set(CPACK_DEBIAN_TWOMSL_RUNTIME_PACKAGE_NAME libtwomsl1)
set(CPACK_DEBIAN_TWOMSL_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_TWOMSL_RUNTIME_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/cmake/debian/triggers)
set(CPACK_COMPONENT_TWOMSL_RUNTIME_DESCRIPTION
"judge, endpoint and codec of TCP behind a C ABI
The judge of captures, a TCP endpoint whose TIME-WAIT is proved, and the codec
of both, for programs that hold TCP stacks to the RFC in process.")
set(CPACK_DEBIAN_TWOMSL_LIBRARY_PACKAGE_NAME libtwomsl-dev)
set(CPACK_DEBIAN_TWOMSL_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_TWOMSL_LIBRARY_DEPENDS twomsl_runtime)
set(CPACK_DEBIAN_TWOMSL_LIBRARY_PACKAGE_DEPENDS "libtwomsl1 (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_TWOMSL_LIBRARY_DESCRIPTION
"judge, endpoint and codec of TCP (development files)
Headers and libraries of twomsl: the C ABI, and the C++ templates of the
specification itself with its endpoint. CMake and pkg-config find them.")
set(CPACK_DEBIAN_TWOMSL_HARNESS_PACKAGE_NAME libtwomsl-harness-dev)
set(CPACK_DEBIAN_TWOMSL_HARNESS_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_TWOMSL_HARNESS_DEPENDS twomsl_library)
set(CPACK_DEBIAN_TWOMSL_HARNESS_PACKAGE_DEPENDS
  "libtwomsl-dev (= ${PROJECT_VERSION}), libfmt-dev, zlib1g-dev, libzstd-dev")
set(CPACK_COMPONENT_TWOMSL_HARNESS_DESCRIPTION
"harness that holds a TCP stack to the RFC (development files)
One file of callbacks, linked with this library, is a program that plays random
conversations and a suite by heading of the RFC against a TCP stack in process,
judges what it sent, and shrinks and explains what breaks a rule.")
include(CPack)
