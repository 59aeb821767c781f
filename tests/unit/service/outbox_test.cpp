// What an outbox does where the fate of a part, of an entry or of the account is in doubt.
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sahut::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct outbox_in_doubt : testing::Test {
  outbox_in_doubt() {
    w.add_worker("w1");
    w.pass(seconds{1});
  }
  conversation_id citizen(std::string contact = "c1") { return w.of_contact("fb", contact); }
  conversation record(std::string contact = "c1") { return w.record(citizen(contact))->record; }
  annotation fate(std::uint64_t seq, std::string contact = "c1") { return w.log(citizen(contact)).noted.at(seq - 1); }
  void said(std::string mid, std::string contact = "c1") {
    w.hook("fb", body::said(contact, mid, "Berapa tarif barang kiriman?"));
    w.pass(seconds{6});
  }
  void handled(std::string contact = "c1") {
    if (!sari) sari = w.officer("sari"), w.present("sari", 50);
    said("m-" + contact, contact);
    w.messenger.sent.clear();
  }
  std::uint64_t says(std::string text, std::string contact = "c1", purpose p = purpose::question) {
    auto const seen = w.record(citizen(contact))->end;
    return w.run(w.here().officer_side.say(*sari, "o-" + std::to_string(++w.ids), citizen(contact), p, std::move(text), seen, nullptr)).value().seq;
  }
  std::size_t texts(std::string_view words) { return w.messenger.texts_with(words); }
  std::map<std::string, std::string> stored() {
    std::map<std::string, std::string> entries;
    for (auto const& [name, value] : w.run(w.store->record(key_space("priok").outbox("fb"))).value())
      if (name[0] == 'e' || name[0] == 'm') entries.emplace(name, value);
    return entries;
  }
  // The present owner dies; another one is there at once, and owns the account when the lease has ended.
  void fail_over() {
    w.workers.front()->kill();
    w.add_worker("w" + std::to_string(w.workers.size() + 1));
    std::swap(w.workers.front(), w.workers.back());
  }
  std::optional<officer_window> sari;
  world w;
};

TEST_F(outbox_in_doubt, what_the_platform_knows_by_our_id_is_sent_again_with_it) {
  handled();
  w.knows_our_ids(channel_kind::messenger, hours{23});
  w.messenger.answers = {sending::unknown{}, sending::unknown{}};
  auto const seq = says("Jawaban hilang.");
  w.pass(milliseconds{300});
  EXPECT_EQ(fate(seq).state, delivery::pending);
  EXPECT_FALSE(fate(seq).reason.empty());
  w.pass(seconds{10});
  EXPECT_EQ(fate(seq).state, delivery::sent);
  ASSERT_EQ(texts("Jawaban hilang."), 3u);
  for (auto const& s : w.messenger.sent) EXPECT_EQ(s.part.metadata, w.messenger.sent.front().part.metadata);
}

TEST_F(outbox_in_doubt, what_a_dead_owner_left_under_way_is_sent_again_where_the_platform_knows_our_id) {
  handled();
  w.knows_our_ids(channel_kind::messenger, hours{23});
  w.messenger.takes = seconds{8};
  auto const seq = says("Jawaban sebelum mati.");
  w.pass(seconds{1});
  fail_over();
  w.messenger.takes = milliseconds{50};
  w.pass(minutes{1});
  EXPECT_EQ(fate(seq).state, delivery::sent);
  EXPECT_EQ(texts("Jawaban sebelum mati."), 2u);
}

TEST_F(outbox_in_doubt, what_is_older_than_the_platform_remembers_or_was_tried_too_often_is_unknown) {
  handled();
  w.knows_our_ids(channel_kind::messenger, seconds{3});
  w.messenger.answers = std::deque<sending::outcome>(20, sending::unknown{});
  auto const old = says("Terlalu lama.");
  w.pass(minutes{1});
  EXPECT_EQ(fate(old).state, delivery::unknown);
  EXPECT_LE(texts("Terlalu lama."), 4u);
  w.knows_our_ids(channel_kind::messenger, hours{24 * 30});
  w.messenger.answers = std::deque<sending::outcome>(50, sending::unknown{});
  auto const often = says("Terlalu sering.");
  w.pass(hours{12});
  EXPECT_EQ(fate(often).state, delivery::unknown);
  EXPECT_EQ(texts("Terlalu sering."), 12u);
}

