#include "gateway/service/talk/officers.hpp"

#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/abreast.hpp"
#include "gateway/service/people/attended.hpp"
#include "gateway/service/talk/outbox_room.hpp"
#include "routing/engine/conversation/restriction.hpp"
#include "routing/engine/conversation/ticket_desk.hpp"
#include "routing/engine/conversation/unseen.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/engine/ticket/number.hpp"
#include "routing/model/name_words.hpp"

#include <algorithm>
#include <set>

namespace sahut {

boost::asio::awaitable<result<officer_done>> officers::say(officer_window w, std::string id, conversation_id c,
                                                           purpose meant, written what, std::uint64_t seen,
                                                           missed_messages* missed, ticket_number ticket, std::string solution) {
  auto& d = desk_;
  auto content = std::string(name_of(meant)) + '\n' + what.text;
  if (!ticket.empty() || !solution.empty()) content += '\n' + ticket.text() + '\n' + solution;
  content += what.files.as_content();
  auto decide = [&d, &w, &id, &what, &ticket, &solution, meant, seen, missed](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<transition>> {
    auto const room = co_await outbox_room(d, base->record);
    if (!room) co_return room.error();
    officer_message m;
    m.by = acting(w, base->record);
    m.meant = meant;
    m.text = what.text;
    m.client_id = id;
    m.seen = std::min(seen, base->end);
    m.solution = solution;
    if (!ticket.empty()) {
      m.ticket = ticket_meant(base->record, ticket);
      if (m.ticket.empty()) co_return error{errc::bad_field, "ticket", "this conversation has no such ticket"};
    }
    if (base->record.officer == m.by.id) {
      auto const page_max = static_cast<std::size_t>(std::clamp<std::int64_t>(d.cfg.limits.page_messages, 1, 500));
      hidden_parts const hidden(w.user->account, base->record);
      missed_messages unseen;
      bool stale = false;
      for (auto from = m.seen + 1; from <= base->end && !stale;) {
        auto const last = std::min(base->end, from + page_max - 1);
        auto page = co_await d.repo.read_log(base, from, last);
        if (!page) co_return page.error();
        for (std::size_t i = 0; i < page->messages.size(); ++i) {
          auto& entry = page->messages[i];
          auto const seq = page->first_seq + i;
          if (hidden.message(seq)) continue;
          if (makes_stale(entry, m.by.id, m.by.window)) stale = true;
          note_crossing(m.crossing, seq, entry, *d.profile.courtesy);
          if (unseen.messages.size() < page_max) unseen.messages.push_back({seq, std::move(entry), std::move(page->noted[i])});
          else unseen.more = true;
        }
        from = last + 1;
        unseen.more = unseen.more || from <= base->end;
      }
      if (stale) {
        if (missed) *missed = std::move(unseen);
        co_return error{errc::stale, "seen", "somebody answered meanwhile; read the messages that come with this error"};
      }
    }
    auto with = co_await attach_files(d, also, what.files, base->record, id);
    if (!with) co_return with.error();
    m.files = with->list;
    auto t = on_officer_message(d.at_now(), base->record, std::move(m));
    if (t) write_files(std::move(*with), *t);
    co_return t;
  };
  auto name = id;
  co_return co_await deeds_.run(w, std::move(name), std::move(content), std::move(c), decide);
}

boost::asio::awaitable<result<officer_done>> officers::claim(officer_window w, std::string id, conversation_id c) {
  auto& d = desk_;
  auto decide = [&d, &w](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    co_return on_claim(d.at_now(), base->record, acting(w, base->record));
  };
  co_return co_await deeds_.run(w, std::move(id), "claim", std::move(c), decide);
}

boost::asio::awaitable<result<officer_done>> officers::release(officer_window w, std::string id, conversation_id c) {
  auto& d = desk_;
  auto decide = [&d, &w](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    co_return on_release(d.at_now(), base->record, acting(w, base->record));
  };
  co_return co_await deeds_.run(w, std::move(id), "release", std::move(c), decide);
}

boost::asio::awaitable<result<officer_done>> officers::transfer(officer_window w, std::string id, conversation_id c,
                                                                std::optional<queue_id> queue,
                                                                std::optional<officer_id> officer, std::string note_text) {
  auto& d = desk_;
  if (!queue && !officer) co_return error{errc::bad_field, "queue", "a transfer needs a queue, an officer, or both"};
  if (queue && !d.has_queue(*queue)) co_return error{errc::bad_field, "queue", "this office has no such queue"};
  auto content = "transfer\n" + queue.value_or("").text() + '\n' + officer.value_or("").text() + '\n' + note_text;
  auto decide = [this, &d, &w, &queue, &officer, &note_text](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    transfer_target to;
    to.queue = queue;
    if (officer) {
      auto target = co_await who_may_handle(*officer, queue.value_or(base->record.queue), is_restricted(base->record), &to.back_at);
      if (!target) co_return target.error();
      to.officer = std::move(*target);
    }
    co_return on_transfer(d.at_now(), base->record, acting(w, base->record), std::move(to), note_text);
  };
  auto extra = looking_after(officer);
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::handle, std::move(extra));
}

boost::asio::awaitable<result<officer_done>> officers::escalate(officer_window w, std::string id, conversation_id c,
                                                                std::string reason, queue_id unit) {
  auto& d = desk_;
  if (!unit.empty()) {
    auto const* q = find_queue(*d.profile.settings, unit);
    if (!q || q->kind != queue_kind::unit) co_return error{errc::bad_field, "unit", "this office has no such related unit"};
  }
  auto content = "escalate\n" + reason + '\n' + unit.text();
  auto decide = [&d, &w, &reason, &unit](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    co_return on_escalate(d.at_now(), base->record, acting(w, base->record), reason, unit);
  };
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide);
}

