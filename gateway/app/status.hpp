#pragma once
// `sahutctl status`: how an installation is, on one page or as one JSON object.
#include "gateway/app/admin_commands.hpp"
#include "gateway/service/core/unconfigured.hpp"

#include <set>

namespace sahut {

// What only the running daemon knows.
struct daemon_status {
  utc_time started_at;
  std::string store_fault;   // why nothing can be written; empty: all is well
  double memory_ratio = 0;   // used part of the memory that the store may use
  std::uint64_t log_lines_dropped = 0;
  bool last_reload_good = true;
  std::vector<std::string> endings;  // certificate and tokens that end soon
  std::vector<sahut::unconfigured> unconfigured;  // as the last look found it
  std::set<office_id> differs;  // offices that another daemon on this store means otherwise
  std::vector<std::pair<office_id, std::int64_t>> calendar_days;  // to the end of each office's data
};

boost::asio::awaitable<admin_answer> tell_status(session_host& g, std::optional<daemon_status> daemon, bool as_json);

}  // namespace sahut
