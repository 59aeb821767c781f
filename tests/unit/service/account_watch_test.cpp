// How an account stands at its platform: asked now and then, put right where that can be, written down for whoever asks elsewhere.
#include "gateway/service/platform/account_watch.hpp"

#include "connectors/common/subscription.hpp"
#include "tests/support/test_office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using connector::setup_report;

setup_report in_order() { return {true, false, {"events come to us"}}; }
setup_report lost() { return {false, false, {"nothing comes in"}}; }
setup_report not_reached() { return {false, true, {"LINE was not reached"}}; }

// The platform's side of it.
struct webhook_platform {
  bool has_calls = true;                   // false: its webhook is set in its own pages alone
  bool gives_back = false;                 // a lost webhook can be set up again by a call
  bool bad_address = false;
  setup_report stands = in_order();
  std::vector<std::string> checked, set_up;  // with which address
};

class webhook_of final : public connector::subscription {
 public:
  explicit webhook_of(webhook_platform& p) : platform_(p) {}
  boost::asio::awaitable<setup_report> set_up(std::string address, milliseconds) override {
    platform_.set_up.push_back(std::move(address));
    platform_.stands = in_order();
    co_return platform_.stands;
  }
  boost::asio::awaitable<setup_report> check(std::string address, milliseconds) override {
    platform_.checked.push_back(std::move(address));
    co_return platform_.stands;
  }
  bool can_mend() const override { return platform_.gives_back; }

 private:
  webhook_platform& platform_;
};

class watched_channel final : public connector::channel {
 public:
  watched_channel(webhook_platform& p, test_platform& messages) : platform_(p), sender_(messages) {}
  channel_kind kind() const override { return channel_kind::messenger; }
  std::span<std::string_view const> signature_headers() const override { return {}; }
  bool authentic(std::string_view, std::string_view, std::string_view) const override { return false; }
  std::vector<inbound::event> decode(std::string_view) const override { return {}; }
  connector::channel_sender& sender() override { return sender_; }
  std::unique_ptr<connector::webhook_setup> webhook() const override {
    if (platform_.bad_address) throw std::invalid_argument("not an address");
    return platform_.has_calls ? std::make_unique<webhook_of>(platform_) : nullptr;
  }
  void renew(connector::account_settings) override {}

 private:
  webhook_platform& platform_;
  test_sender sender_;
};

struct watched_account : testing::Test {
  watched_account() {
    settings.id = "baru";
    settings.kind = channel_kind::messenger;
    settings.office = "priok";
    settings.queue = "umum";
    settings.account = "page-2";
    w.add_worker("w1");
    w.add_worker("w2");
    w.pass(seconds{1});
  }
  ~watched_account() override {
    for (auto& s : sides) {
      s->tasks.cancel();
      w.run(s->tasks.join());  // what runs there refers to it and to its worker
    }
    sides.clear();
  }

  // The account as one worker has it.
  struct side {
    side(watched_account& of, std::size_t worker)
        : d(of.w.workers.at(worker)->of->shared), channel(of.platform, of.w.messenger), tasks(of.w.time.io.get_executor(), d.tasks),
          owner(d, of.settings, channel, of.w.time.io.get_executor(), tasks), watch(d, owner) {
      tasks.add(watch.run());
    }
    desk& d;
    watched_channel channel;
    task_group tasks;
    account_owner owner;
    account_watch watch;
  };
  side& watches(std::size_t worker = 0) {
    sides.push_back(std::make_unique<side>(*this, worker));
    return *sides.back();
  }
  side& owned(std::size_t worker = 0) {
    auto& s = watches(worker);
    w.run(s.owner.claim());
    w.pass(account_watch::step + seconds{1});
    return s;
  }
  // As any worker reads it.
  std::optional<account_status> written() { return w.run(read_account_status(w.workers.at(1)->of->shared, settings.id)).value(); }
  void body_came() { ASSERT_TRUE(w.run(append_to_journal(w.here().shared, settings.id, "{}"))); }

  world w;
  channel_settings settings;
  webhook_platform platform;
  std::vector<std::unique_ptr<side>> sides;
};

TEST_F(watched_account, that_is_in_order_is_asked_every_ten_minutes_and_written_down) {
  auto& s = owned();
  EXPECT_EQ(platform.checked, std::vector<std::string>{"https://sahut.example/webhooks/baru"});
  EXPECT_EQ(s.watch.status().subscription, subscription_state::in_order);
  ASSERT_TRUE(written());
  EXPECT_EQ(written()->subscription, subscription_state::in_order);
  EXPECT_EQ(written()->says, "events come to us");
  w.pass(minutes{9});
  EXPECT_EQ(platform.checked.size(), 1u);
  w.pass(minutes{2});
  EXPECT_EQ(platform.checked.size(), 2u);
  EXPECT_TRUE(platform.set_up.empty());
}

