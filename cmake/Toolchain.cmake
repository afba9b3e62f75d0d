# Language level, warnings as errors, sanitizers by preset, ccache where it is installed.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
    # Precompiled headers carry time stamps; without this ccache refuses every file that uses one.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${CCACHE}")
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                    -Wimplicit-fallthrough -Werror "$<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Woverloaded-virtual>")
# GCC 12 sees copies inside std::string and std::vector, once inlined, that are not there (its bugs
# 105329, 105651 and kin).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    add_compile_options(-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
endif()
# For all, because it defines a macro: precompiled headers fit only where they were made with the same ones.
add_compile_options(-pthread)
# What a program that faces the network is built with anyway in Debian. -O2, as there: no benchmark of ours sees what
# CMake's -O3 would add, and every build would wait for it.
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
add_compile_options($<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2> -fstack-protector-strong)
add_link_options(-Wl,-z,relro,-z,now)

# All trees of CMakePresets.json but debug's compile a dozen sources as one: most of a build's time is reading the
# same headers again. In debug and in ./dev lint each source stands alone, so what it lacks is seen there. Names in
# anonymous namespaces must differ within a library or a test program.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)

set(TRAYPULSE_SANITIZE "" CACHE STRING "Sanitizers: empty, 'address,undefined' or 'thread'")
if(TRAYPULSE_SANITIZE)
    # -g1: what a report needs (functions and lines), and a tenth less to compile.
    add_compile_options(-fsanitize=${TRAYPULSE_SANITIZE} -fno-omit-frame-pointer
                        -fno-sanitize-recover=all -g1)
    add_link_options(-fsanitize=${TRAYPULSE_SANITIZE})
    # A hundred programs with all that a report needs in each: a quarter of the time.
    find_program(TRAYPULSE_LLD ld.lld)
    if(TRAYPULSE_LLD)
        add_link_options(-fuse-ld=lld)
    endif()
endif()

if(TRAYPULSE_SANITIZE MATCHES "thread")
    add_library(traypulse_tsan_sees_closes OBJECT "${CMAKE_SOURCE_DIR}/tests/support/tsan_sees_closes.c")
    set_target_properties(traypulse_tsan_sees_closes PROPERTIES C_STANDARD 11 C_EXTENSIONS ON)
    # It runs before ThreadSanitizer is ready, and a cast of what dlsym() gives is no ISO C.
    target_compile_options(traypulse_tsan_sees_closes PRIVATE -fno-sanitize=all -Wno-pedantic)
    link_libraries("$<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:$<TARGET_OBJECTS:traypulse_tsan_sees_closes>>")
endif()

# traypulse_runs_long(target …): simulated days run through it, so it is optimised under a sanitizer, too.
function(traypulse_runs_long)
    if(TRAYPULSE_SANITIZE)
        foreach(target IN LISTS ARGN)
            target_compile_options(${target} PRIVATE -O1)
        endforeach()
    endif()
endfunction()
