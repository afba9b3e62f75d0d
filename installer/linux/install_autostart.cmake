# Runs when it is installed. What belongs to /usr has its configuration in /etc; elsewhere it stays below the prefix.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(sysconfdir /etc)
else()
    set(sysconfdir "${CMAKE_INSTALL_PREFIX}/etc")
endif()
file(INSTALL "${entry}" DESTINATION "${sysconfdir}/xdg/autostart" RENAME traypulse.desktop)
