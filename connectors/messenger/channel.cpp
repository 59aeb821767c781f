#include "connectors/messenger/channel.hpp"

#include "connectors/messenger/codec.hpp"
#include "connectors/meta/page_channel.hpp"

namespace sahut::messenger {

// Source: Meta, Messenger Platform, Send API: 2,000 characters, of unknown kind; hence 1,900 UTF-16 units.
channel_traits traits() { return meta::page_traits({1900, text_unit::utf16}); }

channel_form form() { return meta::page_form_of(channel_kind::messenger, "https://graph.facebook.com/v25.0"); }

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return meta::create_page_channel({channel_kind::messenger, decode, true}, std::move(settings));
}

}  // namespace sahut::messenger
