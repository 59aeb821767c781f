// Filed tickets on the twin store: once for their key under faults, in their queue, listed for their holder and for nobody else.
#include "gateway/service/talk/filings.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

account_holder named(std::string id) {
  account_holder h;
  h.id = h.name = id;
  h.display = "Warga " + id;
  return h;
}

filing_form about(std::string subject) {
  filing_form f;
  f.categories = {"information_request"};
  f.subject = std::move(subject);
  f.description = "CEISA menolak PIB kami.";
  return f;
}

struct filed_tickets : testing::Test {
  world w;
  account_holder budi = named("budi"), siti = named("siti");
  filed_tickets() { w.add_worker("w1"); }

  filings of(test_worker* on = nullptr) { return filings((on ? *on->of : w.here()).shared); }
  result<ticket> file(account_holder who, std::string key, std::string subject = "PIB", test_worker* on = nullptr) {
    auto tickets = of(on);
    return w.run(tickets.file(std::move(who), std::move(key), about(std::move(subject)), std::nullopt));
  }
  std::optional<numbered> seen_by(account_holder who, std::string_view number) {
    auto tickets = of();
    auto parsed = parse_number(number);
    return w.run(tickets.own(who.id, std::get<typed_number>(parsed))).value();
  }
  std::vector<ticket_number> listed(account_holder who, std::optional<filings::listed> after = {}, std::size_t most = 50) {
    auto tickets = of();
    std::vector<ticket_number> out;
    for (auto& one : w.run(tickets.numbers_of(who.id, after, most)).value()) out.push_back(one.number);
    return out;
  }
};

TEST_F(filed_tickets, are_one_a_key) {
  auto const first = file(budi, "k1").value();
  EXPECT_TRUE(first.number.text().starts_with("CRE-"));
  EXPECT_EQ(file(budi, "k1").value(), first);
  EXPECT_EQ(file(budi, "k1", "another").error().code, errc::id_reused);
  EXPECT_NE(file(budi, "k2").value().number, first.number);
  EXPECT_NE(file(siti, "k1").value().number, first.number);
  EXPECT_EQ(listed(budi).size(), 2u);
}

TEST_F(filed_tickets, are_one_a_key_when_the_reply_was_lost_and_another_worker_is_asked) {
  auto& second = w.add_worker("w2");
  w.workers.front()->way->lose_next_reply();
  EXPECT_EQ(file(budi, "k1").error().code, errc::unavailable);
  auto const again = file(budi, "k1", "PIB", &second);
  ASSERT_TRUE(again);
  EXPECT_EQ(file(budi, "k1").value().number, again->number);
  EXPECT_EQ(listed(budi), std::vector<ticket_number>{again->number});
}

TEST_F(filed_tickets, that_were_filed_are_told_again_though_nothing_may_be_filed_now) {
  auto const first = file(budi, "k1").value();
  auto tickets = of();
  error const over{errc::rate_limited, "", "", 1000};
  EXPECT_EQ(w.run(tickets.file(budi, "k1", about("PIB"), over)).value().number, first.number);
  EXPECT_EQ(w.run(tickets.file(budi, "k2", about("PIB"), over)).error().code, errc::rate_limited);
  w.here().shared.memory_pressure = true;
  EXPECT_EQ(w.run(tickets.file(budi, "k1", about("PIB"), std::nullopt)).value().number, first.number);
  EXPECT_EQ(w.run(tickets.file(budi, "k2", about("PIB"), std::nullopt)).error().code, errc::full);
}

TEST_F(filed_tickets, wait_in_their_queue_and_are_given_to_an_available_officer) {
  auto const tk = file(budi, "k1").value();
  auto const of_ticket = seen_by(budi, tk.number)->of->record;
  EXPECT_TRUE(w.waiting(of_ticket.id, of_ticket.queue));
  w.officer("sari");
  w.present("sari");
  w.pass(std::chrono::seconds{6});
  auto const now = w.record(of_ticket.id)->record;
  EXPECT_EQ(now.officer, "sari");
  EXPECT_EQ(now.state, conversation_state::assigned);
  EXPECT_FALSE(w.waiting(of_ticket.id, of_ticket.queue));
  EXPECT_EQ(w.run(w.store->members("s:{priok}:l:sari")).value(), std::vector<std::string>{of_ticket.id.text()});
}

TEST_F(filed_tickets, go_back_to_the_queue_when_their_officer_has_gone) {
  w.officer("sari");
  w.present("sari");
  auto const tk = file(budi, "k1").value();
  auto const id = seen_by(budi, tk.number)->of->record.id;
  w.pass(std::chrono::seconds{6});
  ASSERT_EQ(w.record(id)->record.officer, "sari");
  w.run(w.here().window_closed("sari"));
  w.pass(std::chrono::seconds{60});
  EXPECT_EQ(w.record(id)->record.state, conversation_state::queued);
  EXPECT_TRUE(w.waiting(id, w.record(id)->record.queue));
}

TEST_F(filed_tickets, are_their_holder_s_alone) {
  auto const tk = file(budi, "k1").value();
  EXPECT_TRUE(seen_by(budi, tk.number));
  EXPECT_FALSE(seen_by(siti, tk.number));
  EXPECT_TRUE(listed(siti).empty());
  auto tickets = of();
  auto parsed = parse_number(tk.number);
  auto const number = std::get<typed_number>(parsed);
  EXPECT_TRUE(w.run(tickets.by_secret(number, tk.secret)).value());
  EXPECT_FALSE(w.run(tickets.by_secret(number, "another")).value());
}

