#include "tests/support/test_office.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct desk_of_two : testing::Test {
  desk_of_two() { w.add_worker("w1"); }
  officers& o() { return w.here().officer_side; }
  visitor_identity asks(std::string name, std::string text = "Berapa tarif barang kiriman?") {
    auto who = w.visitor(name);
    EXPECT_TRUE(w.says(who, std::move(text)));
    w.pass(seconds{6});
    return who;
  }
  officer_id officer_of(visitor_identity who) { return w.record(who.conversation)->record.officer; }
  std::string id() { return "o-" + std::to_string(++w.ids); }
  world w;
};

TEST_F(desk_of_two, the_available_officer_with_fewest_open_gets_the_next_and_capacity_is_kept) {
  w.officer("sari");
  w.officer("budi");
  auto const first = asks("a");
  EXPECT_EQ(officer_of(first), "");
  w.present("sari", 2);
  w.pass(seconds{6});
  EXPECT_EQ(officer_of(first), "sari");
  w.present("budi", 1);
  EXPECT_EQ(officer_of(asks("b")), "budi");
  EXPECT_EQ(officer_of(asks("c")), "sari");
  auto const over = asks("d");
  EXPECT_EQ(officer_of(over), "");
  EXPECT_TRUE(w.waiting(over.conversation));
}

TEST_F(desk_of_two, a_manual_queue_waits_to_be_claimed_and_away_gets_nothing) {
  auto const sari = w.officer("sari");
  w.present("sari");
  (void)w.run(w.here().presence_side.set("sari", "away", "f", presence::away, std::nullopt));
  auto const v = asks("a");
  EXPECT_EQ(officer_of(v), "");
  ASSERT_TRUE(w.run(o().claim(sari, id(), v.conversation)));
  EXPECT_EQ(officer_of(v), "sari");
}

TEST_F(desk_of_two, an_answer_ends_the_request_and_a_crossing_line_opens_a_new_one) {
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const v = asks("a");
  auto const seen = w.record(v.conversation)->end;
  ASSERT_TRUE(w.says(v, "Dan berapa lama prosesnya?"));
  auto const done = w.run(o().say(sari, id(), v.conversation, purpose::answer, "Tarifnya 7,5%.", seen, nullptr));
  ASSERT_TRUE(done);
  auto const c = w.record(v.conversation)->record;
  ASSERT_EQ(c.past.size(), 1u);
  EXPECT_EQ(c.past[0].ended, outcome::answered);
  ASSERT_EQ(c.active.size(), 1u);
  EXPECT_EQ(c.active[0].first_seq, seen + 1);
}

TEST_F(desk_of_two, an_answer_without_having_seen_another_windows_message_is_stale) {
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const v = asks("a");
  auto const seen = w.record(v.conversation)->end;
  auto const other = w.window("sari", "w2");
  ASSERT_TRUE(w.run(o().say(other, id(), v.conversation, purpose::question, "Nomor resi?", seen, nullptr)));
  missed_messages missed;
  auto const late = w.run(o().say(sari, id(), v.conversation, purpose::answer, "Sudah.", seen, &missed));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, errc::stale);
  ASSERT_EQ(missed.messages.size(), 1u);
  EXPECT_EQ(missed.messages[0].said.text, "Nomor resi?");
}

TEST_F(desk_of_two, a_command_sent_again_has_one_effect_and_the_first_answer) {
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const v = asks("a");
  auto const seen = w.record(v.conversation)->end;
  w.workers[0]->way->lose_next_reply();
  EXPECT_FALSE(w.run(o().say(sari, "x", v.conversation, purpose::answer, "Ya.", seen, nullptr)));
  auto const again = w.run(o().say(sari, "x", v.conversation, purpose::answer, "Ya.", seen, nullptr));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->seq, seen + 1);
  auto const other = w.run(o().say(sari, "x", v.conversation, purpose::answer, "Tidak.", seen, nullptr));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, errc::id_reused);
  EXPECT_EQ(w.record(v.conversation)->end, seen + 1);
}