boost::asio::awaitable<result<officer_done>> officers::close(officer_window w, std::string id, conversation_id c, outcome how,
                                                             std::string detail, std::string contact) {
  auto& d = desk_;
  auto content = "close\n" + std::string(name_of(how)) + '\n' + detail;
  if (!contact.empty()) content += '\n' + contact;
  auto decide = [&d, &w, how, &detail, &contact](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    co_return on_close(d.at_now(), base->record, acting(w, base->record), how, detail, contact);
  };
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide);
}

boost::asio::awaitable<result<officer_done>> officers::add_note(officer_window w, std::string id, conversation_id c,
                                                                std::string text) {
  auto& d = desk_;
  auto content = "note\n" + text;
  auto decide = [&d, &w, &text](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    if (!may(w.user->account, deed::write_notes, base->record))
      co_return error{errc::not_handling, "conversation", "you are asked about this conversation: answer the question"};
    co_return on_note(d.at_now(), base->record, acting(w, base->record), text);
  };
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::write_notes);
}

boost::asio::awaitable<result<officer_done>> officers::retry(officer_window w, std::string id, conversation_id c, std::uint64_t seq) {
  auto& d = desk_;
  auto content = "retry\n" + std::to_string(seq);
  auto decide = [&d, &w, seq](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    hidden_parts const hidden(w.user->account, base->record);
    if (seq == 0 || seq > base->end || hidden.message(seq)) co_return error{errc::bad_field, "seq", "the conversation has no such message"};
    auto page = co_await d.repo.read_log(base, seq, seq);
    if (!page) co_return page.error();
    if (page->messages.empty()) co_return error{errc::bad_field, "seq", "the conversation has no such message"};
    auto const room = co_await outbox_room(d, base->record);
    if (!room) co_return room.error();
    retried what{acting(w, base->record), seq, page->messages.front(), page->noted.front()};
    co_return on_retry(d.at_now(), base->record, what);
  };
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide);
}

boost::asio::awaitable<result<officer_done>> officers::reveal(officer_window w, std::string id, conversation_id c, std::string reason) {
  auto& d = desk_;
  auto content = "reveal\n" + reason;
  auto decide = [&d, &w, &reason](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    co_return on_reveal(d.at_now(), base->record, acting(w, base->record), reason);
  };
  auto done = co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::open_identity);
  if (done && done->now->record.officer != w.user->account.name)
    co_return error{errc::not_handling, "conversation", "you do not handle this conversation any more"};
  co_return done;
}

