// Tickets on an officer's window: the frame, the deeds, and whether a text is an answer at all.
#include "desk_window.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using testing::ElementsAre;

struct ticket_window : desk_window {
  // She passes her conversation on; its ticket's number.
  std::string ticketed(window const& x) {
    return asks(x, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "perlu penelitian"}})["ticket"]["number"];
  }
  json answers(window const& x, std::string text, json more = json::object()) {
    json f{{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"purpose", "answer"}, {"text", text}};
    f.update(more);
    return asks(x, f);
  }
  conversation_id c;
};

}  // namespace

TEST_F(ticket_window, shows_what_a_ticket_is_and_whose_and_since_when) {
  c = handled();
  auto const sari = signs_in("sari");
  auto const number = asks(sari, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "perlu penelitian"}})["ticket"]["number"].get<std::string>();
  auto const t = sari.last("ticket");
  EXPECT_EQ(t["ticket"], number);
  EXPECT_EQ(t["number"], number);
  EXPECT_EQ(t["kind"], "escalation");
  EXPECT_EQ(t["state"], "in_progress");
  EXPECT_EQ(t["owner"]["id"], "sari");
  EXPECT_EQ(t["unowned"], false);
  EXPECT_EQ(t["rev"], w.record(c)->version);
  EXPECT_TRUE(t.contains("received_at") && t.contains("due") && t.contains("conversation") && t.contains("queue") && t.contains("office"));
  auto const frames = sari.peer->of_type("ticket").size();
  says(sari, {{"type", "note.add"}, {"id", id()}, {"conversation", c}, {"text", "cek"}});
  EXPECT_EQ(sari.peer->of_type("ticket").size(), frames) << "it did not change";
}

TEST_F(ticket_window, is_told_that_colleagues_are_asked_about_it) {
  conversation known;
  ticket tk;
  tk.number = "CRE-261123-00042-0";
  tk.categories = {"ict_complaint"};
  tk.subject = "Modul impor tidak terbuka";
  tk.reminded = 2;
  known.consults.emplace_back().ticket = tk.number;
  auto const shown = [&] { return json::parse(wire::ticket_fields(w.profile.facts, known, tk, true)); };
  EXPECT_EQ(shown()["state"], "coordinating");
  EXPECT_EQ(shown()["kind"], "care");
  EXPECT_EQ(shown()["subject"], "Modul impor tidak terbuka");
  EXPECT_EQ(shown()["reminded_to"], "coordinator");
  EXPECT_THAT(shown()["categories"], ElementsAre("ict_complaint"));
  EXPECT_EQ(json::parse(wire::ticket_fields(w.profile.facts, known, tk, false))["state"], "issued") << "no citizen hears of a consult";
  known.consults[0].answered = true;
  EXPECT_EQ(shown()["state"], "issued");
}

TEST_F(ticket_window, takes_gives_describes_and_closes_a_ticket) {
  c = handled();
  auto const sari = signs_in("sari");
  EXPECT_FALSE(sari.last("welcome")["topics"].empty());
  auto const topic = sari.last("welcome")["topics"][0];
  auto const number = ticketed(sari);
  auto const taken = asks(sari, {{"type", "ticket.take"}, {"ticket", number}});
  EXPECT_EQ(taken["type"], "ack");
  EXPECT_EQ(taken["ticket"]["number"], number);
  EXPECT_EQ(taken["conversation"], c);
  auto const set = asks(sari, {{"type", "ticket.set"}, {"ticket", number}, {"categories", {"information_request"}}, {"topic", topic}});
  EXPECT_EQ(set["ticket"]["topic"], topic);
  EXPECT_EQ(asks(sari, {{"type", "ticket.set"}, {"ticket", number}, {"categories", {"hujan"}}})["path"], "categories[0]");
  EXPECT_EQ(asks(sari, {{"type", "ticket.set"}, {"ticket", number}})["code"], "bad_field");
  EXPECT_EQ(asks(sari, {{"type", "conversation.topic"}, {"conversation", c}, {"topic", "cuaca"}})["path"], "topic");
  EXPECT_EQ(asks(sari, {{"type", "conversation.topic"}, {"conversation", c}, {"topic", topic}})["type"], "ack");
  EXPECT_EQ(asks(sari, {{"type", "ticket.assign"}, {"ticket", number}, {"officer", "sari"}, {"queue", "umum"}})["code"], "bad_field");
  EXPECT_EQ(asks(sari, {{"type", "ticket.close"}, {"ticket", number}, {"outcome", "hilang"}})["path"], "outcome");
  auto const closed = asks(sari, {{"type", "ticket.close"}, {"ticket", number}, {"outcome", "abandoned"}});
  EXPECT_EQ(closed["ticket"]["state"], "closed");
}

