// Who is told of a change: those who show it, and nobody else, however many windows are open.
#include "gateway/service/core/hub.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace sahut::test {
namespace {

struct window final : listener {
  explicit window(std::string n) : name(std::move(n)) {}
  void on_change(change_ptr const&) override {
    ++changes;
    if (then) then();
  }
  void on_queue(queue_id const&, std::uint64_t, std::optional<utc_time>) override { ++queues; }
  void on_user(officer_id const&) override { ++accounts; }
  void on_signal(signal const&) override { ++signals; }
  std::string name;
  std::function<void()> then;
  int changes = 0, queues = 0, accounts = 0, signals = 0;
};

conversation_ptr at(queue_id queue, officer_id officer = {}, std::vector<ticket> tickets = {}) {
  conversation c;
  c.id = "PRI-1";
  c.queue = std::move(queue);
  c.officer = std::move(officer);
  c.tickets = std::move(tickets);
  return std::make_shared<known_conversation const>(std::move(c));
}
change_ptr changed(conversation_ptr before, conversation_ptr now, bool state = true) {
  auto c = std::make_shared<change>();
  c->before = std::move(before);
  c->now = std::move(now);
  c->state_changed = state;
  return c;
}
ticket for_unit(queue_id unit) {
  ticket tk;
  tk.unit = std::move(unit);
  return tk;
}

struct told : testing::Test {
  hub h;
  std::deque<window> all;
  window& opens(std::string name, interest what) {
    what.officer = officer_id(name);
    auto& w = all.emplace_back(std::move(name));
    h.follow_as(std::move(what), &w);
    return w;
  }
  std::string who(change_ptr const& c) {
    for (auto& w : all) w.changes = 0;
    h.tell(c);
    std::string out;
    for (auto& w : all)
      for (int i = 0; i < w.changes; ++i) out += w.name + ' ';
    return out;
  }
};

}  // namespace

TEST_F(told, of_a_change_of_state_are_the_windows_of_its_queue_its_units_its_officer_and_who_shows_all_before_and_after) {
  opens("umum", {{}, {"umum"}});
  opens("pelan", {{}, {"pelan"}});
  opens("both", {{}, {"umum", "pelan"}});
  opens("teknis", {{}, {"teknis"}});
  opens("sari", {{}, {"elsewhere"}});
  opens("kepala", {{}, {}, true});
  struct row {
    char const* what;
    change_ptr c;
    char const* who;
  };
  for (auto const& r : {row{"waits", changed(at("umum"), at("umum")), "umum both kepala "},
                        row{"moved", changed(at("umum"), at("pelan")), "umum pelan both kepala "},
                        row{"taken", changed(at("umum"), at("umum", "sari")), "umum both sari kepala "},
                        row{"given back", changed(at("umum", "sari"), at("umum")), "umum both sari kepala "},
                        row{"a ticket for a unit", changed(at("umum"), at("umum", {}, {for_unit("teknis")})), "umum both teknis kepala "},
                        row{"what was before is not known", changed(nullptr, at("umum")), "umum pelan both teknis sari kepala "},
                        row{"a line that joins", changed(at("umum", "sari"), at("umum", "sari"), false), ""}})
    EXPECT_EQ(who(r.c), r.who) << r.what;
}

TEST_F(told, of_every_line_is_who_follows_the_conversation_once) {
  auto& sari = opens("sari", {{}, {"umum"}});
  opens("budi", {{}, {"umum"}});
  h.follow("PRI-1", &sari);
  EXPECT_EQ(who(changed(at("umum", "sari"), at("umum", "sari"), false)), "sari ");
  EXPECT_EQ(who(changed(at("umum", "sari"), at("umum", "sari"))), "sari budi ") << "by two ways, told once";
  h.tell(signal{signal::kind::typing, "PRI-1", false, {}, 0});
  EXPECT_EQ(sari.signals, 1);
  EXPECT_EQ(all[1].signals, 0);
  h.unfollow("PRI-1", &sari);
  h.unfollow_as(&sari);
  EXPECT_EQ(who(changed(at("umum", "sari"), at("umum", "sari"))), "budi ");
}

TEST_F(told, of_a_note_are_those_who_show_its_queue) {
  opens("umum", {{}, {"umum"}});
  opens("pelan", {{}, {"pelan"}});
  auto c = std::make_shared<change>();
  c->before = c->now = at("umum");
  c->said = note{};
  EXPECT_EQ(who(c), "umum ");
}

TEST_F(told, whoever_begins_or_ends_to_listen_meanwhile_disturbs_nobody) {
  auto& first = opens("a", {{}, {"umum"}});
  auto& second = opens("b", {{}, {"umum"}});
  first.then = [&] {
    h.unfollow_as(&first);
    for (int n = 0; n < 50; ++n) h.follow(conversation_id("PRI-" + std::to_string(n)), &first);
  };
  second.then = [&] { h.unfollow_as(&second); };
  EXPECT_EQ(who(changed(at("umum"), at("umum"))), "a b ");
  for (int n = 0; n < 50; ++n) h.unfollow(conversation_id("PRI-" + std::to_string(n)), &first);
  EXPECT_EQ(who(changed(at("umum"), at("umum"))), "");
  EXPECT_FALSE(h.anyone());
}

TEST_F(told, of_a_queues_figures_are_those_who_show_the_queue_and_of_an_account_its_own_windows) {
  auto& umum = opens("umum", {{}, {"umum"}});
  auto& pelan = opens("pelan", {{}, {"pelan"}});
  auto& every = opens("kepala", {{}, {}, true});
  h.queue_moved("umum", 3, std::nullopt);
  EXPECT_EQ(umum.queues, 1);
  EXPECT_EQ(pelan.queues, 0);
  EXPECT_EQ(every.queues, 1);
  h.account_changed("pelan");
  EXPECT_EQ(pelan.accounts, 1);
  EXPECT_EQ(umum.accounts + every.accounts, 0);
}

}  // namespace sahut::test
