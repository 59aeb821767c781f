// Tickets as officers work with them, over the store: rights, numbers as people type them, repetition, and what falls due.
#include "gateway/service/upkeep/backlog.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct ticket_office : testing::Test {
  ticket_office() {
    w.add_worker("w1");
    w.at("2026-11-23 10:00:00");
    sari = w.officer("sari", {"umum"});
    w.present("sari");
  }
  ticket_desk& desk() { return w.here().tickets; }
  officers& people() { return w.here().officer_side; }
  std::string id() { return "o-" + std::to_string(++w.ids); }
  // A question of a visitor's that sari has passed on.
  ticket_number ticketed(std::string who = "a") {
    auto const v = w.visitor(who);
    EXPECT_TRUE(w.says(v, "Mengapa barang saya ditahan?"));
    w.pass(seconds{6});
    of = v.conversation;
    auto const done = w.run(people().escalate(sari, id(), of, "perlu penelitian", ""));
    EXPECT_TRUE(done);
    return done->ticket;
  }
  void jump_to(utc_time at) { w.time.jump(at - w.time.now()), w.pass(seconds{2}); }
  conversation c() { return w.record(of)->record; }
  ticket tk() { return c().tickets.at(0); }
  std::vector<std::string> notes() {
    auto const all = w.run(w.here().shared.repo.read_revisions(w.record(of), 0)).value();
    std::vector<std::string> texts;
    for (auto const& r : all)
      for (auto const& n : r.item.said) texts.push_back(n.text);
    return texts;
  }

  world w;
  officer_window sari;
  conversation_id of;
};

ticket_changes about(std::vector<std::string> categories) {
  ticket_changes what;
  what.categories = std::move(categories);
  return what;
}

}  // namespace

TEST_F(ticket_office, a_ticket_is_named_by_its_number_as_people_type_it) {
  auto const number = ticketed();
  auto plain = number.text().substr(4);
  std::erase(plain, '-');
  ASSERT_TRUE(w.run(people().release(sari, id(), of)));
  auto const taken = w.run(desk().take(sari, id(), ticket_number(plain)));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->ticket, number);
  EXPECT_EQ(tk().owner, "sari");
  auto wrong = number.text();
  wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
  for (auto const& typed : {wrong, std::string("halo"), "REF" + number.text().substr(3), "CRE" + number.text().substr(3)})
    EXPECT_EQ(w.run(desk().take(sari, id(), ticket_number(typed))).error().code, errc::not_found) << typed;
}

TEST_F(ticket_office, a_deed_sent_again_has_its_first_answer_and_other_content_is_refused) {
  auto const number = ticketed();
  auto const first = w.run(desk().set(sari, "same", number, about({"ict_complaint"})));
  ASSERT_TRUE(first);
  auto const version = w.record(of)->version;
  ASSERT_TRUE(w.run(desk().set(sari, "same", number, about({"ict_complaint"}))));
  EXPECT_EQ(w.record(of)->version, version);
  EXPECT_EQ(w.run(desk().set(sari, "same", number, about({"information_request"}))).error().code, errc::id_reused);
}

TEST_F(ticket_office, what_lies_outside_their_queues_does_not_exist_for_an_officer) {
  auto const number = ticketed();
  auto const tono = w.officer("tono", {"pelan"});
  auto const lihat = w.officer("lihat", {"umum"}, role::auditor);
  EXPECT_EQ(w.run(desk().take(tono, id(), number)).error().code, errc::not_found);
  EXPECT_EQ(w.run(desk().set(tono, id(), number, about({"ict_complaint"}))).error().code, errc::not_found);
  EXPECT_EQ(w.run(desk().set(lihat, id(), number, about({"ict_complaint"}))).error().code, errc::not_handling) << "an auditor reads";
  EXPECT_EQ(w.run(desk().set_topic(lihat, id(), of, w.profile.settings->topics.front())).error().code, errc::not_handling);
}

TEST_F(ticket_office, a_coordinator_gives_what_nobody_has_to_an_officer_or_a_unit) {
  auto const number = ticketed();
  ASSERT_TRUE(w.run(people().release(sari, id(), of)));
  auto const kokoh = w.officer("kokoh", {"pelan"}, role::coordinator);
  w.officer("budi", {"umum"});
  w.officer("tono", {"pelan"});
  EXPECT_EQ(w.run(desk().assign(kokoh, id(), number, "tono", std::nullopt)).error().path, "officer") << "who may not handle its queue";
  EXPECT_EQ(w.run(desk().assign(kokoh, id(), number, std::nullopt, "hilang")).error().path, "queue");
  EXPECT_EQ(w.run(desk().assign(kokoh, id(), number, std::nullopt, std::nullopt)).error().code, errc::bad_field);
  ASSERT_TRUE(w.run(desk().assign(kokoh, id(), number, "budi", std::nullopt)));
  EXPECT_EQ(tk().owner, "budi");
  ASSERT_TRUE(w.run(desk().assign(kokoh, id(), number, std::nullopt, "pelan")));
  EXPECT_EQ(c().queue, "pelan");
  EXPECT_EQ(tk().owner, "");
}

TEST_F(ticket_office, topics_are_the_offices_own) {
  auto const number = ticketed();
  auto const topic = w.profile.settings->topics.front();
  EXPECT_EQ(w.run(desk().set_topic(sari, id(), of, "cuaca")).error().path, "topic");
  ASSERT_TRUE(w.run(desk().set_topic(sari, id(), of, topic)));
  EXPECT_EQ(tk().topic, topic);
  EXPECT_EQ(c().past.back().topic, topic);
}

