// What officers do besides answering: tickets, topics, questions to each other, many questions with one answer.
#include "gateway/records/consult_form.hpp"
#include "gateway/records/incident_form.hpp"
#include "tests/sim/simulation.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

constexpr auto ignore_done = [](result<officer_done>) {};
constexpr auto ignore_consult = [](result<consults::done>) {};
constexpr auto ignore_incident = [](result<incidents::done>) {};

}  // namespace

void simulation::ticket_deed(test_worker& at, officer_window const& win, known_conversation const& k) {
  auto& tickets = at.of->tickets;
  identity given;
  given.name = "Ani";
  switch (w.random.below(8)) {
    case 2: return ask(at, tickets.set_identity(win, new_id(), k.record.id, given), ignore_done);
    case 3:
      if (w.random.one_in(3)) return ask(at, tickets.restrict_access(win, new_id(), k.record.id, "pengaduan"), ignore_done);
      break;
    case 0: return ask(at, tickets.set_topic(win, new_id(), k.record.id, "impor"), ignore_done);
    case 1: return ask(at, tickets.split(win, new_id(), k.record.id, 1 + w.random.below(std::max<std::uint64_t>(k.end, 1))), ignore_done);
    default: break;
  }
  if (k.record.tickets.empty()) return;
  auto const number = k.record.tickets[w.random.below(k.record.tickets.size())].number;
  ticket_changes what;
  what.categories = std::vector<std::string>{"information_request"};
  switch (w.random.below(5)) {
    case 0: return ask(at, tickets.take(win, new_id(), number), ignore_done);
    case 1: return ask(at, tickets.assign(win, new_id(), number, "budi", std::nullopt), ignore_done);
    case 2: return ask(at, tickets.set(win, new_id(), number, what), ignore_done);
    case 3: return ask(at, tickets.close(win, new_id(), number, outcome::answered, "", ""), ignore_done);
    default: {
      auto const text = "Jawaban tiket " + new_id();
      return ask(at, at.of->officer_side.say(win, text, k.record.id, purpose::answer, text, k.end, nullptr, number), ignore_done);
    }
  }
}

void simulation::consult_deed(test_worker& at, officer_window const& win, known_conversation const& k) {
  auto& side = at.of->consulting;
  if (k.record.consults.empty() || w.random.one_in(3)) {
    consults::question q;
    q.to.officer = win.user->account.name == "tono" ? "budi" : "tono";
    q.text = "Bagaimana menurut Anda? " + new_id();
    return ask(at, side.ask(win, new_id(), k.record.id, std::move(q)), ignore_consult);
  }
  auto const& one = k.record.consults[w.random.below(k.record.consults.size())];
  if (w.random.one_in(3)) return ask(at, side.close(win, new_id(), one.id), ignore_consult);
  auto asked = w.run(at.of->accounts_of_officers.find(one.to.officer));
  if (!asked) return;
  ask(at, side.answer({*asked, one.to.officer.text() + "-w"}, new_id(), one.id, "Menurut saya benar.", ""), ignore_consult);
}

void simulation::incident_deed(test_worker& at, officer_window const& win, known_conversation const& k) {
  auto& side = at.of->gathering;
  if (incident_.empty()) {
    return ask(at, side.open(win, new_id(), "Gangguan CEISA"), [this](result<incidents::done> done) {
      if (done) incident_ = done->incident;
    });
  }
  switch (w.random.below(5)) {
    case 0: return ask(at, side.propose(win, new_id(), incident_, "Gangguan sudah pulih " + new_id()), ignore_incident);
    case 1: {
      auto koko = w.run(at.of->accounts_of_officers.find("koko"));
      if (koko) ask(at, side.approve({*koko, "koko-w"}, new_id(), incident_, {}, {}), ignore_incident);
      return;
    }
    default: {
      incidents::selection what;
      what.conversations = {k.record.id};
      if (w.random.one_in(4)) return ask(at, side.remove(win, new_id(), incident_, std::move(what)), ignore_incident);
      if (w.random.one_in(3)) what.by.words = "pertanyaan";
      return ask(at, side.add(win, new_id(), incident_, std::move(what)), ignore_incident);
    }
  }
}

// A consult and what names it agree; an incident's figures are its members'.
void simulation::check_desk() {
  auto& d = any().of->shared;
  std::size_t named = 0;
  for (auto const& [id, s] : store.conversations()) {
    for (auto const& one : s.record.consults) {
      ++named;
      auto read = d.repo.begin_reading(d.forms);
      auto const asked = w.run(read.load<consult>(one.id)).value();
      ASSERT_TRUE(asked) << one.id;
      EXPECT_EQ(asked->conversation, id);
      EXPECT_EQ(asked->state, one.answered ? consult_state::answered : consult_state::open) << one.id;
    }
    auto const all = w.run(w.store->lowest(d.space.list(record_form<consult>::of_conversation(id)), 1000)).value();
    EXPECT_EQ(all.size(), s.record.consults_asked) << id;
    std::size_t open = 0;
    for (auto const& entry : all) {
      auto read = d.repo.begin_reading(d.forms);
      open += w.run(read.load<consult>(entry.member)).value()->state != consult_state::closed;
    }
    EXPECT_EQ(open, s.record.consults.size()) << "a consult is open that its conversation does not name: " << id;
  }
  if (incident_.empty()) return;
  auto const i = w.run(any().of->gathering.find(incident_)).value();
  auto const waiting = w.run(w.store->lowest(d.space.list(record_form<incident_member>::waiting_of(incident_)), 1000)).value();
  EXPECT_EQ(waiting.size(), i.members - i.answered - i.passed_over);
  EXPECT_NE(i.state, incident_state::answering) << "everybody was answered in the end";
  for (auto const& [id, s] : store.conversations())
    for (auto const& line : s.log) EXPECT_FALSE(line.text.find("Menurut") != std::string::npos) << "advice in a citizen's log";
}

}  // namespace sahut::test
