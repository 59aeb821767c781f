// What becomes of an open socket whose login or token has ended: it is closed within 15 s, whoever ended it and whether or not
// this worker was told.
#include "gateway/sessions/officer_session.hpp"
#include "gateway/sessions/visitor_session.hpp"
#include "tests/support/test_office.hpp"
#include "tests/support/test_peer.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct login_end : testing::Test {
  login_end() : shared(w.cfg, w.time, w.random, w.time.io.get_executor()) {
    w.add_worker("w1");
    shared.offices.emplace_back(&w.here());
    w.officer("sari", {"umum"});
    w.officer("budi", {"umum"});
    w.pass(seconds{1});
  }
  ~login_end() override {
    for (auto& s : open) s->closed(1000);
    w.pass(seconds{1});
    for (auto& o : shared.offices) (void)o.release();  // the worker's own
  }

  std::shared_ptr<test_peer> opens(std::shared_ptr<session_base> session, std::string const& hello) {
    auto peer = std::make_shared<test_peer>(w.time.io.get_executor());
    session->opened(peer);
    w.run(session->text(hello));
    w.time.settle();
    EXPECT_EQ(peer->of_type("welcome").size(), 1u);
    open.push_back(std::move(session));
    return peer;
  }
  std::string login(officer_id name) {
    auto user = w.run(w.here().accounts_of_officers.find(std::move(name))).value();
    return w.run(w.here().accounts_of_officers.open_login(user)).value().token;
  }
  std::shared_ptr<test_peer> officer(std::string token) {
    return opens(std::make_shared<officer_session>(shared, std::move(token)), R"({"type":"hello"})");
  }
  std::shared_ptr<test_peer> citizen(std::string const& token) {
    return opens(std::make_shared<visitor_session>(shared, w.here(), "127.0.0.1"), R"({"type":"hello","token":")" + token + "\"}");
  }
  // In the store alone, as by somebody of whom nothing is heard.
  void set_unheard(std::string key, std::string field, std::string value) {
    transaction t;
    t.records.emplace_back();
    t.records.front().key = std::move(key);
    t.records.front().set.emplace_back(std::move(field), std::move(value));
    ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
  }
  void drop_unheard(std::string key) {
    transaction t;
    t.operations.push_back(drop{std::move(key)});
    ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
  }
  std::string login_key(std::string const& token) { return key_space("priok").login(w.here().shared.repo.digest_of("login", token)); }

  world w;
  session_host shared;
  std::vector<std::shared_ptr<session_base>> open;
};

constexpr seconds found_within{15};
using code = std::optional<std::uint16_t>;

TEST_F(login_end, an_officers_window_ends_with_3500_when_its_login_has_run_out_and_not_before) {
  auto const first = officer(login("sari"));
  w.time.jump(w.cfg.sessions.officer - seconds{60});
  auto const later = officer(login("sari"));
  w.pass(seconds{30});
  EXPECT_EQ(first->closed_with, code{}) << "half a minute is left";
  w.pass(seconds{30} + found_within);
  EXPECT_EQ(first->closed_with, code{3500});
  EXPECT_EQ(later->closed_with, code{}) << "the same account's newer login holds";
}

TEST_F(login_end, a_login_whose_record_is_gone_ends_its_window_with_3500_even_if_nobody_was_told) {
  auto const token = login("sari");
  auto const window = officer(token), other = officer(login("sari")), colleague = officer(login("budi"));
  drop_unheard(login_key(token));
  w.pass(found_within);
  EXPECT_EQ(window->closed_with, code{3500});
  EXPECT_EQ(other->closed_with, code{});
  EXPECT_EQ(colleague->closed_with, code{});
}

TEST_F(login_end, signing_out_elsewhere_ends_the_window_at_once) {
  auto const token = login("sari");
  auto const window = officer(token);
  ASSERT_TRUE(w.run(w.here().accounts_of_officers.close_login(token)));
  w.pass(seconds{1});
  EXPECT_EQ(window->closed_with, code{3500});
}

TEST_F(login_end, an_account_that_is_disabled_or_changed_ends_its_windows_with_3501) {
  struct {
    char const* what;
    std::function<void(user_account&)> how;
  } const cases[] = {
      {"disabled", [](user_account& u) { u.disabled = true; }},
      {"another role", [](user_account& u) { u.role = role::auditor; }},
      {"a new password", [](user_account& u) { u.password_hash = "x"; }},
  };
  for (auto const& c : cases) {
    officer_id const name("akun" + std::to_string(&c - cases));
    w.officer(name, {"umum"});
    auto const window = officer(login(name)), colleague = officer(login("budi"));
    ASSERT_TRUE(w.run(w.here().accounts_of_officers.change(name, c.how))) << c.what;
    w.pass(found_within);
    EXPECT_EQ(window->closed_with, code{3501}) << c.what;
    EXPECT_EQ(colleague->closed_with, code{}) << c.what;
  }
}

TEST_F(login_end, a_browsers_token_that_is_revoked_ends_its_socket_with_3501_told_or_not) {
  for (bool const told : {true, false}) {
    auto const token = w.here().tokens.issue();
    auto const who = *w.here().tokens.identify(token);
    ASSERT_TRUE(w.says(who, "Halo"));
    auto const socket = citizen(token);
    if (!told) {
      set_unheard(key_space("priok").conversation(who.conversation), "revoked", "1");
    } else {
      ASSERT_TRUE(w.run(w.here().tokens.revoke(who.conversation)));
    }
    w.pass(told ? milliseconds{seconds{1}} : milliseconds{found_within});
    EXPECT_EQ(socket->closed_with, code{3501}) << told;
  }
}

TEST_F(login_end, a_browsers_token_that_was_not_used_for_too_long_ends_its_socket_with_3500) {
  auto const old = w.here().tokens.issue();
  auto const socket = citizen(old);
  w.time.jump(w.cfg.sessions.visitor - std::chrono::hours{24});
  auto const fresh = citizen(w.here().tokens.issue());
  w.pass(found_within);
  EXPECT_EQ(socket->closed_with, code{}) << "its last day is not over";
  w.time.jump(std::chrono::hours{48});
  w.pass(found_within);
  EXPECT_EQ(socket->closed_with, code{3500});
  EXPECT_EQ(fresh->closed_with, code{});
}

}  // namespace
}  // namespace sahut::test
