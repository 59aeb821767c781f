#include "connectors/messenger/channel.hpp"

#include "connectors/messenger/codec.hpp"
#include "connectors/meta/page_channel.hpp"

namespace sahut::messenger {

// Source: Meta, Messenger Platform, Send API: 2,000 characters, of unknown kind; hence 1,900 UTF-16 units.
// "Saving assets": 25 MB, of a picture 8 MB.
channel_traits traits() {
  auto t = meta::page_traits({1900, text_unit::utf16});
  t.media = {{message_kind::image, {"image/jpeg", "image/png", "image/gif", "image/webp"}, 8'000'000},
             {message_kind::video, {}, 25'000'000},
             {message_kind::audio, {}, 25'000'000},
             {message_kind::file, {}, 25'000'000}};
  return t;
}

channel_form form() {
  return meta::page_form_of(channel_kind::messenger, "https://graph.facebook.com/v25.0",
                            "messages, messaging_postbacks, message_echoes, message_edits, message_reactions, message_reads, message_deliveries, "
                            "messaging_referrals, messaging_handovers, standby, messaging_policy_enforcement");
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return meta::create_page_channel({channel_kind::messenger, decode, true}, std::move(settings));
}

}  // namespace sahut::messenger
