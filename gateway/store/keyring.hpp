#pragma once
// The master keys: `current` wraps new data keys, older ones still open what they wrapped. A master key is 32 bytes in
// base64. Its id is computed from the key itself, so a wrapped key always names the right one and no ids are
// configured. A data key is never stored in clear, a master key never in the store.
//
// Rotation: put the new key first, keep the old one among the older, wrap each data key anew when `wrapped_by_current`
// says no; then the old one may go. Thread: any once built; not copyable; keys are zeroed at the end.
#include <boost/asio/awaitable.hpp>
#include <span>
#include <vector>

#include "gateway/store/sealing.hpp"
#include "routing/ports/store.hpp"

namespace sahut {

class keyring {
 public:
  using key_id = std::array<std::uint8_t, 4>;

  explicit keyring(secret_key current);
  // Error bad_field: the key is in the ring already.
  result<void> add_older(secret_key older);

  std::string wrap(secret_key const& data_key, std::string_view place, random_source& random) const;
  // Error internal: not a wrapped key, altered or another place. Error unavailable: its master key is not in the ring.
  result<secret_key> unwrap(std::string_view wrapped, std::string_view place) const;
  bool wrapped_by_current(std::string_view wrapped) const;

 private:
  struct master {
    key_id id;
    secret_key wrapping;  // derived; the master key itself is not kept
  };
  static master make(secret_key const& key);
  std::vector<master> masters_;  // the current one first
};

// 32 bytes in base64 (the standard alphabet, padded or not), white space around it. Error bad_field.
result<secret_key> parse_master_key(std::string_view base64);
// Errors, bad_field: absent, not a regular file, readable or writable by others than its owner (mode 0600 is asked
// for).
result<secret_key> read_master_key_file(std::string const& path);
// Makes the file with a random key, mode 0600, synced, if it does not exist; then reads it. The embedded store's
// default.
result<secret_key> read_or_create_master_key_file(std::string const& path, random_source& random);

// The root of all digests, made once per store, kept wrapped in the record and never changed: what was remembered under
// it must be found for ever. Several daemons may call it at once. If the wrapping is an older master key's it is
// wrapped anew.
boost::asio::awaitable<result<secret_key>> open_digest_root(store& s, keyring const& keys, random_source& random,
                                                            std::string record = "s:{sahut}:keys");

}  // namespace sahut
