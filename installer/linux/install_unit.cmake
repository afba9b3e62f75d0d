# Runs when it is installed. `unit` is the template, `folder` where it goes, `made` where something may be written.
# A tarball is unpacked wherever somebody likes; its units are right for the usual place.
if(CMAKE_INSTALL_PREFIX MATCHES "_CPack_Packages")
    set(prefix /usr/local)
else()
    set(prefix "${CMAKE_INSTALL_PREFIX}")
endif()
set(bindir "${prefix}/bin")
set(sbindir "${prefix}/sbin")
get_filename_component(name "${unit}" NAME_WLE)
# Several may install at once, each to another prefix.
string(RANDOM own)
configure_file("${unit}" "${made}/${own}/${name}" @ONLY)
file(INSTALL "${made}/${own}/${name}" DESTINATION "${CMAKE_INSTALL_PREFIX}/${folder}")
file(REMOVE_RECURSE "${made}/${own}")
