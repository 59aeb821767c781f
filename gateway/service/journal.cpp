#include "gateway/service/journal.hpp"

#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "routing/engine/conversation/citizen.hpp"
#include "routing/engine/conversation/passage.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

namespace sahut {
namespace {

std::uint64_t integer(std::string_view s) {
  std::uint64_t v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}

constexpr std::size_t notice_kinds_max = 256;

// Taking in goes before working off: while bodies are arriving the owner rests a little before each batch, so that a burst
// is answered within the platform's seconds. Not for longer than until this much waits.
constexpr std::uint64_t burst_entries = 20'000;
constexpr milliseconds burst_rest{20};
constexpr int burst_rests = 10;

struct in_flight {
  std::size_t& count;
  explicit in_flight(std::size_t& c) : count(c) { ++count; }
  ~in_flight() { --count; }
};

}  // namespace

boost::asio::awaitable<result<void>> append_to_journal(desk& d, std::string account, std::string body) {
  in_flight const counted(d.journal_appends);
  auto const key = d.space.journal(account);
  transaction t;
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = key;
  r.append.push_back(d.repo.keys().seal_shared(records::encode(journal_entry{std::move(body), d.clk.now()}), key, d.random));
  t.conditions.push_back(smaller_than{smaller_than::kind::record, key, static_cast<std::uint64_t>(d.cfg.limits.journal_entries)});
  t.operations.push_back(publish{d.space.wake(), "j " + account + ' ', {}});
  auto done = co_await d.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (!std::holds_alternative<committed>(*done))
    co_return error{errc::full, "", "the journal of this account is full; the delivery must be repeated", 60'000};
  co_return result<void>{};
}

journal::journal(desk& d, channel_settings const& account, connector::channel const& codec, account_lease& lease, outbox& sent,
                 boost::asio::any_io_executor ex)
    : desk_(d), account_(account), codec_(codec), lease_(lease), outbox_(sent), work_(ex) {}

transaction journal::fenced() const {
  transaction t;
  t.conditions.push_back(lease_.fence());
  return t;
}

boost::asio::awaitable<void> journal::run() {
  while (lease_.held()) {
    bool const done = co_await work_off();
    auto const rest = done ? milliseconds{1000} : milliseconds{200};
    co_await work_.wait_until(desk_.clk, desk_.clk.now() + rest);
  }
}

boost::asio::awaitable<bool> journal::work_off() {
  auto const key = desk_.space.journal(account_.id);
  for (;;) {
    std::vector<std::string> head{"n", "cursor", "trying"};
    auto state = co_await desk_.st.fields(key, std::move(head));
    if (!state) co_return false;
    auto const end = (*state)[0] ? integer(*(*state)[0]) : 0, cursor = (*state)[1] ? integer(*(*state)[1]) : 0;
    behind_ = end - cursor;
    if (cursor >= end) co_return true;
    for (int i = 0; i < burst_rests && desk_.journal_appends && behind_ < burst_entries; ++i) {
      bool const rested = co_await desk_.clk.sleep_for(burst_rest);
      if (!rested) co_return false;
    }

    // "<first entry>:<attempts>": the attempt is counted before anything of it is decoded.
    std::uint64_t attempts = 0;
    if (auto const& trying = (*state)[2]) {
      auto const colon = trying->find(':');
      if (colon != trying->npos && integer(*trying) == cursor + 1) attempts = integer(std::string_view(*trying).substr(colon + 1));
    }
    // After a failure one by one, so that only the culprit is parked. What merely met an absent store is not counted twice.
    bool const again = counted_ == cursor + 1;
    if (again && attempts) --attempts;
    auto const count = attempts ? std::uint64_t{1} : std::min<std::uint64_t>(end - cursor, batch);
    if (!again || !(*state)[2]) {
      auto t = fenced();
      t.records.emplace_back();
      t.records.front().key = key;
      t.records.front().set.emplace_back("trying", std::to_string(cursor + 1) + ':' + std::to_string(attempts + 1));
      auto counted = co_await desk_.st.commit(std::move(t));
      if (!counted) co_return false;
      if (!std::holds_alternative<committed>(*counted)) {
        lease_.lost();
        co_return false;
      }
      counted_ = cursor + 1;
    }
    std::vector<std::string> names;
    for (std::uint64_t i = 1; i <= count; ++i) names.push_back("m" + std::to_string(cursor + i));
    auto entries = co_await desk_.st.fields(key, std::move(names));
    if (!entries) co_return false;

    std::vector<std::uint64_t> parked;
    if (attempts >= static_cast<std::uint64_t>(desk_.cfg.limits.journal_attempts)) {
      parked.push_back(cursor + 1);
    } else {
      for (std::uint64_t i = 1; i <= count; ++i) {
        auto const& sealed = (*entries)[i - 1];
        if (!sealed) continue;
        auto const body = read_entry(*sealed);
        if (!body) {
          counted_ = 0;
          if (i == 1) co_return false;  // it counts, and is parked in the end
          // Its own turn comes when what lies before it is done.
          co_return co_await move_on(cursor, cursor + i - 1, {}, {});
        }
        broken_ = false;
        for (auto const& e : body->events) {
          for (;;) {
            bool const applied = co_await apply(e, body->received_at);
            if (applied) break;
            if (!lease_.held()) co_return false;
            co_await desk_.clk.sleep_for(milliseconds{250});
          }
        }
        if (broken_) parked.push_back(cursor + i);
      }
    }
    for (auto const k : parked) spdlog::warn("journal {}: entry {} is parked", account_.id, k);
    bool const moved = co_await move_on(cursor, cursor + count, parked, *entries);
    if (!moved) co_return false;
  }
}

std::optional<journal::read_body> journal::read_entry(std::string const& sealed) const {
  auto plain = desk_.repo.keys().open_shared(sealed, desk_.space.journal(account_.id));
  auto entry = plain ? records::decode<journal_entry>(*plain) : std::nullopt;
  if (!entry) return std::nullopt;
  try {
    return read_body{codec_.decode(entry->body), entry->received_at};
  } catch (std::exception const&) {  // a codec's fault; its text may hold what a citizen wrote
    return std::nullopt;
  }
}

boost::asio::awaitable<bool> journal::move_on(std::uint64_t from, std::uint64_t to, std::vector<std::uint64_t> parked,
                                              field_values entries) {
  auto const key = desk_.space.journal(account_.id);
  auto t = fenced();
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = key;
  r.set.emplace_back("cursor", std::to_string(to));
  for (auto k = from + 1; k <= to; ++k) r.remove.push_back("m" + std::to_string(k));
  r.remove.push_back("trying");
  for (auto const k : parked)
    if (auto const& sealed = entries.at(k - from - 1)) r.set.emplace_back("z" + std::to_string(k), *sealed);
  auto moved = co_await desk_.st.commit(std::move(t));
  if (!moved) co_return false;
  if (!std::holds_alternative<committed>(*moved)) {
    lease_.lost();
    co_return false;
  }
  co_return true;
}

bool journal::settled(result<stored_change> const& done) {
  if (done) return true;
  if (done.error().code == errc::unavailable || done.error().code == errc::full) return false;
  broken_ = broken_ || done.error().code == errc::internal;
  return true;
}

conversation journal::seed(inbound::origin const& from) const {
  conversation c;
  c.id = desk_.conversation_id_for(account_.id, from.contact);
  c.office = desk_.profile.settings->id;
  c.queue = account_.queue;
  c.channel = account_.kind;
  c.account = account_.id;
  c.recipient = from.contact;
  return c;
}

boost::asio::awaitable<bool> journal::apply(inbound::event e, utc_time received) {
  if (auto* m = std::get_if<inbound::message>(&e)) {
    log_message entry;
    entry.kind = m->kind;
    entry.text = std::move(m->text);
    entry.attachments = std::move(m->attachments);
    entry.quotes = std::move(m->reply_to);
    entry.at = received;
    entry.sent_at = m->from.sent_at;
    bool const courtesy = m->courtesy || texts::is_courtesy(entry.text, *desk_.profile.courtesy);
    co_return co_await citizen_said(std::move(m->from), std::move(entry), courtesy);
  }
  if (auto* u = std::get_if<inbound::unreadable>(&e)) {
    log_message entry;
    entry.kind = message_kind::other;
    entry.at = received;
    entry.sent_at = u->from.sent_at;
    co_return co_await citizen_said(std::move(u->from), std::move(entry), false);
  }
  if (auto* x = std::get_if<inbound::echo>(&e)) co_return co_await echoed(std::move(*x), received);
  if (auto* x = std::get_if<inbound::edit>(&e)) {
    auto found = co_await desk_.repo.find_external(desk_.conversation_id_for(account_.id, x->from.contact), x->of);
    if (!found) co_return false;
    if (!*found) {  // the original never came: what it says now is what the citizen says
      log_message entry;
      entry.text = std::move(x->text);
      entry.at = received;
      entry.sent_at = x->from.sent_at;
      auto from = std::move(x->from);
      from.external_id = x->of;
      bool const courtesy = texts::is_courtesy(entry.text, *desk_.profile.courtesy);
      co_return co_await citizen_said(std::move(from), std::move(entry), courtesy);
    }
    auto text = std::move(x->text);
    bool const same = co_await reads_so_already(desk_.conversation_id_for(account_.id, x->from.contact), **found, text);
    if (same) co_return true;
    std::function<void(annotation&)> const edited = [text](annotation& a) { a.edited = text; };
    co_return co_await noted(std::move(x->from), std::move(x->of), edited);
  }
  if (auto* x = std::get_if<inbound::unsend>(&e)) {
    std::function<void(annotation&)> const removed = [](annotation& a) { a.removed = true; };
    co_return co_await noted(std::move(x->from), std::move(x->of), removed);
  }
  if (auto* x = std::get_if<inbound::reaction>(&e)) {
    auto what = x->removed ? std::string{} : x->emoji.empty() ? std::move(x->reaction) : std::move(x->emoji);
    std::function<void(annotation&)> const reacted = [what](annotation& a) { a.reaction = what; };
    co_return co_await noted(std::move(x->from), std::move(x->of), reacted);
  }
  if (auto* x = std::get_if<inbound::delivered>(&e))
    co_return co_await received_by_citizen(std::move(x->from), std::move(x->of), x->watermark, delivery::delivered, false);
  if (auto* x = std::get_if<inbound::read>(&e)) {
    std::vector<std::string> of;
    if (!x->of.empty()) of.push_back(std::move(x->of));
    co_return co_await received_by_citizen(std::move(x->from), std::move(of), x->watermark, delivery::read, true);
  }
  auto const& n = std::get<inbound::notice>(e);
  if (notices_.size() < notice_kinds_max || notices_.contains(n.reason)) ++notices_[n.reason];
  if (n.alarm) spdlog::warn("account {}: {}", account_.id, n.reason);
  else spdlog::info("account {}: {}", account_.id, n.reason);
  co_return true;
}

boost::asio::awaitable<bool> journal::citizen_said(inbound::origin from, log_message entry, bool courtesy) {
  auto& d = desk_;
  citizen_message m;
  m.entry = std::move(entry);
  m.courtesy = courtesy;
  m.affirmative = is_affirmative(m.entry.text);
  m.standby = from.standby;
  auto const first = seed(from);
  auto const queue_key = d.space.waiting(first.queue);
  command_id id{d.repo.digest_of("external", from.external_id), {}};
  auto decide = [&d, &m, queue_key](conversation_ptr base) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto waiting = co_await d.st.size_of(smaller_than::kind::sorted_set, queue_key);
    if (!waiting) co_return waiting.error();
    co_return std::optional(on_citizen_message(d.at_now(*waiting + 1), base->record, m));
  };
  auto done = co_await d.act(first, std::move(id), decide, fenced());
  if (done && !done->duplicate) outbox_.nudge();
  co_return settled(done);
}

// An edit that came before its original is that message; told again it changes nothing.
boost::asio::awaitable<bool> journal::reads_so_already(conversation_id id, std::uint64_t seq, std::string text) {
  auto known = co_await desk_.repo.load(std::move(id));
  if (!known) co_return false;
  auto page = co_await desk_.repo.read_log(*known, seq, seq);
  co_return page && !page->messages.empty() && !page->noted.front().edited && page->messages.front().text == text;
}

boost::asio::awaitable<bool> journal::noted(inbound::origin from, std::string of, std::function<void(annotation&)> how) {
  auto& d = desk_;
  conversation none;
  none.id = d.conversation_id_for(account_.id, from.contact);
  auto found = co_await d.repo.find_external(none.id, of);
  if (!found) co_return false;
  if (!*found) {
    ++notices_["about a message that is not here"];
    co_return true;
  }
  auto const seq = **found;
  command_id id{d.repo.digest_of("external", from.external_id), {}};
  auto decide = [&d, seq, &how](conversation_ptr base) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto noted_now = co_await d.repo.read_annotation(base, seq);
    if (!noted_now) co_return noted_now.error();
    transition t;
    t.after = base->record;
    how(*noted_now);
    t.annotate.push_back({seq, std::move(*noted_now)});
    co_return std::optional(std::move(t));
  };
  auto const done = co_await d.act(std::move(none), std::move(id), decide, fenced());
  co_return settled(done);
}