boost::asio::awaitable<result<presence>> officers::state_of(officer_id who, std::uint64_t* capacity) {
  presences looked(desk_);
  auto known = co_await looked.find(std::move(who));
  if (!known) co_return known.error();
  auto const& r = known->record;
  if (capacity) *capacity = r.capacity ? r.capacity : static_cast<std::uint64_t>(desk_.cfg.officers.capacity);
  co_return is_gone(attended(*known), desk_.clk.now()) ? presence::offline : r.state;
}

boost::asio::awaitable<result<std::vector<officers::colleague>>> officers::colleagues(official who, conversation_id c) {
  auto known = co_await open(who, std::move(c));
  if (!known) co_return known.error();
  queue_id const queue = (*known)->record.queue;
  auto everyone = co_await users_.list();
  if (!everyone) co_return everyone.error();
  std::vector<colleague> out;
  for (auto const& a : *everyone) {
    if (!may(a, deed::handle, queue) || (is_restricted((*known)->record) && !may(a, deed::see_restricted))) continue;
    colleague one;
    one.id = a.name;
    one.name = a.shown_name();
    one.queues = a.queues;
    out.push_back(std::move(one));
  }
  auto const n = out.size();
  std::vector<result<presence>> states(n, error{});
  std::vector<result<std::uint64_t>> loads(n, error{});
  auto const look = [&](std::size_t i) {
    if (i < n) return into(states[i], state_of(out[i].id, &out[i].capacity));
    return into(loads[i - n], desk_.st.size_of(smaller_than::kind::set, desk_.space.load(out[i - n].id)));
  };
  co_await abreast(2 * n, look);
  for (std::size_t i = 0; i < n; ++i) {
    if (!states[i]) co_return states[i].error();
    if (!loads[i]) co_return loads[i].error();
    out[i].state = *states[i];
    out[i].load = *loads[i];
  }
  co_return out;
}

boost::asio::awaitable<result<officers::found>> officers::find(official who, std::string typed) {
  constexpr std::size_t of_a_word = 500, shown = 50;
  found out;
  std::vector<conversation_id> ids;
  std::optional<numbered> by_number;
  auto const number = parse_number(typed);
  if (auto const* fault = std::get_if<number_fault>(&number); fault && *fault == number_fault::bad_check_digit)
    co_return error{errc::bad_field, "q", "this number has a wrong check digit: look at it again"};
  if (auto const* n = std::get_if<typed_number>(&number)) {
    auto entry = co_await desk_.repo.find_number(*n);
    if (!entry) co_return entry.error();
    if (*entry) {
      auto led = co_await desk_.repo.follow(std::move(**entry));
      if (!led && led.error().code != errc::internal) co_return led.error();
      if (led) by_number = std::move(*led);
    }
    if (by_number) ids.push_back(by_number->of->record.id);
  } else {
    auto const words = name_words(typed);
    if (words.empty()) co_return error{errc::bad_field, "q", "give a number or a name"};
    std::map<conversation_id, std::size_t> hits;
    std::vector<conversation_id> newest_first;
    for (auto const& word : words) {
      auto lies = co_await desk_.st.lowest(desk_.space.named(desk_.repo.digest_of("name", word)), of_a_word + 1);
      if (!lies) co_return lies.error();
      if (lies->size() > of_a_word) out.more = true, lies->pop_back();
      newest_first.clear();
      for (auto& l : *lies) {
        auto const& id = newest_first.emplace_back(std::move(l.member));
        ++hits[id];
      }
    }
    for (auto& id : newest_first)
      if (hits[id] == words.size()) ids.push_back(std::move(id));
  }
  for (auto& id : ids) {
    auto known = co_await desk_.repo.load(std::move(id));
    if (!known && known.error().code == errc::internal) continue;
    if (!known) co_return known.error();
    auto const& c = (*known)->record;
    if (!(*known)->version || !may(who, deed::read, c)) continue;
    // Of an earlier request in a queue that is not theirs.
    if (by_number && by_number->req && hidden_parts(who, c).message(by_number->req->first_seq)) continue;
    if (out.conversations.size() == shown) {
      out.more = true;
      break;
    }
    out.conversations.push_back(std::move(*known));
  }
  co_return out;
}