TEST_F(ticket_office, its_people_are_reminded_when_the_due_set_says_so) {
  (void)ticketed();
  auto const reminders = tk().reminders;
  ASSERT_EQ(reminders.size(), 3u);
  EXPECT_EQ(w.due("n|" + of.text() + "|1"), reminders[0]);
  jump_to(reminders[0]);
  EXPECT_EQ(tk().reminded, 1);
  EXPECT_EQ(w.due("n|" + of.text() + "|1"), reminders[1]);
  ASSERT_EQ(notes().size(), 1u);
  EXPECT_NE(notes()[0].find("Pengingat"), std::string::npos);
  jump_to(reminders[1]);
  jump_to(reminders[2]);
  EXPECT_EQ(tk().reminded, 3);
  EXPECT_FALSE(w.due("n|" + of.text() + "|1"));
}

TEST_F(ticket_office, silence_after_a_question_closes_it_after_three_working_days) {
  (void)ticketed();
  ASSERT_TRUE(w.run(people().say(sari, id(), of, purpose::question, "Bisa kirim nomor resi?", w.record(of)->end, nullptr)));
  auto const closes = tk().close_at;
  ASSERT_TRUE(closes);
  EXPECT_EQ(w.due("s|" + of.text() + "|1"), closes);
  jump_to(*closes);
  EXPECT_EQ(c().state, conversation_state::closed);
  EXPECT_EQ(w.system_keys(of).back(), "closed_no_reply");
}

TEST_F(ticket_office, an_answer_names_its_ticket_and_keeps_what_was_mended) {
  auto const first = ticketed();
  ASSERT_TRUE(w.says(w.visitor("a"), "Satu lagi: apakah IMEI saya terdaftar?"));
  auto const line = w.record(of)->end;
  EXPECT_EQ(w.run(desk().split(sari, id(), of, line + 5)).error().path, "from_seq");
  ASSERT_TRUE(w.run(desk().split(sari, id(), of, line)));
  auto const second = w.run(people().escalate(sari, id(), of, "perlu penelitian", ""));
  ASSERT_TRUE(second);
  ASSERT_TRUE(w.run(desk().set(sari, id(), first, about({"ict_complaint"}))));
  auto const say = [&](ticket_number ticket, std::string solution) {
    return w.run(people().say(sari, id(), of, purpose::answer, "Modul impor sudah dapat dibuka.", w.record(of)->end, nullptr, std::move(ticket), std::move(solution)));
  };
  EXPECT_EQ(say(first, "").error().path, "solution");
  EXPECT_EQ(say("REF-261123-00001-7", "x").error().path, "ticket");
  auto const done = say(first, "Layanan dimuat ulang.");
  ASSERT_TRUE(done);
  EXPECT_TRUE(tk().answered_at);
  EXPECT_TRUE(c().tickets.at(1).open());
  EXPECT_EQ(w.log(of).messages.at(done->seq - 1).solution, "Layanan dimuat ulang.");
}

TEST_F(ticket_office, an_answer_is_revoked_by_who_supervises_alone) {
  auto const v = w.visitor("a");
  ASSERT_TRUE(w.says(v, "Berapa tarif barang kiriman?"));
  w.pass(seconds{6});
  of = v.conversation;
  auto const answer = w.run(people().say(sari, id(), of, purpose::answer, "Tarifnya 7,5 persen.", w.record(of)->end, nullptr));
  ASSERT_TRUE(answer);
  auto const kepala = w.officer("kepala", {"pelan"}, role::superior);
  EXPECT_EQ(w.run(desk().revoke_answer(sari, id(), of, answer->seq, "salah")).error().code, errc::not_handling);
  EXPECT_EQ(w.run(desk().revoke_answer(kepala, id(), of, 99, "salah")).error().path, "seq");
  ASSERT_TRUE(w.run(desk().revoke_answer(kepala, id(), of, answer->seq, "belum menjawab")));
  EXPECT_EQ(c().active.size(), 1u);
  EXPECT_EQ(c().state, conversation_state::assigned);
  EXPECT_EQ(notes().back(), "Jawaban ditarik, alasan (answer revoked, reason): belum menjawab");
}

TEST_F(ticket_office, an_identity_is_asked_for_in_the_standard_words) {
  auto const v = w.visitor("a");
  ASSERT_TRUE(w.says(v, "Berapa tarif barang kiriman?"));
  w.pass(seconds{6});
  of = v.conversation;
  EXPECT_EQ(w.run(desk().ask_identity(sari, id(), of, {"umur"})).error().path, "fields[0]");
  ASSERT_TRUE(w.run(desk().ask_identity(sari, id(), of, {"npwp"})));
  EXPECT_EQ(w.log(of).messages.back().text_key, "identity_request");
  EXPECT_EQ(c().state, conversation_state::waiting_applicant);
}

TEST_F(ticket_office, figures_tell_of_tickets_that_nobody_has_and_of_those_near_their_deadline) {
  (void)ticketed();
  auto const look = [&] {
    auto const b = w.run(look_at_backlog(w.here().shared, w.here().accounts_of_officers, w.here().presence_side));
    for (auto const& q : b.value().queues)
      if (q.id == "umum") return q;
    return backlog::queue();
  };
  EXPECT_EQ(look().tickets_unowned, 0u);
  EXPECT_EQ(look().tickets_near, 0u);
  ASSERT_TRUE(w.run(people().release(sari, id(), of)));
  EXPECT_EQ(look().tickets_unowned, 1u);
  jump_to(w.when("2026-11-24 17:00:00"));
  EXPECT_EQ(look().tickets_near, 1u);
  EXPECT_EQ(look().tickets_late, 0u);
  jump_to(w.when("2026-11-25 17:00:01"));
  EXPECT_EQ(look().tickets_near, 0u);
  EXPECT_EQ(look().tickets_late, 1u);
}

}  // namespace sahut::test
