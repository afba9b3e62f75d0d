# The program's icon for menus, in hicolor: the drawing, one of one colour for panels, and pixels for desktops that draw
# no SVG. The tray's own icons are inside the program.
set(svg "${CMAKE_SOURCE_DIR}/icons/traypulse.svg")
set(hicolor "${CMAKE_INSTALL_DATADIR}/icons/hicolor")
install(FILES "${svg}" DESTINATION "${hicolor}/scalable/apps" COMPONENT agent)
install(FILES "${CMAKE_SOURCE_DIR}/icons/symbolic/up.svg" DESTINATION "${hicolor}/symbolic/apps"
    RENAME traypulse-symbolic.svg COMPONENT agent)

find_program(RSVG_CONVERT rsvg-convert)
if(RSVG_CONVERT)
    set(drawn)
    foreach(size IN ITEMS 16 24 32 48 64 128 256)
        set(png "${made}/icons/${size}.png")
        add_custom_command(OUTPUT "${png}"
            COMMAND "${CMAKE_COMMAND}" -E make_directory "${made}/icons"
            COMMAND "${RSVG_CONVERT}" --width=${size} --height=${size} --output=${png} "${svg}"
            DEPENDS "${svg}" VERBATIM)
        list(APPEND drawn "${png}")
        install(FILES "${png}" DESTINATION "${hicolor}/${size}x${size}/apps" RENAME traypulse.png COMPONENT agent)
    endforeach()
    add_custom_target(traypulse_drawn_icons ALL DEPENDS ${drawn})
endif()
