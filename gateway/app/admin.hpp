#pragma once
// The operator's door: a Unix socket in the data directory, mode 0600, through which sahutctl works. One JSON object a
// line in, one out: {"command":[…],"input":"…"} -> {"exit":0,"out":"…","err":"…"},
// and with "then":[…] the command that goes on, where it is not done. Never shows text or identity.
#include "gateway/app/admin_commands.hpp"
#include "gateway/app/calendar_reload.hpp"
#include "gateway/app/status.hpp"

#include <boost/asio/local/stream_protocol.hpp>

#include <memory>

namespace boost::asio {
class io_context;
}

namespace sahut {

// What an operator asks of the whole process. Thread-safe.
struct operator_hooks {
  std::function<calendar_outcome()> reload_calendars, reload_all;
  std::function<daemon_status()> status;
  std::function<void()> look_for_unconfigured;
};

class admin_door {
 public:
  admin_door(session_host& g, password_hasher& passwords, operator_hooks hooks, std::string socket_path);
  ~admin_door();
  result<void> open(boost::asio::io_context& context);
  void close();  // nobody new; who has asked is answered
  // Closes, and returns when the last command has ended; what takes longer than 5 s ends at its next wait.
  boost::asio::awaitable<void> finished();

  boost::asio::awaitable<admin_answer> run(std::vector<std::string> command, std::string input);

 private:
  static admin_answer answer_of(calendar_outcome const& outcome);

  struct door;
  boost::asio::awaitable<void> speak(std::shared_ptr<door> d, boost::asio::local::stream_protocol::socket peer);
  boost::asio::awaitable<void> accept_all(std::shared_ptr<door> d);

  session_host& host_;
  password_hasher& passwords_;
  operator_hooks hooks_;
  std::string path_;
  std::shared_ptr<door> door_;
};

}  // namespace sahut
