#include "gateway/service/matcher.hpp"

#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/authority.hpp"
#include "routing/engine/assignment/assign.hpp"
#include "routing/engine/conversation/officer.hpp"

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

boost::asio::awaitable<result<std::size_t>> matcher::match_queue(queue_settings const& queue) {
  constexpr std::size_t look = 64;
  auto& d = desk_;
  auto waiting = co_await d.st.lowest(d.space.waiting(queue.id), look);
  if (!waiting) co_return waiting.error();
  if (waiting->empty()) co_return std::size_t{0};
  auto names = co_await d.st.members(d.space.available());
  if (!names) co_return names.error();

  struct desk_place { candidate who; std::string display; std::uint64_t presence_version = 0; presence_record presence; };
  std::vector<desk_place> places;
  for (auto const& name : *names) {
    auto user = co_await users_.find(name);
    if (!user || (*user)->account.disabled || !may((*user)->account.role, deed::handle) || !serves((*user)->account, queue.id))
      continue;
    std::vector<std::string> wanted{"v", "r"};
    auto fields = co_await d.st.fields(d.space.presence(name), std::move(wanted));
    if (!fields) co_return fields.error();
    if (!(*fields)[0] || !(*fields)[1]) continue;
    auto record = records::decode<presence_record>(*(*fields)[1]);
    if (!record || record->state != presence::available || record->gone_at) continue;
    auto open = co_await d.st.size_of(smaller_than::kind::set, d.space.load(name));
    if (!open) co_return open.error();
    auto const capacity = record->capacity ? record->capacity : static_cast<std::uint32_t>(d.cfg.officers.capacity);
    auto const& account = (*user)->account;
    places.push_back({{name, *open, capacity, record->last_assigned_at},
                      account.display.empty() ? account.name : account.display,
                      std::stoull(*(*fields)[0]),
                      *record});
  }

  std::size_t assigned = 0;
  for (auto const& w : *waiting) {
    auto known = co_await d.repo.reload(w.member);
    if (!known) co_return known.error();
    auto const& c = (*known)->record;
    if (c.state != conversation_state::queued || c.queue != queue.id) {  // a stale entry: the record decides
      if ((*known)->version == 0) {
        transaction t;
        t.operations.push_back(sorted_remove{d.space.waiting(queue.id), w.member});
        (void)co_await d.st.commit(std::move(t));
      }
      continue;
    }
    std::vector<candidate> candidates;
    for (auto const& p : places) candidates.push_back(p.who);
    auto const chosen = choose_officer(candidates, c.last_officer);
    if (!chosen) break;
    auto& place = places[*chosen];

    transaction extra;
    extra.conditions.push_back(smaller_than{smaller_than::kind::set, d.space.load(place.who.id), place.who.capacity});
    extra.conditions.push_back(member_of{false, d.space.available(), place.who.id, true});
    record_change presence_change;
    presence_change.key = d.space.presence(place.who.id);
    presence_change.if_version = place.presence_version;
    presence_change.new_version = true;
    auto next = place.presence;
    next.last_assigned_at = d.clk.now();
    presence_change.set.emplace_back("r", records::encode(next));
    extra.records.push_back(std::move(presence_change));

    auto t = on_assign(d.at_now(), c, {place.who.id, place.display, {}});
    if (!t) continue;
    auto told = std::make_shared<change>();
    auto written = co_await d.repo.commit(*known, *t, command_id(), std::move(extra), told.get());
    if (!written) co_return written.error();
    if (!*written) {  // somebody else was faster, somewhere: look again later
      d.nudge_match();
      continue;
    }
    place.who.open++;
    place.who.last_assigned_at = next.last_assigned_at;
    place.presence = next;
    place.presence_version++;
    ++assigned;
    if (told->now) d.tell(std::move(told));
  }
  co_return assigned;
}

}  // namespace sahut
