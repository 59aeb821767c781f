#pragma once
// Every bound of the network server, with its reason. All are a worker's own, except the two counts per address, which
// the workers of one process share (address_counts). Zero means "no limit" only where it is said.
#include <chrono>
#include <cstddef>

namespace sahut::net {

using std::chrono::milliseconds;

struct net_limits {
  // Descriptors: over it a new connection is closed unread. Below the process's own limit (RLIMIT_NOFILE).
  std::size_t connections = 20'000;
  // Of WebSockets, and beside them of HTTP connections; 0: no limit. IPv6 counts by /64, and by /48 at ten times as
  // many. Over it a WebSocket is accepted and closed with 3504, HTTP answered with 429.
  std::size_t connections_per_address = 50;

  std::size_t head_bytes = 16 * 1024;  // request line and fields: cookies and a long Authorization fit
  std::size_t head_fields = 100;
  // Bodies that are being read or worked on: each has its small share free, what they need beyond it comes out of one
  // budget. Over it 503, so that strangers' bodies cannot fill the memory and small ones always pass.
  std::size_t body_bytes_free = 16 * 1024;
  std::size_t body_bytes_together = 32 * 1024 * 1024;
  std::size_t target_bytes = 4096;

  milliseconds handshake_time{10'000};  // TLS
  milliseconds header_time{10'000};     // from a request's first byte to its last field
  milliseconds body_time{20'000};       // the whole body (3 MB at 1.2 Mbit/s); a streamed one has its route's time limit
  milliseconds idle_time{60'000};       // between two requests of one connection; before the first it is header_time
  milliseconds linger_time{5'000};      // for the peer's close after ours, so that our last words are not reset away

  std::size_t frame_bytes = 65'536;  // one message of a WebSocket, fragments together; over it: 1009
  milliseconds ping_after{20'000};   // silence after which we ask: below the 30 to 60 s of home routers and proxies
  milliseconds pong_within{20'000};  // then 3012
  // Bytes are queued and the peer takes none: 3008, or the end of an HTTP connection. The same for a streamed body of which
  // nothing comes (408), and for a streamed reply whose source gives nothing.
  milliseconds stuck_after{20'000};
  std::size_t high_water = 256 * 1024;             // queued bytes from which is_writable() is false: sessions then wait
  std::size_t low_water = 64 * 1024;               // writable() comes when the queue has fallen to this
  std::size_t queued_bytes_max = 4 * 1024 * 1024;  // over it: 3008, whoever does not heed is_writable()

  milliseconds sweep_every{1'000};   // the grain of every deadline above: one timer a server, none a connection
  milliseconds drain_within{5'000};  // from drain() to cutting what is left
};

}  // namespace sahut::net
