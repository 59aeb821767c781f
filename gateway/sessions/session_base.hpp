#pragma once
// What every session does alike: the time for a hello, the answer before what changed meanwhile, and reading on from the
// log when the socket had fallen behind. One worker's thread.
#include "gateway/net/session.hpp"
#include "gateway/sessions/session_host.hpp"
#include "gateway/wire/frames.hpp"
#include "gateway/wire/requests.hpp"

#include <boost/asio/steady_timer.hpp>

namespace sahut {

class session_base : public net::session, public listener, public std::enable_shared_from_this<session_base> {
 public:
  void opened(std::shared_ptr<net::connection> peer) final;
  void on_change(change_ptr const& c) final;
  void on_new_epoch() final;

 protected:
  explicit session_base(session_host& g) : host_(g) {}

  // Until the answer to this window's command is out, changes wait.
  class command_scope {
   public:
    explicit command_scope(session_base& s) : s_(s) { s_.in_command_ = true; }
    ~command_scope() { s_.show_deferred(); }
    command_scope(command_scope const&) = delete;
    command_scope& operator=(command_scope const&) = delete;

   private:
    session_base& s_;
  };

  virtual bool said_hello() const = 0;
  virtual bool concerned_by(change const& c) const = 0;
  virtual void show(change const& c) = 0;  // called with a peer only

  // The log, as far as this window has it. The pointer lives until the next await; null: not followed.
  virtual std::uint64_t* shown_up_to(conversation_id const& c) = 0;
  virtual wire::reader reads_as() const = 0;
  virtual bool own(log_message const& m) const = 0;         // known to this window by its ack
  virtual void caught_up(conversation_ptr const& now) = 0;
  virtual void stopped_reading(conversation_id const& c) = 0;
  // Sends the log from shown_up_to() on, as long as the socket takes it. The caller sees to it that only one runs.
  static boost::asio::awaitable<void> read_on(std::shared_ptr<session_base> self, office& o, conversation_id c);

  wire::frame_limits frame_limits() const;
  void send(std::string frame) {
    if (peer_) peer_->send(std::move(frame));
  }
  virtual void fail(wire::request_frame const& f, error const& e) { send(wire::error_frame(f.id(), e)); }
  std::string new_window_name();
  // Of every frame of one who has not said hello: true if the socket is closed for it. Each is answered, so there is an end.
  bool is_one_too_many();

  session_host& host_;
  std::shared_ptr<net::connection> peer_;  // null once closed
  std::unique_ptr<boost::asio::steady_timer> hello_timer_;
  std::vector<change_ptr> deferred_;

 private:
  void show_deferred();
  static constexpr int before_hello_max = 30;  // frames
  int before_hello_ = 0;
  bool in_command_ = false;
};

}  // namespace sahut
