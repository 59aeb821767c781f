#pragma once
// A platform's traits as most tests want them: a direct message, a window of 24 hours, a week for what a human wrote.
#include "routing/model/channel_traits.hpp"

namespace sahut::test {

inline constexpr auto automatic_window = std::chrono::minutes{23 * 60 + 30};

inline channel_traits page_traits(std::size_t longest_bytes = 2000) {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.automated_notice = true;
  t.window = reply_window{std::chrono::hours{24}, automatic_window, std::chrono::hours{7 * 24}};
  t.longest_text = text_limit{longest_bytes, text_unit::utf8_bytes};
  t.media.push_back({message_kind::image, {"image/jpeg", "image/png"}, 8'000'000});
  t.media.push_back({message_kind::file, {"application/pdf"}, 25'000'000});
  return t;
}

inline channel_directory page_channels() {
  channel_directory all;
  all.add(channel_kind::messenger, page_traits());
  all.add(channel_kind::instagram, page_traits());
  return all;
}

}  // namespace sahut::test
