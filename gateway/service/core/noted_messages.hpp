#pragma once
// What is noted of some log entries, for a decision that notes more of them.
#include "gateway/service/core/repository.hpp"

namespace sahut {

// Those that are there. Errors: the store's.
boost::asio::awaitable<result<std::vector<annotated>>> read_noted(repository& repo, conversation_ptr of, std::vector<std::uint64_t> seqs);

}  // namespace sahut
