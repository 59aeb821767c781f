#pragma once
// For a test of something that may not be installed: alone such a test is skipped, in a whole `script/test` it fails.
#include <gtest/gtest.h>

#include <cstdlib>

// At a test's beginning. `script/test` sets SAHUT_SKIP_NOTHING once it has installed everything.
#define SAHUT_NEEDS(is_there, or_else)                                      \
  do {                                                                      \
    if (is_there) break;                                                    \
    if (std::getenv("SAHUT_SKIP_NOTHING") != nullptr) FAIL() << (or_else);  \
    GTEST_SKIP() << (or_else);                                              \
  } while (false)