TEST_F(outbox_in_doubt, a_later_message_passes_one_of_unknown_fate_after_a_moment) {
  handled();
  w.messenger.answers = {sending::unknown{}};
  auto const first = says("Yang pertama.");
  w.pass(seconds{2});
  ASSERT_EQ(fate(first).state, delivery::unknown);
  auto const second = says("Yang kedua.");
  w.pass(seconds{6});
  EXPECT_EQ(texts("Yang kedua."), 0u) << "an echo may still come, and the order be kept";
  EXPECT_EQ(fate(second).state, delivery::pending);
  w.pass(seconds{4});
  EXPECT_EQ(texts("Yang kedua."), 1u);
  EXPECT_EQ(fate(second).state, delivery::sent);
  w.pass(hours{1});
  EXPECT_EQ(texts("Yang pertama."), 1u) << "it is never sent again";
}

TEST_F(outbox_in_doubt, what_failed_is_sent_again_when_its_officer_says_so) {
  handled();
  w.messenger.answers = {sending::refused{"ditolak"}};
  auto const seq = says("Yang pertama.");
  w.pass(seconds{3});
  ASSERT_EQ(fate(seq).state, delivery::failed);
  EXPECT_EQ(record().undelivered.seq, seq);
  ASSERT_TRUE(w.run(w.here().officer_side.retry(w.window("sari"), "again-1", citizen(), seq)));
  w.pass(seconds{3});
  EXPECT_EQ(fate(seq).state, delivery::sent);
  EXPECT_EQ(record().undelivered.seq, 0u);
  EXPECT_EQ(w.messenger.sent.size(), 2u) << "one was refused";
  EXPECT_EQ(texts("Yang pertama."), 1u) << "and one taken";
  ASSERT_TRUE(w.run(w.here().officer_side.retry(w.window("sari"), "again-1", citizen(), seq))) << "once";
  w.pass(seconds{3});
  EXPECT_EQ(w.messenger.sent.size(), 2u);
}

TEST_F(outbox_in_doubt, an_echo_lets_the_next_one_go_at_once) {
  handled();
  w.messenger.answers = {sending::unknown{}};
  says("Yang pertama.");
  says("Yang kedua.");
  w.pass(seconds{1});
  auto const part = w.messenger.sent.at(0);
  w.hook("fb", body::echoed("c1", part.id, part.part.words(), "our-app", part.part.metadata));
  w.pass(seconds{1});
  EXPECT_EQ(texts("Yang kedua."), 1u);
}

TEST_F(outbox_in_doubt, its_own_later_parts_wait_for_its_echo) {
  handled();
  w.take_texts_of(channel_kind::messenger, 40);
  w.messenger.answers = {sending::unknown{}};
  auto const seq = says("Kalimat pertama yang cukup panjang. Kalimat kedua yang juga panjang sekali.");
  w.pass(minutes{2});
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  auto const part = w.messenger.sent.at(0);
  w.hook("fb", body::echoed("c1", part.id, part.part.words(), "our-app", part.part.metadata));
  w.pass(seconds{3});
  EXPECT_EQ(w.messenger.sent.size(), 2u);
  EXPECT_EQ(fate(seq).state, delivery::sent);
}

TEST_F(outbox_in_doubt, a_ticket_number_is_told_in_time_though_what_was_said_before_is_of_unknown_fate) {
  handled();
  auto const due = record().active.at(0).clock.ticket_at;
  w.time.run_until(due - seconds{5});
  w.messenger.answers = {sending::unknown{}};
  says("Mohon kirim nomor resinya.");
  w.pass(seconds{17});
  auto const tickets = record().tickets;
  ASSERT_EQ(tickets.size(), 1u);
  EXPECT_EQ(texts(tickets[0].number), 1u);
  EXPECT_EQ(tickets[0].announced, notice_state::told);
}