TEST_F(filed_tickets, of_web_chat_are_no_account_s) {
  auto const v = w.visitor("ani");
  ASSERT_TRUE(w.says(v, "Berapa tarif buku?"));
  auto const reference = w.record(v.conversation)->record.active.front().reference;
  EXPECT_FALSE(seen_by(budi, reference));
  EXPECT_FALSE(seen_by(named(""), reference));
}

TEST_F(filed_tickets, are_listed_newest_first_and_paged) {
  std::vector<ticket_number> newest_first;
  for (int i = 0; i < 7; ++i) {
    newest_first.insert(newest_first.begin(), file(budi, "k" + std::to_string(i)).value().number);
    if (i % 2) w.pass(milliseconds{5});  // some at the same instant
  }
  auto tickets = of();
  std::vector<ticket_number> paged;
  std::optional<filings::listed> after;
  for (;;) {
    auto some = w.run(tickets.numbers_of("budi", after, 2)).value();
    if (some.empty()) break;
    for (auto& one : some) paged.push_back(one.number);
    after = some.back();
  }
  ASSERT_EQ(paged.size(), 7u);
  auto sorted = paged, all = newest_first;
  std::sort(sorted.begin(), sorted.end()), std::sort(all.begin(), all.end());
  EXPECT_EQ(sorted, all);
  EXPECT_EQ(paged.front(), newest_first.front());
}

TEST_F(filed_tickets, are_judged_and_reopened_once_an_id) {
  auto const tk = file(budi, "k1").value();
  auto const id = seen_by(budi, tk.number)->of->record.id;
  auto tickets = of();
  EXPECT_EQ(w.run(tickets.judge(id, tk.number, "i1", false)).error().path, "answered");
  auto const closed = w.run(tickets.judge(id, tk.number, "i2", true)).value();
  EXPECT_TRUE(closed.closed_at);
  EXPECT_EQ(w.run(tickets.judge(id, tk.number, "i2", true)).value(), closed);
  EXPECT_EQ(w.run(tickets.judge(id, tk.number, "i2", false)).error().code, errc::id_reused);
  w.pass(milliseconds{5});
  auto const again = w.run(tickets.reopen(id, tk.number, "i3", "Masih.", std::nullopt)).value();
  EXPECT_EQ(again.reopened_from, tk.number);
  EXPECT_EQ(w.run(tickets.reopen(id, tk.number, "i3", "Masih.", std::nullopt)).value().number, again.number);
  EXPECT_EQ(listed(budi), (std::vector<ticket_number>{again.number, tk.number}));
  EXPECT_EQ(file(budi, "k1").value().number, tk.number) << "the key still gives the ticket that it filed";
}

TEST_F(filed_tickets, of_a_platform_take_the_citizen_s_word_from_our_page_without_opening_its_window) {
  w.hook("fb", body::said("psid", "m1", "Berapa tarif barang kiriman?"));
  w.pass(std::chrono::seconds{2});
  auto const id = w.of_contact("fb", "psid");
  auto const before = w.record(id);
  ASSERT_NE(before->version, 0u);
  w.pass(std::chrono::minutes{5});
  auto tickets = of();
  numbered at{before, before->record.active.front(), std::nullopt};
  auto said = w.run(tickets.say(at, "i1", "Ini nomor resinya.", std::nullopt));
  ASSERT_TRUE(said);
  EXPECT_EQ(w.log(id).messages.at(said->seq - 1).text, "Ini nomor resinya.");
  EXPECT_EQ(w.record(id)->record.last_citizen_at, before->record.last_citizen_at);
  EXPECT_EQ(w.run(tickets.say(at, "i1", "Ini nomor resinya.", std::nullopt))->seq, said->seq);
}

// The citizen writes one more line while the answer is written: the answer lies behind that line in the log.
TEST(an_answer_across_a_line, is_in_the_thread_of_what_it_answers_and_not_of_the_question_that_the_line_opened) {
  world w;
  w.add_worker("w1");
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const v = w.visitor("a");
  ASSERT_TRUE(w.says(v, "Berapa tarif barang kiriman?"));
  w.pass(seconds{6});
  auto const seen = w.record(v.conversation)->end;
  ASSERT_TRUE(w.says(v, "Dan berapa lama prosesnya?"));
  ASSERT_TRUE(w.run(w.here().officer_side.say(sari, "m1", v.conversation, purpose::answer, "Tarifnya 7,5 persen.", seen, nullptr)));
  auto const c = w.record(v.conversation)->record;
  ASSERT_EQ(c.past.size(), 1u);
  ASSERT_EQ(c.active.size(), 1u);
  auto const texts = [&](request const& r) {
    filings side(w.here().shared);
    auto of = w.run(side.by_secret(std::get<typed_number>(parse_number(r.reference)), r.secret)).value();
    std::vector<std::string> out;
    std::uint64_t last = 0;
    for (auto const& m : w.run(side.thread_of(*of, 0, 200)).value().messages) {
      EXPECT_GT(m.seq, last) << "in order";
      last = m.seq;
      if (m.said.from != author::system) out.push_back(m.said.text);
    }
    return out;
  };
  EXPECT_EQ(texts(c.past[0]), (std::vector<std::string>{"Berapa tarif barang kiriman?", "Tarifnya 7,5 persen."}));
  EXPECT_EQ(texts(c.active[0]), (std::vector<std::string>{"Dan berapa lama prosesnya?"}));
}

}  // namespace
}  // namespace sahut::test
