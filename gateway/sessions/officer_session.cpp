#include "gateway/sessions/officer_session.hpp"

#include "gateway/sessions/history.hpp"
#include "gateway/wire/json_writer.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>

namespace sahut {
namespace {

constexpr seconds typing_every{1};

class officer_session final : public net::session, public listener, public std::enable_shared_from_this<officer_session> {
 public:
  officer_session(gate& g, std::string token, std::string address) : gate_(g), token_(std::move(token)), address_(std::move(address)) {}

  void opened(std::shared_ptr<net::connection> peer) override {
    peer_ = std::move(peer);
    hello_timer_ = std::make_unique<boost::asio::steady_timer>(peer_->executor(), gate_.cfg.limits.hello_time);
    hello_timer_->async_wait([weak = weak_from_this()](boost::system::error_code ec) {
      auto const self = weak.lock();
      if (!ec && self && self->peer_ && !self->office_) self->peer_->close(net::close_code::no_hello, "no hello");
    });
  }

  void closed(std::uint16_t) override {
    hello_timer_.reset();
    peer_.reset();
    if (!office_) return;
    office_->shared.local.unfollow_office(this);
    for (auto const& [id, _] : shown_) office_->shared.local.unwatch(id);
    if (arrived_) gate_.tasks.add(leave(office_, window_.user->account.name));
  }

  void writable() override {
    for (auto const& id : std::set(behind_)) start_pump(id);
  }

  boost::asio::awaitable<void> text(std::string_view frame) override {
    auto const& l = gate_.cfg.limits;
    wire::frame_limits limits{static_cast<std::size_t>(l.id_chars), static_cast<std::size_t>(l.text_chars),
                              static_cast<std::size_t>(l.field_chars), static_cast<std::size_t>(l.json_depth),
                              static_cast<std::size_t>(l.documents)};
    auto f = wire::request_frame::parse(frame, limits);
    if (!f) {
      send(wire::error_frame({}, f.error()));
      co_return;
    }
    if (!office_) {
      if (f->type() == "hello") co_await hello(std::move(*f));
      else fail(*f, {errc::bad_field, "type", "the first frame must be `hello`"});
      co_return;
    }
    auto const known = handlers().find(f->type());
    if (known == handlers().end()) {
      static std::set<std::string, std::less<>> const later{
          "consult.ask",        "consult.answer", "identity.request", "identity.set",        "request.split",
          "conversation.topic", "ticket.assign",  "ticket.answer",    "ticket.message.send", "ticket.close"};
      if (later.contains(f->type())) fail(*f, {errc::not_available, "type", "this comes later"});
      else fail(*f, {errc::unknown_type, "type", "this message type does not exist"});
      co_return;
    }
    auto const now = gate_.clk.now();
    if (auto const v = gate_.officer_messages.take(window_.user->account.name, now); !v) {
      fail(*f, {errc::rate_limited, "", "too many messages", v.retry_after.count()});
      co_return;
    }
    co_await (this->*known->second)(std::move(*f));
  }

  void on_change(change const& c) override {
    if (!peer_ || !arrived_) return;
    if (in_command_) {  // the answer to the command goes first
      deferred_.push_back(c);
      return;
    }
    show(c);
  }

  void on_new_epoch() override {
    if (peer_) peer_->close(net::close_code::internal, "the store may have lost its last messages; come back");
  }

  void heads(std::set<conversation_id>& into) const override { into.insert(told_.begin(), told_.end()); }

  void on_signal(signal const& s) override {
    if (!peer_ || !arrived_) return;
    if (s.by_officer && s.officer == window_.user->account.name) return;
    auto const known = office_->shared.repo.cached(s.conversation);
    if (!known || known->record.officer != window_.user->account.name) return;
    if (s.what == signal::kind::typing) send(wire::typing_frame(s.conversation, s.officer, {}));
    else send(wire::read_frame(s.conversation, s.by_officer, s.seq));
  }

