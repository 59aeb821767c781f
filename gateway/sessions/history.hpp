#pragma once
// Pages of a conversation's log, bounded in messages and bytes, for both sides.
#include "gateway/service/office.hpp"
#include "gateway/wire/frames.hpp"

namespace sahut {

struct page_wish {
  std::optional<std::uint64_t> before, after;  // neither: the newest page
  std::uint64_t limit = 500;
};
struct page_read {
  wire::page page;
  std::uint64_t first_seq = 0, last_seq = 0;   // 0: empty; what was left out counts
};

// Ascending inside the page. `more`: there are messages beyond it, in the direction asked for. `hidden` replaces messages by the
// range in which they lie; `skip` leaves a message out without a word.
boost::asio::awaitable<result<page_read>> read_page(office& o, conversation_ptr c, page_wish wish, wire::reader who,
                                                    std::function<bool(std::uint64_t)> hidden = {},
                                                    std::function<bool(log_message const&)> skip = {});

}  // namespace sahut
