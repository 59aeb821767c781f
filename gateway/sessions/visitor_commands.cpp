#include "gateway/sessions/identity_fields.hpp"
#include "gateway/sessions/visitor_session.hpp"

namespace sahut {
namespace {

constexpr seconds signals_every{1};

}  // namespace

// A command that was carried out before gets its first answer all the same: the service looks it up before it refuses, and
// the look-up counts among the requests.
std::optional<error> visitor_session::over_a_rate() {
  auto const now = office_.shared.clk.now();
  if (auto const v = host_.visitor_messages.take(who_.conversation, now); !v)
    return error{errc::rate_limited, "", "too many messages; the earlier ones were received", v.retry_after.count()};
  if (exists_ || may_begin_) return std::nullopt;
  if (auto const v = host_.new_requests.take(address_, now); !v)
    return error{errc::rate_limited, "", "too many new conversations from this address", v.retry_after.count()};
  may_begin_ = true;
  return std::nullopt;
}

bool visitor_session::may_look_up() {
  return host_.visitor_requests.take(who_.conversation, office_.shared.clk.now()).allowed;
}

boost::asio::awaitable<void> visitor_session::message_send(wire::request_frame f) {
  auto id = f.required_id();
  auto text = f.text_beside_attachments("text");
  auto files = f.attachments();
  if (auto const e = wire::first_fault(id, text, files)) {
    fail(f, *e);
    co_return;
  }
  auto refused = over_a_rate();
  if (refused && !may_look_up()) {
    fail(f, *refused);
    co_return;
  }
  command_scope scope(*this);
  written what(std::move(*text), {std::move(*files), media_origin::citizen, who_.conversation.text()});
  auto sent = co_await office_.citizen_side.send(who_, *id, std::move(what), english_, std::move(refused));
  if (!sent) {
    fail(f, sent.error());
    co_return;
  }
  exists_ = true;
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
  auto named = f.optional_name("conversation");
  auto fault = wire::first_fault(id, before, after, limit, named);
  if (!fault) fault = wire::page_fault(*before, *after, *limit);
  if (fault) {
    fail(f, *fault);
    co_return;
  }
  auto known = co_await office_.shared.repo.load(who_.conversation);
  if (!known) {
    fail(f, known.error());
    co_return;
  }
  if (*named && **named != who_.conversation) {
    fail(f, {errc::not_found, "conversation", "this is another's conversation, or none"});
    co_return;
  }
  page_wish wish;
  wish.before = *before;
  wish.after = *after;
  if (*limit) wish.limit = **limit;
  exists_ = exists_ || (*known)->version != 0;
  auto const who = reads_as();
  auto page = co_await read_page(office_, *known, wish, who);
  if (!page) {
    fail(f, page.error());
    co_return;
  }
  wire::ack a;
  a.re = std::move(*id);
  if (exists_) a.conversation = who_.conversation;
  a.extra = wire::page_fields(page->page);
  send(wire::ack_frame(a));
}

boost::asio::awaitable<void> visitor_session::identity_set(wire::request_frame f) {
  auto id = f.required_id();
  auto given = id ? read_identity(f) : result<identity>(id.error());
  if (!given) {
    fail(f, given.error());
    co_return;
  }
  auto warnings = identity_warnings(*given);
  auto refused = over_a_rate();
  if (refused && !may_look_up()) {
    fail(f, *refused);
    co_return;
  }
  command_scope scope(*this);
  auto done = co_await office_.citizen_side.identify_self(who_, *id, std::move(*given), english_, std::move(refused));
  if (!done) {
    fail(f, done.error());
    co_return;
  }
  exists_ = true;
  wire::ack a;
  a.re = std::move(*id);
  a.extra = std::move(warnings);
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

boost::asio::awaitable<void> visitor_session::typing() {
  auto const now = office_.shared.clk.now();
  if (!exists_ || now - typed_at_ < signals_every) co_return;
  typed_at_ = now;
  signal s;
  s.conversation = who_.conversation;
  co_await office_.pass_on(std::move(s));
}

// Told at once, then at most once a second, and the last always.
void visitor_session::has_read(wire::request_frame const& f) {
  auto const seq = f.number("seq");
  if (!seq) return fail(f, seq.error());
  read_to_ = std::max(read_to_, std::min(*seq, shown_));
  if (!exists_ || telling_read_ || read_to_ <= told_read_) return;
  telling_read_ = true;
  host_.tasks.add(tell_read(std::static_pointer_cast<visitor_session>(shared_from_this())));
}

boost::asio::awaitable<void> visitor_session::tell_read(std::shared_ptr<visitor_session> self) {
  while (self->read_to_ > self->told_read_) {
    self->told_read_ = self->read_to_;
    signal s;
    s.what = signal::kind::read;
    s.conversation = self->who_.conversation;
    s.seq = self->told_read_;
    co_await self->office_.pass_on(std::move(s));
    bool const slept = co_await self->office_.shared.clk.sleep_for(signals_every);
    if (!slept) break;
  }
  self->telling_read_ = false;
}

}  // namespace sahut
