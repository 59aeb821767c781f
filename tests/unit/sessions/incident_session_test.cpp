// Incidents on officers' windows.
#include "desk_window.hpp"

#include <gmock/gmock.h>

namespace sahut::test {
namespace {

using testing::IsEmpty;

struct incident_window : desk_window {
  incident_window() {
    c = handled();
    w.officer("koko", {}, role::coordinator);
    w.officer("tono", {"pelan"});
  }
  std::string opens(window const& x) { return asks(x, {{"type", "incident.open"}, {"title", "CEISA tidak dapat diakses"}})["incident"]; }
  conversation_id c;
};

TEST_F(incident_window, is_opened_gathered_proposed_approved_and_answered_before_everybodys_eyes) {
  auto const sari = signs_in("sari"), koko = signs_in("koko"), tono = signs_in("tono");
  EXPECT_THAT(sari.last("welcome")["incidents"], IsEmpty());
  auto const i = opens(sari);
  w.pass(seconds{1});
  for (auto const& x : {sari, koko, tono}) EXPECT_EQ(x.last("incident")["title"], "CEISA tidak dapat diakses");
  auto const added = asks(sari, {{"type", "incident.add"}, {"incident", i}, {"conversations", {c, "PRI-none"}}});
  ASSERT_EQ(added["type"], "ack") << added.dump();
  EXPECT_EQ(added["changed"], 1);
  EXPECT_EQ(added["not_taken"][0]["what"], "PRI-none");
  ASSERT_EQ(asks(sari, {{"type", "incident.answer"}, {"incident", i}, {"text", "Sudah pulih."}, {"purpose", "answer"}})["type"], "ack");
  w.pass(seconds{1});
  EXPECT_EQ(koko.last("incident")["state"], "proposed");
  EXPECT_EQ(koko.last("incident")["text"], "Sudah pulih.");
  EXPECT_EQ(koko.last("incident")["proposed_by"]["id"], "sari");
  EXPECT_EQ(asks(sari, {{"type", "incident.approve"}, {"incident", i}})["code"], "not_found") << "an officer has not the right";
  ASSERT_EQ(asks(koko, {{"type", "incident.approve"}, {"incident", i}})["type"], "ack");
  w.pass(seconds{3});
  for (auto const& x : {sari, koko, tono}) {
    EXPECT_EQ(x.last("incident")["state"], "answered");
    EXPECT_EQ(x.last("incident")["members"], 1);
    EXPECT_EQ(x.last("incident")["answered"], 1);
  }
  EXPECT_EQ(sari.last("message")["text"], "Sudah pulih.");
  EXPECT_EQ(sari.last("conversation")["state"], "answered");
  EXPECT_EQ(signs_in("tono").last("welcome")["incidents"].size(), 1u);
  ASSERT_EQ(asks(sari, {{"type", "incident.close"}, {"incident", i}})["type"], "ack");
  EXPECT_THAT(signs_in("tono").last("welcome")["incidents"], IsEmpty());
}

TEST_F(incident_window, is_approved_with_the_words_that_were_read_and_no_others) {
  auto const sari = signs_in("sari"), koko = signs_in("koko");
  auto const i = opens(sari);
  asks(sari, {{"type", "incident.add"}, {"incident", i}, {"conversations", {c}}});
  auto const proposes = [&](char const* text) {
    ASSERT_EQ(asks(sari, {{"type", "incident.answer"}, {"incident", i}, {"text", text}, {"purpose", "answer"}})["type"], "ack");
  };
  proposes("Sudah pulih.");
  w.pass(seconds{2});
  std::string const read = koko.last("incident")["proposal"];
  EXPECT_FALSE(read.empty());
  proposes("Belum pulih.");
  auto const approves = [&](json more) {
    json f{{"type", "incident.approve"}, {"incident", i}};
    f.update(more);
    return asks(koko, f);
  };
  for (auto const& more : {json::object(), json{{"proposal", read}}, json{{"proposal", "x"}}}) {
    auto const e = approves(more);
    EXPECT_EQ(e["code"], "bad_field") << more.dump();
    EXPECT_EQ(e["path"], "proposal") << more.dump();
  }
  w.pass(seconds{2});
  std::string const now = koko.last("incident")["proposal"];
  EXPECT_NE(now, read);
  EXPECT_EQ(approves({{"proposal", read}})["path"], "proposal") << "what it names goes before what was shown";
  EXPECT_EQ(approves({{"proposal", now}})["type"], "ack");
  w.pass(seconds{3});
  EXPECT_EQ(sari.last("message")["text"], "Belum pulih.");
}

TEST_F(incident_window, is_told_once_a_step_and_not_once_a_member) {
  auto const sari = signs_in("sari"), koko = signs_in("koko");
  auto const i = opens(sari);
  w.pass(seconds{1});
  std::vector<conversation_id> all{c};
  for (int n = 0; n < 40; ++n) all.push_back(handled("m" + std::to_string(n)));
  w.pass(seconds{1});
  auto const from = koko.peer->of_type("incident").size();
  ASSERT_EQ(asks(sari, {{"type", "incident.add"}, {"incident", i}, {"conversations", all}})["changed"], 41);
  w.pass(seconds{3});
  EXPECT_LE(koko.peer->of_type("incident").size() - from, 3u);
  EXPECT_EQ(koko.last("incident")["members"], 41) << "the last state is told";
}

TEST_F(incident_window, what_is_wrong_is_said_with_its_place) {
  auto const sari = signs_in("sari");
  auto const i = opens(sari);
  struct row { json frame; char const* code; char const* path; };
  for (auto const& r : {row{{{"type", "incident.open"}}, "bad_field", "title"}, row{{{"type", "incident.add"}, {"incident", i}}, "bad_field", "tickets"},
                        row{{{"type", "incident.add"}, {"incident", "PRI-Inone"}, {"words", "x"}}, "not_found", "incident"},
                        row{{{"type", "incident.add"}, {"incident", i}, {"tickets", std::vector<std::string>(501, "x")}}, "too_long", "tickets"},
                        row{{{"type", "incident.add"}, {"incident", i}, {"from", "kemarin"}}, "bad_field", "from"},
                        row{{{"type", "incident.answer"}, {"incident", i}, {"text", " "}}, "bad_field", "text"},
                        row{{{"type", "incident.answer"}, {"incident", i}, {"text", "x"}, {"purpose", "question"}}, "bad_field", "purpose"},
                        row{{{"type", "incident.remove"}, {"incident", i}, {"words", "x"}}, "bad_field", "tickets"}}) {
    auto const e = asks(sari, r.frame);
    EXPECT_EQ(e["code"], r.code) << e.dump();
    EXPECT_EQ(e["path"], r.path) << e.dump();
  }
}

TEST_F(incident_window, an_auditor_and_an_administrator_are_told_nothing_of_it) {
  w.officer("audi", {}, role::auditor);
  w.officer("admin", {}, role::administrator);
  auto const sari = signs_in("sari"), audi = signs_in("audi"), admin = signs_in("admin");
  opens(sari);
  w.pass(seconds{1});
  for (auto const& x : {audi, admin}) {
    EXPECT_THAT(x.peer->of_type("incident"), IsEmpty());
    EXPECT_EQ(asks(x, {{"type", "incident.open"}, {"title", "x"}})["code"], "not_found");
  }
}

}  // namespace
}  // namespace sahut::test
