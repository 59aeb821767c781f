#include "gateway/service/core/number_pool.hpp"

#include "gateway/records/keys.hpp"
#include "gateway/store/base64url.hpp"
#include "routing/engine/ticket/number.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace sahut {
namespace {
// A day's counter is needed for that day alone; a margin for clocks and for late sweeps.
constexpr seconds counter_kept{std::chrono::hours{24 * 40}};
constexpr std::uint64_t spare = 5;  // reserved beside what is asked for, for who comes next
}  // namespace

boost::asio::awaitable<result<void>> number_pool::ensure(std::string day, std::size_t count) {
  auto const executor = co_await boost::asio::this_coro::executor;
  while (!has(day, count)) {  // others may have come while the store was asked
    if (auto const asked = asking_) {
      boost::system::error_code woken;
      co_await asked->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
      continue;
    }
    struct question {
      number_pool& of;
      explicit question(number_pool& p, boost::asio::any_io_executor ex) : of(p) {
        of.asking_ = std::make_shared<boost::asio::steady_timer>(ex, boost::asio::steady_timer::time_point::max());
      }
      ~question() { std::exchange(of.asking_, nullptr)->cancel(); }
    } const until_answered(*this, executor);
    auto const needed = count * std::max<std::size_t>(shares_, 1);
    auto const size = needed - (day_ == day ? available_ : 0) + spare;  // fewer are available than needed, else nobody asked
    auto first = co_await store_.reserve(key_space::counter(day), size, counter_kept);
    if (!first) co_return first.error();
    if (day_ != day) blocks_.clear(), available_ = 0;
    day_ = day;
    blocks_.push_back({*first, *first + size});
    available_ += size;
  }
  co_return result<void>{};
}

std::uint64_t number_pool::draw() {
  if (blocks_.empty()) throw std::logic_error("a number was drawn that had not been reserved");
  auto& first = blocks_.front();
  auto const number = first.next++;
  --available_;
  if (first.next == first.last) blocks_.pop_front();
  return number;
}

request_reference number_pool::reference() { return request_reference(make_number(number_prefix::ref, day_, draw())); }
ticket_number number_pool::ticket() { return ticket_number(make_number(number_prefix::esk, day_, draw())); }

std::string number_pool::secret() {
  std::array<std::uint8_t, 18> bytes{};
  random_.fill(bytes);
  return base64url(bytes);
}

}  // namespace sahut
