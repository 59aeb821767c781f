// An officer's window over an office in memory, on a socket that a test holds: what it is told, in which order, and what not.
#include "desk_window.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

annotation edited(std::string text) {
  annotation a;
  a.edited = std::move(text);
  return a;
}

TEST_F(desk_window, stale_neither_tells_nor_counts_what_lies_in_a_hidden_request) {
  auto const c = handed_over();
  auto const tono = signs_in("tono");
  ASSERT_EQ(asks(tono, {{"type", "conversation.claim"}, {"conversation", c}})["type"], "ack");
  auto const done = asks(tono, {{"type", "message.send"}, {"conversation", c}, {"seen", 0}, {"text", "Mesin apa?"}, {"purpose", "question"}});
  EXPECT_EQ(done["type"], "ack") << done.dump();
  auto const other = signs_in("tono");
  auto const late = asks(other, {{"type", "message.send"}, {"conversation", c}, {"seen", 0}, {"text", "Ya."}, {"purpose", "answer"}});
  ASSERT_EQ(late["code"], "stale");
  ASSERT_FALSE(late["messages"].empty());
  EXPECT_EQ(late["messages"].front()["text"], "Pertanyaan baru soal mesin");
  EXPECT_EQ(late["messages"].back()["text"], "Mesin apa?");
  EXPECT_EQ(late["more"], false);
  for (auto const& f : tono.peer->frames) EXPECT_THAT(f, Not(HasSubstr("RAHASIA")));
  for (auto const& f : other.peer->frames) EXPECT_THAT(f, Not(HasSubstr("RAHASIA")));
}

TEST_F(desk_window, what_becomes_of_a_hidden_message_is_not_told_either) {
  auto const c = handed_over();
  auto const tono = signs_in("tono");
  ASSERT_EQ(asks(tono, {{"type", "conversation.claim"}, {"conversation", c}})["type"], "ack");
  EXPECT_EQ(asks(tono, {{"type", "message.reclassify"}, {"conversation", c}, {"seq", 1}, {"purpose", "question"}})["message"],
            "the conversation has no such message");
  becomes(c, 1, edited("RAHASIA yang diubah"));
  EXPECT_THAT(tono.peer->of_type("message.update"), IsEmpty());
  becomes(c, w.record(c)->end, edited("yang ini boleh"));
  EXPECT_THAT(tono.peer->of_type("message.update"), ElementsAre(HasSubstr("yang ini boleh")));
}

TEST_F(desk_window, a_note_of_a_hidden_request_is_hidden_with_it) {
  auto const c = handed_over();
  auto const tono = signs_in("tono");
  auto const page = asks(tono, {{"type", "history.get"}, {"conversation", c}, {"after_rev", 0}});
  ASSERT_EQ(page["notes"].size(), 1u) << page["notes"].dump();
  EXPECT_EQ(page["notes"][0]["text"], "Tolong dibantu");
  EXPECT_EQ(page["messages"][0]["type"], "hidden");
  EXPECT_THAT(page.dump(), Not(HasSubstr("RAHASIA")));
}

