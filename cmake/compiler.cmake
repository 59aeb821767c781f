# One interface target carries the warnings and sanitizers that every target of ours is built with.
add_library(sahut_compiler INTERFACE)
target_compile_options(sahut_compiler INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these in the standard library's own inlined code.
  target_compile_options(sahut_compiler INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
                                                  -Wno-dangling-pointer -Wno-stringop-overread -Wno-free-nonheap-object
                                                  -Wno-mismatched-new-delete)
endif()
if(SAHUT_WERROR)
  target_compile_options(sahut_compiler INTERFACE -Werror)
endif()
if(SAHUT_SANITIZE)
  add_compile_options(-fsanitize=${SAHUT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SAHUT_SANITIZE})
  if(SAHUT_SANITIZE MATCHES "thread")
    # Asio's fences are not understood by ThreadSanitizer.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
    add_compile_options(-Wno-tsan)
  endif()
endif()
if(SAHUT_SANITIZE_LAYERS)
  add_link_options(-fsanitize=${SAHUT_SANITIZE_LAYERS})
endif()
if(SAHUT_FUZZ)
  # Every layer tells the fuzzer where it has been; only the targets in tests/fuzz have its main. The check of calls through
  # function pointers breaks clang 14 on coroutines.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
target_include_directories(sahut_compiler INTERFACE ${CMAKE_SOURCE_DIR})

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

# sahut_layer(NAME SOURCES… DEPENDS…): one static library a layer, so that the arrows between layers are CMake's as well.
function(sahut_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC sahut_compiler ${arg_DEPENDS} PRIVATE ${arg_PRIVATE})
    if(SAHUT_SANITIZE_LAYERS)
      target_compile_options(${name} PRIVATE -fsanitize=${SAHUT_SANITIZE_LAYERS} -fno-sanitize-recover=all)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE sahut_compiler ${arg_DEPENDS})
  endif()
endfunction()
