# What Debian's policy wants of every package in share/doc: the licence, and what has changed.
if(GZIP)
    set(documents)
    # traypulse_changes(source name)
    function(traypulse_changes source name)
        add_custom_command(OUTPUT "${made}/doc/${name}.gz"
            COMMAND "${CMAKE_COMMAND}" -E make_directory "${made}/doc"
            COMMAND "${CMAKE_COMMAND}" -E copy "${source}" "${made}/doc/${name}"
            COMMAND "${GZIP}" -9nf "${made}/doc/${name}"
            DEPENDS "${source}" VERBATIM)
        foreach(component package IN ZIP_LISTS components packages)
            install(FILES "${made}/doc/${name}.gz" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${package}"
                COMPONENT ${component})
        endforeach()
        set(documents ${documents} "${made}/doc/${name}.gz" PARENT_SCOPE)
    endfunction()
    set(components agent helper)
    set(packages traypulse traypulse-helper)
    traypulse_changes("${CMAKE_SOURCE_DIR}/CHANGELOG.md" changelog)
    traypulse_changes("${here}/debian/changelog" changelog.Debian)
    add_custom_target(traypulse_documents ALL DEPENDS ${documents})
    foreach(component package IN ZIP_LISTS components packages)
        install(FILES debian/copyright DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${package}" COMPONENT ${component})
    endforeach()
endif()
