# The Debian packages `traypulse` and `traypulse-helper`, and a tarball of both. CPack runs from any release tree.
set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_PACKAGE_NAME traypulse)
set(CPACK_PACKAGE_VENDOR "The Traypulse authors")
set(CPACK_PACKAGE_CONTACT "The Traypulse authors <maintainers@traypulse.invalid>")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL agent helper)
set(CPACK_PROJECT_CONFIG_FILE "${here}/package_kinds.cmake")
set(directory_permissions OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${directory_permissions})

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Below any revision that Debian itself would give the same version.
set(CPACK_DEBIAN_PACKAGE_RELEASE 0traypulse1)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_DEBIAN_AGENT_PACKAGE_NAME traypulse)
set(CPACK_DEBIAN_AGENT_PACKAGE_SECTION net)
set(CPACK_DEBIAN_AGENT_PACKAGE_SHLIBDEPS ON)
# Without the helper it makes do with ping.
set(CPACK_DEBIAN_AGENT_PACKAGE_RECOMMENDS "traypulse-helper, iputils-ping")
set(CPACK_DEBIAN_AGENT_PACKAGE_CONTROL_EXTRA "${here}/debian/conffiles")
set(CPACK_DEBIAN_AGENT_DESCRIPTION "tray agent that tells whether the network is all right
Traypulse sits in the system tray and answers one question: is the network
all right, and if not, where is it broken? It watches the router, the
resolver and whatever else matters, by ping, TCP, UDP, HTTP or DNS, and tells
once, with the cause, when something really breaks and when it is back.

It keeps a history of years, draws it, writes reports for a provider's
support line, and does the same on the command line and without a display.")

set(CPACK_DEBIAN_HELPER_PACKAGE_NAME traypulse-helper)
set(CPACK_DEBIAN_HELPER_PACKAGE_SECTION net)
set(CPACK_DEBIAN_HELPER_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_HELPER_PACKAGE_DEPENDS "libcap2-bin")
set(CPACK_DEBIAN_HELPER_PACKAGE_SUGGESTS "traypulse")
set(CPACK_DEBIAN_HELPER_PACKAGE_CONTROL_EXTRA
    "${here}/debian/postinst;${here}/debian/prerm;${here}/debian/postrm")
set(CPACK_DEBIAN_HELPER_DESCRIPTION "sends ICMP echo requests for traypulse
The one part of Traypulse that needs a privilege. It opens raw ICMP sockets,
gives up every privilege, confines itself with seccomp and Landlock, and only
then reads its first client's first byte. No user gains more through it than
ping and fping already grant.

systemd starts it when an agent connects; where there is no systemd, agents
start it for themselves.")

set(CPACK_TRAYPULSE_PROCESSOR "${CMAKE_SYSTEM_PROCESSOR}")
include(CPack)
