#include "connectors/x/token.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/body_signature.hpp"
#include "connectors/common/json_guard.hpp"

namespace sahut::x {
namespace {

using connector::at;
using connector::text_of;

constexpr double lives_max_seconds = 366.0 * 24 * 3600;
constexpr std::size_t answer_bytes_max = 64 * 1024, token_chars_max = 8 * 1024;

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (unsigned char const c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out += static_cast<char>(c);
    else ((out += '%') += digits[c >> 4]) += digits[c & 15];
  }
  return out;
}

// Visible ASCII: it becomes part of a header.
bool is_token(std::string const& s) {
  return !s.empty() && s.size() <= token_chars_max && std::all_of(s.begin(), s.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

class user_token final : public connector::token_life {
 public:
  user_token(token_settings settings, std::shared_ptr<account_state> account, std::unique_ptr<connector::http_client> client)
      : settings_(std::move(settings)), account_(std::move(account)), client_(std::move(client)) {}

  std::string first_refresh_token() const override { return settings_.refresh_token; }

  boost::asio::awaitable<connector::refresh_outcome> refresh(std::string refresh_token, milliseconds time_limit) override {
    connector::http_headers headers;
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    if (!settings_.client_secret.empty())
      headers.emplace_back("Authorization",
                           "Basic " + connector::base64(percent_encoded(settings_.client_id) + ':' + percent_encoded(settings_.client_secret)));
    auto body = refresh_body(settings_, refresh_token);
    auto const result = co_await client_->post("/2/oauth2/token", std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) {
      sending::later wait;
      wait.whole_account = true;
      wait.reason = "X tidak terjangkau (" + std::string(failure->reason) + ")";
      co_return wait;
    }
    auto const& got = std::get<connector::http_response>(result);
    auto outcome = read_refresh_answer(got.status, got.body, got.header("Retry-After"));
    co_return outcome;
  }

  void use(std::string access_token) override {
    account_->access_token = std::move(access_token);
    account_->token_refused = false;
  }
  bool is_refused() const override { return account_->token_refused; }

 private:
  token_settings settings_;
  std::shared_ptr<account_state> account_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::string refresh_body(token_settings const& client, std::string_view refresh_token) {
  return "grant_type=refresh_token&refresh_token=" + percent_encoded(refresh_token) + "&client_id=" + percent_encoded(client.client_id);
}

connector::refresh_outcome read_refresh_answer(int status, std::string_view body, std::string_view retry_after) {
  auto const parsed = connector::parse_guarded(body, {answer_bytes_max, 8});
  if (status == 200 && parsed.has_value()) {
    connector::token_pair pair;
    pair.access_token = text_of(at(*parsed, "access_token"));
    pair.refresh_token = text_of(at(*parsed, "refresh_token"));
    auto const seconds = connector::number_of(at(*parsed, "expires_in")).value_or(0);
    pair.lives = milliseconds(static_cast<std::int64_t>(std::clamp(seconds, 0.0, lives_max_seconds) * 1000));
    if (is_token(pair.access_token) && (pair.refresh_token.empty() || is_token(pair.refresh_token))) return pair;
  }
  auto const label = " (HTTP " + std::to_string(status) + ")";
  // X says that the token or the client is not good, in the form of RFC 6749 §5.2 or its own.
  bool const told = parsed.has_value() && (!text_of(at(*parsed, "error")).empty() || !text_of(at(*parsed, "title")).empty());
  if ((status == 400 || status == 401 || status == 403) && told) return connector::refresh_refused{"X menolak memperbarui akses akun ini" + label};
  sending::later wait;
  wait.whole_account = true;
  wait.reason = "Akses ke X belum dapat diperbarui" + label;
  if (auto const seconds = connector::number_of(nlohmann::json(retry_after)))
    wait.after = milliseconds(static_cast<std::int64_t>(std::clamp(*seconds, 0.0, 3600.0) * 1000));
  return wait;
}

std::unique_ptr<connector::token_life> create_token_life(token_settings settings, std::shared_ptr<account_state> account,
                                                         std::unique_ptr<connector::http_client> client) {
  return std::make_unique<user_token>(std::move(settings), std::move(account), std::move(client));
}

}  // namespace sahut::x
