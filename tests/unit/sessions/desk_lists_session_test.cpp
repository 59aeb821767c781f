// An officer's lists stay right without a reload: what moves away goes from them, and a thread that is open at a desk goes on.
#include "desk_window.hpp"

#include <gmock/gmock.h>

namespace sahut::test {
namespace {

using testing::IsEmpty;

struct desk_lists : desk_window {
  desk_lists() {
    c = handled();
    w.officer("tono", {"pelan"});
    w.officer("budi", {"umum"});
    w.officer("koko", {}, role::coordinator);
  }
  json opens(window const& x, conversation_id const& of) { return asks(x, {{"type", "history.get"}, {"conversation", of}, {"after_rev", 0}}); }
  std::size_t messages(window const& x) { return x.peer->of_type("message").size(); }
  void cites(std::string const& who, std::string text) {
    EXPECT_TRUE(w.says(w.visitor(who), text));
    w.pass(seconds{1});
  }
  conversation_id c;
};

}  // namespace

TEST_F(desk_lists, lose_a_ticket_and_a_consult_that_move_to_a_queue_that_is_not_theirs) {
  auto const sari = signs_in("sari"), tono = signs_in("tono");
  std::string const number = asks(sari, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "x"}})["ticket"]["number"];
  std::string const k = asks(sari, {{"type", "consult.ask"}, {"conversation", c}, {"to", {{"officer", "koko"}}}, {"text", "Bagaimana?"}})["consult"];
  w.pass(seconds{1});
  ASSERT_EQ(asks(sari, {{"type", "ticket.assign"}, {"ticket", number}, {"queue", "pelan"}})["type"], "ack");
  w.pass(seconds{1});
  auto const gone = sari.last("ticket");
  EXPECT_EQ(gone["gone"], true);
  EXPECT_EQ(gone["ticket"], number);
  EXPECT_EQ(gone["conversation"], c);
  EXPECT_EQ(gone["rev"], w.record(c)->version);
  EXPECT_FALSE(gone.contains("subject") || gone.contains("reason"));
  EXPECT_EQ(sari.last("consult")["gone"], true);
  EXPECT_EQ(sari.last("consult")["consult"], k);
  EXPECT_EQ(tono.last("ticket")["ticket"], number) << "it has come to them";
  EXPECT_FALSE(tono.last("ticket").contains("gone"));
}

TEST_F(desk_lists, show_a_ticket_that_went_to_a_colleague_of_the_queue_as_theirs) {
  auto const sari = signs_in("sari");
  std::string const number = asks(sari, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "x"}})["ticket"]["number"];
  ASSERT_EQ(asks(sari, {{"type", "ticket.assign"}, {"ticket", number}, {"officer", "budi"}})["type"], "ack");
  w.pass(seconds{1});
  EXPECT_EQ(sari.last("ticket")["owner"]["id"], "budi");
}

TEST_F(desk_lists, keep_an_open_thread_live_for_who_may_read_it) {
  auto const koko = signs_in("koko"), budi = signs_in("budi"), tono = signs_in("tono");
  EXPECT_EQ(opens(tono, c)["code"], "not_found");
  ASSERT_EQ(opens(koko, c)["type"], "ack");
  cites("a", "Satu lagi.");
  EXPECT_EQ(koko.last("message")["text"], "Satu lagi.");
  EXPECT_EQ(messages(budi), 0u) << "it is not open there";
  EXPECT_EQ(messages(tono), 0u);
  auto const from = messages(koko);
  ASSERT_TRUE(w.run(w.here().officer_side.say(w.window("sari"), id(), c, purpose::answer, "Tujuh persen.", w.record(c)->end, nullptr)));
  w.pass(seconds{1});
  EXPECT_GT(messages(koko), from) << "the answer too";
}

TEST_F(desk_lists, show_the_first_words_of_what_is_asked_anew_in_a_thread_that_is_open) {
  auto const sari = signs_in("sari");
  opens(sari, c);
  ASSERT_TRUE(w.run(w.here().officer_side.say(w.window("sari"), id(), c, purpose::answer, "Tujuh persen.", w.record(c)->end, nullptr)));
  ASSERT_EQ(asks(sari, {{"type", "conversation.close"}, {"conversation", c}, {"outcome", "answered"}})["type"], "ack");
  w.pass(seconds{1});
  cites("a", "Bagaimana dengan sepatu?");
  bool shown = false;
  for (auto const& f : sari.peer->of_type("message")) shown = shown || json::parse(f).value("text", "") == "Bagaimana dengan sepatu?";
  EXPECT_TRUE(shown);
}

TEST_F(desk_lists, keep_only_the_newest_threads_live) {
  auto const koko = signs_in("koko");
  opens(koko, c);
  for (int i = 0; i < 8; ++i) opens(koko, handled("x" + std::to_string(i)));
  auto const from = messages(koko);
  cites("a", "Satu lagi.");
  EXPECT_EQ(messages(koko), from) << "eight others were opened since";
  cites("x7", "Halo lagi, apakah sudah?");
  EXPECT_GT(messages(koko), from);
}

TEST_F(desk_lists, are_told_what_a_thread_may_not_show_any_more) {
  auto const budi = signs_in("budi");
  opens(budi, c);
  ASSERT_TRUE(w.run(w.here().officer_side.transfer(w.window("sari"), id(), c, "pelan", std::nullopt, "")));
  w.pass(seconds{1});
  EXPECT_EQ(budi.last("conversation")["gone"], true);
  auto const from = messages(budi);
  cites("a", "Satu lagi.");
  EXPECT_EQ(messages(budi), from);
}

TEST_F(desk_lists, let_a_ticket_be_described_by_who_handles_it_or_supervises) {
  auto const sari = signs_in("sari"), budi = signs_in("budi"), koko = signs_in("koko");
  auto const topic = sari.last("welcome")["topics"][0];
  std::string const number = asks(sari, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "x"}})["ticket"]["number"];
  json const set{{"type", "ticket.set"}, {"ticket", number}, {"topic", topic}}, about{{"type", "conversation.topic"}, {"conversation", c}, {"topic", topic}};
  for (auto const& f : {set, about}) {
    EXPECT_EQ(asks(budi, f)["code"], "not_handling");
    EXPECT_EQ(asks(sari, f)["type"], "ack");
    EXPECT_EQ(asks(koko, f)["type"], "ack");
  }
}

TEST_F(desk_lists, take_down_who_the_citizen_is_as_they_said_it) {
  auto const sari = signs_in("sari"), budi = signs_in("budi");
  json f{{"type", "identity.set"}, {"conversation", c}, {"name", "Ani"}, {"nik", "12"}, {"documents", {{{"kind", "pib"}, {"number", "000123"}}}}};
  EXPECT_EQ(asks(budi, f)["code"], "not_handling");
  auto const done = asks(sari, f);
  ASSERT_EQ(done["type"], "ack") << done.dump();
  EXPECT_EQ(done["warnings"][0]["path"], "nik");
  auto const known = w.record(c)->record;
  EXPECT_EQ(known.contact_name, "Ani");
  EXPECT_EQ(known.contact_nik, "12");
  w.pass(seconds{1});
  EXPECT_EQ(sari.last("conversation")["identity"]["name"], "Ani");
  EXPECT_NE(sari.last("conversation")["identity"]["documents"][0]["number"], "000123") << "masked";
  EXPECT_FALSE(budi.last("conversation").contains("identity"));
  f["documents"] = "pib";
  EXPECT_EQ(asks(sari, f)["code"], "bad_field");
}

}  // namespace sahut::test
