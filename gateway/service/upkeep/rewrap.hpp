#pragma once
// After the master key has changed: every data key that lies in the store is wrapped anew by the current one, one record a
// transaction that holds only while the wrapped key is the one that was read. So it may run while daemons serve, twice at
// once, and again after it broke off. The sealed values stay as they are: a data key's content does not change.
//
// Wrapped are: the digests' root, a conversation's key (`k`), and an account's passing keys (one a day).
#include "gateway/service/core/store_part.hpp"
#include "routing/ports/clock.hpp"

#include <string>
#include <vector>

namespace sahut {

struct rewrap_part {
  std::uint64_t rewrapped = 0, already = 0;  // keys
  std::vector<std::string> unreadable;       // records
  std::string next;                          // where to go on; empty: all is done
};

// From `cursor` (empty: the beginning) for about a second (walk_records), also of offices that are configured no more.
// Error: the store is away, or keeps changing under us; what was done stays done.
boost::asio::awaitable<result<rewrap_part>> rewrap_keys(store& s, keyring const& masters, random_source& random, clock& clk, std::string cursor);
inline boost::asio::awaitable<result<rewrap_part>> rewrap_keys(store_part const& of, std::string cursor) {
  return rewrap_keys(of.st, of.keys.masters(), of.random, of.clk, std::move(cursor));
}

// Whether these master keys open what lies in the store: some conversations' and accounts' keys are tried. Error `bad_field`
// at "keys": one was wrapped by a master key that is not in the ring, and was not given up. What is damaged is no fault of
// the keys.
boost::asio::awaitable<result<void>> try_master_keys(store& s, keyring const& masters);

// The operator's word that master keys are lost for good: the names of those that `try_master_keys` misses are kept beside
// the digests' root, and nobody asks for them again. A root that does not open goes, so that open_digest_root makes another:
// contacts, secrets and ids remembered under it are not known any more. True if something was given up.
boost::asio::awaitable<result<bool>> give_up_lost_keys(store& s, keyring const& masters);

}  // namespace sahut
