#pragma once
// What the accounts of Messenger and Instagram share: signature, handshake, the walk through a body, the send call.
#include "connectors/common/channel.hpp"
#include "connectors/meta/envelope.hpp"
#include "routing/model/channel_form.hpp"
#include "routing/model/channel_traits.hpp"

namespace sahut::meta {

struct page_form {
  channel_kind kind;
  std::vector<inbound::event> (*decode)(std::string_view body, account_context const& account);
  bool metadata = false;  // a part's metadata comes back in its echo
  bool files_by_link = false;
};

// Throws std::invalid_argument for an api_base that is no address.
std::unique_ptr<connector::channel> create_page_channel(page_form form, connector::account_settings settings);

// Meta takes an answer within 24 hours of the citizen's last message, and for seven days what a human wrote, with the tag
// HUMAN_AGENT. An automatic text leaves half an hour before: that is for the way.
// Source: Meta, Messenger Platform and Instagram Platform, "Send messages", "Message tags".
inline constexpr reply_window page_window{std::chrono::hours{24}, std::chrono::minutes{23 * 60 + 30}, std::chrono::hours{7 * 24}};

// The traits of a page's account; only the length of a text differs.
channel_traits page_traits(text_limit longest_text);
// What is configured of one; only the address differs, and which fields of its webhook are subscribed to.
channel_form page_form_of(channel_kind kind, std::string_view api_base, std::string_view subscribed_fields);

}  // namespace sahut::meta
