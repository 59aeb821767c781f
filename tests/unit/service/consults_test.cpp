// Questions among officers, on workers over a store: who may ask, answer, read and close; what is found again, and told to whom.
#include "gateway/records/consult_form.hpp"
#include "gateway/service/upkeep/record_check.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct consulting : testing::Test {
  consulting() {
    w.add_worker("w1");
    sari = w.officer("sari", {"umum"});
    ayu = w.officer("ayu", {"ahli"});
    budi = w.officer("budi", {"pelan"});
    koko = w.officer("koko", {"pelan"}, role::coordinator);
    w.present("sari");
    v = w.visitor("ani");
    EXPECT_TRUE(w.says(v, "Apakah HS ini benar?"));
    w.pass(seconds{6});
    EXPECT_EQ(w.record(v.conversation)->record.officer, "sari");
  }
  consults& k() { return w.here().consulting; }
  std::string id() { return "k-" + std::to_string(++w.ids); }
  consults::question to(queue_id queue, officer_id officer = {}, std::optional<role> of_role = {}) {
    consults::question q;
    q.to.queue = std::move(queue);
    q.to.officer = std::move(officer);
    q.to.of_role = of_role;
    q.text = "Mohon pendapat: HS 8517?";
    return q;
  }
  consult_id asks(consults::question q) {
    auto done = w.run(k().ask(sari, id(), v.conversation, std::move(q)));
    EXPECT_TRUE(done) << (done ? "" : done.error().detail);
    return done ? done->consult : consult_id();
  }
  std::vector<consult_id> open_for(officer_window const& who) {
    std::vector<consult_id> ids;
    for (auto const& c : w.run(k().open_for(who.user->account)).value().all) ids.push_back(c.now->id);
    return ids;
  }
  bool reads(officer_window const& who) { return w.run(w.here().officer_side.open(who.user->account, v.conversation)).has_value(); }
  consult stored(consult_id of) {
    auto& d = w.here().shared;
    auto read = d.repo.begin_reading(d.forms);
    return w.run(read.load<consult>(std::move(of))).value().value();
  }
  using id_list = std::vector<consult_id>;
  world w;
  officer_window sari, ayu, budi, koko;
  visitor_identity v;
};

TEST_F(consulting, gives_whom_it_is_put_to_the_conversation_to_read_until_it_is_closed_and_nobody_else) {
  EXPECT_FALSE(reads(ayu));
  auto const one = asks(to("ahli"));
  EXPECT_TRUE(reads(ayu));
  EXPECT_FALSE(reads(budi));
  EXPECT_EQ(open_for(ayu), id_list{one});
  EXPECT_EQ(open_for(sari), id_list{one}) << "asked by them";
  EXPECT_EQ(open_for(budi), id_list{});
  ASSERT_TRUE(w.run(k().answer(ayu, id(), one, "Benar.", "HS 8517 benar.")));
  EXPECT_TRUE(reads(ayu));
  EXPECT_EQ(stored(one).answers.at(0).draft, "HS 8517 benar.");
  ASSERT_TRUE(w.run(k().close(sari, id(), one)));
  EXPECT_FALSE(reads(ayu));
  EXPECT_EQ(open_for(ayu), id_list{});
  EXPECT_EQ(open_for(sari), id_list{});
}

TEST_F(consulting, gives_nothing_but_reading_and_advice) {
  auto const one = asks(to("", "budi"));
  auto& o = w.here().officer_side;
  auto const c = v.conversation;
  EXPECT_EQ(w.run(o.say(budi, id(), c, purpose::answer, "Tarifnya 7,5 persen.", 9, nullptr)).error().code, errc::not_handling);
  EXPECT_EQ(w.run(o.claim(budi, id(), c)).error().code, errc::not_handling);
  EXPECT_EQ(w.run(o.transfer(budi, id(), c, "pelan", std::nullopt, "")).error().code, errc::not_handling);
  EXPECT_EQ(w.run(o.escalate(budi, id(), c, "", "")).error().code, errc::not_handling);
  EXPECT_EQ(w.run(o.close(budi, id(), c, outcome::spam, "")).error().code, errc::not_handling);
  EXPECT_EQ(w.run(o.reveal(budi, id(), c, "ingin tahu")).error().code, errc::not_handling);
  EXPECT_EQ(w.run(o.add_note(budi, id(), c, "catatan")).error().code, errc::not_handling);
  EXPECT_EQ(w.run(k().close(budi, id(), one)).error().code, errc::not_handling);
  EXPECT_EQ(w.run(k().ask(budi, id(), c, to("ahli"))).error().code, errc::not_handling);
  EXPECT_EQ(w.record(c)->record.officer, "sari");
}

