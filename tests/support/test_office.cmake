# include() this from a test folder: a whole office's service under simulated time, once.
if(NOT TARGET sahut_service_test_support)
  add_library(sahut_service_test_support STATIC ${CMAKE_SOURCE_DIR}/tests/support/test_office.cpp)
  target_link_libraries(sahut_service_test_support PUBLIC sahut_compiler sahut_service)
endif()
