// Questions to colleagues on officers' windows: what each is told, and that the citizen is told none of it.
#include "desk_window.hpp"
#include "gateway/sessions/visitor_session.hpp"

#include <gmock/gmock.h>

namespace sahut::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct consult_window : desk_window {
  consult_window() {
    c = handled();
    w.officer("ayu", {"ahli"});
    w.officer("tono", {"pelan"});
  }
  json ask(window const& x, json more = json::object()) {
    json f{{"type", "consult.ask"}, {"conversation", c}, {"to", {{"queue", "ahli"}}}, {"text", "KATA-1"}, {"draft", "KATA-2"}};
    f.update(more);
    auto a = asks(x, f);
    w.pass(seconds{1});
    return a;
  }
  json answer(window const& x, std::string const& consult) {
    auto a = asks(x, {{"type", "consult.answer"}, {"consult", consult}, {"text", "KATA-3"}, {"draft", "KATA-4"}});
    w.pass(seconds{1});
    return a;
  }
  conversation_id c;
};

TEST_F(consult_window, a_question_comes_to_who_is_asked_and_its_answer_to_who_asked) {
  auto const sari = signs_in("sari"), ayu = signs_in("ayu"), tono = signs_in("tono");
  EXPECT_THAT(ayu.last("welcome")["consults"], IsEmpty());
  auto const asked = ask(sari);
  ASSERT_EQ(asked["type"], "ack") << asked.dump();
  std::string const k = asked["consult"];
  auto const got = ayu.last("consult");
  EXPECT_EQ(got["consult"], k);
  EXPECT_EQ(got["conversation"], c);
  EXPECT_EQ(got["from"], (json{{"id", "sari"}, {"name", "Petugas sari"}}));
  EXPECT_EQ(got["to"], (json{{"queue", "ahli"}}));
  EXPECT_EQ(got["text"], "KATA-1");
  EXPECT_EQ(got["draft"], "KATA-2");
  EXPECT_EQ(got["state"], "open");
  EXPECT_TRUE(got.contains("due") && got.contains("citizen_due") && got.contains("asked_at"));
  EXPECT_EQ(ayu.last("conversation")["conversation"], c) << "with the citizen's clock";
  EXPECT_TRUE(ayu.last("conversation").contains("answer_due"));
  ASSERT_EQ(answer(ayu, k)["type"], "ack");
  auto const told = sari.last("consult");
  EXPECT_EQ(told["state"], "answered");
  ASSERT_EQ(told["answers"].size(), 1u);
  EXPECT_EQ(told["answers"][0]["officer"]["id"], "ayu");
  EXPECT_EQ(told["answers"][0]["text"], "KATA-3");
  EXPECT_EQ(told["answers"][0]["draft"], "KATA-4");
  EXPECT_TRUE(told["answers"][0].contains("at"));
  EXPECT_THAT(tono.peer->of_type("consult"), IsEmpty());
}

TEST_F(consult_window, a_new_window_is_welcomed_with_what_is_open_for_or_by_its_officer) {
  auto const sari = signs_in("sari");
  std::string const k = ask(sari)["consult"];
  for (officer_id const& who : std::vector<officer_id>{"sari", "ayu"}) {
    auto const welcome = signs_in(who).last("welcome");
    ASSERT_EQ(welcome["consults"].size(), 1u) << who;
    EXPECT_EQ(welcome["consults"][0]["consult"], k);
    EXPECT_EQ(welcome["conversations"].size(), 1u) << who;
  }
  EXPECT_THAT(signs_in("tono").last("welcome")["consults"], IsEmpty());
  ASSERT_EQ(asks(sari, {{"type", "consult.close"}, {"consult", k}})["type"], "ack");
  EXPECT_THAT(signs_in("ayu").last("welcome")["consults"], IsEmpty());
  EXPECT_THAT(signs_in("ayu").last("welcome")["conversations"], IsEmpty());
}

TEST_F(consult_window, history_brings_the_consults_to_who_may_read_the_conversation) {
  auto const sari = signs_in("sari"), ayu = signs_in("ayu");
  std::string const k = ask(sari)["consult"];
  auto const page = asks(ayu, {{"type", "history.get"}, {"conversation", c}, {"after_rev", 0}});
  ASSERT_EQ(page["type"], "ack") << page.dump();
  ASSERT_EQ(page["consults"].size(), 1u);
  EXPECT_EQ(page["consults"][0]["consult"], k);
  EXPECT_EQ(page["messages"][0]["text"], "Berapa tarif barang kiriman?");
  EXPECT_FALSE(asks(ayu, {{"type", "history.get"}, {"conversation", c}}).contains("consults")) << "only with after_rev";
  ASSERT_EQ(asks(sari, {{"type", "consult.close"}, {"consult", k}})["type"], "ack");
  w.pass(seconds{1});
  EXPECT_EQ(ayu.last("consult")["gone"], true);
  EXPECT_EQ(ayu.last("conversation")["gone"], true);
  EXPECT_EQ(asks(ayu, {{"type", "history.get"}, {"conversation", c}})["code"], "not_found");
  EXPECT_EQ(asks(sari, {{"type", "history.get"}, {"conversation", c}, {"after_rev", 0}})["consults"][0]["state"], "closed");
}