TEST_F(desk_window, a_ticket_of_a_hidden_request_is_hidden_with_it_while_what_is_theirs_is_shown) {
  auto const c = handled();
  w.officer("tono", {"pelan"});
  auto const sari = signs_in("sari"), tono = signs_in("tono");
  ASSERT_EQ(asks(sari, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "RAHASIA alasan"}})["type"], "ack");
  ASSERT_EQ(asks(sari, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Jawaban"}, {"purpose", "answer"}})["type"], "ack");
  EXPECT_EQ(sari.last("conversation")["ticket"]["state"], "answered");
  w.pass(seconds{5});
  ASSERT_TRUE(w.says(w.visitor("a"), "Bagaimana dengan mesin bekas dari luar negeri?"));
  w.pass(seconds{6});
  ASSERT_EQ(w.record(c)->record.active.size(), 1u);
  ASSERT_EQ(asks(sari, {{"type", "conversation.transfer"}, {"conversation", c}, {"queue", "pelan"}})["type"], "ack");
  ASSERT_EQ(asks(tono, {{"type", "conversation.claim"}, {"conversation", c}})["type"], "ack");
  ASSERT_EQ(asks(tono, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Ya."}, {"purpose", "answer"}})["type"], "ack");
  EXPECT_EQ(tono.last("conversation")["state"], "answered");
  for (auto const& f : tono.peer->frames) EXPECT_THAT(f, Not(HasSubstr("RAHASIA")));
  EXPECT_THAT(tono.peer->of_type("ticket"), IsEmpty());
}

TEST_F(desk_window, another_windows_message_behind_more_than_a_page_of_the_citizens_is_stale_all_the_same) {
  auto const c = handled();
  auto const sari = signs_in("sari"), other = signs_in("sari");
  auto const seen = w.record(c)->end;
  for (int i = 0; i < 505; ++i) ASSERT_TRUE(w.says(w.visitor("a"), "Baris " + std::to_string(i)));
  ASSERT_EQ(asks(other, {{"type", "message.send"}, {"conversation", c}, {"seen", seen}, {"text", "Sebentar?"}, {"purpose", "question"}})["type"], "ack");
  auto const late = asks(sari, {{"type", "message.send"}, {"conversation", c}, {"seen", seen}, {"text", "Ya."}, {"purpose", "answer"}});
  ASSERT_EQ(late["code"], "stale") << late.dump();
  EXPECT_EQ(late["messages"].size(), 500u);
  EXPECT_EQ(late["messages"][0]["seq"], seen + 1);
  EXPECT_EQ(late["more"], true);
}

TEST_F(desk_window, a_line_behind_more_than_a_page_of_ones_own_crosses_the_answer_all_the_same) {
  w.cfg.limits.page_messages = 3;
  auto const c = handled();
  auto const sari = signs_in("sari");
  auto const seen = w.record(c)->end;
  auto const say = [&](std::string text, std::string purpose) {
    return asks(sari, {{"type", "message.send"}, {"conversation", c}, {"seen", seen}, {"text", text}, {"purpose", purpose}});
  };
  for (int i = 0; i < 5; ++i) ASSERT_EQ(say("Nomor " + std::to_string(i) + "?", "question")["type"], "ack");
  ASSERT_TRUE(w.says(w.visitor("a"), "Dan bagaimana dengan sepatu olahraga?"));
  auto const line = w.record(c)->end;
  ASSERT_EQ(say("Tarifnya 7,5%.", "answer")["type"], "ack");
  auto const now = w.record(c)->record;
  ASSERT_EQ(now.active.size(), 1u);
  EXPECT_EQ(now.active[0].first_seq, line);
}

TEST_F(desk_window, the_answer_stale_is_a_page_in_bytes_too) {
  w.cfg.limits.page_bytes = 4000;
  auto const c = handled();
  auto const sari = signs_in("sari"), other = signs_in("sari");
  auto const seen = w.record(c)->end;
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(asks(other, {{"type", "message.send"}, {"conversation", c}, {"seen", seen}, {"text", std::string(1500, 'a')}, {"purpose", "question"}})["type"], "ack");
  auto const late = asks(sari, {{"type", "message.send"}, {"conversation", c}, {"seen", seen}, {"text", "Ya."}, {"purpose", "answer"}});
  ASSERT_EQ(late["code"], "stale");
  EXPECT_LT(late.dump().size(), 4600u);
  EXPECT_EQ(late["more"], true);
}

TEST_F(desk_window, notes_come_in_pages_that_go_on_from_their_rev) {
  w.cfg.limits.page_bytes = 65536;
  auto const c = handled();
  auto const sari = signs_in("sari");
  std::string const words(4000, 'n');
  for (int i = 0; i < 40; ++i) {
    std::string text = words;
    text += std::to_string(i);
    ASSERT_TRUE(w.run(w.here().officer_side.add_note(w.window("sari"), id(), c, text)));
  }
  becomes(c, 1, edited("baru"));
  std::vector<std::string> notes;
  std::size_t updates = 0, pages = 0;
  std::uint64_t rev = 0;
  for (bool more = true; more; ++pages) {
    ASSERT_LT(pages, 20u);
    auto const page = asks(sari, {{"type", "history.get"}, {"conversation", c}, {"after", w.record(c)->end}, {"after_rev", rev}});
    EXPECT_LT(page.dump().size(), 66000u);
    for (auto const& n : page["notes"]) notes.push_back(n["text"]);
    updates += page["updates"].size();
    more = page["more"];
    ASSERT_TRUE(!more || page["rev"] > rev);
    EXPECT_EQ(page["more_revs"], more);
    rev = page["rev"];
  }
  EXPECT_EQ(rev, w.record(c)->version);
  EXPECT_GT(pages, 2u);
  EXPECT_EQ(updates, 1u);
  ASSERT_EQ(notes.size(), 40u);
  for (std::size_t i = 0; i < notes.size(); ++i) EXPECT_EQ(notes[i], words + std::to_string(i));
}

TEST_F(desk_window, a_limit_bounds_notes_as_well_and_a_full_page_of_messages_keeps_room_for_them) {
  w.cfg.limits.page_bytes = 8000;
  auto const c = handled();
  auto const sari = signs_in("sari");
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(w.says(w.visitor("a"), std::string(1500, 'a')));
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(w.run(w.here().officer_side.add_note(w.window("sari"), id(), c, "catatan")));
  auto const page = asks(sari, {{"type", "history.get"}, {"conversation", c}, {"limit", 3}, {"after_rev", 0}});
  EXPECT_EQ(page["notes"].size(), 3u);
  EXPECT_EQ(page["more_revs"], true);
  auto const full = asks(sari, {{"type", "history.get"}, {"conversation", c}, {"after_rev", 0}});
  EXPECT_EQ(full["notes"].size(), 4u);
  EXPECT_EQ(full["more_revs"], false);
  EXPECT_EQ(full["more"], true) << "there are older messages";
  EXPECT_LT(full.dump().size(), 8500u);
}

TEST_F(desk_window, revisions_are_read_to_the_oldest_however_many_came_after) {
  auto const c = handled();
  auto const sari = signs_in("sari");
  ASSERT_TRUE(w.run(w.here().officer_side.add_note(w.window("sari"), id(), c, "yang pertama")));
  for (int i = 0; i < 2100; ++i) becomes(c, 1, edited(std::to_string(i)));
  std::size_t updates = 0;
  std::string first;
  std::uint64_t rev = 0;
  for (bool more = true; more;) {
    auto const page = asks(sari, {{"type", "history.get"}, {"conversation", c}, {"after", w.record(c)->end}, {"after_rev", rev}});
    updates += page["updates"].size();
    if (first.empty() && !page["notes"].empty()) first = page["notes"][0]["text"];
    more = page["more"];
    ASSERT_TRUE(!more || page["rev"] > rev);
    rev = page["rev"];
  }
  EXPECT_EQ(first, "yang pertama");
  EXPECT_EQ(updates, 2100u);
}

TEST_F(desk_window, the_handling_officer_sees_who_asks_masked_and_in_full_for_a_reason_that_is_kept) {
  auto const c = handled();
  auto decide = [](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    transition t;
    t.after = base->record;
    t.after->contact_email = "dewi@contoh.id";
    t.after->contact_nik = "3171234567890123";
    t.after->documents = {{"aju", "00002001012620261123000042"}};
    co_return std::optional(std::move(t));
  };
  ASSERT_TRUE(w.run(w.here().shared.act(c, command_id(), decide)));
  w.officer("ani", {"umum"});
  auto const sari = signs_in("sari"), ani = signs_in("ani");
  auto const welcome = sari.last("welcome");
  auto const head = welcome["conversations"].at(0);
  EXPECT_EQ(head["identity"]["nik"], "••••0123");
  EXPECT_EQ(head["identity"]["email"], "d••••@contoh.id");
  EXPECT_EQ(head["identity"]["documents"][0]["number"], "••••0042");
  EXPECT_EQ(asks(ani, {{"type", "identity.reveal"}, {"conversation", c}, {"reason", "ingin tahu"}})["code"], "not_handling");
  EXPECT_EQ(asks(sari, {{"type", "identity.reveal"}, {"conversation", c}})["code"], "bad_field");
  auto const once = asks(sari, {{"type", "identity.reveal"}, {"id", "r1"}, {"conversation", c}, {"reason", "mencocokkan PIB"}});
  EXPECT_EQ(once["identity"]["nik"], "3171234567890123");
  EXPECT_EQ(once["identity"]["documents"][0]["number"], "00002001012620261123000042");
  auto const note = ani.last("note");
  EXPECT_THAT(note["text"].get<std::string>(), HasSubstr("mencocokkan PIB"));
  EXPECT_EQ(note["officer"]["id"], "sari");
  ASSERT_EQ(asks(sari, {{"type", "conversation.transfer"}, {"conversation", c}, {"officer", "ani"}})["type"], "ack");
  EXPECT_EQ(asks(sari, {{"type", "identity.reveal"}, {"id", "r1"}, {"conversation", c}, {"reason", "mencocokkan PIB"}})["code"], "not_handling")
      << "the same id again opens nothing";
  for (auto const& f : ani.peer->frames) EXPECT_THAT(f, Not(HasSubstr("3171234567890123")));
}

TEST_F(desk_window, an_escalation_reaches_the_unit_which_reads_notes_and_claims_it) {
  auto const c = handled();
  w.officer("tono", {"pelan"});
  w.officer("lain", {"cadangan"});
  auto const sari = signs_in("sari"), tono = signs_in("tono"), other = signs_in("lain");
  auto escalate = [&](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto t = on_escalate(w.here().shared.at_now(), base->record, {"sari", "Sari", {}}, "perlu diperiksa", "pelan");
    co_return std::optional(std::move(*t));
  };
  ASSERT_TRUE(w.run(w.here().shared.act(c, command_id(), escalate)));
  w.time.settle();
  auto const head = tono.last("conversation");
  ASSERT_EQ(head["conversation"], c) << head.dump();
  EXPECT_EQ(head["ticket"]["unit"]["id"], "pelan");
  EXPECT_EQ(head["ticket"]["reason"], "perlu diperiksa");
  EXPECT_FALSE(head.contains("identity"));
  EXPECT_THAT(other.peer->of_type("conversation"), IsEmpty());
  EXPECT_EQ(asks(other, {{"type", "history.get"}, {"conversation", c}})["code"], "not_found");
  auto const page = asks(tono, {{"type", "history.get"}, {"conversation", c}});
  EXPECT_THAT(page.dump(), HasSubstr("Berapa tarif"));
  EXPECT_EQ(asks(tono, {{"type", "note.add"}, {"conversation", c}, {"text", "dilihat"}})["type"], "ack");
  EXPECT_EQ(asks(tono, {{"type", "conversation.claim"}, {"conversation", c}})["type"], "ack");
  EXPECT_EQ(w.record(c)->record.officer, "tono");
  ASSERT_EQ(asks(tono, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Jawaban"}, {"purpose", "answer"}})["type"], "ack");
  EXPECT_EQ(asks(signs_in("tono"), {{"type", "history.get"}, {"conversation", c}})["type"], "ack") << "handled by them";
}

TEST_F(desk_window, colleagues_are_listed_with_presence_and_load_where_they_may_take_it) {
  auto const c = handled();
  w.officer("budi", {"umum"});
  w.officer("tono", {"pelan"});
  w.officer("audit", {}, role::auditor);
  auto const sari = signs_in("sari");
  auto const list = asks(sari, {{"type", "officers.list"}, {"conversation", c}})["officers"];
  ASSERT_EQ(list.size(), 2u) << list.dump();
  std::map<std::string, json> by;
  for (auto const& o : list) by[o["id"]] = o;
  EXPECT_EQ(by["sari"]["state"], "available");
  EXPECT_EQ(by["sari"]["load"], 1);
  EXPECT_EQ(by["sari"]["capacity"], 50);
  EXPECT_EQ(by["budi"]["state"], "offline");
  auto const tono = signs_in("tono");
  EXPECT_EQ(asks(tono, {{"type", "officers.list"}, {"conversation", c}})["code"], "not_found");
}

TEST_F(desk_window, a_number_is_found_as_a_head) {
  auto const c = handled();
  auto const sari = signs_in("sari");
  auto const got = asks(sari, {{"type", "conversation.find"}, {"q", w.record(c)->record.active.at(0).reference}});
  ASSERT_EQ(got["conversations"].size(), 1u) << got.dump();
  EXPECT_EQ(got["conversations"][0]["conversation"], c);
  EXPECT_EQ(got["more"], false);
}

TEST_F(desk_window, the_welcome_is_the_first_frame_and_the_queues_that_moved_meanwhile_follow_it) {
  w.officer("sari", {"umum"});
  auto const x = arrives("sari");
  w.workers.front()->way->faults.way_max = milliseconds{40};
  auto hello = [](std::shared_ptr<officer_session> s) -> boost::asio::awaitable<void> { co_await s->text(R"({"type":"hello"})"); };
  boost::asio::co_spawn(w.time.io, hello(x.session), boost::asio::detached);
  for (int i = 0; i < 200 && x.peer->frames.empty(); ++i) {
    w.here().shared.local.windows([](listener& l) {
      l.on_queue("umum", 7, std::nullopt);
      l.on_queue("pelan", 3, std::nullopt);
      l.on_presence("sari", "another", "available", 3);
    });
    w.pass(milliseconds{5});
  }
  ASSERT_FALSE(x.peer->frames.empty());
  EXPECT_THAT(x.peer->frames[0], HasSubstr("\"type\":\"welcome\""));
  EXPECT_THAT(x.peer->of_type("queue"), ElementsAre(AllOf(HasSubstr("\"queue\":\"umum\""), HasSubstr("\"waiting\":7"))));
}

TEST_F(desk_window, a_window_that_closes_while_it_is_welcomed_leaves_nothing_behind) {
  handled();
  w.run(w.here().window_closed("sari"));
  w.workers.front()->way->faults.way_max = milliseconds{20};
  auto hello = [](std::shared_ptr<officer_session> s) -> boost::asio::awaitable<void> { co_await s->text(R"({"type":"hello"})"); };
  for (int after = 0; after < 60; ++after) {
    auto const x = arrives("sari");
    boost::asio::co_spawn(w.time.io, hello(x.session), boost::asio::detached);
    w.pass(milliseconds{after * 4});
    shut(x);
    w.pass(milliseconds{800});
    EXPECT_THAT(w.here().shared.local.live(), IsEmpty()) << after;
    EXPECT_FALSE(w.here().shared.local.anyone()) << after;
    EXPECT_THAT(w.run(w.here().presence_side.find("sari")).value().leases, IsEmpty()) << after;
  }
}

TEST_F(desk_window, a_second_hello_is_told_so) {
  w.officer("sari", {"umum"});
  auto const x = signs_in("sari");
  auto const again = asks(x, {{"type", "hello"}});
  EXPECT_EQ(again["code"], "bad_field");
  EXPECT_EQ(again["path"], "type");
  EXPECT_EQ(again["message"], "`hello` was said already");
}

TEST_F(desk_window, a_command_sent_again_after_something_in_between_gets_the_very_same_answer) {
  auto const c = handled();
  auto const x = signs_in("sari");
  std::vector<json> const frames{
      {{"type", "message.send"}, {"id", "m"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Nomor resi?"}, {"purpose", "question"}},
      {{"type", "note.add"}, {"id", "n"}, {"conversation", c}, {"text", "catatan"}},
      {{"type", "presence.set"}, {"id", "p"}, {"state", "available"}, {"capacity", 7}},
      {{"type", "conversation.escalate"}, {"id", "e"}, {"conversation", c}, {"reason", "perlu unit"}},
  };
  std::vector<json> first;
  for (auto const& f : frames) first.push_back(asks(x, f));
  ASSERT_EQ(asks(x, {{"type", "note.add"}, {"conversation", c}, {"text", "lain"}})["type"], "ack");
  ASSERT_EQ(asks(x, {{"type", "presence.set"}, {"state", "away"}})["type"], "ack");
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(first[i]["type"], "ack") << first[i].dump();
    EXPECT_EQ(asks(x, frames[i]), first[i]);
  }
}

TEST_F(desk_window, a_conversation_is_forgotten_when_it_is_closed_and_when_it_is_gone) {
  auto const closed = handled("a"), gone = handled("b"), kept = handled("c");
  auto const x = signs_in("sari");
  EXPECT_EQ(x.heads(), (std::set<conversation_id>{closed, gone, kept}));
  ASSERT_EQ(asks(x, {{"type", "conversation.close"}, {"conversation", closed}, {"outcome", "spam"}})["type"], "ack");
  ASSERT_EQ(asks(x, {{"type", "conversation.transfer"}, {"conversation", gone}, {"queue", "pelan"}})["type"], "ack");
  EXPECT_EQ(x.last("conversation")["gone"], true);
  EXPECT_EQ(x.heads(), std::set<conversation_id>{kept});
  EXPECT_THAT(w.here().shared.local.live(), ElementsAre(kept));
}

TEST_F(desk_window, whom_a_transfer_may_name_are_those_who_can_take_it) {
  w.officer("sari", {"umum"});
  w.officer("budi", {"pelan"});
  w.officer("rina", {}, role::coordinator);
  w.officer("audit", {}, role::auditor);
  w.officer("admin", {}, role::administrator);
  w.officer("kepala", {}, role::office_head);
  w.officer("keluar", {"umum"});
  ASSERT_TRUE(w.run(w.here().accounts_of_officers.change("keluar", [](user_account& u) { u.disabled = true; })));
  auto const welcome = signs_in("sari").last("welcome");
  std::vector<std::string> names;
  for (auto const& o : welcome["officers"]) names.push_back(o["id"]);
  EXPECT_THAT(names, testing::UnorderedElementsAre("sari", "budi", "rina"));
}

TEST_F(desk_window, who_the_citizen_is_is_shown_to_the_handling_officer_alone) {
  auto const c = handled();
  w.officer("budi", {"umum"});
  w.officer("rina", {}, role::coordinator);
  auto const sari = signs_in("sari"), budi = signs_in("budi"), rina = signs_in("rina");
  identity given;
  given.name = "Ani Rahayu";
  ASSERT_TRUE(w.run(w.here().citizen_side.identify_self(w.visitor("a"), "i1", given, false)));
  ASSERT_EQ(asks(sari, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "perlu unit"}})["type"], "ack");
  w.time.settle();
  EXPECT_EQ(sari.last("conversation")["contact"]["name"], "Ani Rahayu");
  EXPECT_EQ(sari.last("ticket")["contact"]["name"], "Ani Rahayu");
  EXPECT_THAT(signs_in("sari").peer->of_type("welcome"), Contains(HasSubstr("Ani Rahayu")));
  for (auto const& x : {budi, rina, signs_in("budi"), signs_in("rina")})
    for (auto const& f : x.peer->frames) EXPECT_THAT(f, Not(HasSubstr("Ani Rahayu")));
  EXPECT_EQ(budi.last("conversation")["contact"]["id"], c);
}

TEST_F(desk_window, a_welcome_that_cannot_show_all_who_wait_says_so) {
  w.officer("sari", {"umum"});
  EXPECT_EQ(signs_in("sari").last("welcome")["more"], false);
  for (int i = 0; i < 1001; ++i) {
    transaction t;
    t.operations.push_back(sorted_add{key_space("priok").waiting("umum"), "PRI-x" + std::to_string(i), to_millis(w.time.now())});
    ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
  }
  EXPECT_EQ(signs_in("sari").last("welcome")["more"], true);
}

TEST_F(desk_window, a_head_brings_the_citizens_last_words_to_whoever_may_read_the_conversation) {
  auto const c = handled();
  w.officer("tono", {"pelan"});
  auto const words = [](json const& head) { return head.contains("last_words") ? head["last_words"]["text"].get<std::string>() : "-"; };
  auto const sari = signs_in("sari"), tono = signs_in("tono");
  EXPECT_EQ(words(sari.last("welcome")["conversations"][0]), "Berapa tarif barang kiriman?");
  EXPECT_TRUE(w.says(w.visitor("a"), "Nomornya CX-1"));
  ASSERT_EQ(asks(sari, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Sebentar."}, {"purpose", "question"}})["type"], "ack");
  EXPECT_EQ(words(sari.last("conversation")), "Nomornya CX-1");
  ASSERT_EQ(asks(sari, {{"type", "conversation.transfer"}, {"conversation", c}, {"queue", "pelan"}})["type"], "ack");
  w.time.settle();
  EXPECT_EQ(words(tono.last("conversation")), "Nomornya CX-1");  // new to this window: read from the log
  EXPECT_EQ(words(signs_in("tono").last("welcome")["conversations"][0]), "Nomornya CX-1");
  for (auto const& f : signs_in("sari").peer->frames) EXPECT_THAT(f, Not(HasSubstr("CX-1")));
}

TEST_F(desk_window, words_that_were_edited_are_told_as_they_are_now_and_those_taken_back_not_at_all) {
  auto const c = handled();
  auto const x = signs_in("sari");
  becomes(c, 1, edited("Berapa bea masuknya?"));
  auto const again = signs_in("sari");
  EXPECT_EQ(again.last("welcome")["conversations"][0]["last_words"]["text"], "Berapa bea masuknya?");
  annotation gone;
  gone.removed = true;
  becomes(c, 1, gone);
  ASSERT_EQ(asks(x, {{"type", "conversation.escalate"}, {"conversation", c}, {"reason", "perlu unit"}})["type"], "ack");
  EXPECT_FALSE(x.last("conversation").contains("last_words"));
  EXPECT_FALSE(signs_in("sari").last("welcome")["conversations"][0].contains("last_words"));
}

TEST_F(desk_window, words_of_a_hidden_request_are_in_no_head) {
  handed_over();
  auto const welcome = signs_in("tono").last("welcome");
  EXPECT_EQ(welcome["conversations"][0]["last_words"]["text"], "Pertanyaan baru soal mesin");
  EXPECT_THAT(welcome.dump(), Not(HasSubstr("RAHASIA")));
}

// What changes while the welcome is read waits for it, and may be older than what the welcome tells.
TEST_F(desk_window, a_change_that_is_older_than_the_head_that_a_window_has_takes_nothing_back) {
  auto const c = handled();
  auto earlier = std::make_shared<change>();
  earlier->now = w.record(c);
  earlier->state_changed = true;
  auto const x = signs_in("sari");
  ASSERT_EQ(asks(x, {{"type", "presence.set"}, {"state", "away"}})["type"], "ack");
  ASSERT_EQ(asks(x, {{"type", "conversation.release"}, {"conversation", c}})["type"], "ack");
  ASSERT_EQ(x.last("conversation")["state"], "queued");
  x.session->on_change(earlier);
  EXPECT_EQ(x.last("conversation")["state"], "queued");
  ASSERT_TRUE(w.says(w.visitor("a"), "Masih di sini"));
  EXPECT_THAT(x.peer->of_type("message"), IsEmpty()) << "it is not theirs any more";
}

TEST_F(desk_window, presence_without_a_capacity_has_the_offices) {
  w.officer("sari", {"umum"});
  auto const x = signs_in("sari");
  EXPECT_EQ(asks(x, {{"type", "presence.set"}, {"state", "available"}, {"capacity", 9}})["capacity"], 9);
  EXPECT_EQ(asks(x, {{"type", "presence.set"}, {"state", "available"}})["capacity"], w.cfg.officers.capacity);
  EXPECT_EQ(signs_in("sari").last("welcome")["presence"]["capacity"], w.cfg.officers.capacity);
}

}  // namespace
}  // namespace sahut::test
