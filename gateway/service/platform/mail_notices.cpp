#include "gateway/service/platform/mail_notices.hpp"

#include <algorithm>

#include "gateway/log/log.hpp"
#include "gateway/records/mail_notice_form.hpp"
#include "gateway/service/platform/mail_counts.hpp"
#include "routing/engine/conversation/mail_notices.hpp"

namespace sahut {
namespace {

bool has_arrived(delivery d) { return d == delivery::sent || d == delivery::delivered || d == delivery::read; }

mail_outcome in_our_words(mail::outcome const& how) {
  if (auto const* wait = std::get_if<mail::later>(&how)) return mail_later{wait->reason, wait->perhaps_sent};
  if (auto const* no = std::get_if<mail::refused>(&how)) return mail_refused{no->reason};
  return mail_sent{};
}

// The conversation is the first part of a notice's id.
conversation_id conversation_of(std::string_view id) { return conversation_id(id.substr(0, id.find('.'))); }

constexpr int settle_attempts = 20;
constexpr milliseconds settle_pause{500};

}  // namespace

mail_notices::mail_notices(desk& d, mail::mailer* by) : desk_(d), mailer_(by) {
  static_assert(record_form<mail_notice>::kind == kind);
  desk_.mails = mailer_ != nullptr;
}

boost::asio::awaitable<result<void>> mail_notices::add(desk& d, conversation_ptr c, std::uint64_t seq, records_read& read, std::optional<transition>& t) {
  if (!d.mails) co_return result<void>{};
  auto wanted = mail_notice_wanted(c->record, seq, d.clk.now());
  if (!wanted) co_return result<void>{};
  auto id = wanted->id;
  auto const known = co_await read.load<mail_notice>(std::move(id));
  if (!known && known.error().code == errc::internal) co_return result<void>{};  // unreadable: no reason to keep the message's fate back
  if (!known) co_return known.error();
  if (*known) co_return result<void>{};
  if (!t) t.emplace();
  t->also.emplace_back(std::move(*wanted));
  co_return result<void>{};
}

boost::asio::awaitable<void> mail_notices::on_due(std::string id) {
  if (!mailer_ || sending_ >= at_once || desk_.draining) {
    co_await put_off(std::move(id));
    co_return;
  }
  ++sending_;
  auto begun = co_await begin(id);
  if (begun && *begun) {
    desk_.tasks->add(send(std::move(**begun)));  // which gives the place back
    co_return;
  }
  --sending_;
}

boost::asio::awaitable<void> mail_notices::put_off(std::string id) {
  transaction t;
  milliseconds const wait = mailer_ ? milliseconds{looked_at_soon} : milliseconds{looked_at_again};
  auto entry = due::print(due::record{std::string(record_form<mail_notice>::kind), std::move(id)});
  t.operations.push_back(sorted_add{desk_.space.due(), std::move(entry), to_millis(desk_.clk.now() + wait)});
  (void)co_await desk_.st.commit(std::move(t));
}

boost::asio::awaitable<result<std::optional<mail_notices::job>>> mail_notices::begin(std::string id) {
  using answer = result<std::optional<job>>;
  auto& d = desk_;
  std::optional<job> out;
  auto decide = [&d, &id, &out](conversation_ptr base, records_read& read) -> boost::asio::awaitable<result<std::optional<transition>>> {
    out.reset();
    auto known = co_await read.load<mail_notice>(id);
    if (!known) co_return known.error();
    if (!*known) co_return std::optional<transition>{};
    auto noted = co_await d.repo.read_annotation(base, (*known)->seq);
    if (!noted) co_return noted.error();
    auto next = on_mail_due(**known, base->record, has_arrived(noted->state), d.clk.now());
    if (!next) co_return std::optional<transition>{};
    if (next->state == mail_state::sending) {
      auto words = words_of_mail(d.profile.facts, base->record, *next);
      if (words) {
        mail::letter letter{base->record.contact_email, std::move(words->subject), std::move(words->text), d.digest_of("mail", id).substr(0, 32), next->created_at};
        out.emplace(job{*next, std::move(letter)});
      } else {
        next->state = mail_state::needless;
        next->reason = "its request is not in the conversation any more";
      }
    }
    transition t;
    t.also.emplace_back(std::move(*next));
    co_return std::optional(std::move(t));
  };
  auto const of = conversation_of(id);
  auto done = co_await d.act(of, command_id(), decide);
  if (!done) co_return done.error();
  co_return answer(std::move(out));
}

boost::asio::awaitable<void> mail_notices::send(job j) {
  struct place {
    std::size_t& n;
    ~place() { --n; }
  } const mine{sending_};
  auto how = co_await mailer_->send(std::move(j.what));
  co_await settle(std::move(j.notice), std::move(how));
}

// A letter that went is told to the store for as long as the store is away for a moment; then the next one to look at it finds
// `sending`.
boost::asio::awaitable<void> mail_notices::settle(mail_notice notice, mail::outcome how) {
  auto& d = desk_;
  auto const outcome = in_our_words(how);
  mail_state becomes = mail_state::sending;
  std::string reason;
  auto decide = [&](conversation_ptr base, records_read& read) -> boost::asio::awaitable<result<std::optional<transition>>> {
    becomes = mail_state::sending;
    auto known = co_await read.load<mail_notice>(notice.id);
    if (!known) co_return known.error();
    bool const ours = *known && (*known)->state == mail_state::sending && (*known)->attempts == notice.attempts;
    if (!ours) co_return std::optional<transition>{};
    auto next = on_mail_outcome(std::move(**known), outcome, d.clk.now());
    transition t;
    if (next.state == mail_state::sent) {
      auto noted = co_await d.repo.read_annotation(base, next.seq);
      if (!noted) co_return noted.error();
      if (auto told = mail_noted(std::move(*noted))) t.annotate.push_back({next.seq, std::move(*told)});
    }
    becomes = next.state;
    reason = next.reason;
    t.also.emplace_back(std::move(next));
    co_return std::optional(std::move(t));
  };
  for (int i = 0; i < settle_attempts; ++i) {
    auto const done = co_await d.act(notice.conversation, command_id(), decide);
    if (done || (done.error().code != errc::unavailable && done.error().code != errc::full)) break;
    bool const slept = co_await d.clk.sleep_for(settle_pause);
    if (!slept) co_return;
  }
  auto const request = std::to_string(notice.request);
  if (becomes == mail_state::sent) {
    ++mails_of_this_process().sent;
    log::info("mail", {{"office", d.profile.settings->id}, {"conversation", notice.conversation}, {"request", request}},
              "the citizen was told by e-mail that something waits on the status page");
  } else if (becomes == mail_state::failed) {
    ++mails_of_this_process().failed;
    log::error("mail", {{"office", d.profile.settings->id}, {"conversation", notice.conversation}, {"request", request}},
               "the citizen could not be told by e-mail: {}", reason);
  } else if (becomes == mail_state::waiting) {
    ++mails_of_this_process().put_off;
    log::warn("mail", {{"office", d.profile.settings->id}, {"conversation", notice.conversation}, {"request", request}},
              "an e-mail was not sent, and is tried again: {}", reason);
  }
}

}  // namespace sahut
