#include "routing/engine/ticket/number.hpp"
#include "gateway/store/base64url.hpp"
#include "tests/support/test_office.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

std::uint64_t counter_of(std::string const& number) {
  auto const typed = std::get<typed_number>(parse_number(number)).digits;
  return std::stoull(typed.substr(6, typed.size() - 7));
}

struct burst : testing::Test {
  burst() { w.add_worker("w1"), w.pass(seconds{1}); }
  // Everybody at once; the counters that their references bear.
  std::set<std::uint64_t> asks(int many) {
    std::vector<visitor_identity> who;
    for (int i = 0; i < many; ++i) who.push_back(w.visitor("v" + std::to_string(made++)));
    auto const say = [](office& o, visitor_identity v, std::string id) -> boost::asio::awaitable<void> {
      (void)co_await o.citizen_side.send(std::move(v), std::move(id), "Berapa tarif barang kiriman?", false, std::nullopt);
    };
    for (std::size_t i = 0; i < who.size(); ++i)
      boost::asio::co_spawn(w.time.io, say(w.here(), who[i], "m" + std::to_string(made) + "-" + std::to_string(i)), boost::asio::detached);
    w.pass(seconds{5});
    std::set<std::uint64_t> drawn;
    for (auto const& v : who) drawn.insert(counter_of(w.record(v.conversation)->record.active.at(0).reference.text()));
    return drawn;
  }
  int made = 0;
  world w{1};
};

TEST_F(burst, of_first_messages_draws_one_number_after_the_other) {
  auto const first = asks(20);
  EXPECT_EQ(first.size(), 20u);
  EXPECT_LE(*first.rbegin(), 30u) << "decisions that were made again may have drawn twice";
  auto const second = asks(20);
  EXPECT_EQ(second.size(), 20u);
  EXPECT_GT(*second.begin(), *first.rbegin());
  EXPECT_LE(*second.rbegin(), 60u);
}

TEST(url_safe, is_base64url_without_padding) {
  using bytes = std::vector<std::uint8_t>;
  EXPECT_EQ(base64url(bytes{}), "");
  EXPECT_EQ(base64url(bytes{0}), "AA");
  EXPECT_EQ(base64url(bytes{0xFB, 0xFF}), "-_8");
  EXPECT_EQ(base64url(bytes{0xFF, 0xEF, 0xBE}), "_---");
  EXPECT_EQ(base64url(bytes(18, 0x55)), "VVVVVVVVVVVVVVVVVVVVVVVV");
}

}  // namespace
}  // namespace sahut::test
