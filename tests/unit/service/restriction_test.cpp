// A restricted conversation over the store: nobody is assigned to it, it keeps nobody else waiting, and its thread's numbers stay apart.
#include "gateway/service/talk/filings.hpp"
#include "routing/engine/conversation/restriction.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct restricted_office : testing::Test {
  restricted_office() {
    w.add_worker("w1");
    w.at("2026-11-23 10:00:00");
    sari = w.officer("sari", {"umum"});
    koko = w.officer("koko", {}, role::coordinator);
    kepala = w.officer("kepala", {}, role::superior);
  }
  std::string id() { return "o-" + std::to_string(++w.ids); }
  conversation_id asked(std::string who, std::string text = "Petugas Anda kasar.") {
    auto const v = w.visitor(who);
    EXPECT_TRUE(w.says(v, text));
    w.pass(seconds{1});
    return v.conversation;
  }
  void restricts(conversation_id of) { ASSERT_TRUE(w.run(w.here().tickets.restrict_access(koko, id(), of, "pengaduan"))); }
  // The thread under a reference or ticket, as its citizen reads it.
  std::optional<numbered> opened(std::string_view number, std::string secret) {
    filings tickets(w.here().shared);
    auto parsed = parse_number(number);
    return w.run(tickets.by_secret(std::get<typed_number>(parsed), secret)).value();
  }
  std::vector<std::string> thread(std::string_view number, std::string secret) {
    filings tickets(w.here().shared);
    auto of = opened(number, secret);
    std::vector<std::string> out;
    for (auto const& m : w.run(tickets.newest_of(*of, 200)).value().messages)
      if (m.said.from != author::system) out.push_back(m.said.text);
    return out;
  }
  thread_words replies(std::string_view number, std::string secret, std::string text) {
    filings tickets(w.here().shared);
    auto of = opened(number, secret);
    return w.run(tickets.say(*of, id(), text, std::nullopt)).value();
  }

  world w;
  officer_window sari, koko, kepala;
};

}  // namespace

TEST_F(restricted_office, however_many_complaints_wait_before_them_others_are_assigned) {
  for (int i = 0; i < 70; ++i) restricts(asked("c" + std::to_string(i)));
  auto const later = asked("z", "Berapa tarif barang kiriman?");
  w.present("sari", 50);
  w.pass(seconds{10});
  EXPECT_EQ(w.record(later)->record.officer, "sari");
  EXPECT_EQ(w.run(w.here().shared.st.members(w.here().shared.space.load("sari"))).value().size(), 1u);
  EXPECT_EQ(w.run(w.here().officer_side.overview_for(sari.user->account)).value().conversations.size(), 1u);
  EXPECT_EQ(w.run(w.here().officer_side.overview_for(kepala.user->account)).value().conversations.size(), 70u);
}

TEST_F(restricted_office, its_ticket_is_issued_by_the_clock_and_listed_for_the_superior_alone) {
  auto const of = asked("a");
  restricts(of);
  w.pass(std::chrono::minutes{61});
  ASSERT_EQ(w.record(of)->record.tickets.size(), 1u);
  EXPECT_EQ(w.run(w.here().officer_side.overview_for(kepala.user->account)).value().ticketed.size(), 1u);
  for (auto const* who : {&sari, &koko}) EXPECT_TRUE(w.run(w.here().officer_side.overview_for(who->user->account)).value().ticketed.empty());
  auto const number = w.record(of)->record.tickets.at(0).number;
  EXPECT_EQ(w.run(w.here().tickets.assign(kepala, id(), number, "sari", std::nullopt)).error().path, "officer");
  EXPECT_TRUE(w.run(w.here().tickets.take(kepala, id(), number)));
  EXPECT_EQ(w.run(w.here().officer_side.reassign(id(), of, "sari", "")).error().path, "officer") << "the operator neither";
}

