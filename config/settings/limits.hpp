#pragma once
// Every bound of the daemon, by name, with its default and the reason for it. `[limits]` in the configuration sets any
// of them; a time's key ends in `_seconds` and takes decimals. In `…_per_…` and in the attempts of an outbox, 0 means
// no limit. limits.cpp holds the ranges, config/README.md tells the operator of each.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/time.hpp"

namespace sahut {

struct limits {
  // What a client sends
  std::int64_t frame_bytes = 65536;                // 4000 characters, escaped, with room for the other fields
  std::int64_t text_chars = 4000;                  // a long question; beyond it belongs into a document
  std::int64_t id_chars = 64;                      // a UUID has 36
  std::int64_t json_depth = 16;                    // our deepest message has 4
  std::int64_t field_chars = 256;                  // names, addresses, numbers: no honest one is longer
  std::int64_t documents = 20;                     // document references of one identity
  std::int64_t visitor_messages_per_minute = 30;   // nobody types faster; a loop does
  std::int64_t visitor_requests_per_minute = 240;  // of a visitor: pages scrolled, typing; not what is written
  std::int64_t officer_messages_per_minute = 120;  // canned replies to several conversations at once

  std::int64_t presence_changes_per_day = 2000;    // of one officer: their ids are remembered for a day

  // Pages and queues of a session
  std::int64_t page_messages = 500;  // a page of history
  std::int64_t page_bytes = 524288;  // a page on a slow mobile line: some seconds
  std::int64_t output_high_bytes =
      262144;                           // waiting for one client: from here the session waits and reads the log later
  std::int64_t output_bytes = 4194304;  // eight pages; over it the client is stuck: 3008
  milliseconds stuck_time{20'000};      // bytes are waiting and none were taken for so long: closed with 3008
  milliseconds hello_time{10'000};      // until the first frame: closed with 3502
  milliseconds ping_time{20'000};       // proxies drop idle connections at 60 s, some at 30
  milliseconds pong_time{20'000};       // no pong for so long: closed with 3012

  // Connections and requests
  std::int64_t connections = 20000;                 // of one worker; file descriptors are the system's bound
  std::int64_t connections_per_address = 50;        // an office behind one address translation
  std::int64_t connections_per_officer = 10;        // windows of one account
  std::int64_t requests_per_hour_per_address = 60;  // new requests (conversations opened), not messages
  std::int64_t uploads_per_hour_per_address = 120;  // files of citizens
  std::int64_t failed_lookups_per_minute = 10;      // logins and ticket numbers of one address
  milliseconds failed_wait_time{30'000};            // a guess at an account or number each half minute and network
  std::int64_t http_header_bytes = 16384;           // cookies included
  std::int64_t http_body_bytes = 65536;             // every route but webhooks
  std::int64_t webhook_body_bytes = 4194304;        // a batch of 1000 events, platforms send up to 3 MB; refused over and
                                                    // over, a platform unsubscribes the account after an hour
  std::int64_t unauthenticated_bodies = 32;         // webhook bodies of full size in memory at once, of one worker
  milliseconds http_header_time{10'000};     // from a request's first byte to its last field: against slow senders
  milliseconds http_body_time{20'000};       // the whole body: 3 MB at 1.2 Mbit/s
  milliseconds http_idle_time{60'000};       // keep-alive
  milliseconds webhook_time{3'500};          // until a webhook's body is durable, else 503: Meta waits 5 s in all
  std::int64_t concurrent_logins = 2;        // argon2id takes 64 MiB and a core for each
  std::int64_t waiting_logins = 32;          // beyond it: temporary, later
  std::vector<std::string> trusted_proxies;  // addresses or networks whose X-Forwarded-For counts

  // What waits for an officer
  std::int64_t queue_requests = 10000;        // waiting in one queue; beyond it new conversations are refused
  std::int64_t conversations_per_office = 0;  // ever opened, of all channels; then the web chat opens none. 0: no bound

  // CEISA Care
  std::int64_t tickets_per_hour_per_account = 30;  // filed by one account holder; 0 = no limit

  // OpenID Connect
  milliseconds oidc_request_time{10'000};    // one request to the provider: keys, a code for a token
  milliseconds oidc_sign_in_time{600'000};   // from leaving for the provider until coming back
  milliseconds oidc_keys_time{3'600'000};    // its keys are read anew; an unknown key id reads them at once
  milliseconds oidc_keys_pause{10'000};      // between two readings: unknown key ids come from anybody
  std::int64_t oidc_answer_bytes = 262144;   // of the provider: a set of keys has some KB

  // Journal (came in, not yet understood) and outbox (still to be sent), for each account
  std::int64_t journal_entries = 100000;     // a day of a large account; then 503, and the platform retries
  std::int64_t journal_bytes = 268435456;    // the same as memory; a worker reserves a 64th at a time
  std::int64_t journal_attempts = 3;         // then an entry is parked and the cursor moves on
  std::int64_t outbox_entries = 100000;      // an account that cannot send for a day; then officers' sends are refused
  std::int64_t outbox_attempts = 12;         // about six hours with growing waits; then the officer sees `failed`
  milliseconds outbox_request_time{15'000};  // one request to a platform
  milliseconds outbox_echo_wait{60'000};     // for the echo of a ticket's text of unknown fate; then it is sent again

  // Store
  milliseconds store_time{5'000};        // a command without an answer; then temporary: later
  std::int64_t store_in_flight = 10000;  // commands on one connection
  std::int64_t commit_retries = 8;       // conflicts of one event before it is said to be temporary
  std::int64_t maxmemory_percent = 85;   // above it new conversations are refused, existing ones are served
  std::int64_t due_batch = 64;           // claimed by one sweep; chat goes between

  milliseconds drain_time{5'000};  // from the end's beginning to cutting what is left
};

struct count_limit {
  std::string_view key;
  std::int64_t limits::*member;
  std::int64_t min, max;
};
struct time_limit {
  std::string_view key;
  milliseconds limits::*member;
  milliseconds min, max;
};
std::span<count_limit const> count_limits();
std::span<time_limit const> time_limits();

}  // namespace sahut
