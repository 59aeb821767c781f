#pragma once
// Where Telegram brings a bot's updates: setWebhook, getWebhookInfo. Source: Telegram Bot API 10.1, "Getting updates".
#include <memory>

#include "connectors/common/http_client.hpp"
#include "connectors/common/webhook_setup.hpp"

namespace sahut::telegram {

// `secret_token`: the word that every update says from then on.
std::unique_ptr<connector::webhook_setup> create_webhook(std::string bot_token, std::string secret_token,
                                                         std::unique_ptr<connector::http_client> client);

}  // namespace sahut::telegram