  void on_queue(queue_id const& q, std::uint64_t waiting, std::optional<utc_time> oldest) override {
    if (!peer_ || !arrived_ || !may(window_.user->account.role, deed::read_conversations)) return;
    if (serves(window_.user->account, q)) send(wire::queue_frame(q, waiting, oldest));
  }

  void on_user(officer_id const& name) override {
    if (peer_ && office_ && name == window_.user->account.name) gate_.tasks.add(look_at_account(shared_from_this()));
  }

  void on_presence(officer_id const& who, std::string_view window, std::string_view state, std::uint32_t capacity) override {
    if (!peer_ || !welcomed_ || who != window_.user->account.name || window == window_.window) return;
    wire::json_writer w;
    send(w.begin_object().field("type", "presence").field("state", state).field("capacity", std::uint64_t{capacity}).end_object().take());
  }

 private:
  using handler = boost::asio::awaitable<void> (officer_session::*)(wire::request_frame);
  static std::map<std::string, handler, std::less<>> const& handlers() {
    static std::map<std::string, handler, std::less<>> const all{
        {"presence.set", &officer_session::presence_set},
        {"conversation.claim", &officer_session::claim},
        {"conversation.release", &officer_session::release},
        {"conversation.transfer", &officer_session::transfer},
        {"conversation.escalate", &officer_session::escalate},
        {"conversation.close", &officer_session::close_conversation},
        {"message.send", &officer_session::message_send},
        {"message.reclassify", &officer_session::reclassify},
        {"note.add", &officer_session::note_add},
        {"history.get", &officer_session::history_get},
        {"typing", &officer_session::pass_signal},
        {"read", &officer_session::pass_signal},
    };
    return all;
  }

  void send(std::string frame) {
    if (peer_) peer_->send(std::move(frame));
  }
  void fail(wire::request_frame const& f, error const& e) {
    if (e.code == errc::not_authenticated) {
      if (peer_) peer_->close(net::close_code::revoked, "this account has changed");
      return;
    }
    send(wire::error_frame(f.id(), e));
  }
  wire::reader as_me() const { return {false, window_.user->account.name}; }
  std::string const& me() const { return window_.user->account.name; }

  // What this window sent it learns by the ack.
  bool own(log_message const& m) const { return m.from == author::officer && m.officer == me() && m.window == window_.window; }

  static boost::asio::awaitable<void> leave(office* o, officer_id who) { co_await o->window_closed(std::move(who)); }

  static boost::asio::awaitable<void> look_at_account(std::shared_ptr<officer_session> self) {
    auto token = self->token_;
    auto user = co_await self->office_->accounts_of_officers.authenticate(std::move(token));
    if (!user && user.error().code != errc::not_authenticated) co_return;  // each command asks again
    if (!self->peer_) co_return;
    if (!user || (*user)->version != self->window_.user->version)
      self->peer_->close(net::close_code::revoked, "this login has ended, or the account was disabled or changed");
  }

  // What this officer is shown of a change.
  void show(change const& c) {
    auto const& now = c.now->record;
    auto const& account = window_.user->account;
    bool const visible = sees(account, now);
    bool const was_told = told_.contains(now.id);
    bool const mine = now.officer == me();
    if (!visible && !was_told) return;
    if (!visible) {  // handed to a queue that is not theirs: that it is gone, and nothing more
      wire::json_writer w;
      w.begin_object().field("type", "conversation").field("conversation", now.id).field("rev", c.now->version);
      w.field("office", now.office).field("queue", now.queue).field("channel", name_of(now.channel));
      send(w.field("state", name_of(now.state)).field("gone", true).end_object().take());
      told_.erase(now.id);
      stop_following(now.id);
      return;
    }
    if (c.state_changed || !was_told) tell_state(c.now);
    if (mine && now.state != conversation_state::closed) {
      auto const [it, began] = shown_.try_emplace(now.id, c.messages.empty() ? c.now->end : c.first_seq - 1);
      if (began) office_->shared.local.watch(now.id);
    }
    if (auto const it = shown_.find(now.id); it != shown_.end() && c.now->end > it->second) show_messages(c, it->second);
    // Told once, though a change of our own may come back from the store as well.
    if (auto& told = noted_rev_[now.id]; (!c.noted.empty() || c.said) && c.now->version > told) {
      told = c.now->version;
      for (auto const& a : c.noted) send(wire::update_frame(now.id, told, a, as_me()));
      if (c.said) send(wire::note_frame(now.id, told, *c.said));
    }
    if (!mine || now.state == conversation_state::closed) {
      if (!c.before || c.before->record.officer == me() || now.officer != me()) stop_following(now.id);
    }
  }

