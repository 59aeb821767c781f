#include "gateway/service/outbox.hpp"

#include "connectors/common/retry_policy.hpp"
#include "routing/engine/conversation/passage.hpp"
#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/conversation/ticket_words.hpp"

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

std::size_t first_open_part(outbox_entry const& e) {
  std::size_t i = 0;
  while (i < e.parts.size() && e.parts[i].state == part_state::sent) ++i;
  return i;
}

constexpr std::size_t sends_at_once = 8;

}  // namespace

outbox::outbox(desk& d, channel_settings const& account, connector::channel_sender& sender, account_lease& lease,
               boost::asio::any_io_executor ex)
    : desk_(d), account_(account), sender_(sender), lease_(lease), executor_(ex), work_(ex) {}

record_change outbox::stored_form(std::uint64_t k, bool remove) const {
  record_change r;
  r.key = desk_.space.outbox(account_.id);
  auto const name = std::to_string(k);
  if (remove) {
    r.remove = {"m" + name, "e" + name};
  } else {
    r.set.emplace_back("e" + name, desk_.repo.seal_outbox(account_.id, entries_.at(k).entry));
    r.remove = {"m" + name};
  }
  return r;
}

boost::asio::awaitable<bool> outbox::take_over() {
  auto fields = co_await desk_.st.record(desk_.space.outbox(account_.id));
  if (!fields) co_return false;
  auto ready = co_await desk_.repo.passing().ready(account_.id, desk_.clk.now());
  if (!ready) co_return false;
  auto learned = co_await desk_.repo.passing().learn(account_.id);
  if (!learned) co_return false;
  entries_.clear();
  read_to_ = 0;
  for (auto const& [name, value] : *fields) {
    if (name == "n") read_to_ = integer(value);
    if (name.size() < 2 || (name[0] != 'm' && name[0] != 'e')) continue;
    auto const k = integer(std::string_view(name).substr(1));
    if (name[0] == 'm' && entries_.contains(k)) continue;
    auto e = desk_.repo.open_outbox(account_.id, value);
    if (e) entries_[k].entry = std::move(*e);
  }
  std::vector<std::uint64_t> lost;
  for (auto& [k, p] : entries_)
    for (auto& part : p.entry.parts)
      if (part.state == part_state::sending) part.state = part_state::unknown, lost.push_back(k);
  for (auto& [k, p] : entries_)
    for (auto& part : p.entry.parts)
      if (part.state == part_state::unknown) p.unknown_since = desk_.clk.now();
  for (auto const k : lost) {
    bool const saved = co_await save(k);
    if (!saved) co_return false;
    co_await annotate(k, delivery::unknown, std::string());
  }
  co_return true;
}

boost::asio::awaitable<bool> outbox::read_new() {
  std::vector<std::string> end{"n"};
  auto fields = co_await desk_.st.fields(desk_.space.outbox(account_.id), std::move(end));
  if (!fields) co_return false;
  auto const n = fields->front() ? integer(*fields->front()) : 0;
  while (read_to_ < n) {
    std::vector<std::string> names;
    auto const first = read_to_ + 1, last = std::min(n, read_to_ + 256);
    for (auto k = first; k <= last; ++k) names.push_back("m" + std::to_string(k));
    auto values = co_await desk_.st.fields(desk_.space.outbox(account_.id), std::move(names));
    if (!values) co_return false;
    auto learned = co_await desk_.repo.passing().learn_for(account_.id, *values);
    if (!learned) co_return false;
    for (std::size_t i = 0; i < values->size(); ++i) {
      auto const k = first + i;
      if (k <= read_to_ || !(*values)[i]) continue;  // the journal's reconciling read it meanwhile, and it may be under way
      if (auto e = desk_.repo.open_outbox(account_.id, *(*values)[i])) entries_[k].entry = std::move(*e);
    }
    read_to_ = std::max(read_to_, last);
  }
  co_return true;
}

std::optional<std::uint64_t> outbox::next_to_send(utc_time now, utc_time& wake_at) {
  if (auto const from = std::max(paused_until_, next_send_at_); now < from) {
    wake_at = std::min(wake_at, from);
    return std::nullopt;
  }
  std::set<std::string_view> blocked;  // order is kept for each recipient
  for (auto& [k, p] : entries_) {
    auto& e = p.entry;
    if (!blocked.insert(e.recipient).second) continue;
    if (p.busy || p.unknown_since != utc_time{}) continue;
    if (e.held) {  // waits for the citizen's next message
      auto const known = desk_.repo.cached(e.conversation);
      auto const spoke_at = known ? known->record.last_citizen_at : utc_time{};
      if (spoke_at > p.held_after && now - spoke_at < automatic_window) {
        e.held = false;
        e.next_at = now;
        p.as_agent = false;
      }
    }
    if (e.next_at <= now) return k;
    wake_at = std::min(wake_at, e.next_at);
  }
  return std::nullopt;
}