TEST_F(desk_of_two, escalating_twice_gives_one_number_and_look_up_wants_its_secret) {
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const v = asks("a");
  auto const one = w.run(o().escalate(sari, id(), v.conversation, "perlu unit", "ahli"));
  ASSERT_TRUE(one);
  auto const two = w.run(o().escalate(sari, id(), v.conversation, "perlu unit", "ahli"));
  ASSERT_TRUE(two);
  EXPECT_FALSE(one->ticket.empty());
  EXPECT_EQ(one->ticket, two->ticket);
  auto const tk = w.record(v.conversation)->record.tickets.at(0);
  auto const looked_up = [&](std::string_view typed, std::string secret) {
    return w.run(w.here().look_up(std::get<typed_number>(parse_number(typed)), std::move(secret))).value().has_value();
  };
  auto const bare = tk.number.text().substr(4);
  EXPECT_TRUE(looked_up(tk.number, tk.secret));
  EXPECT_TRUE(looked_up(bare, tk.secret));
  EXPECT_FALSE(looked_up("REF-" + bare, tk.secret)) << "digits are of one kind only";
  EXPECT_FALSE(looked_up(tk.number, "salah"));
  EXPECT_FALSE(looked_up(make_number(number_prefix::esk, "261123", 99999), tk.secret));
  auto const asked = w.record(v.conversation)->record;
  auto const& req = asked.active.empty() ? asked.past.back() : asked.active.back();
  EXPECT_TRUE(looked_up(req.reference, req.secret));
  EXPECT_FALSE(looked_up("ESK-" + req.reference.text().substr(4), req.secret));
}

TEST_F(desk_of_two, notes_transfers_releases_and_closings) {
  auto const sari = w.officer("sari");
  auto const budi = w.officer("budi");
  w.present("sari");
  auto const v = asks("a");
  EXPECT_TRUE(w.run(o().add_note(sari, id(), v.conversation, "cek PIB")));
  EXPECT_FALSE(w.run(o().close(sari, id(), v.conversation, outcome::answered, "")));
  EXPECT_FALSE(w.run(o().release(budi, id(), v.conversation)));
  ASSERT_TRUE(w.run(o().transfer(sari, id(), v.conversation, std::nullopt, "budi", "tolong")));
  EXPECT_EQ(officer_of(v), "budi");
  ASSERT_TRUE(w.run(o().transfer(budi, id(), v.conversation, "pelan", std::nullopt, "")));
  EXPECT_TRUE(w.waiting(v.conversation, "pelan"));
  ASSERT_TRUE(w.run(o().claim(sari, id(), v.conversation)));
  ASSERT_TRUE(w.run(o().close(sari, id(), v.conversation, outcome::redirected, "ppid")));
  EXPECT_EQ(w.record(v.conversation)->record.state, conversation_state::closed);
  EXPECT_FALSE(w.due("t|" + v.conversation.text() + "|1"));
}

TEST_F(desk_of_two, a_disabled_account_loses_its_authority_at_once) {
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const v = asks("a");
  ASSERT_TRUE(w.run(w.here().accounts_of_officers.change("sari", [](user_account& u) { u.disabled = true; })));
  auto const done = w.run(o().say(sari, id(), v.conversation, purpose::answer, "Ya.", 1, nullptr));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::not_authenticated);
  EXPECT_EQ(officer_of(asks("b")), "");
}