TEST_F(watched_account, nobody_owns_is_asked_nothing) {
  auto& s = watches();
  w.pass(minutes{30});
  EXPECT_TRUE(platform.checked.empty());
  EXPECT_EQ(s.watch.status().subscription, subscription_state::not_asked);
  EXPECT_FALSE(written());
}

TEST_F(watched_account, whose_platform_has_no_such_call_is_not_asked) {
  platform.has_calls = false;
  auto& s = owned();
  EXPECT_EQ(s.watch.status().subscription, subscription_state::not_asked);
  body_came();
  w.pass(seconds{35});
  EXPECT_EQ(written()->received, 1u) << "and yet it is known what comes";
}

TEST_F(watched_account, that_lost_its_webhook_gets_it_back_where_the_platform_gives_it) {
  auto& s = owned();
  platform.stands = lost();
  platform.gives_back = true;
  w.pass(account_watch::look_every + minutes{1});
  EXPECT_EQ(platform.set_up, std::vector<std::string>{"https://sahut.example/webhooks/baru"});
  EXPECT_EQ(s.watch.status().subscription, subscription_state::in_order);
  EXPECT_EQ(written()->mended, 1u);
  w.pass(account_watch::look_every + minutes{1});
  EXPECT_EQ(platform.set_up.size(), 1u) << "once";
}

TEST_F(watched_account, that_lost_its_webhook_to_somebody_else_is_told_missing_and_asked_again_each_minute) {
  platform.stands = lost();
  owned();
  EXPECT_EQ(written()->subscription, subscription_state::missing);
  EXPECT_EQ(written()->says, "nothing comes in");
  auto const asked = platform.checked.size();
  w.pass(minutes{5});
  EXPECT_GE(platform.checked.size(), asked + 4);
  EXPECT_LE(platform.checked.size(), asked + 5);
  EXPECT_TRUE(platform.set_up.empty());
  platform.stands = in_order();
  w.pass(minutes{2});
  EXPECT_EQ(written()->subscription, subscription_state::in_order);
}

TEST_F(watched_account, whose_platform_does_not_answer_stands_as_it_stood) {
  auto& s = owned();
  platform.stands = not_reached();
  platform.gives_back = false;
  w.pass(account_watch::look_every + minutes{3});
  EXPECT_GE(platform.checked.size(), 3u) << "asked again soon";
  EXPECT_EQ(s.watch.status().subscription, subscription_state::in_order);
  EXPECT_EQ(written()->says, "events come to us");
}

TEST_F(watched_account, whose_address_is_none_is_tried_again_and_harms_nothing_else) {
  platform.bad_address = true;
  auto& s = owned();
  EXPECT_EQ(s.watch.status().subscription, subscription_state::not_asked);
  platform.bad_address = false;
  w.pass(account_watch::look_every + minutes{1});
  EXPECT_EQ(s.watch.status().subscription, subscription_state::in_order);
}

TEST_F(watched_account, tells_when_something_came_last_without_a_write_for_each) {
  owned();
  w.pass(minutes{1});
  body_came();
  auto const came = w.time.now();
  w.pass(seconds{40});
  ASSERT_EQ(written()->received, 1u);
  EXPECT_GE(written()->last_received, came);
  EXPECT_LE(written()->last_received, came + account_watch::step + seconds{2});
  body_came(), w.pass(account_watch::step);
  auto const at = written()->written_at;
  for (int i = 0; i < 4; ++i) body_came(), w.pass(account_watch::step);
  EXPECT_EQ(written()->written_at, at) << "one write for all of them, until it is time again";
  w.pass(account_watch::write_every + account_watch::step);
  EXPECT_EQ(written()->received, 6u);
}

TEST_F(watched_account, stands_with_its_next_owner_as_the_last_one_knew_it) {
  auto& first = owned(0);
  platform.stands = lost();
  platform.gives_back = true;
  w.pass(account_watch::look_every + minutes{1});
  ASSERT_EQ(written()->mended, 1u);
  w.run(first.owner.release());
  w.pass(account_watch::step);
  EXPECT_EQ(first.watch.status().subscription, subscription_state::not_asked) << "another's to tell";
  auto& second = owned(1);
  w.pass(account_watch::step);
  EXPECT_EQ(second.watch.status().mended, 1u);
  EXPECT_EQ(second.watch.status().subscription, subscription_state::in_order);
}

}  // namespace
}  // namespace sahut::test
