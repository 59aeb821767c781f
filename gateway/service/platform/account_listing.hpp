#pragma once
// What lies in an account's outbox and journal, as an operator asks for it. Any worker may look; nothing changes.
#include "gateway/service/core/repository.hpp"
#include "gateway/service/core/store_part.hpp"

namespace sahut {

struct outbox_line {
  std::uint64_t k = 0;
  result<outbox_entry> entry;  // error: it cannot be opened
};
struct journal_line {
  std::uint64_t k = 0;
  bool parked = false;
  std::size_t bytes = 0;               // sealed
  std::optional<utc_time> received_at; // nothing: it cannot be opened
};

// Ascending by the name of their fields. Errors of all three: unavailable.
boost::asio::awaitable<result<std::vector<outbox_line>>> list_outbox(store_part const& at, repository& repo, account_id account);
boost::asio::awaitable<result<std::vector<journal_line>>> list_journal(store_part const& at, repository& repo, account_id account);
boost::asio::awaitable<result<std::uint64_t>> outbox_size(store_part const& at, account_id account);

}  // namespace sahut
