#include "gateway/sessions/history.hpp"
#include "gateway/sessions/officer_session.hpp"
#include "gateway/wire/json_writer.hpp"

namespace sahut {

boost::asio::awaitable<void> officer_session::history_get(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
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

  hidden_parts const parts((*user)->account, (*known)->record);
  std::function<bool(std::uint64_t)> const hidden = [&parts](std::uint64_t seq) { return parts.message(seq); };
  auto const who = reads_as();
  auto const most = limit->value_or(500);
  result<revisions_read> revisions{revisions_read{}};
  if (*after_rev) {
    revisions = co_await read_revisions(*office_, *known, **after_rev, most, who, parts);
    if (!revisions) co_return fail(f, revisions.error());
  }
  std::vector<std::shared_ptr<consult const>> asked;
  if (*after_rev) {
    auto found = co_await office_->consulting.of(*known, parts);
    if (!found) co_return fail(f, found.error());
    asked = std::move(*found);
  }
  page_wish wish;
  wish.before = *before;
  wish.after = *after;
  wish.limit = most;
  auto const bytes_max = static_cast<std::size_t>(office_->shared.cfg.limits.page_bytes);
  if (bytes_max > revisions->bytes) wish.bytes_max = bytes_max - revisions->bytes;
  auto page = co_await read_page(*office_, *known, wish, who, hidden);
  if (!page) co_return fail(f, page.error());
  wire::ack a;
  a.re = *id;
  a.conversation = *c;
  a.rev = *after_rev ? revisions->rev : (*known)->version;
  page->page.more = page->page.more || revisions->more;
  a.extra = wire::page_fields(page->page);
  if (*after_rev) {
    wire::json_writer w;
    w.begin_object().begin_array("notes");
    for (auto& n : revisions->notes) w.element_raw(std::move(n));
    w.end_array().begin_array("updates");
    for (auto& u : revisions->updates) w.element_raw(std::move(u));
    w.end_array().begin_array("consults");
    for (auto const& one : asked) w.element_raw(consult_frame_of({one, *known}));
    w.end_array().field("more_revs", revisions->more);
    auto extra = w.end_object().take();
    a.extra += ',' + extra.substr(1, extra.size() - 2);
  }
  send(wire::ack_frame(a));
  if (!*before && peer_) read_along(**known);
}

}  // namespace sahut
