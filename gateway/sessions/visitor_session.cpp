#include "gateway/sessions/visitor_session.hpp"

#include "gateway/sessions/history.hpp"
#include "gateway/wire/json_writer.hpp"
#include "routing/engine/conversation/identity_formats.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/engine/sla/service_hours.hpp"
#include "routing/engine/texts/text.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace sahut {
namespace {

wire::reader const as_visitor{};
constexpr seconds typing_every{1};

class visitor_session final : public net::session, public listener, public std::enable_shared_from_this<visitor_session> {
 public:
  visitor_session(gate& g, office& o, std::string address) : gate_(g), office_(o), address_(std::move(address)) {}

  void opened(std::shared_ptr<net::connection> peer) override {
    peer_ = std::move(peer);
    hello_timer_ = std::make_unique<boost::asio::steady_timer>(peer_->executor(), gate_.cfg.limits.hello_time);
    hello_timer_->async_wait([weak = weak_from_this()](boost::system::error_code ec) {
      auto const self = weak.lock();
      if (!ec && self && self->peer_ && !self->greeted_) self->peer_->close(net::close_code::no_hello, "no hello");
    });
  }

  void closed(std::uint16_t) override {
    if (follows_) office_.shared.local.unfollow(who_.conversation, this);
    follows_ = false;
    hello_timer_.reset();
    peer_.reset();
  }

  void writable() override {
    if (behind_) start_pump();
  }

  boost::asio::awaitable<void> text(std::string_view frame) override {
    auto parsed = wire::request_frame::parse(frame, frame_limits());
    if (!parsed) {
      send(wire::error_frame({}, parsed.error()));
      co_return;
    }
    auto const& type = parsed->type();
    if (!greeted_) {
      if (type == "hello") co_await hello(std::move(*parsed));
      else fail(*parsed, {errc::bad_field, "type", "the first frame must be `hello`"});
    } else if (type == "message.send") {
      co_await message_send(std::move(*parsed));
    } else if (type == "history.get") {
      co_await history_get(std::move(*parsed));
    } else if (type == "identity.set") {
      co_await identity_set(std::move(*parsed));
    } else if (type == "conversation.end") {
      co_await conversation_end(std::move(*parsed));
    } else if (type == "typing" || type == "read") {
      co_await pass_signal(std::move(*parsed));
    } else if (type == "rating.set") {
      fail(*parsed, {errc::not_available, "", "ratings come later"});
    } else if (type == "hello") {
      fail(*parsed, {errc::bad_field, "type", "`hello` was said already"});
    } else {
      fail(*parsed, {errc::unknown_type, "type", "this message type does not exist"});
    }
  }

  void on_change(change const& c) override {
    if (!peer_ || c.now->record.id != who_.conversation) return;
    if (in_command_) {  // the answer to the command goes first
      deferred_.push_back(c);
      return;
    }
    show(c);
  }

  void on_new_epoch() override {
    if (peer_) peer_->close(net::close_code::internal, "the store may have lost its last messages; come back");
  }

  void on_signal(signal const& s) override {
    if (!peer_ || !s.by_officer || s.conversation != who_.conversation) return;
    if (s.what == signal::kind::typing) {
      auto const known = office_.shared.repo.cached(s.conversation);
      bool const handles = known && known->record.officer == s.officer;
      send(wire::typing_frame(s.conversation, s.officer, handles ? std::string_view{known->record.officer_name} : std::string_view{}));
    } else {
      send(wire::read_frame(s.conversation, true, s.seq));
    }
  }

 private:
  wire::frame_limits frame_limits() const {
    auto const& l = gate_.cfg.limits;
    return {static_cast<std::size_t>(l.id_chars), static_cast<std::size_t>(l.text_chars),
            static_cast<std::size_t>(l.field_chars), static_cast<std::size_t>(l.json_depth),
            static_cast<std::size_t>(l.documents)};
  }
  void send(std::string frame) {
    if (peer_) peer_->send(std::move(frame));
  }
  void fail(wire::request_frame const& f, error const& e) { send(wire::error_frame(f.id(), e)); }

