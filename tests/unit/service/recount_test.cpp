// A calendar that changes while an office works, over workers, restarts and faults.
#include "tests/support/test_office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using testing::ElementsAre;

calendar next_revision(calendar c, std::string_view closed_day = {}) {
  c.revision = std::to_string(std::stoi(c.revision) + 1);
  if (closed_day.empty()) return c;
  auto const number = [&](std::size_t at, std::size_t n) { return std::stoi(std::string(closed_day.substr(at, n))); };
  auto const date = std::chrono::year{number(0, 4)} / number(5, 2) / number(8, 2);
  c.closures.push_back({local_date{date}, closure_kind::national, "Libur", "", ""});
  return c;
}

// Every worker has it, then one of them counts for all.
void adopt(world& w, calendar const& hours, bool behind = true) {
  w.profile.adopt(hours);
  for (auto& one : w.workers)
    if (one->alive()) one->of->adopt(hours);
  w.here().count_anew(behind);
}

// A ticket by hand on Monday 23 November at 10:00, its answer due on Wednesday at 17:00.
conversation_id with_ticket(world& w, std::string name = "a") {
  auto const sari = w.officer(officer_id("sari-" + name));
  w.present(officer_id("sari-" + name));
  auto const v = w.visitor(name);
  EXPECT_TRUE(w.says(v, "Berapa tarif barang kiriman?"));
  w.pass(seconds{6});
  EXPECT_TRUE(w.run(w.here().officer_side.escalate(sari, "e-" + name, v.conversation, "perlu penelitian", "")));
  return v.conversation;
}

// Nobody works meanwhile: days of simulated sweeping take their time.
void jump_to(world& w, utc_time t) {
  w.time.jump(t - w.time.now());
  w.pass(seconds{1});
}

std::size_t times_said(world& w, conversation_id const& id, std::string_view key) {
  auto const keys = w.system_keys(id);
  return static_cast<std::size_t>(std::count(keys.begin(), keys.end(), key));
}

TEST(a_new_calendar, moves_requests_tickets_due_entries_and_queues_and_tells_a_ticket_once_though_two_workers_count) {
  world w;
  w.add_worker("w1");
  w.add_worker("w2");
  auto const ticketed = with_ticket(w);
  auto const v = w.visitor("b");
  jump_to(w, w.when("2026-11-23 16:30:00"));  // the late window: due on Wednesday, a ticket at closing
  for (auto& one : w.workers) one->way->faults.way_max = milliseconds{20};
  ASSERT_TRUE(w.says(v, "Apa syaratnya?"));
  w.pass(seconds{10});
  auto const was = w.record(v.conversation);
  auto const hours = next_revision(w.profile.hours, "2026-11-24");
  for (auto& one : w.workers) one->of->adopt(hours), one->of->count_anew(true);
  w.pass(seconds{4});
  auto const request = w.record(v.conversation);
  EXPECT_EQ(request->version, was->version + 1) << "written once";
  EXPECT_EQ(request->record.active.at(0).clock.answer_due, w.when("2026-11-26 17:00:00"));
  EXPECT_EQ(request->record.active.at(0).clock.revision, "2");
  EXPECT_EQ(request->record.active.at(0).earlier_deadlines.size(), 1u);
  auto const c = w.record(ticketed)->record;
  EXPECT_EQ(c.tickets.at(0).answer_due, w.when("2026-11-26 17:00:00"));
  EXPECT_EQ(w.due("l|" + ticketed.text() + "|1"), c.tickets[0].answer_due + milliseconds{1});
  EXPECT_EQ(w.run(w.store->score(key_space("priok").ticketed("umum"), ticketed.text())).value(), to_millis(c.tickets[0].answer_due));
  w.pass(seconds{30});
  EXPECT_EQ(times_said(w, ticketed, "deadline_changed"), 1u);
  EXPECT_EQ(c.tickets[0].moved.state, notice_state::told);
}

