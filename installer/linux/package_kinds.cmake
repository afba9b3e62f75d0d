# What differs between the kinds of package; CPack reads it once for each.
if(CPACK_GENERATOR STREQUAL "DEB")
    # With DESTDIR, so that the autostart entry gets to /etc, and units name the paths below /usr.
    set(CPACK_SET_DESTDIR ON)
    set(CPACK_INSTALL_PREFIX /usr)
    # Each package has a synopsis of its own, which CPack would put this one before.
    set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
else()
    # One tree, for /usr/local or any other place.
    set(CPACK_PACKAGE_FILE_NAME "traypulse-${CPACK_PACKAGE_VERSION}-${CPACK_SYSTEM_NAME}-${CPACK_TRAYPULSE_PROCESSOR}")
    set(CPACK_MONOLITHIC_INSTALL ON)
endif()
