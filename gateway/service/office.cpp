#include "gateway/service/office.hpp"

#include "gateway/records/account_status_form.hpp"
#include "gateway/records/account_token_form.hpp"
#include "gateway/records/consult_form.hpp"
#include "gateway/records/decimal.hpp"
#include "gateway/records/incident_form.hpp"
#include "gateway/records/mail_notice_form.hpp"
#include "gateway/records/media_form.hpp"
#include "gateway/service/core/newer_kinds.hpp"
#include "gateway/service/people/account_holders.hpp"
#include "gateway/service/people/provider_sign_ins.hpp"
#include "gateway/service/talk/filings.hpp"

#include <algorithm>

namespace sahut {

office::office(settings const& cfg, office_profile const& profile, office_directory const& where, random_source& r,
               std::vector<std::pair<channel_settings const*, connector::channel*>> channels, std::string worker,
               boost::asio::any_io_executor ex)
    : shared(cfg, profile, where, r, std::move(worker)),
      accounts_of_officers(shared, shared.local),
      tokens(shared),
      citizen_side(shared),
      officer_side(shared, accounts_of_officers),
      uploaded(shared),
      consulting(shared, accounts_of_officers),
      gathering(shared, accounts_of_officers),
      tickets(shared, accounts_of_officers, officer_side),
      presence_side(shared),
      match(shared, accounts_of_officers),
      sweep(shared, match, presence_side,
            [this](account_id id) -> boost::asio::awaitable<void> {
              if (auto* a = account(id)) co_await a->claim();
            }),
      recounting(shared, ex),
      executor_(ex),
      tasks_(ex),
      match_signal_(ex),
      queue_signal_(ex),
      heads_signal_(ex),
      catching_up_("store", "reading what this worker missed", profile.settings->id) {
  for (auto const& [settings, channel] : channels)
    accounts_.push_back(std::make_unique<account_owner>(shared, *settings, *channel, ex, tasks_));
  shared.forms.add<consult>();
  shared.forms.add<incident>();
  shared.forms.add<incident_member>();
  shared.forms.add<account_token>();
  shared.forms.add<media_file>();
  shared.forms.add<account_status>();
  shared.forms.add<mail_notice>();
  sweep.on_record_due(std::string(record_form<incident>::kind), [this](std::string id) { return gathering.on_due(incident_id(std::move(id))); });
  sweep.on_record_due(std::string(record_form<media_file>::kind), [this](std::string id) { return uploaded.on_due(std::move(id)); });
  sweep.on_record_due(std::string(record_form<consult>::kind), [this](std::string id) { return consulting.on_due(consult_id(std::move(id))); });
  tasks_.throw_at_once();
  register_account_holders(shared.forms);
  register_provider_sign_ins(shared.forms);
  shared.repo.on_lost_reply([this] { wakes_missed_ = true; });  // the next look at the heads finds it
  shared.tasks = &tasks_;
  shared.nudge_match = [this] { match_signal_.notify(), queue_signal_.notify(); };
  shared.nudge_outbox = [this](account_id const& id) {
    if (auto* a = account(id)) a->outbox_grew();
  };
}

account_owner* office::account(std::string_view channel_id) {
  for (auto& a : accounts_)
    if (a->account().id == channel_id) return a.get();
  return nullptr;
}

boost::asio::awaitable<result<void>> office::start(bool alone) {
  wakes_ = shared.st.subscribe(
      shared.space.wake(), [this](std::string_view payload) { on_wake(payload); },
      [this] {
        // The store was away, or this is the start: leases get one fresh term before any is taken for expired.
        presence_side.trust_leases_from(shared.clk.now() + shared.cfg.officers.lease);
        wakes_missed_ = true;
        heads_signal_.notify();
      });
  transaction t;
  for (auto& a : accounts_)
    t.operations.push_back(sorted_add{shared.space.due(), due::print(due::account_lease{a->account().id}),
                                      to_millis(shared.clk.now()), alone ? sorted_add::when::always : sorted_add::when::if_absent});
  t.operations.push_back(sorted_add{shared.space.due(), due::print(due::matching{}), 0});
  auto done = co_await shared.st.commit(std::move(t));
  if (!done) co_return done.error();
  tasks_.add(sweep.run());
  tasks_.add(match_loop());
  tasks_.add(renew_loop());
  tasks_.add(check_heads_loop());
  tasks_.add(queue_loop());
  co_return result<void>{};
}

boost::asio::awaitable<void> office::stop() {
  stopping_ = true;
  shared.draining = true;
  for (auto& a : accounts_) co_await a->release();
  auto const open = std::exchange(windows_, {});
  for (auto const& [who, count] : open) (void)co_await presence_side.leave(who);
  wakes_.reset();
  tasks_.cancel();
  co_await tasks_.join();
}

void office::adopt(std::vector<unconfigured> const& all) {
  std::vector<unconfigured> here;
  std::copy_if(all.begin(), all.end(), std::back_inserter(here), [&](auto const& u) { return u.office == shared.profile.settings->id; });
  if (here == shared.unconfigured) return;
  shared.unconfigured = std::move(here);
  shared.local.windows([](listener& l) { l.on_unconfigured(); });
}

void office::count_anew(bool behind) {
  if (!stopping_) tasks_.add(recounting.run(behind));
}

void office::abandon() {
  stopping_ = true;
  shared.draining = true;
  wakes_.reset();
  tasks_.cancel();
}

void office::on_wake(std::string_view payload) {
  auto const w = wake_up::parse(payload);
  if (!w) return void(++newer_kinds_of_this_process().wake);
  std::visit([this](auto const& what) { on(what); }, *w);
}
void office::on(wake_up::outbox_grew const& w) {
  if (auto* a = account(w.account)) a->outbox_grew();
}
void office::on(wake_up::journal_grew const& w) {
  if (auto* a = account(w.account)) a->journal_grew();
}
void office::on(wake_up::officer_changed const& w) { shared.local.account_changed(w.officer); }
void office::on(wake_up::visitor_revoked const& w) { shared.local.revoked(w.of); }
void office::on(wake_up::record_changed const& w) {
  shared.local.record_changed(w.kind, w.id);
  if (!shared.local.anyone()) return;
  if (w.kind == record_form<consult>::kind) tasks_.add(consulting.tell(consult_id(w.id)));
  if (w.kind == record_form<incident>::kind && incidents_changed_[incident_id(w.id)]++ == 0) tasks_.add(tell_incident(incident_id(w.id)));
}
void office::on(wake_up::presence_set const& w) { shared.local.presence_set(w.officer, w.window, w.state, w.capacity); }
void office::on(wake_up::passing_sign const& w) {
  signal s;
  s.what = w.typing ? signal::kind::typing : signal::kind::read;
  s.by_officer = w.by_officer;
  s.conversation = w.of;
  s.officer = w.officer;
  s.seq = w.seq;
  shared.local.tell(s);
  bool const owns_any = std::any_of(accounts_.begin(), accounts_.end(), [](auto const& a) { return a->owns(); });
  if (w.by_officer && owns_any && signs_looked_up_ < passing_signs::waiting_max) tasks_.add(show_at_platform(std::move(s)));
}

// The account's owner may be any worker of any daemon: the wake-up that tells windows of the sign finds it as well.
boost::asio::awaitable<void> office::show_at_platform(signal s) {
  ++signs_looked_up_;
  auto const known = co_await shared.repo.load(s.conversation);
  --signs_looked_up_;
  if (!known) co_return;
  if (auto* a = account((*known)->record.account)) a->officer_shows(s);
}
void office::on(wake_up::conversation_changed const& w) {
  if (shared.was_told(w.of, w.version, w.end)) return;  // our own, or already read
  if (!shared.local.followed(w.of)) {
    shared.repo.forget(w.of);
    match_signal_.notify();
    queue_signal_.notify();
    return;
  }
  auto const known = shared.repo.cached(w.of);
  if (known && known->version == w.version && known->end < w.end) {
    auto messages = shared.repo.open_wake(w);
    if (!messages.empty() && known->end + messages.size() == w.end) {
      shared.repo.note_end(w.of, w.end);
      auto c = std::make_shared<change>();
      c->before = known;
      c->now = shared.repo.cached(w.of);
      c->first_seq = w.end - messages.size() + 1;
      c->messages = std::move(messages);
      shared.tell(std::move(c));
      return;
    }
  }
  tasks_.add(catch_up(w.of));
}

boost::asio::awaitable<void> office::tell_incident(incident_id id) {
  constexpr milliseconds quiet{50};
  constexpr int waits_max = 20;
  std::uint64_t seen = 0;
  for (int i = 0; i < waits_max && incidents_changed_[id] != seen; ++i) {
    seen = incidents_changed_[id];
    bool const slept = co_await shared.clk.sleep_for(quiet);
    if (!slept) break;
  }
  incidents_changed_.erase(id);
  auto now = co_await gathering.find(std::move(id));
  if (now) shared.local.windows([&](listener& l) { l.on_incident(*now); });
}

boost::asio::awaitable<void> office::match_loop() {
  while (!stopping_) {
    co_await match_signal_.wait_until(shared.clk, shared.clk.now() + std::chrono::seconds{10});
    (void)co_await match.match_all();
  }
}

boost::asio::awaitable<void> office::renew_loop() {
  while (!stopping_) {
    bool const slept = co_await shared.clk.sleep_for(shared.cfg.officers.renewal);
    if (!slept) co_return;
    auto const open = windows_;
    for (auto const& [who, count] : open) {
      if (!windows_.contains(who)) continue;
      (void)co_await presence_side.renew(who);
      co_await settle_presence(who, true);
    }
  }
}

boost::asio::awaitable<void> office::check_heads_loop() {
  constexpr std::chrono::seconds every{12};  // a login that ended is found within 15 s, the look itself included
  constexpr milliseconds soon{500};
  auto asked_logins_at = shared.clk.now();
  while (!stopping_) {
    if (heads_unread_) {
      bool const slept = co_await shared.clk.sleep_for(soon);
      if (!slept) co_return;
    } else {
      co_await heads_signal_.wait_until(shared.clk, shared.clk.now() + every);
    }
    heads_unread_ = false;
    if (shared.clk.now() - asked_logins_at >= every) {
      asked_logins_at = shared.clk.now();
      shared.local.look();
    }
    co_await check_heads();
  }
}

// What this worker's sessions follow, what became its officers', and, after a time without wake-ups, every head they show.
boost::asio::awaitable<std::vector<conversation_id>> office::heads_to_check() {
  constexpr std::size_t waiting_max = 512;
  auto const live = shared.local.live();
  std::set<conversation_id> ids(live.begin(), live.end());
  bool const missed = std::exchange(wakes_missed_, false);
  for (auto const& [who, count] : std::map(windows_)) {
    auto mine = co_await shared.st.members(shared.space.mine(who));
    if (mine)
      for (auto& id : *mine) ids.emplace(std::move(id));
    else heads_unread_ = true, wakes_missed_ = wakes_missed_ || missed;
  }
  if (missed && !windows_.empty()) {
    shared.local.windows([&](listener& l) { l.heads(ids); });
    for (auto const& queue : shared.queue_ids()) {
      auto waiting = co_await shared.st.lowest(shared.space.waiting(queue), waiting_max);
      if (!waiting) {
        heads_unread_ = wakes_missed_ = true;
        continue;
      }
      for (auto& w : *waiting) ids.emplace(std::move(w.member));
    }
  }
  co_return std::vector<conversation_id>(ids.begin(), ids.end());
}

boost::asio::awaitable<void> office::check_heads() {
  constexpr std::size_t at_once = 512;
  auto const ids = co_await heads_to_check();
  for (std::size_t from = 0; from < ids.size(); from += at_once) {
    task_group looks(executor_, &tasks_);  // one pipeline
    for (std::size_t i = from; i < std::min(ids.size(), from + at_once); ++i) looks.add(look_at_head(ids[i]));
    co_await looks.join();
  }
}

boost::asio::awaitable<void> office::look_at_head(conversation_id id) {
  std::vector<std::string> names{"v", "n", "revoked"};
  auto head = co_await shared.st.fields(shared.space.conversation(id), std::move(names));
  if (!head) co_return look_again_soon();
  if (!(*head)[0]) co_return;
  if ((*head)[2]) shared.local.revoked(id);
  if (shared.was_told(id, records::decimal(*(*head)[0]), records::decimal((*head)[1].value_or("0")))) co_return;
  co_await catch_up(std::move(id));
}

boost::asio::awaitable<void> office::catch_up(conversation_id id) {
  auto const caught_up = co_await shared.catch_up(std::move(id));
  if (!catching_up_.went_well(caught_up)) look_again_soon();
}

// The store comes back connection by connection: asked again until it answers.
void office::look_again_soon() {
  heads_unread_ = wakes_missed_ = true;
  heads_signal_.notify();
}

boost::asio::awaitable<void> office::pass_on(signal s) {
  transaction t;
  wake_up::passing_sign const sign{s.what == signal::kind::typing, s.by_officer, s.conversation, s.officer, s.seq};
  t.operations.push_back(publish{shared.space.wake(), wake_up::head_of(sign), {}});
  (void)co_await shared.st.commit(std::move(t));
}

boost::asio::awaitable<void> office::tell_presence(officer_id who, std::string window, std::string state, std::uint32_t capacity) {
  transaction t;
  wake_up::presence_set const set{std::move(who), std::move(window), std::move(state), capacity};
  t.operations.push_back(publish{shared.space.wake(), wake_up::head_of(set), {}});
  (void)co_await shared.st.commit(std::move(t));
}

boost::asio::awaitable<void> office::queue_loop() {
  while (!stopping_) {
    co_await queue_signal_.wait_until(shared.clk, shared.clk.now() + std::chrono::seconds{30});
    if (shared.local.anyone()) {
      for (auto const& queue : shared.queue_ids()) {
        auto count = co_await shared.waiting_in(queue);
        auto oldest = co_await shared.first_waiting(queue, 1);
        if (!count || !oldest) continue;
        std::optional<utc_time> since;
        if (!oldest->empty()) since = from_millis(oldest->front().score);
        shared.local.queue_moved(queue, *count, since);
      }
    }
    bool const slept = co_await shared.clk.sleep_for(milliseconds{200});  // at most five times a second
    if (!slept) co_return;
  }
}

boost::asio::awaitable<result<presence_record>> office::window_opened(officer_id who) {
  ++windows_[who];
  auto now = co_await presence_side.arrive(who);
  co_await settle_presence(who, true);
  co_return now;
}

boost::asio::awaitable<void> office::window_closed(officer_id who) {
  auto const it = windows_.find(who);
  if (it == windows_.end() || --it->second > 0) co_return;
  windows_.erase(it);
  (void)co_await presence_side.leave(who);
  co_await settle_presence(who, false);
}

// Windows open and close while the store is asked: what was written last must be as they are now.
boost::asio::awaitable<void> office::settle_presence(officer_id who, bool written_as_here) {
  while (windows_.contains(who) != written_as_here) {
    written_as_here = !written_as_here;
    if (written_as_here) (void)co_await presence_side.arrive(who);
    else (void)co_await presence_side.leave(who);
  }
}

boost::asio::awaitable<result<std::optional<status_view>>> office::look_up(typed_number typed, std::string secret) {
  using answer = result<std::optional<status_view>>;
  constexpr std::size_t shown_max = 200;
  filings filed(shared);
  auto led = co_await filed.by_secret(std::move(typed), std::move(secret));
  if (!led) co_return led.error();
  if (!*led) co_return answer(std::nullopt);
  status_view view;
  view.of = (*led)->of;
  view.req = (*led)->req;
  view.tk = (*led)->tk;
  auto thread = co_await filed.newest_of(std::move(**led), shown_max);
  if (!thread) co_return thread.error();
  if (!thread->messages.empty()) view.thread.first_seq = thread->messages.front().seq;
  for (auto& m : thread->messages) view.thread.messages.push_back(std::move(m.said)), view.thread.noted.push_back(std::move(m.noted));
  co_return answer(std::optional(std::move(view)));
}

}  // namespace sahut
