#include "gateway/app/password_pool.hpp"

#include <gtest/gtest.h>

using namespace sahut;

TEST(a_password, that_is_weak_is_refused) {
  for (auto const* weak : {"", "pendek", "sebelas-kar", "password1234", "Password123!", "123456789012", "aaaaaaaaaaaaaaa", "Administrator1", "beacukai2026",
                           "sari.dewi1234", "SARI.DEWI2026", "sari.dewisari.dewi", "kata\xff\xfesandi-panjang"})
    EXPECT_TRUE(password_fault(weak, "sari.dewi")) << weak;
  for (auto const* good : {"duabelas-huruf", "sari.dewi-suka-kopi", "kopi tubruk pagi", "\u5bc6\u7801\u5bc6\u7801\u5bc6\u7801\u5bc6\u7801\u5bc6\u7801\u5bc6\u4e2d", "1234-kuda-5678"})
    EXPECT_FALSE(password_fault(good, "sari.dewi")) << good;
  EXPECT_FALSE(password_fault("duabelas-huruf"));
  EXPECT_TRUE(password_fault(std::string(1025, 'a') + "b"));
}
