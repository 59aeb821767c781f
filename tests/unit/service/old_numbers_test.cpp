// A number that was given leads to what it was given for, for ever: however many requests and tickets came after it, and whichever
// build wrote it.
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/upkeep/record_check.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct given {
  std::string number, secret, question;
};

struct old_numbers : testing::Test {
  world w;
  key_space space{"priok"};
  officer_window sari;

  void SetUp() override {
    w.add_worker("w1");
    sari = w.officer("sari");
    w.present("sari", 50);
  }
  given asks_and_is_answered(visitor_identity const& v, int n) {
    given g;
    g.question = "Pertanyaan nomor " + std::to_string(n) + " tentang barang kiriman?";
    EXPECT_TRUE(w.says(v, g.question));
    w.pass(seconds{2});
    auto const r = w.record(v.conversation)->record.active.back();
    g.number = r.reference.text();
    g.secret = r.secret;
    EXPECT_TRUE(w.run(w.here().officer_side.say(sari, "a" + std::to_string(n), v.conversation, purpose::answer, "Jawaban " + std::to_string(n), 9999, nullptr)));
    w.pass(std::chrono::minutes{1});
    return g;
  }
  given asks_and_gets_a_ticket(visitor_identity const& v, int n) {
    given g;
    g.question = "Soal sulit " + std::to_string(n) + " tentang impor?";
    EXPECT_TRUE(w.says(v, g.question));
    w.pass(seconds{2});
    auto const id = "e" + std::to_string(n);
    EXPECT_TRUE(w.run(w.here().officer_side.escalate(sari, id, v.conversation, "perlu unit lain", "")));
    auto const tk = w.record(v.conversation)->record.tickets.back();
    g.number = tk.number.text();
    g.secret = tk.secret;
    return g;
  }
  std::optional<status_view> look_up(given const& g) {
    auto parsed = parse_number(g.number);
    auto found = w.run(w.here().look_up(std::get<typed_number>(parsed), g.secret));
    EXPECT_TRUE(found);
    return found ? *found : std::nullopt;
  }
  static std::vector<std::string> citizen_words(status_view const& v) {
    std::vector<std::string> out;
    for (auto const& m : v.thread.messages)
      if (m.from == author::visitor) out.push_back(m.text);
    return out;
  }
};

TEST_F(old_numbers, of_forty_requests_each_show_their_own_stretch_and_nothing_of_the_others) {
  auto const v = w.visitor("ani");
  std::vector<given> all;
  for (int n = 1; n <= 40; ++n) all.push_back(asks_and_is_answered(v, n));
  EXPECT_EQ(w.record(v.conversation)->record.past.size(), recent_requests_max);
  for (auto const& g : all) {
    auto const shown = look_up(g);
    ASSERT_TRUE(shown) << g.number;
    ASSERT_TRUE(shown->req);
    EXPECT_EQ(shown->req->reference, g.number);
    EXPECT_EQ(shown->req->ended, outcome::answered);
    EXPECT_EQ(citizen_words(*shown), (std::vector<std::string>{g.question}));
    EXPECT_FALSE(look_up({g.number, "not-" + g.secret, ""}));
  }
}

TEST_F(old_numbers, of_tickets_are_found_when_the_conversation_names_them_no_more) {
  auto const v = w.visitor("ani");
  std::vector<given> all;
  constexpr int tickets = static_cast<int>(recent_tickets_max) + 6;
  for (int n = 1; n <= tickets; ++n) {
    all.push_back(asks_and_gets_a_ticket(v, n));
    ASSERT_TRUE(w.run(w.here().officer_side.say(sari, "a" + std::to_string(n), v.conversation, purpose::answer, "Ini jawabannya.", 9999, nullptr)));
    w.pass(std::chrono::minutes{1});
  }
  EXPECT_EQ(w.record(v.conversation)->record.tickets.size(), recent_tickets_max);
  for (auto const& g : all) {
    auto const shown = look_up(g);
    ASSERT_TRUE(shown) << g.number;
    ASSERT_TRUE(shown->tk);
    EXPECT_EQ(shown->tk->number, g.number);
    EXPECT_TRUE(shown->tk->answered_at);
    EXPECT_EQ(citizen_words(*shown), (std::vector<std::string>{g.question}));
    // By the reference of the request that became it as well.
    ASSERT_TRUE(shown->req);
    auto const by_reference = look_up({shown->req->reference.text(), shown->req->secret, ""});
    ASSERT_TRUE(by_reference);
    ASSERT_TRUE(by_reference->tk);
    EXPECT_EQ(by_reference->tk->number, g.number);
  }
}