  void show(change const& c) {
    auto const& now = *c.now;
    if (now.end > shown_) {
      if (!behind_ && peer_->is_writable() && !c.messages.empty() && c.first_seq == shown_ + 1) {
        for (std::size_t i = 0; i < c.messages.size(); ++i) {
          auto const& m = c.messages[i];
          if (!own(m)) send(wire::message_frame(now.record.id, c.first_seq + i, m, first_annotation(now.record, m), as_visitor));
        }
        shown_ = c.first_seq + c.messages.size() - 1;
        if (now.end > shown_) start_pump();
      } else if (!(c.messages.empty() && c.first_seq)) {
        start_pump();
      }
    }
    if (behind_) {  // what became of older messages is read with them, or told after them
      state_due_ = state_due_ || c.state_changed;
    } else {
      for (auto const& a : c.noted) send(wire::update_frame(now.record.id, now.version, a, as_visitor));
      if (c.state_changed) tell_state(c.now);
    }
  }

  static annotation first_annotation(conversation const&, log_message const&) { return {}; }

  // What this window sent it learns by the ack.
  bool own(log_message const& m) const { return m.from == author::visitor && m.window == who_.window; }

  void tell_state(conversation_ptr now) {
    state_ = std::move(now);
    auto const& c = state_->record;
    if (!wire::request_shown(c)) return;  // somebody has said who they are, and asked nothing yet
    auto frame = wire::visitor_conversation_frame(office_.shared.profile.facts, c, std::nullopt);
    if (c.state == conversation_state::queued) {
      gate_.tasks.add(tell_position(shared_from_this(), state_));
    } else if (frame != last_state_) {
      send(frame);
    }
    last_state_ = std::move(frame);
    for (auto const& tk : c.tickets) {
      auto const ticket_frame = wire::visitor_ticket_frame(office_.shared.profile.facts, c, tk);
      auto& told_frame = told_tickets_[tk.number];
      if (told_frame == ticket_frame) continue;
      told_frame = ticket_frame;
      send(ticket_frame);
    }
  }

  static boost::asio::awaitable<void> tell_position(std::shared_ptr<visitor_session> self, conversation_ptr at) {
    auto& d = self->office_.shared;
    auto rank = co_await d.st.rank(d.space.waiting(at->record.queue), at->record.id);
    if (!self->peer_ || self->state_ != at) co_return;
    std::optional<std::uint64_t> position;
    if (rank && *rank) position = **rank + 1;
    self->send(wire::visitor_conversation_frame(d.profile.facts, at->record, position));
  }

  void start_pump() {
    behind_ = true;
    if (pumping_) return;
    pumping_ = true;
    gate_.tasks.add(pump(shared_from_this()));
  }

  // Reads on from the log as long as the socket takes it.
  static boost::asio::awaitable<void> pump(std::shared_ptr<visitor_session> self) {
    auto& d = self->office_.shared;
    while (self->peer_ && self->peer_->is_writable()) {
      auto known = co_await d.repo.load(self->who_.conversation);
      if (!known) {
        bool const slept = co_await d.clk.sleep_for(milliseconds{500});
        if (!slept) break;
        continue;
      }
      if ((*known)->end <= self->shown_) {
        self->behind_ = false;
        if (self->state_due_ && self->peer_) self->tell_state(*known);
        self->state_due_ = false;
        break;
      }
      page_wish wish;
      wish.after = self->shown_;
      wish.limit = 100;
      auto const skip_own = [&self](log_message const& m) { return self->own(m); };
      auto page = co_await read_page(self->office_, *known, wish, as_visitor, {}, skip_own);
      if (!page || page->last_seq == 0) {
        bool const slept = co_await d.clk.sleep_for(milliseconds{500});
        if (!slept) break;
        continue;
      }
      if (!self->peer_) break;
      for (auto& f : page->page.messages) self->send(std::move(f));
      self->shown_ = std::max(self->shown_, page->last_seq);
    }
    self->pumping_ = false;
  }

  // Until the answer to this window's command is out, changes wait.
  struct command_scope {
    visitor_session& s;
    explicit command_scope(visitor_session& session) : s(session) { s.in_command_ = true; }
    ~command_scope() {
      s.in_command_ = false;
      auto waiting = std::exchange(s.deferred_, {});
      for (auto const& c : waiting)
        if (s.peer_) s.show(c);
    }
  };

