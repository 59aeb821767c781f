#include "tests/support/dump_redis.hpp"

#include <algorithm>
#include <stdexcept>

#include "gateway/store/memory_store.hpp"

namespace sahut::test {
namespace {

using texts = std::vector<std::string>;

boost::asio::awaitable<texts> ask(std::shared_ptr<resp_connection> c, texts words) {
  resp_answer answer;
  if (c->begin(answer)) throw std::runtime_error("the store is not connected");
  resp_begin(c->out(), words.size());
  for (auto const& w : words) resp_bulk(c->out(), w);
  co_await c->finish(answer);
  if (answer.failed() || answer.reply->is_error()) throw std::runtime_error("a dump's command failed");
  texts out;
  auto const& reply = *answer.reply;
  if (reply.type() == resp_reply::kind::array)
    for (std::size_t i = 0; i < reply.size(); ++i) out.emplace_back(reply.text(i));
  else if (reply.type() == resp_reply::kind::integer)
    out.push_back(std::to_string(reply.integer()));
  else
    out.emplace_back(reply.text());
  co_return out;
}

boost::asio::awaitable<texts> command(std::shared_ptr<resp_connection> c, std::string a, std::string b = {},
                                      std::string d = {}, std::string e = {}, std::string f = {}) {
  texts words;
  for (auto* w : {&a, &b, &d, &e, &f})
    if (!w->empty()) words.push_back(std::move(*w));
  co_return co_await ask(std::move(c), std::move(words));
}

}  // namespace

boost::asio::awaitable<std::string> dump_redis(std::shared_ptr<resp_connection> c) {
  texts lines;
  auto const keys = co_await command(c, "KEYS", "*");
  for (auto const& key : keys) {
    auto const type = (co_await command(c, "TYPE", key)).at(0);
    if (type == "hash") {
      auto const all = co_await command(c, "HGETALL", key);
      for (std::size_t i = 0; i + 1 < all.size(); i += 2) lines.push_back(dump_line('h', {key, all[i], all[i + 1]}));
    } else if (type == "zset") {
      auto const all = co_await command(c, "ZRANGE", key, "0", "-1", "WITHSCORES");
      for (std::size_t i = 0; i + 1 < all.size(); i += 2) lines.push_back(dump_line('z', {key, all[i], all[i + 1]}));
    } else if (type == "set") {
      auto const all = co_await command(c, "SMEMBERS", key);
      for (auto const& member : all) lines.push_back(dump_line('s', {key, member}));
    } else if (type == "string") {
      auto const value = (co_await command(c, "GET", key)).at(0);
      lines.push_back(dump_line('c', {key, value}));
    }
    auto const ttl = (co_await command(c, "PTTL", key)).at(0);
    if (!ttl.starts_with('-')) lines.push_back(dump_line('x', {key}));
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (auto const& line : lines) out += line;
  co_return out;
}

}  // namespace sahut::test