TEST_F(desk_of_two, ids_of_presence_commands_are_known_over_midnight_and_leave_nothing_after_two_days) {
  w.officer("sari");
  w.at("2026-11-24 06:59:59");  // midnight in UTC is a second away
  (void)w.run(w.here().window_opened("sari"));
  auto const set = [&](std::string once, presence p) { return w.run(w.here().presence_side.set("sari", once, p == presence::away ? "away" : "here", p, std::nullopt)); };
  ASSERT_TRUE(set("a", presence::available));
  ASSERT_TRUE(set("b", presence::away));
  w.pass(seconds{2});
  EXPECT_EQ(set("a", presence::available)->state, presence::away) << "it was carried out before";
  EXPECT_EQ(set("a", presence::away).error().code, errc::id_reused);
  EXPECT_EQ(set("c", presence::available)->state, presence::available);
  EXPECT_EQ(set("c", presence::available)->state, presence::available);
  EXPECT_EQ(set("c", presence::away).error().code, errc::id_reused);
  auto const fields = w.run(w.store->record(key_space("priok").presence("sari"))).value();
  for (auto const& [name, value] : fields) EXPECT_NE(name[0], 'd') << "a presence's own record does not grow";
  EXPECT_NE(w.store->dump().find(":i:sari:"), std::string::npos);
  w.time.jump(std::chrono::hours{49});
  w.pass(seconds{20});
  EXPECT_EQ(w.store->dump().find(":i:sari:"), std::string::npos);
  EXPECT_EQ(set("a", presence::away)->state, presence::away) << "forgotten, so it counts anew";
}

TEST_F(desk_of_two, presence_changes_a_day_are_bounded_and_repeats_are_not_counted) {
  w.cfg.limits.presence_changes_per_day = 3;
  w.officer("sari");
  (void)w.run(w.here().window_opened("sari"));
  auto const set = [&](std::string once) { return w.run(w.here().presence_side.set("sari", once, "f", presence::away, std::nullopt)); };
  for (auto const* once : {"a", "b", "c", "a", "b", "c"}) EXPECT_TRUE(set(once)) << once;
  auto const refused = set("d");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::rate_limited);
  EXPECT_GT(refused.error().retry_after_ms, 0);
  w.time.jump(std::chrono::hours{24});
  w.pass(seconds{20});
  EXPECT_TRUE(set("d"));
}

TEST_F(desk_of_two, when_the_last_window_is_gone_the_grace_runs_and_then_the_queue_gets_it_back_at_its_age) {
  w.officer("sari");
  w.present("sari");
  auto const v = asks("a");
  ASSERT_EQ(officer_of(v), "sari");
  auto const received = w.record(v.conversation)->record.active.at(0).clock.received;
  w.run(w.here().window_closed("sari"));
  w.pass(seconds{25});
  EXPECT_EQ(officer_of(v), "sari");
  w.pass(seconds{8});
  EXPECT_EQ(officer_of(v), "");
  auto const since = w.run(w.store->score(key_space("priok").waiting("umum"), v.conversation.text())).value();
  EXPECT_EQ(from_millis(*since), received);
}

TEST_F(desk_of_two, what_is_handed_to_somebody_who_is_not_there_goes_back_after_the_grace_at_its_age) {
  auto const sari = w.officer("sari");
  w.officer("baru");  // has never signed in
  w.officer("budi");  // has signed in, and is gone
  w.present("sari");
  w.present("budi");
  w.run(w.here().window_closed("budi"));
  w.pass(minutes{1});
  for (officer_id const& to : std::vector<officer_id>{"baru", "budi"}) {
    auto const v = asks(to.text());
    ASSERT_EQ(officer_of(v), "sari");
    (void)w.run(w.here().presence_side.set("sari", id(), "f", presence::away, std::nullopt));
    auto const received = w.record(v.conversation)->record.active.at(0).clock.received;
    ASSERT_TRUE(w.run(o().transfer(sari, id(), v.conversation, std::nullopt, to, "")));
    w.pass(seconds{28});
    EXPECT_EQ(officer_of(v), to) << "they may come yet";
    w.pass(seconds{4});
    EXPECT_EQ(officer_of(v), "");
    auto const since = w.run(w.store->score(key_space("priok").waiting("umum"), v.conversation.text())).value();
    ASSERT_TRUE(since);
    EXPECT_EQ(from_millis(*since), received);
    (void)w.run(w.here().presence_side.set("sari", id(), "f", presence::available, std::nullopt));
    w.pass(seconds{2});
    ASSERT_EQ(officer_of(v), "sari");
    ASSERT_TRUE(w.run(o().close(sari, id(), v.conversation, outcome::spam, "")));
  }
}