  void show_messages(change const& c, std::uint64_t& shown) {
    auto const& id = c.now->record.id;
    if (behind_.contains(id) || !peer_->is_writable() || c.messages.empty() || c.first_seq != shown + 1) {
      start_pump(id);
      return;
    }
    for (std::size_t i = 0; i < c.messages.size(); ++i) {
      auto const& m = c.messages[i];
      if (!own(m)) send(wire::message_frame(id, c.first_seq + i, m, first_annotation(c.now->record, m), as_me()));
    }
    shown = c.first_seq + c.messages.size() - 1;
    if (c.now->end > shown) start_pump(id);
  }

  // A message to a platform is on its way as soon as it is written.
  static annotation first_annotation(conversation const& c, log_message const& m) {
    annotation a;
    if (goes_to_platform(c, m)) a.state = delivery::pending;
    return a;
  }

  void stop_following(conversation_id const& id) {
    if (shown_.erase(id)) office_->shared.local.unwatch(id);
    behind_.erase(id);
  }

  void tell_state(conversation_ptr const& now) {
    auto const& c = now->record;
    told_.insert(c.id);
    auto const known = names_.find(c.officer);
    send(wire::officer_conversation_frame(office_->shared.profile.facts, *now, known == names_.end() ? c.officer : known->second));
    for (auto const& tk : c.tickets) {
      auto frame = wire::officer_ticket_frame(office_->shared.profile.facts, c, tk);
      auto& last = told_tickets_[tk.number];
      if (last == frame) continue;
      last = frame;
      send(std::move(frame));
    }
  }

  void start_pump(conversation_id const& id) {
    behind_.insert(id);
    if (pumping_.insert(id).second) gate_.tasks.add(pump(shared_from_this(), id));
  }

  static boost::asio::awaitable<void> pump(std::shared_ptr<officer_session> self, conversation_id id) {
    auto& d = self->office_->shared;
    while (self->peer_ && self->peer_->is_writable() && self->shown_.contains(id)) {
      auto known = co_await d.repo.load(id);
      if (!known) {
        bool const slept = co_await d.clk.sleep_for(milliseconds{500});
        if (!slept) break;
        continue;
      }
      auto const it = self->shown_.find(id);
      if (it == self->shown_.end()) break;
      if ((*known)->end <= it->second) {
        self->behind_.erase(id);
        break;
      }
      page_wish wish;
      wish.after = it->second;
      wish.limit = 100;
      auto const skip_own = [&self](log_message const& m) { return self->own(m); };
      auto page = co_await read_page(*self->office_, *known, wish, self->as_me(), {}, skip_own);
      if (!page || page->last_seq == 0) {
        bool const slept = co_await d.clk.sleep_for(milliseconds{500});
        if (!slept) break;
        continue;
      }
      for (auto& f : page->page.messages) self->send(std::move(f));
      if (auto const at = self->shown_.find(id); at != self->shown_.end()) at->second = std::max(at->second, page->last_seq);
    }
    self->pumping_.erase(id);
  }

  struct command_scope {
    officer_session& s;
    explicit command_scope(officer_session& session) : s(session) { s.in_command_ = true; }
    ~command_scope() {
      s.in_command_ = false;
      auto waiting = std::exchange(s.deferred_, {});
      for (auto const& c : waiting)
        if (s.peer_) s.show(c);
    }
  };