boost::asio::awaitable<bool> journal::echoed(inbound::echo e, utc_time received) {
  auto& d = desk_;
  auto const id_here = d.conversation_id_for(account_.id, e.from.contact);
  auto found = co_await d.repo.find_external(id_here, e.from.external_id);
  if (!found) co_return false;
  if (*found) co_return true;  // an echo of what is already here
  bool const ours = !e.app_id.empty() && e.app_id == account_.app_id;
  bool const may_be_ours = ours || e.app_id.empty() || !e.metadata.empty();
  if (may_be_ours) {
    auto const whose = co_await outbox_.reconcile(id_here, e.metadata, e.from.contact, e.text, e.from.external_id, ours);
    if (whose == outbox::whose::ours) co_return true;
    if (whose == outbox::whose::later) co_return false;
  }
  if (!lease_.held()) co_return false;

  log_message entry;
  entry.from = author::officer;
  entry.kind = e.kind;
  entry.text = std::move(e.text);
  entry.attachments = std::move(e.attachments);
  entry.at = received;
  entry.sent_at = e.from.sent_at;
  auto const first = seed(e.from);
  command_id id{d.repo.digest_of("external", e.from.external_id), {}};
  auto decide = [&entry](conversation_ptr base) -> boost::asio::awaitable<result<std::optional<transition>>> {
    co_return std::optional(on_foreign_echo(base->record, entry));
  };
  auto const done = co_await d.act(first, std::move(id), decide, fenced());
  co_return settled(done);
}

