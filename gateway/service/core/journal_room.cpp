#include "gateway/service/core/journal_room.hpp"

#include "gateway/records/decimal.hpp"

#include <algorithm>

namespace sahut {
namespace {

constexpr std::uint64_t shares = 64;
constexpr int attempts_max = 64;  // a burst asks at once, and one of it wins for many

}  // namespace

boost::asio::awaitable<result<void>> journal_room::take(store& s, std::string journal_key, std::uint64_t size, std::uint64_t most) {
  for (int attempt = 0; left_ < size; ++attempt) {
    if (attempt == attempts_max) co_return error{errc::unavailable, "", "too many bodies at once; deliver it again", 1000};
    std::vector<std::string> names{"v", "in", "out", "parked", "unparked"};
    auto fields = co_await s.fields(journal_key, std::move(names));
    if (!fields) co_return fields.error();
    if (left_ >= size) break;  // somebody else has reserved meanwhile
    auto const in = records::decimal_of((*fields)[1]), out = records::decimal_of((*fields)[2]);
    auto const parked = records::decimal_of((*fields)[3]), unparked = records::decimal_of((*fields)[4]);
    auto const used = (in > out ? in - out : 0) + (parked > unparked ? parked - unparked : 0);
    auto const least = size - left_;
    auto ask = std::max(least, most / shares);
    if (used + ask > most) ask = least;
    if (used > left_ && used + ask > most)
      co_return error{errc::full, "", "the journal of this account is full; the delivery must be repeated", 60'000};
    transaction t;
    t.records.emplace_back();
    auto& r = t.records.front();
    r.key = journal_key;
    r.if_version = records::decimal_of((*fields)[0]);
    r.new_version = true;
    r.set.emplace_back("in", std::to_string(in + ask));
    auto reserved = co_await s.commit(std::move(t));
    if (!reserved) co_return reserved.error();
    if (std::holds_alternative<committed>(*reserved)) left_ += ask;
  }
  left_ -= size;
  co_return result<void>{};
}

}  // namespace sahut
