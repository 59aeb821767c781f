// A complaint about staff on officers' windows: from its restriction on, nothing of it is in any frame of those who may not see it.
#include "desk_window.hpp"

#include <gmock/gmock.h>

namespace sahut::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct restricted_window : desk_window {
  restricted_window() {
    c = handled();
    w.officer("budi", {"umum"});
    w.officer("ayu", {"ahli"});
    w.officer("koko", {}, role::coordinator);
    w.officer("kepala", {}, role::superior);
    w.officer("patuh", {"pelan"}, role::auditor);
  }
  json restricts(window const& x, std::string reason = "RAHASIA-alasan") {
    auto a = asks(x, {{"type", "conversation.restrict"}, {"conversation", c}, {"reason", reason}});
    w.pass(seconds{1});
    return a;
  }
  json history(window const& x) { return asks(x, {{"type", "history.get"}, {"conversation", c}, {"after_rev", 0}}); }
  void cites(std::string text) {
    EXPECT_TRUE(w.says(w.visitor("a"), text));
    w.pass(seconds{1});
  }
  conversation_id c;
};

}  // namespace

TEST_F(restricted_window, is_lost_at_once_by_who_handles_it_and_marked_for_who_sees_it) {
  auto const sari = signs_in("sari"), kepala = signs_in("kepala"), patuh = signs_in("patuh");
  ASSERT_EQ(restricts(sari)["type"], "ack");
  EXPECT_EQ(sari.last("conversation")["gone"], true);
  EXPECT_THAT(sari.heads(), IsEmpty());
  for (auto const& x : {kepala, patuh}) {
    EXPECT_EQ(x.last("conversation")["restricted"], true);
    EXPECT_EQ(x.last("conversation")["state"], "queued");
    auto const page = history(x);
    ASSERT_EQ(page["type"], "ack") << page.dump();
    EXPECT_THAT(page["notes"].dump(), HasSubstr("RAHASIA-alasan"));
  }
  EXPECT_EQ(history(sari)["code"], "not_found");
  EXPECT_EQ(w.record(c)->record.officer, "");
  w.pass(seconds{30});
  EXPECT_EQ(w.record(c)->record.officer, "") << "nobody is assigned to it";
}

TEST_F(restricted_window, is_asked_for_by_who_handles_it_or_supervises_and_sent_again_has_its_answer) {
  auto const budi = signs_in("budi"), patuh = signs_in("patuh"), koko = signs_in("koko"), sari = signs_in("sari");
  EXPECT_EQ(restricts(budi)["code"], "not_handling");
  EXPECT_EQ(restricts(patuh)["code"], "not_found") << "an auditor reads what their queues hold";
  EXPECT_EQ(asks(sari, {{"type", "conversation.restrict"}, {"conversation", c}})["path"], "reason");
  json f{{"type", "conversation.restrict"}, {"id", "same"}, {"conversation", c}, {"reason", "pengaduan"}};
  (void)history(koko);  // the thread is open there
  EXPECT_EQ(asks(koko, f)["type"], "ack");
  w.pass(seconds{1});
  auto const version = w.record(c)->version;
  EXPECT_EQ(asks(koko, f)["type"], "ack") << "though a coordinator does not see it any more";
  EXPECT_EQ(w.record(c)->version, version);
  f["reason"] = "lain";
  EXPECT_EQ(asks(koko, f)["code"], "id_reused");
  EXPECT_EQ(koko.last("conversation")["gone"], true);
}

