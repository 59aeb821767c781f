#include "gateway/service/talk/matcher.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "routing/engine/conversation/restriction.hpp"
#include "routing/engine/rights/rights.hpp"

namespace sahut {

boost::asio::awaitable<result<std::size_t>> matcher::match_all() {
  std::size_t assigned = 0;
  for (auto const& q : desk_.profile.settings->queues) {
    if (q.assignment != assignment_kind::automatic) continue;
    auto some = co_await match_queue(q);
    if (!some) co_return some.error();
    assigned += *some;
  }
  co_return assigned;
}

boost::asio::awaitable<result<std::optional<matcher::place>>> matcher::look_at(officer_id name, queue_settings const& queue) {
  using answer = result<std::optional<place>>;
  auto& d = desk_;
  auto user = co_await users_.find(name);
  if (!user || !may((*user)->account, deed::handle, queue.id))
    co_return answer(std::nullopt);
  std::vector<std::string> wanted{"v", "r"};
  auto fields = co_await d.st.fields(d.space.presence(name), std::move(wanted));
  if (!fields) co_return fields.error();
  auto const version = (*fields)[0] ? records::whole_decimal(*(*fields)[0]) : std::nullopt;
  auto const record = (*fields)[1] ? records::decode<presence_record>(*(*fields)[1]) : std::nullopt;
  if (!version || !record || record->state != presence::available || record->gone_at) co_return answer(std::nullopt);
  auto open = co_await d.st.size_of(smaller_than::kind::set, d.space.load(name));
  if (!open) co_return open.error();
  auto const capacity = record->capacity ? record->capacity : static_cast<std::uint32_t>(d.cfg.officers.capacity);
  auto const& account = (*user)->account;
  place p;
  p.who = {name, *open, capacity, record->last_assigned_at};
  p.display = account.shown_name();
  p.presence_version = *version;
  p.presence = *record;
  co_return answer(std::move(p));
}

// Who waits in a queue, oldest first, without restricted conversations: a superior takes those. However many of them wait, they keep
// nobody from being assigned.
boost::asio::awaitable<result<std::vector<conversation_id>>> matcher::assignable(queue_id queue) {
  constexpr std::size_t look = 64, look_max = 4096;
  auto& d = desk_;
  for (auto most = look;; most *= 4) {
    auto waiting = co_await d.st.lowest(d.space.waiting(queue), most);
    if (!waiting) co_return waiting.error();
    bool const all = waiting->size() < most || most >= look_max;
    std::vector<conversation_id> out;
    for (auto& w : *waiting) {
      conversation_id id(std::move(w.member));
      auto const known = d.repo.cached(id);  // what is not in memory is read later, and looked at there
      if (!known || !is_restricted(known->record)) out.push_back(std::move(id));
    }
    if (all || out.size() >= look) co_return out;
  }
}

boost::asio::awaitable<result<std::size_t>> matcher::match_queue(queue_settings const& queue) {
  auto& d = desk_;
  auto waiting = co_await assignable(queue.id);
  if (!waiting) co_return waiting.error();
  if (waiting->empty()) co_return std::size_t{0};
  auto names = co_await d.st.members(d.space.available());
  if (!names) co_return names.error();
  std::vector<place> places;
  for (auto& name : *names) {
    auto found = co_await look_at(officer_id(std::move(name)), queue);
    if (!found) co_return found.error();
    if (*found) places.push_back(std::move(**found));
  }

  std::size_t assigned = 0;
  for (auto const& id : *waiting) {
    auto known = co_await d.repo.reload(id);
    if (!known && known.error().code == errc::internal) continue;  // it cannot be read: who waits behind it goes on
    if (!known) co_return known.error();
    auto const& c = (*known)->record;
    if (is_restricted(c)) continue;
    if (c.state != conversation_state::queued || c.queue != queue.id) {  // a stale entry: the record decides
      if ((*known)->version == 0) {
        transaction t;
        t.operations.push_back(sorted_remove{d.space.waiting(queue.id), id.text()});
        (void)co_await d.st.commit(std::move(t));
      }
      continue;
    }
    std::vector<candidate> candidates;
    for (auto const& p : places) candidates.push_back(p.who);
    auto const chosen = choose_officer(candidates, c.last_officer);
    if (!chosen) break;
    auto& chosen_place = places[*chosen];

    transaction extra;
    extra.conditions.push_back(smaller_than{smaller_than::kind::set, d.space.load(chosen_place.who.id), chosen_place.who.capacity});
    extra.conditions.push_back(member_of{false, d.space.available(), chosen_place.who.id.text(), true});
    record_change presence_change;
    presence_change.key = d.space.presence(chosen_place.who.id);
    presence_change.if_version = chosen_place.presence_version;
    presence_change.new_version = true;
    auto next = chosen_place.presence;
    next.last_assigned_at = d.clk.now();
    presence_change.set.emplace_back("r", records::encode(next));
    extra.records.push_back(std::move(presence_change));

    auto t = on_assign(d.at_now(), c, {chosen_place.who.id, chosen_place.display, {}});
    if (!t) continue;
    auto told = std::make_shared<change>();
    auto also = d.repo.begin_reading(d.forms);
    auto written = co_await d.repo.commit(*known, *t, also, command_id(), std::move(extra), told.get());
    if (!written) co_return written.error();
    if (!*written) {  // somebody else was faster, somewhere: look again later, and at this officer at once
      d.nudge_match();
      auto name = chosen_place.who.id;
      auto again = co_await look_at(std::move(name), queue);
      if (!again) co_return again.error();
      if (*again) chosen_place = std::move(**again);
      else places.erase(places.begin() + static_cast<std::ptrdiff_t>(*chosen));
      continue;
    }
    chosen_place.who.open++;
    chosen_place.who.last_assigned_at = next.last_assigned_at;
    chosen_place.presence = next;
    chosen_place.presence_version++;
    ++assigned;
    if (told->now) d.tell(std::move(told));
  }
  co_return assigned;
}

}  // namespace sahut
