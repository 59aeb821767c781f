#pragma once
// One visitor's WebSocket: hello, messages, resume. Holds positions, not messages: a slow visitor falls behind and is
// read on from the log when the socket takes more.
#include "gateway/sessions/history.hpp"
#include "gateway/sessions/session_base.hpp"

namespace sahut {

class visitor_session final : public session_base, private stands_in_line {
 public:
  visitor_session(session_host& g, office& o, std::string_view address) : session_base(g), office_(o), address_(net::counted_as(address)) {}

  void closed(std::uint16_t code) override;
  void writable() override;
  boost::asio::awaitable<void> text(std::string_view frame) override;
  void on_signal(signal const& s) override;
  void on_revoked() override;
  void on_look() override;

 private:
  // A frame over its limit. Whoever goes on for ten seconds after being told is closed.
  void over_limit(bool told);
  void fail(wire::request_frame const& f, error const& e) override;
  bool said_hello() const override { return greeted_; }
  bool concerned_by(change const& c) const override { return c.now->record.id == who_.conversation; }
  void show(change const& c) override;
  void tell_updates(known_conversation const& now, std::vector<annotated> const& noted);
  void tell_state(conversation_ptr now);
  void stand_in_line(queue_id const& q);
  void leave_line();
  void moved_to(std::uint64_t position) override;
  static boost::asio::awaitable<void> tell_position(std::shared_ptr<visitor_session> self, conversation_ptr at);

  std::uint64_t* shown_up_to(conversation_id const&) override { return &shown_; }
  wire::reader reads_as() const override { return read_by_citizen(office_.shared); }
  bool own(log_message const& m) const override { return m.from == author::visitor && m.window == who_.window; }
  void caught_up(conversation_ptr const& now) override;
  void stopped_reading(conversation_id const&) override { pumping_ = false; }
  void fall_behind();

  // visitor_hello.cpp
  boost::asio::awaitable<void> hello(wire::request_frame f);
  void begin_as(visitor_identity who);
  void stop_following();
  void refuse_hello(wire::request_frame const& f, error const& e);
  void welcome(std::string const& token, conversation_ptr const& known, page_read const& page, bool gap);

  // visitor_commands.cpp
  std::optional<error> over_a_rate();  // of what is written
  bool may_look_up();
  boost::asio::awaitable<void> message_send(wire::request_frame f);
  boost::asio::awaitable<void> history_get(wire::request_frame f);
  boost::asio::awaitable<void> identity_set(wire::request_frame f);
  boost::asio::awaitable<void> conversation_end(wire::request_frame f);
  boost::asio::awaitable<void> typing();
  void has_read(wire::request_frame const& f);
  static boost::asio::awaitable<void> tell_read(std::shared_ptr<visitor_session> self);

  office& office_;
  net::counted_address address_;
  visitor_identity who_;
  std::uint64_t shown_ = 0;  // the last seq that this window has, or will have with what is queued
  bool greeted_ = false, english_ = false, follows_ = false;
  bool exists_ = false;      // there is a record of this conversation: it was loaded, acknowledged or told
  bool may_begin_ = false;   // counted among its address's new conversations already
  bool behind_ = false, pumping_ = false;
  conversation_ptr state_due_;  // the newest state that is to be told when no longer behind
  utc_time typed_at_{};
  std::uint64_t read_to_ = 0, told_read_ = 0;
  bool telling_read_ = false;
  std::optional<queue_id> line_;  // the queue in which this window is shown its position
  std::uint64_t told_position_ = 0;
  conversation_ptr state_;
  std::string last_state_;
  std::map<ticket_number, std::string> told_tickets_;
  std::uint32_t over_limit_frames_ = 0;  // without a pause
  bool limit_told_ = false;
  utc_time limit_told_at_{}, over_limit_at_{};
};

}  // namespace sahut
