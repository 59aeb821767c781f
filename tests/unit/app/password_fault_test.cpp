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

TEST(a_password, that_is_made_of_the_accounts_name_is_refused_however_it_is_written) {
  struct {
    char const* name;
    char const* password;
    bool good;
  } const cases[] = {
      {"budi", "budi2026budi", false},
      {"budi", "budibudibudi", false},
      {"budi", "budi-budi-budi-budi", false},
      {"budi", "budi12345678", false},
      {"budi", "20262026budi", false},
      {"budi", "2026-BuDi-2026", false},
      {"BUDI", "budi.2026.budi", false},
      {"budi", "\uff22\uff35\uff24\uff29 2026 2026", false},
      {"budi", "bubudidi2026", false},
      {"budi", "budi-rahasia", false},
      {"budi", "budi-ganteng1", false},
      {"sari.dewi", "saridewi2026", false},
      {"sari.dewi", "sari-dewi-2026", false},
      {"sari.dewi", "Dewi_Sari_2026", false},
      {"sari.dewi", "dewidewidewi1", false},
      {"199001012015031001", "199001012015031001", false},
      {"199001012015031001", "x199001012015031001x", false},
      {"di", "dididididididi", false},
      {"di", "di-2026-2026-2026", false},
      {"budi", "budi suka naik kereta", true},
      {"budi", "kereta-budi-malam", true},
      {"budi", "kopi tubruk pagi", true},
      {"sari.dewi", "rahasia-sari.dewi-uji", true},
      {"di", "sandi-yang-panjang", true},
      {"a", "banana dan pepaya", true},
      {"", "kopi tubruk pagi", true},
  };
  for (auto const& c : cases) EXPECT_EQ(!password_fault(c.password, c.name), c.good) << c.name << ": " << c.password;
}
