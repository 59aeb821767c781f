// Incidents on workers over a store: gathered by selection or rule, approved by a second person, each member answered once.
#include "gateway/records/incident_form.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct outage : testing::Test {
  outage() {
    w.add_worker("w1");
    sari = w.officer("sari", {"umum"});
    koko = w.officer("koko", {}, role::coordinator);
    made = w.run(k().open(sari, id(), "CEISA tidak dapat diakses"))->incident;
  }
  incidents& k() { return w.here().gathering; }
  std::string id() { return "i-" + std::to_string(++w.ids); }
  visitor_identity asks(std::string name, std::string text = "CEISA tidak bisa dibuka") {
    auto v = w.visitor(std::move(name));
    EXPECT_TRUE(w.says(v, std::move(text)));
    return v;
  }
  incidents::done adds(incidents::selection what) {
    auto done = w.run(k().add(sari, id(), made, std::move(what)));
    EXPECT_TRUE(done) << (done ? "" : done.error().detail);
    return done ? *done : incidents::done();
  }
  incidents::done adds_conversations(std::vector<visitor_identity> const& some) {
    incidents::selection what;
    for (auto const& v : some) what.conversations.push_back(v.conversation);
    return adds(std::move(what));
  }
  void answers(std::string text = "Gangguan sudah pulih.") {
    ASSERT_TRUE(w.run(k().propose(sari, id(), made, std::move(text))));
    ASSERT_TRUE(w.run(k().approve(koko, id(), made, {}, {})));
  }
  incident now() { return w.run(k().find(made)).value(); }
  std::size_t times_told(conversation_id c, std::string_view text) {
    std::size_t n = 0;
    for (auto const& m : w.log(std::move(c)).messages) n += m.text == text;
    return n;
  }
  world w;
  officer_window sari, koko;
  incident_id made;
};

TEST_F(outage, answers_every_member_once_and_stops_each_clock) {
  std::vector<visitor_identity> all;
  for (int i = 0; i < 30; ++i) all.push_back(asks("v" + std::to_string(i)));
  EXPECT_EQ(adds_conversations(all).changed, 30u);
  EXPECT_EQ(now().members, 30u);
  answers();
  w.pass(seconds{5});
  EXPECT_EQ(now().state, incident_state::answered);
  EXPECT_EQ(now().answered, 30u);
  for (auto const& v : all) {
    EXPECT_EQ(times_told(v.conversation, "Gangguan sudah pulih."), 1u);
    auto const c = w.record(v.conversation)->record;
    EXPECT_TRUE(c.active.empty());
    EXPECT_EQ(c.past.at(0).ended, outcome::answered);
    EXPECT_FALSE(w.waiting(v.conversation));
  }
  EXPECT_FALSE(w.due("r|incident|" + made));
}

TEST_F(outage, leaves_alone_what_was_answered_meanwhile) {
  auto const a = asks("a"), b = asks("b");
  adds_conversations({a, b});
  ASSERT_TRUE(w.run(w.here().officer_side.claim(sari, id(), a.conversation)));
  ASSERT_TRUE(w.run(w.here().officer_side.say(sari, id(), a.conversation, purpose::answer, "Sudah kami cek.", w.record(a.conversation)->end, nullptr)));
  answers();
  w.pass(seconds{2});
  EXPECT_EQ(times_told(a.conversation, "Gangguan sudah pulih."), 0u);
  EXPECT_EQ(times_told(b.conversation, "Gangguan sudah pulih."), 1u);
  EXPECT_EQ(now().answered, 1u);
  EXPECT_EQ(now().passed_over, 1u);
}

TEST_F(outage, gathers_by_topic_words_and_time_what_the_officer_may_see) {
  auto const before = asks("a", "CEISA error saat login");
  w.pass(std::chrono::minutes{10});
  auto const from = w.time.now();
  auto const b = asks("b", "Portal CEISA tidak bisa dibuka"), c = asks("c", "Berapa tarif impor tas?"), d = asks("d", "ceisa lambat sekali");
  (void)w.says(d, "masih belum bisa login");
  incidents::selection what;
  what.by.words = "ceisa";
  what.by.from = from;
  EXPECT_EQ(adds(what).changed, 2u);
  EXPECT_EQ(w.record(b.conversation)->record.active.at(0).incident, made);
  EXPECT_EQ(w.record(c.conversation)->record.active.at(0).incident, "");
  EXPECT_EQ(w.record(before.conversation)->record.active.at(0).incident, "");
  incidents::selection both;
  both.by.words = "login CEISA";
  EXPECT_EQ(adds(both).changed, 2u) << "a, and d, which had joined already";
  EXPECT_EQ(now().members, 3u);
  EXPECT_EQ(w.record(before.conversation)->record.active.at(0).incident, made);
  incidents::selection topic;
  topic.by.topic = "impor";
  EXPECT_EQ(adds(topic).changed, 0u);
}

TEST_F(outage, says_what_was_not_taken_and_why) {
  auto const a = asks("a");
  auto const gone = asks("b");
  ASSERT_TRUE(w.run(w.here().officer_side.claim(sari, id(), gone.conversation)));
  ASSERT_TRUE(w.run(w.here().officer_side.close(sari, id(), gone.conversation, outcome::spam, "")));
  incidents::selection what;
  what.conversations = {a.conversation, gone.conversation, "PRI-none"};
  what.tickets = {"ESK-261123-00001-7"};
  auto const done = adds(what);
  EXPECT_EQ(done.changed, 1u);
  ASSERT_EQ(done.not_taken.size(), 3u);
  for (auto const& n : done.not_taken) EXPECT_NE(n.what, a.conversation);
}

