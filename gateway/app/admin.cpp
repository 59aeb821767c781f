#include "gateway/app/admin.hpp"

#include "gateway/wire/json_writer.hpp"

#include <nlohmann/json.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <filesystem>
#include <set>
#include <sys/stat.h>

namespace sahut {

using boost::asio::awaitable;
using boost::asio::local::stream_protocol;

struct admin_door::door {
  explicit door(boost::asio::io_context& c) : acceptor(c), talks(c.get_executor()) { talks.throw_at_once(); }
  stream_protocol::acceptor acceptor;
  task_group talks;
  std::set<stream_protocol::socket*> silent;  // they have not asked anything yet
};

namespace {

constexpr std::size_t request_bytes_max = 64 * 1024;
constexpr int exit_usage = 64, exit_broken = 70;
constexpr std::chrono::milliseconds after_a_failed_accept{100};
constexpr std::chrono::seconds to_finish{5};

awaitable<admin_answer> answer_to(admin_door& a, std::string line) {
  auto const request = nlohmann::json::parse(line, nullptr, false);
  if (!request.is_object() || !request.contains("command") || !request["command"].is_array())
    co_return admin_answer{exit_usage, "", "this is no request\n"};
  std::vector<std::string> words;
  for (auto const& w : request["command"])
    if (w.is_string()) words.push_back(w.get<std::string>());
  std::string input;
  if (auto const given = request.find("input"); given != request.end() && given->is_string()) input = given->get<std::string>();
  admin_answer answer;
  try {
    answer = co_await a.run(std::move(words), std::move(input));
  } catch (std::exception const& e) {
    answer = admin_answer{exit_broken, "", std::string("the command broke off: ") + e.what() + "\n"};
  }
  co_return answer;
}

}  // namespace

admin_door::admin_door(session_host& g, password_hasher& passwords, operator_hooks hooks, std::string socket_path)
    : host_(g), passwords_(passwords), hooks_(std::move(hooks)), path_(std::move(socket_path)) {}

admin_door::~admin_door() { close(); }

awaitable<void> admin_door::speak(std::shared_ptr<door> d, stream_protocol::socket peer) {
  std::string line;
  boost::system::error_code ec;
  d->silent.insert(&peer);
  co_await boost::asio::async_read_until(peer, boost::asio::dynamic_buffer(line, request_bytes_max), '\n',
                                         boost::asio::redirect_error(boost::asio::use_awaitable, ec));
  d->silent.erase(&peer);
  if (ec) co_return;
  auto answer = co_await answer_to(*this, std::move(line));
  wire::json_writer w;
  w.begin_object().field("exit", answer.exit).field("out", answer.out).field("err", answer.err);
  if (!answer.then.empty()) {
    w.begin_array("then");
    for (auto const& word : answer.then) w.element(word);
    w.end_array();
  }
  auto reply = w.end_object().take() + "\n";
  co_await boost::asio::async_write(peer, boost::asio::buffer(reply), boost::asio::redirect_error(boost::asio::use_awaitable, ec));
}

awaitable<void> admin_door::accept_all(std::shared_ptr<door> d) {
  boost::asio::steady_timer pause(d->acceptor.get_executor());
  while (d->acceptor.is_open()) {
    boost::system::error_code failed;
    auto peer = co_await d->acceptor.async_accept(boost::asio::redirect_error(boost::asio::use_awaitable, failed));
    if (failed == boost::asio::error::operation_aborted) co_return;
    if (failed) {  // no descriptors left, or the peer has gone already
      pause.expires_after(after_a_failed_accept);
      co_await pause.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, failed));
      continue;
    }
    d->talks.add(speak(d, std::move(peer)));
  }
}

admin_answer admin_door::answer_of(calendar_outcome const& outcome) {
  constexpr int exit_faulty = 78;
  admin_answer a;
  for (auto const& f : outcome.faults) a.err += f + "\n";
  for (auto const& line : outcome.said) a.out += line + "\n";
  if (!outcome.faults.empty()) a.exit = exit_faulty;
  return a;
}

awaitable<admin_answer> admin_door::run(std::vector<std::string> command, std::string input) {
  if (command.size() == 2 && command[0] == "calendar" && command[1] == "reload") co_return answer_of(hooks_.reload_calendars());
  if (command.size() == 1 && command[0] == "reload") co_return answer_of(hooks_.reload_all());
  if (!command.empty() && command[0] == "status") {
    auto daemon = std::optional(hooks_.status());
    co_return co_await tell_status(host_, std::move(daemon), command.back() == "--json");
  }
  bool const moves_queue = command.size() > 1 && command[0] == "queue" && command[1] == "move";
  auto answer = co_await run_admin_command(host_, passwords_, std::move(command), std::move(input));
  if (moves_queue && answer.then.empty()) hooks_.look_for_unconfigured();
  co_return answer;
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
  door_->talks.add(accept_all(door_));
  return {};
}

void admin_door::close() {
  if (!door_) return;
  boost::system::error_code ignored;
  door_->acceptor.close(ignored);
  for (auto* peer : door_->silent) peer->cancel(ignored);
}

awaitable<void> admin_door::finished() {
  using namespace boost::asio::experimental::awaitable_operators;
  close();
  if (!door_) co_return;
  auto const d = door_;
  boost::asio::steady_timer late(d->acceptor.get_executor(), to_finish);
  auto answered = d->talks.join();
  auto waited = late.async_wait(boost::asio::use_awaitable);
  co_await (std::move(answered) || std::move(waited));
  d->talks.cancel();
  co_await d->talks.join();
  door_.reset();
}

}  // namespace sahut
