// One transaction per transition: what of a conversation, its tickets and further records is written, in steps.
#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/filed_list.hpp"
#include "gateway/service/core/records_read.hpp"
#include "gateway/service/core/repository.hpp"
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/stretches.hpp"
#include "routing/model/name_words.hpp"

#include <algorithm>

namespace sahut {
namespace {

bool anything_waits(conversation const& c) { return waits(c) || waiting_filed(c); }

void index_difference(key_space const& space, conversation const& before, conversation const& after,
                      std::vector<operation>& ops) {
  auto const was = places_of(before), is = places_of(after);
  auto const& id = after.id;
  bool match = false;
  if (was.waiting != is.waiting) {
    if (was.waiting && (!is.waiting || is.waiting->first != was.waiting->first))
      ops.push_back(sorted_remove{space.waiting(was.waiting->first), id.text()});
    if (is.waiting) ops.push_back(sorted_add{space.waiting(is.waiting->first), id.text(), to_millis(is.waiting->second)});
    match = is.waiting.has_value();
  }
  auto const lists_of = [](index_places const& p) {
    auto lists = p.units;
    if (p.ticketed) lists[p.ticketed->first] = p.ticketed->second;
    return lists;
  };
  auto const listed = lists_of(was), lists = lists_of(is);
  for (auto const& [queue, _] : listed)
    if (!lists.contains(queue)) ops.push_back(sorted_remove{space.ticketed(queue), id.text()});
  for (auto const& [queue, due] : lists)
    if (auto const it = listed.find(queue); it == listed.end() || it->second != due)
      ops.push_back(sorted_add{space.ticketed(queue), id.text(), to_millis(due)});
  auto const unowned = [&](queue_id const& queue) { return space.list("unowned:" + queue.text()); };
  if (was.unowned != is.unowned) {
    if (was.unowned && (!is.unowned || is.unowned->first != was.unowned->first)) ops.push_back(sorted_remove{unowned(was.unowned->first), id.text()});
    if (is.unowned) ops.push_back(sorted_add{unowned(is.unowned->first), id.text(), to_millis(is.unowned->second)});
  }
  if (was.load != is.load) {
    if (was.load) ops.push_back(set_remove{space.load(*was.load), id.text()}), match = true;
    if (is.load) ops.push_back(set_add{space.load(*is.load), id.text()});
  }
  if (was.mine != is.mine) {
    if (was.mine) ops.push_back(set_remove{space.mine(*was.mine), id.text()});
    if (is.mine) ops.push_back(set_add{space.mine(*is.mine), id.text()});
  }
  for (auto const& d : was.due)
    if (std::none_of(is.due.begin(), is.due.end(), [&](auto const& x) { return x.what == d.what; }))
      ops.push_back(sorted_remove{space.due(), due::print(id, d.what)});
  for (auto const& d : is.due)
    if (std::find(was.due.begin(), was.due.end(), d) == was.due.end())
      ops.push_back(sorted_add{space.due(), due::print(id, d.what), to_millis(d.at)});
  if (match) ops.push_back(sorted_add{space.due(), due::print(due::matching{}), 0, sorted_add::when::always});
  // An answer was on its way while its officer may have gone: whether there is still somebody is looked at now.
  if (!after.officer.empty() && before.officer == after.officer && anything_waits(after) && !anything_waits(before))
    ops.push_back(sorted_add{space.due(), due::print(due::attendance{after.officer}), 0, sorted_add::when::always});
}


ticket const* find_ticket(conversation const& c, std::string_view number) {
  auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.number == number; });
  return it == c.tickets.end() ? nullptr : &*it;
}

// Whether the record itself moves on; `last_citizen_at` lies beside it.
bool moves_on(conversation const& before, conversation& after) {
  auto const spoke_at = std::exchange(after.last_citizen_at, before.last_citizen_at);
  bool const moved = !(after == before);
  after.last_citizen_at = spoke_at;
  return moved;
}

}  // namespace

// What the steps share. `tx.records[0]` is the conversation's.
struct repository::writing {
  conversation const& before;
  conversation const& after;
  transition& t;
  std::string key;
  data_key sealed_under;
  bool fresh = false, changed = false, tickets_within = false;
  std::uint64_t base_end = 0, next_version = 0;
  transaction tx{};

  record_change& rec() { return tx.records.front(); }
};

void repository::write_log(writing& w) {
  auto const place = w.key + "|m";
  for (auto const& m : w.t.append) w.rec().append.push_back(keys_.seal(w.sealed_under, records::encode(m), place, random_));
  for (auto const& [external, seq] : w.t.external_ids)
    w.rec().set.emplace_back("d" + digest_of("external", external), records::decimal_text(seq) + ':');
}