TEST_F(outbox_in_doubt, a_new_owner_counts_from_when_the_fate_became_unknown) {
  handled();
  w.messenger.answers = {sending::unknown{}};
  auto const seq = says("Yang pertama.");
  w.pass(minutes{6});
  fail_over();
  w.pass(minutes{3});
  EXPECT_EQ(stored().size(), 1u);
  w.pass(minutes{2});
  EXPECT_TRUE(stored().empty()) << "ten minutes are over, for whoever owns the account";
  EXPECT_EQ(fate(seq).state, delivery::unknown);
}

TEST_F(outbox_in_doubt, without_metadata_an_echo_of_words_said_twice_is_the_one_that_is_under_way) {
  handled();
  w.messenger.answers = {sending::unknown{}};
  auto const first = says("Mohon tunggu.");
  w.pass(seconds{12});
  w.messenger.takes = seconds{5};
  auto const second = says("Mohon tunggu.");
  w.pass(seconds{1});
  ASSERT_EQ(texts("Mohon tunggu."), 2u);
  w.hook("fb", body::echoed("c1", w.messenger.last_id(), "Mohon tunggu.", "", ""));
  w.pass(seconds{8});
  EXPECT_EQ(fate(first).state, delivery::unknown);
  EXPECT_EQ(fate(second).state, delivery::sent);
  EXPECT_EQ(w.record(citizen())->end, second);
}

TEST_F(outbox_in_doubt, what_waits_for_an_earlier_message_says_so) {
  handled();
  w.messenger.answers = {sending::later{minutes{3}, false, "Gangguan sementara di Meta (HTTP 503)"}};
  auto const first = says("Yang pertama.");
  auto const second = says("Yang kedua.");
  w.pass(seconds{10});
  EXPECT_EQ(fate(first).state, delivery::pending);
  EXPECT_EQ(fate(first).reason, "Gangguan sementara di Meta (HTTP 503)");
  EXPECT_EQ(fate(second).state, delivery::pending);
  EXPECT_EQ(fate(second).reason, "menunggu: pesan sebelumnya belum terkirim");
  w.pass(minutes{5});
  EXPECT_EQ(fate(second).state, delivery::sent);
  EXPECT_EQ(fate(second).reason, "");
}

TEST_F(outbox_in_doubt, an_echo_while_the_store_takes_no_acceptance_ends_the_sending) {
  handled();
  auto& way = *w.workers.front()->way;
  w.messenger.on_sent = [&](sent_part const&) { way.refuse_commits(true); };
  auto const seq = says("Tarifnya 7,5%.");
  w.pass(milliseconds{100});
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  way.refuse_commits(false);
  auto const part = w.messenger.sent.at(0);
  w.hook("fb", body::echoed("c1", part.id, part.part.words(), "our-app", part.part.metadata));
  w.pass(seconds{5});
  EXPECT_EQ(fate(seq).state, delivery::sent);
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(w.messenger.sent.size(), 1u);
}

TEST_F(outbox_in_doubt, what_was_accepted_is_not_sent_again_however_long_the_store_refuses) {
  handled();
  auto& way = *w.workers.front()->way;
  w.messenger.on_sent = [&](sent_part const&) { way.refuse_commits(true); };
  says("Tarifnya 7,5%.");
  w.pass(seconds{14});
  way.refuse_commits(false);
  w.messenger.on_sent = [](sent_part const&) {};
  w.pass(minutes{15});
  EXPECT_EQ(texts("Tarifnya"), 1u);
}

TEST_F(outbox_in_doubt, an_entry_that_cannot_be_read_stops_nobody_and_can_only_be_dropped) {
  handled();
  w.workers.front()->kill();
  transaction t;
  t.records.emplace_back();
  t.records[0].key = key_space("priok").outbox("fb");
  t.records[0].append.push_back("1 no entry");
  auto const k = w.run(w.store->commit(std::move(t)));
  auto const number = std::get<committed>(*k).ends.at(0);
  w.add_worker("w2");
  std::swap(w.workers.front(), w.workers.back());
  w.pass(seconds{25});
  auto const seq = says("Yang ini sampai.");
  w.pass(seconds{3});
  EXPECT_EQ(fate(seq).state, delivery::sent);
  auto& owner = *w.here().account("fb");
  EXPECT_EQ(w.run(owner.retry_or_drop_outgoing(number, true)).error().code, errc::not_found);
  EXPECT_EQ(stored().size(), 1u);
  EXPECT_TRUE(w.run(owner.retry_or_drop_outgoing(number, false)));
  EXPECT_TRUE(stored().empty());
}