TEST_F(outage, a_command_that_is_sent_again_has_one_effect) {
  auto const a = asks("a");
  incidents::selection what;
  what.conversations = {a.conversation};
  EXPECT_EQ(w.run(k().add(sari, "same", made, what))->changed, 1u);
  EXPECT_EQ(w.run(k().add(sari, "same", made, what))->changed, 1u);
  EXPECT_EQ(now().members, 1u);
  incidents::selection other;
  other.conversations = {asks("b").conversation};
  EXPECT_EQ(w.run(k().add(sari, "same", made, other)).error().code, errc::id_reused);
  EXPECT_EQ(now().members, 1u);
  auto const again = w.run(k().open(sari, "open", "Satu"));
  EXPECT_EQ(w.run(k().open(sari, "open", "Satu"))->incident, again->incident);
  EXPECT_EQ(w.run(k().open(sari, "open", "Dua")).error().code, errc::id_reused);
  ASSERT_TRUE(w.run(k().propose(sari, "p", made, "x")));
  ASSERT_TRUE(w.run(k().propose(sari, "p", made, "x")));
  ASSERT_TRUE(w.run(k().approve(koko, "ok", made, {}, {})));
  w.pass(seconds{2});
  ASSERT_TRUE(w.run(k().approve(koko, "ok", made, {}, {})));
  EXPECT_EQ(times_told(a.conversation, "x"), 1u);
}

TEST_F(outage, is_approved_by_a_second_person_with_the_right) {
  auto const budi = w.officer("budi", {"umum"});
  asks("a");
  ASSERT_TRUE(w.run(k().propose(koko, id(), made, "x")));
  EXPECT_EQ(w.run(k().approve(koko, id(), made, {}, {})).error().code, errc::not_handling);
  EXPECT_EQ(w.run(k().approve(budi, id(), made, {}, {})).error().code, errc::not_found);
  auto const ayu = w.officer("ayu", {}, role::superior);
  EXPECT_TRUE(w.run(k().approve(ayu, id(), made, {}, {})));
}

TEST_F(outage, nobody_adds_what_they_may_not_read_and_an_unknown_incident_is_not_found) {
  auto const budi = w.officer("budi", {"pelan"});
  auto const a = asks("a");
  incidents::selection what;
  what.conversations = {a.conversation};
  auto const done = w.run(k().add(budi, id(), made, what));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->changed, 0u);
  EXPECT_EQ(done->not_taken.at(0).why.code, errc::not_found);
  EXPECT_EQ(w.run(k().add(sari, id(), "PRI-Inone", what)).error().code, errc::not_found);
  EXPECT_EQ(w.run(k().approve(koko, id(), "PRI-Inone", {}, {})).error().code, errc::not_found);
}

TEST_F(outage, is_answered_to_the_end_by_workers_that_die_on_the_way_and_never_twice) {
  std::vector<visitor_identity> all;
  for (int i = 0; i < 60; ++i) all.push_back(asks("v" + std::to_string(i)));
  adds_conversations(all);
  for (auto const* name : {"w2", "w3"}) {
    auto& x = w.add_worker(name);
    x.way->faults = {milliseconds{20}, 0.05, 0.1, 0.3, 0.3, milliseconds{500}};
  }
  answers();
  w.pass(milliseconds{120});
  w.workers.front()->kill();
  w.pass(milliseconds{200});
  w.workers[1]->kill();
  w.pass(std::chrono::minutes{1});
  w.workers[2]->way->faults = {};
  std::swap(w.workers[0], w.workers[2]);
  w.pass(seconds{5});
  EXPECT_EQ(now().state, incident_state::answered);
  EXPECT_EQ(now().answered, 60u);
  for (auto const& v : all) EXPECT_EQ(times_told(v.conversation, "Gangguan sudah pulih."), 1u);
}

TEST_F(outage, goes_on_past_a_member_whose_conversation_cannot_be_read) {
  auto const a = asks("a"), b = asks("b");
  adds_conversations({a, b});
  transaction damage;
  damage.records.emplace_back();
  damage.records.front().key = key_space("priok").conversation(a.conversation);
  damage.records.front().set.emplace_back("r", "damaged");
  ASSERT_TRUE(w.run(w.store->commit(std::move(damage))));
  w.here().shared.repo.forget_all();
  answers();
  w.pass(seconds{3});
  EXPECT_EQ(times_told(b.conversation, "Gangguan sudah pulih."), 1u);
  EXPECT_EQ(now().state, incident_state::answered);
  EXPECT_EQ(now().passed_over, 1u);
}

TEST_F(outage, a_closed_one_takes_no_more_and_is_listed_no_more) {
  auto const a = asks("a");
  adds_conversations({a});
  EXPECT_EQ(w.run(k().close(sari, id(), made)).error().path, "incident") << "one waits";
  answers();
  w.pass(seconds{2});
  EXPECT_EQ(w.run(k().list())->size(), 1u);
  ASSERT_TRUE(w.run(k().close(sari, id(), made)));
  EXPECT_TRUE(w.run(k().list())->empty());
  auto const b = asks("b");
  incidents::selection what;
  what.conversations = {b.conversation};
  EXPECT_EQ(w.run(k().add(sari, id(), made, what)).error().path, "incident");
}

}  // namespace
}  // namespace sahut::test
