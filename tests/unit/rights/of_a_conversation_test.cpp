// The table asked about accounts, queues and conversations; what of a conversation stays hidden.
#include "routing/engine/conversation/restriction.hpp"
#include "routing/engine/rights/rights.hpp"

#include <gtest/gtest.h>

#include <functional>

using namespace sahut;

namespace {

official of(role r = role::officer, std::vector<queue_id> queues = {"umum"}) {
  official who;
  who.name = "sari";
  who.office = "priok";
  who.role = r;
  who.queues = std::move(queues);
  return who;
}

// In queue `pelan`, handled by somebody else.
conversation elsewhere() {
  conversation c;
  c.id = "PRI-1";
  c.office = "priok";
  c.queue = "pelan";
  c.state = conversation_state::assigned;
  c.officer = "budi";
  c.requests = 1;
  return c;
}

ticket for_unit(queue_id unit) {
  ticket tk;
  tk.number = "ESK-1";
  tk.request = 1;
  tk.unit = std::move(unit);
  return tk;
}

}  // namespace

TEST(a_conversation, is_read_by_who_has_a_part_in_it) {
  struct row {
    char const* what;
    std::function<void(official&, conversation&)> change;
    bool read, own;
  };
  row const rows[] = {
      {"another queue", [](auto&, auto&) {}, false, false},
      {"their queue", [](auto&, conversation& c) { c.queue = "umum"; }, true, false},
      {"every queue", [](official& o, auto&) { o.queues.clear(); }, true, false},
      {"they handle it", [](auto&, conversation& c) { c.officer = "sari"; }, true, true},
      {"an open ticket for their unit", [](auto&, conversation& c) { c.tickets = {for_unit("umum")}; }, true, false},
      {"a ticket for another unit", [](auto&, conversation& c) { c.tickets = {for_unit("lain")}; }, false, false},
      {"left with them",
       [](auto&, conversation& c) {
         c.officer = {};
         c.state = conversation_state::closed;
         c.last_officer = "sari";
         c.undelivered.seq = c.last_officer_seq = 4;
       },
       true, false},
      {"of another office", [](auto&, conversation& c) { c.office = "tanjung"; c.queue = "umum"; c.officer = "sari"; }, false, false},
      {"a disabled account", [](official& o, conversation& c) { o.disabled = true; c.officer = "sari"; }, false, false},
      {"nothing was said yet", [](auto&, conversation& c) { c = conversation(); c.office = "priok"; c.queue = "umum"; }, false, false},
      {"a role without rights", [](official& o, conversation& c) { o.role = role::office_head; c.officer = "sari"; }, false, false},
      {"a role of a newer build", [](official& o, conversation& c) { o.role = static_cast<role>(77); c.officer = "sari"; }, false, false},
  };
  for (auto const& r : rows) {
    auto who = of();
    auto c = elsewhere();
    r.change(who, c);
    EXPECT_EQ(may(who, deed::read, c), r.read) << r.what;
    EXPECT_EQ(may(who, deed::handle, c), r.read) << r.what;
    EXPECT_EQ(may(who, deed::see_identity, c), r.own) << r.what;
    EXPECT_FALSE(may(who, deed::take_over, c)) << r.what;
    if (r.read) {
      who.role = role::coordinator;
      EXPECT_TRUE(may(who, deed::take_over, c)) << r.what;
      EXPECT_EQ(may(who, deed::open_identity, c), r.own) << r.what;
    }
  }
}