  boost::asio::awaitable<void> hello(wire::request_frame f) {
    auto token = f.optional_name("token");
    if (!token) {
      fail(f, token.error());
      co_return;
    }
    if (*token) token_ = **token;
    auto const used = token_;
    office* found = nullptr;
    user_ptr user;
    bool store_away = false;
    for (auto& o : gate_.offices) {
      auto who = co_await o->accounts_of_officers.authenticate(used);
      if (who) {
        found = o.get();
        user = *who;
        break;
      }
      if (who.error().code != errc::not_authenticated) store_away = true;
    }
    if (!peer_) co_return;
    if (!found) {
      if (store_away) fail(f, {errc::unavailable, "", "the store cannot answer; try again", 1000});
      else peer_->close(net::close_code::not_authenticated, "sign in first");
      co_return;
    }
    auto const most = gate_.cfg.limits.connections_per_officer;
    if (most > 0 && found->windows_of(user->account.name) >= static_cast<std::size_t>(most)) {
      peer_->close(net::close_code::too_many_connections, "too many windows of this account");
      co_return;
    }
    std::array<std::uint8_t, 12> bytes{};
    gate_.random.fill(bytes);
    window_ = {user, url_safe(bytes)};
    office_ = found;
    hello_timer_.reset();
    office_->shared.local.follow_office(this);
    command_scope until_welcomed(*this);
    arrived_ = true;
    auto presence_now = co_await office_->window_opened(me());
    result<officers::overview> seen = error{errc::unavailable, "", "the store cannot answer; try again", 1000};
    if (presence_now) seen = co_await office_->officer_side.overview_for(user->account);
    if (!seen) {
      fail(f, seen.error());
      if (peer_) peer_->close(net::close_code::internal, "the store cannot answer");
      co_return;
    }
    if (!may(user->account.role, deed::read_conversations)) *seen = {};
    auto everyone = co_await office_->accounts_of_officers.list();
    if (everyone)
      for (auto const& u : *everyone) names_[u.name] = u.display.empty() ? u.name : u.display;
    co_await welcome(*presence_now, *seen);
    welcomed_ = true;
  }

  boost::asio::awaitable<void> welcome(presence_record const& presence_now, officers::overview const& seen) {
    auto& d = office_->shared;
    auto const& account = window_.user->account;
    wire::json_writer w;
    w.begin_object().field("type", "welcome").field("epoch", gate_.epoch);
    w.begin_object("officer").field("id", account.name).field("name", account.display.empty() ? account.name : account.display);
    w.field("role", name_of(account.role)).end_object();
    w.begin_object("presence").field("state", name_of(presence_now.state));
    w.field("capacity", std::uint64_t{presence_now.capacity ? presence_now.capacity : static_cast<std::uint32_t>(d.cfg.officers.capacity)}).end_object();
    w.begin_object("office").field("id", d.profile.settings->id).field("name", d.profile.settings->name);
    w.field("timezone", d.profile.hours.zone.name()).field("zone_label", d.profile.hours.zone_label).end_object();
    w.begin_array("queues");
    for (auto const& q : d.profile.settings->queues) {
      bool const mine = serves(account, q.id);
      result<std::uint64_t> count = std::uint64_t{0};
      if (mine) count = co_await d.st.size_of(smaller_than::kind::sorted_set, d.space.waiting(q.id));
      wire::json_writer x;
      x.begin_object().field("id", q.id).field("name", q.name).field("kind", q.kind == queue_kind::unit ? "unit" : "queue");
      x.field("assignment", q.assignment == assignment_kind::manual ? "manual" : "auto").field("mine", mine);
      if (mine) x.field("waiting", count ? *count : std::uint64_t{0});
      w.element_raw(x.end_object().take());
    }
    w.end_array();
    w.begin_array("officers");
    for (auto const& [name, display] : names_) {
      wire::json_writer x;
      w.element_raw(x.begin_object().field("id", name).field("name", display).end_object().take());
    }
    w.end_array();
    w.begin_array("conversations");
    for (auto const& k : seen.conversations) {
      auto const name = names_.find(k->record.officer);
      w.element_raw(wire::officer_conversation_frame(d.profile.facts, *k, name == names_.end() ? k->record.officer : name->second));
      told_.insert(k->record.id);
      if (k->record.officer == me() && k->record.state != conversation_state::closed &&
          shown_.try_emplace(k->record.id, k->end).second)
        d.local.watch(k->record.id);
    }
    w.end_array();
    w.begin_array("tickets");
    for (auto const& k : seen.ticketed)
      for (auto const& tk : k->record.tickets)
        if (tk.open()) {
          w.element_raw(wire::ticket_fields(d.profile.facts, k->record, tk, true));
          told_.insert(k->record.id);
          told_tickets_[tk.number] = wire::officer_ticket_frame(d.profile.facts, k->record, tk);
        }
    w.end_array();
    send(w.end_object().take());
  }