  boost::asio::awaitable<void> hello(wire::request_frame f) {
    auto token = f.optional_name("token");
    auto seq = f.optional_number("seq");
    auto epoch = f.optional_name("epoch");
    auto locale = f.optional_name("locale");
    if (auto const e = wire::first_fault(token, seq, epoch, locale)) {
      fail(f, *e);
      co_return;
    }
    english_ = *locale && texts::language_of(**locale) == texts::language::en;
    auto& d = office_.shared;
    auto identified = *token ? office_.citizen_side.identify(**token) : std::nullopt;
    bool const known_token = identified.has_value();
    if (!known_token) *token = office_.citizen_side.new_token();
    who_ = known_token ? *identified : *office_.citizen_side.identify(**token);
    std::array<std::uint8_t, 12> bytes{};
    gate_.random.fill(bytes);
    who_.window = url_safe(bytes);

    auto known = conversation_ptr{};
    page_read page;
    bool gap = false;
    if (known_token) {
      d.local.follow(who_.conversation, this);  // from here on nothing is missed…
      follows_ = true;
      command_scope until_welcomed(*this);      // …and nothing is shown before the welcome
      auto loaded = co_await d.repo.reload(who_.conversation);
      if (!loaded) {
        refuse_hello(f, loaded.error());
        co_return;
      }
      if ((*loaded)->version && !(*loaded)->record.is_new()) known = *loaded;
      auto const holds = seq->value_or(0);
      auto const end = (*loaded)->end;
      gap = holds > 0 && ((*epoch && **epoch != gate_.epoch) || holds > end);
      page_wish wish;
      if (!gap) wish.after = holds;
      if (known || end) {
        auto read = co_await read_page(office_, *loaded, wish, as_visitor);
        if (!read) {
          refuse_hello(f, read.error());
          co_return;
        }
        page = std::move(*read);
      }
      shown_ = end;  // what lies between the page and here is fetched by history.get
      welcome(**token, known, page, gap);
      if (known) tell_state(known);
    } else {
      d.local.follow(who_.conversation, this);
      follows_ = true;
      welcome(**token, known, page, gap);
    }
  }

  // The next hello may name another token.
  void refuse_hello(wire::request_frame const& f, error const& e) {
    if (follows_) office_.shared.local.unfollow(who_.conversation, this);
    follows_ = false;
    deferred_.clear();
    fail(f, e);
  }

  void welcome(std::string const& token, conversation_ptr const& known, page_read const& page, bool gap) {
    if (!peer_) return;
    greeted_ = true;
    hello_timer_.reset();
    auto const& profile = office_.shared.profile;
    auto const now = office_.shared.clk.now();
    wire::json_writer w;
    w.begin_object().field("type", "welcome").field("token", token);
    w.begin_object("office").field("id", profile.settings->id).field("name", profile.settings->name);
    w.field("timezone", profile.hours.zone.name()).field("zone_label", profile.hours.zone_label);
    w.maybe("complaint", profile.settings->complaint).end_object();
    w.field("epoch", gate_.epoch);
    if (known) w.field("conversation", known->record.id);
    w.begin_array("messages");
    for (auto const& m : page.page.messages) w.element_raw(m);
    w.end_array().field("more", page.page.more).field("gap", gap);
    w.begin_array("tickets");
    if (known)
      for (auto const& tk : known->record.tickets) w.element_raw(wire::ticket_fields(profile.facts, known->record, tk, false));
    w.end_array();
    w.begin_object("hours").field("text", hours_text(profile.facts, english_, now)).field("open", is_open(profile.hours, now));
    if (auto const next = next_opening(profile.hours, now)) w.field("next_open", *next);
    w.field("timezone", profile.hours.zone.name()).field("zone_label", profile.hours.zone_label).end_object();
    w.begin_object("texts");
    texts::text_values values;
    values.set(texts::placeholder::office_name, profile.settings->name)
        .set(texts::placeholder::office_complaint_channels, profile.settings->complaint)
        .set(texts::placeholder::controller_name, profile.facts.controller_name)
        .set(texts::placeholder::retention_days, std::to_string(profile.facts.retention_days))
        .set(texts::placeholder::privacy_url, profile.facts.privacy_url);
    for (auto const key : {texts::text_key::privacy_notice, texts::text_key::complaint_footer, texts::text_key::fraud_warning}) {
      w.begin_object(texts::name_of(key));
      w.field("id", texts::render(key, texts::language::id, values)).field("en", texts::render(key, texts::language::en, values));
      w.end_object();
    }
    w.end_object();
    send(w.end_object().take());
    if (known)
      for (auto const& tk : known->record.tickets)
        told_tickets_[tk.number] = wire::visitor_ticket_frame(profile.facts, known->record, tk);
  }

