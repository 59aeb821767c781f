#pragma once
// One window of an officer: sign-in, what of the office's conversations it is shown, commands. Their rights are asked at every
// message.
#include "gateway/sessions/session_base.hpp"
#include "gateway/wire/json_writer.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace sahut {

class officer_session final : public session_base {
 public:
  officer_session(session_host& g, std::string token) : session_base(g), token_(std::move(token)) {}

  void closed(std::uint16_t code) override;
  void writable() override;
  boost::asio::awaitable<void> text(std::string_view frame) override;
  void heads(std::set<conversation_id>& into) const override;
  void on_signal(signal const& s) override;
  void on_queue(queue_id const& q, std::uint64_t waiting, std::optional<utc_time> oldest) override;
  void on_unconfigured() override;
  void on_user(officer_id const& name) override;
  void on_look() override { on_user(me()); }
  void on_consult(told_consult const& c) override;
  void on_incident(incident const& i) override;
  void on_presence(officer_id const& who, std::string_view window, std::string_view state, std::uint32_t capacity) override;

 private:
  using handler = boost::asio::awaitable<void> (officer_session::*)(wire::request_frame);
  static std::map<std::string, handler, std::less<>> const& handlers();

  officer_id const& me() const { return window_.user->account.name; }
  bool said_hello() const override { return office_ != nullptr; }
  bool concerned_by(change const&) const override { return arrived_; }
  wire::reader reads_as() const override { return {false, me()}; }
  bool own(log_message const& m) const override {
    return m.from == author::officer && m.officer == me() && m.window == window_.window;
  }
  // An account that is no longer what it was at sign-in ends the window.
  void fail(wire::request_frame const& f, error const& e) override;
  static interest interest_of(official const& who);
  static boost::asio::awaitable<void> leave(office* o, officer_id who);
  static boost::asio::awaitable<void> look_at_account(std::shared_ptr<officer_session> self);

  // officer_view.cpp: what this window is shown.
  struct view;
  void show(change const& c) override;
  void show_messages(change const& c, view& v);
  void tell_state(conversation_ptr const& now, view& v);
  // Unasked, a citizen's words go to those alone who may answer them.
  bool shows_words() const { return may(window_.user->account, deed::see_last_words); }
  bool shows_identity(conversation const& c) const { return may(window_.user->account, deed::see_identity, c); }
  // Null: there are none, they are not shown here, or they are still to be read.
  wire::last_words const* words_shown(conversation const& c, hidden_parts const& hidden) const;
  static boost::asio::awaitable<void> bring_words(std::shared_ptr<officer_session> self, conversation_ptr at);
  void tell_gone(known_conversation const& now);
  void tell_consult_gone(consult_id const& id, conversation_id const& of, consult_state state);
  void follow(conversation_id const& id, view& v, std::uint64_t shown);
  void stop_following(conversation_id const& id, view& v);
  bool reads(conversation_id const& id) const { return std::find(reading_.begin(), reading_.end(), id) != reading_.end(); }
  void read_along(known_conversation const& now);  // its thread is open at this desk
  void leave_thread(conversation_id const& id);
  void fall_behind(conversation_id const& id, view& v);
  std::uint64_t* shown_up_to(conversation_id const& id) override;
  void caught_up(conversation_ptr const& now) override;
  void stopped_reading(conversation_id const& id) override;
  std::string_view display_name(officer_id const& who) const;

  // officer_hello.cpp
  boost::asio::awaitable<void> hello(wire::request_frame f);
  void write_unconfigured(wire::json_writer& w) const;
  boost::asio::awaitable<void> welcome(presence_record presence_now, officers::overview seen, consults::listed asked, std::vector<officer_id> takers);

  // officer_commands.cpp
  static result<outcome> given_outcome(std::string_view name);  // that an officer may give
  void answer(wire::request_frame const& f, conversation_id const& c, result<officer_done> const& done, std::string extra = {});
  void answer_plainly(wire::request_frame const& f, result<officer_done> const& done);  // of what its field `conversation` names
  // The shape of nearly every command: the first of its id and fields that is a fault is the answer, else that of the service's `deed`.
  template <class Service, class Done, class... Wanted, class... Given>
  boost::asio::awaitable<void> carry_out(wire::request_frame f, Service& service,
                                         boost::asio::awaitable<result<Done>> (Service::*deed)(officer_window, std::string, Wanted...),
                                         void (officer_session::*answer_it)(wire::request_frame const&, result<Done> const&), result<Given>... fields) {
    auto id = f.required_id();
    if (auto const e = wire::first_fault(id, fields...)) co_return fail(f, *e);
    command_scope scope(*this);
    auto done = co_await (service.*deed)(window_, *id, *fields...);
    (this->*answer_it)(f, done);
  }
  boost::asio::awaitable<void> presence_set(wire::request_frame f);
  boost::asio::awaitable<void> claim(wire::request_frame f);
  boost::asio::awaitable<void> release(wire::request_frame f);
  boost::asio::awaitable<void> transfer(wire::request_frame f);
  boost::asio::awaitable<void> escalate(wire::request_frame f);
  boost::asio::awaitable<void> close_conversation(wire::request_frame f);
  boost::asio::awaitable<void> message_send(wire::request_frame f);
  boost::asio::awaitable<void> reclassify(wire::request_frame f);
  boost::asio::awaitable<void> note_add(wire::request_frame f);
  boost::asio::awaitable<void> pass_signal(wire::request_frame f);
  boost::asio::awaitable<void> message_retry(wire::request_frame f);
  boost::asio::awaitable<void> identity_reveal(wire::request_frame f);

