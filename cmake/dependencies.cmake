# Everything here comes from Debian 12's own packages; script/install-dependencies names them.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(MAGIC REQUIRED IMPORTED_TARGET libmagic)
# Its pkg-config file also asks for the headers of jansson, which nobody here includes.
find_path(CJOSE_HEADERS cjose/cjose.h REQUIRED)
find_library(CJOSE_LIBRARY cjose REQUIRED)
add_library(cjose INTERFACE)
target_include_directories(cjose SYSTEM INTERFACE ${CJOSE_HEADERS})
target_link_libraries(cjose INTERFACE ${CJOSE_LIBRARY} OpenSSL::Crypto)
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)

# Asio and Beast are compiled once, in cmake/asio.cpp; everybody else sees declarations.
add_library(sahut_asio STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cpp)
target_compile_definitions(sahut_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                                             BOOST_ASIO_NO_DEPRECATED
                                             BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=16)
target_include_directories(sahut_asio SYSTEM PUBLIC ${Boost_INCLUDE_DIRS})
target_link_libraries(sahut_asio PUBLIC Threads::Threads OpenSSL::SSL OpenSSL::Crypto)

# The bodies of Boost.URL likewise: cmake/url.cpp.
add_library(sahut_url STATIC ${CMAKE_SOURCE_DIR}/cmake/url.cpp)
target_compile_definitions(sahut_url PUBLIC BOOST_URL_NO_LIB BOOST_URL_STATIC_LINK)
target_include_directories(sahut_url SYSTEM PUBLIC ${Boost_INCLUDE_DIRS})
