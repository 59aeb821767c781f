// Who a conversation is handed to, and the operator's word about it.
#include "gateway/service/talk/officers.hpp"
#include "routing/engine/conversation/restriction.hpp"

namespace sahut {

// Whether they are there is looked at after the grace, where nothing else will look earlier: who is away for good gives it back.
transaction officers::looking_after(std::optional<officer_id> const& officer) {
  transaction extra;
  if (officer)
    extra.operations.push_back(sorted_add{desk_.space.due(), due::print(due::attendance{*officer}),
                                          to_millis(desk_.clk.now() + desk_.cfg.officers.grace), sorted_add::when::if_absent});
  return extra;
}

boost::asio::awaitable<result<acting_officer>> officers::who_may_handle(officer_id officer, queue_id queue, bool restricted,
                                                                        std::optional<utc_time>* back_at) {
  auto target = co_await users_.find(officer);
  if (!target && target.error().code != errc::not_found) co_return target.error();
  if (!target || !may((*target)->account, deed::handle, queue))
    co_return error{errc::bad_field, "officer", "this officer does not exist or may not handle that queue"};
  if (restricted && !may((*target)->account, deed::see_restricted))
    co_return error{errc::bad_field, "officer", "this conversation is restricted: only a superior may be given it"};
  auto there = co_await state_of(officer, nullptr);
  if (!there) co_return there.error();
  if (*there != presence::available) *back_at = desk_.clk.now() + desk_.cfg.officers.grace;
  auto const& a = (*target)->account;
  acting_officer who;
  who.id = a.name;
  who.name = a.shown_name();
  who.supervises = may(a, deed::take_over);
  co_return who;
}

boost::asio::awaitable<result<officer_done>> officers::reassign(std::string id, conversation_id c, officer_id officer,
                                                                std::string reason) {
  auto& d = desk_;
  bool const frees = officer.empty();
  auto note = frees ? std::string("Dilepas ke antrean oleh operator (released to the queue by the operator)")
                    : "Ditugaskan kepada " + officer.text() + " oleh operator (assigned by the operator)";
  if (!reason.empty()) note += ": " + reason;
  auto decide = [this, &d, &officer, &note, frees](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto const& before = base->record;
    if (before.state == conversation_state::closed)
      co_return error{errc::bad_field, "conversation", "it is closed: there is nothing left to handle"};
    transfer_target to;
    if (frees) {
      if (before.officer.empty()) co_return error{errc::bad_field, "conversation", "nobody handles it"};
      to.queue = before.queue;
    } else {
      if (before.officer == officer) co_return error{errc::bad_field, "officer", "this officer handles it already"};
      auto target = co_await who_may_handle(officer, before.queue, is_restricted(before), &to.back_at);
      if (!target) co_return target.error();
      to.officer = std::move(*target);
    }
    acting_officer the_operator;
    the_operator.name = "operator";
    the_operator.supervises = true;
    auto t = on_transfer(d.at_now(), before, the_operator, std::move(to), note);
    if (!t) co_return t.error();
    co_return std::optional(std::move(*t));
  };
  command_id command{d.repo.digest_of("operator", id), d.repo.digest_of("text", note)};
  std::optional<officer_id> to_whom;
  if (!frees) to_whom = officer;
  auto extra = looking_after(to_whom);
  auto done = co_await d.act(std::move(c), std::move(command), decide, std::move(extra));
  if (!done) co_return done.error();
  officer_done out;
  out.seq = done->first_seq;
  out.now = done->now;
  co_return out;
}

}  // namespace sahut