  // officer_consults.cpp
  std::string consult_frame_of(told_consult const& c) const;
  boost::asio::awaitable<void> consult_ask(wire::request_frame f);
  boost::asio::awaitable<void> consult_answer(wire::request_frame f);
  boost::asio::awaitable<void> consult_close(wire::request_frame f);
  void acknowledge_consult(wire::request_frame const& f, result<consults::done> const& done);
  void acknowledge(std::string const& id, conversation_id const& c, std::string const& object);  // with the object's fields

  // officer_incidents.cpp
  boost::asio::awaitable<void> incident_open(wire::request_frame f);
  boost::asio::awaitable<void> incident_add(wire::request_frame f);
  boost::asio::awaitable<void> incident_remove(wire::request_frame f);
  boost::asio::awaitable<void> incident_answer(wire::request_frame f);
  boost::asio::awaitable<void> incident_approve(wire::request_frame f);
  boost::asio::awaitable<void> incident_close(wire::request_frame f);
  void acknowledge_incident(wire::request_frame const& f, result<incidents::done> const& done);
  void acknowledge_members(wire::request_frame const& f, result<incidents::done> const& done);
  std::string incident_frame_of(incident const& i);
  boost::asio::awaitable<std::vector<std::string>> incident_list();  // frames of those that are not closed
  // officer_tickets.cpp
  std::string ticket_fields_of(conversation const& c, ticket const& tk, std::uint64_t rev) const;
  std::string ticket_frame_of(conversation const& c, ticket const& tk, std::uint64_t rev) const;
  void answer_with_ticket(wire::request_frame const& f, result<officer_done> const& done);
  boost::asio::awaitable<void> ticket_take(wire::request_frame f);
  boost::asio::awaitable<void> ticket_assign(wire::request_frame f);
  boost::asio::awaitable<void> ticket_set(wire::request_frame f);
  boost::asio::awaitable<void> ticket_close(wire::request_frame f);
  boost::asio::awaitable<void> conversation_topic(wire::request_frame f);
  boost::asio::awaitable<void> request_split(wire::request_frame f);
  boost::asio::awaitable<void> answer_revoke(wire::request_frame f);
  boost::asio::awaitable<void> identity_request(wire::request_frame f);
  boost::asio::awaitable<void> identity_set(wire::request_frame f);
  boost::asio::awaitable<void> conversation_restrict(wire::request_frame f);

  // officer_lookups.cpp: questions that change nothing
  boost::asio::awaitable<result<user_ptr>> account_now();
  boost::asio::awaitable<void> conversation_find(wire::request_frame f);
  boost::asio::awaitable<void> officers_list(wire::request_frame f);

  // officer_history.cpp
  boost::asio::awaitable<void> history_get(wire::request_frame f);

  std::string token_;
  office* office_ = nullptr;  // set by a hello that was let in
  words_board* words_ = nullptr;  // the office's, from then on
  officer_window window_;
  bool arrived_ = false, welcomed_ = false;
  std::map<queue_id, std::string> queues_meanwhile_;  // frames that wait for the welcome
  utc_time typed_at_{};
  std::map<officer_id, std::string> names_;
  static constexpr std::size_t threads_read_max = 8;    // of conversations that others handle
  // What this window has of a conversation whose head it was sent. Forgotten once it is closed or gone.
  struct view {
    std::optional<std::uint64_t> shown;          // the officer's own: the last seq that this window has
    bool behind = false;                         // the rest is read from the log
    std::uint64_t head_rev = 0;                  // of the newest head that it was sent: what was put off meanwhile may be older
    std::uint64_t noted_rev = 0;                 // up to where updates and notes were told
    std::map<ticket_number, std::string> tickets;  // their frames as last sent, by number
  };
  std::unordered_map<conversation_id, view> views_;
  std::set<conversation_id> pumping_;
  std::vector<conversation_id> reading_;                // whose threads it asked for last, and still shows: the newest last
  std::map<incident_id, std::string> proposals_told_;   // by incident that is not closed
};

}  // namespace sahut
