#include "gateway/app/password_pool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace sahut {
namespace {

struct outcomes {
  int right = 0, wrong = 0, full = 0;
};

class password_pool_test : public testing::Test {
 protected:
  void hash_once(password_pool& pool) {
    boost::asio::co_spawn(context, pool.hash("kata sandi yang benar"), [this](std::exception_ptr, result<std::string> made) { hash = *made; });
    context.run();
    context.restart();
    ASSERT_FALSE(hash.empty());
  }
  void sign_in(password_pool& pool, std::string from, std::string password) {
    auto counted = [this, from](std::exception_ptr, result<bool> good) {
      auto& of = seen[from];
      if (!good) ++of.full;
      else ++(*good ? of.right : of.wrong);
      if (good) order.push_back(from);
      if (!good) {
        EXPECT_EQ(good.error().code, errc::full);
      }
    };
    boost::asio::co_spawn(context, pool.verify(std::move(password), hash, from), std::move(counted));
  }

  boost::asio::io_context context;
  std::string hash;
  std::map<std::string, outcomes> seen;
  std::vector<std::string> order;
};

TEST_F(password_pool_test, a_flood_from_one_address_neither_keeps_another_out_nor_makes_it_wait_behind_the_flood) {
  password_pool pool(1, 8);
  hash_once(pool);
  for (int i = 0; i < 60; ++i) sign_in(pool, "192.0.2.1", "kata sandi yang salah");
  sign_in(pool, "192.0.2.2", "kata sandi yang benar");
  sign_in(pool, "2001:db8::1", "kata sandi yang benar");
  context.run();
  EXPECT_EQ(seen["192.0.2.2"].right, 1);
  EXPECT_EQ(seen["2001:db8::1"].right, 1);
  auto const& flood = seen["192.0.2.1"];
  EXPECT_EQ(flood.wrong + flood.full, 60);
  EXPECT_GT(flood.full, 0);
  ASSERT_GE(order.size(), 4u);
  EXPECT_LT(std::find(order.begin(), order.end(), "192.0.2.2") - order.begin(), 4) << "it takes its turn, it does not stand at the end";
}

TEST_F(password_pool_test, no_more_wait_than_are_allowed_to_and_room_comes_back) {
  password_pool pool(1, 2);
  hash_once(pool);
  for (int i = 0; i < 3; ++i) {
    seen.clear();
    for (int n = 0; n < 20; ++n) sign_in(pool, "192.0.2.1", "kata sandi yang benar");
    context.run();
    context.restart();
    auto const& all = seen["192.0.2.1"];
    EXPECT_EQ(all.right + all.full, 20);
    EXPECT_GE(all.right, 3);
    EXPECT_GT(all.full, 0);
  }
}

TEST_F(password_pool_test, an_empty_hash_is_nobodys) {
  password_pool pool(1, 2);
  sign_in(pool, "192.0.2.1", "no password is this");
  context.run();
  EXPECT_EQ(seen["192.0.2.1"].wrong, 1);
}

}  // namespace
}  // namespace sahut