TEST_F(consulting, refuses_whom_nobody_can_answer_for) {
  struct row { consults::question q; char const* path; };
  auto both = to("ahli", "ayu");
  for (auto const& r : {row{to(""), "to"}, row{both, "to"}, row{to("nirwana"), "to.queue"}, row{to("", "nobody"), "to.officer"},
                        row{to("", "sari"), "to.officer"}, row{to("", "", role::superior), "to.role"}, row{to("", "", role::officer), "to.role"},
                        row{to("", "", role::administrator), "to.role"}}) {
    auto const done = w.run(k().ask(sari, id(), v.conversation, r.q));
    ASSERT_FALSE(done) << r.path;
    EXPECT_EQ(done.error().code, errc::bad_field);
    EXPECT_EQ(done.error().path, r.path);
  }
  EXPECT_TRUE(w.record(v.conversation)->record.consults.empty());
}

TEST_F(consulting, is_hidden_as_if_it_did_not_exist_from_whom_it_is_not_put_to) {
  auto const one = asks(to("ahli"));
  auto const hidden = w.run(k().answer(budi, id(), one, "Saya juga punya pendapat.", ""));
  auto const none = w.run(k().answer(budi, id(), "PRI-Knone", "Saya juga punya pendapat.", ""));
  ASSERT_FALSE(hidden);
  ASSERT_FALSE(none);
  EXPECT_EQ(hidden.error().code, errc::not_found);
  EXPECT_EQ(hidden.error().path, none.error().path);
  EXPECT_EQ(hidden.error().detail, none.error().detail);
  EXPECT_EQ(w.run(k().answer(sari, id(), one, "Jawab sendiri.", "")).error().code, errc::not_found) << "who asked does not answer";
}

TEST_F(consulting, repeated_under_one_id_has_one_effect) {
  auto const first = w.run(k().ask(sari, "same", v.conversation, to("ahli")));
  auto const again = w.run(k().ask(sari, "same", v.conversation, to("ahli")));
  ASSERT_TRUE(first);
  ASSERT_TRUE(again);
  EXPECT_EQ(first->consult, again->consult);
  EXPECT_EQ(w.record(v.conversation)->record.consults.size(), 1u);
  EXPECT_EQ(w.run(k().ask(sari, "same", v.conversation, to("", "budi"))).error().code, errc::id_reused);
  ASSERT_TRUE(w.run(k().answer(ayu, "same", first->consult, "Benar.", "")));
  ASSERT_TRUE(w.run(k().answer(ayu, "same", first->consult, "Benar.", "")));
  EXPECT_EQ(stored(first->consult).answers.size(), 1u);
  EXPECT_EQ(w.run(k().answer(ayu, "same", first->consult, "Salah.", "")).error().code, errc::id_reused);
  ASSERT_TRUE(w.run(k().close(sari, "c", first->consult)));
  ASSERT_TRUE(w.run(k().close(sari, "c", first->consult)));
}

TEST_F(consulting, a_coordinator_sees_all_of_the_office_and_may_ask_and_close) {
  EXPECT_TRUE(reads(koko));
  auto const by_koko = w.run(k().ask(koko, id(), v.conversation, to("", "budi")));
  ASSERT_TRUE(by_koko) << by_koko.error().detail;
  EXPECT_EQ(open_for(koko), id_list{by_koko->consult});
  auto const one = asks(to("", "", role::coordinator));
  EXPECT_EQ(open_for(koko).size(), 2u);
  ASSERT_TRUE(w.run(k().answer(koko, id(), one, "Silakan dijawab.", "")));
  EXPECT_TRUE(w.run(k().close(koko, id(), one)));
}

