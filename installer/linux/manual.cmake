# The manual's pages are Markdown. The protocol's is shared/PROTOCOL.md itself, and traypulse(1) has its options from the
# program: neither is written twice. Without lowdown there is no manual; ./dev package installs it.
find_program(LOWDOWN lowdown)
find_program(GZIP gzip)
set(TRAYPULSE_MANUAL "${made}/man" CACHE INTERNAL "")
set(pages)

# traypulse_page(name section component SOURCES …)
function(traypulse_page name section component)
    set(page "${TRAYPULSE_MANUAL}/${name}.${section}")
    add_custom_command(OUTPUT "${page}.gz"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${TRAYPULSE_MANUAL}"
        COMMAND "${CMAKE_COMMAND}" -E cat ${ARGN} > "${page}.md"
        COMMAND "${LOWDOWN}" -s -Tman -M title=${name} -M section=${section}
                -M "source=traypulse ${PROJECT_VERSION}" -M volume=Traypulse -o "${page}" "${page}.md"
        COMMAND "${GZIP}" -9nf "${page}"
        DEPENDS ${ARGN} VERBATIM)
    install(FILES "${page}.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man${section}" COMPONENT ${component})
    set(pages ${pages} "${page}.gz" PARENT_SCOPE)
endfunction()

if(LOWDOWN AND GZIP AND NOT TRAYPULSE_SANITIZE)
    set(man "${here}/man")
    traypulse_page(traypulse 1 agent
        "${man}/traypulse.1.head.md" "${TRAYPULSE_COMPLETIONS}/options.md" "${man}/traypulse.1.tail.md")
    traypulse_page(traypulse-config 5 agent "${man}/traypulse-config.5.md")
    traypulse_page(traypulse-protocol 7 helper
        "${man}/traypulse-protocol.7.head.md" "${CMAKE_SOURCE_DIR}/shared/PROTOCOL.md")
    traypulse_page(traypulse-helper 8 helper "${man}/traypulse-helper.8.md")
    add_custom_target(traypulse_manual ALL DEPENDS ${pages})
    add_dependencies(traypulse_manual traypulse_completion_scripts)
endif()
