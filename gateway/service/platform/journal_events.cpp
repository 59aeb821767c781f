// What each kind of event does. Every one is committed by itself under its platform id, with the lease's fence.
#include "gateway/media/files.hpp"
#include "gateway/service/core/attached_files.hpp"
#include "gateway/service/core/noted_messages.hpp"
#include "gateway/service/platform/contact_names.hpp"
#include "gateway/service/platform/journal.hpp"
#include "routing/engine/conversation/blocking.hpp"
#include "routing/engine/conversation/citizen.hpp"
#include "routing/engine/conversation/citizen_verdict.hpp"
#include "routing/engine/conversation/deliveries.hpp"
#include "routing/engine/conversation/reopening.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "gateway/log/log.hpp"

#include <algorithm>

namespace sahut {
namespace {

constexpr std::size_t notice_kinds_max = 256;

inbound::origin const* origin_of(inbound::event const& event) {
  return std::visit(
      [](auto const& e) -> inbound::origin const* {
        if constexpr (requires { e.from; }) return &e.from;
        else return nullptr;
      },
      event);
}

boost::asio::awaitable<result<stored_change>> told_of_blocking(desk& d, conversation_id here, inbound::blocking told, utc_time received,
                                                               transaction fence, conversation begun) {
  auto const at = counts_from(told.from.sent_at, received);
  auto decide = [&d, &told, at](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    co_return on_blocking(d.at_now(), base->record, told.blocked, at);
  };
  command_id id;
  id.once = d.repo.digest_of("external", told.from.external_id);
  auto const begin = [&begun] { return begun; };
  co_return co_await d.act(std::move(here), std::move(id), decide, std::move(fence), begin);
}

}  // namespace

result<void> journal::error_to_retry(result<stored_change> const& done) {
  if (done) return {};
  if (done.error().code == errc::unavailable || done.error().code == errc::full) return done.error();
  broken_ = broken_ || done.error().code == errc::internal;
  return {};
}

conversation journal::seed(conversation_id here, inbound::origin const& from) const {
  conversation c;
  c.id = std::move(here);
  c.office = desk_.profile.settings->id;
  c.queue = account_.queue;
  c.channel = account_.kind;
  c.account = account_.id;
  c.recipient = from.alias.empty() ? from.contact : from.alias;
  return c;
}

boost::asio::awaitable<result<void>> journal::apply(inbound::event e, utc_time received) {
  if (auto* s = std::get_if<inbound::status>(&e)) co_return co_await told_of_ours(std::move(*s));
  conversation_id here;
  if (auto const* from = origin_of(e)) {
    auto home = co_await home_of(*from);
    if (!home) co_return error_to_retry(home.error());
    here = std::move(*home);
  }
  if (auto* m = std::get_if<inbound::message>(&e)) {
    if (m->only_opens) co_return co_await window_opened(std::move(here), std::move(*m), received);
    log_message entry;
    entry.kind = m->kind;
    entry.text = std::move(m->text);
    entry.attachments = std::move(m->attachments);
    entry.quotes = std::move(m->reply_to);
    entry.quotes_story = m->of_story;
    entry.at = received;
    entry.sent_at = m->from.sent_at;
    what_it_is const is{m->courtesy, m->starter, m->unreadable, std::move(m->read_by)};
    co_return co_await citizen_said(std::move(here), std::move(m->from), std::move(entry), is, 0);
  }
  if (auto* x = std::get_if<inbound::echo>(&e)) co_return co_await echoed(std::move(here), std::move(*x), received);
  if (auto* x = std::get_if<inbound::edit>(&e)) co_return co_await edited(std::move(here), std::move(*x), received);
  if (auto* x = std::get_if<inbound::unsend>(&e)) {
    remark r;
    r.removed = true;
    co_return co_await remarked(std::move(here), std::move(x->from), std::move(x->of), std::move(r), received);
  }
  if (auto* x = std::get_if<inbound::reaction>(&e)) {
    remark r;
    r.reaction = x->removed ? std::string{} : x->emoji.empty() ? std::move(x->reaction) : std::move(x->emoji);
    r.at = x->from.sent_at.value_or(received);
    co_return co_await remarked(std::move(here), std::move(x->from), std::move(x->of), std::move(r), received);
  }
  if (auto* x = std::get_if<inbound::delivered>(&e)) {
    receipt told{std::move(here), std::move(x->of), x->watermark, delivery::delivered};
    co_return co_await received_by_citizen(std::move(told));
  }
  if (auto* x = std::get_if<inbound::read>(&e)) {
    receipt told{std::move(here), {}, x->watermark, delivery::read};
    if (!x->of.empty()) told.of.push_back(std::move(x->of));
    co_return co_await received_by_citizen(std::move(told));
  }
  if (auto* x = std::get_if<inbound::blocking>(&e)) {
    auto begun = seed(here, x->from);
    auto const done = co_await told_of_blocking(desk_, std::move(here), std::move(*x), received, fenced(), std::move(begun));
    co_return error_to_retry(done);
  }
  auto const& n = std::get<inbound::notice>(e);
  if (notices_.size() < notice_kinds_max || notices_.contains(n.reason)) ++notices_[n.reason];
  broken_ = broken_ || n.keep;
  log::tell(n.alarm ? log::level::warn : log::level::info, "journal", {{"office", desk_.profile.settings->id}, {"account", account_.id}}, "{}", n.reason);
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> journal::citizen_said(conversation_id here, inbound::origin from, log_message entry, what_it_is is,
                                                  std::uint32_t edit_number) {
  auto& d = desk_;
  if (!entry.quotes.empty()) {
    auto quoted = co_await d.repo.find_external(here, entry.quotes);
    if (!quoted) co_return quoted.error();
    entry.quotes_seq = quoted->value_or(0);
  }
  citizen_message m;
  m.entry = std::move(entry);
  m.courtesy = is.courtesy;
  m.starter = is.starter;
  m.unreadable = is.unreadable;
  m.standby = from.standby;
  m.external = d.repo.digest_of("external", from.external_id);
  m.name = std::move(from.name);
  m.edit_number = edit_number;
  command_id id{m.external, {}};
  auto const came_with = m.entry.attachments;
  auto decide = [&d, &m, &came_with, &from, this](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    std::uint64_t position = 1;
    if (opens_request(base->record)) {
      auto const queue_key = d.space.waiting(base->record.queue);
      auto waiting = co_await d.st.size_of(smaller_than::kind::sorted_set, queue_key);
      if (!waiting) co_return waiting.error();
      position = *waiting + 1;
    }
    if (words_matter(base->record)) {
      m.courtesy = m.courtesy || texts::is_courtesy(m.entry.text, *d.profile.courtesy);
      m.affirmative = is_affirmative(m.entry.text);
      m.negative = is_negative(m.entry.text);
      m.unanswered = is_unanswered(m.entry.text);
    }
    if (m.unanswered) {
      auto noted = co_await read_noted(d.repo, base, answers_to_deny(d.at_now(), base->record));
      if (!noted) co_return noted.error();
      m.answers = std::move(*noted);
    }
    auto with = co_await begin_fetching(d, also, account_.id, base->record.id, from.external_id, came_with);
    if (!with) co_return with.error();
    m.entry.attachments = with->list;
    auto t = on_citizen_message(d.at_now(position), base->record, m);
    write_files(std::move(*with), t);
    co_return std::optional(std::move(t));
  };
  auto const begin = [this, &here, &from] { return seed(here, from); };
  auto done = co_await d.act(here, std::move(id), decide, fenced(), begin);
  if (done && !done->duplicate) outbox_.nudge();
  if (done && !done->duplicate && !came_with.empty()) files_.nudge();
  if (done && done->now) ask_for_name(d, codec_, done->now->record, from.contact);
  if (done && done->first_seq) signs_.citizen_spoke(here, done->first_seq, is.read_by);
  co_return error_to_retry(done);
}

boost::asio::awaitable<result<void>> journal::window_opened(conversation_id here, inbound::message m, utc_time received) {
  auto& d = desk_;
  log_message entry;
  entry.kind = m.kind;
  entry.text = std::move(m.text);
  entry.attachments = std::move(m.attachments);
  entry.at = received;
  entry.sent_at = m.from.sent_at;
  auto const digest = d.repo.digest_of("external", m.from.external_id);
  command_id id{digest, {}};
  auto const& from = m.from;
  auto const came_with = entry.attachments;
  auto decide = [&, this](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto with = co_await begin_fetching(d, also, account_.id, base->record.id, from.external_id, came_with);
    if (!with) co_return with.error();
    entry.attachments = with->list;
    auto t = on_window_opened(d.at_now(), base->record, entry, digest);
    write_files(std::move(*with), t);
    co_return std::optional(std::move(t));
  };
  auto const begin = [this, &here, &from] { return seed(here, from); };
  auto done = co_await d.act(here, std::move(id), decide, fenced(), begin);
  if (done && !done->duplicate) outbox_.nudge();
  co_return error_to_retry(done);
}

boost::asio::awaitable<result<void>> journal::edited(conversation_id here, inbound::edit e, utc_time received) {
  auto found = co_await desk_.repo.find_external(here, e.of);
  if (!found) co_return found.error();
  if (!*found && !e.own) {  // the original never came: what it says now is what the citizen says
    log_message entry;
    entry.text = std::move(e.text);
    entry.at = received;
    entry.sent_at = e.from.sent_at;
    auto from = std::move(e.from);
    from.external_id = std::move(e.of);
    what_it_is const is;
    co_return co_await citizen_said(std::move(here), std::move(from), std::move(entry), is, e.number);
  }
  remark r;
  r.text = std::move(e.text);
  r.number = e.number;
  co_return co_await remarked(std::move(here), std::move(e.from), std::move(e.of), std::move(r), received);
}

boost::asio::awaitable<result<void>> journal::remarked(conversation_id here, inbound::origin from, std::string of, remark r, utc_time received) {
  auto& d = desk_;
  auto const begin = [this, &here, &from] { return seed(here, from); };
  auto const digest = d.repo.digest_of("external", of);
  auto const once = d.repo.digest_of("external", from.external_id);
  // The outbox commits its ids beside this: what was not here is looked for once more after it was remembered.
  for (bool remembered = false;; remembered = true) {
    auto found = co_await d.repo.find_external(here, of);
    if (!found) co_return found.error();
    if (remembered && !*found) co_return result<void>{};
    std::uint64_t const seq = found->value_or(0);
    std::vector<std::string> taken_back;  // objects of files
    auto decide = [&d, &r, &digest, &taken_back, seq, received](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
      if (!seq) co_return on_early_remark(base->record, digest, r);
      auto page = co_await d.repo.read_log(base, seq, seq);
      if (!page) co_return page.error();
      if (page->messages.empty()) co_return std::optional<transition>{};
      // An edit without a number that came before its original is that message; told again it changes nothing.
      auto const& noted = page->noted.front();
      bool const told_again = r.text && !r.number && !noted.edited && page->messages.front().text == *r.text;
      if (told_again) co_return std::optional<transition>{};
      taken_back.clear();
      for (auto const& a : attachments_now(page->messages.front(), noted))
        for (auto const* object : {&a.object, &a.preview})
          if (r.removed && !object->empty()) taken_back.push_back(*object);
      r.by = page->messages.front().from;
      r.asks = r.text && r.by == author::visitor && !texts::is_courtesy(*r.text, *d.profile.courtesy);
      co_return on_remark(d.at_now(), base->record, seq, noted, digest, r, received);
    };
    command_id id;
    if (!remembered) id.once = once;
    auto const done = co_await d.act(here, std::move(id), decide, fenced(), begin);
    auto const over = error_to_retry(done);
    if (!over) co_return over.error();
    if (done && d.files)
      for (auto& object : taken_back) (void)co_await d.files->forget(std::move(object));
    if (seq || !done) co_return result<void>{};
  }
}

boost::asio::awaitable<result<void>> journal::echoed(conversation_id here, inbound::echo e, utc_time received) {
  auto& d = desk_;
  auto found = co_await d.repo.find_external(here, e.from.external_id);
  if (!found) co_return found.error();
  if (*found) co_return result<void>{};  // an echo of what is already here
  bool const ours = !e.app_id.empty() && e.app_id == account_.app_id;
  bool const may_be_ours = ours || e.app_id.empty() || !e.metadata.empty();
  if (may_be_ours) {
    auto const whose = co_await outbox_.reconcile(here, e.metadata, e.from.contact, e.text, e.from.external_id, ours);
    if (whose == outbox::whose::ours) co_return result<void>{};
    if (whose == outbox::whose::later) co_return outbox::undecided();
  }
  if (!lease_.held()) co_return account_lease::not_owner();

  log_message entry;
  entry.from = author::officer;
  entry.kind = e.kind;
  entry.text = std::move(e.text);
  entry.attachments = std::move(e.attachments);
  entry.at = received;
  entry.sent_at = e.from.sent_at;
  auto const begin = [this, &here, &e] { return seed(here, e.from); };
  auto const digest = d.repo.digest_of("external", e.from.external_id);
  command_id id{digest, {}};
  auto const came_with = entry.attachments;
  auto decide = [&, this](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto with = co_await begin_fetching(d, also, account_.id, base->record.id, e.from.external_id, came_with);
    if (!with) co_return with.error();
    entry.attachments = with->list;
    auto t = on_foreign_echo(base->record, entry, digest);
    write_files(std::move(*with), t);
    co_return std::optional(std::move(t));
  };
  auto const done = co_await d.act(here, std::move(id), decide, fenced(), begin);
  if (done && !done->duplicate && !came_with.empty()) files_.nudge();
  co_return error_to_retry(done);
}

}  // namespace sahut