TEST_F(consult_window, a_time_after_the_citizens_deadline_is_taken_with_a_warning) {
  auto const sari = signs_in("sari");
  EXPECT_FALSE(ask(sari).contains("warnings"));
  auto const late = ask(sari, {{"due", "2027-01-04T03:00:00.000Z"}});
  ASSERT_EQ(late["type"], "ack") << late.dump();
  EXPECT_EQ(late["warnings"][0]["path"], "due");
}

TEST_F(consult_window, what_is_wrong_in_a_question_is_said_with_its_place) {
  auto const sari = signs_in("sari");
  struct row { json more; char const* path; };
  for (auto const& r : {row{{{"to", "ahli"}}, "to"}, row{{{"to", json::object()}}, "to"}, row{{{"to", {{"role", "raja"}}}}, "to.role"},
                        row{{{"to", {{"role", "officer"}}}}, "to.role"}, row{{{"to", {{"queue", "nirwana"}}}}, "to.queue"},
                        row{{{"to", {{"officer", "nobody"}}}}, "to.officer"}, row{{{"text", "  "}}, "text"}, row{{{"due", "besok"}}, "due"},
                        row{{{"due", "2020-01-01T00:00:00Z"}}, "due"}, row{{{"ticket", "ESK-1"}}, "ticket"}}) {
    auto const e = ask(sari, r.more);
    EXPECT_EQ(e["code"], "bad_field") << r.more.dump();
    EXPECT_EQ(e["path"], r.path) << r.more.dump();
  }
  EXPECT_EQ(asks(sari, {{"type", "consult.answer"}, {"consult", "PRI-Knone"}, {"text", "x"}})["code"], "not_found");
  EXPECT_EQ(asks(sari, {{"type", "consult.close"}, {"consult", "PRI-Knone"}})["code"], "not_found");
}

TEST_F(consult_window, a_status_links_secret_is_masked_in_question_and_advice) {
  auto const sari = signs_in("sari"), ayu = signs_in("ayu");
  auto const link = status_url(w.profile.facts, "REF-261123-00001-7", "s3cr3t-of-the-citizen-0123456789");
  std::string const k = ask(sari, {{"text", "Lihat " + link}})["consult"];
  EXPECT_THAT(ayu.last("consult")["text"].get<std::string>(), HasSubstr("REF-261123-00001-7"));
  for (auto const& x : {sari, ayu})
    for (auto const& f : x.peer->frames) EXPECT_THAT(f, Not(HasSubstr("s3cr3t-of-the-citizen")));
}

// Asked, answered, reminded of, closed by itself with the conversation; the citizen's windows are there before, during and after.
TEST_F(consult_window, nothing_of_it_is_in_any_frame_that_the_citizen_is_sent) {
  std::vector<std::pair<std::shared_ptr<visitor_session>, std::shared_ptr<test_peer>>> citizens;
  auto const token = w.here().tokens.issue();
  auto const who = *w.here().tokens.identify(token);
  auto const arrives = [&] {
    citizens.emplace_back(std::make_shared<visitor_session>(shared, w.here(), "127.0.0.1"), std::make_shared<test_peer>(w.time.io.get_executor()));
    auto const session = citizens.back().first;
    session->opened(citizens.back().second);
    auto const says = [this, session](json const& f) { auto const text = f.dump(); w.run(session->text(text)); w.time.settle(); };
    says({{"type", "hello"}, {"token", token}, {"seq", 0}});
    return says;
  };
  auto const says = arrives();
  says({{"type", "message.send"}, {"id", "m1"}, {"text", "Apakah HS ini benar?"}});
  w.pass(seconds{6});
  c = who.conversation;
  ASSERT_EQ(w.record(c)->record.officer, "sari");
  auto const sari = signs_in("sari"), ayu = signs_in("ayu");
  std::string const k = ask(sari)["consult"];
  arrives();
  ASSERT_EQ(answer(ayu, k)["type"], "ack");
  ask(sari, {{"text", "KATA-5"}});  // nobody answers this one: reminders
  w.pass(std::chrono::minutes{50});
  ASSERT_EQ(asks(sari, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Ya, benar."}, {"purpose", "answer"}})["type"], "ack");
  ASSERT_EQ(asks(sari, {{"type", "conversation.close"}, {"conversation", c}, {"outcome", "answered"}})["type"], "ack");
  w.pass(seconds{1});
  arrives()({{"type", "history.get"}, {"id", "h1"}});
  says({{"type", "history.get"}, {"id", "h2"}, {"after", 0}});
  says({{"type", "consult.ask"}, {"id", "q1"}, {"conversation", c}, {"text", "x"}});
  std::size_t frames = 0;
  for (auto& [session, peer] : citizens) {
    frames += peer->frames.size();
    for (auto const& f : peer->frames)
      for (auto const* never : {"KATA-", "onsult", k.c_str(), "Petugas ayu"}) EXPECT_THAT(f, Not(HasSubstr(never)));
    EXPECT_FALSE(peer->of_type("message").empty() && peer->of_type("welcome").empty());
  }
  EXPECT_GT(frames, 10u);
  for (auto& [session, peer] : citizens) session->closed(1000);
  w.time.settle();
}

}  // namespace
}  // namespace sahut::test