  void answer(wire::request_frame const& f, conversation_id const& c, result<officer_done> const& done, std::string extra = {}) {
    if (!done) return fail(f, done.error());
    wire::ack a;
    a.re = f.id();
    a.conversation = c;
    a.seq = done->seq;
    if (done->now) a.rev = done->now->version;
    a.extra = std::move(extra);
    send(wire::ack_frame(a));
  }

  boost::asio::awaitable<void> presence_set(wire::request_frame f) {
    auto id = f.required_id();
    auto state_name = f.name("state");
    auto capacity = f.optional_number("capacity");
    if (auto const e = wire::first_fault(id, state_name, capacity)) co_return fail(f, *e);
    auto const state = presence_of(*state_name);
    if (!state) co_return fail(f, {errc::bad_field, "state", "state is available, away or offline"});
    if (*capacity && (**capacity < 1 || **capacity > 1000)) co_return fail(f, {errc::bad_field, "capacity", "capacity is 1 to 1000"});
    auto& d = office_->shared;
    std::optional<std::uint32_t> places;
    if (*capacity) places = static_cast<std::uint32_t>(**capacity);
    auto const fingerprint = d.repo.digest_of("text", *state_name + '\n' + std::to_string(places.value_or(0)));
    command_scope scope(*this);
    auto done = co_await office_->presence_side.set(me(), d.repo.digest_of("officer:" + me(), *id), fingerprint, *state, places);
    if (!done) co_return fail(f, done.error());
    auto const shown_capacity = done->capacity ? done->capacity : static_cast<std::uint32_t>(d.cfg.officers.capacity);
    std::string shown_state(name_of(done->state));
    co_await office_->tell_presence(me(), window_.window, std::move(shown_state), shown_capacity);
    wire::json_writer w;
    auto extra = w.begin_object().field("state", name_of(done->state)).field("capacity", std::uint64_t{shown_capacity}).end_object().take();
    wire::ack a;
    a.re = *id;
    a.extra = extra.substr(1, extra.size() - 2);
    send(wire::ack_frame(a));
  }

  boost::asio::awaitable<void> claim(wire::request_frame f) {
    auto id = f.required_id();
    auto c = f.name("conversation");
    if (auto const e = wire::first_fault(id, c)) co_return fail(f, *e);
    command_scope scope(*this);
    auto done = co_await office_->officer_side.claim(window_, *id, *c);
    answer(f, *c, done);
  }

  boost::asio::awaitable<void> release(wire::request_frame f) {
    auto id = f.required_id();
    auto c = f.name("conversation");
    if (auto const e = wire::first_fault(id, c)) co_return fail(f, *e);
    command_scope scope(*this);
    auto done = co_await office_->officer_side.release(window_, *id, *c);
    answer(f, *c, done);
  }

  boost::asio::awaitable<void> transfer(wire::request_frame f) {
    auto id = f.required_id();
    auto c = f.name("conversation");
    auto queue = f.optional_name("queue"), officer = f.optional_name("officer");
    auto note_text = f.optional_text("note");
    if (auto const e = wire::first_fault(id, c, queue, officer, note_text)) co_return fail(f, *e);
    command_scope scope(*this);
    auto done = co_await office_->officer_side.transfer(window_, *id, *c, *queue, *officer, *note_text);
    answer(f, *c, done);
  }