TEST_F(outbox_in_doubt, an_owner_keeps_its_lease_while_a_days_entries_are_sealed_anew) {
  handled();
  w.messenger.answers = {sending::later{hours{20}, false, "Gangguan sementara di Meta (HTTP 503)"}};
  for (int i = 0; i < 40; ++i) says("Pesan " + std::to_string(i));
  w.pass(seconds{20});
  ASSERT_EQ(stored().size(), 40u);
  auto const fence = [this] {
    std::vector<std::string> names{"v"};
    return w.run(w.store->fields(key_space("priok").lease("fb"), std::move(names))).value().front().value_or("");
  };
  w.time.jump(hours{16});
  w.pass(seconds{3});
  ASSERT_TRUE(w.here().account("fb")->owns());
  auto const term = fence();
  auto const before = stored();
  w.workers.front()->way->faults.way_max = milliseconds{1500};
  w.pass(minutes{2});
  EXPECT_EQ(fence(), term);
  EXPECT_NE(stored(), before) << "some of them were sealed anew";
}

TEST_F(outbox_in_doubt, one_stray_answer_that_is_not_the_platforms_own_stops_the_account_for_seconds) {
  handled("c1");
  handled("c2");
  w.messenger.answers = {sending::account_stopped{"Alamat API tidak sah (HTTP 404)", false, true}};
  auto const first = says("Untuk satu.", "c1");
  auto const second = says("Untuk dua.", "c2");
  w.pass(seconds{3});
  EXPECT_EQ(fate(first, "c1").reason, "Alamat API tidak sah (HTTP 404)");
  EXPECT_EQ(fate(second, "c2").reason, "") << "not yet the account's trouble";
  EXPECT_TRUE(w.here().account("fb")->sent().trouble().empty());
  w.pass(seconds{4});
  EXPECT_EQ(fate(second, "c2").state, delivery::sent) << "another one tries first";
  w.pass(seconds{6});
  EXPECT_EQ(fate(first, "c1").state, delivery::sent);
}

TEST_F(outbox_in_doubt, the_same_answer_again_and_again_is_the_accounts_trouble_and_its_pauses_grow) {
  handled("c1");
  handled("c2");
  w.messenger.plays = [](sending::part) -> boost::asio::awaitable<sending::outcome> {
    co_return sending::account_stopped{"Alamat API tidak sah (HTTP 404)", false, true};
  };
  says("Untuk satu.", "c1");
  auto const second = says("Untuk dua.", "c2");
  w.pass(seconds{20});
  EXPECT_EQ(fate(second, "c2").reason, "Alamat API tidak sah (HTTP 404)");
  EXPECT_FALSE(w.here().account("fb")->sent().trouble().empty());
  w.pass(minutes{20});
  w.messenger.sent.clear();
  w.pass(minutes{15});
  EXPECT_LE(w.messenger.sent.size(), 3u);
  w.messenger.plays = nullptr;
  w.messenger.sent.clear();
  w.pass(minutes{11});
  EXPECT_EQ(texts("Untuk satu."), 1u);
  EXPECT_EQ(texts("Untuk dua."), 1u);
  EXPECT_TRUE(w.here().account("fb")->sent().trouble().empty());
}

TEST_F(outbox_in_doubt, a_refusal_of_the_tag_that_names_no_permission_holds_that_answer_alone) {
  handled("c1");
  handled("c2");
  w.time.jump(hours{25}), w.pass(seconds{30});
  w.messenger.sent.clear();
  w.messenger.answers = {sending::account_stopped{"Aplikasi tidak memiliki izin untuk mengirim (kode 10)", true, true}};
  auto const first = says("Untuk satu.", "c1");
  w.pass(seconds{3});
  EXPECT_EQ(fate(first, "c1").state, delivery::pending);
  auto const second = says("Untuk dua.", "c2");
  w.pass(seconds{3});
  EXPECT_EQ(fate(second, "c2").state, delivery::sent);
  EXPECT_EQ(w.messenger.sent.back().part.under, sending::permission::human_agent);
}

}  // namespace
}  // namespace sahut::test
