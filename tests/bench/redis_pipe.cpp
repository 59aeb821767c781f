#include "tests/bench/redis_pipe.hpp"

#include <hiredis/hiredis.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>

namespace sahut::bench {
namespace {

[[noreturn]] void fail(std::string const& what) {
  std::fprintf(stderr, "redis: %s\n", what.c_str());
  std::exit(1);
}

void append_number(std::string& out, char kind, std::size_t n) {
  out += kind;
  out += std::to_string(n);
  out += "\r\n";
}

}  // namespace

redis_pipe::redis_pipe(boost::asio::io_context& io, std::string const& socket)
    : io_(io), socket_(io), reader_(redisReaderCreate(), redisReaderFree) {
  socket_.connect(boost::asio::local::stream_protocol::endpoint(socket));
}
redis_pipe::~redis_pipe() = default;

std::string redis_pipe::load_script(std::string_view body) {
  std::string digest;
  std::array<std::string_view, 3> const words{"SCRIPT", "LOAD", body};
  send(words, [&](redisReply const& r) { digest.assign(r.str, r.len); });
  while (digest.empty()) io_.run_one();
  return digest;
}

void redis_pipe::send(std::span<std::string_view const> words, on_reply then) {
  append_number(waiting_, '*', words.size());
  for (auto const word : words) {
    append_number(waiting_, '$', word.size());
    waiting_ += word;
    waiting_ += "\r\n";
  }
  bool const idle = expected_.empty();
  expected_.push_back(std::move(then));
  if (idle) receive();
  if (flush_posted_ || !flying_.empty()) return;
  flush_posted_ = true;
  boost::asio::post(io_, [this] { flush(); });
}

void redis_pipe::flush() {
  flush_posted_ = false;
  if (waiting_.empty()) return;
  flying_.swap(waiting_);
  boost::asio::async_write(socket_, boost::asio::buffer(flying_), [this](boost::system::error_code ec, std::size_t) {
    if (ec) fail(ec.message());
    flying_.clear();
    flush();
  });
}

void redis_pipe::receive() {
  socket_.async_read_some(boost::asio::buffer(input_), [this](boost::system::error_code ec, std::size_t n) {
    if (ec) fail(ec.message());
    digest_input(n);
  });
}

void redis_pipe::digest_input(std::size_t n) {
  redisReaderFeed(reader_.get(), input_.data(), n);
  for (;;) {
    void* raw = nullptr;
    if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) fail(reader_->errstr);
    if (!raw) break;
    std::unique_ptr<redisReply, void (*)(void*)> const reply(static_cast<redisReply*>(raw), freeReplyObject);
    if (reply->type == REDIS_REPLY_ERROR) fail(std::string(reply->str, reply->len));
    auto const then = std::move(expected_.front());
    // Popped after the call: a command sent from inside it must not start a second read.
    then(*reply);
    expected_.pop_front();
  }
  if (!expected_.empty()) receive();
}

}  // namespace sahut::bench