TEST(a_new_calendar, that_cuts_a_request_short_makes_it_a_ticket_at_once_and_leaves_what_is_answered) {
  world w;
  w.add_worker("w1");
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const answered = w.visitor("a"), open = w.visitor("b");
  ASSERT_TRUE(w.says(answered, "Berapa tarif?"));
  ASSERT_TRUE(w.says(open, "Apa syaratnya?"));
  w.pass(seconds{6});
  ASSERT_TRUE(w.run(w.here().officer_side.say(sari, "x", answered.conversation, purpose::answer, "Sekian.", 99, nullptr)));
  auto const before = w.record(answered.conversation);
  w.at("2026-11-23 10:40:00");
  auto hours = next_revision(w.profile.hours);
  hours.policy.answer_limit = std::chrono::minutes{30};
  adopt(w, hours);
  w.pass(seconds{1});
  auto const c = w.record(open.conversation)->record;
  ASSERT_EQ(c.tickets.size(), 1u);
  EXPECT_GE(c.tickets[0].due_at, w.when("2026-11-23 10:40:00"));
  EXPECT_LE(c.tickets[0].issued_at - c.tickets[0].due_at, milliseconds{200});
  auto const after = w.record(answered.conversation);
  EXPECT_EQ(after->record, before->record);
}

TEST(a_new_calendar, found_at_the_start_is_counted_in_as_well) {
  world w;
  auto& one = w.add_worker("w1");
  auto const v = w.visitor("a");
  jump_to(w, w.when("2026-11-23 18:00:00"));
  ASSERT_TRUE(w.says(v, "Berapa tarif barang kiriman?"));
  ASSERT_EQ(w.record(v.conversation)->record.active.at(0).clock.ticket_at, w.when("2026-11-24 08:30:00"));
  one.kill();
  w.profile.adopt(next_revision(w.profile.hours, "2026-11-24"));
  w.at("2026-11-24 09:00:00");  // due meanwhile in the old calendar, and not in the new one
  auto& two = w.add_worker("w2");
  two.of->count_anew(false);
  w.pass(seconds{10});
  auto const c = w.record(v.conversation)->record;
  EXPECT_TRUE(c.tickets.empty());
  EXPECT_EQ(c.active.at(0).clock.ticket_at, w.when("2026-11-25 08:30:00"));
  EXPECT_EQ(w.due("t|" + v.conversation.text() + "|1"), w.when("2026-11-25 08:30:00"));
}

TEST(a_new_calendar, lets_chat_go_between_its_batches) {
  world w;
  w.add_worker("w1");
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(w.says(w.visitor("v" + std::to_string(i)), "Apa syaratnya?"));
  w.workers.front()->way->faults.way_max = milliseconds{10};
  adopt(w, next_revision(w.profile.hours), false);
  bool spoke = false;
  auto const from = w.time.now();
  boost::asio::co_spawn(w.time.io, w.here().citizen_side.send(w.visitor("new"), "1", "Halo, berapa tarif?", false),
                        [&](std::exception_ptr e, result<visitor_sent> r) {
                          if (e) std::rethrow_exception(e);
                          spoke = r.has_value();
                        });
  while (!spoke) w.pass(milliseconds{5});
  auto const counted = [&](int i) { return w.record(w.visitor("v" + std::to_string(i)).conversation)->record.active.at(0).clock.revision == "2"; };
  int done = 0;
  for (int i = 0; i < 300; ++i) done += counted(i);
  EXPECT_LT(done, 300) << "chat did not wait for the end";
  EXPECT_LT(w.time.now() - from, milliseconds{200});
  w.pass(seconds{5});
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(counted(i)) << i;
}

TEST(a_new_calendar, reaches_what_another_worker_decided_in_the_old_one_meanwhile_and_what_the_store_refused_at_first) {
  world w;
  w.add_worker("w1");
  auto& late = w.add_worker("w2");
  auto const v = w.visitor("a"), later = w.visitor("b");
  ASSERT_TRUE(w.says(v, "Berapa tarif?"));
  auto const hours = next_revision(w.profile.hours);
  w.here().adopt(hours);
  w.workers.front()->way->faults.refuse = 1;
  w.here().count_anew(true);
  w.pass(seconds{1});
  ASSERT_TRUE(w.says(later, "Apa syaratnya?", {}, late.of.get()));
  w.workers.front()->way->faults.refuse = 0;
  w.pass(seconds{20});
  EXPECT_EQ(w.record(v.conversation)->record.active.at(0).clock.revision, "2");
  EXPECT_EQ(w.record(later.conversation)->record.active.at(0).clock.revision, "2");
}

