#include "gateway/service/core/passing_keys.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/service/core/unreadable.hpp"

#include <algorithm>
#include <stdexcept>

namespace sahut {
namespace {

constexpr char format = 0x31;
constexpr std::size_t head_size = 1 + 4;
constexpr int attempts_max = 8;

}  // namespace

std::optional<passing_keys::day_number> passing_keys::sealed_on(std::string_view sealed) {
  if (sealed.size() < head_size || sealed.front() != format) return std::nullopt;
  std::uint32_t day = 0;
  for (std::size_t i = 1; i < head_size; ++i) day = day << 8 | static_cast<unsigned char>(sealed[i]);
  return day;
}

boost::asio::awaitable<result<void>> passing_keys::learn(account_id account) {
  auto const key = space_.passing_keys(account);
  auto fields = co_await store_.record(key);
  if (!fields) co_return fields.error();
  held now;
  for (auto const& [name, value] : *fields) {
    if (name == "v") {
      now.version = records::decimal(value);
    } else if (auto const day = records::whole_decimal<day_number>(name)) {
      auto opened = vault_.unwrap(value, place_of(key, *day));
      if (!opened) {
        unreadable_of_this_process().note(key + ' ' + name, opened.error().detail);
        now.by_day.emplace(*day, nullptr);
        continue;
      }
      unreadable_of_this_process().readable(key + ' ' + name);
      now.by_day.emplace(*day, std::move(*opened));
    }
  }
  accounts_[account] = std::move(now);
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> passing_keys::ready(account_id account, utc_time now) {
  auto day = day_of(now);
  auto const is_held = [&] {
    auto const at = accounts_.find(account);
    if (at == accounts_.end()) return false;
    auto key = at->second.by_day.find(day);
    while (key != at->second.by_day.end() && !key->second) key = at->second.by_day.find(++day);
    return key != at->second.by_day.end();
  };
  if (is_held()) co_return result<void>{};
  auto const key = space_.passing_keys(account);
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto learned = co_await learn(account);
    if (!learned) co_return learned.error();
    if (is_held()) co_return result<void>{};
    auto const fresh = vault_.new_data_key(random_);
    auto const version = accounts_[account].version;
    transaction t;
    t.records.emplace_back();
    auto& r = t.records.front();
    r.key = key;
    r.if_version = version;
    r.new_version = true;
    r.set.emplace_back(std::to_string(day), vault_.wrap(fresh, place_of(key, day), random_));
    auto made = co_await store_.commit(std::move(t));
    if (!made) co_return made.error();
    if (!std::holds_alternative<committed>(*made)) continue;  // another worker was first: its key is learned
    auto& mine = accounts_[account];
    mine.version = version + 1;
    mine.by_day.emplace(day, fresh);
    co_return result<void>{};
  }
  co_return error{errc::unavailable, "", "the account's keys keep changing; try again", 1000};
}

std::string passing_keys::seal(account_id const& account, std::string_view plain, std::string_view place) const {
  auto const at = accounts_.find(account);
  std::map<day_number, data_key> const none;
  auto const& by_day = at == accounts_.end() ? none : at->second.by_day;
  auto const newest = std::find_if(by_day.rbegin(), by_day.rend(), [](auto const& k) { return k.second != nullptr; });
  if (newest == by_day.rend()) throw std::logic_error("something passing is sealed before its key is there");
  auto const& [day, key] = *newest;
  std::string out(head_size, format);
  for (std::size_t i = 1; i < head_size; ++i) out[i] = static_cast<char>(day >> 8 * (head_size - 1 - i));
  return out += vault_.seal(key, plain, place, random_);
}

boost::asio::awaitable<result<void>> passing_keys::learn_for(account_id account, field_values const& sealed) {
  auto const at = accounts_.find(account);
  bool const all_held = at != accounts_.end() && std::all_of(sealed.begin(), sealed.end(), [&](auto const& value) {
    auto const day = value ? sealed_on(*value) : std::nullopt;
    return !day || at->second.by_day.contains(*day);
  });
  if (all_held) co_return result<void>{};
  co_return co_await learn(std::move(account));
}

result<std::string> passing_keys::open(account_id const& account, std::string_view sealed, std::string_view place) const {
  auto const at = accounts_.find(account);
  auto const day = sealed_on(sealed);
  if (at != accounts_.end() && day)
    if (auto const key = at->second.by_day.find(*day); key != at->second.by_day.end() && key->second)
      return vault_.open(key->second, sealed.substr(head_size), place);
  return error{errc::internal, "", "the key of something passing is not held"};
}

boost::asio::awaitable<result<void>> passing_keys::drop(account_id account, utc_time now,
                                                        std::optional<day_number> oldest_used, condition fence) {
  auto learned = co_await learn(account);
  if (!learned) co_return learned.error();
  auto const& mine = accounts_[account];
  transaction t;
  t.conditions.push_back(std::move(fence));
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = space_.passing_keys(account);
  r.if_version = mine.version;
  r.new_version = true;
  for (auto const& [day, key] : mine.by_day)
    if (day <= day_of(now) - kept.count() && (!oldest_used || day < *oldest_used)) r.remove.push_back(std::to_string(day));
  if (r.remove.empty()) co_return result<void>{};
  auto dropped = co_await store_.commit(std::move(t));
  if (!dropped) co_return dropped.error();
  co_return co_await learn(std::move(account));
}

}  // namespace sahut