TEST_F(consulting, closes_with_the_conversation_whoever_closes_it) {
  auto const one = asks(to("ahli"));
  auto& o = w.here().officer_side;
  ASSERT_TRUE(w.run(o.close(sari, id(), v.conversation, outcome::not_a_request, "")));
  EXPECT_EQ(stored(one).state, consult_state::closed);
  EXPECT_TRUE(stored(one).closed_at);
  EXPECT_FALSE(reads(ayu));
  EXPECT_EQ(open_for(ayu), id_list{});
  EXPECT_FALSE(w.due("r|consult|" + one));
}

TEST_F(consulting, reminds_at_its_times_by_whatever_worker_sweeps) {
  w.add_worker("w2");
  auto const one = asks(to("ahli"));
  auto const asked = stored(one);
  EXPECT_EQ(w.due("r|consult|" + one), asked.asked_at + (asked.due - asked.asked_at) / 2);
  w.workers.front()->kill();
  w.pass(asked.due - w.time.now() + seconds{5});
  auto& d = w.workers.back()->of->shared;
  auto read = d.repo.begin_reading(d.forms);
  EXPECT_EQ(w.run(read.load<consult>(one)).value()->reminded, 2);
}

TEST_F(consulting, is_in_the_history_of_its_conversation_with_who_advised_what) {
  auto const one = asks(to("ahli")), two = asks(to("", "budi"));
  ASSERT_TRUE(w.run(k().answer(ayu, id(), one, "Benar.", "")));
  ASSERT_TRUE(w.run(k().close(sari, id(), one)));
  auto const c = w.record(v.conversation);
  auto const all = w.run(k().of(c, hidden_parts(sari.user->account, c->record))).value();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]->id, one);
  EXPECT_EQ(all[0]->answers.at(0).officer, "ayu");
  EXPECT_EQ(all[1]->id, two);
}

TEST_F(consulting, is_told_to_who_may_see_it_on_every_worker) {
  struct listening final : listener {
    void on_change(change_ptr const&) override {}
    void on_consult(told_consult const& c) override { heard.push_back(std::string(name_of(c.now->state))); }
    std::vector<std::string> heard;
  };
  auto const interest_of = [](officer_id who, queue_id queue) {
    interest i;
    i.officer = std::move(who);
    i.queues = {std::move(queue)};
    return i;
  };
  auto& other = *w.add_worker("w2").of;
  listening asker, asked, nobody;
  auto& here = w.here().shared.local;
  here.follow_as(interest_of("sari", "umum"), &asker);
  other.shared.local.follow_as(interest_of("ayu", "ahli"), &asked);
  other.shared.local.follow_as(interest_of("budi", "pelan"), &nobody);
  auto const one = asks(to("ahli"));
  w.pass(seconds{1});
  ASSERT_TRUE(w.run(k().answer(ayu, id(), one, "Benar.", "")));
  w.pass(seconds{1});
  EXPECT_EQ(asker.heard, (std::vector<std::string>{"open", "answered"}));
  EXPECT_EQ(asked.heard, (std::vector<std::string>{"open", "answered"}));
  EXPECT_EQ(nobody.heard, std::vector<std::string>{});
  here.unfollow_as(&asker);
  other.shared.local.unfollow_as(&asked);
  other.shared.local.unfollow_as(&nobody);
}

TEST_F(consulting, is_kept_sealed_and_checked_like_every_record) {
  auto const one = asks(to("ahli"));
  auto const key = key_space("priok").record("consult", one);
  for (auto const& [field, value] : w.run(w.store->record(key)).value()) EXPECT_EQ(value.find("pendapat"), std::string::npos) << field;
  EXPECT_TRUE(w.run(check_record(*w.store, w.keys, w.random, w.here().shared.forms, key)).value().empty());
}

}  // namespace
}  // namespace sahut::test