TEST_F(desk_of_two, what_is_handed_to_somebody_who_comes_within_the_grace_stays_with_them) {
  auto const sari = w.officer("sari");
  w.officer("baru");
  w.present("sari");
  auto const v = asks("a");
  ASSERT_TRUE(w.run(o().transfer(sari, id(), v.conversation, std::nullopt, "baru", "")));
  w.pass(seconds{20});
  w.present("baru");
  w.pass(minutes{2});
  EXPECT_EQ(officer_of(v), "baru");
}

TEST_F(desk_of_two, what_is_handed_to_somebody_who_stays_away_goes_back_at_its_age_and_a_note_says_so) {
  auto const sari = w.officer("sari");
  w.officer("budi");
  w.present("sari");
  w.present("budi");
  (void)w.run(w.here().presence_side.set("budi", id(), "f", presence::away, std::nullopt));
  auto const v = asks("a");
  auto const received = w.record(v.conversation)->record.active.at(0).clock.received;
  (void)w.run(w.here().presence_side.set("sari", id(), "f", presence::away, std::nullopt));
  ASSERT_TRUE(w.run(o().transfer(sari, id(), v.conversation, std::nullopt, "budi", "")));
  EXPECT_EQ(officer_of(v), "budi");
  w.pass(w.cfg.officers.grace + seconds{2});
  auto const now = w.record(v.conversation);
  EXPECT_EQ(now->record.officer, "");
  EXPECT_EQ(now->record.active.at(0).clock.received, received);
  EXPECT_TRUE(w.waiting(v.conversation));
  auto const told = w.run(w.here().shared.repo.read_revisions(now, 0)).value();
  ASSERT_FALSE(told.empty());
  ASSERT_FALSE(told.back().item.said.empty());
  EXPECT_NE(told.back().item.said[0].text.find("Kembali ke antrean"), std::string::npos);
  EXPECT_EQ(told.back().item.said[0].officer, "sari");
}

TEST_F(desk_of_two, a_coordinator_takes_over_and_reassigns_and_an_officer_does_not) {
  auto const sari = w.officer("sari"), budi = w.officer("budi"), kepala = w.officer("kepala", {}, role::coordinator);
  w.present("sari");
  auto const v = asks("a");
  EXPECT_EQ(w.run(o().claim(budi, id(), v.conversation)).error().code, errc::not_handling);
  EXPECT_EQ(w.run(o().transfer(budi, id(), v.conversation, std::nullopt, "budi", "")).error().code, errc::not_handling);
  ASSERT_TRUE(w.run(o().transfer(kepala, id(), v.conversation, std::nullopt, "budi", "tolong")));
  EXPECT_EQ(officer_of(v), "budi");
  ASSERT_TRUE(w.run(o().claim(kepala, id(), v.conversation)));
  EXPECT_EQ(officer_of(v), "kepala");
  ASSERT_TRUE(w.run(o().close(kepala, id(), v.conversation, outcome::spam, "")));
  EXPECT_EQ(w.run(o().claim(kepala, id(), v.conversation)).error().code, errc::not_handling);
}

