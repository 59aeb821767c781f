// A token that is renewed with refresh tokens of one use: once for all, stored before it is used, and never lost unseen.
#include "gateway/service/platform/token_keeper.hpp"

#include "gateway/service/core/records_read.hpp"
#include "tests/support/test_office.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

// The platform's side of it.
struct token_platform {
  sim_time& time;
  std::string good_refresh = "segar-0";
  std::string good_access = {};
  int asked = 0, refreshed = 0, given = 0;
  milliseconds takes{50}, lives{7'200'000};
  bool away = false;
  std::vector<std::string> sent_with = {};  // the token of each send that was taken
};

class token_of final : public connector::token_life {
 public:
  token_of(token_platform& p, std::string first) : platform_(p), first_(std::move(first)) {}
  std::string first_refresh_token() const override { return first_; }
  boost::asio::awaitable<connector::refresh_outcome> refresh(std::string refresh_token, milliseconds) override {
    ++platform_.asked;
    bool const slept = co_await platform_.time.sleep_for(platform_.takes);
    connector::refresh_outcome answer = sending::later{milliseconds(0), true, "tidak terjangkau"};
    if (slept && !platform_.away) {
      if (refresh_token == platform_.good_refresh) {
        auto const n = std::to_string(++platform_.given);
        platform_.good_refresh = "segar-" + n;
        platform_.good_access = "akses-" + n;
        ++platform_.refreshed;
        answer = connector::token_pair{platform_.good_access, platform_.good_refresh, platform_.lives};
      } else {
        answer = connector::refresh_refused{"ditolak"};
      }
    }
    co_return answer;
  }
  void use(std::string access_token) override { in_use = std::move(access_token), refused = false; }
  bool is_refused() const override { return refused; }

  std::string in_use;
  bool refused = false;

 private:
  token_platform& platform_;
  std::string first_;
};

// An account of the platform.
class token_account final : public connector::token_holder {
 public:
  token_account(token_platform& p, std::string first) : platform_(p), life_(std::make_shared<token_of>(p, std::move(first))) {}
  std::shared_ptr<connector::token_life> own_token() override { return life_; }
  void guard_with(std::unique_ptr<connector::token_guard>) override {}
  void connect_anew(std::string first) { life_ = std::make_shared<token_of>(platform_, std::move(first)); }

  sending::outcome send() {
    if (life_->in_use == platform_.good_access) {
      platform_.sent_with.push_back(life_->in_use);
      return sending::accepted{"id"};
    }
    life_->refused = true;
    return sending::account_stopped{"akses ditolak", false};
  }

 private:
  token_platform& platform_;
  std::shared_ptr<token_of> life_;
};

struct a_token : testing::Test {
  world w;
  token_platform platform{w.time};
  a_token() { w.add_worker("w1"), w.add_worker("w2"); }
  desk& at(std::size_t i) { return w.workers.at(i)->of->shared; }

  struct owner {
    owner(desk& d, token_platform& p, std::string first = "segar-0") : channel(p, std::move(first)), keeper(d, "x1", channel) {}
    token_account channel;
    token_keeper keeper;
  };
  static std::string told(std::optional<sending::outcome> const& hindrance) {
    if (!hindrance) return "ready";
    if (auto const* l = std::get_if<sending::later>(&*hindrance)) return l->whole_account ? "later account" : "later";
    return std::holds_alternative<sending::account_stopped>(*hindrance) ? "stopped" : "else";
  }
  std::string ready(owner& o) { return told(w.run(o.keeper.prepare(seconds{10}))); }
  std::string send(owner& o) {
    auto const outcome = o.keeper.seen(o.channel.send());
    return std::holds_alternative<sending::accepted>(outcome) ? "accepted" : told(outcome);
  }
  std::optional<account_token> stored() {
    auto& d = at(0);
    records_read look(d.st, d.repo.keys(), d.random, d.space, d.forms);
    return w.run(look.load<account_token>("x1")).value();
  }
};

TEST_F(a_token, is_asked_for_once_stored_and_then_used) {
  owner o(at(0), platform);
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(send(o), "accepted");
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(platform.asked, 1);
  EXPECT_EQ(stored()->access_token, "akses-1");
  EXPECT_EQ(stored()->refresh_token, "segar-1");
}

TEST_F(a_token, lies_sealed_in_the_store) {
  owner o(at(0), platform);
  ASSERT_EQ(ready(o), "ready");
  auto const fields = w.run(w.store->record(key_space("priok").record(record_form<account_token>::kind, "x1"))).value();
  ASSERT_FALSE(fields.empty());
  for (auto const& [name, value] : fields)
    for (auto const* open : {"akses-1", "segar-1", "segar-0"}) EXPECT_EQ(value.find(open), std::string::npos) << name;
}

TEST_F(a_token, is_renewed_before_it_ends) {
  owner o(at(0), platform);
  ASSERT_EQ(ready(o), "ready");
  w.pass(std::chrono::minutes{114});
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(platform.refreshed, 1);
  w.pass(std::chrono::minutes{2});
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(platform.refreshed, 2);
  EXPECT_EQ(send(o), "accepted");
}

TEST_F(a_token, of_a_former_owner_is_the_next_ones_too) {
  owner before(at(0), platform);
  ASSERT_EQ(ready(before), "ready");
  owner after(at(1), platform);
  EXPECT_EQ(ready(after), "ready");
  EXPECT_EQ(send(after), "accepted");
  EXPECT_EQ(platform.asked, 1);
}

