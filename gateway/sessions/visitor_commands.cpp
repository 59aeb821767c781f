#include "gateway/sessions/visitor_session.hpp"

#include "gateway/wire/json_writer.hpp"
#include "routing/engine/conversation/identity_formats.hpp"

namespace sahut {
namespace {

constexpr seconds typing_every{1};

}  // namespace

bool visitor_session::may_write(wire::request_frame const& f) {
  auto const now = office_.shared.clk.now();
  if (auto const v = gate_.visitor_messages.take(who_.conversation, now); !v) {
    fail(f, {errc::rate_limited, "", "too many messages; the earlier ones were received", v.retry_after.count()});
    return false;
  }
  if (office_.shared.repo.cached(who_.conversation)) return true;
  if (auto const v = gate_.new_requests.take(address_, now); !v) {
    fail(f, {errc::rate_limited, "", "too many new conversations from this address", v.retry_after.count()});
    return false;
  }
  return true;
}

boost::asio::awaitable<void> visitor_session::message_send(wire::request_frame f) {
  auto id = f.required_id();
  auto text = id ? f.text("text") : result<std::string>(id.error());
  if (!text) {
    fail(f, text.error());
    co_return;
  }
  if (f.has("attachments")) {
    fail(f, {errc::not_available, "attachments", "attachments come later"});
    co_return;
  }
  if (!may_write(f)) co_return;
  command_scope scope(*this);
  auto sent = co_await office_.citizen_side.send(who_, *id, std::move(*text), english_);
  if (!sent) {
    fail(f, sent.error());
    co_return;
  }
  wire::ack a;
  a.re = std::move(*id);
  a.conversation = sent->conversation;
  a.seq = sent->seq;
  a.received_at = sent->received_at;
  send(wire::ack_frame(a));
  if (office_.tokens.is_new_day(who_)) co_await office_.tokens.note_use(who_);
}

boost::asio::awaitable<void> visitor_session::history_get(wire::request_frame f) {
  auto id = f.required_id();
  auto before = f.optional_number("before"), after = f.optional_number("after"), limit = f.optional_number("limit");
  auto fault = wire::first_fault(id, before, after, limit);
  if (!fault) fault = wire::page_fault(*before, *after, *limit);
  if (fault) {
    fail(f, *fault);
    co_return;
  }
  auto named = f.optional_name("conversation");
  auto known = co_await office_.shared.repo.load(who_.conversation);
  if (!known) {
    fail(f, known.error());
    co_return;
  }
  if ((*known)->version == 0 || (named && *named && **named != who_.conversation)) {
    fail(f, {errc::not_found, "conversation", "there is no conversation yet"});
    co_return;
  }
  page_wish wish;
  wish.before = *before;
  wish.after = *after;
  if (*limit) wish.limit = **limit;
  auto const who = reads_as();
  auto page = co_await read_page(office_, *known, wish, who);
  if (!page) {
    fail(f, page.error());
    co_return;
  }
  wire::ack a;
  a.re = std::move(*id);
  a.conversation = who_.conversation;
  a.extra = wire::page_fields(page->page);
  send(wire::ack_frame(a));
}

boost::asio::awaitable<void> visitor_session::identity_set(wire::request_frame f) {
  auto id = f.required_id();
  auto name = f.optional_name("name"), email = f.optional_name("email"), phone = f.optional_name("phone"),
       nik = f.optional_name("nik"), npwp = f.optional_name("npwp");
  auto documents = f.documents();
  if (auto const e = wire::first_fault(id, name, email, phone, nik, npwp, documents)) {
    fail(f, *e);
    co_return;
  }
  identity given{std::move(*name), std::move(*email), std::move(*phone), std::move(*nik), std::move(*npwp), std::move(*documents)};
  if (!may_write(f)) co_return;
  auto const warnings = check_formats(given);
  command_scope scope(*this);
  auto done = co_await office_.citizen_side.identify_self(who_, *id, std::move(given), english_);
  if (!done) {
    fail(f, done.error());
    co_return;
  }
  wire::json_writer w;
  w.begin_object().begin_array("warnings");
  for (auto const& [path, hint] : warnings) {
    wire::json_writer x;
    w.element_raw(x.begin_object().field("path", path).field("code", "format").field("hint", hint).end_object().take());
  }
  auto extra = w.end_array().end_object().take();
  wire::ack a;
  a.re = std::move(*id);
  a.extra = extra.substr(1, extra.size() - 2);
  send(wire::ack_frame(a));
}

boost::asio::awaitable<void> visitor_session::conversation_end(wire::request_frame f) {
  auto id = f.required_id();
  if (!id) {
    fail(f, id.error());
    co_return;
  }
  command_scope scope(*this);
  auto done = co_await office_.citizen_side.end(who_, *id);
  if (!done) {
    fail(f, done.error());
    co_return;
  }
  wire::ack a;
  a.re = std::move(*id);
  a.conversation = who_.conversation;
  send(wire::ack_frame(a));
}

boost::asio::awaitable<void> visitor_session::pass_signal(wire::request_frame f) {
  signal s;
  s.conversation = who_.conversation;
  auto const now = office_.shared.clk.now();
  if (f.type() == "read") {
    auto seq = f.number("seq");
    if (!seq) {
      fail(f, seq.error());
      co_return;
    }
    s.what = signal::kind::read;
    s.seq = *seq;
  } else if (now - typed_at_ < typing_every) {
    co_return;
  } else {
    typed_at_ = now;
  }
  if (office_.shared.repo.cached(who_.conversation)) co_await office_.pass_on(std::move(s));
}

}  // namespace sahut
