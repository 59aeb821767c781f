// A visitor's session over an office in memory, on a socket that a test holds: what is said after a break.
#include "gateway/sessions/visitor_session.hpp"
#include "tests/support/test_office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct test_peer final : net::connection {
  explicit test_peer(boost::asio::any_io_executor ex) : ex_(std::move(ex)) {}
  void send(std::string frame) override { frames.push_back(std::move(frame)); }
  void send(std::shared_ptr<std::string const> frame) override { frames.push_back(*frame); }
  std::size_t queued_bytes() const override { return 0; }
  bool is_writable() const override { return takes_more; }
  void close(std::uint16_t code, std::string_view) override { closed_with = code; }
  bool is_open() const override { return !closed_with; }
  std::string const& remote_address() const override { return address; }
  boost::asio::any_io_executor executor() const override { return ex_; }

  std::vector<std::string> of_type(std::string const& type) const {
    std::vector<std::string> out;
    for (auto const& f : frames)
      if (f.starts_with("{\"type\":\"" + type + '"')) out.push_back(f);
    return out;
  }

  std::vector<std::string> frames;
  bool takes_more = true;
  std::optional<std::uint16_t> closed_with;
  std::string address = "127.0.0.1";

 private:
  boost::asio::any_io_executor ex_;
};

struct window {
  std::shared_ptr<visitor_session> session;
  std::shared_ptr<test_peer> peer;
};

struct visitor : testing::Test {
  visitor() : shared(w.cfg, w.time, w.random, w.time.io.get_executor()) {
    shared.epoch = "e1";
    w.add_worker("w1");
    w.pass(seconds{1});
    token = w.here().tokens.issue();
    who = *w.here().tokens.identify(token);
  }
  ~visitor() override {
    for (auto& x : open) x.session->closed(1000);
    w.time.settle();
  }

  window arrives(std::string fields) {
    window x{std::make_shared<visitor_session>(shared, w.here(), "127.0.0.1"), std::make_shared<test_peer>(w.time.io.get_executor())};
    open.push_back(x);
    x.session->opened(x.peer);
    says(x, R"({"type":"hello","token":")" + token + "\"" + fields + "}");
    return x;
  }
  void says(window const& x, std::string const& frame) {
    w.run(x.session->text(frame));
    w.time.settle();
  }
  // As a platform's or a colleague's doing would be written.
  void becomes(std::uint64_t seq, annotation now) {
    auto decide = [&](conversation_ptr) -> boost::asio::awaitable<result<std::optional<transition>>> {
      transition t;
      t.annotate.push_back({seq, now});
      co_return std::optional(std::move(t));
    };
    ASSERT_TRUE(w.run(w.here().shared.act(who.conversation, command_id(), decide)));
    w.time.settle();
  }
  std::uint64_t end() { return w.record(who.conversation)->end; }

  world w;
  gate shared;
  std::string token;
  visitor_identity who;
  std::vector<window> open;
};

annotation removed() {
  annotation a;
  a.removed = true;
  return a;
}
annotation edited(std::string text) {
  annotation a;
  a.edited = std::move(text);
  return a;
}
annotation reclassified_to(purpose p) {
  annotation a;
  a.meant = p;
  return a;
}
std::string holding(std::uint64_t seq, std::string epoch = "e1") {
  return ",\"epoch\":\"" + epoch + "\",\"seq\":" + std::to_string(seq);
}

TEST_F(visitor, who_resumes_learns_what_became_of_the_messages_held_after_the_welcome) {
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  auto const held = end();
  becomes(2, removed());
  becomes(3, edited("yang benar"));
  becomes(4, reclassified_to(purpose::answer));
  auto const x = arrives(holding(held));
  ASSERT_GE(x.peer->frames.size(), 3u);
  EXPECT_THAT(x.peer->frames[0], AllOf(HasSubstr("\"type\":\"welcome\""), HasSubstr("\"messages\":[]")));
  EXPECT_THAT(x.peer->of_type("message.update"),
              ElementsAre(AllOf(HasSubstr("\"seq\":2"), HasSubstr("\"removed\":true"), Not(HasSubstr("\"rev\""))),
                          AllOf(HasSubstr("\"seq\":3"), HasSubstr("yang benar"))));
  EXPECT_THAT(x.peer->frames[1], HasSubstr("message.update"));
}

TEST_F(visitor, who_holds_nothing_or_another_epoch_gets_it_with_the_messages_alone) {
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  becomes(2, removed());
  for (auto const& fields : {std::string(), holding(0), holding(end(), "e0")}) {
    auto const x = arrives(fields);
    EXPECT_THAT(x.peer->of_type("message.update"), IsEmpty()) << fields;
    EXPECT_THAT(x.peer->frames.at(0), HasSubstr("\"removed\":true")) << fields;
  }
}

TEST_F(visitor, updates_after_a_break_are_those_of_the_newest_page_of_what_is_held) {
  w.cfg.limits.page_messages = 2;
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  auto const held = end();
  ASSERT_GE(held, 4u);
  for (std::uint64_t seq = 1; seq <= held; ++seq) becomes(seq, edited("baru"));
  auto const x = arrives(holding(held));
  EXPECT_THAT(x.peer->of_type("message.update"),
              ElementsAre(HasSubstr("\"seq\":" + std::to_string(held - 1)), HasSubstr("\"seq\":" + std::to_string(held))));
}

TEST_F(visitor, updates_reach_an_open_window_also_while_it_is_slow_but_not_that_a_message_was_reclassified) {
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  auto const x = arrives(holding(end()));
  x.peer->frames.clear();
  becomes(2, reclassified_to(purpose::answer));
  EXPECT_THAT(x.peer->of_type("message.update"), IsEmpty());
  x.peer->takes_more = false;
  ASSERT_TRUE(w.says(who, "Dan syaratnya?"));
  EXPECT_THAT(x.peer->of_type("message"), IsEmpty()) << "it is behind";
  becomes(3, removed());
  x.peer->takes_more = true;
  x.session->writable();
  w.time.settle();
  EXPECT_THAT(x.peer->of_type("message"), ElementsAre(HasSubstr("Dan syaratnya?")));
  EXPECT_THAT(x.peer->of_type("message.update"), ElementsAre(AllOf(HasSubstr("\"seq\":3"), HasSubstr("\"removed\":true"))));
}

TEST_F(visitor, a_store_that_cannot_answer_at_hello_is_told_and_the_next_hello_is_taken) {
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  w.workers.front()->way->faults.refuse = 1;
  auto const x = arrives(holding(end()));
  EXPECT_THAT(x.peer->frames, ElementsAre(HasSubstr("\"code\":\"unavailable\"")));
  w.workers.front()->way->faults.refuse = 0;
  says(x, R"({"type":"hello","token":")" + token + "\"" + holding(end()) + "}");
  EXPECT_EQ(x.peer->of_type("welcome").size(), 1u);
}

}  // namespace
}  // namespace sahut::test