TEST_F(a_token, that_many_parts_wait_for_is_asked_for_once) {
  using namespace boost::asio::experimental::awaitable_operators;
  owner o(at(0), platform);
  auto const all = [&]() -> boost::asio::awaitable<std::vector<std::string>> {
    auto a = o.keeper.prepare(seconds{10}), b = o.keeper.prepare(seconds{10}), c = o.keeper.prepare(seconds{10});
    auto got = co_await (std::move(a) && std::move(b) && std::move(c));
    std::vector<std::string> out;
    out.push_back(told(std::get<0>(got)));
    out.push_back(told(std::get<1>(got)));
    out.push_back(told(std::get<2>(got)));
    co_return out;
  };
  EXPECT_EQ(w.run(all()), (std::vector<std::string>{"ready", "ready", "ready"}));
  EXPECT_EQ(platform.asked, 1);
}

TEST_F(a_token, that_two_owners_race_for_is_both_ones) {
  using namespace boost::asio::experimental::awaitable_operators;
  owner one(at(0), platform), two(at(1), platform);
  auto const both = [&]() -> boost::asio::awaitable<std::vector<std::string>> {
    auto a = one.keeper.prepare(seconds{10}), b = two.keeper.prepare(seconds{10});
    auto got = co_await (std::move(a) && std::move(b));
    std::vector<std::string> out;
    out.push_back(told(std::get<0>(got)));
    out.push_back(told(std::get<1>(got)));
    co_return out;
  };
  (void)w.run(both());
  EXPECT_EQ(platform.refreshed, 1) << "the other was refused";
  w.pass(seconds{1});
  EXPECT_EQ(ready(one), "ready");
  EXPECT_EQ(ready(two), "ready");
  EXPECT_EQ(send(one), "accepted");
  EXPECT_EQ(send(two), "accepted");
  EXPECT_EQ(platform.refreshed, 1);
}

TEST_F(a_token, that_could_not_be_stored_is_not_used_and_not_forgotten) {
  owner o(at(0), platform);
  w.workers[0]->way->refuse_commits(true);
  EXPECT_EQ(ready(o), "later account");
  EXPECT_EQ(ready(o), "later account");
  EXPECT_EQ(platform.asked, 1) << "the refresh token is used up: the pair in hand is the only one";
  EXPECT_TRUE(platform.sent_with.empty());
  w.workers[0]->way->refuse_commits(false);
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(stored()->refresh_token, "segar-1");
  EXPECT_EQ(platform.asked, 1);
}

TEST_F(a_token, whose_commit_lost_its_reply_is_used) {
  owner o(at(0), platform);
  w.workers[0]->way->lose_next_reply();
  auto const first = ready(o);
  EXPECT_TRUE(first == "later account" || first == "ready");
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(send(o), "accepted");
  EXPECT_EQ(platform.asked, 1);
}

TEST_F(a_token, that_the_platform_ends_early_is_renewed_and_the_part_waits_for_it) {
  owner o(at(0), platform);
  ASSERT_EQ(ready(o), "ready");
  ASSERT_EQ(send(o), "accepted");
  platform.good_access = "dicabut";
  EXPECT_EQ(send(o), "later");
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(platform.refreshed, 2);
  EXPECT_EQ(send(o), "accepted");
}

TEST_F(a_token, that_is_new_and_refused_stops_the_account) {
  owner o(at(0), platform);
  ASSERT_EQ(ready(o), "ready");
  platform.good_access = "dicabut";
  EXPECT_EQ(send(o), "stopped") << "another new one would be refused as well";
}

TEST_F(a_token, whose_refresh_is_refused_stops_the_account_until_it_is_connected_anew) {
  platform.good_refresh = "hilang";  // as after a kill between the platform's answer and the store's
  owner o(at(0), platform);
  EXPECT_EQ(ready(o), "stopped");
  EXPECT_EQ(ready(o), "stopped");
  platform.good_refresh = "segar-baru";
  o.channel.connect_anew("segar-baru");
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(send(o), "accepted");
  EXPECT_EQ(stored()->refresh_token, "segar-1");
}

TEST_F(a_token, of_a_newer_connection_takes_the_place_of_what_is_stored) {
  owner old(at(0), platform);
  ASSERT_EQ(ready(old), "ready");
  platform.good_refresh = "segar-baru";
  owner o(at(1), platform, "segar-baru");
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(platform.refreshed, 2);
  EXPECT_EQ(send(o), "accepted");
}

TEST_F(a_token, that_is_still_good_is_used_while_the_platform_does_not_renew_it) {
  owner o(at(0), platform);
  ASSERT_EQ(ready(o), "ready");
  w.pass(std::chrono::minutes{116});
  platform.away = true;
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(send(o), "accepted");
  EXPECT_EQ(platform.asked, 2);
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(platform.asked, 2) << "not at every part";
  w.pass(std::chrono::minutes{5});
  EXPECT_EQ(ready(o), "later account") << "it has ended";
  platform.away = false;
  w.pass(seconds{1});
  EXPECT_EQ(ready(o), "ready");
}

TEST_F(a_token, that_is_configured_is_used_as_it_is) {
  platform.good_access = "tetap";
  owner o(at(0), platform, "");
  o.channel.own_token()->use("tetap");
  EXPECT_EQ(ready(o), "ready");
  EXPECT_EQ(send(o), "accepted");
  EXPECT_EQ(platform.asked, 0);
  platform.good_access = "dicabut";
  EXPECT_EQ(send(o), "stopped");
}

}  // namespace
}  // namespace sahut::test