  boost::asio::awaitable<void> message_send(wire::request_frame f) {
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
    auto const now = office_.shared.clk.now();
    if (auto const v = gate_.visitor_messages.take(who_.conversation, now); !v) {
      fail(f, {errc::rate_limited, "", "too many messages; the earlier ones were received", v.retry_after.count()});
      co_return;
    }
    auto const known = office_.shared.repo.cached(who_.conversation);
    bool const may_open = !known || known->record.active.empty();
    if (may_open && !known) {
      if (auto const v = gate_.new_requests.take(address_, now); !v) {
        fail(f, {errc::rate_limited, "", "too many new conversations from this address", v.retry_after.count()});
        co_return;
      }
    }
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
  }

  boost::asio::awaitable<void> history_get(wire::request_frame f) {
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
    auto page = co_await read_page(office_, *known, wish, as_visitor);
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

  boost::asio::awaitable<void> identity_set(wire::request_frame f) {
    auto id = f.required_id();
    auto name = f.optional_name("name"), email = f.optional_name("email"), phone = f.optional_name("phone"),
         nik = f.optional_name("nik"), npwp = f.optional_name("npwp");
    auto documents = f.documents();
    if (auto const e = wire::first_fault(id, name, email, phone, nik, npwp, documents)) {
      fail(f, *e);
      co_return;
    }
    identity given{std::move(*name), std::move(*email), std::move(*phone), std::move(*nik), std::move(*npwp), std::move(*documents)};
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

  boost::asio::awaitable<void> conversation_end(wire::request_frame f) {
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

  boost::asio::awaitable<void> pass_signal(wire::request_frame f) {
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

  gate& gate_;
  office& office_;
  std::string address_;
  std::shared_ptr<net::connection> peer_;
  std::unique_ptr<boost::asio::steady_timer> hello_timer_;
  visitor_identity who_;
  std::uint64_t shown_ = 0;             // the last seq that this window has, or will have with what is queued
  bool greeted_ = false, english_ = false, follows_ = false;
  bool in_command_ = false, behind_ = false, pumping_ = false, state_due_ = false;
  utc_time typed_at_{};
  std::vector<change> deferred_;
  conversation_ptr state_;
  std::string last_state_;
  std::map<std::string, std::string> told_tickets_;
};

}  // namespace

std::shared_ptr<net::session> create_visitor_session(gate& g, office& o, std::string remote_address) {
  return std::make_shared<visitor_session>(g, o, std::move(remote_address));
}

net::upgrade_answer accept_visitor(gate& g, net::upgrade_request const& r) {
  constexpr std::string_view protocol = "sahut.visitor.v1";
  auto const refused = [](std::string reason) { return net::refuse{net::close_code::not_authenticated, std::move(reason)}; };
  if (std::find(r.subprotocols.begin(), r.subprotocols.end(), protocol) == r.subprotocols.end())
    return refused("subprotocol sahut.visitor.v1 is needed");
  auto* o = g.find(net::query_value(r.query, "office"));
  if (!o || !o->shared.profile.settings->webchat) return refused("unknown office");
  auto const& origins = o->shared.profile.settings->webchat->origins;
  if (r.origin.empty() || std::find(origins.begin(), origins.end(), r.origin) == origins.end())
    return refused("this page's origin is not on the office's list");
  return net::accept{create_visitor_session(g, *o, r.remote_address), std::string(protocol)};
}

}  // namespace sahut