TEST(a_queue, is_served_by_who_names_it_or_names_none) {
  struct row { role r; std::vector<queue_id> queues; bool disabled; bool handles, figures, follows; };
  row const rows[] = {
      {role::officer, {"umum", "pelan"}, false, true, true, true}, {role::officer, {}, false, true, true, true},
      {role::officer, {"pelan"}, false, false, false, false},      {role::officer, {}, true, false, false, false},
      {role::auditor, {}, false, false, true, true},               {role::office_head, {}, false, false, true, false},
      {static_cast<role>(77), {}, false, false, false, false},
  };
  for (auto const& row : rows) {
    auto who = of(row.r, row.queues);
    who.disabled = row.disabled;
    EXPECT_EQ(may(who, deed::handle, "umum"), row.handles) << name_of(row.r) << row.queues.size() << row.disabled;
    EXPECT_EQ(may(who, deed::see_figures, "umum"), row.figures) << name_of(row.r) << row.queues.size() << row.disabled;
    EXPECT_EQ(may(who, deed::follow_figures, "umum"), row.follows) << name_of(row.r) << row.queues.size() << row.disabled;
  }
}

// Four requests: 1..4 in `pelan`, 5..9 in `umum`, 10..14 in `pelan`, and the newest from 15 in `umum`.
// A consult that is put to them and not closed.
TEST(a_consult, gives_its_addressee_the_conversation_to_read_and_their_advice_to_give_and_nothing_else) {
  struct row {
    char const* what;
    addressee to;
    std::function<void(official&)> change;
    bool reads, knows_who;
  };
  auto const put_to = [](std::optional<role> r, queue_id queue, officer_id who) {
    addressee to;
    to.of_role = r;
    to.queue = std::move(queue);
    to.officer = std::move(who);
    return to;
  };
  auto const as_is = [](official&) {};
  row const rows[] = {
      {"by name", put_to({}, "", "sari"), as_is, true, true},
      {"somebody else", put_to({}, "", "tono"), as_is, false, false},
      {"their unit", put_to({}, "umum", ""), as_is, true, false},
      {"another unit", put_to({}, "lain", ""), as_is, false, false},
      {"a unit that they serve without being named for it", put_to({}, "umum", ""), [](official& o) { o.queues = {"lain"}; }, false, false},
      {"another role", put_to(role::coordinator, "", ""), as_is, false, false},
      {"a disabled account", put_to({}, "", "sari"), [](official& o) { o.disabled = true; }, false, false},
      {"of another office", put_to({}, "", "sari"), [](official& o) { o.office = "tanjung"; }, false, false},
      {"a role without rights", put_to({}, "", "sari"), [](official& o) { o.role = role::office_head; }, false, false},
      {"an administrator", put_to({}, "", "sari"), [](official& o) { o.role = role::administrator; }, false, false},
  };
  for (auto const& r : rows) {
    auto who = of();
    r.change(who);
    auto c = elsewhere();
    consulted entry;
    entry.id = "PRI-K1";
    entry.to = r.to;
    entry.by = "budi";
    entry.request = 1;
    c.consults = {entry};
    for (auto const d : {deed::read, deed::advise}) EXPECT_EQ(may(who, d, c), r.reads) << r.what << ' ' << name_of(d);
    EXPECT_EQ(may(who, deed::see_identity, c), r.knows_who) << r.what;
    for (auto const d : {deed::handle, deed::take_over, deed::write_notes, deed::open_identity, deed::ask_colleagues, deed::set_topic})
      EXPECT_FALSE(may(who, d, c)) << r.what << ' ' << name_of(d);
    c.consults.clear();
    EXPECT_FALSE(may(who, deed::read, c)) << r.what << ": it is closed";
  }
}

TEST(a_consult, shows_its_addressee_the_log_from_the_request_that_it_was_asked_in) {
  auto c = elsewhere();
  for (std::uint32_t n = 1; n <= 3; ++n) {
    request r;
    r.ordinal = n;
    r.queue = "pelan";
    r.first_seq = n * 10;
    r.clock.received = utc_time{std::chrono::minutes{n}};
    r.ended = n < 3 ? outcome::answered : outcome::none;
    (n < 3 ? c.past : c.active).push_back(r);
  }
  consulted entry;
  entry.to.officer = "sari";
  entry.request = 2;
  c.consults = {entry};
  hidden_parts const hidden(of(), c);
  EXPECT_TRUE(hidden.message(19));
  for (auto const seq : {20u, 29u, 30u}) EXPECT_FALSE(hidden.message(seq)) << seq;
}

