// Whose conversation an event belongs to, where a platform has several ids of one citizen. The owner alone writes which id
// leads where; what it has met it remembers.
#include "gateway/service/platform/journal.hpp"

namespace sahut {
namespace {

constexpr std::size_t homes_max = 10'000;

std::string both_ids(inbound::origin const& from) { return from.contact + '\n' + from.alias; }

}  // namespace

boost::asio::awaitable<result<conversation_id>> journal::home_of(inbound::origin const& from) {
  if (!desk_.profile.facts.channels.of(account_.kind).several_ids) co_return desk_.conversation_id_for(account_.id, from.contact);
  auto const known = homes_.find(both_ids(from));
  if (known != homes_.end()) co_return known->second;
  auto home = co_await learn_home(from);
  if (!home) co_return home.error();
  if (homes_.size() >= homes_max) homes_.clear();
  homes_.emplace(both_ids(from), *home);
  co_return home;
}

// An id leads to a conversation as a name does: the newest comes first.
boost::asio::awaitable<result<std::optional<conversation_id>>> journal::led_to(std::string id) {
  auto found = co_await desk_.st.lowest(alias_place(id), 1);
  if (!found) co_return found.error();
  std::optional<conversation_id> leads;
  if (!found->empty()) leads.emplace(std::move(found->front().member));
  co_return leads;
}

std::string journal::alias_place(std::string_view id) const {
  return desk_.space.named(desk_.repo.digest_of("alias:" + account_.id, id));
}

boost::asio::awaitable<result<conversation_id>> journal::learn_home(inbound::origin const& from) {
  conversation_id const own = desk_.conversation_id_for(account_.id, from.contact);
  auto by_contact = co_await led_to(from.contact);
  if (!by_contact) co_return by_contact.error();
  if (from.alias.empty()) co_return by_contact->value_or(own);
  auto by_alias = co_await led_to(from.alias);
  if (!by_alias) co_return by_alias.error();
  auto home = by_contact->value_or(own);
  if (!*by_contact && !*by_alias) {  // known by the other id alone so far? Not if that leads to somebody else by now.
    conversation_id const other = desk_.conversation_id_for(account_.id, from.alias);
    auto begun = co_await desk_.repo.load(own);
    if (!begun) co_return begun.error();
    auto earlier = co_await desk_.repo.load(other);
    if (!earlier) co_return earlier.error();
    if ((*begun)->version == 0 && (*earlier)->version > 0) home = other;
  }
  transaction t;
  auto const newest = -to_millis(desk_.clk.now());
  if (*by_alias != home) t.operations.push_back(sorted_add{alias_place(from.alias), home.text(), newest});
  if (by_contact->value_or(own) != home) t.operations.push_back(sorted_add{alias_place(from.contact), home.text(), newest});
  if (t.operations.empty()) co_return home;
  auto const kept = co_await lease_.commit(std::move(t));
  if (!kept) co_return kept.error();
  homes_.clear();  // what the alias led to before
  co_return home;
}

}  // namespace sahut