// Numbers that were given: a request's reference leads to its conversation; a ticket is a record of its own.
void repository::write_numbers(writing& w) {
  auto const number = [&](std::string_view typed, std::string const& secret, bool is_ticket, std::uint32_t ordinal) -> record_change& {
    auto& r = w.tx.records.emplace_back();
    r.key = ticket_key(typed);
    r.new_version = true;
    r.set.emplace_back("r", records::encode(number_entry{w.after.id, keys_.digest("secret", secret), is_ticket, ordinal}));
    return r;
  };
  for (auto const* list : {&w.after.active, &w.after.past})
    for (auto const& r : *list)
      if (r.ordinal > w.before.requests) number(r.reference, r.secret, false, r.ordinal);
  for (auto const& tk : w.after.tickets) {
    auto const* was = find_ticket(w.before, tk.number);
    if (was && *was == tk && !w.tickets_within) continue;
    auto& r = number(tk.number, tk.secret, true, tk.request);
    r.set.emplace_back("t", keys_.seal(w.sealed_under, records::encode(tk), r.key + "|t", random_));
  }
}

void repository::write_body(writing& w) {
  auto& rec = w.rec();
  rec.new_version = true;
  // A decision that left the body as it was made nothing too old for it.
  for (auto const& r : w.t.after ? take_older(*w.t.after) : std::vector<request>())
    rec.set.emplace_back(records::numbered_field('q', r.ordinal), keys_.seal(w.sealed_under, records::encode(r), w.key + "|q", random_));
  rec.set.emplace_back("r", keys_.seal(w.sealed_under, records::encode(w.after), w.key + "|r", random_));
}

void repository::write_revision(writing& w) {
  auto& t = w.t;
  if (t.add_note || !t.annotate.empty()) {
    revision_item item;
    if (t.add_note) item.said.push_back(*t.add_note);
    item.noted = t.annotate;
    w.rec().set.emplace_back(records::numbered_field('x', w.next_version), keys_.seal(w.sealed_under, records::encode(item), w.key + "|x", random_));
  }
  for (auto const& a : t.annotate)
    w.rec().set.emplace_back(records::numbered_field('a', a.seq), keys_.seal(w.sealed_under, records::encode(a.now), w.key + "|a", random_));
}

// Where it is found: by queue, officer and deadline; by name; in the count of all.
void repository::write_places(writing& w) {
  auto const &before = w.before, &after = w.after;
  if (w.changed) index_difference(space_, before, after, w.tx.operations);
  if (after.last_citizen_at != before.last_citizen_at && channels_.of(after.channel).window)
    w.rec().set.emplace_back("w", records::decimal_text(static_cast<std::uint64_t>(to_millis(after.last_citizen_at))));
  if (before.contact_name != after.contact_name) {
    auto const was = name_words(before.contact_name), is = name_words(after.contact_name);
    auto const place = [&](std::string const& word) { return space_.named(digest_of("name", word)); };
    for (auto const& word : was)
      if (!is.contains(word)) w.tx.operations.push_back(sorted_remove{place(word), after.id.text()});
    for (auto const& word : is)
      if (!was.contains(word)) w.tx.operations.push_back(sorted_add{place(word), after.id.text(), -to_millis(after.created_at)});
  }
  if (takes_filings(after))
    for (auto const& tk : after.tickets)
      if (!find_ticket(before, tk.number)) w.tx.operations.push_back(sorted_add{filed_list(space_, keys_, after.recipient), tk.number.text(), -to_millis(tk.received)});
  if (w.fresh) {
    auto& opened = w.tx.records.emplace_back();
    opened.key = space_.conversations();
    opened.new_version = true;
  }
}

void repository::write_outbox(writing& w) {
  auto& t = w.t;
  if (t.send.empty()) return;
  auto& out = w.tx.records.emplace_back();
  out.key = space_.outbox(w.after.account);
  for (auto const& s : t.send) {
    auto const seq = s.again ? s.again : w.base_end + 1 + s.appended;
    auto const at = s.again ? s.again_at : t.append[s.appended].at;
    out.append.push_back(seal_outbox(w.after.account, make_outbox_entry(w.after, s, seq, at)));
  }
  w.tx.operations.push_back(publish{space_.wake(), wake_up::head_of(wake_up::outbox_grew{w.after.account}), {}});
}

void repository::write_wake(writing& w) {
  if (!wakes_others_) return;
  auto body = wake_up::begin_body(w.next_version);
  for (auto const& sealed : w.rec().append) wake_up::add_to_body(body, sealed);
  w.tx.operations.push_back(publish{space_.wake(), wake_up::head_of(w.after.id), std::move(body)});
}

void repository::join(transaction& tx, transaction extra) {
  for (auto& r : extra.records) tx.records.push_back(std::move(r));
  for (auto& c : extra.conditions) tx.conditions.push_back(std::move(c));
  for (auto& o : extra.operations) tx.operations.push_back(std::move(o));
}

