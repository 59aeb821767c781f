// What a platform tells of one of our messages, one at a time: taken, delivered, read, or refused after all.
#include "gateway/log/log.hpp"
#include "gateway/service/platform/journal.hpp"
#include "gateway/service/platform/mail_notices.hpp"
#include "routing/engine/conversation/deliveries.hpp"
#include "routing/engine/conversation/reopening.hpp"

namespace sahut {
namespace {

using reached = inbound::status::reached;

std::string reason_of(sending::outcome const& why) {
  return std::visit(
      [](auto const& w) -> std::string {
        if constexpr (requires { w.reason; }) return w.reason;
        else return {};
      },
      why);
}

}  // namespace

// The token that the send carried names the conversation. Another program's may look alike: it leads nowhere.
boost::asio::awaitable<result<conversation_id>> journal::home_of_status(inbound::status const& s) {
  auto token = std::string_view(s.metadata);
  if (token.starts_with(outbox::template_mark)) token.remove_prefix(outbox::template_mark.size());
  conversation_id named(token.substr(0, token.find('/')));
  if (!named.empty() && named.text().starts_with(desk_.profile.settings->code + "-")) {
    auto known = co_await desk_.repo.load(named);
    if (!known) co_return known.error();
    if ((*known)->version > 0 && (*known)->record.account == account_.id) co_return named;
  }
  if (s.from.contact.empty()) co_return conversation_id();
  auto home = co_await home_of(s.from);
  co_return home;
}

boost::asio::awaitable<result<void>> journal::told_of_ours(inbound::status s) {
  auto home = co_await home_of_status(s);
  if (!home) co_return error_to_retry(home.error());
  if (home->empty()) co_return result<void>{};
  auto const here = std::move(*home);
  bool const failed = s.how == reached::failed;
  auto const* const stopped = failed ? std::get_if<sending::account_stopped>(&s.failure) : nullptr;
  if (s.metadata.starts_with(outbox::template_mark)) {
    if (stopped) outbox_.stand_still(*stopped);
    co_await outbox_.template_told(s.metadata, !failed, reason_of(s.failure));
    co_return result<void>{};
  }
  if (!s.metadata.empty()) {
    auto found = co_await desk_.repo.find_external(here, s.of);
    if (!found) co_return found.error();
    if (!*found) {
      auto known = co_await desk_.repo.load(here);
      if (!known) co_return error_to_retry(known.error());
      auto to = (*known)->record.recipient;
      auto const whose = co_await outbox_.reconcile(here, s.metadata, std::move(to), std::string(), s.of, true);
      if (whose == outbox::whose::later) co_return outbox::undecided();
    }
  }
  if (s.how == reached::sent) co_return result<void>{};
  if (failed) co_return co_await failed_after_all(here, std::move(s));
  receipt told{here, {std::move(s.of)}, std::nullopt, s.how == reached::read ? delivery::read : delivery::delivered};
  co_return co_await received_by_citizen(std::move(told));
}

boost::asio::awaitable<result<void>> journal::failed_after_all(conversation_id here, inbound::status s) {
  auto& d = desk_;
  auto reason = reason_of(s.failure);
  if (auto const* stopped = std::get_if<sending::account_stopped>(&s.failure)) outbox_.stand_still(*stopped);
  auto const* const no = std::get_if<sending::refused>(&s.failure);
  bool const shut = no && no->window_closed;
  auto found = co_await d.repo.find_external(here, s.of);
  if (!found) co_return found.error();
  if (!*found) {  // before the platform's answer was kept
    receipt told{here, {std::move(s.of)}, std::nullopt, delivery::failed};
    co_return co_await received_by_citizen(std::move(told));
  }
  auto const seq = **found;
  bool under_way = false;
  utc_time spoke_at{};
  auto decide = [&d, &sent = outbox_, &reason, &under_way, &spoke_at, seq, shut, no](conversation_ptr base, records_read& read) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto page = co_await d.repo.read_log(base, seq, seq);
    if (!page) co_return page.error();
    if (page->messages.empty()) co_return std::optional<transition>{};
    auto const& noted = page->noted.front();
    spoke_at = base->record.last_citizen_at;
    under_way = noted.state == delivery::pending || noted.state == delivery::unknown;
    if (under_way) co_return std::optional<transition>{};
    if (shut)
      if (auto back = on_sent_back(d.at_now(), base->record, seq, page->messages.front(), noted, reason)) {
        sent.expect_shut(base->record.id, seq, spoke_at);
        co_return back;
      }
    auto t = on_delivery(d.at_now(), base->record, seq, noted, delivery::failed, reason);
    if (t && no) {
      auto const mailed = co_await mail_notices::add(d, base, seq, read, t);
      if (!mailed) co_return mailed.error();
    }
    co_return t;
  };
  command_id id;
  id.once = d.repo.digest_of("external", s.from.external_id);
  auto const done = co_await d.act(here, std::move(id), decide, fenced());
  if (done && !done->duplicate) outbox_.nudge();
  auto const over = error_to_retry(done);
  if (!over) co_return over.error();
  if (!under_way) co_return result<void>{};
  outbox::late_refusal what{seq, std::move(s.of), std::move(reason), {}};
  if (shut) what.shut_since = spoke_at;
  co_return co_await outbox_.refuse_later(here, std::move(what));
}

}  // namespace sahut