TEST_F(restricted_window, is_answered_and_closed_by_a_superior_and_given_to_no_one_else) {
  auto const sari = signs_in("sari"), kepala = signs_in("kepala");
  w.officer("wakil", {}, role::superior);
  restricts(sari);
  ASSERT_EQ(asks(kepala, {{"type", "conversation.claim"}, {"conversation", c}})["type"], "ack");
  EXPECT_EQ(asks(kepala, {{"type", "conversation.transfer"}, {"conversation", c}, {"officer", "sari"}})["path"], "officer");
  auto const colleagues = asks(kepala, {{"type", "officers.list"}, {"conversation", c}})["officers"];
  std::set<std::string> names;
  for (auto const& o : colleagues) names.insert(o["id"]);
  EXPECT_EQ(names, (std::set<std::string>{"kepala", "wakil"}));
  EXPECT_EQ(asks(kepala, {{"type", "consult.ask"}, {"conversation", c}, {"to", {{"officer", "sari"}}}, {"text", "x"}})["path"], "conversation");
  EXPECT_EQ(asks(kepala, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Kami tindak lanjuti."}, {"purpose", "answer"}})["type"], "ack");
  EXPECT_EQ(asks(kepala, {{"type", "conversation.close"}, {"conversation", c}, {"outcome", "redirected"}, {"to", "sipuma"}})["type"], "ack");
  EXPECT_EQ(w.record(c)->record.state, conversation_state::closed);
}

// The citizen complains; colleagues and an incident have part in it; then it is restricted, written on, becomes a ticket, is found by
// nobody, is answered and closed. Windows were there before, came during and after; nothing that was said from then on is in any.
TEST_F(restricted_window, nothing_of_it_is_in_any_frame_that_anybody_else_is_sent_from_then_on) {
  std::vector<std::string> const others{"sari", "budi", "ayu", "koko"};
  std::vector<window> windows;
  for (auto const& name : others) windows.push_back(signs_in(officer_id(name)));
  auto const kepala = signs_in("kepala");
  auto const sari = windows.at(0);
  ASSERT_EQ(asks(sari, {{"type", "consult.ask"}, {"conversation", c}, {"to", {{"officer", "ayu"}}}, {"text", "Bagaimana?"}})["type"], "ack");
  std::string const i = asks(windows.at(3), {{"type", "incident.open"}, {"title", "Gangguan"}})["incident"];
  ASSERT_EQ(asks(sari, {{"type", "incident.add"}, {"incident", i}, {"conversations", {c}}})["changed"], 1);
  for (auto const& x : windows) (void)history(x);  // threads that are open at a desk
  ASSERT_EQ(restricts(sari)["type"], "ack");
  std::vector<std::size_t> from;
  for (auto const& x : windows) from.push_back(x.peer->frames.size());

  cites("RAHASIA-1 petugas itu kasar");
  for (auto const& name : others) windows.push_back(signs_in(officer_id(name))), from.push_back(0);
  w.pass(std::chrono::minutes{61});  // warned of, and a ticket
  ASSERT_TRUE(w.record(c)->record.open_ticket());
  auto const number = w.record(c)->record.tickets.at(0).number;
  ASSERT_EQ(asks(kepala, {{"type", "conversation.claim"}, {"conversation", c}})["type"], "ack");
  ASSERT_EQ(asks(kepala, {{"type", "note.add"}, {"conversation", c}, {"text", "RAHASIA-2 catatan"}})["type"], "ack");
  cites("RAHASIA-3 tambahan");
  for (auto const& x : windows) {
    for (json f : {json{{"type", "history.get"}, {"after_rev", 0}}, json{{"type", "conversation.claim"}}, json{{"type", "note.add"}, {"text", "x"}},
                   json{{"type", "identity.reveal"}, {"reason", "x"}}, json{{"type", "identity.set"}, {"name", "x"}}, json{{"type", "officers.list"}},
                   json{{"type", "consult.ask"}, {"to", {{"officer", "kepala"}}}, {"text", "x"}}, json{{"type", "answer.revoke"}, {"seq", 1}, {"reason", "x"}},
                   json{{"type", "conversation.topic"}, {"topic", sari.last("welcome")["topics"][0]}}}) {
      f["conversation"] = c;
      EXPECT_EQ(asks(x, f)["code"], "not_found") << f.dump();
    }
    EXPECT_EQ(asks(x, {{"type", "ticket.take"}, {"ticket", number}})["code"], "not_found");
    EXPECT_THAT(asks(x, {{"type", "conversation.find"}, {"q", number}})["conversations"], IsEmpty());
    EXPECT_EQ(asks(x, {{"type", "incident.add"}, {"incident", i}, {"conversations", {c}}})["changed"], 0);
  }
  ASSERT_EQ(asks(kepala, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "RAHASIA-4 jawaban"}, {"purpose", "answer"}})["type"], "ack");
  ASSERT_EQ(asks(kepala, {{"type", "conversation.close"}, {"conversation", c}, {"outcome", "answered"}})["type"], "ack");
  w.pass(seconds{2});
  for (auto const& name : others) windows.push_back(signs_in(officer_id(name))), from.push_back(0);
  ASSERT_EQ(w.run(w.here().gathering.find(incident_id(i))).value().members, 0u) << "it has left the incident";

  std::size_t frames = 0;
  for (std::size_t n = 0; n < windows.size(); ++n)
    for (std::size_t k = from.at(n); k < windows.at(n).peer->frames.size(); ++k, ++frames)
      for (auto const* never : {"RAHASIA", number.text().c_str(), "Berapa tarif barang kiriman"}) {
        auto const& f = windows.at(n).peer->frames[k];
        bool const said_back = json::parse(f).value("type", "") == "error" || json::parse(f).contains("not_taken");
        if (!said_back) { EXPECT_THAT(f, Not(HasSubstr(never))); }
      }
  EXPECT_GT(frames, 50u);
  EXPECT_NE(json(kepala.peer->frames).dump().find("RAHASIA-3"), std::string::npos) << "the superior reads on";
}

