#pragma once
// Pages of a conversation's log, bounded in messages and bytes, for both sides.
#include "gateway/service/office.hpp"
#include "gateway/wire/frames.hpp"

namespace sahut {

// How this office's citizens read: officers by their aliases. It must not outlive the desk.
inline wire::reader read_by_citizen(desk const& d) {
  return {true, {}, [&d](officer_id const& who) { return d.officer_alias(who); }};
}

// The files that this office takes.
inline std::optional<wire::files_taken> files_taken_by(desk const& d) {
  if (!d.files) return std::nullopt;
  return wire::files_taken{static_cast<std::uint64_t>(d.cfg.media.bytes_max)};
}

struct page_wish {
  std::optional<std::uint64_t> before, after;  // neither: the newest page
  std::uint64_t limit = 500;
  std::size_t bytes_max = 0;                   // 0: as the limits say
};
struct page_read {
  wire::page page;
  std::uint64_t first_seq = 0, last_seq = 0;   // 0: empty; what was left out counts
};

// Notes and updates of the revisions after `after_rev`, as frames: as many as go into half a page, one at least, so that whoever
// asks on from `rev` comes to the end.
struct revisions_read {
  std::vector<std::string> notes, updates;
  std::uint64_t rev = 0;                       // everything up to here is in it
  bool more = false;
  std::size_t bytes = 0;
};
boost::asio::awaitable<result<revisions_read>> read_revisions(office& o, conversation_ptr c, std::uint64_t after_rev, std::uint64_t limit,
                                                              wire::reader who, hidden_parts hidden);

// Ascending inside the page. `more`: there are messages beyond it, in the direction asked for. `hidden` replaces messages by the
// range in which they lie; `skip` leaves a message out without a word.
boost::asio::awaitable<result<page_read>> read_page(office& o, conversation_ptr c, page_wish wish, wire::reader who,
                                                    std::function<bool(std::uint64_t)> hidden = {},
                                                    std::function<bool(log_message const&)> skip = {});

// The citizen's newest words among the newest messages; nothing where there are none. Errors: the store's.
inline constexpr std::uint64_t words_looked_at = 8;
boost::asio::awaitable<result<std::optional<wire::last_words>>> read_words(office& o, conversation_ptr c);

}  // namespace sahut
