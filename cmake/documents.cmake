# Manual pages and completions, made by the command line itself (component twomsl_tool).
set(documents ${PROJECT_BINARY_DIR}/documents)
set(man ${documents}/man1)
set(stamp ${documents}/made)
add_custom_command(OUTPUT ${stamp}
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${man}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${man}
  COMMAND twomsl man --write ${man}
  COMMAND gzip -9nr ${man}
  COMMAND twomsl completion bash > ${documents}/twomsl
  COMMAND twomsl completion zsh > ${documents}/_twomsl
  COMMAND twomsl completion fish > ${documents}/twomsl.fish
  COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/cmake/debian/changelog > ${documents}/changelog.gz
  COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
  DEPENDS twomsl ${PROJECT_SOURCE_DIR}/cmake/debian/changelog VERBATIM)
add_custom_target(twomsl_documents ALL DEPENDS ${stamp})
install(DIRECTORY ${man} DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT twomsl_tool)
install(FILES ${documents}/twomsl COMPONENT twomsl_tool
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${documents}/_twomsl COMPONENT twomsl_tool
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${documents}/twomsl.fish COMPONENT twomsl_tool
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
