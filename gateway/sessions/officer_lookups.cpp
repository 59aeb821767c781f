#include "gateway/sessions/history.hpp"
#include "gateway/sessions/officer_session.hpp"
#include "gateway/wire/json_writer.hpp"

namespace sahut {

boost::asio::awaitable<result<user_ptr>> officer_session::account_now() {
  auto user = co_await office_->accounts_of_officers.find(me());
  if (!user) co_return user.error();
  if ((*user)->account.disabled || (*user)->version != window_.user->version)
    co_return error{errc::not_authenticated, "", "this account has changed; sign in again"};
  co_return *user;
}

boost::asio::awaitable<void> officer_session::conversation_find(wire::request_frame f) {
  auto id = f.required_id();
  auto typed = f.name("q");
  if (auto const e = wire::first_fault(id, typed)) co_return fail(f, *e);
  auto user = co_await account_now();
  if (!user) co_return fail(f, user.error());
  auto found = co_await office_->officer_side.find((*user)->account, *typed);
  if (!found) co_return fail(f, found.error());
  wire::json_writer w;
  w.begin_object().begin_array("conversations");
  for (auto const& k : found->conversations) {
    hidden_parts const hidden((*user)->account, k->record);
    auto const words = co_await read_words(*office_, k);
    auto const* shown = words && *words && !hidden.message((*words)->seq) ? &**words : nullptr;
    w.element_raw(wire::officer_conversation_frame(office_->shared.profile.facts, *k, display_name(k->record.officer), shows_identity(k->record), shown));
  }
  auto fields = w.end_array().field("more", found->more).end_object().take();
  wire::ack a;
  a.re = *id;
  a.extra = fields.substr(1, fields.size() - 2);
  send(wire::ack_frame(a));
}

boost::asio::awaitable<void> officer_session::officers_list(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  if (auto const e = wire::first_fault(id, c)) co_return fail(f, *e);
  auto user = co_await account_now();
  if (!user) co_return fail(f, user.error());
  auto list = co_await office_->officer_side.colleagues((*user)->account, *c);
  if (!list) co_return fail(f, list.error());
  wire::json_writer w;
  w.begin_object().begin_array("officers");
  for (auto const& o : *list) {
    wire::json_writer x;
    x.begin_object().field("id", o.id).field("name", o.name).field("state", name_of(o.state));
    x.field("load", o.load).field("capacity", o.capacity).begin_array("queues");
    for (auto const& q : o.queues) x.element(q);
    w.element_raw(x.end_array().end_object().take());
  }
  auto fields = w.end_array().end_object().take();
  wire::ack a;
  a.re = *id;
  a.conversation = *c;
  a.extra = fields.substr(1, fields.size() - 2);
  send(wire::ack_frame(a));
}

}  // namespace sahut
