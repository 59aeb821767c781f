#include "gateway/service/talk/officer_deeds.hpp"

namespace sahut {

error no_such_conversation() { return {errc::not_found, "conversation", "there is no such conversation in your queues"}; }

acting_officer acting(officer_window const& w, conversation const& c) {
  auto const& a = w.user->account;
  return {a.name, a.shown_name(), w.window, may(a, deed::take_over, c), works_for(a, c)};
}

result<void> officer_deeds::same_account(result<user_ptr> const& now, officer_window const& w) const {
  if (!now) return now.error();
  if ((*now)->version != w.user->version || (*now)->account.disabled)
    return error{errc::not_authenticated, "", "this account has changed; sign in again"};
  return {};
}

boost::asio::awaitable<result<void>> officer_deeds::run_apart(officer_window w, std::string id, std::string content, rule_apart decide, deed needs) {
  auto& d = desk_;
  auto const who = w.user->account.name;
  if (!may(w.user->account, needs)) co_return error{errc::not_found, "type", "this account has no part in it"};
  command_id command{d.repo.digest_of("officer:" + who.text(), id), d.repo.digest_of("text", content)};
  transaction extra;
  extra.conditions.push_back(field_is{d.space.user(who), "v", std::to_string(w.user->version)});
  auto guarded = [&](conversation_ptr, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto user = co_await users_.find(who);
    if (auto const same = same_account(user, w); !same) co_return same.error();
    auto t = co_await decide(also);
    if (!t) co_return t.error();
    co_return std::optional(std::move(*t));
  };
  conversation_id const none;
  auto done = co_await d.act(none, std::move(command), guarded, std::move(extra));
  if (!done) co_return done.error();
  if (!done->same_content) co_return error{errc::id_reused, "id", "this id was used before for something else; use a new one"};
  co_return result<void>{};
}

boost::asio::awaitable<result<officer_done>> officer_deeds::run(officer_window w, std::string id, std::string content, conversation_id c,
                                                                rule decide, deed needs, transaction extra) {
  auto& d = desk_;
  if (!may(w.user->account, needs)) co_return no_such_conversation();
  auto const who = w.user->account.name;
  command_id command{d.repo.digest_of("officer:" + who.text(), id), d.repo.digest_of("text", content)};
  // The account as it is now is a condition: a disabled officer's command loses even if it raced the disabling.
  extra.conditions.push_back(field_is{d.space.user(who), "v", std::to_string(w.user->version)});
  ticket_number told_ticket;
  auto guarded = [&](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto user = co_await users_.find(who);
    if (auto const same = same_account(user, w); !same) co_return same.error();
    if (!may((*user)->account, deed::read, base->record)) co_return no_such_conversation();
    auto t = co_await decide(base, also);
    if (!t) co_return t.error();
    told_ticket = t->told_ticket;
    co_return std::optional(std::move(*t));
  };
  auto done = co_await d.act(c, std::move(command), guarded, std::move(extra));
  if (!done) co_return done.error();
  if (!done->same_content) co_return error{errc::id_reused, "id", "this id was used before for something else; use a new one"};
  officer_done out;
  out.seq = done->first_seq;
  out.ticket = told_ticket;
  out.now = done->now;
  if (done->duplicate) {
    auto known = co_await d.repo.load(std::move(c));
    if (!known) co_return known.error();
    out.now = *known;
    auto const& tickets = (*known)->record.tickets;
    if (!tickets.empty()) out.ticket = tickets.back().number;
    for (auto const& tk : tickets)
      if (done->first_seq && tk.announce_seq == done->first_seq) out.ticket = tk.number;
  }
  co_return out;
}

}  // namespace sahut
