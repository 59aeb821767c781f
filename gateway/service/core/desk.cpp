#include "gateway/service/core/desk.hpp"

#include "gateway/service/core/left_consults.hpp"
#include "routing/engine/sla/service_hours.hpp"

#include <algorithm>

namespace sahut {
namespace {

// Where the store does not answer the next look at the heads finds it.
boost::asio::awaitable<void> tell_what_was_missed(desk& d, conversation_id id) { (void)co_await d.catch_up(std::move(id)); }

}  // namespace

void office_profile::adopt(calendar next) {
  hours = std::move(next);
  facts.hours = &hours;
  if (settings && !settings->queues.empty()) {
    for (auto const& q : settings->queues) facts.queue_names[q.id] = q.name;
    facts.first_queue = settings->queues.front().id;
  }
  auto const& words = hours.policy.courtesy_words;
  courtesy = std::make_shared<texts::courtesy_words const>(words.empty() ? texts::default_courtesy_words() : words);
}

desk::desk(sahut::settings const& settings_, office_profile const& profile_, office_directory const& where, random_source& r,
           std::string worker_)
    : store_part(settings_, where.of(office_id(profile_.settings->id)), r, office_id(profile_.settings->id)),
      place(where.of(office_id(profile_.settings->id))),
      common(settings_, where, r),
      profile(profile_),
      repo(st, keys, r, space, profile.facts.channels, 20'000),
      numbers(common),
      worker(std::move(worker_)) {
  profile.facts.hours = &profile.hours;
}

conversation_id desk::conversation_id_for(account_id const& account, std::string_view contact) const {
  return conversation_id(profile.settings->code + "-" + digest_of("contact:" + std::string(account), contact));
}

std::string const& desk::today() {
  auto const minute = std::chrono::floor<std::chrono::minutes>(clk.now());
  if (minute != today_at_) today_ = day_label(profile.hours, minute);
  today_at_ = minute;
  return today_;
}

boost::asio::awaitable<result<stored_change>> desk::act(conversation_id of, command_id id, decision decide, transaction extra,
                                                        beginning begin) {
  bool surely_fresh = false;
  number_pool::share const may_draw(numbers);
  error last{errc::unavailable, "", "others keep changing this; try again", 1000};
  for (std::int64_t attempt = 0; attempt < cfg.limits.commit_retries; ++attempt) {
    auto base = surely_fresh || of.empty() ? nullptr : repo.cached(of);
    bool const from_memory = base != nullptr;
    surely_fresh = false;
    if (!base && !of.empty()) {
      auto loaded = co_await repo.reload(of);
      if (!loaded) co_return loaded.error();
      base = std::move(*loaded);
    }
    if (base && base->version == 0) {
      if (!begin) co_return error{errc::not_found, "conversation", "there is no such conversation"};
      base = std::make_shared<known_conversation const>(begin());
    }
    // At most: a request's reference, a ticket, and one spare for a crossing line.
    if (!numbers.has(today(), 3)) {
      auto reserved = co_await numbers.ensure(today(), 3);
      if (!reserved) co_return reserved.error();
    }

    auto also = repo.begin_reading(forms);
    auto decided = co_await decide(base, also);
    auto const remembers = base ? (base->version ? space.conversation(of) : std::string()) : also.first_key();
    if ((!decided || !*decided) && !id.once.empty() && !remembers.empty()) {
      auto before = co_await repo.find_command(remembers, id);
      if (!before) co_return before.error();
      if (*before) co_return std::move(**before);
    }
    if ((!decided || !*decided) && from_memory) {  // no transaction will check this decision: it needs the newest record
      surely_fresh = true;
      continue;
    }
    if (!decided) co_return decided.error();
    if (*decided && base) {
      auto ended = co_await end_left_consults(base->record, **decided, also, clk.now());
      if (!ended) co_return ended.error();
    }
    if (!*decided) {
      stored_change nothing;
      nothing.now = base;
      co_return nothing;
    }
    auto told = std::make_shared<change>();
    auto const commit = [&] {
      return base ? repo.commit(base, **decided, also, id, extra, told.get()) : repo.commit(**decided, also, id, extra);
    };
    auto written = co_await commit();
    if (!written) co_return written.error();
    if (!*written) continue;
    if (told->now) tell(std::move(told));
    co_return std::move(**written);
  }
  co_return last;
}

std::vector<queue_id> desk::queue_ids() const {
  std::vector<queue_id> ids;
  for (auto const& q : profile.settings->queues) ids.push_back(q.id);
  for (auto const& u : unconfigured)
    if (u.what == unconfigured::kind::queue) ids.emplace_back(u.id);
  return ids;
}

void desk::tell(change_ptr const& told) {
  auto const& c = *told;
  if (c.state_changed) {
    auto const& now = c.now->record;
    bool const waits_now = now.state == conversation_state::queued;
    bool const freed = c.before && !c.before->record.officer.empty() && now.officer != c.before->record.officer;
    bool const lighter = c.before && !c.before->record.active.empty() && now.active.empty();
    bool const left_queue = c.before && c.before->record.state == conversation_state::queued && !waits_now;
    if (waits_now || freed || lighter || left_queue) nudge_match();
  }
  if (profile.facts.channels.of(c.now->record.channel).carried) nudge_outbox(c.now->record.account);
  constexpr std::size_t told_max = 50'000;  // what is forgotten is told once more than needed
  if (told_.size() > told_max) told_.clear();
  auto const& id = c.now->record.id;
  auto& h = told_[id];
  // A line or a note tells nothing of the state that it joined. Where that was never told here, its wake-up was lost: it is read.
  auto const own = c.noted.empty() && !c.said ? 0u : 1u;
  auto const joined = std::min(c.before ? c.before->version : 0, c.now->version - own);
  bool const missed = !c.state_changed && h.version < joined && tasks && local.followed(id);
  if (!missed) h.version = std::max(h.version, c.now->version);
  h.end = std::max(h.end, c.now->end);
  local.tell(told);
  if (missed) tasks->add(tell_what_was_missed(*this, id));
}

bool desk::was_told(conversation_id const& id, std::uint64_t version, std::uint64_t end) const {
  auto const it = told_.find(id);
  return it != told_.end() && it->second.version >= version && it->second.end >= end;
}

void desk::begin_epoch() {
  repo.forget_all();
  told_.clear();
  local.new_epoch();
}

boost::asio::awaitable<result<void>> desk::catch_up(conversation_id id) {
  auto const away = [](error const& e) { return e.code == errc::unavailable || e.code == errc::full; };
  auto const before = repo.cached(id);
  auto const last = told_.find(id);
  auto told_to = last == told_.end() ? (before ? before->version : 0) : last->second.version;
  auto now = co_await repo.reload(std::move(id));
  if (!now && away(now.error())) co_return now.error();
  if (!now || (*now)->version == 0) co_return result<void>{};  // one that cannot be read is said where it is read
  // Updates and notes that another worker wrote, each with its own revision.
  if (told_to && told_to < (*now)->version && local.followed((*now)->record.id)) {
    auto missed = co_await repo.read_revisions(*now, told_to);
    if (!missed && away(missed.error())) co_return missed.error();
    if (missed) {
      for (auto& r : *missed) {
        auto at_that = std::make_shared<known_conversation>(**now);
        at_that->version = r.rev;
        auto noted = std::make_shared<change>();
        noted->before = before;
        noted->now = std::move(at_that);
        noted->noted = std::move(r.item.noted);
        if (!r.item.said.empty()) noted->said = std::move(r.item.said.front());
        auto& h = told_[(*now)->record.id];
        h.version = std::max(h.version, r.rev - 1);
        tell(std::move(noted));
      }
    }
  }
  auto c = std::make_shared<change>();
  c->before = before;
  c->now = *now;
  c->state_changed = true;
  tell(std::move(c));
  co_return result<void>{};
}

}  // namespace sahut
