#include "connectors/instagram/channel.hpp"

#include "connectors/instagram/codec.hpp"
#include "connectors/meta/page_channel.hpp"

namespace sahut::instagram {

// Source: Meta, Instagram Platform, Messaging API: 1,000 bytes of UTF-8.
channel_traits traits() { return meta::page_traits({1000, text_unit::utf8_bytes}); }

channel_form form() { return meta::page_form_of(channel_kind::instagram, "https://graph.instagram.com/v25.0"); }

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return meta::create_page_channel({channel_kind::instagram, decode, false}, std::move(settings));
}

}  // namespace sahut::instagram
