#include "connectors/messenger/channel.hpp"

#include "connectors/messenger/codec.hpp"
#include "connectors/meta/page_channel.hpp"

namespace sahut::messenger {

channel_traits traits() {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.automated_notice = true;
  t.window = meta::page_window;
  t.longest_text = text_limit{1900, text_unit::utf16};  // Source: Meta, Messenger Platform, Send API: 2,000 characters, of unknown kind; hence 1,900 UTF-16 units.
  return t;
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return meta::create_page_channel({channel_kind::messenger, decode, true}, std::move(settings));
}

}  // namespace sahut::messenger