TEST(what_is_hidden, are_earlier_requests_of_queues_that_are_not_theirs) {
  auto const at = [](int minute) { return utc_time{std::chrono::minutes{minute}}; };
  conversation c = elsewhere();
  c.queue = "umum";
  std::uint32_t ordinal = 0;
  for (auto const& [queue, first] : std::vector<std::pair<queue_id, std::uint64_t>>{{"pelan", 3}, {"umum", 5}, {"pelan", 10}, {"umum", 15}}) {
    request r;
    r.ordinal = ++ordinal;
    r.queue = queue;
    r.first_seq = first;
    r.clock.received = at(static_cast<int>(first));
    if (ordinal < 4) r.ended = outcome::answered, c.past.push_back(r);
    else c.active.push_back(r);
  }
  auto const seen = [&](official const& who) {
    std::string out;
    hidden_parts const hidden(who, c);
    for (std::uint64_t seq = 1; seq <= 16; ++seq) out += hidden.message(seq) ? '-' : 'x';
    return out;
  };
  EXPECT_EQ(seen(of(role::officer, {"umum"})), "----xxxxx-----xx") << "and what lies before the oldest request";
  EXPECT_EQ(seen(of(role::officer, {})), "xxxxxxxxxxxxxxxx");
  EXPECT_EQ(seen(of(role::officer, {"lain"})), "--------------xx");
  for (auto const r : {role::coordinator, role::superior}) EXPECT_EQ(seen(of(r, {"lain"})), "xxxxxxxxxxxxxxxx") << "they see all of their office";
  hidden_parts const hidden(of(), c);
  for (auto const& [minute, gone] : std::vector<std::pair<int, bool>>{{-5, true}, {4, true}, {5, false}, {9, false}, {10, true}, {14, true}, {15, false}})
    EXPECT_EQ(hidden.note(at(minute)), gone) << minute;
  auto tk = for_unit("");
  tk.received = at(12);
  EXPECT_FALSE(hidden.ticket(tk)) << "an open one is everybody's who sees the conversation";
  tk.answered_at = at(13);
  EXPECT_TRUE(hidden.ticket(tk));
  auto theirs = for_unit("umum");
  theirs.request = 3;
  c.tickets = {theirs};
  EXPECT_EQ(seen(of()), "----xxxxxxxxxxxx") << "their unit works for the third request";
}

// The oldest stretches, whose requests have left the record: 1..4 of `pelan`, 5..9 of `umum`, 10..14 of both.
TEST(what_is_hidden, of_requests_that_have_left_the_record_is_hidden_as_before) {
  conversation c = elsewhere();
  c.queue = "umum";
  c.earlier = {{{"pelan"}, 3, {}, {}}, {{"umum"}, 5, {}, {}}, {{"pelan", "umum"}, 10, {}, {}}};
  request now;
  now.ordinal = 40;
  now.queue = "umum";
  now.first_seq = 15;
  c.active = {now};
  auto const seen = [&](official const& who) {
    std::string out;
    hidden_parts const hidden(who, c);
    for (std::uint64_t seq = 1; seq <= 16; ++seq) out += hidden.message(seq) ? '-' : 'x';
    return out;
  };
  EXPECT_EQ(seen(of(role::officer, {"umum"})), "----xxxxx-----xx");
  EXPECT_EQ(seen(of(role::officer, {"umum", "pelan"})), "xxxxxxxxxxxxxxxx");
  EXPECT_EQ(seen(of(role::officer, {"lain"})), "--------------xx");
  EXPECT_EQ(seen(of(role::officer, {})), "xxxxxxxxxxxxxxxx");
}