TEST_F(desk_of_two, a_conversation_is_found_by_number_and_by_the_words_of_a_name_and_by_nobody_else) {
  auto const sari = w.officer("sari", {"umum"}), tono = w.officer("tono", {"pelan"});
  w.present("sari");
  auto const v = asks("a");
  auto const found = [&](officer_window const& who, std::string q) {
    std::vector<conversation_id> ids;
    for (auto const& k : w.run(o().find(who.user->account, q)).value().conversations) ids.push_back(k->record.id);
    return ids;
  };
  std::vector<conversation_id> const it{v.conversation};
  auto const reference = w.record(v.conversation)->record.active.at(0).reference.text();
  EXPECT_EQ(found(sari, reference), it);
  EXPECT_EQ(found(sari, " \u201c" + reference + ".\u201d"), it);
  EXPECT_EQ(found(sari, "ESK" + reference.substr(3)), std::vector<conversation_id>{}) << "under its own kind alone";
  EXPECT_EQ(found(tono, reference), std::vector<conversation_id>{});
  auto wrong = reference;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  EXPECT_EQ(w.run(o().find(sari.user->account, wrong)).error().path, "q");

  auto named = [&](std::string name) {
    auto decide = [&](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
      transition t;
      t.after = base->record;
      t.after->contact_name = name;
      co_return std::optional(std::move(t));
    };
    ASSERT_TRUE(w.run(w.here().shared.act(v.conversation, command_id(), decide)));
  };
  named("Dewi  LESTARI-Putri");
  EXPECT_EQ(found(sari, "lestari"), it);
  EXPECT_EQ(found(sari, "putri dewi"), it);
  EXPECT_EQ(found(sari, "dewi susanti"), std::vector<conversation_id>{});
  EXPECT_EQ(found(tono, "dewi"), std::vector<conversation_id>{});
  named("Agus");
  EXPECT_EQ(found(sari, "dewi"), std::vector<conversation_id>{});
  ASSERT_TRUE(w.run(o().close(sari, id(), v.conversation, outcome::spam, "")));
  EXPECT_EQ(found(sari, "AGUS"), it) << "closed ones too";
  EXPECT_EQ(w.run(o().find(sari.user->account, " .")).error().path, "q");
}

TEST_F(desk_of_two, what_is_handed_to_somebody_who_is_offline_with_a_window_open_goes_back) {
  auto const sari = w.officer("sari");
  w.officer("budi");
  w.present("sari");
  w.present("budi");
  (void)w.run(w.here().presence_side.set("budi", id(), "f", presence::offline, std::nullopt));
  w.pass(minutes{1});
  auto const v = asks("a");
  (void)w.run(w.here().presence_side.set("sari", id(), "f", presence::away, std::nullopt));
  ASSERT_TRUE(w.run(o().transfer(sari, id(), v.conversation, std::nullopt, "budi", "")));
  w.pass(seconds{31});
  EXPECT_EQ(officer_of(v), "");
  (void)w.run(w.here().presence_side.set("budi", id(), "f", presence::available, std::nullopt));
  w.pass(minutes{1});
  EXPECT_EQ(officer_of(v), "budi") << "whose presence is kept as before";
}

TEST_F(desk_of_two, a_hand_over_does_not_lengthen_the_grace_of_what_the_receiver_held) {
  auto const sari = w.officer("sari");
  w.officer("budi");
  w.present("budi");
  auto const held = asks("a");
  ASSERT_EQ(officer_of(held), "budi");
  w.run(w.here().window_closed("budi"));
  w.present("sari");
  auto const v = asks("b");
  w.pass(seconds{15});
  ASSERT_TRUE(w.run(o().transfer(sari, id(), v.conversation, std::nullopt, "budi", "")));
  (void)w.run(w.here().presence_side.set("sari", id(), "f", presence::away, std::nullopt));
  w.pass(seconds{12});
  EXPECT_EQ(officer_of(held), "");
}

// Whatever the order in which the store is reached, presence ends as the windows are.
TEST(presence_races, a_page_that_is_loaded_anew_leaves_its_officer_present) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    world w(seed);
    w.add_worker("w1");
    w.officer("sari");
    w.present("sari");
    w.workers.front()->way->faults.way_max = milliseconds{50};
    w.pass(milliseconds{static_cast<std::int64_t>(seed * 131)});
    auto closing = w.here().window_closed("sari");
    auto opening = [](office& o) -> boost::asio::awaitable<void> { (void)co_await o.window_opened("sari"); };
    boost::asio::co_spawn(w.time.io, std::move(closing), boost::asio::detached);
    w.pass(milliseconds{static_cast<std::int64_t>(seed % 7) * 10});
    boost::asio::co_spawn(w.time.io, opening(w.here()), boost::asio::detached);
    w.pass(seconds{1});
    auto const now = w.run(w.here().presence_side.find("sari")).value();
    EXPECT_FALSE(now.record.gone_at) << seed;
    EXPECT_EQ(now.record.state, presence::available) << seed;
    EXPECT_EQ(now.leases.size(), 1u) << seed;
  }
}