TEST_F(restricted_office, it_leaves_its_incident_which_goes_on_with_the_others) {
  auto const of = asked("a"), other = asked("b", "CEISA mati.");
  auto const i = w.run(w.here().gathering.open(koko, id(), "Gangguan"))->incident;
  incidents::selection what;
  what.conversations = {of, other};
  ASSERT_EQ(w.run(w.here().gathering.add(koko, id(), i, what))->changed, 2u);
  restricts(of);
  EXPECT_EQ(w.run(w.here().gathering.find(i))->members, 1u);
  EXPECT_TRUE(incidents_of(w.record(of)->record).empty());
  ASSERT_TRUE(w.run(w.here().gathering.propose(koko, id(), i, "Sudah pulih.")));
  auto const named = w.here().gathering.proposal_of(*w.run(w.here().gathering.find(i)));
  ASSERT_TRUE(w.run(w.here().gathering.approve(kepala, id(), i, named, "")));
  w.pass(seconds{5});
  EXPECT_EQ(w.record(other)->record.state, conversation_state::answered);
  EXPECT_EQ(w.record(of)->record.state, conversation_state::queued);
}

TEST_F(restricted_office, a_reply_under_a_number_stays_with_it_after_a_line_was_split_off) {
  auto const of = asked("a", "Mengapa barang saya ditahan?");
  auto& people = w.here().officer_side;
  ASSERT_TRUE(w.run(people.claim(sari, id(), of)));
  ASSERT_TRUE(w.run(people.escalate(sari, id(), of, "perlu penelitian", "")));
  (void)asked("a", "Satu lagi: apakah IMEI saya terdaftar?");
  auto const line = w.record(of)->end;
  ASSERT_TRUE(w.run(w.here().tickets.split(sari, id(), of, line)));
  auto const tk = w.record(of)->record.tickets.at(0);
  auto const second = w.record(of)->record.active.at(0);
  auto const told = replies(tk.number, tk.secret, "Ini nomor resi saya.");
  EXPECT_FALSE(told.asked) << "no question of its own";
  EXPECT_EQ(w.record(of)->record.requests, 2u);
  (void)replies(second.reference, second.secret, "IMEI 35-1.");
  using texts = std::vector<std::string>;
  EXPECT_EQ(thread(tk.number, tk.secret), (texts{"Mengapa barang saya ditahan?", "Ini nomor resi saya."}));
  EXPECT_EQ(thread(second.reference, second.secret), (texts{"Satu lagi: apakah IMEI saya terdaftar?", "IMEI 35-1."}));
  ASSERT_TRUE(w.run(people.say(sari, id(), of, purpose::answer, "IMEI terdaftar.", w.record(of)->end, nullptr)));
  (void)replies(tk.number, tk.secret, "Masih menunggu.");
  EXPECT_EQ(w.record(of)->record.requests, 2u) << "the first question waits, though the second was answered";
  EXPECT_EQ(thread(tk.number, tk.secret), (texts{"Mengapa barang saya ditahan?", "Ini nomor resi saya.", "Masih menunggu."}));
  EXPECT_EQ(thread(second.reference, second.secret).back(), "IMEI terdaftar.");
}

TEST_F(restricted_office, belum_terjawab_in_the_chat_marks_the_answer_for_good) {
  auto const of = asked("a", "Berapa tarif barang kiriman?");
  ASSERT_TRUE(w.run(w.here().officer_side.claim(sari, id(), of)));
  auto const answer = w.run(w.here().officer_side.say(sari, id(), of, purpose::answer, "Lihat laman kami.", w.record(of)->end, nullptr));
  ASSERT_TRUE(answer);
  (void)asked("a", "Belum terjawab");
  EXPECT_EQ(w.record(of)->record.active.size(), 1u);
  EXPECT_EQ(w.system_keys(of).back(), "answer_denied");
  auto const noted = w.log(of).noted.at(answer->seq - 1);
  EXPECT_TRUE(noted.revoked);
  EXPECT_EQ(w.run(w.here().officer_side.reclassify(sari, id(), of, answer->seq, purpose::answer)).error().path, "seq");
}

}  // namespace sahut::test