TEST_F(old_numbers, are_found_by_officers_but_for_what_belongs_to_another_queue) {
  auto const v = w.visitor("ani");
  auto const first = asks_and_is_answered(v, 1);
  for (int n = 2; n <= static_cast<int>(recent_requests_max) + 3; ++n) asks_and_is_answered(v, n);
  ASSERT_FALSE(w.record(v.conversation)->record.earlier.empty());
  auto const found = w.run(w.here().officer_side.find(sari.user->account, first.number)).value();
  ASSERT_EQ(found.conversations.size(), 1u);
  // The conversation goes over to another queue: its earlier part is not theirs.
  auto decide = [](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    transition t;
    t.after = base->record;
    t.after->queue = "pelan";
    co_return std::optional<transition>(std::move(t));
  };
  ASSERT_TRUE(w.run(w.here().shared.act(v.conversation, command_id(), decide)));
  auto const other = w.officer("budi", {"pelan"});
  EXPECT_TRUE(w.run(w.here().officer_side.find(other.user->account, first.number)).value().conversations.empty());
}

// As builds of format 1 wrote it: tickets whole in the conversation, none in the records of their numbers.
TEST_F(old_numbers, of_format_1_go_on_and_their_tickets_become_records_with_the_next_change) {
  auto const v = w.visitor("ani");
  auto const g = asks_and_gets_a_ticket(v, 1);
  auto const known = w.record(v.conversation);
  auto const key = space.conversation(v.conversation);
  auto const at = space.number(std::get<typed_number>(parse_number(g.number)).digits);
  std::vector<std::string> names{"k"};
  auto const wrapped = w.run(w.store->fields(key, std::move(names))).value();
  auto const data = w.keys.unwrap(*wrapped.front(), key).value();
  auto without = known->record;
  without.tickets.clear();
  auto bytes = records::encode(without);
  records::field_writer f(bytes);
  f(20, known->record.tickets);
  transaction t;
  t.records.resize(2);
  t.records[0].key = key;
  t.records[0].set.emplace_back("r", w.keys.seal(data, bytes, key + "|r", w.random));
  t.records[1].key = at;
  t.records[1].remove.push_back("t");
  ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
  w.here().shared.repo.forget_all();

  EXPECT_EQ(w.record(v.conversation)->record, known->record);
  ASSERT_TRUE(look_up(g));
  EXPECT_TRUE(look_up(g)->tk);
  ASSERT_TRUE(w.run(w.here().officer_side.add_note(sari, "n1", v.conversation, "Sedang ditanyakan.")));
  names = {"t"};
  EXPECT_TRUE(w.run(w.store->fields(at, std::move(names))).value().front()) << "now it is a record of its own";
  w.here().shared.repo.forget_all();
  EXPECT_EQ(w.record(v.conversation)->record.tickets, known->record.tickets);
  EXPECT_EQ(look_up(g)->tk->number, g.number);
  EXPECT_TRUE(w.run(check_record(*w.store, w.keys, w.random, record_forms(), at)).value().empty());
}

TEST_F(old_numbers, of_a_damaged_ticket_keep_its_conversation_from_being_decided_on_and_are_listed) {
  auto const v = w.visitor("ani");
  auto const g = asks_and_gets_a_ticket(v, 1);
  auto const at = space.number(std::get<typed_number>(parse_number(g.number)).digits);
  transaction t;
  t.records.emplace_back();
  t.records.front().key = at;
  t.records.front().set.emplace_back("t", "damaged");
  ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
  w.here().shared.repo.forget_all();
  auto const read = w.run(w.here().shared.repo.reload(v.conversation));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::internal);
  auto const faults = w.run(check_record(*w.store, w.keys, w.random, record_forms(), at)).value();
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].field, "t");
}

}  // namespace
}  // namespace sahut::test
