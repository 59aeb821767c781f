#include "gateway/app/admin.hpp"

#include "gateway/wire/json_writer.hpp"

#include <nlohmann/json.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <filesystem>
#include <sys/stat.h>

namespace sahut {

using boost::asio::awaitable;
using boost::asio::local::stream_protocol;

struct admin_door::door {
  explicit door(boost::asio::io_context& c) : acceptor(c) {}
  stream_protocol::acceptor acceptor;
};

namespace {

constexpr std::size_t request_bytes_max = 64 * 1024;

awaitable<void> speak(admin_door& a, stream_protocol::socket peer) {
  std::string line;
  boost::system::error_code ec;
  co_await boost::asio::async_read_until(peer, boost::asio::dynamic_buffer(line, request_bytes_max), '\n',
                                         boost::asio::redirect_error(boost::asio::use_awaitable, ec));
  if (ec) co_return;
  auto const request = nlohmann::json::parse(line, nullptr, false);
  admin_answer answer{64, "", "this is no request\n"};
  if (request.is_object() && request.contains("command") && request["command"].is_array()) {
    std::vector<std::string> words;
    for (auto const& w : request["command"])
      if (w.is_string()) words.push_back(w.get<std::string>());
    auto input = request.value("input", std::string{});
    answer = co_await a.run(std::move(words), std::move(input));
  }
  wire::json_writer w;
  w.begin_object().field("exit", answer.exit).field("out", answer.out).field("err", answer.err);
  auto reply = w.end_object().take() + "\n";
  co_await boost::asio::async_write(peer, boost::asio::buffer(reply), boost::asio::redirect_error(boost::asio::use_awaitable, ec));
}

}  // namespace

admin_door::admin_door(gate& g, password_hasher& passwords, std::function<calendar_outcome()> reload_calendars, std::string socket_path)
    : gate_(g), passwords_(passwords), reload_calendars_(std::move(reload_calendars)), path_(std::move(socket_path)) {}

admin_door::~admin_door() { close(); }

admin_answer admin_door::calendar_reloaded() {
  constexpr int exit_faulty = 78;
  auto const outcome = reload_calendars_();
  admin_answer a;
  for (auto const& f : outcome.faults) a.err += f + "\n";
  for (auto const& line : outcome.said) a.out += line + "\n";
  if (!outcome.faults.empty()) a.exit = exit_faulty;
  return a;
}

awaitable<admin_answer> admin_door::run(std::vector<std::string> command, std::string input) {
  if (command.size() == 2 && command[0] == "calendar" && command[1] == "reload") co_return calendar_reloaded();
  co_return co_await run_admin_command(gate_, passwords_, std::move(command), std::move(input));
}

result<void> admin_door::open(boost::asio::io_context& context) {
  door_ = std::make_shared<door>(context);
  boost::system::error_code ec;
  std::filesystem::remove(path_);
  if (path_.size() > 107) return error{errc::bad_field, "data_dir", "the path of its admin.sock is longer than 107 bytes"};
  door_->acceptor.open(stream_protocol(), ec);
  auto const before = ::umask(0177);
  if (!ec) door_->acceptor.bind(stream_protocol::endpoint(path_), ec);
  ::umask(before);
  if (!ec) door_->acceptor.listen(16, ec);
  if (ec) return error{errc::unavailable, "data_dir", "admin.sock cannot be opened: " + ec.message()};
  auto accept_all = [this, d = door_]() -> awaitable<void> {
    for (;;) {
      boost::system::error_code failed;
      auto peer = co_await d->acceptor.async_accept(boost::asio::redirect_error(boost::asio::use_awaitable, failed));
      if (failed) co_return;
      boost::asio::co_spawn(d->acceptor.get_executor(), speak(*this, std::move(peer)), boost::asio::detached);
    }
  };
  auto task = std::make_shared<decltype(accept_all)>(std::move(accept_all));
  boost::asio::co_spawn(context, (*task)(), [task](std::exception_ptr) {});
  return {};
}

void admin_door::close() {
  if (!door_) return;
  boost::system::error_code ignored;
  door_->acceptor.close(ignored);
  door_.reset();
}

}  // namespace sahut
