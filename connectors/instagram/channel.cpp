#include "connectors/instagram/channel.hpp"

#include "connectors/instagram/codec.hpp"
#include "connectors/meta/page_channel.hpp"

namespace sahut::instagram {

// Source: Meta, Instagram Platform, Messaging API: 1,000 bytes of UTF-8.
// Files by a link that Meta fetches: pictures 8 MB, sound, film and PDF 25 MB.
channel_traits traits() {
  auto t = meta::page_traits({1000, text_unit::utf8_bytes});
  t.media = {{message_kind::image, {"image/png", "image/jpeg"}, 8'000'000},
             {message_kind::audio, {"audio/aac", "audio/mp4", "audio/x-m4a", "audio/wav", "audio/x-wav"}, 25'000'000},
             {message_kind::video, {"video/mp4", "video/ogg", "video/x-msvideo", "video/quicktime", "video/webm"}, 25'000'000},
             {message_kind::file, {"application/pdf"}, 25'000'000}};
  t.media_by_link = true;
  return t;
}

channel_form form() {
  return meta::page_form_of(channel_kind::instagram, "https://graph.instagram.com/v25.0",
                            "messages, message_reactions, messaging_postbacks, messaging_seen, messaging_referral, message_edit");
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return meta::create_page_channel({channel_kind::instagram, decode, false, true}, std::move(settings));
}

}  // namespace sahut::instagram