TEST(a_new_calendar, right_behind_another_one_counts_at_once) {
  world w;
  w.add_worker("w1");
  auto const v = w.visitor("a");
  ASSERT_TRUE(w.says(v, "Berapa tarif?"));
  auto const first = next_revision(w.profile.hours);
  adopt(w, first);
  w.pass(seconds{1});
  ASSERT_EQ(w.record(v.conversation)->record.active.at(0).clock.revision, "2");
  for (auto const* revision : {"3", "4"}) {
    adopt(w, next_revision(w.profile.hours));
    w.pass(seconds{1});
    EXPECT_EQ(w.record(v.conversation)->record.active.at(0).clock.revision, revision);
  }
}

TEST(a_late_ticket, is_told_once_at_its_instant_though_two_workers_sweep) {
  world w;
  w.add_worker("w1");
  w.add_worker("w2");
  auto const id = with_ticket(w);
  auto const due = w.record(id)->record.tickets.at(0).answer_due;
  jump_to(w, due - seconds{5});
  EXPECT_EQ(times_said(w, id, "ticket_delay"), 0u);
  w.time.run_until(due + seconds{1});
  EXPECT_EQ(times_said(w, id, "ticket_delay"), 1u);
  EXPECT_FALSE(w.due("l|" + id.text() + "|1"));
  w.pass(std::chrono::minutes{5});
  EXPECT_EQ(times_said(w, id, "ticket_delay"), 1u);
}

TEST(a_late_ticket, answered_before_its_instant_has_no_due_entry_left) {
  world w;
  w.add_worker("w1");
  auto const id = with_ticket(w);
  EXPECT_TRUE(w.due("l|" + id.text() + "|1"));
  ASSERT_TRUE(w.run(w.here().officer_side.say(w.window("sari-a"), "x", id, purpose::answer, "Sekian.", 99, nullptr)));
  EXPECT_FALSE(w.due("l|" + id.text() + "|1"));
}

TEST(a_late_ticket, of_an_older_record_gets_its_due_entry_at_the_next_start) {
  world w;
  auto& one = w.add_worker("w1");
  auto const id = with_ticket(w);
  auto const due = w.due("l|" + id.text() + "|1");
  // As a daemon before this rule would have left it.
  auto known = w.run(one.of->shared.repo.reload(id)).value();
  transition old;
  old.after = known->record;
  old.after->tickets.at(0).received = {};
  old.after->tickets.at(0).revision.clear();
  change told;
  auto also = one.of->shared.repo.begin_reading(one.of->shared.forms);
  ASSERT_TRUE(w.run(one.of->shared.repo.commit(known, old, also, command_id(), transaction(), &told)).value());
  ASSERT_FALSE(w.due("l|" + id.text() + "|1"));
  one.of->count_anew(false);
  w.pass(seconds{2});
  EXPECT_EQ(w.due("l|" + id.text() + "|1"), due);
}

TEST(a_late_ticket, on_a_platform_is_told_when_the_citizen_writes_again) {
  world w;
  w.add_worker("w1");
  w.hook("fb", body::said("c1", "m1", "Berapa tarif?"));
  auto const id = w.of_contact("fb", "c1");
  jump_to(w, w.time.now() + std::chrono::minutes{61});
  ASSERT_EQ(w.record(id)->record.tickets.size(), 1u);
  jump_to(w, w.record(id)->record.tickets[0].answer_due + seconds{2});
  w.pass(seconds{20});  // the account's term ran out in the jump, and is taken anew
  EXPECT_EQ(w.record(id)->record.tickets[0].delayed.state, notice_state::not_told);
  EXPECT_EQ(w.messenger.texts_with("Mohon maaf, jawaban atas tiket"), 0u);
  w.hook("fb", body::said("c1", "m2", "Bagaimana tiket saya?"));
  w.pass(seconds{5});
  EXPECT_EQ(w.messenger.texts_with("Mohon maaf, jawaban atas tiket"), 1u);
  EXPECT_EQ(w.record(id)->record.tickets[0].delayed.state, notice_state::told);
}

}  // namespace
}  // namespace sahut::test
