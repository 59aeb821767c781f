#pragma once
// An access token that lives for hours and is renewed with a refresh token. The channel asks its platform; whoever owns the
// account keeps the refresh token, since most are good for one use alone. On the worker's thread.
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "routing/model/sending.hpp"

namespace sahut::connector {

struct token_pair {
  std::string access_token;
  std::string refresh_token;  // the next one; empty: the old one stays good
  milliseconds lives{};       // 0: the platform did not say
};
struct refresh_refused { std::string reason; };  // for an operator: the account must be connected anew
using refresh_outcome = std::variant<token_pair, refresh_refused, sending::later>;

class token_life {
 public:
  virtual ~token_life() = default;
  // As configured: what the first pair is asked for with. Empty: the configured access token is used as it is, for good.
  virtual std::string first_refresh_token() const = 0;
  // Asks once. `later` also where no answer came: the old refresh token may be used up then.
  virtual boost::asio::awaitable<refresh_outcome> refresh(std::string refresh_token, milliseconds time_limit) = 0;
  // What is sent from now on carries this token.
  virtual void use(std::string access_token) = 0;
  // Whether the platform has refused the token in use.
  virtual bool is_refused() const = 0;
};

// Who keeps an account's token good: asked before each send, and told what became of it.
class token_guard {
 public:
  virtual ~token_guard() = default;
  // Nothing: the token is good. One request at most, within `time_limit`.
  virtual boost::asio::awaitable<std::optional<sending::outcome>> prepare(milliseconds time_limit) = 0;
  // The outcome as the outbox is to see it: a token that ended early is renewed, and the part tried again.
  virtual sending::outcome seen(sending::outcome outcome) = 0;
};

// What a channel with such a token is besides.
class token_holder {
 public:
  virtual ~token_holder() = default;
  virtual std::shared_ptr<token_life> own_token() = 0;  // another one after secrets were renewed
  virtual void guard_with(std::unique_ptr<token_guard> guard) = 0;
};

}  // namespace sahut::connector
