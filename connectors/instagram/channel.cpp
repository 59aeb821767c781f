#include "connectors/instagram/channel.hpp"

#include "connectors/instagram/codec.hpp"
#include "connectors/meta/page_channel.hpp"

namespace sahut::instagram {

channel_traits traits() {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.automated_notice = true;
  t.window = meta::page_window;
  t.longest_text = text_limit{1000, text_unit::utf8_bytes};  // Source: Meta, Instagram Platform, Messaging API: 1,000 bytes of UTF-8.
  return t;
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return meta::create_page_channel({channel_kind::instagram, decode, false}, std::move(settings));
}

}  // namespace sahut::instagram
