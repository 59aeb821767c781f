# include() this from a test folder: makes the library of test helpers that need the store, once.
if(NOT TARGET sahut_store_test_support)
  add_library(sahut_store_test_support STATIC ${CMAKE_SOURCE_DIR}/tests/support/redis_server.cpp
                                              ${CMAKE_SOURCE_DIR}/tests/support/dump_redis.cpp)
  target_link_libraries(sahut_store_test_support PUBLIC sahut_compiler sahut_store)
endif()