boost::asio::awaitable<result<officer_done>> officers::reclassify(officer_window w, std::string id, conversation_id c,
                                                                  std::uint64_t seq, purpose to) {
  auto& d = desk_;
  auto content = "reclassify\n" + std::to_string(seq) + '\n' + std::string(name_of(to));
  auto decide = [&d, &w, seq, to](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<transition>> {
    hidden_parts const hidden(w.user->account, base->record);
    if (seq == 0 || seq > base->end || hidden.message(seq)) co_return error{errc::bad_field, "seq", "the conversation has no such message"};
    auto page = co_await d.repo.read_log(base, seq, std::min(base->end, seq + 500));
    if (!page) co_return page.error();
    if (page->messages.empty()) co_return error{errc::bad_field, "seq", "the conversation has no such message"};
    reclassified what{acting(w, base->record), seq, page->messages.front(), page->noted.front(), to, std::nullopt};
    for (std::size_t i = 1; i < page->messages.size(); ++i)
      note_crossing(what.crossing, page->first_seq + i, page->messages[i], *d.profile.courtesy);
    co_return on_reclassify(d.at_now(), base->record, what);
  };
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide);
}

boost::asio::awaitable<result<conversation_ptr>> officers::open(official const& who, conversation_id c) {
  auto const account = who;
  auto known = co_await desk_.repo.load(std::move(c));
  if (!known) co_return known.error();
  if ((*known)->version == 0 || !may(account, deed::read, (*known)->record)) co_return no_such_conversation();
  co_return *known;
}

boost::asio::awaitable<result<officers::overview>> officers::overview_for(official who) {
  overview out;
  auto mine = co_await desk_.st.members(desk_.space.mine(who.name));
  if (!mine) co_return mine.error();
  auto ids = ids_of<conversation_id>(std::move(*mine)), tickets = ids;
  constexpr std::size_t waiting_max = 1000;
  for (auto const& queue : desk_.queue_ids()) {
    if (!may(who, deed::read, queue) && !may(who, deed::see_restricted, queue)) continue;
    auto waiting = co_await desk_.st.lowest(desk_.space.waiting(queue), waiting_max + 1);
    if (!waiting) co_return waiting.error();
    if (waiting->size() > waiting_max) out.more = true, waiting->pop_back();
    for (auto& w : *waiting) ids.emplace_back(std::move(w.member));
    auto ticketed = co_await desk_.st.lowest(desk_.space.ticketed(queue), waiting_max + 1);
    if (!ticketed) co_return ticketed.error();
    if (ticketed->size() > waiting_max) out.more = true, ticketed->pop_back();
    auto const* const configured = find_queue(*desk_.profile.settings, queue);
    for (auto& t : *ticketed) {
      if (configured && configured->kind == queue_kind::unit) ids.emplace_back(t.member);
      tickets.emplace_back(std::move(t.member));
    }
  }
  std::set<conversation_id> seen;
  for (auto& id : ids) {
    if (!seen.insert(id).second) continue;
    auto known = co_await desk_.repo.reload(id);
    if (!known && known.error().code == errc::internal) continue;  // it cannot be read, and is set aside: the others go on
    if (!known) co_return known.error();
    if ((*known)->version && may(who, deed::read, (*known)->record)) out.conversations.push_back(*known);
  }
  std::set<conversation_id> with_ticket;  // one may lie in its own queue and in a related unit's
  for (auto& id : tickets) {
    if (!with_ticket.insert(id).second) continue;
    auto known = co_await desk_.repo.load(id);
    if (!known && known.error().code == errc::internal) continue;
    if (!known) co_return known.error();
    if ((*known)->version && may(who, deed::read, (*known)->record)) out.ticketed.push_back(*known);
  }
  std::stable_sort(out.conversations.begin(), out.conversations.end(), [](conversation_ptr const& a, conversation_ptr const& b) {
    auto const since = [](conversation const& c) {
      return c.active.empty() ? utc_time::max() : c.active.front().clock.received;
    };
    return since(a->record) < since(b->record);
  });
  co_return out;
}

}  // namespace sahut