milliseconds outbox::request_time() const {
  return std::min(desk_.cfg.limits.outbox_request_time, account_lease::term - account_lease::renewal - std::chrono::seconds{1});
}

boost::asio::awaitable<void> outbox::run() {
  task_group sends(executor_, desk_.tasks);
  while (lease_.held()) {
    auto const now = desk_.clk.now();
    bool const read = co_await read_new();
    co_await settle_unknown(now);
    co_await tell_trouble();
    utc_time wake_at = now + std::chrono::seconds{1};
    while (read && !desk_.draining && sends.running() < sends_at_once && lease_.left() > request_time()) {
      auto const k = next_to_send(desk_.clk.now(), wake_at);
      if (!k) break;
      entries_.at(*k).busy = true;
      next_send_at_ = std::max(next_send_at_, desk_.clk.now()) + milliseconds{1000 / account_.sends_per_second};
      sends.add(send_next_part(*k));
    }
    co_await work_.wait_until(desk_.clk, wake_at);
  }
  co_await sends.join();
}

boost::asio::awaitable<bool> outbox::save(std::uint64_t k) {
  transaction t;
  t.records.push_back(stored_form(k, false));
  t.conditions.push_back(lease_.fence());
  auto done = co_await desk_.st.commit(std::move(t));
  if (done && !std::holds_alternative<committed>(*done)) lease_.lost();
  co_return done && std::holds_alternative<committed>(*done);
}

boost::asio::awaitable<void> outbox::annotate(std::uint64_t k, delivery how, std::string reason) {
  auto const it = entries_.find(k);
  if (it == entries_.end()) co_return;
  auto const seq = it->second.entry.seq;
  conversation_id const of = it->second.entry.conversation;
  auto& d = desk_;
  auto decide = [&d, seq, how, &reason](conversation_ptr base) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto noted = co_await d.repo.read_annotation(base, seq);
    if (!noted) co_return noted.error();
    if (how == delivery::pending) {  // held back: still pending, and the officer is told why
      transition t;
      auto next = *noted;
      if (next.state == delivery::pending && next.reason == reason) co_return std::optional<transition>{};
      next.state = how;
      next.reason = reason;
      t.annotate.push_back({seq, next});
      co_return std::optional(std::move(t));
    }
    co_return on_delivery(d.at_now(), base->record, seq, *noted, how, reason);
  };
  transaction extra;
  extra.conditions.push_back(lease_.fence());
  (void)co_await d.act(of, command_id(), decide, std::move(extra));
}

boost::asio::awaitable<bool> outbox::finish(std::uint64_t k, delivery how, std::string reason) {
  auto const seq = entries_.at(k).entry.seq;
  conversation_id const of = entries_.at(k).entry.conversation;
  auto& d = desk_;
  auto decide = [&d, seq, how, &reason](conversation_ptr base) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto noted = co_await d.repo.read_annotation(base, seq);
    if (!noted) co_return noted.error();
    auto t = on_delivery(d.at_now(), base->record, seq, *noted, how, reason);
    if (!t) t.emplace();
    co_return t;
  };
  transaction extra;
  extra.records.push_back(stored_form(k, true));
  extra.conditions.push_back(lease_.fence());
  auto done = co_await d.act(of, command_id(), decide, std::move(extra));
  if (!done) co_return false;
  entries_.erase(k);
  co_return true;
}

boost::asio::awaitable<bool> outbox::accept_part(std::uint64_t k, std::size_t part, std::string external_id) {
  auto it = entries_.find(k);
  if (it == entries_.end() || it->second.entry.parts[part].state == part_state::sent) co_return true;
  auto& e = it->second.entry;
  auto const was = e.parts[part].state;
  auto const was_unknown_since = it->second.unknown_since;
  e.parts[part].state = part_state::sent;
  e.parts[part].external_id = external_id;
  e.attempts = 0;
  e.next_at = desk_.clk.now();
  it->second.unknown_since = {};
  bool const last = first_open_part(e) == e.parts.size();
  auto const seq = e.seq;
  conversation_id const of = e.conversation;
  auto& d = desk_;
  auto const digest = d.repo.digest_of("external", external_id);
  auto const begun = e.parts[part].sent_at;
  auto decide = [&d, seq, last, begun, &external_id, &digest](conversation_ptr base) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto noted = co_await d.repo.read_annotation(base, seq);
    if (!noted) co_return noted.error();
    auto t = on_part_accepted(d.at_now(), base->record, seq, *noted, digest, last, begun);
    t.external_ids.emplace_back(external_id, seq);
    co_return std::optional(std::move(t));
  };
  transaction extra;
  extra.records.push_back(stored_form(k, last));
  extra.conditions.push_back(lease_.fence());
  auto done = co_await d.act(of, command_id(), decide, std::move(extra));
  if (!done) {  // as before, so that its echo or the platform's answer can settle it
    if (auto const still = entries_.find(k); still != entries_.end()) {
      still->second.entry.parts[part].state = was;
      still->second.unknown_since = was_unknown_since;
    }
    co_return false;
  }
  if (last) entries_.erase(k);
  work_.notify();
  co_return true;
}