TEST(presence_races, who_closes_the_last_window_while_leases_are_renewed_stays_gone) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    world w(seed);
    w.add_worker("w1");
    for (officer_id const& name : std::vector<officer_id>{"budi", "sari"}) w.officer(name), w.present(name);
    w.workers.front()->way->faults.way_max = milliseconds{100};
    w.pass(w.cfg.officers.renewal + milliseconds{static_cast<std::int64_t>(seed) * 15 - 100});
    boost::asio::co_spawn(w.time.io, w.here().window_closed("sari"), boost::asio::detached);
    w.pass(seconds{2});
    auto const now = w.run(w.here().presence_side.find("sari")).value();
    EXPECT_TRUE(now.record.gone_at) << seed;
    EXPECT_TRUE(now.leases.empty()) << seed;
  }
}

TEST_F(desk_of_two, a_worker_that_slept_gives_every_lease_a_fresh_term) {
  w.officer("sari");
  w.present("sari");
  auto const v = asks("a");
  w.time.jump(std::chrono::minutes{2});
  w.pass(seconds{20});
  EXPECT_EQ(officer_of(v), "sari");
  EXPECT_EQ(w.run(w.here().presence_side.find("sari")).value().record.state, presence::available);
}

TEST_F(desk_of_two, officers_who_could_not_renew_because_the_store_took_no_writes_keep_what_they_hold) {
  w.officer("sari");
  w.officer("budi");
  auto& second = w.add_worker("w2");
  w.present("sari");
  auto const v = asks("a");
  w.present("budi", 5, &second);
  auto const u = asks("b");
  ASSERT_EQ(officer_of(v), "sari");
  ASSERT_EQ(officer_of(u), "budi");
  for (auto& one : w.workers) one->way->refuse_writes(true);
  w.pass(w.cfg.officers.lease + w.cfg.officers.grace + seconds{30});
  for (auto& one : w.workers) one->way->refuse_writes(false);
  w.pass(w.cfg.officers.grace + seconds{30});
  EXPECT_EQ(officer_of(v), "sari");
  EXPECT_EQ(officer_of(u), "budi");
  for (officer_id const& who : std::vector<officer_id>{"sari", "budi"}) EXPECT_EQ(w.run(w.here().presence_side.find(who)).value().record.state, presence::available) << who;
}

TEST_F(desk_of_two, a_killed_workers_officers_are_gone_after_grace_from_their_last_renewal) {
  w.officer("sari");
  auto& second = w.add_worker("w2");
  w.present("sari", 5, &second);
  auto const v = asks("a");
  ASSERT_EQ(officer_of(v), "sari");
  second.kill();
  w.pass(seconds{24});
  EXPECT_EQ(officer_of(v), "sari");
  w.pass(seconds{12});
  EXPECT_EQ(officer_of(v), "");
}

TEST_F(desk_of_two, two_workers_changing_one_conversation_in_turn_never_decide_on_old_records) {
  auto const sari = w.officer("sari");
  auto& second = w.add_worker("w2");
  w.present("sari");
  auto const v = asks("a");
  for (int i = 0; i < 6; ++i) {
    auto& side = i % 2 ? *second.of : w.here();
    ASSERT_TRUE(w.run(side.officer_side.add_note(sari, id(), v.conversation, "catatan")));
    ASSERT_TRUE(w.says(v, "lagi " + std::to_string(i), {}, &side));
  }
  auto const before = w.record(v.conversation)->version;
  ASSERT_TRUE(w.run(second.of->officer_side.say(sari, id(), v.conversation, purpose::answer, "Ya.", w.record(v.conversation)->end, nullptr)));
  EXPECT_EQ(w.record(v.conversation)->version, before + 1);
  EXPECT_TRUE(w.record(v.conversation)->record.active.empty());
}

}  // namespace
}  // namespace sahut::test