TEST_F(restricted_window, is_an_ordinary_one_for_what_is_asked_after_its_end_and_its_past_stays_hidden) {
  auto const sari = signs_in("sari"), kepala = signs_in("kepala");
  restricts(sari);
  ASSERT_EQ(asks(kepala, {{"type", "conversation.claim"}, {"conversation", c}})["type"], "ack");
  ASSERT_EQ(asks(kepala, {{"type", "conversation.close"}, {"conversation", c}, {"outcome", "redirected"}, {"to", "sipuma"}})["type"], "ack");
  auto const before = w.record(c)->end;
  cites("Berapa bea masuk laptop?");
  w.pass(seconds{6});
  ASSERT_EQ(w.record(c)->record.officer, "sari");
  EXPECT_FALSE(sari.last("conversation").contains("restricted"));
  auto const page = history(sari);
  ASSERT_EQ(page["messages"][0]["type"], "hidden") << page.dump();
  EXPECT_EQ(page["messages"][0]["from_seq"], 1);
  EXPECT_EQ(page["messages"][0]["to_seq"], before);
  EXPECT_EQ(page["messages"][1]["text"], "Berapa bea masuk laptop?");
  EXPECT_THAT(page["notes"], IsEmpty());
  EXPECT_EQ(history(kepala)["messages"][0]["text"], "Berapa tarif barang kiriman?");
}

TEST_F(restricted_window, goes_from_the_lists_of_who_loses_its_ticket_and_its_consult) {
  auto const sari = signs_in("sari");
  std::string const number = asks(sari, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "x"}})["ticket"]["number"];
  std::string const k = asks(sari, {{"type", "consult.ask"}, {"conversation", c}, {"to", {{"officer", "ayu"}}}, {"text", "Bagaimana?"}})["consult"];
  w.pass(seconds{1});
  restricts(sari);
  EXPECT_EQ(sari.last("ticket")["gone"], true);
  EXPECT_EQ(sari.last("ticket")["ticket"], number);
  EXPECT_EQ(sari.last("consult")["gone"], true);
  EXPECT_EQ(sari.last("consult")["consult"], k);
}

}  // namespace sahut::test
