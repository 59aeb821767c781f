#include "gateway/sessions/history.hpp"
#include "gateway/sessions/officer_session.hpp"

#include "gateway/wire/json_writer.hpp"

#include <algorithm>
#include "routing/engine/conversation/redirection.hpp"

namespace sahut {

boost::asio::awaitable<void> officer_session::hello(wire::request_frame f) {
  auto token = f.optional_secret("token");
  if (!token) {
    fail(f, token.error());
    co_return;
  }
  if (*token) token_ = **token;
  auto const used = token_;
  office* found = nullptr;
  user_ptr user;
  bool store_away = false;
  for (auto& o : host_.offices) {
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
  auto const most = static_cast<std::size_t>(host_.cfg.limits.connections_per_officer);
  if (!host_.counters->officer_windows.add(user->account.name.text(), most)) {
    peer_->close(net::close_code::too_many_connections, "too many windows of this account");
    co_return;
  }
  window_ = {user, new_window_name()};
  office_ = found;
  hello_timer_.reset();
  office_->shared.local.follow_as(interest_of(user->account), this);
  words_ = &host_.words.try_emplace(office_, *office_).first->second;
  words_->window_opened();
  command_scope until_welcomed(*this);
  arrived_ = true;
  auto presence_now = co_await office_->window_opened(me());
  if (!peer_) co_return;
  result<officers::overview> seen = error{errc::unavailable, "", "the store cannot answer; try again", 1000};
  if (presence_now) seen = co_await office_->officer_side.overview_for(user->account);
  result<consults::listed> asked = error{errc::unavailable, "", "the store cannot answer; try again", 1000};
  if (peer_ && seen) asked = co_await office_->consulting.open_for(user->account);
  if (!peer_) co_return;
  if (!seen || !asked) {
    fail(f, seen ? asked.error() : seen.error());
    if (peer_) peer_->close(net::close_code::internal, "the store cannot answer");
    co_return;
  }
  auto everyone = co_await office_->accounts_of_officers.list();
  std::vector<officer_id> takers;
  if (everyone)
    for (auto const& u : *everyone) {
      names_[u.name] = u.shown_name();
      if (may(u, deed::handle)) takers.push_back(u.name);
    }
  co_await welcome(*presence_now, std::move(*seen), std::move(*asked), std::move(takers));
  welcomed_ = true;
  for (auto& [queue, frame] : std::exchange(queues_meanwhile_, {})) send(std::move(frame));
}

boost::asio::awaitable<void> officer_session::welcome(presence_record presence_now, officers::overview seen, consults::listed asked, std::vector<officer_id> takers) {
  auto& d = office_->shared;
  auto const& account = window_.user->account;
  wire::json_writer w;
  w.begin_object().field("type", "welcome").field("epoch", d.place.epoch);
  w.begin_object("officer").field("id", account.name).field("name", account.shown_name());
  w.field("role", name_of(account.role)).end_object();
  w.begin_object("presence").field("state", name_of(presence_now.state));
  w.field("capacity", std::uint64_t{presence_now.capacity ? presence_now.capacity : static_cast<std::uint32_t>(d.cfg.officers.capacity)}).end_object();
  w.begin_object("office").field("id", d.profile.settings->id).field("name", d.profile.settings->name);
  wire::put_clock(w, d.profile.facts);
  w.end_object();
  wire::put_files(w, files_taken_by(d));
  w.begin_array("queues");
  for (auto const& q : d.profile.settings->queues) {
    bool const mine = serves(account, q.id), figures = may(account, deed::see_figures, q.id);
    result<std::uint64_t> count = std::uint64_t{0};
    if (figures) count = co_await d.waiting_in(q.id);
    wire::json_writer x;
    x.begin_object().field("id", q.id).field("name", q.name).field("kind", q.kind == queue_kind::unit ? "unit" : "queue");
    x.field("assignment", q.assignment == assignment_kind::manual ? "manual" : "auto").field("mine", mine);
    if (figures) x.field("waiting", count ? *count : std::uint64_t{0});
    w.element_raw(x.end_object().take());
  }
  w.end_array();
  for (auto const& c : asked.all) {  // what they are asked about they also see
    auto const same = [&](conversation_ptr const& k) { return k->record.id == c.of->record.id; };
    if (std::none_of(seen.conversations.begin(), seen.conversations.end(), same)) seen.conversations.push_back(c.of);
  }
  for (auto const& k : seen.conversations) {
    if (!peer_) co_return;
    if (shows_words() && !words_->knows(k->record.id)) co_await words_->read(k);
  }
  auto const incident_frames = co_await incident_list();
  if (!peer_) co_return;  // nothing is awaited from here on: what is followed now is let go in closed()
  w.begin_array("officers");
  for (auto const& name : takers) {
    wire::json_writer x;
    w.element_raw(x.begin_object().field("id", name).field("name", display_name(name)).end_object().take());
  }
  w.end_array();
  w.begin_array("redirects");
  for (auto const& to : redirect_choices(d.profile.facts)) {
    wire::json_writer x;
    x.begin_object().field("name", to.name).maybe("contact", to.contact);
    if (!to.label_id.empty()) x.begin_object("label").field("id", to.label_id).field("en", to.label_en).end_object();
    w.element_raw(x.end_object().take());
  }
  w.end_array();
  w.begin_array("topics");
  for (auto const& topic : d.profile.settings->topics) w.element(topic);
  w.end_array();
  if (may(account, deed::see_unconfigured)) write_unconfigured(w);
  if (may(account, deed::see_channels)) w.field("channels", true);
  w.begin_array("conversations");
  for (std::size_t i = 0; i < seen.conversations.size(); ++i) {
    auto const& k = seen.conversations[i];
    auto& v = views_[k->record.id];
    v.head_rev = k->version;
    hidden_parts const hidden(account, k->record);
    w.element_raw(wire::officer_conversation_frame(d.profile.facts, *k, display_name(k->record.officer), shows_identity(k->record), words_shown(k->record, hidden)));
    if (k->record.officer == me() && k->record.state != conversation_state::closed) follow(k->record.id, v, k->end);
  }
  w.end_array();
  w.begin_array("tickets");
  for (auto const& k : seen.ticketed)
    for (auto const& tk : k->record.tickets)
      if (tk.open()) {
        w.element_raw(ticket_fields_of(k->record, tk, k->version));
        views_[k->record.id].tickets[tk.number] = ticket_frame_of(k->record, tk, 0);
      }
  w.end_array().begin_array("consults");
  for (auto const& c : asked.all) w.element_raw(consult_frame_of(c));
  w.end_array().begin_array("incidents");
  for (auto const& i : incident_frames) w.element_raw(i);
  w.end_array().field("more", seen.more || asked.more);
  send(w.end_object().take());
}

}  // namespace sahut