boost::asio::awaitable<void> outbox::settle_unknown(utc_time now) {
  auto const may_retell = [](outbox_entry const& e) { return !e.ticket.empty() && e.retold < retold_most; };
  std::vector<std::uint64_t> old;
  for (auto const& [k, p] : entries_) {
    auto const wait = may_retell(p.entry) ? desk_.cfg.limits.outbox_echo_wait : milliseconds{echo_match_age};
    if (!p.busy && p.unknown_since != utc_time{} && now - p.unknown_since > wait) old.push_back(k);
  }
  for (auto const k : old) {
    auto const it = entries_.find(k);
    if (it == entries_.end() || it->second.unknown_since == utc_time{}) continue;  // its echo came meanwhile
    auto& p = it->second;
    if (may_retell(p.entry)) {
      for (auto& part : p.entry.parts)
        if (part.state == part_state::unknown) part.state = part_state::waiting;
      p.entry.retold++;
      p.unknown_since = {};
      (void)co_await save(k);
    } else if (!p.entry.ticket.empty()) {  // told with the citizen's next message
      (void)co_await finish(k, delivery::failed, "platform tidak memastikan penerimaannya");
    } else {  // it stays `unknown` for the officer, who decides; what follows may go on
      (void)co_await finish(k, delivery::unknown, std::string());
    }
  }
}

boost::asio::awaitable<void> outbox::tell_trouble() {
  std::vector<std::uint64_t> untold;
  for (auto const& [k, p] : entries_)
    if (!trouble_.empty() && !p.busy && !p.entry.held && p.unknown_since == utc_time{} && p.entry.reason != trouble_) untold.push_back(k);
  for (auto const k : untold) {
    auto const it = entries_.find(k);
    if (it == entries_.end() || it->second.busy) continue;
    it->second.entry.reason = trouble_;
    bool const kept = co_await save(k);
    if (!kept) co_return;
    co_await annotate(k, delivery::pending, trouble_);
  }
}

