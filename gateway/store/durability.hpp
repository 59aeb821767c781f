#pragma once
// What the server behind the store promises, and the epoch that follows from it.
//
// At start: `read_server_facts`, `weaker_than`, then `open_epoch`; after each reconnect, since the server may have been
// restarted meanwhile: `read_server_facts` and `open_epoch` again.
#include "gateway/store/durability_class.hpp"
#include "gateway/store/resp_connection.hpp"
#include "routing/ports/store.hpp"

namespace sahut {

struct server_facts {
  std::string run_id;  // another one after each restart of the server
  std::string version;
  bool primary = true;  // false: a replica
  bool appendonly = false;
  std::string appendfsync;  // always | everysec | no
  bool fsync_during_rewrite = true;
  std::uint64_t memory_bytes = 0, memory_bytes_max = 0;  // max 0: unbounded
  std::string memory_policy;
  // Of memory that may be used, what is used: 0…1 and a little above; 0 if unbounded.
  double memory_fraction() const;
};

// Errors: unavailable; internal if the server does not let us read its settings.
boost::asio::awaitable<result<server_facts>> read_server_facts(std::shared_ptr<resp_connection> connection);

// The fault, in words for the operator, if this server keeps less than the class promises. Pure.
std::optional<error> weaker_than(server_facts const& facts, durability_class wanted);

// The form of what lies in the store. It is raised when an older build could not carry what a newer one writes; fields and
// deadlines of new kinds need no new number.
inline constexpr std::uint64_t store_format = 2;

struct epoch_settings {
  std::string record = "s:{sahut}:store";  // where the marker and the epoch stand
  std::string marker_file;                 // in the data directory; remembers that there was a store. Empty: none
  std::string count_file;                  // beside it; remembers how far the store had come. Empty: none
  std::string used_key;                    // a master key's file from before this start: there was a store. Empty: none
  std::string cut;                         // what the store's file has lost, in words: a new epoch. Empty: nothing
  std::uint64_t format = store_format;     // what this build reads and writes
  bool accept_empty_store = false;         // the operator confirms that a store was lost, replaced or set back
};
struct store_epoch {
  std::string epoch;   // opaque, at most 24 characters
  bool fresh = false;  // made just now: positions of an earlier epoch mean nothing
  std::string marker;  // of the store
};

// The same run id: the same epoch. Another one: a new epoch, unless every acknowledged write outlives a restart (class
// `fsync`). No marker in an empty database, and none remembered: a new store. No marker otherwise, or another one than
// remembered, or a count behind the one remembered: error unavailable that tells the operator what to confirm. A store of a
// newer format: error bad_field; an older one is marked as ours, from when on older builds refuse it. The
// database must be Sahut's own; call it before anything else is written. Several daemons may call it at once: one makes,
// the others find.
boost::asio::awaitable<result<store_epoch>> open_epoch(store& s, std::shared_ptr<resp_connection> connection,
                                                       std::string run_id, durability_class durability,
                                                       epoch_settings settings, random_source& random);

// Counts one on in the marker's record, and with it finds out whether the store takes writes. The count from now on;
// nothing: the marker is gone or another one, or the format was raised, so `open_epoch` has to look. Errors: unavailable, full.
boost::asio::awaitable<result<std::optional<std::uint64_t>>> count_on(store& s, std::string record, std::string marker,
                                                                      std::uint64_t format = store_format);

// The count that this data directory remembers of a store. It lies behind the store's own, never before it, so a store
// that has less lost what it had acknowledged. Under class everysec an acknowledged second may be lost: give a count
// that is older than that.
result<void> remember_count(std::string const& file, std::string const& marker, std::uint64_t count);

}  // namespace sahut