TEST_F(ticket_window, asks_again_where_a_text_answers_nothing_and_its_client_can_ask) {
  c = handled();
  auto const sari = signs_in("sari");
  struct row { json more; char const* path; };
  for (auto const& r : {row{{{"sure", false}}, "sure"}, {{{"sure", "ya"}}, "sure"}})
    EXPECT_EQ(answers(sari, "Mohon tunggu sebentar", r.more)["path"], r.path);
  EXPECT_EQ(answers(sari, "Mohon tunggu sebentar", {{"purpose", "question"}, {"sure", false}})["type"], "ack") << "a question stops no clock";
  EXPECT_EQ(answers(sari, "Mohon tunggu sebentar", {{"sure", true}})["type"], "ack");
  EXPECT_EQ(answers(sari, "Mohon tunggu sebentar")["type"], "ack") << "who does not ask is not asked";
  EXPECT_EQ(answers(sari, "Bebas.", {{"sure", false}})["type"], "ack") << "short, and an answer";
}

TEST_F(ticket_window, shows_what_was_mended) {
  c = handled();
  auto const sari = signs_in("sari");
  auto const number = ticketed(sari);
  asks(sari, {{"type", "ticket.set"}, {"ticket", number}, {"categories", {"ict_complaint"}}});
  EXPECT_EQ(answers(sari, "Modul impor sudah dapat dibuka.")["path"], "solution");
  auto const done = answers(sari, "Modul impor sudah dapat dibuka.", {{"ticket", number}, {"solution", "Layanan dimuat ulang."}});
  ASSERT_EQ(done["type"], "ack");
  auto const page = asks(sari, {{"type", "history.get"}, {"conversation", c}});
  bool shown = false;
  for (auto const& m : page["messages"])
    if (m["seq"] == done["seq"]) shown = m["solution"] == "Layanan dimuat ulang.";
  EXPECT_TRUE(shown);
}

TEST_F(ticket_window, splits_a_line_off_revokes_an_answer_and_asks_who_the_citizen_is) {
  c = handled();
  w.officer("kepala", {}, role::superior);
  auto const sari = signs_in("sari"), kepala = signs_in("kepala");
  ticketed(sari);
  w.says(w.visitor("a"), "Satu lagi: apakah IMEI saya terdaftar?");
  auto const line = w.record(c)->end;
  EXPECT_EQ(asks(sari, {{"type", "request.split"}, {"conversation", c}, {"from_seq", line}})["type"], "ack");
  EXPECT_EQ(w.record(c)->record.active.size(), 1u);
  EXPECT_EQ(asks(sari, {{"type", "identity.request"}, {"conversation", c}, {"fields", {"nik"}}})["type"], "ack");
  EXPECT_EQ(asks(sari, {{"type", "identity.request"}, {"conversation", c}})["path"], "fields");
  auto const answer = answers(sari, "IMEI Anda sudah terdaftar.");
  ASSERT_EQ(answer["type"], "ack");
  EXPECT_TRUE(w.record(c)->record.active.empty());
  json revoke{{"type", "answer.revoke"}, {"conversation", c}, {"seq", answer["seq"]}, {"reason", "belum menjawab"}};
  EXPECT_EQ(asks(sari, revoke)["code"], "not_handling") << "she reads it, and has not the right";
  EXPECT_EQ(asks(kepala, revoke)["type"], "ack");
  auto const shown = [&](window const& x) {
    auto const page = asks(x, {{"type", "history.get"}, {"conversation", c}});
    for (auto const& m : page["messages"])
      if (m["seq"] == answer["seq"]) return m;
    return json();
  };
  EXPECT_EQ(sari.last("message.update")["revoked"], true);
  EXPECT_EQ(shown(sari)["revoked"], true);
  json again{{"type", "message.reclassify"}, {"conversation", c}, {"seq", answer["seq"]}, {"purpose", "answer"}};
  for (auto const& x : {sari, kepala}) {
    auto const e = asks(x, again);
    EXPECT_EQ(e["code"], "bad_field") << e.dump();
    EXPECT_EQ(e["path"], "seq");
  }
  EXPECT_EQ(w.record(c)->record.active.size(), 1u);
}

}  // namespace sahut::test
