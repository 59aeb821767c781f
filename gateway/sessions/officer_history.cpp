#include "gateway/sessions/history.hpp"
#include "gateway/sessions/officer_session.hpp"
#include "gateway/wire/json_writer.hpp"

#include <algorithm>

namespace sahut {

boost::asio::awaitable<void> officer_session::history_get(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.name("conversation");
  auto before = f.optional_number("before"), after = f.optional_number("after"), limit = f.optional_number("limit"),
       after_rev = f.optional_number("after_rev");
  if (auto const e = wire::first_fault(id, c, before, after, limit, after_rev)) co_return fail(f, *e);
  if (auto const e = wire::page_fault(*before, *after, *limit)) co_return fail(f, *e);
  auto user = co_await office_->accounts_of_officers.find(me());
  if (!user) co_return fail(f, user.error());
  if ((*user)->account.disabled || (*user)->version != window_.user->version)
    co_return fail(f, {errc::not_authenticated, "", "this account has changed; sign in again"});
  auto known = co_await office_->officer_side.open((*user)->account, *c);
  if (!known) co_return fail(f, known.error());

  // Earlier requests of a queue in which this officer has no part stay hidden.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> hidden_ranges;
  auto const& record = (*known)->record;
  std::vector<request const*> all;
  for (auto const* list : {&record.past, &record.active})
    for (auto const& r : *list) all.push_back(&r);
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool const current = all[i]->ended == outcome::none || i + 1 == all.size();
    if (current || !request_hidden_from((*user)->account, record, *all[i])) continue;
    hidden_ranges.emplace_back(all[i]->first_seq, all[i + 1]->first_seq - 1);
  }
  auto const hidden = [&hidden_ranges](std::uint64_t seq) {
    return std::any_of(hidden_ranges.begin(), hidden_ranges.end(), [seq](auto const& r) { return seq >= r.first && seq <= r.second; });
  };
  page_wish wish;
  wish.before = *before;
  wish.after = *after;
  if (*limit) wish.limit = **limit;
  auto const who = reads_as();
  auto page = co_await read_page(*office_, *known, wish, who, hidden);
  if (!page) co_return fail(f, page.error());
  wire::ack a;
  a.re = *id;
  a.conversation = *c;
  a.rev = (*known)->version;
  a.extra = wire::page_fields(page->page);
  if (*after_rev) {
    auto revisions = co_await office_->shared.repo.read_revisions(*known, **after_rev);
    if (!revisions) co_return fail(f, revisions.error());
    wire::json_writer w;
    w.begin_object().begin_array("notes");
    for (auto const& r : *revisions)
      for (auto const& n : r.item.said) w.element_raw(wire::note_frame(*c, r.rev, n));
    w.end_array().begin_array("updates");
    for (auto const& r : *revisions)
      for (auto const& u : r.item.noted)
        if (!hidden(u.seq)) w.element_raw(wire::update_frame(*c, r.rev, u, who));
    w.end_array().begin_array("consults").end_array();
    auto extra = w.end_object().take();
    a.extra += ',' + extra.substr(1, extra.size() - 2);
  }
  send(wire::ack_frame(a));
}

}  // namespace sahut
