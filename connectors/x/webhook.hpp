#pragma once
// The webhook of an application at X, and its subscriptions to an account's direct messages (X Activity API).
// Source: X developer documents, "Webhooks", "X Activity API".
#include <memory>
#include <string>
#include <vector>

#include "connectors/common/http_client.hpp"
#include "connectors/common/subscription.hpp"
#include "connectors/x/sender.hpp"

namespace sahut::x {

struct webhook_settings {
  std::string account;              // the account's user id
  std::string bearer_token;         // the application's own
  std::vector<std::string> events;  // to subscribe to; empty: subscriptions are made elsewhere
};

// `state` holds the account's token, which makes subscriptions.
std::unique_ptr<connector::subscription> create_webhook(webhook_settings settings, std::shared_ptr<account_state> state, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::x
