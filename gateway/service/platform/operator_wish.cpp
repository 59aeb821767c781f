#include "gateway/service/platform/operator_wish.hpp"

#include <charconv>

namespace sahut {
namespace {

constexpr auto wish_field = "w", answer_field = "a";

std::string written(operator_wish const& w) {
  return w.id + ' ' + (w.retry ? "retry" : "drop") + ' ' + std::to_string(w.entry);
}

std::optional<operator_wish> read(std::string_view text) {
  auto const first = text.find(' ');
  auto const second = first == text.npos ? first : text.find(' ', first + 1);
  if (second == text.npos) return std::nullopt;
  operator_wish w;
  w.id = text.substr(0, first);
  w.retry = text.substr(first + 1, second - first - 1) == "retry";
  auto const number = text.substr(second + 1);
  std::from_chars(number.data(), number.data() + number.size(), w.entry);
  return w;
}

}  // namespace

boost::asio::awaitable<result<void>> operator_wishes::leave(operator_wish w) {
  transaction t;
  t.records.emplace_back();
  t.records.front().key = at_.space.lease(account_);
  t.records.front().set.emplace_back(wish_field, written(w));
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  co_return result<void>{};
}

boost::asio::awaitable<std::optional<result<void>>> operator_wishes::answer_to(std::string id) {
  std::vector<std::string> names{answer_field};
  auto fields = co_await at_.st.fields(at_.space.lease(account_), std::move(names));
  if (!fields || !fields->front() || !fields->front()->starts_with(id + ' ')) co_return std::nullopt;
  auto const how = fields->front()->substr(id.size() + 1);
  if (how.empty()) co_return result<void>{};
  co_return result<void>(error{errc::not_found, "", how});
}

boost::asio::awaitable<std::optional<operator_wish>> operator_wishes::waiting() {
  std::vector<std::string> names{wish_field};
  auto fields = co_await at_.st.fields(at_.space.lease(account_), std::move(names));
  if (!fields || !fields->front()) co_return std::nullopt;
  co_return read(*fields->front());
}

boost::asio::awaitable<void> operator_wishes::answer(operator_wish w, result<void> outcome) {
  transaction t;
  auto const key = at_.space.lease(account_);
  t.conditions.push_back(field_is{key, wish_field, written(w)});
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = key;
  r.remove.push_back(wish_field);
  r.set.emplace_back(answer_field, w.id + ' ' + (outcome ? std::string() : outcome.error().detail));
  (void)co_await at_.st.commit(std::move(t));
}

boost::asio::awaitable<void> operator_wishes::withdraw(operator_wish w) {
  transaction t;
  auto const key = at_.space.lease(account_);
  t.conditions.push_back(field_is{key, wish_field, written(w)});
  t.records.emplace_back();
  t.records.front().key = key;
  t.records.front().remove.push_back(wish_field);
  (void)co_await at_.st.commit(std::move(t));
}

}  // namespace sahut