boost::asio::awaitable<bool> journal::received_by_citizen(inbound::origin from, std::vector<std::string> of,
                                                          std::optional<utc_time> watermark, delivery how, bool up_to) {
  auto& d = desk_;
  auto const id_here = d.conversation_id_for(account_.id, from.contact);
  auto known = co_await d.repo.load(id_here);
  if (!known) co_return false;
  if ((*known)->version == 0) co_return true;
  std::vector<std::uint64_t> seqs;
  std::uint64_t newest = 0;
  for (auto& mid : of) {
    auto found = co_await d.repo.find_external(id_here, std::move(mid));
    if (!found) co_return false;
    if (*found) seqs.push_back(**found), newest = std::max(newest, **found);
  }
  constexpr std::uint64_t look_back = 100;
  if (watermark || (up_to && newest)) {
    auto const last = watermark ? (*known)->end : newest;
    auto const first = last > look_back ? last - look_back + 1 : 1;
    auto page = co_await d.repo.read_log(*known, first, last);
    if (!page) co_return false;
    for (std::size_t i = 0; i < page->messages.size(); ++i) {
      auto const state = page->noted[i].state;
      bool const out = page->messages[i].from != author::visitor;
      bool const accepted = state == delivery::sent || state == delivery::delivered;
      bool const covered = !watermark || page->messages[i].at <= *watermark;
      if (out && accepted && covered && state != how) seqs.push_back(page->first_seq + i);
    }
  }
  std::sort(seqs.begin(), seqs.end());
  seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
  for (auto const seq : seqs) {
    conversation none;
    none.id = id_here;
    auto decide = [&d, seq, how](conversation_ptr base) -> boost::asio::awaitable<result<std::optional<transition>>> {
      auto noted_now = co_await d.repo.read_annotation(base, seq);
      if (!noted_now) co_return noted_now.error();
      // The receipt of a first part says nothing of those that are still to be sent.
      bool const accepted = noted_now->state == delivery::sent || noted_now->state == delivery::delivered;
      if (!accepted) co_return std::optional<transition>{};
      co_return on_delivery(d.at_now(), base->record, seq, *noted_now, how, {});
    };
    auto const done = co_await d.act(std::move(none), command_id(), decide, fenced());
    if (!settled(done)) co_return false;
  }
  co_return true;
}

}  // namespace sahut
