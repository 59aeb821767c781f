#include "gateway/service/upkeep/queue_move.hpp"

#include "gateway/service/upkeep/store_walk.hpp"
#include "routing/engine/conversation/queue_moved.hpp"

#include <algorithm>

namespace sahut {
namespace {

boost::asio::awaitable<result<void>> move_conversation(desk& d, conversation_id id, queue_id const& from, queue_id const& to, queue_moved_part& part) {
  bool moved = false;
  auto decide = [&](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto t = on_queue_moved(d.at_now(), base->record, from, to);
    moved = t.has_value();
    co_return t;
  };
  auto done = co_await d.act(std::move(id), command_id(), decide);
  if (done) part.conversations += moved;
  else if (done.error().code == errc::internal) ++part.unreadable;
  else if (done.error().code != errc::not_found) co_return done.error();
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> move_logins(users& accounts, queue_id const& from, queue_id const& to, queue_moved_part& part) {
  auto everyone = co_await accounts.list();
  if (!everyone) co_return everyone.error();
  for (auto const& account : *everyone) {
    if (std::find(account.queues.begin(), account.queues.end(), from) == account.queues.end()) continue;
    auto done = co_await accounts.change(account.name, [&](user_account& u) {
      std::erase(u.queues, from);
      if (std::find(u.queues.begin(), u.queues.end(), to) == u.queues.end()) u.queues.push_back(to);
    });
    if (!done) co_return done.error();
    ++part.logins;
  }
  co_return result<void>{};
}

}  // namespace

boost::asio::awaitable<result<queue_moved_part>> move_queue(desk& d, users& accounts, queue_id from, queue_id to, std::string cursor) {
  if (!d.has_queue(to)) co_return error{errc::bad_field, "to", "the office has no queue " + to.text()};
  if (from == to) co_return error{errc::bad_field, "to", "a queue is moved to another one"};
  queue_moved_part part;
  record_look look = [&](std::string key) -> boost::asio::awaitable<result<void>> {
    auto const id = key_space::named_by(key, "c:");
    if (!id || key_space::office_of(key) != d.profile.settings->id) co_return result<void>{};
    co_return co_await move_conversation(d, conversation_id(*id), from, to, part);
  };
  auto next = co_await walk_records(d.st, d.clk, std::move(cursor), look);
  if (!next) co_return next.error();
  part.next = std::move(*next);
  if (part.next.empty()) {
    auto logins = co_await move_logins(accounts, from, to, part);
    if (!logins) co_return logins.error();
  }
  co_return part;
}

}  // namespace sahut