  boost::asio::awaitable<void> escalate(wire::request_frame f) {
    auto id = f.required_id();
    auto c = f.name("conversation");
    auto reason = f.optional_text("reason");
    auto unit = f.optional_name("unit");
    if (auto const e = wire::first_fault(id, c, reason, unit)) co_return fail(f, *e);
    command_scope scope(*this);
    auto done = co_await office_->officer_side.escalate(window_, *id, *c, *reason, unit->value_or(""));
    std::string extra;
    if (done && done->now)
      for (auto const& tk : done->now->record.tickets)
        if (tk.number == done->ticket)
          extra = "\"ticket\":" + wire::ticket_fields(office_->shared.profile.facts, done->now->record, tk, true);
    answer(f, *c, done, std::move(extra));
  }

  boost::asio::awaitable<void> close_conversation(wire::request_frame f) {
    auto id = f.required_id();
    auto c = f.name("conversation"), how_name = f.name("outcome");
    auto to = f.optional_name("to"), of = f.optional_name("of");
    if (auto const e = wire::first_fault(id, c, how_name, to, of)) co_return fail(f, *e);
    auto const how = outcome_of(*how_name);
    if (!how || *how == outcome::none || *how == outcome::ticketed)
      co_return fail(f, {errc::bad_field, "outcome",
                         "outcome is answered, not_a_request, no_question, redirected, duplicate, spam or abandoned"});
    if (*how == outcome::redirected && *to && **to != "office" && **to != "ppid" && **to != "sipuma" && **to != "other")
      co_return fail(f, {errc::bad_field, "to", "to is office, ppid, sipuma or other"});
    command_scope scope(*this);
    auto done = co_await office_->officer_side.close(window_, *id, *c, *how, to->value_or(of->value_or("")));
    answer(f, *c, done);
  }

  boost::asio::awaitable<void> message_send(wire::request_frame f) {
    auto id = f.required_id();
    auto c = f.name("conversation"), meant_name = f.name("purpose");
    auto text = f.text("text");
    auto seen = f.number("seen");
    if (auto const e = wire::first_fault(id, c, meant_name, text, seen)) co_return fail(f, *e);
    if (f.has("attachments")) co_return fail(f, {errc::not_available, "attachments", "attachments come later"});
    auto const meant = purpose_of(*meant_name);
    if (!meant || *meant == purpose::none) co_return fail(f, {errc::bad_field, "purpose", "purpose is answer or question"});
    command_scope scope(*this);
    missed_messages missed;
    auto done = co_await office_->officer_side.say(window_, *id, *c, *meant, *text, *seen, &missed);
    if (!done && done.error().code == errc::stale) {
      send(wire::stale_frame(*id, done.error(), *c, missed.messages, as_me()));
      co_return;
    }
    answer(f, *c, done);
  }

  boost::asio::awaitable<void> reclassify(wire::request_frame f) {
    auto id = f.required_id();
    auto c = f.name("conversation"), to_name = f.name("purpose");
    auto seq = f.number("seq");
    if (auto const e = wire::first_fault(id, c, to_name, seq)) co_return fail(f, *e);
    auto const to = purpose_of(*to_name);
    if (!to || *to == purpose::none) co_return fail(f, {errc::bad_field, "purpose", "purpose is answer or question"});
    command_scope scope(*this);
    auto done = co_await office_->officer_side.reclassify(window_, *id, *c, *seq, *to);
    answer(f, *c, done);
  }

  boost::asio::awaitable<void> note_add(wire::request_frame f) {
    auto id = f.required_id();
    auto c = f.name("conversation");
    auto text = f.text("text");
    if (auto const e = wire::first_fault(id, c, text)) co_return fail(f, *e);
    command_scope scope(*this);
    auto done = co_await office_->officer_side.add_note(window_, *id, *c, *text);
    answer(f, *c, done);
  }

