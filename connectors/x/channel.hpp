#pragma once
// X as one line of the registry: its traits, its form, and an account made from its settings.
#include "connectors/common/channel.hpp"
#include "routing/model/channel_form.hpp"
#include "routing/model/channel_traits.hpp"

namespace sahut::x {

channel_traits traits();
channel_form form();
// Throws std::invalid_argument for an api_base that is no address.
std::unique_ptr<connector::channel> create_channel(connector::account_settings settings);

// X asks GET …?crc_token=… when a webhook is made and about every hour after; the answer must be right or none, since a
// wrong one shuts the webhook at once. `secrets`: the first signs. Source: X developer documents, "Webhooks: CRC checks".
std::optional<connector::handshake_answer> answer_crc(connector::query_parameters const& query, std::vector<std::string> const& secrets);

}  // namespace sahut::x
