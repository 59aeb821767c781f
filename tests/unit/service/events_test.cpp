// A platform's events in any order: the end is the same, and what was taken back is shown to nobody.
#include "gateway/wire/frames.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sahut::test {
namespace {

struct events : testing::Test {
  events() {
    w.add_worker("w1");
    w.pass(seconds{1});
  }
  void hook(std::string body, account_id on = "fb") {
    w.hook(std::move(on), std::move(body));
    w.pass(seconds{3});
  }
  conversation_id citizen() { return w.of_contact("fb", "c1"); }
  conversation record() { return w.record(citizen())->record; }
  log_page log() { return w.log(citizen()); }
  log_message said(std::size_t seq) { return log().messages.at(seq - 1); }
  annotation fate(std::size_t seq) { return log().noted.at(seq - 1); }
  // What an officer is shown of the whole conversation.
  std::string shown() {
    std::string all;
    auto const page = log();
    for (std::size_t i = 0; i < page.messages.size(); ++i)
      all += wire::message_frame(citizen(), i + 1, page.messages[i], page.noted[i], {false, "sari"}) + '\n';
    return all;
  }
  std::size_t from_citizen() {
    auto const page = log();
    return static_cast<std::size_t>(std::count_if(page.messages.begin(), page.messages.end(), [](auto const& m) { return m.from == author::visitor; }));
  }
  officer_window handling() {
    auto const sari = w.officer("sari");
    w.present("sari");
    hook(body::said("c1", "m1", "Berapa tarif barang kiriman?"));
    w.pass(seconds{3});
    EXPECT_EQ(record().officer, "sari");
    w.messenger.sent.clear();
    return sari;
  }
  std::uint64_t says(officer_window const& o, std::string text = "Tarifnya 7,5%.") {
    auto const seen = w.record(citizen())->end;
    auto done = w.run(w.here().officer_side.say(o, "o-" + std::to_string(++w.ids), citizen(), purpose::question, std::move(text), seen, nullptr));
    return done.value().seq;
  }
  world w;
};

TEST_F(events, an_unsend_before_its_message_leaves_no_text_anywhere) {
  hook(body::unsent("c1", "e1", "m1"));
  EXPECT_EQ(w.record(citizen())->end, 0u);
  hook(body::said("c1", "m1", "rahasia yang ditarik"));
  EXPECT_EQ(from_citizen(), 1u);
  EXPECT_TRUE(fate(1).removed);
  EXPECT_EQ(said(1).text, "");
  EXPECT_EQ(record().active.size(), 1u);  // as when the message had come first
  EXPECT_TRUE(record().early.empty());
  EXPECT_EQ(shown().find("rahasia"), std::string::npos);
  EXPECT_NE(shown().find("\"removed\":true"), std::string::npos);
  hook(body::unsent("c1", "e1", "m1") + body::said("c1", "m1", "rahasia yang ditarik"));
  EXPECT_EQ(from_citizen(), 1u);
  EXPECT_TRUE(record().early.empty());
}

TEST_F(events, what_was_told_early_survives_the_owners_death) {
  hook(body::unsent("c1", "e1", "m1") + body::reacted("c1", "e2", "m2", "👍"));
  w.workers.front()->kill();
  std::swap(w.workers.front(), w.workers.emplace_back(std::make_unique<test_worker>(w, "w2")));
  w.workers.front()->start();
  w.pass(seconds{30});
  hook(body::said("c1", "m1", "rahasia") + body::said("c1", "m2", "Berapa tarifnya?"));
  EXPECT_TRUE(fate(1).removed);
  auto const page = log();
  auto const second = std::find_if(page.messages.begin(), page.messages.end(), [](auto const& m) { return m.text == "Berapa tarifnya?"; });
  ASSERT_NE(second, page.messages.end());
  EXPECT_EQ(page.noted.at(static_cast<std::size_t>(second - page.messages.begin())).reaction, "👍");
}

TEST_F(events, an_unsend_is_stronger_than_an_edit_in_either_order) {
  hook(body::said("c1", "m1", "kata pertama") + body::unsent("c1", "e1", "m1") + body::edited("c1", "e2", "m1", "kata kedua", 1));
  EXPECT_TRUE(fate(1).removed);
  EXPECT_FALSE(fate(1).edited);
  hook(body::unsent("c1", "e3", "m9") + body::edited("c1", "e4", "m9", "kata ketiga", 1) + body::said("c1", "m9", "kata keempat"));
  EXPECT_EQ(from_citizen(), 2u);
  for (auto const word : {"pertama", "kedua", "ketiga", "keempat"}) EXPECT_EQ(shown().find(word), std::string::npos) << word;
}

TEST_F(events, an_edit_that_was_taken_back_is_not_told_again_by_its_revision) {
  hook(body::said("c1", "m1", "Berapa tarifnya?") + body::edited("c1", "e1", "m1", "rahasia", 1));
  auto const before = w.record(citizen());
  hook(body::unsent("c1", "e2", "m1"));
  auto const now = w.record(citizen());
  repository fresh(*w.store, w.keys, w.random, key_space("priok"), w.profile.facts.channels, 10);
  auto const revisions = w.run(fresh.read_revisions(now, 0)).value();
  ASSERT_FALSE(revisions.empty());
  for (auto const& r : revisions)
    for (auto const& a : r.item.noted) EXPECT_FALSE(a.now.edited) << r.rev;
}

TEST_F(events, what_was_taken_back_is_not_in_the_messages_of_a_stale_reply) {
  auto const sari = handling();
  auto const seen = w.record(citizen())->end;
  auto const other = w.window("sari", "w2");
  says(other);
  hook(body::said("c1", "m2", "rahasia") + body::said("c1", "m3", "lama") + body::unsent("c1", "e1", "m2") + body::edited("c1", "e2", "m3", "baru", 1));
  missed_messages missed;
  auto const late = w.run(w.here().officer_side.say(sari, "late", citizen(), purpose::answer, "Sudah.", seen, &missed));
  ASSERT_FALSE(late);
  ASSERT_EQ(late.error().code, errc::stale);
  auto const frame = wire::stale_frame("late", late.error(), citizen(), missed.messages, {false, "sari"});
  EXPECT_EQ(frame.find("rahasia"), std::string::npos);
  EXPECT_EQ(frame.find("lama"), std::string::npos);
  EXPECT_NE(frame.find("baru"), std::string::npos);
}

TEST_F(events, of_several_edits_the_highest_number_stands_whatever_comes_last) {
  hook(body::said("c1", "m1", "nol") + body::edited("c1", "e2", "m1", "dua", 2) + body::edited("c1", "e1", "m1", "satu", 1));
  EXPECT_EQ(fate(1).edited, "dua");
  hook(body::edited("c1", "e3", "m1", "tiga", 3));
  EXPECT_EQ(fate(1).edited, "tiga");
  hook(body::edited("c1", "e4", "m1", "tanpa nomor"));
  EXPECT_EQ(fate(1).edited, "tanpa nomor");
  hook(body::edited("c1", "e5", "m1", "tiga lagi", 3));
  EXPECT_EQ(fate(1).edited, "tanpa nomor");
}

TEST_F(events, a_greeting_that_is_edited_into_a_question_becomes_a_ticket_like_any_other) {
  for (bool const question : {true, false}) {
    auto const contact = question ? "asks" : "thanks";
    hook(body::said(contact, "m1", "Halo"));
    auto const of = w.of_contact("fb", contact);
    ASSERT_TRUE(w.record(of)->record.active.at(0).courtesy_only);
    hook(body::edited(contact, "e1", "m1", question ? "Berapa bea masuk ponsel?" : "Terima kasih", 1));
    EXPECT_NE(w.record(of)->record.active.at(0).courtesy_only, question);
    w.time.run_until(w.record(of)->record.active.at(0).clock.ticket_at + seconds{2});
    EXPECT_EQ(w.record(of)->record.tickets.size(), question ? 1u : 0u);
  }
}

TEST_F(events, an_edit_before_its_message_is_the_message_and_lower_edits_do_not_undo_it) {
  hook(body::edited("c1", "e2", "m1", "dua", 2));
  hook(body::edited("c1", "e1", "m1", "satu", 1) + body::said("c1", "m1", "nol"));
  EXPECT_EQ(from_citizen(), 1u);
  EXPECT_EQ(said(1).text, "dua");
  EXPECT_EQ(fate(1).edited, "dua") << "marked as it would be in the other order";
  hook(body::edited("c1", "e2", "m1", "dua", 2));
  EXPECT_EQ(fate(1).edited, "dua");
  hook(body::edited("c1", "e3", "m1", "tiga", 3));
  EXPECT_EQ(fate(1).edited, "tiga");
}

TEST_F(events, an_update_tells_of_a_reaction_only_where_there_is_or_was_one) {
  auto const update = [this] { return wire::update_frame(citizen(), 1, {1, fate(1)}, {false, "sari"}); };
  hook(body::said("c1", "m1", "nol"));
  hook(body::edited("c1", "e1", "m1", "satu", 1));
  EXPECT_EQ(update().find("reaction"), std::string::npos) << update();
  hook(body::reacted("c1", "e2", "m1", "👍"));
  EXPECT_NE(update().find("\"reaction\":\"👍\""), std::string::npos) << update();
  hook(body::reacted("c1", "e3", "m1", ""));
  EXPECT_NE(update().find("\"reaction\":\"\""), std::string::npos) << update();
}

TEST_F(events, an_edit_of_the_pages_own_words_is_never_a_citizens_message) {
  hook(body::edited("c1", "e1", "h1", "Sudah diperbaiki.", 1, true));
  EXPECT_EQ(w.record(citizen())->end, 0u);
  EXPECT_TRUE(w.messenger.sent.empty());
  hook(body::echoed("c1", "h1", "Sudah salah ketik.", "other-app", ""));
  EXPECT_EQ(from_citizen(), 0u);
  EXPECT_EQ(said(1).from, author::officer);
  EXPECT_EQ(fate(1).edited, "Sudah diperbaiki.");
}

TEST_F(events, of_reactions_the_newest_by_the_platforms_time_stands) {
  auto const at = w.time.now();
  hook(body::said("c1", "m1", "Berapa tarifnya?") + body::reacted("c1", "e2", "m1", "", at + seconds{2}) + body::reacted("c1", "e1", "m1", "👍", at + seconds{1}));
  EXPECT_EQ(fate(1).reaction, "");
  hook(body::reacted("c1", "e3", "m2", "👍", at + seconds{1}) + body::reacted("c1", "e4", "m2", "❤", at + seconds{3}) +
       body::reacted("c1", "e5", "m2", "😮", at + seconds{2}) + body::said("c1", "m2", "Dan syaratnya?"));
  auto const page = log();
  auto const i = std::find_if(page.messages.begin(), page.messages.end(), [](auto const& m) { return m.text == "Dan syaratnya?"; }) - page.messages.begin();
  EXPECT_EQ(page.noted.at(static_cast<std::size_t>(i)).reaction, "❤");
}

TEST_F(events, what_waits_is_bounded_and_an_unsend_outlives_reactions) {
  hook(body::unsent("c1", "u1", "gone"));
  std::string many;
  for (int i = 0; i < 100; ++i) many += body::reacted("c1", "r" + std::to_string(i), "x" + std::to_string(i), "👍");
  hook(many);
  w.pass(seconds{10});
  EXPECT_EQ(record().early.size(), early_remarks_max);
  hook(body::said("c1", "gone", "rahasia"));
  EXPECT_TRUE(fate(1).removed);
  EXPECT_EQ(said(1).text, "");
}

TEST_F(events, a_quote_names_the_message_it_is_about_and_is_zero_where_that_is_not_here) {
  auto const sari = handling();
  auto const seq = says(sari, "Nomor resi?");
  w.pass(seconds{2});
  hook(body::said("c1", "m2", "Ini nomornya", {}, w.messenger.last_id()) + body::said("c1", "m3", "Dan ini", {}, "long-ago"));
  auto const page = log();
  auto const last = page.messages.size();
  EXPECT_EQ(page.messages[last - 2].quotes_seq, seq);
  auto const& [m2, m3] = std::tie(page.messages[last - 2], page.messages[last - 1]);
  EXPECT_NE(wire::message_frame("c", 1, m2, {}, {false, "sari"}).find("\"reply_to\":" + std::to_string(seq)), std::string::npos);
  EXPECT_NE(wire::message_frame("c", 1, m3, {}, {false, "sari"}).find("\"reply_to\":0"), std::string::npos);
  EXPECT_EQ(wire::message_frame("c", 1, m2, {}, {true, ""}).find("reply_to"), std::string::npos);
  EXPECT_EQ(wire::message_frame("c", 1, page.messages[0], {}, {false, "sari"}).find("reply_to"), std::string::npos);
}

// The citizen is quicker than the platform's answer to our request.
struct early_receipts : events {
  std::uint64_t answer_with(std::function<std::string(sent_part const&)> told, std::string text = "Tarifnya 7,5%.") {
    auto const sari = handling();
    w.messenger.takes = seconds{5};
    w.messenger.on_sent = [this, told](sent_part const& p) { w.hook("fb", told(p)); };
    auto const seq = says(sari, std::move(text));
    w.pass(seconds{4});
    EXPECT_EQ(fate(seq).state, delivery::pending);
    return seq;
  }
};

TEST_F(early_receipts, a_delivery_told_before_sent_is_committed_counts_once_it_is) {
  auto const seq = answer_with([](sent_part const& p) { return body::delivered("c1", "e1", p.id); });
  w.pass(seconds{4});
  EXPECT_EQ(fate(seq).state, delivery::delivered);
  EXPECT_TRUE(record().early.empty());
}

TEST_F(early_receipts, a_reading_by_message_id_told_before_sent_is_committed_counts_once_it_is) {
  auto const seq = answer_with([](sent_part const& p) { return body::read_up_to("c1", "e1", p.id) + body::delivered("c1", "e2", p.id); });
  w.pass(seconds{4});
  EXPECT_EQ(fate(seq).state, delivery::read);
}

TEST_F(early_receipts, a_watermark_told_before_sent_is_committed_counts_once_it_is) {
  auto const seq = answer_with([this](sent_part const& p) { return body::read_until("c1", "e1", p.at + milliseconds{100}); });
  w.pass(seconds{4});
  EXPECT_EQ(fate(seq).state, delivery::read);
}

TEST_F(early_receipts, a_watermark_from_before_the_request_says_nothing_of_its_message) {
  auto const sari = handling();
  w.messenger.answers = {sending::later{seconds{30}, false}};
  auto const seq = says(sari);
  w.pass(seconds{5});
  hook(body::read_until("c1", "e1", w.time.now() - seconds{1}));
  w.pass(seconds{60});
  EXPECT_EQ(fate(seq).state, delivery::sent);
}

TEST_F(early_receipts, the_receipt_of_a_first_part_says_nothing_of_the_whole) {
  w.take_texts_of(channel_kind::messenger, 40);
  auto const seq = answer_with([this](sent_part const& p) { return w.messenger.sent.size() == 1 ? body::read_up_to("c1", "e1", p.id) : std::string(); },
                               "Kalimat pertama yang cukup panjang. Kalimat kedua yang juga panjang sekali.");
  w.pass(seconds{4});
  EXPECT_EQ(fate(seq).state, delivery::pending);
  w.pass(seconds{20});
  EXPECT_EQ(fate(seq).state, delivery::sent);
}

TEST_F(early_receipts, a_reaction_to_our_words_told_before_sent_is_committed_is_shown) {
  auto const seq = answer_with([](sent_part const& p) { return body::reacted("c1", "e1", p.id, "👍"); });
  w.pass(seconds{4});
  EXPECT_EQ(fate(seq).reaction, "👍");
  EXPECT_EQ(fate(seq).state, delivery::sent);
}

TEST_F(early_receipts, a_receipt_of_what_is_not_ours_is_not_kept) {
  handling();
  auto const before = w.record(citizen())->version;
  hook(body::delivered("c1", "e1", "another-apps") + body::read_up_to("c1", "e2", "another-apps"));
  EXPECT_EQ(w.record(citizen())->version, before);
}

}  // namespace
}  // namespace sahut::test
