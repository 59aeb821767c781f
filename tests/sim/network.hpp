#pragma once
// A WebSocket without a socket: frames travel both ways in order and take time, until the line is cut. Then whatever is on its
// way is lost, on both sides, and the server notices only later.
#include "gateway/net/session.hpp"
#include "tests/support/sim_clock.hpp"

#include <deque>

namespace sahut::test {

class line final : public net::connection, public std::enable_shared_from_this<line> {
 public:
  struct far_end {  // the client's
    virtual void on_frame(std::string const& frame) = 0;
    virtual void on_closed(std::uint16_t code) = 0;

   protected:
    ~far_end() = default;
  };

  line(sim_time& time, seeded_random& random, std::shared_ptr<net::session> speaker, far_end& client)
      : time_(time), random_(random), speaker_(std::move(speaker)), client_(&client) {}

  void open() { speaker_->opened(shared_from_this()); }
  // The client says something. Taken one by one, each when the one before it was dealt with.
  void say(std::string frame);
  // The line breaks. The client knows at once; the server within `noticed`.
  void cut(milliseconds noticed);
  // The server's process is gone, or its end of the line.
  void drop_server();
  // The client goes for good, without a word.
  void forget_client() { client_ = nullptr; }

  bool speaking() const { return speaking_; }          // a frame of the client is being dealt with
  bool is_over() const { return over_; }
  bool client_is_there() const { return client_ != nullptr && !cut_; }

  void send(std::string frame) override;
  void send(std::shared_ptr<std::string const> frame) override { send(*frame); }
  std::size_t queued_bytes() const override { return bytes_; }
  bool is_writable() const override { return is_open() && bytes_ < high_water; }
  void close(std::uint16_t code, std::string_view reason) override;
  bool is_open() const override { return !closing_ && !over_; }
  std::string const& remote_address() const override { return address_; }
  boost::asio::any_io_executor executor() const override { return time_.io.get_executor(); }

 private:
  static constexpr std::size_t high_water = 6000, low_water = 2000;  // small, so that clients do fall behind

  template <class F>
  void run(F what) {
    boost::asio::co_spawn(time_.io, what(shared_from_this()), [](std::exception_ptr e) { if (e) std::rethrow_exception(e); });
  }
  static boost::asio::awaitable<void> carry_down(std::shared_ptr<line> self);
  static boost::asio::awaitable<void> carry_up(std::shared_ptr<line> self);
  static boost::asio::awaitable<void> notice(std::shared_ptr<line> self, milliseconds after);
  milliseconds way() { return random_.one_in(20) ? random_.between(milliseconds{100}, milliseconds{1500}) : random_.between(milliseconds{1}, milliseconds{60}); }
  void end(std::uint16_t code);  // for the session

  sim_time& time_;
  seeded_random& random_;
  std::shared_ptr<net::session> speaker_;
  far_end* client_;
  std::deque<std::string> down_, up_;
  std::size_t bytes_ = 0;
  bool carrying_down_ = false, speaking_ = false, carrying_up_ = false, full_ = false;
  bool cut_ = false, over_ = false;
  std::optional<std::uint16_t> closing_;
  std::string address_ = "127.0.0.1";
};

}  // namespace sahut::test