boost::asio::awaitable<result<std::optional<stored_change>>> repository::commit(conversation_ptr base, transition& t, records_read& also,
                                                                               command_id id, transaction extra, change* told) {
  using answer = result<std::optional<stored_change>>;
  auto const& before = base->record;
  bool const fresh = base->version == 0;
  if (!t.send.empty()) {
    t.needs_end = true;
    auto const& account = t.after ? t.after->account : before.account;
    auto const at = t.send.front().again ? t.send.front().again_at : t.append.at(t.send.front().appended).at;
    auto ready = co_await passing_.ready(account, at);
    if (!ready) co_return ready.error();
  }
  resolve_pending(t, base->end);
  bool const moved = fresh || (t.after && moves_on(before, *t.after));
  bool const changed = moved || t.add_note || !t.annotate.empty();
  if (!changed && t.append.empty() && t.also.empty() && id.once.empty() && t.external_ids.empty() && extra.records.empty() && extra.operations.empty()) {
    stored_change same;
    same.now = base;
    co_return answer(std::optional(std::move(same)));
  }

  data_key sealed_under;
  if (fresh) {
    sealed_under = keys_.new_data_key(random_);
  } else if (auto const* k = key_of(before.id)) {
    sealed_under = *k;
  } else {  // fell out of the cache since it was loaded
    auto again = co_await reload(before.id);
    if (!again) co_return again.error();
    co_return answer(std::nullopt);
  }

  auto const& after = t.after ? *t.after : before;
  writing w{before, after, t, space_.conversation(before.id), sealed_under, fresh, changed, base->tickets_within, base->end, base->version + (changed ? 1 : 0)};
  w.tx.records.emplace_back();
  auto& rec = w.rec();
  rec.key = w.key;
  rec.if_version = base->version;
  if (t.needs_end) rec.if_end = base->end;
  rec.once = std::move(id.once);
  rec.fingerprint = std::move(id.fingerprint);
  if (fresh) rec.set.emplace_back("k", keys_.wrap(sealed_under, w.key, random_));
  write_log(w);
  if (changed) {
    write_numbers(w);
    write_body(w);
    write_revision(w);
  }
  write_places(w);
  write_outbox(w);
  write_wake(w);
  auto others = also.write(t.also, w.tx);
  if (!others) co_return others.error();
  join(w.tx, std::move(extra));

  auto outcome = co_await store_.commit(std::move(w.tx));
  if (!outcome) {
    forget(before.id);  // whether it was written is not known
    if (outcome.error().code == errc::unavailable) lost_reply_();
    co_return outcome.error();
  }
  if (auto const* dup = std::get_if<duplicate>(&*outcome)) co_return answer(std::optional(seen_before(*dup)));
  if (std::holds_alternative<conflict>(*outcome)) {
    forget(before.id);
    co_return answer(std::nullopt);
  }
  auto const appended = t.append.size();
  auto record = t.after ? std::make_shared<conversation const>(std::move(*t.after)) : base->shared;
  auto now = std::make_shared<known_conversation>(std::move(record));
  now->version = w.next_version;
  now->end = std::get<committed>(*outcome).ends.front();
  now->tickets_within = base->tickets_within && !changed;
  conversation_ptr done = std::move(now);
  remember_newer(done, std::move(sealed_under));
  if (told) {
    told->before = base;
    told->now = done;
    told->state_changed = changed;
    told->first_seq = appended ? done->end - appended + 1 : 0;
    told->messages = std::move(t.append);
    told->noted = std::move(t.annotate);
    told->said = std::move(t.add_note);
  }
  stored_change result_;
  result_.first_seq = appended ? done->end - appended + 1 : 0;
  result_.now = std::move(done);
  co_return answer(std::optional(std::move(result_)));
}

boost::asio::awaitable<result<std::optional<stored_change>>> repository::commit(transition& t, records_read& also, command_id id, transaction extra) {
  using answer = result<std::optional<stored_change>>;
  transaction tx;
  auto written = also.write(t.also, tx);
  if (!written) co_return written.error();
  if (!id.once.empty()) {
    if (tx.records.empty()) co_return error{errc::internal, "", "a command without a record cannot be remembered"};
    tx.records.front().once = std::move(id.once);
    tx.records.front().fingerprint = std::move(id.fingerprint);
  }
  join(tx, std::move(extra));
  auto outcome = co_await store_.commit(std::move(tx));
  if (!outcome) co_return outcome.error();
  if (auto const* dup = std::get_if<duplicate>(&*outcome)) co_return answer(std::optional(seen_before(*dup)));
  if (std::holds_alternative<conflict>(*outcome)) co_return answer(std::nullopt);
  co_return answer(std::optional(stored_change()));
}

stored_change repository::seen_before(duplicate const& dup) {
  stored_change seen;
  seen.duplicate = true;
  seen.same_content = dup.same_content;
  seen.first_seq = dup.first_seq;
  return seen;
}

}  // namespace sahut
