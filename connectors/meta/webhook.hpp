#pragma once
// Whether an application is subscribed to a page, an account or a WhatsApp business account, and making it so: Meta takes an
// application off that has failed for an hour. The address itself is the application's, set in its dashboard.
// Source: Meta, Graph API, "subscribed_apps" of pages, Instagram accounts and WhatsApp business accounts.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/common/http_client.hpp"
#include "connectors/common/subscription.hpp"

namespace sahut::meta {

struct subscription_settings {
  std::string subject;              // id of the page, the Instagram account or the WhatsApp business account
  std::string app_id;               // empty: any application counts
  std::string access_token, app_secret;
  std::vector<std::string> fields;  // what is to be told; empty: the platform has nothing to choose
};

std::unique_ptr<connector::subscription> create_subscription(subscription_settings settings, std::unique_ptr<connector::http_client> client);

// "a, b" → its names; what is no name of a field (a–z, 0–9, _) is left out.
std::vector<std::string> field_names(std::string_view list);

}  // namespace sahut::meta
