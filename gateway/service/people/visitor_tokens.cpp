#include "gateway/service/people/visitor_tokens.hpp"
#include "gateway/store/base64url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sodium.h>

namespace sahut {
namespace {

constexpr std::size_t half_size = 22;  // 128 bits in base64url
constexpr std::size_t random_size = 14;

std::int64_t integer(std::string_view s) {
  std::int64_t v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}

// The last 16 of the name's 128 bits. What is read here has been authenticated, so it was written by issue().
std::int64_t day_of(std::string_view name) {
  std::array<unsigned char, random_size + 2> id{};
  sodium_base642bin(id.data(), id.size(), name.data(), name.size(), nullptr, nullptr, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return id[random_size] << 8 | id[random_size + 1];
}

}  // namespace

std::int64_t visitor_tokens::today() const {
  return std::chrono::floor<std::chrono::days>(desk_.clk.now()).time_since_epoch().count();
}

std::string visitor_tokens::issue() {
  std::array<std::uint8_t, random_size + 2> id{};
  desk_.random.fill(std::span(id).first(random_size));
  auto const day = today();  // 16 bits last until 2149
  id[random_size] = static_cast<std::uint8_t>(day >> 8);
  id[random_size + 1] = static_cast<std::uint8_t>(day);
  auto const name = base64url(id);
  return name + desk_.digest_of("visitor-token", name);
}

std::optional<visitor_identity> visitor_tokens::identify(std::string_view token) const {
  if (token.size() != 2 * half_size) return std::nullopt;
  auto const name = token.substr(0, half_size);
  auto const expected = desk_.digest_of("visitor-token", name);
  unsigned char different = 0;
  for (std::size_t i = 0; i < half_size; ++i)
    different = static_cast<unsigned char>(different | (expected[i] ^ token[half_size + i]));
  if (different) return std::nullopt;
  return visitor_identity{desk_.conversation_id_for("webchat", name), {}, day_of(name)};
}

boost::asio::awaitable<result<bool>> visitor_tokens::admit(visitor_identity& who) const {
  std::vector<std::string> names{"used", "revoked"};
  auto fields = co_await desk_.st.fields(desk_.space.conversation(who.conversation), std::move(names));
  if (!fields) co_return fields.error();
  auto const &used = (*fields)[0], &revoked = (*fields)[1];
  if (revoked) co_return false;
  if (used) who.used_on = std::max(who.used_on, integer(*used));
  co_return !has_ended(who);
}

bool visitor_tokens::has_ended(visitor_identity const& who) const {
  return today() > who.used_on + std::chrono::floor<std::chrono::days>(desk_.cfg.sessions.visitor).count();
}

boost::asio::awaitable<void> visitor_tokens::note_use(visitor_identity& who) {
  auto const day = today();
  if (who.used_on >= day) co_return;
  auto known = co_await desk_.repo.load(who.conversation);
  if (!known || (*known)->version == 0) co_return;
  transaction t;
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = desk_.space.conversation(who.conversation);
  r.if_version = (*known)->version;  // the record is there, and stays whole
  r.set.emplace_back("used", std::to_string(day));
  auto done = co_await desk_.st.commit(std::move(t));
  if (done && std::holds_alternative<committed>(*done)) who.used_on = day;
}

boost::asio::awaitable<result<void>> visitor_tokens::revoke(conversation_id id) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    auto known = co_await desk_.repo.reload(id);
    if (!known) co_return known.error();
    if ((*known)->version == 0) co_return error{errc::not_found, "", "there is no such conversation"};
    if (!(*known)->record.web())
      co_return error{errc::bad_field, "", "this conversation has no token: its platform says who writes"};
    transaction t;
    t.records.emplace_back();
    auto& r = t.records.front();
    r.key = desk_.space.conversation(id);
    r.if_version = (*known)->version;
    r.set.emplace_back("revoked", std::to_string(to_millis(desk_.clk.now())));
    t.operations.push_back(publish{desk_.space.wake(), wake_up::head_of(wake_up::visitor_revoked{id}), {}});
    auto done = co_await desk_.st.commit(std::move(t));
    if (!done) co_return done.error();
    if (!std::holds_alternative<committed>(*done)) continue;
    desk_.local.revoked(id);
    co_return result<void>{};
  }
  co_return error{errc::unavailable, "", "the conversation keeps changing; try again"};
}

}  // namespace sahut
