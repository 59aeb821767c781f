# cmake -D OUT=… -D DIR=… -P embed_scripts.cmake: writes the .lua files of DIR as string constants.
set(text "#pragma once\n#include <string_view>\nnamespace sahut::store_scripts {\n")
foreach(name commit claim reserve scan scan_keys)
  file(READ ${DIR}/${name}.lua body)
  string(APPEND text "inline constexpr std::string_view ${name} = R\"lua(${body})lua\";\n")
endforeach()
file(WRITE ${OUT} "${text}}  // namespace sahut::store_scripts\n")
