#pragma once
// ClamAV's daemon as the scanner: INSTREAM over its Unix socket or TCP (clamd(8)), one connection a file.
// clamd answers OK of what lies beyond its own MaxFileSize and MaxScanSize unless `AlertExceedsMax yes` stands in its
// configuration: deploy/README.md, "A scanner".
#include <memory>

#include "gateway/media/scanner.hpp"
#include "routing/model/time.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace sahut::media {

struct clamd_settings {
  std::string address;                 // unix:/run/clamav/clamd.ctl, or host:3310
  std::size_t at_once = 4;             // files at one time, a worker; clamd has ten threads
  std::size_t waiting = 32;            // that wait for their turn; further ones fail
  milliseconds turn_limit{30'000};
  milliseconds connect_limit{5'000};
  milliseconds step_limit{15'000};     // for clamd to take one piece
  milliseconds verdict_limit{120'000};  // from the last piece to its verdict
};

// The parts of an address, or what is wrong with it.
struct clamd_address {
  std::string socket;      // a path; empty: TCP
  std::string host, port;
};
result<clamd_address> parse_clamd_address(std::string_view text);

// Throws std::invalid_argument for an address that is none: a fault of the configuration, found before.
std::unique_ptr<scanner> create_clamd_scanner(boost::asio::any_io_executor ex, clamd_settings settings);

}  // namespace sahut::media
