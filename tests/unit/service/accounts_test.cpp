// Messages of a platform: journal, outbox and the account's owner.
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sahut::test {
namespace {

using std::chrono::hours;

struct account : testing::Test {
  account() {
    w.add_worker("w1");
    w.pass(seconds{1});
  }
  conversation_id citizen(std::string contact = "c1", account_id on = "fb") { return w.of_contact(on, contact); }
  void said(std::string mid, std::string text = "Berapa tarif barang kiriman?", std::string contact = "c1") {
    w.hook("fb", body::said(contact, mid, std::move(text)));
    w.pass(seconds{6});
  }
  officer_window handling() {
    auto const sari = w.officer("sari");
    w.present("sari");
    said("m1");
    EXPECT_EQ(record().officer, "sari");
    w.messenger.sent.clear();
    return sari;
  }
  conversation record(std::string contact = "c1") { return w.record(citizen(contact))->record; }
  std::uint64_t end() { return w.record(citizen())->end; }
  result<officer_done> says(officer_window const& o, std::string text = "Tarifnya 7,5%.", purpose p = purpose::answer) {
    return w.run(w.here().officer_side.say(o, "o-" + std::to_string(++w.ids), citizen(), p, std::move(text), end(), nullptr));
  }
  annotation fate(std::uint64_t seq) { return w.log(citizen()).noted.at(seq - 1); }
  std::size_t from_citizen() {
    auto const log = w.log(citizen());
    return static_cast<std::size_t>(std::count_if(log.messages.begin(), log.messages.end(), [](auto const& m) { return m.from == author::visitor; }));
  }
  world w;
};

TEST_F(account, a_message_opens_a_request_and_gets_exactly_one_automatic_text) {
  said("m1");
  EXPECT_EQ(record().active.size(), 1u);
  EXPECT_EQ(w.messenger.sent.size(), 1u);
  EXPECT_EQ(w.messenger.sent[0].part.recipient, "c1");
  said("m2", "Dan syaratnya?");
  EXPECT_EQ(w.messenger.sent.size(), 1u);
}

TEST_F(account, a_redelivery_has_no_second_effect_even_after_eight_days) {
  said("m1");
  auto const before = end();
  said("m1");
  w.time.jump(hours{8 * 24}), w.pass(seconds{30});
  auto const later = end();
  said("m1");
  EXPECT_EQ(end(), later);
  EXPECT_EQ(from_citizen(), 1u);
  EXPECT_GE(later, before);
}

TEST_F(account, edits_unsendings_reactions_and_receipts_are_noted_at_their_message) {
  auto const sari = handling();
  w.hook("fb", body::edited("c1", "e1", "m1", "Berapa tarif tas?") + body::reacted("c1", "e2", "m1", "👍"));
  w.pass(seconds{2});
  EXPECT_EQ(fate(1).edited, "Berapa tarif tas?");
  EXPECT_EQ(fate(1).reaction, "👍");
  w.hook("fb", body::unsent("c1", "e3", "m1"));
  auto const answer = says(sari)->seq;
  w.pass(seconds{3});
  EXPECT_TRUE(fate(1).removed);
  EXPECT_EQ(fate(answer).state, delivery::sent);
  w.hook("fb", body::delivered("c1", "e4", w.messenger.last_id()));
  w.pass(seconds{2});
  EXPECT_EQ(fate(answer).state, delivery::delivered);
  w.hook("fb", body::read_up_to("c1", "e5", w.messenger.last_id()));
  w.pass(seconds{2});
  EXPECT_EQ(fate(answer).state, delivery::read);
}

TEST_F(account, an_answer_stops_the_clock_when_the_platform_accepts_it) {
  auto const sari = handling();
  w.messenger.takes = seconds{3};
  ASSERT_TRUE(says(sari));
  w.pass(seconds{1});
  EXPECT_EQ(record().active.size(), 1u);
  w.pass(seconds{4});
  EXPECT_TRUE(record().active.empty());
  EXPECT_EQ(record().past.at(0).ended, outcome::answered);
}

TEST_F(account, an_echo_of_our_own_adds_nothing_and_a_humans_becomes_a_message_that_stops_no_clock) {
  auto const sari = handling();
  auto const asked = says(sari, "Nomor resi?", purpose::question)->seq;
  w.pass(seconds{2});
  auto const& part = w.messenger.sent.at(0);
  w.hook("fb", body::echoed("c1", part.id, part.part.words(), "our-app", part.part.metadata));
  w.pass(seconds{2});
  EXPECT_EQ(end(), asked);
  w.hook("fb", body::echoed("c1", "human-1", "Sudah saya jawab di kotak masuk.", "other-app", ""));
  w.pass(seconds{2});
  EXPECT_EQ(end(), asked + 1);
  auto const m = w.log(citizen()).messages.back();
  EXPECT_EQ(m.from, author::officer);
  EXPECT_TRUE(m.officer.empty());
  EXPECT_EQ(record().active.size(), 1u);
  ASSERT_TRUE(w.run(w.here().officer_side.reclassify(sari, "r1", citizen(), asked + 1, purpose::answer)));
  EXPECT_TRUE(record().active.empty());
}

TEST_F(account, an_echo_before_the_store_can_be_asked_is_not_taken_for_a_strangers) {
  auto const sari = handling();
  w.messenger.answers = {sending::unknown{}};
  auto const seq = says(sari)->seq;
  w.pass(seconds{2});
  ASSERT_EQ(fate(seq).state, delivery::unknown);
  EXPECT_EQ(record().active.size(), 1u);
  auto const& part = w.messenger.sent.at(0);
  w.hook("fb", body::echoed("c1", part.id, part.part.words(), "our-app", part.part.metadata));
  w.workers[0]->way->refuse_commits(true);
  w.pass(seconds{3});
  w.workers[0]->way->refuse_commits(false);
  w.pass(seconds{4});
  EXPECT_EQ(fate(seq).state, delivery::sent);
  EXPECT_EQ(end(), seq);
  EXPECT_TRUE(record().active.empty());
  EXPECT_EQ(w.messenger.sent.size(), 1u);
}

TEST_F(account, without_metadata_our_text_is_known_again_for_ten_minutes) {
  w.officer("sari");
  w.present("sari");
  w.hook("ig", body::said("i1", "m1", "Berapa tarif barang kiriman?"));
  w.instagram.answers = {sending::unknown{}};
  w.pass(seconds{3});
  auto const c = citizen("i1", "ig");
  auto const before = w.record(c)->end;
  auto const& part = w.instagram.sent.at(0);
  w.hook("ig", body::echoed("i1", part.id, part.part.words(), "", ""));
  w.pass(seconds{2});
  EXPECT_EQ(w.record(c)->end, before);
  w.hook("ig", body::echoed("i1", "x-9", "Tulisan orang lain", "", ""));
  w.pass(seconds{2});
  EXPECT_EQ(w.record(c)->end, before + 1);
}

TEST_F(account, parts_go_one_after_another_and_temporary_faults_are_tried_again_no_sooner_than_asked) {
  auto const sari = handling();
  w.take_texts_of(channel_kind::messenger, 40);
  w.messenger.answers = {sending::accepted{}, sending::later{seconds{30}, false}, sending::accepted{}};
  ASSERT_TRUE(says(sari, "Kalimat pertama yang cukup panjang. Kalimat kedua yang juga panjang sekali."));
  w.pass(seconds{60});
  ASSERT_GE(w.messenger.sent.size(), 3u);
  EXPECT_NE(w.messenger.sent[0].part.words(), w.messenger.sent[1].part.words());
  EXPECT_EQ(w.messenger.sent[1].part.words(), w.messenger.sent[2].part.words());
  EXPECT_GE(w.messenger.sent[2].at - w.messenger.sent[1].at, seconds{30});
  EXPECT_TRUE(record().active.empty());
}

TEST_F(account, a_refusal_is_told_and_the_request_waits_again_with_its_deadline) {
  auto const sari = handling();
  auto const before = record().active.at(0).clock;
  w.messenger.answers = {sending::refused{"tidak diterima", false}};
  auto const seq = says(sari)->seq;
  w.pass(seconds{3});
  EXPECT_EQ(fate(seq).state, delivery::failed);
  EXPECT_EQ(fate(seq).reason, "tidak diterima");
  ASSERT_EQ(record().active.size(), 1u);
  EXPECT_EQ(record().active[0].answer_seq, 0u);
  EXPECT_EQ(record().active[0].clock, before);
}

TEST_F(account, an_owner_that_dies_while_sending_leaves_an_unknown_that_is_not_sent_again) {
  auto const sari = handling();
  w.add_worker("w2");
  w.messenger.takes = seconds{8};
  auto const seq = says(sari)->seq;
  w.pass(seconds{1});
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  w.workers.front()->kill();
  std::swap(w.workers[0], w.workers[1]);
  w.pass(seconds{30});
  EXPECT_EQ(fate(seq).state, delivery::unknown);
  EXPECT_EQ(w.messenger.sent.size(), 1u);
  auto const part = w.messenger.sent.at(0);
  w.hook("fb", body::echoed("c1", part.id, part.part.words(), "our-app", part.part.metadata));
  w.pass(seconds{3});
  EXPECT_EQ(fate(seq).state, delivery::sent);
  EXPECT_EQ(w.messenger.sent.size(), 1u);
}

TEST_F(account, a_ticket_number_of_unknown_fate_is_told_again_when_no_echo_comes_in_time) {
  said("m1");
  w.time.run_until(record().active.at(0).clock.ticket_at - seconds{1});
  w.messenger.sent.clear();
  w.messenger.answers = {sending::unknown{}};
  w.pass(seconds{3});
  auto const number = record().tickets.at(0).number;
  ASSERT_EQ(w.messenger.texts_with(number), 1u);
  w.pass(w.cfg.limits.outbox_echo_wait - seconds{5});
  EXPECT_EQ(w.messenger.texts_with(number), 1u);
  EXPECT_EQ(record().tickets[0].announced, notice_state::pending);
  w.pass(seconds{8});
  EXPECT_EQ(w.messenger.texts_with(number), 2u);
  EXPECT_EQ(record().tickets[0].announced, notice_state::told);
  w.pass(hours{1});
  EXPECT_EQ(w.messenger.texts_with(number), 2u);
}

TEST_F(account, a_ticket_number_whose_owner_died_while_sending_is_told_again_by_the_next_but_not_after_its_echo) {
  w.add_worker("w2");
  said("m1", "Berapa tarif buku?", "c1");
  said("m1", "Berapa tarif tas?", "c2");
  w.time.run_until(record("c1").active.at(0).clock.ticket_at - milliseconds{500});
  w.messenger.sent.clear();
  w.messenger.takes = seconds{20};
  w.time.run_until(record("c2").active.at(0).clock.ticket_at + seconds{1});
  auto const lost = record("c1").tickets.at(0).number, echoed = record("c2").tickets.at(0).number;
  ASSERT_EQ(w.messenger.texts_with(lost), 1u);
  ASSERT_EQ(w.messenger.texts_with(echoed), 1u);
  auto const part = *std::find_if(w.messenger.sent.begin(), w.messenger.sent.end(), [](auto const& s) { return s.part.recipient == "c2"; });
  w.workers.front()->kill();
  std::swap(w.workers[0], w.workers[1]);
  w.messenger.takes = milliseconds{50};
  w.pass(seconds{30});  // the lease has ended, the next owner has begun
  w.hook("fb", body::echoed("c2", part.id, part.part.words(), "our-app", part.part.metadata));
  w.pass(w.cfg.limits.outbox_echo_wait + seconds{30});
  EXPECT_EQ(w.messenger.texts_with(lost), 2u);
  EXPECT_EQ(w.messenger.texts_with(echoed), 1u);
  EXPECT_EQ(record("c1").tickets[0].announced, notice_state::told);
  EXPECT_EQ(record("c2").tickets[0].announced, notice_state::told);
}

TEST_F(account, a_ticket_number_that_stays_unknown_is_told_a_few_times_then_with_the_citizens_next_message) {
  said("m1");
  w.time.run_until(record().active.at(0).clock.ticket_at - seconds{1});
  w.messenger.sent.clear();
  w.messenger.answers = std::deque<sending::outcome>(100, sending::outcome{sending::unknown{}});
  w.pass(hours{1});
  auto const number = record().tickets.at(0).number;
  EXPECT_EQ(w.messenger.texts_with(number), 1u + outbox::retold_most);
  EXPECT_EQ(record().tickets[0].announced, notice_state::not_told);
  w.messenger.answers.clear();
  said("m2", "Sudah ada kabar?");
  EXPECT_EQ(w.messenger.texts_with(number), 2u + outbox::retold_most);
  EXPECT_EQ(record().tickets[0].announced, notice_state::told);
}

TEST_F(account, an_answer_that_fails_after_its_officer_left_gives_the_request_back_at_its_age) {
  auto const sari = handling();
  auto const received = record().active.at(0).clock.received;
  w.messenger.answers = {sending::later{std::chrono::minutes{2}, false}, sending::refused{"tidak diterima", false}};
  auto const seq = says(sari)->seq;
  w.pass(seconds{3});
  w.run(w.here().window_closed("sari"));
  w.pass(w.cfg.officers.grace + seconds{10});
  EXPECT_EQ(record().officer, "sari") << "her answer is on its way";
  w.pass(std::chrono::minutes{4});
  ASSERT_EQ(fate(seq).state, delivery::failed);
  EXPECT_TRUE(record().officer.empty());
  EXPECT_EQ(record().state, conversation_state::queued);
  EXPECT_TRUE(w.waiting(citizen()));
  EXPECT_EQ(record().active.at(0).clock.received, received);
  w.officer("budi");
  w.present("budi");
  w.pass(seconds{3});
  EXPECT_EQ(record().officer, "budi");
}

TEST_F(account, an_answer_that_fails_leaves_the_request_with_an_officer_who_is_there) {
  auto const sari = handling();
  w.messenger.answers = {sending::refused{"tidak diterima", false}};
  (void)says(sari);
  w.pass(std::chrono::minutes{3});
  EXPECT_EQ(record().officer, "sari");
  EXPECT_EQ(record().state, conversation_state::assigned);
}

TEST_F(account, what_a_citizen_asks_while_the_answer_of_an_officer_who_left_is_under_way_goes_to_the_queue) {
  auto const sari = handling();
  w.messenger.answers = {sending::later{std::chrono::minutes{5}, false}};
  (void)says(sari);
  w.pass(seconds{3});
  w.run(w.here().window_closed("sari"));
  w.pass(w.cfg.officers.grace + seconds{10});
  said("m2", "Dan berapa bea masuknya?");
  EXPECT_TRUE(w.waiting(citizen()));
  EXPECT_TRUE(record().officer.empty());
}

TEST_F(account, outside_the_windows_a_humans_answer_is_tagged_then_held_until_the_citizen_writes) {
  auto const sari = handling();
  w.time.jump(hours{25}), w.pass(seconds{30});
  w.messenger.sent.clear();
  ASSERT_TRUE(says(sari, "Jawaban lewat sehari."));
  w.pass(seconds{3});
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  EXPECT_EQ(w.messenger.sent[0].part.under, sending::permission::human_agent);
}

TEST_F(account, after_seven_days_an_answer_is_held_and_goes_first_when_the_citizen_writes) {
  auto const sari = handling();
  w.time.jump(hours{8 * 24}), w.pass(seconds{30});
  w.messenger.sent.clear();
  auto const seq = says(sari, "Jawaban yang ditahan.");
  ASSERT_TRUE(seq);
  w.pass(std::chrono::minutes{3});
  EXPECT_TRUE(w.messenger.sent.empty());
  EXPECT_EQ(fate(seq->seq).state, delivery::pending);
  said("m2", "Bagaimana?");
  ASSERT_FALSE(w.messenger.sent.empty());
  EXPECT_NE(w.messenger.sent[0].part.words().find("Jawaban yang ditahan."), std::string::npos);
}

TEST_F(account, a_ticket_issued_while_an_answer_is_on_its_way_ends_answered_and_is_not_announced) {
  auto const sari = handling();
  auto const at = record().active.at(0).clock.ticket_at;
  w.time.run_until(at - seconds{2});
  w.messenger.takes = seconds{6};
  ASSERT_TRUE(says(sari));
  w.pass(seconds{12});
  auto const c = record();
  ASSERT_EQ(c.tickets.size(), 1u);
  EXPECT_TRUE(c.tickets[0].answered_at);
  EXPECT_EQ(c.tickets[0].announced, notice_state::not_needed);
  w.pass(std::chrono::minutes{2});
  EXPECT_EQ(w.messenger.texts_with(c.tickets[0].number), 0u);
}

TEST_F(account, an_entry_that_cannot_be_decoded_is_parked_after_three_attempts_and_its_neighbours_live) {
  w.hook("fb", body::said("c1", "m1", "Pertanyaan pertama?"));
  w.hook("fb", std::string(body::poison));
  w.hook("fb", body::said("c1", "m3", "Pertanyaan kedua?"));
  w.pass(seconds{10});
  EXPECT_EQ(from_citizen(), 2u);
  auto const fields = w.run(w.store->record(key_space("priok").journal("fb"))).value();
  EXPECT_EQ(std::count_if(fields.begin(), fields.end(), [](auto const& f) { return f.first[0] == 'z'; }), 1);
}

TEST_F(account, a_body_of_which_a_part_cannot_be_read_is_kept_and_the_rest_of_it_is_done) {
  w.hook("fb", std::string(body::unread) + body::said("c1", "m1", "Pertanyaan?"));
  w.pass(seconds{10});
  EXPECT_EQ(from_citizen(), 1u);
  auto const fields = w.run(w.store->record(key_space("priok").journal("fb"))).value();
  EXPECT_EQ(std::count_if(fields.begin(), fields.end(), [](auto const& f) { return f.first[0] == 'z'; }), 1);
  ASSERT_TRUE(w.run(retry_or_drop_parked(w.here().shared, "fb", 1, true)));
  w.pass(seconds{10});
  EXPECT_EQ(from_citizen(), 1u) << "it is not said twice";
}

TEST_F(account, a_poisoned_entry_is_tried_three_times_and_never_again_until_it_is_put_back) {
  w.hook("fb", std::string(body::poison));
  w.pass(seconds{60});
  EXPECT_EQ(w.messenger.poison_decoded, 3);
  w.workers.front()->kill();
  w.add_worker("w2");
  std::swap(w.workers[0], w.workers[1]);
  w.pass(seconds{60});
  EXPECT_EQ(w.messenger.poison_decoded, 3);
  said("m1");
  EXPECT_EQ(from_citizen(), 1u);
}

TEST_F(account, an_owner_without_its_lease_writes_nothing_more) {
  auto const key = key_space("priok").lease("fb");
  transaction theft;
  theft.records.emplace_back();
  theft.records[0].key = key;
  theft.records[0].new_version = true;
  ASSERT_TRUE(w.run(w.store->commit(theft)));
  w.hook("fb", body::said("c1", "m1", "Halo, berapa tarif?"));
  w.pass(seconds{3});
  EXPECT_EQ(w.record(citizen())->version, 0u);
  w.pass(seconds{25});  // the stolen lease ends, and it may be claimed anew
  EXPECT_EQ(from_citizen(), 1u);
}

TEST_F(account, an_owner_whose_term_lapsed_unnoticed_works_again_at_once) {
  for (auto const slept : {seconds{21}, seconds{60}, seconds{3600}}) {
    w.time.jump(slept);
    w.pass(seconds{3});
    auto const before = from_citizen();
    w.hook("fb", body::said("c1", "m" + std::to_string(slept.count()), "Berapa tarifnya?"));
    w.pass(seconds{4});
    EXPECT_EQ(from_citizen(), before + 1) << slept.count();
  }
}

TEST_F(account, a_lost_reply_anywhere_changes_nothing_in_the_end) {
  for (int at = 0; at < 12; ++at) {
    world one(static_cast<std::uint64_t>(at) + 1);
    one.add_worker("w1");
    one.pass(seconds{1});
    auto& way = *one.workers[0]->way;
    auto const first = way.commits;
    one.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?"));
    while (way.commits < first + static_cast<std::uint64_t>(at) && one.time.next()) one.pass(milliseconds{20});
    way.lose_next_reply();
    one.pass(seconds{30});
    auto const log = one.log(one.of_contact("fb", "c1"));
    EXPECT_EQ(std::count_if(log.messages.begin(), log.messages.end(), [](auto const& m) { return m.from == author::visitor; }), 1) << at;
    EXPECT_EQ(one.messenger.sent.size(), 1u) << at;
  }
}

}  // namespace
}  // namespace sahut::test