  boost::asio::awaitable<void> history_get(wire::request_frame f) {
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
    auto page = co_await read_page(*office_, *known, wish, as_me(), hidden);
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
          if (!hidden(u.seq)) w.element_raw(wire::update_frame(*c, r.rev, u, as_me()));
      w.end_array().begin_array("consults").end_array();
      auto extra = w.end_object().take();
      a.extra += ',' + extra.substr(1, extra.size() - 2);
    }
    send(wire::ack_frame(a));
  }

  boost::asio::awaitable<void> pass_signal(wire::request_frame f) {
    auto c = f.name("conversation");
    if (!c) co_return fail(f, c.error());
    auto const known = office_->shared.repo.cached(*c);
    if (!known || known->record.officer != me()) co_return fail(f, {errc::not_handling, "conversation", "you do not handle this conversation"});
    signal s;
    s.conversation = *c;
    s.by_officer = true;
    s.officer = me();
    auto const now = gate_.clk.now();
    if (f.type() == "read") {
      auto seq = f.number("seq");
      if (!seq) co_return fail(f, seq.error());
      s.what = signal::kind::read;
      s.seq = *seq;
    } else if (now - typed_at_ < typing_every) {
      co_return;
    } else {
      typed_at_ = now;
    }
    co_await office_->pass_on(std::move(s));
  }

  gate& gate_;
  std::string token_, address_;
  std::shared_ptr<net::connection> peer_;
  std::unique_ptr<boost::asio::steady_timer> hello_timer_;
  office* office_ = nullptr;
  officer_window window_;
  bool arrived_ = false, welcomed_ = false, in_command_ = false;
  utc_time typed_at_{};
  std::map<officer_id, std::string> names_;
  std::map<conversation_id, std::uint64_t> shown_;  // conversations of this officer: the last seq that this window has
  std::set<conversation_id> told_;                  // conversations whose head this window was sent
  std::set<conversation_id> behind_, pumping_;
  std::map<std::string, std::string> told_tickets_;
  std::map<conversation_id, std::uint64_t, std::less<>> noted_rev_;  // up to where updates and notes were told
  std::vector<change> deferred_;
};

}  // namespace

std::string cookie_token(net::header_list const& headers, bool* from_cookie) {
  if (from_cookie) *from_cookie = false;
  auto const authorization = headers.get("Authorization");
  if (authorization.starts_with("Bearer ") && headers.count("Authorization") == 1) return std::string(authorization.substr(7));
  for (auto const line : headers.all("Cookie")) {
    std::size_t at = 0;
    while (at < line.size()) {
      auto const end = std::min(line.find(';', at), line.size());
      auto pair = line.substr(at, end - at);
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      for (auto const name : {secure_cookie, plain_cookie})
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
          if (from_cookie) *from_cookie = true;
          return std::string(pair.substr(name.size() + 1));
        }
      at = end + 1;
    }
  }
  return {};
}

bool console_origin(settings const& cfg, std::string_view origin) {
  auto const& list = cfg.officers.origins;
  return std::find(list.begin(), list.end(), origin) != list.end();
}

net::upgrade_answer accept_officer(gate& g, net::upgrade_request const& r) {
  constexpr std::string_view protocol = "sahut.officer.v1";
  auto const refused = [](std::string reason) { return net::refuse{net::close_code::not_authenticated, std::move(reason)}; };
  if (std::find(r.subprotocols.begin(), r.subprotocols.end(), protocol) == r.subprotocols.end())
    return refused("subprotocol sahut.officer.v1 is needed");
  bool from_cookie = false;
  auto token = cookie_token(r.headers, &from_cookie);
  bool const origin_good = !r.origin.empty() && console_origin(g.cfg, r.origin);
  if ((!r.origin.empty() || from_cookie) && !origin_good) return refused("this page's origin is not the console's");
  return net::accept{std::make_shared<officer_session>(g, std::move(token), r.remote_address), std::string(protocol)};
}

}  // namespace sahut
