// Once a day the owner seals anew what stays in the journal (parked) or the outbox (held back, unknown), so that older
// keys can go.
#include "gateway/service/platform/account_owner.hpp"

namespace sahut {

boost::asio::awaitable<void> account_owner::renew_keys() {
  auto const now = desk_.clk.now();
  auto const today = passing_keys::day_of(now);
  if (keys_kept_on_ == today || journal_.behind() > 0) co_return;  // whole records are read: not while much waits
  auto& keys = desk_.repo.passing();
  auto ready = co_await keys.ready(account_.id, now);
  if (!ready) co_return;
  auto parked = co_await seal_anew(desk_.space.journal(account_.id), "mz", today);
  if (!parked) co_return;
  auto waiting = co_await seal_anew(desk_.space.outbox(account_.id), "me", today);
  if (!waiting || !lease_.held()) co_return;
  auto oldest = *parked;
  if (*waiting && (!oldest || **waiting < *oldest)) oldest = *waiting;
  auto dropped = co_await keys.drop(account_.id, now, oldest, lease_.fence());
  if (dropped) keys_kept_on_ = today;
}

boost::asio::awaitable<result<std::optional<passing_keys::day_number>>> account_owner::seal_anew(
    std::string record, std::string kinds, passing_keys::day_number today) {
  auto& keys = desk_.repo.passing();
  auto fields = co_await desk_.st.record(record);
  if (!fields) co_return fields.error();
  std::optional<passing_keys::day_number> oldest;
  for (auto const& [name, value] : *fields) {
    bool const entry = name.size() > 1 && kinds.find(name[0]) != kinds.npos && name[1] >= '0' && name[1] <= '9';
    auto const day = entry ? passing_keys::sealed_on(value) : std::nullopt;
    if (!day || *day == today) continue;
    if (!lease_.held()) co_return account_lease::not_owner();
    bool done = false;
    if (auto plain = keys.open(account_.id, value, record)) {
      transaction t;
      t.conditions.push_back(lease_.fence());
      t.conditions.push_back(field_is{record, name, value});  // not if it has moved on meanwhile
      t.records.emplace_back();
      t.records.front().key = record;
      t.records.front().set.emplace_back(name, keys.seal(account_.id, *plain, record));
      auto written = co_await desk_.st.commit(std::move(t));
      if (!written) co_return written.error();
      done = std::holds_alternative<committed>(*written);
    }
    if (!done && (!oldest || *day < *oldest)) oldest = day;
  }
  co_return oldest;
}

}  // namespace sahut