boost::asio::awaitable<void> outbox::send_next_part(std::uint64_t k) {
  struct release {
    outbox& o;
    std::uint64_t k;
    release(outbox& of, std::uint64_t entry) : o(of), k(entry) { ++o.sending_; }
    ~release() {
      --o.sending_;
      if (auto const it = o.entries_.find(k); it != o.entries_.end()) it->second.busy = false;
      o.work_.notify();
    }
  } at_end(*this, k);

  // Whatever fails from here on is tried again a moment later, not at once.
  auto const was_held = entries_.at(k).entry.held;
  entries_.at(k).entry.next_at = desk_.clk.now() + std::chrono::seconds{1};
  auto loaded = co_await desk_.repo.load(entries_.at(k).entry.conversation);
  if (!loaded) co_return;
  if (!entries_.contains(k)) co_return;
  auto const& c = (*loaded)->record;
  auto& e = entries_.at(k).entry;
  auto const now = desk_.clk.now();
  auto const backoff = [&](sending::outcome const& o) {
    connector::retry_limits limits;
    limits.attempts_max = static_cast<int>(desk_.cfg.limits.outbox_attempts);
    return connector::next_wait(static_cast<int>(++e.attempts), o, desk_.random.next(), limits);
  };

  if (!e.ticket.empty()) {
    auto const tk = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& t) { return t.number == e.ticket; });
    if (tk != c.tickets.end() && is_needless(*tk, e.seq)) {
      (void)co_await finish(k, delivery::failed, "tidak dikirim: pertanyaan sudah dijawab");
      co_return;
    }
  }
  auto const spoke_at = c.last_citizen_at;
  auto const silence = now - spoke_at;
  auto under = sending::permission::response;
  bool const shut = entries_.at(k).held_after != utc_time{} && spoke_at <= entries_.at(k).held_after;
  if (has_window(c.channel) && (silence >= automatic_window || entries_.at(k).as_agent || shut)) {
    if (!e.human) {
      (void)co_await finish(k, delivery::failed, "di luar batas waktu balasan otomatis platform");
      co_return;
    }
    if (may_as_agent() && !shut && silence < human_window) {
      under = sending::permission::human_agent;
    } else {
      e.held = true;
      e.next_at = now + held_look;
      if (was_held) co_return;
      bool const saved = co_await save(k);
      if (saved)
        co_await annotate(k, delivery::pending, "ditahan: batas waktu balasan platform lewat; dikirim saat pemohon menulis lagi");
      co_return;
    }
  }

  auto const index = first_open_part(e);
  if (index == e.parts.size()) {
    (void)co_await finish(k, delivery::sent, std::string());
    co_return;
  }
  e.held = false;
  e.parts[index].state = part_state::sending;
  e.parts[index].sent_at = now;
  bool const saved = co_await save(k);
  if (auto const it_now = entries_.find(k); it_now == entries_.end() || it_now->second.entry.parts[index].state == part_state::sent)
    co_return;  // an earlier attempt had arrived after all: its echo says so
  if (!saved || lease_.left() <= request_time()) {
    e.parts[index].state = part_state::waiting;
    if (saved) (void)co_await save(k);  // else the next owner would take it for sent
    co_return;
  }
  sending::part p;
  p.recipient = e.recipient;
  p.text = e.parts[index].text;
  p.metadata = e.parts[index].token;
  p.under = under;
  auto outcome = co_await sender_.send(std::move(p), request_time());
  auto const it = entries_.find(k);  // its echo may have been faster than the answer
  if (it == entries_.end() || it->second.entry.parts[index].state == part_state::sent) co_return;
  auto& part = it->second.entry.parts[index];

  if (auto const* ok = std::get_if<sending::accepted>(&outcome)) {
    trouble_.clear();
    bool const taken = co_await accept_part(k, index, ok->external_id);
    if (!taken) {  // the store did not take it: keep trying, it was sent
      for (int i = 0; i < 20 && lease_.held() && entries_.contains(k); ++i) {
        co_await desk_.clk.sleep_for(milliseconds{500});
        entries_.at(k).entry.parts[index].state = part_state::sending;
        bool const now_taken = co_await accept_part(k, index, ok->external_id);
        if (now_taken) break;
      }
    }
    co_return;
  }
  if (auto const* wait = std::get_if<sending::later>(&outcome)) {
    part.state = part_state::waiting;
    auto const after = backoff(outcome);
    if (!after) {
      (void)co_await finish(k, delivery::failed, "platform terus menolak untuk sementara; silakan kirim ulang");
      co_return;
    }
    auto const answered = desk_.clk.now();
    it->second.entry.next_at = answered + *after;
    if (wait->whole_account) paused_until_ = std::max(paused_until_, answered + *after);
    (void)co_await save(k);
    co_return;
  }
  if (auto const* no = std::get_if<sending::refused>(&outcome)) {
    part.state = part_state::waiting;
    it->second.entry.reason = no->reason;
    if (no->window_closed && it->second.entry.human && under == sending::permission::response && may_as_agent()) {
      it->second.as_agent = true;
      it->second.entry.next_at = now;
      (void)co_await save(k);
      co_return;
    }
    if (no->window_closed && it->second.entry.human) {
      it->second.entry.held = true;
      it->second.as_agent = false;
      it->second.held_after = spoke_at;
      it->second.entry.next_at = now + held_look;
      bool const kept = co_await save(k);
      if (kept) co_await annotate(k, delivery::pending, no->reason);
      co_return;
    }
    part.state = part_state::failed;
    (void)co_await finish(k, delivery::failed, no->reason);
    co_return;
  }
  if (auto const* stop = std::get_if<sending::account_stopped>(&outcome)) {
    part.state = part_state::waiting;
    if (stop->permission && under == sending::permission::human_agent) {  // the rest of the account can send
      agent_refused_ = true;
      it->second.entry.held = true;
      it->second.as_agent = false;
      it->second.held_after = spoke_at;
      it->second.entry.reason = stop->reason;
      it->second.entry.next_at = now + held_look;
      spdlog::error("account {}: not allowed to answer as a human agent: {}", account_.id, stop->reason);
      bool const held = co_await save(k);
      if (held) co_await annotate(k, delivery::pending, stop->reason);
      co_return;
    }
    trouble_ = stop->reason;
    paused_until_ = now + stopped_pause;
    it->second.entry.next_at = paused_until_;
    it->second.entry.reason = trouble_;
    spdlog::error("account {}: nothing can be sent: {}", account_.id, trouble_);
    bool const kept = co_await save(k);
    if (kept) co_await annotate(k, delivery::pending, stop->reason);
    co_return;
  }
  part.state = part_state::unknown;
  it->second.unknown_since = now;
  bool const kept = co_await save(k);
  if (kept) co_await annotate(k, delivery::unknown, std::string());
}

}  // namespace sahut
