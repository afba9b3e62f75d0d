# What nearly every source includes of the C++ library is read once for all targets of the same flags: a sixth of a
# build. Only where sources are compiled together anyway (CMAKE_UNITY_BUILD); elsewhere each shows what it lacks.
set(TRAYPULSE_COMMON_HEADERS <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <cstring> <deque> <filesystem>
    <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <system_error> <unordered_map> <utility>
    <variant> <vector>)

# traypulse_reuse_common_headers(folder owner): all static libraries below that are compiled as the owner is.
function(traypulse_reuse_common_headers folder owner)
    get_target_property(owners ${owner} COMPILE_OPTIONS)
    get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target IN LISTS targets)
        get_target_property(type ${target} TYPE)
        get_target_property(options ${target} COMPILE_OPTIONS)
        get_target_property(own ${target} PRECOMPILE_HEADERS)
        if(type STREQUAL "STATIC_LIBRARY" AND options STREQUAL owners AND NOT own AND NOT target STREQUAL owner)
            target_precompile_headers(${target} REUSE_FROM ${owner})
        endif()
    endforeach()
    get_property(folders DIRECTORY "${folder}" PROPERTY SUBDIRECTORIES)
    foreach(below IN LISTS folders)
        traypulse_reuse_common_headers("${below}" ${owner})
    endforeach()
endfunction()
