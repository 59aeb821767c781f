#pragma once
// Where LINE brings an account's events: its webhook endpoint. Source: LINE Messaging API reference, "Webhook settings".
#include <memory>

#include "connectors/common/http_client.hpp"
#include "connectors/common/webhook_setup.hpp"

namespace sahut::line {

std::unique_ptr<connector::webhook_setup> create_webhook(std::string access_token, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::line
