#pragma once
// One pipelined connection to Redis over a Unix socket, for the bare references: commands of one turn of the loop go
// out in one write, replies come back in order. Any fault ends the program: a reference that limps measures nothing.
// One thread; lives as long as its io_context runs.
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct redisReply;
struct redisReader;

namespace sahut::bench {

class redis_pipe {
 public:
  using on_reply = std::function<void(redisReply const&)>;

  redis_pipe(boost::asio::io_context& io, std::string const& socket);
  ~redis_pipe();

  // Blocking, before the loop runs: the script's digest for EVALSHA.
  std::string load_script(std::string_view body);
  void send(std::span<std::string_view const> words, on_reply then);

 private:
  void flush();
  void receive();
  void digest_input(std::size_t n);

  boost::asio::io_context& io_;
  boost::asio::local::stream_protocol::socket socket_;
  std::unique_ptr<redisReader, void (*)(redisReader*)> reader_;
  std::string waiting_, flying_;
  bool flush_posted_ = false;
  std::deque<on_reply> expected_;
  std::array<char, 65536> input_;
};

}  // namespace sahut::bench