// A complaint about staff. Whatever else gives a right to a conversation gives none to a restricted one.
TEST(a_restricted_conversation, is_seen_by_internal_compliance_and_the_superior_alone) {
  struct row {
    role r;
    bool reads, takes_over, writes_notes, restricts;
  };
  row const rows[] = {{role::officer, false, false, false, false}, {role::coordinator, false, false, false, false},
                      {role::superior, true, true, true, true},    {role::office_head, false, false, false, false},
                      {role::auditor, true, false, false, false},  {role::administrator, false, false, false, false},
                      {static_cast<role>(77), false, false, false, false}};
  for (auto const& r : rows)
    for (auto const* part : {"their queue", "every queue", "another queue", "they handle it", "their unit", "consulted"}) {
      auto who = of(r.r);
      auto c = elsewhere();
      c.restricted.since = utc_time{};
      std::string const is = part;
      if (is == "their queue") c.queue = "umum";
      if (is == "every queue") who.queues.clear();
      if (is == "they handle it") c.officer = "sari";
      if (is == "their unit") c.tickets = {for_unit("umum")};
      if (is == "consulted") c.consults.emplace_back().to.officer = "sari";
      auto const what = std::string(name_of(r.r)) + ", " + part;
      EXPECT_EQ(may(who, deed::read, c), r.reads) << what;
      EXPECT_EQ(may(who, deed::see_restricted, c), r.reads) << what;
      EXPECT_EQ(may(who, deed::take_over, c), r.takes_over) << what;
      EXPECT_EQ(may(who, deed::write_notes, c), r.writes_notes) << what;
      EXPECT_EQ(may(who, deed::restrict_access, c), r.restricts) << what;
      for (auto const d : {deed::handle, deed::see_last_words, deed::see_identity, deed::open_identity, deed::ask_colleagues, deed::advise,
                           deed::gather_incident, deed::set_topic, deed::revoke_answers, deed::set_identity}) {
        if (!r.reads) { EXPECT_FALSE(may(who, d, c)) << what << ' ' << name_of(d); }
        if (r.r == role::auditor) { EXPECT_FALSE(may(who, d, c) && d != deed::see_identity) << what << ' ' << name_of(d); }
      }
      who.disabled = true;
      EXPECT_FALSE(may(who, deed::read, c)) << what;
      who.disabled = false;
      c.office = "tanjung";
      EXPECT_FALSE(may(who, deed::read, c)) << what;
    }
}

TEST(what_is_hidden, is_a_complaint_that_was_restricted_before_the_request_of_now) {
  conversation c = elsewhere();
  c.queue = "umum";
  request complaint, now;
  complaint.ordinal = 1;
  complaint.queue = "umum";
  complaint.restricted = true;
  complaint.first_seq = 1;
  complaint.ended = outcome::redirected;
  now.ordinal = 2;
  now.queue = "umum";
  now.first_seq = 5;
  now.clock.received = utc_time{std::chrono::minutes{9}};
  c.past = {complaint};
  c.active = {now};
  auto left = c;
  left.past.clear();
  left.earlier = {{{"umum"}, 1, {}, true, {}}};
  for (auto const& of_it : {c, left})
    for (auto const r : {role::officer, role::coordinator, role::superior, role::auditor})
      for (auto const& queues : std::vector<std::vector<queue_id>>{{"umum"}, {}}) {
        hidden_parts const hidden(of(r, queues), of_it);
        bool const sees = r == role::superior || r == role::auditor;
        EXPECT_EQ(hidden.message(4), !sees) << name_of(r);
        EXPECT_EQ(hidden.note(utc_time{std::chrono::minutes{3}}), !sees) << name_of(r);
        EXPECT_FALSE(hidden.message(5)) << name_of(r);
      }
}

TEST(what_is_hidden, of_a_restricted_conversation_is_nothing_for_who_sees_it) {
  conversation c = elsewhere();
  c.restricted.since = utc_time{};
  request old, now;
  old.ordinal = 1;
  old.queue = "lain";
  old.first_seq = 1;
  old.ended = outcome::answered;
  now.ordinal = 2;
  now.first_seq = 5;
  c.past = {old};
  c.active = {now};
  EXPECT_FALSE(hidden_parts(of(role::auditor, {"umum"}), c).message(2));
  c.restricted = {};
  EXPECT_TRUE(hidden_parts(of(role::auditor, {"umum"}), c).message(2));
}
