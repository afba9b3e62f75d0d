# cmake -DROOT=… -DHEADER=… -DSVGS=a;b -P embed.cmake: one constexpr char array for each SVG,
# colour/up.svg becomes traypulse::icons::colour_up.
set(text "// Made by icons/embed.cmake from the SVG sources.\n#pragma once\n\nnamespace traypulse::icons {\n\n")
foreach(svg IN LISTS SVGS)
    file(RELATIVE_PATH name "${ROOT}" "${svg}")
    string(REGEX REPLACE "\\.svg$" "" name "${name}")
    string(MAKE_C_IDENTIFIER "${name}" name)
    file(READ "${svg}" content)
    string(APPEND text "inline constexpr char ${name}[] = R\"svg(${content})svg\";\n\n")
endforeach()
string(APPEND text "}  // namespace traypulse::icons\n")
file(WRITE "${HEADER}" "${text}")
